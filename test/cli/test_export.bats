#!/usr/bin/env bats
# `offramp report` and `offramp export`, and results that are damaged or none at all.
load helpers

# The tag that the answer takes the place of is all that report asks of a template.
fake_template() {
    mkdir -p share
    echo '<html><script type="application/json" id="offramp-data">null</script></html>' >share/page.html
    export OFFRAMP_DATADIR=$PWD/share
}

@test "report writes a page with the answer in it and prints its name" {
    fake_template
    quick small.offramp
    try 0 "$offramp" report small.offramp
    [ "$out" = small.html ]
    has "$(cat small.html)" "Two shores"
    try 0 "$offramp" report small.offramp --output other.html
    [ "$out" = other.html ]
    sed -e 's/.*id="offramp-data">//' -e 's/<\/script>.*//' other.html | python3 -m json.tool >/dev/null
}

@test "report finds the page beside the program and in share" {
    quick small.offramp
    fake_template
    unset OFFRAMP_DATADIR
    mkdir -p there/bin there/share/offramp
    cp "$offramp" there/bin/offramp
    try 1 there/bin/offramp report small.offramp
    has "$err" "the template of the page is not there"
    has "$err" "make page"
    [ ! -e small.html ]
    cp share/page.html there/share/offramp/page.html
    try 0 there/bin/offramp report small.offramp --output one.html
    mv there/share/offramp/page.html there/bin/page.html
    try 0 there/bin/offramp report small.offramp --output two.html
    cmp one.html two.html
}

@test "report never takes the place of a result" {
    fake_template
    quick small.offramp
    local before
    before=$(cksum small.offramp)
    try 2 "$offramp" report small.offramp --output small.offramp
    ln small.offramp link.html
    try 2 "$offramp" report small.offramp --output link.html
    [ "$(cksum small.offramp)" = "$before" ]
}

@test "report leaves no page behind where it cannot write one" {
    fake_template
    quick small.offramp
    try 1 "$offramp" report small.offramp --output nowhere/page.html
    has "$err" "nowhere/page.html"
    mkdir taken.html
    try 1 "$offramp" report small.offramp --output taken.html
    [ -z "$(ls taken.html)" ]
}

@test "report and export say when the scenario has changed since" {
    fake_template
    copy_small
    try 0 "$offramp" run small.yaml --quick --output small.offramp
    sed -i 's/Two shores/Three shores/' small.yaml
    try 0 "$offramp" report small.offramp
    has "$err" "is older than its scenario"
    try 0 "$offramp" export small.offramp --hash
    has "$err" "is older than its scenario"
}

@test "export --csv writes tables that a CSV reader takes" {
    quick small.offramp
    try 0 "$offramp" export small.offramp --csv tables
    [ "$(ls tables/*.csv | wc -l)" -ge 3 ]
    python3 - <<'END'
import csv, glob
for path in glob.glob("tables/*.csv"):
    rows = list(csv.reader(open(path, newline="", encoding="utf-8")))
    assert rows and all(len(row) == len(rows[0]) for row in rows), path
END
}

@test "export --json is JSON" {
    quick small.offramp
    try 0 "$offramp" export small.offramp --json
    python3 -m json.tool out.txt >/dev/null
}

@test "export without a format, or with two for standard output, is wrong use" {
    quick small.offramp
    try 2 "$offramp" export small.offramp
    has "$err" "say what to export"
    try 2 "$offramp" export small.offramp --json --hash
    has "$err" "contradict"
}

@test "what is no result is refused by every command that reads one" {
    fake_template
    head -c 3000 /dev/urandom >noise.offramp
    : >empty.offramp
    python3 -c 'import sqlite3; c = sqlite3.connect("foreign.offramp"); c.execute("create table t (a)"); c.commit()'
    mkdir place.offramp
    for file in nothere.offramp noise.offramp empty.offramp foreign.offramp place.offramp "$data/small-events.csv"; do
        try 1 "$offramp" report "$file"
        has "$err" "${file##*/}: "
        try 1 "$offramp" export "$file" --json
        [ -z "$out" ]
        try 1 "$offramp" export "$file" --hash
        try 1 "$offramp" export "$file" --csv tables
        try 1 "$offramp" trace "$file"
    done
}

