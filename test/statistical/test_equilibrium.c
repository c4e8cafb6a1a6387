/* The logit equilibrium: the solver against published, exact and slow solutions, the bound against counts of
 * equilibria, and the option of stances against a game solved by hand.
 */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"
#include "mechanisms/equilibrium.h"
#include "near.h"

/* u0 by row: own step, other's step. */
static ofr_game two_by_two(double a00, double a01, double a10, double a11, double b00, double b01,
                           double b10, double b11)
{
    return (ofr_game){.n = {2, 2}, .u = {{{a00, a01}, {a10, a11}}, {{b00, b01}, {b10, b11}}}};
}

/* A number in lo .. hi that depends on game and place alone. */
static double any(uint32_t game, uint32_t what, double lo, double hi)
{
    return lo + (hi - lo) * unit(draw_words(7, game, what, 0, 1, 0).w[0]);
}

static ofr_game any_game(uint32_t number, size_t rows, size_t columns)
{
    ofr_game g = {.n = {rows, columns}};

    for (uint32_t s = 0; s < 2; s++) {
        for (uint32_t a = 0; a < g.n[s]; a++) {
            for (uint32_t c = 0; c < g.n[1 - s]; c++)
                g.u[s][a][c] = any(number, 100 * s + 10 * a + c, -3, 5);
        }
    }
    return g;
}

/* ---- slow twins in long double ----------------------------------------------------------------- */

static void slow_reply(const ofr_game *g, long double lambda, size_t s, const long double *other,
                       long double *ret)
{
    long double v[GAME_STEPS] = {0}, most = -1e300L, sum = 0;

    for (size_t a = 0; a < g->n[s]; a++) {
        for (size_t c = 0; c < g->n[1 - s]; c++) v[a] += (long double)g->u[s][a][c] * other[c];
        most = fmaxl(most, v[a]);
    }
    for (size_t a = 0; a < g->n[s]; a++) sum += ret[a] = expl(lambda * (v[a] - most));
    for (size_t a = 0; a < g->n[s]; a++) ret[a] /= sum;
}

/* From lambda 0 up in small steps, both mixes a little toward their replies again and again. */
static void slow_solve(const ofr_game *g, long double lambda, long double ret[2][GAME_STEPS])
{
    enum { STEPS = 50, ROUNDS = 60, LAST = 4000 };

    for (size_t s = 0; s < 2; s++) {
        for (size_t a = 0; a < g->n[s]; a++) ret[s][a] = 1.0L / (long double)g->n[s];
    }
    for (int i = 1; i <= STEPS; i++) {
        for (int j = 0; j < (i < STEPS ? ROUNDS : LAST); j++) {
            long double reply[2][GAME_STEPS];
            for (size_t s = 0; s < 2; s++)
                slow_reply(g, lambda * (long double)i / STEPS, s, ret[1 - s], reply[s]);
            for (size_t s = 0; s < 2; s++) {
                for (size_t a = 0; a < g->n[s]; a++) ret[s][a] += 0.25L * (reply[s][a] - ret[s][a]);
            }
        }
    }
}

/* 2x2: reply to the reply to (p, 1 - p), less p. */
static long double slow_gap(const ofr_game *g, long double lambda, long double p)
{
    const long double mine[] = {p, 1 - p};
    long double other[GAME_STEPS], back[GAME_STEPS];

    slow_reply(g, lambda, 1, mine, other);
    slow_reply(g, lambda, 0, other, back);
    return back[0] - p;
}

/* 2x2: how many times the gap changes its sign on a fine grid, that is, how many equilibria it sees; the
 * first of them by bisection. */
static int slow_count(const ofr_game *g, long double lambda, long double *ret_first)
{
    enum { CELLS = 2000 };
    int n = 0;

    for (int i = 0; i < CELLS; i++) {
        /* Off the round numbers, so that an equilibrium at 1/2 lies inside a cell. */
        long double lo = ((long double)i - 0.37L) / CELLS, hi = ((long double)i + 0.63L) / CELLS;
        if (i == 0) lo = 0;
        if (i == CELLS - 1) hi = 1;
        if (!(slow_gap(g, lambda, lo) > 0) || slow_gap(g, lambda, hi) > 0) {
            n += slow_gap(g, lambda, lo) <= 0 && slow_gap(g, lambda, hi) > 0;
            continue;
        }
        if (n++ == 0 && ret_first) {
            for (int j = 0; j < 200; j++) {
                const long double mid = (lo + hi) / 2;
                if (slow_gap(g, lambda, mid) > 0)
                    lo = mid;
                else
                    hi = mid;
            }
            *ret_first = lo;
        }
    }
    return n;
}

