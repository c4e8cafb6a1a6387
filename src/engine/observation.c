/* observation.c -- see observation.h.
 *
 * F is geometric in whole days, the exponential delay seen each morning. The half-life form keeps its one number
 * observable: half of the rows are there after it.
 * Exact facts that tests check: F(median) = 1/2, F(2 median) = 3/4; a share of 1 changes no bit.
 */
#include "observation.h"

#include <stdlib.h>
#include <string.h>

#include "../core/lanes.h"

#define LN2 0.69314718055994530942

/* Days of the week of two numbers apart from the epoch, a Thursday: 0 Thursday, 1 Friday, 2 Saturday, 3 Sunday. */
static const int32_t weekend_begins[] = {2, 1, 0}; /* sat-sun, fri-sat, thu-fri */

typedef struct flow_observed {
    int32_t until;           /* last covered day */
    double delay;            /* median days; 0: none */
    const ofr_node *periods; /* conduct.*.coverage-periods, or NULL */
} flow_observed;

struct ofr_observation {
    const ofr_model *m;
    int32_t until;
    const ofr_node *unobserved; /* history.unobserved, or NULL */
    int32_t weekend;            /* day of the week on which it begins */
    double weekend_share;
    flow_observed flow[];
};

static const ofr_node *stated(const ofr_node *parent, const char *key)
{
    const ofr_node *node = parent ? node_get(parent, key) : NULL;

    return node && node->stated ? node : NULL;
}

static int32_t date_or(const ofr_node *node, int32_t otherwise)
{
    return node ? (int32_t)node->value : otherwise;
}

static double number_or(const ofr_node *node, double otherwise)
{
    return node ? node->value : otherwise;
}

ofr_status observation_new(const ofr_model *m, ofr_observation **ret_observation, ofr_error *err)
{
    const ofr_node *history = node_get(m->spec->root, "history"),
                   *weekend = stated(history, "weekend");
    ofr_observation *o = calloc(1, sizeof *o + (m->n_flows + 1) * sizeof o->flow[0]);
    const double delay = number_or(stated(history, "reporting-delay"), 0.0);

    if (!o) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for what the record covers");
    o->m = m;
    o->until = date_or(stated(history, "covered-until"), INT32_MAX);
    o->unobserved = stated(history, "unobserved");
    o->weekend = weekend_begins[weekend ? node_get(weekend, "days")->choice : 0];
    o->weekend_share = weekend ? number_or(stated(weekend, "share"), 1.0) : 1.0;
    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_node *node = m->flow[f].node;
        o->flow[f] = (flow_observed){
            .until = date_or(stated(node, "covered-until"), o->until),
            .delay = number_or(stated(node, "reporting-delay"), delay),
            .periods = stated(node, "coverage-periods"),
        };
    }
    *ret_observation = o;
    return OFR_OK;
}

void observation_free(ofr_observation *o)
{
    free(o);
}

double observation_reported(int32_t days, double median_days)
{
    return median_days > 0.0 ? 1.0 - m_exp(-LN2 * (double)days / median_days) : 1.0;
}

static bool is_within(const ofr_node *period, int32_t day)
{
    return day >= (int32_t)node_get(period, "from")->value &&
           day <= (int32_t)node_get(period, "to")->value;
}

/* Is a day of a flow among those on which nobody looked? flow NULL: of all flows alike. */
static bool is_unobserved(const ofr_observation *o, const char *flow, int32_t day)
{
    for (size_t i = 0; o->unobserved && i < o->unobserved->n_children; i++) {
        const ofr_node *period = o->unobserved->child[i], *flows = stated(period, "flows");
        bool named = !flows;
        for (size_t j = 0; flow && flows && j < flows->n_children; j++)
            named |= strcmp(flows->child[j]->text, flow) == 0;
        if (named && is_within(period, day)) return true;
    }
    return false;
}

static bool is_weekend(const ofr_observation *o, int32_t day)
{
    const int32_t week = ((day - o->weekend) % 7 + 7) % 7;

    return week < 2;
}

ofr_observed observation_of(const ofr_observation *o, size_t f, int32_t day, int32_t seen_on)
{
    const flow_observed *flow = &o->flow[f];
    ofr_observed seen = {.covered = day <= flow->until && !is_unobserved(o, o->m->flow[f].id, day),
                         .share = observation_reported(seen_on - day, flow->delay)};

    if (is_weekend(o, day)) seen.share *= o->weekend_share;
    for (size_t i = 0; flow->periods && i < flow->periods->n_children; i++) {
        if (!is_within(flow->periods->child[i], day)) continue;
        seen.period = true;
        seen.share *= node_get(flow->periods->child[i], "share")->value;
    }
    return seen;
}

bool observation_looks(const ofr_observation *o, int32_t day)
{
    return day <= o->until && !is_unobserved(o, NULL, day);
}
