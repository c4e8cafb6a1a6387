#!/usr/bin/env bats
# `offramp run`: what it prints and writes, what it refuses, and that nothing but the study moves the numbers.
load helpers

@test "run prints the table and says where the result is" {
    quick small.offramp
    has "$out" "Two shores | from 2024-03-01 | 16 parameter sets x 64 futures | seed 1"
    has "$out" "direct exchange"
    has "$out" "14 quiet days"
    has "$out" "wrote small.offramp | "
    has "$out" "see: offramp report small.offramp"
    [ "$(wc -l <out.txt)" -le 16 ]
    has "$out" "Within 60 days."
    has "$out" "trust: 100 % of inputs are judged"
    [ -z "$err" ]
    [ "$(futures_in small.offramp)" = 1024 ]
}

# The record's own words: eiders and Daws said that they pause and later that they resume, Crows nothing, the front (which speaks for
# those who are not named) that it pauses.
@test "whether a halt was announced is told, by part, and a word that was taken back or has worn out counts no more" {
    cp "$OFFRAMP_SOURCE_ROOT"/test/reference/scenarios/lull-past* .
    try 0 "$offramp" run lull-past.yaml --quick --output halts.offramp --json
    python3 - <<'PY'
import json
with open("out.txt", encoding="utf-8") as file:
    said = json.load(file)
words = {h["series"]: h["said"] for h in said["halts"] if h["said"]}
assert words == {"halted.front.others": "2024-02-06"} and len(said["halts"]) == 10, said["halts"]
assert ", said so on 2024-02-06" in said["halted"] and ", nobody said so" in said["halted"], said["halted"]
PY
    cp "$data/raids.yaml" .
    echo 'campaigns: [{id: fire, by: raiders, name: the raids, halts: 0.05 per day, short-ends: 0.02 per day, announced: 0.5}]' >>raids.yaml
    sed -i 's/value: 1 per week, prior: "gamma(2, 1) per week"/value: 1 per day, prior: "gamma(9, 1) per day"/' raids.yaml
    for attacks in "" "14 15 16 17 18"; do
        {
            echo date,source,target,theatre,action,count,word
            for day in 01 02 03 04 05 06 07 08; do echo "2024-01-$day,raiders,north,border,harass,2,"; done
            echo 2024-01-10,raiders,north,border,statement,1,pause
            for day in $attacks; do echo "2024-01-$day,raiders,north,border,harass,2,"; done
        } >raids-events.csv
        try 0 "$offramp" run raids.yaml --quick --force --output raids.offramp
        case $attacks in
        "") has "$(echo $out)" ", said so on 2024-01-10)" ;;
        *) has "$(echo $out)" ", nobody said so)" ;;
        esac
    done
}

@test "how likely a campaign is halted is told on the eve, as the series of the record has it" {
    cp "$OFFRAMP_SOURCE_ROOT"/test/reference/scenarios/lull-past* .
    try 0 "$offramp" run lull-past.yaml --quick --output halts.offramp
    has "$out" "on the eve: halted: "
    try 0 "$offramp" run lull-past.yaml --quick --output halts.offramp --force --json
    python3 - <<'PY'
import json
with open("out.txt", encoding="utf-8") as file:
    said = json.load(file)
shares = {s["id"]: s for s in said["series"] if s["kind"] == "share"}
assert [h["series"] for h in said["halts"]] == list(shares) and len(shares) == 10, list(shares)
for halt in said["halts"]:
    series = shares[halt["series"]]
    eve = series["history"]["median"][-1]
    assert 0 <= eve <= 1 and series["history"]["low"] == series["history"]["high"]
    assert abs(halt["chance"] - eve) < 1e-9 and (halt["since"] is None) == (eve <= 0.5)
    percent = "<1 %" if 0 < eve < 0.005 else ">99 %" if 0.995 <= eve < 1 else f"{100 * eve:.0f} %"
    assert f"{halt['name']} {percent}" in said["halted"], (said["halted"], halt["name"], percent)
parts = {h["series"]: h["part_of"] for h in said["halts"] if h["part_of"]}
assert parts == {f"halted.{front}.{part}": f"halted.{front}" for front, parts in
                 (("front", "crows daws others"), ("gulls", "knots larks rooks others")) for part in parts.split()}, parts
PY
}

