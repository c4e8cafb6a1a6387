/* update_text.c -- an update as a person reads it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "updating.h"

enum { SHOWN_ROWS = 20, SHOWN_MOVED = 20, SHOWN_PARTS = 6, NAME = 26, LINE = 1000 };

/* ---- the record ---------------------------------------------------------------------------------- */

static void put_counts(const ofr_growth *g, FILE *out)
{
    static const char *const said[N_GROWTH_FATES] = {
        [GROWTH_NEW] = "new",
        [GROWTH_LATE] = "late (of days before the old start)",
        [GROWTH_CHANGED] = "changed",
        [GROWTH_MOVED] = "of another day or other actors now",
        [GROWTH_GONE] = "gone",
        [GROWTH_REPEATED] = "left out as repeats",
        [GROWTH_AFTER] = "left out, since they are of the new start or later"};
    bool any = false;

    fputs("record: ", out);
    for (size_t f = GROWTH_NEW; f < N_GROWTH_FATES; f++) {
        const size_t n = g->rows[f] + g->totals[f];
        if (n == 0) continue;
        fprintf(out, "%s%zu %s", any ? ", " : "", n, said[f]);
        any = true;
    }
    fputs(any ? "\n" : "nothing new\n", out);
}

static void put_event(const ofr_event *e, FILE *out)
{
    char day[OFR_DATE_TEXT];

    fprintf(out, "%s ", date_format(e->date, day));
    put_plain(out, e->source);
    fputs(" to ", out);
    put_plain(out, e->target);
    fputs(", ", out);
    put_plain(out, e->theatre);
    fputs(", ", out);
    put_plain(out, e->action);
    if (e->count != 1) fprintf(out, ", %d acts", (int)e->count);
}

static void put_number(const char *name, int64_t was, int64_t now, FILE *out)
{
    if (was == now) return;
    fprintf(out, "; %s ", name);
    if (was < 0)
        fputs("not known", out);
    else
        fprintf(out, "%lld", (long long)was);
    fputs(" is ", out);
    if (now < 0)
        fputs("not known", out);
    else
        fprintf(out, "%lld", (long long)now);
}

static void put_word(const char *name, const char *was, const char *now, FILE *out)
{
    if (strcmp(was, now) == 0) return;
    fprintf(out, "; %s '", name);
    put_plain(out, was);
    fputs("' is '", out);
    put_plain(out, now);
    putc('\'', out);
}

/* What was and what is, of each cell that moves numbers; of the rest that it changed. */
static void put_change(const ofr_event *was, const ofr_event *now, FILE *out)
{
    char a[OFR_DATE_TEXT], b[OFR_DATE_TEXT];

    put_word("day", date_format(was->date, a), date_format(now->date, b), out);
    put_word("source", was->source, now->source, out);
    put_word("target", was->target, now->target, out);
    put_word("theatre", was->theatre, now->theatre, out);
    put_word("action", was->action, now->action, out);
    put_number("count", was->count, now->count, out);
    put_number("deaths_own", was->deaths_own, now->deaths_own, out);
    put_number("deaths_partner", was->deaths_partner, now->deaths_partner, out);
    put_number("deaths_attacker", was->deaths_attacker, now->deaths_attacker, out);
    put_number("wounded_own", was->wounded_own, now->wounded_own, out);
    put_word("word", event_word_name(was->word), event_word_name(now->word), out);
    put_word("public", was->public_from == OFR_NO_DATE ? "no" : date_format(was->public_from, a),
             now->public_from == OFR_NO_DATE ? "no" : date_format(now->public_from, b), out);
    put_word("via", was->via, now->via, out);
    put_word("note", was->note, now->note, out);
    put_word("provenance", was->provenance, now->provenance, out);
}

static void put_rows(const ofr_growth *g, FILE *out)
{
    size_t n = 0;

    for (size_t i = 0; i < g->n_rows; i++) {
        const growth_row *row = &g->row[i];
        if (row->fate == GROWTH_KEPT || row->fate == GROWTH_NEW || n++ >= SHOWN_ROWS) continue;
        fprintf(out, "  %-8s ", growth_fate_name(row->fate));
        put_event(row->was ? row->was : row->now, out);
        if (row->was && row->now) put_change(row->was, row->now, out);
        putc('\n', out);
    }
    if (n > SHOWN_ROWS) fprintf(out, "  and %zu more; --json has all\n", n - SHOWN_ROWS);
}

