"""What the checks on pairs read of the sources of the classes, by the functions that count the classes."""
import datetime
import importlib.machinery
import importlib.util
import os

_PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "classes", "classes")
_LOADER = importlib.machinery.SourceFileLoader("classes", _PATH)
classes = importlib.util.module_from_spec(importlib.util.spec_from_loader("classes", _LOADER))
_LOADER.exec_module(classes)

Fault = classes.Fault


def jeffreys_mean(k, n):
    return (k + 0.5) / (n + 1)


class Source:
    """acts: pair -> acts of force known to the day. attacks: those that are fresh and in the years of the classes; all_attacks:
    of all years. disputes, history: as tools/classes has them."""

    def __init__(self, data):
        self.acts = classes.read_attacks(data)
        self.all_attacks = sorted(classes.crossings_of(self.acts, datetime.date.min, datetime.date.max), key=lambda x: (x.day, x.by, x.on))
        self.attacks = [x for x in self.all_attacks if classes.CROSSINGS_FROM <= x.day <= classes.CROSSINGS_TO]
        self.disputes = classes.read_disputes(data)
        self.history = classes.History(self.disputes)

    def before(self, day, first):
        """Attacks of all pairs of which 90 days were over before a day."""
        end = day - datetime.timedelta(days=classes.ANSWERED[-1])
        return [x for x in self.all_attacks if first <= x.day < end]


def put_table(path, name, text):
    with open(path, encoding="utf-8") as file:
        page = file.read()
    classes.write(path, classes.put(path, page, name, text))
