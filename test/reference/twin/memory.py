"""What is remembered: hostility, cooperation, crisis, routine, punishment; tension and provocation."""
from .arithmetic import decay, log2
from .perception import read_above
from .politics import in_own_act
from .world import Entry, wholes


def compile(w, s):
    for flow in w.flows.values():
        to = flow.node["answers"].get("to")
        flow.answers = w.memory(flow.source, w.actors[to]) if to else None
    for memory in w.memories:
        for flow in w.flows.values():
            share = share_of(w, memory, flow)
            if share:
                memory.shares.append(share)


def felt_by(w, holder, flow):
    """(felt at all, path of the weight or None for one)."""
    if any(a is holder for a in wholes(flow.target)):
        return True, None
    if flow.target.id in holder.protects:
        return True, f"{holder.path}.protects.{flow.target.id}"
    for link in w.links:
        if link.patron is holder and any(a is link.client for a in wholes(flow.target)):
            return True, link.path + ".felt"
    return False, None


def charge_of(w, dyad, client):
    return next((c for c in w.charges if c.dyad is dyad and any(a is c.link.client for a in wholes(client))), None)


def share_of(w, memory, flow):
    """How flow reaches memory: its weight, and the charge to a patron, or the rest that stays with the client."""
    felt, weight = felt_by(w, memory.holder, flow)
    watched = not felt and flow.node.get("audience") == memory.holder.id  # the act is meant for the holder to see
    weight = "perception.audience" if watched else weight
    if not (felt or watched) or (flow.severity <= 0 and flow.kindness <= 0):
        return None
    if any(a is memory.origin for a in wholes(flow.source)):
        link = flow.source.link
        dyad = w.dyad(memory.holder, link.patron) if link else None
        charge = charge_of(w, dyad, flow.source) if dyad else None
        return Entry(flow=flow, weight=weight, charge=charge, rest=charge is not None,
                     watched=watched)
    charge = charge_of(w, memory.dyad, flow.source) if memory.dyad else None
    return Entry(flow=flow, weight=weight, charge=charge, rest=False, watched=watched) if charge else None


def weight_of(w, share):
    weight, flow = (w.p[share.weight] if share.weight else 1.0), share.flow
    if share.charge is None:
        return weight
    part = flow.charged / max(flow.slot.count, 1.0)  # acts charged in full count one, the others their share
    part += (1.0 - part) * share.charge.share
    return weight * (1.0 - part if share.rest else part)


def step(w):
    for memory in w.memories:
        memory.kind *= decay(w.p["memory.kind-half-life"])
        memory.crisis *= decay(w.p["memory.crisis-half-life"])
        memory.best *= decay(w.p["memory.half-life"])
        memory.today = w.rungs[w.harass].severity * memory.dyad.alarmed if memory.dyad else 0.0
        for share in memory.shares:
            if share.flow.slot.count > 0:
                remember(w, memory, share)
        if memory.dyad:
            mourn(w, memory)
        memory.hostile = decay(w.p["memory.half-life"]) * memory.hostile + memory.today
    for memory in w.memories:
        punishment(w, memory)
        if memory.dyad:
            tension(w, memory)


def mourn(w, memory):
    """Those whom the holder's side lost in its own acts at the origin's side."""
    for flow in w.flows.values():
        own, link = any(a is memory.holder for a in wholes(flow.source)), flow.source.link
        if flow.hostile and flow.dyad is memory.dyad and (own or link and link.patron is memory.holder):
            felt = 1.0 if own else w.p[link.path + ".felt"]
            memory.crisis += w.p["memory.per-death"] * log2(1.0 + in_own_act(w, flow)) * felt


def remember(w, memory, share):
    flow, weight, count = share.flow, weight_of(w, share), share.flow.slot.count
    if flow.kindness > 0:
        memory.kind += weight * flow.kindness * count
        return
    s = weight * (flow.severity * count + (flow.severity_up - flow.severity) * read_above(flow))
    memory.today += s
    if s > memory.best:
        memory.best, memory.best_act, memory.best_root = s, w.number(flow.slot), flow.slot.root
    if memory.dyad and flow.hostile and not share.watched:  # the dead are others'
        x = w.p["memory.per-death"] * log2(1.0 + flow.deaths_own)
        home = 1.0 if flow.at == "homeland" else 0.0
        x += w.p["memory.per-wounded"] * flow.wounded + w.p["memory.homeland"] * home * count
        memory.crisis += weight * x


def punishment(w, memory):
    """Severity received within 14 days of an own act against the origin's side."""
    for flow in w.flows.values():
        against = flow.target is memory.origin or (flow.dyad and flow.dyad.rival is memory.origin.side)
        if flow.source is memory.holder and flow.hostile and against and flow.slot.count > 0:
            memory.recent = w.day
    received = memory.today if w.day - memory.recent <= 14 else 0.0
    memory.punished = decay(w.p["memory.punishment-half-life"]) * memory.punished + received


def tension(w, memory):
    dyad = memory.dyad
    memory.level += (1.0 - decay(w.p["memory.adaptation"])) * (memory.hostile - memory.level)
    above = max(memory.hostile - memory.level, 0.0)
    if dyad.pair.at_war:  # as of yesterday evening
        memory.crisis += w.p["memory.per-death"] * log2(1.0 + w.p["war.deaths"])
    dyad.tension = above / (memory.level + w.p["memory.floor"]) + memory.crisis
    left = decay(w.p["memory.provocation-half-life"]) * dyad.provocation + memory.today
    dyad.provocation = max(left - dyad.back.memory.today, 0.0)
