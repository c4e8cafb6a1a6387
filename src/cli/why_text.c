/* why_text.c -- what is left of a what-if's effect without each mechanism, in lines that fit a terminal. */
#include <math.h>
#include <stdlib.h>

#include "cli.h"

enum { NAME = 18, CELL = 8, LEFT = 25, SHARE = 12, SHOWN = 5 };

static const double NORMAL_95 = 1.959963984540054;

/* 0 is inside: chance may have made it. */
static bool in_doubt(const ofr_difference *d)
{
    return !(d->low > 0) && !(d->high < 0);
}

/* Is the share told apart from none at all? */
static bool carries(const why_left *left)
{
    return fabs(left->share) > NORMAL_95 * left->error;
}

static bool turns(const why_outcome *o, const why_left *left)
{
    return left->without.value * o->all.value < 0 && !in_doubt(&left->without);
}

static bool is_off(const ofr_why *why, size_t m)
{
    return why->mechanism[m].state == WHY_OFF;
}

static int digits_of(const ofr_difference *d)
{
    const double half = 50 * (d->high - d->low);

    return half >= 10 ? 0 : half >= 1 || !(half > 0) ? 1 : half >= 0.01 ? 2 : 3;
}

/* Of a hundred futures, with its sign; room: 96 bytes. */
static const char *left_text(const ofr_difference *d, char *room)
{
    const int digits = digits_of(d);

    if (d->high > d->low)
        snprintf(room, 96, "%+.*f (%+.*f to %+.*f)", digits, 100 * d->value, digits, 100 * d->low,
                 digits, 100 * d->high);
    else
        snprintf(room, 96, "0, exactly");
    return room;
}

static void put_cell(double share, FILE *out)
{
    char text[32];

    snprintf(text, sizeof text, "%.*f", share < 0.0995 && share > 0 ? 2 : 1, 100 * share);
    put_right(out, text, CELL);
}

/* "62 % (4)", or nothing where no share is told. */
static void put_carried(const why_outcome *o, const why_left *left, FILE *out)
{
    char text[64] = "-";

    if (!in_doubt(&o->all))
        snprintf(text, sizeof text, "%.0f %% (%.*f)", 100 * left->share,
                 left->error > 0 && left->error < 0.0095 ? 1 : 0, 100 * left->error);
    put_right(out, text, SHARE);
    fputs(turns(o, left) ? " turns\n" : "\n", out);
}

static void put_without(const ofr_why *why, const why_outcome *o, size_t m, FILE *out)
{
    const why_left *left = &o->left[m];
    char text[96];

    fputs("  ", out);
    put_padded(out, why->mechanism[m].off->name, NAME);
    put_cell(left->without.base, out);
    put_cell(left->without.other, out);
    putc(' ', out);
    put_padded(out, left_text(&left->without, text), LEFT);
    put_carried(o, left, out);
}

/* Mechanisms by what they carry, the most first; of equals in their own order. */
static void rank(const why_outcome *o, size_t *order, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const size_t m = order[i];
        size_t j = i;
        for (; j > 0 && fabs(o->left[order[j - 1]].share) < fabs(o->left[m].share); j--)
            order[j] = order[j - 1];
        order[j] = m;
    }
}

typedef enum why_group { CARRIES, LITTLE, BY_CHANCE, NOTHING } why_group;

/* Where the what-if moves nothing for certain, what counts is what it moves without the mechanism. */
static why_group group_of(const why_outcome *o, size_t m)
{
    const why_left *left = &o->left[m];

    if (left->moved == 0) return NOTHING;
    if (in_doubt(&o->all)) return in_doubt(&left->without) ? BY_CHANCE : CARRIES;
    if (turns(o, left)) return CARRIES;
    return !carries(left) ? BY_CHANCE : fabs(left->share) < 0.05 ? LITTLE : CARRIES;
}

static void put_group(const ofr_why *why, const why_outcome *o, why_group group, const char *words,
                      int width, FILE *out)
{
    char line[4096];
    size_t at = (size_t)snprintf(line, sizeof line, "%s: ", words), n = 0;

    for (size_t m = 0; m < why->n_mechanisms && at < sizeof line - 64; m++) {
        if (!is_off(why, m) || group_of(o, m) != group) continue;
        at += (size_t)snprintf(line + at, sizeof line - at, "%s%s", n++ ? ", " : "",
                               why->mechanism[m].off->name);
    }
    if (n == 0) return;
    fputs("  ", out);
    put_wrapped(out, line, width - 2, 4);
}

static void put_rest(const ofr_why *why, const why_outcome *o, FILE *out)
{
    size_t n = 0;

    for (size_t m = 0; m < why->n_mechanisms; m++) n += is_off(why, m) && group_of(o, m) == NOTHING;
    if (n > 0) fprintf(out, "  the other %zu: no future's difference is another without them\n", n);
}

/* A line each of the mechanisms that count. */
static void put_levels(const ofr_why *why, const why_outcome *o, FILE *out)
{
    size_t order[256], n = 0;

    for (size_t m = 0; m < why->n_mechanisms && n < sizeof order / sizeof order[0]; m++) {
        if (is_off(why, m) && group_of(o, m) == CARRIES) order[n++] = m;
    }
    if (n == 0) return;
    rank(o, order, n);
    fputs("  ", out);
    put_padded(out, "without", NAME);
    put_right(out, "base", CELL);
    put_right(out, "what-if", CELL);
    putc(' ', out);
    put_padded(out, "difference", LEFT);
    put_right(out, "carries", SHARE);
    putc('\n', out);
    for (size_t i = 0; i < n; i++) put_without(why, o, order[i], out);
}

