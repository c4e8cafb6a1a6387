#!/usr/bin/env bats
# `offramp moves`: which moves fit, why the others do not, and how a directory of one's own is got wrong.
load helpers

# own NAME TEXT: a move in the directory own.
own() {
    mkdir -p own
    printf 'offramp: 1\nsays: it\nsource: test\n%b' "$2" >"own/$1.yaml"
}

@test "the shipped moves are bound to what the scenario has, with who must consent" {
    try 0 "$offramp" moves "$data/small.yaml"
    has "$out" "quicken-channel (channel): quicken a channel"
    has "$out" "quicken-channel:court: north, south, court"
    has "$out" "agree-cease-fire:feud: north; north pays 20"
    has "$out" "raise-red-line:own-deaths: north"
    # Expected: small.yaml has no orders and no deals, and its one channel is open.
    has "$out" "not: the scenario has no orders"
    has "$out" "not: the scenario has no deals"
    has "$out" "not court: its open is always, and the move wants never | in-crisis"
    has "$out" "not raids: its act is harass, and the move wants direct"
    awk 'length > 80 { print; wide = 1 } END { exit wide }' out.txt
}

@test "JSON has each move with its things, changes and days" {
    try 0 "$offramp" moves "$data/small.yaml" --json
    python3 - <<'END'
import glob, json, os
told = json.load(open("out.txt"))
assert (told["format"], told["version"]) == ("offramp-moves", 1)
moves = {m["name"]: m for m in told["moves"]}
shipped = {os.path.basename(p)[:-5] for p in glob.glob(os.environ["OFFRAMP_SOURCE_ROOT"] + "/moves/*.yaml")}
assert set(moves) == shipped, set(moves) ^ shipped
bound = {b["name"]: b for m in told["moves"] for b in m["bound"]}
quick = bound["quicken-channel:court"]
assert quick["consent"] == ["north", "south", "court"]
assert quick["changes"] == [{"path": "channels.court.delay", "value": "times 0.33"}]
assert (quick["from"], quick["to"]) == ("2024-03-22", None) # 21 days after the start
line = bound["raise-red-line:own-deaths"]
assert (line["from"], line["to"]) == ("2024-03-04", "2024-06-01")
assert bound["agree-cease-fire:feud"]["costs"] == [{"actor": "north", "own_deaths": 20}]
assert told["fit"] == sum(b["fits"] for b in bound.values())
assert all(b["fits"] == (b["why_not"] is None) for b in bound.values())
END
}

@test "moves of one's own stand beside the shipped ones, or alone, and one is asked for by name" {
    own calm 'for: flow\nconsent: [to]\nchanges:\n  conduct.{id}.rate: times 0.5\n'
    try 0 "$offramp" moves "$data/small.yaml" --moves own --move calm
    has "$out" "calm:raids: north"
    lacks "$out" "quicken-channel"
    try 0 "$offramp" moves "$data/small.yaml" --moves own --no-shipped
    lacks "$out" "quicken-channel"
    try 0 "$offramp" moves "$data/small.yaml" --move quicken-channel:court
    has "$out" "bound in 1 ways that fit"
    try 2 "$offramp" moves "$data/small.yaml" --move quicken-chanel
    has "$err" "did you mean 'quicken-channel'?"
}

@test "an installed program finds its moves, and OFFRAMP_DATADIR names others" {
    mkdir -p usr/bin usr/share/offramp/moves there/moves
    cp "$offramp" usr/bin/offramp
    own calm 'for: flow\nconsent: [to]\nchanges:\n  conduct.{id}.rate: times 0.5\n'
    cp own/calm.yaml usr/share/offramp/moves/
    try 0 usr/bin/offramp moves "$data/small.yaml"
    has "$out" "calm:raids: north"
    lacks "$out" "quicken-channel"
    cp own/calm.yaml there/moves/hush.yaml
    OFFRAMP_DATADIR=$PWD/there try 0 usr/bin/offramp moves "$data/small.yaml"
    has "$out" "hush:raids: north"
    rm -r usr/share
    try 1 usr/bin/offramp moves "$data/small.yaml"
    has "$err" "the shipped moves are not there; name the directory"
}

@test "what is wrong with a directory or a file is said with its place and the cure" {
    try 1 "$offramp" moves "$data/small.yaml" --moves none
    has "$err" "none: is no directory that can be read"
    mkdir empty
    try 2 "$offramp" moves "$data/small.yaml" --moves empty
    has "$err" "empty: holds no move"
    try 2 "$offramp" moves "$data/small.yaml" --no-shipped
    has "$err" "there is none; give --moves DIR"
    own nobody 'for: flow\nconsent: []\nchanges:\n  conduct.{id}.rate: times 0.5\n'
    try 1 "$offramp" moves "$data/small.yaml" --moves own
    has "$err" "own/nobody.yaml:5:1: consent: nobody has to consent"
    rm own/*
    own gone 'for: flow\nconsent: [to]\nchanges:\n  conduct.{id}.rat: times 0.5\n'
    try 1 "$offramp" moves "$data/small.yaml" --moves own
    has "$err" "own/gone.yaml:7:21: changes.conduct.{id}.rat: no scenario has such a path"
    rm own/*
    own open-channel 'for: flow\nconsent: [to]\nchanges:\n  conduct.{id}.rate: times 0.5\n'
    try 2 "$offramp" moves "$data/small.yaml" --moves own
    has "$err" "there is a move of that name"
    rm own/*
    printf '\xff\x00' >own/bytes.yaml
    try 1 "$offramp" moves "$data/small.yaml" --moves own
    has "$err" "bytes.yaml"
    ln -sf /dev/zero own/bytes.yaml
    try 1 "$offramp" moves "$data/small.yaml" --moves own
    has "$err" "bytes.yaml"
    rm own/bytes.yaml
    mkfifo own/pipe.yaml # nobody waits for one that was not named
    try 1 "$offramp" moves "$data/small.yaml" --moves own
    has "$err" "pipe.yaml"
}
