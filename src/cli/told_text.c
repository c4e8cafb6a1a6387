/* told_text.c -- a future, and the history before it, as a person reads it. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { SHOWN_ACTS = 3 };

bool told_shows(const told_future *future, const ofr_act *act)
{
    const size_t n = strlen(act->kind);

    if (act->day < future->from || act->day > future->to) return false;
    for (const char *at = future->kinds; at && *at;) {
        const size_t length = strcspn(at, ",");
        if (length == n && memcmp(at, act->kind, n) == 0) return true;
        at += length;
        at += *at == ',';
    }
    return !future->kinds;
}

/* ---- history -------------------------------------------------------------------------------- */

/* All acts of one flow in the record. */
typedef struct group {
    const char *id;
    double severity;
    long acts, deaths;
    int32_t first, last;
    const ofr_act *largest[SHOWN_ACTS];
} group;

static long deaths_of(const ofr_act *act)
{
    return (long)act->deaths_own + act->deaths_partner + act->deaths_attacker;
}

/* Deadlier first, then more of them, then later. */
static bool larger(const ofr_act *a, const ofr_act *b)
{
    if (deaths_of(a) != deaths_of(b)) return deaths_of(a) > deaths_of(b);
    if (a->count != b->count) return a->count > b->count;
    return a->day > b->day;
}

static void add_act(group *g, const ofr_act *act, double severity)
{
    size_t at = SHOWN_ACTS;

    if (g->acts == 0 || act->day < g->first) g->first = act->day;
    if (g->acts == 0 || act->day > g->last) g->last = act->day;
    g->acts += act->count;
    g->deaths += deaths_of(act);
    g->severity += severity * act->count;
    while (at > 0 && (!g->largest[at - 1] || larger(act, g->largest[at - 1]))) {
        if (at < SHOWN_ACTS) g->largest[at] = g->largest[at - 1];
        at--;
    }
    if (at < SHOWN_ACTS) g->largest[at] = act;
}

static int by_severity(const void *a, const void *b)
{
    const group *x = a, *y = b;

    if (x->severity != y->severity) return x->severity > y->severity ? -1 : 1;
    if (x->acts != y->acts) return x->acts > y->acts ? -1 : 1;
    return strcmp(x->id, y->id);
}

static void put_group(const group *g, FILE *out)
{
    char first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];

    fprintf(out, "  ");
    put_plain(out, g->id);
    fprintf(out, ": %ld act%s from %s to %s", g->acts, g->acts == 1 ? "" : "s",
            date_format(g->first, first), date_format(g->last, last));
    if (g->deaths) fprintf(out, ", %ld killed", g->deaths);
    putc('\n', out);
    for (size_t i = 0; i < SHOWN_ACTS && g->largest[i]; i++) {
        const ofr_act *act = g->largest[i];
        fprintf(out, "    %s  ", date_format(act->day, first));
        put_plain(out, *act->text ? act->text : act->rung);
        if (act->count > 1) fprintf(out, " (%d acts)", (int)act->count);
        if (deaths_of(act)) fprintf(out, " (%ld killed)", deaths_of(act));
        putc('\n', out);
    }
}

static void put_past(const told_future *future, FILE *out)
{
    const ofr_told *told = future->told;
    group *list = calloc(told->n_past + 1, sizeof *list);
    size_t n = 0;

    if (!list) {
        fprintf(out, "  (no memory to group them)\n");
        return;
    }
    for (size_t i = 0; i < told->n_past; i++) {
        const ofr_act *act = &told->past[i];
        size_t at = 0;
        while (at < n && strcmp(list[at].id, act->id) != 0) at++;
        if (at == n) list[n++].id = act->id;
        add_act(&list[at], act, study_severity(future->study, act->id));
    }
    qsort(list, n, sizeof *list, by_severity);
    for (size_t i = 0; i < n; i++) put_group(&list[i], out);
    if (n == 0) fprintf(out, "  none\n");
    free(list);
}

/* Days are dates to people; a day that never came is far in the past. */
static void put_value(FILE *out, const char *unit, double value)
{
    char date[OFR_DATE_TEXT];

    if (strcmp(unit, "day") != 0)
        fprintf(out, " %10.4g", value == 0 ? 0.0 : value); /* no "-0" */
    else if (value <= 0 || value > 1e6)
        fprintf(out, " %10s", "never");
    else
        fprintf(out, " %10s", date_format((int32_t)value, date));
}

