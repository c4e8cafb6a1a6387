/* exits_json.c -- packages that would lower a risk, as JSON: docs/exits.md has the keys. */
#include "../core/json_writer.h"
#include "../report/left_out_json.h"
#include "cli.h"

static void put_place(json_writer *json, const char *key, size_t row)
{
    if (row == SIZE_MAX)
        json_null(json, key);
    else
        json_whole(json, key, (int64_t)row);
}

static void put_difference(json_writer *json, const char *key, const ofr_difference *d)
{
    json_open(json, key, '{');
    json_number(json, "without", d->base);
    json_number(json, "with", d->other);
    json_number(json, "difference", d->value);
    json_number(json, "low", d->low);
    json_number(json, "high", d->high);
    json_number(json, "chance", d->chance);
    json_number(json, "sets_lower", d->lower);
    json_number(json, "sets_higher", d->higher);
    json_close(json, '}');
}

static void put_party(json_writer *json, const exits_party *p)
{
    json_open(json, NULL, '{');
    json_text(json, "id", p->id);
    json_text(json, "name", p->name);
    json_number(json, "accepts", p->accepts);
    json_flag(json, "accepted", p->accepts >= EXITS_ACCEPTS);
    json_number(json, "low5", p->low5);
    put_difference(json, "gain", &p->gain);
    json_close(json, '}');
}

static void put_move(json_writer *json, const bound_move *m)
{
    json_open(json, NULL, '{');
    json_text(json, "name", m->name);
    json_text(json, "says", m->move->says);
    json_text(json, "thing", m->thing);
    json_day(json, "from", m->from);
    json_day(json, "to", m->to);
    json_number(json, "works", m->move->works);
    move_consent_json(json, m);
    move_changes_json(json, m);
    json_close(json, '}');
}

static void put_row(json_writer *json, const exits_row *row)
{
    json_open(json, NULL, '{');
    json_open(json, "moves", '[');
    for (size_t i = 0; i < row->n_moves; i++) put_move(json, row->move[i]);
    json_close(json, ']');
    put_difference(json, "risk", &row->risk);
    json_number(json, "works_in", row->works_in);
    json_flag(json, "effective", row->effective);
    json_flag(json, "accepted", row->accepted);
    json_flag(json, "pareto", row->pareto);
    json_open(json, "parties", '[');
    for (size_t i = 0; i < row->n_parties; i++) put_party(json, &row->party[i]);
    json_close(json, ']');
    json_open(json, "unweighed", '[');
    for (size_t i = 0; i < row->n_unweighed; i++) json_text(json, NULL, row->unweighed[i]);
    json_close(json, ']');
    json_close(json, '}');
}

static void put_size(json_writer *json, const ofr_exits *e)
{
    char text[32];

    json_text(json, "title", e->title);
    snprintf(text, sizeof text, "%llu", (unsigned long long)e->seed);
    json_text(json, "seed", text);
    json_day(json, "start", e->start);
    json_whole(json, "horizon_days", e->horizon);
    json_flag(json, "pooled", e->pooled);
    json_flag(json, "stopped", e->stopped);
    json_flag(json, "fresh", e->fresh);
    json_whole(json, "sets", (int64_t)e->n_sets);
    json_whole(json, "members", (int64_t)e->per_set);
    json_whole(json, "futures", (int64_t)e->n_futures);
    json_left_out(json, "left_out", &e->left_out);
    json_open(json, "outcomes", '[');
    for (size_t i = 0; i < e->n_outcomes; i++) json_text(json, NULL, e->outcome[i]);
    json_close(json, ']');
}

static void put_search(json_writer *json, const ofr_exits *e)
{
    const exits_work *w = &e->work;

    json_open(json, "search", '{');
    json_whole(json, "sets", (int64_t)e->search_sets);
    json_whole(json, "members", (int64_t)e->search_per_set);
    json_whole(json, "screened_sets", (int64_t)e->screen_sets);
    json_whole(json, "moves", (int64_t)w->moves);
    json_whole(json, "idle", (int64_t)w->idle);
    json_whole(json, "singles", (int64_t)w->singles);
    json_whole(json, "pairs", (int64_t)w->pairs);
    json_whole(json, "triples", (int64_t)w->triples);
    json_whole(json, "contradict", (int64_t)w->contradict);
    json_whole(json, "contenders", (int64_t)w->contenders);
    json_whole(json, "rounds", (int64_t)w->rounds);
    json_number(json, "correct_at_least", e->correct);
    json_whole(json, "models", (int64_t)w->compiled);
    json_whole(json, "futures", (int64_t)w->futures);
    json_close(json, '}');
}

static void put_binds(json_writer *json, const ofr_exits *e)
{
    json_open(json, "binds", '[');
    for (size_t i = 0; i < e->n_binds; i++) {
        json_open(json, NULL, '{');
        json_text(json, "without", *e->bind[i].id ? e->bind[i].id : "least effect");
        put_place(json, "row", e->bind[i].row);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void exits_json(const ofr_exits *e, FILE *out)
{
    json_writer json = {.out = out};

    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-exits");
    json_whole(&json, "version", 1);
    put_size(&json, e);
    json_number(&json, "least_effect", e->least);
    json_number(&json, "accepts_at_least", EXITS_ACCEPTS);
    json_number(&json, "indifferent", EXITS_INDIFFERENT);
    put_search(&json, e);
    json_open(&json, "rows", '[');
    for (size_t i = 0; i < e->n_rows; i++) put_row(&json, &e->row[i]);
    json_close(&json, ']');
    put_place(&json, "best", e->best);
    put_place(&json, "nearest", e->nearest);
    put_binds(&json, e);
    json_close(&json, '}');
    putc('\n', out);
}
