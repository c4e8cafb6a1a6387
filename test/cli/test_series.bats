#!/usr/bin/env bats
# tools/series: what is counted, and what is refused. Sources are made here, so that every count is known by hand.

setup() {
    daily=$OFFRAMP_SOURCE_ROOT/tools/series/daily
    kinds=$OFFRAMP_BUILD_ROOT/tools/series/kinds
    cd "$BATS_TEST_TMPDIR"
    mkdir -p source
    cat >source/acts.csv <<'CSV'
day,who,where,n,lat
2003-12-31,a,north,1,1.5
2004-01-01,a,north,2,1.5
2004-01-01,a,south,3,9
2004-01-01,b,north,1,1.5
2004-01-03,a,north,,1.5
2004-01-04,c,north,4,1.5
2004-01-06,a,north east,5,1.5
CSV
    head=name,kind,standoff,source,date,where,count,from,to,split,covered,without,weekday,what
}

# table ROW: a table of one row.
table() {
    printf '# a comment\n%s\n%s\n' "$head" "$1" >table.csv
}

# counts ROW: the counts of the series `s`, days with no cover as "-".
counts() {
    table "$1"
    "$daily" source out --table table.csv >/dev/null || return 1
    tail -n +2 out/s.csv | awk -F, '{printf "%s%s", (NR > 1 ? " " : ""), $3 == 1 ? $2 : "-"}'
}

# refused ROW TEXT: `daily` fails and says TEXT.
refused() {
    table "$1"
    run "$daily" source out --table table.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *"$2"* ]] || { echo "said: $output"; false; }
    [[ "$output" != *Traceback* ]]
}

@test "daily: rows, sums and days with any are counted as the table says" {
    [ "$(counts 's,k,x,acts.csv,day,who=a|b,rows,2004-01-01,2004-01-06,2004-01-03,all,,no,w')" = "3 0 1 0 0 1" ]
    [ "$(counts 's,k,x,acts.csv,day,who=a,n,2004-01-01,2004-01-06,2004-01-03,all,,no,w')" = "5 0 0 0 0 5" ]
    [ "$(counts 's,k,x,acts.csv,day,who=a,any,2004-01-01,2004-01-06,2004-01-03,all,,no,w')" = "1 0 1 0 0 1" ]
    [ "$(counts 's,k,x,acts.csv,day,where~^north; who!=c; lat<=2,n,2003-12-31,2004-01-06,2004-01-03,all,,no,w')" = "1 3 0 0 0 0 5" ]
    [ "$(counts 's,k,x,acts.csv,day,lat>=2,rows,2004-01-01,2004-01-02,2004-01-02,all,,no,w')" = "1 0" ]
}

@test "daily: a day without a report is no zero" {
    [ "$(counts 's,k,x,acts.csv,day,who=a,rows,2004-01-01,2004-01-06,2004-01-03,rows,,no,w')" = "2 - 1 0 - 1" ]
    [ "$(counts 's,k,x,acts.csv,day,who=a,rows,2004-01-01,2004-01-06,2004-01-03,busy:2,,no,w')" = "2 - - - - -" ]
    [ "$(counts 's,k,x,acts.csv,day,who=a,rows,2004-01-01,2004-01-06,2004-01-03,all,2004-01-02..2004-01-03|2004-01-05,no,w')" = "2 - - 0 - 1" ]
    grep -q '^2004-01-05,,0$' out/s.csv
    # 3 of 6 days covered, 1 of 2 before the split; 3 acts, 2 before it
    grep -q '^s,k,x,no,2004-01-01,2004-01-06,2004-01-03,6,3,1,3,2,no,w$' out/index.csv
}

