"""Who does what to whom today: the mean of each flow, its count, and what made it."""
import math

from .arithmetic import (clamp, exp, log, log_gamma, negative_binomial, negative_binomial_log, poisson, poisson_log,
                         poisson_log_range)
from .history import mode
from .red_lines import expected
from .world import BY_DRIVER, NO_ACT, wholes


def compile(w, s):
    for flow in w.flows.values():
        flow.driven_by = [w.drivers[name] for name in flow.node.get("driven-by", {})]
        flow.link = None if flow.source.kind == "principal" else flow.source.link
        flow.restraints = [c for c in w.clauses if c.does == "restrain" and flow.hostile and c.dyad and flow.dyad
                           and (not c.theatres or flow.theatre.id in c.theatres)
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
        r = flow.answers.punished
        x -= w.par(flow, "deterrence") * 0.1 * r / (1.0 + r / w.p["answering.punishment-saturation"])
    return clamp(x, -20.0, 5.0)


def restrain(w, flow):
    from . import offers  # which looks at campaigns, and they at conduct
    c = flow.source.capability if flow.source.kind == "group" and flow.hostile else 1.0
    for clause in flow.restraints:
        held = w.par(clause, "strength") if clause.state == "in-force" else 0.0
        obeyer = next((o for o in clause.obeyers if o.actor in wholes(flow.source)), None)
        if obeyer:
            held *= obeyer.complies
        elif flow.link and flow.source is not clause.by:
            held *= flow.link.control
        c *= 1.0 - held
    return 0.0 if any(offers.given(o) for o in flow.offers) else c


def mean_today(w, flow):
    plain_mean(w, flow)
    if flow.campaign:
        flow.mean *= flow.fire.factor


def plain_mean(w, flow):
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
        if w.given and mode(flow, w.given) != "nothing":
            take_record(w, flow, mode(flow, w.given))
        elif not flow.chosen or "rate" in flow.node:  # else a principal's strikes come from answers alone (red_lines.py)
            u, size = w.draw("conduct", flow.id)[0], w.p.get(flow.path + ".dispersion")
            flow.slot.count = negative_binomial(u, flow.mean, size) if size else poisson(u, flow.mean)
    for interval in w.given.intervals if w.given else []:
        spread(w, interval)
    for flow in w.flows.values():
        if flow.slot.count > 0:
            flow.slot.cause, flow.slot.root = blame(w, flow)


def blame(w, flow):
    if flow.answers and not flow.kindness > 0 and flow.excited >= 0.5 and flow.answers.best_act >= 0:
        return flow.answers.best_act, flow.answers.best_root
    cause = NO_ACT
    for driver in flow.driven_by:
        if driver.on and log_factor(w, flow, driver) > 0:
            cause = BY_DRIVER - driver.index
    return cause, flow.theatre.index


def log_round(y, mu):
    """Any acts, or none: a principal's strikes of one day are one round."""
    if not y > 0.0:
        return -mu
    return -math.inf if not mu > 0.0 else log(mu) - 0.5 * mu if mu < 1e-5 else log(1.0 - exp(-mu))


def log_chance(w, flow, y, mu):
    if flow.chosen:
        return log_round(y, mu)
    size = w.p.get(flow.path + ".dispersion")
    return negative_binomial_log(y, mu, size) if size else poisson_log(y, mu)


def take_record(w, flow, how):
    """Recorded acts in the place of drawn ones; how likely they were goes into the particle's weight."""
    y = flow.slot.count = w.given.count.get(flow.id, 0.0)
    mu = flow.mean + expected(w, flow)
    if how in ("part", "share"):
        kappa = (w.par(flow, "coverage") if how == "part" else 1.0) * w.given.seen[flow.id][2]
        w.weigh(log_chance(w, flow, y, kappa * mu), flow.weighed)
        flow.slot.count = poisson(w.draw("conduct", flow.id)[0], (1.0 - kappa) * mu) + y
    elif how == "all":
        w.weigh(log_chance(w, flow, y, mu), flow.weighed)
    for key, value in w.given.hurt.get(flow.id, {}).items():
        setattr(flow, key, value)


def spread(w, interval):
    """How many of the acts that a running total still owes fall on today, and on which flow."""
    flows = [w.flows[name] for name in interval.flows]
    campaign = flows[0].campaign if all(flow.campaign is flows[0].campaign for flow in flows) else None
    owner = campaign or w  # what is owed of a campaign is its own
    left, total = owner.spread.get(interval.group, (0.0, 0.0))
    if w.day == interval.first:
        count = interval.total
        if campaign:  # any of the range, alike
            values = int(interval.high - interval.low) + 1
            count = interval.low + float(min(int(w.draw("conduct", flows[0].id)[0] * values), values - 1))
        left, total = max(count - interval.named, 0.0), 0.0
    mu = 0.0
    for flow in flows:
        mu += flow.mean
    total += mu
    mean = total / float(w.day - interval.first + 1)
    p = 1.0 if w.day == interval.last else mu / max(mu + float(interval.last - w.day) * mean, 1e-300)
    owed = left
    for i in range(int(left)):
        u = w.draw("conduct", flows[0].id, 1 + i)
        if u[0] < p:
            at, k = u[1] * mu, 0
            while k + 1 < len(flows) and at >= flows[k].mean:
                at -= flows[k].mean
                k += 1
            flows[k].slot.count += 1.0
            left -= 1.0
    owner.spread = {**owner.spread, interval.group: (left, total)}
    if campaign:
        w.weigh(spread_log(w, interval, flows, p, owed, owed - left, mu), campaign)
    elif w.day == interval.last:
        w.weigh(poisson_log_range(interval.low, interval.high, total), None)


def times_log(x, y):
    return 0.0 if not x > 0.0 else x * log(y) if y > 0.0 else -math.inf


def spread_log(w, interval, flows, p, n, z, mu):
    """Where a total's fire may halt each day weighs: z of n owed fell on today, by chance p; a mean of mu brought them."""
    days, left = float(interval.last - interval.first + 1), float(interval.last - w.day + 1)
    named, values = float(interval.named), float(interval.high - interval.low) + 1.0
    r = max(float(interval.total) - named, 0.5 if values > 1.0 else 0.0) / days  # a day, as evenly as the whole total
    total = (r - mu + times_log(z, mu) - times_log(z, p) - times_log(n - z, 1.0 - p)
             + times_log(n - z, (left - 1.0) * r) - times_log(n, left * r))
    for flow in flows:
        total += times_log(w.given.count.get(flow.id, 0.0), flow.mean)
    if w.day == interval.first:
        total += times_log(n, days * r) - days * r + named * log(days) - log_gamma(n + named + 1.0) + log(values)
    return total
