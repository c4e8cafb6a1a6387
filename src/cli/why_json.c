/* why_json.c -- what is left of a what-if's effect without each mechanism, as JSON: docs/why.md has the keys. */
#include "../core/json_writer.h"
#include "../report/left_out_json.h"
#include "../report/work_json.h"
#include "cli.h"

static void put_difference(json_writer *json, const ofr_difference *d)
{
    json_number(json, "base", d->base);
    json_number(json, "what_if", d->other);
    json_number(json, "difference", d->value);
    json_number(json, "low", d->low);
    json_number(json, "high", d->high);
}

static void put_left(json_writer *json, const why_outcome *o, const char *name,
                     const why_left *left)
{
    json_open(json, NULL, '{');
    json_text(json, "mechanism", name);
    put_difference(json, &left->without);
    if (o->all.value < 0 || o->all.value > 0) {
        json_number(json, "share", left->share);
        json_number(json, "share_error", left->error);
    } else {
        json_null(json, "share");
        json_null(json, "share_error");
    }
    json_whole(json, "futures_moved", (int64_t)left->moved);
    json_flag(json, "turns", left->without.value * o->all.value < 0);
    json_close(json, '}');
}

static void put_outcome(json_writer *json, const ofr_why *why, const why_outcome *o)
{
    json_open(json, NULL, '{');
    json_text(json, "id", o->id);
    json_text(json, "says", o->says);
    json_flag(json, "prior_driven", o->prior_driven);
    put_difference(json, &o->all);
    json_open(json, "without", '[');
    for (size_t m = 0; m < why->n_mechanisms; m++) {
        if (why->mechanism[m].state == WHY_OFF)
            put_left(json, o, why->mechanism[m].off->name, &o->left[m]);
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void put_switch(json_writer *json, const why_switch *off)
{
    json_text(json, "name", off->name);
    json_text(json, "says", off->says);
    json_text(json, "changes", off->changes);
}

static void put_mechanism(json_writer *json, const why_mechanism *m)
{
    static const char *const state[] = {"off", "absent", "refused"};

    json_open(json, NULL, '{');
    put_switch(json, m->off);
    json_text(json, "state", state[m->state]);
    if (m->state == WHY_REFUSED)
        json_text(json, "refused", m->refused);
    else
        json_null(json, "refused");
    json_flag(json, "idle", m->idle);
    json_close(json, '}');
}

static void put_size(json_writer *json, const ofr_why *why)
{
    char text[32];

    snprintf(text, sizeof text, "%llu", (unsigned long long)why->seed);
    json_text(json, "seed", text);
    json_text(json, "start", date_format(why->start, text));
    json_whole(json, "horizon_days", why->horizon);
    json_whole(json, "sets", (int64_t)why->n_sets);
    json_whole(json, "members_a_set", (int64_t)why->per_set);
    json_whole(json, "futures", (int64_t)why->n_futures);
    json_left_out(json, "left_out", &why->left_out);
    json_flag(json, "fixed", why->fixed);
}

void why_json(const ofr_why *why, FILE *out)
{
    json_writer json = {.out = out};

    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-why");
    json_whole(&json, "version", 1);
    json_text(&json, "title", why->title);
    json_text(&json, "program", OFR_VERSION);
    json_text(&json, "base", why->base ? why->base->name : "base");
    json_text(&json, "what_if", why->whatif->name);
    put_size(&json, why);
    json_open(&json, "outcomes", '[');
    for (size_t i = 0; i < why->n_outcomes; i++) put_outcome(&json, why, &why->outcome[i]);
    json_close(&json, ']');
    json_open(&json, "mechanisms", '[');
    for (size_t m = 0; m < why->n_mechanisms; m++) put_mechanism(&json, &why->mechanism[m]);
    json_close(&json, ']');
    json_work(&json, &why->work);
    json_close(&json, '}');
    putc('\n', out);
}

void why_switches_json(FILE *out)
{
    json_writer json = {.out = out};
    size_t n;
    const why_switch *all = why_switches(&n);

    json_open(&json, NULL, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(&json, NULL, '{');
        put_switch(&json, &all[i]);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    putc('\n', out);
}
