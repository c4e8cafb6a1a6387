"""From a direct exchange to war, and out of it."""
import math

from .arithmetic import chance, clamp, e, exp, log, logistic, logit
from .streams import unit, unit2
from .world import NEVER, NO_ACT


def numbers(w):
    return {key: w.p["war." + key] for key in ("chance", "window", "tension", "reference-tension", "stances", "talk",
                                               "reference-talk", "stumbled")}


def at_reference(p):
    """What the log-odds of war gain there."""
    return p["tension"] * p["reference-tension"] + p["stances"] * 2.0 - p["talk"] * p["reference-talk"]


def offset(w):
    """w0, with which the share of the stated chance that nobody chooses is stumbled into at the reference state."""
    p = numbers(w)
    h = 1.0 - exp(log(1.0 - p["chance"] * p["stumbled"]) / p["window"])
    return logit(clamp(h, 1e-9, 1.0 - 1e-9)) - at_reference(p)


def choice_offset(w):
    """So that what is chosen and what is stumbled into sum to the stated chance there."""
    p = numbers(w)
    stumbled = p["chance"] * p["stumbled"]
    chosen = (p["chance"] - stumbled) / max(1.0 - stumbled, 1e-9)
    return logit(clamp(chosen, 1e-9, 1.0 - 1e-9)) - at_reference(p) if chosen > 0.0 else -700.0


def push(w, pair, stances):
    tension = e(pair.dyad[0].tension + pair.dyad[1].tension, w.p["war.tension-scale"])
    return w.p["war.tension"] * tension + w.p["war.stances"] * stances - w.p["war.talk"] * pair.talk


def hazard(w, pair, stances):
    return logistic(offset(w) + push(w, pair, stances))


def chosen(w, pair, stances):
    return logistic(choice_offset(w) + push(w, pair, stances))


def within(w, pair, stances, days):
    return 1.0 - exp(days * log(max(1.0 - hazard(w, pair, stances), 1e-300)))


def by_exchange(w, pair, stances):
    """Chance that an exchange that opens leads to war, chosen or stumbled into."""
    p = chosen(w, pair, stances)
    return p + (1.0 - p) * within(w, pair, stances, w.p["war.window"])


def strikes(w, dyad):
    """Direct acts of the holder on its rival today."""
    return [flow for flow in w.flows.values() if flow.source is dyad.holder and flow.target is dyad.rival
            and flow.rung >= w.direct and flow.slot.count > 0]


def note(w, firsts, which):
    """The first day since the start; history does not count."""
    if firsts[which] == NEVER and not w.given:
        firsts[which] = w.day


def step(w):
    for pair in w.pairs:
        for j, dyad in enumerate(pair.dyad):
            for flow in strikes(w, dyad):
                pair.direct[j], pair.direct_act[j] = w.day, w.number(flow.slot)
                pair.direct_root[j] = flow.slot.root
                pair.size[j] = w.par(flow, "size")
                if flow.at not in ("third", "proxy"):
                    note(w, pair.first_attack, j)
        if NEVER not in pair.first_attack:
            note(w, pair.firsts, "both")
        if pair.at_war:
            fight_on(w, pair)
        elif max(pair.direct) >= w.day - 60:  # the longest window, and the day on which it closes
            may_break_out(w, pair)


def may_break_out(w, pair):
    s, window = [dyad.stance for dyad in pair.dyad], int(w.p["war.window"])
    opened = all(w.day - last < window for last in pair.direct)
    later = 1 if pair.direct[1] > pair.direct[0] else 0
    cause, root = pair.direct_act[later], pair.direct_root[later]
    opens = opened and not pair.open
    if opens:
        w.act(pair.exchange_slot, cause, root)
    pair.open = int(opened)
    if opens and not w.given:
        words = w.words("war", pair.named, 2)
        if unit2(*words[:2]) < chosen(w, pair, s[0] + s[1]):  # by the side that struck last
            w.act(pair.decision_slot[later], cause, root)
            begin(w, pair, w.number(pair.decision_slot[later]), root)
            return
    if opened and not w.given and w.day in pair.direct and unit(w.words("war", pair.named, 2)[2]) < w.p["war.closed"]:
        pair.closed = w.day + window
    onset = min(1.0, hazard(w, pair, s[0] + s[1]) * max(pair.size)) if opened else 0.0
    for j, dyad in enumerate(pair.dyad):
        home = any(flow.at == "homeland" for flow in strikes(w, dyad))
        if not opened and pair.direct[j] == w.day and s[j] > 1.5 and home:
            onset = chance(w.p["war.one-sided"])
    if tied_pair_burns(w, pair):
        onset = min(onset * w.p["war.entangled"], 1.0)
    if w.given:
        stay = (1.0 - onset) * (1.0 - chosen(w, pair, s[0] + s[1]) if opens else 1.0)
        w.weigh(log(stay) if stay > 0.0 else -math.inf, None)  # the record knows of no war
    elif onset > 0 and unit2(*w.words("war", pair.named)[:2]) < onset:
        begin(w, pair, cause, root)


def begin(w, pair, cause, root):
    pair.at_war = 1
    note(w, pair.firsts, "war")
    note(w, pair.firsts, "both")  # in a war each attacks
    w.act(pair.war_slot, cause, root)


def tied_pair_burns(w, pair):
    mine = (pair.dyad[0].holder, pair.dyad[0].rival)
    return any(other is not pair and (other.open or other.at_war)
               and (other.dyad[0].holder in mine or other.dyad[0].rival in mine) for other in w.pairs)


def fight_on(w, pair):
    if w.draw("war", pair.named, 1)[0] < chance(w.p["war.exit"]):
        pair.at_war, pair.open, pair.direct = 0, 0, [NEVER, NEVER]
        w.act(pair.ceasefire_slot, NO_ACT, -1)