@test "daily: what cannot be read is refused with its place, and what is kept for scoring as well" {
    refused 's,k,x,acts.csv,day,who,rows,2004-01-01,2004-01-06,2004-01-03,all,,no,w' "s: where: found 'who'"
    refused 's,k,x,acts.csv,day,name=a,rows,2004-01-01,2004-01-06,2004-01-03,all,,no,w' "no column name"
    refused 's,k,x,acts.csv,day,who=z,rows,2004-01-01,2004-01-06,2004-01-03,all,,no,w' "no event"
    refused 's,k,x,acts.csv,day,who~(,rows,2004-01-01,2004-01-06,2004-01-03,all,,no,w' "s:"
    refused 's,k,x,acts.csv,day,who=a,rows,2004-01-01,2004-02-30,2004-01-03,all,,no,w' "to: found '2004-02-30'"
    refused 's,k,x,acts.csv,day,who=a,rows,2004-01-01,2004-01-06,2004-01-01,all,,no,w' "split:"
    refused 's,k,x,acts.csv,day,who=a,rows,2004-01-01,2024-02-08,2004-01-03,all,,no,w' "nothing after 2024-02-07"
    refused 's,k,x,acts.csv,day,who=a,rows,2004-01-01,2004-01-06,2004-01-03,some,,no,w' "covered: found 'some'"
    refused 's,k,x,acts.csv,day,who=a,rows,2004-01-01,2004-01-06,2004-01-03,all,,maybe,w' "weekday:"
    refused '../s,k,x,acts.csv,day,who=a,rows,2004-01-01,2004-01-06,2004-01-03,all,,no,w' "name:"
    refused 's,k,x,icews22/icews22.csv,day,who=a,rows,2004-01-01,2004-01-06,2004-01-03,all,,no,w' "kept for scoring"
    refused 's,k,x,none.csv,day,who=a,rows,2004-01-01,2004-01-06,2004-01-03,all,,no,w' "none.csv"
    refused 's,k' "s: no column"
}

@test "the table of the project: each series is whole, and 30 or more can be fitted" {
    [ -n "$OFFRAMP_SHARED_DATA" ] || skip "the event files of other standoffs (../shared/data) are not here"
    run "$daily" "$OFFRAMP_SHARED_DATA" out
    [ "$status" -eq 0 ]
    python3 - "$OFFRAMP_SOURCE_ROOT/tools/series/series.csv" <<'PY'
import csv, datetime, sys
table = list(csv.DictReader(line for line in open(sys.argv[1]) if not line.startswith("#")))
index = list(csv.DictReader(open("out/index.csv")))
assert len(table) == len(index)
assert sum(row["fit"] == "yes" for row in index) >= 30
for row in index:
    days = list(csv.DictReader(open(f"out/{row['name']}.csv")))
    first, last = (datetime.date.fromisoformat(row[c]) for c in ("from", "to"))
    assert len(days) == (last - first).days + 1
    assert sum(int(d["count"] or 0) for d in days) == int(row["acts"])
    assert all((d["count"] == "") == (d["covered"] == "0") for d in days)
# Numbers that the sources' own descriptions state: no American strike in Pakistan from 18 November 2011 to 9 January 2012; the first
# reporting of the zone of Taiwan with 18 aircraft, and 19 on the next day.
counted = lambda name: {d["date"]: d["count"] for d in csv.DictReader(open(f"out/{name}.csv"))}
pakistan = counted("us-pakistan")
day = datetime.date(2011, 11, 18)
while day <= datetime.date(2012, 1, 9):
    assert pakistan[str(day)] == "0", day
    day += datetime.timedelta(days=1)
assert int(pakistan["2011-11-17"]) + int(pakistan["2012-01-10"]) >= 1
taiwan = counted("taiwan-zone")
assert (taiwan["2020-09-18"], taiwan["2020-09-19"]) == ("18", "19")
PY
}

# made NAME SEED: 800 days of a campaign that halts, drawn by python; 20 acts and more in the first half.
made() {
    python3 - "$1" "$2" <<'PY'
import random, sys, datetime, os
random.seed(int(sys.argv[2]))
os.makedirs("made", exist_ok=True)
day, on = datetime.date(2001, 1, 1), True
with open(f"made/{sys.argv[1]}.csv", "w") as out:
    out.write("date,count,covered\n")
    for i in range(800):
        on = random.random() > 0.01 if on else random.random() < 0.03
        n = sum(random.random() < 0.2 for _ in range(10)) if on else 0
        out.write(f"{day + datetime.timedelta(days=i)},{n},1\n")
PY
}

