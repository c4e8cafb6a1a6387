/* result_plan.c -- a plan as the first rows of a result: facts, names, draws. */
#include "result_plan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../studies/taught.h"
#include "result_schema.h"
#include "result_sums.h"

const plan_option plan_options[] = {
    {"option_start", offsetof(study_options, start)},
    {"option_horizon", offsetof(study_options, horizon)},
    {"option_given", offsetof(study_options, given)},
    {"option_record", offsetof(study_options, record)},
};
const size_t plan_n_options = sizeof plan_options / sizeof plan_options[0];

/* What rows refer to by number: a file may be continued only if the numbers mean the same. */
static uint64_t hash_names(const ofr_plan *plan)
{
    uint64_t hash = HASH_START;

    for (size_t i = 0; i < plan->n_outcomes; i++) hash = hash_name(hash, plan->outcome[i].id);
    for (size_t i = 0; i < plan->n_series; i++) {
        hash = hash_name(hash, plan->series[i].id);
        hash = hash_name(hash, series_kind_name(plan->series[i].kind));
        hash = hash_bytes(hash, &plan->series[i].scale, sizeof plan->series[i].scale);
    }
    for (size_t i = 0; i < plan->n_theatres; i++) hash = hash_name(hash, plan->theatre[i].id);
    for (size_t i = 0; i < plan->n_principals; i++) hash = hash_name(hash, plan->principal[i].id);
    for (size_t i = 0; i < plan->n_agendas; i++) hash = hash_name(hash, plan->agenda[i]);
    for (size_t i = 0; i < plan->n_dropping; i++) {
        hash = hash_name(hash, plan->dropping[i].kind);
        hash = hash_name(hash, plan->dropping[i].id);
    }
    return hash;
}

static uint64_t hash_draws(const ofr_plan *plan)
{
    uint64_t hash = HASH_START;

    for (size_t i = 0; i < plan->n_priors; i++) hash = hash_name(hash, plan->prior_path[i]);
    if (plan->n_priors && plan->prior_draw) {
        hash = hash_bytes(hash, plan->prior_draw,
                          plan->n_sets * plan->n_priors * sizeof *plan->prior_draw);
    }
    return hash;
}

static void add_fact(plan_fact *list, size_t *n, const char *key, const char *says,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));
static void add_fact(plan_fact *list, size_t *n, const char *key, const char *says,
                     const char *format, ...)
{
    va_list values;
    plan_fact *row = &list[(*n)++];

    row->key = key;
    row->says = says;
    va_start(values, format);
    vsnprintf(row->value, sizeof row->value, format, values);
    va_end(values);
}

static const char *const series_kinds[] = {
    [SERIES_COUNT] = "count", [SERIES_SCALED] = "scaled", [SERIES_SHARE] = "share"};

const char *series_kind_name(ofr_series_kind kind)
{
    return series_kinds[kind];
}

bool series_kind_read(const char *name, ofr_series_kind *ret_kind)
{
    for (size_t i = 0; i < sizeof series_kinds / sizeof series_kinds[0]; i++) {
        if (strcmp(name, series_kinds[i]) != 0) continue;
        *ret_kind = (ofr_series_kind)i;
        return true;
    }
    return false;
}

