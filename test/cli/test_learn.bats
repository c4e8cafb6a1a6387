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
    ! grep -q '"learned"' out.txt
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