static void put_totals(const ofr_growth *g, FILE *out)
{
    for (size_t i = 0; i < g->n_totals; i++) {
        const growth_total *t = &g->total[i];
        const ofr_total *is = t->now ? t->now : t->was;
        char first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];
        if (t->fate == GROWTH_KEPT) continue;
        fprintf(out, "  %-8s total from %s to %s, ", growth_fate_name(t->fate),
                date_format(is->first, first), date_format(is->last, last));
        put_plain(out, is->source);
        fputs(" to ", out);
        put_plain(out, is->target);
        fprintf(out, ": %d", (int)is->count);
        if (t->was && t->now && t->was->count != t->now->count)
            fprintf(out, ", was %d", (int)t->was->count);
        putc('\n', out);
    }
}

static void put_looks(const update_told *t, int width, FILE *out)
{
    if (t->n_looks == 0) return;
    fputs("look at, since nobody else can:\n", out);
    for (size_t i = 0; i < t->n_looks; i++) {
        const update_look *look = &t->look[i];
        char line[LINE], day[OFR_DATE_TEXT];
        snprintf(line, sizeof line, "  %s%s%s%s: %s", look->path,
                 look->day != OFR_NO_DATE ? " (" : "",
                 look->day != OFR_NO_DATE ? date_format(look->day, day) : "",
                 look->day != OFR_NO_DATE ? ")" : "", look->why);
        put_wrapped(out, line, width, 4);
    }
}

void update_text_record(const update_told *t, int width, FILE *out)
{
    char was[OFR_DATE_TEXT], is[OFR_DATE_TEXT];

    put_counts(t->growth, out);
    put_rows(t->growth, out);
    put_totals(t->growth, out);
    fprintf(out, "start: %s, was %s\n", date_format(study_days_of(t->now).start, is),
            date_format(study_days_of(t->before).start, was));
    for (size_t i = 0; i < t->n_notes; i++) put_wrapped(out, t->note[i], width, 2);
    put_looks(t, width, out);
    putc('\n', out);
}

/* ---- what moved ---------------------------------------------------------------------------------- */

static void put_points(double low_value, double value, double high_value, FILE *out)
{
    const double half = 50 * (high_value - low_value);
    const int digits = half >= 10 ? 0 : half >= 1 ? 1 : 2;

    fprintf(out, "%+.*f (%+.*f to %+.*f)", digits, 100 * value, digits, 100 * low_value, digits,
            100 * high_value);
}

static void put_share(double share, FILE *out)
{
    char text[32];

    snprintf(text, sizeof text, "%.*f %%", share < 0.1 ? 2 : 1, 100 * share);
    put_right(out, text, 9);
}

static void put_moved(const update_told *t, FILE *out)
{
    size_t shown = 0, already = 0;

    fprintf(out,
            "\nWhat moved, in points, each horizon from its own start (95 %% interval of %zu "
            "paired sets)\n",
            t->moved->sets);
    fprintf(out, "  %-*s %8s %9s %9s  change\n", NAME, "outcome", "days", "last", "now");
    for (size_t i = 0; i < t->moved->n_rows; i++) {
        const moved_row *row = &t->moved->row[i];
        already += row->already;
        if (row->already || shown++ >= SHOWN_MOVED) continue;
        fputs("  ", out);
        put_padded(out, row->outcome, NAME);
        fprintf(out, " %8d ", (int)row->days);
        put_share(row->was, out);
        putc(' ', out);
        put_share(row->now, out);
        fputs("  ", out);
        put_points(row->moved.low, row->moved.value, row->moved.high, out);
        putc('\n', out);
    }
    if (shown > SHOWN_MOVED)
        fprintf(out, "  and %zu more that moved less; --json has all\n", shown - SHOWN_MOVED);
    if (already > 0)
        fprintf(out, "  %zu left out: the outcome holds already on the eve of a start\n", already);
}

/* ---- what moved it ------------------------------------------------------------------------------- */

static void put_part(const char *says, const ofr_difference *d, FILE *out)
{
    fputs("  ", out);
    if (d)
        put_points(d->low, d->value, d->high, out);
    else
        fputs("cannot be told: without it no set can explain the record", out);
    fputs("  ", out);
    put_plain(out, says);
    putc('\n', out);
}

