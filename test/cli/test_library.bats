#!/usr/bin/env bats
# The library as others get it: the installed header and shared library, the two examples, and what the program says.
load helpers

setup_file() {
    export place=$BATS_FILE_TMPDIR/installed root=${OFFRAMP_SOURCE_ROOT:-$BATS_TEST_DIRNAME/../..}
    meson install -C "$OFFRAMP_BUILD_ROOT" --no-rebuild --tags devel,runtime --destdir "$place" >/dev/null
    export include library
    include=$(dirname "$(find "$place" -name offramp.h)")
    library=$(dirname "$(find "$place" -name libofframp.so)")
    export LD_LIBRARY_PATH=$library
    local example
    for example in first_answer step_by_day; do
        ${CC:-cc} -std=c17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I"$include" \
            "$root/examples/$example.c" -L"$library" -lofframp -o "$BATS_FILE_TMPDIR/$example"
    done
    cat >"$BATS_FILE_TMPDIR/wanted.py" <<'END'
"""What the program says, in the form of the examples. Usage: wanted.py shares|acts|tension FILE"""
import json
import sys

told = json.load(open(sys.argv[2]))
if sys.argv[1] == "shares":
    for outcome in told["outcomes"]:
        last = outcome["by"][-1]
        print(f"{outcome['says']}: {last['occurred']} of {last['members']} futures")
else:
    for act in told["acts"]:
        print(act["date"], act["id"], act["count"])
END
}

@test "the first answer counts what offramp run counts, with a history and without" {
    for scenario in "$root/scenarios/minimal.yaml" "$root/scenarios/toy.yaml" "$data/small.yaml"; do
        try 0 "$BATS_FILE_TMPDIR/first_answer" "$scenario"
        local answer=$out
        try 0 "$offramp" run "$scenario" --sets 4 --members 100 --seed 1 --output r.offramp --force --json
        python3 "$BATS_FILE_TMPDIR/wanted.py" shares out.txt >wanted.txt
        [ "$answer" = "$(cat wanted.txt)" ]
        # a comparison of nothings would pass, too
        grep -q ': [1-9][0-9]* of 400 futures$' wanted.txt
    done
}

@test "the first answer takes at most twenty lines" {
    local lines
    lines=$(sed -n '/^int main/,/^}/p' "$root/examples/first_answer.c" | sed '1,2d;$d' | wc -l)
    [ "$lines" -gt 0 ]
    [ "$lines" -le 20 ]
}

# quoted N: the N-th main in the page.
quoted() {
    awk -v n="$1" '/^    int main/ {at++; on = 1} {last = /^    }$/}
        on && at == n {sub(/^    /, ""); print} last {on = 0}' "$root/docs/library.md"
}

@test "the page quotes the examples as they are" {
    quoted 1 >quoted.txt
    sed -n '/^int main/,/^}/p' "$root/examples/first_answer.c" | diff - quoted.txt
    quoted 2 >quoted.txt
    sed -n '/^int main/,/^}/p' "$root/examples/step_by_day.c" | diff - quoted.txt
    [ "$(wc -l <quoted.txt)" -gt 10 ]
}

@test "a future stepped day by day has the acts that offramp trace tells" {
    for scenario in "$root/scenarios/minimal.yaml" "$root/scenarios/toy.yaml" "$data/small.yaml"; do
        for future in 3 250; do
            try 0 "$BATS_FILE_TMPDIR/step_by_day" "$scenario" $future
            grep -v tension out.txt | sort >stepped.txt
            try 0 "$offramp" trace "$scenario" --pick $future --sets 4 --members 100 --seed 1 --kind flow --json
            python3 "$BATS_FILE_TMPDIR/wanted.py" acts out.txt | sort >told.txt
            [ "$(wc -l <told.txt)" -gt 5 ]
            diff stepped.txt told.txt
        done
    done
}

# Oracle: the histogram of a run of this one future, whose only member lies in bin 64 x / (x + 5) of each day.
@test "its tension is that of the stored series, day by day" {
    try 0 "$BATS_FILE_TMPDIR/step_by_day" "$root/scenarios/toy.yaml" 0
    cp out.txt stepped.txt
    try 0 "$offramp" run "$root/scenarios/toy.yaml" --sets 1 --members 1 --seed 1 --output one.offramp
    try 0 "$offramp" export one.offramp --csv tables
    python3 - <<'END'
import csv
import datetime

stepped = {}
for date, name, value in (line.split() for line in open("stepped.txt")):
    if name.endswith(".tension"):
        stepped[date, "tension." + name.removesuffix(".tension")] = float(value)
first = datetime.date.fromisoformat(min(date for date, _ in stepped))
seen, bins = set(), set()
for row in csv.DictReader(open("tables/histogram.csv")):
    if not row["series"].startswith("tension.") or row["n"] == "0":
        continue
    day = str(first + datetime.timedelta(days=int(row["day"]))), row["series"]
    value = stepped[day]
    assert int(row["bin"]) == min(63, int(64 * value / (value + 5))), (row, value)
    seen.add(day)
    bins.add(row["bin"])
assert seen == set(stepped) and len(bins) > 5, (len(seen), len(stepped), bins)
END
}

@test "what is wrong with a scenario is told, each fault with its place" {
    sed 's/horizon: 180 days/horizon: soon/; s/in: border, act: harass/in: bodrer, act: harass/' \
        "$root/scenarios/minimal.yaml" >wrong.yaml
    try 1 "$BATS_FILE_TMPDIR/first_answer" wrong.yaml
    has "$err" "wrong.yaml:5:"
    has "$err" "bodrer"
    has "$err" "did you mean 'border'?"
    try 1 "$BATS_FILE_TMPDIR/first_answer" none.yaml
    has "$err" "none.yaml: there is no such file"
}

@test "the installed header stands alone, in C and in C++" {
    printf '#include <offramp.h>\nint main(void) { return ofr_version()[0] == 0; }\n' >alone.c
    ${CC:-cc} -std=c99 -Wall -Wextra -Wpedantic -Werror -I"$include" alone.c -L"$library" -lofframp -o alone
    ./alone
    command -v c++ >/dev/null || skip "no C++ compiler here"
    c++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -I"$include" -x c++ alone.c -L"$library" -lofframp -o alone++
    ./alone++
}

# Of what the check of symbols rests on: it finds what it looks for.
@test "a symbol or a struct that should not show is found" {
    local check=$root/tools/check_symbols
    try 0 "$check" "$library/libofframp.so"
    sed 's/^OFR_API const char \*ofr_version/const char *ofr_version/' "$include/offramp.h" >fewer.h
    try 1 "$check" "$library/libofframp.so" fewer.h
    has "$out" "ofr_version is exported and not declared OFR_API"
    sed 's/^OFR_API const char \*ofr_version(void);/&\nOFR_API int ofr_more(void);/' "$include/offramp.h" >more.h
    try 1 "$check" "$library/libofframp.so" more.h
    has "$out" "ofr_more is declared OFR_API in offramp.h and not exported"
    printf 'typedef struct ofr_point { double x; } ofr_point;\n' >>fewer.h
    try 1 "$check" "$library/libofframp.so" fewer.h
    has "$out" "struct ofr_point is laid open"
    printf 'int model_compile(void) { return 0; }\n' >leak.c
    ${CC:-cc} -shared -fPIC leak.c -o leak.so
    try 1 "$check" leak.so
    has "$out" "model_compile is exported and does not begin with ofr_"
}
