"""How sure a holder is that its rival is implacable, as log-odds."""
from .arithmetic import clamp, decay, exp, logit


def prior(w, dyad):
    return logit(w.p.get("beliefs.prior." + dyad.id, w.p["beliefs.implacable"]))


def start(w):
    for dyad in w.dyads:
        dyad.belief = prior(w, dyad)


def step(w):
    theta = w.p["beliefs.evidence"]
    for dyad in w.dyads:
        rest, memory = prior(w, dyad), dyad.memory
        routine = memory.level * (1.0 - decay(w.p["memory.half-life"])) * (exp(theta) - 1.0)
        belief = rest + decay(w.p["beliefs.half-life"]) * (dyad.belief - rest)
        belief += theta * memory.today - routine
        belief += w.p["beliefs.clause"] * (dyad.broken_news - dyad.kept_news)
        dyad.belief = clamp(belief, -4.0, 4.0)
        dyad.kept_news = dyad.broken_news = 0.0
