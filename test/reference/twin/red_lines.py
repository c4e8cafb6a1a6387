"""A crossing waits for its answer; an answer that is due becomes an act."""
from . import war
from .arithmetic import decay, e, exp, log, log1p, log2, logistic, normal_quantile, root
from .history import mode
from .perception import read_above
from .politics import cost_of_war
from .world import NEVER, NO_ACT, Entry, is_part, pattern


def compile(w, s):
    w.lines = []
    for name, node in s.get("red-lines", {}).items():
        line = Entry(id=name, path=f"red-lines.{name}.response", holder=w.actors[node["holder"]],
                     when=pattern(w, node["when"]), options=[w.flows[f] for f in node["response"]["options"]],
                     until=NEVER, due=NEVER, chosen=None, willing=0.0, hazard=0.0, shares=[], gravity=0.0, ready=0.0,
                     judged=NEVER, named=0.0, opened=0.0, pleaded=0.0, act=NO_ACT, root=-1, misread=False, cause=None)
        sides = [w.dyad(line.holder, flow.source.side) for flow in line.when.flows if flow.source.side]
        sides += [w.dyad(line.holder, turn.by.side) for turn in line.when.turns if turn.by.side]
        line.dyad = next(dyad for dyad in sides if dyad)
        line.reference = least_gravity(line.when)
        least = min(option.severity for option in line.options)
        line.settling = [flow for flow in w.flows.values() if flow in line.options or flow.source is line.holder
                         and flow.chosen and flow.severity >= least and flow.dyad is line.dyad]
        line.slot = w.slot("crossing", name)
        w.lines.append(line)
    for line in w.lines:
        feared = [other for flow in line.options if flow.rung >= w.direct for other in w.lines
                  if other.holder is line.dyad.rival and flow in other.when.flows]
        line.feared = feared[0] if feared else None
    w.line_groups = groups(w)
    w.sources = w.campaigns + w.line_groups
    for flow in w.flows.values():
        flow.weighed = flow.campaign or next((g for g in w.line_groups if any(flow in recorded(a) for a in g.lines)), None)


def recorded(line):
    """Options whose record says how ready a line is."""
    return [flow for flow in line.options if not flow.campaign and flow.node["record"] != "none"]


def groups(w):
    """Lines that may answer with the same recorded flows, at one remove or more: the filter weighs them as one."""
    found = []
    for line in w.lines:
        joined = [g for g in found if any(flow in recorded(other) for other in g.lines for flow in recorded(line))]
        if recorded(line):
            found = [g for g in found if g not in joined]
            lines = [other for other in w.lines if other is line or any(other in g.lines for g in joined)]
            found.append(Entry(id=lines[0].id, lines=lines, weight=0.0, stream="filter-line"))
    return sorted(found, key=lambda g: w.lines.index(g.lines[0]))


def least_gravity(p):
    """Of the least that crosses."""
    rungs = [f.severity if (f.rung == p.exact if p.exact is not None else f.severity >= p.least) else f.severity_up
             for f in p.flows]
    return min(rungs or [0.0]) * (1.0 if p.within > 1 else max(float(p.count), 1.0)) + 4.0 * log2(1.0 + p.deaths)


def expect(w):
    """Morning of a day of history: the chance that what is pending is answered today."""
    for line in w.lines if w.given else []:
        line.hazard = 0.0
        if line.until != NEVER:
            q = 1.0 if w.day >= line.until else 1.0 - exp(-1.0 / max(w.par(line, "delay"), 1e-9))
            line.hazard = line.willing * q


def expected(w, flow):
    """Answers that a day of history expects of a flow."""
    total = 0.0
    for line in w.lines:
        if flow in line.options:
            share = line.shares[line.options.index(flow)] if line.shares else 0.0
            total -= log1p(-min(line.hazard, 1.0 - 1e-15)) * share
    return total * flow.restraint


def settle(line):
    line.until, line.due, line.willing = NEVER, NEVER, 0.0


def answer(w):
    for line in w.lines:
        if line.until != NEVER and answered_by_acts(w, line):
            settle(line)  # one strike is one answer, whatever brought it
        if line.until != NEVER and w.given:
            answer_in_history(w, line)
        elif line.until != NEVER:
            answer_in_future(w, line)
    for line in w.lines:
        if line.until != NEVER and answered_by_acts(w, line):
            settle(line)  # what answers one line may answer one before it


def answered_by_acts(w, line):
    return any(flow.slot.count > 0 and (flow in line.options or falls_on(flow.target, who_crossed(w, line)))
               for flow in line.settling)


def who_crossed(w, line):
    actor = next((flow.source for flow in w.flows.values() if flow.slot is line.cause), None)
    return next((turn.by for turn in line.when.turns if turn.slot is line.cause), actor)