@test "a result cut in half is refused by every command that reads one, and --force replaces it" {
    fake_template
    quick small.offramp
    local size
    size=$(stat -c %s small.offramp)
    for part in 2 3 10 100; do
        head -c $((size / part)) small.offramp >cut.offramp
        try 1 "$offramp" report cut.offramp
        has "$err" "cut.offramp"
        try 1 "$offramp" export cut.offramp --json
        try 1 "$offramp" trace cut.offramp
        try 1 "$offramp" run "$data/small.yaml" --quick --output cut.offramp
    done
    head -c $((size / 2)) small.offramp >cut.offramp
    quick cut.offramp --force
    [ "$(hash_of cut.offramp)" = "$(hash_of small.offramp)" ]
}

@test "a result of another format is refused with a word on it" {
    fake_template
    quick small.offramp
    cp small.offramp other.offramp
    python3 -c 'import sqlite3; c = sqlite3.connect("other.offramp"); c.execute("pragma user_version = 9999"); c.commit()'
    try 1 "$offramp" report other.offramp
    has "$err" "9999"
    try 1 "$offramp" export other.offramp --json
    try 1 "$offramp" trace other.offramp
    try 1 "$offramp" run "$data/small.yaml" --quick --output other.offramp
    quick other.offramp --force
    [ "$(hash_of other.offramp)" = "$(hash_of small.offramp)" ]
}

@test "a result of a program with other numbers is read, but not simulated again or gone on with" {
    in_full small.offramp
    cp small.offramp version.offramp
    "$data/../checksums.py" change version.offramp "update meta set value = '0.0.1' where key = 'program_version'"
    "$data/../checksums.py" change small.offramp "update meta set value = '0123456789abcdef' where key = 'numbers_id'"
    # another version that simulates the same numbers is as good as this one
    try 0 "$offramp" trace version.offramp --pick 3
    in_full version.offramp
    has "$out" "holds this study already"
    [ "$(hash_of version.offramp)" = "$(hash_of small.offramp)" ]
    # other numbers are not
    try 0 "$offramp" trace small.offramp --pick median
    try 0 "$offramp" export small.offramp --json
    try 1 "$offramp" trace small.offramp --pick 3
    has "$err" "with numbers id 0123456789abcdef; this is"
    has "$err" "run the scenario again, or use that program"
    try 1 "$offramp" run "$data/small.yaml" --sets 16 --members 64 --output small.offramp
    has "$err" "was begun by a program that simulates other numbers (numbers id 0123456789abcdef"
    try 1 "$offramp" run "$data/small.yaml" --sets 16 --members 64 --output small.offramp --resume
    in_full small.offramp --force
    try 0 "$offramp" trace small.offramp --pick 3
}

@test "the command that is told in a result is read by nobody" {
    quick small.offramp --start 2024-03-10 --horizon '2 weeks' --given 'raid*'
    try 0 "$offramp" trace small.offramp --pick 3
    local before=$out
    for command in "offramp run ''x" "offramp run x --start 2024-04-01" ""; do
        "$data/../checksums.py" change small.offramp "update meta set value = '${command//\'/\'\'}' where key = 'command'"
        try 0 "$offramp" trace small.offramp --pick 3
        [ "$out" = "$before" ]
    done
}

@test "options of a result that are not those of its study are told" {
    quick small.offramp --start 2024-03-10 --given 'raid*' --no-history
    [ "$(sqlite3 small.offramp "select group_concat(key || '=' || value, ' ') from meta where key like 'option%'")" = \
        "option_given=raid* option_no_history=1 option_start=2024-03-10" ]
    try 0 "$offramp" trace small.offramp --pick 3
    local change
    for change in "delete from meta where key = 'option_start'" \
        "update meta set value = '2024-13-01' where key = 'option_start'" \
        "update meta set value = 'nothing' where key = 'option_given'" \
        "delete from meta where key = 'option_given'" \
        "delete from meta where key = 'option_no_history'" \
        "update meta set value = replace(value, '0.2 per day', '0.3 per day') where key = 'scenario_text'"; do
        cp small.offramp changed.offramp
        "$data/../checksums.py" change changed.offramp "$change"
        try 1 "$offramp" trace changed.offramp --pick 3 || try 2 "$offramp" trace changed.offramp --pick 3
        [ -n "$err" ]
        try 0 "$offramp" trace changed.offramp
    done
    cp small.offramp changed.offramp
    "$data/../checksums.py" change changed.offramp "update meta set value = replace(value, '0.2 per day', '0.3 per day') where key = 'scenario_text'"
    try 1 "$offramp" trace changed.offramp --pick 3
    has "$err" "does not give the study that it was made from"
}
