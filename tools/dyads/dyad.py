"""An invented pair of states without a quarrel of its own: the scenario that the checks of the class are run on.

One flow of open attacks each way, one of words, one red line each: attacked by the other. All that is not named
here has its default. Shares are those of attacks that were answered openly by force, since the sources hold no others.
"""
import ctypes
import math
import os

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
DELAY, WITHIN = 20, 90      # days: mean delay of an answer, and the latest (docs/classes.md: median 5, upper quartile 28)
ANSWER = 2.0                # log-odds that a crossing is answered at all; words are answers too


def logit(p):
    return math.log(p / (1.0 - p))


def scenario(start, horizon, open_odds, attacks_a_year, war_chance, lethality, record=None, history=None, readiness=0.5,
             closed=0.5):
    """The text of a scenario. open_odds: log-odds that an answer is open; attacks_a_year: of each, of its own accord."""
    past = f'history: {{record: "{record}", from: {history}, information: outsider}}\n' if record else ""
    flow = "{{id: {0}, from: {1}, to: {2}, in: border, act: {3}{4}}}"
    own = f", at: forces, lethality: {lethality}, rate: {attacks_a_year / 365.25:.8f} per day"
    flows = [flow.format(f"{a}-attacks", a, b, "direct", own + ", record: full") for a, b in (("first", "second"), ("second", "first"))]
    flows += [flow.format(f"{a}-protests", a, b, "threaten", ", record: none") for a, b in (("first", "second"), ("second", "first"))]
    line = """  {0}-attacked:
    holder: {0}
    when: {{to: {0}, by: {1}, act: direct+}}
    response: {{options: [{0}-attacks, {0}-protests], base: {2}, open: {3:.6f}, delay: {4} days, within: {5} days, readiness: {6}}}
"""
    lines = "".join(line.format(a, b, ANSWER, open_odds, DELAY, WITHIN, readiness) for a, b in (("first", "second"), ("second", "first")))
    return f"""offramp: 1
title: an invented pair of states
start: {start}
horizon: {horizon} days
{past}hostile: [[first, second]]
actors:
  first: {{name: First, kind: principal}}
  second: {{name: Second, kind: principal}}
theatres: {{border: {{name: Border, cap: 1000}}}}
conduct:
  - {flows[0]}
  - {flows[1]}
  - {flows[2]}
  - {flows[3]}
red-lines:
{lines}politics: {{first: {{}}, second: {{}}}}
war: {{chance: {war_chance:.6f}, closed: {closed}}}
choice: {{gravity: {{value: 0.1, prior: "normal(0.1, 0.3)", source: docs/classes.md}}}}
outcomes:
  first-attacks: {{says: the first attacks openly, when: {{to: second, by: first, act: direct+}}}}
  second-attacks: {{says: the second attacks openly, when: {{to: first, by: second, act: direct+}}}}
  war: {{event: war}}
"""


# ---- the library ----------------------------------------------------------------------------------------

class Fault(Exception):
    pass


class _Options(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("seed", ctypes.c_uint64), ("sets", ctypes.c_size_t), ("members", ctypes.c_size_t),
                ("fixed", ctypes.c_int), ("first", ctypes.c_size_t), ("seats", ctypes.c_size_t)]


class _Run(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("seed", ctypes.c_uint64), ("sets", ctypes.c_size_t), ("members", ctypes.c_size_t),
                ("fixed", ctypes.c_int), ("threads", ctypes.c_int), ("stop", ctypes.c_void_p)]


class _Arrays(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("n_outcomes", ctypes.c_size_t), ("n_principals", ctypes.c_size_t),
                ("n_futures", ctypes.c_size_t), ("outcome_day", ctypes.c_void_p)] + \
               [(name, ctypes.c_void_p) for name in ("payoff", "severity", "deaths", "worst_rung", "worst_day")]


class Library:
    """libofframp of a build, by as much of its header as is needed here."""

    def __init__(self, build):
        path = os.path.join(build, "libofframp.so")
        if not os.path.exists(path):
            raise Fault(f"{path}: no such library; run `make build`, or name the build with --build")
        self.lib = ctypes.CDLL(path)
        for name in ("ofr_fault_list_count", "ofr_scenario_close", "ofr_worlds_free"):
            getattr(self.lib, name).restype = None if name != "ofr_fault_list_count" else ctypes.c_size_t
        self.lib.ofr_fault_list_text.restype = ctypes.c_char_p
        self.lib.ofr_fault_list_text.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        self.faults = ctypes.c_void_p()
        self.check(self.lib.ofr_fault_list_new(ctypes.byref(self.faults)))

    def check(self, status):
        if status:
            text = self.lib.ofr_fault_list_text(self.faults, 0) if self.faults else b""
            raise Fault(f"OFR {status}: {(text or b'').decode()}")

    def open(self, text, directory="."):
        scenario, raw = ctypes.c_void_p(), text.encode()
        self.check(self.lib.ofr_scenario_open_text(raw, ctypes.c_size_t(len(raw)), os.path.join(directory, "dyad.yaml").encode(), None,
                                                   ctypes.byref(scenario), self.faults))
        return scenario

    def outcomes(self, text, sets, members, seed=1, directory="."):
        """Rows of first days of the three outcomes, -1: never."""
        scenario, n = self.open(text, directory), sets * members
        days = (ctypes.c_int16 * (3 * n))()
        options = _Run(ctypes.sizeof(_Run), seed, sets, members, 0, 0, None)
        arrays = _Arrays(ctypes.sizeof(_Arrays), 3, 2, n, ctypes.cast(days, ctypes.c_void_p))
        try:
            self.check(self.lib.ofr_run(scenario, None, ctypes.byref(options), ctypes.byref(arrays), self.faults))
        finally:
            self.lib.ofr_scenario_close(scenario)
        return [days[i * n:(i + 1) * n] for i in range(3)]

    def acts(self, text, seats, days, seed=1, seats_at_once=512):
        """Of each future: [(day, by, acts)] of open attacks, and the first day of war or -1."""
        scenario, found = self.open(text), []
        try:
            for first in range(0, seats, seats_at_once):
                found += self._acts(scenario, seats, first, min(seats_at_once, seats - first), days, seed)
        finally:
            self.lib.ofr_scenario_close(scenario)
        return found

    def _acts(self, scenario, all_seats, first, n, days, seed):
        worlds, day = ctypes.c_void_p(), ctypes.c_int32()
        options = _Options(ctypes.sizeof(_Options), seed, all_seats, 1, 0, first, n)
        self.check(self.lib.ofr_worlds_new(scenario, ctypes.byref(options), ctypes.byref(worlds), self.faults))
        acts, values = [[] for _ in range(n)], (ctypes.c_double * n)()
        try:
            self.check(self.lib.ofr_worlds_day(worlds, ctypes.byref(day), self.faults))
            for d in range(days):
                self.check(self.lib.ofr_worlds_run(worlds, ctypes.c_int32(day.value + d + 1), self.faults))
                for by, field in enumerate((b"acts:first-attacks", b"acts:second-attacks")):
                    self.check(self.lib.ofr_worlds_read(worlds, field, ctypes.c_size_t(n), values, self.faults))
                    for seat in (i for i, v in enumerate(values) if v > 0):
                        acts[seat].append((d, by, values[seat]))
            self.check(self.lib.ofr_worlds_read(worlds, b"outcome:war", ctypes.c_size_t(n), values, self.faults))
            return [(acts[i], int(values[i])) for i in range(n)]
        finally:
            self.lib.ofr_worlds_free(worlds)
