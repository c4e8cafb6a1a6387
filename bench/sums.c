/* sums.c -- see sums.h. */
#include "sums.h"

/* Each call of `next` stands between these two. */
static void hand_on(sums *s)
{
    s->spent -= measure_cpu();
}
static ofr_status handed(sums *s, ofr_status status)
{
    s->spent += measure_cpu();
    return status;
}

static ofr_status on_begin(void *self, const ofr_plan *plan, ofr_error *err)
{
    sums *s = self;
    ofr_status status = OFR_OK;

    s->n_outcomes = plan->n_outcomes;
    s->n_principals = plan->n_principals;
    s->n_series = plan->n_series;
    s->horizon = (size_t)plan->horizon;
    if (s->next) {
        hand_on(s);
        status = handed(s, s->next->begin(s->next->self, plan, err));
    }
    s->begun = s->chunked = measure_cpu();
    return status;
}

/* Field by field: nobody says what lies between fields. */
static uint64_t sum_members(uint64_t sum, const ofr_member_row *member, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const ofr_member_row *m = &member[i];
        const int32_t whole[] = {m->deaths,  m->worst_rung, m->worst_day,   m->trigger,
                                 m->misread, m->dropped,    m->dropped_open};
        sum = measure_sum(sum, &m->severity, sizeof m->severity);
        sum = measure_sum(sum, whole, sizeof whole);
    }
    return sum;
}

static ofr_status on_chunk(void *self, const ofr_chunk *c, ofr_error *err)
{
    sums *s = self;
    ofr_status status = OFR_OK;

    s->chunked = measure_cpu();
    s->sum = sum_members(s->sum, c->member, c->n);
    s->sum = measure_sum(s->sum, c->outcome_day, s->n_outcomes * c->n * sizeof *c->outcome_day);
    s->sum = measure_sum(s->sum, c->payoff, s->n_principals * c->n * sizeof *c->payoff);
    s->sum = measure_sum(s->sum, c->histogram,
                         s->n_series * s->horizon * OFR_BINS * sizeof *c->histogram);
    if (c->set_evidence) {
        s->sum = measure_sum(s->sum, c->set_evidence, c->n_chunk_sets * sizeof *c->set_evidence);
        s->histories += c->n_chunk_sets;
    }
    s->futures += c->n;
    if (s->next) {
        hand_on(s);
        status = handed(s, s->next->chunk(s->next->self, c, err));
    }
    return status;
}

static ofr_status on_history(void *self, const ofr_history *history, ofr_error *err)
{
    sums *s = self;

    if (!s->next) return OFR_OK;
    hand_on(s);
    return handed(s, s->next->history(s->next->self, history, err));
}

static ofr_status on_kept(void *self, const ofr_kept *kept, ofr_error *err)
{
    sums *s = self;

    if (!s->next) return OFR_OK;
    hand_on(s);
    return handed(s, s->next->kept(s->next->self, kept, err));
}

static ofr_status on_pick(void *self, const char *which, uint32_t *ret_member, ofr_error *err)
{
    sums *s = self;

    *ret_member = UINT32_MAX;
    if (!s->next || !s->next->pick) return OFR_OK;
    hand_on(s);
    return handed(s, s->next->pick(s->next->self, which, ret_member, err));
}

static ofr_status on_finish(void *self, ofr_error *err)
{
    sums *s = self;

    if (!s->next) return OFR_OK;
    hand_on(s);
    return handed(s, s->next->finish(s->next->self, err));
}

ofr_sink sums_sink(sums *s, const ofr_sink *next)
{
    *s = (sums){.sum = MEASURE_SUM, .next = next};
    return (ofr_sink){.self = s,
                      .begin = on_begin,
                      .chunk = on_chunk,
                      .history = on_history,
                      .kept = on_kept,
                      .pick = on_pick,
                      .finish = on_finish};
}
