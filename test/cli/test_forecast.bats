#!/usr/bin/env bats
# `offramp forecast` and `offramp score FROZEN`: a forecast written down, and what became of it.
load helpers

# A frozen forecast of the small scenario as f.json: 30 days up to 30 March, 60 up to 29 April.
freeze_small() {
    copy_small
    try 0 "$offramp" forecast small.yaml --quick --freeze f.json "$@"
}

# The record of the small scenario with what these rows add.
grow() {
    cp small-events.csv grown.csv
    printf '%s\n' "$@" >>grown.csv
}

raid() { # DAY DEAD [PUBLIC]
    printf '%s,raiders,north,strait,harass,forces,1,%s,0,0,0,,%s,x\n' "$1" "$2" "${3:-yes}"
}

# fate QUESTION: what became of it, by the last JSON.
fate() {
    python3 -c 'import json, sys
print(*(q["fate"] for q in json.load(open("out.txt"))["questions"] if q["id"] == sys.argv[1]))' "$1"
}

@test "a forecast is frozen as questions with rules, days, probabilities and a hash of it all" {
    freeze_small
    has "$out" "froze 8 questions in f.json | hash "
    has "$out" "14 quiet days"
    [ -f small.quick.offramp ]
    python3 - "$out" <<'END'
import hashlib, json, re, sys
raw = open("f.json", "rb").read()
f = json.loads(raw)
assert f["format"] == "offramp-frozen" and f["version"] == 1
assert f["hash"] == hashlib.sha256(raw.replace(f["hash"].encode(), b"0" * 64)).hexdigest()
assert f["hash"] in sys.argv[1]
assert f["forecast_due_date"] == "2024-03-01" and f["question_set"] == "small-2024-03-01"
assert f["forecast"]["quick"] is True and f["forecast"]["sets"] == 16 and f["forecast"]["futures"] == 1024
assert f["forecast"]["inputs_judged"] <= f["forecast"]["inputs"]
assert f["scenario"]["text"] == open("small.yaml").read() and f["scenario"]["file"] == "small.yaml"
assert f["record"]["last_day"] == "2024-02-20" and len(f["record"]["rows"]) == 7
assert [q["id"] for q in f["questions"]] == [f"{o}-{d}" for d in (30, 60) for o in ("war", "exchange", "deaths", "quiet")]
for q in f["questions"]:
    for key in ("id", "source", "question", "resolution_criteria", "freeze_datetime", "freeze_datetime_value",
                "freeze_datetime_value_explanation", "resolution_dates", "title", "type", "fine_print",
                "scheduled_close_time", "scheduled_resolve_time"):
        assert q[key], key
    last = "2024-03-30" if q["id"].endswith("-30") else "2024-04-29"
    assert q["resolution_dates"] == [last] and q["last_day"] == last and q["first_day"] == "2024-03-01"
    assert f"from 2024-03-01, which is included, to {last}, included" in q["resolution_criteria"]
    p = q["published"]
    assert 0 <= p["low"] <= p["high"] <= 1 and abs(float(q["freeze_datetime_value"]) - p["probability"]) < 1e-6
quiet = f["questions"][3]
assert quiet["rule"] == {"event": "quiet", "pair": "", "of": "", "flows": ["raids"], "deaths": 0, "wounded": 0, "count": 1,
                         "within_days": 1, "days": 14}, quiet["rule"]
assert "2024-03-31T00:00:00+00:00" == quiet["scheduled_resolve_time"]
END
}

@test "the same run gives the same file, from the scenario or from its result, on any number of threads" {
    freeze_small --threads 1
    rm small.quick.offramp
    try 0 "$offramp" forecast small.yaml --quick --freeze g.json --threads 3
    cmp f.json g.json
    try 0 "$offramp" forecast small.quick.offramp --freeze h.json
    cmp f.json h.json
    # and run gives the figures that are frozen
    try 0 "$offramp" export small.quick.offramp --json
    python3 - <<'END'
import json
run, f = json.load(open("out.txt")), json.load(open("f.json"))
by = {(o["id"], b["days"]): b["probability"] for o in run["outcomes"] for b in o["by"]}
assert all(abs(by[q["outcome"], int(q["id"].rsplit("-", 1)[1])] - q["published"]["probability"]) < 1e-9 for q in f["questions"])
END
}

@test "a file that is there is left alone without --force, and no input is written over" {
    freeze_small
    local before
    before=$(cat f.json)
    try 2 "$offramp" forecast small.yaml --quick --freeze f.json --seed 2
    has "$err" "a forecast that is frozen is not written over"
    [ "$before" = "$(cat f.json)" ]
    try 0 "$offramp" forecast small.yaml --quick --freeze f.json --seed 2 --force
    [ "$before" != "$(cat f.json)" ]
    try 2 "$offramp" forecast small.yaml --quick --freeze small-events.csv --force
    has "$err" "is read by this command"
    try 2 "$offramp" forecast small.yaml --quick --freeze -
    try 2 "$offramp" forecast small.yaml --quick --freeze x.offramp
    try 2 "$offramp" forecast small.quick.offramp --seed 3 --freeze g.json
    has "$err" "--seed is for a scenario"
    [ ! -e g.json ]
    # no part is left where it cannot be written
    try 1 "$offramp" forecast small.yaml --quick --freeze none/g.json
    [ ! -e none ]
}

