#!/usr/bin/env python3
"""Turns the US-Iran chronology into the event record of data/us-iran.

    tools/convert_chronology.py CHRONOLOGY.csv [OUTPUT_DIRECTORY]

Reads overrides.csv and intervals.csv in data/us-iran (reviewed by hand) and writes events.csv,
context.csv and totals.csv into the output directory (default data/us-iran). General rules stand
here, single judgements stand in overrides.csv; every override must match exactly one row, so a
chronology that has changed underneath them is noticed. Standard library only.
"""
import csv
import os
import re
import sys

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "us-iran")
COLUMNS = ["date", "precision", "source", "target", "theatre", "action", "at", "claimed", "audience",
           "count", "deaths_own", "deaths_partner", "deaths_attacker", "wounded_own", "indirect",
           "via", "public", "word", "inferred", "leader", "place", "cause", "note", "provenance"]
TOTALS = ["first", "last", "source", "target", "theatres", "action", "count", "about", "note", "provenance"]
SETTABLE = ["action", "at", "claimed", "audience", "count", "deaths_own", "deaths_partner",
            "deaths_attacker", "wounded_own", "indirect", "word", "inferred", "place"]
RUNGS = ["concede", "engage", "statement", "accuse", "threaten", "coerce", "harass", "strike",
         "direct", "war"]

# The chronology's word -> rung. None: no directed act, the row goes to context.csv.
RUNG = {
    "statement": "statement", "message-public": "statement", "message-private": "statement",
    "threat": "threaten",
    "talks": "engage", "mediation": "engage", "deal": "engage", "ceasefire-proposal": "engage",
    "clause-fulfilled": "concede", "funds-moved": "concede", "exchange-of-detainees": "concede",
    "sanction-relief": "concede", "withdrawal": "concede", "restraint": "concede",
    "pause": "concede", "ceasefire": "concede",
    "clause-breached": "coerce", "sanction": "coerce", "seizure": "coerce", "deployment": "coerce",
    "nuclear-step": "coerce", "sabotage": "coerce",
    "attack-unmanned": "harass", "attack-other": "harass", "attack-lethal": "harass",
    "strike-limited": "strike", "targeted-killing": "strike",
    "election": None, "leadership-change": None, "unrest": None, "count-report": None,
}
FORCE = {"harass", "strike", "direct"}
WORDS = {"pause", "restraint"}  # what the chronology calls so by itself; overrides.csv adds what notes say
HOME = {"iran": {"iran-homeland"}, "usa": {"us-homeland"}, "israel": {"israel"}, "saudi-arabia": {"saudi-arabia"},
        "iraq": {"iraq"}, "pakistan": {"pakistan"}, "ukraine": {"ukraine"}, "huthis": {"yemen"}, "hamas": {"gaza"},
        "hezbollah": {"lebanon"}, "iraqi-militias": {"iraq"}, "kataib-hezbollah": {"iraq"}, "nujaba": {"iraq"}}
SEA = {"red-sea", "gulf", "indian-ocean"}
MILITIAS = {"iraqi-militias", "kataib-hezbollah", "nujaba"}
CLIENTS = MILITIAS | {"huthis", "hamas", "hezbollah"}


def aim(row, rung):
    """What kind of thing was hit: proxy, forces, homeland or third; '' where nothing was."""
    source, target, theatre = row["source"], row["target"], row["theatre"]
    if row["action"] == "seizure":
        return "third"
    if row["action"] == "sabotage" and theatre in ("nuclear", "iran-homeland"):
        return "homeland"
    if rung not in FORCE:
        return ""
    if target in CLIENTS:
        return "proxy"
    if target == "shipping" or (target == "uk" and theatre == "red-sea"):
        return "third"
    if source == "iran" and target == "israel":
        return "third"  # every such row of this period is a drone at a ship
    if theatre in ("iran-homeland", "israel", "saudi-arabia"):
        return "homeland"
    return "forces"


def owned(row, rung):
    """Whether the author acknowledged the act; only asked of acts of force and of seizures."""
    source = row["source"]
    if rung not in FORCE and row["action"] != "seizure":
        return ""
    if source == "israel" or (source == "iran" and rung == "harass"):
        return "no"
    if source in MILITIAS:
        return "yes" if row["date"] >= "2023-10-17" else ""  # before that, mostly no claim
    return "yes"


