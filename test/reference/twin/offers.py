"""One side holds something back on a condition; the other takes it up, and either may end it."""
from .arithmetic import clamp, logistic
from .campaigns import SHORT, YEAR_KEPT, is_on, stake
from .deals import signed_on
from .world import NEVER, NO_ACT, Entry, day_of, is_part


def compile(w, s):
    w.offers = []
    campaigns = {c.id: c for c in w.campaigns}
    channels = {c.id: c for c in w.channels}
    for node in s.get("offers", []):
        gives, asks, until = node.get("gives", {}), node.get("while", {}), node.get("until", {})
        giver, to, fire = w.actors[node["by"]], w.actors[node["to"]], [campaigns[c] for c in gives.get("campaigns", [])]
        dyad = w.dyad(giver.side, to)
        foreign = [c for c in fire if not is_part(c.actor, giver)]
        link = next((x for c in foreign for x in w.links if x.patron is giver and is_part(c.actor, x.client)), None)
        offer = Entry(
            id=node["id"], path="offers." + node["id"], giver=giver, to=to, dyad=dyad, link=link, fire=fire,
            flows=[w.flows[f] for f in gives.get("flows", [])], stance=gives.get("stance"), affair=gives.get("affair", False),
            channel=channels[node["over"]] if "over" in node else None, after=[w.flows[f] for f in node.get("after", [])],
            asks_halt=[campaigns[c] for c in asks.get("halted", [])], asks_quiet=[w.flows[f] for f in asks.get("quiet", [])],
            asks_stance=asks.get("stance"), stopped=[w.drivers[d] for d in asks.get("stopped", [])],
            date=day_of(until["date"]), until_stopped=w.drivers[until["stopped"]] if "stopped" in until else None,
            until_deal=until.get("deal"), until_halt=[campaigns[c] for c in until.get("halted", [])],
            unless=node.get("unless", []), made=day_of(node["made"]),
            staked=next((c for c in fire if c.dyad and c.dyad.holder is giver.side), None), rest=0.0, begun=False,
            phase="none", due=NEVER, since=NEVER, word=NO_ACT, unheard=False, free=NEVER, prompted=False, acted=NEVER, failed="",
            by=NO_ACT, turn="")
        for kind in ("offer", "lapse", "breach", "acceptance", "rejection") + (("refusal",) if link else ()):
            setattr(offer, kind, w.slot(kind, offer.id))
        w.offers.append(offer)
    for flow in w.flows.values():
        flow.offers = [o for o in w.offers if flow in o.flows]


def given(offer):
    return offer.phase in ("open", "stands")


def number_of(w, slot):
    return w.number(slot) if slot.count > 0 else NO_ACT


def halted(campaigns):
    return all(c.all_halted for c in campaigns)


def asks(offer):
    return bool(offer.asks_halt or offer.asks_quiet or offer.asks_stance is not None)


def stance_met(w, offer):
    return offer.asks_stance is None or offer.dyad.back.stance <= w.par(offer, "while.stance")


def met(w, offer):
    if not halted(offer.asks_halt) or not stance_met(w, offer):
        return False
    return not offer.asks_quiet or offer.acted == NEVER or w.day - offer.acted > w.par(offer, "while.days")


def at_its_end(w, offer, since):
    deal = offer.until_deal and next(d for d in w.deals if d.id == offer.until_deal)
    return (w.day >= offer.date or w.day - since >= w.par(offer, "until.days")
            or bool(offer.until_stopped and not offer.until_stopped.on) or bool(deal and deal.struck != NEVER)
            or bool(offer.until_halt and halted(offer.until_halt)))


def warmth(w, actor):
    return actor.politics.heat - w.par(actor.politics, "heat")


def believe(dyad, by):
    dyad.belief = clamp(dyad.belief + by, -4.0, 4.0)


def ends(w, offer, slot, cause, resumes):
    w.act(slot, cause, -1)
    if given(offer) and resumes:
        offer.turn = "ends"
    offer.phase, offer.free = "none", w.day + int(w.par(offer, "again"))


def stands(w, offer):
    offer.phase = "stands"
    believe(offer.dyad.back, -w.par(offer, "trust"))
    offer.dyad.back.reassured = 1.0


def begins(w, offer):
    offer.phase, offer.since, offer.turn = "open", w.day, "begins"
    offer.due = w.day + int(w.par(offer, "wait"))
    offer.giver.side.politics.concession += w.par(offer, "price")
    if offer.stance is not None and offer.dyad.stance > w.par(offer, "gives.stance"):
        offer.dyad.stance = w.par(offer, "gives.stance")
        w.act(offer.dyad.stance_slot, offer.word, -1)
    if not asks(offer):
        stands(w, offer)


def breaks(w, offer, who, cause):
    if who:
        believe(offer.dyad if who == "other" else offer.dyad.back, w.par(offer, "betrayed"))
    ends(w, offer, offer.breach, cause, True)


def wish(w, offer, above):
    return w.par(offer, "stake") * above - w.par(offer, "heat") * warmth(w, offer.giver.side)


def carried(w, offer, u):
    return w.day + int(w.par(offer.channel, "delay") + u)