/* ---- the solver -------------------------------------------------------------------------------- */

/* Oracle: published. Matching pennies of Ochs 1995 in the payoffs of McKelvey and Palfrey 1995; its logit
 * equilibria at lambda 1, 2, 3 as printed in the documentation of Gambit 16 (tutorial on quantal response
 * equilibria, logit_solve_lambda), where they were found by following the branch from lambda 0. The fourth
 * is the fit that McKelvey and Palfrey report, in the same page's digits. */
static void test_matching_pennies_are_as_published(void **state)
{
    const ofr_game g = two_by_two(1.1141, 0, 0, 0.2785, 0, 1.1141, 1.1141, 0);
    static const double published[][3] = {
        {1, 0.5867840364385154, 0.4518070316997103},
        {2, 0.6175219458400859, 0.3719816648492249},
        {3, 0.6168968501329284, 0.31401636202001226},
        {1.8456097536855862, 0.615651314427859, 0.38329094004562914},
    };

    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        double mix[2][GAME_STEPS];

        assert_true(game_has_one(&g, published[i][0]));
        assert_true(game_solve(&g, published[i][0], mix) < 1e-12);
        assert_near(mix[0][0], published[i][1], 1e-8);
        assert_near(mix[1][0], published[i][2], 1e-8);
    }
}

/* Oracle: bisection in long double, of games whose equilibrium is one. */
static void test_two_by_two_games_agree_with_bisection(void **state)
{
    const ofr_game games[] = {
        two_by_two(9, 0, 0, 1, 0, 1, 1, 0), /* matching pennies, one prize of 9 */
        two_by_two(1.1141, 0, 0, 0.2785, 0, 1.1141, 1.1141, 0),
        two_by_two(0.6, 0, 0, 0.5, 0.6, 0, 0,
                   0.5), /* coordination: below its fold up to lambda 3 */
        two_by_two(0.7, 0, 0.4, 0.4, 0.7, 0, 0.4, 0.4), /* stag hunt */
        two_by_two(0, 0.9, 0.3, 0.5, 0, 0.9, 0.3, 0.5), /* chicken */
    };

    (void)state;
    for (size_t i = 0; i < sizeof games / sizeof games[0]; i++) {
        for (int lambda = 1; lambda <= 3; lambda++) {
            double mix[2][GAME_STEPS];
            long double p = -1;

            assert_true(game_has_one(&games[i], lambda));
            assert_int_equal(slow_count(&games[i], lambda, &p), 1);
            assert_true(game_solve(&games[i], lambda, mix) < 1e-12);
            assert_near(mix[0][0], (double)p, 1e-12);
            assert_near(mix[0][0] + mix[0][1], 1, 1e-15);
        }
    }
}

/* Oracle: closed form. Where defecting gains the same whatever the other does, p = logistic(lambda gain). */
static void test_prisoners_with_equal_gains_defect_by_the_logistic(void **state)
{
    /* Step 0 cooperates: 3 and 0; step 1 defects: 4.25 and 1.25; the other side gains 0.5. */
    const ofr_game g = two_by_two(3, 0, 4.25, 1.25, 2, 0.75, 2.5, 1.25);
    double before = 0.5;

    (void)state;
    for (int lambda = 0; lambda <= 3; lambda++) {
        double mix[2][GAME_STEPS];

        assert_true(game_has_one(&g, lambda));
        game_solve(&g, lambda, mix);
        assert_near(mix[0][1], 1 / (1 + exp(-1.25 * lambda)), 1e-14);
        assert_near(mix[1][1], 1 / (1 + exp(-0.5 * lambda)), 1e-14);
        /* More precision, more weight on the dominant step. */
        assert_true(lambda == 0 || mix[0][1] > before);
        before = mix[0][1];
    }
}

/* Oracle: with lambda 0 every step is as good as another. */
static void test_without_precision_all_steps_are_as_likely(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 20; i++) {
        const ofr_game g = any_game(i, 1 + i % 5, 1 + i / 5);
        double mix[2][GAME_STEPS];

        assert_true(game_has_one(&g, 0));
        assert_near(game_solve(&g, 0, mix), 0, 1e-15);
        for (size_t s = 0; s < 2; s++) {
            for (size_t a = 0; a < g.n[s]; a++) assert_near(mix[s][a], 1.0 / (double)g.n[s], 1e-15);
        }
    }
}

