/* Nothing overflows: 200 sets of numbers drawn from the whole of what the schema allows, the ends of the
 * ranges as often as what lies between, run for a season. Oracle: every state is a finite number, and
 * those with bounds keep them. The check of stability is passed by: sets are drawn past it, as priors may be.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"

#define WORLD                                                                                      \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 200 days\nhostile: [[a, b], [c, b]]\n"      \
    "actors:\n  a: {name: A, kind: principal, protects: {ships: 0.1}}\n  b: {name: B, kind: "      \
    "principal}\n  c: {name: C, kind: principal}\n"                                                \
    "  front: {name: Front, kind: group, backed-by: {b: {control: 0.5}}}\n  g: {name: G, kind: "   \
    "group, part-of: front}\n"                                                                     \
    "  ally: {name: Ally, kind: ally, backed-by: {a: {}}}\n  ships: {name: Ships, kind: "          \
    "bystander}\n  m: {name: M, kind: mediator}\n"                                                 \
    "theatres: {x: {name: X}, home: {name: Home}}\n"                                               \
    "drivers: {d: {active: true, ends: 0.1 per day, starts: 0.1 per day, backing: {a: 1}}}\n"      \
    "shocks: {s: {rate: 0.1 per day, heat: {a: 1}, starts: d}, t: {date: 2024-01-20, stops: d}}\n" \
    "conduct:\n"                                                                                   \
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 1 per day, stance: 0.2, driven-by: "  \
    "{d: x2}, answers: {to: a, acts-per-severity: 0.01}}\n"                                        \
    "  - {id: g-ships, from: g, to: ships, in: x, act: strike, rate: 0.1 per day, dispersion: 2, " \
    "lethality: 0.1, wounding: 0.1, partners: 0.1}\n"                                              \
    "  - {id: a-g, from: a, to: g, in: x, act: strike, at: proxy}\n"                               \
    "  - {id: a-b, from: a, to: b, in: home, act: direct, at: homeland}\n"                         \
    "  - {id: b-a, from: b, to: a, in: x, act: direct, at: forces}\n"                              \
    "  - {id: c-b, from: c, to: b, in: home, act: direct, at: homeland}\n"                         \
    "  - {id: b-c, from: b, to: c, in: home, act: direct, at: homeland}\n"                         \
    "  - {id: c-b-harass, from: c, to: b, in: home, act: harass, rate: 0.1 per day, answers: "     \
    "{to: b, acts-per-severity: 0.01}}\n"                                                          \
    "  - {id: threat, from: b, to: a, in: x, act: threaten, rate: 0.1 per day, heat: 0.1}\n"       \
    "  - {id: kind, from: a, to: b, in: x, act: engage, rate: 0.1 per day, answers: {to: b, "      \
    "acts-per-severity: 0.1}}\n"                                                                   \
    "channels:\n  one: {between: [a, b], via: m, files: [f1, f2]}\n  two: {between: [b, c], "      \
    "open: in-crisis}\n  three: {between: [a, b], public: true}\n"                                 \
    "files:\n  f1: {between: [a, b], reserve: {a: 0.4, b: 0.4}, weight: {a: 2, b: 1}}\n  f2: "     \
    "{between: [a, b], reserve: {a: 0.3, b: 0.5}, weight: {a: 1, b: 2}}\n"                         \
    "agendas:\n  both: {files: [f1, f2]}\n"                                                        \
    "deals:\n  deal:\n    agenda: both\n    clauses:\n"                                            \
    "      - {id: calm, by: b, to: a, does: restrain, restrains: [g], due: 3 days, snapback: "     \
    "money}\n"                                                                                     \
    "      - {id: money, by: a, to: b, does: unfreeze, of: 10 USD, holder: m, after: calm, pace: " \
    "0.1 per day, due: 10 days}\n"                                                                 \
    "red-lines:\n"                                                                                 \
    "  deaths: {holder: a, when: {to: a, backed-by: b, deaths-own: 1}, response: {base: 2, "       \
    "options: [a-g, a-b]}}\n"                                                                      \
    "  many: {holder: a, when: {to: a, backed-by: b, act: harass+, count: 3, within: 7}, "         \
    "response: {base: 0, options: [a-g]}}\n"                                                       \
    "  home: {holder: b, when: {to: b, at: homeland, act: direct}, response: {base: 2, options: "  \
    "[b-a]}}\n"                                                                                    \
    "  other: {holder: c, when: {to: c, at: homeland, act: direct}, response: {base: 2, options: " \
    "[c-b]}}\n"                                                                                    \
    "  back: {holder: b, when: {to: b, by: c, act: harass+, count: 3}, response: {base: -1, "      \
    "options: [b-c]}}\n"                                                                           \
    "politics:\n  b: {}\n  c: {}\n  a:\n    factions: {hawks: {weight: 0.5, tilt: 1}, doves: "     \
    "{weight: 0.5}}\n"                                                                             \
    "    elections:\n      - {id: e, date: 2024-01-25, outcomes: {one: {chance: 0.5, changes: "    \
    "{conduct.threat.rate: 1 per day}}, two: {chance: 0.5}}}\n"                                    \
    "outcomes:\n  war: {event: war}\n  exchange: {event: exchange}\n  lethal: {when: {to: a, "     \
    "deaths-own: 1}}\n"                                                                            \
    "  quiet: {event: quiet, without: {to: a, act: harass+}, for: 10 days}\n  deal: {event: "      \
    "deal, agenda: both}\n"

enum { SETS = 200, DAYS = 30 };

/* A number of the ranges: an end one time in two, else between them, evenly or by order of magnitude. */
static double any_value(const ofr_key *key, double point, ofr_words w)
{
    const double lo = key->lo, hi = key->hi, u = unit(w.w[1]);

    if (lo > hi) return point; /* any number: the schema gives no range to draw from */
    if (w.w[0] % 8 < 2) return lo;
    if (w.w[0] % 8 < 4) return hi;
    if (lo >= 0 && w.w[0] % 8 < 6) return lo + (hi - lo) * exp(-20 * u);
    return lo + (hi - lo) * u;
}

