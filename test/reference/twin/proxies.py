"""How far a client obeys its patron, and what strikes cost it."""
from .arithmetic import clamp, decay, exp, log


def compile(w, s):
    for actor in w.actors.values():
        actor.capability = 1.0
        actor.struck_by = [f for f in w.flows.values() if actor.kind == "group" and f.rung >= w.strike and (
            f.target is actor or actor.part_of is f.target or f.target.part_of is actor)]


def start(w):
    for link in w.links:
        link.control = w.par(link, "control")


def step(w):
    for link in w.links:
        mean = w.par(link, "control")
        c = mean + (link.control - mean) * decay(w.p["proxies.half-life"])
        c += w.p["proxies.rein"] * link.rein - w.p["proxies.concession"] * link.traded
        link.control, link.rein, link.traded = clamp(c, 0.0, 1.0), 0.0, 0.0
    for actor in w.actors.values():
        if actor.struck_by:
            actor.capability = 1.0 - (1.0 - actor.capability) * decay(w.p["proxies.recovery"])
        for flow in actor.struck_by:
            if flow.slot.count > 0:
                actor.capability *= exp(flow.slot.count * log(1.0 - min(w.p["proxies.hit"], 0.999999)))
