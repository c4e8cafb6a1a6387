/* study.c -- opens a scenario: spec, model, record, what history and forecast take from the record. */
#include "study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/file_name.h"
#include "../mechanisms/drivers.h"
#include "classes.h"
#include "study_sets.h"

/* "dir/of/scenario.yaml" and "../data/x.csv" give "dir/of/../data/x.csv". */
static char *beside(const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');
    const size_t n = slash ? (size_t)(slash - file) + 1 : 0;
    char *joined = malloc(n + strlen(path) + 1);

    if (!joined) return NULL;
    memcpy(joined, file, n);
    memcpy(joined + n, path, strlen(path) + 1);
    return joined;
}

static ofr_status override(ofr_spec *spec, const char *path, const char *value, ofr_error *err)
{
    return value ? spec_change(spec, path, value, err) : OFR_OK;
}

/* Why the scenario may not name its record so. */
static ofr_status record_fault(const ofr_spec *spec, const ofr_node *node, file_name_fault fault,
                               ofr_error *err)
{
    static const char *const why[] = {
        [FILE_NAME_EMPTY] = "the path of a file is missing",
        [FILE_NAME_ABSOLUTE] =
            "a scenario names its record by a path relative to itself, not by an "
            "absolute one",
        [FILE_NAME_LONG] = "the path of a record is at most 200 bytes long",
        [FILE_NAME_NOT_PLAIN] = "the path of a record is plain text",
        [FILE_NAME_CLIMBS] = "the path of a record may climb at most two directories above the "
                             "scenario",
    };
    ofr_faults *faults = fault == FILE_NAME_NO_MEMORY ? NULL : faults_new(spec);
    ofr_status status;

    if (!faults) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    faults_add(faults, node, "found '%.100s'; %s; --record FILE takes one from anywhere",
               node->text, why[fault]);
    status = faults_status(faults, err);
    faults_free(faults);
    return status;
}

/* The record that the scenario names. */
static ofr_status read_named_record(ofr_study *s, ofr_error *err)
{
    const ofr_node *node = node_get(node_get(s->spec->root, "history"), "record");
    const char *name = NULL;
    file_name_fault fault;
    char *path;
    ofr_status status;

    if (!node || !node->stated) return OFR_OK;
    fault = file_name_join(s->spec->arena, "", node->text, &name);
    if (fault != FILE_NAME_FINE) return record_fault(s->spec, node, fault, err);
    path = beside(s->spec->anchor, name);
    if (!path) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    status = record_read_found(path, s->spec->anchor, &s->record, err);
    free(path);
    return status;
}

static ofr_status read_record(ofr_study *s, const study_options *o, ofr_error *err)
{
    if (o->open_record) {
        s->record = o->open_record;
        s->lent_record = true;
        return OFR_OK;
    }
    if (!o->record) return read_named_record(s, err);
    if (o->record_found) return record_read_found(o->record, NULL, &s->record, err);
    return record_read(o->record, &s->record, err);
}

/* Shell-like match: * any run, ? one character. */
static bool matches(const char *pattern, size_t n, const char *name)
{
    size_t p = 0, star = SIZE_MAX, back = 0;
    const char *at = name;

    while (*at) {
        if (p < n && (pattern[p] == '?' || pattern[p] == *at)) {
            p++;
            at++;
        } else if (p < n && pattern[p] == '*') {
            star = p++;
            back = (size_t)(at - name);
        } else if (star != SIZE_MAX) {
            p = star + 1;
            at = name + ++back;
        } else {
            return false;
        }
    }
    while (p < n && pattern[p] == '*') p++;
    return p == n;
}

