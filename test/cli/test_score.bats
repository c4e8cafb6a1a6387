#!/usr/bin/env bats
# `offramp score`: what forecasts would have been worth in the past of the small scenario.
load helpers

size="--sets 8 --members 32"

# The small scenario with a longer record: a boat is shot at on the 1st and the 15th of each month of 2023 but July, September and
# November, in March somebody dies.
copy_long() {
    copy_small
    sed -i 's/from: 2024-01-01}/from: 2023-01-01}/' small.yaml
    for month in 01 02 03 04 05 06 08 10 12; do
        printf '2023-%s-01,raiders,north,strait,harass,forces,1,%s,0,0,0,,yes,x\n' $month $([ $month = 03 ] && echo 1 || echo 0)
        printf '2023-%s-15,raiders,north,strait,harass,forces,2,0,0,0,0,,yes,x\n' $month
    done >>small-events.csv
}

# Days on which the forecasts of the last JSON were made.
origins() {
    python3 -c 'import json; print(*(o["date"] for o in json.load(open("out.txt"))["origins"]))'
}

@test "tables, skill and words are told, and what the record cannot tell" {
    copy_long
    try 0 "$offramp" score small.yaml $size --from 2023-03-01 --horizon "14 days" --horizon "30 days"
    has "$out" "Two shores"
    has "$out" "12 origins from 2023-03-01 to 2024-02-01, 8 sets of 32 futures from each"
    has "$out" "Within 14 days: Brier score"
    has "$out" "Within 30 days: Brier score"
    has "$out" "Reliability of the model"
    has "$out" "Acts a week in each theatre"
    has "$out" "PIT of the model"
    has "$out" "nothing can be shown"
    has "$out" "nobody can"
    has "$(tr -s '\n ' ' ' <out.txt)" "No pair has a class on these days: the scenario dates its last dispute later, or not at all"
    lacks "$out" "are open"
    has "$out" "kept in small.offramp"
    [ -e small.offramp ]
}

# The classes of the small scenario: of the year after a dispute, both sides.
add_class() {
    printf 'classes:\n  north-south: {class: dispute-1, source: "invented", %s}\n' "$1" >>small.yaml
}

@test "what is published on an origin is what a run from there publishes" {
    copy_long
    add_class
    for size_and_members in "8 32 8" "5 3 1"; do # futures of each set: a quarter, and one at least
        set -- $size_and_members
        try 0 "$offramp" score small.yaml --sets $1 --members $2 --from 2023-05-01 --to 2023-06-01 --horizon "30 days" --no-keep --json
        cp out.txt score.json
        try 0 "$offramp" run small.yaml --sets $1 --members $3 --start 2023-06-01 --horizon "30 days" --output run.offramp --force --json
        python3 - $3 <<'END'
import json, sys
told, run = json.load(open("score.json")), json.load(open("out.txt"))
assert told["origins_pooled"] == 2 and told["published_members_per_set"] == int(sys.argv[1]) and not told["model_only"]
by_run = {o["id"]: o["by"][-1] for o in run["outcomes"]}
for q in told["questions"]:
    forecast = [f for f in q["forecasts"] if f["origin"] == "2023-06-01"][0]
    assert by_run[q["outcome"]]["days"] == 30
    assert abs(forecast["published"] - by_run[q["outcome"]]["probability"]) < 1e-9, q["outcome"]
assert len(told["questions"]) == 4
if int(sys.argv[1]) == 8: # and it is not the model's
    assert any(f["published"] != f["model"] for q in told["questions"] for f in q["forecasts"])
END
    done
}

