/* planted_exits.c -- see planted_exits.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "planted_exits.h"
#include "scratch.h"

/* Whoever dies is A's; nothing answers, nobody learns, so that a curbed flow takes its own losses away and nothing else. */
static const char *const head =
    "offramp: 1\ntitle: planted\nstart: 2024-03-01\nhorizon: 20 days\nhostile: [[a, b]]\n"
    "actors:\n"
    "  a: {name: A, kind: principal}\n"
    "  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.5}}}\n"
    "politics: {a: {}, b: {}}\n"
    "perception: {misread: 0, alarms: 0 per day}\n"
    "outcomes: {loss: {when: {to: a, deaths-own: 1}}}\n"
    "theatres:\n"
    "  x0: {name: X0, slip: 0, lethality: 1}\n"
    "  x1: {name: X1, slip: 0, lethality: 1}\n"
    "  x2: {name: X2, slip: 0, lethality: 1}\n"
    "  x3: {name: X3, slip: 0, lethality: 1}\n"
    "conduct:\n";

static size_t put_flow(char *text, size_t room, size_t i, double rate)
{
    return (size_t)snprintf(text, room,
                            "  - {id: f%zu, from: g, to: a, in: x%zu, act: harass, at: forces, "
                            "rate: {value: %g per day, prior: \"gamma(400, %g) per day\"}}\n",
                            i, i, rate, rate);
}

static void write_move(void **state, size_t i, const planted_flow *flow)
{
    char name[32], text[512];

    snprintf(name, sizeof name, "curb-%zu.yaml", i);
    snprintf(text, sizeof text,
             "offramp: 1\nsays: curb it\nfor: flow\nwhen:\n  conduct.{id}.in: x%zu\n"
             "consent: [to]\nworks: %g\ncosts: {to: %g}\nsource: planted\n"
             "changes:\n  conduct.{id}.rate: times 0.1\n",
             i, flow->works, flow->cost);
    scratch_put(state, name, text);
}

planted_world planted_open(void **state, const planted_flow flow[PLANTED_FLOWS])
{
    char text[4096], path[SCRATCH_ROOM], name[32];
    planted_world w = {0};
    ofr_error err = {0};
    size_t n = (size_t)snprintf(text, sizeof text, "%s", head);

    for (size_t i = 0; i < PLANTED_FLOWS; i++)
        n += put_flow(text + n, sizeof text - n, i, flow[i].rate);
    if (study_open_text(text, n, "planted.yaml", NULL, &w.study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_int_equal(moves_init(&w.moves, &err), OFR_OK);
    for (size_t i = 0; i < PLANTED_FLOWS; i++) {
        write_move(state, i, &flow[i]);
        snprintf(name, sizeof name, "curb-%zu.yaml", i);
        if (moves_add_file(&w.moves, scratch_path(state, name, path), &err) != OFR_OK)
            fail_msg("%s: %s", err.where, err.text);
    }
    if (moves_bind(&w.moves, w.study, &w.bound, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_int_equal(w.bound.n_fit, PLANTED_FLOWS);
    return w;
}

void planted_close(planted_world *w)
{
    exits_free(w->exits);
    bound_done(&w->bound);
    moves_done(&w->moves);
    study_close(w->study);
}

void planted_search(planted_world *w, uint64_t seed, size_t members, int threads)
{
    static const char *const outcome[] = {"loss"};
    const exits_options o = {.seed = seed,
                             .n_sets = 16,
                             .per_set = members,
                             .most = 2,
                             .outcome = outcome,
                             .n_outcomes = 1,
                             .threads = threads};
    ofr_error err = {0};

    exits_free(w->exits);
    w->exits = NULL;
    if (study_exits(w->study, &w->bound, &o, &w->exits, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
}
