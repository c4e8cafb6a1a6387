/* spec_test_keys.h -- a small schema with every type of key, for tests and the fuzzer of spec. */
#ifndef OFR_SPEC_TEST_KEYS_H
#define OFR_SPEC_TEST_KEYS_H

#include <math.h>

#include "spec/spec.h"

#define ANY .lo = 1, .hi = 0
static const ofr_key spec_test_structure[] = {
    {.path = "title", .type = OFR_TEXT, ANY, .help = "what the scenario is called"},
    {.path = "start", .type = OFR_DATE, ANY, .required = true, .help = "first day"},
    {.path = "horizon",
     .type = OFR_NUMBER,
     .unit = UNIT_DAYS,
     .lo = 1,
     .hi = 36525,
     .def = "365 days",
     .help = "how far to look",
     .source = "judgement"},
    {.path = "members",
     .type = OFR_COUNT,
     .lo = 1,
     .hi = 1000000,
     .def = "1000",
     .help = "histories"},
    {.path = "actors", .type = OFR_MAP, ANY, .help = "who acts"},
    {.path = "actors.*.name", .type = OFR_TEXT, ANY},
    {.path = "actors.*.kind",
     .type = OFR_CHOICE,
     .refs = "principal|group|mediator|bystander",
     ANY,
     .required = true,
     .help = "what it is"},
    {.path = "actors.*.backed-by", .type = OFR_MAP, .refs = "actors", ANY},
    {.path = "actors.*.backed-by.*.control",
     .type = OFR_NUMBER,
     .unit = UNIT_SHARE,
     .lo = 0,
     .hi = 1,
     .def = "0.5",
     .role = ROLE_LEVEL,
     .help = "how far it is directed",
     .source = "judgement"},
    {.path = "actors.*.backed-by.*.denied", .type = OFR_FLAG, ANY, .def = "false"},
    {.path = "hostile", .type = OFR_PAIRS, .refs = "actors", ANY},
    {.path = "theatres", .type = OFR_MAP, ANY},
    {.path = "theatres.*.at", .type = OFR_NUMBERS, .lo = -180, .hi = 180},
    {.path = "theatres.*.lethality",
     .type = OFR_NUMBER,
     .unit = UNIT_SHARE,
     .lo = 0,
     .hi = 1,
     .def = "{prior: beta(1.5, 167.5), source: one in 168}"},
    {.path = "drivers", .type = OFR_MAP, ANY},
    {.path = "drivers.*.active", .type = OFR_FLAG, ANY, .role = ROLE_SWITCH},
    {.path = "drivers.*.backing", .type = OFR_MAP, .refs = "actors", ANY},
    {.path = "drivers.*.backing.*", .type = OFR_NUMBER, .unit = UNIT_SHARE, .lo = 0, .hi = 1},
    {.path = "conduct", .type = OFR_LIST, ANY, .help = "who does what"},
    {.path = "conduct.*.from", .type = OFR_REF, .refs = "actors", ANY, .required = true},
    {.path = "conduct.*.to", .type = OFR_REFS, .refs = "actors|drivers", ANY},
    {.path = "conduct.*.rate",
     .type = OFR_NUMBER,
     .unit = UNIT_PER_DAY,
     .lo = 0,
     .hi = 100,
     .required = true,
     .help = "how often",
     .role = ROLE_LEVEL},
    {.path = "conduct.*.driven-by", .type = OFR_MAP, .refs = "drivers", ANY},
    {.path = "conduct.*.driven-by.*", .type = OFR_NUMBER, .unit = UNIT_FACTOR, ANY},
    {.path = "conduct.*.note", .type = OFR_TEXT, ANY},
    {.path = "red-lines", .type = OFR_MAP, ANY},
    {.path = "red-lines.*.when", .type = OFR_PATTERN, ANY},
    {.path = "@pattern.to", .type = OFR_REF, .refs = "actors", ANY},
    {.path = "@pattern.deaths-own", .type = OFR_COUNT, .lo = 0, .hi = 1e6, .def = "0"},
    {.path = "@pattern.without", .type = OFR_PATTERN, ANY},
};
static const ofr_key spec_test_mechanism[] = {
    {.path = "heat", .type = OFR_RECORD_KEY, ANY, .help = "tempers"},
    {.path = "heat.half-life",
     .type = OFR_NUMBER,
     .unit = UNIT_DAYS,
     .lo = 0.1,
     .hi = 3650,
     .def = "30 days",
     .help = "how fast it cools",
     .source = "Smith 2001, table 2"},
    {.path = "heat.gain", .type = OFR_NUMBER, .unit = UNIT_NONE, .lo = -INFINITY, .hi = INFINITY},
    {.path = "deals", .type = OFR_MAP, ANY},
    {.path = "deals.*.clauses", .type = OFR_LIST, ANY},
    {.path = "deals.*.clauses.*.of",
     .type = OFR_NUMBER,
     .unit = UNIT_AMOUNT,
     .lo = 0,
     .hi = INFINITY},
    {.path = "deals.*.clauses.*.due", .type = OFR_DATE, ANY},
    {.path = "what-ifs", .type = OFR_MAP, ANY},
    {.path = "what-ifs.*", .type = OFR_CHANGES, ANY},
};
#undef ANY

static const ofr_keys spec_test_keys[] = {
    {spec_test_structure, sizeof spec_test_structure / sizeof spec_test_structure[0], NULL},
    {spec_test_mechanism, sizeof spec_test_mechanism / sizeof spec_test_mechanism[0], "heat"},
};
enum { SPEC_TEST_TABLES = 2 };

/* A scenario that uses every key once and has no fault. */
static const char spec_test_valid[] =
    "offramp: 1\n"
    "title: Two neighbours\n"
    "start: 2024-02-08\n"
    "horizon: 26 weeks\n"
    "actors:\n"
    "  usa: {name: United States, kind: principal}\n"
    "  iran: {kind: principal}\n"
    "  huthis:\n"
    "    kind: group\n"
    "    backed-by: {iran: {control: {value: 0.35, prior: beta(7, 13), source: judgement}, denied: "
    "true}}\n"
    "hostile: [[usa, iran]]\n"
    "theatres:\n"
    "  iraq: {at: [33.3, 44.4]}\n"
    "  red-sea: {lethality: 2 %}\n"
    "drivers:\n"
    "  war: {active: true, backing: {usa: 0.8}}\n"
    "conduct:\n"
    "  - {id: ships, from: huthis, to: usa, rate: 0.3 per week, driven-by: {war: x7.4}}\n"
    "  - from: iran\n"
    "    to: [usa, war]\n"
    "    rate: {value: 0.4 per week, prior: \"gamma(4, 0.4) per week\"}\n"
    "red-lines:\n"
    "  own-deaths: {when: {to: usa, deaths-own: 1}}\n"
    "deals:\n"
    "  money: {clauses: [{of: 6e9 USD, due: 2023-09-18}]}\n"
    "what-ifs:\n"
    "  peace: {drivers.war.active: false, conduct.ships.rate: {value: 0 per day, from: "
    "2024-03-01}}\n";

#endif