/* Places of the parts, those that moved a cell most first. */
static void rank(const ofr_update *u, size_t cell, size_t *place)
{
    for (size_t i = 0; i < u->n_parts; i++) {
        const double own = u->part[i].moved ? fabs(u->part[i].moved[cell].value) : INFINITY;
        size_t at = i;
        for (; at > 0; at--) {
            const update_part *other = &u->part[place[at - 1]];
            if ((other->moved ? fabs(other->moved[cell].value) : (double)INFINITY) >= own) break;
            place[at] = place[at - 1];
        }
        place[at] = i;
    }
}

static bool is_headline(const ofr_answer *a, const char *id)
{
    bool any = false, own = false;

    for (size_t i = 0; i < a->n_outcomes; i++) {
        any |= a->outcome[i].headline;
        own |= a->outcome[i].headline && strcmp(a->outcome[i].id, id) == 0;
    }
    return own || !any;
}

static void put_cell(const update_told *t, size_t o, FILE *out)
{
    const ofr_update *u = t->update;
    size_t place[UPDATE_PARTS], best = 0, still = 0, shown = 0;

    for (size_t h = 1; h < u->n_horizons; h++) {
        if (fabs(u->all[o * u->n_horizons + h].value) >
            fabs(u->all[o * u->n_horizons + best].value))
            best = h;
    }
    const size_t cell = o * u->n_horizons + best;
    const moved_row *row = moved_find(t->moved, u->outcome[o], u->days[best]);
    if (!row || row->already) return;
    putc('\n', out);
    put_plain(out, u->outcome[o]);
    fprintf(out, " within %d days\n", (int)u->days[best]);
    put_part("in all", &u->all[cell], out);
    put_part("quiet days: time that passed, without anything new", &u->quiet[cell], out);
    rank(u, cell, place);
    for (size_t i = 0; i < u->n_parts; i++) {
        const update_part *part = &u->part[place[i]];
        const bool moves = !part->moved || part->moved[cell].low > 0 || part->moved[cell].high < 0;
        if (part->same || (shown >= SHOWN_PARTS && !moves) || shown >= 2 * SHOWN_PARTS) {
            still++;
            continue;
        }
        shown++;
        put_part(part->says, part->moved ? &part->moved[cell] : NULL, out);
    }
    put_part("what is left: parts work through each other, and need not add up", &u->rest[cell],
             out);
    if (still > 0) fprintf(out, "  %zu more rows moved it less, or not at all\n", still);
}

static void put_update(const update_told *t, int width, FILE *out)
{
    static const char *const how[] = {
        [UPDATE_BY_ROW] = "each row taken out of the record in turn",
        [UPDATE_BY_DAY] = "rows of one day and kind taken out together",
        [UPDATE_BY_KIND] = "rows of one kind taken out together"};
    const ofr_update *u = t->update;
    char line[LINE];

    putc('\n', out);
    snprintf(line, sizeof line,
             "What moved it: %s, %zu parts, %zu sets of %zu futures on the same random numbers, in "
             "points (95 %% interval)",
             how[u->grouping], u->n_parts, u->used_sets, u->per_set);
    put_wrapped(out, line, width, 2);
    for (size_t o = 0; o < u->n_outcomes; o++) {
        if (is_headline(t->answer, u->outcome[o])) put_cell(t, o, out);
    }
}

ofr_status update_text_moved(const update_told *t, int width, FILE *out, ofr_error *err)
{
    const ofr_status status = answer_lines(t->answer, width, out, err);

    if (status != OFR_OK) return status;
    put_moved(t, out);
    if (t->update) put_update(t, width, out);
    fputs("\nwrote ", out);
    put_plain(out, t->directory);
    fputs(" | see: offramp report ", out);
    put_plain(out, t->result);
    putc('\n', out);
    return OFR_OK;
}

void update_text_fired(const update_fired *f, FILE *out)
{
    fputs("offramp: alert '", out);
    put_plain(out, f->alert->text);
    fputs("': ", out);
    put_plain(out, f->row->outcome);
    fprintf(out,
            " within %d days is at %.2f %%, was at %.2f %% (change %+.2f points, %+.2f to %+.2f)\n",
            (int)f->row->days, 100 * f->row->now, 100 * f->row->was, 100 * f->row->moved.value,
            100 * f->row->moved.low, 100 * f->row->moved.high);
}
