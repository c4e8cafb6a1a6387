/* answer_words.c -- what stands in words beside the figures: the summary, the trust line, the limits.
 *
 * Likely is at least two in three, unlikely less than one in three, as of the longest horizon. What is prior-driven is
 * told apart, for the record cannot correct it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../studies/track.h"
#include "answer_reader.h"
#include "answer_text.h"

enum { MOST_NAMED = 3, MOST_NOTES = 33 };

static const char *name_of(const answer_outcome *outcome)
{
    return *outcome->says ? outcome->says : outcome->id;
}

/* ---- summary ------------------------------------------------------------------------------------ */

/* Which outcomes a part of the summary speaks of. */
typedef struct class
{
    bool already, assumed;
    double from, below; /* probability at the longest horizon */
} class;

static double at_the_end(const ofr_answer *a, const answer_outcome *outcome)
{
    return outcome->by[a->n_horizons - 1].share.probability;
}

static bool belongs(const ofr_answer *a, const answer_outcome *outcome, const class *c)
{
    const double p = at_the_end(a, outcome);

    if (holds_already(outcome) || c->already) return holds_already(outcome) && c->already;
    return outcome->prior_driven == c->assumed && p >= c->from && p < c->below;
}

/* "raid (83 %), strike (>99 %) and 2 more", the likeliest first, or last where !down. list: room for all outcomes. */
static void put_class(const ofr_answer *a, const class *c, const char *before, bool down,
                      const answer_outcome **list, FILE *out)
{
    size_t n = 0;

    for (size_t o = 0; o < a->n_outcomes; o++) {
        const answer_outcome *next = &a->outcome[o];
        if (!belongs(a, next, c)) continue;
        size_t at = n++;
        for (; at > 0; at--) {
            const double x = at_the_end(a, list[at - 1]), y = at_the_end(a, next);
            if (down ? x >= y : x <= y) break;
            list[at] = list[at - 1];
        }
        list[at] = next;
    }
    if (n > 0) fputs(before, out);
    for (size_t i = 0; i < n && i < MOST_NAMED; i++) {
        char figure[SHARE_TEXT];
        fprintf(out, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ", name_of(list[i]));
        if (!c->already)
            fprintf(out, " (%s)", share_told_short(&list[i]->by[a->n_horizons - 1].share, figure));
    }
    if (n > MOST_NAMED) fprintf(out, " and %zu more", n - MOST_NAMED);
}

static ofr_status write_summary(answer_reader *reader, ofr_error *err)
{
    static const struct {
        class of;
        const char *before;
        bool down;
    } part[] = {
        {{true, false, 0, 0}, " True at the start already: ", true},
        {{false, false, 2.0 / 3, 2}, " Likely: ", true},
        {{false, false, 1.0 / 3, 2.0 / 3}, " As likely as not: ", true},
        {{false, false, -1, 1.0 / 3}, " Unlikely: ", false},
        {{false, true, -1, 2}, " Assumed rather than observed: ", true},
    };
    ofr_answer *a = reader->answer;
    const answer_outcome **list = reader_alloc(reader, a->n_outcomes, sizeof(answer_outcome *),
                                               err);
    answer_text w;

    if (!list) return OFR_NO_MEMORY;
    answer_text_open(&w);
    if (w.out && a->done == 0) fprintf(w.out, "No futures yet.");
    if (w.out && a->done > 0) {
        fprintf(w.out, "Within %d days.", (int)a->horizon);
        for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
            const long before = ftell(w.out);
            put_class(a, &part[i].of, part[i].before, part[i].down, list, w.out);
            if (ftell(w.out) > before) putc('.', w.out);
        }
    }
    return answer_text_keep(reader, &w, &a->summary, err);
}

/* ---- trust -------------------------------------------------------------------------------------- */

static double percent_of(size_t n, size_t of)
{
    return of ? 100 * (double)n / (double)of : 0;
}

static void put_drops(const ofr_answer *a, FILE *out)
{
    answer_text_percent(percent_of(a->dropped_members, a->done), out);
    fprintf(out, " of futures dropped an answer or a message, ");
    answer_text_percent(percent_of(a->dropped_open, a->done), out);
    fprintf(out, " one that could have changed an outcome");
}

/* What earlier forecasts were worth: all outcomes together, at the horizon nearest to that of the answer. */
static void put_track(const ofr_answer *a, FILE *out)
{
    const track_question *q = a->track ? track_find(a->track, "", a->horizon) : NULL;
    char words[TRACK_WORDS];

    fputs(q ? track_words(a->track, q, a->track_is_older, words)
            : "no earlier forecast of this case was scored",
          out);
}

static ofr_status write_trust(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    char left_out[LEFT_OUT_TEXT];
    answer_text w;

    answer_text_open(&w);
    if (w.out) {
        answer_text_percent(percent_of(a->n_judged, a->n_values), w.out);
        fprintf(w.out, " of inputs are judged; ");
        left_out_text(&a->left_out, left_out);
        if (*left_out) fprintf(w.out, "%s; ", left_out);
        if (a->evidence_sets > 1)
            fprintf(w.out, "by the record %zu parameter sets are worth %.0f; ", a->evidence_sets,
                    a->evidence_effective < 1 ? 1 : a->evidence_effective);
        else if (a->evidence_sets == 0)
            fprintf(w.out, "no record was weighed; ");
        if (a->done > 0) {
            put_drops(a, w.out);
            fprintf(w.out, "; ");
        }
        put_track(a, w.out);
    }
    return answer_text_keep(reader, &w, &a->trust, err);
}

