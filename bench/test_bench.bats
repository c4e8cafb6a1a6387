#!/usr/bin/env bats
# The benchmarks run and count their work, and compare.py says of two builds what it may say. No time is looked at.

setup() {
    bench=$OFFRAMP_BUILD_ROOT/bench
    compare=$OFFRAMP_SOURCE_ROOT/bench/compare.py
    toy=$OFFRAMP_SOURCE_ROOT/scenarios/toy.yaml
    iran=$OFFRAMP_SOURCE_ROOT/scenarios/us-iran-2024.yaml
    unset OFFRAMP_ISA
    cd "$BATS_TEST_TMPDIR"
}

# of STEM SCENARIO OPTIONS...: runs a benchmark once; its rows are in rows.txt.
of() {
    local stem=$1
    shift
    "$bench/bench_$stem" "$@" --repeats 1 >rows.txt
}

# field NAME [BENCH]: a field of the row BENCH (the first one).
field() {
    python3 - "$@" <<'PY'
import json, sys
rows = [json.loads(line) for line in open("rows.txt")]
row = rows[0] if len(sys.argv) < 3 else [r for r in rows if r["bench"] == sys.argv[2]][0]
print(row[sys.argv[1]])
PY
}

# The toy's horizon is 365 days, and it has no record.
@test "day: counts sets x members x horizon, and has a row for each step of the day" {
    of day "$toy" --sets 3 --members 5
    [ "$(field bench)" = day ]
    [ "$(field member_days)" = $((3 * 5 * 365)) ]
    [ "$(field set_histories)" = 0 ]
    # oracle: the calls in the day itself
    sed -n '/^static void one_day/,/^}/s/^    \([a-z_]*\)(m, b.*/\1/p' "$OFFRAMP_SOURCE_ROOT/src/engine/day.c" |
        grep -v '^open_day$' | sort >steps.txt
    [ "$(wc -l <steps.txt)" -ge 19 ]
    # a machine that cannot run the build of the steps has no rows for them
    if grep -q '"day.between"' rows.txt; then
        sed -n 's/.*"bench":"day\.\([a-z_]*\)".*/\1/p' rows.txt | grep -v '^between$' | sort | diff steps.txt -
        # the same numbers with clocks in between
        [ "$(field checksum day.conduct_step)" = "$(field checksum day)" ]
    fi
}

@test "history: counts a history a set, and 128 particles a day of it" {
    of history "$iran" --sets 2
    [ "$(field set_histories)" = 2 ]
    days=$("$OFFRAMP_BINARY" check "$iran" | sed -n 's/.*history: \([0-9-]*\) to \([0-9-]*\);.*/\1 \2/p')
    n=$(python3 -c "import datetime as d, sys; a, b = map(d.date.fromisoformat, sys.argv[1:]); print((b - a).days + 1)" $days)
    [ "$(field member_days)" = $((2 * 128 * n)) ]
    of history "$toy" --sets 2 # no record, no row
    [ ! -s rows.txt ]
}

@test "chunk: counts histories and futures, and its numbers hang on both" {
    of chunk "$iran" --sets 2 --members 3
    [ "$(field set_histories)" = 2 ]
    [ "$(field futures)" = 6 ]
    [ "$(field member_days)" = $((6 * 180)) ]
    first=$(field checksum)
    of chunk "$iran" --sets 2 --members 3
    [ "$(field checksum)" = "$first" ]
    of chunk "$iran" --sets 2 --members 3 --no-history
    [ "$(field set_histories)" = 0 ]
    [ "$(field checksum)" != "$first" ]
}

@test "write and read: as many futures as there are, nothing left behind" {
    mkdir tmp
    for stem in write read; do
        TMPDIR=$PWD/tmp of $stem "$toy" --sets 2 --members 8
        [ "$(field futures)" = 16 ]
        [ -z "$(ls -A tmp)" ]
    done
    TMPDIR=$PWD/nowhere run "$bench/bench_write" "$toy" --repeats 1
    [ "$status" -eq 1 ]
    [[ $output == *nowhere* ]]
}

@test "compare: counts the days that a what-if has for itself" {
    of compare "$toy" --sets 2 --members 4
    [ "$(field futures)" = 16 ] # its one what-if changes the first day
    [ "$(field member_days)" = $((16 * 365)) ]
}

