/* track.c -- see track.h. Kept as JSON, so that a file that comes from anyone is read by a strict reader and nothing else. */
#include "track.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../core/json_read.h"
#include "../core/json_writer.h"

/* Raised where what is kept changes. */
enum { FORM = 1, MOST_QUESTIONS = 10000 };

uint64_t track_key(void)
{
    return hash_word(hash_name(HASH_START, "track record"), FORM);
}

/* ---- a score in short --------------------------------------------------------------------------- */

static void put_skill(json_writer *json, const score_skill *s)
{
    if (!s->known) return;
    json_exact(json, "skill", s->skill);
    if (!s->has_interval) return;
    json_exact(json, "low", s->low);
    json_exact(json, "high", s->high);
}

static void put_question(json_writer *json, const scored_question *q)
{
    const scored_column *published = &q->column[SCORE_PUBLISHED];
    const size_t best = score_best_base(q);

    if (published->n == 0) return;
    json_open_row(json, NULL, '{');
    json_text(json, "outcome", q->outcome);
    json_whole(json, "horizon", q->horizon);
    json_whole(json, "n", (int64_t)q->n);
    json_whole(json, "came", (int64_t)q->came);
    json_flag(json, "enough", score_is_enough(q));
    json_exact(json, "mean", published->mean);
    json_exact(json, "brier", published->parts.brier);
    json_exact(json, "model", q->column[SCORE_MODEL].parts.brier);
    if (best < N_SCORE_COLUMNS) {
        json_text(json, "best", score_column_name(best));
        json_exact(json, "best_brier", q->column[best].parts.brier);
        put_skill(json, &q->column[best].published);
    }
    json_close(json, '}');
}

static void put_track(const ofr_score *s, const ofr_study *study, FILE *out)
{
    json_writer json = {.out = out};
    char hash[17];

    snprintf(hash, sizeof hash, "%016" PRIx64, study->spec->hash);
    json_open(&json, NULL, '{');
    json_text(&json, "title", s->title);
    json_text(&json, "scenario_hash", hash);
    json_whole(&json, "first", s->origin[0]);
    json_whole(&json, "last", s->origin[s->n_origins - 1]);
    json_whole(&json, "sets", (int64_t)s->n_sets);
    json_whole(&json, "per_set", (int64_t)s->per_set);
    json_open(&json, "questions", '[');
    for (size_t h = 0; h < s->n_horizons && s->n_questions > 0; h++)
        put_question(&json, &s->all[h]);
    for (size_t i = 0; i < s->n_questions; i++) put_question(&json, &s->question[i]);
    json_close(&json, ']');
    json_close(&json, '}');
}

ofr_status track_keep(const ofr_score *score, const ofr_study *study, const ofr_store *store,
                      ofr_error *err)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out;
    bool fine;
    ofr_status status;

    if (!store || score->model_only) return OFR_OK;
    out = open_memstream(&text, &n);
    if (!out) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the track record");
    put_track(score, study, out);
    fine = !ferror(out);
    fine = fclose(out) == 0 && fine;
    status = fine ? store->keep(store->self, track_key(), 0, (const unsigned char *)text, n, NULL,
                                0, err)
                  : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the track record");
    free(text);
    return status;
}

/* ---- read again --------------------------------------------------------------------------------- */

static const char *text_of(const json_value *v, const char *key, bool *fine)
{
    const json_value *at = json_get(v, key);

    *fine &= at && at->kind == JSON_TEXT;
    return *fine ? at->text : "";
}

/* A number from low to high. */
static double number_of(const json_value *v, const char *key, double low, double high, bool *fine)
{
    const json_value *at = json_get(v, key);

    *fine &= at && (at->kind == JSON_NUMBER || at->kind == JSON_FLAG) && at->number >= low &&
             at->number <= high;
    return *fine ? at->number : low;
}

static bool take_best(const json_value *v, track_question *q)
{
    bool fine = true;

    q->best = "";
    if (!json_get(v, "best")) return true;
    q->best = text_of(v, "best", &fine);
    q->best_brier = number_of(v, "best_brier", 0, 1, &fine);
    q->skill.known = json_get(v, "skill") != NULL;
    q->skill.has_interval = json_get(v, "low") != NULL;
    if (q->skill.known) q->skill.skill = number_of(v, "skill", -HUGE_VAL, 1, &fine);
    if (q->skill.has_interval) {
        q->skill.low = number_of(v, "low", -HUGE_VAL, 1, &fine);
        q->skill.high = number_of(v, "high", q->skill.low, 1, &fine);
    }
    return fine;
}

