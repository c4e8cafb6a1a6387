#!/usr/bin/env bats
# Results as files: one writer each, readers meanwhile, damage that is found, parts that are no wholes.
load helpers

# Long enough to be looked at in the middle.
size="--sets 200 --members 400 --threads 1"

teardown() {
    [ -z "${pid:-}" ] || kill -9 "$pid" 2>/dev/null || true
}

# start FILE: a run in the background, known to be in the middle of its work.
start() {
    "$offramp" run "$data/small.yaml" $size --output "$1" >run.txt 2>run-err.txt 3>&- &
    pid=$!
    for i in $(seq 200); do
        [ "$(futures_in "$1")" -ge 1000 ] && return 0
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    printf 'not caught in the middle\n%s\n' "$(cat run-err.txt)"
    return 1
}

unfinished() {
    start "$1"
    kill -9 "$pid"
    wait "$pid" || true
}

# ---- one writer ------------------------------------------------------------------------------------

@test "a second run says at once who is at work, and the first goes on" {
    start two.offramp
    local began=$SECONDS
    try 1 "$offramp" run "$data/small.yaml" $size --output two.offramp
    [ $((SECONDS - began)) -lt 10 ]
    has "$err" "offramp: two.offramp: is in use by another command (process $pid, since 20"
    has "$err" "UTC); wait for it, or give another name with --output"
    lacks "$err" "damaged"
    for word in --resume --force; do
        try 1 "$offramp" run "$data/small.yaml" --quick --seed 7 $word --output two.offramp
        has "$err" "in use by another command (process $pid"
    done
    wait "$pid"
    has "$(cat run.txt)" "wrote two.offramp"
    [ "$(ls)" = "$(printf '%s\n' err.txt out.txt run-err.txt run.txt two.offramp)" ]
}

@test "a comparison that keeps its sums is no run, and is not called one" {
    "$offramp" compare "$data/small.yaml" $size --with 'more: conduct.raids.rate=times 2' --output two.offramp >run.txt 2>run-err.txt 3>&- &
    pid=$!
    for i in $(seq 200); do
        [ -s two.offramp.lock ] && break
        kill -0 "$pid" || { cat run-err.txt; return 1; }
        sleep 0.02
    done
    has "$(cat two.offramp.lock)" "offramp, process $pid, making .part-"
    try 1 "$offramp" run "$data/small.yaml" $size --output two.offramp
    has "$err" "two.offramp: is in use by another command (process $pid, since 20"
    kill -9 "$pid"
    wait "$pid" || true
}

@test "of two runs started together one works and the other says so" {
    local try a b ra rb
    for try in 1 2 3 4 5 6 7 8; do
        rm -f pair.offramp*
        "$offramp" run "$data/small.yaml" --sets 40 --members 100 --threads 1 --output pair.offramp >a.txt 2>a-err.txt 3>&- & a=$!
        "$offramp" run "$data/small.yaml" --sets 40 --members 100 --threads 1 --output pair.offramp >b.txt 2>b-err.txt 3>&- & b=$!
        ra=0; rb=0
        wait $a || ra=$?
        wait $b || rb=$?
        # a machine may be so busy that one is done before the other looks: then both hold the same study
        if [ $ra = 0 ] && [ $rb = 0 ]; then
            has "$(cat a.txt b.txt)" "which holds this study already"
        else
            [ "$ra $rb" = "0 1" ] || [ "$ra $rb" = "1 0" ]
            has "$(cat a-err.txt b-err.txt)" "is in use by another command"
        fi
        [ "$(echo pair.offramp*)" = pair.offramp ]
    done
}

@test "a run that was killed leaves a lock that holds nobody up" {
    unfinished killed.offramp
    [ -e killed.offramp.lock ]
    try 0 "$offramp" run "$data/small.yaml" $size --output killed.offramp --resume
    [ "$(echo killed.offramp*)" = killed.offramp ]
}

@test "a result can be read in every way while a run writes it" {
    mkdir share
    echo '<html><script type="application/json" id="offramp-data">null</script></html>' >share/page.html
    export OFFRAMP_DATADIR=$PWD/share
    start busy.offramp
    try 0 "$offramp" report busy.offramp
    try 0 "$offramp" export busy.offramp --json
    try 0 "$offramp" export busy.offramp --csv tables
    try 0 "$offramp" trace busy.offramp --pick 5
    try 0 "$offramp" check busy.offramp
    has "$out" "an unfinished result"
    kill -0 "$pid"
    wait "$pid"
}

# A program that keeps its view of the file for nine seconds, as a slow report or a shell left open does.
@test "a reader that holds on for nine seconds ends no run" {
    start held.offramp
    python3 - <<'END'
import sqlite3, time
db = sqlite3.connect("file:held.offramp?mode=ro", uri=True, timeout=30)
db.execute("BEGIN")
db.execute("SELECT count(*) FROM member").fetchone()
time.sleep(9)
END
    local status=0
    wait "$pid" || status=$?
    [ "$status" -eq 0 ]
    has "$(cat run-err.txt)" "waiting for another program that is reading held.offramp"
    try 0 "$offramp" run "$data/small.yaml" $size --output whole.offramp
    [ "$(hash_of held.offramp)" = "$(hash_of whole.offramp)" ]
}