def falls_on(target, actor):
    """Is an act on the target one on who crossed: itself, its front, its parts, the principal of its side?"""
    return actor is None or actor.side is target or is_part(actor, target) or is_part(target, actor)


def answer_in_history(w, line):
    u = w.draw("red-line", line.id, 1)[1]
    for flow, share in zip(line.options, line.shares):  # options that the record does not cover today are drawn
        if mode(flow, w.given) == "nothing":
            chance = line.hazard * share * flow.restraint
            if u < chance:
                w.act(flow.slot, line.act, line.root)
                settle(line)
                return
            u -= chance
    free = 0.0
    for flow, share in zip(line.options, line.shares):
        free += share * flow.restraint
    line.willing = (line.willing - line.hazard) / max(1.0 - line.hazard * free, 1e-300)
    if w.day >= line.until:
        embolden(w, line)
        settle(line)


def answer_in_future(w, line):
    if line.willing > 0.0:  # as history left it
        u = w.draw("red-line", line.id, 2)
        if u[0] < line.willing:
            wait = -log(u[1]) * w.par(line, "delay")
            line.due = w.day + int(min(wait, float(line.until - w.day)))
            note_openness(w, line, line.shares)
            line.chosen = drawn(line.options, line.shares, u[2])
        line.willing = 0.0
    if line.due == NEVER and w.day >= line.until:
        embolden(w, line)
        settle(line)
    elif line.due != NEVER and line.due <= w.day:
        settle(line)
        u = w.draw("red-line", line.id, 1)
        option = after_plea(w, line, u)
        if option.rung >= w.direct and settled(w, line):
            return
        if u[0] < option.restraint:
            w.act(option.slot, line.act, line.root)
            w.misread_answers += line.misread


def note_openness(w, line, shares):
    line.opened = 0.0
    for option, share in zip(line.options, shares):
        line.opened += share if option.rung >= w.direct else 0.0
    line.pleaded = line.dyad.pleaded


def after_plea(w, line, u):
    """An open answer planned before the other asked to be spared is kept as often as it would be chosen today."""
    since = line.dyad.pleaded - line.pleaded
    less, kinds = exp(-w.p["choice.plea"] * since), [option.rung >= w.direct for option in line.options]
    if since <= 0.0 or all(kinds) or line.chosen.rung < w.direct:
        return line.chosen
    if u[2] < less / (1.0 - line.opened + line.opened * less):
        return line.chosen
    rest = [0.0 if kind else share for kind, share in zip(kinds, shares(w, line, line.gravity))]
    closed = 0.0
    for share in rest:
        closed += share
    return drawn(line.options, [share / max(closed, 1e-300) for share in rest], u[3])


def drawn(options, shares, u):
    for option, share in zip(options[:-1], shares):
        if u < share:
            return option
        u -= share
    return options[-1]


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
        gravity *= (w.p["choice.homeland"] if flow.at == "homeland" else 1.0) * w.par(flow, "rank")
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
    x = w.par(line, "base") + readiness(w, line, u[3]) + named_now(w, line) + w.par(line, "heat") * (p.heat - w.par(p, "heat"))
    answered = logistic(x + w.par(line, "stance") * dyad.stance - w.par(line, "reassured") * dyad.reassured)
    w.act(line.slot, seen.cause, seen.root)
    dyad.crossed = 1
    if crossed_openly(w, seen) and settled(w, line):
        return
    if line.until == NEVER or seen.gravity >= line.gravity:
        line.cause = w.slots[seen.cause % len(w.slots)] if seen.cause >= 0 else None
    (wait_for if w.given else plan)(w, line, seen, answered, u)
    line.until = w.day + 1 + int(w.par(line, "within") - 1.0)


def crossed_openly(w, seen):
    slot = w.slots[seen.cause % len(w.slots)] if seen.cause >= 0 else None
    return any(flow.slot is slot and flow.rung >= w.direct for flow in w.flows.values())


def settled(w, line):
    """The affair is closed, or war is its answer: neither answers openly."""
    return line.dyad.pair.at_war or w.day <= line.dyad.pair.closed


def readiness(w, line, u):
    """Wanders from day to day, and is drawn when it is asked for."""
    sd = w.par(line, "readiness")
    if line.judged == NEVER:
        line.ready = sd * normal_quantile(u)
    else:
        d = exp(float(w.day - line.judged) * log(decay(w.par(line, "readiness-half-life"))))
        line.ready = d * line.ready + sd * root(1.0 - d * d) * normal_quantile(u)
    line.judged = w.day
    return line.ready


def note(w, line, seen):
    line.gravity, line.act, line.root, line.misread = seen.gravity, w.number(line.slot), seen.root, seen.misread


