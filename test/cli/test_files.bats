#!/usr/bin/env bats
# What commands write and read: nothing of the user's is lost, nothing hangs, nothing foreign is shown.
# The rules are those of docs/files.md.
load helpers

# The tag that the answer takes the place of is all that report asks of a template.
fake_template() {
    mkdir -p share
    echo '<html><script type="application/json" id="offramp-data">null</script></html>' >share/page.html
    export OFFRAMP_DATADIR=$PWD/share
}

# compare_to PAGE [OPTIONS]: a small comparison with a page.
compare_to() {
    local page=$1
    shift
    "$offramp" compare small.yaml --fixed --members 64 --with 'x: channels.court.open=never' --page "$page" "$@"
}

# within SECONDS STATUS COMMAND...: as try, and never longer.
within() {
    local seconds=$1 status=$2
    shift 2
    try "$status" timeout "$seconds" "$@"
}

no_parts() {
    [ -z "$(find . -name '.offramp-*' -o -name '*.part')" ]
}

# ---- pages ---------------------------------------------------------------------------------------

@test "report and compare replace pages of their own, keep their modes, and leave all else alone" {
    fake_template
    copy_small
    quick small.offramp
    try 0 "$offramp" report small.offramp --output page.html
    chmod 600 page.html
    try 0 "$offramp" report small.offramp --output page.html
    try 0 compare_to page.html
    [ "$(stat -c %a page.html)" = 600 ]
    has "$(cat page.html)" offramp-comparison
    for file in small.yaml small-events.csv; do
        cp "$file" before
        for command in "report small.offramp --output" "compare small.yaml --fixed --members 64 --with x:channels.court.open=never --page"; do
            try 2 "$offramp" $command "$file"
            has "$err" "$file: is "
            cmp "$file" before
        done
    done
    echo '<html>my own page</html>' >mine.html
    try 2 "$offramp" report small.offramp --output mine.html
    has "$err" "mine.html: is there and is no page of offramp, so it is left alone; give another name, or --force to replace it"
    [ "$(cat mine.html)" = '<html>my own page</html>' ]
    try 0 "$offramp" report small.offramp --output mine.html --force
    has "$(cat mine.html)" offramp-page
    no_parts
}

@test "no input is written over, not even with --force, under whatever name" {
    fake_template
    copy_small
    cp "$data/small.yaml" shared.yaml
    printf 'offramp: 1\ninclude: part.yaml\n' >whole.yaml
    sed '/^offramp/d' small.yaml >part.yaml
    printf 'offramp: 1\nwhat-ifs:\n  shut: {changes: {channels.court.open: never}}\n' >changes.yaml
    printf 'first,last,source,target,theatres,action,count\n' >small-totals.csv
    quick small.offramp
    ln -s small.yaml link.html
    ln small-events.csv hard.html
    local before
    before=$(cat small.yaml part.yaml small-events.csv small-totals.csv changes.yaml share/page.html | cksum)
    for page in link.html hard.html small.yaml small-totals.csv changes.yaml share/page.html "$PWD/./small.yaml"; do
        try 2 "$offramp" compare small.yaml --fixed --members 64 --changes changes.yaml --page "$page" --force
        has "$err" "is read by this command"
    done
    try 2 "$offramp" compare whole.yaml --fixed --members 64 --with x:channels.court.open=never --page part.yaml --force
    try 2 "$offramp" report small.offramp --output share/page.html --force
    ln small.offramp result.html
    try 2 "$offramp" report small.offramp --output result.html --force
    for draft in small-events.csv small-totals.csv hard.html; do
        try 2 "$offramp" new "$draft" --from-record small-events.csv --between north,south --force
        has "$err" "is read by this command"
    done
    [ "$(cat small.yaml part.yaml small-events.csv small-totals.csv changes.yaml share/page.html | cksum)" = "$before" ]
    [ -L link.html ]
    no_parts
}

@test "report does not write over the scenario of its result" {
    fake_template
    copy_small
    try 0 "$offramp" run small.yaml --quick --output small.offramp
    try 2 "$offramp" report small.offramp --output small.yaml --force
    cmp small.yaml "$data/small.yaml"
}

