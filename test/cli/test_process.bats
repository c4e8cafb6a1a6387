#!/usr/bin/env bats
# What the system does to a program: signals, pipes that are closed, limits on files and threads.
# Exit statuses are those that a shell gives a program that ends by the signal: 128 and its number.
load helpers

teardown() {
    [ -z "${pid:-}" ] || kill -9 "$pid" 2>/dev/null || true
}

# Hours of work, as far as these tests are concerned.
long="--sets 40000 --members 400 --threads 2"

# begin COMMAND...: in the background, until it has begun to listen to SIGTERM.
begin() {
    env --default-signal=INT,HUP,TERM true 2>/dev/null || skip "env cannot reset signals"
    env --default-signal=INT,HUP,TERM "$@" >out.txt 2>err.txt 3>&- &
    pid=$!
    for i in $(seq 200); do
        local caught
        caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null || echo 0)
        [ $((0x0${caught:-0} >> 14 & 1)) = 1 ] && return 0
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    printf 'never listened: %s\n%s\n' "$*" "$(cat err.txt)"
    return 1
}

# ends STATUS: the program in the background ends with it.
ends() {
    local status=0
    wait "$pid" || status=$?
    [ "$status" -eq "$1" ] || { printf 'exit status %s, wanted %s\n%s\n' "$status" "$1" "$(cat err.txt)"; return 1; }
}

