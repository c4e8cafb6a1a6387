/* tests_json.c -- tested hypotheses as JSON; shares of futures stay between 0 and 1. */
#include "../report/left_out_json.h"
#include "../report/share_json.h"
#include "../report/work_json.h"

#include "cli.h"

static const char *const verdicts[] = {"supported", "contradicted", "not identified"};
static const char *const measures[] = {"outcome", "acts a week", "messages a week", "misread"};

static void put_claim(json_writer *json, bool outcome, const tested_claim *c)
{
    const ofr_difference *d = &c->difference;

    json_open(json, NULL, '{');
    json_text(json, "name", c->name);
    json_text(json, "expects", c->expects);
    json_flag(json, "relative", c->claim.relative);
    if (c->no_base)
        json_null(json, "margin");
    else
        json_number(json, "margin", c->margin);
    json_number(json, "base", d->base);
    json_number(json, "changed", d->other);
    if (outcome) {
        json_share(json, "base_share", &c->base_share);
        json_share(json, "changed_share", &c->changed_share);
    }
    json_number(json, "effect", d->value);
    json_number(json, "low", d->low);
    json_number(json, "high", d->high);
    json_number(json, "set_low", d->set_low);
    json_number(json, "set_high", d->set_high);
    if (c->no_base)
        json_null(json, "share_of_sets");
    else
        json_number(json, "share_of_sets", c->share);
    json_number(json, "share_in_direction", c->direction);
    json_text(json, "verdict", verdicts[c->verdict]);
    json_open(json, "hangs_on", '[');
    for (size_t i = 0; i < c->n_hinges; i++) {
        json_open(json, NULL, '{');
        json_text(json, "path", c->hinge[i].path);
        json_number(json, "rank_correlation", c->hinge[i].correlation);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void put_record(json_writer *json, const tested_record *r)
{
    static const char *const names[] = {"first", "second"};

    if (r->says != RECORD_SAYS_RATES) {
        json_null(json, "record");
        return;
    }
    json_open(json, "record", '{');
    for (size_t i = 0; i < 2; i++) {
        json_open(json, names[i], '{');
        json_number(json, "acts", r->rates.acts[i]);
        json_number(json, "days", r->rates.days[i]);
        json_close(json, '}');
    }
    json_number(json, "ratio", r->rates.ratio);
    json_number(json, "low", r->rates.low);
    json_number(json, "high", r->rates.high);
    json_flag(json, "totals_spread", r->totals);
    json_close(json, '}');
}

void tests_json(const ofr_tests *tests, FILE *out)
{
    json_writer json = {.out = out};

    json_open(&json, NULL, '{');
    json_text(&json, "title", tests->title);
    json_number(&json, "seed", (double)tests->seed);
    json_whole(&json, "sets", (int64_t)tests->n_sets);
    json_whole(&json, "members", (int64_t)tests->per_set);
    json_open(&json, "hypotheses", '[');
    for (size_t i = 0; i < tests->n; i++) {
        const ofr_tested *t = &tests->item[i];
        json_open(&json, NULL, '{');
        json_text(&json, "id", t->id);
        json_text(&json, "says", t->says);
        json_text(&json, "by", t->by);
        json_text(&json, "note", t->note);
        json_day(&json, "from", t->from);
        json_day(&json, "to", t->to);
        json_text(&json, "given", t->given);
        json_text(&json, "measure", measures[t->measure]);
        json_text(&json, "of", t->what);
        json_open(&json, "claims", '[');
        for (size_t j = 0; j < t->n_claims; j++)
            put_claim(&json, t->measure == MEASURE_OUTCOME, &t->claim[j]);
        json_close(&json, ']');
        put_record(&json, &t->record);
        json_left_out(&json, "left_out", &t->left_out);
        json_text(&json, "verdict", verdicts[t->verdict]);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_work(&json, &tests->work);
    json_close(&json, '}');
    fputc('\n', out);
}
