"""What a stance is worth an epoch ahead, in own deaths (src/mechanisms/utility.h)."""
from . import harm, war
from .arithmetic import e, exp, heavy_tail_mean
from .channels import widest_zone
from .politics import cost_of_war


def hits(w, dyad):
    """Shares of the holder's memory by which the rival's side hurts it or whom it protects."""
    return [share for share in dyad.memory.shares if share.flow.hostile and not share.watched
            and share.flow.source.side is dyad.rival and share.flow.target.kind != "group"]


def harm_rate(w, dyad, j):
    now, total = dyad.back.stance, 0.0
    for share in hits(w, dyad):
        flow, gamma = share.flow, w.par(share.flow, "stance")
        weight = w.p[share.weight] if share.weight else 1.0
        client = flow.source.kind != "principal" and flow.source.link
        obedience = flow.source.link.control if client else 1.0
        shift = 1.0 if j == now or gamma == 0.0 else exp(gamma * obedience * (j - now))
        mean = heavy_tail_mean(w.par(flow.theatre, "tail"), w.par(flow.theatre, "cap"))
        total += weight * flow.mean * shift * harm.kills_own(w, flow) * mean
    return total


def war_chance(w, dyad, i, j):
    """Chance of war that the holder sees in an epoch, or in an exchange that may come."""
    if dyad.pair.open:
        return war.within(w, dyad.pair, i + j, w.decide_every)
    return w.par(dyad.holder.politics, "fear") * war.by_exchange(w, dyad.pair, i + j)


def stance_rate(w, dyad, i, j):
    p = dyad.holder.politics
    press = (i - j) / 4.0 + (max(widest_zone(w, dyad.pair), 0.0) if i <= 0.0 and j <= 0.0 else 0.0)
    enmity = dyad.tension * exp(-dyad.tension / w.p["stances.enmity-scale"]) * max(i, 0.0) / 2.0
    provoked = e(dyad.provocation, w.p["stances.provocation-scale"])
    audience = w.par(p, "audience") * (1.0 + p.ramp) * provoked * (2.0 - i) / 4.0
    exposed = w.par(p, "exposure") * max(j - i, 0.0)
    return p.press * press - exposed + p.enmity * enmity - audience


def of_stance(w, dyad, i, j):
    """The part that the own stance can change."""
    cost = cost_of_war(w, dyad.holder.politics)
    return w.decide_every * stance_rate(w, dyad, i, j) - cost * war_chance(w, dyad, i, j)


def utility(w, dyad, i, j):
    return of_stance(w, dyad, i, j) - w.decide_every * harm_rate(w, dyad, j)