# to_nobody COMMAND...: standard output is a pipe that nobody reads; the status as a shell gives it, and the words.
to_nobody() {
    python3 - "$@" <<'END'
import os, subprocess, sys
read, write = os.pipe()
os.close(read)
done = subprocess.run(sys.argv[1:], stdout=write, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
print(128 - done.returncode if done.returncode < 0 else done.returncode, done.stderr.strip())
END
}

# The most threads that it has at once, seen over a second or more.
most_threads() {
    local most=0 now
    for i in $(seq 20); do
        now=$(ls "/proc/$pid/task" | wc -l)
        [ "$now" -le "$most" ] || most=$now
        sleep 0.05
    done
    echo "$most"
}

@test "run stops for Ctrl-C, for a batch system and for a lost terminal, each with its own status" {
    for pair in INT:130 TERM:143 HUP:129; do
        begin "$offramp" run "$data/small.yaml" $long --output "${pair%:*}.offramp"
        kill -"${pair%:*}" "$pid"
        ends "${pair#*:}"
        has "$(cat err.txt)" "finishing the futures at hand; once more to leave them"
        has "$(cat err.txt)" "of 16000000 members; continue with: offramp run "
        [ ! -s out.txt ]
    done
}

# stopped SIGNAL STATUS COMMAND...: it is asked to stop, says so, and prints nothing.
stopped() {
    local signal=$1 status=$2
    shift 2
    begin "$@"
    kill -"$signal" "$pid"
    ends "$status"
    has "$(cat err.txt)" "offramp: stopped"
    [ ! -s out.txt ]
}

@test "compare, why, test and trace stop as run does, and print no half of an answer" {
    stopped INT 130 "$offramp" compare "$data/small.yaml" $long --with 'fewer: conduct.raids.rate = times 0.5'
    stopped INT 130 "$offramp" why "$data/small.yaml" $long --with 'fewer: conduct.raids.rate = times 0.5' --between base,fewer
    stopped TERM 143 "$offramp" test "$data/claims.yaml" $long --json
    stopped HUP 129 "$offramp" trace "$data/small.yaml" --sets 40000 --members 400
}

# Both wait while the program sleeps; then the system gives the lower number, SIGINT, first.
@test "a second signal, even of another kind, ends the program at once, and the result is whole" {
    local size="--sets 200 --members 400"
    begin "$offramp" run "$data/small.yaml" $size --threads 1 --output twice.offramp
    kill -STOP "$pid"
    for i in $(seq 200); do
        grep -q '^State:[[:space:]]*T' "/proc/$pid/status" && break
        sleep 0.05
    done
    kill -TERM "$pid"
    kill -INT "$pid"
    kill -CONT "$pid"
    ends 143
    lacks "$(cat err.txt)" "continue with"
    try 0 "$offramp" run "$data/small.yaml" $size --output twice.offramp
    try 0 "$offramp" run "$data/small.yaml" $size --output whole.offramp
    [ "$(hash_of twice.offramp)" = "$(hash_of whole.offramp)" ]
}

@test "what was ignored at the start stays ignored, as under nohup" {
    ( trap '' HUP INT; exec "$offramp" run "$data/small.yaml" --sets 400 --members 400 --output kept.offramp ) >out.txt 2>err.txt 3>&- &
    pid=$!
    for i in $(seq 200); do
        [ ! -e kept.offramp ] || break
        sleep 0.05
    done
    kill -HUP "$pid"
    kill -INT "$pid"
    ends 0
    [ ! -s err.txt ]
    [ "$(futures_in kept.offramp)" -eq 160000 ]
}

@test "a reader that has seen enough is no fault: no words, and the status of SIGPIPE" {
    quick small.offramp
    local fewer='fewer: conduct.raids.rate = times 0.5'
    while read -r line; do
        eval "set -- $line"
        [ "$(to_nobody "$offramp" "$@")" = "141 " ] || { echo "$line: $(to_nobody "$offramp" "$@")"; return 1; }
    done <<END
--help
--version
help run
check "$data/small.yaml"
check "$data/small.yaml" --explain --all
check "$data/small.yaml" --json
check "$data/small.yaml" --graph
check --schema
run "$data/small.yaml" --quick --output small.offramp
run "$data/small.yaml" --quick --output small.offramp --json
export small.offramp --json
export small.offramp --hash
trace small.offramp
trace small.offramp --json
compare "$data/small.yaml" --quick --with '$fewer'
compare "$data/small.yaml" --quick --with '$fewer' --json
test "$data/claims.yaml" --quick
test "$data/claims.yaml" --quick --json
new - --template empty
completion bash
END
}

@test "where SIGPIPE is ignored, a reader that has seen enough leaves status 1, and no words" {
    quick small.offramp
    local ignoring='trap "" PIPE; exec "$@"'
    [ "$(to_nobody bash -c "$ignoring" - "$offramp" --help)" = "1 " ]
    [ "$(to_nobody bash -c "$ignoring" - "$offramp" check --schema)" = "1 " ]
    [ "$(to_nobody bash -c "$ignoring" - "$offramp" export small.offramp --json)" = "1 " ]
}

# The pipe may take all before head has gone.
@test "| head is quiet" {
    local status
    for i in 1 2 3 4 5; do
        "$offramp" check --schema 2>err.txt | head -n 1 >out.txt && status=$? || status=$?
        [ -s out.txt ]
        [ ! -s err.txt ]
        [ "$status" -eq 0 ]
    done
    set -o pipefail
    status=0
    "$offramp" check --schema 2>err.txt | head -n 1 >out.txt || status=$?
    [ "$status" -eq 141 ] || [ "$status" -eq 0 ]
}

@test "standard output that fails for another reason is reported, by every command" {
    [ -e /dev/full ] || skip "there is no /dev/full"
    quick small.offramp
    while read -r line; do
        eval "set -- $line"
        local status=0
        "$offramp" "$@" >/dev/full 2>err.txt || status=$?
        [ "$status" -eq 1 ]
        [ "$(cat err.txt)" = "offramp: standard output: cannot be written to its end; is the disk full, or was it closed?" ] ||
            { echo "$line: $(cat err.txt)"; return 1; }
        status=0
        "$offramp" "$@" >&- 2>err.txt || status=$?
        [ "$status" -eq 1 ]
        has "$(cat err.txt)" "standard output: cannot be written to its end"
    done <<END
--version
check "$data/small.yaml" --json
check --schema
export small.offramp --json
trace small.offramp
run "$data/small.yaml" --quick --output small.offramp
END
}

@test "a limit on the size of files ends a write, not the program, and is named" {
    quick small.offramp
    local status=0
    ( ulimit -f 100; exec "$offramp" run "$data/small.yaml" --quick --output limited.offramp ) >out.txt 2>err.txt || status=$?
    [ "$status" -eq 1 ]
    has "$(cat err.txt)" "limited.offramp"
    has "$(cat err.txt)" "writing stopped at the size limit that this process has for files (ulimit -f)"
    lacks "$(cat err.txt)" "space"
    [ ! -s out.txt ]
    try 0 "$offramp" run "$data/small.yaml" --quick --output limited.offramp
    [ "$(hash_of limited.offramp)" = "$(hash_of small.offramp)" ]
    for trap in : "trap '' XFSZ"; do
        status=0
        ( eval "$trap"; ulimit -f 4; exec "$offramp" check --schema ) >out.txt 2>err.txt || status=$?
        [ "$status" -eq 1 ]
        [ "$(cat err.txt)" = "offramp: standard output: writing stopped at the size limit that this process has for files (ulimit -f); raise it and run again" ]
        status=0
        ( eval "$trap"; ulimit -f 4; exec "$offramp" export small.offramp --csv tables ) >out.txt 2>err.txt || status=$?
        [ "$status" -eq 1 ]
        has "$(cat err.txt)" "tables: writing stopped at the size limit"
    done
}

# The limit does not hold for root, so a user without rights runs it then.
@test "where no thread can be had, one sentence says so and the answer is the same" {
    local size="--sets 40 --members 100" fewer='fewer: conduct.raids.rate = times 0.5' as=
    [ "$(id -u)" != 0 ] || as="setpriv --reuid 65534 --regid 65534 --clear-groups"
    $as "$offramp" check "$data/small.yaml" >/dev/null 2>&1 || skip "another user cannot read the program or the scenario"
    try 0 "$offramp" compare "$data/small.yaml" $size --threads 4 --no-keep --with "$fewer" --json
    cp out.txt wanted.txt
    try 0 bash -c 'ulimit -u 1; exec "$@"' - $as "$offramp" compare "$data/small.yaml" $size --threads 4 --no-keep --with "$fewer" --json
    cmp out.txt wanted.txt
    [ "$err" = "offramp: only 1 of 4 threads could be started (there is a limit on processes or memory); the results are the same, the work takes longer" ]
    try 0 bash -c 'ulimit -u 1; exec "$@"' - $as "$offramp" test "$data/claims.yaml" $size --threads 4 --no-keep
    has "$err" "only 1 of 4 threads could be started"
    try 0 bash -c 'ulimit -u 1; exec "$@"' - $as "$offramp" compare "$data/small.yaml" $size --threads 1 --no-keep --with "$fewer"
    [ -z "$err" ]
}

@test "by default there are as many threads as processors that the program may use" {
    taskset -c 0 true 2>/dev/null || skip "taskset is not here, or may not choose"
    [ "$(nproc)" -gt 1 ] || skip "there is one processor only"
    local command="$offramp run $data/small.yaml --sets 40000 --members 400 --output many.offramp"
    begin $command
    [ "$(most_threads)" -eq "$(nproc)" ]
    kill -TERM "$pid"
    ends 143
    begin taskset -c 0 $command
    [ "$(most_threads)" -eq 1 ]
    kill -TERM "$pid"
    ends 143
}
