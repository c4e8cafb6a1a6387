/* score_json.c -- a score as JSON, with each forecast; docs/skill.md has the keys. */
#include <math.h>

#include "../report/left_out_json.h"
#include "../report/work_json.h"

#include "cli.h"

static const char *const verdicts[] = {"cannot say", "better", "ties", "worse"};
static const char *const why[] = {"", "deals", "halts", "not recorded"};

static void put_skill(json_writer *json, const char *key, const score_skill *s)
{
    if (!s->known) {
        json_null(json, key);
        return;
    }
    json_open_row(json, key, '{');
    json_number(json, "skill", s->skill);
    json_number(json, "low", s->has_interval ? s->low : NAN);
    json_number(json, "high", s->has_interval ? s->high : NAN);
    json_number(json, "difference", s->difference);
    json_number(json, "difference_low", s->has_interval ? s->difference_low : NAN);
    json_number(json, "difference_high", s->has_interval ? s->difference_high : NAN);
    json_text(json, "verdict", verdicts[score_verdict_of(s)]);
    json_close(json, '}');
}

static void put_column(json_writer *json, size_t k, const scored_column *c)
{
    json_open(json, score_column_name(k), '{');
    json_whole(json, "n", (int64_t)c->n);
    json_number(json, "mean", c->mean);
    json_number(json, "brier", c->parts.brier);
    json_number(json, "reliability", c->parts.reliability);
    json_number(json, "resolution", c->parts.resolution);
    json_number(json, "uncertainty", c->parts.uncertainty);
    json_number(json, "within", c->parts.within);
    json_number(json, "log", c->log);
    json_number(json, "sharpness", c->sharpness);
    if (k != SCORE_MODEL) {
        put_skill(json, "model_skill", &c->skill);
        put_skill(json, "model_log_skill", &c->log_skill);
    }
    if (k != SCORE_PUBLISHED) put_skill(json, "published_skill", &c->published);
    json_close(json, '}');
}

static void put_bins(json_writer *json, const scored_question *q)
{
    json_open(json, "bins", '[');
    for (size_t b = 0; b < SCORE_BINS; b++) {
        const reliability_bin *bin = &q->bin[b];
        json_open_row(json, NULL, '{');
        json_whole(json, "n", (int64_t)bin->n);
        json_whole(json, "came", (int64_t)bin->came);
        json_number(json, "forecast", bin->n ? bin->forecast : NAN);
        json_number(json, "share", bin->n ? bin->share : NAN);
        json_number(json, "low", bin->n ? bin->low : NAN);
        json_number(json, "high", bin->n ? bin->high : NAN);
        json_close(json, '}');
    }
    json_close(json, ']');
    if (!q->slope.known) {
        json_null(json, "slope");
        return;
    }
    json_open_row(json, "slope", '{');
    json_number(json, "slope", q->slope.slope);
    json_number(json, "intercept", q->slope.intercept);
    json_number(json, "low", q->slope.has_interval ? q->slope.low : NAN);
    json_number(json, "high", q->slope.has_interval ? q->slope.high : NAN);
    json_close(json, '}');
}

