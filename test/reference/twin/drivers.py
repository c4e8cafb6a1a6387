"""Drivers: outside processes, on or off; a shock or a deal may switch them."""
from .arithmetic import chance, exp
from .world import NO_ACT, Entry, day_of


def compile(w, s):
    w.drivers = {}
    for name, node in s.get("drivers", {}).items():
        root = w.theatres[node["in"]].index if "in" in node else -1
        periods = [(day_of(p["from"]), day_of(p["to"]) if "to" in p else 2**31) for p in node.get("periods", [])]
        on = recorded(periods, w.epoch) if periods else node["active"]
        w.drivers[name] = Entry(id=name, index=len(w.drivers), path="drivers." + name, root=root, on=int(on),
                                periods=periods,
                                backing=list(node.get("backing", {})), slot=w.slot("driver", name))


def recorded(periods, day):
    return any(first <= day <= last for first, last in periods)


def switch(w, driver, cause):
    driver.on = 1 - driver.on
    w.act(driver.slot, cause, driver.root)


def step(w):
    for driver in w.drivers.values():
        if w.given and driver.periods:  # in history the stated periods are facts
            if driver.on != recorded(driver.periods, w.day):
                switch(w, driver, NO_ACT)
            continue
        hazard = w.par(driver, "mediation")
        for name in driver.backing:
            hazard += w.par(driver, "backing." + name)
        hazard = w.par(driver, "ends") * exp(hazard) if driver.on else w.par(driver, "starts")
        if w.draw("driver", driver.id)[0] < chance(hazard):
            switch(w, driver, NO_ACT)
        for shock in w.shocks:
            turns = shock.stops == driver.id if driver.on else shock.starts == driver.id
            if shock.slot.count > 0 and turns:
                switch(w, driver, w.number(shock.slot))
