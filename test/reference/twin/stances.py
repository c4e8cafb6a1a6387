"""How hard each side leans: down together where words allow, else noisy best replies."""
from .arithmetic import clamp, exp, logistic
from .utility import of_stance, utility
from .world import NO_ACT, gravest


def compile(w, s):
    w.decide_every = float(s["stances"]["decide-every"])
    w.plays_equilibrium = s["stances"].get("play") == "equilibrium"


def start(w):
    for dyad in w.dyads:
        stated = w.p.get("stances.initial." + dyad.id, 0.0)
        dyad.stance = float(int(stated + (-0.5 if stated < 0 else 0.5)))


def step(w):
    regular = w.day % int(w.decide_every) == 0
    for pair in w.pairs:
        for dyad in pair.dyad if regular else []:
            seen = dyad.back.stance if w.plays_equilibrium else read_stance(w, dyad)
            dyad.utility = utility(w, dyad, dyad.stance, seen)
        if not (regular and ease_together(w, pair)):
            (play if w.plays_equilibrium else reply_both)(w, pair, regular)
    for dyad in w.dyads:
        dyad.crossed = 0


def step_chance(w, gain):
    return logistic(w.p["stances.lambda"] * (gain - w.p["stances.inertia"]))


def read_stance(w, dyad):
    """The rival's stance as the holder reads it: harder, the more it is feared."""
    return clamp(dyad.back.stance + w.p["stances.bias"] * (2.0 * logistic(dyad.belief) - 1.0), -2.0, 2.0)


def decide(w, dyad):
    u, i, j = w.draw("stance", dyad.id), dyad.stance, read_stance(w, dyad)
    now, to = of_stance(w, dyad, i, j), i
    if i < 1.5 and u[0] < step_chance(w, of_stance(w, dyad, i + 1, j) - now):
        to = i + 1
        if dyad.crossed and to < 1.5:
            if u[2] < step_chance(w, of_stance(w, dyad, to + 1, j) - of_stance(w, dyad, to, j)):
                to += 1
    elif i > 0.5 and not dyad.pair.at_war and u[1] < step_chance(w, of_stance(w, dyad, i - 1, j) - now):
        to = i - 1
    return to


def reply_both(w, pair, regular):
    """At once: neither sees what the other has just chosen."""
    steps = [decide(w, dyad) if regular or dyad.crossed else dyad.stance for dyad in pair.dyad]
    for dyad, to in zip(pair.dyad, steps):
        take_step(w, dyad, to)


def take_step(w, dyad, to):
    """A harder stance is caused by the gravest act remembered."""
    if to != dyad.stance:
        harder = to > dyad.stance
        dyad.stance = to
        w.act(dyad.stance_slot, *(gravest(dyad.memory) if harder else (NO_ACT, -1)))


def ease_together(w, pair):
    """The only way below hold, and from above it one that leaves neither behind."""
    s = [dyad.stance for dyad in pair.dyad]
    if min(s) < -1.5 or pair.at_war:
        return False
    gains, chances = [], []
    for j, dyad in enumerate(pair.dyad):
        gains.append(utility(w, dyad, s[j] - 1, s[1 - j] - 1) - utility(w, dyad, s[j], s[1 - j]))
        chances.append(step_chance(w, gains[-1]))
    p = pair.talk * (chances[0] * chances[1])
    if min(gains) <= 0 or w.draw("stance", pair.named)[3] >= p:
        return False
    for dyad in pair.dyad:
        dyad.stance -= 1
        w.act(dyad.stance_slot, NO_ACT, -1)
    return True


def play(w, pair, regular):
    """Both draw their steps from the logit equilibrium, if it is the only one for certain."""
    deciding = [dyad for dyad in pair.dyad if regular or dyad.crossed]
    steps = [steps_of(dyad, dyad in deciding) for dyad in pair.dyad]
    games = [[[of_stance(w, dyad, to, other) - w.p["stances.inertia"] * abs(to - dyad.stance)
               for other in steps[1 - s]] for to in steps[s]] for s, dyad in enumerate(pair.dyad)]
    if deciding and not only_one(games, w.p["stances.lambda"]):
        reply_both(w, pair, regular)
    elif deciding:
        for dyad, to, mix in zip(pair.dyad, steps, solve(games, w.p["stances.lambda"])):
            u, a = w.draw("stance", dyad.id)[0], len(to) - 1
            while a > 0 and u >= mix[a]:
                u -= mix[a]
                a -= 1
            take_step(w, dyad, to[a])


def steps_of(dyad, decides):
    i = dyad.stance
    if not decides:
        return [i]
    steps = ([i - 1] if i > 0.5 and not dyad.pair.at_war else []) + [i] + ([i + 1] if i < 1.5 else [])
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
