/* campaign_summed.h -- the modes of a campaign summed out in history: the chance of each joint mode, by the forward algorithm.
 *
 * A joint mode x is what all parts do at once: (on, short halt, long halt) x (said, unsaid) of each; 6, 36 or 216 of them.
 *
 *     morning  P'(y) = sum_x P(x) P(x -> y),    P(x -> y) = sum over what comes to all today of its chance
 *                                                           x product over parts of what each does given that
 *     evening  density = sum_y P'(y) w(y) L(y); P(y) = P'(y) w(y) L(y) / density
 *
 * What comes to all, each by one draw: an order to halt, for short or for long, to all that are on; an end of short halts, of
 * long ones, or of both. Given that, parts move by themselves and alike, so that P(x -> y) hangs on how many parts do what
 * (ofr_campaign_turn) and on nothing else: 84 ways for three parts.
 *
 * Said and unsaid are carried as t = said + unsaid and d = unsaid - announced t. Who turns is unsaid with chance announced,
 * so that no d comes from a turn, and it only stays what it was: three moves of a part that stays with its d, seven with its
 * t, and so 10, 100 or 1,000 products a day in place of 36 to the power of parts.
 * Tests: enumeration of all ways of several parts; each part's law is that of a campaign of its own.
 * Source: Rabiner 1989 (forward algorithm); the rest ours.
 */
#ifndef OFR_CAMPAIGN_SUMMED_H
#define OFR_CAMPAIGN_SUMMED_H

#include <assert.h>

#include "../core/distributions.h"
#include "campaign_hazards.h"
#include "campaigns.h"
#include "coverage.h"
#include "mechanisms.h"

static_assert(CAMPAIGN_JOINT == CAMPAIGN_MODES * CAMPAIGN_MODES * CAMPAIGN_MODES &&
                  CAMPAIGN_PATTERNS == 1 << CAMPAIGN_SUMMED_PARTS && CAMPAIGN_JOINT <= UINT8_MAX,
              "joint modes of the largest front are numbered by a byte");

/* ---- layout -------------------------------------------------------------------------------------- */

/* What one part may do: from and to its total t (on 0, short 2, long 4) or its excess of unsaid d (1, 3, 5). */
enum { PART_MOVES = 10 };
static const ofr_campaign_move part_move[PART_MOVES] = {
    {0, 0, TURN_STAYS_ON},    {0, 2, TURN_HALTS_SHORT}, {0, 4, TURN_HALTS_LONG},
    {2, 2, TURN_STAYS_SHORT}, {2, 0, TURN_SHORT_ENDS},  {4, 4, TURN_STAYS_LONG},
    {4, 0, TURN_LONG_ENDS},   {1, 1, TURN_STAYS_ON},    {3, 3, TURN_STAYS_SHORT},
    {5, 5, TURN_STAYS_LONG},
};

/* The number of a way; a new one is added. */
static inline uint8_t way_of(ofr_campaign *p, const ofr_campaign_way *way)
{
    size_t i = 0;

    while (i < p->n_ways && memcmp(&p->way[i], way, sizeof *way) != 0) i++;
    if (i == p->n_ways) p->way[p->n_ways++] = *way;
    return (uint8_t)i;
}

/* Move i of all parts: digits of base PART_MOVES, the last part's last. */
static inline ofr_campaign_move joint_move(ofr_campaign *p, size_t i)
{
    ofr_campaign_move all = {0};
    ofr_campaign_way way = {0};
    size_t unit_of = 1;

    for (size_t j = 0; j < p->n_parts; j++, i /= PART_MOVES, unit_of *= CAMPAIGN_MODES) {
        const ofr_campaign_move *one = &part_move[i % PART_MOVES];
        all.from = (uint8_t)(all.from + one->from * unit_of);
        all.to = (uint8_t)(all.to + one->to * unit_of);
        way.n[one->way]++;
    }
    all.way = way_of(p, &way);
    return all;
}