size_t plan_facts(const ofr_plan *plan, plan_fact *list)
{
    char date[OFR_DATE_TEXT];
    size_t n = 0;

    add_fact(list, &n, "program_version", NULL, "%s", OFR_VERSION);
    add_fact(list, &n, "scenario_hash", "scenario", "%016" PRIx64, plan->scenario_hash);
    add_fact(list, &n, "record_hash", "event record", "%016" PRIx64, plan->record_hash);
    add_fact(list, &n, "seed", "seed", "%" PRIu64, plan->seed);
    add_fact(list, &n, "start", "start", "%s", date_format(plan->start, date));
    add_fact(list, &n, "start_day", NULL, "%" PRId32, plan->start);
    add_fact(list, &n, "history_from", "begin of history", "%s",
             plan->history_from == OFR_NO_DATE ? "" : date_format(plan->history_from, date));
    add_fact(list, &n, "horizon", "horizon in days", "%" PRId32, plan->horizon);
    add_fact(list, &n, "sets", "number of parameter sets", "%zu", plan->n_sets);
    add_fact(list, &n, "per_set", "futures in each set", "%zu", plan->per_set);
    add_fact(list, &n, "members", "number of futures", "%zu", plan->n_members);
    add_fact(list, &n, "chunk", "members a chunk", "%zu", plan->chunk);
    add_fact(list, &n, "fixed", "use of point values (--fixed)", "%d", plan->fixed);
    add_fact(list, &n, "pooled", "pooling with classes (not with --model-only)", "%d",
             plan->pooled);
    add_fact(list, &n, "quick", NULL, "%d", plan->quick);
    add_fact(list, &n, "values", NULL, "%zu", plan->n_values);
    add_fact(list, &n, "judged", NULL, "%zu", plan->n_judged);
    add_fact(list, &n, "draws_hash", "drawn parameters", "%016" PRIx64, hash_draws(plan));
    add_fact(list, &n, "names_hash", "names of outcomes, series, theatres, principals or agendas",
             "%016" PRIx64, hash_names(plan));
    add_fact(list, &n, "numbers_id", "numbers id", "%s", plan->numbers_id);
    return n;
}

/* Rows of meta for what the study was opened with; nothing for what was not asked. */
static ofr_status put_options(result_file *file, const ofr_plan *plan, sqlite3_stmt *put,
                              ofr_error *err)
{
    const study_options *o = plan->opened_with;
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && o && i < plan_n_options; i++) {
        const char *value;
        memcpy(&value, (const char *)o + plan_options[i].at, sizeof value);
        if (value) status = result_file_put(file, put, err, "tt", plan_options[i].key, value);
    }
    if (status == OFR_OK && o && o->no_history)
        status = result_file_put(file, put, err, "tt", PLAN_NO_HISTORY, "1");
    return status;
}

/* Sets that were learned are to be read, and not to be drawn again; how many of those drawn were possible. */
static ofr_status put_learned(result_file *file, const ofr_plan *plan, sqlite3_stmt *put,
                              ofr_error *err)
{
    char possible[24];
    ofr_status status;

    if (!plan->taught) return OFR_OK;
    snprintf(possible, sizeof possible, "%zu", plan->taught->n_possible);
    status = result_file_put(file, put, err, "tt", PLAN_LEARNED, "1");
    return status == OFR_OK ? result_file_put(file, put, err, "tt", PLAN_LEARNED_POSSIBLE, possible)
                            : status;
}

/* What is told of the record, a line each; no row where there is nothing. */
static ofr_status put_notes(result_file *file, const ofr_plan *plan, sqlite3_stmt *put,
                            ofr_error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = plan->n_record_notes ? open_memstream(&text, &size) : NULL;
    ofr_status status = OFR_OK;

    if (plan->n_record_notes == 0) return OFR_OK;
    for (size_t i = 0; out && i < plan->n_record_notes; i++)
        fprintf(out, "%s%s", i ? "\n" : "", plan->record_note[i]);
    if (!out || fclose(out) != 0)
        status = ofr_fail(err, OFR_NO_MEMORY, file->path, "out of memory for notes on the record");
    if (status == OFR_OK) status = result_file_put(file, put, err, "tt", PLAN_RECORD_NOTES, text);
    free(text);
    return status;
}

/* When a part last said that it pauses, a line each; no row where none did. */
static ofr_status put_halt_words(result_file *file, const ofr_plan *plan, sqlite3_stmt *put,
                                 ofr_error *err)
{
    char *text = NULL, date[OFR_DATE_TEXT];
    size_t size = 0, n = 0;
    FILE *out = open_memstream(&text, &size);
    ofr_status status = OFR_OK;

    for (size_t i = 0; out && i < plan->n_series; i++) {
        const ofr_series *s = &plan->series[i];
        if (s->kind != SERIES_SHARE || s->said == OFR_NO_DATE) continue;
        fprintf(out, "%s%s %s", n++ ? "\n" : "", s->id, date_format(s->said, date));
    }
    if (!out || fclose(out) != 0)
        status = ofr_fail(err, OFR_NO_MEMORY, file->path, "out of memory for words of a halt");
    if (status == OFR_OK && n > 0)
        status = result_file_put(file, put, err, "tt", PLAN_HALT_WORDS, text);
    free(text);
    return status;
}

