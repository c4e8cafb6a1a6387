"""Fire that an armed group keeps up: it grows hot and cool, halts, resumes, and words are said of it.

A part is (on, short halt, long halt) x (said, unsaid), in this order, numbered 0 to 5. In history a campaign of three parts
at most carries the chance of each joint mode instead of a mode of each part, by the forward algorithm (campaign_sums.py).
"""
from . import campaign_sums, war
from .arithmetic import chance, clamp, decay, exp, log, log1p, normal_quantile, root
from .conduct import log_factor
from .harm import kills_own
from .politics import cost_of_war
from .red_lines import open_readiness_now
from .world import NEVER, NO_ACT, Entry, is_part

MODES, SHORT, LONG = 6, 2, 4
NOT_BEGUN, LEVEL_BEGUN, MODES_BEGUN = range(3)
FIVE_FOLD = 1.6094379124341003  # log 5: how far hazards move either way
HIT_KEPT = 0.9517028  # 2^(-1/14)
YEAR_KEPT = 0.9981027649  # 2^(-1/365)
SAID = ("pause", "resume", "refusal")


def is_on(m):
    return m < SHORT


def compile(w, s):
    w.campaigns = []
    for flow in w.flows.values():
        flow.campaign = flow.fire = None  # fire: the campaign or part whose factor moves it
    for node in s.get("campaigns", []):
        name = node["id"]
        campaign = Entry(id=name, path="campaigns." + name, actor=w.actors[node["by"]], level=0.0, hit=0.0, factor=0.0,
                         halted=0.0, all_halted=False, begun=NOT_BEGUN, parts=[], flows=[], memory=None, dyad=None, rest=0.0, density=0.0, weight=0.0, stream="filter-campaign", spread={},
                         drivers=[w.drivers[driver] for driver in node.get("driven-by", {})])
        for actor in node.get("parts", {}):
            add_part(w, campaign, f"{name}.{actor}", w.actors[actor], f"parts.{actor}")
        add_part(w, campaign, name + ".others" if campaign.parts else name, campaign.actor, None)
        listed = [w.flows[flow] for flow in node.get("flows") or []]
        for flow in listed or [f for f in w.flows.values() if f.hostile and not f.chosen
                               and is_part(f.source, campaign.actor)]:
            take_flow(campaign, flow)
        campaign_sums.compile(campaign)
        w.campaigns.append(campaign)


def add_part(w, campaign, name, actor, share):
    slots = [w.slot(kind, name) for kind in ("halt", "resume", "pause", "resumption")]
    campaign.parts.append(Entry(id=name, actor=actor, share=share, slots=slots, mode=0, since=NEVER, halted=0.0, factor=0.0))


def take_flow(campaign, flow):
    flow.campaign = flow.fire = campaign
    for part in campaign.parts[:-1]:
        if is_part(flow.source, part.actor):
            flow.fire = part
    campaign.flows.append(flow)
    campaign.memory = campaign.memory or flow.answers
    campaign.dyad = campaign.dyad or flow.dyad


def means(w, campaign):
    """Days on until a halt, days of a halt by its kind, each with its share: the long run of the chain."""
    is_long = w.par(campaign, "long")
    return (1.0 / max(chance(w.par(campaign, "halts")), 1e-300),
            (1.0 - is_long) / chance(w.par(campaign, "short-ends")), is_long / chance(w.par(campaign, "long-ends")))


def start(w):
    """At rest everything true has been said."""
    for campaign in w.campaigns:
        on, brief, lasting = means(w, campaign)
        total = on + brief + lasting
        campaign_sums.start(campaign, [on / total, 0.0, brief / total, 0.0, lasting / total, 0.0])
        for each in [campaign] + campaign.parts:
            each.factor = 1.0


def readiness(w, flow):
    """To answer openly, of the rival's readiest line that asks for dead and watches the flow."""
    return max([open_readiness_now(w, line) for line in w.lines
                if line.when.deaths > 0 and any(f is flow for f in line.when.flows)] or [0.0])