/* ---- limits ------------------------------------------------------------------------------------- */

static ofr_status add_limit(answer_reader *reader, const char **list, ofr_error *err,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));
static ofr_status add_limit(answer_reader *reader, const char **list, ofr_error *err,
                            const char *format, ...)
{
    ofr_answer *a = reader->answer;
    char room[512];
    va_list values;

    va_start(values, format);
    vsnprintf(room, sizeof room, format, values);
    va_end(values);
    list[a->n_limits] = arena_text(a->arena, room, strlen(room));
    if (!list[a->n_limits])
        return ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory in words");
    a->n_limits++;
    return OFR_OK;
}

/* Which line or channel it was, where in one future of a hundred an outcome could hang on it. */
static ofr_status add_drops(answer_reader *reader, const char **list, ofr_error *err)
{
    static const struct {
        const char *kind, *before, *after;
    } word[] = {
        {"crossing", "crossings of red line", "went without an answer of their own"},
        {"answer", "answers for red line", "gave way to one to a graver crossing"},
        {"message", "messages on channel", "gave way to one that says the other thing"},
    };
    const ofr_answer *a = reader->answer;
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < a->n_dropped && i < MOST_NAMED && status == OFR_OK; i++) {
        const answer_dropped *row = &a->dropped[i];
        const double percent = percent_of((size_t)row->open, a->done);
        for (size_t k = 0; k < 3 && percent >= 1 && status == OFR_OK; k++) {
            if (strcmp(word[k].kind, row->kind) == 0)
                status = add_limit(
                    reader, list, err,
                    "In %.0f %% of futures %s %.60s %s, which could have changed an outcome.",
                    percent, word[k].before, row->id, word[k].after);
        }
    }
    return status;
}

/* What is asked about and holds at the start already, at least in some histories. */
static ofr_status add_already(answer_reader *reader, const char **list, ofr_error *err)
{
    const ofr_answer *a = reader->answer;
    ofr_status status = OFR_OK;
    size_t told = 0;

    for (size_t i = 0; i < a->n_outcomes && told < MOST_NAMED && status == OFR_OK; i++) {
        const answer_outcome *outcome = &a->outcome[i];
        if (!(outcome->already > 0)) continue;
        told++;
        status = add_limit(reader, list, err,
                           "In %.0f %% of the histories that fit the record this is true at the "
                           "start already: %.80s. That it comes about says nothing then.",
                           100 * outcome->already, name_of(outcome));
    }
    return status;
}

/* What is told of the record, a sentence a line. */
static ofr_status add_notes(answer_reader *reader, const char **list, ofr_error *err)
{
    ofr_status status = OFR_OK;
    size_t n = 0;

    for (const char *at = reader->answer->record_notes; at && *at && n < MOST_NOTES; n++) {
        const size_t length = strcspn(at, "\n");
        if (status == OFR_OK)
            status = add_limit(reader, list, err, "Event record: %.*s.",
                               (int)(length < 400 ? length : 400), at);
        at += length + (at[length] == '\n');
    }
    return status;
}

static ofr_status add_left_out(answer_reader *reader, const char **list, ofr_error *err)
{
    char text[LEFT_OUT_TEXT];

    left_out_text(&reader->answer->left_out, text);
    return *text ? add_limit(reader, list, err, "%s.", text) : OFR_OK;
}

static ofr_status write_limits(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const char **list = reader_alloc(reader, 9 + 2 * MOST_NAMED + MOST_NOTES, sizeof *list, err);
    size_t prior_driven = 0;
    ofr_status status;

    if (!list) return OFR_NO_MEMORY;
    a->limit = list;
    for (size_t i = 0; i < a->n_outcomes; i++) prior_driven += a->outcome[i].prior_driven;
    status = add_limit(reader, list, err,
                       "These are shares of simulated futures under "
                       "the stated assumptions, no prophecy.");
    if (status == OFR_OK && a->n_judged > 0) {
        status = add_limit(reader, list, err, "%zu of %zu inputs rest on judgement.", a->n_judged,
                           a->n_values);
    }
    if (status == OFR_OK && prior_driven > 0) {
        status = add_limit(reader, list, err,
                           "Figures marked prior-driven hang on what "
                           "was assumed: the record holds no such event that could correct it.");
    }
    if (status == OFR_OK && a->fixed) {
        status = add_limit(reader, list, err,
                           "Point values were used: the ranges leave "
                           "out what is unknown about the parameters.");
    }
    if (status == OFR_OK && a->quick)
        status = add_limit(reader, list, err, "This was a quick look with few futures.");
    if (status == OFR_OK && !a->complete) {
        status = add_limit(reader, list, err,
                           "The study is not finished: %zu of %zu "
                           "futures are stored.",
                           a->passed, a->n_members);
    }
    if (status == OFR_OK) status = add_left_out(reader, list, err);
    if (status == OFR_OK) status = add_already(reader, list, err);
    if (status == OFR_OK) status = add_notes(reader, list, err);
    return status == OFR_OK ? add_drops(reader, list, err) : status;
}

ofr_status write_words(answer_reader *reader, ofr_error *err)
{
    ofr_status status = write_summary(reader, err);

    if (status == OFR_OK) status = write_trust(reader, err);
    if (status == OFR_OK) status = write_halts(reader, err);
    if (status == OFR_OK) status = write_limits(reader, err);
    return status;
}