static ofr_status put_meta(result_file *file, const ofr_plan *plan, ofr_error *err)
{
    const char *const text[][2] = {
        {"command", plan->command},
        {"title", plan->title},
        {"scenario_file", plan->scenario_file},
        {"scenario_text", plan->scenario_text},
        {"complete", "0"},
    };
    plan_fact list[MAX_FACTS];
    const size_t n = plan_facts(plan, list);
    sqlite3_stmt *put = NULL;
    ofr_status status = result_file_prepare(file, "INSERT INTO meta VALUES (?, ?)", &put, err);

    for (size_t i = 0; status == OFR_OK && i < sizeof text / sizeof text[0]; i++) {
        status = result_file_put(file, put, err, "tt", text[i][0], text[i][1]);
    }
    for (size_t i = 0; status == OFR_OK && i < n; i++) {
        status = result_file_put(file, put, err, "tt", list[i].key, list[i].value);
    }
    if (status == OFR_OK) status = put_options(file, plan, put, err);
    if (status == OFR_OK) status = put_learned(file, plan, put, err);
    if (status == OFR_OK) status = put_notes(file, plan, put, err);
    if (status == OFR_OK) status = put_halt_words(file, plan, put, err);
    sqlite3_finalize(put);
    return status;
}

static ofr_status put_places(result_file *file, const char *sql, const ofr_named *named, size_t n,
                             ofr_error *err)
{
    sqlite3_stmt *put = NULL;
    ofr_status status = result_file_prepare(file, sql, &put, err);

    for (size_t i = 0; status == OFR_OK && i < n; i++) {
        const ofr_named *row = &named[i];
        sqlite3_clear_bindings(put);
        status = result_file_put(file, put, err,
                                 row->placed ? "itttt"
                                               "dd"
                                             : "itttt",
                                 (int64_t)i, row->id, row->name, row->kind, row->iso3,
                                 row->latitude, row->longitude);
    }
    sqlite3_finalize(put);
    return status;
}

static ofr_status put_counted(result_file *file, const ofr_plan *plan, ofr_error *err)
{
    sqlite3_stmt *outcome = NULL, *series = NULL;
    ofr_status status = result_file_prepare(
        file, "INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?)", &outcome, err);

    if (status == OFR_OK) {
        status = result_file_prepare(file, "INSERT INTO series VALUES (?, ?, ?, ?, ?, ?)", &series,
                                     err);
    }
    for (size_t i = 0; status == OFR_OK && i < plan->n_outcomes; i++) {
        const ofr_outcome_name *row = &plan->outcome[i];
        status = result_file_put(file, outcome, err, "ittiidt", (int64_t)i, row->id, row->says,
                                 (int64_t)row->headline, (int64_t)row->prior_driven, row->already,
                                 row->pair ? row->pair : "");
    }
    for (size_t i = 0; status == OFR_OK && i < plan->n_series; i++) {
        const ofr_series *row = &plan->series[i];
        status = result_file_put(file, series, err, "ittttd", (int64_t)i, row->id, row->says,
                                 row->unit, series_kind_name(row->kind), row->scale);
    }
    sqlite3_finalize(outcome);
    sqlite3_finalize(series);
    return status;
}