def stake(w, campaign):
    """What war the dead of a day of its fire may bring its patron, in days of face."""
    dyad = campaign.dyad
    risk = war.by_exchange(w, dyad.pair, dyad.stance + dyad.back.stance)
    answered = 0.0
    for flow in campaign.flows:
        answered += flow.mean * kills_own(w, flow) * readiness(w, flow)
    p = dyad.holder.politics
    return log1p(answered * risk * cost_of_war(w, p) / max(w.par(p, "audience"), 1e-9))


def hazards(w, campaign):
    """Of a halt, and of the ends of a short and a long one."""
    x = z = 0.0
    if campaign.memory:
        floor, r = w.p["memory.floor"], campaign.memory.punished
        x = w.par(campaign, "quiet") * (floor / (floor + campaign.memory.hostile) - 0.5)
        x += w.par(campaign, "cost") * 0.1 * r / (1.0 + r / w.p["answering.punishment-saturation"])
    if campaign.dyad and w.par(campaign, "stake") != 0.0:
        now = stake(w, campaign)
        campaign.rest = now + (campaign.rest - now) * YEAR_KEPT if campaign.begun else now
        x += w.par(campaign, "stake") * (now - campaign.rest)
    z = w.par(campaign, "struck") * campaign.hit
    for driver in campaign.drivers:
        z += log_factor(w, campaign, driver) * driver.on
    z = exp(clamp(z, -FIVE_FOLD, FIVE_FOLD))
    halt = w.par(campaign, "halts") * exp(clamp(x, -FIVE_FOLD, FIVE_FOLD))
    return halt, (w.par(campaign, "short-ends") * z, w.par(campaign, "long-ends") * z)


def move_level(w, campaign):
    sd = w.par(campaign, "level")
    d = decay(w.par(campaign, "level-half-life")) if campaign.begun else 0.0  # the first day is of the long run
    if sd > 0.0:
        u = w.draw("campaign-level", campaign.id)[0]
        campaign.level = d * campaign.level + sd * root(1.0 - d * d) * normal_quantile(u)


def draw_modes(w, campaign, halt, ends):
    order = w.par(campaign, "order") if len(campaign.parts) > 1 else 0.0
    _, halt_all, of_order, end_all = w.draw("campaign-level", campaign.id)
    for part in campaign.parts:
        on, u = is_on(part.mode), w.draw("campaign", part.id)
        hazard = halt if on else ends[part.mode >= LONG]
        ordered = (halt_all if on else end_all) < chance(order * hazard)
        if not ordered and not u[0] < chance((1.0 - order) * hazard):
            continue
        unsaid = int(u[1] < w.par(campaign, "announced"))
        if on:
            part.mode = (LONG if (of_order if ordered else u[2]) < w.par(campaign, "long") else SHORT) + unsaid
            part.since = w.day
        else:
            part.mode = unsaid
        w.act(part.slots[0 if on else 1], NO_ACT, -1)


def obey_orders(w, campaign):
    """All parts that are on halt, as long as each other."""
    for order in w.orders:
        if order.campaign is campaign and order.obeyed:
            u = w.draw("order", order.id)
            mode = (LONG if u[2] < w.par(order, "long") else SHORT) + int(u[3] < w.par(campaign, "announced"))
            for part in campaign.parts:
                if is_on(part.mode):
                    part.mode, part.since = mode, w.day
                    w.act(part.slots[0], w.number(order.slot), -1)


def chances_of_words(w, campaign, m):
    """Of a word of a pause, of resuming, of a refusal, today."""
    lie, says = w.par(campaign, "false-words"), chance(1.0 / w.par(campaign, "announce-delay"))
    on, unsaid = is_on(m), m % 2 == 1
    return (says if not on and unsaid else lie, says if on and unsaid else lie,
            w.par(campaign, "refuses") if on else lie)


def after_words(m, pause, resume):
    """What is true has been said once."""
    return m - 1 if m % 2 and (resume if is_on(m) else pause) else m


