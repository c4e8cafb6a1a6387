#!/usr/bin/env bats
# `offramp why`: what is typed, what is said, and how it is got wrong.
load helpers

why() {
    try 0 "$offramp" why "$data/small.yaml" --quick "$@"
}

fewer='fewer: conduct.raids.rate = times 0.3'

@test "what a what-if moves is told with what each mechanism carries of it" {
    why --with "$fewer" --between base,fewer
    has "$out" "Two shores | from 2024-03-01 | 16 parameter sets x 64 futures | seed 1"
    has "$out" "from base to fewer"
    has "$out" "lethal raid (deaths), within 60 days"
    # Expected: nobody is killed without harm, so that nothing is left; and nobody crosses what is not answered.
    grep -Eq '^  harm +0\.0 +0\.0 +\+0\.00 .* 100 % \(0\)$' out.txt
    grep -Eq '^  red-lines +0\.0 +0\.0 +\+0\.00 .* 100 % \(0\)$' out.txt
    has "$out" "Shares need not sum to 100 %"
    has "$out" "not in this scenario: shocks"
    awk 'length > 80 { print; wide = 1 } END { exit wide }' out.txt
}

@test "one outcome and one mechanism are asked for, and JSON has all of it" {
    why --with "$fewer" --between base,fewer --outcome exchange --mechanism red-lines --mechanism channels
    has "$out" "direct exchange * (exchange), within 60 days"
    lacks "$out" "lethal raid"
    why --with "$fewer" --between base,fewer --json
    python3 - <<'END'
import json
told = json.load(open("out.txt"))
assert (told["format"], told["version"], told["base"], told["what_if"]) == ("offramp-why", 1, "base", "fewer")
assert {o["id"] for o in told["outcomes"]} == {"war", "exchange", "deaths", "quiet"}
size = [abs(o["difference"]) for o in told["outcomes"]]
assert size == sorted(size, reverse=True)
state = {m["name"]: m["state"] for m in told["mechanisms"]}
assert state["shocks"] == "absent" and state["harm"] == "off" and len(state) > 40
off = [name for name, s in state.items() if s == "off"]
for o in told["outcomes"]:
    assert [w["mechanism"] for w in o["without"]] == off
    assert abs(o["what_if"] - o["base"] - o["difference"]) < 1e-8
    for w in o["without"]:
        assert abs(w["what_if"] - w["base"] - w["difference"]) < 1e-8, w
        if o["difference"]: # the share is what is gone
            assert abs(w["share"] - (o["difference"] - w["difference"]) / o["difference"]) < 1e-6, w
        assert w["turns"] == (w["difference"] * o["difference"] < 0)
END
}

@test "the difference is compare's, and the same from one thread and from three" {
    why --with "$fewer" --between base,fewer --json --threads 1
    cp out.txt one.json
    why --with "$fewer" --between base,fewer --json --threads 3
    cmp out.txt one.json
    try 0 "$offramp" compare "$data/small.yaml" --quick --no-keep --with "$fewer" --json
    python3 - <<'END'
import json
own = {o["id"]: o["difference"] for o in json.load(open("one.json"))["outcomes"]}
rows = [r for r in json.load(open("out.txt"))["what_ifs"][0]["outcomes"] if r["to_day"] == 60]
assert own == {r["id"]: r["difference"] for r in rows}
END
}

@test "what-ifs come from the scenario, a file and the line, with commas in their names, and any is the base" {
    copy_small
    printf '\nwhat-ifs:\n  one: {says: the first, changes: {conduct.raids.rate: x0.5}}\n' >>small.yaml
    printf 'offramp: 1\nwhat-ifs: {two: {changes: {conduct.raids.rate: 1 per day}}}\n' >more.yaml
    try 0 "$offramp" why small.yaml --quick --changes more.yaml --between one,two --mechanism harm
    has "$out" "from one to two"
    try 0 "$offramp" why small.yaml --quick --with 'court, shut: channels.court.open=never' \
        --between 'base, court, shut' --mechanism channels --outcome quiet
    has "$out" "from base to court, shut"
}

@test "what does not move is said to be in doubt, and what a mechanism hides is shown" {
    why --with 'nothing:' --between base,nothing
    has "$out" "no outcome is moved beyond chance; --outcome NAME tells of:"
    why --with 'nothing:' --between base,nothing --outcome quiet
    has "$out" "not moved beyond chance, so that no share is told"
    has "$out" "no future's difference is another without them"
}

@test "the switches are listed, for people and as JSON" {
    try 0 "$offramp" why --switches
    has "$out" "closure"
    has "$out" "war.closed=0"
    try 0 "$offramp" why --switches --json
    python3 -c 'import json; s = json.load(open("out.txt")); assert {"name": "closure", "says": "no affair is closed by an answer", "changes": "war.closed=0"} in s'
    try 2 "$offramp" why "$data/small.yaml" --switches
    has "$err" "only --json goes with it"
}

@test "what is wrong is said with its cure" {
    try 2 "$offramp" why
    has "$err" "SCENARIO is missing"
    try 2 "$offramp" why "$data/small.yaml"
    has "$err" "--between base,WHATIF"
    try 2 "$offramp" why "$data/small.yaml" --between fewer
    has "$err" "two names and a comma"
    try 2 "$offramp" why "$data/small.yaml" --with "$fewer" --between base,fewr
    has "$err" "there is none named 'fewr'; did you mean 'fewer'?"
    try 2 "$offramp" why "$data/small.yaml" --with "$fewer" --between bse,fewer
    has "$err" "there is none named 'bse'; did you mean 'base'?"
    try 2 "$offramp" why "$data/small.yaml" --between base,nowhere
    has "$err" "--between takes names of the scenario's what-ifs"
    try 2 "$offramp" why "$data/small.yaml" --with "$fewer" --between fewer,fewer
    has "$err" "two futures that differ"
    try 2 "$offramp" why "$data/small.yaml" --with "$fewer" --between fewer,base
    has "$err" "the second of --between is a what-if"
    try 2 "$offramp" why "$data/small.yaml" --with 'base: conduct.raids.rate=1 per day' --between base,base
    has "$err" "one is named 'base'"
    try 2 "$offramp" why "$data/small.yaml" --with "$fewer" --between base,fewer --outcome qiuet
    has "$err" "there is no 'qiuet'; did you mean 'quiet'?"
    try 2 "$offramp" why "$data/small.yaml" --with "$fewer" --between base,fewer --mechanism har
    has "$err" "there is no 'har'; did you mean 'harm'?"
    try 2 "$offramp" why "$data/small.yaml" --with "$fewer" --between base,fewer --mechanism xyzzy
    has "$err" "--switches lists them"
    try 1 "$offramp" why "$data/small.yaml" --with 'a: conduct.raid.rate=1 per day' --between base,a
    has "$err" "did you mean 'conduct.raids.rate'"
}
