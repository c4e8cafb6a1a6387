#!/usr/bin/env bats
# `offramp update`: the small scenario, whose record grows by a few days.
load helpers

size="--sets 8 --members 32 --part-sets 8 --part-members 32"
columns="date,source,target,theatre,action,at,count,deaths_own,public,note"

# New rows: a raid that kills is planted among others.
new_rows() {
    printf '%s\n' "$columns" \
        "2024-03-02,raiders,north,strait,harass,forces,1,0,yes,a" \
        "2024-03-04,raiders,north,strait,harass,forces,1,5,yes,five die" \
        "2024-03-03,north,south,strait,accuse,,1,,yes,words" >new.csv
}

json() {
    python3 -c "import json; d = json.load(open('out.txt')); $1"
}

setup_case() {
    copy_small
    # Its row after the start would enter with any start that moves so far.
    sed -i '/After the start/d; /Known only later/d' small-events.csv
    new_rows
}

@test "new rows move the start, and what moved and what moved it are told" {
    setup_case
    mkdir old && cp small.yaml small-events.csv old
    try 0 "$offramp" update small.yaml new.csv $size
    has "$out" "record: 3 new"
    has "$out" "start: 2024-03-05, was 2024-03-01"
    has "$out" "What moved, in points"
    has "$out" "What moved it: each row taken out of the record in turn, 3 parts, 8 sets of 32"
    has "$out" "2024-03-04 raiders to north, strait, harass, 5 dead"
    has "$out" "quiet days: time that passed"
    has "$out" "what is left"
    has "$out" "wrote small@2024-03-05 | see: offramp report small@2024-03-05/now.offramp"
    cmp small.yaml old/small.yaml
    cmp small-events.csv old/small-events.csv
    [ "$(ls small@2024-03-05 | tr '\n' ' ')" = "before.offramp events.csv headlines.csv now.offramp offramp-update.txt small.yaml " ]
    # Nothing but the start and the name of the record is other.
    [ "$(diff small.yaml small@2024-03-05/small.yaml | grep -c '^[<>]')" = 4 ]
    try 0 "$offramp" check small@2024-03-05/small.yaml --no-futures
    has "$out" "events.csv, 9 rows"
    # What is written is a study like any other: run finds its result whole.
    try 0 "$offramp" run small@2024-03-05/small.yaml --sets 8 --members 32 --output small@2024-03-05/now.offramp
    has "$out" "which holds this study already"
}

@test "the planted row moves a strike most, and words that nothing takes move nothing" {
    setup_case
    sed -i 's/^outcomes:/outcomes:\n  strike: {event: acts, when: {by: north, to: raiders}, says: a strike, headline: true}/' small.yaml
    try 0 "$offramp" update small.yaml new.csv $size --part-members 128 --json
    json "
assert d['format'] == 'offramp-update' and d['start'] == '2024-03-05' and d['record']['new'] == 3
rows = {r['says']: r for r in d['parts']['rows']}
at = lambda r: next(c for c in r['moved'] if c['outcome'] == 'strike' and c['days'] == 30)
planted = next(r for s, r in rows.items() if '5 dead' in s)
words = next(r for s, r in rows.items() if 'accuse' in s)
assert at(planted)['low'] > 0.1, at(planted)
assert all(abs(at(r)['change']) < at(planted)['change'] for r in rows.values() if r is not planted)
assert words['same'] and all(c['change'] == c['low'] == c['high'] == 0 for c in words['moved'])
moved = [abs(m['paired']['change']) for m in d['moved'] if not m['already']]
assert moved == sorted(moved, reverse=True)
for m in d['moved']:
    assert abs(m['now'] - m['was'] - m['paired']['change']) < 1e-6, m
"
}