static inline uint8_t pattern_of(const ofr_campaign *p, size_t x)
{
    uint8_t pattern = 0;

    for (size_t j = p->n_parts; j-- > 0; x /= CAMPAIGN_MODES) {
        if (!campaign_on((int32_t)(x % CAMPAIGN_MODES))) pattern = (uint8_t)(pattern | 1u << j);
    }
    return pattern;
}

/* Rows and moves, once the parts are known. Lack of memory shows in c. */
static inline void compile_joint(ofr_compiler *c, ofr_campaign *p)
{
    p->summed = p->n_parts <= CAMPAIGN_SUMMED_PARTS;
    p->n_joint = p->n_moves = 1;
    for (size_t i = 0; p->summed && i < p->n_parts; i++) {
        p->n_joint *= CAMPAIGN_MODES;
        p->n_moves *= PART_MOVES;
    }
    p->prob = compile_nums(c, p->summed ? p->n_joint : p->n_parts * CAMPAIGN_MODES);
    if (!p->summed) return;
    p->move = compile_alloc(c, p->n_moves, sizeof *p->move);
    for (size_t i = 0; p->move && i < p->n_moves; i++) p->move[i] = joint_move(p, i);
    for (size_t x = 0; x < p->n_joint; x++) p->pattern[x] = pattern_of(p, x);
}

/* Distance between neighbours that differ in the mode of part i alone. */
static inline size_t stride_of(const ofr_campaign *p, size_t i)
{
    size_t stride = p->n_joint;

    for (size_t j = 0; j <= i; j++) stride /= CAMPAIGN_MODES;
    return stride;
}

/* Is this the said one of a pair of neighbours of part i? Then the unsaid one is a stride further on. */
static inline bool is_said(size_t x, size_t stride)
{
    return x / stride % 2 == 0;
}

/* The mode of the part with this stride. */
static inline int32_t mode_in(size_t x, size_t stride)
{
    return (int32_t)(x / stride % CAMPAIGN_MODES);
}

/* ---- the morning --------------------------------------------------------------------------------- */

/* Chances of today by lane: of what comes to all, and of what each part does by itself. */
typedef struct campaign_day {
    double no_halt[LANES], halt_all[2][LANES]; /* none; a short one, a long one */
    double no_end[LANES], end_both[LANES],
        end[2][LANES]; /* none; both kinds; short alone, long alone */
    double own[CAMPAIGN_TURNS][LANES];
} campaign_day;

