#!/usr/bin/env bats
# The pages that teach: every command line of theirs works, in the order of the page, in a directory of its own.
#
# A line that would simulate for minutes gets $OFFRAMP_DOCS_SIZE appended: a run without --quick, test, score, and exits. With
# OFFRAMP_DOCS_SIZE= (empty) all run as written. What was changed is printed when a line fails.
load helpers

size=${OFFRAMP_DOCS_SIZE---sets 4 --members 16}

# What a reader has after building: the sources' scenarios and data, build/offramp, offramp on the path.
setup_file() {
    local root=${OFFRAMP_SOURCE_ROOT:-$BATS_TEST_DIRNAME/../..}
    export pages=$BATS_FILE_TMPDIR/tree
    mkdir -p "$pages/build" "$pages/bin"
    cp -r "$root/README.md" "$root/docs" "$root/scenarios" "$root/data" "$pages"
    ln -s "$OFFRAMP_BINARY" "$pages/build/offramp"
    ln -s "$OFFRAMP_BINARY" "$pages/bin/offramp"
}

# The page's template may not be built here.
stand_in_template() {
    [ -f "$(dirname "$OFFRAMP_BINARY")/page.html" ] && return
    mkdir -p share
    echo '<html><script type="application/json" id="offramp-data">null</script></html>' >share/page.html
    export OFFRAMP_DATADIR=$PWD/share
}

# sized LINE: the line with sizes that end soon.
sized() {
    case $1 in
    *offramp\ score\ *.json\ *) printf '%s\n' "$1" ;; # a frozen forecast has no size
    *offramp\ run\ *--quick*) printf '%s\n' "$1" ;;
    *offramp\ exits\ *) printf '%s %s\n' "$1" "${size:+--sets 8 --members 32}" ;; # a risk of one in ten is to come at all
    *offramp\ run\ * | *offramp\ test\ * | *offramp\ score\ *) printf '%s %s\n' "$1" "$size" ;;
    *) printf '%s\n' "$1" ;;
    esac
}

# follow PAGE LEAST: runs its command lines, which are at least so many.
follow() {
    local page=$pages/$1 least=$2 n=0 line
    [ -d build ] || cp -r "$pages/build" "$pages/docs" "$pages/scenarios" "$pages/data" .
    stand_in_template
    "$BATS_TEST_DIRNAME/doc_commands" "$page" >lines.txt || return 1
    while IFS= read -r line; do
        n=$((n + 1))
        line=$(sized "$line")
        PATH=$pages/bin:$PATH bash -euc "$line" >out.txt 2>err.txt </dev/null || {
            printf '%s, command %s fails: %s\n%s\n' "$1" "$n" "$line" "$(cat err.txt)"
            return 1
        }
    done <lines.txt
    [ "$n" -ge "$least" ] || { echo "$1 has $n command lines, at least $least were looked for"; return 1; }
}

@test "the README and its tour work as written" {
    follow README.md 10
    # what the tour speaks of is there
    [ -f us-iran-2024.quick.offramp ]
    [ -f us-iran-2024.offramp ]
    [ -f us-iran-2024.html ]
    [ -f compared.html ]
    [ -n "$(ls tables)" ]
}

@test "the tutorial works as written" {
    follow docs/tutorial.md 5
    [ -f border-exercise.quick.html ]
}

@test "the how-to pages work as written" {
    follow docs/how-to/start-a-scenario.md 2
    [ -f mine.yaml ]
    for page in "$pages"/docs/how-to/*.md; do
        [ "$(basename "$page")" = start-a-scenario.md ] || follow "docs/how-to/$(basename "$page")" 0
    done
}

@test "the page of exits works as written" {
    follow docs/exits.md 2
    has "$(cat out.txt)" "stated before the search"
}

# Of what the test rests on: it finds commands, leaves out what is marked, and fails where one fails.
@test "a documented command that fails is found" {
    cat >"$pages/page.md" <<'END'
Text, `inline`.

    $ offramp check none.yaml
    offramp: none.yaml: there is no such file

END
    run follow page.md 1
    [ "$status" -eq 1 ]
    has "$output" "page.md, command 1 fails: offramp check none.yaml"
    printf '<!-- not run: needs none.yaml -->\n' | cat - "$pages/page.md" >"$pages/marked.md"
    run follow marked.md 0
    [ "$status" -eq 1 ] # the mark stands before text
    has "$output" "this mark stands before no block of commands"
    printf 'Text.\n\n<!-- not run: needs none.yaml -->\n\n    offramp check none.yaml\n\n    build/offramp help  # all\n' >"$pages/marked.md"
    [ "$("$BATS_TEST_DIRNAME/doc_commands" "$pages/marked.md")" = "build/offramp help" ]
    run follow marked.md 1
    [ "$status" -eq 0 ]
    run follow marked.md 2
    [ "$status" -eq 1 ]
    has "$output" "has 1 command lines"
}

@test "the page of claims counts its own rows" {
    # Expected: the sentence below the table has the numbers of its rows, by what stands in their second column.
    python3 - "$OFFRAMP_SOURCE_ROOT/docs/claims.md" <<'END'
import collections, re, sys
text = open(sys.argv[1], encoding="utf-8").read()
said = collections.Counter(re.findall(r"^\| (?!\*\*)[^|]+ \| (yes|in part|no) \|", text, re.M))
told = [int(n) for n in re.search(r"Of (\d+) claims (\d+) are said, (\d+) in part, (\d+) not", text).groups()]
assert told == [sum(said.values()), said["yes"], said["in part"], said["no"]], (told, said)
END
}
