/* The search against full enumeration: twenty small worlds drawn by seed, with traps, and some without any exit.
 *
 * Expected: each of the ten packages of one or two of four moves is run through study_compare, with other seeds and ten times the
 * futures of the search's rows. The best of those whose every move A would take is the optimum. The search's choice is right where its true
 * risk is within the stated indifference of the optimum's, and four standard errors of the enumeration's paired difference beside: at the
 * numbers below a right search misses one world by chance of simulation in some hundred runs. It may miss one of twenty
 * for good. A trap that is chosen is never right.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planted_exits.h"
#include "scratch.h"
#include "studies/compare.h"

enum { WORLDS = 20, MEMBERS = 64, TRUE_SETS = 80, TRUE_MEMBERS = 128, PACKAGES = 10, SEED = 11 };

/* ---- drawing ------------------------------------------------------------------------------------- */

static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* One move in three is a trap: it costs A a thousand dead. In each fifth world all are. */
static void draw_world(uint64_t seed, planted_flow flow[PLANTED_FLOWS])
{
    uint64_t s = seed * 977 + 5;

    for (size_t i = 0; i < PLANTED_FLOWS; i++) {
        flow[i].rate = 0.005 + 0.04 * draw(&s);
        flow[i].works = 0.6 + 0.4 * draw(&s);
        flow[i].cost = seed % 5 == 4 || draw(&s) < 0.33 ? 1000 : 0;
    }
}

/* ---- enumeration --------------------------------------------------------------------------------- */

typedef struct truth {
    size_t move[PACKAGES][2], n_moves[PACKAGES];
    double risk[PACKAGES], base, error; /* error: the largest standard error of a difference */
} truth;

static void list_packages(truth *t)
{
    size_t n = 0;

    for (size_t i = 0; i < PLANTED_FLOWS; i++) {
        t->move[n][0] = i;
        t->n_moves[n++] = 1;
    }
    for (size_t i = 0; i < PLANTED_FLOWS; i++) {
        for (size_t j = i + 1; j < PLANTED_FLOWS; j++) {
            t->move[n][0] = i;
            t->move[n][1] = j;
            t->n_moves[n++] = 2;
        }
    }
}

/* The risk where these moves take effect, whatever their chance: means of compare's futures, in the packages' order. */
static void run_all(const planted_world *w, const truth *t, uint64_t seed, double *ret_risk,
                    double *ret_base, double *ret_error)
{
    ofr_whatifs list;
    ofr_error err = {0};
    ofr_comparison *c = NULL;
    const compare_options o = {
        .seed = seed, .n_sets = TRUE_SETS, .per_set = TRUE_MEMBERS, .threads = 1};

    assert_int_equal(whatifs_init(&list, &err), OFR_OK);
    for (size_t p = 0; p < PACKAGES; p++) {
        char line[256];
        size_t n = (size_t)snprintf(line, sizeof line, "p%zu:", p);
        for (size_t k = 0; k < t->n_moves[p]; k++)
            n += (size_t)snprintf(line + n, sizeof line - n, "%s conduct.f%zu.rate=times 0.1",
                                  k ? ";" : "", t->move[p][k]);
        assert_int_equal(whatifs_from_text(&list, line, &err), OFR_OK);
    }
    if (study_compare(w->study, &list, &o, &c, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    *ret_error = 0;
    for (size_t p = 0; p < PACKAGES; p++) {
        const ofr_difference *d = &c->whatif[p]
                                       .difference[0]; /* the only outcome, at the horizon */
        ret_risk[p] = d->other;
        *ret_base = d->base;
        *ret_error = fmax(*ret_error, (d->high - d->low) / 2 / 1.96);
    }
    comparison_free(c);
    whatifs_done(&list);
}

/* Moves that may fail: the mix, by hand. */
static truth enumerate(const planted_world *w, const planted_flow *flow, uint64_t seed)
{
    truth t = {0};
    double all[PACKAGES];

    list_packages(&t);
    run_all(w, &t, seed, all, &t.base, &t.error);
    for (size_t p = 0; p < PACKAGES; p++) {
        const size_t i = t.move[p][0], j = t.move[p][1];
        const double a = flow[i].works, b = flow[j].works;
        if (t.n_moves[p] == 1)
            t.risk[p] = a * all[p] + (1 - a) * t.base;
        else
            t.risk[p] = a * b * all[p] + a * (1 - b) * all[i] + (1 - a) * b * all[j] +
                        (1 - a) * (1 - b) * t.base;
    }
    return t;
}

static bool is_trap(const truth *t, const planted_flow *flow, size_t p)
{
    bool trap = false;

    for (size_t k = 0; k < t->n_moves[p]; k++) trap |= flow[t->move[p][k]].cost > 0;
    return trap;
}

/* The best package that is accepted and counts; SIZE_MAX: none. */
static size_t optimum(const truth *t, const planted_flow *flow, double least)
{
    size_t best = SIZE_MAX;

    for (size_t p = 0; p < PACKAGES; p++) {
        if (is_trap(t, flow, p) || t->base - t->risk[p] < least) continue;
        if (best == SIZE_MAX || t->risk[p] < t->risk[best]) best = p;
    }
    return best;
}

/* The package that the search chose, in the enumeration's numbers. */
static size_t chosen(const planted_world *w, const truth *t)
{
    if (w->exits->best == SIZE_MAX) return SIZE_MAX;
    const exits_row *row = &w->exits->row[w->exits->best];
    for (size_t p = 0; p < PACKAGES; p++) {
        bool same = row->n_moves == t->n_moves[p];
        for (size_t k = 0; same && k < row->n_moves; k++) {
            char name[32];
            snprintf(name, sizeof name, "curb-%zu:f%zu", t->move[p][k], t->move[p][k]);
            same = strcmp(row->move[k]->name, name) == 0;
        }
        if (same) return p;
    }
    fail_msg("a package that is none of the ten");
    return SIZE_MAX;
}

/* ---- the tests ----------------------------------------------------------------------------------- */

static void test_the_search_finds_the_optimum_of_full_enumeration(void **state)
{
    size_t right = 0, without = 0, traps = 0;

    for (uint64_t i = 0; i < WORLDS; i++) {
        planted_flow flow[PLANTED_FLOWS];
        draw_world(i, flow);
        planted_world w = planted_open(state, flow);
        planted_search(&w, SEED + i, MEMBERS, 1);
        const truth t = enumerate(&w, flow, 5000 + i);
        const size_t best = optimum(&t, flow, w.exits->least), found = chosen(&w, &t);

        without += best == SIZE_MAX;
        for (size_t p = 0; p < PACKAGES; p++)
            traps += best != SIZE_MAX && is_trap(&t, flow, p) && t.risk[p] < t.risk[best];
        if (found != SIZE_MAX && is_trap(&t, flow, found)) fail_msg("world %d: a trap", (int)i);
        if (best == SIZE_MAX || found == SIZE_MAX)
            right += best == found;
        else
            right += t.risk[found] - t.risk[best] <= EXITS_INDIFFERENT + 4 * t.error;
        planted_close(&w);
    }
    if (right + 1 < WORLDS) fail_msg("right in %zu of %d worlds", right, WORLDS);
    /* The worlds are of all sorts. */
    assert_true(without >= 3 && without <= 8);
    assert_true(traps >= 5);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_the_search_finds_the_optimum_of_full_enumeration)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
