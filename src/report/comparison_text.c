/* comparison_text.c -- a comparison in lines that fit a terminal: outcomes, ledgers, attacks by month. */
#include <math.h>
#include <string.h>

#include "comparison.h"
#include "terminal.h"

enum { NAME = 39, DAYS = 10, BOTH = 34, CELL = 9, PERIOD = 13 };

static void put_title(const ofr_comparison *c, FILE *out)
{
    char day[OFR_DATE_TEXT];

    put_plain(out, c->title);
    fprintf(out, " | from %s | ", date_format(c->start, day));
    if (c->fixed || c->n_sets == 1)
        fprintf(out, "point values x %zu futures", c->n_members);
    else
        fprintf(out, "%zu parameter sets x %zu futures", c->n_sets, c->per_set);
    fprintf(out, " | seed %llu | each what-if on the base's histories and random numbers%s\n",
            (unsigned long long)c->seed, c->pooled ? "" : " | the model alone");
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

/* 100 % is said of all sets alone. */
static void put_share_of_sets(const char *what, double share, FILE *out)
{
    if (share < 1 && share >= 0.995)
        fprintf(out, ", %s in >99 %%", what);
    else
        fprintf(out, ", %s in %.0f %%", what, 100 * share);
}

/* What is known of a difference beyond its interval, on a line of its own. */
static void put_sets(const ofr_difference *d, double scale, bool higher, int digits, FILE *out)
{
    fprintf(out, "%*s", DAYS + 4, "");
    if (d->set_deviation > 0)
        fprintf(out, "90 %% of sets %s to %s", number_text(scale * d->set_low, digits, true).s,
                number_text(scale * d->set_high, digits, true).s);
    else
        fprintf(out, "alike in all sets");
    if (d->lower + d->higher > 0)
        put_share_of_sets(higher ? "better" : "lower", higher ? d->higher : d->lower, out);
    fprintf(out, "; chance %s; pairing %s, %s\n", number_text(scale * d->chance, digits, false).s,
            gain_text(d->gain).s, gain_text(d->gain_chance).s);
}

/* "-18.2 (-18.9 to -17.4)", or that it cannot differ. */
typedef struct long_text {
    char s[200];
} long_text;
static long_text interval_text(const ofr_difference *d, double scale, int digits, const char *unit)
{
    long_text text = {"0, exactly"};

    if (d->high > d->low)
        snprintf(text.s, sizeof text.s, "%s%.10s (%s to %s)",
                 number_text(scale * d->value, digits, true).s, unit,
                 number_text(scale * d->low, digits, true).s,
                 number_text(scale * d->high, digits, true).s);
    return text;
}

/* One outcome at one horizon: both shares and the difference; what sets say of it below the last. */
static void put_horizon(const ofr_comparison *c, const compared_whatif *w, size_t q, int width,
                        FILE *out)
{
    const ofr_difference *d = &w->difference[q];
    const int digits = digits_of(d, 100);
    char days[24], base[SHARE_TEXT], other[SHARE_TEXT], both[2 * SHARE_TEXT + 8];

    snprintf(days, sizeof days, "%d days", (int)c->quantity[q].to);
    put_right(out, days, DAYS);
    share_told_text(&c->share[q], base);
    share_told_text(&w->share[q], other);
    if (!(d->pairs_lower + d->pairs_higher > 0)) {
        fprintf(out, "  %s in both: no future differs in it\n", base);
        return;
    }
    const long_text points = interval_text(d, 100, digits, " points");
    snprintf(both, sizeof both, "%s -> %s", base, other);
    fputs("  ", out);
    put_padded(out, both, BOTH);
    if (DAYS + 4 + (cells_of(both) > BOTH ? cells_of(both) : BOTH) + cells_of(points.s) > width)
        fprintf(out, "\n%*s%s\n", DAYS + 4, "", points.s);
    else
        fprintf(out, "  %s\n", points.s);
    if (c->quantity[q].to == c->horizon) put_sets(d, 100, false, digits, out);
}

static void put_outcomes(const ofr_comparison *c, const compared_whatif *w, int width, FILE *out)
{
    for (size_t q = 0; q < c->n_quantities; q++) {
        const ofr_quantity *quantity = &c->quantity[q];
        if (quantity->kind != QUANTITY_OUTCOME) continue;
        if (quantity->part == 0) {
            put_plain(out, quantity->says);
            fputs(quantity->prior_driven ? " *\n" : "\n", out);
        }
        put_horizon(c, w, q, width, out);
    }
}

static void put_means(const char *name, const ofr_difference *d, bool higher, FILE *out)
{
    const int digits = digits_of(d, 1);

    fputs("  ", out);
    put_padded(out, name, NAME - 2);
    put_right(out, number_text(d->base, digits, false).s, CELL);
    put_right(out, number_text(d->other, digits, false).s, CELL);
    fprintf(out, "  %s\n", interval_text(d, 1, digits, "").s);
    if (d->high > d->low) put_sets(d, 1, higher, digits, out);
}

static void put_head(const char *what, FILE *out)
{
    put_padded(out, what, NAME);
    put_right(out, "base", CELL);
    put_right(out, "what-if", CELL);
    fprintf(out, "  difference (95 %%)\n");
}

static void put_ledgers(const ofr_comparison *c, const compared_whatif *w, FILE *out)
{
    put_head("ledgers, own deaths", out);
    for (size_t q = 0; q < c->n_quantities; q++) {
        if (c->quantity[q].kind == QUANTITY_LEDGER)
            put_means(c->quantity[q].says, &w->difference[q], true, out);
    }
    put_head("totals", out);
    for (size_t q = 0; q < c->n_quantities; q++) {
        if (c->quantity[q].kind == QUANTITY_TOTAL)
            put_means(c->quantity[q].says, &w->difference[q], false, out);
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

/* The days of the periods from `from` on, as many as a line takes. */
static void put_period_head(const ofr_comparison *c, const char *unit, size_t from, size_t most,
                            FILE *out)
{
    char head[80];

    snprintf(head, sizeof head, "%s, change by days", unit);
    put_padded(out, head, NAME);
    for (size_t q = 0; q < c->n_quantities; q++) {
        const ofr_quantity *quantity = &c->quantity[q];
        char text[32];
        if (quantity->kind != QUANTITY_SERIES || quantity->index != 0 || quantity->part < from ||
            quantity->part >= from + most)
            continue;
        snprintf(text, sizeof text, "%d-%d", (int)quantity->from + 1, (int)quantity->to);
        put_right(out, text, PERIOD);
    }
    putc('\n', out);
}

static size_t periods_of(const ofr_comparison *c)
{
    size_t n = 0;

    for (size_t q = 0; q < c->n_quantities; q++)
        n += c->quantity[q].kind == QUANTITY_SERIES && c->quantity[q].index == 0;
    return n;
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

/* One series from one period on: mean difference and half of its 95 % interval. q: its first quantity. */
static void put_periods(const ofr_comparison *c, const compared_whatif *w, size_t q, size_t from,
                        size_t most, FILE *out)
{
    const size_t index = c->quantity[q].index;

    fputs("  ", out);
    put_padded(out, name_of_series(&c->quantity[q]).s, NAME - 2);
    for (; q < c->n_quantities && c->quantity[q].kind == QUANTITY_SERIES &&
           c->quantity[q].index == index;
         q++) {
        const ofr_difference *d = &w->difference[q];
        char text[64];
        if (c->quantity[q].part < from || c->quantity[q].part >= from + most) continue;
        snprintf(text, sizeof text, "%s (%.2f)", number_text(d->value, 2, true).s,
                 0.5 * (d->high - d->low));
        put_right(out, d->high > d->low ? text : "0", PERIOD);
    }
    putc('\n', out);
}

static bool begins_series(const ofr_quantity *quantity, const char *unit)
{
    return quantity->kind == QUANTITY_SERIES && strcmp(quantity->unit, unit) == 0 &&
           quantity->part == 0;
}

/* Series of one unit, month by month; those that do not change are named at the end. */
static void put_series(const ofr_comparison *c, const compared_whatif *w, const char *unit,
                       int width, FILE *out)
{
    const size_t n = periods_of(c),
                 most = width > NAME + 2 * PERIOD ? (size_t)((width - NAME) / PERIOD) : 2;
    size_t quiet = 0;

    for (size_t from = 0; from < n; from += most) {
        put_period_head(c, unit, from, most, out);
        for (size_t q = 0; q < c->n_quantities; q++) {
            if (!begins_series(&c->quantity[q], unit)) continue;
            if (series_shows(c, w, q))
                put_periods(c, w, q, from, most, out);
            else if (from == 0)
                quiet++;
        }
    }
    if (quiet == 0) return;
    fprintf(out, "  below 0.005 throughout: ");
    for (size_t q = 0; q < c->n_quantities; q++) {
        if (!begins_series(&c->quantity[q], unit) || series_shows(c, w, q)) continue;
        put_plain(out, name_of_series(&c->quantity[q]).s);
        fprintf(out, --quiet ? ", " : "\n");
    }
}

static void put_all_series(const ofr_comparison *c, const compared_whatif *w, int width, FILE *out)
{
    const char *unit = "";

    for (size_t q = 0; q < c->n_quantities; q++) {
        if (c->quantity[q].kind != QUANTITY_SERIES || strcmp(c->quantity[q].unit, unit) == 0)
            continue;
        unit = c->quantity[q].unit; /* those of one unit stand together */
        put_series(c, w, unit, width, out);
    }
}

static void put_foot(const ofr_comparison *c, int width, FILE *out)
{
    static const char legend[] =
        "shares are of all futures, in brackets their 90 % range over parameter sets; points and "
        "ledgers with the 95 % interval of the difference; 90 % of sets: the difference over "
        "parameter sets, chance removed; lower, better: in so many of them; chance: half width "
        "from "
        "chance alone, with these sets; pairing: how many times the sets a comparison without it "
        "takes, and what common random numbers alone bring of that";
    bool prior_driven = false;

    for (size_t q = 0; q < c->n_quantities; q++) prior_driven |= c->quantity[q].prior_driven;
    fprintf(out, "\nwidest half interval of a headline difference: %.2g points", c->reached);
    if (c->precision > 0)
        fprintf(out,
                c->reached <= c->precision ? ", asked %.2g\n"
                                           : ", asked %.2g: not reached with all members\n",
                c->precision);
    else
        putc('\n', out);
    put_wrapped(out, legend, width, 2);
    if (prior_driven) fputs("* prior-driven: assumed more than observed\n", out);
}

static void put_left_out(const ofr_comparison *c, int width, FILE *out)
{
    char text[LEFT_OUT_TEXT];

    left_out_text(&c->left_out, text);
    if (*text) put_wrapped(out, text, width, 2);
}

ofr_status comparison_text(const ofr_comparison *c, int width, FILE *out, ofr_error *err)
{
    put_title(c, out);
    put_left_out(c, width, out);
    for (size_t i = 0; i < c->n_whatifs; i++) {
        const compared_whatif *w = &c->whatif[i];
        put_heading(w, out);
        if (w->same) {
            fprintf(out, "changes nothing: all %zu futures are the base's, bit for bit\n",
                    c->n_futures);
            continue;
        }
        put_outcomes(c, w, width, out);
        put_ledgers(c, w, out);
        put_all_series(c, w, width, out);
    }
    put_foot(c, width, out);
    return ferror(out) ? ofr_fail(err, OFR_IO, "", "the comparison cannot be printed") : OFR_OK;
}
