"""Drivers: outside processes, on or off, and who ends them; a shock, a deal or another driver may switch them."""
from .arithmetic import chance, clamp, decay, exp, log, log2
from .politics import at_home, in_own_act
from .world import NEVER, NO_ACT, Entry, day_of, is_part

CLIP = 1.6094379124341003  # log 5


def compile(w, s):
    w.drivers = {}
    for name, node in s.get("drivers", {}).items():
        root = w.theatres[node["in"]].index if "in" in node else -1
        periods = [days(p) for p in node.get("periods", [])]
        on = int(recorded(periods, w.epoch) if periods else node["active"])
        path = "drivers." + name
        w.drivers[name] = d = Entry(
            id=name, index=len(w.drivers), path=path, root=root, on=on, was=on, turned=0, turned_by=NO_ACT,
            last_act=NO_ACT, truce_until=NEVER, periods=periods, backing=list(node.get("backing", {})),
            proposals=[Entry(days=days(p), path=f"{path}.proposals.{p['id'] if 'id' in p else i + 1}")
                       for i, p in enumerate(node.get("proposals", []))],
            slot=w.slot("driver", name))
        for key in ("ends-while", "starts-while", "ends-with", "starts-with"):
            setattr(d, key.replace("-", "_"), list(node.get(key, {})))
        d.deciders = [Entry(
            path=f"{path}.decides.{a}", owner=a in node.get("owners", []), actor=w.actors[a], moved=0.0,
            politics=at_home(w, w.actors[a]),
            flows=[f for f in w.flows.values() if f.hostile
                   and (f.theatre.id == node.get("in") or name in f.node.get("driven-by", {}))])
            for a in node.get("decides", {})]


def days(node):
    return day_of(node["from"]), day_of(node["to"]) if "to" in node else 2**31


def recorded(periods, day):
    return any(first <= day <= last for first, last in periods)


def turn(w, d, on, until, cause):
    d.on, d.truce_until = int(on), until
    w.act(d.slot, cause, d.root)
    d.last_act = w.number(d.slot)


def stop(w, d, cause):
    """For good: a truce becomes a cease-fire."""
    if d.on or d.truce_until != NEVER:
        turn(w, d, 0, NEVER, cause)


def start(w, d, cause):
    if not d.on:
        turn(w, d, 1, NEVER, cause)


def hazard_of_end(w, d):
    x = w.par(d, "mediation")
    for name in d.backing:
        x += w.par(d, "backing." + name)
    owners = []
    for o in d.deciders:
        wants = w.par(o, "backing") + o.moved
        if o.owner:
            owners.append(wants)
        else:
            x += wants
    if owners:
        x += min(owners)  # an end takes every owner
    for p in d.proposals:
        if p.days[0] <= w.day <= p.days[1]:
            x += log(w.par(p, "factor"))
    return w.par(d, "ends") * exp(others(w, d, "ends-while", x))


def others(w, d, key, x):
    for name in getattr(d, key.replace("-", "_")):
        x += log(w.par(d, f"{key}.{name}")) * w.drivers[name].was
    return x


def hazard_of_start(w, d):
    return 0.0 if d.truce_until != NEVER else w.par(d, "starts") * exp(others(w, d, "starts-while", 0.0))


def pulled(w, d, u):
    """By which act of another driver it turns today, if it does."""
    key, sign = ("ends-with", -1) if d.on else ("starts-with", 1)
    turned = [name for name in getattr(d, key.replace("-", "_")) if w.drivers[name].turned == sign]
    neither = 1.0
    for name in turned:
        neither *= 1.0 - w.par(d, f"{key}.{name}")
    return w.drivers[turned[0]].turned_by if turned and u < 1.0 - neither else None


def step(w):
    for d in w.drivers.values():
        d.turned, d.was, d.turned_by = d.on - d.was, d.on, d.last_act
    for d in w.drivers.values():
        if w.given and d.periods:  # in history the stated periods are facts
            if d.on != recorded(d.periods, w.day):
                turn(w, d, not d.on, NEVER, NO_ACT)
            continue
        one_driver(w, d)
        for shock in w.shocks:
            if shock.slot.count > 0:
                if shock.stops == d.id:
                    stop(w, d, w.number(shock.slot))
                elif shock.starts == d.id:
                    start(w, d, w.number(shock.slot))


def one_driver(w, d):
    u = w.draw("driver", d.id)
    hazard = hazard_of_end(w, d) if d.on else hazard_of_start(w, d)
    by = pulled(w, d, u[3])
    if by is not None:
        turn(w, d, not d.on, NEVER, by)
    elif d.truce_until != NEVER and d.truce_until < w.day:
        turn(w, d, u[2] < w.par(d, "truce-resumes"), NEVER, d.last_act)
    elif u[0] < chance(hazard):
        truce = d.on and u[1] < w.par(d, "truce-share")
        turn(w, d, not d.on, w.day + int(w.par(d, "truce")) - 1 if truce else NEVER, NO_ACT)


def close(w):
    """What moved those who decide on an end."""
    for d in w.drivers.values():
        for o in d.deciders:
            t = 0.0
            if o.politics:
                t += w.par(o, "heat") * (o.politics.heat - w.par(o.politics, "heat"))
                t += w.par(o, "election") * o.politics.ramp
            dead = sum(f.deaths_own for f in o.flows if is_part(f.target, o.actor))
            dead += sum(in_own_act(w, f) for f in o.flows if is_part(f.source, o.actor))
            z = t + (o.moved - t) * decay(w.par(o, "half-life"))
            z += w.par(o, "dead") * log2(1.0 + dead)
            if o.politics and o.politics.leader_since == w.day:
                z += w.par(o, "leader")
            o.moved = clamp(z, -CLIP, CLIP)