static bool take_question(const json_value *v, track_question *q)
{
    bool fine = true;

    q->outcome = text_of(v, "outcome", &fine);
    q->horizon = (int32_t)number_of(v, "horizon", 1, 3650, &fine);
    q->n = (size_t)number_of(v, "n", 1, 1e9, &fine);
    q->came = (size_t)number_of(v, "came", 0, (double)q->n, &fine);
    q->enough = number_of(v, "enough", 0, 1, &fine) > 0;
    q->mean = number_of(v, "mean", 0, 1, &fine);
    q->brier = number_of(v, "brier", 0, 1, &fine);
    q->model = number_of(v, "model", 0, 1, &fine);
    return take_best(v, q) && fine;
}

bool track_read(const unsigned char *bytes, size_t n, ofr_arena *arena, ofr_track *ret)
{
    const json_value *root = NULL, *list;
    ofr_track told = {0};
    track_question *question;
    bool fine = true;

    if (json_read((const char *)bytes, n, "", arena, &root, NULL) != OFR_OK) return false;
    list = json_get(root, "questions");
    if (!list || list->kind != JSON_LIST || list->n > MOST_QUESTIONS) return false;
    told.title = text_of(root, "title", &fine);
    told.scenario_hash = text_of(root, "scenario_hash", &fine);
    told.first = (int32_t)number_of(root, "first", -1e7, 1e7, &fine);
    told.last = (int32_t)number_of(root, "last", told.first, 1e7, &fine);
    told.n_sets = (size_t)number_of(root, "sets", 1, 1e9, &fine);
    told.per_set = (size_t)number_of(root, "per_set", 1, 1e9, &fine);
    told.question = question = arena_alloc(arena, (list->n + 1) * sizeof *question);
    for (const json_value *v = list->first; v && question; v = v->next)
        fine &= take_question(v, &question[told.n++]);
    if (fine && question) *ret = told;
    return fine && question;
}

const track_question *track_find(const ofr_track *track, const char *outcome, int32_t days)
{
    const track_question *best = NULL;

    for (size_t i = 0; i < track->n; i++) {
        const track_question *q = &track->question[i];
        if (strcmp(q->outcome, outcome) != 0) continue;
        if (!best || (q->horizon <= days && (best->horizon > days || q->horizon > best->horizon)) ||
            (best->horizon > days && q->horizon < best->horizon))
            best = q;
    }
    return best;
}

/* ---- words -------------------------------------------------------------------------------------- */

static void put_verdict(const track_question *q, char *text, size_t size)
{
    static const char *const says[] = {[SCORE_CANNOT_SAY] = "too few origins to say against",
                                       [SCORE_BETTER] = "better than",
                                       [SCORE_TIES] = "no better than",
                                       [SCORE_WORSE] = "worse than"};

    if (!q->enough)
        snprintf(text, size, "too few events to show anything");
    else if (!*q->best)
        snprintf(text, size, "no baseline has all of them");
    else
        snprintf(text, size, "%s %.40s, the best of the baselines",
                 says[score_verdict_of(&q->skill)], q->best);
}

const char *track_words(const ofr_track *track, const track_question *q, bool older,
                        char room[TRACK_WORDS])
{
    char verdict[96], mean[16], first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];

    put_verdict(q, verdict, sizeof verdict);
    snprintf(mean, sizeof mean, q->mean > 0 && q->mean < 0.005 ? "<1 %%" : "%.0f %%",
             100 * q->mean);
    snprintf(room, TRACK_WORDS,
             "of %zu earlier %d-day forecasts of %s (%s to %s), mean %s, %zu came: %s%s", q->n,
             (int)q->horizon, *q->outcome ? "this outcome" : "this case",
             date_format(track->first, first), date_format(track->last, last), mean, q->came,
             verdict, older ? "; the scenario has changed since" : "");
    return room;
}
