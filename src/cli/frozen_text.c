/* frozen_text.c -- what became of a frozen forecast, in words: each question, then the scores. */
#include <math.h>
#include <string.h>

#include "cli.h"

enum { NAME = 46, CELL = 11, LINE = 512 };

/* ---- questions ---------------------------------------------------------------------------------- */

static void put_percent(double p, FILE *out)
{
    char text[32] = "-";

    if (!isnan(p)) snprintf(text, sizeof text, p < 0.005 ? "%.2f %%" : "%.0f %%", 100 * p);
    put_right(out, text, CELL);
}

/* Told by a record that holds only a part of such acts. */
static bool is_marked(const frozen_answer *a)
{
    return a->partly && (a->fate == FROZEN_YES || a->fate == FROZEN_NO);
}

static const char *fate_text(const frozen_answer *a, char room[64])
{
    const bool early = !a->scored && (a->fate == FROZEN_YES || a->fate == FROZEN_NO);

    snprintf(room, 64, "%s%s%s%s", frozen_fate_name(a->fate), a->by_hand ? ", by hand" : "",
             early ? ", early" : "", is_marked(a) ? " *" : "");
    return room;
}

static void put_answer(const frozen_answer *a, FILE *out)
{
    char room[64];

    put_padded(out, a->question->id, NAME);
    for (size_t k = 0; k < FROZEN_BASES; k++) put_percent(a->chance[k], out);
    fprintf(out, "  %s\n", fate_text(a, room));
    if (a->fate != FROZEN_CANNOT) return;
    fputs("    ", out);
    put_plain(out, a->why);
    fputs("\n", out);
}

static void put_questions(const frozen_score *s, FILE *out)
{
    for (size_t i = 0; i < s->n; i++) {
        const frozen_question *q = s->answer[i].question;
        if (i == 0 || q->last != s->answer[i - 1].question->last) {
            char last[OFR_DATE_TEXT], head[96];
            snprintf(head, sizeof head, "Within %d days, up to %s", (int)(q->last - q->first) + 1,
                     date_format(q->last, last));
            fputs("\n", out);
            put_padded(out, head, NAME);
            for (size_t k = 0; k < FROZEN_BASES; k++) put_right(out, frozen_column_name(k), CELL);
            fputs("  came\n", out);
        }
        put_answer(&s->answer[i], out);
    }
}

/* ---- scores ------------------------------------------------------------------------------------- */

static void put_number(double x, FILE *out)
{
    char text[32] = "-";

    if (!isnan(x)) snprintf(text, sizeof text, "%.3f", x);
    put_right(out, text, CELL);
}

static void put_means(const char *head, const frozen_mean *mean, FILE *out)
{
    static const char *const name[] = {"Brier", "log", "mean", "came", "pub.Brier", "pub.log"};

    fputs("\n", out);
    put_padded(out, head, NAME);
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) put_right(out, name[i], CELL);
    fputs("\n", out);
    for (size_t k = 0; k < N_FROZEN_COLUMNS; k++) {
        const frozen_mean *m = &mean[k];
        char came[48];
        if (m->n == 0) continue;
        put_padded(out, frozen_column_name(k), NAME);
        put_number(m->brier, out);
        put_number(m->log, out);
        put_number(m->mean, out);
        snprintf(came, sizeof came, "%zu of %zu", m->came, m->n);
        put_right(out, came, CELL);
        put_number(m->published_brier, out);
        put_number(m->published_log, out);
        fputs("\n", out);
    }
}

static void put_scores(const frozen_score *s, int width, FILE *out)
{
    const frozen_mean *all = &s->all[FROZEN_PUBLISHED], *full = &s->full[FROZEN_PUBLISHED];

    if (all->n == 0) {
        fputs("\nNothing is scored yet.\n", out);
        return;
    }
    put_means("Scores (less is better)", s->all, out);
    if (full->n > 0 && full->n < all->n) put_means("The same without those marked *", s->full, out);
    fputs("\n", out);
    put_wrapped(
        out,
        "Each row is over the questions that its forecaster answers; pub. is the published "
        "probability on the same ones. Questions of one start share their days and each other's "
        "outcomes, so that no interval is given: one frozen forecast shows little.",
        width, 0);
}

