"""What reports follow: attacks a week by theatre, and a member's totals."""
from .world import Entry


def compile(w, s):
    w.total = Entry(severity=0.0, deaths=0.0, worst=-1, worst_day=0)
    for theatre in w.theatres.values():
        theatre.window, theatre.week = [0] * 7, 0


def step(w):
    for theatre in w.theatres.values():
        acts = [flow.slot.count for flow in w.flows.values() if flow.hostile and flow.theatre is theatre]
        theatre.window[w.day % 7] = int(sum(acts))
        theatre.week = sum(theatre.window)
    if not w.given:
        add_totals(w)


def add_totals(w):
    for flow in w.flows.values():
        if flow.hostile:
            w.total.severity += flow.severity * flow.slot.count
            w.total.severity += (flow.severity_up - flow.severity) * flow.slipped
            w.total.deaths += flow.deaths_own if flow.target.kind == "principal" else 0.0
            raise_worst(w, flow.slot.count, flow.rung)
    for pair in w.pairs:
        w.total.deaths += pair.at_war * 2.0 * w.p["war.deaths"]
        w.total.severity += pair.at_war * 10.0
        raise_worst(w, pair.war_slot.count, len(w.rungs) - 1)


def raise_worst(w, count, rung):
    if count > 0 and w.total.worst < rung:
        w.total.worst, w.total.worst_day = rung, w.day
