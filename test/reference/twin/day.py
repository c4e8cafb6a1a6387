"""One day, and one future of one member (src/engine/day.c, ensemble.c)."""
from . import (bargaining, beliefs, calendar, campaigns, channels, conduct, deals, drivers, harm, history, ledger, memory,
               offers, orders, outcomes, perception, politics, proxies, red_lines, series, stances, war)
from .world import NO_ACT, World

COMPILED = (calendar, politics, drivers, proxies, perception, memory, channels, stances, deals, bargaining, campaigns,
            orders, offers, conduct, red_lines, outcomes, series)  # in the order in which slots are numbered
STARTED = (politics, proxies, beliefs, stances, campaigns, conduct, outcomes)
DAY = (calendar.step, drivers.step, channels.step, beliefs.step, orders.step, stances.step, bargaining.step, deals.step,
       offers.step, campaigns.step, red_lines.expect, conduct.step, red_lines.answer, harm.step, perception.step, memory.step, red_lines.step,
       campaigns.close, proxies.step, politics.step, drivers.close, war.step, offers.close, ledger.step, outcomes.step, series.step, campaigns.weigh,
       bargaining.weigh_told)


def new_world(resolved, seed, member, replicate=0):
    w = World(resolved, seed, member, replicate)
    for mechanism in COMPILED:
        mechanism.compile(w, w.scenario)
    for mechanism in STARTED:
        mechanism.start(w)
    return w


def one_day(w, day, given=None):
    """given: what the record says of a day before the start."""
    w.day, w.given = day, given
    for slot in w.slots:
        slot.count, slot.cause, slot.root = 0.0, NO_ACT, -1
    for flow in w.flows.values():
        flow.deaths_own = flow.deaths_partner = flow.deaths_attacker = flow.wounded = 0.0
        flow.slipped = flow.read_up = flow.charged = 0.0
    for step in DAY:
        step(w)


def particles(resolved, seed, directory):
    return history.particles_on_the_eve(new_world, one_day, resolved, seed, directory)


def new_member(resolved, seed, member, swarm):
    """A member at the start: at rest, or from its particle."""
    if not swarm:
        return new_world(resolved, seed, member)
    return history.copy_of(swarm[member % len(swarm)], member, 0)


def acts_of(w):
    """What happened today, as a chronicle lists it."""
    flows = list(w.flows.values())
    for slot in w.slots:
        if slot.count > 0:
            flow = flows[slot.index] if slot.kind == "flow" else None
            yield {
                "number": w.number(slot), "day": w.day, "kind": slot.kind, "id": slot.id, "count": int(slot.count),
                "deaths_own": int(flow.deaths_own) if flow else 0,
                "deaths_partner": int(flow.deaths_partner) if flow else 0,
                "deaths_attacker": int(flow.deaths_attacker) if flow else 0,
                "wounded": int(flow.wounded) if flow else 0,
                "slipped": bool(flow and flow.slipped > 0),
                "misread": bool(flow and flow.read_up + flow.charged > 0),
                "cause": slot.cause if slot.cause >= 0 else None,
            }