@test "what is published is kept, and a model alone is asked for by itself" {
    copy_long
    add_class
    ask=(score small.yaml $size --from 2023-05-01 --to 2023-08-01 --horizon "30 days")
    try 0 "$offramp" "${ask[@]}" --model-only --json
    cp out.txt alone.json
    try 0 "$offramp" "${ask[@]}" --json
    cp out.txt first.json
    try 0 "$offramp" "${ask[@]}" --json
    cp out.txt again.json
    try 0 "$offramp" "${ask[@]}" --no-keep --threads 1 --json
    python3 - <<'END'
import json
alone, first, again, one = (json.load(open(name)) for name in ("alone.json", "first.json", "again.json", "out.txt"))
assert one["questions"] == first["questions"]
assert alone["model_only"] and alone["origins_pooled"] == 0 and first["origins_pooled"] == 4
# the model's own futures were kept; what was run is history for eves, and futures to be pooled: sixteen measurements of 256 and the futures themselves
assert alone["work"]["member_days"] == 4 * 8 * 32 * 30
per_origin = (7 * 256 + 3 * 3 * 256 + 8 * 8) * 30
assert first["work"]["member_days"] == 4 * per_origin, first["work"]
assert again["work"] == {"set_histories": 0, "member_days": 0}
for q in alone["questions"]:
    assert "published" not in q["by"] and all(f["published"] is None for f in q["forecasts"])
for a, b in zip(first["questions"], again["questions"]):
    assert a == b
for a, b in zip(alone["questions"], first["questions"]):
    assert [f["model"] for f in a["forecasts"]] == [f["model"] for f in b["forecasts"]]
q = {q["outcome"]: q for q in first["questions"]}["quiet"]
published = sum((f["published"] - f["came"]) ** 2 for f in q["forecasts"])
for other in ("model", "record"):
    base = sum((f[other] - f["came"]) ** 2 for f in q["forecasts"])
    assert abs(q["by"][other]["published_skill"]["skill"] - (1 - published / base)) < 1e-6
END
    try 0 "$offramp" "${ask[@]}"
    has "$out" "publ."
    has "$out" "Skill of what is published over each"
    has "$(tr -s '\n ' ' ' <out.txt)" "pools the model with classes on 4 of 4 origins, and is the model's own on the others; it is of 8 futures of each set"
    try 0 "$offramp" "${ask[@]}" --model-only
    lacks "$out" "publ."
    lacks "$out" "published"
}

@test "without a class what is published is the model's, and that is said" {
    copy_long
    ask=(score small.yaml $size --from 2023-05-01 --to 2023-08-01 --horizon "30 days" --no-keep)
    try 0 "$offramp" "${ask[@]}"
    has "$(tr -s '\n ' ' ' <out.txt)" "Nothing is pooled on these origins, since no pair has a class or sets are fewer than four: what would have been published is the model's own."
    try 0 "$offramp" "${ask[@]}" --json
    python3 -c 'import json; s = json.load(open("out.txt")); assert all(f["published"] == f["model"] for q in s["questions"] for f in q["forecasts"])
assert s["origins_pooled"] == 0 and s["work"]["member_days"] == 4 * 8 * 32 * 30'
    add_class "unlike: inside a crisis" # off by the spread alone: nothing is measured
    try 0 "$offramp" "${ask[@]}" --json
    python3 -c 'import json; s = json.load(open("out.txt")); assert s["origins_pooled"] == 4 and s["work"]["member_days"] == 4 * 8 * (32 + 8) * 30'
}

@test "a run says what earlier forecasts of its case were worth" {
    copy_long
    ask=(score small.yaml $size --from 2023-03-01 --horizon "30 days")
    try 0 "$offramp" "${ask[@]}" --model-only # says nothing of what a run publishes
    try 0 "$offramp" run small.yaml $size
    has "$(tr -s '\n ' ' ' <out.txt)" "no earlier forecast of this case was scored"
    try 0 "$offramp" "${ask[@]}" --json
    cp out.txt score.json
    try 0 "$offramp" run small.yaml $size
    has "$(tr -s '\n ' ' ' <out.txt)" "of 48 earlier 30-day forecasts of this case (2023-03-01 to 2024-02-01), mean "
    lacks "$(tr -s '\n ' ' ' <out.txt)" "the scenario has changed since"
    try 0 "$offramp" run small.yaml --quick --json # its own result has none; the one beside it does
    python3 - <<'END'
import json
score, run = json.load(open("score.json")), json.load(open("out.txt"))
track = run["track"]
assert (track["from"], track["to"], track["older"]) == ("2023-03-01", "2024-02-01", False)
told = {t["outcome"]: t for t in track["questions"]}
names = ("record", "recent", "half", "persistence", "climatology", "negbin", "hawkes")
for q in score["all"] + score["questions"]:
    t, by = told.pop(q["outcome"]), q["by"]
    assert (t["n"], t["came"], t["enough"], t["days"]) == (q["n"], q["came"], q["enough"], 30)
    assert abs(t["brier"] - by["published"]["brier"]) < 1e-8 and abs(t["mean"] - by["published"]["mean"]) < 1e-8
    best = min((n for n in names if n in by and by[n]["n"] == q["n"]), key=lambda n: by[n]["brier"])
    assert t["best"] == best and abs(t["best_brier"] - by[best]["brier"]) < 1e-8
    skill = by[best]["published_skill"]
    assert (t["skill"] is None) == (skill is None)
    if skill:
        assert abs(t["skill"] - skill["skill"]) < 1e-7 and t["verdict"] == skill["verdict"]
assert not told and track["questions"][0]["text"] in run["trust"]
END
    # another number: the case is the same, the scenario is not; and its track record outlives the futures
    sed -i 's/horizon: 60 days/horizon: 50 days/' small.yaml
    try 0 "$offramp" run small.yaml $size --force
    has "$(tr -s '\n ' ' ' <out.txt)" "of 48 earlier 30-day forecasts of this case"
    has "$(tr -s '\n ' ' ' <out.txt)" "the scenario has changed since"
    # another title: another case
    sed -i 's/title: Two shores/title: Three shores/' small.yaml
    try 0 "$offramp" run small.yaml $size --force
    has "$(tr -s '\n ' ' ' <out.txt)" "no earlier forecast of this case was scored"
}

