#!/usr/bin/env bats
# `offramp check`: every kind of bad input is refused with its place and the cure, and nothing crashes.
load helpers

@test "check says that a sound scenario is fine, and counts what is in it" {
    try 0 "$offramp" check "$data/small.yaml"
    has "$out" "small.yaml: fine: "
    # counted by hand in data/small.yaml
    has "$out" "4 actors, 1 hostile pair, 1 theatre, 4 flows, 1 channel, 1 driver, 2 red lines, 0 agendas, 4 outcomes"
    # counted by hand in data/small-events.csv: of 7 rows before the start one is a message, one is public later only
    has "$out" "acts 5, messages 1, fit no flow 0, were not public yet 1"
    [ -z "$err" ]
}

@test "check names what is asked about and true at the start already" {
    copy_small
    try 0 "$offramp" check small.yaml
    lacks "$out" "already"
    sed -i 's/^outcomes:/outcomes:\n  busy: {when: {flows: [raids], count: 1, within: 60}}/' small.yaml
    try 0 "$offramp" check small.yaml
    has "$out" "true at the start already: busy"
    lacks "$out" "busy ("
    try 0 "$offramp" run small.yaml --quick
    has "$out" "True at the start already: busy."
    has "$out" "already true"
    try 0 "$offramp" run small.yaml --quick --json
    python3 - <<'END'
import json
already = {o["id"]: o["already"] for o in json.load(open("out.txt"))["outcomes"]}
assert already["busy"] == 1 and all(share == 0 for name, share in already.items() if name != "busy"), already
END
}

@test "quiet is counted from the start" {
    copy_small
    sed -i 's/for: 14 days/for: 40 days/; s/rate: 0.2 per day/rate: 1e-12 per day/; s/start: 2024-03-01/start: 2024-06-01/' small.yaml
    # no raid for months before the start, and none after (a rate of zero could not explain those of January): quiet for 40 days on day 39 and not on the first
    try 0 "$offramp" run small.yaml --fixed --members 32 --json
    python3 - <<'END'
import json
quiet = next(o for o in json.load(open("out.txt"))["outcomes"] if o["id"] == "quiet")
assert quiet["curve"][38] == 0 and quiet["curve"][39] == 1, quiet["curve"]
END
}

@test "check lists all errors of a scenario with place, finding and cure" {
    cd "$data"
    local status=0
    "$offramp" check bad.yaml >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
    [ "$status" -eq 1 ]
    [ ! -s "$BATS_TEST_TMPDIR/out" ]
    diff bad.expected "$BATS_TEST_TMPDIR/err"
}

@test "check refuses an unknown key and names the nearest known one" {
    copy_small
    sed -i 's/^channels:/chanels:/' small.yaml
    try 1 "$offramp" check small.yaml
    has "$err" "unknown key 'chanels'"
    has "$err" "did you mean 'channels'?"
}

@test "check refuses a file that is not there" {
    try 1 "$offramp" check nothere.yaml
    has "$err" "offramp: nothere.yaml: there is no such file"
}

@test "check refuses a file that may not be read" {
    [ "$(id -u)" -ne 0 ] || skip "root may read everything"
    copy_small
    chmod 000 small.yaml
    try 1 "$offramp" check small.yaml
    has "$err" "may not be read"
}

@test "check refuses a directory" {
    mkdir place
    try 1 "$offramp" check place
    has "$err" "offramp: place: this is a directory"
}

@test "check refuses an empty file" {
    : >empty.yaml
    try 1 "$offramp" check empty.yaml
    has "$err" "offramp: empty.yaml: the file is empty"
}

@test "check refuses bytes that are not text" {
    printf 'offramp: 1\n\xff\xfe\x00\x01' >binary.yaml
    try 1 "$offramp" check binary.yaml
    has "$err" "binary.yaml:2:1: "
}

@test "check refuses a file of many megabytes" {
    head -c 20000000 /dev/zero | tr '\0' 'a' >huge.yaml
    try 1 "$offramp" check huge.yaml
    has "$err" "huge.yaml: the file is larger than"
}

