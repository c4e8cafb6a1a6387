/* answer_json.c -- an answer as the JSON object of docs/page-data.md. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../core/json_writer.h"
#include "act_json.h"
#include "answer.h"
#include "answer_reader.h"
#include "learned_told.h"
#include "left_out_json.h"
#include "result_plan.h"
#include "work_json.h"

static void put_date(json_writer *json, const char *key, int32_t day)
{
    char date[OFR_DATE_TEXT];

    date_format(day, date);
    if (date[0] >= '0' && date[0] <= '9')
        json_text(json, key, date);
    else
        json_null(json, key); /* a day of a damaged file */
}

static void put_text_or_null(json_writer *json, const char *key, const char *text)
{
    if (text)
        json_text(json, key, text);
    else
        json_null(json, key);
}

static void put_pair(json_writer *json, const char *key, double low, double high)
{
    json_open(json, key, '[');
    json_number(json, NULL, low);
    json_number(json, NULL, high);
    json_close(json, ']');
}

static void put_spread(json_writer *json, const char *key, const answer_spread *spread)
{
    json_open(json, key, '{');
    json_number(json, "mean", spread->known ? spread->mean : (double)NAN);
    json_open(json, "quantiles", '[');
    for (size_t q = 0; q < N_QUANTILES; q++) {
        json_number(json, NULL, spread->known ? spread->quantile[q] : (double)NAN);
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void put_meta(json_writer *json, const ofr_answer *a)
{
    char hash[17];

    json_open(json, "meta", '{');
    json_text(json, "title", a->title);
    json_text(json, "command", a->command);
    json_text(json, "program_version", a->program_version);
    json_text(json, "numbers_id", a->numbers_id);
    json_whole(json, "result_format", a->format);
    json_text(json, "scenario_file", a->scenario_file);
    json_text(json, "scenario_text", a->scenario_text);
    json_text(json, "scenario_hash", a->scenario_hash);
    json_text(json, "record_hash", a->record_hash);
    snprintf(hash, sizeof hash, "%016" PRIx64, a->hash);
    if (a->has_hash)
        json_text(json, "result_hash", hash);
    else
        json_null(json, "result_hash");
    json_text(json, "seed", a->seed);
    if (*a->history_from)
        json_text(json, "history_from", a->history_from);
    else
        json_null(json, "history_from");
    put_date(json, "start", a->start);
    json_whole(json, "horizon_days", a->horizon);
    json_whole(json, "sets", (int64_t)a->n_sets);
    json_whole(json, "per_set", (int64_t)a->per_set);
    json_whole(json, "members", (int64_t)a->n_members);
    json_whole(json, "members_done", (int64_t)a->done);
    json_left_out(json, "left_out", &a->left_out);
    json_flag(json, "fixed", a->fixed);
    json_flag(json, "quick", a->quick);
    json_flag(json, "pooled", a->pooled);
    json_flag(json, "complete", a->complete);
    json_open(json, "clock", '{');
    for (size_t i = 0; i < a->n_clock; i++) json_text(json, a->clock[i].key, a->clock[i].value);
    json_close(json, '}');
    json_close(json, '}');
}

static void put_places(json_writer *json, const char *key, const ofr_named *list, size_t n)
{
    json_open(json, key, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(json, NULL, '{');
        json_text(json, "id", list[i].id);
        json_text(json, "name", list[i].name);
        json_text(json, "kind", list[i].kind);
        json_text(json, "iso3", list[i].iso3);
        if (list[i].placed)
            put_pair(json, "at", list[i].latitude, list[i].longitude);
        else
            json_null(json, "at");
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_structure(json_writer *json, const ofr_answer *a)
{
    put_places(json, "actors", a->actor, a->n_actors);
    put_places(json, "theatres", a->theatre, a->n_theatres);
    json_open(json, "principals", '[');
    for (size_t i = 0; i < a->n_principals; i++) {
        json_open(json, NULL, '{');
        json_text(json, "id", a->principal[i].id);
        json_text(json, "name", a->principal[i].name);
        put_spread(json, "payoff", &a->principal[i].payoff);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open(json, "edges", '[');
    for (size_t i = 0; i < a->n_edges; i++) {
        json_open(json, NULL, '{');
        json_text(json, "from", a->edge[i].from);
        json_text(json, "to", a->edge[i].to);
        json_text(json, "kind", a->edge[i].kind);
        json_text(json, "label", a->edge[i].label);
        json_number(json, "weight", a->edge[i].weight);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open(json, "horizons", '[');
    for (size_t h = 0; h < a->n_horizons; h++) json_whole(json, NULL, a->days[h]);
    json_close(json, ']');
    json_open(json, "quantiles", '[');
    for (size_t q = 0; q < N_QUANTILES; q++) json_number(json, NULL, 100 * answer_quantile_at[q]);
    json_close(json, ']');
}

static void put_by(json_writer *json, const answer_by *by)
{
    const ofr_share_told *share = &by->share;
    const double missing = share->members ? 0 : (double)NAN;

    json_open(json, NULL, '{');
    json_whole(json, "days", by->days);
    json_whole(json, "occurred", (int64_t)share->occurred);
    json_whole(json, "members", (int64_t)share->members);
    json_number(json, "probability", share->probability + missing);
    put_pair(json, "simulation", share->low + missing, share->high + missing);
    json_number(json, "effective", share->effective + missing);
    if (share->has_sets) {
        json_open(json, "sets", '{');
        put_pair(json, "range", share->range_low, share->range_high);
        json_flag(json, "spread", share->spread);
        json_close(json, '}');
    } else {
        json_null(json, "sets");
    }
    json_text(json, "text", by->text);
    json_close(json, '}');
}

static void put_horizons(json_writer *json, const char *key, const ofr_answer *a,
                         const answer_by *by)
{
    json_open(json, key, '[');
    for (size_t h = 0; h < a->n_horizons; h++) put_by(json, &by[h]);
    json_close(json, ']');
}

static void put_outcomes(json_writer *json, const ofr_answer *a)
{
    json_open(json, "outcomes", '[');
    for (size_t o = 0; o < a->n_outcomes; o++) {
        const answer_outcome *outcome = &a->outcome[o];
        json_open(json, NULL, '{');
        json_text(json, "id", outcome->id);
        json_text(json, "says", outcome->says);
        json_flag(json, "headline", outcome->headline);
        json_flag(json, "prior_driven", outcome->prior_driven);
        json_number(json, "already", outcome->already);
        put_horizons(json, "by", a, outcome->by);
        if (a->has_model)
            put_horizons(json, "model", a, outcome->model);
        else
            json_null(json, "model");
        json_numbers(json, "curve", outcome->curve, (size_t)a->horizon, 1);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* One of the class events of a pair. */
static void put_event(json_writer *json, const ofr_answer *a, const answer_pair *pair, size_t which)
{
    const answer_outcome *event = pair->event[which];

    json_open(json, NULL, '{');
    json_text(json, "id", event->id);
    json_text(json, "says", event->says);
    put_horizons(json, "by", a, event->by);
    put_horizons(json, "model", a, event->model);
    json_open(json, "class", '[');
    for (size_t h = 0; h < a->n_horizons && *pair->class; h++) {
        const class_share *share = &pair->by_class[which][h];
        json_open(json, NULL, '{');
        json_whole(json, "days", a->days[h] < 365 ? a->days[h] : 365);
        json_whole(json, "occurred", share->k);
        json_whole(json, "pair_years", share->n);
        json_number(json, "probability", share->share);
        put_pair(json, "range", share->low, share->high);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void put_published(json_writer *json, const ofr_answer *a)
{
    if (!a->has_model) {
        json_null(json, "published");
        return;
    }
    json_open(json, "published", '{');
    json_number(json, "class_share", a->published.share);
    json_number(json, "spread", a->published.spread);
    json_open(json, "pairs", '[');
    for (size_t i = 0; i < a->n_pairs; i++) {
        json_open(json, NULL, '{');
        json_text(json, "id", a->pair[i].id);
        put_text_or_null(json, "class", *a->pair[i].class ? a->pair[i].class : NULL);
        json_flag(json, "reached", a->pair[i].reached);
        json_flag(json, "unlike", a->pair[i].unlike);
        json_open(json, "events", '[');
        for (size_t j = 0; j < 2; j++) put_event(json, a, &a->pair[i], j);
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void put_series(json_writer *json, const ofr_answer *a)
{
    static const char *const band[3] = {"low", "median", "high"};
    const size_t days = (size_t)a->horizon;

    json_open(json, "series", '[');
    for (size_t s = 0; s < a->n_series; s++) {
        const answer_series *series = &a->series[s];
        json_open(json, NULL, '{');
        json_text(json, "id", series->id);
        json_text(json, "says", series->says);
        json_text(json, "unit", series->unit);
        json_text(json, "kind", series_kind_name(series->kind));
        if (series->n_history) {
            json_open(json, "history", '{');
            put_date(json, "first", series->history_first);
            for (size_t c = 0; c < 3; c++) {
                json_numbers(json, band[c], series->history + c, series->n_history, 3);
            }
            json_close(json, '}');
        } else {
            json_null(json, "history");
        }
        json_open(json, "forecast", '{');
        put_date(json, "first", a->start);
        json_open(json, "quantiles", '[');
        for (size_t q = 0; q < N_QUANTILES; q++) {
            json_numbers(json, NULL, series->quantile ? series->quantile + q * days : NULL,
                         series->quantile ? days : 0, 1);
        }
        json_close(json, ']');
        json_flag(json, "capped", series->capped);
        json_close(json, '}');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_triggers(json_writer *json, const ofr_answer *a)
{
    char names[512] = "";
    size_t used = 0;

    for (size_t o = 0; o < a->n_outcomes && used < sizeof names; o++) {
        if (!a->outcome[o].headline) continue;
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "",
                                 a->outcome[o].id);
    }
    json_open(json, "triggers", '{');
    json_text(json, "outcome", names);
    json_whole(json, "occurred", (int64_t)a->triggered);
    json_open(json, "rows", '[');
    for (size_t t = 0; t < a->n_triggers; t++) {
        const answer_trigger *row = &a->trigger[t];
        json_open(json, NULL, '{');
        if (row->theatre)
            json_text(json, "theatre", row->theatre);
        else
            json_null(json, "theatre");
        json_text(json, "name", row->name);
        json_whole(json, "n", (int64_t)row->n);
        json_number(json, "share", row->share);
        put_pair(json, "simulation", row->low, row->high);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void put_agendas(json_writer *json, const ofr_answer *a)
{
    json_open(json, "agendas", '[');
    for (size_t i = 0; i < a->n_agendas; i++) {
        json_open(json, NULL, '{');
        json_text(json, "id", a->agenda[i].id);
        json_number(json, "no_terms", a->agenda[i].no_terms);
        json_number(json, "no_channel", a->agenda[i].no_channel);
        json_number(json, "open", a->agenda[i].open);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_inputs(json_writer *json, const ofr_answer *a)
{
    json_open(json, "inputs", '{');
    json_whole(json, "values", (int64_t)a->n_values);
    json_whole(json, "judged", (int64_t)a->n_judged);
    json_number(json, "noise",
                a->n_parameters ? 2 / sqrt((double)(a->n_sets - a->left_out.sets)) : (double)NAN);
    json_open(json, "parameters", '[');
    for (size_t p = 0; p < a->n_parameters; p++) {
        const answer_parameter *parameter = &a->parameter[p];
        json_open(json, NULL, '{');
        json_text(json, "path", parameter->path);
        json_numbers(json, "quantiles", parameter->quantile, N_QUANTILES, 1);
        json_open(json, "correlation", '[');
        for (size_t o = 0; o < a->n_outcomes; o++) {
            json_open(json, NULL, '{');
            json_text(json, "outcome", a->outcome[o].id);
            json_number(json, "value", parameter->correlation[o]);
            json_close(json, '}');
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

/* Members with a drop, with one that could have changed an outcome; and by line or channel and kind. */
static void put_dropped(json_writer *json, const ofr_answer *a)
{
    const double all = (double)a->done;

    json_open(json, "dropped", '{');
    json_whole(json, "members", (int64_t)a->dropped_members);
    json_number(json, "share", (double)a->dropped_members / all);
    json_whole(json, "could_change", (int64_t)a->dropped_open);
    json_number(json, "share_could_change", (double)a->dropped_open / all);
    json_open(json, "by", '[');
    for (size_t i = 0; i < a->n_dropped; i++) {
        const answer_dropped *row = &a->dropped[i];
        if (row->n == 0) continue;
        json_open(json, NULL, '{');
        json_text(json, "kind", row->kind);
        json_text(json, "id", row->id);
        json_whole(json, "n", row->n);
        json_whole(json, "members", row->members);
        json_whole(json, "could_change", row->open);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void put_members(json_writer *json, const ofr_answer *a)
{
    const double all = (double)a->done; /* 0 gives NaN, that is null */

    json_open(json, "members", '{');
    put_spread(json, "deaths", &a->deaths);
    put_spread(json, "severity", &a->severity);
    json_open(json, "misread", '{');
    json_whole(json, "members", (int64_t)a->misread_members);
    json_number(json, "share", (double)a->misread_members / all);
    json_number(json, "mean", a->misread_mean);
    json_close(json, '}');
    put_dropped(json, a);
    if (a->evidence_sets) {
        json_open(json, "evidence", '{');
        json_whole(json, "sets", (int64_t)a->evidence_sets);
        json_number(json, "effective", a->evidence_effective);
        json_close(json, '}');
    } else {
        json_null(json, "evidence");
    }
    json_close(json, '}');
}

static void put_chronicles(json_writer *json, const ofr_answer *a)
{
    json_open(json, "chronicles", '[');
    for (size_t i = 0; i < a->n_chronicles; i++) {
        const answer_chronicle *told = &a->chronicle[i];
        json_open(json, NULL, '{');
        json_whole(json, "member", told->member);
        json_text(json, "pick", told->pick);
        json_number(json, "severity", told->severity);
        json_whole(json, "deaths", told->deaths);
        json_whole(json, "worst_day", told->worst_day);
        json_open(json, "acts", '[');
        for (size_t k = 0; k < told->n_acts; k++) json_act(json, &told->act[k]);
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_halts(json_writer *json, const ofr_answer *a)
{
    json_open(json, "halts", '[');
    for (size_t i = 0; i < a->n_halts; i++) {
        const answer_halt *halt = &a->halt[i];
        json_open(json, NULL, '{');
        json_text(json, "series", halt->series);
        json_text(json, "name", halt->name);
        put_text_or_null(json, "part_of", halt->front);
        json_number(json, "chance", halt->chance);
        put_date(json, "since", halt->since);
        put_date(json, "said", halt->said);
        json_close(json, '}');
    }
    json_close(json, ']');
}

ofr_status answer_json(const ofr_answer *answer, FILE *out, ofr_error *err)
{
    json_writer json = {.out = out};

    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-page");
    json_whole(&json, "version", 2);
    json_text(&json, "summary", answer->summary);
    json_text(&json, "trust", answer->trust);
    json_track(&json, answer);
    put_text_or_null(&json, "halted", answer->halted);
    put_halts(&json, answer);
    put_meta(&json, answer);
    put_structure(&json, answer);
    put_outcomes(&json, answer);
    put_published(&json, answer);
    put_series(&json, answer);
    put_triggers(&json, answer);
    put_agendas(&json, answer);
    put_inputs(&json, answer);
    json_learned(&json, answer->taught);
    put_members(&json, answer);
    put_chronicles(&json, answer);
    json_open(&json, "limits", '[');
    for (size_t i = 0; i < answer->n_limits; i++) json_text(&json, NULL, answer->limit[i]);
    json_close(&json, ']');
    if (answer->work) json_work(&json, answer->work);
    json_close(&json, '}');
    if (ferror(out))
        return ofr_fail(err, OFR_IO, "", "the answer cannot be written; is the disk full?");
    return OFR_OK;
}
