#!/usr/bin/env bats
# tools/classes: what is counted, and what is refused. Sources are made here, so that every count is known by hand.

setup() {
    classes=$OFFRAMP_SOURCE_ROOT/tools/classes/classes
    as_c=$OFFRAMP_SOURCE_ROOT/tools/classes/as_c
    cd "$BATS_TEST_TMPDIR"
    mkdir -p source/gml-mid source/series/mie-events root/docs
    cp "$OFFRAMP_SOURCE_ROOT/docs/classes.md" root/docs/
    disputes <<'CSV'
2,630,1980,1,16,0,4,1,0,1,1
630,2,1980,1,0,16,1,4,0,1,1
2,630,1981,1,17,16,4,4,6,1,1
2,630,1981,1,7,7,3,3,0,1,1
2,630,1984,0,16,16,4,4,0,1,1
365,750,1990,1,8,1,3,2,6,1,1
CSV
    attacks <<'CSV'
1980-01-01,day,2,630,16,4,12
1980-01-10,day,630,2,16,4,0
1980-01-20,day,2,630,17,4,0
1980-03-01,month,630,2,16,4,0
1985-06-01,day,2,630,16,4,0
1985-06-15,day,630,2,20,5,0
1990-06-01,day,630,2,15,4,3
1990-06-01,day,2,630,16,4,100
1995-06-01,day,2,630,7,3,0
1996-06-01,day,750,365,16,4,0
CSV
}

disputes() {
    { echo ccode1,ccode2,year,midonset,hiact1,hiact2,hostlev1,hostlev2,fatality,orig1,orig2,midongoing; sed 's/$/,1/'; } |
        gzip >source/gml-mid/gml-mid-dyad-year.csv.gz
}

attacks() {
    { echo date,precision,ccode1,ccode2,action,hostlev,fatal_min_2; cat; } | gzip >source/series/mie-events/mie-events-1946.csv.gz
}

count() {
    "$classes" source --root root >/dev/null
}

# is FILE PATH: "n k" of the entry, found by the names in its path.
is() {
    python3 - "$@" <<'PY'
import sys
names, at, found = sys.argv[2].split("/"), -1, {}
for line in open(sys.argv[1]):
    key, _, value = line.strip().partition(":")
    if at + 1 < len(names) and key == names[at + 1]:
        at += 1
    elif at + 1 == len(names) and key in ("n", "k") and key not in found:
        found[key] = value.strip()
print(found["n"], found["k"])
PY
}

refused() {
    run "$classes" source --root root
    [ "$status" -eq 1 ]
    [[ "$output" == *"$1"* ]] || { echo "said: $output"; false; }
    [[ "$output" != *Traceback* ]]
    [ ! -e root/data ]
}

# Oracle: by hand. USA-Iran has disputes in 1980, 1981, 1984, so ten years back are there in 1981 .. 1994, 14 pair-years; Russia-India's of 1990
# gives 1991 .. 2000. One year back: 1981, 1982, 1985, 1991. Force: the first three. 1984's dispute did not begin then.
@test "pair-years: population and events are counted by their rules" {
    count
    f=root/data/classes/dyad-years.yaml
    [ "$(is $f dispute-10/both-attack)" = "24 1" ]
    [ "$(is $f dispute-1/both-attack)" = "4 1" ]
    [ "$(is $f force-1/both-attack)" = "3 1" ]
    [ "$(is $f dispute-10/force)" = "24 1" ]
    [ "$(is $f dispute-10/war)" = "24 1" ]
    [ "$(is $f disputes/force-answered)" = "2 1" ]
    [ "$(is $f disputes/war-after-force-by-both)" = "1 1" ]
    grep -qx '  1981: {dispute-10: \[1, 1, 1\], dispute-1: \[1, 1, 1\], force-1: \[1, 1, 1\]}' $f
    grep -qx '  1984: {dispute-10: \[1, 0, 0\], dispute-1: \[0, 0, 0\], force-1: \[0, 0, 0\]}' $f
    grep -qx '  IRN-USA: {dispute: "1980-1981 1984", force: "1980-1981 1984"}' $f
    grep -qx '  IND-RUS: {dispute: "1990"}' $f
}

# Oracle: by hand. Fresh attacks: 1980-01-01 (answered after 9 days, then force 10 days later), 1985-06-01 (after 14, by war), both of 1990-06-01
# (each answers the other on the day), 1996-06-01 (never). Known to the month: no answer and nothing fresh.
@test "attacks: freshness, answers, force again and size are counted by their rules" {
    count
    f=root/data/classes/crossings.yaml
    [ "$(is $f answered-14)" = "5 4" ]
    [ "$(is $f ten-dead-answered-14)" = "2 2" ]
    [ "$(is $f dead-answered-90)" = "1 1" ]
    [ "$(is $f no-dead-answered-90)" = "2 1" ]
    [ "$(is $f again-14)" = "4 1" ]
    [ "$(is $f shares/full)" = "4 2" ]
    grep -qx 'delay-quartiles: \[0, 9, 14\]' $f
}

# Oracle: laws with closed forms (arcsine, beta(1, n), beta(2, 2)), and what a quantile is.
@test "intervals are those of Jeffreys' prior" {
    python3 - "$classes" <<'PY'
import importlib.machinery, importlib.util, sys
loader = importlib.machinery.SourceFileLoader("classes", sys.argv[1])
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("classes", loader))
sys.dont_write_bytecode = True
loader.exec_module(module)
import math
for x in (0.01, 0.2, 0.5, 0.9):
    assert abs(module.beta_share(x, 0.5, 0.5) - 2 / math.pi * math.asin(math.sqrt(x))) < 1e-12
    assert abs(module.beta_share(x, 1, 24) - (1 - (1 - x) ** 24)) < 1e-12
    assert abs(module.beta_share(x, 2, 2) - (3 * x**2 - 2 * x**3)) < 1e-12