def plan(w, line, seen, answered, u):
    """In a future: whether, when and how it is answered."""
    if u[0] >= answered:
        return
    planned = line.due != NEVER
    graver = not planned or seen.gravity > line.gravity
    if planned:
        w.drop("answer" if graver else "crossing", line.id, answers_open(w, line))
    else:
        wait = -log(u[1]) * w.par(line, "delay")
        line.due = w.day + 1 + int(min(wait, w.par(line, "within") - 1.0))
    if graver:
        weighed = shares(w, line, seen.gravity)
        note_openness(w, line, weighed)
        line.chosen = drawn(line.options, weighed, u[2])
        note(w, line, seen)


def wait_for(w, line, seen, answered, u):
    """In history: the chances of what was pending and of what comes to it."""
    pending = line.until != NEVER
    graver = not pending or seen.gravity > line.gravity
    old = line.willing if pending else 0.0
    keep, add = ((1.0 - answered) * old, answered) if graver else (old, (1.0 - old) * answered)
    new, both = shares(w, line, seen.gravity), max(keep + add, 1e-300)
    line.shares = [(keep * a + add * b) / both for a, b in zip(line.shares, new)] if pending else new
    line.willing = 1.0 - (1.0 - old) * (1.0 - answered)
    if graver:
        note(w, line, seen)


def answers_open(w, line):
    """Is one of its answers among the acts that an outcome still to come speaks of?"""
    return any(o.first == NEVER and any(flow.rung >= w.direct if o.event in ("war", "exchange") else
                                        bool(o.pattern) and flow in o.pattern.flows for flow in line.options)
               for o in w.outcomes.values())


def embolden(w, line):
    """Who got away with it fears less."""
    actor = who_crossed(w, line)
    for memory in w.memories:
        if memory.origin is line.holder and (memory.holder is line.dyad.rival or memory.holder is actor):
            memory.punished *= 1.0 - w.p["memory.unanswered"]


def open_at_reference(w, line):
    kinds = [flow.rung >= w.direct for flow in line.options]
    return 1.0 if all(kinds) else logistic(w.par(line, "open")) if any(kinds) else 0.0


def open_readiness(w, line):
    return logistic(w.par(line, "base")) * open_at_reference(w, line)


def named_now(w, line):
    return w.p["choice.named"] * line.named


def open_readiness_now(w, line):
    return logistic(w.par(line, "base") + named_now(w, line)) * open_at_reference(w, line)


def answered_in_turn(w, line, belief, ready_of):
    ready = ready_of(w, line.feared) if line.feared else 0.0
    return min(1.0, ready * (1.0 + (w.p["choice.implacable"] - 1.0) * logistic(belief)))


def shares(w, line, gravity):
    """Chance of each option: open or not, then which; all in ratios of stakes."""
    p, dyad = line.holder.politics, line.dyad
    month, scale = 30.0 * w.par(p, "audience"), w.p["stances.provocation-scale"]
    gain = month * (1.0 + p.ramp) * e(dyad.provocation + gravity, scale)
    gain0 = month * e(line.reference, scale)
    risk = war.by_exchange(w, dyad.pair, dyad.stance + dyad.back.stance)
    x = cost_of_war(w, p) * answered_in_turn(w, line, dyad.belief, open_readiness_now) * risk / max(gain, 1e-9)
    x0 = w.par(p, "cost-of-war") * answered_in_turn(w, line, 0.0, open_readiness) * w.p["war.chance"] / max(gain0, 1e-9)
    graver = log1p(gravity) - log1p(line.reference)

    def value(m):
        return w.p["choice.gravity"] * m * graver - w.p["choice.cost"] * (log1p(m * x) - log1p(m * x0))

    tension = e(dyad.tension + dyad.back.tension, w.p["war.tension-scale"])
    kinds = [flow.rung >= w.direct for flow in line.options]
    opened = 1.0 if all(kinds) else 0.0
    if any(kinds) and not all(kinds):
        opened = logistic(w.par(line, "open") + value(1.0)
                          + w.p["choice.tension"] * (tension - w.p["war.reference-tension"])
                          - w.p["choice.plea"] * dyad.pleaded)
    values = []
    for flow, kind in zip(line.options, kinds):
        moves = w.par(p, "moves") / max(gain, 1e-9) if flow.rung >= w.strike else 0.0
        match = w.p["choice.match"] * (min(1.0, flow.severity / max(gravity, 1e-9)) - moves)
        values.append(value(w.par(flow, "size")) if kind else match)
    best = {kind: max(v for v, k in zip(values, kinds) if k == kind) for kind in set(kinds)}
    weights, total = [exp(v - best[k]) for v, k in zip(values, kinds)], {True: 0.0, False: 0.0}
    for weight, kind in zip(weights, kinds):
        total[kind] += weight
    return [weight * ((opened if kind else 1.0 - opened) / total[kind]) for weight, kind in zip(weights, kinds)]
