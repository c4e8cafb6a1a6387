/* comparison_json.c -- a comparison as JSON: every quantity of every what-if. */
#include "comparison.h"
#include "learned_told.h"
#include "left_out_json.h"
#include "share_json.h"
#include "work_json.h"

static void put_gain(json_writer *json, const char *key, double gain)
{
    if (gain > 0)
        json_number(json, key, gain);
    else
        json_null(json, key);
}

static void put_difference(json_writer *json, const ofr_difference *d)
{
    json_number(json, "base", d->base);
    json_number(json, "what_if", d->other);
    json_number(json, "difference", d->value);
    json_number(json, "low", d->low);
    json_number(json, "high", d->high);
    json_number(json, "chance_half_width", d->chance);
    json_number(json, "sets_low", d->set_low);
    json_number(json, "sets_high", d->set_high);
    json_number(json, "sets_deviation", d->set_deviation);
    json_number(json, "lower_over_sets", d->lower);
    json_number(json, "higher_over_sets", d->higher);
    json_number(json, "lower_in_pairs", d->pairs_lower);
    json_number(json, "higher_in_pairs", d->pairs_higher);
    put_gain(json, "pairing_gain", d->gain);
    put_gain(json, "pairing_gain_chance", d->gain_chance);
}

static void put_quantity(json_writer *json, const ofr_comparison *c, const compared_whatif *w,
                         size_t index)
{
    const ofr_quantity *q = &c->quantity[index];

    json_open(json, NULL, '{');
    json_text(json, "id", q->id);
    json_text(json, "says", q->says);
    json_text(json, "unit", q->unit);
    if (q->kind == QUANTITY_OUTCOME) {
        json_flag(json, "headline", q->headline);
        json_flag(json, "prior_driven", q->prior_driven);
        json_share(json, "base_share", &c->share[index]);
        json_share(json, "what_if_share", &w->share[index]);
    }
    json_whole(json, "from_day", q->from);
    json_whole(json, "to_day", q->to);
    put_difference(json, &w->difference[index]);
    json_close(json, '}');
}

static void put_kind(json_writer *json, const ofr_comparison *c, const compared_whatif *w,
                     quantity_kind kind, const char *key)
{
    json_open(json, key, '[');
    for (size_t q = 0; q < c->n_quantities; q++) {
        if (c->quantity[q].kind == kind) put_quantity(json, c, w, q);
    }
    json_close(json, ']');
}

static void put_whatif(json_writer *json, const ofr_comparison *c, const compared_whatif *w)
{
    json_open(json, NULL, '{');
    json_text(json, "name", w->whatif->name);
    json_text(json, "says", w->whatif->says);
    json_open(json, "changes", '[');
    for (size_t i = 0; i < w->whatif->n_changes; i++) {
        const ofr_change *change = &w->whatif->change[i];
        json_open(json, NULL, '{');
        json_text(json, "path", change->path);
        json_text(json, "value", change->value);
        json_day(json, "from", change->from == OFR_NO_DATE ? c->start : change->from);
        json_day(json, "to", change->to);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_flag(json, "same", w->same);
    put_kind(json, c, w, QUANTITY_OUTCOME, "outcomes");
    put_kind(json, c, w, QUANTITY_LEDGER, "ledgers");
    put_kind(json, c, w, QUANTITY_TOTAL, "totals");
    put_kind(json, c, w, QUANTITY_SERIES, "series");
    json_close(json, '}');
}

ofr_status comparison_json(const ofr_comparison *c, FILE *out, ofr_error *err)
{
    json_writer json = {.out = out};
    char seed[24];

    snprintf(seed, sizeof seed, "%llu", (unsigned long long)c->seed);
    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-comparison");
    json_whole(&json, "version", 2);
    json_text(&json, "title", c->title);
    json_text(&json, "program", OFR_VERSION);
    json_text(&json, "seed", seed);
    json_day(&json, "start", c->start);
    json_whole(&json, "horizon_days", c->horizon);
    json_whole(&json, "sets", (int64_t)c->n_sets);
    json_whole(&json, "members_a_set", (int64_t)c->per_set);
    json_whole(&json, "members", (int64_t)c->n_members);
    json_left_out(&json, "left_out", &c->left_out);
    json_flag(&json, "fixed", c->fixed);
    json_flag(&json, "pooled", c->pooled);
    if (c->precision > 0)
        json_number(&json, "precision_asked_points", c->precision);
    else
        json_null(&json, "precision_asked_points");
    json_number(&json, "precision_reached_points", c->reached);
    json_open(&json, "what_ifs", '[');
    for (size_t i = 0; i < c->n_whatifs; i++) put_whatif(&json, c, &c->whatif[i]);
    json_close(&json, ']');
    json_learned(&json, c->taught);
    json_work(&json, &c->work);
    json_close(&json, '}');
    putc('\n', out);
    return ferror(out) ? ofr_fail(err, OFR_IO, "", "the comparison cannot be printed") : OFR_OK;
}
