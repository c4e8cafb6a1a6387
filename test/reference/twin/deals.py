"""Clauses: due, in force, kept, broken, frozen; value with the giver, held, released."""
from .arithmetic import chance, exp, log, logistic
from .calendar import in_force
from .drivers import stop
from .utility import of_stance
from .world import NEVER, NO_ACT, Entry, day_of, gravest, is_part


def compile(w, s):
    w.deals, w.clauses = [], []
    for name, node in s.get("deals", {}).items():
        past = day_of(node["struck"]) if "struck" in node else NEVER
        deal = Entry(id=name, agenda=node.get("agenda"), stops=node.get("stops"), past=past,
                     struck=past if past < w.epoch else NEVER, clauses={})
        for each in node.get("clauses", []):
            by, to, path = w.actors[each["by"]], w.actors[each["to"]], f"deals.{name}.clauses.{each['id']}"
            clause = deal.clauses[each["id"]] = Entry(
                id=f"{name}.{each['id']}", path=path, deal=deal, by=by, dyad=w.dyad(to, by), does=each["does"],
                holder=each.get("holder"), after=each.get("after"), snapback=each.get("snapback", "").split(),
                restrains=[w.actors[a] for a in each.get("restrains", [])], state="none", due=NEVER, broken_on=NEVER,
                facts=[(day_of(f["date"]), f["state"]) for f in each.get("facts", [])], act=NO_ACT, root=-1,
                obeyers=[], by_choice=each.get("kept") == "by-choice", worth=None, frozen_from=None,
                theatres=each.get("in", []), giver=w.p[path + ".of"], held=0.0, released=0.0, slot=w.slot("clause", f"{name}.{each['id']}"))
            w.clauses.append(clause)
            asked = [obeyer(w, clause, actor) for actor in clause.restrains
                     if each["does"] == "restrain" and actor is not by and client_link(w, actor, by)]
            if each.get("obeyed") == "wholly":
                clause.obeyers = asked
        w.deals.append(deal)
    for clause in w.clauses:
        for date, state in clause.facts:
            if date < w.epoch:
                clause.state, clause.due = state, date
                if state == "kept":
                    hand_over(clause)


def client_link(w, actor, patron):
    return next((link for link in w.links if link.patron is patron and is_part(actor, link.client)), None)


def obeyer(w, clause, actor):
    """A client that is asked to comply wholly, or refuses."""
    name = f"{clause.id}.{actor.id}"
    return Entry(id=name, actor=actor, link=client_link(w, actor, clause.by), complies=0, next=NEVER, refusal=w.slot("refusal", name))


def ask(w, clause):
    for one in clause.obeyers:
        if clause.state != "in-force":
            one.complies, one.next = 0, NEVER
            continue
        if one.next == NEVER or w.day >= one.next:
            one.complies = int(w.draw("clause-client", one.id)[0] < one.link.control)
            one.next = w.day + int(w.par(clause, "asked-every"))
            if not one.complies:
                w.act(one.refusal, clause.act, clause.root)
                one.link.control *= 1.0 - w.par(clause, "refused")
        if one.complies:
            one.link.rein = 1.0


def hand_over(clause):
    if clause.holder:
        clause.held += clause.giver
    else:
        clause.released += clause.giver
    clause.giver = 0.0


def becomes(w, clause, state, cause, root):
    clause.frozen_from = None
    if clause.state == state:
        return
    clause.state = state
    w.act(clause.slot, cause, root)
    clause.act, clause.root = w.number(clause.slot), root
    if state == "kept":
        hand_over(clause)
        if clause.dyad:
            clause.dyad.kept_news += 1.0
        if clause.by.politics:
            clause.by.politics.concession += 1.0
    if state == "broken":
        clause.broken_on = w.day


def step(w):
    for deal in w.deals:
        if deal.past == w.day and not signed_on(w):
            deal.struck = w.day
    for clause in w.clauses:
        for date, state in clause.facts:
            if date == w.day:
                becomes(w, clause, state, NO_ACT, -1)
                clause.due = w.day
        if clause.state not in ("in-force", "frozen"):
            clause.worth = None
        if clause.state == "due":
            if not w.given and w.day >= clause.due:
                falls_due(w, clause)
        elif clause.state == "in-force":
            for link in reined(clause) if not clause.obeyers else []:
                link.rein = 1.0
            if not w.given:
                may_be_broken(w, clause)
        elif clause.state == "frozen":
            if not w.given and clause.frozen_from:
                may_be_released(w, clause)
        elif clause.state == "kept":
            if not w.given and clause.held > 0.0 and is_frozen(w, clause):
                ask(w, clause)
                continue
            out = min(clause.held, w.par(clause, "pace") * w.par(clause, "of"))
            clause.held -= out
            clause.released += out
        elif clause.state == "broken":
            if clause.broken_on != NEVER and w.day >= clause.broken_on + int(w.par(clause, "verify")):
                breach_is_seen(w, clause)
        ask(w, clause)


def reined(clause):
    return [a.link for a in clause.restrains if a.link and a.link.patron is clause.by]


