/* comparison_text.c -- a comparison as tables: outcomes, ledgers, attacks by month. */
#include <math.h>
#include <string.h>

#include "comparison.h"

enum { NAME = 36, CELL = 10, WIDE = 27, MOST_PERIODS = 6 };

/* Columns that the terminal shows; a text from a file must not steer it. */
static int put_plain(FILE *out, const char *text)
{
    int width = 0;

    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        const bool control = c < 32 || c == 127 ||
                             (c == 0xc2 && (unsigned char)text[1] >= 0x80 &&
                              (unsigned char)text[1] < 0xa0);
        if (control && c == 0xc2) text++;
        width += (c & 0xc0) != 0x80;
        putc(control ? '?' : c, out);
    }
    return width;
}

static void put_padded(FILE *out, const char *text, int width)
{
    for (int i = put_plain(out, text); i < width; i++) putc(' ', out);
}

static void put_title(const ofr_comparison *c, FILE *out)
{
    char day[OFR_DATE_TEXT];

    put_plain(out, c->title);
    fprintf(out, " | from %s | ", date_format(c->start, day));
    if (c->fixed || c->n_sets == 1)
        fprintf(out, "point values x %zu futures", c->n_members);
    else
        fprintf(out, "%zu parameter sets x %zu futures", c->n_sets, c->per_set);
    fprintf(out, " | seed %llu | each what-if on the base's histories and random numbers\n",
            (unsigned long long)c->seed);
}

/* "conduct.x.rate = times 0.5 from 2024-03-01 to 2024-04-30". */
static void put_change(const ofr_change *change, FILE *out)
{
    char day[OFR_DATE_TEXT];

    fprintf(out, "  ");
    put_plain(out, change->path);
    fprintf(out, " = ");
    put_plain(out, change->value);
    if (change->from != OFR_NO_DATE) fprintf(out, " from %s", date_format(change->from, day));
    if (change->to != OFR_NO_DATE) fprintf(out, " to %s", date_format(change->to, day));
    putc('\n', out);
}

static void put_heading(const compared_whatif *w, FILE *out)
{
    const size_t n = w->whatif->n_changes, shown = n > 12 ? 10 : n;

    putc('\n', out);
    put_plain(out, w->whatif->name);
    if (*w->whatif->says) {
        fprintf(out, ": ");
        put_plain(out, w->whatif->says);
    }
    putc('\n', out);
    for (size_t i = 0; i < shown; i++) put_change(&w->whatif->change[i], out);
    if (shown < n) fprintf(out, "  and %zu more changes\n", n - shown);
}

/* Digits after the point, so that the half width has two. */
static int digits_of(const ofr_difference *d, double scale)
{
    const double half = 0.5 * scale * (d->high - d->low);

    return half >= 10 ? 0 : half >= 1 ? 1 : half >= 0.1 || !(half > 0) ? 2 : 3;
}

/* With its sign, unless it rounds to zero. */
typedef struct short_text {
    char s[40];
} short_text;
static short_text number_text(double x, int digits, bool sign)
{
    const bool zero = fabs(x) < 0.5 * pow(10, -digits);
    short_text text;

    snprintf(text.s, sizeof text.s, sign && !zero ? "%+.*f" : "%.*f", digits, zero ? 0.0 : x);
    return text;
}

static short_text gain_text(double gain)
{
    short_text text = {"-"};

    if (gain > 0) snprintf(text.s, sizeof text.s, "x%.*f", gain < 9.95 ? 1 : 0, gain);
    return text;
}