@test "a link to a page stays, and the page behind it is replaced" {
    fake_template
    quick small.offramp
    mkdir site
    try 0 "$offramp" report small.offramp --output site/page.html
    ln -s site/page.html page.html
    cp site/page.html fresh.html
    echo old >>site/page.html
    try 0 "$offramp" report small.offramp --output page.html
    [ -L page.html ]
    cmp site/page.html fresh.html
    ln -s nowhere.html nothing.html
    try 2 "$offramp" report small.offramp --output nothing.html --force
    has "$err" "nothing.html: is a symbolic link that leads nowhere"
    [ ! -e nowhere.html ]
    no_parts
}

@test "a page follows no link laid beside its name, and touches no file of that name" {
    fake_template
    quick small.offramp
    echo precious >victim
    ln -s victim page.html.part
    echo mine >other.html.part
    try 0 "$offramp" report small.offramp --output page.html
    try 0 "$offramp" report small.offramp --output other.html
    [ "$(cat victim)" = precious ]
    [ "$(cat other.html.part)" = mine ]
    [ ! -L page.html ]
}

@test "a page goes to a pipe, to - and to what leads there" {
    fake_template
    copy_small
    quick small.offramp
    try 0 "$offramp" report small.offramp --output page.html
    try 0 "$offramp" report small.offramp --output -
    cmp out.txt page.html
    [ -z "$err" ]
    "$offramp" report small.offramp --output /dev/stdout >stdout.html
    cmp stdout.html page.html
    "$offramp" report small.offramp --output /dev/stdout | cat >piped.html
    cmp piped.html page.html
    mkfifo pipe
    cat pipe >from-pipe.html &
    try 0 "$offramp" report small.offramp --output pipe
    wait
    cmp from-pipe.html page.html
    [ -p pipe ]
    within 10 1 "$offramp" report small.offramp --output pipe
    has "$err" "pipe: nobody reads from this pipe"
    # compare: the page alone on standard output, the tables beside it
    try 0 compare_to -
    python3 -c 'import re, json; json.loads(re.search(r"id=\"offramp-data\">(.*?)</script>", open("out.txt").read(), re.S)[1])'
    has "$err" "channels.court.open = never"
    try 2 compare_to - --json
    has "$err" "only one of --json and --page can go to standard output"
    try 2 "$offramp" compare small.yaml --force
    has "$err" "--force goes with --page"
}

@test "a device is written to and stays a device" {
    mkdir dev
    mknod dev/null c 1 3 2>/dev/null && mknod dev/full c 1 7 || skip "only root makes device nodes"
    echo >dev/null 2>/dev/null || skip "device nodes do not work here"
    fake_template
    copy_small
    quick small.offramp
    try 0 "$offramp" report small.offramp --output dev/null
    try 0 "$offramp" new dev/null
    try 0 "$offramp" new dev/null --force
    try 0 compare_to dev/null
    try 0 "$offramp" export small.offramp --csv dev/null
    try 1 "$offramp" report small.offramp --output dev/full
    has "$err" "dev/full: cannot be written to its end"
    try 1 "$offramp" new dev/full
    [ -c dev/null ] && [ -c dev/full ]
    no_parts
}

@test "standard output that is full is reported for pages, drafts and tables too" {
    [ -e /dev/full ] || skip "no /dev/full"
    fake_template
    quick small.offramp
    for words in "report small.offramp --output -" "new -" "export small.offramp --csv -" "export small.offramp --json"; do
        local status=0
        "$offramp" $words >/dev/full 2>err.txt || status=$?
        [ "$status" -eq 1 ]
        [ -s err.txt ]
    done
}

@test "a disk that fills up leaves the old page and nothing else" {
    fake_template
    quick small.offramp
    try 0 "$offramp" report small.offramp --output page.html
    cp page.html before.html
    for words in "report small.offramp --output page.html" "report small.offramp --output new.html" "new draft.yaml" \
        "export small.offramp --csv tables"; do
        local status=0
        (ulimit -f 4; trap '' XFSZ; exec "$offramp" $words) >out.txt 2>err.txt || status=$?
        [ "$status" -eq 1 ]
        has "$(cat err.txt)" "writing stopped at the size limit"
    done
    cmp page.html before.html
    [ ! -e new.html ] && [ ! -e draft.yaml ] && [ ! -e tables ]
    no_parts
}

