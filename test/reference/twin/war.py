"""From a direct exchange to war, and out of it."""
import math

from .arithmetic import chance, clamp, e, exp, log, logistic, logit
from .streams import unit2
from .world import NEVER


def offset(w):
    """w0, with which one exchange leads to war with the stated chance at the reference state."""
    p = {key: w.p["war." + key] for key in ("chance", "window", "tension", "reference-tension", "stances", "talk",
                                            "reference-talk")}
    h = 1.0 - exp(log(1.0 - p["chance"]) / p["window"])
    return logit(clamp(h, 1e-9, 1.0 - 1e-9)) - p["tension"] * p["reference-tension"] - p["stances"] * 2.0 \
        + p["talk"] * p["reference-talk"]


def hazard(w, pair, stances):
    tension = e(pair.dyad[0].tension + pair.dyad[1].tension, w.p["war.tension-scale"])
    return logistic(offset(w) + w.p["war.tension"] * tension + w.p["war.stances"] * stances
                    - w.p["war.talk"] * pair.talk)


def strikes(w, dyad):
    """Direct acts of the holder on its rival today."""
    return [flow for flow in w.flows.values() if flow.source is dyad.holder and flow.target is dyad.rival
            and flow.rung >= w.direct and flow.slot.count > 0]


def step(w):
    for pair in w.pairs:
        for j, dyad in enumerate(pair.dyad):
            for flow in strikes(w, dyad):
                pair.direct[j], pair.direct_act[j] = w.day, w.number(flow.slot)
                pair.direct_root[j] = flow.slot.root
        if pair.at_war:
            fight_on(w, pair)
        elif max(pair.direct) >= w.day - 60:  # the longest window, and the day on which it closes
            may_break_out(w, pair)


def may_break_out(w, pair):
    s, window = [dyad.stance for dyad in pair.dyad], int(w.p["war.window"])
    opened = all(w.day - last < window for last in pair.direct)
    later = 1 if pair.direct[1] > pair.direct[0] else 0
    cause, root = pair.direct_act[later], pair.direct_root[later]
    if opened and not pair.open:
        w.act(pair.exchange_slot, cause, root)
    pair.open = int(opened)
    onset = hazard(w, pair, s[0] + s[1]) if opened else 0.0
    for j, dyad in enumerate(pair.dyad):
        home = any(flow.at == "homeland" for flow in strikes(w, dyad))
        if not opened and pair.direct[j] == w.day and s[j] > 1.5 and home:
            onset = chance(w.p["war.one-sided"])
    if tied_pair_burns(w, pair):
        onset = min(onset * w.p["war.entangled"], 1.0)
    if w.given:
        w.weigh(log(1.0 - onset) if onset < 1.0 else -math.inf, None)  # the record knows of no war
    elif onset > 0 and unit2(*w.words("war", pair.named)[:2]) < onset:
        pair.at_war = 1
        w.act(pair.war_slot, cause, root)


def tied_pair_burns(w, pair):
    mine = (pair.dyad[0].holder, pair.dyad[0].rival)
    return any(other is not pair and (other.open or other.at_war)
               and (other.dyad[0].holder in mine or other.dyad[0].rival in mine) for other in w.pairs)


def fight_on(w, pair):
    if w.draw("war", pair.named, 1)[0] < chance(w.p["war.exit"]):
        pair.at_war, pair.open, pair.direct = 0, 0, [NEVER, NEVER]
