/* Refusals: each structural fault once, with the words that name the cure. Oracle: the messages of the compile steps,
 * each of which must name the entry and what is wrong with it. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A whole scenario in parts; a row of the table below replaces one of them. */
typedef struct scenario {
    const char *head, *ladder, *actors, *theatres, *conduct, *politics, *outcomes, *rest;
} scenario;

static const scenario whole_one = {
    .head = "offramp: 1\ntitle: t\nstart: 2024-01-03\nhorizon: 30 days\nhostile: [[a, b]]\n",
    .ladder = "",
    .actors = "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: "
              "{name: G, kind: group}\n",
    .theatres = "theatres: {x: {name: X}}\n",
    .conduct = "conduct:\n  - {id: f, from: b, to: a, in: x, act: harass}\n  - {id: s, from: a, "
               "to: b, in: x, act: strike}\n",
    .politics = "politics: {a: {}, b: {}}\n",
    .outcomes = "outcomes: {war: {event: war}}\n",
    .rest = "",
};

static ofr_status open_one(const scenario *s, char *message, size_t n)
{
    char yaml[4096];

    snprintf(yaml, sizeof yaml, "%s%s%s%s%s%s%s%s", s->head, s->ladder, s->actors, s->theatres,
             s->conduct, s->politics, s->outcomes, s->rest);
    return world_refused(yaml, message, n);
}

#define CLAUSE "deals: {d: {clauses: [{id: c, by: a, to: b, does: restrain"