@test "check refuses text that is not YAML" {
    printf 'offramp: 1\ntitle: [open\n' >syntax.yaml
    try 1 "$offramp" check syntax.yaml
    has "$err" "syntax.yaml:"
}

@test "check refuses a record that is not there" {
    copy_small
    rm small-events.csv
    try 1 "$offramp" check small.yaml
    has "$err" "small-events.csv"
}

@test "check lists the faults of a record with their places" {
    copy_small
    cat >small-events.csv <<'END'
date,source,target,theatre,action,count
2024-01-03,raiders,north,strait,harass,1
2024-02-30,raiders,north,strait,harass,1
2024-01-05,raiders,north,strait,harass,0
END
    try 1 "$offramp" check small.yaml
    has "$err" "small-events.csv:3:1: date: '2024-02-30' is no date"
    has "$err" "small-events.csv:4:40: count: '0' does not fit"
}

@test "check refuses parts that do not fit together" {
    copy_small
    sed -i 's/from: 2024-01-01/from: 2024-09-01/' small.yaml
    try 1 "$offramp" check small.yaml
    has "$err" "history.from: history begins after the start"
}

@test "check --explain lists what is written; with --all also the defaults" {
    try 0 "$offramp" check "$data/small.yaml" --explain
    has "$out" "theatres.strait.lethality"
    lacks "$out" "memory.half-life"
    try 0 "$offramp" check "$data/small.yaml" --explain --all
    has "$out" "memory.half-life"
}

@test "check --graph is a graph that dot can draw" {
    try 0 "$offramp" check "$data/small.yaml" --graph
    has "$out" '"north" -> "south"'
    if command -v dot >/dev/null; then dot -Tsvg out.txt -o graph.svg; fi
}

@test "check --json is JSON" {
    try 0 "$offramp" check "$data/small.yaml" --json
    python3 -m json.tool out.txt >/dev/null
}

@test "check --schema lists the keys and needs no scenario" {
    try 0 "$offramp" check --schema
    has "$out" "horizon"
    has "$out" "lethality"
}

@test "check without a scenario is wrong use" {
    try 2 "$offramp" check
    has "$err" "SCENARIO is missing"
}

@test "check refuses options that contradict each other" {
    try 2 "$offramp" check "$data/small.yaml" --json --graph
    has "$err" "--graph and --json contradict each other"
    try 2 "$offramp" check "$data/small.yaml" --all
    has "$err" "--all goes with --explain"
}

# ---- the record against the scenario: the program must not run on what it does not take -------------------

# The scenario of data/raids.yaml and its record, to be spoiled.
copy_raids() {
    cp "$data/raids.yaml" "$data/raids-events.csv" .
    try 0 "$offramp" check raids.yaml
    lacks "$out" "record: line"
    try 0 "$offramp" run raids.yaml --quick --output fine.offramp
    lacks "$out" "record:"
}

# refuses PART...: check and run, alike, and nothing is written.
refuses() {
    local part
    for part in "$@"; do
        try 1 "$offramp" check raids.yaml
        has "$err" "$part"
        try 1 "$offramp" run raids.yaml --quick --output spoiled.offramp
        has "$err" "$part"
        [ ! -e spoiled.offramp ]
    done
}

@test "a day that the point values give next to no chance is told by check, run and page, and changes nothing" {
    copy_raids
    sed -i 's/^2024-01-10,raiders,north,border,harass,2/2024-01-10,raiders,north,border,harass,20/' raids-events.csv
    try 0 "$offramp" check raids.yaml
    has "$out" "record: is next to impossible at the point values on one day: flow raids on 2024-01-10: 20 acts seen, "
    has "$out" "; correct that row, or give the flow's rate a wider prior or a dispersion"
    try 0 "$offramp" run raids.yaml --quick --output strained.offramp
    has "$(echo $out)" "record: is next to impossible at the point values on one day: flow raids on 2024-01-10: 20 acts seen, "
    try 0 "$offramp" export --json strained.offramp
    has "$out" "Event record: is next to impossible at the point values on one day: flow raids on 2024-01-10: 20 acts seen, "
    sed -i '/id: raids/s/record: full/dispersion: 0.2, record: full/' raids.yaml # as the message says
    try 0 "$offramp" check raids.yaml
    lacks "$out" "next to impossible"
}

