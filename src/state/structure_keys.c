/* structure_keys.c -- keys of the scenario that say who and what there is; each mechanism adds its own. */
#include "../spec/keys.h"
#include "compiler.h"

static const ofr_key keys[] = {
    KEY_TEXT("title", true, "what the scenario is about, one line"),
    KEY_TEXT("says", false, "a paragraph on it: what it leaves out, whose judgement it holds"),
    KEY_DATE("start", true, "first simulated day"),
    KEY_NUMBER("horizon", UNIT_DAYS, 1, 3650, "180 days", ROLE_CONSTANT, "how far to simulate",
               "judgement"),
    KEY_PAIRS("hostile", "actors", true, "pairs of principals that are hostile to each other"),

    KEY_RECORD("history", "the record of real events that the run starts from"),
    KEY_TEXT("history.record", false, "event record (CSV), relative to the scenario file"),
    KEY_DATE("history.from", false, "first day of the record that is used"),
    KEY_CHOICE("history.information", "outsider|actor", "outsider", false,
               "outsider: only what was public on the start day; actor: all rows"),

    KEY_LIST("ladder", "escalation ladder from the lowest rung up; omitted: the default ladder"),
    KEY_COUNT("ladder.*.w", -10, 12, NULL,
              "order of the rung; severity is 2^(w - 7) unless stated"),
    KEY_NUMBER("ladder.*.severity", UNIT_NONE, 0, 1000, NULL, ROLE_CONSTANT,
               "severity in harass-equivalents", NULL),

    KEY_MAP("actors", NULL, "states, armed groups, mediators and bystanders"),
    KEY_TEXT("actors.*.name", true, "name in reports"),
    KEY_CHOICE("actors.*.kind", "principal|group|ally|mediator|bystander", NULL, true,
               "what it is"),
    KEY_TEXT("actors.*.iso3", false, "country code, ISO 3166 alpha-3"),
    KEY_REF("actors.*.part-of", "actors", false, "actor under whose name its acts are counted too"),
    KEY_TEXT("actors.*.says", false, "a word on it"),
    KEY_MAP("actors.*.backed-by", "actors",
            "its patrons; the first is the one that counts for its side"),

    KEY_MAP("theatres", NULL, "where acts happen"),
    KEY_TEXT("theatres.*.name", true, "name in reports"),
    KEY_NUMBERS("theatres.*.at", "latitude and longitude for the map, in degrees"),

    KEY_LIST("conduct", "flows: who does what to whom, where"),
    KEY_REF("conduct.*.from", "actors", true, "who acts"),
    KEY_REF("conduct.*.to", "actors", true, "on whom"),
    KEY_REF("conduct.*.in", "theatres", true, "where"),
    KEY_TEXT("conduct.*.act", true, "rung of the escalation ladder"),
    KEY_CHOICE("conduct.*.at", "any|proxy|forces|homeland|third", "any", false,
               "what kind of object it is aimed at"),
    KEY_REF("conduct.*.audience", "actors", false,
            "third party that its acts are meant to impress"),
    KEY_CHOICE("conduct.*.record", "full|partial|none|totals", "none", false,
               "how the event record covers it: every act, some, none, or running totals"),
    KEY_TEXT("conduct.*.says", false, "a word on it"),

    KEY_MAP("what-ifs", NULL, "changed futures that `offramp compare` runs beside the scenario's own"),
    KEY_TEXT("what-ifs.*.says", false, "what it is, one line"),
    KEY_CHANGES("what-ifs.*.changes",
                "path and value, or {value, from, to}; the start and the end of the horizon where no "
                "day is given"),

    KEY_REFS("@pattern.to", "actors", false,
             "target is one of these, or part of them, or protected by them"),
    KEY_REFS("@pattern.by", "actors", false, "source is one of these or part of them"),
    KEY_REF("@pattern.backed-by", "actors", false, "source is backed by this patron"),
    KEY_REFS("@pattern.in", "theatres", false, "theatre is one of these"),
    KEY_REFS("@pattern.flows", "conduct", false, "the flow is one of these"),
    KEY_TEXT("@pattern.act", false, "a rung (strike) or a rung and all above it (harass+)"),
    KEY_CHOICE("@pattern.at", "any|proxy|forces|homeland|third", "any", false,
               "what it is aimed at"),
    KEY_COUNT("@pattern.deaths-own", 1, 100000, NULL,
              "at least so many of the target's own people died that day"),
    KEY_COUNT("@pattern.wounded", 1, 100000, NULL,
              "at least so many of its people were wounded that day"),
    KEY_COUNT("@pattern.count", 1, 1000, "1", "at least so many such acts"),
    KEY_COUNT("@pattern.within", 1, 60, "1", "within so many days, today included"),
};

const ofr_keys structure_keys = {keys, OFR_COUNT_OF(keys), "structure"};
