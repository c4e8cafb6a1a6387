/* equilibrium.h -- the logit quantal response equilibrium of a game of two sides with up to five steps each.
 *
 *     p_s(a) = exp(lambda v_s(a)) / sum over a' of exp(lambda v_s(a')),    v_s(a) = sum over c of u_s(a, c) p_t(c)
 *
 * s: a side, t: the other; a: its own step, c: the other's; u in any unit, lambda in one over that unit. Each
 * side's mix is the logit reply to the other's mix (McKelvey and Palfrey 1995).
 *
 * How many. W_s = max |u_s(a, c) - u_s(a', c) - u_s(a, c') + u_s(a', c')| is how much the other's step bears on
 * the choice of s. If t's mix moves by d in total variation, differences of v_s move by at most W_s d; the logit
 * reply then moves by at most lambda W_s d / 4 (its derivative is p_a (dv_a - mean dv), and the mean absolute
 * deviation of a quantity is at most half its range). Both replies in turn are a contraction, and the
 * equilibrium is the only one, if
 *     lambda^2 W_0 W_1 < 16.
 * Derivation ours. The bound is sharp: in 2x2 coordination with x for agreeing and 0 else, W = 2 x, and more
 * equilibria appear at lambda x = 2. In a 2x2 game whose two differences have opposite signs one reply rises
 * and the other falls with the other's mix: one equilibrium at any lambda (matching pennies).
 *
 * Solver: Newton's method on p - reply(reply(p)) for the first side's mix, from the uniform one, each step
 * halved until the residual falls; where no halving helps, the plain reply. A fixed number of rounds; a game
 * that is solved stays as it is. + - * / and m_exp only, so the same bits everywhere. O(rounds steps^3).
 * Tests: published and slow solutions; every game that is said to have one equilibrium has one.
 */
#ifndef OFR_EQUILIBRIUM_H
#define OFR_EQUILIBRIUM_H

#include <stdbool.h>

#include "../core/lanes.h"

enum { GAME_STEPS = 5, GAME_ROUNDS = 60, GAME_HALVINGS = 8 };

/* u[side][own step][other's step]; n[side] steps, 1 .. GAME_STEPS. */
typedef struct ofr_game {
    size_t n[2];
    double u[2][GAME_STEPS][GAME_STEPS];
} ofr_game;

static double game_cross(const ofr_game *g, size_t s, size_t a, size_t b, size_t c, size_t d)
{
    return g->u[s][a][c] - g->u[s][b][c] - g->u[s][a][d] + g->u[s][b][d];
}

/* W of a side: how much the other's step bears on its choice; 0 if not at all. Pure. */
static double game_bearing(const ofr_game *g, size_t s)
{
    double most = 0.0;

    for (size_t a = 0; a < g->n[s]; a++) {
        for (size_t b = 0; b < g->n[s]; b++) {
            for (size_t c = 0; c < g->n[1 - s]; c++) {
                for (size_t d = 0; d < c; d++) {
                    const double w = game_cross(g, s, a, b, c, d);
                    /* A payoff that is no number makes the whole none. */
                    most = w <= most || most != most ? most : w;
                }
            }
        }
    }
    return most;
}

/* Is there exactly one equilibrium for certain? False may also mean that the bound cannot tell. Pure. */
static bool game_has_one(const ofr_game *g, double lambda)
{
    if (g->n[0] == 2 && g->n[1] == 2 &&
        game_cross(g, 0, 0, 1, 0, 1) * game_cross(g, 1, 0, 1, 0, 1) <= 0.0)
        return true;
    return lambda * game_bearing(g, 0) * (lambda * game_bearing(g, 1)) < 16.0;
}

/* The logit reply of side s to the other's mix. */
static void game_reply(const ofr_game *g, double lambda, size_t s, const double *other,
                       double *ret_mix)
{
    double most = 0.0, sum = 0.0;

    for (size_t a = 0; a < g->n[s]; a++) {
        double v = 0.0;
        for (size_t c = 0; c < g->n[1 - s]; c++) v += g->u[s][a][c] * other[c];
        ret_mix[a] = lambda * v;
        most = a == 0 ? ret_mix[a] : m_max(most, ret_mix[a]);
    }
    for (size_t a = 0; a < g->n[s]; a++) sum += ret_mix[a] = m_exp(ret_mix[a] - most);
    for (size_t a = 0; a < g->n[s]; a++) ret_mix[a] /= sum;
}

/* One look at a mix p of side 0: the other's reply, the reply to that, and how far it is from p. */
typedef struct game_look {
    double p[GAME_STEPS], other[GAME_STEPS], back[GAME_STEPS], residual;
} game_look;