@test "a row that stands several times is told by check, run and page" {
    copy_raids
    tail -1 raids-events.csv >again.csv
    cat again.csv again.csv >>raids-events.csv
    try 0 "$offramp" check raids.yaml
    has "$out" "record: line 6 stands 3 times with the same cells (the last is line 8) and counts as often"
    try 0 "$offramp" run raids.yaml --quick --output again.offramp
    has "$out" "record: line 6 stands 3 times"
    try 0 "$offramp" export again.offramp --json
    has "$out" "Event record: line 6 stands 3 times with the same cells (the last is line 8)"
}

@test "a place that the source renamed is refused with its first row" {
    copy_raids
    sed -i 's/,border,/,red-sea,/' raids-events.csv
    refuses "raids-events.csv:2:1: 'red-sea' is no theatre of the scenario (5 cells)" \
        "history: {ignore: [red-sea]}" \
        "conduct.raids.record: says that raids-events.csv holds every act of raids, but it has none"
}

@test "an actor that is spelled wrong is refused with the nearest name" {
    copy_raids
    sed -i '3s/raiders/riaders/' raids-events.csv
    refuses "raids-events.csv:3:1: 'riaders' is no actor of the scenario (1 cell); did you mean 'raiders'?"
}

@test "a record without a row is refused where a flow says that it is full" {
    copy_raids
    sed -i '2,$d' raids-events.csv
    refuses "conduct.raids.record: says that raids-events.csv holds every act of raids, but it has none" \
        "expected: none"
    sed -i '/id: raids/s/record: full/record: full, expected: none/' raids.yaml
    try 0 "$offramp" check raids.yaml
}

@test "two flows that fit the same rows are refused" {
    copy_raids
    sed -i '/id: raids/{p;s/id: raids/id: raids2/}' raids.yaml
    refuses "conduct.raids: 4 rows of raids-events.csv (line 2 is the first) fit raids2 as closely as raids"
}

@test "a country code that is a number is refused" {
    copy_raids
    sed -i 's/{name: North, kind: principal}/{name: North, kind: principal, iso3: 010}/' raids.yaml
    refuses "actors.north.iso3: found '010'"
}

@test "check lists what no flow takes, all of it with --explain" {
    copy_raids
    for what in concede engage statement accuse threaten coerce direct; do
        for whom in south,north north,south; do
            echo "2024-01-12,$whom,border,$what,1,,"
        done
    done >>raids-events.csv
    echo "2024-01-13,north,south,border,direct,1,," >>raids-events.csv
    try 0 "$offramp" check raids.yaml
    has "$out" "record: 15 rows of 14 kinds fit no flow and count for nothing (most: north on south, border, direct)"
    has "$out" "   2  north on south in border: direct, from line 20 on"
    has "$out" "   4  of 4 more kinds; --explain lists all"
    try 0 "$offramp" check raids.yaml --explain
    has "$out" "   1  south on north in border: direct, from line 19 on"
    lacks "$out" "more kinds"
}

