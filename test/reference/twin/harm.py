"""What an act does: its realised rung, who dies, who is wounded."""
from .arithmetic import heavy_tail
from .history import mode


def lethality(w, flow, key="lethality"):
    return w.p.get(f"{flow.path}.{key}", w.par(flow.theatre, key))


def shield(w, flow):
    talk = flow.dyad.pair.talk if flow.dyad else 0.0
    warned = w.p["harm.warning"] * max(talk, w.par(flow, "announced"), flow.dyad.noticed if flow.dyad else 0.0) if flow.rung >= w.direct else 0.0
    return (1.0 - w.par(flow.theatre, "protection")) * (1.0 - warned)


def kills_own(w, flow):
    """Chance that one act kills people of the target's own, slips included."""
    plain, slip = lethality(w, flow), w.par(flow.theatre, "slip")
    slipped = min(plain * w.p["harm.slip-factor"], 1.0)
    return (plain + slip * (slipped - plain)) * shield(w, flow) * (1.0 - w.par(flow, "partners"))


def step(w):
    for flow in w.flows.values():
        if flow.hostile and not (w.given and mode(flow, w.given) != "nothing"):  # recorded acts bring their own dead
            for i in range(int(min(flow.slot.count, 256.0))):
                one_act(w, flow, w.draw("harm", flow.id, i))
                u = w.draw("own-dead", flow.id, i)
                if u[0] < w.par(flow, "own-lethality"):
                    flow.deaths_attacker += heavy_tail(u[1], w.par(flow.theatre, "tail"), w.par(flow.theatre, "cap"))


def one_act(w, flow, u):
    slips = u[0] < w.par(flow.theatre, "slip")
    factor = w.p["harm.slip-factor"] if slips else 1.0
    kills = min(lethality(w, flow) * factor, 1.0) * shield(w, flow)
    many = heavy_tail(u[2], w.par(flow.theatre, "tail"), w.par(flow.theatre, "cap"))
    flow.slipped += slips
    if u[1] < kills:
        if u[3] < w.par(flow, "partners"):
            flow.deaths_partner += many
        else:
            flow.deaths_own += many
    elif u[1] < kills + (1.0 - kills) * lethality(w, flow, "wounding"):
        flow.wounded += many
