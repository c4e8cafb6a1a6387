"""The engine against its slow twin: the same scenario, seed and member must give the same future, bit by bit.

The twin (twin/) says the whole day in plain Python; the expected values of these tests are what it computes.
Compared for every member: all acts with their numbers, counts, deaths, wounded and causes; payoffs and severity to
the last bit; outcomes, worst day, trigger, dropped messages; each day's tension, attacks a week and shares halted as histograms; and,
by the library, the days of each pair's first attacks and war.
That a difference would be seen is tested too: each of a list of numbers is raised by half in the twin alone.

Usage: test_twin.py [--cases | --every]; the program is in OFFRAMP_BINARY. Writes TAP. --cases compares the real
standoffs instead, with their whole records (minutes). --every raises each number of each scenario instead (many
minutes) and prints those that make no difference.
"""
import ctypes
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from twin import day, outcomes, world  # noqa: E402

MEMBERS, BINS = 8, 64
with open(os.path.join(ROOT, "src/state/slot_kinds.h"), encoding="utf-8") as kinds_header:
    KINDS = set(re.findall(r'^    X\([A-Z_]+, "([a-z]+)"\)', kinds_header.read(), re.M))
SCENARIOS = {  # path, seed
    "minimal": ("scenarios/minimal.yaml", 1), "toy": ("scenarios/toy.yaml", 7), "cuba": ("scenarios/cuba-1962.yaml", 1),
    "weather": ("test/reference/scenarios/weather.yaml", 1),
    "talks": ("test/reference/scenarios/talks.yaml", 2**40 + 3),
    "fire": ("test/reference/scenarios/fire.yaml", 1), "front": ("test/reference/scenarios/front.yaml", 1),
    "owners": ("test/reference/scenarios/owners.yaml", 1),
    "pledge": ("test/reference/scenarios/pledge.yaml", 1),
    "game": ("test/reference/scenarios/game.yaml", 1), "past": ("test/reference/scenarios/past.yaml", 5),
    "watch": ("test/reference/scenarios/watch.yaml", 4),
    "truce": ("test/reference/scenarios/truce.yaml", 1),
    "lull": ("test/reference/scenarios/lull.yaml", 1), "lull-past": ("test/reference/scenarios/lull-past.yaml", 1)}
CASES = {name: (f"scenarios/{name}.yaml", 1) for name in ("us-iran-2024", "kashmir-2019", "korea-2017")}
RAISED = [  # scenario, number: one of each mechanism
    ("weather", "shocks.flood.rate"), ("weather", "drivers.storm.backing.ash"),
    ("weather", "politics.ash.heat-per-death"),
    ("weather", "politics.ash.factions.hawks.tilt"), ("weather", "politics.birch.election-ramp"),
    ("talks", "channels.monks.fidelity"), ("talks", "messages.audience"), ("talks", "beliefs.evidence"),
    ("talks", "bargaining.credibility"), ("talks", "bargaining.doubt"), ("talks", "files.land.reserve.birch"), ("talks", "breach.heat"),
    ("talks", "deals.pact.clauses.calm.strength"), ("talks", "stances.bias"), ("talks", "politics.birch.exposure"), ("fire", "harm.warning"),
    ("fire", "perception.doubt"), ("fire", "war.talk"), ("fire", "choice.gravity"), ("fire", "choice.tension"),
    ("fire", "choice.cost"), ("fire", "choice.match"), ("fire", "choice.homeland"), ("fire", "war.stumbled"), ("fire", "war.closed"),
    ("fire", "war.deaths"), ("fire", "conduct.ash-on-birch.size"), ("fire", "conduct.birch-on-ash.announced"), ("fire", "conduct.raids.rank"), ("fire", "choice.implacable"), ("fire", "red-lines.dead.response.open"),
    ("fire", "red-lines.probes.response.readiness"), ("fire", "red-lines.probes.response.readiness-half-life"),
    ("fire", "conduct.reprisal.rate"), ("past", "red-lines.home.response.delay"), ("past", "conduct.raid-birch.rate"), ("fire", "war.entangled"),
    ("fire", "red-lines.dead.response.heat"), ("fire", "memory.homeland"), ("front", "conduct.crows-raid.deterrence"),
    ("front", "proxies.recovery"), ("front", "politics.ash.discount-half-life"), ("past", "conduct.ambush.coverage"),
    ("past", "conduct.rockets-coast.rate"), ("game", "stances.lambda"), ("front", "conduct.crows-raid.dispersion"),
    ("watch", "history.reporting-delay"), ("watch", "history.weekend.share"), ("watch", "conduct.ambush.reporting-delay"),
    ("watch", "conduct.ambush.coverage-periods.1.share")]
