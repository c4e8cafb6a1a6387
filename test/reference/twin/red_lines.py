"""A crossing plans an answer; an answer that is due becomes an act."""
from . import war
from .arithmetic import e, exp, log, log2, logistic
from .history import mode
from .perception import read_above
from .politics import cost_of_war
from .world import NEVER, NO_ACT, Entry, pattern


def compile(w, s):
    w.lines = []
    for name, node in s.get("red-lines", {}).items():
        line = Entry(id=name, path=f"red-lines.{name}.response", holder=w.actors[node["holder"]],
                     when=pattern(w, node["when"]), options=[w.flows[f] for f in node["response"]["options"]],
                     due=NEVER, chosen=None, gravity=0.0, act=NO_ACT, root=-1, misread=False)
        sides = [w.dyad(line.holder, flow.source.side) for flow in line.when.flows if flow.source.side]
        sides += [w.dyad(line.holder, turn.by.side) for turn in line.when.turns if turn.by.side]
        line.dyad = next(dyad for dyad in sides if dyad)
        line.slot = w.slot("crossing", name)
        w.lines.append(line)


def answer(w):
    for line in w.lines:
        if w.given and any(discharges(flow, line) for flow in w.flows.values()):
            line.due = NEVER
        if line.due == NEVER or line.due > w.day:
            continue
        line.due = NEVER  # in history an answer that is due and that the record does not hold was not given
        if w.given and not (unseen(w, line) and mode(line.chosen, w.given) == "nothing"):
            continue
        if w.draw("red-line", line.id, 1)[0] < line.chosen.restraint:
            w.act(line.chosen.slot, line.act, line.root)
            w.misread_answers += line.misread


def unseen(w, line):
    """Is there an option that the record holds on other days and does not cover today?"""
    return any(f.node["record"] != "none" and mode(f, w.given) == "nothing" for f in line.options)


def discharges(flow, line):
    """A recorded act of the holder against the offender's side stands for what is pending."""
    least = min(option.severity for option in line.options)
    return (flow.source is line.holder and flow.severity >= least and flow.dyad is line.dyad
            and flow.slot.count > 0)


def watch(w, p):
    """Today's acts that a pattern counts, their gravity, the largest as cause, and if it took a misreading."""
    seen = Entry(acts=0.0, gravity=0.0, cause=NO_ACT, root=-1, misread=False)
    most = 0.0
    for flow in p.flows:
        count, up = flow.slot.count, read_above(flow)
        on, above = flow.severity >= p.least, flow.severity_up >= p.least
        if p.exact is not None:
            on, above = flow.rung == p.exact, flow.rung_up == p.exact
        acts = (count - up if on else 0.0) + (up if above else 0.0)
        dead = flow.deaths_own
        if count <= 0 or (p.deaths > 0 and dead < p.deaths) or (p.wounded > 0 and flow.wounded + dead < p.wounded):
            continue
        seen.misread |= (above and up > 0 and not on) or (p.deaths > 0 and flow.slipped > 0)
        if acts <= 0:
            continue
        gravity = flow.severity * (count - up) + flow.severity_up * up + 4.0 * log2(1.0 + dead)
        seen.acts += acts
        seen.gravity += gravity
        if gravity > most:
            most, seen.cause, seen.root = gravity, w.number(flow.slot), flow.slot.root
    for turn in p.turns:
        if turn.slot.count > 0:
            seen.acts += 1.0
            seen.cause = w.number(turn.slot) if seen.cause == NO_ACT else seen.cause
    return seen


def meets(w, p, seen):
    """Rolls the window of a pattern by a day; is it met today?"""
    if p.within > 1:
        p.window[w.day % p.within] = int(min(seen.acts, 10000.0))
    return seen.acts > 0 and (sum(p.window) if p.within > 1 else seen.acts) >= p.count


def step(w):
    for line in w.lines:
        seen = watch(w, line.when)
        if meets(w, line.when, seen):
            cross(w, line, seen)
            line.when.window = [0] * line.when.within  # counting begins anew


def cross(w, line, seen):
    u, dyad, p = w.draw("red-line", line.id), line.dyad, line.holder.politics
    x = w.par(line, "base") + w.par(line, "heat") * (p.heat - w.par(p, "heat"))
    x = x + w.par(line, "stance") * dyad.stance - w.par(line, "reassured") * dyad.reassured
    w.act(line.slot, seen.cause, seen.root)
    dyad.crossed = 1
    if u[0] >= logistic(x):
        embolden(w, line, seen)
        return
    if line.due != NEVER:  # one answer is pending a line: the graver one
        w.drop("crossing" if seen.gravity <= line.gravity else "answer", line.id, answers_open(w, line))
        if seen.gravity <= line.gravity:
            return
    wait = -log(u[1]) * w.par(line, "delay")
    line.due = w.day + 1 + int(min(wait, w.par(line, "within") - 1.0))
    line.gravity, line.chosen = seen.gravity, choose(w, line, seen.gravity, u[2])
    line.act, line.root, line.misread = w.number(line.slot), seen.root, seen.misread


def answers_open(w, line):
    """Is one of its answers among the acts that an outcome still to come speaks of?"""
    return any(o.first == NEVER and any(flow.rung >= w.direct if o.event in ("war", "exchange") else
                                        bool(o.pattern) and flow in o.pattern.flows for flow in line.options)
               for o in w.outcomes.values())


def embolden(w, line, seen):
    made = w.slots[seen.cause % len(w.slots)] if seen.cause >= 0 else None
    actor = next((flow.source for flow in w.flows.values() if flow.slot is made), None)
    actor = next((turn.by for turn in line.when.turns if turn.slot is made), actor)
    for memory in w.memories:
        if memory.origin is line.holder and (memory.holder is line.dyad.rival or memory.holder is actor):
            memory.punished *= 1.0 - w.p["memory.unanswered"]


def choose(w, line, gravity, u):
    """Logit choice among the options."""
    p, dyad = line.holder.politics, line.dyad
    provoked = e(dyad.provocation + gravity, w.p["stances.provocation-scale"])
    price = 30.0 * w.par(p, "audience") * (1.0 + p.ramp) * provoked
    stay = 1.0 - war.hazard(w, dyad.pair, dyad.stance + dyad.back.stance)
    risk = 1.0 - exp(w.p["war.window"] * log(max(stay, 1e-300)))
    answered = w.p["choice.fear-of-exchange"] * (1.0 + (w.p["choice.implacable"] - 1.0) * logistic(dyad.belief))
    cost = cost_of_war(w, p) * min(answered, 1.0) * risk
    values = [w.p["choice.lambda"] * (price * min(1.0, flow.severity / max(gravity, 1e-9))
                                      - (w.par(p, "moves") if flow.rung >= w.strike else 0.0)
                                      - (cost if flow.rung >= w.direct else 0.0)) for flow in line.options]
    weights, total = [exp(value - max(values)) for value in values], 0.0
    for weight in weights:
        total += weight
    u *= total
    for flow, weight in zip(line.options, weights):
        if u < weight:
            return flow
        u -= weight
    return line.options[-1]
