"""How hard each side leans: noisy best replies; below hold both step together."""
from .arithmetic import clamp, logistic
from .utility import harm_rate, of_stance, utility
from .world import NO_ACT


def compile(w, s):
    w.decide_every = float(s["stances"]["decide-every"])
    if s["stances"].get("play", "reply") != "reply":
        raise NotImplementedError("the twin knows noisy replies only")


def start(w):
    for dyad in w.dyads:
        stated = w.p.get("stances.initial." + dyad.id, 0.0)
        dyad.stance = float(int(stated + (-0.5 if stated < 0 else 0.5)))


def step(w):
    regular = w.day % int(w.decide_every) == 0
    for dyad in w.dyads:
        if regular or dyad.crossed:
            decide(w, dyad, regular)
        dyad.crossed = 0
    for pair in w.pairs if regular else []:
        ease_together(w, pair)


def step_chance(w, gain):
    return logistic(w.p["stances.lambda"] * (gain - w.p["stances.inertia"]))


def decide(w, dyad, regular):
    u, i = w.draw("stance", dyad.id), dyad.stance
    seen = dyad.back.stance + w.p["stances.bias"] * (2.0 * logistic(dyad.belief) - 1.0)
    j = clamp(seen, -2.0, 2.0)
    now, to = of_stance(w, dyad, i, j), i
    if i < 1.5 and u[0] < step_chance(w, of_stance(w, dyad, i + 1, j) - now):
        to = i + 1
        if dyad.crossed and to < 1.5:
            if u[2] < step_chance(w, of_stance(w, dyad, to + 1, j) - of_stance(w, dyad, to, j)):
                to += 1
    elif i > 0.5 and u[1] < step_chance(w, of_stance(w, dyad, i - 1, j) - now):
        to = i - 1
    if regular:
        dyad.utility = now - w.decide_every * harm_rate(w, dyad, j)
    if to != i:
        dyad.stance = to
        harder = to > i
        w.act(dyad.stance_slot, dyad.memory.best_act if harder else NO_ACT, dyad.memory.best_root if harder else -1)


def ease_together(w, pair):
    s = [dyad.stance for dyad in pair.dyad]
    if max(s) > 0.5 or min(s) < -1.5:
        return
    p, gains = pair.talk, []
    for j, dyad in enumerate(pair.dyad):
        gains.append(utility(w, dyad, s[j] - 1, s[1 - j] - 1) - utility(w, dyad, s[j], s[1 - j]))
        p *= step_chance(w, gains[-1])
    if min(gains) > 0 and w.draw("stance", pair.dyad[0].id)[3] < p:
        for dyad in pair.dyad:
            dyad.stance -= 1
            w.act(dyad.stance_slot, NO_ACT, -1)
