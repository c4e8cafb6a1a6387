#!/usr/bin/env bats
# A run that is killed, stopped, or out of space can be continued to the result that it would have given.
load helpers

# Long enough to be stopped in the middle, on a fast machine too.
size="--sets 200 --members 400"

teardown() {
    [ -z "${pid:-}" ] || kill -9 "$pid" 2>/dev/null || true
}

# start FILE [COMMAND...]: a run in the background, known to be in the middle of its work.
start() {
    local file=$1
    shift
    "$@" "$offramp" run "$data/small.yaml" $size --threads 1 --output "$file" >run.txt 2>run-err.txt 3>&- &
    pid=$!
    for i in $(seq 100); do
        [ "$(futures_in "$file")" -ge 2000 ] && return 0
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    printf 'not caught in the middle: %s futures\n%s\n' "$(futures_in "$file")" "$(cat run-err.txt)"
    return 1
}

whole() {
    try 0 "$offramp" run "$data/small.yaml" $size --output whole.offramp
    hash_of whole.offramp
}

@test "kill -9 in the middle leaves a result that --resume completes to the same hash" {
    start killed.offramp
    kill -9 "$pid"
    wait "$pid" || true
    local done
    done=$(futures_in killed.offramp)
    [ "$done" -ge 2000 ]
    [ "$done" -lt 80000 ]
    try 0 "$offramp" run "$data/small.yaml" $size --output killed.offramp --resume
    [ "$(futures_in killed.offramp)" -eq 80000 ]
    [ "$(hash_of killed.offramp)" = "$(whole)" ]
}

@test "an unfinished result says so, and traces by number but not by pick" {
    start killed.offramp
    kill -9 "$pid"
    wait "$pid" || true
    try 1 "$offramp" trace killed.offramp --pick worst
    has "$err" "the run is unfinished"
    try 0 "$offramp" trace killed.offramp --pick 79999
    has "$out" "future 79999 of 80000"
}

@test "SIGTERM stops at a whole chunk, says how to go on, and the rest gives the same hash" {
    start stopped.offramp
    kill -TERM "$pid"
    local status=0
    wait "$pid" || status=$?
    [ "$status" -eq 143 ]
    has "$(cat run-err.txt)" "of 80000 members; continue with: offramp run "
    has "$(cat run-err.txt)" "--output stopped.offramp --resume"
    try 0 "$offramp" run "$data/small.yaml" $size --output stopped.offramp --resume
    [ "$(hash_of stopped.offramp)" = "$(whole)" ]
}

@test "Ctrl-C stops in the same way" {
    env --default-signal=INT true 2>/dev/null || skip "env cannot reset signals"
    start stopped.offramp env --default-signal=INT
    kill -INT "$pid"
    local status=0
    wait "$pid" || status=$?
    [ "$status" -eq 130 ]
    has "$(cat run-err.txt)" "continue with: "
    [ "$(futures_in stopped.offramp)" -lt 80000 ]
}

@test "the command that is said to continue does continue" {
    start stopped.offramp
    kill -TERM "$pid"
    wait "$pid" || true
    local line
    line=$(sed -n 's/.*continue with: offramp //p' run-err.txt)
    eval "set -- $line"
    try 0 "$offramp" "$@"
    [ "$(futures_in stopped.offramp)" -eq 80000 ]
}

@test "--resume refuses when there is nothing, or another study, to continue" {
    try 1 "$offramp" run "$data/small.yaml" --quick --resume --output none.offramp
    has "$err" "there is no such result to continue"
    quick small.offramp
    try 1 "$offramp" run "$data/small.yaml" --quick --seed 2 --resume --output small.offramp
    has "$err" "holds another study"
    try 2 "$offramp" run "$data/small.yaml" --quick --resume --force
    has "$err" "--force and --resume contradict each other"
}

# A limit on the size of files stands for a full disk: writes fail in the middle.
@test "a full disk is an error, and what was written can be continued" {
    local status=0
    ( trap '' XFSZ; ulimit -f 300; "$offramp" run "$data/small.yaml" --output full.offramp >out.txt 2>err.txt ) || status=$?
    [ "$status" -eq 1 ]
    has "$(cat err.txt)" "full.offramp"
    try 0 "$offramp" run "$data/small.yaml" --output full.offramp
    try 0 "$offramp" run "$data/small.yaml" --output whole.offramp
    [ "$(hash_of full.offramp)" = "$(hash_of whole.offramp)" ]
}

@test "a disk that is full is an error, and what was written can be continued" {
    mkdir disk
    mount -t tmpfs -o size=400k tmpfs disk 2>/dev/null || skip "only root can mount a small disk"
    local status=0
    "$offramp" run "$data/small.yaml" --output disk/full.offramp >out.txt 2>err.txt || status=$?
    cp disk/full.offramp* . || true
    umount disk
    [ "$status" -eq 1 ]
    has "$(cat err.txt)" "disk/full.offramp"
    try 0 "$offramp" run "$data/small.yaml" --output full.offramp
    try 0 "$offramp" run "$data/small.yaml" --output whole.offramp
    [ "$(hash_of full.offramp)" = "$(hash_of whole.offramp)" ]
}