/* Oracle: the slow twin above. Sizes 1 to 5 by 1 to 5, lambda as far up as the bound vouches for, and for
 * half of the games at the bound's edge. */
static void test_random_games_agree_with_a_slow_solver(void **state)
{
    double worst = 0;

    (void)state;
    for (uint32_t i = 0; i < 120; i++) {
        const bool full = i < 60;
        const ofr_game g = any_game(1000 + i, full ? 5 : 1 + i % 5, full ? 5 : 1 + i / 5 % 5);
        const double w = sqrt(game_bearing(&g, 0) * game_bearing(&g, 1)),
                     lambda = (i % 2 ? 0.999 : any(i, 999, 0, 1)) * (w > 0 ? 4 / w : 3);
        double mix[2][GAME_STEPS];
        long double slow[2][GAME_STEPS];

        assert_true(game_has_one(&g, lambda));
        assert_true(game_solve(&g, lambda, mix) < 1e-12);
        slow_solve(&g, lambda, slow);
        for (size_t s = 0; s < 2; s++) {
            for (size_t a = 0; a < g.n[s]; a++)
                worst = fmax(worst, fabs(mix[s][a] - (double)slow[s][a]));
        }
    }
    print_message("largest difference %.2g\n", worst);
    assert_near(worst, 0, 1e-9);
}

/* Oracle: adding what does not hang on the own step changes nothing; units and lambda go together. */
static void test_equilibrium_knows_neither_constants_nor_units(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 20; i++) {
        const ofr_game g = any_game(2000 + i, 4, 3);
        const double lambda = 3 / sqrt(game_bearing(&g, 0) * game_bearing(&g, 1));
        ofr_game other = g;
        double mix[2][GAME_STEPS], same[2][GAME_STEPS];

        for (size_t s = 0; s < 2; s++) {
            for (uint32_t a = 0; a < g.n[s]; a++) {
                for (uint32_t c = 0; c < g.n[1 - s]; c++)
                    other.u[s][a][c] = 8 * (g.u[s][a][c] + any(i, c, -50, 50));
            }
        }
        game_solve(&g, lambda, mix);
        game_solve(&other, lambda / 8, same);
        for (size_t s = 0; s < 2; s++) {
            for (size_t a = 0; a < g.n[s]; a++) assert_near(same[s][a], mix[s][a], 1e-12);
        }
    }
}

/* ---- the bound --------------------------------------------------------------------------------- */

/* Oracle: symmetric coordination with 1 for agreeing folds at lambda 2, where the slope of the logistic
 * reply, lambda / 2, is 1: one equilibrium below, three above. The bound must say so exactly. */
static void test_bound_is_sharp_at_the_fold_of_coordination(void **state)
{
    const ofr_game g = two_by_two(1, 0, 0, 1, 1, 0, 0, 1);

    (void)state;
    assert_near(game_bearing(&g, 0), 2, 0);
    assert_true(game_has_one(&g, 1.999));
    assert_false(game_has_one(&g, 2));
    assert_false(game_has_one(&g, 2.001));
    assert_int_equal(slow_count(&g, 1.999L, NULL), 1);
    assert_int_equal(slow_count(&g, 2.001L, NULL), 3);
}

/* Oracle: counting. No game that is said to have one equilibrium shows several; enough of both kinds. */
static void test_no_game_that_folds_is_said_to_have_one(void **state)
{
    int vouched = 0, folded = 0;

    (void)state;
    for (uint32_t i = 0; i < 600; i++) {
        const ofr_game g = any_game(3000 + i, 2, 2);
        const double lambda = any(i, 998, 0.2, 4);
        const int n = slow_count(&g, lambda, NULL);
        const bool one = game_has_one(&g, lambda);

        assert_true(n >= 1);
        if (one) assert_int_equal(n, 1);
        vouched += one;
        folded += n > 1;
    }
    print_message("%d vouched for, %d with several\n", vouched, folded);
    assert_true(vouched > 100 && folded > 20);
}

