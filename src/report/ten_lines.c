/* ten_lines.c -- the answer as `offramp run` prints it. */
#include <string.h>

#include "answer.h"

enum { CELL = 23, MAX_NAME = 72 };

/* Columns of a text that the terminal shows: bytes that do not continue a character. */
static int width_of(const char *text)
{
    int width = 0;

    for (; *text; text++) width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

/* A text from a file of unknown origin must not steer the terminal; a newline would break the
 * table. */
static void put_plain(FILE *out, const char *text)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        const bool control = c < 32 || c == 127 ||
                             (c == 0xc2 && (unsigned char)text[1] >= 0x80 &&
                              (unsigned char)text[1] < 0xa0);
        if (control && c == 0xc2) text++;
        putc(control ? '?' : c, out);
    }
}

static void put_padded(FILE *out, const char *text, int width)
{
    put_plain(out, text);
    for (int i = width_of(text); i < width; i++) putc(' ', out);
}

static const char *name_of(const answer_outcome *outcome)
{
    return *outcome->says ? outcome->says : outcome->id;
}

/* At most three columns: the usual horizons, and the whole one if there is room. */
static size_t columns_of(const ofr_answer *a)
{
    return a->n_horizons < 3 ? a->n_horizons : 3;
}

static void put_title(const ofr_answer *a, FILE *out)
{
    put_plain(out, a->title);
    fprintf(out, " | from ");
    put_plain(out, a->start_text);
    if (a->fixed || a->n_sets == 1) {
        fprintf(out, " | point values x %zu futures | seed ", a->n_members);
    } else {
        fprintf(out, " | %zu parameter sets x %zu futures | seed ", a->n_sets, a->per_set);
    }
    put_plain(out, a->seed);
    if (a->quick) fprintf(out, " | quick look");
    if (!a->complete) fprintf(out, " | unfinished: %zu of %zu futures", a->done, a->n_members);
    putc('\n', out);
}

static void put_table(const ofr_answer *a, FILE *out)
{
    const size_t n = columns_of(a);
    bool ranges = false;
    int width = 20;

    for (size_t o = 0; o < a->n_outcomes; o++) {
        const int w = width_of(name_of(&a->outcome[o]));
        if (w > width) width = w > MAX_NAME ? MAX_NAME : w;
        for (size_t h = 0; h < n; h++) ranges |= a->outcome[o].by[h].spread;
    }
    for (int i = 0; i < width + 2; i++) putc(' ', out);
    for (size_t h = 0; h < n; h++) {
        char head[CELL];
        snprintf(head, sizeof head, "%d days", (int)a->days[h]);
        put_padded(out, head, CELL);
    }
    fprintf(out, "%s\n",
            ranges ? "median and 90 % range over parameter sets"
                   : "share and 95 % simulation error");
    for (size_t o = 0; o < a->n_outcomes; o++) {
        put_padded(out, name_of(&a->outcome[o]), width + 2);
        for (size_t h = 0; h < n; h++) {
            const bool last = h + 1 == n && !a->outcome[o].prior_driven;
            put_padded(out, a->outcome[o].by[h].text, last ? 0 : CELL);
        }
        fprintf(out, "%s\n", a->outcome[o].prior_driven ? "prior-driven" : "");
    }
}

/* Largest half width of the simulation intervals behind what is printed, in points. */
static double simulation_error(const ofr_answer *a, size_t shown)
{
    double worst = 0;

    for (size_t o = 0; o < a->n_outcomes; o++) {
        for (size_t h = 0; h < columns_of(a); h++) {
            const answer_by *by = &a->outcome[o].by[h];
            if (by->high - by->low > worst) worst = by->high - by->low;
        }
    }
    for (size_t t = 0; t < shown; t++) {
        if (a->trigger[t].high - a->trigger[t].low > worst) {
            worst = a->trigger[t].high - a->trigger[t].low;
        }
    }
    return 50 * worst;
}

static void put_triggers(const ofr_answer *a, FILE *out)
{
    size_t shown = 0, rest = a->triggered;
    double error;

    if (a->triggered == 0) {
        fprintf(out, "first trigger: no headline outcome occurred");
    } else {
        fprintf(out, "first trigger: ");
        for (; shown < a->n_triggers && shown < 3; shown++) {
            const answer_trigger *row = &a->trigger[shown];
            put_plain(out, row->theatre ? row->theatre : row->name);
            fprintf(out, row->share < 0.005 ? " <1 %%" : " %.0f %%", 100 * row->share);
            fputs(shown + 1 < a->n_triggers ? ", " : "", out);
            rest -= row->n;
        }
        if (shown < a->n_triggers) {
            fprintf(out, "other %.0f %%", 100 * (double)rest / (double)a->triggered);
        }
    }
    error = simulation_error(a, shown);
    for (double step = 0.1; a->done > 0; step *= 10) {
        if (error <= 10 * step - step / 1e6) {
            const double up = step * (double)((int)(error / step) + 1);
            fprintf(out, "        simulation error below %.*f points", step < 1 ? 1 : 0, up);
            break;
        }
    }
    putc('\n', out);
}

ofr_status answer_lines(const ofr_answer *answer, FILE *out, ofr_error *err)
{
    put_title(answer, out);
    put_table(answer, out);
    put_triggers(answer, out);
    if (ferror(out)) return ofr_fail(err, OFR_IO, "", "the answer cannot be printed");
    return OFR_OK;
}