# index NAMES...: made/index.csv; each series is a standoff of its own.
index() {
    echo name,kind,standoff,weekday,from,to,split,days,covered,acts,fit,what >made/index.csv
    for name in "$@"; do
        echo "$name,raids,of-$name,no,2001-01-01,2003-03-11,2002-02-05,800,800,700,yes,made" >>made/index.csv
    done
}

# cell FILE COLUMN KEY=VALUE...: of the first row that has these values.
cell() {
    python3 - "$@" <<'PY'
import csv, sys
wanted = dict(pair.split("=", 1) for pair in sys.argv[3:])
print(next(row for row in csv.DictReader(open(sys.argv[1])) if all(row[k] == v for k, v in wanted.items()))[sys.argv[2]])
PY
}

# Oracle: the campaigns are drawn with halts of 1 % a day that end at 3 % a day, nothing while halted, 2 acts a day while on: the halts
# are told so clearly that they win by more than 0.1 a day, and their hazard lies within a factor of three of what was drawn.
@test "kinds: halts that were put into series are found, with their hazard" {
    made one 1 && made two 2 && index one two
    "$kinds" shared made >shared.csv
    "$kinds" fit made shared.csv >fit.csv
    python3 - <<'PY'
import csv
score = {(r["name"], r["model"]): float(r["score"]) for r in csv.DictReader(open("fit.csv"))}
for name in ("one", "two"):
    assert score[name, "halts"] > score[name, "poisson"] + 0.1, score
    assert score[name, "kind-halts"] > score[name, "poisson"] + 0.1, score
shared = {(r["without"], r["model"]): r for r in csv.DictReader(open("shared.csv"))}
whole = shared["", "halts"]
assert 0.01 / 3 < float(whole["halts"]) < 0.03, whole
assert float(whole["leak"]) < 0.02, whole
assert whole["series"] == "2" and shared["of-one", "both"]["series"] == "1"
PY
    "$kinds" priors made shared.csv fit.csv >priors.csv
    [ "$(cell priors.csv series kind=raids without=)" = 2 ]
    "$kinds" check made shared.csv fit.csv halts >check.csv
    python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("check.csv")))
# two series, seven statistics each but the eight weeks' where there are under four windows (400 days: seven windows)
assert len(rows) == 14 and all(float(r["low"]) <= float(r["high"]) for r in rows), rows
assert sum(float(r["low"]) <= float(r["seen"]) <= float(r["high"]) for r in rows) >= 9, rows
PY
    "$kinds" rolling made shared.csv fit.csv >rolling.csv
    python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("rolling.csv")))
counts = {n: [int(r["count"]) for r in csv.DictReader(open(f"made/{n}.csv"))] for n in ("one", "two")}
assert rows
for row in rows:
    after = counts[row["name"]][400 + int(row["day"]):]
    before = counts[row["name"]][:400 + int(row["day"])]
    assert float(row["last_7"]) == sum(before[-7:]) > 0 and float(row["last_60"]) == sum(before[-60:])
    for horizon in (45, 90, 180):
        quiet = any(not any(after[i:i + 30]) for i in range(min(horizon, len(after)) - 29))
        known = quiet or len(after) >= horizon
        assert row[f"quiet_{horizon}"] == (str(int(quiet)) if known else ""), row
        assert 0 <= float(row[f"both_{horizon}"]) <= 1
    assert row["acts_28"] == (str(sum(after[:28])) if len(after) >= 28 else "")
PY
    # tell: the same numbers as tables and files, and nothing without its marks
    mkdir -p told/docs && cp made/index.csv shared.csv fit.csv priors.csv check.csv rolling.csv told/
    for model in level halts both; do cp check.csv "told/check-$model.csv"; done
    cp "$OFFRAMP_SOURCE_ROOT/docs/campaigns.md" told/docs/
    "$OFFRAMP_SOURCE_ROOT/tools/series/tell" told --root told
    grep -q '^  raids:$' told/data/kinds/raids.yaml
    python3 - <<'PY'
