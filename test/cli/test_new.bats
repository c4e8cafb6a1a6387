#!/usr/bin/env bats
# `offramp new`: what it writes passes check, and it takes no file's place.
load helpers

@test "both templates pass check, and the small one runs" {
    try 0 "$offramp" new empty.yaml
    [ "$out" = empty.yaml ]
    try 0 "$offramp" check empty.yaml
    has "$out" "fine"
    try 0 "$offramp" new small.yaml --template small
    try 0 "$offramp" check small.yaml
    try 0 "$offramp" run small.yaml --quick
    has "$out" "an attack that kills"
}

@test "the empty template is the default and holds the meaning of keys" {
    try 0 "$offramp" new -
    local text=$out
    try 0 "$offramp" new - --template empty
    [ "$out" = "$text" ]
    has "$out" "## chance that an act kills"
    has "$out" "between 0 and 1"
}

# Five rows known by 13 March with 1, 2, 1, 1 and 2 raids, 3 January to 12 March: 7 acts in 70 days.
@test "a draft from a record has its counts, passes check and runs" {
    cp "$data/small-events.csv" .
    try 0 "$offramp" new mine.yaml --from-record small-events.csv --between north,south=SUD
    local text
    text=$(cat mine.yaml)
    has "$text" 'start: 2024-03-13'
    has "$text" 'record: "small-events.csv"'
    has "$text" 'rate: {value: 0.1 per day, prior: "gamma(7, 0.1) per day", source: "measured: 7 acts in 70 days of small-events.csv"}'
    has "$text" 'iso3: SUD'
    has "$text" 'CHOOSE: if south backs it'
    try 0 "$offramp" check mine.yaml
    has "$out" "fine"
    has "$out" "rows that are acts 5"
    try 0 "$offramp" run mine.yaml --quick
    has "$out" "war"
}

# 5 acts in the 58 days from 3 January to 29 February
@test "rows from the start on are not used" {
    try 0 "$offramp" new - --from-record "$data/small-events.csv" --between north,south --start 2024-03-01
    has "$out" "measured: 5 acts in 58 days"
    has "$out" "start: 2024-03-01"
}

@test "the record is named from where the scenario is" {
    mkdir -p data/deep scenarios
    cp "$data/small-events.csv" data/deep/events.csv
    try 0 "$offramp" new scenarios/mine.yaml --from-record data/deep/events.csv --between north,south
    has "$(cat scenarios/mine.yaml)" 'record: "../data/deep/events.csv"'
    try 0 "$offramp" new data/mine.yaml --from-record "$PWD/data/deep/events.csv" --between north,south
    has "$(cat data/mine.yaml)" 'record: "deep/events.csv"'
    # a directory whose name begins like another
    mkdir dat
    try 0 "$offramp" new dat/mine.yaml --from-record data/deep/events.csv --between north,south
    has "$(cat dat/mine.yaml)" 'record: "../data/deep/events.csv"'
    for draft in scenarios data dat; do try 0 "$offramp" check $draft/mine.yaml; done
}

@test "the record of the reference case makes a draft that passes check" {
    local events=${OFFRAMP_SOURCE_ROOT:-$BATS_TEST_DIRNAME/../..}/data/us-iran/events.csv
    try 0 "$offramp" new mine.yaml --from-record "$events" --between usa=USA,iran=IRN
    [ "$out" = mine.yaml ]
    # it lies where a file may not name it, so the command line does
    lacks "$(grep '^history' mine.yaml)" record
    has "$err" "--record $events"
    try 0 "$offramp" check mine.yaml --record "$events"
    has "$out" "fine"
    lacks "$out" "rows that are acts 0"
}

@test "a file that is there stays as it is without --force" {
    echo precious >mine.yaml
    try 2 "$offramp" new mine.yaml
    has "$err" "mine.yaml: is there already; --force replaces it"
    [ "$(cat mine.yaml)" = precious ]
    ln -s nowhere link.yaml
    try 2 "$offramp" new link.yaml
    [ ! -e nowhere ]
    try 0 "$offramp" new mine.yaml --force
    try 0 "$offramp" check mine.yaml
    [ "$(ls)" = "$(printf 'err.txt\nlink.yaml\nmine.yaml\nout.txt')" ]
}

@test "nothing is written where the draft fails" {
    try 2 "$offramp" new mine.yaml --from-record "$data/small-events.csv" --between north,sout
    has "$err" "did you mean 'south'?"
    try 1 "$offramp" new mine.yaml --from-record nothing.csv --between north,south
    has "$err" "nothing.csv: there is no such file"
    try 2 "$offramp" new mine.yaml --from-record "$data/small-events.csv" --between north,south --least 100
    has "$err" "--least"
    try 1 "$offramp" new nowhere/mine.yaml
    has "$err" "nowhere/mine.yaml: cannot be made"
    [ ! -e mine.yaml ] && [ ! -e mine.yaml.part ]
}

@test "options that do not go together are wrong use" {
    try 2 "$offramp" new
    has "$err" "FILE.yaml is missing"
    try 2 "$offramp" new mine.yaml --between a,b
    has "$err" "--between goes with --from-record"
    try 2 "$offramp" new mine.yaml --from-record "$data/small-events.csv"
    has "$err" "--from-record needs --between"
    try 2 "$offramp" new mine.yaml --template small --from-record "$data/small-events.csv" --between north,south
    has "$err" "contradict"
    try 2 "$offramp" new mine.yaml --template huge
    has "$err" "must be one of empty small"
    [ ! -e mine.yaml ]
}
