#!/usr/bin/env bats
# `offramp test`: claims, their rivals and the record, in words and as JSON.
load helpers

@test "a claim that was built to hold is supported, its rival contradicted" {
    try 0 "$offramp" test "$data/claims.yaml" --quick
    [ "$(grep -c 'in this model: supported' out.txt)" = 2 ]
    [ "$(grep -c 'in this model: contradicted' out.txt)" = 1 ]
    has "$out" "raids-are-habit | raids come of habit | the harbour master"
    has "$out" "2024-02-01 to 2024-03-31 | acts a week"
    has "$out" "note: the same margin"
}

@test "no change has no effect at all" {
    try 0 "$offramp" test "$data/claims.yaml" --quick --only nothing-changes
    has "$out" "effect +0 "
    has "$out" "expected within 1 point: so in 100 % of parameter sets, supported"
    lacks "$out" "raids-are-habit"
}

@test "points are of a hundred futures, percentages of what is there, and both are told as written" {
    cp "$data/claims.yaml" "$data/small-events.csv" .
    sed -i '/^  raids-are-not-habit:/,$d; s/lower by 0.3/lower by 40 %/' claims.yaml
    cat >>claims.yaml <<'END'
  fewer-deaths:
    says: fewer raids, fewer deaths
    outcome: deaths
    compare:
      no-habit: {expects: lower by 3 points, changes: {conduct.raids.rate: 0 per day}}
      part: {expects: lower by 50 %, changes: {conduct.raids.rate: 0 per day}}
  no-war:
    says: war does not come
    outcome: war
    compare:
      same: {expects: within 20 %}
END
    try 0 "$offramp" test claims.yaml --quick
    has "$out" "expected lower by 40 % or more, here "
    has "$out" "expected lower by 3 points or more: so in "
    has "$out" "expected lower by 50 % or more, here "
    grep -q 'expected lower by 50 % or more, here [0-9.]* points: so in' out.txt
    has "$out" "expected within 20 %: none has any without the changes, and a percentage of 0 says nothing; write points, not identified"
    try 0 "$offramp" test claims.yaml --quick --json
    python3 - <<'END'
import json
raids, deaths, war = json.load(open("out.txt"))["hypotheses"]
part, points, half = raids["claims"][0], deaths["claims"][0], deaths["claims"][1]
assert part["expects"] == "lower by 40 %" and part["relative"] is True
assert abs(part["margin"] - 0.4 * part["base"]) < 1e-8 * part["base"]  # nine digits are printed
assert points["expects"] == "lower by 3 points" and points["relative"] is False and points["margin"] == 0.03
assert half["relative"] and abs(half["margin"] - 0.5 * half["base"]) < 1e-8
assert war["claims"][0]["base"] == 0 and war["claims"][0]["margin"] is None
assert war["claims"][0]["share_of_sets"] is None and war["verdict"] == "not identified"
END
}

@test "a bare number of an outcome is refused by check and test, with the cure" {
    cp "$data/claims.yaml" "$data/small-events.csv" .
    sed -i 's/within 1 point/lower by 3/' claims.yaml
    for command in check test run; do
        try 1 "$offramp" $command claims.yaml
        has "$err" "claims.yaml:"
        has "$err" "hypotheses.nothing-changes.compare.same.expects: found 'lower by 3', a number without a unit; write 'lower by 3 points'"
        has "$err" "or 'lower by 3 %'"
        [ -z "$out" ]
    done
    [ ! -e claims.offramp ]
}

@test "JSON holds what the words say, and the record's rates" {
    try 0 "$offramp" test "$data/claims.yaml" --quick --json
    DATA=$data python3 - <<'END'
import csv, json, os
told = json.load(open("out.txt"))
assert [h["verdict"] for h in told["hypotheses"]] == ["supported", "contradicted", "supported"]
habit, rival, same = told["hypotheses"]
claim, other = habit["claims"][0], rival["claims"][0]
# rivals see the same futures
assert claim["effect"] == other["effect"] == claim["changed"] - claim["base"] or \
    abs(claim["changed"] - claim["base"] - claim["effect"]) < 1e-6
assert claim["low"] < claim["effect"] < claim["high"]
assert same["claims"][0]["effect"] == 0 and same["record"] is None
# the record, counted here: rows that were public by the start, up to the last of them
rows = csv.DictReader(open(os.environ["DATA"] + "/small-events.csv"))
acts = [(r["date"], int(r["count"] or 1)) for r in rows
        if r["source"] == "raiders" and r["action"] == "harass" and r["public"] == "yes"]
count = lambda a, b: sum(n for day, n in acts if a <= day <= b)
assert habit["record"]["first"] == {"acts": count("2024-01-01", "2024-01-21"), "days": 21}
assert habit["record"]["second"] == {"acts": count("2024-01-22", "2024-02-05"), "days": 15}
END
}

@test "numbers do not depend on threads or on which hypotheses are asked" {
    try 0 "$offramp" test "$data/claims.yaml" --quick --no-keep --threads 1
    local one=$out
    try 0 "$offramp" test "$data/claims.yaml" --quick --no-keep --threads 3
    [ "$out" = "$one" ]
    try 0 "$offramp" test "$data/claims.yaml" --quick --no-keep --only raids-are-not-habit
    has "$one" "$(sed -n '3,/in this model/p' out.txt)"
}

@test "a hypothesis that is not there is wrong use and the nearest is named" {
    try 2 "$offramp" test "$data/claims.yaml" --only raids-are-habits
    has "$err" "did you mean 'raids-are-habit'?"
    try 2 "$offramp" test "$data/small.yaml"
    has "$err" "write claims in its section hypotheses"
}
