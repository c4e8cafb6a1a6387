"""The modes of all parts of a campaign summed out in history: the chance of each joint mode (src/mechanisms/campaign_summed.h).

A joint mode has the modes of the parts as its digits of base 6, the first part's first. By day and particle:
morning: what comes to all, then what each part does by itself; evening: what words and acts say.
"""
import itertools
import math
from functools import lru_cache

from .arithmetic import chance, exp, log
from .history import mode
from .world import Entry

MODES, SHORT, PARTS = 6, 2, 3  # six modes of a part, halted from SHORT on; summed out for so many parts at most
STAYS_ON, HALTS_SHORT, HALTS_LONG, STAYS_SHORT, SHORT_ENDS, STAYS_LONG, LONG_ENDS = range(7)
# From and to the total of said and unsaid (even), or what is unsaid beyond `announced` of it (odd), and by which turn.
ONE = ((0, 0, STAYS_ON), (0, 2, HALTS_SHORT), (0, 4, HALTS_LONG), (2, 2, STAYS_SHORT), (2, 0, SHORT_ENDS), (4, 4, STAYS_LONG),
       (4, 0, LONG_ENDS), (1, 1, STAYS_ON), (3, 3, STAYS_SHORT), (5, 5, STAYS_LONG))


@lru_cache(None)
def layout(n):
    """Of n parts: strides, pairs of joint modes that differ in said and unsaid alone, by part; which parts are halted in each joint
    mode; moves, and their ways."""
    strides, size = [MODES**(n - 1 - i) for i in range(n)], range(MODES**n)
    moves = [(sum(part[0] * stride for part, stride in zip(parts, strides)),
              sum(part[1] * stride for part, stride in zip(parts, strides)),
              tuple(sum(part[2] == turn for part in parts) for turn in range(7)))
             for parts in itertools.product(ONE, repeat=n)]
    return Entry(strides=strides, moves=moves, ways=sorted(set(move[2] for move in moves)),
                 pairs=[[(x, x + stride) for x in size if x // stride % 2 == 0] for stride in strides],
                 patterns=[sum((x // stride % MODES >= SHORT) << i for i, stride in enumerate(strides)) for x in size])


def compile(campaign):
    campaign.layout = layout(len(campaign.parts)) if len(campaign.parts) <= PARTS else None


def start(campaign, one):
    """Parts at rest have nothing to do with each other."""
    if campaign.layout:
        campaign.prob = [1.0] * len(campaign.layout.patterns)
        for x in range(len(campaign.prob)):
            for stride in campaign.layout.strides:
                campaign.prob[x] *= one[x // stride % MODES]
    else:
        campaign.prob = [list(one) for _ in campaign.parts]


def modes_drawn(w, campaign):
    """The modes of all parts, part by part, each given those before it."""
    first, modes = 0, []
    for i, part in enumerate(campaign.parts):
        if campaign.layout:
            left, chances = campaign.layout.strides[i], [0.0] * MODES
            for m in range(MODES):
                for x in range(left):
                    chances[m] += campaign.prob[first + m * left + x]
        else:
            chances = campaign.prob[i]
        total = 0.0
        for p in chances:
            total += p
        at, m = w.draw("campaign", part.id, 1)[0] * total, 0
        while m + 1 < MODES and at >= chances[m]:
            at -= chances[m]
            m += 1
        modes.append(m)
        first += m * left if campaign.layout else 0
    return modes


# ---- the morning


class Day:
    """Chances of what comes to all today, and of what a part does by itself."""

    def __init__(self, w, campaign, halt, ends):
        order, is_long = w.par(campaign, "order") if len(campaign.parts) > 1 else 0.0, w.par(campaign, "long")
        common, own = chance(order * halt), chance((1.0 - order) * halt)
        self.no_halt, self.halt_all = 1.0 - common, (common * (1.0 - is_long), common * is_long)
        brief, lasting = (chance(order * end) for end in ends)
        self.no_end, self.end_both = 1.0 - max(brief, lasting), min(brief, lasting)
        self.end = (max(brief - lasting, 0.0), max(lasting - brief, 0.0))
        alone = [chance((1.0 - order) * end) for end in ends]
        self.own = (1.0 - own, own * (1.0 - is_long), own * is_long, 1.0 - alone[0], alone[0], 1.0 - alone[1], alone[1])

    def times_own(self, x, turns, some):
        for turn in some:
            for _ in range(turns[turn]):
                x *= self.own[turn]
        return x

    def of_way(self, turns):
        """Chance that parts do what a way says: those that are on, then those that are halted."""
        on, x = turns[STAYS_ON] + turns[HALTS_SHORT] + turns[HALTS_LONG], 1.0
        if on:
            x = self.times_own(self.no_halt, turns, (STAYS_ON, HALTS_SHORT, HALTS_LONG))
            for kind in (0, 1):
                if turns[HALTS_SHORT + kind] == on:
                    x += self.halt_all[kind]
        if sum(turns) == on:
            return x
        y = self.times_own(self.no_end, turns, (STAYS_SHORT, SHORT_ENDS, STAYS_LONG, LONG_ENDS))
        if turns[STAYS_SHORT] == 0:
            y += self.times_own(self.end[0], turns, (STAYS_LONG, LONG_ENDS))
        if turns[STAYS_LONG] == 0:
            y += self.times_own(self.end[1], turns, (STAYS_SHORT, SHORT_ENDS))
        if turns[STAYS_SHORT] == 0 and turns[STAYS_LONG] == 0:
            y += self.end_both
        return x * y


def predict(w, campaign, halt, ends):
    """One day of the chain."""
    says, day, now = w.par(campaign, "announced"), Day(w, campaign, halt, ends), list(campaign.prob)
    for pairs in campaign.layout.pairs:
        for said, unsaid in pairs:
            now[said] += now[unsaid]
            now[unsaid] -= says * now[said]
    chances, then = {way: day.of_way(way) for way in campaign.layout.ways}, [0.0] * len(now)
    for start_of, end_of, way in campaign.layout.moves:
        then[end_of] += chances[way] * now[start_of]
    for pairs in campaign.layout.pairs:
        for said, unsaid in pairs:
            then[unsaid] += says * then[said]
            then[said] -= then[unsaid]
    campaign.prob = [max(p, 0.0) for p in then]


# ---- which parts are halted


def of_patterns(campaign):
    """Chance that just the parts of each pattern are halted."""
    sums = [0.0] * 2**len(campaign.parts)
    for p, pattern in zip(campaign.prob, campaign.layout.patterns):
        sums[pattern] += p
    return sums


def shares(w, campaign):
    left, each = 1.0, []
    for part in campaign.parts:
        each.append(w.par(campaign, part.share) if part.share else max(left, 0.0))
        left -= each[-1]
    return [share / max(1.0 - left, 1.0) for share in each]


def halts(w, campaign):
    """Writes the chance of each part to be halted; returns that of all that have a share."""
    every, each = 0.0, shares(w, campaign)
    for part in campaign.parts:
        part.halted = 0.0
    for pattern, p in enumerate(of_patterns(campaign)):
        for i, part in enumerate(campaign.parts):
            part.halted += p if pattern >> i & 1 else 0.0
        if pattern and all(pattern >> i & 1 or not share > 0.0 for i, share in enumerate(each)):
            every += p
    return every


# ---- the evening


def weigh_words(campaign, i, told, chances):
    """told: which words were said today of part i; chances: of each word, by mode."""
    stride, weights = campaign.layout.strides[i], []
    for m in range(4):  # long halts speak as short ones do
        weights.append(1.0)
        for said, p in zip(told, chances[m]):
            weights[m] *= p if said else 1.0 - p
    for x, y in campaign.layout.pairs[i]:
        on = x // stride % MODES < SHORT
        campaign.prob[x] *= weights[0 if on else 2]
        campaign.prob[y] *= weights[1 if on else 3]
        if told[1 if on else 0]:
            campaign.prob[x] += campaign.prob[y]
            campaign.prob[y] = 0.0


def seen_today(w, flow):
    """(acts, the mean of which they are seen), or None."""
    how = mode(flow, w.given)
    if how == "nothing":
        return None
    if how == "total":
        return flow.slot.count, flow.mean
    kappa = 1.0 if how == "all" else (w.par(flow, "coverage") if how == "part" else 1.0) * w.given.seen[flow.id][2]
    return w.given.count.get(flow.id, 0.0), kappa * flow.mean


def likelier(w, flow, acts, mean, ratio):
    """How much likelier, in logarithms, acts are at ratio times their mean."""
    if not mean > 0.0:
        return 0.0
    size = w.p.get(flow.path + ".dispersion")
    less = (acts + size) * log((size + ratio * mean) / (size + mean)) if size else mean * (ratio - 1.0)
    return (0.0 if not acts > 0.0 else acts * log(ratio) if ratio > 0.0 else -math.inf) - less


def acts_of_patterns(w, campaign):
    leak, each, sums = w.par(campaign, "leak"), shares(w, campaign), [0.0] * 2**len(campaign.parts)
    for flow in campaign.flows:
        seen = seen_today(w, flow)
        if seen is None or not seen[1] > 0.0:
            continue
        for pattern in range(len(sums)):
            halted = 0.0
            for i, part in enumerate(campaign.parts):
                if pattern >> i & 1 and flow.fire in (campaign, part):
                    halted += each[i] if flow.fire is campaign else 1.0
            ratio = (1.0 - halted * (1.0 - leak)) / (1.0 - flow.fire.halted * (1.0 - leak))
            sums[pattern] += likelier(w, flow, *seen, ratio)
    return sums


def update(w, campaign, told, chances):
    """What the day's acts and words say of the modes; told: of each part."""
    for i, words in enumerate(told):
        weigh_words(campaign, i, words, chances)
    weights, sums, most, total = acts_of_patterns(w, campaign), of_patterns(campaign), -math.inf, 0.0
    for p, weight in zip(sums, weights):
        most = max(most, log(p) + weight if p > 0.0 else -math.inf)
    dead = most == -math.inf  # impossible in every mode
    for pattern, (p, weight) in enumerate(zip(sums, weights)):
        weights[pattern] = 1.0 if dead else exp(weight - most) if weight > -math.inf else 0.0
        total += p * weights[pattern]
    campaign.density = most + log(total)
    campaign.prob = [p * (weights[pattern] / total) for p, pattern in zip(campaign.prob, campaign.layout.patterns)]