# ---- names -------------------------------------------------------------------------------------------

@test "a file or link NAME.part of somebody else is left alone" {
    echo precious >victim
    ln -s victim small.offramp.part
    quick small.offramp
    [ "$(cat victim)" = precious ]
    rm small.offramp.part small.offramp
    echo precious >small.offramp.part
    quick small.offramp
    [ "$(cat small.offramp.part)" = precious ]
}

@test "a result needs a regular file, and nothing else is written or waited for" {
    mkfifo pipe
    mkdir place
    for name in pipe place /dev/null /dev/full; do
        [ -e $name ] || continue
        try 1 timeout 20 "$offramp" run "$data/small.yaml" --quick --force --output $name
        has "$err" "$name: is a "
        has "$err" "a result needs a regular file"
    done
    try 2 "$offramp" run "$data/small.yaml" --quick --output -
    has "$err" "cannot go to standard output"
    [ "$(echo *)" = "err.txt out.txt pipe place" ]
    [ -c /dev/null ]
}

@test "a result is written through a link, which stays" {
    mkdir elsewhere
    quick elsewhere/real.offramp
    ln -s elsewhere/real.offramp link.offramp
    quick link.offramp --seed 3 --force
    [ -L link.offramp ]
    quick three.offramp --seed 3
    [ "$(hash_of elsewhere/real.offramp)" = "$(hash_of three.offramp)" ]
    [ "$(ls elsewhere)" = real.offramp ]
    ln -s nowhere.offramp lost.offramp
    try 1 "$offramp" run "$data/small.yaml" --quick --output lost.offramp
    has "$err" "is a link to a file that is not there"
}

# ---- what is in it -------------------------------------------------------------------------------------

@test "the checksums are those of the rule in docs/result-file.md" {
    quick small.offramp
    "$data/../checksums.py" verify small.offramp
    try 0 "$offramp" run "$data/small.yaml" --sets 3 --members 1500 --output many.offramp
    "$data/../checksums.py" verify many.offramp
    unfinished half.offramp
    try 0 "$offramp" check half.offramp
    "$data/../checksums.py" verify half.offramp
}

@test "a number that was changed is found by every command that reads it" {
    in_full small.offramp
    cp small.offramp member.offramp
    sqlite3 member.offramp 'update member set deaths = deaths + 1 where member = 5'
    for command in "report member.offramp" "export member.offramp --json" "export member.offramp --hash" \
        "export member.offramp --csv tables" "trace member.offramp" "run $data/small.yaml --sets 16 --members 64 --output member.offramp" \
        "check member.offramp"; do
        try 1 "$offramp" $command
        has "$err" "member.offramp: is damaged"
    done
    [ ! -e tables ]
    has "$out" "damaged: chunk 0 of table 'member' does not match its checksum"
    has "$out" "member.offramp: damaged: a complete result, 1024 futures"
    in_full member.offramp --force
    [ "$(hash_of member.offramp)" = "$(hash_of small.offramp)" ]
}

@test "check says what a result is" {
    quick small.offramp
    local id
    id=$("$offramp" --version | sed 's/.*numbers id //')
    try 0 "$offramp" check small.offramp
    has "$out" "small.offramp: fine: a complete result, 1024 futures"
    has "$out" "title: Two shores"
    has "$out" "numbers id $id, that of this program"
    has "$out" "checksums: all "
    [ -z "$err" ]
    cp small.offramp other-name
    try 0 "$offramp" check other-name
    "$data/../checksums.py" change small.offramp "update meta set value = '0123456789abcdef' where key = 'numbers_id'"
    try 0 "$offramp" check small.offramp
    has "$out" "numbers id 0123456789abcdef; this program has $id"
    sqlite3 small.offramp 'pragma user_version = 1'
    try 1 "$offramp" check small.offramp
    has "$err" "has result format 1, this program reads format 6; run the study again"
    try 2 "$offramp" check other-name --explain
    has "$err" "--explain is for a scenario"
}

@test "check of a scenario that comes through a pipe takes nothing from it" {
    grep -v '^history' "$data/small.yaml" >plain.yaml
    try 0 bash -c '"$0" check <(cat plain.yaml)' "$offramp"
    has "$out" "fine: "
}

@test "an unfinished result is not told as a whole one" {
    unfinished half.offramp
    try 1 "$offramp" export half.offramp --hash
    [ -z "$out" ]
    has "$err" "half.offramp: the run is unfinished: "
    has "$err" " of 80000 futures"
    has "$err" "with --unfinished"
    try 0 "$offramp" export half.offramp --hash --unfinished
    [[ $out =~ ^[0-9a-f]{16}$ ]]
    has "$err" "of 80000 futures"
    local part=$out
    try 0 "$offramp" export half.offramp --json
    has "$err" "half.offramp: the run is unfinished: this is "
    try 0 "$offramp" export half.offramp --csv tables
    has "$err" "of 80000 futures (complete is 0 in meta.csv)"
    has "$(tr -d '\r' <tables/meta.csv)" "complete,0"
    try 0 "$offramp" run "$data/small.yaml" $size --output half.offramp --resume
    try 0 "$offramp" export half.offramp --hash
    [ -z "$err" ]
    [ "$out" != "$part" ]
    try 2 "$offramp" export half.offramp --json --unfinished
}