static void put_row(const char *name, const ofr_difference *d, double scale, bool higher,
                    const char *mark, FILE *out)
{
    const int digits = digits_of(d, scale);
    const double chance = higher ? d->higher : d->lower;
    char text[128];

    put_padded(out, name, NAME + 2);
    put_padded(out, number_text(scale * d->base, digits, false).s, CELL);
    put_padded(out, number_text(scale * d->other, digits, false).s, CELL);
    if (!(d->high > d->low)) {
        fprintf(out, "0, exactly%s\n", mark);
        return;
    }
    snprintf(text, sizeof text, "%s (%s to %s)", number_text(scale * d->value, digits, true).s,
             number_text(scale * d->low, digits, true).s,
             number_text(scale * d->high, digits, true).s);
    put_padded(out, text, WIDE);
    put_padded(out, number_text(scale * d->chance, digits, false).s, CELL);
    snprintf(text, sizeof text, "%s to %s", number_text(scale * d->set_low, digits, true).s,
             number_text(scale * d->set_high, digits, true).s);
    put_padded(out, text, WIDE - 7);
    if (d->lower + d->higher > 0)
        snprintf(text, sizeof text, "%.0f %%", 100 * chance);
    else
        snprintf(text, sizeof text, "-");
    put_padded(out, text, CELL);
    put_padded(out, gain_text(d->gain).s, CELL - 1);
    fprintf(out, "%s%s\n", gain_text(d->gain_chance).s, mark);
}

static void put_head(const char *what, const char *better, FILE *out)
{
    put_padded(out, what, NAME + 2);
    put_padded(out, "base", CELL);
    put_padded(out, "what-if", CELL);
    put_padded(out, "difference, 95 %", WIDE);
    put_padded(out, "chance", CELL);
    put_padded(out, "90 % of sets", WIDE - 7);
    put_padded(out, better, CELL);
    fprintf(out, "pairing, of chance\n");
}

static void put_outcomes(const ofr_comparison *c, const compared_whatif *w, FILE *out)
{
    char head[64];

    snprintf(head, sizeof head, "  within %d days, %%", (int)c->horizon);
    put_head(head, "lower", out);
    for (size_t q = 0; q < c->n_quantities; q++) {
        const ofr_quantity *quantity = &c->quantity[q];
        if (quantity->kind == QUANTITY_OUTCOME && quantity->to == c->horizon)
            put_row(quantity->says, &w->difference[q], 100, false,
                    quantity->prior_driven ? "  prior-driven" : "", out);
    }
}

static void put_ledgers(const ofr_comparison *c, const compared_whatif *w, FILE *out)
{
    put_head("  ledgers, own deaths", "better", out);
    for (size_t q = 0; q < c->n_quantities; q++) {
        if (c->quantity[q].kind == QUANTITY_LEDGER)
            put_row(c->quantity[q].says, &w->difference[q], 1, true, "", out);
    }
    for (size_t q = 0; q < c->n_quantities; q++) {
        if (c->quantity[q].kind != QUANTITY_TOTAL) continue;
        if (c->quantity[q].index == 0) put_head("  totals", "lower", out);
        put_row(c->quantity[q].says, &w->difference[q], 1, false, "", out);
    }
}

/* A theatre by its name; a directed pair, whose holder alone would be the same twice, by its id. */
typedef struct series_name {
    char s[128];
} series_name;
static series_name name_of_series(const ofr_quantity *q)
{
    series_name name;

    if (strcmp(q->unit, "tension") == 0)
        snprintf(name.s, sizeof name.s, "%.60s (%.60s)", q->says, q->id);
    else
        snprintf(name.s, sizeof name.s, "%.120s", q->says);
    return name;
}

static void put_period_head(const ofr_comparison *c, const char *unit, FILE *out)
{
    char head[80];

    snprintf(head, sizeof head, "  %s, change by days", unit);
    put_padded(out, head, NAME + 2);
    for (size_t q = 0, n = 0; q < c->n_quantities && n < MOST_PERIODS; q++) {
        const ofr_quantity *quantity = &c->quantity[q];
        char text[32];
        if (quantity->kind != QUANTITY_SERIES || quantity->index != 0) continue;
        snprintf(text, sizeof text, "%d-%d", (int)quantity->from + 1, (int)quantity->to);
        put_padded(out, text, CELL + 4);
        n++;
    }
    putc('\n', out);
}