/* ---- words -------------------------------------------------------------------------------------- */

static void put_gone(const frozen_score *s, int width, FILE *out)
{
    char text[LINE], day[OFR_DATE_TEXT];
    size_t used;

    if (s->n_gone == 0) return;
    used = (size_t)snprintf(
        text, sizeof text,
        "The record contradicts the one that was frozen: %zu row%s before the start "
        "%s gone or changed, of ",
        s->gone_rows, s->gone_rows == 1 ? "" : "s", s->gone_rows == 1 ? "is" : "are");
    for (size_t i = 0; i < s->n_gone && i < 8 && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? ", " : "",
                                 date_format(s->gone[i].day, day));
    if (s->n_gone > 8 && used < sizeof text)
        snprintf(text + used, sizeof text - used, " and %zu days more", s->n_gone - 8);
    put_wrapped(out, text, width, 0);
    put_wrapped(
        out, "Baselines and exchanges that were under way are read off the rows as they are now.",
        width, 0);
}

static void put_marks(const frozen_score *s, int width, FILE *out)
{
    bool partly = false;
    char text[LINE];

    for (size_t i = 0; i < s->n; i++) partly |= is_marked(&s->answer[i]);
    if (partly)
        put_wrapped(
            out,
            "* The record holds only a part of such acts; what it does not hold counts as not "
            "come.",
            width, 2);
    if (s->waiting > 0) {
        snprintf(
            text, sizeof text,
            "early: %zu told before %s days are over, and not scored until then; else those that "
            "come early would count and those that do not come would not.",
            s->waiting, s->waiting == 1 ? "its" : "their");
        put_wrapped(out, text, width, 2);
    }
    if (s->fate[FROZEN_CANNOT] > 0)
        put_wrapped(out,
                    "What people have to say is said with --resolve ID=yes or --resolve ID=no. As "
                    "long as it "
                    "is not, what is scored is no fair sample.",
                    width, 2);
}

static void put_beginning(const ofr_frozen *f, const frozen_score *s, int width, FILE *out)
{
    char start[OFR_DATE_TEXT], to[OFR_DATE_TEXT], text[LINE];

    put_plain(out, f->title);
    fprintf(out, " | frozen for %s | %zu questions%s | hash %.16s\n", date_format(f->start, start),
            s->n, f->quick ? " | quick look" : "", f->hash);
    snprintf(text, sizeof text,
             "The record tells the days up to %s (%s). %zu came, %zu did not, %zu "
             "are not over, %zu cannot be resolved.",
             date_format(s->told_to, to),
             s->stated ? "as said" : "its last row; --covered-until says more", s->fate[FROZEN_YES],
             s->fate[FROZEN_NO], s->fate[FROZEN_NOT_YET], s->fate[FROZEN_CANNOT]);
    put_wrapped(out, text, width, 0);
    put_gone(s, width, out);
    if (s->new_rows > 0) {
        snprintf(text, sizeof text, "%zu row%s before the start %s not there when it was frozen.",
                 s->new_rows, s->new_rows == 1 ? "" : "s", s->new_rows == 1 ? "was" : "were");
        put_wrapped(out, text, width, 0);
    }
    if (s->unfit > 0) {
        snprintf(text, sizeof text,
                 "%zu row%s from the start on fit%s no flow and settle%s nothing.", s->unfit,
                 s->unfit == 1 ? "" : "s", s->unfit == 1 ? "s" : "", s->unfit == 1 ? "s" : "");
        put_wrapped(out, text, width, 0);
    }
}

void frozen_score_text(const ofr_frozen *f, const frozen_score *s, int width, FILE *out)
{
    put_beginning(f, s, width, out);
    put_questions(s, out);
    put_marks(s, width, out);
    put_scores(s, width, out);
}
