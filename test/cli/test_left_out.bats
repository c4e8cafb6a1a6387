#!/usr/bin/env bats
# Parameter sets that cannot explain the record: left out, counted, and the same sets whatever threads, stops and what is kept.
load helpers

teardown() {
    [ -z "${pid:-}" ] || kill -9 "$pid" 2>/dev/null || true
}

copy_ending() {
    cp "$data/ending.yaml" "$data/ending-events.csv" .
}

# Counted in one query: sets, those left out, and futures stored.
stored() {
    python3 -c 'import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
print(*[base.execute(sql).fetchone()[0] for sql in ("SELECT count(*) FROM set_evidence", "SELECT count(*) FROM left_out",
                                                    "SELECT count(*) FROM member")])' "$1"
}

# The last command's JSON without the work, as NAME.json.
keep_numbers() {
    python3 -c 'import json, sys; d = json.load(open("out.txt")); d.pop("work"); json.dump(d, open(sys.argv[1] + ".json", "w"))' "$1"
}

work() {
    python3 -c 'import json; w = json.load(open("out.txt"))["work"]; print(w["set_histories"], w["member_days"])'
}

@test "the trust line counts what is left out, and says which flow on which day" {
    copy_ending
    try 0 "$offramp" run ending.yaml --sets 40 --members 20
    set -- $(stored ending.offramp)
    [ "$1" = 40 ]
    [ "$2" -gt 2 ]
    [ "$3" = $(((40 - $2) * 20)) ]
    has "$(echo $out)" "$2 of 40 parameter sets cannot explain the record and are left out (flow raids on 2024-01-06: 2 acts seen, 0 expected); by the record $((40 - $2)) parameter sets are worth"
    try 0 "$offramp" check ending.offramp
    has "$out" "fine: a complete result"
}

@test "the same is left out with any number of threads, and after kill -9" {
    copy_ending
    for threads in 1 2 5; do
        try 0 "$offramp" run ending.yaml --sets 60 --members 700 --threads $threads --output $threads.offramp
    done
    [ "$(hash_of 1.offramp)" = "$(hash_of 2.offramp)" ]
    [ "$(hash_of 1.offramp)" = "$(hash_of 5.offramp)" ]
    "$offramp" run ending.yaml --sets 60 --members 700 --threads 1 --output killed.offramp >run.txt 2>run-err.txt 3>&- &
    pid=$!
    for i in $(seq 100); do
        [ "$(stored killed.offramp 2>/dev/null | cut -d' ' -f3)" -ge 3000 ] 2>/dev/null && break
        sleep 0.02
    done
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" || true
    try 0 "$offramp" export killed.offramp --json
    try 0 "$offramp" run ending.yaml --sets 60 --members 700 --output killed.offramp --resume
    [ "$(hash_of 1.offramp)" = "$(hash_of killed.offramp)" ]
}

@test "sets larger than a chunk are left out whole" {
    copy_ending
    try 0 "$offramp" run ending.yaml --sets 9 --members 1500 --output big.offramp
    set -- $(stored big.offramp)
    [ "$2" -gt 0 ]
    [ "$3" = $(((9 - $2) * 1500)) ]
    try 0 "$offramp" export big.offramp --json
    try 0 "$offramp" compare ending.yaml --sets 9 --members 1500 --output big.offramp --precision 50
    has "$out" "parameter sets cannot explain the record"
}

@test "eves and sums of sets left out are kept: nothing is led through history again" {
    copy_ending
    try 0 "$offramp" compare ending.yaml --sets 12 --members 30 --json
    [ "$(work | cut -d' ' -f1)" = 12 ]
    keep_numbers first
    try 0 "$offramp" compare ending.yaml --sets 12 --members 30 --json
    [ "$(work)" = "0 0" ]
    keep_numbers second
    cmp first.json second.json
    has "$(cat first.json)" '"source": "flow raids"'
    try 0 "$offramp" test ending.yaml --sets 12 --members 30 --json
    [ "$(work | cut -d' ' -f1)" = 0 ]
    try 0 "$offramp" test ending.yaml --sets 12 --members 30
    has "$out" "parameter sets cannot explain the record and are left out"
    try 0 "$offramp" run ending.yaml --sets 12 --members 30 --json
    try 0 "$offramp" run ending.yaml --sets 12 --members 30 --output alone.offramp
    [ "$(hash_of ending.offramp)" = "$(hash_of alone.offramp)" ]
}

@test "a future of a set that is left out cannot be told" {
    copy_ending
    try 0 "$offramp" run ending.yaml --sets 12 --members 30
    local set
    set=$(python3 -c 'import sqlite3; print(sqlite3.connect("ending.offramp").execute("SELECT min(set_no) FROM left_out").fetchone()[0])')
    try 1 "$offramp" trace ending.offramp --pick $((set * 30 + 5))
    has "$err" "parameter set $set cannot explain the record (flow raids on 2024-01-06: 2 acts seen, 0 expected)"
    try 0 "$offramp" trace ending.offramp --pick median
    try 0 "$offramp" trace ending.yaml --sets 12 --members 30 --pick worst
}

@test "where all are left out every command says so, with the cure, and the name is free again" {
    copy_ending
    sed -i 's/stay: {chance: 0.04}/stay: {chance: 0}/' ending.yaml
    for command in "run ending.yaml --sets 5 --members 30" "compare ending.yaml --sets 5 --members 30 --no-keep" \
        "compare ending.yaml --sets 5 --members 30 --no-keep --precision 2" "test ending.yaml --sets 5 --members 30 --no-keep" \
        "run ending.yaml --sets 5 --members 30" "run ending.yaml --sets 5 --members 30 --resume"; do
        try 1 "$offramp" $command
        has "$err" "none of the 5 parameter sets can explain the record; 5 cannot by flow raids on 2024-01-06: 2 acts seen, 0 expected; give what makes it zero there"
    done
    try 0 "$offramp" export ending.offramp --json
    sed -i 's/stay: {chance: 0}/stay: {chance: 1}/' ending.yaml
    try 0 "$offramp" run ending.yaml --sets 5 --members 30
    has "$out" "by the record 5 parameter sets are worth"
}
