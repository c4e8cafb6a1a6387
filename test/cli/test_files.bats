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

