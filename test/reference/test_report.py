"""The report, the comparison and the test of claims again in plain Python, from the tables of a result alone.

Oracle: docs/result-file.md says what the tables hold, docs/page-data.md what the figures are; this file counts, ranks and
sorts by itself. Cases are drawn: scenario, seed, sets, futures, horizon. Figures are told with nine digits.

Usage: test_report.py [SEED]; the program is in OFFRAMP_BINARY. Writes TAP. Another seed draws other cases.
"""
import csv
import datetime
import json
import math
import os
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SMALL, TALKS, BORDER = "test/cli/data/small.yaml", "test/reference/scenarios/talks.yaml", "scenarios/border-exercise.yaml"
ENDING = "test/cli/data/ending.yaml"
SCENARIOS = [SMALL, TALKS, "test/reference/scenarios/fire.yaml", "test/reference/scenarios/past.yaml"]
QUANTILES = [5, 25, 50, 75, 95]
BINS = 64


def offramp(*arguments):
    done = subprocess.run([os.environ["OFFRAMP_BINARY"], *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"Bail out! offramp {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


# ---- statistics ---------------------------------------------------------------------------------------------


def quantile(values, percent):
    """The smallest value that so many per cent of all do not pass."""
    ordered = sorted(values)
    return next(v for i, v in enumerate(ordered) if (i + 1) * 100 >= percent * len(ordered))


def spread(values):
    return {"mean": sum(values) / len(values), "quantiles": [quantile(values, q) for q in QUANTILES]}


def wilson(k, n):
    """95 % interval of a share (Wilson 1927), with three in n at either end."""
    if k == 0:
        return [0.0, min(3 / n, 1)]
    if k == n:
        return [max(1 - 3 / n, 0), 1.0]
    z, p = 1.959963984540054, k / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return [(middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)]


def ranks(values):
    """From 1 on; equal values share the mean of theirs."""
    return [sum(w < v for w in values) + (sum(w == v for w in values) + 1) / 2 for v in values]


def spearman(x, y):
    a, b = ranks(x), ranks(y)
    middle = (len(a) + 1) / 2
    aa, bb = (sum((r - middle) ** 2 for r in side) for side in (a, b))
    return sum((r - middle) * (s - middle) for r, s in zip(a, b)) / math.sqrt(aa * bb) if aa > 0 and bb > 0 else None


def date(day):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(day)).isoformat()


# ---- what the tables say ------------------------------------------------------------------------------------


class Tables:
    def __init__(self, path):
        self.base = sqlite3.connect(path)
        self.meta = dict(self.rows("SELECT key, value FROM meta"))
        self.n, self.per_set, self.horizon = (int(self.meta[key]) for key in ("members", "per_set", "horizon"))
        self.sets, self.start = int(self.meta["sets"]), int(self.meta["start_day"])
        self.days = sorted({d for d in (30, 90, 180) if d < self.horizon} | {self.horizon})
        self.member = self.rows("SELECT severity, deaths, first_trigger, misread, dropped, dropped_open FROM member ORDER BY member")
        self.left_out = dict((row[0], row[1:]) for row in self.rows("SELECT set_no, day, source, seen, expected FROM left_out"))
        self.possible = [s for s in range(self.sets) if s not in self.left_out]
        self.planned, self.n = self.n, len(self.possible) * self.per_set
        self.outcome = self.rows("SELECT id, headline FROM outcome WHERE pair = '' ORDER BY no")
        self.event = self.rows("SELECT id, pair FROM outcome WHERE pair <> '' ORDER BY no")
        self.came = [{} for _ in self.outcome + self.event]
        pooled = dict(self.rows("SELECT key, value FROM published"))
        self.alone = int(pooled.get("model-sets", 0) * pooled.get("model-per-set", 0))
        for member, outcome, day in self.rows("SELECT member, outcome, day FROM member_outcome"):
            self.came[outcome][member] = day

    def rows(self, sql):
        return self.base.execute(sql).fetchall()

    def by(self, came):
        return [{"days": d, "members": self.n, "occurred": (k := sum(c < d for c in came.values())), "probability": k / self.n}
                for d in self.days]

    def model(self, o):
        """What the model alone says of outcome o, or None."""
        count = dict(self.rows(f"SELECT days, sum(n) FROM model_only WHERE outcome = {o} GROUP BY days"))
        return [{"days": d, "members": self.alone, "occurred": count.get(d, 0), "probability": count.get(d, 0) / self.alone}
                for d in self.days] if self.alone else None

    def published(self):
        """Of each pair its class events, published, by the model alone and by its class; or None."""
        first = len(self.outcome)
        if not self.alone:
            return None
        pairs = self.rows("SELECT id, class, years, both_attack, war FROM pair ORDER BY no")
        share = lambda k, n, d: 1 - (1 - k / n) ** (min(d, 365) / 365)
        return {"pairs": [{"id": name, "class": kind or None, "events": [
            {"id": self.event[2 * i + j][0], "by": self.by(self.came[first + 2 * i + j]), "model": self.model(first + 2 * i + j),
             "class": [{"occurred": k, "pair_years": n, "probability": share(k, n, d)} for d in self.days] if kind else []}
            for j, k in enumerate((both, war))]} for i, (name, kind, n, both, war) in enumerate(pairs)]}

    def outcomes(self):
        for o, ((name, _), came) in enumerate(zip(self.outcome, self.came)):
            yield {"id": name, "by": self.by(came), "model": self.model(o),
                   "curve": [sum(c <= d for c in came.values()) / self.n for d in range(self.horizon)]}

    def bands(self, series, kind, scale):
        """Quantiles by day of a histogram: the value of a count; of a scaled one the place within its bin; of a share its mean."""
        by_day = [[] for _ in range(self.horizon)]
        for day, place, n in self.rows(f"SELECT day, bin, n FROM histogram WHERE series = {series} ORDER BY day, bin"):
            by_day[day].append((place, n))
        if kind == "share":
            mean = [sum(place * n for place, n in bins) / sum(n for _, n in bins) / (BINS - 1) for bins in by_day]
            return {"first": date(self.start), "quantiles": [mean] * len(QUANTILES), "capped": False}
        lines = [[self.band(bins, q, kind, scale) for bins in by_day] for q in QUANTILES]
        return {"first": date(self.start), "quantiles": [[v for v, _ in line] for line in lines],
                "capped": any(last for line in lines for _, last in line)}

    @staticmethod
    def band(bins, percent, kind, scale):
        wanted, before = percent / 100 * sum(n for _, n in bins), 0
        for place, n in bins:
            if before + n >= wanted - 1e-9:
                break
            before += n
        if kind == "count":
            return place, place == BINS - 1
        t = place + ((wanted - before) / n if place < BINS - 1 else 0)
        return (0 if place == 0 else scale * t / (BINS - t)), place == BINS - 1

    def series(self):
        for no, name, unit, kind, scale in self.rows("SELECT no, id, unit, kind, scale FROM series ORDER BY no"):
            past = self.rows(f"SELECT day, low, median, high FROM history_series WHERE series = {no} ORDER BY day")
            yield {"id": name, "unit": unit, "kind": kind, "forecast": self.bands(no, kind, scale),
                   "history": {"first": date(past[0][0]), "low": [p[1] for p in past], "median": [p[2] for p in past],
                               "high": [p[3] for p in past]} if past else None}

    def learned(self):
        """What sets that were not drawn have learned; of parameters in blocks that were reweighted, what is drawn is their own table's."""
        blocks = self.rows("SELECT id, priors, noise, temperature, effective, kept FROM learned_block ORDER BY no")
        if not blocks:
            return None
        keys = ("id", "priors", "noise", "temperature", "effective", "kept")
        values = lambda path: [v for v, in self.rows(f"SELECT value FROM parameter_set JOIN parameter ON no = parameter WHERE path = '{path}'")]
        return {"hash": self.meta["draws_hash"], "sets": self.sets, "possible": int(self.meta["learned_possible"]),
                "blocks": [dict(zip(keys, (*b[:2], None if b[2] == math.inf else b[2], *b[3:5], b[5] or None))) for b in blocks],
                "parameters": [{"path": path, "block": blocks[block][0], "prior": prior,
                                "posterior": [quantile(values(path), q) for q in (5, 50, 95)]}
                               for path, block, *prior in self.rows("SELECT path, block, prior_low, prior_median, prior_high FROM learned_parameter l "
                                                                    "JOIN parameter p ON p.no = l.no ORDER BY l.no")]}

    def triggers(self):
        theatres = self.rows("SELECT no, id, name FROM theatre")
        counts = [(t, name, sum(m[2] == no for m in self.member)) for no, t, name in theatres]
        counts.append((None, "no known cause", sum(m[2] == -2 for m in self.member)))
        counts = sorted((c for c in counts if c[2]), key=lambda c: (-c[2], c[0] is None, c[0] or ""))
        occurred = sum(n for _, _, n in counts)
        return {"outcome": ", ".join(name for name, headline in self.outcome if headline), "occurred": occurred,
                "rows": [{"theatre": t, "name": name, "n": n, "share": n / occurred, "simulation": wilson(n, occurred)}
                         for t, name, n in counts]}

    def agendas(self):
        for no, name in self.rows("SELECT no, id FROM agenda ORDER BY no"):
            terms, channel = (x / (self.n * self.horizon) for x in self.rows(
                f"SELECT sum(no_terms), sum(no_channel) FROM agenda_days WHERE agenda = {no}")[0])
            yield {"id": name, "no_terms": terms, "no_channel": channel, "open": max(1 - terms - channel, 0)}

    def inputs(self):
        drawn, found = {}, []
        for path, value, s in self.rows("SELECT path, value, set_no FROM parameter_set JOIN parameter ON no = parameter ORDER BY set_no"):
            if s not in self.left_out:
                drawn.setdefault(path, []).append(value)
        counts = [[sum(m // self.per_set == s for m in came) for s in self.possible] for came in self.came]
        for path, values in drawn.items():
            with_outcomes = [spearman(values, c) if len(self.possible) > 1 else None for c in counts]
            weight = max([abs(r) for r, (_, headline) in zip(with_outcomes, self.outcome) if headline and r is not None] or [0])
            found.append((-weight, path, {"path": path, "quantiles": [quantile(values, q) for q in QUANTILES],
                                          "correlation": [{"outcome": o, "value": r} for (o, _), r in zip(self.outcome, with_outcomes)]}))
        # Weights that differ in the last bits only may come in either order: by path here, and compared so.
        return {"values": int(self.meta["values"]), "judged": int(self.meta["judged"]), "noise": 2 / math.sqrt(len(self.possible)) if drawn else None,
                "parameters": [row for _, _, row in sorted(found, key=lambda f: (round(f[0], 9), f[1]))]}

    def members(self):
        m, n = self.member, self.n
        some = [{"kind": kind, "id": name, "n": drops, "members": with_one, "could_change": could}
                for kind, name, drops, with_one, could in self.rows(
                    "SELECT kind, id, sum(n), sum(members), sum(could_change) FROM dropped JOIN dropping ON no = dropping "
                    "GROUP BY dropping")]
        some.sort(key=lambda d: (-d["could_change"], -d["n"], d["id"], d["kind"]))
        evidence = [e for e, in self.rows("SELECT log_evidence FROM set_evidence") if e > -math.inf]
        weight = [math.exp(e - max(evidence)) for e in evidence]
        return {"deaths": spread([r[1] for r in m]), "severity": spread([r[0] for r in m]),
                "misread": {"members": (k := sum(r[3] > 0 for r in m)), "share": k / n, "mean": sum(r[3] for r in m) / n},
                "dropped": {"members": (k := sum(r[4] > 0 for r in m)), "share": k / n,
                            "could_change": (k := sum(r[5] > 0 for r in m)), "share_could_change": k / n, "by": some},
                "evidence": {"sets": len(evidence), "effective": sum(weight) ** 2 / sum(w * w for w in weight)}
                if evidence else None}

    def ruled_out(self):
        """How many sets are left out, and who ruled out most: of equals the earlier day, then that of the first set."""
        groups = {}
        for s, (day, source, seen, expected) in sorted(self.left_out.items()):
            groups.setdefault((day, source), []).append((s, seen, expected))
        most = min(groups.items(), key=lambda g: (-len(g[1]), g[0][0], g[1][0][0]), default=None)
        return {"sets": len(self.left_out), "of": self.sets, "most": most and {
            "sets": len(most[1]), "source": most[0][1], "date": date(most[0][0]), "seen": most[1][0][1], "expected": most[1][0][2]}}

    def chronicles(self):
        for member, pick in self.rows("SELECT member, pick FROM kept WHERE pick <> '' ORDER BY pick"):
            word = "(SELECT text FROM word WHERE no = {0}) AS {0}"
            names = ["kind", "id", "source", "target", "theatre", "rung", "cause_text"]
            numbers = ["number", "count", "deaths_own", "deaths_partner", "deaths_attacker", "wounded", "slipped", "misread",
                       "recorded", "cause", "day"]
            acts = [dict(zip(names + ["text"] + numbers, row)) for row in self.rows(
                f"SELECT {', '.join(word.format('a.' + x).replace('AS a.', 'AS ') for x in names)}, "
                f"(SELECT text FROM word WHERE no = a.says), {', '.join(numbers)} FROM act a WHERE member = {member} ORDER BY seq")]
            for act in acts:
                act["date"] = date(act.pop("day"))
                act["cause"] = act["cause"] if act["cause"] >= 0 else None
                for flag in ("slipped", "misread", "recorded"):
                    act[flag] = bool(act[flag])
            severity, deaths, worst_day = self.rows(f"SELECT severity, deaths, worst_day FROM member WHERE member = {member}")[0]
            yield {"member": member, "pick": pick, "severity": severity, "deaths": deaths, "worst_day": worst_day, "acts": acts}

    def places(self, table):
        for name, says, kind, iso3, north, east in self.rows(f"SELECT id, name, kind, iso3, latitude, longitude FROM {table} ORDER BY no"):
            yield {"id": name, "name": says, "kind": kind, "iso3": iso3, "at": None if north is None else [north, east]}

    def report(self):
        payoff = [[v for v, in self.rows(f"SELECT value FROM payoff WHERE principal = {no}")]
                  for no, in self.rows("SELECT no FROM principal ORDER BY no")]
        return {
            "format": "offramp-page", "horizons": self.days, "quantiles": QUANTILES,
            "meta": {"title": self.meta["title"], "seed": self.meta["seed"], "start": self.meta["start"],
                     "history_from": self.meta["history_from"], "horizon_days": self.horizon, "sets": self.sets,
                     "per_set": self.per_set, "members": self.planned, "members_done": self.n, "left_out": self.ruled_out(), "complete": True,
                     "fixed": self.meta["fixed"] == "1", "quick": self.meta["quick"] == "1",
                     "scenario_hash": self.meta["scenario_hash"], "record_hash": self.meta["record_hash"]},
            "actors": list(self.places("actor")), "theatres": list(self.places("theatre")),
            "principals": [{"id": p["id"], "name": p["name"], "payoff": spread(v)} for p, v in zip(self.places("principal"), payoff)],
            "edges": [dict(zip(("from", "to", "kind", "label", "weight"), row)) for row in self.rows(
                "SELECT source, target, kind, label, weight FROM edge ORDER BY no")],
            "outcomes": list(self.outcomes()), "published": self.published(), "series": list(self.series()), "triggers": self.triggers(),
            "agendas": list(self.agendas()), "inputs": self.inputs(), "learned": self.learned(), "members": self.members()}


def result_hash(tables):
    """FNV-1a over all tables as docs/result-file.md has it."""
    h = 0xcbf29ce484222325

    def add(data):
        nonlocal h
        for byte in data:
            h = (h ^ byte) * 0x100000001b3 & 0xffffffffffffffff

    kinds = {int: 1, float: 2, str: 3, bytes: 4, type(None): 5}
    for name, in tables.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"):
        if name in ("clock", "checksum", "eve", "asked") or name == "left_out" and not tables.left_out \
                or name.startswith("learned_") and not tables.learned():
            continue
        keys = [row[1] for row in sorted(tables.rows(f"PRAGMA table_info({name})"), key=lambda r: r[5]) if row[5]]
        add(name.encode() + b"\0")
        for row in tables.rows(f"SELECT * FROM {name} ORDER BY {', '.join(keys)}"):
            if name == "meta" and (row[0] in ("command", "scenario_file", "program_version", "numbers_id", "record_notes", "halt_words")
                                   or row[0].startswith("option_")):
                continue
            for value in row:
                data = value.encode() if isinstance(value, str) else value
                add(struct.pack("<q", kinds[type(value)]))
                if isinstance(value, (str, bytes)):
                    add(struct.pack("<q", len(data)) + data)
                elif value is not None:
                    add(struct.pack("<d" if isinstance(value, float) else "<q", value))
    return f"{h:016x}"


# ---- comparing ----------------------------------------------------------------------------------------------


def difference(got, want, where=""):
    """The first place where `want` is not in `got`, or None. Keys that are only in `got` do not count."""
    if isinstance(want, dict):
        lacking = [key for key in want if not isinstance(got, dict) or key not in got]
        if lacking:
            return f"{where}: no '{lacking[0]}'"
        return next((d for key in want if (d := difference(got[key], want[key], f"{where}.{key}"))), None)
    if isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            return f"{where}: {got!r:.200} has another length than {want!r:.200}"
        return next((d for i, (g, w) in enumerate(zip(got, want)) if (d := difference(g, w, f"{where}[{i}]"))), None)
    if isinstance(want, float) and isinstance(got, (int, float)):
        return None if math.isclose(got, want, rel_tol=2e-8, abs_tol=1e-12) else f"{where}: {got}, wanted {want}"
    return None if got == want and isinstance(got, bool) == isinstance(want, bool) else f"{where}: {got!r}, wanted {want!r}"


def weights(told):
    """Of each parameter, in the order told: its largest correlation with a headline outcome in size."""
    headline = {o["id"] for o in told["outcomes"] if o["headline"]}
    return [max([abs(c["value"]) for c in p["correlation"] if c["outcome"] in headline and c["value"] is not None] or [0])
            for p in told["inputs"]["parameters"]]


def order(told):
    """Those that matter most come first."""
    found = weights(told)
    return None if all(a >= b - 1e-8 for a, b in zip(found, found[1:])) else f"parameters in the order {found}"


def sorted_ties(told):
    """Parameters of equal weight by path, as Tables.inputs has them."""
    with_weight = zip([round(-w, 7) for w in weights(told)], told["inputs"]["parameters"])
    told["inputs"]["parameters"] = [p for _, p in sorted(with_weight, key=lambda x: (x[0], x[1]["path"]))]
    return told


def intervals(told):
    """The interval of each share is Wilson's with as many futures as it says that they are worth."""
    for o in told["outcomes"]:
        for by in o["by"]:
            want = wilson(by["probability"] * by["effective"], by["effective"]) if 0 < by["occurred"] < by["members"] \
                else wilson(by["occurred"], by["members"])
            found = difference(by["simulation"], want, f"{o['id']} by {by['days']}")
            if found or not by["effective"] <= by["members"]:
                return found or f"{o['id']}: {by['members']} futures are worth {by['effective']}"
    return None


# ---- words ----------------------------------------------------------------------------------------------------


def percent(part, whole):
    share = 100 * part / whole if whole else 0
    return "<1 %" if 0 < share < 0.5 else ">99 %" if 99.5 <= share < 100 else f"{share:.0f} %"


def summary(told):
    """The classes of outcomes by their share at the horizon, three of each by name; figures in brackets left out."""
    def share(o):
        return o["by"][-1]["probability"]

    rest = [o for o in told["outcomes"] if o["already"] < 0.5]
    simulated = [o for o in rest if not o["prior_driven"]]
    classes = [("True at the start already", [o for o in told["outcomes"] if o["already"] >= 0.5], -1),
               ("Likely", [o for o in simulated if share(o) >= 2 / 3], -1),
               ("As likely as not", [o for o in simulated if 1 / 3 <= share(o) < 2 / 3], -1),
               ("Unlikely", [o for o in simulated if share(o) < 1 / 3], 1),
               ("Assumed rather than observed", [o for o in rest if o["prior_driven"]], -1)]
    text = f"Within {told['meta']['horizon_days']} days."
    for words, list_, sign in classes:
        names = [o["says"] or o["id"] for o in sorted(list_, key=lambda o, by=sign: by * share(o))]
        if len(names) > 3:
            names = names[:3] + [f"{len(names) - 3} more"]
        if names:
            text += f" {words}: {', '.join(names[:-1])}{' and ' if names[1:] else ''}{names[-1]}."
    return text


def left_out(out):
    if out["sets"] == 0:
        return ""
    most, some = out["most"], "" if out["most"]["sets"] == out["sets"] else f"{out['most']['sets']} by "
    return f"{out['sets']} of {out['of']} parameter sets cannot explain the record and {'is' if out['sets'] == 1 else 'are'} left out " \
           f"({some}{most['source']} on {most['date']}: {most['seen']:.0f} act{'' if most['seen'] == 1 else 's'} seen, " \
           f"{most['expected']:.3g} expected); "


def trust(told):
    inputs, members, evidence = told["inputs"], told["members"], told["members"]["evidence"]
    n, dropped = told["meta"]["members_done"], members["dropped"]
    record = "no record was weighed; " if evidence is None else "" if evidence["sets"] == 1 else \
        f"by the record {evidence['sets']} parameter sets are worth {evidence['effective']:.0f}; "
    return f"{percent(inputs['judged'], inputs['values'])} of inputs are judged; {left_out(told['meta']['left_out'])}{record}" \
           f"{percent(dropped['members'], n)} of futures dropped an answer or a message, " \
           f"{percent(dropped['could_change'], n)} one that could have changed an outcome; no earlier forecast of this case was scored"


def simulation_error(told):
    """The widest half interval of what is printed, rounded up to one digit."""
    intervals_ = [by["simulation"] for o in told["outcomes"] for by in o["by"]]
    intervals_ += [t["simulation"] for t in told["triggers"]["rows"][:3]]
    error, step = 50 * max(high - low for low, high in intervals_), 0.1
    while error > 10 * step:
        step *= 10
    return f"simulation error below {step * (int(error / step) + 1):.{1 if step < 1 else 0}f} points"


def words(told, printed):
    """What is told in words, and what `run` prints of it."""
    printed = " ".join(printed.split())
    found = difference(re.sub(r" \([^)]*\)", "", told["summary"]), re.sub(r" \([^)]*\)", "", summary(told)), "summary") or \
        difference(told["trust"], trust(told), "trust")
    wanted = [told["summary"], "trust: " + told["trust"], simulation_error(told)]
    wanted += [by["text"] for o in told["outcomes"] for by in o["by"]]
    wanted += [f"{t['theatre'] or t['name']} {percent(t['n'], told['triggers']['occurred'])}" for t in told["triggers"]["rows"][:3]]
    lacking = [text for text in wanted if text not in printed]
    return found or (f"not printed: {lacking[0]}: {printed}" if lacking else None)


# ---- tables ---------------------------------------------------------------------------------------------------


def csv_rows(directory, name):
    with open(os.path.join(directory, f"{name}.csv"), encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def cell(value):
    return "" if value is None else value if isinstance(value, str) else repr(value)


def same_cells(got, want):
    """Rows of text against rows of values: numbers as numbers."""
    if len(got) != len(want):
        return f"{len(got)} rows, wanted {len(want)}"
    for row, values in zip(got, want):
        fits = [float(c) == float(v) if isinstance(v, (int, float)) and c else c == cell(v) for c, v in zip(row, values)]
        if len(row) != len(values) or not all(fits):
            return f"{row}, wanted {values}"
    return None


CSV = {  # a table, and what its file holds
    "member": "SELECT * FROM member ORDER BY member", "meta": "SELECT key, value FROM meta ORDER BY key",
    "kept": "SELECT * FROM kept ORDER BY member", "set_evidence": "SELECT * FROM set_evidence ORDER BY set_no",
    "left_out": "SELECT set_no, date(day * 86400, 'unixepoch'), source, seen, expected FROM left_out ORDER BY set_no",
    "learned_block": "SELECT * FROM learned_block ORDER BY no",
    "learned_parameter": "SELECT path, id, prior_low, prior_median, prior_high, low, median, high FROM learned_parameter l "
                         "JOIN parameter p ON p.no = l.no JOIN learned_block b ON b.no = block ORDER BY l.no",
    "outcome": "SELECT * FROM outcome ORDER BY no", "series": "SELECT * FROM series ORDER BY no",
    "edge": "SELECT * FROM edge ORDER BY no", "chunk": "SELECT * FROM chunk ORDER BY no",
    "member_outcome": "SELECT member, id, day FROM member_outcome JOIN outcome ON no = outcome ORDER BY member, outcome",
    "payoff": "SELECT member, id, value FROM payoff JOIN principal ON no = principal ORDER BY member, principal",
    "parameter_set": "SELECT set_no, path, value FROM parameter_set JOIN parameter ON no = parameter ORDER BY set_no, parameter",
    "dropped": "SELECT chunk, kind, id, n, members, could_change FROM dropped JOIN dropping ON no = dropping ORDER BY chunk, dropping",
    "agenda_days": "SELECT chunk, id, no_terms, no_channel FROM agenda_days JOIN agenda ON no = agenda ORDER BY chunk, agenda"}


def tables_differ(directory, tables, told):
    """The first CSV file that does not hold what its table, or the report, does."""
    for name, sql in CSV.items():
        if found := same_cells(csv_rows(directory, name)[1:], tables.rows(sql)):
            return f"{name}.csv: {found}"
    bands = [[s["id"], date(tables.start + d), *[line[d] for line in s["forecast"]["quantiles"]]]
             for s in told["series"] for d in range(tables.horizon)]
    answer = [[o["id"], o["says"], by["days"], by["occurred"], by["members"], by["probability"], *by["simulation"],
               *(by["sets"]["range"] if by["sets"] else ("", "")), int(o["prior_driven"])] for o in told["outcomes"] for by in o["by"]]
    for name, rows in (("bands", bands), ("answer", answer)):
        if found := same_cells(csv_rows(directory, name)[1:], rows):
            return f"{name}.csv: {found}"
    return None


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def point(self, found, name):
        self.n += 1
        self.failed += found is not None
        print(f"{'not ok' if found else 'ok'} {self.n} - {name}" + (f"\n# {found}" if found else ""), flush=True)


def report_case(tap, chance, directory, scenario, sets=None, per_set=None, horizon=None, learn=()):
    sets, per_set = sets or chance.randint(1, 9), per_set or chance.randint(1, 40)
    horizon = horizon or chance.choice([1, 2, 29, 31, 60, 91, 200])
    result = os.path.join(directory, "report.offramp")
    printed = offramp("run", os.path.join(ROOT, scenario), "--sets", sets, "--members", per_set, "--horizon", f"{horizon} days",
                      "--seed", chance.randint(0, 2**63), "--output", result, "--force", *learn)
    name = f"{os.path.basename(scenario)}, {sets} x {per_set} futures of {horizon} days{', learned' if learn else ''}"
    tables, told = Tables(result), json.loads(offramp("export", result, "--json"))
    tap.point(order(told) or difference(sorted_ties(told), tables.report()), f"report: {name}")
    tap.point(difference(sorted(told["chronicles"], key=lambda c: c["pick"]), list(tables.chronicles())), f"told futures: {name}")
    tap.point(intervals(told), f"intervals: {name}")
    tap.point(words(told, printed), f"words: {name}")
    if tables.n <= 20:
        hashes = [offramp("export", result, "--hash").strip(), told["meta"]["result_hash"]]
        tap.point(difference(hashes, [result_hash(tables)] * 2), f"hash: {name}")
    offramp("export", result, "--csv", os.path.join(directory, "tables"), "--force")
    tap.point(tables_differ(os.path.join(directory, "tables"), tables, told), f"tables: {name}")


# ---- comparison ---------------------------------------------------------------------------------------------


def mean(values):
    return sum(values) / len(values)


def pairs(base, other):
    return {"base": mean(base), "what_if": mean(other), "difference": mean([o - b for b, o in zip(base, other)]),
            "lower_in_pairs": mean([float(o < b) for b, o in zip(base, other)]),
            "higher_in_pairs": mean([float(o > b) for b, o in zip(base, other)])}


def quantities(base, other):
    """Of two results of the same size and seed, member by member."""
    def came(tables, outcome, days):
        return [float(tables.came[outcome].get(m, tables.horizon) < days) for m in range(tables.n)]

    def payoff(tables, no):
        return [v for v, in tables.rows(f"SELECT value FROM payoff WHERE principal = {no} ORDER BY member")]

    return {"outcomes": [{"id": name, "from_day": 0, "to_day": d, **pairs(came(base, o, d), came(other, o, d))}
                         for o, (name, _) in enumerate(base.outcome) for d in base.days],
            "ledgers": [{"id": name, **pairs(payoff(base, no), payoff(other, no))}
                        for no, name in base.rows("SELECT no, id FROM principal ORDER BY no")],
            "totals": [pairs([float(m[i]) for m in base.member], [float(m[i]) for m in other.member]) for i in (0, 1)]}


def compare_case(tap, chance, directory):
    """A what-if from the first day on is the scenario with that value, where both begin at rest."""
    sets, per_set, horizon = chance.randint(2, 7), chance.randint(2, 30), chance.choice([1, 29, 31, 60, 91])
    rate, seed = round(chance.uniform(0.05, 0.9), 3), chance.randint(0, 2**63)
    with open(os.path.join(ROOT, SMALL), encoding="utf-8") as file:
        text = file.read()
    shutil.copy(os.path.join(ROOT, "test/cli/data/small-events.csv"), directory)
    paths = [os.path.join(directory, name) for name in ("base.yaml", "other.yaml")]
    for path, words in zip(paths, (text, text.replace("rate: 0.2 per day", f"rate: {rate} per day"))):
        with open(path, "w", encoding="utf-8") as file:
            file.write(words)
    size = ["--sets", sets, "--members", per_set, "--horizon", f"{horizon} days", "--seed", seed, "--no-history"]
    results = []
    for path in paths:
        offramp("run", path, *size, "--output", path + ".offramp", "--force")
        results.append(Tables(path + ".offramp"))
    told = json.loads(offramp("compare", paths[0], *size, "--json", "--with", f"other: conduct.raids.rate={rate} per day",
                              "--with", "none: conduct.raids.rate=times 1"))
    name = f"{sets} x {per_set} futures of {horizon} days, rate {rate}"
    want = quantities(*results)
    if rate != 0.2 and (found := told["what_ifs"][0]["same"]):
        tap.point(f"same: {found}", f"comparison: {name}")
        return
    tap.point(difference(told["what_ifs"][0], want), f"comparison: {name}")
    tap.point(difference(told["what_ifs"][1], {"same": True, **quantities(results[0], results[0])}), f"comparison with itself: {name}")
    shares = [json.loads(offramp("export", path + ".offramp", "--json"))["outcomes"] for path in paths]
    flags = [[q["id"], q["says"], q["headline"], q["prior_driven"]] for q in told["what_ifs"][0]["outcomes"]]
    tap.point(difference(flags, [[o["id"], o["says"], o["headline"], o["prior_driven"]] for o in shares[0] for _ in o["by"]]),
              f"comparison and report tell the same outcomes: {name}")
    tap.point(difference([{k: q[key][k] for k in ("probability", "occurred", "members", "simulation", "text")}
                          for key in ("base_share", "what_if_share") for q in told["what_ifs"][0]["outcomes"]],
                         [{k: by[k] for k in ("probability", "occurred", "members", "simulation", "text")}
                          for side in shares for o in side for by in o["by"]]), f"comparison and report tell one share: {name}")


# ---- hypotheses ----------------------------------------------------------------------------------------------


def measured(tables, key, name):
    """The measure of each future, all of which are kept act by act."""
    if key == "outcome":
        came = tables.came[[outcome for outcome, _ in tables.outcome].index(name)]
        return [float(m in came) for m in range(tables.n)]
    if key == "misread":
        return [float(row[3]) for row in tables.member]
    acts = dict(tables.rows("SELECT member, sum(count) FROM act a WHERE (SELECT text FROM word WHERE no = a.kind) = 'flow' "
                            f"AND (SELECT text FROM word WHERE no = a.id) = '{name}' GROUP BY member"))
    return [7 * acts.get(m, 0) / tables.horizon for m in range(tables.n)]


def hypothesis_case(tap, chance, directory):
    """A claim's futures are those of its period, at rest, without and with its changes in the scenario itself."""
    sets, per_set, days = chance.randint(2, 6), chance.randint(2, 20), chance.choice([1, 30, 59])
    rate, seed, first = round(chance.uniform(0.05, 0.9), 3), chance.randint(0, 2**63), chance.choice(["2024-02-11", "2024-03-05"])
    margin = round(chance.uniform(0.05, 2), 3)
    last = (datetime.date.fromisoformat(first) + datetime.timedelta(days - 1)).isoformat()
    with open(os.path.join(ROOT, "test/cli/data/claims.yaml"), encoding="utf-8") as file:
        text = "".join(line for line in file.read().split("hypotheses:")[0].splitlines(True) if not line.startswith("history:"))
    text = text.replace("rate: {value: 0.2 per day, prior: \"gamma(20, 0.2) per day\", source: judgement}", "rate: 0.2 per day")
    measures = {"a": ("acts", "raids", f"higher by {margin}"), "b": ("outcome", "deaths", f"higher by {margin} points"),
                "c": ("acts", "raids", f"higher by {margin} %")}
    claims = "".join(f"  {h}:\n    says: {h}\n    from: {first}\n    to: {last}\n    {key}: {name}\n    compare:\n"
                     f"      other: {{expects: {expects}, changes: {{conduct.raids.rate: {rate} per day}}}}\n"
                     for h, (key, name, expects) in measures.items())
    paths = [os.path.join(directory, name) for name in ("claims.yaml", "changed.yaml")]
    for path, words in zip(paths, (text + "hypotheses:\n" + claims, text.replace("rate: 0.2 per day", f"rate: {rate} per day"))):
        with open(path, "w", encoding="utf-8") as file:
            file.write(words)
    size, results = ["--sets", sets, "--members", per_set, "--seed", seed], []
    for path in paths:
        offramp("run", path, *size, "--start", first, "--horizon", f"{days} days", "--output", path + ".offramp", "--force")
        results.append(Tables(path + ".offramp"))
    told = json.loads(offramp("test", paths[0], *size, "--json"))
    name = f"{sets} x {per_set} futures of {days} days, rate {rate}"
    wanted = []
    for h, (key, of, expects) in measures.items():
        base, other = (mean(measured(tables, key, of)) for tables in results)
        part = {"a": margin, "b": margin / 100, "c": margin / 100 * base}[h]
        claim = {"name": "other", "expects": expects, "relative": h == "c", "margin": part, "base": base, "changed": other,
                 "effect": other - base}
        wanted.append({"id": h, "from": first, "to": last, "claims": [claim]})
    tap.point(difference(told, {"sets": sets, "members": per_set, "hypotheses": wanted}), f"hypotheses: {name}")
    for h in told["hypotheses"]:
        claim = h["claims"][0]
        share = claim["share_of_sets"]
        want = "not identified" if claim["base"] == 0 and claim["relative"] else "supported" if share >= 0.9 else \
            "contradicted" if share <= 0.1 else "not identified"
        tap.point(difference(claim["verdict"], want) or difference(h["verdict"], want), f"verdict on {h['id']}: {name}")


def left_out_case(tap, chance, directory):
    """Sets that cannot explain the record are in no figure: not in the answer, a what-if's base, or a claim's."""
    sets, per_set, seed = chance.randint(9, 14), chance.randint(2, 30), chance.randint(0, 2**63)
    scenario, result = os.path.join(ROOT, ENDING), os.path.join(directory, "ending.offramp")
    size = ["--sets", sets, "--members", per_set, "--seed", seed, "--output", result]
    offramp("run", scenario, *size, "--force")
    tables, told = Tables(result), json.loads(offramp("export", result, "--json"))
    name = f"left out: {len(tables.left_out)} of {sets} sets of {per_set}"
    ruled_out = {s for s, e in tables.rows("SELECT set_no, log_evidence FROM set_evidence") if e == -math.inf}
    stored = {m // per_set for m, in tables.rows("SELECT member FROM member UNION SELECT member FROM payoff UNION "
                                                 "SELECT member FROM member_outcome UNION SELECT member FROM kept")}
    tap.point(None if ruled_out and ruled_out == set(tables.left_out) and stored == set(tables.possible) else
              f"{ruled_out}, {set(tables.left_out)}, {stored}", f"{name}: tables")
    shares = {o["id"]: o["by"] for o in told["outcomes"]}
    compared = json.loads(offramp("compare", scenario, *size, "--json"))
    for q in compared["what_ifs"][0]["outcomes"]:
        want = next(by for by in shares[q["id"]] if by["days"] == q["to_day"])
        tap.point(difference({**q["base_share"], "base": q["base"]}, {
            **{k: want[k] for k in ("probability", "occurred", "members", "simulation", "text")}, "base": want["probability"]}),
            f"{name}: what-if, {q['id']}")
    tested = json.loads(offramp("test", scenario, *size, "--json"))["hypotheses"][0]
    tap.point(difference(tested["claims"][0]["base"], shares["many"][-1]["probability"]), f"{name}: claim")
    tap.point(difference([compared["left_out"], tested["left_out"]], [told["meta"]["left_out"]] * 2), f"{name}: counted alike")


def main():
    chance, tap = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 8), Tap()
    with tempfile.TemporaryDirectory() as directory:
        for scenario in SCENARIOS + [SMALL, TALKS]:
            report_case(tap, chance, directory, scenario)
        report_case(tap, chance, directory, SMALL, 1, 1)
        report_case(tap, chance, directory, SMALL, 6, 200)
        report_case(tap, chance, directory, BORDER, 8, 25, 60)  # ten numbers with priors
        report_case(tap, chance, directory, ENDING, 12, 30, 60)  # a quarter of the sets are left out
        for _ in range(3):
            left_out_case(tap, chance, directory)
            compare_case(tap, chance, directory)
            hypothesis_case(tap, chance, directory)
        report_case(tap, chance, directory, SMALL, 13, 1, 31, ["--learn"])
    print(f"1..{tap.n}")
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