static ofr_status put_edges(result_file *file, const ofr_plan *plan, ofr_error *err)
{
    sqlite3_stmt *edge = NULL, *agenda = NULL, *dropping = NULL;
    ofr_status status = result_file_prepare(file, "INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?)",
                                            &edge, err);

    if (status == OFR_OK) {
        status = result_file_prepare(file, "INSERT INTO agenda VALUES (?, ?)", &agenda, err);
    }
    if (status == OFR_OK) {
        status = result_file_prepare(file, "INSERT INTO dropping VALUES (?, ?, ?)", &dropping, err);
    }
    for (size_t i = 0; status == OFR_OK && i < plan->n_edges; i++) {
        const ofr_edge *row = &plan->edge[i];
        status = result_file_put(file, edge, err, "ittttd", (int64_t)i, row->from, row->to,
                                 row->kind, row->label, row->weight);
    }
    for (size_t i = 0; status == OFR_OK && i < plan->n_agendas; i++) {
        status = result_file_put(file, agenda, err, "it", (int64_t)i, plan->agenda[i]);
    }
    for (size_t i = 0; status == OFR_OK && i < plan->n_dropping; i++) {
        status = result_file_put(file, dropping, err, "itt", (int64_t)i, plan->dropping[i].kind,
                                 plan->dropping[i].id);
    }
    sqlite3_finalize(dropping);
    sqlite3_finalize(edge);
    sqlite3_finalize(agenda);
    return status;
}

static ofr_status put_draws(result_file *file, const ofr_plan *plan, ofr_error *err)
{
    sqlite3_stmt *path = NULL, *draw = NULL;
    ofr_status status = result_file_prepare(file, "INSERT INTO parameter VALUES (?, ?)", &path,
                                            err);

    if (status == OFR_OK) {
        status = result_file_prepare(file, "INSERT INTO parameter_set VALUES (?, ?, ?)", &draw,
                                     err);
    }
    for (size_t i = 0; status == OFR_OK && i < plan->n_priors; i++) {
        status = result_file_put(file, path, err, "it", (int64_t)i, plan->prior_path[i]);
    }
    for (size_t s = 0; plan->prior_draw && s < plan->n_sets; s++) {
        for (size_t i = 0; status == OFR_OK && i < plan->n_priors; i++) {
            status = result_file_put(file, draw, err, "iid", (int64_t)s, (int64_t)i,
                                     plan->prior_draw[s * plan->n_priors + i]);
        }
    }
    sqlite3_finalize(path);
    sqlite3_finalize(draw);
    return status;
}

ofr_status plan_put(result_file *file, const ofr_plan *plan, ofr_error *err)
{
    ofr_status status = put_meta(file, plan, err);

    if (status == OFR_OK) {
        status = put_places(file, "INSERT INTO actor VALUES (?, ?, ?, ?, ?, ?, ?)", plan->actor,
                            plan->n_actors, err);
    }
    if (status == OFR_OK) {
        status = put_places(file, "INSERT INTO theatre VALUES (?, ?, ?, ?, ?, ?, ?)", plan->theatre,
                            plan->n_theatres, err);
    }
    if (status == OFR_OK) {
        status = put_places(file, "INSERT INTO principal VALUES (?, ?, ?, ?, ?, ?, ?)",
                            plan->principal, plan->n_principals, err);
    }
    if (status == OFR_OK) status = put_counted(file, plan, err);
    if (status == OFR_OK) status = put_edges(file, plan, err);
    if (status == OFR_OK) status = put_draws(file, plan, err);
    if (status == OFR_OK) status = taught_put(file, plan, err);
    if (status == OFR_OK) {
        const sums_cut cut = {(int64_t)plan->chunk, (int64_t)plan->per_set};
        status = sums_put_whole(file, &cut, err);
    }
    if (status == OFR_OK) status = result_file_run(file, "COMMIT", err);
    return status;
}

ofr_status plan_again(result_file *file, const ofr_plan *plan, ofr_error *err)
{
    ofr_status status = result_file_run(file, "BEGIN IMMEDIATE", err);

    for (size_t i = 0; i < result_n_tables && status == OFR_OK; i++) {
        char sql[64];
        if (result_tables[i].slice == SLICE_SHELF) continue;
        snprintf(sql, sizeof sql, "DELETE FROM %s", result_tables[i].name);
        status = result_file_run(file, sql, err);
    }
    return status == OFR_OK ? plan_put(file, plan, err) : status;
}