static inline void chances_of_the_day(const ofr_block *b, const ofr_campaign *p,
                                      const campaign_hazards *c, campaign_day *ret)
{
    const double *order = par(b, p->order), *is_long = par(b, p->long_share);
    double common[LANES], halt[LANES], both[2][LANES];

    for (size_t k = 0; k < LANES; k++) common[k] = p->n_parts > 1 ? order[k] : 0.0;    /* lanes */
    for (size_t k = 0; k < LANES; k++) halt[k] = 1.0 - m_exp(-common[k] * c->halt[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++) ret->no_halt[k] = 1.0 - halt[k];                /* lanes */
    for (size_t k = 0; k < LANES; k++)
        ret->halt_all[0][k] = halt[k] * (1.0 - is_long[k]);                        /* lanes */
    for (size_t k = 0; k < LANES; k++) ret->halt_all[1][k] = halt[k] * is_long[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        halt[k] = 1.0 - m_exp(-(1.0 - common[k]) * c->halt[k]);                    /* lanes */
    for (size_t k = 0; k < LANES; k++) ret->own[TURN_STAYS_ON][k] = 1.0 - halt[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        ret->own[TURN_HALTS_SHORT][k] = halt[k] * (1.0 - is_long[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        ret->own[TURN_HALTS_LONG][k] = halt[k] * is_long[k]; /* lanes */
    for (size_t i = 0; i < 2; i++) {
        double *stays = ret->own[i ? TURN_STAYS_LONG : TURN_STAYS_SHORT],
               *ends = ret->own[i ? TURN_LONG_ENDS : TURN_SHORT_ENDS];
        for (size_t k = 0; k < LANES; k++)
            both[i][k] = 1.0 - m_exp(-common[k] * c->end[i][k]); /* lanes */
        for (size_t k = 0; k < LANES; k++)
            ends[k] = 1.0 - m_exp(-(1.0 - common[k]) * c->end[i][k]); /* lanes */
        for (size_t k = 0; k < LANES; k++) stays[k] = 1.0 - ends[k];  /* lanes */
    }
    /* One draw ends all halts whose hazard is as high. */
    for (size_t k = 0; k < LANES; k++)
        ret->no_end[k] = 1.0 - m_max(both[0][k], both[1][k]);                            /* lanes */
    for (size_t k = 0; k < LANES; k++) ret->end_both[k] = m_min(both[0][k], both[1][k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        ret->end[0][k] = m_max(both[0][k] - both[1][k], 0.0); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        ret->end[1][k] = m_max(both[1][k] - both[0][k], 0.0); /* lanes */
}

/* Times the chance that parts do, each by itself, what a way says of turns `from` to `to`. */
static inline void times_own(const campaign_day *day, const ofr_campaign_way *way, size_t from,
                             size_t to, double *ret)
{
    for (size_t turn = from; turn <= to; turn++) {
        for (size_t i = 0; i < way->n[turn]; i++)
            for (size_t k = 0; k < LANES; k++) ret[k] *= day->own[turn][k]; /* lanes */
    }
}

/* Chance that the parts that are on do what a way says. */
static inline void chance_of_halts(const campaign_day *day, const ofr_campaign_way *way,
                                   double *ret)
{
    const uint8_t *n = way->n;
    const int on = n[TURN_STAYS_ON] + n[TURN_HALTS_SHORT] + n[TURN_HALTS_LONG];

    for (size_t k = 0; k < LANES; k++) ret[k] = 1.0; /* lanes */
    if (on == 0) return;
    memcpy(ret, day->no_halt, sizeof day->no_halt);
    times_own(day, way, TURN_STAYS_ON, TURN_HALTS_LONG, ret);
    for (size_t i = 0; i < 2; i++) {
        if (n[i ? TURN_HALTS_LONG : TURN_HALTS_SHORT] < on) continue;
        for (size_t k = 0; k < LANES; k++) ret[k] += day->halt_all[i][k]; /* lanes */
    }
}

/* Chance that the parts that are halted do what a way says, times what is in ret. */
static inline void times_chance_of_ends(const campaign_day *day, const ofr_campaign_way *way,
                                        double *ret)
{
    const uint8_t *n = way->n;
    const bool short_end = n[TURN_STAYS_SHORT] == 0, long_end = n[TURN_STAYS_LONG] == 0;
    double all[LANES], one[LANES];

    if (short_end && long_end && n[TURN_SHORT_ENDS] + n[TURN_LONG_ENDS] == 0) return;
    memcpy(all, day->no_end, sizeof all);
    times_own(day, way, TURN_STAYS_SHORT, TURN_LONG_ENDS, all);
    for (size_t i = 0; i < 2; i++) {
        if (i ? !long_end : !short_end) continue;
        memcpy(one, day->end[i], sizeof one);
        if (i)
            times_own(day, way, TURN_STAYS_SHORT, TURN_SHORT_ENDS, one);
        else
            times_own(day, way, TURN_STAYS_LONG, TURN_LONG_ENDS, one);
        for (size_t k = 0; k < LANES; k++) all[k] += one[k]; /* lanes */
    }
    for (size_t k = 0; k < LANES && short_end && long_end; k++) all[k] += day->end_both[k];
    for (size_t k = 0; k < LANES; k++) ret[k] *= all[k]; /* lanes */
}

/* Chances of said and unsaid as their total and the excess of the unsaid, of every part; and back. */
static inline void to_totals(const ofr_campaign *p, const double *says, double (*x)[LANES])
{
    for (size_t i = 0; i < p->n_parts; i++) {
        const size_t stride = stride_of(p, i);
        for (size_t j = 0; j < p->n_joint; j++) {
            if (!is_said(j, stride)) continue;
            double *restrict said = x[j], *restrict unsaid = x[j + stride];
            for (size_t k = 0; k < LANES; k++) said[k] += unsaid[k];           /* lanes */
            for (size_t k = 0; k < LANES; k++) unsaid[k] -= says[k] * said[k]; /* lanes */
        }
    }
}
static inline void from_totals(const ofr_campaign *p, const double *says, double (*x)[LANES])
{
    for (size_t i = 0; i < p->n_parts; i++) {
        const size_t stride = stride_of(p, i);
        for (size_t j = 0; j < p->n_joint; j++) {
            if (!is_said(j, stride)) continue;
            double *restrict said = x[j], *restrict unsaid = x[j + stride];
            for (size_t k = 0; k < LANES; k++) unsaid[k] += says[k] * said[k]; /* lanes */
            for (size_t k = 0; k < LANES; k++) said[k] -= unsaid[k];           /* lanes */
        }
    }
}

/* One day of the chain. */
static inline void predict_modes(ofr_block *b, const ofr_campaign *p, const campaign_hazards *c)
{
    const double *says = par(b, p->announced);
    double(*now)[LANES] = (double(*)[LANES])num(b, p->prob);
    double then[CAMPAIGN_JOINT][LANES], chance[CAMPAIGN_WAYS][LANES];
    campaign_day day;

    chances_of_the_day(b, p, c, &day);
    for (size_t i = 0; i < p->n_ways; i++) {
        chance_of_halts(&day, &p->way[i], chance[i]);
        times_chance_of_ends(&day, &p->way[i], chance[i]);
    }
    to_totals(p, says, now);
    memset(then, 0, p->n_joint * sizeof *then);
    for (size_t i = 0; i < p->n_moves; i++) {
        const double *restrict from = now[p->move[i].from], *restrict way = chance[p->move[i].way];
        double *restrict to = then[p->move[i].to];
        for (size_t k = 0; k < LANES; k++) to[k] += way[k] * from[k]; /* lanes */
    }
    from_totals(p, says, then);
    /* What was nothing may be some 1e-17 below it. */
    for (size_t x = 0; x < p->n_joint; x++)
        for (size_t k = 0; k < LANES; k++) now[x][k] = m_max(then[x][k], 0.0); /* lanes */
}

/* ---- which parts are halted ---------------------------------------------------------------------- */

/* Chance that just the parts of each pattern are halted, by lane. */
static inline void chances_of_patterns(const ofr_block *b, const ofr_campaign *p,
                                       double ret[CAMPAIGN_PATTERNS][LANES])
{
    memset(ret, 0, CAMPAIGN_PATTERNS * sizeof *ret);
    for (size_t x = 0; x < p->n_joint; x++) {
        const double *restrict one = num(b, p->prob + x);
        double *restrict all = ret[p->pattern[x]];
        for (size_t k = 0; k < LANES; k++) all[k] += one[k]; /* lanes */
    }
}

/* Share of part i in the front by lane; left: what the parts before it left, from which it is taken. */
static inline void share_of_part(const ofr_block *b, const ofr_campaign *p, size_t i, double *left,
                                 double *ret)
{
    if (p->part[i].share == OFR_NONE) {
        for (size_t k = 0; k < LANES; k++) ret[k] = m_max(left[k], 0.0); /* lanes */
    } else {
        memcpy(ret, par(b, p->part[i].share), LANES * sizeof *ret);
    }
    for (size_t k = 0; k < LANES; k++) left[k] -= ret[k]; /* lanes */
}

/* Shares of all parts of a campaign that is summed out; where they are more than the whole, in proportion. */
static inline void shares_of_parts(const ofr_block *b, const ofr_campaign *p,
                                   double ret[CAMPAIGN_SUMMED_PARTS][LANES])
{
    double left[LANES];

    for (size_t k = 0; k < LANES; k++) left[k] = 1.0; /* lanes */
    for (size_t i = 0; i < p->n_parts; i++) share_of_part(b, p, i, left, ret[i]);
    for (size_t i = 0; i < p->n_parts; i++)
        for (size_t k = 0; k < LANES; k++) ret[i][k] /= m_max(1.0 - left[k], 1.0); /* lanes */
}

/* Chance that each part is halted, and (ret_all) that all of those are that have a share. */
static inline void chances_of_halts(ofr_block *b, const ofr_campaign *p, double *ret_all)
{
    double chance[CAMPAIGN_PATTERNS][LANES], share[CAMPAIGN_SUMMED_PARTS][LANES];

    chances_of_patterns(b, p, chance);
    shares_of_parts(b, p, share);
    memset(ret_all, 0, LANES * sizeof *ret_all);
    for (size_t i = 0; i < p->n_parts; i++)
        memset(num(b, p->part[i].halted), 0, LANES * sizeof(double));
    for (size_t s = 1; s < (size_t)1 << p->n_parts; s++) {
        double whole_front[LANES];
        memcpy(whole_front, chance[s], sizeof whole_front);
        for (size_t i = 0; i < p->n_parts; i++) {
            double *halted = num(b, p->part[i].halted);
            if (s >> i & 1) {
                for (size_t k = 0; k < LANES; k++) halted[k] += chance[s][k]; /* lanes */
            } else {
                for (size_t k = 0; k < LANES; k++)
                    whole_front[k] = share[i][k] > 0.0 ? 0.0 : whole_front[k]; /* lanes */
            }
        }
        for (size_t k = 0; k < LANES; k++) ret_all[k] += whole_front[k]; /* lanes */
    }
}

/* ---- the evening --------------------------------------------------------------------------------- */

/* What part i has said today (word: CAMPAIGN_WORDS flags), and what it has not. */
static inline void weigh_words(ofr_block *b, const ofr_campaign *p, size_t i, const uint8_t *word)
{
    const double *lie = par(b, p->false_words), *refuses = par(b, p->refuses),
                 *delay = par(b, p->announce_delay);
    const size_t stride = stride_of(p, i);
    double says[LANES], weight[4][LANES]; /* on, halted; said, unsaid */

    for (size_t k = 0; k < LANES; k++) says[k] = 1.0 - m_exp(-1.0 / delay[k]); /* lanes */
    for (size_t j = 0; j < 4; j++) {
        const double *chance[CAMPAIGN_WORDS] = {j == 3 ? says : lie, j == 1 ? says : lie,
                                                j < 2 ? refuses : lie};
        for (size_t k = 0; k < LANES; k++) weight[j][k] = 1.0; /* lanes */
        for (size_t w = 0; w < CAMPAIGN_WORDS; w++) {
            const double *now = chance[w];
            if (word[w]) {
                for (size_t k = 0; k < LANES; k++) weight[j][k] *= now[k]; /* lanes */
            } else {
                for (size_t k = 0; k < LANES; k++) weight[j][k] *= 1.0 - now[k]; /* lanes */
            }
        }
    }
    for (size_t x = 0; x < p->n_joint; x++) {
        if (!is_said(x, stride)) continue;
        const bool on = campaign_on(mode_in(x, stride));
        const double *restrict one = weight[on ? 0 : 2], *restrict other = weight[on ? 1 : 3];
        double *restrict said = num(b, p->prob + x), *restrict unsaid = num(b,
                                                                            p->prob + x + stride);
        for (size_t k = 0; k < LANES; k++) said[k] *= one[k];     /* lanes */
        for (size_t k = 0; k < LANES; k++) unsaid[k] *= other[k]; /* lanes */
        if (!word[on ? CAMPAIGN_RESUME : CAMPAIGN_PAUSE]) continue;
        for (size_t k = 0; k < LANES; k++)
            said[k] += unsaid[k]; /* lanes; what is true has been said once */
        memset(unsaid, 0, LANES * sizeof *unsaid);
    }
}

/* Acts of a flow today, and the mean of which they are seen; false: the day says nothing of it. */
static inline bool seen_today(const ofr_model *m, const ofr_block *b, size_t f, double *ret_acts,
                              double *ret_mean)
{
    const ofr_given *g = b->given;
    const double *mu = num(b, m->flow[f].mean), *count = count_of(m, b, f);

    if (g->mode[f] == GIVEN_NOTHING) return false;
    if (g->mode[f] == GIVEN_TOTAL) {
        memcpy(ret_acts, count, LANES * sizeof *ret_acts);
        memcpy(ret_mean, mu, LANES * sizeof *ret_mean);
        return true;
    }
    coverage_today(m, b, f, ret_mean);
    for (size_t k = 0; k < LANES; k++) ret_mean[k] *= mu[k];      /* lanes */
    for (size_t k = 0; k < LANES; k++) ret_acts[k] = g->count[f]; /* lanes */
    return true;
}

/* Mean factor of a flow in a pattern over that by which its mean was taken: of a part, or of the front (part: OFR_NONE). */
static inline void ratio_in(const ofr_block *b, const ofr_campaign *p, size_t part, size_t pattern,
                            double (*share)[LANES], double *ret)
{
    const double *leak = par(b, p->leak),
                 *halted = num(b, part == OFR_NONE ? p->halted : p->part[part].halted);

    memset(ret, 0, LANES * sizeof *ret); /* share of it that is halted */
    for (size_t i = 0; i < p->n_parts; i++) {
        if (!(pattern >> i & 1)) continue;
        if (part == i) {
            for (size_t k = 0; k < LANES; k++) ret[k] = 1.0; /* lanes */
        } else if (part == OFR_NONE) {
            for (size_t k = 0; k < LANES; k++) ret[k] += share[i][k]; /* lanes */
        }
    }
    for (size_t k = 0; k < LANES; k++)
        ret[k] = (1.0 - ret[k] * (1.0 - leak[k])) / (1.0 - halted[k] * (1.0 - leak[k])); /* lanes */
}

/* How much likelier, in logarithms, acts are at ratio times the mean that is seen, added to ret: nothing where the mean is 0, since
 * the flow's own density says what there is to say. Poisson: y log r - mu (r - 1); negative binomial of size n:
 * y log r - (y + n) log((n + r mu) / (n + mu)). */
static inline void add_likelier(const ofr_block *b, const ofr_flow *flow, const double *acts,
                                const double *mean, const double *ratio, double *ret)
{
    double less[LANES], more[LANES];

    if (flow->dispersion == OFR_NONE) {
        for (size_t k = 0; k < LANES; k++) less[k] = mean[k] * (ratio[k] - 1.0); /* lanes */
    } else {
        const double *size = par(b, flow->dispersion);
        for (size_t k = 0; k < LANES; k++)
            less[k] = (size[k] + ratio[k] * mean[k]) / (size[k] + mean[k]); /* lanes */
        for (size_t k = 0; k < LANES; k++)
            less[k] = (acts[k] + size[k]) * m_log(less[k]); /* lanes */
    }
    for (size_t k = 0; k < LANES; k++) more[k] = acts[k] * m_log(ratio[k]);              /* lanes */
    for (size_t k = 0; k < LANES; k++) more[k] = ratio[k] > 0.0 ? more[k] : LOG_OF_ZERO; /* lanes */
    for (size_t k = 0; k < LANES; k++) more[k] = acts[k] > 0.0 ? more[k] : 0.0;          /* lanes */
    for (size_t k = 0; k < LANES; k++) more[k] -= less[k];                               /* lanes */
    for (size_t k = 0; k < LANES; k++) ret[k] += mean[k] > 0.0 ? more[k] : 0.0;          /* lanes */
}

/* Log likelihood of today's acts, by pattern, over that at the mean over modes. */
static inline void weigh_acts(const ofr_model *m, const ofr_block *b, const ofr_campaign *p,
                              double ret[CAMPAIGN_PATTERNS][LANES])
{
    const ofr_row *factor = m->own->campaigns->factor;
    double share[CAMPAIGN_SUMMED_PARTS][LANES], acts[LANES], mean[LANES], ratio[LANES];

    memset(ret, 0, CAMPAIGN_PATTERNS * sizeof *ret);
    shares_of_parts(b, p, share);
    for (size_t j = 0; j < p->n_flows; j++) {
        const size_t f = p->flow[j];
        size_t part = OFR_NONE;
        if (!seen_today(m, b, f, acts, mean)) continue;
        for (size_t i = 0; i < p->n_parts; i++) {
            if (factor[f] == p->part[i].factor) part = i;
        }
        for (size_t s = 0; s < (size_t)1 << p->n_parts; s++) {
            ratio_in(b, p, part, s, share, ratio);
            add_likelier(b, &m->flow[f], acts, mean, ratio, ret[s]);
        }
    }
}

/* Log of the sum of chance e^log_weight over patterns, which becomes chance / sum e^log_weight: what each joint mode of a
 * pattern is to be multiplied by. A day that is impossible in every mode is -infinity, and the particle dies. */
static inline void sum_patterns(const ofr_campaign *p, double chance[CAMPAIGN_PATTERNS][LANES],
                                double log_weight[CAMPAIGN_PATTERNS][LANES], double *ret_density)
{
    const size_t n = (size_t)1 << p->n_parts;
    double most[LANES], one[LANES], total[LANES], dead[LANES];

    for (size_t k = 0; k < LANES; k++) most[k] = LOG_OF_ZERO; /* lanes */
    for (size_t s = 0; s < n; s++) {
        for (size_t k = 0; k < LANES; k++)
            one[k] = m_log(chance[s][k]) + log_weight[s][k]; /* lanes */
        for (size_t k = 0; k < LANES; k++)
            one[k] = chance[s][k] > 0.0 ? one[k] : LOG_OF_ZERO;              /* lanes */
        for (size_t k = 0; k < LANES; k++) most[k] = m_max(most[k], one[k]); /* lanes */
    }
    for (size_t k = 0; k < LANES; k++) dead[k] = most[k] > LOG_OF_ZERO ? 0.0 : 1.0; /* lanes */
    for (size_t k = 0; k < LANES; k++) total[k] = 0.0;                              /* lanes */
    for (size_t s = 0; s < n; s++) {
        double *weight = log_weight[s];
        for (size_t k = 0; k < LANES; k++) one[k] = m_exp(weight[k] - most[k]); /* lanes */
        for (size_t k = 0; k < LANES; k++)
            one[k] = weight[k] > LOG_OF_ZERO ? one[k] : 0.0;                         /* lanes */
        for (size_t k = 0; k < LANES; k++) weight[k] = dead[k] > 0.0 ? 1.0 : one[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) total[k] += chance[s][k] * weight[k];     /* lanes */
    }
    for (size_t s = 0; s < n; s++)
        for (size_t k = 0; k < LANES; k++) log_weight[s][k] /= total[k];           /* lanes */
    for (size_t k = 0; k < LANES; k++) ret_density[k] = most[k] + m_log(total[k]); /* lanes */
}

/* What the day's acts and words say of the modes. word: CAMPAIGN_WORDS flags of each part. */
static inline void update_modes(const ofr_model *m, ofr_block *b, size_t i, const uint8_t *word)
{
    const ofr_campaign *p = &m->own->campaigns->campaign[i];
    double chance[CAMPAIGN_PATTERNS][LANES], weight[CAMPAIGN_PATTERNS][LANES];

    for (size_t j = 0; j < p->n_parts; j++) weigh_words(b, p, j, word + j * CAMPAIGN_WORDS);
    weigh_acts(m, b, p, weight);
    chances_of_patterns(b, p, chance);
    sum_patterns(p, chance, weight, density_of(m, b, DENSITY_CAMPAIGN, i));
    for (size_t x = 0; x < p->n_joint; x++) {
        const double *restrict now = weight[p->pattern[x]];
        double *restrict prob = num(b, p->prob + x);
        for (size_t k = 0; k < LANES; k++) prob[k] *= now[k]; /* lanes */
    }
}

#endif
