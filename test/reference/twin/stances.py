"""How hard each side leans: noisy best replies; below hold both step together."""
from .arithmetic import clamp, exp, logistic
from .utility import harm_rate, of_stance, utility
from .world import NO_ACT


def compile(w, s):
    w.decide_every = float(s["stances"]["decide-every"])
    w.plays_equilibrium = s["stances"].get("play") == "equilibrium"


def start(w):
    for dyad in w.dyads:
        stated = w.p.get("stances.initial." + dyad.id, 0.0)
        dyad.stance = float(int(stated + (-0.5 if stated < 0 else 0.5)))


def step(w):
    regular = w.day % int(w.decide_every) == 0
    for pair in w.pairs if w.plays_equilibrium else []:
        play(w, pair, regular)
    for pair in [] if w.plays_equilibrium else w.pairs:
        reply_both(w, pair, regular)
    for dyad in w.dyads:
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
    return to


def reply_both(w, pair, regular):
    """At once: neither sees what the other has just chosen."""
    steps = [decide(w, dyad, regular) if regular or dyad.crossed else dyad.stance for dyad in pair.dyad]
    for dyad, to in zip(pair.dyad, steps):
        take_step(w, dyad, to)


def take_step(w, dyad, to):
    """A harder stance is caused by the gravest act remembered."""
    if to != dyad.stance:
        harder = to > dyad.stance
        dyad.stance = to
        w.act(dyad.stance_slot, dyad.memory.best_act if harder else NO_ACT, dyad.memory.best_root if harder else -1)


def ease_together(w, pair):
    s = [dyad.stance for dyad in pair.dyad]
    if max(s) > 0.5 or min(s) < -1.5:
        return
    gains, chances = [], []
    for j, dyad in enumerate(pair.dyad):
        gains.append(utility(w, dyad, s[j] - 1, s[1 - j] - 1) - utility(w, dyad, s[j], s[1 - j]))
        chances.append(step_chance(w, gains[-1]))
    p = pair.talk * (chances[0] * chances[1])
    if min(gains) > 0 and w.draw("stance", pair.named)[3] < p:
        for dyad in pair.dyad:
            dyad.stance -= 1
            w.act(dyad.stance_slot, NO_ACT, -1)


def play(w, pair, regular):
    """Both draw their steps from the logit equilibrium, if it is the only one for certain."""
    deciding = [dyad for dyad in pair.dyad if regular or dyad.crossed]
    steps = [steps_of(dyad, dyad in deciding) for dyad in pair.dyad]
    games = [[[of_stance(w, dyad, to, other) - w.p["stances.inertia"] * abs(to - dyad.stance)
               for other in steps[1 - s]] for to in steps[s]] for s, dyad in enumerate(pair.dyad)]
    if deciding and not only_one(games, w.p["stances.lambda"]):
        reply_both(w, pair, regular)
    elif deciding:
        now = [utility(w, dyad, dyad.stance, dyad.back.stance) for dyad in pair.dyad]
        for dyad, to, mix, value in zip(pair.dyad, steps, solve(games, w.p["stances.lambda"]), now):
            dyad.utility = value if regular else dyad.utility
            u, a = w.draw("stance", dyad.id)[0], len(to) - 1
            while a > 0 and u >= mix[a]:
                u -= mix[a]
                a -= 1
            take_step(w, dyad, to[a])


def steps_of(dyad, decides):
    i = dyad.stance
    if not decides:
        return [i]
    steps = ([i - 1] if i > 0.5 else []) + [i] + ([i + 1] if i < 1.5 else [])
    return steps + ([i + 2] if i < 0.5 and dyad.crossed else [])


def cross(u, a, b, c, d):
    return u[a][c] - u[b][c] - u[a][d] + u[b][d]


def only_one(games, precision):
    """The bound of src/mechanisms/equilibrium.h: replies in turn are a contraction."""
    if all(len(u) == 2 for u in games) and cross(games[0], 0, 1, 0, 1) * cross(games[1], 0, 1, 0, 1) <= 0.0:
        return True
    bear = [max(cross(u, a, b, c, d) for a in range(len(u)) for b in range(len(u))
                for c in range(len(u[0])) for d in range(len(u[0]))) for u in games]
    return precision * bear[0] * (precision * bear[1]) < 16.0


def reply(u, precision, other):
    values = [precision * sum(x * p for x, p in zip(row, other)) for row in u]
    weights = [exp(value - max(values)) for value in values]
    return [weight / sum(weights) for weight in weights]


def solve(games, precision):
    """Slowly, by replies that are taken up by half: not the engine's way, so equal to 1e-12, not to the bit."""
    mixes = [[1.0 / len(u)] * len(u) for u in games]
    for _ in range(100000):
        replies = [reply(games[s], precision, mixes[1 - s]) for s in (0, 1)]
        gap = max(abs(a - b) for s in (0, 1) for a, b in zip(replies[s], mixes[s]))
        mixes = [[0.5 * (a + b) for a, b in zip(replies[s], mixes[s])] for s in (0, 1)]
        if gap < 1e-15:
            break
    return mixes
