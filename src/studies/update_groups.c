/* update_groups.c -- the rows that entered a history, taken together so that there are few enough parts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_notes.h"
#include "update_parts.h"

enum { SAYS = 400 };

/* A row or a total that entered, and what it is told as. */
typedef struct news {
    size_t at; /* in rows, then totals */
    int32_t day;
    const char *source, *target, *theatre, *action;
    bool total;
} news;

static int by_kind(const news *a, const news *b)
{
    int order = strcmp(a->source, b->source);

    if (order == 0) order = strcmp(a->target, b->target);
    if (order == 0) order = strcmp(a->theatre, b->theatre);
    if (order == 0) order = strcmp(a->action, b->action);
    return order ? order : (int)a->total - (int)b->total;
}

static int sort_kinds(const void *left, const void *right)
{
    const news *a = left, *b = right;
    const int order = by_kind(a, b);

    if (order) return order;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static bool together(const news *a, const news *b, update_grouping grouping)
{
    return grouping != UPDATE_BY_ROW && by_kind(a, b) == 0 &&
           (grouping == UPDATE_BY_KIND || a->day == b->day);
}

static size_t count_parts(const news *item, size_t n, update_grouping grouping)
{
    size_t parts = n > 0;

    for (size_t i = 1; i < n; i++) parts += !together(&item[i - 1], &item[i], grouping);
    return parts;
}

static const ofr_event *event_of(const growth_row *row)
{
    return row->now ? row->now : row->was;
}

static const ofr_total *total_of(const growth_total *total)
{
    return total->now ? total->now : total->was;
}

static size_t list_news(const ofr_growth *g, news *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < g->n_rows; i++) {
        const ofr_event *e = event_of(&g->row[i]);
        if (g->row[i].entered)
            ret[n++] = (news){i, e->date, e->source, e->target, e->theatre, e->action, false};
    }
    for (size_t i = 0; i < g->n_totals; i++) {
        const ofr_total *t = total_of(&g->total[i]);
        if (g->total[i].entered)
            ret[n++] = (news){g->n_rows + i, t->last,   t->source, t->target,
                              t->theatres,   t->action, true};
    }
    return n;
}

static int32_t dead(const ofr_event *e)
{
    const int32_t *const n[] = {&e->deaths_own, &e->deaths_partner, &e->deaths_attacker};
    int64_t sum = 0;

    for (size_t i = 0; i < 3; i++) sum += *n[i] > 0 ? *n[i] : 0;
    return (int32_t)(sum < INT32_MAX ? sum : INT32_MAX);
}

/* What one row says beyond its kind. */
static int say_row(const ofr_growth *g, const news *item, char *text, size_t size)
{
    if (item->total) {
        const growth_total *t = &g->total[item->at - g->n_rows];
        char first[OFR_DATE_TEXT];
        return snprintf(text, size, ", a total of %d since %s%s%s", (int)total_of(t)->count,
                        date_format(total_of(t)->first, first), t->fate == GROWTH_NEW ? "" : ", ",
                        t->fate == GROWTH_NEW ? "" : growth_fate_name(t->fate));
    }
    const growth_row *row = &g->row[item->at];
    const ofr_event *e = event_of(row);
    const char *word = event_word_name(e->word);
    const char *fate = row->fate == GROWTH_NEW    ? ""
                       : row->fate == GROWTH_KEPT ? "now known"
                                                  : growth_fate_name(row->fate);
    char count[32] = "", dying[32] = "";
    if (e->count > 1) snprintf(count, sizeof count, ", %d acts", (int)e->count);
    if (dead(e) > 0) snprintf(dying, sizeof dying, ", %d dead", (int)dead(e));
    return snprintf(text, size, "%s%s%s%s%s%s", count, dying, *word ? ", " : "", word,
                    *fate ? ", " : "", fate);
}

static const char *say_part(const update_work *w, const news *item, size_t n)
{
    char text[SAYS], first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];
    const int used = snprintf(text, sizeof text, "%s%s%s %.60s to %.60s, %.60s, %.40s",
                              date_format(item->day, first),
                              item[n - 1].day > item->day ? " to " : "",
                              item[n - 1].day > item->day ? date_format(item[n - 1].day, last) : "",
                              item->source, item->target, item->theatre, item->action);

    if (used > 0 && (size_t)used < sizeof text) {
        if (n == 1)
            say_row(w->growth, item, text + used, sizeof text - (size_t)used);
        else
            snprintf(text + used, sizeof text - (size_t)used, ", %zu rows", n);
    }
    return arena_text(w->update->arena, text, strlen(text));
}

static int sort_news(const void *left, const void *right)
{
    const news *a = left, *b = right;

    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static ofr_status make_parts(update_work *w, const news *item, size_t n, ofr_error *err)
{
    ofr_update *u = w->update;

    for (size_t i = 0, end; i < n; i = end) {
        update_part *part = &u->part[u->n_parts];
        for (end = i + 1; end < n && together(&item[i], &item[end], u->grouping);) end++;
        *part = (update_part){.says = say_part(w, &item[i], end - i),
                              .first = item[i].day,
                              .last = item[end - 1].day,
                              .rows = end - i};
        if (!part->says) return update_no_memory(err);
        for (size_t k = i; k < end; k++) w->part_of[item[k].at] = u->n_parts;
        u->n_parts++;
    }
    return OFR_OK;
}

static ofr_status too_many(size_t kinds, size_t most, ofr_error *err)
{
    return ofr_fail(
        err, OFR_USAGE, "parts",
        "rows of %zu kinds (source, target, theatre, action) are new, and at most %zu parts "
        "are taken out; allow more (up to %d), move the start by fewer days, or ask for none",
        kinds, most, UPDATE_PARTS);
}

ofr_status update_groups(update_work *w, ofr_error *err)
{
    const ofr_growth *g = w->growth;
    ofr_update *u = w->update;
    news *item = calloc(g->n_rows + g->n_totals + 1, sizeof *item);
    ofr_status status = item ? OFR_OK : update_no_memory(err);
    size_t n = 0, parts = 0;

    w->part_of = malloc((g->n_rows + g->n_totals + 1) * sizeof *w->part_of);
    u->part = arena_alloc(u->arena, (w->o->most_parts + 1) * sizeof *u->part);
    if (!w->part_of || !u->part) status = update_no_memory(err);
    for (size_t i = 0; status == OFR_OK && i < g->n_rows + g->n_totals; i++)
        w->part_of[i] = SIZE_MAX;
    if (status == OFR_OK) {
        n = list_news(g, item);
        qsort(item, n, sizeof *item, sort_kinds);
        for (u->grouping = UPDATE_BY_ROW;; u->grouping++) {
            parts = count_parts(item, n, u->grouping);
            if (parts <= w->o->most_parts || u->grouping == UPDATE_BY_KIND) break;
        }
        if (parts > w->o->most_parts) status = too_many(parts, w->o->most_parts, err);
        if (u->grouping == UPDATE_BY_ROW) qsort(item, n, sizeof *item, sort_news);
    }
    if (status == OFR_OK) status = make_parts(w, item, n, err);
    free(item);
    return status;
}