@test "rows that were not public by the start move nothing" {
    copy_raids
    sed -i 's/^  quiet:/  silent: {event: quiet, says: seven quiet days, for: 7 days, without: {to: north, act: harass+}}\n&/' raids.yaml
    cat >>raids.yaml <<END
hypotheses:
  calmer:
    says: raids thin out
    acts: raids
    compare: {none: {expects: within 5}}
    record: {during: [{from: 2024-01-01, to: 2024-01-15}], against: [{from: 2024-01-16, to: 2024-02-20}]}
END
    sed -i '1s/$/,public/;2,$s/$/,/' raids-events.csv
    cp raids-events.csv before.csv
    local late=(
        "2024-01-05,raiders,north,border,harass,1,0,a,later:2024-02-09"
        "2024-01-06,raiders,north,border,harass,1,,b,no"
        "2024-02-08,raiders,north,border,harass,1,,c,later:2024-03-01"
        "2024-02-10,north,raiders,border,strike,2,,d,"
        "2023-06-01,raiders,north,border,harass,9,50,a,later:2024-02-09"
        "2024-01-25,raiders,north,border,harass,8000,4000,b,no"
        "2024-01-22,south,north,border,threaten,6,,c,no"
        "2024-06-10,raiders,north,border,harass,70,9,d,"
    )
    local first last
    for which in "0 3" "4 7"; do
        read -r first last <<<"$which"
        cp before.csv raids-events.csv
        for i in $(seq "$first" "$last"); do echo "${late[$i]}" >>raids-events.csv; done
        try 0 "$offramp" check raids.yaml
        grep 'record: ' out.txt >"check-$first"
        try 0 "$offramp" run raids.yaml --quick --output "run-$first.offramp"
        grep -v '^wrote\|^fut' out.txt | sed 's/| [0-9.]* s |.*//' >"run-$first"
        try 0 "$offramp" test raids.yaml --quick --no-keep
        sed 's/| [0-9.]* s//; /^wrote/d' out.txt >"test-$first"
        try 0 "$offramp" export "run-$first.offramp" --csv "tables-$first"
        rm "tables-$first/meta.csv" "tables-$first/clock.csv"
    done
    has "$(cat test-0)" "raids thin out"
    for what in check run test; do diff "$what-0" "$what-4"; done
    diff -r tables-0 tables-4
}

@test "a start long after the record ends is told first" {
    copy_raids
    for day in $(seq 11 31); do echo "2024-01-$day,raiders,north,border,harass,1,,"; done >>raids-events.csv
    try 0 "$offramp" run raids.yaml --quick --start 2024-04-01 --output later.offramp
    [ "$(grep -m1 'record:' out.txt)" = "$(grep 'record: ends on 2024-02-01, 59 days before the start' out.txt)" ]
    try 0 "$offramp" export later.offramp --json
    has "$out" "Event record: ends on 2024-02-01"
}

@test "a total below nothing is refused with the cure" {
    copy_raids
    printf '%s\n' first,last,source,target,theatres,action,count 2024-01-01,2024-01-09,raiders,north,border,harass,-2 >raids-totals.csv
    try 1 "$offramp" check raids.yaml
    has "$err" "raids-totals.csv:2:51: count: '-2' does not fit"
    has "$err" "a count that was corrected downwards is written by lowering the intervals that it was too high in"
}

# with_class ENTRY: small.yaml with `classes: {north-south: ENTRY}`, by the names of its pair.
with_class() {
    copy_small
    printf '\nclasses: {%s: {%s}}\n' "$(pair_of_small)" "$1" >>small.yaml
}

pair_of_small() {
    sed -n 's/^hostile: \[\[\(.*\), \(.*\)\]\]/\1-\2/p' "$data/small.yaml"
}

@test "check holds each pair against its class, and says what to write where it has none" {
    copy_small
    try 0 "$offramp" check small.yaml
    has "$out" "class of $(pair_of_small): not known; write classes.$(pair_of_small): {last-dispute: DAY"
    lacks "$out" "futures of"
    with_class 'last-dispute: 2013-01-01'
    try 0 "$offramp" check small.yaml
    has "$out" "none, by stated days: last dispute 2013-01-01; no dispute in the ten years before the start"
    with_class 'class: dispute-1, source: told here'
    try 0 "$offramp" check small.yaml
    has "$out" "classes: beside 1024 futures of 16 parameter sets, seed 1"
    # the table of 1975 to 2010 in docs/classes.md
    has "$out" "class of $(pair_of_small): dispute-1, as stated; within "
    has "$out" "135 of 1718 pair-years"
    has "$out" "14 of 1718 pair-years"
    try 0 "$offramp" check small.yaml --no-futures
    lacks "$out" "class of"
}

