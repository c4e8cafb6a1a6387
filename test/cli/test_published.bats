#!/usr/bin/env bats
# Published: futures pooled with the class of each pair, the model alone and the class beside them; the same futures whoever tells them.
load helpers

# The small scenario with a class.
classed() {
    copy_small
    printf 'classes: {north-south: {class: force-1, source: judgement}}\n' >>small.yaml
}

value() { # FILE EXPRESSION over the JSON d
    python3 -c "import json,sys; d=json.load(open(sys.argv[1])); print(($2))" "$1"
}

@test "run tells what is published, the model alone and the class" {
    classed
    try 0 "$offramp" run small.yaml --quick --output a.offramp
    lacks "$out" "| the model alone"
    has "$out" "published, and what we stand by: of the parameter sets 25 %"
    has "$out" "North and South attack each other within 60 days: published"
    has "$out" "by its class 1.5 % (1.3-1.8)"
    has "$out" "by model"
    try 0 "$offramp" run small.yaml --quick --output a.offramp --json
    printf '%s' "$out" >a.json
    [ "$(value a.json 'd["meta"]["pooled"], [p["id"] for p in d["published"]["pairs"]], len(d["published"]["pairs"][0]["events"])')" = "(True, ['north-south'], 2)" ]
    # what hangs together: war is no likelier than that both attack, nothing falls, curves are the table
    [ "$(value a.json 'all(w["probability"] <= b["probability"] for b, w in zip(*[e["by"] for e in d["published"]["pairs"][0]["events"]]))')" = True ]
    [ "$(value a.json 'all(o["curve"][b["days"] - 1] == b["probability"] for o in d["outcomes"] for b in o["by"])')" = True ]
    [ "$(value a.json 'all(x["probability"] <= y["probability"] for o in d["outcomes"] for k in ("by", "model") for x, y in zip(o[k], o[k][1:]))')" = True ]
}

@test "--model-only gives the figures that a scenario without a class gives, and is another study" {
    classed
    try 0 "$offramp" run small.yaml --quick --output a.offramp --model-only
    has "$out" "seed 1 | quick look | the model alone"
    lacks "$out" "published, and"
    try 0 "$offramp" run small.yaml --quick --output a.offramp --model-only --json
    printf '%s' "$out" >a.json
    try 0 "$offramp" run "$data/small.yaml" --quick --output b.offramp --json
    printf '%s' "$out" >b.json
    [ "$(value a.json 'd["outcomes"]')" = "$(value b.json 'd["outcomes"]')" ]
    [ "$(value a.json 'd["published"], d["outcomes"][0]["model"]')" = "(None, None)" ]
    try 0 "$offramp" run small.yaml --sets 16 --members 64 --output c.offramp --model-only
    try 1 "$offramp" run small.yaml --sets 16 --members 64 --output c.offramp
    has "$err" "its pooling with classes"
}

@test "trace tells the pooled futures, from the result and from the scenario" {
    classed
    try 0 "$offramp" run small.yaml --quick --output a.offramp
    try 0 "$offramp" trace a.offramp --pick worst
    local member stored
    member=$(sed -n 's/.*| future \([0-9]*\) of 1024, the worst.*/\1/p' out.txt)
    stored=$(sed 1d out.txt)
    try 0 "$offramp" trace a.offramp --pick "$member"
    [ "$(sed 1d out.txt)" = "$stored" ]
    try 0 "$offramp" trace small.yaml --pick worst
    [ "$(sed 1d out.txt)" = "$stored" ]
    try 0 "$offramp" trace small.yaml --pick "$member" --sets 16 --members 64
    [ "$(sed 1d out.txt)" = "$stored" ]
}

@test "the base of a comparison has the published figures, kept or not" {
    classed
    try 0 "$offramp" run small.yaml --quick --output a.offramp --json
    printf '%s' "$out" >a.json
    try 0 "$offramp" compare small.yaml --quick --with 'x: conduct.raids.rate = times 0.5' --output a.offramp --json
    printf '%s' "$out" >b.json
    try 0 "$offramp" compare small.yaml --quick --with 'x: conduct.raids.rate = times 0.5' --no-keep --json
    printf '%s' "$out" >c.json
    [ "$(value b.json 'd["pooled"]')" = True ]
    [ "$(value b.json '[q["base"]["probability"] for q in d["what_ifs"][0]["outcomes"]] if isinstance(d["what_ifs"][0]["outcomes"][0]["base"], dict) else [q["base"] for q in d["what_ifs"][0]["outcomes"]]')" = \
      "$(value a.json '[b["probability"] for o in d["outcomes"] for b in o["by"]]')" ]
    [ "$(value b.json 'd["what_ifs"]')" = "$(value c.json 'd["what_ifs"]')" ]
    # asked again nothing is run
    try 0 "$offramp" compare small.yaml --quick --with 'x: conduct.raids.rate = times 0.5' --output a.offramp --json
    printf '%s' "$out" >d.json
    [ "$(value d.json 'd["work"]')" = "{'set_histories': 0, 'member_days': 0}" ]
    [ "$(value b.json 'd["what_ifs"]')" = "$(value d.json 'd["what_ifs"]')" ]
    try 0 "$offramp" compare small.yaml --quick --with 'x: conduct.raids.rate = times 0.5' --no-keep --model-only
    has "$out" "| the model alone"
}

@test "the same result whatever the threads" {
    classed
    try 0 "$offramp" run small.yaml --sets 32 --members 64 --output a.offramp
    local whole
    whole=$(hash_of a.offramp)
    try 0 "$offramp" run small.yaml --sets 32 --members 64 --output b.offramp --threads 1
    [ "$(hash_of b.offramp)" = "$whole" ]
}

@test "how futures are pooled is no what-if" {
    classed
    try 1 "$offramp" compare small.yaml --quick --no-keep --with 'x: published.spread = 2'
    has "$err" "published.spread: cannot be changed in a what-if"
}

@test "eves that a comparison kept give the same published run" {
    classed
    try 0 "$offramp" run small.yaml --sets 40 --members 16 --output alone.offramp
    try 0 "$offramp" compare small.yaml --sets 40 --members 16 --with 'x: conduct.raids.rate = times 0.5' --output after.offramp
    try 0 "$offramp" run small.yaml --sets 40 --members 16 --output after.offramp
    [ "$(hash_of after.offramp)" = "$(hash_of alone.offramp)" ]
}

@test "a pair unlike its class is told, and only the noise of its sets stays" {
    copy_small
    printf 'classes: {north-south: {class: force-1, source: judgement, unlike: a crisis}}\npublished: {spread: 0}\n' >>small.yaml
    try 0 "$offramp" run small.yaml --quick --output a.offramp
    has "$out" "north-south: not pooled with its class"
    try 0 "$offramp" run small.yaml --quick --output a.offramp --json
    printf '%s' "$out" >a.json
    try 0 "$offramp" run small.yaml --quick --output b.offramp --model-only --json
    printf '%s' "$out" >b.json
    [ "$(value a.json '[o["by"] for o in d["outcomes"]]')" = "$(value b.json '[o["by"] for o in d["outcomes"]]')" ]
}