static void draw_set(world *w, uint32_t set)
{
    for (size_t i = 0; i < w->m->spec->n_parameters; i++) {
        const ofr_parameter *p = &w->m->spec->parameter[i];
        w->e.value[i] = any_value(p->node->key, p->value,
                                  draw_words(7, set, 0, 0, stream_of("extremes", p->path), 0));
    }
    for (size_t i = 0; i < w->n_blocks; i++) {
        ofr_block *b = &w->block[i];
        memset(b->num, 0, w->m->n_nums * b->lanes * sizeof *b->num);
        memset(b->whole, 0, w->m->n_wholes * b->lanes * sizeof *b->whole);
        for (size_t k = 0; k < b->lanes; k++) {
            block_set_image(w->m, b, k, w->e.value);
            b->whole[w->m->member * b->lanes + k] = (int32_t)(set * b->lanes + k);
        }
        w->e.kernel->start(w->m, b, w->m->start);
    }
    w->day = w->m->start;
}

static const char *name_of(const world *w, size_t row)
{
    for (size_t i = 0; i < w->m->n_fields; i++) {
        if (!w->m->field[i].whole && w->m->field[i].row == row) return w->m->field[i].name;
    }
    return "a state without a name";
}

static void check_finite(const world *w, uint32_t set)
{
    for (size_t i = 0; i < w->n_blocks; i++) {
        const ofr_block *b = &w->block[i];
        for (size_t row = 0; row < w->m->n_nums; row++) {
            for (size_t k = 0; k < b->lanes; k++) {
                const double x = block_num(b, row, k);
                if (!isfinite(x))
                    fail_msg("set %u, day %d: %s (row %zu) is %g", set, (int)(w->day - w->m->start),
                             name_of(w, row), row, x);
            }
        }
    }
}

static void check_bounds(const world *w, size_t member)
{
    static const struct {
        const char *name;
        double lo, hi;
    } bound[] = {{"a-b.stance", -2, 2},
                 {"b-c.stance", -2, 2},
                 {"a-b.belief", -4, 4},
                 {"b-a.belief", -4, 4},
                 {"a-b.talk", 0, 1},
                 {"c-b.talk", 0, 1},
                 {"one.use", 0, 1},
                 {"f1.talk", 0, 1},
                 {"a.heat", 0, 10},
                 {"front.control.b", 0, 1},
                 {"g.capability", 0, 1},
                 {"front.capability", 0, 1},
                 {"a-b.charge.front", 0, 1},
                 {"a.election-ramp", 0, 1},
                 {"a-b.reassured", 0, 1},
                 {"a-b.unanswered-provocation", 0, INFINITY},
                 {"a-b.tension", 0, INFINITY},
                 {"a-b.memory-hostile", 0, INFINITY},
                 {"g-a.mean", 0, INFINITY},
                 {"g-a.excited-share", 0, 1},
                 {"d.on", 0, 1},
                 {"a-b.at-war", 0, 1},
                 {"deal.calm.state", 0, 5}};

    for (size_t i = 0; i < sizeof bound / sizeof bound[0]; i++) {
        const double x = world_get(w, bound[i].name, member);
        if (!(x >= bound[i].lo && x <= bound[i].hi))
            fail_msg("%s is %g, outside %g .. %g", bound[i].name, x, bound[i].lo, bound[i].hi);
    }
}

static void test_no_state_overflows_anywhere_in_the_ranges(void **state)
{
    world w = world_open(WORLD, 1, 7);
    double acts = 0, wars = 0;

    (void)state;
    for (uint32_t set = 0; set < SETS; set++) {
        draw_set(&w, set);
        for (int32_t day = 0; day < DAYS; day++) {
            world_run(&w, 1);
            check_finite(&w, set);
            acts += given_mean_count(&w, 0) > 0;
        }
        for (size_t i = 0; i < w.n; i++) check_bounds(&w, i);
        wars += given_mean(&w, "a-b.at-war") > 0;
    }
    /* The sets reach far: many have acts, some end in war. */
    assert_true(acts > SETS * DAYS / 10.0);
    assert_true(wars > 3);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_state_overflows_anywhere_in_the_ranges)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