@test "a page that is write-protected is left alone" {
    fake_template
    quick small.offramp
    try 0 "$offramp" report small.offramp
    chmod 444 small.html
    try 2 "$offramp" report small.offramp
    has "$err" "small.html: is write-protected"
    try 0 "$offramp" report small.offramp --force
    [ "$(stat -c %a small.html)" = 444 ]
}

# ---- tables --------------------------------------------------------------------------------------

@test "a new directory of tables is marked complete, and a later export replaces its own tables" {
    quick small.offramp
    try 0 "$offramp" export small.offramp --csv tables
    has "$(cat tables/offramp-tables.txt)" "state: complete"
    # the mark names what is there, and nothing else is
    [ "$(sed 1,2d tables/offramp-tables.txt | sort)" = "$(cd tables && ls *.csv | sort)" ]
    echo mine >tables/mine.csv
    echo old >>tables/answer.csv
    chmod 600 tables/answer.csv
    try 0 "$offramp" export small.offramp --csv tables
    lacks "$(cat tables/answer.csv)" old
    [ "$(stat -c %a tables/answer.csv)" = 600 ]
    [ "$(cat tables/mine.csv)" = mine ]
    no_parts
}

@test "tables of the user are left alone, through links too, and the result itself always" {
    quick small.offramp
    mkdir mine
    echo precious >victim
    echo "my own table" >mine/series.csv
    try 2 "$offramp" export small.offramp --csv mine
    has "$err" "mine: its series.csv is none that offramp wrote, so nothing is written"
    [ "$(ls mine)" = series.csv ]
    mv mine/series.csv series.csv
    ln -s ../victim mine/act.csv
    try 2 "$offramp" export small.offramp --csv mine
    has "$err" "its act.csv is a symbolic link"
    try 0 "$offramp" export small.offramp --csv mine --force
    [ "$(cat victim)" = precious ]
    [ ! -L mine/act.csv ]
    cp small.offramp mine/meta.csv
    try 2 "$offramp" export mine/meta.csv --csv mine --force
    has "$err" "its meta.csv is read by this command"
    cmp mine/meta.csv small.offramp
    rm mine/meta.csv
    ln small.offramp mine/meta.csv
    try 2 "$offramp" export small.offramp --csv mine --force
    cmp mine/meta.csv small.offramp
    no_parts
}

@test "an export that is cut off between two tables says so in its mark, and the next makes it whole" {
    command -v strace >/dev/null || skip "strace is not installed"
    strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
    quick small.offramp
    try 0 "$offramp" export small.offramp --csv tables
    # the third rename is that of the second table: the mark goes first
    try 1 strace -o trace.txt -e trace=renameat,renameat2 -e inject=renameat,renameat2:error=EIO:when=3 \
        "$offramp" export small.offramp --csv tables
    has "$err" "cannot be put in place; its offramp-tables.txt says \`unfinished\`"
    has "$(cat tables/offramp-tables.txt)" "state: unfinished"
    try 0 "$offramp" export small.offramp --csv tables
    has "$(cat tables/offramp-tables.txt)" "state: complete"
    no_parts
}

@test "the answer alone goes to a pipe and to -" {
    quick small.offramp
    try 0 "$offramp" export small.offramp --csv tables
    try 0 "$offramp" export small.offramp --csv -
    cmp out.txt tables/answer.csv
    [ -z "$err" ]
    "$offramp" export small.offramp --csv /dev/stdout | cat >piped.csv
    cmp piped.csv tables/answer.csv
    try 2 "$offramp" export small.offramp --csv - --json
    has "$err" "only one of --csv, --json and --hash can go to standard output"
    try 2 "$offramp" export small.offramp --json --force
    has "$err" "--force goes with --csv"
    echo mine >file
    try 1 "$offramp" export small.offramp --csv file --force
    has "$err" "file: is not a directory"
    [ "$(cat file)" = mine ]
}

# ---- drafts --------------------------------------------------------------------------------------

@test "a draft goes to a pipe, and a record comes by one" {
    copy_small
    try 0 "$offramp" new expected.yaml --template small
    mkfifo pipe
    cat pipe >got.yaml &
    try 0 "$offramp" new pipe --template small
    wait
    cmp got.yaml expected.yaml
    try 0 bash -c '"$1" new mine.yaml --from-record <(cat small-events.csv) --between north,south' - "$offramp"
    has "$err" "give it to each command: --record FILE"
    has "$(cat mine.yaml)" "7 acts in 70 days of a record from a pipe"
    try 0 "$offramp" check mine.yaml --record small-events.csv
    has "$out" "rows that are acts 5"
}