low, high = module.jeffreys(3, 10)
assert abs(module.beta_share(low, 3.5, 7.5) - 0.05) < 1e-9 and abs(module.beta_share(high, 3.5, 7.5) - 0.95) < 1e-9
assert module.jeffreys(0, 10)[0] == 0 and module.jeffreys(10, 10)[1] == 1
PY
}

@test "faults of the sources are told with file and line, and nothing is written" {
    disputes <<<'2,630,1980,1,many,0,4,1,0,1,1'
    refused "gml-mid-dyad-year.csv.gz: line 2: hiact1: found 'many'"
    disputes <<<'2,630,1980,1,16,0,4,1,0,1,1'
    attacks <<<'1980-13-01,day,2,630,16,4,12'
    refused "mie-events-1946.csv.gz: line 2: date: found '1980-13-01'"
    attacks <<<'1980-01-01,month,2,630,16,4,12'
    refused "no attack known to the day"
    echo date,by | gzip >source/series/mie-events/mie-events-1946.csv.gz
    refused "no column precision"
    rm source/series/mie-events/*
    refused "mie-events-1946.csv.gz"
}

@test "as_c: each row of years and pairs becomes a row of C, and another form is refused" {
    count
    "$as_c" root/data/classes/dyad-years.yaml table.c
    # 1980, 1981 and 1984 are bits 40, 41 and 44
    grep -q '{"IRN-USA", {UINT64_C(0x130000000000), UINT64_C(0x0)}, {UINT64_C(0x130000000000), UINT64_C(0x0)}}' table.c
    grep -q '{1981, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}}' table.c
    [ "$(grep -c '^    {[12]' table.c)" -eq 65 ]
    sed -i 's/IND-RUS: {dispute/IND-RUS: {quarrel/' root/data/classes/dyad-years.yaml
    run "$as_c" root/data/classes/dyad-years.yaml table.c
    [ "$status" -ne 0 ]
    [[ "$output" == *"dyad-years.yaml:"*"IND-RUS"* ]]
}

# The table of the design (percent): what the rules must give on the sources themselves.
@test "the data of the project: made again byte for byte, and as the design has it" {
    [ -n "$OFFRAMP_SHARED_DATA" ] || skip "the sources of classes (../shared/data) are not here"
    "$classes" "$OFFRAMP_SHARED_DATA" --root root
    for name in data/classes/dyad-years.yaml data/classes/crossings.yaml docs/classes.md; do
        cmp "root/$name" "$OFFRAMP_SOURCE_ROOT/$name"
    done
    f=root/data/classes/dyad-years.yaml
    [ "$(is $f dispute-10/both-attack)" = "7171 246" ]
    [ "$(is $f dispute-1/both-attack)" = "1718 135" ]
    [ "$(is $f force-1/both-attack)" = "1339 119" ]
    [ "$(is $f disputes/war-after-force-by-both-originators)" = "306 27" ]
    [ "$(is root/data/classes/crossings.yaml ten-dead-answered-30)" = "93 22" ]
}

# Oracle: of two groups the slope is the difference of log-odds, log 9, and its variance the sum of 1 / (n p (1 - p)); by gravity 8 + 4 log2(1 + dead)
# an attack that killed three has 16.
@test "the slope of answers on gravity is that of a logistic regression" {
    python3 - "$classes" <<'PY'
import importlib.machinery, importlib.util, math, sys
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("classes", sys.argv[1])
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("classes", loader))
loader.exec_module(module)
b, se = module.slope([(0, i == 0) for i in range(4)] + [(1, i > 0) for i in range(4)])
assert abs(b - math.log(9)) < 1e-9 and abs(se - math.sqrt(8 / 3)) < 1e-9
assert module.slope([(0, False), (1, True)]) == (None, None)
assert module.slope([(1, False), (1, True)]) == (None, None)
assert abs(module.gravity_of(3) - math.log(17 / 9)) < 1e-12
PY
}

# Oracle: by hand. Six months part two disputes; two that attack, one answer after 9 days, and force again 10 days later.
@test "disputes of invented pairs are cut, and counted, by the rules of the sources" {
    python3 - "$OFFRAMP_SOURCE_ROOT/tools/dyads" <<'PY'
import importlib.machinery, importlib.util, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
def load(name):
    loader = importlib.machinery.SourceFileLoader(name, f"{sys.argv[1]}/{name}")
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module
pairs = load("pairs")
spells = pairs.spells_of([(0, 0), (9, 1), (19, 0), (201, 0), (384, 1)])
assert [len(s) for s in spells] == [4, 1], spells
shares, days, acts = pairs.of_spells(spells)
assert shares["answered within 14 days"] == (1, 2) and shares["force again within 14 days of an answer"] == (1, 1)
assert days == acts == "too few"
crossings = load("crossings")
assert crossings.log_score(0.25, True) == -crossings.math.log(0.25)
mean, low, high = crossings.interval([1, 1, 3], [(1, 2), (1, 2), (3, 4)])
assert mean == 5 / 3 and low == 1 and high == 3
PY
}
