/* update_json.c -- an update as JSON; docs/update.md has the keys. */
#include "../core/json_writer.h"
#include "updating.h"

static void put_known(json_writer *json, const char *key, int64_t value)
{
    if (value < 0)
        json_null(json, key);
    else
        json_whole(json, key, value);
}

static void put_event(json_writer *json, const char *key, const ofr_event *e)
{
    if (!e) {
        json_null(json, key);
        return;
    }
    json_open(json, key, '{');
    json_day(json, "date", e->date);
    json_text(json, "source", e->source);
    json_text(json, "target", e->target);
    json_text(json, "theatre", e->theatre);
    json_text(json, "action", e->action);
    json_whole(json, "count", e->count);
    put_known(json, "deaths_own", e->deaths_own);
    put_known(json, "deaths_partner", e->deaths_partner);
    put_known(json, "deaths_attacker", e->deaths_attacker);
    put_known(json, "wounded_own", e->wounded_own);
    json_text(json, "via", e->via);
    json_text(json, "word", event_word_name(e->word));
    json_day(json, "public", e->public_from);
    json_text(json, "note", e->note);
    json_text(json, "provenance", e->provenance);
    json_close(json, '}');
}

static void put_total(json_writer *json, const char *key, const ofr_total *t)
{
    if (!t) {
        json_null(json, key);
        return;
    }
    json_open(json, key, '{');
    json_day(json, "first", t->first);
    json_day(json, "last", t->last);
    json_text(json, "source", t->source);
    json_text(json, "target", t->target);
    json_text(json, "theatres", t->theatres);
    json_text(json, "action", t->action);
    json_whole(json, "count", t->count);
    json_close(json, '}');
}

static void put_record(json_writer *json, const ofr_growth *g)
{
    json_open(json, "record", '{');
    json_flag(json, "whole", g->whole);
    json_day(json, "from", g->from);
    for (size_t f = 0; f < N_GROWTH_FATES; f++)
        json_whole(json, growth_fate_name((growth_fate)f), (int64_t)(g->rows[f] + g->totals[f]));
    json_open(json, "rows", '[');
    for (size_t i = 0; i < g->n_rows; i++) {
        const growth_row *row = &g->row[i];
        if (row->fate == GROWTH_KEPT && !row->entered) continue;
        json_open(json, NULL, '{');
        json_text(json, "fate", growth_fate_name(row->fate));
        json_flag(json, "entered", row->entered);
        put_event(json, "was", row->was);
        put_event(json, "now", row->now);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open(json, "totals", '[');
    for (size_t i = 0; i < g->n_totals; i++) {
        const growth_total *t = &g->total[i];
        if (t->fate == GROWTH_KEPT && !t->entered) continue;
        json_open(json, NULL, '{');
        json_text(json, "fate", growth_fate_name(t->fate));
        json_flag(json, "entered", t->entered);
        put_total(json, "was", t->was);
        put_total(json, "now", t->now);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void put_difference(json_writer *json, const char *key, const ofr_difference *d)
{
    if (!d) {
        json_null(json, key);
        return;
    }
    json_open_row(json, key, '{');
    json_number(json, "change", d->value);
    json_number(json, "low", d->low);
    json_number(json, "high", d->high);
    json_close(json, '}');
}

static void put_moved(json_writer *json, const ofr_moved *m)
{
    json_whole(json, "paired_sets", (int64_t)m->sets);
    json_open(json, "moved", '[');
    for (size_t i = 0; i < m->n_rows; i++) {
        const moved_row *row = &m->row[i];
        json_open(json, NULL, '{');
        json_text(json, "outcome", row->outcome);
        json_text(json, "says", row->says);
        json_flag(json, "headline", row->headline);
        json_flag(json, "already", row->already);
        json_whole(json, "days", row->days);
        json_number(json, "was", row->was);
        json_number(json, "now", row->now);
        json_number(json, "model_was", row->model_was);
        json_number(json, "model_now", row->model_now);
        put_difference(json, "paired", row->already ? NULL : &row->moved);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_cells(json_writer *json, const ofr_update *u, const ofr_difference *d)
{
    json_open(json, "moved", '[');
    for (size_t i = 0; d && i < u->n_outcomes * u->n_horizons; i++) {
        json_open_row(json, NULL, '{');
        json_text(json, "outcome", u->outcome[i / u->n_horizons]);
        json_whole(json, "days", u->days[i % u->n_horizons]);
        json_number(json, "change", d[i].value);
        json_number(json, "low", d[i].low);
        json_number(json, "high", d[i].high);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_named(json_writer *json, const char *key, const ofr_update *u,
                      const ofr_difference *d)
{
    json_open(json, key, '{');
    put_cells(json, u, d);
    json_close(json, '}');
}

static void put_update(json_writer *json, const ofr_update *u)
{
    static const char *const how[] = {"row", "day", "kind"};

    if (!u) {
        json_null(json, "parts");
        return;
    }
    json_open(json, "parts", '{');
    json_whole(json, "sets", (int64_t)u->n_sets);
    json_whole(json, "used_sets", (int64_t)u->used_sets);
    json_whole(json, "members", (int64_t)u->per_set);
    json_text(json, "together", how[u->grouping]);
    put_named(json, "all", u, u->all);
    put_named(json, "quiet", u, u->quiet);
    put_named(json, "rest", u, u->rest);
    json_open(json, "rows", '[');
    for (size_t p = 0; p < u->n_parts; p++) {
        const update_part *part = &u->part[p];
        json_open(json, NULL, '{');
        json_text(json, "says", part->says);
        json_day(json, "first", part->first);
        json_day(json, "last", part->last);
        json_whole(json, "n", (int64_t)part->rows);
        json_flag(json, "same", part->same);
        json_flag(json, "impossible", part->impossible);
        put_cells(json, u, part->moved);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open(json, "work", '{');
    json_whole(json, "set_histories", (int64_t)u->work.set_histories);
    json_whole(json, "member_days", (int64_t)u->work.member_days);
    json_close(json, '}');
    json_close(json, '}');
}

static void put_told(json_writer *json, const update_told *t)
{
    json_open(json, "look", '[');
    for (size_t i = 0; i < t->n_looks; i++) {
        json_open(json, NULL, '{');
        json_text(json, "path", t->look[i].path);
        json_day(json, "day", t->look[i].day);
        json_text(json, "why", t->look[i].why);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open(json, "notes", '[');
    for (size_t i = 0; i < t->n_notes; i++) json_text(json, NULL, t->note[i]);
    json_close(json, ']');
    json_open(json, "alerts", '[');
    for (size_t i = 0; i < t->n_fired; i++) {
        json_open(json, NULL, '{');
        json_text(json, "alert", t->fired[i].alert->text);
        json_text(json, "outcome", t->fired[i].row->outcome);
        json_whole(json, "days", t->fired[i].row->days);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void update_json(const update_told *t, FILE *out)
{
    json_writer json = {.out = out};

    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-update");
    json_whole(&json, "version", 1);
    json_text(&json, "directory", t->directory);
    json_text(&json, "scenario", t->scenario);
    json_text(&json, "result", t->result);
    json_text(&json, "result_before", t->was_result);
    json_day(&json, "was_start", study_days_of(t->before).start);
    json_day(&json, "start", study_days_of(t->now).start);
    put_record(&json, t->growth);
    put_told(&json, t);
    put_moved(&json, t->moved);
    put_update(&json, t->update);
    json_close(&json, '}');
    putc('\n', out);
}
