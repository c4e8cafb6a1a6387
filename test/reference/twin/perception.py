"""What the victim reads into an act, whom it charges, and false alarms."""
from .arithmetic import chance, logistic, logit
from .beliefs import prior
from .world import NO_ACT, Entry


def compile(w, s):
    w.charges = [Entry(link=link, dyad=dyad, share=0.0)
                 for link in w.links for dyad in w.dyads if dyad.rival is link.patron]
    for flow in w.flows.values():
        flow.victim = reader_of(w, flow)


def reader_of(w, flow):
    """The dyad of the target, if it is a principal, else of the first that protects it."""
    rivals = [dyad for dyad in w.dyads if flow.source.side and dyad.rival is flow.source.side]
    for dyad in rivals:
        if dyad.holder is flow.target:
            return dyad
    return next((dyad for dyad in rivals if flow.target.id in dyad.holder.protects), None)


def step(w):
    for charge in w.charges:
        link, dyad = charge.link, charge.dyad
        x = logit(w.par(link, "attribution")) + w.p["perception.control"] * (link.control - w.par(link, "control"))
        x -= w.p["perception.denial"] * (1.0 if link.denied else 0.0)
        x += w.p["perception.doubt"] * (dyad.belief - prior(w, dyad))
        charge.share = logistic(x)
    for dyad in w.dyads:
        deaf = 1.0 - dyad.pair.talk
        tense = not w.given and dyad.tension > w.p["perception.alarm-tension"]
        alarmed = tense and w.draw("alarm", dyad.id)[0] < chance(w.p["perception.alarms"] * deaf)
        dyad.alarmed = 1.0 if alarmed else 0.0
        if alarmed:
            w.act(dyad.alarm_slot, NO_ACT, -1)
        belief = logistic(w.p["perception.base"] + w.p["perception.belief"] * dyad.belief)
        for flow in w.flows.values():
            if flow.victim is dyad and flow.hostile:
                read_acts(w, flow, w.p["perception.misread"] * deaf * belief)


def read_acts(w, flow, p):
    for i in range(int(min(flow.slot.count, 256.0))):
        u = w.draw("perception", flow.id, i)
        if u[0] < p and u[1] < 0.5:
            flow.read_up += 1.0
        elif u[0] < p:
            flow.charged += 1.0


def read_above(flow):
    """Acts perceived one rung above their own: slips and misreadings."""
    return min(flow.slipped + flow.read_up, flow.slot.count)