@test "a draft replaces a file behind a link with --force, and the link stays" {
    echo old >behind.yaml
    ln -s behind.yaml link.yaml
    chmod 640 behind.yaml
    try 2 "$offramp" new link.yaml
    [ "$(cat behind.yaml)" = old ]
    try 0 "$offramp" new link.yaml --force
    [ -L link.yaml ]
    [ "$(stat -c %a behind.yaml)" = 640 ]
    has "$(cat behind.yaml)" "offramp: 1"
}

# ---- reading -------------------------------------------------------------------------------------

@test "scenarios, records and change files may come by pipes, read to their end" {
    copy_small
    printf 'offramp: 1\nwhat-ifs:\n  shut: {changes: {channels.court.open: never}}\n' >changes.yaml
    try 0 "$offramp" check small.yaml
    local plain=$out
    # names in what comes by a pipe are looked for from here
    try 0 bash -c '"$1" check <(sleep 0.3; cat small.yaml)' - "$offramp"
    [ "$(echo "$out" | tail -n +2)" = "$(echo "$plain" | tail -n +2)" ]
    try 0 bash -c '"$1" check small.yaml --record <(cat small-events.csv)' - "$offramp"
    has "$out" "8 rows"
    try 0 bash -c '"$1" compare <(cat small.yaml) --record <(cat small-events.csv) --changes <(cat changes.yaml) --fixed --members 64' - "$offramp"
    has "$out" "shut"
    # what has no name of its own keeps nothing
    [ -z "$(ls | grep '\.offramp' || true)" ]
    try 0 bash -c '"$1" trace small.yaml --record <(cat small-events.csv) --pick 3' - "$offramp"
    cp "$data/claims.yaml" .
    try 0 "$offramp" test claims.yaml --quick --no-keep
    local verdicts=$out
    try 0 bash -c '"$1" test claims.yaml --quick --no-keep --record <(cat small-events.csv)' - "$offramp"
    [ "$out" = "$verdicts" ]
    try 1 bash -c 'yes "# more" | timeout 20 "$1" check /dev/fd/0' - "$offramp"
    has "$err" "is larger than"
}

@test "nothing hangs on a pipe that nobody writes, or on a device" {
    fake_template
    copy_small
    quick small.offramp
    mkfifo pipe
    within 10 1 "$offramp" check pipe
    has "$err" "pipe: nobody writes into this pipe"
    within 10 1 "$offramp" check small.yaml --record pipe
    has "$err" "nobody writes"
    within 10 1 "$offramp" compare small.yaml --changes pipe
    within 10 1 "$offramp" new draft.yaml --from-record pipe --between north,south
    [ ! -e draft.yaml ]
    within 10 1 "$offramp" check /dev/zero
    has "$err" "/dev/zero: this is a terminal or another device; name a file or a pipe"
    # named in a file: refused at once
    sed 's/record: small-events.csv/record: pipe/' small.yaml >piped.yaml
    within 1 1 "$offramp" check piped.yaml
    has "$err" "pipe: must be a regular file"
    printf 'offramp: 1\ninclude: pipe\n' >include.yaml
    within 1 1 "$offramp" check include.yaml
    # beside a record, as the place of the template, and in a result
    mkfifo small-totals.csv
    within 1 1 "$offramp" check small.yaml
    has "$err" "small-totals.csv: must be a regular file"
    rm small-totals.csv
    mkfifo page.html
    OFFRAMP_DATADIR=$PWD within 5 1 "$offramp" report small.offramp --output new.html
    within 5 1 "$offramp" report pipe
    within 5 1 "$offramp" trace pipe
    "$data/../checksums.py" change small.offramp "update meta set value = 'pipe' where key = 'scenario_file'"
    within 5 0 "$offramp" export small.offramp --hash
    within 5 2 "$offramp" report small.offramp --output pipe
}

@test "a terminal is no scenario" {
    command -v script >/dev/null || skip "script is not installed"
    script -qec "timeout 5 '$offramp' check /dev/tty" /dev/null >out.txt </dev/null || true
    has "$(cat out.txt)" "this is a terminal or another device"
}