@test "the order of new rows moves no number" {
    setup_case
    { head -1 new.csv; tail -n +2 new.csv | tac; } >turned.csv
    try 0 "$offramp" update small.yaml new.csv $size --json --output a
    cp out.txt one.txt
    try 0 "$offramp" update small.yaml turned.csv $size --json --output b
    sed -i 's/"[ab]\//"/g; s/"directory":"."//' one.txt out.txt
    cmp one.txt out.txt
    cmp a/events.csv b/events.csv
    [ "$(hash_of a/now.offramp)" = "$(hash_of b/now.offramp)" ]
}

@test "the whole record and its new rows alone are one update" {
    setup_case
    # The same columns in another order, and the rows that were there before.
    { cat small-events.csv; echo "2024-03-04,raiders,north,strait,harass,forces,1,5,,,,,yes,five die"; } >whole.csv
    { head -1 small-events.csv; tail -1 whole.csv; } >rows.csv
    try 0 "$offramp" update small.yaml whole.csv $size --parts 0 --output a
    try 0 "$offramp" update small.yaml rows.csv $size --parts 0 --output b
    cmp a/events.csv b/events.csv
    lacks "$out" "What moved it"
}

@test "late, repeated, changed rows and rows after the start are told" {
    setup_case
    { cat small-events.csv
      echo "2024-02-11,raiders,north,strait,harass,forces,1,0,,,,,yes,late"
      echo "2024-03-02,raiders,north,strait,harass,forces,1,0,,,,,yes,new"
      echo "2024-03-02,raiders,north,strait,harass,forces,1,0,,,,,yes,new"
      echo "2024-03-09,raiders,north,strait,harass,forces,1,0,,,,,yes,after"; } |
        sed 's/harass,forces,1,1,0,0,2,,yes,A guard dies on deck/harass,forces,1,2,0,0,2,,yes,A guard dies on deck/' >whole.csv
    try 0 "$offramp" update small.yaml whole.csv $size --to 2024-03-05 --parts 0
    has "$out" "record: 1 new, 1 late (of days before the old start), 1 changed, 1 left out, since they are of the new start or later, 1 left out as repeats"
    has "$out" "changed  2024-01-19 raiders to north, strait, harass; deaths_own 1 is 2"
    has "$out" "late     2024-02-11"
    has "$out" "repeated 2024-03-02"
    has "$out" "after    2024-03-09"
    has "$out" "not sure to be covered: the last row before the start is of"
    grep -q "^2024-01-19,.*,2,0,0,2," small@2024-03-05/events.csv
    [ "$(grep -c "^2024-03-09" small@2024-03-05/events.csv)" = 0 ]
    [ "$(grep -c "^2024-03-02" small@2024-03-05/events.csv)" = 1 ]
}

@test "what contradicts is refused before anything is written, and taken when asked" {
    setup_case
    { grep -v "Shots in the night" small-events.csv; echo "2024-03-02,raiders,north,strait,harass,forces,1,0,,,,,yes,new"; } >whole.csv
    try 1 "$offramp" update small.yaml whole.csv $size
    has "$err" "small-events.csv:6: 2024-02-02, raiders to north, harass; is gone"
    has "$err" "--accept-changes"
    [ ! -e small@2024-03-03 ]
    try 0 "$offramp" update small.yaml whole.csv $size --parts 0 --accept-changes
    has "$out" "gone     2024-02-02"
    try 0 "$offramp" update small.yaml whole.csv $size --parts 0 --rows-only --output kept
    grep -q "^2024-02-02" kept/events.csv
    # A few of the old rows: whole or not?
    { head -1 small-events.csv; sed -n 2p small-events.csv; echo "2024-03-02,raiders,north,strait,harass,forces,1,0,,,,,yes,new"; } >some.csv
    try 2 "$offramp" update small.yaml some.csv $size --output some
    has "$err" "say --whole or --rows-only"
    [ ! -e some ]
}

