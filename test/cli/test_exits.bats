#!/usr/bin/env bats
# `offramp exits`: what is searched, what is said, and how it is got wrong.
load helpers

# A move against the raids, that costs the north so many of its own.
own() {
    mkdir -p own
    printf 'offramp: 1\nsays: curb the raids\nsource: test\nfor: flow\nwhen:\n  conduct.{id}.act: harass\nconsent: [to]\ncosts: {to: %s}\nchanges:\n  conduct.{id}.rate: times 0.1\n' "$1" >own/curb.yaml
}

# In a world without war, whose rare losses a few futures would not tell.
exits() {
    copy_small
    printf 'war: {chance: 0, one-sided: 0 per day}\n' >>small.yaml
    try 0 "$offramp" exits small.yaml --no-history --sets 32 --members 64 "$@"
}

@test "a move that spares lives and costs nothing is the exit, and is told with its price and its day" {
    own 0
    exits --outcome deaths --no-shipped --moves own
    has "$out" "1. curb:raids <- the exit"
    has "$out" "2024-03-01: curb the raids: raids; by north"
    has "$out" "North accepts, gains in"
    has "$out" "stated before the search: an effect counts from 2.00 points on"
    has "$out" "and North would accept it."
    awk 'length > 80 { print; wide = 1 } END { exit wide }' out.txt
}

@test "the same move at too high a price is refused, and it is said on whom it hangs" {
    own 500
    exits --outcome deaths --no-shipped --moves own
    lacks "$out" "<- the exit"
    has "$out" "North REFUSES, gains in 0 of 100"
    has "$out" "there is no exit among these moves"
    has "$out" "without the consent of North: 1. curb:raids"
    has "$out" "without the consent of South: none either"
    has "$out" "nearest miss: 1. curb:raids"
}

@test "JSON has all of it, and threads change nothing" {
    own 0
    exits --outcome deaths --outcome exchange --moves own --json --threads 1
    cp out.txt one.json
    exits --outcome deaths --outcome exchange --moves own --json --threads 2
    cmp one.json out.txt
    python3 - <<'END'
import json
told = json.load(open("one.json"))
assert (told["format"], told["version"]) == ("offramp-exits", 1)
assert told["outcomes"] == ["deaths", "exchange"] and told["fresh"] and not told["stopped"]
assert (told["sets"], told["members"], told["futures"]) == (32, 64, 2048)
search = told["search"]
assert search["singles"] == search["moves"] and search["pairs"] > 0 and search["futures"] > 2048
rows = told["rows"]
assert rows and told["best"] == 0
good = [r["accepted"] and r["effective"] for r in rows]
assert good == sorted(good, reverse=True)
for r in rows:
    risk = r["risk"]
    assert abs(risk["with"] - risk["without"] - risk["difference"]) < 1e-8
    assert risk["low"] <= risk["difference"] <= risk["high"]
    assert r["effective"] == (risk["difference"] <= -told["least_effect"] and risk["high"] < 0)
    assert r["accepted"] == all(p["accepts"] >= 0.95 for p in r["parties"])
    for p in r["parties"]: # the quantile is above 0 just where 95 of 100 sets gain
        assert (p["low5"] > 0) == (p["accepts"] > 0.95) or abs(p["low5"]) < 1e-6, p
    needed = {c for m in r["moves"] for c in m["consent"]}
    assert needed == {p["id"] for p in r["parties"]} | set(r["unweighed"]), r
best = max(p for p in [r["risk"]["difference"] for r in rows if r["pareto"]])
assert any(r["pareto"] for r in rows)
END
}

@test "a row's numbers are compare's, with the seed of the rows" {
    own 0
    exits --outcome deaths --no-shipped --moves own --json --seed 4
    cp out.txt exits.json
    try 0 "$offramp" compare small.yaml --no-history --sets 32 --members 64 --seed 5 --no-keep --json \
        --with 'curb: conduct.raids.rate=times 0.1'
    python3 - <<'END'
import json
row = json.load(open("exits.json"))["rows"][0]
compared = json.load(open("out.txt"))["what_ifs"][0]
risk = [r for r in compared["outcomes"] if r["id"] == "deaths" and r["to_day"] == 60][0]
assert row["risk"]["difference"] == risk["difference"], (row["risk"], risk)
END
}

@test "what cannot be asked is refused with a cure" {
    own 0
    try 2 "$offramp" exits "$data/small.yaml" --outcome deths
    has "$err" "there is no 'deths'; did you mean 'deaths'?"
    try 2 "$offramp" exits "$data/small.yaml" --most 4
    has "$err" "--most"
    try 2 "$offramp" exits "$data/small.yaml" --sets 2
    has "$err" "a search takes 4 sets or more"
    try 2 "$offramp" exits "$data/small.yaml" --move order-halt
    has "$err" "none of the 1 fits the scenario; \`offramp moves\` says why"
    copy_small
    sed '/^  war: {event/d; /^  exchange: {event/d' small.yaml >calm.yaml
    try 2 "$offramp" exits calm.yaml
    has "$err" "the scenario asks about no war and no exchange; say with --outcome what is to become rarer: deaths, quiet"
    sed 's/rate: 0.2 per day/rate: 0 per day/; s/acts-per-severity: 0.02/acts-per-severity: 0/' small.yaml >still.yaml
    try 2 "$offramp" exits still.yaml --no-history --outcome deaths --sets 16 --members 16
    has "$err" "came in no future of the screening, so there is nothing to lower"
}

# By SIGTERM, since a shell without a terminal starts what is in the background with Ctrl-C ignored; the program treats both alike.
@test "a stop ends it with what is known by then, or says that nothing is" {
    local pid status=0
    "$offramp" exits "$data/small.yaml" --no-history --sets 4000 --members 100 >out.txt 2>err.txt 3>&- &
    pid=$!
    sleep 0.5
    kill -TERM "$pid"
    wait "$pid" || status=$?
    [ "$status" -eq 143 ]
    if [ -s out.txt ]; then
        grep -q '^stopped' out.txt
    else
        grep -q 'stopped' err.txt
    fi
}

@test "a study says what run, compare and exits say, and no number of its own" {
    own 0
    copy_small
    printf 'war: {chance: 0, one-sided: 0 per day}\nwhat-ifs: {fewer: {says: fewer raids, changes: {conduct.raids.rate: times 0.5}}}\n' >>small.yaml
    try 0 "$offramp" run small.yaml --quick --json --output small.offramp
    mkdir kept && cp out.txt kept/run.json
    try 0 "$offramp" compare small.yaml --quick --json --no-keep
    cp out.txt kept/compare.json
    try 0 "$offramp" exits small.yaml --outcome deaths --no-shipped --moves own --no-history --sets 32 --members 64 --json
    cp out.txt kept/exits.json
    try 0 "$OFFRAMP_SOURCE_ROOT/tools/study" small.yaml page.md --program "$offramp" --keep kept --no-pictures
    try 0 python3 - <<'END'
import json, re
page, run, exits = open("page.md").read(), json.load(open("kept/run.json")), json.load(open("kept/exits.json"))
for outcome in run["outcomes"]:
    assert all(each["text"] in page for each in outcome["by"]), outcome["id"]
assert run["trust"] in page
row = exits["rows"][exits["best"]]
assert f"{100 * row['risk']['difference']:+.2f}" in page
assert "**There is an exit**: curb the raids (raids), 2024-03-01" in page
assert "fewer raids" in page
END
}