static void game_look_at(const ofr_game *g, double lambda, game_look *look)
{
    game_reply(g, lambda, 1, look->p, look->other);
    game_reply(g, lambda, 0, look->other, look->back);
    look->residual = 0.0;
    for (size_t a = 0; a < g->n[0]; a++) {
        const double d = look->back[a] - look->p[a];
        look->residual += d < 0.0 ? -d : d;
    }
}

/* x = (diag(p) - p p') x: what a change of payoffs does to a logit mix p, lambda left out. */
static void game_tilt(const double *p, size_t n, double *x)
{
    double mean = 0.0;

    for (size_t a = 0; a < n; a++) mean += p[a] * x[a];
    for (size_t a = 0; a < n; a++) x[a] = p[a] * (x[a] - mean);
}

/* Row by row, m [n][n + 1] with the right side in its last column; partial pivots. False if it is singular. */
static bool game_eliminate(double m[GAME_STEPS][GAME_STEPS + 1], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t pivot = i;
        for (size_t r = i + 1; r < n; r++)
            pivot = m[r][i] * m[r][i] > m[pivot][i] * m[pivot][i] ? r : pivot;
        if (!(m[pivot][i] * m[pivot][i] > 1e-24)) return false;
        for (size_t c = 0; c <= n; c++) {
            const double held = m[i][c];
            m[i][c] = m[pivot][c];
            m[pivot][c] = held;
        }
        for (size_t r = 0; r < n; r++) {
            const double factor = r == i ? 0.0 : m[r][i] / m[i][i];
            for (size_t c = i; c <= n; c++) m[r][c] -= factor * m[i][c];
        }
    }
    return true;
}

/* Newton's step (I - J)^-1 (back - p), J = lambda^2 tilt_0 u_0 tilt_1 u_1; the plain reply if singular. */
static void game_newton(const ofr_game *g, double lambda, const game_look *look, double *ret_step)
{
    const size_t n = g->n[0];
    double m[GAME_STEPS][GAME_STEPS + 1];

    for (size_t b = 0; b < n; b++) {
        double x[GAME_STEPS], y[GAME_STEPS];
        for (size_t c = 0; c < g->n[1]; c++) x[c] = lambda * g->u[1][c][b];
        game_tilt(look->other, g->n[1], x);
        for (size_t a = 0; a < n; a++) {
            y[a] = 0.0;
            for (size_t c = 0; c < g->n[1]; c++) y[a] += lambda * g->u[0][a][c] * x[c];
        }
        game_tilt(look->back, n, y);
        for (size_t a = 0; a < n; a++) m[a][b] = (a == b ? 1.0 : 0.0) - y[a];
    }
    for (size_t a = 0; a < n; a++) ret_step[a] = m[a][n] = look->back[a] - look->p[a];
    if (!game_eliminate(m, n)) return;
    for (size_t a = 0; a < n; a++) ret_step[a] = m[a][n] / m[a][a];
}

/* One round: the first of the halved Newton steps, or else the plain reply, that lowers the residual. */
static bool game_round(const ofr_game *g, double lambda, game_look *look)
{
    double step[GAME_STEPS], share = 1.0;

    game_newton(g, lambda, look, step);
    for (int i = 0; i <= GAME_HALVINGS; i++, share *= 0.5) {
        game_look next = {.residual = 0.0};
        for (size_t a = 0; a < g->n[0]; a++)
            next.p[a] = i < GAME_HALVINGS ? look->p[a] + share * step[a] : look->back[a];
        game_look_at(g, lambda, &next);
        if (next.residual < look->residual) {
            *look = next;
            return true;
        }
    }
    return false;
}

/* Mixes of both sides in equilibrium, ret[side][step]; returns how far, in sum, the first side's mix is from
 * the reply to the reply to it (below 1e-12 when solved). Meant for games that have one. Pure. */
static double game_solve(const ofr_game *g, double lambda, double ret[2][GAME_STEPS])
{
    game_look look = {.residual = 0.0};
    bool moves = true;

    for (size_t a = 0; a < g->n[0]; a++) look.p[a] = 1.0 / (double)g->n[0];
    game_look_at(g, lambda, &look);
    for (int i = 0; i < GAME_ROUNDS && moves; i++) moves = game_round(g, lambda, &look);
    for (size_t a = 0; a < g->n[0]; a++) ret[0][a] = look.back[a];
    for (size_t c = 0; c < g->n[1]; c++) ret[1][c] = look.other[c];
    return look.residual;
}

#endif