# Oracle: raids every day, each as good as always answered by an attack, which is answered by another: more than ten times 7.86 % a year
# within 30 days. `unlike` takes the place of the question.
@test "check asks why a pair comes out beyond ten times its class, and takes a reason" {
    cat >wild.yaml <<'END'
offramp: 1
title: wild
start: 2024-02-08
horizon: 30 days
hostile: [[a, b]]
actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}, g: {name: G, kind: group, backed-by: {b: {}}}}
theatres: {x: {name: X, lethality: 0}}
conduct:
  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 5 per day}
  - {id: a-b, from: a, to: b, in: x, act: direct, at: homeland}
  - {id: b-a, from: b, to: a, in: x, act: direct, at: forces}
red-lines:
  raid: {holder: a, when: {flows: [g-a]}, response: {options: [a-b], base: 8, delay: 1 days}}
  hit: {holder: b, when: {flows: [a-b]}, response: {options: [b-a], base: 8, delay: 1 days}}
politics: {a: {}, b: {}}
outcomes: {war: {event: war}}
classes: {a-b: {class: dispute-1}}
END
    try 0 "$offramp" check wild.yaml --classes
    has "$out" "both attack comes more than ten times as often as in the pairs of the class; write why in classes.a-b.unlike"
    lacks "$out" "fine:"
    try 0 "$offramp" check wild.yaml --classes --json
    python3 - <<'END'
import json
pair, = json.load(open("out.txt"))["pairs"]
both = pair["both_attack"]
assert pair["pair"] == "a-b" and pair["class"] == "dispute-1" and pair["years"] == [1975, 2010]
assert both["futures"]["members"] == 1024 and both["futures"]["occurred"] > 1000 and both["verdict"] == "above", both
assert (both["class"]["k"], both["class"]["n"]) == (135, 1718)
assert abs(both["class"]["share"] - (1 - (1 - 135 / 1718) ** (30 / 365))) < 1e-8
assert both["futures"]["occurred"] >= pair["war"]["futures"]["occurred"]
END
    sed -i 's/class: dispute-1/class: dispute-1, unlike: raids every day/' wild.yaml
    try 0 "$offramp" check wild.yaml --classes
    has "$out" "unlike its class: raids every day"
    lacks "$out" "write why"
}

@test "check refuses a class that nobody knows, and days that are not before the start" {
    with_class 'class: dispute-2'
    try 1 "$offramp" check small.yaml
    has "$err" "did you mean 'dispute-1'?"
    with_class 'last-force: 2030-01-01'
    try 1 "$offramp" check small.yaml
    has "$err" "classes.$(pair_of_small).last-force: 2030-01-01 is not before the start"
    for both in "--classes --explain" "--classes --graph" "--classes --no-futures" "--no-futures --json"; do
        try 2 "$offramp" check "$data/small.yaml" $both
    done
}

@test "orders without a link, to what is no campaign, and given twice are refused with their cure" {
    mkdir -p other/scenarios
    cp -r "$OFFRAMP_SOURCE_ROOT/data" other/
    cat "$OFFRAMP_SOURCE_ROOT/scenarios/border-exercise.yaml" - >other/scenarios/wrong.yaml <<'END'
orders:
  - {id: one, by: larch, to: raiders}
  - {id: two, by: rowan, to: raiders}
  - {id: three, by: rowan, to: raiders}
  - {id: four, by: rowan, to: raids}
END
    try 1 "$offramp" check other/scenarios/wrong.yaml --no-futures
    has "$err" "orders.four.to: found 'raids'; it must be an id of campaigns: raiders"
    sed -i '/id: four/d' other/scenarios/wrong.yaml
    try 1 "$offramp" check other/scenarios/wrong.yaml --no-futures
    has "$err" "orders.one.to: raiders is no client of larch; write backed-by: larch"
    has "$err" "is the same order as two; leave one out"
}

