/* past_world.c -- see past_world.h. */
#include "past_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static ofr_study *open_with_record(const char *yaml, const char *events, const char *totals)
{
    ofr_study *s = NULL;
    ofr_error err = {0};

    if (study_open_text(yaml, strlen(yaml), "test.yaml", NULL, &s, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    if (record_read_text(events, strlen(events), totals, totals ? strlen(totals) : 0, "test.csv",
                         &s->record, &err) != OFR_OK) {
        fail_msg("%s: %s", err.where, err.text);
    }
    return s;
}

ofr_study *past_world_open(const char *yaml, const char *from, const char *events,
                           const char *totals)
{
    ofr_study *s = open_with_record(yaml, events, totals);
    const int32_t first = date_parse(from);
    const ofr_past_plan plan = {
        .first = first, .last = s->model->start - 1, .known_by = OFR_NO_DATE, .history = true};
    ofr_error err = {0};

    assert_true(first != OFR_NO_DATE && first <= s->model->start);
    /* Without a record the study began at its start. */
    model_free(s->model);
    s->model = NULL;
    if (model_compile(s->spec, &(model_options){first, OFR_NEVER}, &s->model, &err) != OFR_OK)
        fail_msg("%s", err.text);
    if (past_new(s->model, s->record, &plan, &s->past, &err) != OFR_OK) fail_msg("%s", err.text);
    return s;
}

ofr_study *past_world_given(const char *yaml, const char *events)
{
    ofr_study *s = open_with_record(yaml, events, NULL);
    uint8_t all[256];
    const ofr_past_plan plan = {.first = s->model->start,
                                .last = s->model->start + s->model->horizon - 1,
                                .known_by = OFR_NO_DATE,
                                .flow = all};
    ofr_error err = {0};

    assert_true(s->model->n_flows <= sizeof all);
    memset(all, 1, sizeof all);
    if (past_new(s->model, s->record, &plan, &s->given, &err) != OFR_OK) fail_msg("%s", err.text);
    return s;
}

ofr_ensemble past_world_ensemble(const ofr_study *study, const ofr_kernel *kernel, uint64_t seed,
                                 size_t n_sets, size_t per_set)
{
    ofr_ensemble e;
    ofr_error err = {0};

    if (ensemble_init(&e, study->model, kernel, seed, n_sets, per_set, true, &err) != OFR_OK)
        fail_msg("%s", err.text);
    e.past = study->past;
    e.given = study->given;
    return e;
}

const ofr_field *past_world_field(const ofr_model *m, const char *name)
{
    for (size_t i = 0; i < m->n_fields; i++) {
        if (strcmp(m->field[i].name, name) == 0) return &m->field[i];
    }
    fail_msg("no state is named '%s'", name);
    return NULL;
}
