#!/usr/bin/env bats
# What run, compare and test keep in a result for each other: histories and sums are made once, and any part that is lost is made
# again, to the same numbers.
load helpers

# Work of the last command's JSON: set-histories and member-days.
work() {
    python3 -c 'import json; w = json.load(open("out.txt"))["work"]; print(w["set_histories"], w["member_days"])'
}

# The last command's JSON without the work, as NAME.json.
keep_numbers() {
    python3 -c 'import json, sys; d = json.load(open("out.txt")); d.pop("work"); json.dump(d, open(sys.argv[1] + ".json", "w"))' "$1"
}

# claims.yaml with a what-if; its hypotheses begin on the first of February and on the scenario's start.
copy_claims() {
    cp "$data/claims.yaml" "$data/small-events.csv" .
    printf '\nwhat-ifs: {fewer: {changes: {conduct.raids.rate: times 0.5}}}\n' >>claims.yaml
}

@test "run, compare and test lead each set through history once, and ask again for nothing" {
    copy_claims
    try 0 "$offramp" run claims.yaml --sets 6 --members 20 --json
    [ "$(work | cut -d' ' -f1)" = 7 ] # the point values are one more
    try 0 "$offramp" compare claims.yaml --sets 6 --members 20 --json
    [ "$(work | cut -d' ' -f1)" = 0 ]
    keep_numbers first
    try 0 "$offramp" compare claims.yaml --sets 6 --members 20 --json
    [ "$(work)" = "0 0" ]
    keep_numbers second
    cmp first.json second.json
    try 0 "$offramp" compare claims.yaml --sets 6 --members 20 --page compared.html
    has "$out" "read from claims.offramp"
    grep -q '"format":"offramp-comparison"' compared.html
    try 0 "$offramp" compare claims.yaml --sets 6 --members 20 --no-keep --json
    [ "$(work | cut -d' ' -f1)" = 6 ]
    keep_numbers third
    cmp first.json third.json
    try 0 "$offramp" test claims.yaml --sets 6 --members 20 --json
    [ "$(work | cut -d' ' -f1)" -le 6 ]
    keep_numbers first
    try 0 "$offramp" test claims.yaml --sets 6 --members 20 --json
    [ "$(work)" = "0 0" ]
    keep_numbers second
    cmp first.json second.json
    try 0 "$offramp" test claims.yaml --sets 6 --members 20 --no-keep --json
    keep_numbers third
    cmp first.json third.json
    try 0 "$offramp" check claims.offramp
}

@test "more sets go on from those that are there, and words cost nothing" {
    copy_claims
    try 0 "$offramp" compare claims.yaml --sets 4 --members 20 --json
    try 0 "$offramp" compare claims.yaml --sets 7 --members 20 --json
    [ "$(work | cut -d' ' -f1)" = 3 ]
    sed -i 's/^title:.*/title: other words # and a comment/' claims.yaml
    printf '  half: {changes: {conduct.raids.rate: times 0.6}}\n' >more.yaml
    try 0 "$offramp" compare claims.yaml --sets 7 --members 20 --json
    [ "$(work)" = "0 0" ]
    try 0 "$offramp" compare claims.yaml --sets 7 --members 20 --json --with 'half: conduct.raids.rate = times 0.6'
    [ "$(work | cut -d' ' -f1)" = 0 ]
    [ "$(work | cut -d' ' -f2)" -gt 0 ]
    try 0 "$offramp" compare claims.yaml --sets 7 --members 20 --json --seed 2
    [ "$(work | cut -d' ' -f1)" = 7 ]
}

@test "compare makes the result, run of any size goes on with it, and it equals one made by run" {
    copy_claims
    try 0 "$offramp" compare claims.yaml --sets 4 --members 20
    has "$out" "kept in claims.offramp"
    try 0 "$offramp" check claims.offramp
    try 0 "$offramp" run claims.yaml --sets 5 --members 30 --json
    # of 5 sets 4 have an eve, but those that tell the past are watched on their way
    [ "$(work | cut -d' ' -f1)" -le 6 ]
    one=$("$offramp" export --hash claims.offramp)
    try 0 "$offramp" run claims.yaml --sets 5 --members 30 --output alone.offramp
    [ "$one" = "$("$offramp" export --hash alone.offramp)" ]
    try 0 "$offramp" compare claims.yaml --sets 4 --members 20
    has "$out" "read from claims.offramp"
    try 0 "$offramp" check claims.offramp
    # with futures in it, another size is another study as ever
    try 1 "$offramp" run claims.yaml --sets 6 --members 30
    has "$err" "holds another study"
}

@test "a comparison that is killed goes on, to the same numbers" {
    copy_claims
    "$offramp" compare claims.yaml --sets 400 --members 100 --threads 1 >/dev/null 2>&1 &
    pid=$!
    for _ in $(seq 200); do
        n=$(sqlite3 "file:claims.offramp?mode=ro" 'select count(*) from asked' 2>/dev/null || echo 0)
        [ "$n" -ge 2 ] && break
        sleep 0.05
    done
    kill -KILL $pid 2>/dev/null || true
    wait $pid || true
    [ "$n" -ge 2 ]
    try 0 "$offramp" compare claims.yaml --sets 400 --members 100 --json
    [ "$(work | cut -d' ' -f1)" -lt 400 ]
    keep_numbers on
    try 0 "$offramp" compare claims.yaml --sets 400 --members 100 --json --no-keep
    [ "$(work | cut -d' ' -f1)" = 400 ]
    keep_numbers whole
    cmp on.json whole.json
}

@test "what is damaged among the kept is made again, and check says so" {
    copy_claims
    try 0 "$offramp" run claims.yaml --sets 4 --members 20
    try 0 "$offramp" compare claims.yaml --sets 4 --members 20 --json
    keep_numbers first
    for table in 'asked set value' 'eve set state'; do
        sqlite3 claims.offramp "update $table = zeroblob(40)"
    done
    try 1 "$offramp" check claims.offramp
    has "$out$err" "does not fit its sum"
    try 0 "$offramp" compare claims.yaml --sets 4 --members 20 --json
    [ "$(work | cut -d' ' -f1)" = 4 ]
    keep_numbers again
    cmp first.json again.json
    # sums that fit but cannot be: zlib's own frame is gone
    sqlite3 claims.offramp 'delete from asked'
    try 0 "$offramp" compare claims.yaml --sets 4 --members 20 --json
    [ "$(work | cut -d' ' -f1)" = 0 ]
}

@test "a result that cannot be used is told, and nothing in it changes" {
    copy_claims
    echo 'not a result' >claims.offramp
    try 0 "$offramp" compare claims.yaml --quick
    has "$out" "fewer"
    [ "$(cat claims.offramp)" = 'not a result' ]
    try 0 "$offramp" compare claims.yaml --sets 4 --members 20
    has "$err" "nothing is kept: claims.offramp: is not a result of offramp; --output FILE names another"
    try 1 "$offramp" compare claims.yaml --sets 4 --members 20 --output claims.offramp
    has "$err" "is not a result of offramp"
    [ "$(cat claims.offramp)" = 'not a result' ]
    try 2 "$offramp" test claims.yaml --no-keep --output x.offramp
    has "$err" "--output and --no-keep contradict each other"
}
