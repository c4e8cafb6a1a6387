/* frozen_write.c -- a frozen forecast as JSON: names of ForecastBench and Metaculus where they have one, then our own.
 *
 * ForecastBench: forecast_due_date, question_set, questions, id, source, question, resolution_criteria, freeze_datetime,
 * freeze_datetime_value (a text), freeze_datetime_value_explanation, resolution_dates. Metaculus: title, type, resolution_criteria,
 * fine_print, scheduled_close_time, scheduled_resolve_time.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/json_writer.h"
#include "frozen_file.h"

static const char no_sum[] = "0000000000000000";
static const char no_hash[] = "0000000000000000000000000000000000000000000000000000000000000000";

/* The first moment of a day. */
static void put_moment(json_writer *json, const char *key, int32_t day)
{
    char date[OFR_DATE_TEXT], text[40];

    snprintf(text, sizeof text, "%sT00:00:00+00:00", date_format(day, date));
    json_text(json, key, text);
}

static void put_text_or_null(json_writer *json, const char *key, const char *text)
{
    if (text)
        json_text(json, key, text);
    else
        json_null(json, key);
}

/* ---- head --------------------------------------------------------------------------------------- */

static void put_scenario(json_writer *json, const ofr_frozen *f)
{
    json_open(json, "scenario", '{');
    json_text(json, "sum", no_sum);
    json_text(json, "file", f->scenario_file);
    json_text(json, "hash", f->scenario_hash);
    json_day(json, "start", f->start);
    json_whole(json, "horizon_days", f->horizon);
    json_day(json, "history_from", f->history_from);
    put_text_or_null(json, "option_start", f->opened_start);
    put_text_or_null(json, "option_horizon", f->opened_horizon);
    json_flag(json, "option_no_history", f->no_history);
    json_text(json, "text", f->scenario_text);
    json_close(json, '}');
}

/* "2024-01-28 0123456789abcdef 0123456789abcdef", a line a day. */
static ofr_status put_rows(json_writer *json, const ofr_frozen *f, ofr_error *err)
{
    char *line = malloc(OFR_DATE_TEXT + 17 * f->n_rows + 1), date[OFR_DATE_TEXT];

    if (!line) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the rows of the record");
    json_open(json, "rows", '[');
    for (size_t i = 0; i < f->n_rows;) {
        const int32_t day = f->row[i].day;
        size_t n = (size_t)snprintf(line, OFR_DATE_TEXT, "%s", date_format(day, date));
        for (; i < f->n_rows && f->row[i].day == day; i++)
            n += (size_t)snprintf(line + n, 18, " %016" PRIx64, f->row[i].sum);
        json_text(json, NULL, line);
    }
    json_close(json, ']');
    free(line);
    return OFR_OK;
}

static ofr_status put_record(json_writer *json, const ofr_frozen *f, ofr_error *err)
{
    json_open(json, "record", '{');
    json_text(json, "sum", no_sum);
    json_text(json, "hash", f->record_hash);
    json_day(json, "last_day", f->record_last);
    const ofr_status status = put_rows(json, f, err);
    json_close(json, '}');
    return status;
}

static void put_forecast(json_writer *json, const ofr_frozen *f)
{
    char seed[24];

    snprintf(seed, sizeof seed, "%" PRIu64, f->seed);
    json_open(json, "forecast", '{');
    json_text(json, "sum", no_sum);
    json_text(json, "program_version", f->program_version);
    json_text(json, "numbers_id", f->numbers_id);
    json_text(json, "seed", seed);
    json_whole(json, "sets", (int64_t)f->n_sets);
    json_whole(json, "members_per_set", (int64_t)f->per_set);
    json_whole(json, "futures", (int64_t)f->futures);
    json_flag(json, "fixed", f->fixed);
    json_flag(json, "quick", f->quick);
    json_flag(json, "learned", f->learned);
    json_flag(json, "pooled", f->pooled);
    json_whole(json, "inputs", (int64_t)f->n_values);
    json_whole(json, "inputs_judged", (int64_t)f->n_judged);
    json_text(json, "trust", f->trust);
    json_close(json, '}');
}

/* ---- questions ---------------------------------------------------------------------------------- */

static void put_share(json_writer *json, const char *key, const frozen_share *s)
{
    if (!s->known) {
        json_null(json, key);
        return;
    }
    json_open_row(json, key, '{');
    json_exact(json, "probability", s->probability);
    json_exact(json, "low", s->low);
    json_exact(json, "high", s->high);
    json_close(json, '}');
}

