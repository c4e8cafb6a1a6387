/* scenario.c -- opening a scenario for the library's callers, and what-ifs of it. */
#include <stdlib.h>
#include <string.h>

#include "../studies/summary.h"
#include "api.h"

const char *ofr_version(void)
{
    return OFR_VERSION;
}

/* ---- opening ------------------------------------------------------------------------------------ */

/* What is opened: a file, or (text not NULL) a text that stands for it. */
typedef struct source {
    const char *file, *text;
    size_t n;
} source;

static ofr_status read_options(const ofr_open_options *given, study_options *ret, ofr_error *err)
{
    ofr_open_options o;
    const ofr_status status = api_options(&o, sizeof o, sizeof o, given, "options", err);

    if (status != OFR_OK) return status;
    *ret = (study_options){.start = o.start,
                           .horizon = o.horizon,
                           .given = o.given,
                           .record = o.record,
                           .no_history = o.no_history != 0};
    return OFR_OK;
}

static ofr_status open_study(const source *from, const study_options *o, ofr_study **ret_study,
                             ofr_error *err)
{
    return from->text ? study_open_text(from->text, from->n, from->file, o, ret_study, err)
                      : study_open(from->file, o, ret_study, err);
}

static ofr_status open_scenario(const source *from, const ofr_open_options *options,
                                ofr_scenario **ret_scenario, ofr_error *err)
{
    study_options o;
    ofr_scenario *s = NULL;
    ofr_status status = read_options(options, &o, err);

    if (status != OFR_OK) return status;
    s = calloc(1, sizeof *s);
    if (s) s->arena = arena_new();
    if (!s || !s->arena) status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the scenario");
    if (status == OFR_OK) status = open_study(from, &o, &s->study, err);
    if (status == OFR_OK) status = api_fields_list(s, err);
    if (status == OFR_OK)
        *ret_scenario = s;
    else
        ofr_scenario_close(s);
    return status;
}

ofr_status ofr_scenario_open(const char *path, const ofr_open_options *options,
                             ofr_scenario **ret_scenario, ofr_fault_list *faults)
{
    ofr_error err = {0};
    ofr_status status = api_need(path, "path", &err);

    if (status == OFR_OK) status = api_need(ret_scenario, "ret_scenario", &err);
    if (status == OFR_OK)
        status = open_scenario(&(source){.file = path}, options, ret_scenario, &err);
    return api_end(faults, status, &err);
}

ofr_status ofr_scenario_open_text(const char *text, size_t n, const char *name,
                                  const ofr_open_options *options, ofr_scenario **ret_scenario,
                                  ofr_fault_list *faults)
{
    ofr_error err = {0};
    ofr_status status = api_need(text, "text", &err);

    if (status == OFR_OK) status = api_need(name, "name", &err);
    if (status == OFR_OK) status = api_need(ret_scenario, "ret_scenario", &err);
    if (status == OFR_OK)
        status = open_scenario(&(source){name, text, n}, options, ret_scenario, &err);
    return api_end(faults, status, &err);
}

void ofr_scenario_close(ofr_scenario *scenario)
{
    if (!scenario) return;
    study_close(scenario->study);
    arena_free(scenario->arena);
    free(scenario);
}

ofr_status ofr_scenario_days(const ofr_scenario *scenario, int32_t *ret_history, int32_t *ret_start,
                             int32_t *ret_horizon, ofr_fault_list *faults)
{
    ofr_error err = {0};
    const ofr_status status = api_need(scenario, "scenario", &err);
    study_days days;

    if (status != OFR_OK) return api_end(faults, status, &err);
    days = study_days_of(scenario->study);
    if (ret_history) *ret_history = days.epoch;
    if (ret_start) *ret_start = days.start;
    if (ret_horizon) *ret_horizon = days.horizon;
    return OFR_OK;
}

/* ---- what-ifs ----------------------------------------------------------------------------------- */

static ofr_status make_change(const ofr_scenario *scenario, const char *text,
                              ofr_future_change **ret_change, ofr_error *err)
{
    ofr_future_change *c = calloc(1, sizeof *c);
    ofr_status status = c ? whatifs_init(&c->list, err)
                          : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the what-if");

    if (status == OFR_OK) status = whatifs_from_text(&c->list, text, err);
    if (status == OFR_OK) status = whatif_compile(scenario->study, &c->list.item[0], &c->plan, err);
    if (status != OFR_OK) {
        ofr_future_change_free(c);
        return status;
    }
    c->scenario = scenario;
    *ret_change = c;
    return OFR_OK;
}

ofr_status ofr_future_change_new(const ofr_scenario *scenario, const char *text,
                                 ofr_future_change **ret_change, ofr_fault_list *faults)
{
    ofr_error err = {0};
    ofr_status status = api_need(scenario, "scenario", &err);

    if (status == OFR_OK) status = api_need(text, "text", &err);
    if (status == OFR_OK) status = api_need(ret_change, "ret_change", &err);
    if (status == OFR_OK) status = make_change(scenario, text, ret_change, &err);
    return api_end(faults, status, &err);
}

void ofr_future_change_free(ofr_future_change *change)
{
    if (!change) return;
    whatif_plan_done(&change->plan);
    whatifs_done(&change->list);
    free(change);
}