static bool at_rest(const told_state *s)
{
    const double nothing = 5e-5; /* what is left of memories long faded */

    if (strcmp(s->unit, "day") == 0) return s->high <= 0;
    return s->low > -nothing && s->low < nothing && s->high > -nothing && s->high < nothing;
}

/* "usa-iran" of "usa-iran.stance": what a state is of; its length. */
static size_t owner_of(const told_state *s)
{
    return strcspn(s->name, ".");
}

static bool same_owner(const told_state *a, const told_state *b)
{
    return owner_of(a) == owner_of(b) && memcmp(a->name, b->name, owner_of(a)) == 0;
}

static void put_state(const told_state *s, FILE *out)
{
    const char *rest = s->name + owner_of(s);
    const char *name = *rest ? rest + 1 : s->name;

    fprintf(out, "    ");
    put_plain(out, name);
    for (size_t at = strlen(name); at < 30; at++) putc(' ', out);
    put_value(out, s->unit, s->low);
    put_value(out, s->unit, s->middle);
    put_value(out, s->unit, s->high);
    fputs(*s->unit ? "  " : "", out);
    put_plain(out, s->unit);
    putc('\n', out);
}

/* States of one owner stand together, owners in the order in which they first come. */
static void put_states(const ofr_told *told, FILE *out)
{
    size_t left_out = 0;

    fprintf(out, "%34s %10s %10s %10s\n", "", "5 %", "median", "95 %");
    for (size_t i = 0; i < told->n_states; i++) {
        const told_state *first = &told->state[i];
        bool known = at_rest(first);
        left_out += known;
        for (size_t j = 0; j < i && !known; j++) {
            known = !at_rest(&told->state[j]) && same_owner(&told->state[j], first);
        }
        if (known) continue;
        fprintf(out, "  %.*s\n", (int)owner_of(first), first->name);
        for (size_t j = i; j < told->n_states; j++) {
            const told_state *s = &told->state[j];
            if (!at_rest(s) && same_owner(s, first)) put_state(s, out);
        }
    }
    if (left_out) fprintf(out, "  (%zu states are 0 or never came; --json has them)\n", left_out);
}

static void put_history(const told_future *future, FILE *out)
{
    const study_days days = study_days_of(future->study);
    const ofr_told *told = future->told;
    const size_t said = told->use.words + told->use.inferred,
                 rows = told->use.acts + told->use.messages + said + told->use.unused +
                        told->use.late;
    char from[OFR_DATE_TEXT], to[OFR_DATE_TEXT];

    if (days.epoch >= days.start) {
        fprintf(out, "no history: this study starts at rest\n\n");
        return;
    }
    fprintf(out, "history from %s to %s\n", date_format(days.epoch, from),
            date_format(days.start - 1, to));
    fprintf(out,
            "  of %zu rows of the record in these days, %zu are acts of flows, %zu are messages, "
            "%zu fit no flow, "
            "%zu were not public at the start\n",
            rows, told->use.acts, told->use.messages, told->use.unused, told->use.late);
    if (said) fprintf(out, "  %zu only say something of halts or sum up others\n", said);
    putc('\n', out);
    fprintf(out, "states on %s, over %zu particles\n", to, told->n_particles);
    put_states(told, out);
    fprintf(out, "\nacts of the record behind them, those of most weight first\n");
    put_past(future, out);
    putc('\n', out);
}

/* ---- the future ----------------------------------------------------------------------------- */

static void put_title(const told_future *future, FILE *out)
{
    char start[OFR_DATE_TEXT], end[OFR_DATE_TEXT];

    put_plain(out, future->title);
    fprintf(out, " | future %zu of %zu", future->member, future->n_members);
    if (*future->pick) fprintf(out, ", the %s", future->pick);
    fprintf(out, " | %s to %s | %zu events\n\n", date_format(future->start, start),
            date_format(future->start + future->horizon - 1, end), future->n_acts);
}

void told_text(const told_future *future, FILE *out)
{
    size_t shown = 0;

    put_title(future, out);
    if (future->told && future->study) put_history(future, out);
    for (size_t i = 0; i < future->n_acts; i++) {
        const ofr_act *act = &future->act[i];
        char date[OFR_DATE_TEXT];
        if (!told_shows(future, act)) continue;
        fprintf(out, "%s  ", date_format(act->day, date));
        put_plain(out, act->text);
        fprintf(out, "\n              ");
        put_plain(out, act->cause_text);
        putc('\n', out);
        shown++;
    }
    if (shown == 0)
        fputs(future->n_acts ? "no event is of the kinds and days asked for\n"
                             : "nothing happens\n",
              out);
}