def falls_due(w, clause):
    first = clause.deal.clauses[clause.after] if clause.after else None
    before, state, made_by = first.state if first else "kept", "broken", clause
    if before == "due" or (first and first.frozen_from):
        return  # it waits for the one before
    if before not in ("kept", "in-force"):
        state, made_by = "none", first  # what it waited for will not come: it is void
    elif w.draw("clause", clause.id, 1)[0] < w.par(clause, "keep"):
        state = "in-force" if clause.does in ("restrain", "withhold") else "kept"
    becomes(w, clause, state, made_by.act, made_by.root)


def pressure(w, clause):
    """Heat at the giver's home, as it moves breaches, freezes and releases."""
    p = clause.by.politics
    return w.p["breach.heat"] * (p.heat - w.par(p, "heat")) if p else 0.0


def log_ratio(w, clause):
    """What stands of the deal over what breaking it would pay, both with the giver's price of face on top."""
    agenda, p, dyad = w.agendas.get(clause.deal.agenda), clause.by.politics, clause.dyad.back
    stands = tempts = 0.0
    if agenda:
        end = 0 if agenda.files[0].ends[0] is clause.by else 1
        owed = [c for c in agenda.clauses if c.dyad and c.dyad.holder is clause.by]
        gone = sum(1.0 for c in owed if c.state in ("broken", "frozen"))
        stands = max(agenda.share[end], 0.0) / 365.0 * (1.0 - gone / max(float(len(owed)), 1.0))
    i, j = min(dyad.stance, 1.0), clause.dyad.stance
    tempts = max(of_stance(w, dyad, i + 1.0, j) - of_stance(w, dyad, i, j), 0.0) / w.decide_every
    face = max(w.par(p, "audience"), 1e-9)
    return log((stands + face) / (tempts + face))


def breach_today(w, clause):
    x = 0.0 if w.par(clause, "freezes") > 0.0 else pressure(w, clause)
    shock = w.p["breach.shock"] if in_force(w) else 1.0
    if clause.by_choice:
        now = log_ratio(w, clause)
        clause.worth = now if clause.worth is None else clause.worth
        at_rest = log(max(exp(w.p["breach.base"]) - 1.0, 1e-300))
        p = logistic(at_rest + x - w.p["breach.choice"] * (now - clause.worth))
        return 1.0 - (1.0 - p) * exp(-w.p["breach.tremble"] * shock)
    agenda = w.agendas.get(clause.deal.agenda)
    if agenda:
        x += w.p["breach.loss"] * max(-agenda.zone, 0.0)
    return chance(w.p["breach.base"] * exp(min(x, 20.0)) * shock)


def goes_back_on(w, clause, state):
    memory = clause.dyad.back.memory if clause.dyad else None
    cause, root = gravest(memory) if memory else (NO_ACT, -1)
    after = cause >= 0 and w.epoch + cause // len(w.slots) >= clause.deal.struck  # what came before it is no cause
    becomes(w, clause, state, cause if after else NO_ACT, root if after else -1)


def has_run_out(w, clause):
    return clause.does in ("restrain", "withhold") and w.day >= clause.due + int(w.par(clause, "lasts"))


def may_be_broken(w, clause):
    if w.draw("clause", clause.id)[0] < breach_today(w, clause):
        goes_back_on(w, clause, "broken")
    elif has_run_out(w, clause):
        clause.state = "none"
    else:
        is_frozen(w, clause)


def is_frozen(w, clause):
    """Does its giver freeze it today?"""
    hazard, was = w.par(clause, "freezes"), clause.state
    if not hazard > 0.0 or w.draw("clause", clause.id, 2)[0] >= chance(hazard * exp(min(pressure(w, clause), 20.0))):
        return False
    goes_back_on(w, clause, "frozen")
    clause.frozen_from = was
    return True


def may_be_released(w, clause):
    if has_run_out(w, clause):
        clause.state, clause.frozen_from = "none", None
    elif w.draw("clause", clause.id, 2)[1] < chance(w.par(clause, "thaws") * exp(min(-pressure(w, clause), 20.0))):
        w.act(clause.slot, clause.act, clause.root)
        clause.act = w.number(clause.slot)
        clause.state, clause.frozen_from = clause.frozen_from, None


def breach_is_seen(w, clause):
    clause.broken_on = NEVER
    if clause.dyad:
        clause.dyad.broken_news += 1.0
    for name in clause.snapback:
        other = clause.deal.clauses[name]
        other.frozen_from = None
        if other.state not in ("none", "frozen", "broken"):
            becomes(w, other, "frozen", clause.act, clause.root)


def signed_on(w):
    """A deal dated today is signed today; before the start it is a fact."""
    return w.day >= w.start


def strike(w, agenda, cause):
    """An agenda was agreed today: its deals come into being."""
    for deal in w.deals:
        if deal.agenda == agenda.id:
            strike_one(w, deal, cause)


def strike_one(w, deal, cause):
    deal.struck = w.day
    if deal.stops:
        stop(w, w.drivers[deal.stops], cause)
    for clause in deal.clauses.values():
        clause.frozen_from = None
        clause.state, clause.due = "due", w.day + int(w.par(clause, "due"))
        clause.act, clause.root = cause, -1
        for link in reined(clause):
            link.traded = 1.0
