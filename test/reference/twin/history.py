"""The past: a record as input, and the particles that carry what it does not show (src/engine/past.c, filter.c)."""
import copy
import csv
import math
import os
import sys

from .arithmetic import exp, log
from .streams import stream_of, unit, words
from .world import Entry, day_of, wholes

PARTICLES, PARTICLES_OF_CAMPAIGNS, HISTORY_KEY, RESAMPLE_KEY = 32, 128, 1, 2
OWN = ("level", "hit", "factor", "halted", "begun", "prob", "spread")  # state that goes with what is recorded of a campaign
OWN_OF_PART = ("mode", "halted", "factor")
OWN_OF_LINE = ("until", "due", "chosen", "willing", "hazard", "shares", "gravity", "ready", "judged", "named", "opened", "pleaded",
               "act", "root", "misread")
COLUMNS = {"deaths_own": "deaths_own", "deaths_partner": "deaths_partner",
           "deaths_attacker": "deaths_attacker", "wounded": "wounded_own"}


def rows_of(path):
    if not os.path.exists(path):
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def same_actor(w, joint, actor):
    """0: not the same; 2: the same; 1: one of the parts of actor."""
    named = [w.actors[name] for name in joint.split("+") if name in w.actors]
    if any(a is actor for a in named):
        return 2
    return int(any(whole is actor for a in named for whole in wholes(a)))


def match(w, row):
    """The flow that a row is an act of; actors named exactly count before parts."""
    best, most = None, 0
    for flow in w.flows.values():
        at = row.get("at") or "any"
        if w.rungs[flow.rung].id != row["action"] or flow.theatre.id != row["theatre"]:
            continue
        if flow.at != "any" and at not in ("any", flow.at):
            continue
        source, target = same_actor(w, row["source"], flow.source), same_actor(w, row["target"], flow.target)
        score = 4 * source + 4 * target + (flow.at == at)
        if source and target and score > most:
            best, most = flow, score
    return best


def told_ways(w, row):
    """(channel, direction) of the messages that a row tells of; talks are words both ways."""
    for channel in w.channels:
        if (channel.via or channel.id) not in row.get("via", "").split("+"):  # a direct channel goes by its own name
            continue
        for j, way in enumerate(channel.ways):
            if way.sender.holder.id in row["source"].split("+") and way.reader.holder.id in row["target"].split("+"):
                yield from [(channel.id, j)] + ([(channel.id, 1 - j)] if row["action"] == "engage" else [])


def words_said(w, row):
    """(part of a campaign, word) of what a row says of a halt: it speaks for its source and for nobody else."""
    if row.get("word") in ("pause", "resume", "refusal"):
        yield from [(part.id, row["word"]) for campaign in w.campaigns for part in campaign.parts
                    if part.actor.id in row["source"].split("+")]


def read_record(w, directory):
    """What is given on each day before the start; None where there is no history."""
    past = w.scenario.get("history", {})
    if "record" not in past or w.epoch >= w.start:
        return None
    path = os.path.join(directory, past["record"])
    given = {day: Entry(count={}, hurt={}, messages=set(), words=set(), intervals=[],
                        seen={f.id: observed(w, f, day) for f in w.flows.values()}) for day in range(w.epoch, w.start)}
    for row in rows_of(path):
        date, public = day_of(row["date"]), row.get("public") or "yes"
        known = {"yes": date, "no": None}[public] if public in ("yes", "no") else day_of(public.split(":")[1])
        if row.get("inferred") == "yes" or date not in given or (past["information"] == "outsider" and (known is None or known > w.start)):
            continue
        today, flow = given[date], match(w, row)
        today.messages.update(told_ways(w, row))
        today.words.update(words_said(w, row))
        if flow and flow.node["record"] != "none":
            today.count[flow.id] = today.count.get(flow.id, 0.0) + float(row["count"])
            hurt = today.hurt.setdefault(flow.id, dict.fromkeys(COLUMNS, 0.0))
            for key, column in COLUMNS.items():
                others = key == "deaths_own" and row.get("indirect") == "yes"
                hurt[key] += 0.0 if others else max(float(row.get(column) or 0), 0.0)
    for row in rows_of(path.replace("events.csv", "totals.csv")):
        put_total(w, given, row)
    return given