@test "names that the scenario does not have are refused by the lines of the new record" {
    setup_case
    sed -i 's/2024-03-02,raiders/2024-03-02,riaders/' new.csv
    try 1 "$offramp" update small.yaml new.csv $size
    has "$err" "new.csv:2:1: 'riaders' is no actor of the scenario"
    [ ! -e small@2024-03-05 ]
}

@test "a start moves on only, and an empty record needs one" {
    setup_case
    try 2 "$offramp" update small.yaml new.csv $size --to 2024-02-01
    has "$err" "--to 2024-02-01 is before the start of the scenario, 2024-03-01"
    head -1 new.csv >empty.csv
    try 2 "$offramp" update small.yaml empty.csv $size
    has "$err" "has no row"
    try 2 "$offramp" update small.yaml $size
    has "$err" "name the new record, or the new start"
    try 2 "$offramp" update small.yaml new.csv $size --whole --rows-only
    try 0 "$offramp" update small.yaml $size --to 2024-03-08
    has "$out" "record: nothing new"
    has "$out" "0 parts"
}

@test "alerts end with status 3, and wrong ones are refused with near names before any work" {
    setup_case
    try 3 "$offramp" update small.yaml new.csv $size --parts 0 --alert 'deaths>2%' --alert 'war > 99.5%'
    has "$err" "alert 'deaths>2%': deaths within 30 days is at"
    lacks "$err" "war"
    for rule in 'deaths@60 > 1%' 'war < 50%' 'deaths@30 rises 0' 'quiet@60 falls 0.5'; do
        try 3 "$offramp" update small.yaml new.csv $size --parts 0 --alert "$rule"
    done
    for rule in 'deaths>100%' 'war<0%' 'deaths rises 90' 'deaths falls 90'; do
        try 0 "$offramp" update small.yaml new.csv $size --parts 0 --alert "$rule"
    done
    try 2 "$offramp" update small.yaml new.csv --alert 'deths>2%' --output no
    has "$err" "no outcome 'deths'; did you mean 'deaths'?"
    try 2 "$offramp" update small.yaml new.csv --alert 'deaths@45>2%' --output no
    has "$err" "outcomes are told by 30 and 60 days, not by 45"
    for rule in 'deaths' 'deaths>' 'deaths>2' 'deaths>101%' 'deaths rises' 'deaths rises 2%' '>2%' 'deaths@>2%' 'deaths>1.2.3%' 'deaths > 2% x'; do
        try 2 "$offramp" update small.yaml new.csv --alert "$rule" --output no
        has "$err" "is not clear"
    done
    [ ! -e no ]
}

@test "JSON tells alerts, and status stays 3" {
    setup_case
    try 3 "$offramp" update small.yaml new.csv $size --parts 0 --alert 'deaths>2%' --json
    json "assert d['alerts'][0]['outcome'] == 'deaths' and d['parts'] is None"
}

@test "a directory of something else is left alone, and the same update goes on" {
    setup_case
    mkdir full && echo mine >full/events.csv
    try 2 "$offramp" update small.yaml new.csv $size --output full
    has "$err" "holds something else than this update"
    [ "$(cat full/events.csv)" = mine ]
    try 0 "$offramp" update small.yaml new.csv $size --parts 0
    cp -r small@2024-03-05 first
    rm small@2024-03-05/now.offramp
    try 0 "$offramp" update small.yaml new.csv $size --parts 0
    [ "$(hash_of first/now.offramp)" = "$(hash_of small@2024-03-05/now.offramp)" ]
    cmp first/headlines.csv small@2024-03-05/headlines.csv
    echo "2024-03-04,north,raiders,strait,strike,proxy,1,0,yes,more" >>new.csv
    try 2 "$offramp" update small.yaml new.csv $size
    has "$err" "holds something else than this update"
}