@test "all builds of the kernel have one checksum" {
    for isa in v2 v3 v4; do
        OFFRAMP_ISA=$isa of chunk "$toy" --sets 2 --members 8 2>/dev/null || continue
        field checksum >>sums.txt
    done
    [ "$(sort -u sums.txt | wc -l)" = 1 ]
}

@test "bad arguments are refused with the usage" {
    for wrong in "" "--sets" "$toy --sets 0" "$toy --repeats 65" "$toy --members x" "$toy --what 1"; do
        run "$bench/bench_chunk" $wrong
        [ "$status" -eq 2 ]
        [[ $output == *"usage: bench_chunk"* ]]
    done
    OFFRAMP_ISA=v9 run "$bench/bench_chunk" "$toy"
    [ "$status" -eq 1 ]
    run "$bench/bench_chunk" missing.yaml
    [ "$status" -eq 1 ]
    [[ $output == *missing.yaml* ]]
}

@test "exits: counts the futures of its search and the moves that are compiled" {
    of exits "$toy" --sets 4 --members 16
    [ "$(field bench)" = exits ]
    # Expected: more ways than finalists have; the base and one way for each move that fits, on four sets of eight members, at least.
    local fit
    fit=$("$OFFRAMP_BINARY" moves "$toy" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["fit"])')
    [ "$(field futures exits.compile)" = "$fit" ]
    [ "$(field futures)" -ge $(((fit + 1) * 4 * 8)) ]
}

# ---- compare.py, with builds whose times are given ------------------------------------------------

# fake BUILD CHECKSUM TIMES: a build whose benchmark takes these seconds, one a run, over and over.
fake() {
    mkdir -p "$1/bench"
    cat >"$1/bench/bench_day" <<SH
#!/bin/sh
n=\$(cat "$PWD/$1/count" 2>/dev/null || echo 0)
echo \$((n + 1)) >"$PWD/$1/count"
set -- $3
shift \$((n % \$#))
printf '{"bench":"day","scenario":"toy","cpu_seconds_median":%s,"cpu_seconds_min":%s,"checksum":"%s"}\n' "\$1" "\$1" "$2"
SH
    chmod +x "$1/bench/bench_day"
}

# pairs A B OPTIONS...: compares two builds in six pairs, the fewest there are.
pairs() {
    run python3 "$compare" "$1" "$2" --bench day --scenario "$toy" --pairs 6 "${@:3}"
}

@test "compare.py: a build that is slower in every pair differs" {
    fake a 01 "1.00 1.01 0.99"
    fake b 01 "1.10 1.09 1.12"
    pairs a b
    [ "$status" -eq 0 ]
    [[ $output == *"differs"* ]]
    [[ $output != *"no difference shown"* ]]
}

@test "compare.py: no difference is shown where pairs go either way, with what that excludes" {
    fake a 01 "1.00 1.01 0.99 1.00"
    fake b 01 "1.01 1.00 1.00 0.99"
    pairs a b --margin 3
    [ "$status" -eq 0 ]
    [[ $output == *"no difference shown"* ]]
    [[ $output == *"excludes +3 %"* ]]
    pairs a b --margin 0.1
    [[ $output == *"does not exclude +0.1 %"* ]]
}

@test "compare.py: numbers that differ come before any time" {
    fake a 01 1.0
    fake b 02 1.0
    pairs a b
    [ "$status" -eq 1 ]
    [[ $output == *"different numbers"* ]]
}

@test "compare.py: each build goes first as often as the other" {
    fake a 01 1.0
    fake b 01 1.0
    cat >>a/bench/bench_day <<SH
echo a >>"$PWD/order"
SH
    cat >>b/bench/bench_day <<SH
echo b >>"$PWD/order"
SH
    pairs a b
    [ "$(tr -d '\n' <order)" = abbaabbaabba ]
}

@test "compare.py: what cannot be compared is refused" {
    fake a 01 1.0
    pairs a nowhere
    [ "$status" -eq 2 ]
    [[ $output == *nowhere* ]]
    run python3 "$compare" a a --bench day --pairs 5
    [ "$status" -eq 2 ]
    [[ $output == *"at least 6"* ]]
    printf '#!/bin/sh\nexit 3\n' >a/bench/bench_day
    pairs a a
    [ "$status" -eq 2 ]
    [[ $output == *"status 3"* ]]
}