static ofr_status mark_given(const ofr_model *m, const char *list, uint8_t *flow, uint8_t *driver,
                             ofr_error *err)
{
    const ofr_drivers *drivers = m->own->drivers;

    for (const char *at = list; *at;) {
        const size_t n = strcspn(at, ",");
        size_t hits = 0;
        for (size_t i = 0; i < m->n_flows; i++) {
            if (!matches(at, n, m->flow[i].id)) continue;
            flow[i] = 1;
            hits++;
        }
        for (size_t i = 0; i < drivers->n; i++) {
            if (!matches(at, n, drivers->driver[i].id)) continue;
            driver[i] = 1;
            hits++;
        }
        if (hits == 0)
            return ofr_fail(err, OFR_USAGE, "given",
                            "'%.*s' names no flow of conduct and no driver of this scenario",
                            (int)n, at);
        at += n;
        at += *at == ',';
    }
    return OFR_OK;
}

static ofr_status lay_out_given(ofr_study *s, const char *list, ofr_error *err)
{
    const ofr_model *m = s->model;
    uint8_t *flow = calloc(m->n_flows + 1, 1), *driver = calloc(m->own->drivers->n + 1, 1);
    ofr_past_plan plan = {.first = m->start,
                          .last = m->start + m->horizon - 1,
                          .known_by = OFR_NO_DATE,
                          .flow = flow,
                          .driver = driver};
    ofr_status status = flow && driver ? mark_given(m, list, flow, driver, err)
                                       : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");

    if (status == OFR_OK && !s->record)
        status = ofr_fail(err, OFR_USAGE, "given",
                          "the scenario names no record to take acts from");
    if (status == OFR_OK) status = past_new(m, s->record, &plan, &s->given, err);
    free(flow);
    free(driver);
    return status;
}

int32_t study_known_by(const ofr_study *s)
{
    const bool outsider = node_get(node_get(s->spec->root, "history"), "information")->choice == 0;

    return outsider ? s->model->start : OFR_NO_DATE;
}

/* A start before any row that was known by then has no history: refused, so that nobody takes it for a quiet one. */
static ofr_status check_begins(const ofr_study *s, ofr_error *err)
{
    const int32_t at = s->model->start;
    char first[OFR_DATE_TEXT], start[OFR_DATE_TEXT];

    for (size_t i = 0; i < s->record->n_events; i++) {
        const ofr_event *e = &s->record->event[i];
        if (e->date <= at && event_is_public(e, study_known_by(s))) return OFR_OK;
    }
    if (s->record->n_events == 0) return OFR_OK;
    date_format(s->record->event[0].date, first);
    if (at < s->record->event[0].date)
        return ofr_fail(
            err, OFR_USAGE, "start",
            "%s is before the record begins (%s); choose a later start, or run without history",
            date_format(at, start), first);
    return ofr_fail(err, OFR_USAGE, "start",
                    "no row of the record was public by %s; choose a later start, run without "
                    "history, or write history.information: actor",
                    date_format(at, start));
}

static ofr_status lay_out_past(ofr_study *s, ofr_error *err)
{
    const ofr_model *m = s->model;
    const ofr_past_plan plan = {
        .first = m->epoch, .last = m->start - 1, .known_by = study_known_by(s), .history = true};

    if (!s->record || m->epoch >= m->start) return OFR_OK;
    const ofr_status status = check_begins(s, err);
    return status == OFR_OK ? past_new(m, s->record, &plan, &s->past, err) : status;
}

static ofr_status check_record(ofr_study *s, ofr_error *err)
{
    const record_window window = {s->model->epoch, s->model->start - 1, study_known_by(s)};

    if (!s->record || s->checked_record) return OFR_OK;
    return record_check(s->model, s->record, &window, s->spec->arena, &s->of_record, err);
}

static ofr_status keep_options(ofr_study *s, const study_options *o, ofr_error *err)
{
    const char *const from[] = {o->start, o->horizon, o->given, o->record};
    const char **const to[] = {&s->opened_with.start, &s->opened_with.horizon,
                               &s->opened_with.given, &s->opened_with.record};

    s->opened_with.no_history = o->no_history;
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        if (!from[i]) continue;
        *to[i] = arena_text(s->spec->arena, from[i], strlen(from[i]));
        if (!*to[i]) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    }
    return OFR_OK;
}