/* Each forecast of a question: null where it is open, or nobody says anything. */
static void put_forecasts(json_writer *json, const ofr_score *s, const scored_question *q)
{
    json_open(json, "forecasts", '[');
    for (size_t at = 0; at < s->n_origins; at++) {
        const double *chance = q->chance + at * N_SCORE_COLUMNS;
        if (isnan(chance[SCORE_MODEL])) continue; /* the record ends before the horizon */
        json_open_row(json, NULL, '{');
        json_day(json, "origin", s->origin[at]);
        if (q->told[at] < 0)
            json_null(json, "came");
        else
            json_flag(json, "came", q->told[at] > 0);
        for (size_t k = 0; k < N_SCORE_COLUMNS; k++)
            json_number(json, score_column_name(k), chance[k]);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_question(json_writer *json, const ofr_score *s, const scored_question *q)
{
    json_open(json, NULL, '{');
    json_text(json, "outcome", q->outcome);
    json_text(json, "says", q->says);
    json_whole(json, "horizon", q->horizon);
    json_whole(json, "n", (int64_t)q->n);
    json_whole(json, "came", (int64_t)q->came);
    json_whole(json, "open", (int64_t)q->open);
    json_flag(json, "enough", score_is_enough(q));
    json_flag(json, "partly_recorded", q->partly);
    json_whole(json, "block", (int64_t)q->block);
    json_open(json, "by", '{');
    for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
        if (q->column[k].n > 0) put_column(json, k, &q->column[k]);
    }
    json_close(json, '}');
    put_bins(json, q);
    if (q->chance) put_forecasts(json, s, q);
    json_close(json, '}');
}

static void put_counts(json_writer *json, const scored_counts *c)
{
    json_open(json, NULL, '{');
    json_text(json, "theatres", c->theatres);
    json_whole(json, "weeks", (int64_t)c->n);
    json_whole(json, "open", (int64_t)c->open);
    json_whole(json, "with_acts", (int64_t)c->came);
    json_flag(json, "enough", score_counts_enough(c));
    json_number(json, "mean", c->mean);
    json_open_row(json, "crps", '{');
    for (size_t k = 0; k < N_SCORE_COLUMNS; k++)
        json_number(json, score_column_name(k), c->n ? c->crps[k] : NAN);
    json_close(json, '}');
    json_open(json, "model_skill", '{');
    for (size_t k = SCORE_BASES; k < N_SCORE_COLUMNS; k++)
        put_skill(json, score_column_name(k), &c->skill[k]);
    json_close(json, '}');
    json_open_row(json, "pit", '[');
    for (size_t b = 0; b < SCORE_BINS; b++) json_whole(json, NULL, (int64_t)c->pit[b]);
    json_close(json, ']');
    json_close(json, '}');
}

static void put_origins(json_writer *json, const ofr_score *s)
{
    json_open(json, "origins", '[');
    for (size_t i = 0; i < s->n_origins; i++) {
        json_open_row(json, NULL, '{');
        json_day(json, "date", s->origin[i]);
        json_left_out(json, "left_out", &s->left_out[i]);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_dating(json_writer *json, const score_dating *d)
{
    json_open_row(json, "dating", '{');
    json_day(json, "written_for", d->written);
    json_whole(json, "numbers", (int64_t)d->numbers);
    json_whole(json, "source_later", (int64_t)d->later);
    json_whole(json, "source_earlier", (int64_t)d->earlier);
    json_whole(json, "source_undated", (int64_t)d->undated);
    json_flag(json, "insider", d->insider);
    json_close(json, '}');
}

static void put_unscored(json_writer *json, const ofr_score *s)
{
    json_open(json, "left_out", '[');
    for (size_t i = 0; i < s->n_unscored; i++) {
        json_open_row(json, NULL, '{');
        json_text(json, "outcome", s->unscored[i].outcome);
        json_text(json, "says", s->unscored[i].says);
        json_text(json, "why", why[s->unscored[i].why]);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void score_json(const ofr_score *s, FILE *out)
{
    json_writer json = {.out = out, .lines = true};

    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-score");
    json_whole(&json, "version", 1);
    json_text(&json, "title", s->title);
    json_whole(&json, "seed", (int64_t)s->seed);
    json_whole(&json, "sets", (int64_t)s->n_sets);
    json_whole(&json, "members_per_set", (int64_t)s->per_set);
    json_flag(&json, "model_only", s->model_only);
    json_whole(&json, "origins_pooled", (int64_t)s->n_pooled);
    json_whole(&json, "published_members_per_set", (int64_t)s->published_per_set);
    json_day(&json, "record_from", s->first);
    json_day(&json, "record_to", s->last);
    put_origins(&json, s);
    put_dating(&json, &s->dating);
    put_unscored(&json, s);
    json_open(&json, "all", '[');
    for (size_t h = 0; h < s->n_horizons && s->n_questions > 0; h++)
        put_question(&json, s, &s->all[h]);
    json_close(&json, ']');
    json_open(&json, "questions", '[');
    for (size_t i = 0; i < s->n_questions; i++) put_question(&json, s, &s->question[i]);
    json_close(&json, ']');
    json_open(&json, "weekly_counts", '[');
    for (size_t g = 0; g < s->n_counts; g++) put_counts(&json, &s->counts[g]);
    json_close(&json, ']');
    json_work(&json, &s->work);
    json_close(&json, '}');
    fputs("\n", out);
}
