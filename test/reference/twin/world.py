"""Who and what there is, and the state of one member (src/state). A world is built afresh for each member.

Built from the JSON of `offramp check SCENARIO --json`. w.p holds the member's parameters by path. Entries
carry their structure and their state side by side; NEVER and NO_ACT are the engine's marks.
"""
from datetime import date
from types import SimpleNamespace

from .arithmetic import exp2
from .streams import stream_of, unit, words

NEVER, NO_ACT, BY_DRIVER = -(2**30), -1, -2
LADDER = (("concede", -7), ("engage", -4), ("statement", 0), ("accuse", 2), ("threaten", 4), ("coerce", 5),
          ("harass", 7), ("strike", 9), ("direct", 10), ("war", 10))


class Entry(SimpleNamespace):
    """A thing with named parts; it is equal to itself only."""
    __eq__, __hash__ = object.__eq__, object.__hash__


def day_of(text):
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


class World:
    def __init__(self, resolved, seed, member, replicate):
        s = self.scenario = resolved["scenario"]
        self.p = {each["path"]: float(each["value"]) for each in resolved["parameters"]}
        self.seed, self.member, self.replicate = seed, member, replicate
        self.start, self.horizon = day_of(s["start"]), int(s["horizon"])
        past = s.get("history", {})
        self.day = self.epoch = day_of(past["from"]) if "from" in past and "record" in past else self.start
        self.given, self.record, self.spread = None, None, {}  # history.py
        self.log_weight = self.rest = 0.0  # of all that is recorded; of what belongs to no source
        self.misread_answers = 0
        self.dropped = {}  # (kind, id of the line or channel): [drops, of those such as could have changed an outcome]
        self.slots, self.memories = [], []
        ladder(self, s)
        actors(self, s)
        self.theatres = {name: Entry(id=name, index=i, path="theatres." + name)
                         for i, name in enumerate(s["theatres"])}
        slots = [self.slot("flow", node["id"]) for node in s["conduct"]]
        pairs(self, s)
        self.flows = {node["id"]: flow_of(self, node, slot) for node, slot in zip(s["conduct"], slots)}

    def par(self, entry, key):
        return self.p[entry.path + "." + key]

    def slot(self, kind, name):
        """One thing that can happen in a day."""
        self.slots.append(Entry(kind=kind, id=name, index=len(self.slots), count=0.0, cause=NO_ACT, root=-1))
        return self.slots[-1]

    def weigh(self, density, source):
        """What the record says today, of a campaign, of a group of red lines or of neither, weighs the particle."""
        self.log_weight += density
        if source:
            source.weight += density
        else:
            self.rest += density

    def drop(self, kind, name, could_change):
        """Counts what gave way to something under way, in futures."""
        if not self.given:
            count = self.dropped.setdefault((kind, name), [0, 0])
            count[0] += 1
            count[1] += could_change

    def act(self, slot, cause, root):
        slot.count += 1.0
        slot.cause, slot.root = cause, root

    def number(self, slot):
        """The number of what a slot does today."""
        return (self.day - self.epoch) * len(self.slots) + slot.index

    def words(self, mechanism, name, quad=0):
        return words(self.seed, self.member, self.replicate, self.day, stream_of(mechanism, name), quad)

    def draw(self, mechanism, name, quad=0):
        """Four uniforms of a stream today."""
        return [unit(word) for word in self.words(mechanism, name, quad)]

    def dyad(self, holder, rival):
        return next((d for d in self.dyads if d.holder is holder and d.rival is rival), None)

    def memory(self, holder, origin):
        for memory in self.memories:
            if memory.holder is holder and memory.origin is origin:
                return memory
        self.memories.append(Entry(
            holder=holder, origin=origin, dyad=self.dyad(holder, origin), hostile=0.0, kind=0.0, crisis=0.0,
            level=0.0, today=0.0, best=0.0, best_act=NO_ACT, best_root=-1, punished=0.0, recent=NEVER, shares=[]))
        return self.memories[-1]


def gravest(memory):
    """The gravest act remembered and its root, unless it has faded."""
    return (memory.best_act, memory.best_root) if memory.best >= 0.01 else (NO_ACT, -1)


def ladder(w, s):
    w.rungs = []
    for each in s.get("ladder") or [{"id": name, "w": rung} for name, rung in LADDER]:
        severity = exp2(each["w"] - 7.0) if each["w"] > 0 else 0.0
        w.rungs.append(Entry(id=each["id"], index=len(w.rungs), severity=float(each.get("severity", severity)),
                             kindness=exp2(-each["w"] - 7.0) if each["w"] < 0 else 0.0))
    w.rung = {rung.id: rung for rung in w.rungs}
    w.harass, w.strike, w.direct = (w.rung[name].index for name in ("harass", "strike", "direct"))


def actors(w, s):
    w.actors = {name: Entry(id=name, kind=node["kind"], path="actors." + name, part_of=node.get("part-of"),
                            protects=node.get("protects", {}), link=None, side=None, politics=None)
                for name, node in s["actors"].items()}
    w.links = []
    for name, node in s["actors"].items():
        actor = w.actors[name]
        actor.part_of = w.actors[actor.part_of] if actor.part_of else None
        for patron, link in node.get("backed-by", {}).items():
            w.links.append(Entry(client=actor, patron=w.actors[patron], denied=link["denied"],
                                 path=f"{actor.path}.backed-by.{patron}", control=0.0, rein=0.0, traded=0.0))
            actor.link = actor.link or w.links[-1]
    for _ in range(8):  # a part is backed as its whole is; sides follow the first patrons up
        for actor in w.actors.values():
            if actor.link is None and actor.part_of:
                actor.link = actor.part_of.link
            if actor.kind == "principal":
                actor.side = actor
            elif actor.link:
                actor.side = actor.link.patron.side


