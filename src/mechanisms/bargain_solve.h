/* bargain_solve.h -- the terms of one agenda: the Nash solution along its frontier, or where the worse off loses least (bargaining.c). */
#ifndef OFR_BARGAIN_SOLVE_H
#define OFR_BARGAIN_SOLVE_H

#include "mechanisms.h"

/* One division of files: weights to each end, and what each gains if the other gets all. */
typedef struct bargain {
    double w[2][16], none[2];
    size_t n;
} bargain;

/* The Nash solution along the frontier; returns z and the gains there. Without a zone the gains are those of the least loss: where
 * the worse off of the two loses least. */
static inline double solve_bargain(const bargain *g, double ret_gain[2])
{
    size_t order[16];
    double a = g->none[0], c = g->none[1], best = -1.0, worst = -1e300, loss[2] = {a, c};

    for (size_t i = 0; i < g->n; i++) c += g->w[1][i]; /* all to the second end */
    for (size_t i = 0; i < g->n; i++) {
        size_t at = i;
        for (; at > 0 && g->w[0][i] * g->w[1][order[at - 1]] > g->w[0][order[at - 1]] * g->w[1][i];
             at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    ret_gain[0] = a;
    ret_gain[1] = c;
    for (size_t i = 0; i <= g->n; i++) {
        const double wa = i < g->n ? g->w[0][order[i]] : 0.0,
                     wc = i < g->n ? g->w[1][order[i]] : 0.0;
        /* On this stretch gains are (a + wa t, c - wc t): where is their product largest, and their least? */
        const double product = wa * wc > 0 ? m_clamp((wa * c - wc * a) / (2.0 * wa * wc), 0.0, 1.0)
                                           : (wa > 0 ? 1.0 : 0.0);
        const double even = wa + wc > 0 ? m_clamp((c - a) / (wa + wc), 0.0, 1.0) : 0.0;
        const double pa = a + wa * product, pc = c - wc * product,
                     least = m_min(a + wa * even, c - wc * even);

        if (pa >= 0 && pc >= 0 && pa * pc > best) {
            best = pa * pc;
            ret_gain[0] = pa;
            ret_gain[1] = pc;
        }
        if (least > worst) {
            worst = least;
            loss[0] = a + wa * even;
            loss[1] = c - wc * even;
        }
        a += wa;
        c -= wc;
    }
    for (size_t e = 0; e < 2 && best < 0; e++) ret_gain[e] = loss[e];
    return best >= 0 ? sqrt_of(best) : m_min(worst, 0.0);
}

#endif