@test "a result that was told what comes, or is not whole, is no forecast" {
    copy_small
    try 0 "$offramp" run small.yaml --quick --given raids --output given.offramp
    try 2 "$offramp" forecast given.offramp --freeze g.json
    has "$err" "was told what came (--given raids)"
    try 0 "$offramp" score small.yaml --sets 4 --members 4 --from 2024-02-01 --horizon "14 days" --output empty.offramp
    try 2 "$offramp" forecast empty.offramp --freeze g.json
    has "$err" "unfinished"
    [ ! -e g.json ]
}

@test "questions are resolved by the record that has grown, and scored when their days are over" {
    freeze_small
    grow "$(raid 2024-03-15 1)"
    try 0 "$offramp" score f.json --record grown.csv
    has "$out" "The record tells the days up to 2024-03-15"
    has "$out" "Nothing is scored yet"
    has "$out" "yes, early"
    try 0 "$offramp" score f.json --record grown.csv --covered-until 2024-04-29 --json
    [ "$(fate deaths-30)" = yes ]
    [ "$(fate quiet-30)" = yes ]     # 16 to 29 March
    [ "$(fate war-30)" = no ]
    [ "$(fate exchange-60)" = no ]
    python3 - <<'END'
import json, math
s = json.load(open("out.txt"))
f = json.load(open("f.json"))
p = {q["id"]: q["published"]["probability"] for q in f["questions"]}
assert s["frozen"] == f["hash"] and s["fates"]["yes"] == 4 and s["fates"]["no"] == 4
came = {q["id"]: q["came"] for q in s["questions"]}
n = len(came)
assert all(q["scored"] for q in s["questions"]) and s["scores"]["published"]["n"] == n == 8
brier = sum((p[i] - came[i]) ** 2 for i in p) / n
hold = lambda x: min(max(x, 0.001), 0.999)
log = sum(-math.log(hold(p[i]) if came[i] else 1 - hold(p[i])) for i in p) / n
assert abs(brier - s["scores"]["published"]["brier"]) < 1e-7 and abs(log - s["scores"]["published"]["log"]) < 1e-7
END
    try 0 "$offramp" score f.json --record grown.csv --covered-until 2024-04-28 --json
    [ "$(fate war-60)" = "not yet" ]
    [ "$(fate war-30)" = no ]
}

@test "what the record cannot say is told with the reason, and people say it" {
    freeze_small
    grow "2024-03-10,north,south,strait,direct,forces,1,0,0,0,0,,yes,x"
    try 0 "$offramp" score f.json --record grown.csv --covered-until 2024-05-01
    has "$(tr -s '\n ' ' ' <out.txt)" "the record holds an open attack (2024-03-10) and cannot say whether there was war"
    has "$out" "--resolve ID=yes"
    try 0 "$offramp" score f.json --record grown.csv --covered-until 2024-05-01 --resolve war-30=no --resolve war-60=yes
    has "$out" "yes, by hand"
    has "$out" "no, by hand"
    try 2 "$offramp" score f.json --record grown.csv --covered-until 2024-05-01 --resolve quiet-30=no
    has "$err" "'quiet-30' is not for people to resolve"
    try 2 "$offramp" score f.json --record grown.csv --resolve war-30
    has "$err" "as in war-30=no; got 'war-30'"
    try 2 "$offramp" score f.json --record grown.csv --resolve peace-30=no
    has "$err" "there is no question 'peace-30'"
}

@test "a record that contradicts the frozen one before the start is told, and late rows too" {
    freeze_small
    grow "$(raid 2024-02-27 0)"
    sed -i '/^2024-01-22,/d' grown.csv
    try 0 "$offramp" score f.json --record grown.csv
    has "$(tr -s '\n ' ' ' <out.txt)" "contradicts the one that was frozen: 1 row before the start is gone or changed, of 2024-01-22"
    has "$out" "1 row before the start was not there"
    try 0 "$offramp" score f.json --record small-events.csv
    lacks "$out" "contradicts"
}

@test "nothing but the frozen file and the record is needed, and neither needs to lie where it lay" {
    freeze_small
    grow "$(raid 2024-03-15 1)"
    mkdir elsewhere
    mv f.json grown.csv elsewhere
    rm -f small*
    cd elsewhere
    try 0 "$offramp" score f.json --record grown.csv --json
    [ "$(fate deaths-30)" = yes ]
    cat f.json >plain.txt # known by what it holds
    try 0 bash -c 'cat grown.csv | "$0" score plain.txt --record /dev/stdin' "$offramp"
    has "$out" "yes, early"
}