import csv, re
page = open("told/docs/campaigns.md").read()
rows = [r for r in csv.DictReader(open("rolling.csv")) if r["quiet_45"] != ""]
brier = sum((float(r["both_45"]) - float(r["quiet_45"])) ** 2 for r in rows) / len(rows)
line = next(l for l in page.splitlines() if l.startswith("| brier, quiet within 45 |"))
cells = [c.strip() for c in line.split("|")]
assert cells[2] == str(len(rows)) and abs(float(cells[9]) - brier) < 0.0006, (line, brier)
assert "iraq-is-anbar" not in page and "| raids | one |" in page
PY
    sed -i '/<!-- R1 -->/d' told/docs/campaigns.md
    run "$OFFRAMP_SOURCE_ROOT/tools/series/tell" told --root told
    [ "$status" -eq 1 ]
    [[ "$output" == *"<!-- R1 -->"* ]]
}

# Oracle: the schema of the program, which refuses keys, units and ranges that are not a campaign's, and the form of the files itself.
@test "data/kinds: each file is one template that a scenario can include, with all its priors inside their ranges" {
    cp -r "$OFFRAMP_SOURCE_ROOT/data/kinds" .
    for kind in kinds/*.yaml; do
        cp "$OFFRAMP_SOURCE_ROOT/scenarios/minimal.yaml" .
        printf '\ninclude: [%s]\ncampaigns: [{id: x, by: raiders, like: %s}]\n' "$kind" "$(basename "$kind" .yaml)" >>minimal.yaml
        "$OFFRAMP_BINARY" check minimal.yaml
    done
    python3 - kinds/*.yaml <<'PY'
import re, sys
assert len(sys.argv) > 5
for path in sys.argv[1:]:
    lines = [line for line in open(path).read().splitlines() if not line.startswith("#")]
    assert lines[:2] == ["templates:", f"  {path[6:-5]}:"], path
    keys = {}
    for line in lines[2:]:
        key, value, unit, prior = re.fullmatch(
            r'    ([a-z-]+): \{value: ([0-9.e-]+)( per day| days)?(?:, prior: "([^"]+)")?, source: "tools/series, [0-9]+ series, [0-9]+ days"\}',
            line).groups()
        keys[key] = float(value)
        assert (unit or "") == {"halts": " per day", "short-ends": " per day", "long-ends": " per day", "level-half-life": " days"}.get(key, ""), line
        numbers = [float(x) for x in re.findall(r"[0-9.e-]+(?=[,)])", prior or "")]
        if key == "level" and prior:
            assert 0 <= numbers[0] < numbers[1] < numbers[2] <= 0.8 and keys[key] == numbers[1], line
        elif prior:
            assert all(x > 0 for x in numbers), line
    wanted = ["halts", "level"] + (["short-ends", "long-ends", "long", "leak"] if keys["halts"] > 0 else [])
    wanted += ["level-half-life"] if keys["level"] > 0 else []
    assert sorted(keys) == sorted(wanted), (path, keys)
PY
}

@test "kinds: faults of its files are told with their place" {
    made one 1 && index one
    run "$kinds" fit nowhere
    [ "$status" -eq 1 ]
    [[ "$output" == *nowhere/index.csv* ]]
    sed -i 's/^2001-01-03,[0-9]*/2001-01-03,-1/' made/one.csv
    run "$kinds" fit made
    [ "$status" -eq 1 ]
    [[ "$output" == *"one.csv: row 3: found -1 acts"* ]]
    sed -i '/^2001-01-03/d' made/one.csv
    run "$kinds" fit made
    [ "$status" -eq 1 ]
    [[ "$output" == *"row 3: days must follow one another"* ]]
    run "$kinds" guess made
    [ "$status" -eq 2 ]
    [[ "$output" == usage:* ]]
    # a kind that has no other standoff and no other kind to look at
    made one 1
    run "$kinds" shared made
    [ "$status" -eq 1 ]
    [[ "$output" == *"no series is left without 'of-one'"* ]]
}
