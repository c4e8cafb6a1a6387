"""Files settled together: is there a zone of possible agreement, and do talks move?"""
from .arithmetic import chance, clamp, e, exp, log, logistic, normal_quantile, root
from .beliefs import prior
from .deals import signed_on, strike, strike_one
from .world import NO_ACT, Entry, day_of

STAGES = ("dormant", "contact", "talks", "text")


def compile(w, s):
    w.files = {name: Entry(id=name, path="files." + name, ends=[w.actors[a] for a in node["between"]])
               for name, node in s.get("files", {}).items()}
    w.agendas = {}
    for name, node in s.get("agendas", {}).items():
        files = [w.files[f] for f in node["files"]]
        w.agendas[name] = Entry(id=name, files=files, pair=w.dyad(*files[0].ends).pair, zone=0.0, stage=0,
                                talk=0.0, stayed=0.0, share=[0.0, 0.0], slot=w.slot("talks", name), error=None,
                                facts=[(day_of(f["date"]), STAGES.index(f["stage"])) for f in node.get("facts", [])])
        for date, stage in w.agendas[name].facts:
            if date < w.epoch:
                w.agendas[name].stage = stage
    for name, agenda in w.agendas.items():
        clauses = [c for c in w.clauses if c.deal.agenda == name]
        agenda.clauses, agenda.escrow = clauses, 1.0 if any(c.holder for c in clauses) else 0.0
        agenda.held = []
        for actor in agenda.files[0].ends:
            owed = [c for c in clauses if c.dyad and c.dyad.holder is actor]
            agenda.held.append(sum(1.0 for c in owed if c.holder) / max(float(len(owed)), 1.0))


def reserve_now(w, agenda, file, end):
    actor, rival = file.ends[end], file.ends[1 - end]
    dyad, p = w.dyad(actor, rival), actor.politics
    r = w.par(file, "reserve." + actor.id)
    r += w.p["bargaining.heat"] * (p.heat - w.par(p, "heat"))
    r += w.p["bargaining.belief"] * (dyad.belief - prior(w, dyad))
    r += w.p["bargaining.tension"] * e(dyad.tension, w.p["war.tension-scale"])
    r -= w.p["bargaining.escrow"] * agenda.escrow
    r -= w.p["bargaining.credibility"] * w.file_talk[file.id]
    return clamp(r, 0.0, 1.5)


def solve(weights, none):
    """The Nash solution along the frontier: all to the second end, then file by file to the first."""
    a, c, best, worst = none[0], none[1], -1.0, -1e300
    order = []
    for i in range(len(weights)):
        c += weights[i][1]
        at = i
        while at > 0 and weights[i][0] * weights[order[at - 1]][1] > weights[order[at - 1]][0] * weights[i][1]:
            at -= 1
        order.insert(at, i)
    gain, loss = [a, c], [a, c]
    for wa, wc in [weights[i] for i in order] + [(0.0, 0.0)]:
        product = clamp((wa * c - wc * a) / (2.0 * wa * wc), 0.0, 1.0) if wa * wc > 0 else float(wa > 0)
        even = clamp((c - a) / (wa + wc), 0.0, 1.0) if wa + wc > 0 else 0.0
        pa, pc = a + wa * product, c - wc * product
        if pa >= 0 and pc >= 0 and pa * pc > best:
            best, gain = pa * pc, [pa, pc]
        least = min(a + wa * even, c - wc * even)
        if least > worst:
            worst, loss = least, [a + wa * even, c - wc * even]
        a += wa
        c -= wc
    return (root(best), gain) if best >= 0 else (min(worst, 0.0), loss)


def weigh(w, agenda, signs=False):
    weights, none, trust = [[0.0, 0.0] for _ in agenda.files], [], []
    for end in (0, 1):
        actor, rival = agenda.files[0].ends[end], agenda.files[0].ends[1 - end]
        doubt = w.p["bargaining.doubt"] * (1.0 - agenda.held[end])
        trust.append(1.0 - doubt * logistic(w.dyad(actor, rival).belief))
        alone = -w.p["bargaining.disagreement"] * w.dyad(actor, rival).utility
        alone -= actor.politics.breadth * len(agenda.files)
        for i, file in enumerate(agenda.files):
            weight = w.par(file, "weight." + actor.id)
            weights[i][end] = weight * trust[end]
            alone -= weight * reserve_now(w, agenda, file, end)
        none.append(alone)
    agenda.zone, gain = solve(weights, none)
    if w.p["bargaining.spread"] > 0.0:
        agenda.zone = min([worth_of_offer(w, agenda, weights, none, end, 0 < agenda.stage < 4 and not signs)
                           for end in (0, 1)])
    if agenda.stage < 4:  # what was signed is not weighed again
        paid = [n + (g - n) / t if t < 1.0 else g for g, n, t in zip(gain, none, trust)]
        agenda.share = [p if g > 0.0 or signs else 0.0 for p, g in zip(paid, gain)]