@test "JSON holds each forecast, and the scores are those of the forecasts" {
    copy_long
    try 0 "$offramp" score small.yaml $size --from 2023-03-01 --horizon "14 days" --json
    python3 - <<'END'
import csv, datetime, json, math
told = json.load(open("out.txt"))
assert told["format"] == "offramp-score" and told["version"] == 1
assert len(told["origins"]) == 12 and told["origins"][0]["date"] == "2023-03-01"
rows = [r for r in csv.DictReader(open("small-events.csv")) if r["source"] == "raiders"]
days = {}
for r in rows:
    days.setdefault(datetime.date.fromisoformat(r["date"]), []).append(int(r["deaths_own"] or 0))
q = {q["outcome"]: q for q in told["questions"]}
# what came, counted here
for f in q["deaths"]["forecasts"]:
    first = datetime.date.fromisoformat(f["origin"])
    came = any(max(days.get(first + datetime.timedelta(d), [0])) >= 1 for d in range(14))
    assert f["came"] == came, f
for f in q["quiet"]["forecasts"]:
    first = datetime.date.fromisoformat(f["origin"])
    assert f["came"] == (not any(first + datetime.timedelta(d) in days for d in range(14))), f
assert q["quiet"]["came"] >= 3 and q["deaths"]["came"] == 1
# scores, computed here
for name in ("war", "exchange", "deaths", "quiet"):
    for column, account in q[name]["by"].items():
        pairs = [(f[column], f["came"]) for f in q[name]["forecasts"] if f["came"] is not None and f[column] is not None]
        assert len(pairs) == account["n"]
        brier = sum((p - c) ** 2 for p, c in pairs) / len(pairs)
        hold = lambda p: min(max(p, 0.001), 0.999)
        log = sum(-math.log(hold(p) if c else 1 - hold(p)) for p, c in pairs) / len(pairs)
        assert abs(brier - account["brier"]) < 1e-7 and abs(log - account["log"]) < 1e-7, (name, column)
        parts = account["reliability"] - account["resolution"] + account["uncertainty"] + account["within"]
        assert abs(parts - account["brier"]) < 1e-7
model = sum((f["model"] - f["came"]) ** 2 for f in q["quiet"]["forecasts"])
record = sum((f["record"] - f["came"]) ** 2 for f in q["quiet"]["forecasts"])
assert abs(q["quiet"]["by"]["record"]["model_skill"]["skill"] - (1 - model / record)) < 1e-6
assert sum(b["n"] for b in q["quiet"]["bins"]) == 12
assert [c["theatres"] for c in told["weekly_counts"]] == ["strait", ""]
assert sum(told["weekly_counts"][0]["pit"]) == told["weekly_counts"][0]["weeks"]
assert told["work"]["member_days"] > 0
END
}

@test "days that nobody watched leave forecasts open, and it is said that the rest is no fair sample" {
    copy_long
    sed -i 's/from: 2023-01-01}/from: 2023-01-01, unobserved: [{from: 2023-06-05, to: 2023-06-10}]}/' small.yaml
    try 0 "$offramp" score small.yaml $size --from 2023-06-01 --to 2023-08-01 --horizon "14 days" --no-keep
    # war and exchanges, a lethal raid and 14 quiet days of 1 June; a raid of that day settles the last
    has "$(tr -s '\n ' ' ' <out.txt)" "of 12 forecasts are open: the record does not cover all of their days."
    has "$(tr -s '\n ' ' ' <out.txt)" "what is settled is no fair sample."
}

