"""Who does what to whom today: the mean of each flow, its count, and what made it."""
from .arithmetic import clamp, exp, log, negative_binomial, poisson
from .world import BY_DRIVER, NO_ACT, wholes


def compile(w, s):
    for flow in w.flows.values():
        flow.driven_by = [w.drivers[name] for name in flow.node.get("driven-by", {})]
        flow.link = None if flow.source.kind == "principal" else flow.source.link
        flow.restraints = [c for c in w.clauses if c.does == "restrain" and flow.hostile and c.dyad and flow.dyad
                           and flow.dyad.rival is c.dyad.holder
                           and any(a in c.restrains for a in wholes(flow.source))]


def start(w):
    for flow in w.flows.values():
        mean_today(w, flow)


def log_factor(w, flow, driver):
    return log(max(w.par(flow, "driven-by." + driver.id), 1e-12))


def push(w, flow):
    x, gamma = 0.0, w.par(flow, "stance")
    for driver in flow.driven_by:
        x += log_factor(w, flow, driver) * driver.on
    if flow.dyad and flow.link:
        x += gamma * (flow.link.control * flow.dyad.stance + w.par(flow.link, "drive"))
    elif flow.dyad:
        x += gamma * flow.dyad.stance
    if flow.answers:
        x -= w.par(flow, "deterrence") * 0.1 * flow.answers.punished
    return clamp(x, -20.0, 5.0)


def restrain(w, flow):
    c = flow.source.capability if flow.source.kind == "group" and flow.hostile else 1.0
    for clause in flow.restraints:
        held = w.par(clause, "strength") if clause.state == "in-force" else 0.0
        if flow.link and flow.source is not clause.by:
            held *= flow.link.control
        c *= 1.0 - held
    return c


def mean_today(w, flow):
    flow.restraint = restrain(w, flow)
    x, base = exp(push(w, flow)) * flow.restraint, w.par(flow, "rate")
    if flow.source.politics and not flow.link:
        p = flow.source.politics
        base *= exp(w.par(flow, "heat") * (p.heat - w.par(p, "heat")))
    flow.mean, flow.excited = x * base, 0.0
    if flow.answers:
        felt = flow.answers.kind if flow.kindness > 0 else flow.answers.hostile
        floor = w.p["memory.floor"]
        answer = w.par(flow, "answers.acts-per-severity") * felt / (1.0 + felt / w.p["answering.saturation"])
        x *= 1.0 - w.par(flow, "answers.quiet-for-quiet") * floor / (floor + felt)
        flow.mean = x * (base + answer)
        flow.excited = answer / max(base + answer, 1e-300)


def step(w):
    for flow in w.flows.values():
        mean_today(w, flow)
        if not flow.chosen:  # a principal's strikes come from answers (red_lines.py)
            u, size = w.draw("conduct", flow.id)[0], w.p.get(flow.path + ".dispersion")
            flow.slot.count = negative_binomial(u, flow.mean, size) if size else poisson(u, flow.mean)
    for flow in w.flows.values():
        if flow.slot.count > 0:
            flow.slot.cause, flow.slot.root = blame(w, flow)


def blame(w, flow):
    if flow.answers and flow.excited >= 0.5 and flow.answers.best_act >= 0:
        return flow.answers.best_act, flow.answers.best_root
    cause = NO_ACT
    for driver in flow.driven_by:
        if driver.on and log_factor(w, flow, driver) > 0:
            cause = BY_DRIVER - driver.index
    return cause, flow.theatre.index