@test "a killed update goes on to the same numbers" {
    setup_case
    big="--sets 64 --members 400 --parts 0"
    "$offramp" update small.yaml new.csv $big --output k >/dev/null 2>&1 &
    pid=$!
    sleep 0.4
    kill -TERM $pid 2>/dev/null || true
    wait $pid || true
    try 0 "$offramp" update small.yaml new.csv $big --output k
    try 0 "$offramp" update small.yaml new.csv $big --output whole
    [ "$(hash_of k/now.offramp)" = "$(hash_of whole/now.offramp)" ]
    [ "$(hash_of k/before.offramp)" = "$(hash_of whole/before.offramp)" ]
}

@test "next week goes on from there: the last result is that of before, headlines grow" {
    setup_case
    try 0 "$offramp" update small.yaml new.csv $size --parts 0
    printf '%s\n' "$columns" "2024-03-09,raiders,north,strait,harass,forces,1,0,yes,next" >next.csv
    try 0 "$offramp" update small@2024-03-05/small.yaml next.csv $size --parts 0 --json
    json "
assert d['result_before'] == 'small@2024-03-05/now.offramp', d['result_before']
assert d['directory'] == 'small@2024-03-10'"
    [ ! -e small@2024-03-10/before.offramp ]
    try 0 "$offramp" update small@2024-03-10/small.yaml --history
    [ "$(echo "$out" | grep -c '^  2024-03-')" = 3 ]
    has "$out" "60 days, full width 100 %"
    try 0 "$offramp" update small@2024-03-10/small.yaml --history --json
    json "
starts = sorted({h['start'] for h in d['headlines']})
assert starts == ['2024-03-01', '2024-03-05', '2024-03-10'], starts
assert all(0 <= h['low'] <= h['published'] <= h['high'] <= 1 for h in d['headlines'])"
    # Of another size the last result does not fit, and is left as it is.
    cp small@2024-03-05/now.offramp kept
    try 0 "$offramp" update small@2024-03-05/small.yaml next.csv --sets 8 --members 16 --parts 0 --output other
    [ -e other/before.offramp ]
    cmp kept small@2024-03-05/now.offramp
}

@test "a history of headlines that is none of ours is refused with its place" {
    setup_case
    try 1 "$offramp" update small.yaml --history
    has "$err" "headlines.csv: there is no such file"
    echo nonsense >headlines.csv
    try 1 "$offramp" update small.yaml --history
    has "$err" "is no history of headlines"
    try 1 "$offramp" update small.yaml new.csv $size --parts 0 --output w
    has "$err" "is no history of headlines"
    [ ! -e w ]
    rm headlines.csv
    try 0 "$offramp" update small.yaml new.csv $size --parts 0 --output w
    sed -i '2s/,yes,/,maybe,/; 2s/,no,/,maybe,/' w/headlines.csv
    try 1 "$offramp" update w/small.yaml --history
    has "$err" "w/headlines.csv:2:"
    has "$err" "neither yes nor no"
    try 2 "$offramp" update w/small.yaml new.csv --history
    has "$err" "only --json goes with it"
}

@test "dates that were ahead are listed for an analyst" {
    setup_case
    cat >>small.yaml <<'END'
shocks:
  summit: {date: 2024-03-03, heat: {north: 1}}
  later: {date: 2024-05-03, heat: {north: 1}}
END
    try 0 "$offramp" update small.yaml new.csv $size --parts 0
    has "$out" "shocks.summit.date (2024-03-03): was ahead and is past now"
    lacks "$out" "shocks.later"
}

@test "a scenario without a record, or with its start elsewhere, cannot be updated" {
    setup_case
    sed 's/record: small-events.csv, //' small.yaml >none.yaml
    try 2 "$offramp" update none.yaml new.csv $size
    has "$err" "names no record"
    sed '/^start:/d; s/^title:/include: part.yaml\ntitle:/' small.yaml >main.yaml
    printf 'offramp: 1\nstart: 2024-03-01\n' >part.yaml
    try 1 "$offramp" update main.yaml new.csv $size
    has "$err" "its start stands in part.yaml"
}