def log_chance_of_words(w, campaign, m, told):
    total = 0.0
    for said, p in zip(told, chances_of_words(w, campaign, m)):
        total += log(p if said else 1.0 - p)
    return total


def told_of(w, part):
    """Which words the record has of a part today."""
    return [(part.id, word) in w.given.words for word in SAID]


def say(w, campaign, part):
    """Words of a part whose mode is drawn: said by chance, or those of the record, which weigh."""
    if w.given:
        told = told_of(w, part)
        campaign.density += log_chance_of_words(w, campaign, part.mode, told)
    else:
        told = [u < p for u, p in zip(w.draw("campaign-words", part.id), chances_of_words(w, campaign, part.mode))]
    for word in (0, 1):
        if told[word]:
            w.act(part.slots[2 + word], NO_ACT, -1)
    part.mode = after_words(part.mode, told[0], told[1])


def prob_all_halted(w, campaign):
    """Of parts whose modes are drawn: whether all are halted that have a share."""
    left, every = 1.0, 1.0
    for part in campaign.parts:
        share = w.par(campaign, part.share) if part.share else max(left, 0.0)
        left -= share
        every *= part.halted if share > 0.0 else 1.0
    return every


def note_halts(w, campaign, every):
    left, campaign.halted = 1.0, 0.0
    for part in campaign.parts:
        share = w.par(campaign, part.share) if part.share else max(left, 0.0)
        campaign.halted += share * part.halted
        left -= share
    campaign.halted /= max(1.0 - left, 1.0)
    campaign.all_halted = every >= 0.5


def factors(w, campaign):
    """The rate stays the long-run mean of a campaign that halts."""
    (on, brief, lasting), sd, leak, steady = means(w, campaign), w.par(campaign, "level"), w.par(campaign, "leak"), 1.0
    if w.par(campaign, "halts") > 0.0:
        off = brief + lasting
        steady = (on + off) / (on + leak * off)
    hot = exp(campaign.level - 0.5 * sd * sd) * steady
    for each in [campaign] + campaign.parts:
        each.factor = hot * (1.0 - each.halted * (1.0 - leak))


def is_summed(w, campaign):
    return bool(w.given) and bool(campaign.layout)


def step(w):
    """Before the acts of the day."""
    from . import offers  # which looks at campaigns
    for campaign in w.campaigns:
        campaign.density = 0.0
        move_level(w, campaign)
        halt, ends = hazards(w, campaign)
        if is_summed(w, campaign):
            campaign.begun = LEVEL_BEGUN
            campaign_sums.predict(w, campaign, halt, ends)
            every = campaign_sums.halts(w, campaign)
        else:
            if campaign.begun != MODES_BEGUN:
                for part, m in zip(campaign.parts, campaign_sums.modes_drawn(w, campaign)):
                    part.mode = m
            campaign.begun = MODES_BEGUN
            draw_modes(w, campaign, halt, offers.hold(w, campaign, ends))
            obey_orders(w, campaign)
            offers.follow(w, campaign)
            for part in campaign.parts:
                part.halted = float(not is_on(part.mode))
                say(w, campaign, part)
            every = prob_all_halted(w, campaign)
        note_halts(w, campaign, every)
        factors(w, campaign)


def close(w):
    """After the acts of the day: what they say of halts, and how long a strike is felt."""
    for campaign in w.campaigns:
        campaign.hit *= HIT_KEPT
        if any(flow.slot.count > 0 for flow in campaign.actor.struck_by):
            campaign.hit = 1.0
        if is_summed(w, campaign):
            campaign_sums.update(w, campaign, [told_of(w, part) for part in campaign.parts],
                                 [chances_of_words(w, campaign, m) for m in range(MODES)])
            note_halts(w, campaign, campaign_sums.halts(w, campaign))


def weigh(w):
    """What is recorded of each campaign comes last in the sum of a day."""
    for campaign in w.campaigns if w.given else []:
        w.weigh(campaign.density, campaign)
