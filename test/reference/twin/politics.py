"""Heat at home, factions, elections, leaders."""
from . import beliefs
from .arithmetic import chance, clamp, decay, exp, log2
from .world import NEVER, NO_ACT, Entry, day_of, wholes


def compile(w, s):
    w.politics = {}
    for name, node in s.get("politics", {}).items():
        path = "politics." + name
        p = w.actors[name].politics = w.politics[name] = Entry(
            id=name, actor=w.actors[name], path=path, payoff=0.0, discount=1.0, concession=0.0, leak=0.0, ramp=0.0,
            heat=w.p[path + ".heat"], press=w.p[path + ".press"], enmity=w.p[path + ".enmity"],
            breadth=w.p[path + ".breadth"], factions=[f"{path}.factions.{f}" for f in node.get("factions", {})],
            ballots=[], leader_since=NEVER, leader_slot=None, dies=node.get("leader", {}).get("dies") is not None)
        for each in node.get("elections", []):
            ballot = f"{name}.{each['id']}"
            p.ballots.append(Entry(
                id=ballot, date=day_of(each["date"]), path=f"{path}.elections.{each['id']}",
                slot=w.slot("election", ballot),
                outcomes={o: part.get("changes", {}) for o, part in each["outcomes"].items()},
                successor={o for o, part in each["outcomes"].items() if part.get("successor")}))
        if p.dies or any(shock.leader == name for shock in w.shocks):
            p.leader_slot = w.slot("leader", name)


def start(w):
    for p in w.politics.values():
        p.implacable = w.draw("politics", p.id, 1)[0] < w.par(p, "implacable")


def at_home(w, actor):
    """Politics of an actor, or of what it is part of."""
    return next((a.politics for a in wholes(actor) if a.politics), None)


def cost_of_war(w, p):
    return w.par(p, "cost-of-war") * (w.par(p, "implacable-cost") if p.implacable else 1.0)


def step(w):
    for p in w.politics.values():
        base = w.par(p, "heat")
        heat = base + (p.heat - base) * decay(w.par(p, "heat-half-life"))
        heat += w.par(p, "heat-per-death") * log2(1.0 + own_deaths(w, p.actor))
        heat += w.par(p, "heat-per-concession") * p.concession + w.par(p, "heat-per-leak") * p.leak
        p.heat, p.leak = clamp(heat, 0.0, 10.0), 0.0
        weigh_factions(w, p)
        days = [ballot.date - w.day for ballot in p.ballots if ballot.date >= w.day]
        p.ramp = exp(-float(min(days)) / w.par(p, "election-ramp")) if days else 0.0
        for ballot in p.ballots:
            if ballot.date == w.day:
                hold_election(w, p, ballot)
        if p.dies and not w.given and w.draw("leader", p.id)[0] < chance(w.par(p, "leader.dies")):
            leader_dies(w, p, NO_ACT, -1)


def leader_dies(w, p, cause, root):
    w.act(p.leader_slot, cause, root)
    leader_follows(w, p)


def leader_follows(w, p):
    """Another leads: of either type, and what rivals had learnt of the old one holds no more."""
    p.implacable = w.draw("leader", p.id)[1] < w.par(p, "implacable")
    p.leader_since = w.day
    for dyad in w.dyads:
        if dyad.rival is p.actor:
            rest = beliefs.prior(w, dyad)
            dyad.belief = rest + (1.0 - w.par(p, "leader.forgotten")) * (dyad.belief - rest)


def in_own_act(w, flow):
    """The dead that an act costs its own side, as far as they count."""
    return w.p["harm.own-dead"] * flow.deaths_attacker


def own_deaths(w, actor):
    deaths = 0.0
    for flow in w.flows.values():
        if flow.target is actor and flow.hostile:
            deaths += flow.deaths_own
    for flow in w.flows.values():
        if flow.source is actor:
            deaths += in_own_act(w, flow)
    for pair in w.pairs:
        if actor in (pair.dyad[0].holder, pair.dyad[0].rival):
            deaths += pair.at_war * w.p["war.deaths"]
    return deaths


def weigh_factions(w, p):
    total, sums = 0.0, {"press": 0.0, "enmity": 0.0, "breadth": 0.0}
    for path in p.factions:
        weight = w.p[path + ".weight"] * exp(w.p[path + ".tilt"] * (p.heat - w.par(p, "heat")))
        total += weight
        for key in sums:
            sums[key] += weight * w.p[f"{path}.{key}"]
    for key, value in sums.items():
        setattr(p, key, w.par(p, key) * (value / total if total > 0 else 1.0))


def hold_election(w, p, ballot):
    u, total, upto = w.draw("election", ballot.id)[0], 0.0, 0.0
    for name in ballot.outcomes:
        total += w.par(ballot, f"outcomes.{name}.chance")
    for name in ballot.outcomes:
        upto += w.par(ballot, f"outcomes.{name}.chance")
        if u * total < upto:
            break
    w.act(ballot.slot, NO_ACT, -1)
    for path, value in (ballot.outcomes[name] if ballot.outcomes else {}).items():
        number, _, unit = value.partition(" ")
        if unit not in ("", "days", "per day"):
            raise NotImplementedError(f"the twin reads plain numbers, days and per day, not {value}")
        w.p[path] = float(number)
    if ballot.outcomes and name in ballot.successor:
        leader_follows(w, p)