@test "a frozen file that was changed, cut or made up is refused by place and cure" {
    freeze_small
    sed 's/"probability": 0\.\([0-9]\)/"probability": 0.9\1/' f.json >changed.json
    try 1 "$offramp" score changed.json --record small-events.csv
    has "$err" "changed.json: questions.1 (war-30) has been changed since it was frozen"
    sed 's/"title": "Two shores"/"title": "Three shores"/' f.json >changed.json
    try 1 "$offramp" report changed.json
    has "$err" "the head"
    [ ! -e changed.html ]
    head -c 3000 f.json >cut.json
    try 1 "$offramp" score cut.json --record small-events.csv
    has "$err" "cut.json:"
    echo '{"format": "offramp-frozen", "version": 7}' >other.json
    try 1 "$offramp" score other.json --record small-events.csv
    has "$err" "version: this program reads version 1, found 7"
    echo 'a: 1' >no.json
    try 1 "$offramp" score no.json --record small-events.csv
    has "$err" "no.json:1:1: no JSON"
    echo '{"format": 1e999}' >huge.json
    try 1 "$offramp" score huge.json --record small-events.csv
    has "$err" "huge.json:1:"
    try 1 "$offramp" score none.json --record small-events.csv
    has "$err" "there is no such file"
}

@test "wrong use is told with the cure" {
    freeze_small
    try 2 "$offramp" score f.json
    has "$err" "say with --record FILE which record"
    try 2 "$offramp" score f.json --record small-events.csv --quick
    has "$err" "--quick is for a scenario"
    try 2 "$offramp" score small.yaml --covered-until 2024-03-01
    has "$err" "--covered-until is of a frozen forecast"
    try 2 "$offramp" score small.yaml --resolve war-30=no
    try 2 "$offramp" score f.json --record small-events.csv --covered-until 2024-02-01
    has "$err" "the forecast begins on 2024-03-01"
    try 2 "$offramp" score f.json --record small-events.csv --covered-until 2024-02-31
    echo '2024-03-15,pirates,north,strait,harass,forces,1,0,0,0,0,,yes,x' >>small-events.csv
    try 1 "$offramp" score f.json --record small-events.csv
    has "$err" "'pirates' is no actor of the scenario"
}

@test "the page needs no template, and a page is known again" {
    freeze_small
    OFFRAMP_DATADIR=$PWD/none try 0 "$offramp" report f.json
    [ "$out" = f.html ]
    has "$(cat f.html)" "14 quiet days, within 30 days"
    has "$(cat f.html)" "$(python3 -c 'import json; print(json.load(open("f.json"))["hash"])')"
    lacks "$(cat f.html)" "<script src"
    try 0 "$offramp" report f.json # over its own page
    echo mine >f.html
    try 2 "$offramp" report f.json
    has "$err" "no page of offramp"
    try 2 "$offramp" report f.json --output f.json
    has "$err" "is read by this command"
    try 0 "$offramp" report f.json --output -
    has "$out" "<!doctype html>"
}

@test "a run that is stopped leaves no frozen file, and the same command goes on" {
    copy_small
    "$offramp" forecast small.yaml --sets 2000 --members 2000 --freeze f.json >one.txt 2>one-err.txt 3>&- &
    local pid=$! status=0
    for i in $(seq 100); do
        [ -f small.offramp ] && break
        sleep 0.05
    done
    sleep 0.3
    kill -TERM "$pid"
    wait "$pid" || status=$?
    [ "$status" -eq 143 ]
    [ ! -e f.json ]
    has "$(cat one-err.txt)" "continue with:"
    lacks "$(cat one-err.txt)" "--resume"
}

@test "the frozen forecast of the reference case is whole, read and resolved" {
    local file=$OFFRAMP_SOURCE_ROOT/docs/frozen/us-iran-2024-02-08.json
    try 0 "$offramp" score "$file" --record "$OFFRAMP_SOURCE_ROOT/data/us-iran/events.csv" --json
    python3 - "$file" <<'END'
import hashlib, json, sys
raw = open(sys.argv[1], "rb").read()
f, s = json.loads(raw), json.load(open("out.txt"))
assert f["hash"] == hashlib.sha256(raw.replace(f["hash"].encode(), b"0" * 64)).hexdigest() == s["frozen"]
assert f["forecast_due_date"] == "2024-02-08" and f["record"]["last_day"] < "2024-02-08"
assert not f["forecast"]["quick"] and f["forecast"]["sets"] == 500 and f["forecast"]["members_per_set"] == 200
assert len(s["questions"]) == len(f["questions"]) == 39
assert s["record"]["gone"] == [] and s["record"]["new_before_start"] == 0
assert s["record"]["told_to"] == "2024-02-07" and s["fates"]["yes"] == s["fates"]["no"] == 0
END
}