RAISED += [("lull", "campaigns.front." + number) for number in (
    "parts.crows", "level", "level-half-life", "halts", "short-ends", "long-ends", "long", "leak", "order", "quiet", "cost",
    "struck", "stake", "driven-by.storm", "announced", "announce-delay", "false-words")]
RAISED += [("lull", "orders.hold." + number) for number in ("base", "stake", "crossed", "heat", "refused", "long")]
RAISED += [("truce", "offers." + number) for number in (
    "ease.base", "quiet-g.met", "quiet-g.stake", "quiet-g.heat", "quiet-g.wait", "quiet-h.again", "quiet-h.refused", "quiet-g.keep",
    "ends-here.tremble", "no-shots.forgives", "ease.price", "ease.gives.stance", "ease.trust", "quiet-h.betrayed",
    "until-truce.accepts", "ends-here.until.days", "no-shots.while.days")]
RAISED += [("truce", number) for number in ("messages.notice", "messages.plea", "messages.names", "messages.remembered", "choice.plea", "choice.named")]
RAISED += [("owners", "drivers." + number) for number in (
    "feud.decides.ash.backing", "feud.decides.ash.half-life", "feud.decides.ash.dead", "feud.decides.ash.heat", "feud.decides.ash.election",
    "feud.decides.crows.backing", "feud.decides.crows.dead", "feud.decides.birch-guard.heat", "feud.decides.monks.backing", "feud.truce",
    "feud.truce-share", "feud.truce-resumes", "feud.proposals.1.factor", "feud.proposals.2.factor", "feud.starts-while.raiding",
    "raiding.ends-while.feud", "raiding.ends-with.feud", "raiding.ends-with.rage", "raiding.starts-with.feud", "rage.ends-with.raiding",
    "rage.starts-with.raiding", "feud.decides.ash.leader")]
RAISED += [("owners", number) for number in ("harm.own-dead", "conduct.raids.own-lethality", "conduct.sweeps.own-lethality", "politics.ash.leader.dies",
    "politics.birch.leader.forgotten", "politics.birch.implacable")] + [("past", "harm.own-dead")]
RAISED += [("pledge", "deals.truce.clauses.calm." + number) for number in ("strength", "asked-every", "refused")]
RAISED += [("pledge", number) for number in (
    "breach.choice", "breach.tremble", "deals.pact.clauses.hands.freezes", "deals.pact.clauses.hands.thaws",
    "deals.pact.clauses.gold.freezes", "deals.truce.clauses.coast.strength")]
RAISED += [("pledge", "bargaining." + number) for number in ("spread", "learned", "refused")]
RAISED += [("lull-past", "campaigns." + number) for number in (
    "eiders.level", "eiders.halts", "eiders.leak", "eiders.quiet", "eiders.struck", "eiders.announced", "eiders.false-words",
    "eiders.refuses", "front.order", "front.false-words")]


