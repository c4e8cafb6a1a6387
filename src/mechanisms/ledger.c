/* ledger.c -- what each principal has got, day by day, in own deaths: the same terms as utility.h.
 *
 *     Pi_p += D [ - own deaths (weighted, in its own acts) - protected deaths + press - exposure + enmity - audience   (over its pairs)
 *                 + value of settled agendas / 365 - face of concessions - moves of its own strikes ]
 *     on onset of war: Pi_p -= D C_p;   each day of war: Pi_p -= D (deaths of war + war-day)
 *     D <- D 2^(-1/discount)
 *
 * Test: over one epoch without answers the mean of Pi_p equals utility.h's U_p within 3 standard errors.
 * Source: model.md 4.13. Ours: settled value accrues evenly over a year after signing, less the share of the
 * clauses owed to p that is broken or frozen.
 */
#include "bargaining.h"
#include "deals.h"
#include "mechanisms.h"
#include "own_dead.h"
#include "politics.h"
#include "stances.h"
#include "utility.h"
#include "war.h"

/* Losses of a dyad's holder today: own people and, weighted, whom it protects. */
static void book_harm(const ofr_model *m, ofr_block *b, size_t d, double *payoff,
                      const double *discount)
{
    const ofr_stances *stances = m->own->stances;

    for (size_t i = 0; i < stances->hits[d].n; i++) {
        const ofr_hit *hit = &stances->hits[d].hit[i];
        const double *deaths = num(b, m->deaths_own + hit->flow);
        if (hit->weight == OFR_NONE) {
            for (size_t k = 0; k < LANES; k++) payoff[k] -= discount[k] * deaths[k]; /* lanes */
        } else {
            const double *weight = par(b, hit->weight);
            for (size_t k = 0; k < LANES; k++)
                payoff[k] -= discount[k] * weight[k] * deaths[k]; /* lanes */
        }
    }
}

/* What its own acts cost a principal today, its parts' included. */
static void book_losses(const ofr_model *m, ofr_block *b, const ofr_politics *p)
{
    double *payoff = num(b, p->payoff), dead[LANES];
    const double *discount = num(b, p->discount_now);

    for (size_t k = 0; k < LANES; k++) dead[k] = 0.0; /* lanes */
    for (size_t f = 0; f < m->n_flows; f++) {
        if (model_is_or_part(m, m->flow[f].source, p->actor)) add_own_dead(m, b, f, dead);
    }
    for (size_t k = 0; k < LANES; k++) payoff[k] -= discount[k] * dead[k]; /* lanes */
}

