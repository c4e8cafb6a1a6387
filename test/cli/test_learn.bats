# Parameter sets learned from the record: --learn of run and compare.
load helpers

# learned OUT: the one member of "learned" that the python expression names, of the JSON in out.txt.
learned() {
    python3 -c 'import json, sys; l = json.load(open("out.txt"))["learned"]; print(eval(sys.argv[1]))' "$1"
}

@test "what is learned does not depend on threads, and makes another study than the priors do" {
    in_full priors.offramp
    in_full one.offramp --learn --threads 1
    has "$out" 'parameter sets reweighted by the record, block by block, 16 of 16 possible:'
    has "$out" 'all else'
    in_full three.offramp --learn --threads 3
    [ "$(hash_of one.offramp)" = "$(hash_of three.offramp)" ]
    [ "$(hash_of one.offramp)" != "$(hash_of priors.offramp)" ]
    try 1 "$offramp" run "$data/small.yaml" --sets 16 --members 64 --output priors.offramp --learn
    has "$err" 'drawn parameters'
}

@test "JSON says of each block what it is worth, and of each parameter what became of its prior" {
    in_full r.offramp --learn --json
    [ "$(learned 'l["sets"], l["possible"]')" = '(16, 16)' ]
    [ "$(learned 'l["blocks"][-1]["id"]')" = 'all else' ]
    [ "$(learned 'all((b["kept"] is None) == (b["temperature"] > 0) for b in l["blocks"])')" = True ]
    [ "$(learned 'len(l["parameters"]) > 0 and all(len(p["prior"]) == len(p["posterior"]) == 3 for p in l["parameters"])')" = True ]
    [ "$(learned 'any(p["prior"] != p["posterior"] for p in l["parameters"])')" = True ]
    in_full p.offramp --json
    [ "$(python3 -c 'import json; print(json.load(open("out.txt"))["learned"])')" = None ]
}

@test "a result keeps what was learned: report, export and the same command again tell it as run did" {
    in_full r.offramp --learn --json
    cp out.txt first.json
    in_full p.offramp
    # the priors are those of a run that does not learn, what came of them are the result's own draws; a result's draws name the sets
    python3 - "$(sqlite3 r.offramp "select value from meta where key = 'draws_hash'")" <<'END'
import json, sqlite3, sys
told = json.load(open("first.json"))["learned"]
assert told["hash"] == sys.argv[1]
def quantiles(file, path):
    rows = sqlite3.connect(file).execute("select value from parameter_set join parameter on no = parameter where path = ? order by value", (path,))
    values = [v for v, in rows]
    return [values[k] for k in (0, 7, 15)]  # 5, 50, 95 % of sixteen: the first, eighth and last
for p in told["parameters"]:
    for key, file in (("prior", "p.offramp"), ("posterior", "r.offramp")):
        assert all(abs(a - b) <= 1e-8 * abs(b) for a, b in zip(p[key], quantiles(file, p["path"]))), (p, key)
END
    try 0 "$offramp" export r.offramp --json
    [ "$(learned 'l')" = "$(python3 -c 'import json; print(json.load(open("first.json"))["learned"])')" ]
    in_full r.offramp --learn
    has "$out" "learned sets $(sqlite3 r.offramp "select value from meta where key = 'draws_hash'")"
    has "$out" 'which holds this study already'
    try 0 "$offramp" export r.offramp --csv tables
    [ "$(head -1 tables/learned_block.csv | tr -d '\r')" = no,id,priors,noise,temperature,effective,kept ]
    grep -q '^[a-z.-]*,all else,' tables/learned_parameter.csv
}

# histories: parameter sets led through the record, by the JSON in out.txt
histories() {
    python3 -c 'import json; print(json.load(open("out.txt"))["work"]["set_histories"])'
}