def offramp(*arguments):
    done = subprocess.run([os.environ["OFFRAMP_BINARY"], *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(f"Bail out! offramp {arguments[0]}: {done.stderr.decode()}")
    return done.stdout


def engine_says(path, seed, directory):
    """All members of one scenario, as the engine has them."""
    result = os.path.join(directory, "twin.offramp")
    offramp("run", path, "--fixed", "--members", MEMBERS, "--seed", seed, "--output", result, "--force", "--json")
    base = sqlite3.connect(result)
    start = int(base.execute("SELECT value FROM meta WHERE key = 'start_day'").fetchone()[0])
    said = {
        "payoffs": dict(((m, p), v) for m, p, v in base.execute("SELECT member, principal, value FROM payoff")),
        "totals": {m: row for m, *row in base.execute(
            "SELECT member, severity, deaths, worst_rung, worst_day, first_trigger, misread, dropped, dropped_open FROM member")},
        "dropped": {(kind, name): [n, could] for kind, name, n, could in base.execute(
            "SELECT kind, id, sum(n), sum(could_change) FROM dropped JOIN dropping ON no = dropping GROUP BY kind, id")},
        "outcomes": sorted(base.execute("SELECT member, outcome, day FROM member_outcome")),
        "evidence": (base.execute("SELECT log_evidence FROM set_evidence").fetchone() or [0.0])[0],
        "already": [share for share, in base.execute("SELECT already FROM outcome ORDER BY no")],
        "days": dict(((s, d, b), n) for s, d, b, n in base.execute("SELECT series, day, bin, n FROM histogram")),
    }
    base.close()
    acts = []
    for member in range(MEMBERS):
        told = json.loads(offramp("trace", result, "--pick", member, "--json"))["acts"]
        told.sort(key=lambda act: act["number"])  # in what order a day is told is no matter of the twin
        acts.append([dict(act, day=world.day_of(act["date"])) for act in told])
    assert not acts[0] or acts[0][0]["day"] >= start
    return dict(said, acts=acts)


class WorldsOptions(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t if name not in ("seed", "fixed") else
                 ctypes.c_uint64 if name == "seed" else ctypes.c_int)
                for name in ("size", "seed", "sets", "members", "fixed", "first", "seats")]


def firsts_of(w):
    """The names of the states that say when each pair first attacked and fought, with the twin's values."""
    for pair in w.pairs:
        for j, dyad in enumerate(pair.dyad):
            yield f"{dyad.id}.first-attack", pair.first_attack[j]
        yield f"{pair.id}.both-attacked", pair.firsts["both"]
        yield f"{pair.id}.first-war", pair.firsts["war"]


def engine_firsts(path, seed, names, days):
    """The same states of all members at the end, read through the library; days: of the horizon."""
    library, scenario, worlds = ctypes.CDLL(os.path.join(os.environ["OFFRAMP_BUILD_ROOT"], "libofframp.so")), ctypes.c_void_p(), ctypes.c_void_p()
    sure = lambda status: status == 0 or sys.exit(f"Bail out! the library gave status {status} for {path}")
    options = WorldsOptions(ctypes.sizeof(WorldsOptions), seed, 1, MEMBERS, 1, 0, MEMBERS)
    said, day, room = {}, ctypes.c_int32(), (ctypes.c_double * MEMBERS)()
    sure(library.ofr_scenario_open(path.encode(), None, ctypes.byref(scenario), None))
    sure(library.ofr_worlds_new(scenario, ctypes.byref(options), ctypes.byref(worlds), None))
    sure(library.ofr_worlds_day(worlds, ctypes.byref(day), None))
    sure(library.ofr_worlds_run(worlds, ctypes.c_int32(day.value + days), None))
    for name in names:
        sure(library.ofr_worlds_read(worlds, name.encode(), ctypes.c_size_t(MEMBERS), room, None))
        said.update({(name, member): int(value) for member, value in enumerate(room)})
    library.ofr_worlds_free(worlds)
    library.ofr_scenario_close(scenario)
    return said


def bin_of(value, scale):
    """Without a scale counts as they are."""
    place = (BINS - 1) * value + 0.5 if scale == "share" else BINS * value / (value + scale) if scale else float(value)
    return min(int(place), BINS - 1)


def past_of(resolved, seed):
    """Particles on the eve of the start and the evidence of the record, by the twin."""
    return day.particles(resolved, seed, os.path.dirname(resolved["file"]))


def twin_says(resolved, seed, past, members=range(MEMBERS)):
    """The same, by the twin; also every state that a clause was in."""
    said = {"payoffs": {}, "totals": {}, "dropped": {}, "firsts": {}, "outcomes": [], "days": {}, "acts": [], "clauses": set()}
    swarm, said["evidence"] = past
    eve = swarm or [day.new_member(resolved, seed, 0, swarm)]
    said["already"] = [sum(w.outcomes[name].already for w in eve) / len(eve) for name in eve[0].outcomes]
    for member in members:
        w = day.new_member(resolved, seed, member, swarm)
        followed = [t for t in w.theatres.values() if any(f.hostile and f.theatre is t for f in w.flows.values())]
        acts = []
        for today in range(w.start, w.start + w.horizon):
            day.one_day(w, today)
            acts += day.acts_of(w)
            said["clauses"].update(clause.state for clause in w.clauses)
            bins = [bin_of(t.week, None) for t in followed] + [bin_of(d.tension, 5.0) for d in w.dyads]
            bins += [bin_of(one.halted, "share") for c in w.campaigns for one in [c] + (c.parts if len(c.parts) > 1 else [])]
            for series, place in enumerate(bins):
                key = (series, today - w.start, place)
                said["days"][key] = said["days"].get(key, 0) + 1
        said["span"] = w.horizon
        said["firsts"].update({(name, member): value for name, value in firsts_of(w)})
        for i, p in enumerate(w.politics.values()):
            said["payoffs"][member, i] = p.payoff
        t = w.total
        said["totals"][member] = [t.severity, int(t.deaths), t.worst, -1 if t.worst < 0 else t.worst_day - w.start,
                                  outcomes.trigger(w), w.misread_answers,
                                  sum(n for n, _ in w.dropped.values()), sum(n for _, n in w.dropped.values())]
        for key, (n, could) in w.dropped.items():
            count = said["dropped"].setdefault(key, [0, 0])
            count[0] += n
            count[1] += could > 0
        said["outcomes"] += [(member, i, o.first - w.start) for i, o in enumerate(w.outcomes.values())
                             if o.first != world.NEVER]
        said["acts"].append(acts)
    return said


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def point(self, good, name, details=()):
        self.n += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {name}")
        for line in details if not good else ():
            print(f"# {line}")
        sys.stdout.flush()


def first_difference(engine, twin):
    for member, (told, own) in enumerate(zip(engine["acts"], twin["acts"])):
        for a, b in zip(told, own):
            seen = {key: a[key] for key in b}
            if seen != b:
                return [f"member {member}, engine: {seen}", f"member {member}, twin:   {b}"]
        if len(told) != len(own):
            return [f"member {member}: {len(told)} acts by the engine, {len(own)} by the twin"]
    return []


def compare(tap, name, engine, twin):
    difference = first_difference(engine, twin)
    n = sum(map(len, twin["acts"]))
    tap.point(n > 0 and not difference, f"{name}: all {n} acts of {MEMBERS} members", difference)
    for key, what in (("payoffs", "payoffs to the last bit"), ("totals", "totals, worst day, trigger, dropped"),
                      ("dropped", "what was dropped, by line and channel"), ("outcomes", "days of outcomes"),
                      ("already", "outcomes that hold already"), ("evidence", "evidence of the record"),
                      ("firsts", "days of first attacks and of war, by pair"),
                      ("days", "tension, attacks and shares halted on each day")):
        a, b = engine[key], twin[key]
        pairs = [(k, a.get(k), b.get(k)) for k in sorted(set(a) | set(b))] if isinstance(a, dict) else [(a, b)]
        wrong = [f"engine and twin: {pair}" for pair in pairs if pair[-1] != pair[-2]]
        tap.point(a == b, f"{name}: {what}", wrong[:3])


def is_seen(engine, resolved, seed, path, members=range(MEMBERS)):
    """Does raising one number by half in the twin show in acts or payoffs of some member?"""
    raised = [dict(each, value=each["value"] * 1.5) if each["path"] == path else each
             for each in resolved["parameters"]]
    if raised == resolved["parameters"]:
        return False
    resolved = dict(resolved, parameters=raised)
    past = past_of(resolved, seed)
    for member in members:
        twin = twin_says(resolved, seed, past, [member])
        theirs = {"acts": [engine["acts"][member]]}
        if first_difference(theirs, twin) or any(engine["payoffs"][k] != v for k, v in twin["payoffs"].items()):
            return True
    return False


def main():
    tap, engine, resolved, twin = Tap(), {}, {}, {}
    scenarios = CASES if "--cases" in sys.argv[1:] else SCENARIOS
    with tempfile.TemporaryDirectory() as directory:
        for name, (path, seed) in scenarios.items():
            path = os.path.join(ROOT, path)
            resolved[name] = json.loads(offramp("check", path, "--json"))
            engine[name] = engine_says(path, seed, directory)
            twin[name] = twin_says(resolved[name], seed, past_of(resolved[name], seed))
            names = sorted({name for name, _ in twin[name]["firsts"]})
            engine[name]["firsts"] = engine_firsts(path, seed, names, twin[name]["span"])
    if "--every" in sys.argv[1:]:
        for name, (_, seed) in SCENARIOS.items():
            for each in resolved[name]["parameters"]:
                if each["value"] and not is_seen(engine[name], resolved[name], seed, each["path"]):
                    print(f"# {name}: {each['path']} makes no difference", flush=True)
        return 0
    for name in scenarios:
        compare(tap, name, engine[name], twin[name])
    if scenarios is SCENARIOS:
        coverage(tap, engine, resolved, twin)
    print(f"1..{tap.n}")
    return 1 if tap.failed else 0


def coverage(tap, engine, resolved, twin):
    """Does everything happen in these scenarios, and would a difference be seen?"""
    kinds = {act["kind"] for said in twin.values() for acts in said["acts"] for act in acts}
    tap.point(kinds == KINDS, "acts of every kind happen in these scenarios", [f"missing: {KINDS - kinds}"])
    states = {"none", "due", "in-force", "kept", "broken", "frozen"}
    missing = states - twin["talks"]["clauses"]
    tap.point(not missing, "clauses go through every state", [f"missing: {missing}"])
    shares = twin["past"]["already"]
    kinds = {name.partition(".")[2] for said in twin.values() for (name, _), day in said["firsts"].items() if day != world.NEVER}
    tap.point(kinds == {"first-attack", "both-attacked", "first-war"}, "pairs attack, both of them, and are at war", [f"{kinds}"])
    tap.point({0.0, 1.0} < set(shares), "outcomes hold on the eve in all, some and no histories", [f"{shares}"])
    for name, path in RAISED:
        tap.point(is_seen(engine[name], resolved[name], SCENARIOS[name][1], path),
                  f"{name}: half more of {path} in the twin alone is seen")


if __name__ == "__main__":
    sys.exit(main())