static void put_rule(json_writer *json, const frozen_rule *r)
{
    json_open_row(json, "rule", '{');
    json_text(json, "event", r->event);
    json_text(json, "pair", r->pair);
    json_text(json, "of", r->of);
    json_open(json, "flows", '[');
    for (size_t i = 0; i < r->n_flows; i++) json_text(json, NULL, r->flow[i]);
    json_close(json, ']');
    json_exact(json, "deaths", r->deaths);
    json_exact(json, "wounded", r->wounded);
    json_exact(json, "count", r->count);
    json_whole(json, "within_days", r->within);
    json_whole(json, "days", r->days);
    json_close(json, '}');
}

/* What people's formats ask of a question. */
static void put_shared_names(json_writer *json, const frozen_question *q)
{
    char value[32];

    snprintf(value, sizeof value, "%.6g", q->published.probability);
    json_text(json, "source", "offramp");
    json_text(json, "title", q->title);
    json_text(json, "type", "binary");
    json_text(json, "question", q->question);
    json_text(json, "resolution_criteria", q->criteria);
    json_text(json, "fine_print", q->fine_print);
    put_moment(json, "freeze_datetime", q->first);
    json_text(json, "freeze_datetime_value", value);
    json_text(json, "freeze_datetime_value_explanation",
              "The published probability: simulated futures, pooled with the class of each pair "
              "where it has one.");
    put_moment(json, "scheduled_close_time", q->first);
    put_moment(json, "scheduled_resolve_time", q->last + 1);
    json_open_row(json, "resolution_dates", '[');
    json_day(json, NULL, q->last);
    json_close(json, ']');
}

static void put_question(json_writer *json, const frozen_question *q)
{
    json_open(json, NULL, '{');
    json_text(json, "id", q->id);
    json_text(json, "sum", no_sum);
    put_shared_names(json, q);
    json_text(json, "outcome", q->outcome);
    json_day(json, "first_day", q->first);
    json_day(json, "last_day", q->last);
    put_rule(json, &q->rule);
    put_share(json, "published", &q->published);
    put_share(json, "model_only", &q->model);
    put_share(json, "class", &q->class);
    json_text(json, "figure", q->figure);
    json_flag(json, "prior_driven", q->prior_driven);
    json_exact(json, "already", q->already);
    json_close(json, '}');
}

/* ---- the file ----------------------------------------------------------------------------------- */

static ofr_status put_all(const ofr_frozen *f, FILE *out, ofr_error *err)
{
    json_writer json = {.out = out, .lines = true};

    json_open(&json, NULL, '{');
    json_text(&json, "format", FROZEN_FORMAT);
    json_whole(&json, "version", FROZEN_VERSION);
    json_text(&json, "hash", no_hash);
    json_text(&json, "question_set", f->name);
    json_day(&json, "forecast_due_date", f->start);
    json_text(&json, "title", f->title);
    put_forecast(&json, f);
    put_scenario(&json, f);
    const ofr_status status = put_record(&json, f, err);
    json_open(&json, "questions", '[');
    for (size_t i = 0; i < f->n_questions; i++) put_question(&json, &f->question[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    fputs("\n", out);
    return status;
}

ofr_status frozen_text(ofr_frozen *f, char **ret_text, size_t *ret_size, ofr_error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ofr_status status = out ? put_all(f, out, err) : OFR_NO_MEMORY;
    const bool whole = out && !ferror(out);

    if (out && (fclose(out) != 0 || !whole) && status == OFR_OK) status = OFR_NO_MEMORY;
    if (status == OFR_NO_MEMORY) ofr_fail(err, status, "", "no memory for a frozen forecast");
    if (status == OFR_OK) status = frozen_seal(text, size, "frozen forecast", f->hash, err);
    if (status == OFR_OK) {
        *ret_text = text;
        *ret_size = size;
    } else {
        free(text);
    }
    return status;
}

ofr_status frozen_write(ofr_frozen *f, const char *path, const file_rule *rule, ofr_error *err)
{
    char *text = NULL;
    size_t size = 0;
    file_out *out = NULL;
    ofr_status status = frozen_text(f, &text, &size, err);

    if (status == OFR_OK) status = file_write_begin(path, rule, &out, err);
    if (status == OFR_OK) fwrite(text, 1, size, file_write_stream(out));
    status = file_write_end(out, status, err);
    free(text);
    return status;
}