static const struct fault {
    scenario part;
    const char *says;
} faults[] = {
    {{.head = "offramp: 1\ntitle: t\nstart: 2024-01-03\nhistory: {from: 2024-02-01}\nhostile: [[a, "
              "b]]\n"},
     "history begins after the start"},
    {{.head = "offramp: 1\ntitle: t\nstart: 2024-01-03\nhostile: [[a, a]]\n"}, "hostile to itself"},
    {{.head = "offramp: 1\ntitle: t\nstart: 2024-01-03\nhostile: [[a, b], [b, a]]\n"},
     "listed twice"},
    {{.head = "offramp: 1\ntitle: t\nstart: 2024-01-03\nhostile: [[a, g]]\n"}, "g is no principal"},
    {{.ladder = "ladder: [{id: harass, w: 7}, {id: strike, w: 9}, {id: boom, w: 10}]\n"},
     "rung named 'direct'"},
    {{.ladder = "ladder: [{id: harass, w: 7}, {id: strike, w: 6}, {id: direct, w: 10}]\n"},
     "w 6 comes after 7"},
    {{.ladder = "ladder: [{id: harass}, {id: strike, w: 9}, {id: direct, w: 10}]\n"}, "needs w"},
    {{.actors = "actors:\n  a: {name: A, kind: principal, part-of: a}\n  b: {name: B, kind: "
                "principal}\n  g: {name: G, kind: group}\n"},
     "a is part of a"},
    {{.actors = "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: "
                "{name: G, kind: group, backed-by: {g: {}}}\n"},
     "g is backed by g"},
    {{.actors = "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: "
                "{name: G, kind: group, part-of: h}\n  h: {name: H, kind: group, part-of: g}\n"},
     "actors.h.part-of: leads back to itself: g is part of h, h is part of g;"},
    {{.actors = "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: "
                "{name: G, kind: group, backed-by: {h: {}}}\n  h: {name: H, kind: group, "
                "backed-by: {a: {}, i: {}}}\n  i: {name: I, kind: group, part-of: g}\n"},
     "g is backed by h, h is backed by i, i is part of g;"},
    {{.actors = "actors:\n  a: {name: A, kind: principal, iso3: 010}\n  b: {name: B, kind: "
                "principal}\n  g: {name: G, kind: group}\n"},
     "actors.a.iso3: found '010'; write the country's three capital letters"},
    {{.actors = "actors:\n  a: {name: A, kind: principal, iso3: usa}\n  b: {name: B, kind: "
                "principal}\n  g: {name: G, kind: group}\n"},
     "found 'usa'"},
    {{.actors = "actors:\n  a: {name: A, kind: principal, iso3: USAX}\n  b: {name: B, kind: "
                "principal}\n  g: {name: G, kind: group}\n"},
     "found 'USAX'"},
    {{.theatres = "theatres: {x: {name: X, at: [91, 0]}}\n"}, "latitude"},
    {{.conduct = "conduct:\n  - {id: s, from: a, to: b, in: x, act: strike}\n  - {id: f, from: b, "
                 "to: a, in: x, act: harras}\n"},
     "did you mean 'harass'"},
    {{.conduct = "conduct:\n  - {id: s, from: a, to: b, in: x, act: war}\n"}, "war is an outcome"},
    {{.conduct = "conduct:\n  - {id: s, from: a, to: b, in: x, act: strike, answers: {to: b}}\n"},
     "answers by red lines only"},
    {{.conduct = "conduct:\n  - {id: s, from: g, to: b, in: x, act: harass, answers: "
                 "{acts-per-severity: 0.1}}\n"},
     "add to:"},
    {{.conduct = "conduct:\n  - {id: s, from: a, to: b, in: x, act: strike, record: totals}\n"},
     "running totals"},
    {{.politics = "politics: {a: {}}\n"},
     "b is in a hostile pair, so it needs an entry in politics"},
    {{.politics = "politics: {a: {elections: [{id: v, date: 2024-05-01, outcomes: {x: {changes: "
                  "{no.such: 1}}}}]}, b: {}}\n"},
     "no path of a number"},
    {{.politics = "politics: {a: {elections: [{id: v, date: 2024-05-01, outcomes: {x: {changes: "
                  "{politics.a.heat: 11}}}}]}, b: {}}\n"},
     "outside 0 .. 10"},
    {{.outcomes = "outcomes: {}\n"}, "at least one outcome"},
    {{.outcomes = "outcomes: {o: {says: x}}\n"}, "needs when"},
    {{.outcomes = "outcomes: {o: {event: quiet}}\n"}, "needs without"},
    {{.outcomes = "outcomes: {o: {event: deal}}\n"}, "needs agenda"},
    {{.outcomes = "outcomes: {o: {event: war, between: [a, g]}}\n"}, "is no hostile pair"},
    {{.outcomes = "outcomes: {o: {when: {to: g}}}\n"}, "no flow of conduct fits this pattern"},
    {{.rest = "stances: {initial: {a-b: 0.5}}\n"}, "whole step"},
    {{.rest = "stances: {initial: {a-c: 1}}\n"},
     "no directed hostile pair; write holder-rival, as in 'a-b'"},
    {{.rest = "drivers: {d: {periods: [{from: 2023-05-01, to: 2023-04-01}]}}\n"},
     "ends before it begins"},
    {{.rest =
          "drivers: {d: {periods: [{from: 2023-05-01, to: 2023-06-01}, {from: 2023-06-01}]}}\n"},
     "overlaps"},
    {{.rest = "channels: {c: {between: [a]}}\n"}, "two ends, found 1"},
    {{.rest = "channels: {c: {between: [a, g]}}\n"}, "no hostile pair"},
    {{.rest = "files: {f1: {between: [a, b], reserve: {a: 0.4}, weight: {a: 2, b: 2}}}\n"},
     "needs reserve and weight of b"},
    {{.rest = "files: {f1: {between: [a], reserve: {a: 0.4}, weight: {a: 2}}}\n"},
     "between two actors, found 1"},
    {{.rest = "files: {f1: {between: [a, g], reserve: {a: 0.4, g: 0.4}, weight: {a: 2, g: "
              "2}}}\nagendas: {o: {files: [f1]}}\n"},
     "no hostile pair"},
    {{.rest = "files:\n  f1: {between: [a, b], reserve: {a: 0.4, b: 0.4}, weight: {a: 2, b: 2}}\n  "
              "f2: {between: [b, a], reserve: {a: 0.4, b: 0.4}, weight: {a: 2, b: 2}}\n"
              "agendas: {o: {files: [f1, f2]}}\n"},
     "in the same order"},
    {{.rest = CLAUSE ", after: nothing}]}}\n"}, "no other clause of this deal"},
    {{.rest = CLAUSE ", after: c}]}}\n"}, "no other clause of this deal"},
    {{.rest = CLAUSE ", after: e}, {id: d, by: a, to: b, does: release, of: 1 people, after: c}, "
                     "{id: e, by: b, to: a, "
                     "does: release, of: 1 people, after: d}]}}\n"},
     "d.c waits for d.e, d.e waits for d.d, d.d waits for d.c;"},
    {{.rest = CLAUSE ", snapback: e}]}}\n"}, "'e' is no clause of this deal"},
    {{.rest = CLAUSE
      ", facts: [{date: 2023-02-01, state: due}, {date: 2023-01-01, state: kept}]}]}}\n"},
     "from the earliest on"},
    {{.rest = "red-lines: {l: {holder: g, when: {to: a}, response: {options: [s]}}}\n"},
     "held by a principal"},
    {{.rest = "red-lines: {l: {holder: a, when: {to: a}, response: {options: [f]}}}\n"},
     "f is not conduct of a"},
    {{.rest = "red-lines: {l: {holder: a, when: {by: g}, response: {options: [s]}}}\n"},
     "no flow of conduct fits"},
    {{.rest = "red-lines: {l: {holder: a, when: {by: a}, response: {options: [s]}}}\n"},
     "none of the watched flows acts for a side"},
};