static void book_stances(const ofr_model *m, ofr_block *b, size_t d, double *payoff,
                         const double *discount)
{
    const ofr_stances *stances = m->own->stances;
    const ofr_dyad *dyad = &m->dyad[d];
    const ofr_politics *p = politics_of(m, dyad->holder);
    const double *i = num(b, dyad->stance), *j = num(b, m->dyad[dyad->back].stance),
                 *e = num(b, dyad->tension), *provoked = num(b, dyad->provocation);
    const double *press = num(b, p->press), *enmity = num(b, p->enmity),
                 *audience = par(b, p->audience), *exposure = par(b, p->exposure),
                 *ramp = num(b, p->ramp);
    const double *e0 = par(b, stances->enmity_scale), *p0 = par(b, stances->provocation_scale);
    double zone[LANES], x[LANES], cost[LANES];

    widest_zone(m, b, dyad->pair, zone);
    for (size_t k = 0; k < LANES; k++)
        x[k] = enmity[k] * e[k] * m_exp(-e[k] / e0[k]) * m_max(i[k], 0.0) * 0.5; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        cost[k] = audience_cost(audience[k], ramp[k], provoked[k], p0[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        x[k] = stance_day(press[k], zone[k], exposure[k], x[k], cost[k], i[k], j[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++) payoff[k] += discount[k] * x[k];               /* lanes */
}

static void book_moves(const ofr_model *m, ofr_block *b, const ofr_politics *p, double *payoff,
                       const double *discount)
{
    const double *concession = num(b, p->visible_concession), *face = par(b, p->face),
                 *moves = par(b, p->moves);

    for (size_t k = 0; k < LANES; k++)
        payoff[k] -= discount[k] * face[k] * concession[k]; /* lanes */
    for (size_t f = 0; f < m->n_flows; f++) {
        if (m->flow[f].source != p->actor || m->flow[f].rung < m->strike) continue;
        const double *count = count_of(m, b, f);
        for (size_t k = 0; k < LANES; k++)
            payoff[k] -= discount[k] * moves[k] * count[k]; /* lanes */
    }
}

/* War: its onset costs what it is feared to cost; its days cost their deaths. Rare. */
static void book_war(const ofr_model *m, ofr_block *b, const ofr_pair *pair)
{
    const ofr_war *war = m->own->war;

    for (size_t k = 0; k < LANES; k++) {
        if (!whole(b, pair->at_war)[k]) continue;
        for (size_t j = 0; j < 2; j++) {
            const ofr_politics *p = politics_of(m, m->dyad[pair->dyad[j]].holder);
            double loss = par(b, war->deaths)[k] + par(b, p->war_day)[k];
            if (count_of(m, b, pair->war_slot)[k] > 0) loss += war_cost(b, p, k);
            num(b, p->payoff)[k] -= num(b, p->discount_now)[k] * loss;
        }
    }
}

/* Several deals may carry out one agenda; its value is booked once. */
static bool first_of_agenda(const ofr_deals *deals, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (deals->deal[j].agenda == deals->deal[i].agenda) return false;
    }
    return true;
}

/* Settled agendas pay evenly over the year after they were agreed, less what is broken or frozen of what is owed. */
static void book_deals(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_bargaining *bargaining = m->own->bargaining;
    const ofr_deals *deals = m->own->deals;

    for (size_t i = 0; i < deals->n; i++) {
        if (deals->deal[i].agenda == OFR_NONE || !first_of_agenda(deals, i)) continue;
        const ofr_agenda *agenda = &bargaining->agenda[deals->deal[i].agenda];
        const int32_t *struck = whole(b, deals->deal[i].struck);
        int32_t pays[LANES], any = 0;
        for (size_t k = 0; k < LANES; k++)
            pays[k] = (struck[k] <= day) & (struck[k] > day - 365); /* lanes */
        for (size_t k = 0; k < LANES; k++) any |= pays[k];          /* lanes */
        for (size_t e = 0; e < 2 && any; e++) {
            const ofr_politics *p = politics_of(m, bargaining->file[agenda->file[0]].end[e]);
            const double *share = num(b, agenda->share[e]), *discount = num(b, p->discount_now);
            double *payoff = num(b, p->payoff), paid[LANES];
            for (size_t k = 0; k < LANES; k++)
                paid[k] = share_that_stands(m, b, deals->deal[i].agenda, p->actor, k);
            for (size_t k = 0; k < LANES; k++) paid[k] *= discount[k] * share[k]; /* lanes */
            for (size_t k = 0; k < LANES; k++)
                payoff[k] += (double)pays[k] * paid[k] / 365.0; /* lanes */
        }
    }
}

/* Concessions of today have been felt at home and booked. */
static void forget_concessions(ofr_block *b, const ofr_politics_all *politics)
{
    for (size_t i = 0; i < politics->n; i++) {
        double *concession = num(b, politics->of[i].visible_concession);
        for (size_t k = 0; k < LANES; k++) concession[k] = 0.0; /* lanes */
    }
}

static void ledger_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_politics_all *politics = m->own->politics;

    if (b->given && b->given->history) { /* the account opens at the start */
        forget_concessions(b, politics);
        return;
    }
    for (size_t d = 0; d < m->n_dyads; d++) {
        const ofr_politics *p = politics_of(m, m->dyad[d].holder);
        book_harm(m, b, d, num(b, p->payoff), num(b, p->discount_now));
        book_stances(m, b, d, num(b, p->payoff), num(b, p->discount_now));
    }
    for (size_t i = 0; own_dead_count(m, b) && i < politics->n; i++)
        book_losses(m, b, &politics->of[i]);
    for (size_t i = 0; i < politics->n; i++)
        book_moves(m, b, &politics->of[i], num(b, politics->of[i].payoff),
                   num(b, politics->of[i].discount_now));
    for (size_t i = 0; i < m->n_pairs; i++) book_war(m, b, &m->pair[i]);
    book_deals(m, b, day);
    forget_concessions(b, politics);
    for (size_t i = 0; i < politics->n; i++) {
        double *now = num(b, politics->of[i].discount_now);
        const double *fade = par(b, politics->of[i].discount);
        for (size_t k = 0; k < LANES; k++) now[k] *= fade[k]; /* lanes */
    }
}

static const ofr_mechanism ledger_mechanism = {
    .name = "ledger",
};