static int32_t start_of(const ofr_spec *spec)
{
    return (int32_t)node_get(spec->root, "start")->value;
}

/* Is there a record, and are the days before the start wanted? Else a run begins on its first day. */
static bool has_past(const ofr_spec *spec, const study_options *o)
{
    const ofr_node *named = node_get(node_get(spec->root, "history"), "record");

    return !o->no_history && (o->open_record || o->record || (named && named->stated));
}

static ofr_status finish_open(ofr_study *s, const study_options *o, int32_t written_start,
                              ofr_error *err)
{
    model_options days = {.epoch = OFR_NEVER, .written_start = written_start};
    ofr_status status = keep_options(s, o, err);

    if (status == OFR_OK) status = override(s->spec, "start", o->start, err);
    if (status == OFR_OK) status = override(s->spec, "horizon", o->horizon, err);
    if (status == OFR_OK && !has_past(s->spec, o)) days.epoch = start_of(s->spec);
    if (status == OFR_OK) status = model_compile(s->spec, &days, &s->model, err);
    if (status == OFR_OK) status = classes_check(s->spec, s->model, err);
    if (status == OFR_OK) status = read_record(s, o, err);
    if (status == OFR_OK) status = check_record(s, err);
    if (status == OFR_OK) status = lay_out_past(s, err);
    if (status == OFR_OK && o->given) status = lay_out_given(s, o->given, err);
    return status;
}

static const study_options no_options = {0};

/* What was opened, or nothing. */
static ofr_status hand_out(ofr_study *s, ofr_status status, ofr_study **ret_study)
{
    if (status == OFR_OK)
        *ret_study = s;
    else
        study_close(s);
    return status;
}

ofr_status study_open(const char *scenario, const study_options *options, ofr_study **ret_study,
                      ofr_error *err)
{
    ofr_study *s = calloc(1, sizeof *s);
    ofr_status status;

    if (!s) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    status = spec_read(scenario, s->keys, scenario_keys(s->keys), &s->spec, err);
    if (status == OFR_OK)
        status = finish_open(s, options ? options : &no_options, start_of(s->spec), err);
    return hand_out(s, status, ret_study);
}

ofr_status study_open_text(const char *text, size_t size, const char *file,
                           const study_options *options, ofr_study **ret_study, ofr_error *err)
{
    ofr_study *s = calloc(1, sizeof *s);
    ofr_status status;

    if (!s) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    status = spec_read_text(text, size, file, s->keys, scenario_keys(s->keys), &s->spec, err);
    if (status == OFR_OK)
        status = finish_open(s, options ? options : &no_options, start_of(s->spec), err);
    return hand_out(s, status, ret_study);
}

ofr_status study_open_again(const ofr_study *base, const study_options *options,
                            ofr_study **ret_study, ofr_error *err)
{
    ofr_study *s = calloc(1, sizeof *s);
    study_options with = options ? *options : no_options;
    ofr_status status;

    if (!s) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    memcpy(s->keys, base->keys, sizeof s->keys);
    if (!with.open_record) with.open_record = base->record;
    s->checked_record = true;
    s->lent_sets = base->sets ? base->sets : base->lent_sets;
    status = spec_copy(base->spec, &s->spec, err);
    if (status == OFR_OK) status = finish_open(s, &with, base->model->written_start, err);
    return hand_out(s, status, ret_study);
}

void study_close(ofr_study *study)
{
    if (!study) return;
    past_free(study->past);
    past_free(study->given);
    model_free(study->model);
    if (!study->lent_record) record_free(study->record);
    spec_free(study->spec);
    study_sets_free(study->sets);
    free(study);
}

void study_inputs(const ofr_study *study, size_t *ret_values, size_t *ret_judged)
{
    *ret_values = *ret_judged = 0;
    for (size_t i = 0; i < study->spec->n_parameters; i++) {
        const ofr_parameter *p = &study->spec->parameter[i];
        if (!p->node->stated) continue;
        ++*ret_values;
        *ret_judged += p->judged;
    }
}