@test "what was run is read the next time, and numbers do not depend on threads" {
    copy_long
    try 0 "$offramp" score small.yaml $size --from 2023-06-01 --horizon "14 days" --threads 1 --json
    local first=$out
    try 0 "$offramp" score small.yaml $size --from 2023-06-01 --horizon "14 days" --threads 3 --json
    python3 - <<'END'
import json
assert json.load(open("out.txt"))["work"] == {"set_histories": 0, "member_days": 0}
END
    [ "$(sed '/"work"/,$d' <<<"$out")" = "$(sed '/"work"/,$d' <<<"$first")" ]
    try 0 "$offramp" score small.yaml $size --from 2023-06-01 --horizon "14 days" --no-keep --json
    [ "$(sed '/"work"/,$d' <<<"$out")" = "$(sed '/"work"/,$d' <<<"$first")" ]
    try 0 "$offramp" score small.yaml $size --from 2023-06-01 --horizon "14 days"
    has "$out" "read from small.offramp"
}

# Parts that small.offramp holds by now.
parts() {
    python3 - <<'END' 2>/dev/null || echo 0
import sqlite3
print(sqlite3.connect("file:small.offramp?mode=ro", uri=True).execute("SELECT count(*) FROM asked").fetchone()[0])
END
}

@test "a score that is interrupted goes on where it stopped" {
    copy_long
    sizes="--sets 64 --members 256"
    "$offramp" score small.yaml $sizes --from 2023-02-01 --origins weekly --horizon "30 days" --threads 1 >one.txt 2>one-err.txt 3>&- &
    local pid=$! status=0
    for i in $(seq 200); do
        [ "$(parts)" -ge 60 ] && break
        kill -0 "$pid" || break
        sleep 0.05
    done
    kill -TERM "$pid"
    wait "$pid" || status=$?
    [ "$status" -eq 143 ]
    [ ! -s one.txt ]
    try 0 "$offramp" score small.yaml $sizes --from 2023-02-01 --origins weekly --horizon "30 days" --json
    local went_on=$out
    try 0 "$offramp" score small.yaml $sizes --from 2023-02-01 --origins weekly --horizon "30 days" --json --no-keep
    python3 - "$went_on" "$out" <<'END'
import json, sys
on, whole = (json.loads(t) for t in sys.argv[1:])
assert 0 < on["work"]["member_days"] < whole["work"]["member_days"]
on.pop("work"), whole.pop("work")
assert on == whole
END
}

@test "origins by weeks and by days" {
    copy_long
    try 0 "$offramp" score small.yaml $size --origins weekly --from 2024-01-05 --to 2024-02-09 --horizon "7 days" --no-keep --json
    [ "$(origins)" = "2024-01-05 2024-01-12 2024-01-19 2024-01-26 2024-02-02 2024-02-09" ]
    try 0 "$offramp" score small.yaml $size --origins 20-days --from 2024-01-05 --to 2024-02-20 --horizon "7 days" --no-keep --json
    [ "$(origins)" = "2024-01-05 2024-01-25 2024-02-14" ]
}

@test "rows after an origin, and rows that were not public yet, move no forecast of it" {
    copy_long
    forecast() {
        try 0 "$offramp" score small.yaml $size --from 2023-05-03 --to 2023-05-03 --horizon "14 days" --no-keep --json
        python3 -c 'import json
print([[f.get(k) for k in sorted(f) if k != "came"] for q in json.load(open("out.txt"))["questions"] for f in q["forecasts"]])'
    }
    local before
    before=$(forecast)
    echo '2023-05-04,raiders,north,strait,harass,forces,9,7,0,0,0,,yes,after' >>small-events.csv
    echo '2023-04-20,raiders,north,strait,harass,forces,9,7,0,0,0,,later:2023-05-10,not known' >>small-events.csv
    [ "$(forecast)" = "$before" ]
    # and the test can fail
    echo '2023-04-21,raiders,north,strait,harass,forces,9,7,0,0,0,,yes,known' >>small-events.csv
    [ "$(forecast)" != "$before" ]
}

@test "a page is written beside the tables, with a diagram a horizon, and never over what it is made from" {
    # Expected: as many diagrams as horizons, every outcome of the record by its words, and no script.
    copy_long
    try 0 "$offramp" score small.yaml --quick --no-keep --page score.html --horizon "10 days" --horizon "20 days"
    has "$out" "wrote score.html"
    [ "$(grep -o '<svg' score.html | wc -l)" = 2 ]
    grep -q 'lethal raid' score.html
    [ "$(grep -c '<script type="application/json"' score.html)" = "$(grep -c '<script' score.html)" ]
    try 0 "$offramp" score small.yaml --quick --no-keep --page score.html --horizon "10 days"
    try 2 "$offramp" score small.yaml --quick --no-keep --page small.yaml
    has "$err" "is read by this command, so it is not written over"
    try 2 "$offramp" score small.yaml --quick --no-keep --page -
    try 2 "$offramp" score small.yaml --quick --no-keep --force
    has "$err" "--force goes with --page"
}

