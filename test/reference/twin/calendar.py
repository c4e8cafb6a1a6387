"""Shocks: on their date, or at random with their rate."""
from .arithmetic import chance, clamp
from .politics import leader_dies
from .world import NEVER, NO_ACT, Entry, day_of


def compile(w, s):
    w.shocks = [Entry(id=name, path="shocks." + name, date=day_of(node["date"]) if "date" in node else None,
                      root=w.theatres[node["in"]].index if "in" in node else -1, heat=list(node.get("heat", {})),
                      starts=node.get("starts"), stops=node.get("stops"), leader=node.get("leader"), until=NEVER, slot=w.slot("shock", name))
                for name, node in s.get("shocks", {}).items()]


def step(w):
    for shock in w.shocks:
        if shock.date is None:  # what followed from random shocks of the past stands in the record
            if not w.given and w.draw("shock", shock.id)[0] < chance(w.par(shock, "rate")):
                strikes(w, shock)
        elif shock.date == w.day:
            strikes(w, shock)


def strikes(w, shock):
    w.act(shock.slot, NO_ACT, shock.root)
    shock.until = w.day + int(w.par(shock, "lasts")) - 1
    for name in shock.heat:
        politics = w.politics[name]
        politics.heat = clamp(politics.heat + w.par(shock, "heat." + name), 0.0, 10.0)
    if shock.leader:
        leader_dies(w, w.politics[shock.leader], w.number(shock.slot), shock.root)


def in_force(w):
    return any(shock.until >= w.day for shock in w.shocks)
