/* exits_text.c -- packages that would lower a risk, who would accept them, and what binds where none will do: for a terminal. */
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "cli.h"

enum { INDENT = 3, LINE_TEXT = 4000 };

/* A text that grows; what does not fit is cut. */
typedef struct line {
    char s[LINE_TEXT];
    size_t n;
} line;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
add(line *l, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const int n = vsnprintf(l->s + l->n, sizeof l->s - l->n, format, args);
    va_end(args);
    if (n > 0) l->n += (size_t)n < sizeof l->s - l->n ? (size_t)n : sizeof l->s - 1 - l->n;
}

static void put(const line *l, int width, FILE *out)
{
    for (int i = 0; i < INDENT; i++) putc(' ', out);
    put_wrapped(out, l->s, width - INDENT, INDENT + 2);
}

/* Of a hundred, with as many digits as the interval bears. */
static int digits_of(const ofr_difference *d)
{
    const double half = 50 * (d->high - d->low);

    return half >= 1 ? 1 : 2;
}

/* Own deaths: a small number needs its decimals. */
static int decimals_of(double gain)
{
    return fabs(gain) >= 10 ? 0 : fabs(gain) >= 1 ? 1 : 2;
}

/* ---- head --------------------------------------------------------------------------------------- */

static void add_outcomes(line *l, const ofr_exits *e)
{
    for (size_t i = 0; i < e->n_outcomes; i++)
        add(l, "%s%.200s", i == 0 ? "" : i + 1 < e->n_outcomes ? ", " : " or ", e->outcome_says[i]);
}

static void put_head(const ofr_exits *e, size_t most, int width, FILE *out)
{
    line l = {.n = 0};

    put_wrapped(out, e->title, width, 2);
    add(&l, "packages of up to %zu move%s, and the chance of: ", most, most == 1 ? "" : "s");
    add_outcomes(&l, e);
    add(&l, ", within %d days", (int)e->horizon);
    put_wrapped(out, l.s, width, 2);
    l.n = 0;
    add(&l,
        "stated before the search: an effect counts from %.2f points on (%g points, or a fifth of "
        "%.1f); who must consent accepts where it gains in %g of 100 parameter sets",
        100 * e->least, 100 * EXITS_LEAST_POINTS, 100 * e->search_risk, 100 * EXITS_ACCEPTS);
    put_wrapped(out, l.s, width, 2);
    if (!e->fresh)
        put_wrapped(out,
                    "stopped in the search: what follows are its own numbers, of the packages that "
                    "look best, and so too good",
                    width, 2);
    else if (e->stopped)
        put_wrapped(out, "stopped: what follows rests on fewer parameter sets than were asked for",
                    width, 2);
}

/* ---- rows --------------------------------------------------------------------------------------- */

static void put_move(const bound_move *m, int width, FILE *out)
{
    char day[OFR_DATE_TEXT], end[OFR_DATE_TEXT];
    line l = {.n = 0};

    add(&l, "%s", date_format(m->from, day));
    if (m->to != OFR_NO_DATE) add(&l, " to %s", date_format(m->to, end));
    add(&l, ": %.600s", m->move->says);
    if (*m->thing) add(&l, ": %.60s", m->thing);
    add(&l, "; by");
    for (size_t i = 0; i < m->n_consent; i++) add(&l, "%s %.60s", i ? "," : "", m->consent[i]);
    if (m->move->works < 1) add(&l, "; works in %.0f of 100", 100 * m->move->works);
    put(&l, width, out);
}

static void put_risk(const exits_row *row, int width, FILE *out)
{
    const int digits = digits_of(&row->risk);
    line l = {.n = 0};

    add(&l,
        "risk %.1f without, %.1f with: %+.*f (%+.*f to %+.*f) of a hundred; lower in %.0f of 100 "
        "parameter sets",
        100 * row->risk.base, 100 * row->risk.other, digits, 100 * row->risk.value, digits,
        100 * row->risk.low, digits, 100 * row->risk.high, 100 * row->works_in);
    put(&l, width, out);
}

static void put_parties(const exits_row *row, int width, FILE *out)
{
    line l = {.n = 0};

    for (size_t i = 0; i < row->n_parties; i++) {
        const exits_party *p = &row->party[i];
        const int k = decimals_of(p->gain.value);
        add(&l,
            "%s%.60s %s, gains in %.0f of 100: %+.*f (%+.*f to %+.*f), 5 %% of sets below %+.*f",
            i ? "; " : "", p->name, p->accepts >= EXITS_ACCEPTS ? "accepts" : "REFUSES",
            100 * p->accepts, k, p->gain.value, k, p->gain.low, k, p->gain.high,
            decimals_of(p->low5), p->low5);
    }
    if (row->n_parties == 0) add(&l, "no principal must consent");
    for (size_t i = 0; i < row->n_unweighed; i++)
        add(&l, "%s%.60s",
            i ? ", " : "; not weighed, for they have no ledger: ", row->unweighed[i]);
    put(&l, width, out);
}

static void add_package(line *l, const exits_row *row)
{
    for (size_t i = 0; i < row->n_moves; i++)
        add(l, "%s%.200s", i ? " + " : "", row->move[i]->name);
}