static void test_the_scenario_without_faults_is_taken(void **state)
{
    char message[1024];

    (void)state;
    if (open_one(&whole_one, message, sizeof message) != OFR_OK) fail_msg("%s", message);
}

static void test_each_structural_fault_is_refused_and_named(void **state)
{
    char message[4096];

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const scenario *part = &faults[i].part;
        scenario s = whole_one;
        if (part->head) s.head = part->head;
        if (part->ladder) s.ladder = part->ladder;
        if (part->actors) s.actors = part->actors;
        if (part->theatres) s.theatres = part->theatres;
        if (part->conduct) s.conduct = part->conduct;
        if (part->politics) s.politics = part->politics;
        if (part->outcomes) s.outcomes = part->outcomes;
        if (part->rest) s.rest = part->rest;
        const ofr_status status = open_one(&s, message, sizeof message);
        if (status == OFR_OK) fail_msg("taken, though: %s", faults[i].says);
        if (!strstr(message, faults[i].says))
            fail_msg("expected '%s' in: %s", faults[i].says, message);
        if (status != OFR_STRUCTURE) fail_msg("code %d for: %s", (int)status, message);
    }
}

/* Oracle: the definitions: sides follow patrons and parts up, however many there are in between; who is a part of a part
 * is counted under all of them. Named so that the order of the file helps nothing: each is part of the next. */
static void test_parts_and_patrons_may_be_many_deep(void **state)
{
    enum { DEEP = 40 };
    char actors[4096];
    scenario s = whole_one;
    int n = snprintf(actors, sizeof actors,
                     "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"
                     "  g: {name: G, kind: group, part-of: p0}\n");

    (void)state;
    for (int i = 0; i < DEEP; i++)
        n += snprintf(actors + n, sizeof actors - (size_t)n,
                      i + 1 < DEEP ? i >= DEEP / 2
                                         ? "  p%d: {name: P, kind: group, backed-by: {p%d: {}}}\n"
                                         : "  p%d: {name: P, kind: group, part-of: p%d}\n"
                                   : "  p%d: {name: P, kind: group, backed-by: {b: {}}}\n",
                      i, i + 1);
    s.actors = actors;
    s.conduct = "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass}\n  - {id: s, from: a, "
                "to: g, in: x, act: strike}\n";
    s.rest = "red-lines: {l: {holder: a, when: {to: a, by: p20}, response: {options: [s]}}}\n";
    char yaml[8192];
    snprintf(yaml, sizeof yaml, "%s%s%s%s%s%s%s%s", s.head, s.ladder, s.actors, s.theatres,
             s.conduct, s.politics, s.outcomes, s.rest);
    world w = world_open(yaml, 1, 1);
    for (size_t i = 0; i < w.m->n_actors; i++) assert_int_equal(w.m->actor[i].side, i == 0 ? 0 : 1);
    world_close(&w);
}