@test "offers to oneself, of another's fire, of nothing, that ask of themselves or end as they begin are refused with their cure" {
    mkdir -p other/scenarios
    cp -r "$OFFRAMP_SOURCE_ROOT/data" other/
    cat "$OFFRAMP_SOURCE_ROOT/scenarios/border-exercise.yaml" - >other/scenarios/wrong.yaml <<'END'
offers:
  - {id: one, by: rowan, to: rowan, gives: {affair: true}}
  - {id: two, by: larch, to: rowan, gives: {campaigns: [raiders]}}
  - {id: three, by: larch, to: rowan, gives: {}}
  - {id: four, by: rowan, to: larch, gives: {campaigns: [raiders]}, while: {halted: [raiders]}}
  - {id: five, by: larch, to: rowan, gives: {flows: [raids]}}
  - {id: six, by: raiders, to: larch, gives: {stance: 0}}
  - {id: seven, by: rowan, to: larch, gives: {affair: true}, stake: 2}
  - {id: eight, by: rowan, to: larch, gives: {affair: true}, made: 1999-01-01}
  - {id: ten, by: rowan, to: larch, gives: {campaigns: [raiders]}, until: {halted: [raiders]}}
  - {id: nine, by: rowan, to: larch, gives: {affair: true}, unless: [nothing]}
END
    try 1 "$offramp" check other/scenarios/wrong.yaml --no-futures
    has "$err" "offers.nine.unless: found 'nothing'; it must be an id of red-lines"
    sed -i '/id: nine/d' other/scenarios/wrong.yaml
    try 1 "$offramp" check other/scenarios/wrong.yaml --no-futures
    has "$err" "offers.one.to: an offer of rowan to itself"
    has "$err" "offers.two.gives.campaigns: raiders is the fire of raiders, who is neither larch nor its client; leave it out"
    has "$err" "offers.three.gives: gives nothing; name campaigns, flows, a stance, or affair: true"
    has "$err" "offers.four.while.halted: raiders is fire of the giver's own side, so the offer would ask it of itself"
    has "$err" "offers.five.gives.flows: raids is conduct of raiders; an offer leaves undone what larch itself does"
    has "$err" "offers.six.gives.stance: only a principal holds a stance; raiders is none"
    has "$err" "offers.seven.stake: gives no fire by which a stake could be taken; leave it out"
    has "$err" "offers.eight.made: is a day before the start of the scenario"
    has "$err" "offers.ten.until.halted: raiders is to rest for the offer, so it would end as it begins"
}

@test "a clause that nobody can obey wholly, or that is read by nothing, is refused with its cure" {
    mkdir -p other/scenarios
    cp -r "$OFFRAMP_SOURCE_ROOT/data" other/
    local clause="does: restrain, restrains: [raiders]"
    for wrong in \
        "by: larch, to: rowan, $clause, obeyed: wholly|raiders is no client of larch, who owes this; write backed-by: larch" \
        "by: rowan, to: larch, does: restrain, restrains: [raiders, raiders], obeyed: wholly|raiders would be asked twice" \
        "by: rowan, to: larch, does: withhold, obeyed: wholly|nobody is asked to obey here; write does: restrain" \
        "by: rowan, to: larch, $clause, refused: 0.2|nothing reads this here; add obeyed: wholly" \
        "by: rowan, to: larch, $clause, asked-every: 9 days|nothing reads this here; add obeyed: wholly"; do
        sed "s|^deals:|&\n  more: {clauses: [{id: c, ${wrong%|*}}]}|" "$OFFRAMP_SOURCE_ROOT/scenarios/border-exercise.yaml" >other/scenarios/wrong.yaml
        try 1 "$offramp" check other/scenarios/wrong.yaml --no-futures
        has "$err" "deals.more.clauses.c"
        has "$err" "${wrong#*|}"
    done
}