/* The row in one sentence. */
static void put_sentence(const ofr_exits *e, const exits_row *row, int width, FILE *out)
{
    line l = {.n = 0};
    size_t refuse = 0;

    add(&l,
        row->risk.value < 0 ? "It lowers the risk by %.1f of a hundred"
                            : "It does not lower the risk (%+.1f of a hundred)",
        100 * fabs(row->risk.value));
    if (row->risk.value < 0 && !row->effective)
        add(&l, row->risk.high < 0 ? ", less than what counts" : ", which may be chance");
    for (size_t i = 0; i < row->n_parties; i++) {
        if (row->party[i].accepts >= EXITS_ACCEPTS) continue;
        add(&l, "%s%.60s", refuse++ ? " and " : ", and ", row->party[i].name);
    }
    if (refuse)
        add(&l, " would refuse it");
    else if (row->n_parties)
        add(&l, ", and %s would accept it",
            row->n_parties > 1 ? "all who have a ledger" : row->party[0].name);
    add(&l, row->pareto && e->n_rows > 1 ? "; no other below is better in both." : ".");
    put(&l, width, out);
}

static void put_row(const ofr_exits *e, size_t i, int width, FILE *out)
{
    const exits_row *row = &e->row[i];
    line l = {.n = 0};

    add(&l, "%zu. ", i + 1);
    add_package(&l, row);
    if (i == e->best) add(&l, " <- the exit");
    putc('\n', out);
    put_wrapped(out, l.s, width, INDENT);
    for (size_t k = 0; k < row->n_moves; k++) put_move(row->move[k], width, out);
    put_risk(row, width, out);
    put_parties(row, width, out);
    put_sentence(e, row, width, out);
}

/* ---- where nothing will do ---------------------------------------------------------------------- */

static void put_binds(const ofr_exits *e, int width, FILE *out)
{
    line l = {.n = 0};

    putc('\n', out);
    put_wrapped(out,
                e->n_rows ? "No package that was estimated counts and is accepted by all who must "
                            "consent and have a ledger: there is no exit among these moves."
                          : "No package lowers the risk: there is no exit among these moves.",
                width, 2);
    for (size_t i = 0; i < e->n_binds; i++) {
        const exits_bind *b = &e->bind[i];
        l.n = 0;
        if (*b->id)
            add(&l, "without the consent of %.60s: ", b->name);
        else
            add(&l, "were any effect enough: ");
        if (b->row == SIZE_MAX) {
            add(&l, "none either");
        } else {
            add(&l, "%zu. ", b->row + 1);
            add_package(&l, &e->row[b->row]);
        }
        put(&l, width, out);
    }
    if (e->nearest == SIZE_MAX) return;
    const exits_row *row = &e->row[e->nearest];
    l.n = 0;
    add(&l, "nearest miss: %zu. ", e->nearest + 1);
    add_package(&l, row);
    if (!row->effective)
        add(&l, "; it takes %.2f points (%.2f to %.2f), and %.2f would count",
            -100 * row->risk.value, -100 * row->risk.high, -100 * row->risk.low, 100 * e->least);
    if (!row->accepted)
        add(&l, "; %.60s gains in %.0f of 100 sets, and would have to in %g", row->party[0].name,
            100 * row->party[0].accepts, 100 * EXITS_ACCEPTS);
    put(&l, width, out);
}

/* ---- foot --------------------------------------------------------------------------------------- */

static void put_foot(const ofr_exits *e, double seconds, int width, FILE *out)
{
    const exits_work *w = &e->work;
    const size_t tried = w->singles + w->pairs + w->triples;
    char left[LEFT_OUT_TEXT];
    line l = {.n = 0};

    putc('\n', out);
    add(&l,
        "Moves that fit: %zu, of which %zu change no future alone. Packages tried: %zu single, %zu "
        "pairs, %zu triples; %zu contradict themselves. ",
        w->moves, w->idle, w->singles, w->pairs, w->triples, w->contradict);
    add(&l,
        "Contenders: %zu, rounds: %zu; with a chance of at least %.2f none lowers the risk by %.1f "
        "points more than the first. ",
        w->contenders, w->rounds, e->correct, 100 * EXITS_INDIFFERENT);
    add(&l, "%zu models compiled, %zu futures", w->compiled, w->futures);
    if (seconds > 0)
        add(&l, "; %.0f s, %.1f packages and %.0f futures a second", seconds,
            (double)tried / seconds, (double)w->futures / seconds);
    put_wrapped(out, l.s, width, 2);
    l.n = 0;
    if (e->fresh)
        add(&l,
            "Rows: %zu parameter sets of %zu futures of their own (seed %llu), %s; in brackets the "
            "95 %% interval of the paired difference. ",
            e->n_sets, e->per_set, (unsigned long long)(e->seed + 1),
            e->pooled ? "pooled with the classes of the pairs" : "by the model alone");
    add(&l,
        "Gains are of the ledgers over the horizon, in own deaths. The model's ledgers, priors and "
        "moves are judged: docs/exits.md says what that means.");
    put_wrapped(out, l.s, width, 2);
    left_out_text(&e->left_out, left);
    if (*left) put_wrapped(out, left, width, 2);
}

void exits_text(const ofr_exits *e, size_t most, double seconds, int width, FILE *out)
{
    put_head(e, most, width, out);
    for (size_t i = 0; i < e->n_rows; i++) put_row(e, i, width, out);
    if (e->best == SIZE_MAX) put_binds(e, width, out);
    put_foot(e, seconds, width, out);
}