/* Oracle: what is no number or has no end is never vouched for. */
static void test_payoffs_that_are_no_numbers_are_not_vouched_for(void **state)
{
    for (int i = 0; i < 2; i++) {
        for (size_t a = 0; a < 3; a++) {
            ofr_game g = any_game(4000, 3, 3);
            g.u[1][a][2 - a] = i ? NAN : INFINITY;
            assert_false(game_has_one(&g, 0.01));
        }
    }
    ofr_game g = two_by_two(NAN, 0, 0, 1, 1, 0, 0, 1);
    assert_false(game_has_one(&g, 0.01));
    (void)state;
}

/* ---- the option of stances --------------------------------------------------------------------- */

#define YAML(stances)                                                                              \
    "offramp: 1\ntitle: play\nstart: 2024-01-03\nhorizon: 60 days\nhostile: [[a, b]]\n"            \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "theatres: {x: {name: X}}\n"                                                                   \
    "conduct:\n  - {id: a-b, from: a, to: b, in: x, act: harass}\n"                                \
    "stances: {" stances "inertia: 0.3, initial: {a-b: 1, b-a: 0}}\n"                              \
    "politics:\n"                                                                                  \
    "  a: {press: 0.2, audience: 0, cost-of-war: 5, fear: 1, implacable: 0}\n"                     \
    "  b: {press: 0.1, exposure: 0.04, audience: 0, cost-of-war: 7, fear: 1, implacable: 0}\n"     \
    "war: {stumbled: 1, chance: 0.3, stances: 1}\n"                                                \
    "outcomes: {war: {event: war}}\n"
#define EQUILIBRIUM "play: equilibrium, lambda: 0.5, "

/* U of a (0) or b at rest, by hand: no tension, no provocation, no talk, no zone; war at the sum of stances
 * (fear 1: as after an exchange, over the window of 14 days). */
static double utility_by_hand(int p, double i, double j)
{
    const double h0 = 1 - pow(1 - 0.3, 1 / 14.0),
                 w0 = log(h0 / (1 - h0)) - 1.5 * 0.5 - 1 * 2.0 + 1 * 0.3,
                 h = 1 / (1 + exp(-w0 - (i + j)));

    return 7 * ((p ? 0.1 : 0.2) * (i - j) / 4 - (p ? 0.04 : 0) * fmax(j - i, 0)) -
           (p ? 7 : 5) * (1 - pow(1 - h, 14));
}

/* a stands at pressure and may ease, hold or harden; b stands at hold and may stay or harden. */
static ofr_game game_by_hand(void)
{
    ofr_game g = {.n = {3, 2}};

    for (size_t a = 0; a < 3; a++) {
        for (size_t c = 0; c < 2; c++) {
            const double i = (double)a, j = (double)c;
            g.u[0][a][c] = utility_by_hand(0, i, j) - 0.3 * fabs(i - 1);
            g.u[1][c][a] = utility_by_hand(1, j, i) - 0.3 * j;
        }
    }
    return g;
}

/* The first regular day from today on; runs up to its morning. */
static void run_to_decision(world *w)
{
    while (w->day % 7 != 0) world_run(w, 1);
}

/* Oracle: the slow twin on the game by hand. Shares of the six pairs of steps within 5 standard errors, chosen
 * before the first run: a correct draw misses that at about one seed in 300,000. Draws of the two sides are
 * independent, so a pair has the product of both. */
static void test_shares_of_steps_are_those_of_the_game_solved_by_hand(void **state)
{
    enum { N = 40000 };
    const ofr_game g = game_by_hand();
    long double mix[2][GAME_STEPS];
    world w = world_open(YAML(EQUILIBRIUM), N, 5);
    size_t seen[3][2] = {{0}};

    (void)state;
    run_to_decision(&w);
    world_run(&w, 1);
    for (size_t i = 0; i < w.n; i++) {
        const double a = world_get(&w, "a-b.stance", i), b = world_get(&w, "b-a.stance", i);
        assert_true((a == 0 || a == 1 || a == 2) && (b == 0 || b == 1));
        assert_near(world_get(&w, "a-b.several", i), 0, 0);
        /* U at the stances in force, true ones. */
        assert_near(world_get(&w, "b-a.utility", i), utility_by_hand(1, 0, 1), 1e-9);
        seen[(size_t)a][(size_t)b]++;
    }
    slow_solve(&g, 0.5L, mix);
    for (size_t a = 0; a < 3; a++) {
        for (size_t c = 0; c < 2; c++) {
            const double p = (double)(mix[0][a] * mix[1][c]), n = (double)w.n;
            print_message("%zu %zu: %.4f, expected %.4f\n", a, c, (double)seen[a][c] / n, p);
            assert_true(p > 0.05);
            assert_near((double)seen[a][c] / n, p, 5 * sqrt(p * (1 - p) / n));
        }
    }
    world_close(&w);
}

