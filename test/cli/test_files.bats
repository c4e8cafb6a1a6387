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

@test "report does not write over the scenario of its result" {
    fake_template
    copy_small
    try 0 "$offramp" run small.yaml --quick
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