@test "every horizon of the scenario is shown, in lines that fit the terminal" {
    for width in 60 80 120 200; do
        COLUMNS=$width try 0 "$offramp" run "$data/small.yaml" --quick --horizon '200 days' --output "$width.offramp"
        for days in 30 90 180 200; do has "$out" "$days days"; done
        # the title and the last line hold names of any length
        [ "$(sed -e 1d -e '$d' out.txt | wc -L)" -le "$width" ]
    done
    has "$out" "30 days" # a table: all horizons in one line
    grep -q '30 days .*90 days .*180 days .*200 days' out.txt
}

@test "what has not come in any future is told as less than one in a third of them" {
    try 0 "$offramp" run "$data/small.yaml" --sets 2 --members 50 --horizon '2 days' --output rare.offramp
    grep -q '^war .* < 1 in 33$' out.txt
}

@test "run --quick says that it is a quick look" {
    quick small.offramp
    has "$out" "quick look"
}

@test "run names the result after the scenario, in the current directory" {
    mkdir elsewhere
    cp "$data/small.yaml" "$data/small-events.csv" elsewhere
    try 0 "$offramp" run elsewhere/small.yaml --sets 2 --members 8
    [ -f small.offramp ]
    try 0 "$offramp" run elsewhere/small.yaml --quick
    [ -f small.quick.offramp ]
    has "$out" "see: offramp report small.quick.offramp"
    [ -z "$(ls elsewhere/*offramp* 2>/dev/null)" ]
}

@test "a quick look never stands in the way of a run, nor of another quick look" {
    copy_small
    try 0 "$offramp" run small.yaml --quick
    try 0 "$offramp" run small.yaml --sets 4 --members 16
    try 0 "$offramp" run small.yaml --quick
    has "$out" "read small.quick.offramp, which holds this study already"
    # another study: another seed, another scenario
    try 0 "$offramp" run small.yaml --quick --seed 2
    has "$out" "wrote small.quick.offramp"
    sed -i 's/rate: 0.2 per day/rate: 0.9 per day/' small.yaml
    try 0 "$offramp" run small.yaml --quick --seed 2
    has "$out" "wrote small.quick.offramp"
    # the result in full is left alone
    try 1 "$offramp" run small.yaml --sets 4 --members 16
    has "$err" "holds another study: its scenario is"
    [ "$(futures_in small.offramp)" = 64 ]
}

@test "under a name that was given a quick look makes room, and takes none of a run in full" {
    quick given.offramp
    in_full given.offramp --seed 2
    has "$out" "wrote given.offramp"
    local before
    before=$(cksum given.offramp)
    try 1 "$offramp" run "$data/small.yaml" --quick --output given.offramp
    has "$err" "holds another study: its seed is 2, now it is 1"
    [ "$(cksum given.offramp)" = "$before" ]
    # of the same study there is nothing left to do
    quick given.offramp --seed 2
    has "$out" "read given.offramp, which holds this study already"
    [ "$(cksum given.offramp)" = "$before" ]
}

@test "a run in full does not take a quick look of its size for its own" {
    quick look.offramp
    try 1 "$offramp" run "$data/small.yaml" --sets 16 --members 64 --output look.offramp --resume
    has "$err" "holds a quick look; continue it with --quick, or run in full without --resume"
    in_full look.offramp
    has "$out" "wrote look.offramp"
    in_full other.offramp
    [ "$(hash_of look.offramp)" = "$(hash_of other.offramp)" ]
}