def place(row):
    """Where the target of an act of force stood: on its own soil, on another's, at sea; '' where nothing says."""
    if row["place"] or row["action"] not in FORCE or row["theatre"] in ("cyber", "nuclear"):
        return row["place"]
    if row["at"] == "homeland" or row["theatre"] in HOME.get(row["target"], ()):
        return "home"
    return "sea" if row["theatre"] in SEA else "abroad"


def convert(row):
    word = row["action"]
    rung = RUNG.get(word)
    new = dict.fromkeys(COLUMNS, "")
    for name in ("date", "source", "target", "theatre", "via", "public", "note", "provenance"):
        new[name] = row[name]
    new["precision"] = row["date_precision"]
    if word == "sabotage" and row["theatre"] in ("nuclear", "iran-homeland"):
        rung = "harass"  # an explosion, where the cyber operations stay at coerce
    new["action"] = rung if rung else word
    new["at"] = aim(row, rung)
    new["claimed"] = owned(row, rung)
    new["count"] = "1"
    new["deaths_own"] = row["deaths"]
    new["indirect"] = "no"
    new["word"] = word if word in WORDS else ""
    new["leader"] = "yes" if word == "targeted-killing" else ""
    return new, rung is not None


def key(row, action):
    return tuple(row[k] for k in ("date", "source", "target", "theatre")) + (row[action],)


def read(path):
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, columns, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def stop(text):
    sys.exit("convert_chronology: " + text)


def apply(new, change):
    """Sets the columns that the override fills; '-' empties one. Returns whether the row is an act."""
    for name in SETTABLE:
        if change[name]:
            new[name] = "" if change[name] == "-" else change[name]
    if change["action"] == "context":
        new["action"] = change["old_action"]
        return False
    return new["action"] in RUNGS


def total_of(note):
    found = re.search(r"[Cc]umulative (?:about |at least )?(\d+)|About (\d+) cumulative", note)
    return int(found.group(1) or found.group(2)) if found else None


def make_totals(intervals, chronology):
    """Intervals with the provenance of the report they rest on, checked against its figure."""
    since, rows, before = 0, [], {}
    for item in intervals:
        reports = [r for r in chronology if r["date"] == item["report"]
                   and r["source"] == "iraqi-militias" and r["action"] in ("count-report", "pause")]
        wanted = "pause" if item["count"] == "0" else "count-report"
        reports = [r for r in reports if r["action"] == wanted]
        if len(reports) != 1:
            stop("%d reports for the interval from %s" % (len(reports), item["first"]))
        if item["first"] >= "2023-10-17":
            since += int(item["count"])
            if total_of(reports[0]["note"]) != since:
                stop("%s: increments give %d, the report says: %s"
                     % (item["last"], since, reports[0]["note"]))
        elif item["count"] not in reports[0]["note"] and item["count"] != "0":
            stop("%s: %s is not in the report" % (item["last"], item["count"]))
        rows.append({name: item.get(name, "") for name in TOTALS})
        rows[-1]["provenance"] = reports[0]["provenance"]
        if item["first"] <= before.get(item["source"], ""):
            stop("intervals overlap at " + item["first"])
        before[item["source"]] = item["last"]
    return rows


def main(arguments):
    if len(arguments) not in (1, 2):
        stop("needs the path of the chronology, and perhaps an output directory")
    target = arguments[1] if len(arguments) == 2 else HERE
    chronology = read(arguments[0])
    changes = read(os.path.join(HERE, "overrides.csv"))
    left = {}
    for change in changes:
        name = key(change, "old_action")
        if name in left:
            stop("two overrides for " + " ".join(name))
        left[name] = change
    used = set()
    events, context = [], []
    for row in chronology:
        new, act = convert(row)
        name = key(row, "action")
        if name in left:
            if name in used:
                stop("an override fits two rows: " + " ".join(name))
            used.add(name)
            act = apply(new, left[name])
        if not act and row["action"] not in RUNG and name not in left:
            stop("no rule for %s" % " ".join(name))
        if act:
            new["place"] = place(new)
        (events if act else context).append(new)
    if used != set(left):
        stop("overrides that fit no row: " + str(sorted(set(left) - used)))
    write(os.path.join(target, "events.csv"), COLUMNS, events)
    write(os.path.join(target, "context.csv"), COLUMNS, context)
    write(os.path.join(target, "totals.csv"), TOTALS,
          make_totals(read(os.path.join(HERE, "intervals.csv")), chronology))


if __name__ == "__main__":
    main(sys.argv[1:])
