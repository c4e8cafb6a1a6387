/* class_events.c -- counts the class event in futures; see classes.h. */
#include <stdlib.h>

#include "batch.h"
#include "classes.h"
#include "left_out.h"
#include "plan.h"

enum { CHUNK = 256 };

typedef struct counter {
    const ofr_study *study;
    ofr_ensemble e;
    ofr_account *account; /* [n_sets] */
    uint32_t *count;      /* [pairs][2][n_sets] */
    double *work;         /* [n_sets] */
} counter;

static size_t sets_for(const ofr_study *study)
{
    const ofr_model *m = study->model;
    const size_t days = study->past ? (size_t)(m->start - m->epoch) : 0,
                 a_set = days * ensemble_particles(m),
                 most = a_set ? CLASS_HISTORY / a_set : CLASS_SETS;

    return most < CLASS_LEAST_SETS ? CLASS_LEAST_SETS : most < CLASS_SETS ? most : CLASS_SETS;
}

/* Adds the members of one chunk to the counts of their sets. */
static void count_chunk(counter *c, const ofr_seen *seen)
{
    const int16_t *day = seen->value[SEEN_PAIRS];
    const size_t rows = 2 * c->study->model->n_pairs;
    const int32_t horizon = c->study->model->horizon, days = horizon < 365 ? horizon : 365;

    for (size_t r = 0; r < rows; r++, day += seen->n) {
        for (size_t i = 0; i < seen->n; i++) {
            const size_t set = (seen->first + i) / c->e.per_set;
            if (account_impossible(&c->account[set])) continue;
            c->count[r * c->e.n_sets + set] += day[i] >= 0 && day[i] < days;
        }
    }
}

static ofr_status take_chunk(void *self, ofr_batch *b, size_t i, ofr_error *err)
{
    counter *c = self;

    (void)err;
    batch_note(b, i, c->account);
    count_chunk(c, batch_seen(b, i));
    return OFR_OK;
}

static ofr_status run_chunks(counter *c, const class_options *o, ofr_error *err)
{
    const seen_plan plan = {.kinds = SEEN(SEEN_PAIRS)};
    const batch_hooks hooks = {.take = take_chunk, .self = c};
    const ofr_variant *base = NULL;
    ofr_batch b = {0};
    ofr_status status = batch_init(&b, &c->e, batch_chunk_size(c->e.per_set, CHUNK), o->threads,
                                   NULL, &base, 1, &plan, err);

    if (status == OFR_OK) status = batch_run_all(&b, 0, &hooks, NULL, NULL, err);
    batch_done(&b);
    return status;
}

/* One row of counts over the sets that are not left out. */
static ofr_share_told tell(counter *c, size_t row)
{
    uint32_t *count = c->count + row * c->e.n_sets;
    size_t sets = 0, occurred = 0;
    ofr_share_told told;

    for (size_t s = 0; s < c->e.n_sets; s++) {
        if (account_impossible(&c->account[s])) continue;
        occurred += count[s];
        count[sets++] = count[s];
    }
    shares_tell(count, 1, sets, c->e.per_set, &occurred, sets * c->e.per_set, c->work, &told);
    return told;
}

static ofr_status take_room(counter *c, ofr_error *err)
{
    const size_t n = c->e.n_sets;

    c->account = calloc(n, sizeof *c->account);
    c->count = calloc(2 * c->study->model->n_pairs * n + 1, sizeof *c->count);
    c->work = calloc(n, sizeof *c->work);
    return c->account && c->count && c->work
               ? OFR_OK
               : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the pairs");
}

ofr_status study_class_events(const ofr_study *study, const class_options *o,
                              class_event *ret_event, size_t *ret_sets, ofr_error *err)
{
    const size_t sets = sets_for(study);
    const run_options run = {
        .seed = o->seed, .n_sets = sets, .per_set = (o->futures + sets - 1) / sets, .isa = o->isa};
    counter c = {.study = study};
    ofr_left_out left_out;
    ofr_status status = plan_ensemble(study, &run, &c.e, err);

    if (status != OFR_OK) return status;
    status = take_room(&c, err);
    if (status == OFR_OK) status = run_chunks(&c, o, err);
    if (status == OFR_OK) {
        left_out = left_out_of(&c.e, c.account, sets);
        status = left_out_check(&left_out, err);
    }
    for (size_t i = 0; status == OFR_OK && i < study->model->n_pairs; i++)
        ret_event[i] = (class_event){tell(&c, 2 * i), tell(&c, 2 * i + 1)};
    if (status == OFR_OK) *ret_sets = sets;
    free(c.account);
    free(c.count);
    free(c.work);
    ensemble_done(&c.e);
    return status;
}