@test "a scenario names its record close by, and nothing foreign is shown" {
    copy_small
    mkdir -p deep/a/b/c
    echo 'root:very-secret' >secret.csv
    cp small.yaml deep/a/b/c/small.yaml
    for name in "$PWD/secret.csv" /etc/passwd ../../../../secret.csv a/../../../../../secret.csv; do
        sed "s,record: small-events.csv,record: $name," small.yaml >deep/a/b/c/hostile.yaml
        try 1 "$offramp" check deep/a/b/c/hostile.yaml
        has "$err" "hostile.yaml:6:19: history.record: found '$name'"
        has "$err" "--record FILE takes one from anywhere"
        lacks "$err" secret:
        lacks "$err" "no column is called"
    done
    # nor by a link
    sed "s,record: small-events.csv,record: link.csv," small.yaml >deep/a/b/c/linked.yaml
    ln -s "$PWD/secret.csv" deep/a/b/c/link.csv
    try 1 "$offramp" check deep/a/b/c/linked.yaml
    has "$err" "link.csv: lies too far away"
    lacks "$err" very-secret
    # one that leads to a file near by is fine, and so is a record two directories above
    ln -sf ../../small-events.csv deep/a/b/c/link.csv
    cp small-events.csv deep/a/
    try 0 "$offramp" check deep/a/b/c/linked.yaml
    sed "s,record: small-events.csv,record: ../../small-events.csv," small.yaml >deep/a/b/c/above.yaml
    try 0 "$offramp" check deep/a/b/c/above.yaml
    # typed, it may be anywhere
    sed -i '/^history/d' deep/a/b/c/small.yaml
    try 0 "$offramp" check deep/a/b/c/hostile.yaml --record "$PWD/small-events.csv"
    has "$out" "rows that are acts 5"
}

@test "--record is the study's record: its result is that of a scenario which names it" {
    copy_small
    mkdir far out
    mv small-events.csv far/events.csv
    try 0 "$offramp" run small.yaml --quick --record far/events.csv --output out/a.offramp
    cp far/events.csv small-events.csv
    quick b.offramp
    # the text of the scenario is the same, and so are the bytes of the record
    [ "$(hash_of out/a.offramp)" = "$(hash_of b.offramp)" ]
    rm small-events.csv
    try 0 "$offramp" trace out/a.offramp --pick 17
    local told=$out
    try 0 "$offramp" trace b.offramp --pick 17
    [ "$out" = "$told" ]
    # moved: told where it is now
    mv far/events.csv elsewhere.csv
    try 1 "$offramp" trace out/a.offramp --pick 17
    has "$err" "its event record cannot be read (far/events.csv: there is no such file); say with --record where it is"
    try 0 "$offramp" trace out/a.offramp --pick 17 --record elsewhere.csv
    [ "$out" = "$told" ]
    sed -i '$d' elsewhere.csv
    try 1 "$offramp" trace out/a.offramp --pick 17 --record elsewhere.csv
    has "$err" "the event record has changed since it was made"
}

@test "a hostile result shows nothing of the files that it names" {
    quick small.offramp
    mkdir -p far/away/from/here
    echo 'root:very-secret' >far/secret.csv
    for path in "$PWD/far/secret.csv" ../../../secret.csv; do
        cp small.offramp far/away/from/here/hostile.offramp
        "$data/../checksums.py" change far/away/from/here/hostile.offramp \
            "update meta set value = '${path/secret.csv/x.yaml}' where key = 'scenario_file'" \
            "update meta set value = replace(value, 'small-events.csv', 'secret.csv') where key = 'scenario_text'"
        try 1 "$offramp" trace far/away/from/here/hostile.offramp --pick 3
        has "$err" "far/away/from/here/hostile.offramp: "
        lacks "$err" very-secret
    done
}

@test "a result far from its scenario is not compared with it" {
    mkdir -p one/a/b/c two
    copy_small
    mv small.yaml small-events.csv two
    (cd two && "$offramp" run small.yaml --quick --output "$BATS_TEST_TMPDIR/one/a/b/c/far.offramp" >/dev/null)
    (cd two && "$offramp" run small.yaml --quick --output small.offramp >/dev/null)
    sed -i 's/Two shores/Three shores/' two/small.yaml
    cd two
    try 0 "$offramp" export ../one/a/b/c/far.offramp --hash
    lacks "$err" "is older"
    try 0 "$offramp" export small.offramp --hash
    has "$err" "is older than its scenario"
}