/* Oracle: the reader's limits: 900 actors in one ring, each part of the next, end at once and in one message. */
static void test_a_long_ring_is_told_in_short(void **state)
{
    enum { MANY = 900, ROOM = 1 << 17 };
    char *yaml = malloc(ROOM), message[4096];
    int n = snprintf(yaml, ROOM, "%s%s", whole_one.head, whole_one.actors);

    (void)state;
    for (int i = 0; i < MANY; i++)
        n += snprintf(yaml + n, (size_t)(ROOM - n), "  q%d: {name: Q, kind: group, part-of: q%d}\n",
                      i, (i + 1) % MANY);
    snprintf(yaml + n, (size_t)(ROOM - n), "%s%s%s%s", whole_one.theatres, whole_one.conduct,
             whole_one.politics, whole_one.outcomes);
    assert_int_equal(world_refused(yaml, message, sizeof message), OFR_STRUCTURE);
    assert_non_null(strstr(message, "q0 is part of q1, q1 is part of q2"));
    assert_non_null(strstr(message, " ...; take one of these away"));
    free(yaml);
}

/* All faults of structure come in one go. */
static void test_faults_are_told_together(void **state)
{
    scenario s = whole_one;
    char message[4096];

    (void)state;
    s.politics = "politics: {a: {}}\n";
    s.outcomes = "outcomes: {o: {event: quiet}, p: {event: deal}}\n";
    assert_int_equal(open_one(&s, message, sizeof message), OFR_STRUCTURE);
    assert_non_null(strstr(message, "needs an entry in politics"));
    assert_non_null(strstr(message, "needs without"));
    assert_non_null(strstr(message, "needs agenda"));
}

/* The scenario with so many flows more, compiled with a history of so many days before its start. */
static ofr_status compile_long(size_t flows, int32_t days, size_t *ret_slots, int64_t *ret_last,
                               char *message, size_t n)
{
    static char conduct[1 << 14], yaml[1 << 15];
    const scenario *s = &whole_one;
    size_t used = (size_t)snprintf(conduct, sizeof conduct, "%s", s->conduct);
    ofr_study *study = NULL;
    const ofr_model *m = NULL;
    ofr_error err = {0};

    for (size_t i = 0; i < flows; i++)
        used += (size_t)snprintf(conduct + used, sizeof conduct - used,
                                 "  - {id: f%zu, from: g, to: a, in: x, act: harass}\n", i);
    snprintf(yaml, sizeof yaml, "%s%s%s%s%s%s%s", s->head, s->ladder, s->actors, s->theatres,
             conduct, s->politics, s->outcomes);
    assert_int_equal(study_open_text(yaml, strlen(yaml), "test.yaml", NULL, &study, &err), OFR_OK);
    *ret_slots = study->model->n_slots;
    const model_options options = {study->model->start - days, OFR_NEVER};
    const ofr_status status = model_compile(study->spec, &options, &m, &err);
    if (status == OFR_OK)
        *ret_last = (int64_t)act_number(m, m->start + m->horizon - 1, m->n_slots - 1);
    snprintf(message, n, "%s", err.text ? err.text : "");
    ofr_error_done(&err);
    model_free(m);
    study_close(study);
    return status;
}

/* Oracle: days x slots, counted here: up to two thousand million acts have numbers, the last of them days x slots - 1, which
 * fits an int32_t; a day more is refused. */
static void test_a_run_is_as_long_as_its_acts_have_numbers(void **state)
{
    static const size_t flows[] = {0, 1, 7, 60, 200};
    char message[512];

    (void)state;
    for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++) {
        size_t slots = 0;
        int64_t last = 0;
        assert_int_equal(compile_long(flows[i], 0, &slots, &last, message, sizeof message), OFR_OK);
        assert_int_equal(last, 30 * (int64_t)slots - 1);
        const int64_t most = 2000000000 / (int64_t)slots;
        const int32_t before = (int32_t)(most - 30);
        assert_int_equal(compile_long(flows[i], before, &slots, &last, message, sizeof message),
                         OFR_OK);
        assert_int_equal(last, most * (int64_t)slots - 1);
        assert_int_equal(compile_long(flows[i], before + 1, &slots, &last, message, sizeof message),
                         OFR_STRUCTURE);
        assert_non_null(strstr(message, "too many to number"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_scenario_without_faults_is_taken),
        cmocka_unit_test(test_each_structural_fault_is_refused_and_named),
        cmocka_unit_test(test_faults_are_told_together),
        cmocka_unit_test(test_parts_and_patrons_may_be_many_deep),
        cmocka_unit_test(test_a_long_ring_is_told_in_short),
        cmocka_unit_test(test_a_run_is_as_long_as_its_acts_have_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
