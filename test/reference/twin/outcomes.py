"""Named predicates, the day on which each first came true, and which hold on the eve of the start already."""
from .red_lines import meets, watch
from .world import NEVER, Entry, pattern


def compile(w, s):
    w.outcomes = {}
    for name, node in s["outcomes"].items():
        event, between = node["event"], node.get("between")
        part = {"acts": "when", "quiet": "without"}.get(event)
        pairs = [pair for pair in w.pairs if not between or w.dyad(*map(w.actors.get, between)) in pair.dyad]
        campaign = next((c for c in w.campaigns if c.id == node.get("campaign")), None)
        w.outcomes[name] = Entry(id=name, event=event, days=int(node["for"]), headline=node["headline"], run=0,
                                 pattern=pattern(w, node[part]) if part else None, pairs=pairs,
                                 agenda=node.get("agenda"), campaign=campaign, first=NEVER, root=-1, already=False)


def start(w):
    note_already(w)


def note_already(w):
    """What can no longer come about, or does with the next act. Quiet is counted from the start."""
    for outcome in w.outcomes.values():
        p = outcome.pattern
        outcome.already = {
            "acts": bool(p) and p.within > 1 and sum(p.window) >= p.count,
            "exchange": any(pair.open for pair in outcome.pairs), "war": any(pair.at_war for pair in outcome.pairs),
            "deal": any(clause.deal.agenda == outcome.agenda and clause.deal.struck != NEVER
                        and clause.state in ("due", "in-force") for clause in w.clauses),
            "quiet": False, "halted": bool(outcome.campaign) and outcome.campaign.halted >= 0.5}[outcome.event]


def occurs(w, outcome, root):
    if outcome.first == NEVER and not w.given:  # what happened before the start does not count
        outcome.first, outcome.root = w.day, root


def step(w):
    for outcome in w.outcomes.values():
        if outcome.pattern:
            outcome.run += not w.given  # days since the start, or since the pattern was last met
            seen = watch(w, outcome.pattern)
            if meets(w, outcome.pattern, seen):
                outcome.run = 0
                if outcome.event == "acts":
                    occurs(w, outcome, seen.root)
            if outcome.event == "quiet" and outcome.run >= outcome.days:
                occurs(w, outcome, -1)
        elif outcome.event == "halted":
            outcome.run = outcome.run + 1 if outcome.campaign.all_halted and not w.given else 0
            if outcome.run >= outcome.days:
                occurs(w, outcome, -1)
        elif outcome.event == "deal":
            agenda = w.agendas[outcome.agenda]
            if agenda.slot.count > 0 and agenda.stage == 4:
                occurs(w, outcome, -1)
        else:
            for pair in outcome.pairs:
                slot = pair.war_slot if outcome.event == "war" else pair.exchange_slot
                if slot.count > 0:
                    occurs(w, outcome, slot.root)
    if w.given and w.day == w.start - 1:
        note_already(w)


def trigger(w):
    """Theatre at the root of the first headline outcome; -1 none, -2 no known cause."""
    first, found = 2**31, -1
    for outcome in w.outcomes.values():
        if outcome.headline and outcome.first != NEVER and outcome.first < first:
            first, found = outcome.first, outcome.root if outcome.root >= 0 else -2
    return found