def may_make(w, offer, above):
    from .channels import is_open
    dated = w.day == offer.made and signed_on(w)
    comes_up = w.day >= offer.free and (offer.prompted if offer.after else w.day % int(w.decide_every) == 0)
    if not (dated or comes_up) or offer.dyad.pair.at_war or any(d.on for d in offer.stopped):
        return
    if at_its_end(w, offer, w.day) or (offer.stance is not None and offer.dyad.stance > w.par(offer, "gives.stance") + 1.0):
        return
    if offer.channel and not is_open(w, offer.channel):
        return
    u = w.draw("offer", offer.id)
    x = w.par(offer, "base") + (w.par(offer, "met") if asks(offer) and met(w, offer) else 0.0) + wish(w, offer, above)
    if not dated and u[0] >= logistic(x):
        return
    w.act(offer.offer, NO_ACT, -1)
    offer.word = w.number(offer.offer)
    if offer.link and not u[1] < offer.link.control:
        w.act(offer.refusal, offer.word, -1)
        offer.link.control *= 1.0 - w.par(offer, "refused")
        offer.free = w.day + int(w.par(offer, "again"))
    elif not offer.channel and not offer.affair:
        begins(w, offer)
    else:
        offer.phase = "sent"
        offer.due = carried(w, offer, u[2]) if offer.channel else w.day + 1
        offer.unheard = bool(offer.channel) and u[3] >= w.par(offer.channel, "fidelity")


def arrives(w, offer):
    u = w.draw("offer", offer.id, 1)
    if offer.channel:
        offer.channel.use = min(offer.channel.use + w.p["messages.traffic"], 1.0)
    if offer.unheard:
        ends(w, offer, offer.lapse, offer.word, False)
    elif u[0] >= logistic(w.par(offer, "accepts") - w.par(offer, "heat") * warmth(w, offer.to)):
        ends(w, offer, offer.rejection, offer.word, False)
    else:
        w.act(offer.acceptance, offer.word, -1)
        offer.word, offer.phase = w.number(offer.acceptance), "taken"
        offer.due = carried(w, offer, u[1]) if offer.channel else w.day
        offer.unheard = bool(offer.channel) and u[2] >= w.par(offer.channel, "fidelity")


def answered(w, offer):
    if offer.unheard:
        ends(w, offer, offer.lapse, offer.word, False)
    else:
        begins(w, offer)


def goes_on(w, offer, above):
    t, x = w.par(offer, "tremble"), w.par(offer, "keep") + wish(w, offer, above)
    if offer.failed:
        breaks(w, offer, "other" if offer.failed == "other" else "", offer.by)
    elif at_its_end(w, offer, offer.since):
        ends(w, offer, offer.lapse, NO_ACT, False)
    elif offer.stance is not None and offer.dyad.stance > w.par(offer, "gives.stance"):
        breaks(w, offer, "giver", w.number(offer.dyad.stance_slot))
    elif offer.phase == "open" and met(w, offer):
        w.act(offer.acceptance, NO_ACT, -1)
        stands(w, offer)
    elif offer.phase == "open":
        if w.day >= offer.due:
            ends(w, offer, offer.lapse, NO_ACT, True)
    elif w.draw("offer", offer.id, 2)[0] < t + (1.0 - t) * logistic(-x):
        breaks(w, offer, "giver", NO_ACT)


def step(w):
    for offer in w.offers:
        offer.turn, above = "", 0.0
        if offer.staked:
            now = stake(w, offer.staked)
            offer.rest = now + (offer.rest - now) * YEAR_KEPT if offer.begun else now
            above = now - offer.rest
        offer.begun = True
        if w.given:
            continue
        if offer.phase == "none":
            may_make(w, offer, above)
        elif offer.phase == "sent":
            if w.day >= offer.due:
                arrives(w, offer)
        elif offer.phase == "taken":
            if w.day >= offer.due:
                answered(w, offer)
        else:
            goes_on(w, offer, above)
        if offer.affair and given(offer):
            offer.dyad.pair.closed = max(offer.dyad.pair.closed, w.day)


def why_it_fails(w, offer):
    crossed = next((n for line in w.lines if line.id in offer.unless for n in [number_of(w, line.slot)] if n != NO_ACT), NO_ACT)
    acted = next((number_of(w, f.slot) for f in offer.asks_quiet if f.slot.count > 0), NO_ACT)
    resumed = next((number_of(w, part.slots[1]) for c in offer.asks_halt for part in c.parts if part.slots[1].count > 0), NO_ACT)
    if offer.dyad.pair.at_war:
        return "event", NO_ACT
    if crossed != NO_ACT:
        return "other", crossed
    if any(d.on for d in offer.stopped):
        return "event", NO_ACT
    if offer.phase == "open" or (acted == NO_ACT and halted(offer.asks_halt) and stance_met(w, offer)):
        return "", NO_ACT
    if w.draw("offer", offer.id, 2)[1] < w.par(offer, "forgives"):
        return "", NO_ACT
    return "other", acted if acted != NO_ACT else resumed


def close(w):
    for offer in w.offers:
        offer.prompted = any(f.slot.count > 0 for f in offer.after)
        if any(f.slot.count > 0 for f in offer.asks_quiet):
            offer.acted = w.day
        offer.failed = ""
        if given(offer):
            offer.failed, offer.by = why_it_fails(w, offer)


def hold(w, campaign, end):
    """The hazards of ends of fire that is not given on a condition."""
    return (0.0, 0.0) if any(given(o) and campaign in o.fire for o in w.offers) else end


def follow(w, campaign):
    for offer in w.offers:
        if campaign not in offer.fire:
            continue
        starts = offer.turn == "begins"
        if not starts and not (offer.turn == "ends" and not any(given(o) and campaign in o.fire for o in w.offers)):
            continue
        u = w.draw("offer", offer.id, 3)
        cause = offer.word if starts else next((number_of(w, s) for s in (offer.breach, offer.lapse) if s.count > 0), NO_ACT)
        for part in campaign.parts:
            if is_on(part.mode) == starts and (starts or part.since >= offer.since):
                part.mode = (4 if starts else 0) + int(u[0 if starts else 1] < w.par(campaign, "announced"))
                w.act(part.slots[0 if starts else 1], cause, -1)
                if starts:
                    part.since = w.day
