"""What each principal has got, day by day, in own deaths."""
from .arithmetic import decay, e, exp
from .channels import widest_zone
from .politics import cost_of_war, in_own_act
from .utility import hits
from .world import is_part


def step(w):
    if not w.given:  # the account opens at the start
        book(w)
    for p in w.politics.values():
        p.concession = 0.0


def book(w):
    for dyad in w.dyads:
        p = dyad.holder.politics
        for share in hits(w, dyad):
            loss = p.discount * w.p[share.weight] if share.weight else p.discount
            p.payoff -= loss * share.flow.deaths_own
        p.payoff += p.discount * stances_today(w, dyad, p)
    for p in w.politics.values():
        p.payoff -= p.discount * sum(in_own_act(w, flow) for flow in w.flows.values() if is_part(flow.source, p.actor))
    for p in w.politics.values():
        p.payoff -= p.discount * w.par(p, "face") * p.concession
        for flow in w.flows.values():
            if flow.source is p.actor and flow.rung >= w.strike:
                p.payoff -= p.discount * w.par(p, "moves") * flow.slot.count
    for pair in w.pairs:
        for p in [dyad.holder.politics for dyad in pair.dyad] if pair.at_war else []:
            loss = w.p["war.deaths"] + w.par(p, "war-day")
            if pair.war_slot.count > 0:
                loss += cost_of_war(w, p)
            p.payoff -= p.discount * loss
    settled = set()
    for deal in w.deals:  # several deals may carry out one agenda: its value is booked once
        if deal.agenda and deal.agenda not in settled:
            settled.add(deal.agenda)
            agenda = w.agendas[deal.agenda]
            for end, actor in enumerate(agenda.files[0].ends if w.day - deal.struck < 365 else []):
                paid = standing_share(w, agenda, actor) * (actor.politics.discount * agenda.share[end])
                actor.politics.payoff += paid / 365.0
    for p in w.politics.values():
        p.discount *= decay(w.par(p, "discount-half-life"))


def standing_share(w, agenda, actor):
    """Of what the agenda's deals owe to the actor, the share that is neither broken nor frozen."""
    owed = [clause.state for clause in w.clauses
            if clause.deal.agenda and w.agendas[clause.deal.agenda] is agenda
            and clause.dyad and clause.dyad.holder is actor]
    lost = float(sum(state in ("broken", "frozen") for state in owed))
    return 1.0 - lost / max(float(len(owed)), 1.0)


def stances_today(w, dyad, p):
    i, j, tension = dyad.stance, dyad.back.stance, dyad.tension
    zone = widest_zone(w, dyad.pair) if max(i, j) <= 0.0 else 0.0
    x = p.press * ((i - j) * 0.25 + zone)
    x -= w.par(p, "exposure") * max(j - i, 0.0)
    x += p.enmity * tension * exp(-tension / w.p["stances.enmity-scale"]) * max(i, 0.0) * 0.5
    provoked = e(dyad.provocation, w.p["stances.provocation-scale"])
    return x - w.par(p, "audience") * (1.0 + p.ramp) * provoked * (2.0 - i) * 0.25