@test "run --json is JSON on standard output alone" {
    quick small.offramp --json
    python3 -m json.tool out.txt >/dev/null
    has "$err" "wrote small.offramp"
}

@test "the result is the same for any number of threads and any instruction set" {
    # Five chunks; a quick look is one, and one thread does it.
    local wanted
    quick chunks.offramp --sets 50 --members 100 --threads 1
    wanted=$(hash_of chunks.offramp)
    for threads in 2 3 8; do
        quick "t$threads.offramp" --sets 50 --members 100 --threads $threads
        [ "$(hash_of "t$threads.offramp")" = "$wanted" ]
    done
    quick one.offramp
    wanted=$(hash_of one.offramp)
    for isa in v2 v3 v4; do
        "$offramp" run "$data/small.yaml" --quick --isa $isa --output $isa.offramp >out.txt 2>err.txt || {
            has "$(cat err.txt)" "this machine cannot run '$isa'"
            continue
        }
        [ "$(hash_of $isa.offramp)" = "$wanted" ]
    done
}

@test "a run of any size keeps its futures once and is whole" {
    for size in "--sets 3 --members 20" "--sets 1 --members 50" "--sets 10 --members 10" "--sets 7 --members 30" \
        "--sets 1 --members 1" "--sets 40 --members 3" "--fixed --members 33" "--fixed --members 203"; do
        try 0 "$offramp" run "$data/small.yaml" $size --output sized.offramp --force
        has "$out" "wrote sized.offramp"
        "$offramp" trace sized.offramp >trace.txt
    done
}

@test "another seed gives another result" {
    quick one.offramp
    quick two.offramp --seed 2
    [ "$(hash_of one.offramp)" != "$(hash_of two.offramp)" ]
}

@test "a result that is there is used as it is" {
    quick small.offramp
    local before
    before=$(cksum small.offramp)
    quick small.offramp
    has "$out" "read small.offramp, which holds this study already"
    [ "$(cksum small.offramp)" = "$before" ]
}

@test "a result of another study is left alone unless --force is given" {
    in_full small.offramp
    local before
    before=$(cksum small.offramp)
    try 1 "$offramp" run "$data/small.yaml" --sets 16 --members 64 --seed 2 --output small.offramp
    has "$err" "holds another study: its seed is 1, now it is 2"
    has "$err" "--force"
    [ "$(cksum small.offramp)" = "$before" ]
    in_full small.offramp --seed 2 --force
    in_full two.offramp --seed 2
    [ "$(hash_of small.offramp)" = "$(hash_of two.offramp)" ]
}

@test "run never touches a file that is no result, even with --force" {
    copy_small
    local before
    before=$(cksum small.yaml)
    try 1 "$offramp" run small.yaml --quick --output small.yaml --force
    has "$err" "is not a result of offramp, so it is left alone"
    [ "$(cksum small.yaml)" = "$before" ]
    try 1 "$offramp" run small.yaml --quick --output .
    try 1 "$offramp" run small.yaml --quick --output nowhere/small.offramp
    has "$err" "nowhere/small.offramp"
    if [ -e /dev/full ]; then try 1 "$offramp" run small.yaml --quick --output /dev/full; fi
}

@test "numbers that make no sense are wrong use, with what would be right" {
    for option in --members --sets --threads; do
        for value in 0 -1 1.5 ten 1e3 0x10 99999999999999999999 ' 5'; do
            try 2 "$offramp" run "$data/small.yaml" --quick $option "$value"
            has "$err" "$option must be a whole number from 1 to "
            has "$err" "got '$value'"
        done
    done
    try 2 "$offramp" run "$data/small.yaml" --seed -3
    has "$err" "--seed must be a whole number from 0 to"
    try 2 "$offramp" run "$data/small.yaml" --sets 2000000 --members 2000000
    has "$err" "sets x members must be at most"
    try 2 "$offramp" run "$data/small.yaml" --isa v9
    has "$err" "--isa must be one of v2 v3 v4, got 'v9'"
    [ ! -e small.offramp ]
}