def within(period, day):
    return day_of(period["from"]) <= day <= day_of(period["to"])


def observed(w, flow, day):
    """(covered, by a period, share): how much of a flow's acts of a day the record holds by the start."""
    past, share, period = w.scenario["history"], 1.0, False
    until = flow.node.get("covered-until", past.get("covered-until"))
    covered = until is None or day <= day_of(until)
    for each in past.get("unobserved", []):
        covered = covered and not (within(each, day) and flow.id in each.get("flows", [flow.id]))
    delay = w.p.get(flow.path + ".reporting-delay", w.p["history.reporting-delay"])
    if delay > 0.0:
        share = 1.0 - exp(-0.69314718055994530942 * float(w.start - day) / delay)
    days = past.get("weekend", {}).get("days", "sat-sun")
    if (day + 4) % 7 in {"sat-sun": (6, 0), "fri-sat": (5, 6), "thu-fri": (4, 5)}[days]:  # 0 is Sunday
        share *= w.p["history.weekend.share"]
    for i, each in enumerate(flow.node.get("coverage-periods", [])):
        if within(each, day):
            period, share = True, share * w.p[f"{flow.path}.coverage-periods.{i + 1}.share"]
    return covered, period, share


def put_total(w, given, row):
    first, last = day_of(row["first"]), day_of(row["last"])
    if first not in given or last not in given:
        return  # an interval that the window cuts says nothing about its parts
    flows = [f.id for f in w.flows.values() if f.node["record"] == "totals" and w.rungs[f.rung].id == row["action"]
             and same_actor(w, row["source"], f.source) and same_actor(w, row["target"], f.target)
             and f.theatre.id in row["theatres"].split("+")]
    named = sum(given[day].count.get(f, 0.0) for day in range(first, last + 1) for f in flows)
    count, about = float(row["count"]), row.get("about") or "0"
    off = float(about) if about != "yes" else float(int(count + 9) // 10) if count else 3.0
    interval = Entry(first=first, last=last, total=count, low=max(count - off, 0.0), high=count + off, named=named, flows=flows,
                     group=tuple(row[key] for key in ("first", "source", "target", "theatres", "action")))
    for day in range(first, last + 1) if flows else []:
        given[day].intervals.append(interval)


def mode(flow, given):
    """How the record stands for a flow today: nothing, all, part (of its own coverage), share (given), total."""
    cover, (covered, period, share) = flow.node["record"], given.seen[flow.id]
    if any(flow.id in interval.flows for interval in given.intervals):
        return "total"
    if cover == "none" or not covered:
        return "nothing"
    if cover != "full" and not period:
        return "part"
    return "share" if share < 1.0 else "all"


def copy_of(w, member, replicate):
    sys.setrecursionlimit(100000)
    fixed = [w.scenario, w.record] + [flow.node for flow in w.flows.values()]
    fixed += [campaign.layout for campaign in w.campaigns]
    twin = copy.deepcopy(w, {id(each): each for each in fixed})
    twin.member, twin.replicate = member, replicate
    return twin


def whole_weights(weights):
    """In units of 2^-40 of the heaviest; nothing for the impossible."""
    most = max(weights)
    return [int(2.0**40 * exp(x - most)) if x > -math.inf and x - most > -40.0 else 0 for x in weights]


def log_mean(weights):
    total = sum(whole_weights(weights))
    return max(weights) + log(float(total) * 2.0**-40 / len(weights)) if total else -math.inf


def resample_counts(weights, u):
    """Systematic resampling by whole-number weights: children of each."""
    whole = whole_weights(weights)
    step, passed, given, counts = float(sum(whole)) / len(whole), 0, 0, []
    for weight in whole:
        passed += weight
        before = given
        while given < len(whole) and (given + u) * step < float(passed):
            given += 1
        counts.append(given - before)
    counts[whole.index(max(whole))] += len(whole) - given
    return counts


def effective_size(weights):
    whole = [float(x) for x in whole_weights(weights)]
    return sum(whole) * sum(whole) / sum(x * x for x in whole) if any(whole) else 0.0


def is_uneven(weights):
    return effective_size(weights) < 0.5 * len(weights)


def resample_by(swarm, weights, stream, replace):
    """Copies of the fit take the places of the unfit. The log of the mean weight."""
    if max(weights) > -math.inf:
        w = swarm[0]
        counts = resample_counts(weights, unit(words(w.seed, 0, RESAMPLE_KEY, w.day, stream_of(*stream), 0)[0]))
        for i in range(len(swarm)):
            if counts[i] == 0:
                fit = next(j for j in range(len(swarm)) if counts[j] > 1)
                counts[fit] -= 1
                counts[i] = -1
                replace(fit, i)
    return log_mean(weights)


def resample_all(swarm, always):
    """What the evidence gains: the state of each campaign and of each group of red lines goes by what is recorded of it
    alone, and what they share by the sum of all."""
    gain = 0.0
    for source, first in enumerate(swarm[0].sources):
        weights = [w.sources[source].weight for w in swarm]
        if always or is_uneven(weights):
            gain += resample_by(swarm, weights, (first.stream, first.id),
                                lambda fit, i: copy_own(source, swarm[fit], swarm[i]))
            for w in swarm:
                w.sources[source].weight = 0.0
    weights = [w.log_weight for w in swarm]
    if always or is_uneven(weights):
        rest = [w.rest for w in swarm]
        gain += log_mean(rest)
        if max(weights) == -math.inf:  # no particle explains everything: those go on that explain what is of no source
            weights = rest
        resample_by(swarm, weights, ("filter", "resample"), lambda fit, i: copy_shared(swarm, fit, i))
        for w in swarm:
            w.log_weight = w.rest = 0.0
    return gain


def copy_own(source, fit, unfit):
    """The state of one source goes from one particle to another."""
    a, b = fit.sources[source], unfit.sources[source]
    if source >= len(fit.campaigns):
        pairs = [(one, other, OWN_OF_LINE) for one, other in zip(a.lines, b.lines)]
    else:
        pairs = [(a, b, OWN)] + [(one, other, OWN_OF_PART) for one, other in zip(a.parts, b.parts)]
    for one, other, names in pairs:
        for name in names:
            setattr(other, name, getattr(one, name))
        if names is OWN_OF_LINE:
            other.when.window = list(one.when.window)
            other.cause = unfit.slots[one.cause.index] if one.cause else None


def copy_shared(swarm, fit, i):
    """All but the state of sources, which stays in its place, as do their weights."""
    unfit, swarm[i] = swarm[i], copy_of(swarm[fit], i, HISTORY_KEY)
    for source, own in enumerate(unfit.sources):
        copy_own(source, unfit, swarm[i])
        swarm[i].sources[source].weight = own.weight


def particles_on_the_eve(new_world, one_day, resolved, seed, directory):
    """(particles of the one parameter set, its evidence), or ([], 0) without history."""
    first = new_world(resolved, seed, 0, HISTORY_KEY)
    record, evidence = read_record(first, directory), 0.0
    if record is None:
        return [], evidence
    n = PARTICLES_OF_CAMPAIGNS if first.campaigns else PARTICLES
    swarm = [new_world(resolved, seed, i, HISTORY_KEY) for i in range(n)]
    for day in range(first.epoch, first.start):
        for w in swarm:
            w.record = record
            one_day(w, day, record[day])
        evidence += resample_all(swarm, day == first.start - 1)
        if evidence == -math.inf:
            raise ValueError("no particle can explain day %d" % (day - first.epoch))
    return swarm, evidence