@test "sets that were learned once are not learned again: by run, by compare, in either order" {
    compare() {
        try 0 "$offramp" compare "$data/small.yaml" --sets 16 --members 64 --learn --json --with 'same: war.window=times 1' "$@"
    }
    in_full r.offramp --learn --json
    [ "$(histories)" = 41 ] # sixteen sets and eight repeats to learn; sixteen sets, and the point values, for the run
    has "$err" 'leading 16 parameter sets'
    name=$(learned 'l["hash"]')
    in_full r.offramp --learn --json
    [ "$(histories)" = 1 ]
    lacks "$err" leading
    compare --output r.offramp
    [ "$(histories)" = 0 ]
    lacks "$err" leading
    [ "$(learned 'l["hash"]')" = "$name" ]
    cp out.txt kept.json
    # without: the same bits, all of the work
    compare --no-keep
    [ "$(histories)" = 40 ]
    has "$err" 'leading 16 parameter sets'
    python3 - <<'END'
import json
a, b = json.load(open("kept.json")), json.load(open("out.txt"))
del a["work"], b["work"]
assert a == b
END
    # compare first, into a result that it makes; run takes it over
    compare --output c.offramp
    [ "$(histories)" = 40 ]
    in_full c.offramp --learn --json
    [ "$(histories)" = 17 ] # of the run alone
    [ "$(learned 'l["hash"]')" = "$name" ]
    [ "$(hash_of c.offramp)" = "$(hash_of r.offramp)" ]
    # compare in a result of drawn sets, which it leaves as it is but for what it keeps
    in_full p.offramp
    before=$(hash_of p.offramp)
    compare --output p.offramp
    [ "$(histories)" -gt 24 ] # a set that takes over its own values has its eve there already
    compare --output p.offramp
    [ "$(histories)" = 0 ]
    [ "$(hash_of p.offramp)" = "$before" ]
    # another key: learned anew
    try 0 "$offramp" compare "$data/small.yaml" --sets 16 --members 64 --learn --seed 2 --output r.offramp --json --with 'same: war.window=times 1'
    [ "$(histories)" = 40 ]
    # a row that does not fit its sum is as good as none
    "$offramp" check r.offramp
    sqlite3 r.offramp "update asked set sum = sum + 1"
    in_full r.offramp --learn --json
    [ "$(histories)" = 25 ]
    [ "$(learned 'l["hash"]')" = "$name" ]
}

@test "what cannot have been learned makes a result damaged" {
    in_full r.offramp --learn
    for change in "update learned_block set noise = -1" "update learned_block set temperature = 1.5" "update learned_block set effective = 17" \
        "update learned_block set priors = -1" "update learned_parameter set block = 99" "update learned_parameter set low = 1e300" \
        "delete from learned_block" "delete from meta where key = 'learned_possible'" "update meta set value = '17' where key = 'learned_possible'" \
        "update learned_block set kept = 'x'" "update meta set value = 'x' where key = 'draws_hash'"; do
        cp r.offramp bad.offramp
        "$data/../checksums.py" change bad.offramp "$change"
        try 1 "$offramp" export bad.offramp --json
        has "$err" damaged
    done
}

@test "a future of a learned result is simulated again as it was, from the sets in the result" {
    in_full r.offramp --learn
    try 0 "$offramp" trace r.offramp --pick median --json
    member=$(python3 -c 'import json; print(json.load(open("out.txt"))["member"])')
    cp out.txt kept.json
    try 0 "$offramp" trace r.offramp --pick "$member" --json
    python3 -c 'import json; a, b = (json.load(open(f)) for f in ("kept.json", "out.txt")); assert a["acts"] == b["acts"] and a["acts"]'
}

@test "compare takes the same sets as run, and begins from its eves" {
    in_full r.offramp --learn
    try 0 "$offramp" compare "$data/small.yaml" --sets 16 --members 64 --learn --output r.offramp --json --with 'same: war.window=times 1'
    [ "$(python3 -c 'import json; print(json.load(open("out.txt"))["work"]["set_histories"])')" = 0 ]
    try 0 "$offramp" compare "$data/small.yaml" --sets 16 --members 64 --learn --no-keep --with 'same: war.window=times 1'
    has "$out" 'parameter sets reweighted by the record'
    # claims of earlier periods would be put to sets that know what came after
    try 2 "$offramp" test "$data/claims.yaml" --sets 16 --members 16 --learn --no-keep
}

@test "there must be sets and a record to learn from" {
    try 2 "$offramp" run "$data/small.yaml" --fixed --learn --output r.offramp
    has "$err" 'nothing to --learn'
    try 2 "$offramp" run "$data/small.yaml" --no-history --learn --output r.offramp
    has "$err" 'no record before the start'
    try 2 "$offramp" run "$data/small.yaml" --sets 1 --learn --output r.offramp
    has "$err" 'nothing to choose from'
    [ ! -e r.offramp ]
}

@test "a learned result with a value that no key allows is damaged, and is not simulated" {
    in_full r.offramp --learn
    try 0 "$offramp" trace r.offramp --pick 200
    "$data/../checksums.py" change r.offramp "update parameter_set set value = 1e300 where set_no = 3 and parameter = 0"
    try 1 "$offramp" trace r.offramp --pick 200
    has "$err" 'a drawn parameter is outside of the plan'
}