@test "dates and horizons that make no sense are wrong use" {
    for value in 2024-02-30 08.02.2024 tomorrow 2024-2-8; do
        try 2 "$offramp" run "$data/small.yaml" --quick --start "$value"
        has "$err" "--start must be a day of the calendar such as 2024-02-08, got '$value'"
    done
    for value in 90 '0 days' '-5 days' '99999 days' 'x days' 'nan days'; do
        try 2 "$offramp" run "$data/small.yaml" --quick --horizon "$value"
        has "$err" "--horizon"
        has "$err" "got '$value'"
    done
}

@test "a start before the history and the record is refused" {
    try 1 "$offramp" run "$data/small.yaml" --quick --start 2023-12-20
    has "$err" "history begins after the start"
    copy_small
    sed -i 's/from: 2024-01-01/from: 2023-01-01/' small.yaml
    try 2 "$offramp" run small.yaml --quick --start 2023-12-20
    has "$err" "2023-12-20 is before the record begins (2024-01-03)"
    try 0 "$offramp" run small.yaml --quick --start 2023-12-20 --no-history
}

@test "--given takes flows from the record, and refuses a name that is not there" {
    try 2 "$offramp" run "$data/small.yaml" --quick --given nothing
    has "$err" "'nothing' names no flow of conduct and no driver"
    quick plain.offramp
    quick given.offramp --given 'raid*'
    [ "$(hash_of plain.offramp)" != "$(hash_of given.offramp)" ]
    # the record has raids after the start on one day only
    try 0 "$offramp" trace given.offramp --kind flow
    [ "$(grep -c '^2024-.*Raiders against North, The Strait: harass' out.txt)" -eq 1 ]
    has "$out" "2024-03-12  Raiders against North, The Strait: harass, 2 acts"
}

@test "--fixed uses point values, and refuses several sets" {
    try 0 "$offramp" run "$data/small.yaml" --fixed --quick
    has "$out" "point values x 1024 futures"
    try 2 "$offramp" run "$data/small.yaml" --fixed --sets 3
    has "$err" "leave --sets out"
}

@test "--start and --horizon move the study" {
    quick small.offramp --start 2024-03-10 --horizon '2 weeks'
    has "$out" "from 2024-03-10"
    has "$out" "14 days"
}

@test "no bar is drawn where there is no terminal" {
    quick small.offramp
    lacks "$err" "%"
}

@test "a bar is drawn on a terminal, without colour where that is not wanted" {
    command -v script >/dev/null || skip "script is not installed"
    local line="'$offramp' run '$data/small.yaml' --quick --output"
    TERM=xterm LC_ALL=C.UTF-8 script -qec "$line a.offramp" /dev/null >colour.txt
    has "$(cat colour.txt)" "futures"
    has "$(cat colour.txt)" $'\033[36m'
    has "$(cat colour.txt)" "█"
    NO_COLOR=1 TERM=xterm LC_ALL=C script -qec "$line b.offramp" /dev/null >plain.txt
    has "$(cat plain.txt)" "###"
    lacks "$(cat plain.txt)" $'\033'
    lacks "$(cat plain.txt)" "█"
}

@test "talks that cannot have stayed where they are told to be are named with their day" {
    cp "$OFFRAMP_SOURCE_ROOT/test/reference/scenarios/pledge-events.csv" .
    sed 's/collapse: 0.05/collapse: 1/; s/spread: 0.5/spread: 0/; s/reserve: {ash: 0.2, birch: 0.2}/reserve: {ash: 1, birch: 1}/' \
        "$OFFRAMP_SOURCE_ROOT/test/reference/scenarios/pledge.yaml" >pledge.yaml
    try 1 "$offramp" run pledge.yaml --fixed --members 8 --output o.offramp
    has "$err" "agenda both on 2023-11-02: talks are told to stay where they were, and leave it with chance 1"
}
