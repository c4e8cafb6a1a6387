#!/usr/bin/env bats
# `offramp compare`: what is typed, what is said, and how it is got wrong.
load helpers

compare() {
    try 0 "$offramp" compare "$data/small.yaml" --quick "$@"
}

@test "a what-if on the line is compared with the base" {
    compare --with 'fewer: conduct.raids.rate = times 0.5'
    has "$out" "Two shores | from 2024-03-01 | 16 parameter sets x 64 futures | seed 1"
    has "$out" "fewer"
    has "$out" "conduct.raids.rate = times 0.5"
    has "$out" "lethal raid"
    has "$out" "ledgers, own deaths"
    has "$out" "The Strait"
    has "$out" "widest half interval of a headline difference"
}

@test "what changes nothing is said to be the base bit for bit, and is zero in JSON" {
    compare --with 'nothing:' --with 'late: conduct.raids.rate=5 per day from 2025-01-01'
    [ "$(grep -c "changes nothing: all 1024 futures are the base's, bit for bit" out.txt)" = 2 ]
    compare --with 'nothing:' --json
    python3 - <<'END'
import json
told = json.load(open("out.txt"))
what_if, = told["what_ifs"]
assert what_if["same"] is True
rows = [r for k in ("outcomes", "ledgers", "totals", "series") for r in what_if[k]]
assert len(rows) > 10
for r in rows:
    assert r["difference"] == r["low"] == r["high"] == r["lower_over_sets"] == 0, r
    assert r["base"] == r["what_if"], r
END
}

@test "run, compare and test tell one number for one question" {
    # Expected: on the same futures the same share, by the same digits, whichever command is asked; and it never falls.
    copy_small
    printf '\nhypotheses:\n' >>small.yaml
    for outcome in war exchange deaths quiet; do
        printf '  of-%s: {says: same, from: 2024-03-01, to: 2024-04-29, outcome: %s, compare: {none: {expects: within 90 points, changes: {conduct.raids.rate: x1}}}}\n' \
            $outcome $outcome >>small.yaml
    done
    try 0 "$offramp" run small.yaml --quick --json --output small.offramp
    cp out.txt run.json
    try 0 "$offramp" compare small.yaml --quick --with 'fewer: conduct.raids.rate = times 0.5' --json
    cp out.txt compare.json
    try 0 "$offramp" test small.yaml --quick --json
    cp out.txt test.json
    python3 - <<'END'
import json
run, compare, test = (json.load(open(f"{name}.json")) for name in ("run", "compare", "test"))
told = {(o["id"], by["days"]): by for o in run["outcomes"] for by in o["by"]}
assert len(told) == 8
for r in compare["what_ifs"][0]["outcomes"]:
    by, base = told[r["id"], r["to_day"]], r["base_share"]
    assert base["probability"] == by["probability"] == r["base"], (r, by)
    assert base["text"] == by["text"] and base["occurred"] == by["occurred"], (r, by)
    if base["range"]:
        assert base["range"] == by["sets"]["range"], (r, by)
for h in test["hypotheses"]:
    claim = h["claims"][0]
    by = told[h["id"][3:], 60]
    for share in (claim["base_share"], claim["changed_share"]):
        assert share["probability"] == by["probability"] and share["occurred"] == by["occurred"], (h, by)
for o in run["outcomes"]:
    curve = o["curve"]
    assert all(a <= b for a, b in zip(curve, curve[1:])), o["id"]
    for by in o["by"]:
        assert curve[by["days"] - 1] == by["probability"], (o["id"], by)
END
}

@test "what-ifs come from the scenario, one of them, and from a change file" {
    copy_small
    printf '\nwhat-ifs:\n  one: {says: the first, changes: {conduct.raids.rate: x0.5}}\n  two: {changes: {channels.court.open: {value: never, from: 2024-03-10, to: 2024-03-20}}}\n' >>small.yaml
    try 0 "$offramp" compare small.yaml --quick
    has "$out" "one: the first"
    has "$out" "attacks a week, change by days"
    has "$out" "tension, change by days"
    grep -q '^war \*$' <<<"$out"
    has "$out" "* prior-driven"
    has "$out" "channels.court.open = never from 2024-03-10 to 2024-03-20"
    try 0 "$offramp" compare small.yaml --quick --only two
    lacks "$out" "one: the first"
    printf 'offramp: 1\nwhat-ifs: {three: {changes: {conduct.raids.rate: 1 per day}}}\n' >more.yaml
    try 0 "$offramp" compare small.yaml --quick --changes more.yaml
    has "$out" "three"
    lacks "$out" "one: the first"
    try 2 "$offramp" compare small.yaml --quick --only tow
    has "$err" "did you mean 'two'"
}

@test "a precision is reached with as few sets as it takes" {
    try 0 "$offramp" compare "$data/small.yaml" --members 40 --precision 1.5 \
        --with 'fewer: conduct.raids.rate = times 0.5'
    has "$out" ", asked 1.5"
    lacks "$out" "not reached"
    try 0 "$offramp" compare "$data/small.yaml" --sets 10 --members 40 --precision 0.001 \
        --with 'fewer: conduct.raids.rate = times 0.5'
    has "$out" "not reached with all members"
}

@test "a page is written beside the table, and never over what it is made from" {
    copy_small
    mkdir share
    echo '<html><script type="application/json" id="offramp-data">null</script></html>' >share/page.html
    export OFFRAMP_DATADIR=$PWD/share
    try 0 "$offramp" compare small.yaml --quick --with 'fewer: conduct.raids.rate = times 0.5' --page out.html
    has "$out" "wrote out.html"
    grep -q '"format":"offramp-comparison"' out.html
    try 2 "$offramp" compare small.yaml --quick --with 'a:' --page small.yaml
    has "$err" "small.yaml: is read by this command, so it is not written over"
    try 2 "$offramp" compare small.yaml --quick --with 'a:' --page x.offramp
    has "$err" "named like, a result"
    try 1 "$offramp" compare small.yaml --quick --with 'a:' --page nowhere/out.html
    has "$err" "nowhere/out.html"
}

@test "the same numbers from one thread and from three" {
    compare --with 'fewer: conduct.raids.rate = times 0.5' --threads 1 --json --no-keep
    cp out.txt one.json
    compare --with 'fewer: conduct.raids.rate = times 0.5' --threads 3 --json --no-keep
    cmp out.txt one.json
}

@test "what is wrong is said with its place and its cure" {
    try 2 "$offramp" compare "$data/small.yaml"
    has "$err" "--with 'name: path=value'"
    try 1 "$offramp" compare "$data/small.yaml" --with 'a: conduct.raid.rate=1 per day'
    has "$err" "what-if 'a'"
    has "$err" "did you mean 'conduct.raids.rate'"
    try 2 "$offramp" compare "$data/small.yaml" --with 'a'
    has "$err" "a what-if is 'name: path=value"
    try 2 "$offramp" compare "$data/small.yaml" --with 'a:' --with 'a:'
    has "$err" "two what-ifs named 'a'"
    try 1 "$offramp" compare "$data/small.yaml" --with 'a: conduct.raids.rate=1 per day from 2024-02-01'
    has "$err" "before the start (2024-03-01)"
    try 1 "$offramp" compare "$data/small.yaml" --with 'a: drivers.feud.active=false'
    has "$err" "first day of history"
    try 2 "$offramp" compare "$data/small.yaml" --precision soon --with 'a:'
    has "$err" "percentage points"
    try 1 "$offramp" compare "$data/small.yaml" --changes nowhere.yaml
    has "$err" "nowhere.yaml"
}

@test "a slip in the seventieth what-if is met with its name" {
    cp "$data/small-events.csv" .
    { cat "$data/small.yaml"; echo 'what-ifs:'; for i in $(seq 1 70); do
        printf '  step-%s: {changes: {conduct.raids.rate: times 2}}\n' "$(printf 'abcdefghij' | cut -c$((i % 10 + 1)))$i"; done
      echo '  evacuation: {changes: {conduct.raids.rate: times 0.5}}'; } >many.yaml
    try 2 "$offramp" compare many.yaml --quick --only evacuatoin
    has "$err" "did you mean 'evacuation'?"
}

@test "a deal is signed on a date in a what-if, and once only" {
    # Expected: signed on the first of October, the deal has come in every future; struck before the start, it cannot be signed anew.
    mkdir -p other/scenarios
    cp -r "$OFFRAMP_SOURCE_ROOT/data" other/
    sed '/agenda: quiet-for-passes$/s/$/\n    struck: 2030-08-01/' "$OFFRAMP_SOURCE_ROOT/scenarios/border-exercise.yaml" >other/scenarios/old.yaml
    try 0 "$offramp" compare "$OFFRAMP_SOURCE_ROOT/scenarios/border-exercise.yaml" --quick --no-keep --json \
        --with 'signed: deals.quiet-for-passes.struck=2030-10-01'
    python3 - <<'END'
import json
told = json.load(open("out.txt"))
what_if, = told["what_ifs"]
deal = [r for r in what_if["outcomes"] if r["id"] == "deal"]
assert deal and all(r["base"] < 0.5 for r in deal), deal
assert deal[-1]["to_day"] == 120 and deal[-1]["what_if"] == 1, deal
END
    try 1 "$offramp" compare other/scenarios/old.yaml --quick --no-keep --with 'again: deals.quiet-for-passes.struck=2030-10-01'
    has "$err" "deals.quiet-for-passes.struck"
    has "$err" "a deal is signed once"
}

@test "an offer is made on a date in a what-if, and ends on one" {
    # Expected: from the first day on the raiders leave raids undone, for good, so that none kills anybody in any future; where that ends
    # on the second of September raids come back. An offer cannot be made before the start, and days that history reads stay refused.
    cp -r "$OFFRAMP_SOURCE_ROOT/data" .
    mkdir scenarios
    sed '/^red-lines:/i\
offers:\
  - {id: rest, by: raiders, to: larch, gives: {flows: [raids]}, base: -30, keep: 20, tremble: 0}' \
        "$OFFRAMP_SOURCE_ROOT/scenarios/border-exercise.yaml" >scenarios/offered.yaml
    local start=$(sed -n 's/^start: //p' scenarios/offered.yaml)
    try 0 "$offramp" compare scenarios/offered.yaml --quick --no-keep --json \
        --with "made: offers.rest.made=$start" \
        --with "ends: offers.rest.made=$start; offers.rest.until.date=2030-09-02"
    python3 - <<'END'
import json
told = json.load(open("out.txt"))
for what_if, expected in zip(told["what_ifs"], (lambda r: r["what_if"] == 0, lambda r: 0 < r["what_if"] <= r["base"] + 0.05)):
    raid = [r for r in what_if["outcomes"] if r["id"] == "lethal-raid"]
    assert raid and raid[-1]["base"] > 0.1 and expected(raid[-1]), raid
END
    try 1 "$offramp" compare scenarios/offered.yaml --quick --no-keep --with 'early: offers.rest.made=2029-12-31'
    has "$err" "offers.rest.made: is a day before the start of the scenario"
    try 1 "$offramp" compare "$OFFRAMP_SOURCE_ROOT/scenarios/korea-2017.yaml" --quick --no-keep --with 'past: classes.usa-dprk.last-dispute=2017-07-01'
    has "$err" "classes.usa-dprk.last-dispute: cannot be changed in a what-if: it is a day of the past"
}
