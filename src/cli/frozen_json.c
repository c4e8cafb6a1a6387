/* frozen_json.c -- what became of a frozen forecast, as JSON (docs/forecast.md). */
#include <string.h>

#include "../core/json_writer.h"
#include "cli.h"

static void put_answer(json_writer *json, const frozen_answer *a)
{
    const bool told = a->fate == FROZEN_YES || a->fate == FROZEN_NO;

    json_open_row(json, NULL, '{');
    json_text(json, "id", a->question->id);
    json_text(json, "outcome", a->question->outcome);
    json_day(json, "last_day", a->question->last);
    json_text(json, "fate", frozen_fate_name(a->fate));
    json_text(json, "why", a->why);
    if (told)
        json_flag(json, "came", a->fate == FROZEN_YES);
    else
        json_null(json, "came");
    json_flag(json, "scored", a->scored);
    json_flag(json, "by_hand", a->by_hand);
    json_flag(json, "partly_recorded", a->partly);
    for (size_t k = 0; k < N_FROZEN_COLUMNS; k++)
        json_number(json, frozen_column_name(k), a->chance[k]);
    json_close(json, '}');
}

static void put_means(json_writer *json, const char *key, const frozen_mean *mean)
{
    json_open(json, key, '{');
    for (size_t k = 0; k < N_FROZEN_COLUMNS; k++) {
        json_open_row(json, frozen_column_name(k), '{');
        json_whole(json, "n", (int64_t)mean[k].n);
        json_whole(json, "came", (int64_t)mean[k].came);
        json_number(json, "mean", mean[k].mean);
        json_number(json, "brier", mean[k].brier);
        json_number(json, "log", mean[k].log);
        json_number(json, "published_brier", mean[k].published_brier);
        json_number(json, "published_log", mean[k].published_log);
        json_close(json, '}');
    }
    json_close(json, '}');
}

static void put_record(json_writer *json, const frozen_score *s)
{
    json_open(json, "record", '{');
    json_day(json, "told_to", s->told_to);
    json_flag(json, "told_to_stated", s->stated);
    json_open(json, "gone", '[');
    for (size_t i = 0; i < s->n_gone; i++) {
        json_open_row(json, NULL, '{');
        json_day(json, "day", s->gone[i].day);
        json_whole(json, "rows", (int64_t)s->gone[i].rows);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_whole(json, "new_before_start", (int64_t)s->new_rows);
    json_whole(json, "fit_no_flow", (int64_t)s->unfit);
    json_close(json, '}');
}

void frozen_score_json(const ofr_frozen *f, const frozen_score *s, FILE *out)
{
    json_writer json = {.out = out, .lines = true};

    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-frozen-score");
    json_whole(&json, "version", 1);
    json_text(&json, "title", f->title);
    json_text(&json, "frozen", f->hash);
    json_day(&json, "start", f->start);
    json_flag(&json, "quick", f->quick);
    put_record(&json, s);
    json_open(&json, "fates", '{');
    for (size_t i = 0; i < sizeof s->fate / sizeof s->fate[0]; i++)
        json_whole(&json, frozen_fate_name((frozen_fate)i), (int64_t)s->fate[i]);
    json_whole(&json, "early", (int64_t)s->waiting);
    json_close(&json, '}');
    json_open(&json, "questions", '[');
    for (size_t i = 0; i < s->n; i++) put_answer(&json, &s->answer[i]);
    json_close(&json, ']');
    put_means(&json, "scores", s->all);
    put_means(&json, "scores_fully_recorded", s->full);
    json_close(&json, '}');
    fputs("\n", out);
}