@test "wrong use is told with the cure" {
    copy_small
    try 2 "$offramp" score small.yaml --origins yearly
    has "$err" "--origins takes monthly, weekly, or a number of days from 1 to 3650 as in 14-days; got 'yearly'"
    try 2 "$offramp" score small.yaml --origins 0-days
    try 2 "$offramp" score small.yaml --origins 14-daysx
    try 2 "$offramp" score small.yaml --horizon 30
    has "$err" "--horizon"
    try 2 "$offramp" score small.yaml --horizon "30 days" --horizon "20 days"
    has "$err" "horizons must rise"
    try 2 "$offramp" score small.yaml --from 2024-02-30
    try 2 "$offramp" score small.yaml --from 2024-02-10 --to 2024-02-01
    has "$err" "--to is before --from"
    try 2 "$offramp" score small.yaml --from 2024-01-01
    has "$err" "history begins on 2024-01-01; the first origin must be later"
    try 2 "$offramp" score small.yaml --from 2024-03-01 --horizon "60 days"
    has "$err" "nothing can be told"
    try 2 "$offramp" score small.yaml # a year into a history of two months
    has "$err" "the first origin would be 2025-01-01, and the record ends on 2024-03-12"
    try 2 "$offramp" score small.yaml --from 2024-02-01 --horizon "10 days" --horizon "60 days"
    has "$err" "less than 60 days after the first origin (2024-02-01)"
    [ ! -e small.quick.offramp ]
    sed -i '/^history:/d' small.yaml
    try 2 "$offramp" score small.yaml
    has "$err" "names no record"
}

@test "a scenario whose record cannot tell any outcome still scores its weeks" {
    copy_long
    sed -i '/^outcomes:/,$d' small.yaml
    cat >>small.yaml <<'END'
outcomes:
  quiet: {event: quiet, for: 14 days, without: {to: north, by: raiders}, says: 14 quiet days}
END
    sed -i 's/^  - {id: raids, \(.*\)record: full,/  - {id: raids, \1record: none,/' small.yaml
    try 0 "$offramp" score small.yaml $size --from 2023-03-01 --to 2023-08-01 --horizon "14 days" --no-keep
    has "$out" "Left out: 14 quiet days; nobody records the acts that it is about."
    has "$out" "Acts a week in each theatre"
}

@test "the tables of the page are written between its marks, and nothing else is" {
    copy_long
    mkdir -p there/tools there/docs
    cp "$OFFRAMP_SOURCE_ROOT/tools/skill" there/tools/
    cp "$OFFRAMP_SOURCE_ROOT/docs/skill.md" there/docs/
    "$offramp" score small.yaml $size --from 2023-03-01 --horizon "14 days" --no-keep --json >small.json
    try 0 there/tools/skill "$offramp" small.json
    cp there/docs/skill.md once.md
    try 0 there/tools/skill "$offramp" small.json
    diff once.md there/docs/skill.md
    outside() { sed '/^<!-- tools.skill: from here/,/^<!-- tools.skill: to here/d' "$1"; }
    diff <(outside once.md) <(outside "$OFFRAMP_SOURCE_ROOT/docs/skill.md")
    # a row for each outcome, one for all, and the counts
    [ "$(sed -n '/^<!-- tools.skill: from here/,/^<!-- tools.skill: to here/p' once.md | grep -c '^| \(war\|direct exchange\|lethal raid\|14 quiet days\|\*\*all together\*\*\|strait\) |')" = 7 ]
    # with scores of the others the second part, too, and what is said where there is no record
    ln -s "$OFFRAMP_SOURCE_ROOT/scenarios" there/scenarios
    sed 's/"title": "Two shores"/"title": "Another case"/' small.json >other.json
    try 0 there/tools/skill "$offramp" small.json small.json other.json
    sed -n '/^<!-- tools.skill, other cases: from here/,/^<!-- tools.skill, other cases: to here/p' there/docs/skill.md >others.md
    has "$(cat others.md)" "### Two shores"
    has "$(cat others.md)" "### Another case"
    has "$(cat others.md)" "scenarios/cuba-1962.yaml names no record, and without one nothing can be scored"
    has "$(cat others.md)" "scenarios/border-exercise.yaml names no record"
    [ "$(grep -c '^| \*\*all together\*\* |' others.md)" = 2 ]
    cp once.md there/docs/skill.md
    sed -i '/tools.skill: to here/d' there/docs/skill.md
    try 1 there/tools/skill "$offramp" small.json
    has "$err" "needs one line"
}