static void put_outcome(const ofr_why *why, const why_outcome *o, int width, FILE *out)
{
    char text[96];

    putc('\n', out);
    put_plain(out, o->says);
    fprintf(out, "%s (", o->prior_driven ? " *" : "");
    put_plain(out, o->id);
    fprintf(out, "), within %d days\n", (int)why->horizon);
    fprintf(out, "  %-*s", NAME, "with all of them");
    put_cell(o->all.base, out);
    put_cell(o->all.other, out);
    fprintf(out, " %s\n", left_text(&o->all, text));
    if (in_doubt(&o->all)) fputs("  not moved beyond chance, so that no share is told\n", out);
    put_levels(why, o, out);
    put_group(why, o, LITTLE, "under 5 %", width, out);
    put_group(why, o, BY_CHANCE, "within chance", width, out);
    put_rest(why, o, out);
}

static void put_names(const ofr_why *why, FILE *out)
{
    char day[OFR_DATE_TEXT];

    put_plain(out, why->title);
    fprintf(out, " | from %s | ", date_format(why->start, day));
    if (why->fixed || why->n_sets == 1)
        fprintf(out, "point values x %zu futures", why->per_set);
    else
        fprintf(out, "%zu parameter sets x %zu futures", why->n_sets, why->per_set);
    fprintf(out, " | seed %llu\nfrom ", (unsigned long long)why->seed);
    put_plain(out, why->base ? why->base->name : "base");
    fputs(" to ", out);
    put_plain(out, why->whatif->name);
    if (*why->whatif->says) {
        fputs(": ", out);
        put_plain(out, why->whatif->says);
    }
    putc('\n', out);
}

/* Outcomes that are moved, then the names of the others. */
static void put_outcomes(const ofr_why *why, int width, FILE *out)
{
    size_t moved = 0, others = 0;

    for (size_t i = 0; i < why->n_outcomes; i++) {
        const why_outcome *o = &why->outcome[i];
        moved += !in_doubt(&o->all);
        if (why->n_outcomes == 1 || (!in_doubt(&o->all) && moved <= SHOWN))
            put_outcome(why, o, width, out);
        else
            others++;
    }
    if (others == 0) return;
    fprintf(out, "\n%s; --outcome NAME tells of:",
            moved == 0 ? "no outcome is moved beyond chance" : "not shown");
    for (size_t i = 0, n = 0; i < why->n_outcomes; i++) {
        const bool doubt = in_doubt(&why->outcome[i].all);
        n += !doubt;
        if (!doubt && n <= SHOWN) continue;
        putc(' ', out);
        put_plain(out, why->outcome[i].id);
        if (!doubt) fputs(" (moved)", out);
    }
    putc('\n', out);
}

static void put_mechanisms(const ofr_why *why, int width, FILE *out)
{
    char line[4096];
    size_t at = (size_t)snprintf(line, sizeof line, "not in this scenario: "), n = 0;

    for (size_t m = 0; m < why->n_mechanisms; m++) {
        if (why->mechanism[m].state != WHY_ABSENT || at > sizeof line - 64) continue;
        at += (size_t)snprintf(line + at, sizeof line - at, "%s%s", n++ ? ", " : "",
                               why->mechanism[m].off->name);
    }
    putc('\n', out);
    if (n > 0) put_wrapped(out, line, width, 2);
    for (size_t m = 0; m < why->n_mechanisms; m++) {
        if (why->mechanism[m].state != WHY_REFUSED) continue;
        fprintf(out, "%s cannot be switched off here: ", why->mechanism[m].off->name);
        put_plain(out, why->mechanism[m].refused);
        putc('\n', out);
    }
}

static void put_legend(const ofr_why *why, int width, FILE *out)
{
    static const char legend[] =
        "base, what-if: futures of a hundred; difference: what-if less base, with its 95 % "
        "interval; without: the mechanism is switched off in both, on the same histories and "
        "random numbers; carries: what is gone of the difference then, with its standard error; "
        "below 0 % the difference is larger without it; turns: it has the other sign. Shares need "
        "not sum to 100 %: mechanisms work through each other. Of those that carry nothing, one "
        "in twenty comes out beyond chance by chance.";
    bool prior_driven = false;

    for (size_t i = 0; i < why->n_outcomes; i++) prior_driven |= why->outcome[i].prior_driven;
    put_wrapped(out, legend, width, 2);
    if (prior_driven) fputs("* prior-driven: assumed more than observed\n", out);
}

void why_text(const ofr_why *why, int width, FILE *out)
{
    char text[LEFT_OUT_TEXT];

    put_names(why, out);
    left_out_text(&why->left_out, text);
    if (*text) put_wrapped(out, text, width, 2);
    put_outcomes(why, width, out);
    put_mechanisms(why, width, out);
    put_legend(why, width, out);
}

void why_switches_text(FILE *out)
{
    size_t n;
    const why_switch *all = why_switches(&n);

    for (size_t i = 0; i < n; i++)
        fprintf(out, "%-*s %s\n%*s %s\n", NAME, all[i].name, all[i].says, NAME, "", all[i].changes);
}