/* Oracle: stances.c. Between decision days only a side whose line was crossed decides: the rival stays, and
 * the game is a choice against its true stance, with two steps up at hold: a logit by hand. */
static void test_after_a_crossing_the_one_that_decides_answers_the_true_stance(void **state)
{
    enum { N = 20000 };
    world w = world_open(YAML(EQUILIBRIUM), N, 6);
    double share[3], sum = 0;
    size_t seen[3] = {0};

    (void)state;
    while (w.day % 7 == 0) world_run(&w, 1);
    for (size_t i = 0; i < w.n; i++) {
        world_set(&w, "b-a.stance", i, 0);
        world_set(&w, "a-b.stance", i, 1);
        world_set(&w, "b-a.crossed", i, 1);
    }
    world_run(&w, 1);
    for (size_t i = 0; i < w.n; i++) {
        assert_near(world_get(&w, "a-b.stance", i), 1, 0);
        assert_near(world_get(&w, "b-a.crossed", i), 0, 0);
        seen[(size_t)world_get(&w, "b-a.stance", i)]++;
    }
    for (size_t a = 0; a < 3; a++)
        sum += share[a] = exp(0.5 * (utility_by_hand(1, (double)a, 1) - 0.3 * (double)a));
    for (size_t a = 0; a < 3; a++) {
        const double p = share[a] / sum, n = (double)w.n;
        assert_near((double)seen[a] / n, p, 5 * sqrt(p * (1 - p) / n));
    }
    world_close(&w);
}

/* Oracle: the default is written out: the same states bit for bit, on every day. */
static void test_reply_is_what_is_played_when_nothing_is_said(void **state)
{
    world w = world_open(YAML("lambda: 6, "), 64, 7),
          said = world_open(YAML("play: reply, lambda: 6, "), 64, 7);

    (void)state;
    for (int day = 0; day < 50; day++) {
        world_run(&w, 1);
        world_run(&said, 1);
        for (size_t i = 0; i < w.n; i++) {
            for (size_t f = 0; f < w.m->n_fields; f++) {
                const char *name = w.m->field[f].name;
                const double x = world_get(&w, name, i), y = world_get(&said, name, i);
                assert_memory_equal(&x, &y, sizeof x);
            }
            assert_near(world_get(&w, "a-b.several", i), 0, 0);
        }
    }
    world_close(&w);
    world_close(&said);
}

/* Oracle: uniqueness.c. At lambda 8 the game may fold, so the scenario is refused and told where it would not;
 * told what to do then, it plays such days as reply, step for step as play: reply, and counts each of them. What
 * stances are worth stays that of true stances. */
static void test_game_that_may_fold_is_refused_or_counted(void **state)
{
    char message[512];
    const char *up_to = NULL, *refused = YAML("play: equilibrium, lambda: 8, ");
    world reply = world_open(YAML("lambda: 8, "), 64, 8),
          w = world_open(YAML("play: equilibrium, several: reply, lambda: 8, "), 64, 8);
    size_t stepped = 0;

    (void)state;
    assert_int_equal(world_refused(refused, message, sizeof message), OFR_STRUCTURE);
    assert_non_null(strstr(message, "a-b may have several equilibria"));
    assert_non_null(up_to = strstr(message, "below a stances.lambda of "));
    /* Never past the fold of the day's game, and not far below what the game by hand allows. */
    const ofr_game g = game_by_hand();
    const double safe = atof(up_to + strlen("below a stances.lambda of "));
    assert_true(game_has_one(&g, safe) && safe > 0.5 && safe < 8);

    run_to_decision(&reply);
    run_to_decision(&w);
    for (size_t i = 0; i < w.n; i++) {
        for (size_t j = 0; j < 2; j++) {
            world_set(j ? &w : &reply, "a-b.stance", i, 1);
            world_set(j ? &w : &reply, "b-a.stance", i, 1);
        }
    }
    world_run(&reply, 1);
    world_run(&w, 1);
    for (size_t i = 0; i < w.n; i++) {
        stepped += world_get(&reply, "a-b.stance", i) != 1;
        assert_near(world_get(&w, "a-b.several", i), 1, 0);
        assert_near(world_get(&w, "a-b.stance", i), world_get(&reply, "a-b.stance", i), 0);
        assert_near(world_get(&w, "b-a.stance", i), world_get(&reply, "b-a.stance", i), 0);
        assert_near(world_get(&w, "a-b.utility", i), utility_by_hand(0, 1, 1), 1e-9);
    }
    assert_true(stepped > 5);
    world_close(&reply);
    world_close(&w);
}