def wholes(actor):
    """An actor, what it is part of, and so on."""
    while actor:
        yield actor
        actor = actor.part_of


def pairs(w, s):
    w.dyads, w.pairs = [], []
    for first, second in s["hostile"]:
        a, b = w.actors[first], w.actors[second]
        pair = Entry(id=f"{first}-{second}", dyad=[], talk=0.0, at_war=0, open=0, direct=[NEVER, NEVER],
                     direct_act=[NO_ACT, NO_ACT], direct_root=[-1, -1], size=[1.0, 1.0], closed=NEVER,
                     first_attack=[NEVER, NEVER], firsts={"both": NEVER, "war": NEVER})
        for holder, rival in ((a, b), (b, a)):
            name = f"{holder.id}-{rival.id}"
            pair.dyad.append(Entry(
                id=name, holder=holder, rival=rival, pair=pair, stance=0.0, belief=0.0, tension=0.0, provocation=0.0,
                reassured=0.0, noticed=0.0, pleaded=0.0, utility=0.0, crossed=0, alarmed=0.0, kept_news=0.0, broken_news=0.0,
                stance_slot=w.slot("stance", name), alarm_slot=w.slot("alarm", name)))
        pair.dyad[0].back, pair.dyad[1].back = pair.dyad[1], pair.dyad[0]
        pair.named = min(dyad.id for dyad in pair.dyad)
        pair.exchange_slot = w.slot("exchange", pair.id)
        pair.decision_slot = [w.slot("decision", dyad.id) for dyad in pair.dyad]
        pair.war_slot, pair.ceasefire_slot = w.slot("war", pair.id), w.slot("ceasefire", pair.id)
        w.pairs.append(pair)
        w.dyads += pair.dyad
    for dyad in w.dyads:
        dyad.memory = w.memory(dyad.holder, dyad.rival)


def side_of(w, actor):
    """The principal that a bystander stands with is the first that protects it."""
    if actor.side:
        return actor.side
    return next((a for a in w.actors.values() if a.kind == "principal" and actor.id in a.protects), None)


def flow_of(w, node, slot):
    source, target, rung = w.actors[node["from"]], w.actors[node["to"]], w.rung[node["act"]]
    up = w.rungs[min(rung.index + 1, len(w.rungs) - 1)]
    return Entry(
        id=node["id"], path="conduct." + node["id"], node=node, slot=slot, source=source, target=target,
        theatre=w.theatres[node["in"]], rung=rung.index, rung_up=up.index, severity=rung.severity,
        severity_up=up.severity, kindness=rung.kindness, at=node["at"], hostile=rung.index >= w.harass,
        chosen=rung.index >= w.strike and source.kind == "principal",
        dyad=w.dyad(side_of(w, source), side_of(w, target)), answers=None, mean=0.0, excited=0.0, restraint=0.0,
        deaths_own=0.0, deaths_partner=0.0, deaths_attacker=0.0, wounded=0.0, slipped=0.0, read_up=0.0, charged=0.0)


def is_part(actor, whole):
    return any(a is whole for a in wholes(actor))


def pattern(w, node):
    """Which flows a pattern watches, and what it asks of them."""
    act = node.get("act")
    p = Entry(exact=None, least=0.0, deaths=node.get("deaths-own", 0), wounded=node.get("wounded", 0),
              count=node["count"], within=int(node["within"]), window=[0] * int(node["within"]))
    if act and act.endswith("+"):
        p.least = w.rung[act[:-1]].severity
    elif act:
        p.exact = w.rung[act].index
    p.turns = turns(w, node)  # of campaigns, in place of acts
    p.flows = [f for f in w.flows.values() if not p.turns and pattern_takes(w, node, p, f)]
    return p


def turns(w, node):
    """Slots of the halts and resumptions that a pattern counts, of campaigns or parts of them."""
    def among(names, part):
        return any(part.id == name or part.id.startswith(name + ".") for name in names or [])

    parts = {slot: part for campaign in w.campaigns for part in campaign.parts for slot in part.slots}
    return [Entry(slot=slot, by=parts[slot].actor) for slot in w.slots if slot in parts
            and (slot.kind == "halt" and among(node.get("halts"), parts[slot])
                 or slot.kind == "resume" and among(node.get("resumes"), parts[slot]))]


def pattern_takes(w, node, p, f):
    def among(names, actor):
        return any(is_part(actor, w.actors[name]) for name in names)

    to, by, patron = node.get("to"), node.get("by"), node.get("backed-by")
    backed = patron and any(link.patron.id == patron and is_part(f.source, link.client) for link in w.links)
    if node.get("flows") and f.id not in node["flows"]:
        return False
    if to and not among(to, f.target) and not any(f.target.id in w.actors[a].protects for a in to):
        return False
    if (by or patron) and not (by and among(by, f.source)) and not backed:
        return False
    if node.get("in") and f.theatre.id not in node["in"]:
        return False
    if node.get("at", "any") not in ("any", f.at):
        return False
    if p.exact is not None:
        return f.rung == p.exact or (f.hostile and f.rung_up == p.exact)
    return p.least <= 0 or (f.severity > 0 and f.severity_up >= p.least)
