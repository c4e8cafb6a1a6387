/* run_arrays.c -- all futures of a run, into arrays of the caller's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../mechanisms/outcomes.h"
#include "../mechanisms/politics.h"
#include "../studies/batch.h"
#include "../studies/left_out.h"
#include "api.h"

enum { CHUNK = 1024, MOST_THREADS = 1024 };

static ofr_status check_count(const char *what, size_t got, size_t wanted, ofr_error *err)
{
    if (got == wanted) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, "arrays", "%s must be %zu, as in this run, got %zu", what,
                    wanted, got);
}

static ofr_status check_arrays(const ofr_arrays *a, const ofr_ensemble *e, ofr_error *err)
{
    const ofr_rooms *own = e->model->own;
    ofr_status status = check_count("n_futures", a->n_futures, e->n_sets * e->per_set, err);

    if (status == OFR_OK && a->outcome_day)
        status = check_count("n_outcomes", a->n_outcomes, own->outcomes->n, err);
    if (status == OFR_OK && a->payoff)
        status = check_count("n_principals", a->n_principals, own->politics->n, err);
    return status;
}

static void copy_values(void *to, const void *from, size_t bytes)
{
    if (to && bytes) memcpy(to, from, bytes);
}

/* Future i has not been: its set cannot explain the record. */
static void leave_out(const ofr_arrays *a, size_t n, size_t i)
{
    for (size_t o = 0; a->outcome_day && o < a->n_outcomes; o++)
        a->outcome_day[o * n + i] = OFR_LEFT_OUT;
    for (size_t p = 0; a->payoff && p < a->n_principals; p++) a->payoff[p * n + i] = (double)NAN;
    if (a->severity) a->severity[i] = (double)NAN;
    if (a->deaths) a->deaths[i] = OFR_LEFT_OUT;
    if (a->worst_rung) a->worst_rung[i] = OFR_LEFT_OUT;
    if (a->worst_day) a->worst_day[i] = OFR_LEFT_OUT;
}

static void write_arrays(const ofr_seen *seen, const ofr_account *account, const ofr_arrays *a)
{
    const ofr_member *member = seen->value[SEEN_MEMBERS];
    const size_t n = seen->n;

    copy_values(a->outcome_day, seen->value[SEEN_OUTCOMES],
                a->n_outcomes * n * sizeof *a->outcome_day);
    copy_values(a->payoff, seen->value[SEEN_PAYOFFS], a->n_principals * n * sizeof *a->payoff);
    for (size_t i = 0; i < n; i++) {
        if (a->severity) a->severity[i] = member[i].severity;
        if (a->deaths) a->deaths[i] = member[i].deaths;
        if (a->worst_rung) a->worst_rung[i] = member[i].worst_rung;
        if (a->worst_day) a->worst_day[i] = member[i].worst_day;
        if (account_impossible(&account[i / seen->e->per_set])) leave_out(a, n, i);
    }
}

/* As many chunks from *next on as there is room for. */
static ofr_status run_some(ofr_batch *b, size_t *next, const volatile int *stop, ofr_seen *whole,
                           ofr_account *account, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (b->n = 0; *next < b->n_chunks && batch_ask(b, *next); ++*next) continue;
    batch_run(b, stop);
    for (size_t i = 0; i < b->n && status == OFR_OK; i++) {
        status = batch_status(b, i, err);
        if (status != OFR_OK) break;
        seen_merge(whole, batch_seen(b, i));
        batch_note(b, i, account);
    }
    return status;
}

static ofr_status run_chunks(const ofr_ensemble *e, const ofr_variant *variant,
                             const ofr_run_options *o, ofr_seen *whole, ofr_account *account,
                             ofr_error *err)
{
    static const seen_plan plan = {.kinds = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) |
                                            SEEN(SEEN_PAYOFFS)};
    ofr_batch b;
    size_t next = 0;
    ofr_status status = seen_init(e, &plan, e->n_sets * e->per_set, whole, err);

    if (status != OFR_OK) return status;
    seen_open(whole, 0, e->n_sets * e->per_set);
    status = batch_init(&b, e, batch_chunk_size(e->per_set, CHUNK), o->threads, NULL, &variant, 1,
                        &plan, err);
    while (status == OFR_OK && next < b.n_chunks)
        status = run_some(&b, &next, o->stop, whole, account, err);
    batch_done(&b);
    return status;
}

static ofr_status check_left_out(const ofr_ensemble *e, const ofr_account *account, ofr_error *err)
{
    const ofr_left_out left_out = left_out_of(e, account, e->n_sets);

    return left_out_check(&left_out, err);
}

static ofr_status run(const ofr_scenario *s, const ofr_future_change *change,
                      const ofr_run_options *o, const ofr_arrays *a, ofr_error *err)
{
    const api_size size = {o->seed, o->sets, o->members, o->fixed != 0};
    ofr_ensemble e = {0};
    ofr_seen whole = {0};
    ofr_account *account = NULL;
    ofr_status status = OFR_OK;

    if (o->threads < 0 || o->threads > MOST_THREADS)
        return ofr_fail(err, OFR_USAGE, "options", "threads must be 0 to %d, got %d", MOST_THREADS,
                        o->threads);
    status = api_ensemble(s, &size, &e, err);
    if (status == OFR_OK) status = check_arrays(a, &e, err);
    if (status == OFR_OK) {
        account = calloc(e.n_sets, sizeof *account);
        if (!account) status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the futures");
    }
    if (status == OFR_OK)
        status = run_chunks(&e, change ? &change->plan.variant : NULL, o, &whole, account, err);
    if (status == OFR_OK) status = check_left_out(&e, account, err);
    if (status == OFR_OK) write_arrays(&whole, account, a);
    free(account);
    seen_done(&whole);
    ensemble_done(&e);
    return status;
}

ofr_status ofr_run(const ofr_scenario *scenario, const ofr_future_change *change,
                   const ofr_run_options *options, const ofr_arrays *arrays, ofr_fault_list *faults)
{
    ofr_run_options o;
    ofr_arrays a;
    ofr_error err = {0};
    ofr_status status = api_need(scenario, "scenario", &err);

    if (status == OFR_OK) status = api_need(options, "options", &err);
    if (status == OFR_OK) status = api_need(arrays, "arrays", &err);
    if (status == OFR_OK) status = api_same_scenario(scenario, change, &err);
    if (status == OFR_OK) status = api_options(&o, sizeof o, sizeof o, options, "options", &err);
    if (status == OFR_OK) status = api_options(&a, sizeof a, sizeof a, arrays, "arrays", &err);
    if (status == OFR_OK) status = run(scenario, change, &o, &a, &err);
    return api_end(faults, status, &err);
}
