"""A patron asks a client to hold its fire; the client does, wholly, or refuses."""
from .arithmetic import logistic
from .campaigns import YEAR_KEPT, stake
from .world import NO_ACT, Entry, is_part


def compile(w, s):
    w.orders = []
    for node in s.get("orders", []):
        patron = w.actors[node["by"]]
        campaign = next(c for c in w.campaigns if c.id == node["to"])
        link = next(x for x in w.links if x.patron is patron and is_part(campaign.actor, x.client))
        w.orders.append(Entry(id=node["id"], path="orders." + node["id"], patron=patron, campaign=campaign, link=link,
                              dyad=campaign.dyad, rest=0.0, begun=False, obeyed=False,
                              slot=w.slot("order", node["id"]), refusal=w.slot("refusal", node["id"])))


def step(w):
    regular = w.day % int(w.decide_every) == 0
    for order in w.orders:
        now = stake(w, order.campaign)
        order.rest = now + (order.rest - now) * YEAR_KEPT if order.begun else now
        order.begun, order.obeyed = True, False
        if w.given or not (regular or order.dyad.back.crossed) or order.campaign.halted >= 1.0:
            continue
        p = order.patron.politics
        x = w.par(order, "base") + w.par(order, "stake") * (now - order.rest)
        x += w.par(order, "crossed") if order.dyad.back.crossed else 0.0
        x -= w.par(order, "heat") * (p.heat - w.par(p, "heat"))
        u = w.draw("order", order.id)
        if u[0] >= logistic(x):
            continue
        w.act(order.slot, NO_ACT, -1)
        order.obeyed = u[1] < order.link.control
        if not order.obeyed:
            w.act(order.refusal, w.number(order.slot), -1)
            order.link.control *= 1.0 - w.par(order, "refused")