def worth_of_offer(w, agenda, weights, none, end, talks):
    """The terms that are best for both as one end sees it, with its error of the other's reserve, by what both truly gain."""
    actor = agenda.files[0].ends[1 - end]
    off = agenda.error[end] * sum(w.par(file, "weight." + actor.id) for file in agenda.files)
    seen = list(none)
    seen[1 - end] -= off
    zone, gain = solve(weights, seen)
    if not zone > 0.0:
        return zone  # it sees nothing to offer
    others = gain[1 - end] + off
    if others >= 0.0:
        return root(gain[end] * others)
    if talks:
        agenda.error[end] *= 1.0 - w.p["bargaining.refused"]
    return min(gain[end], others)


def may_open_again(agenda):
    if agenda.stage < 4 or any(c.state in ("due", "in-force") or c.frozen_from for c in agenda.clauses):
        return
    lasting = any(c.does in ("restrain", "withhold") for c in agenda.clauses)
    if lasting or not any(c.state == "kept" for c in agenda.clauses):
        agenda.stage = 0


def hazard_of_a_stage(w, agenda):
    hazard = w.p["bargaining.hazard"] * agenda.talk * e(max(agenda.zone, 0.0), 1.0)
    hazard /= 1.0 + w.p["bargaining.breadth"] * len(agenda.files)
    return 0.0 if max(dyad.stance for dyad in agenda.pair.dyad) >= 1.5 or agenda.pair.at_war else hazard


def weigh_told(w):
    """What the day says of the talks, after all else that it says."""
    for agenda in w.agendas.values():
        if w.given:
            w.weigh(agenda.stayed, None)


def step(w):
    regular = w.day % int(w.decide_every) == 0
    for agenda in w.agendas.values():
        spread = w.p["bargaining.spread"]
        if spread > 0.0 and agenda.error is None:
            agenda.error = [spread * normal_quantile(u) for u in w.draw("agenda", agenda.id, 2)[:2]]
        agenda.stayed = 0.0
        told = [stage for date, stage in agenda.facts if date == w.day]
        if told and agenda.stage not in (4, told[0]):
            agenda.stage = told[0]
            if not w.given:
                w.act(agenda.slot, NO_ACT, -1)
        if regular and not w.given:
            may_open_again(agenda)
        if regular:
            weigh(w, agenda)
        fails = regular and agenda.zone <= 0 and 0 < agenda.stage < 4
        if fails and not w.given and w.draw("agenda", agenda.id, 1)[0] < w.p["bargaining.collapse"]:
            agenda.stage -= 1
        agenda.talk = min([1.0] + [w.file_talk[file.id] for file in agenda.files])
        if agenda.error:
            agenda.error = [error * exp(-w.p["bargaining.learned"] * agenda.talk) for error in agenda.error]
        hazard = hazard_of_a_stage(w, agenda)
        if w.given:  # deals and stages of the past are facts; that talks stayed where they were weighs
            if agenda.facts and agenda.facts[0][0] < w.day and not told:
                agenda.stayed = -hazard + (log(1.0 - w.p["bargaining.collapse"]) if fails else 0.0)
        elif agenda.stage < 4 and w.draw("agenda", agenda.id)[0] < chance(hazard):
            w.act(agenda.slot, NO_ACT, -1)
            agenda.stage += 1
            if agenda.stage == 4:
                strike(w, agenda, w.number(agenda.slot))
    for deal in w.deals:
        if deal.past == w.day and signed_on(w):
            sign(w, deal)


def sign(w, deal):
    """On its date, whatever the talks; what was settled before is not settled again."""
    if not deal.agenda:
        strike_one(w, deal, NO_ACT)
        return
    agenda = w.agendas[deal.agenda]
    if agenda.stage < 4:
        weigh(w, agenda, signs=True)
        agenda.stage = 4
        w.act(agenda.slot, NO_ACT, -1)
        strike(w, agenda, w.number(agenda.slot))