/* The first quantity of a series is at q: does any of its periods change by what two digits show? */
static bool series_shows(const ofr_comparison *c, const compared_whatif *w, size_t q)
{
    bool shows = false;

    for (size_t i = q; i < c->n_quantities && c->quantity[i].kind == QUANTITY_SERIES &&
                       c->quantity[i].index == c->quantity[q].index;
         i++)
        shows |= fabs(w->difference[i].value) >= 0.005;
    return shows;
}

/* Mean difference and half of its 95 % interval, month by month; series that do not change are named at the end. */
static void put_series(const ofr_comparison *c, const compared_whatif *w, const char *unit,
                       FILE *out)
{
    bool shows = false;
    size_t quiet = 0;

    put_period_head(c, unit, out);
    for (size_t q = 0; q < c->n_quantities; q++) {
        const ofr_quantity *quantity = &c->quantity[q];
        const ofr_difference *d = &w->difference[q];
        char text[64];
        if (quantity->kind != QUANTITY_SERIES || strcmp(quantity->unit, unit) != 0) continue;
        if (quantity->part == 0) shows = series_shows(c, w, q);
        if (quantity->part == 0 && !shows) quiet++;
        if (!shows || quantity->part >= MOST_PERIODS) continue;
        if (quantity->part == 0) put_padded(out, name_of_series(quantity).s, NAME + 2);
        snprintf(text, sizeof text, "%s (%.2f)", number_text(d->value, 2, true).s,
                 0.5 * (d->high - d->low));
        put_padded(out, d->high > d->low ? text : "0", CELL + 4);
        if (quantity->to == c->horizon || quantity->part + 1 == MOST_PERIODS) putc('\n', out);
    }
    if (quiet == 0) return;
    fprintf(out, "below 0.005 throughout: ");
    for (size_t q = 0; q < c->n_quantities; q++) {
        const ofr_quantity *quantity = &c->quantity[q];
        if (quantity->kind != QUANTITY_SERIES || strcmp(quantity->unit, unit) != 0 ||
            quantity->part != 0 || series_shows(c, w, q))
            continue;
        put_plain(out, name_of_series(quantity).s);
        fprintf(out, --quiet ? ", " : "\n");
    }
}

static void put_all_series(const ofr_comparison *c, const compared_whatif *w, FILE *out)
{
    const char *unit = "";

    for (size_t q = 0; q < c->n_quantities; q++) {
        if (c->quantity[q].kind != QUANTITY_SERIES || strcmp(c->quantity[q].unit, unit) == 0)
            continue;
        unit = c->quantity[q].unit; /* those of one unit stand together */
        put_series(c, w, unit, out);
    }
}

static void put_precision(const ofr_comparison *c, FILE *out)
{
    fprintf(out, "\nwidest half interval of a headline difference: %.2g points", c->reached);
    if (c->precision > 0)
        fprintf(out,
                c->reached <= c->precision ? ", asked %.2g\n"
                                           : ", asked %.2g: not reached with all members\n",
                c->precision);
    else
        putc('\n', out);
    fprintf(out,
            "chance: half width from chance alone, with these sets; 90 %% of sets: the difference "
            "over parameter sets, chance\n"
            "removed; lower, better: probability over sets; pairing: how many times the sets a "
            "comparison without it takes;\n"
            "of chance: what common random numbers alone bring of that\n");
}

ofr_status comparison_text(const ofr_comparison *c, FILE *out, ofr_error *err)
{
    put_title(c, out);
    for (size_t i = 0; i < c->n_whatifs; i++) {
        const compared_whatif *w = &c->whatif[i];
        put_heading(w, out);
        if (w->same) {
            fprintf(out, "changes nothing: all %zu futures are the base's, bit for bit\n",
                    c->n_members);
            continue;
        }
        put_outcomes(c, w, out);
        put_ledgers(c, w, out);
        put_all_series(c, w, out);
    }
    put_precision(c, out);
    return ferror(out) ? ofr_fail(err, OFR_IO, "", "the comparison cannot be printed") : OFR_OK;
}