/* Members 0 to 63 by one kernel, a month on: all states, [member][field]. The caller frees. */
static double *states_by(const ofr_kernel *kernel, const ofr_study *study)
{
    enum { MEMBERS = 64, DAYS = 30 };
    const ofr_model *m = study->model;
    double *ret = calloc(MEMBERS * m->n_fields, sizeof *ret), *value;
    ofr_error err = {0};

    value = calloc(m->spec->n_parameters, sizeof *value);
    assert_true(ret && value);
    for (size_t i = 0; i < m->spec->n_parameters; i++) value[i] = m->spec->parameter[i].value;
    for (size_t first = 0; first < MEMBERS; first += kernel->lanes) {
        ofr_block b;
        assert_int_equal(block_new(m, kernel->lanes, &b, &err), OFR_OK);
        b.seed = 9;
        for (size_t k = 0; k < kernel->lanes; k++) {
            block_set_image(m, &b, k, value);
            b.whole[m->member * b.lanes + k] = (int32_t)(first + k);
        }
        kernel->start(m, &b, m->start);
        for (int32_t d = 0; d < DAYS; d++) kernel->day(m, &b, m->start + d);
        for (size_t k = 0; k < kernel->lanes; k++) {
            for (size_t f = 0; f < m->n_fields; f++) {
                const ofr_row row = m->field[f].row;
                ret[(first + k) * m->n_fields + f] = m->field[f].whole
                                                         ? (double)block_whole(&b, row, k)
                                                         : block_num(&b, row, k);
            }
        }
        block_done(&b);
    }
    free(value);
    return ret;
}

/* Oracle: a game is solved in its own lane: the same bits from every build and width of a block. */
static void test_equilibrium_is_the_same_in_any_block_and_on_any_machine(void **state)
{
    const ofr_kernel *const kernels[] = {&kernel_lanes8, &kernel_lanes16, &kernel_lanes64,
                                         kernel_choose("v3"), kernel_choose("v4")};
    const char *yaml = YAML(EQUILIBRIUM);
    ofr_study *study = NULL;
    ofr_error err = {0};

    (void)state;
    assert_int_equal(study_open_text(yaml, strlen(yaml), "test.yaml", NULL, &study, &err), OFR_OK);
    double *expected = states_by(&kernel_v2, study);
    for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++) {
        if (!kernels[i] || !kernel_choose("v3")) continue; /* more than this machine can */
        double *states = states_by(kernels[i], study);
        assert_memory_equal(states, expected, 64 * study->model->n_fields * sizeof *states);
        free(states);
    }
    free(expected);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matching_pennies_are_as_published),
        cmocka_unit_test(test_two_by_two_games_agree_with_bisection),
        cmocka_unit_test(test_prisoners_with_equal_gains_defect_by_the_logistic),
        cmocka_unit_test(test_without_precision_all_steps_are_as_likely),
        cmocka_unit_test(test_random_games_agree_with_a_slow_solver),
        cmocka_unit_test(test_equilibrium_knows_neither_constants_nor_units),
        cmocka_unit_test(test_bound_is_sharp_at_the_fold_of_coordination),
        cmocka_unit_test(test_no_game_that_folds_is_said_to_have_one),
        cmocka_unit_test(test_payoffs_that_are_no_numbers_are_not_vouched_for),
        cmocka_unit_test(test_shares_of_steps_are_those_of_the_game_solved_by_hand),
        cmocka_unit_test(test_after_a_crossing_the_one_that_decides_answers_the_true_stance),
        cmocka_unit_test(test_reply_is_what_is_played_when_nothing_is_said),
        cmocka_unit_test(test_game_that_may_fold_is_refused_or_counted),
        cmocka_unit_test(test_equilibrium_is_the_same_in_any_block_and_on_any_machine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