@test "a clause that nothing keeps, freezes or holds in a place is refused with its cure" {
    mkdir -p other/scenarios
    cp -r "$OFFRAMP_SOURCE_ROOT/data" other/
    for wrong in \
        "by: rowan, to: larch, does: release, kept: by-choice|it is done once, and then there is nothing to keep" \
        "by: rowan, to: rowan, does: withhold|rowan would owe it to itself; name another" \
        "by: raiders, to: larch, does: withhold, kept: by-choice|are no hostile pair, so that nothing tempts it; write kept: by-chance" \
        "by: rowan, to: larch, does: release, freezes: 0.1 per day|nothing of it is left to freeze once it is done" \
        "by: rowan, to: larch, does: withhold, thaws: 0.1 per day|its giver never freezes it; say how often: freezes" \
        "by: rowan, to: larch, does: withhold, in: [border]|only a restraint holds in some theatres"; do
        sed "s|^deals:|&\n  more: {clauses: [{id: c, ${wrong%|*}}]}|" "$OFFRAMP_SOURCE_ROOT/scenarios/border-exercise.yaml" >other/scenarios/wrong.yaml
        try 1 "$offramp" check other/scenarios/wrong.yaml --no-futures
        has "$err" "deals.more.clauses.c"
        has "$err" "${wrong#*|}"
    done
}

@test "a deal signed twice, a clause by no party and talks told out of order are refused with their cure" {
    mkdir -p other/scenarios
    cp -r "$OFFRAMP_SOURCE_ROOT/data" other/
    local agenda="agenda: quiet-for-passes" clause="{id: c, by: rowan, to: larch, does: withhold}"
    for wrong in \
        "$agenda, clauses: [{id: c, by: raiders, to: larch, does: withhold}]|deals.more.clauses.c.by: raiders is no party of agenda quiet-for-passes; name " \
        "$agenda, clauses: [{id: c, by: rowan, to: raiders, does: withhold}]|deals.more.clauses.c.to: raiders is no party of agenda quiet-for-passes; name " \
        "$agenda, struck: 2030-10-02, clauses: [$clause]}\n  again: {$agenda, struck: 2030-10-01, clauses: [$clause]|deals.again.struck: agenda quiet-for-passes is signed on 2030-10-02, by more, with all that hangs on it"; do
        sed "s|^deals:|&\n  more: {${wrong%|*}}|" "$OFFRAMP_SOURCE_ROOT/scenarios/border-exercise.yaml" >other/scenarios/wrong.yaml
        try 1 "$offramp" check other/scenarios/wrong.yaml --no-futures
        has "$err" "${wrong#*|}"
    done
    for wrong in \
        "{date: 2030-02-02, stage: talks}, {date: 2030-02-01, stage: text}|facts go from the earliest on, one a day" \
        "{date: 2030-02-02, stage: agreed}|found 'agreed'"; do
        sed "s|^agendas:|&\n  other: {files: [quiet-border], facts: [${wrong%|*}]}|" "$OFFRAMP_SOURCE_ROOT/scenarios/border-exercise.yaml" >other/scenarios/wrong.yaml
        try 1 "$offramp" check other/scenarios/wrong.yaml --no-futures
        has "$err" "agendas.other.facts"
        has "$err" "${wrong#*|}"
    done
}

@test "messages that speak of a line, where there is none or no channel, are refused with their cure" {
    copy_small
    awk '/^channels:/ { skip = 1; next } /^[a-z]/ { skip = 0 } !skip' small.yaml >silent.yaml
    printf 'messages: {names: 0.5}\n' >>silent.yaml
    try 1 "$offramp" check silent.yaml --no-futures
    has "$err" "messages.names: there is no channel that could carry it; write channels, or leave this out"
    awk '/^red-lines:/ { skip = 1; next } /^[a-z]/ { skip = 0 } !skip' small.yaml >lineless.yaml
    printf 'messages: {plea: 0.5}\n' >>lineless.yaml
    try 1 "$offramp" check lineless.yaml --no-futures
    has "$err" "messages.plea: there is no red line that a message could speak of; write red-lines, or leave this out"
}
