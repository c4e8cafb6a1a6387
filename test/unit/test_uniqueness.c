/* The lambda below which a game has one equilibrium for certain: uniqueness.c by hand. */
#include "world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"
#include "engine/compile.h"
#include "near.h"

enum { GAMES = 60 };

static double drawn(uint32_t game, uint32_t which, double low, double high)
{
    return low + (high - low) * unit(draw_words(17, game, which, 0, 4, 0).w[0]);
}

/* One side of a game. */
typedef struct side {
    double press, exposure, cost, fear;
} side;

/* A game: days between decisions, what one exchange leads to, and the two sides. */
typedef struct game {
    int epoch, window;
    double chance, lambda;
    side of[2];
} game;

static game draw_game(uint32_t i)
{
    game g = {.epoch = 1 + (int)drawn(i, 0, 0, 30),
              .window = 1 + (int)drawn(i, 1, 0, 60),
              .chance = drawn(i, 2, 0.01, 0.6),
              .lambda = 1};

    for (uint32_t p = 0; p < 2; p++) {
        g.of[p] = (side){.press = drawn(i, 10 + p, -2, 2),
                         .exposure = drawn(i, 20 + p, 0, 1),
                         .cost = i % 3 ? drawn(i, 30 + p, 0, 50) : 0,
                         .fear = drawn(i, 40 + p, 0, 1)};
    }
    return g;
}

/* War comes with the stated chance whatever tension, stances and talk are, so that its hazard is known. */
static void write_game(const game *g, const char *play, char *yaml, size_t room)
{
    char politics[2][256];

    for (size_t p = 0; p < 2; p++)
        snprintf(politics[p], sizeof politics[p],
                 "{press: %.17g, exposure: %.17g, cost-of-war: %.17g, fear: %.17g}", g->of[p].press,
                 g->of[p].exposure, g->of[p].cost, g->of[p].fear);
    snprintf(yaml, room,
             "offramp: 1\ntitle: t\nstart: 2024-01-03\nhorizon: 30 days\nhostile: [[a, b]]\n"
             "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}}\n"
             "theatres: {x: {name: X}}\n"
             "conduct:\n  - {id: f, from: b, to: a, in: x, act: harass}\n"
             "stances: {decide-every: %d, lambda: %.17g%s}\n"
             "politics:\n  a: %s\n  b: %s\n"
             "war: {stumbled: 1, chance: %.17g, window: %d days, tension: 0, stances: 0, talk: 0}\n"
             "outcomes: {war: {event: war}}\n",
             g->epoch, g->lambda, play, politics[0], politics[1], g->chance, g->window);
}

/* W of one side: T (|g| + 2 v) + C times the larger of the chance of war in an epoch, and of fear's over the window. */
static double bearing_by_hand(const game *g, size_t p)
{
    const side *s = &g->of[p];
    const double stay = pow(1 - g->chance, 1.0 / g->window), in_epoch = 1 - pow(stay, g->epoch);

    return g->epoch * (fabs(s->press) + 2 * s->exposure) +
           s->cost * fmax(in_epoch, s->fear * g->chance);
}

/* Oracle: 4 / sqrt(W_a W_b), by hand for games drawn at random; and a scenario that plays the equilibrium is taken below it
 * and refused from it on. */
static void test_any_game_is_bounded_by_what_each_bears_on_the_other(void **state)
{
    size_t taken = 0, refused = 0;

    (void)state;
    for (uint32_t i = 0; i < GAMES; i++) {
        game g = draw_game(i);
        const double by_hand = 4 / sqrt(bearing_by_hand(&g, 0) * bearing_by_hand(&g, 1));
        char yaml[2048], message[512];
        double safe = 0;
        write_game(&g, "", yaml, sizeof yaml);
        world w = world_open(yaml, 1, 1);
        assert_int_equal(model_safe_lambda(w.m, 0, &safe, NULL), OFR_OK);
        assert_near(safe / by_hand, 1, 1e-9);
        world_close(&w);
        g.lambda = by_hand * drawn(i, 3, 0.9, 1.1);
        write_game(&g, ", play: equilibrium", yaml, sizeof yaml);
        const ofr_status status = world_refused(yaml, message, sizeof message);
        if (status != (g.lambda < by_hand ? OFR_OK : OFR_STRUCTURE))
            fail_msg("lambda %g, bound %g: %s", g.lambda, by_hand, message);
        taken += status == OFR_OK;
        refused += status != OFR_OK;
    }
    assert_true(taken > GAMES / 6 && refused > GAMES / 6);
}

/* Oracle: who does not mind the other plays a dominant mix, and the other answers it: one equilibrium at any lambda. */
static void test_a_side_that_does_not_mind_the_other_leaves_one_equilibrium(void **state)
{
    game g = draw_game(1);
    char yaml[2048], message[512];
    double safe = 0;

    (void)state;
    g.of[1] = (side){0};
    g.lambda = 100;
    write_game(&g, ", play: equilibrium", yaml, sizeof yaml);
    if (world_refused(yaml, message, sizeof message) != OFR_OK) fail_msg("%s", message);
    world w = world_open(yaml, 1, 1);
    assert_int_equal(model_safe_lambda(w.m, 0, &safe, NULL), OFR_OK);
    assert_true(isinf(safe) && safe > 0);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_game_is_bounded_by_what_each_bears_on_the_other),
        cmocka_unit_test(test_a_side_that_does_not_mind_the_other_leaves_one_equilibrium),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
