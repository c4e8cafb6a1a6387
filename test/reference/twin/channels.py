"""Words between enemies: sent, on their way, delivered; and q, how much talk there is."""
from .arithmetic import clamp, decay, e, exp2, logistic
from .world import NEVER, NO_ACT, Entry, gravest


def compile(w, s):
    w.file_talk = {name: 0.0 for name in s.get("files", {})}
    w.channels = []
    for name, node in s.get("channels", {}).items():
        path = "channels." + name
        ends = [w.actors[a] for a in node["between"]]
        dyads = [w.dyad(ends[0], ends[1]), w.dyad(ends[1], ends[0])]
        ways = [Entry(stream=f"{name}.{word}.{ends[0].id}", sender=dyad, reader=dyad.back, due=NEVER, soothes=False,
                      garbled=False, content=None, act=NO_ACT, root=-1, slot=w.slot("message", name))
                for word, dyad in zip(("from", "to"), dyads)]
        w.channels.append(Entry(id=name, path=path, pair=dyads[0].pair, ways=ways, open=node["open"],
                                via=node.get("via"),
                                public=node["public"], crisis=node["crisis"], files=node.get("files", []),
                                use=w.p[path + ".use"]))


def step(w):
    for dyad in w.dyads:
        dyad.noticed *= decay(w.p["messages.remembered"])
        dyad.pleaded *= decay(w.p["messages.remembered"])
    for line in w.lines:
        line.named *= decay(w.p["messages.remembered"])
    for pair in w.pairs:
        pair.talk = 1.0
    for name in w.file_talk:
        w.file_talk[name] = 1.0
    for dyad in w.dyads:
        dyad.reassured *= decay(w.p["messages.reassured"])
    for channel in w.channels:
        channel.use *= decay(w.par(channel, "use-half-life"))
        opened = is_open(w, channel)
        zone = widest_zone(w, channel.pair)
        for j, way in enumerate(channel.ways):
            told = w.given and (channel.id, j) in w.given.messages
            if told or w.draw("channel", way.stream)[0] < opened * chance_of_sending(w, channel, way, zone):
                send(w, channel, way)
            if way.due != NEVER and way.due <= w.day:
                arrive(w, channel, way)
        weight = w.par(channel, "fidelity") * exp2(-w.par(channel, "delay") / 3.0)
        silence = 1.0 - weight * channel.use * opened
        if channel.crisis:
            channel.pair.talk *= silence
        for name in channel.files:
            w.file_talk[name] *= silence
    for pair in w.pairs:
        pair.talk = 1.0 - pair.talk
    for name in w.file_talk:
        w.file_talk[name] = 1.0 - w.file_talk[name]


def is_open(w, channel):
    tension = max(way.sender.tension for way in channel.ways)
    return float(channel.open == "always" or (channel.open == "in-crisis" and tension > w.p["messages.crisis"]))


def widest_zone(w, pair):
    """As e(z), 0 where there is none."""
    zones = [agenda.zone for agenda in w.agendas.values() if agenda.pair is pair]
    return e(max(zones + [0.0]), 1.0)


def chance_of_sending(w, channel, way, zone):
    x = w.p["messages.base"] + w.p["messages.tension"] * e(way.sender.tension, w.p["war.tension-scale"])
    x += w.p["messages.zone"] * zone
    seen = max(1.0 if channel.public else 0.0, min(5.0 * w.par(channel, "leak"), 1.0))
    return logistic(x - w.p["messages.audience"] * (1.0 + way.sender.holder.politics.ramp) * seen)


def send(w, channel, way):
    """One message at a time each way: a second one is dropped; if it says the same, nothing is lost with it."""
    dyad = way.sender
    soothes = dyad.stance < 0.5 or (dyad.tension > w.p["messages.crisis"] and dyad.stance < 1.5)
    if way.due != NEVER:
        other = way.soothes != soothes
        w.drop("message" if other else "repeated", channel.id, other and any(o.first == NEVER for o in w.outcomes.values()))
        return
    u = w.draw("channel", way.stream, 1)
    way.due = w.day + int(w.par(channel, "delay") + u[0])
    way.soothes = soothes
    way.garbled = u[1] >= w.par(channel, "fidelity")
    way.content = content_of(w, way, u[3])
    way.act, way.root = gravest(dyad.memory)


def content_of(w, way, u):
    """What it has to say, by what waits at the lines of both."""
    own = [line for line in w.lines if line.dyad is way.sender]
    planned = any(line.due != NEVER and line.chosen.rung >= w.direct for line in own)
    feared = any(line.until != NEVER for line in w.lines if line.dyad is way.sender.back)
    if planned and u < w.p["messages.notice"]:
        return "notice"
    if feared and u < w.p["messages.plea"]:
        return "plea"
    crossed = [line for line in own if line.judged != NEVER]
    if not way.soothes and crossed and u < w.p["messages.names"]:
        return max(crossed, key=lambda line: line.judged)
    return None


def take_in(way):
    if way.content == "notice":
        way.sender.noticed = 1.0
    elif way.content == "plea":
        way.sender.back.pleaded = 1.0
    elif way.content:
        way.content.named = 1.0


def arrive(w, channel, way):
    sender, reader = way.sender.holder.politics, way.reader
    leaks = not channel.public and w.draw("channel", way.stream, 2)[0] < w.par(channel, "leak")
    w.act(way.slot, way.act, way.root)
    way.due = NEVER
    channel.use = min(channel.use + w.p["messages.traffic"], 1.0)
    if not way.garbled:
        take_in(way)
    if not way.garbled and way.soothes:  # what a reassurance is worth grows with what it may cost
        cost = (1.0 if channel.public else w.par(channel, "leak")) * (1.0 + sender.ramp) * w.par(sender, "face")
        reader.belief = clamp(reader.belief - w.p["messages.reassurance"] * e(cost, 0.1), -4.0, 4.0)
        reader.reassured = 1.0
    if leaks:
        channel.use *= 0.5
        sender.leak += 1.0
        reader.holder.politics.leak += 1.0
