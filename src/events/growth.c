/* growth.c -- see growth.h. */
#include "growth.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_faults.h"
#include "record_write.h"

enum { SHOWN = 20, LINE = 640 };

const char *growth_fate_name(growth_fate fate)
{
    static const char *const name[] = {"kept",  "new",  "late",  "changed",
                                       "moved", "gone", "after", "repeated"};

    return name[fate];
}

/* Two records being matched: each row of either finds its partner, or none. */
typedef struct matching {
    const ofr_record *old, *newer;
    const growth_asked *asked;
    ofr_growth *growth;
    const ofr_event **left, **right; /* rows in the order of the step at hand */
    size_t n_left, n_right;
    const ofr_event **partner; /* [old rows] of the newer record */
    uint8_t *taken, *repeated; /* [newer rows] has a partner; repeats another */
    const ofr_total **total_partner;
    uint8_t *total_taken;
} matching;

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory to match the rows");
}

static size_t number_of(const ofr_record *record, const ofr_event *event)
{
    return (size_t)(event - record->event);
}

/* ---- orders -------------------------------------------------------------------------------------- */

typedef int (*row_order)(const ofr_event *a, const ofr_event *b);

static int by_texts(const char *const *a, const char *const *b, size_t n)
{
    int order = 0;

    for (size_t i = 0; i < n && order == 0; i++) order = strcmp(a[i], b[i]);
    return order;
}

/* What makes it the same act. */
static int by_act(const ofr_event *a, const ofr_event *b)
{
    const char *const x[] = {a->source, a->target, a->theatre, a->action, a->via},
                      *const y[] = {b->source, b->target, b->theatre, b->action, b->via};

    if (a->date != b->date) return a->date < b->date ? -1 : 1;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return by_texts(x, y, sizeof x / sizeof x[0]);
}

static int by_provenance(const ofr_event *a, const ofr_event *b)
{
    return strcmp(a->provenance, b->provenance);
}

static bool same_actors(const ofr_event *a, const ofr_event *b)
{
    return a->date == b->date && strcmp(a->source, b->source) == 0 &&
           strcmp(a->target, b->target) == 0;
}

static int sort_cells(const void *left, const void *right)
{
    return event_compare(*(const ofr_event *const *)left, *(const ofr_event *const *)right);
}

/* Of equal acts the order of their other cells decides, never that of the file. */
static int sort_acts(const void *left, const void *right)
{
    const int order = by_act(*(const ofr_event *const *)left, *(const ofr_event *const *)right);

    return order ? order : sort_cells(left, right);
}

static int sort_provenances(const void *left, const void *right)
{
    const int order = by_provenance(*(const ofr_event *const *)left,
                                    *(const ofr_event *const *)right);

    return order ? order : sort_cells(left, right);
}

/* Rows from a day on, all or those without a partner, in an order. */
static void lay_out(matching *m, bool free_only, int (*order)(const void *, const void *))
{
    m->n_left = m->n_right = 0;
    for (size_t i = 0; i < m->old->n_events; i++) {
        if (!free_only || !m->partner[i]) m->left[m->n_left++] = &m->old->event[i];
    }
    for (size_t i = 0; i < m->newer->n_events; i++) {
        if (!free_only || (!m->taken[i] && !m->repeated[i]))
            m->right[m->n_right++] = &m->newer->event[i];
    }
    qsort(m->left, m->n_left, sizeof(const ofr_event *), order);
    qsort(m->right, m->n_right, sizeof(const ofr_event *), order);
}

static void pair_up(matching *m, const ofr_event *was, const ofr_event *now)
{
    m->partner[number_of(m->old, was)] = now;
    m->taken[number_of(m->newer, now)] = 1;
}

static size_t run_of(const ofr_event *const *row, size_t n, size_t at, row_order order)
{
    size_t end = at + 1;

    while (end < n && order(row[at], row[end]) == 0) end++;
    return end - at;
}

/* Rows on both sides that an order calls equal: `take` says what to do with them. */
static void walk(matching *m, row_order order,
                 void (*take)(matching *m, const ofr_event *const *was, size_t n,
                              const ofr_event *const *now, size_t k))
{
    for (size_t i = 0, j = 0; i < m->n_left || j < m->n_right;) {
        const int side = i == m->n_left ? 1 : j == m->n_right ? -1 : order(m->left[i], m->right[j]);
        const size_t n = side <= 0 ? run_of(m->left, m->n_left, i, order) : 0,
                     k = side >= 0 ? run_of(m->right, m->n_right, j, order) : 0;
        take(m, m->left + i, n, m->right + j, k);
        i += n;
        j += k;
    }
}

/* All cells alike. Of more rows than there were, one is a row where there was none, and the others repeat it. */
static void take_same(matching *m, const ofr_event *const *was, size_t n,
                      const ofr_event *const *now, size_t k)
{
    for (size_t i = 0; i < n && i < k; i++) pair_up(m, was[i], now[i]);
    for (size_t i = n > 0 ? n : 1; i < k; i++) m->repeated[number_of(m->newer, now[i])] = 1;
}

/* One source that names one row of each. Both orders are of all rows, so that one that is matched already counts as well. Of new rows
 * only, the same article may tell of another act: day and actors must be the same as well. */
static void take_provenance(matching *m, const ofr_event *const *was, size_t n,
                            const ofr_event *const *now, size_t k)
{
    if (n != 1 || k != 1 || !*was[0]->provenance) return;
    if (m->partner[number_of(m->old, was[0])] || m->taken[number_of(m->newer, now[0])]) return;
    if (!m->growth->whole && !same_actors(was[0], now[0])) return;
    pair_up(m, was[0], now[0]);
}

static void take_act(matching *m, const ofr_event *const *was, size_t n,
                     const ofr_event *const *now, size_t k)
{
    for (size_t i = 0; i < n && i < k; i++) pair_up(m, was[i], now[i]);
}

/* ---- whole, or new rows only --------------------------------------------------------------------- */

static ofr_status decide_whole(matching *m, ofr_error *err)
{
    ofr_growth *g = m->growth;
    size_t there = 0, found = 0;

    for (size_t i = 0; i < m->old->n_events; i++) {
        if (m->old->event[i].date < g->from) continue;
        there++;
        found += m->partner[i] != NULL;
    }
    g->whole = m->asked->says == GROWTH_WHOLE ||
               (m->asked->says == GROWTH_GUESS && found > 0 && 2 * found >= there);
    if (m->asked->says != GROWTH_GUESS || found == 0 || 2 * found >= there) return OFR_OK;
    char from[OFR_DATE_TEXT];
    return ofr_fail(
        err, OFR_USAGE, m->newer->path,
        "holds %zu of the %zu rows that the record has from %s on: too few for the whole "
        "record, and more than new rows would repeat; say --whole or --rows-only",
        found, there, date_format(g->from, from));
}

/* ---- rows into fates ----------------------------------------------------------------------------- */

static bool counts(const matching *m, const ofr_event *e, int32_t start)
{
    return e && e->date < start && event_is_public(e, m->asked->outsider ? start : OFR_NO_DATE);
}

static growth_fate fate_of_old(const matching *m, const ofr_event *was, const ofr_event *now)
{
    if (!now) return m->growth->whole && was->date >= m->growth->from ? GROWTH_GONE : GROWTH_KEPT;
    if (event_compare(was, now) == 0) return GROWTH_KEPT;
    return same_actors(was, now) ? GROWTH_CHANGED : GROWTH_MOVED;
}

static void add_row(matching *m, growth_fate fate, const ofr_event *was, const ofr_event *now)
{
    ofr_growth *g = m->growth;
    growth_row *row = &g->row[g->n_rows++];
    const bool stays = fate != GROWTH_AFTER && fate != GROWTH_REPEATED;

    *row = (growth_row){.fate = fate, .was = was, .now = now};
    row->counted = counts(m, was, m->asked->was_start);
    row->entered = stays && (fate == GROWTH_KEPT ? counts(m, now, m->asked->start) != row->counted
                                                 : counts(m, now, m->asked->start) || row->counted);
    g->rows[fate]++;
}

static void add_rows(matching *m)
{
    for (size_t i = 0; i < m->old->n_events; i++) {
        const ofr_event *was = &m->old->event[i];
        const growth_fate fate = fate_of_old(m, was, m->partner[i]);
        const ofr_event *now = fate == GROWTH_KEPT ? was : m->partner[i];
        add_row(m, fate, was, now);
    }
    for (size_t i = 0; m->newer && i < m->newer->n_events; i++) {
        const ofr_event *now = &m->newer->event[i];
        if (m->taken[i]) continue;
        add_row(m,
                m->repeated[i]                     ? GROWTH_REPEATED
                : now->date >= m->asked->start     ? GROWTH_AFTER
                : now->date >= m->asked->was_start ? GROWTH_NEW
                                                   : GROWTH_LATE,
                NULL, now);
    }
}

static int sort_rows(const void *left, const void *right)
{
    const growth_row *a = left, *b = right;
    const ofr_event *x = a->now ? a->now : a->was, *y = b->now ? b->now : b->was;

    if (x->date != y->date) return x->date < y->date ? -1 : 1;
    if (!a->was != !b->was) return a->was ? -1 : 1;
    if (a->was) return (a->was->line > b->was->line) - (a->was->line < b->was->line);
    const int order = event_compare(x, y);
    return order ? order : (a->fate > b->fate) - (a->fate < b->fate);
}

/* ---- totals -------------------------------------------------------------------------------------- */

static int by_interval(const ofr_total *a, const ofr_total *b)
{
    const char *const x[] = {a->source, a->target, a->theatres, a->action}, *const y[] = {
                                                                                b->source,
                                                                                b->target,
                                                                                b->theatres,
                                                                                b->action};

    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    if (a->last != b->last) return a->last < b->last ? -1 : 1;
    return by_texts(x, y, sizeof x / sizeof x[0]);
}

static int sort_intervals(const void *left, const void *right)
{
    return by_interval(*(const ofr_total *const *)left, *(const ofr_total *const *)right);
}

/* Intervals of one series do not overlap, so that each has at most one partner. */
static ofr_status pair_totals(matching *m, ofr_error *err)
{
    const ofr_total **now = calloc(m->newer->n_totals + 1, sizeof(const ofr_total *));

    if (!now) return no_memory(err);
    for (size_t i = 0; i < m->newer->n_totals; i++) now[i] = &m->newer->total[i];
    qsort(now, m->newer->n_totals, sizeof(const ofr_total *), sort_intervals);
    for (size_t i = 0; i < m->old->n_totals; i++) {
        const ofr_total *was = &m->old->total[i];
        const ofr_total **found = m->newer->n_totals == 0
                                      ? NULL
                                      : bsearch(&was, now, m->newer->n_totals,
                                                sizeof(const ofr_total *), sort_intervals);
        if (!found) continue;
        m->total_partner[i] = *found;
        m->total_taken[*found - m->newer->total] = 1;
    }
    free(now);
    return OFR_OK;
}

static void add_total(matching *m, growth_fate fate, const ofr_total *was, const ofr_total *now)
{
    ofr_growth *g = m->growth;
    growth_total *total = &g->total[g->n_totals++];
    const bool counts_now = now && now->last < m->asked->start;

    *total = (growth_total){.fate = fate, .was = was, .now = now};
    total->counted = was && was->last < m->asked->was_start;
    total->entered = fate != GROWTH_AFTER && (fate == GROWTH_KEPT ? counts_now != total->counted
                                                                  : counts_now || total->counted);
    g->totals[fate]++;
}

static void add_totals(matching *m)
{
    int32_t from = INT32_MAX;

    for (size_t i = 0; m->newer && i < m->newer->n_totals; i++) {
        if (m->newer->total[i].first < from) from = m->newer->total[i].first;
    }
    for (size_t i = 0; i < m->old->n_totals; i++) {
        const ofr_total *was = &m->old->total[i], *now = m->total_partner[i];
        const bool gone = !now && m->growth->whole && was->first >= from;
        const bool same = now && total_compare(was, now) == 0;
        add_total(m,
                  gone           ? GROWTH_GONE
                  : !now || same ? GROWTH_KEPT
                                 : GROWTH_CHANGED,
                  was,
                  gone           ? NULL
                  : now && !same ? now
                                 : was);
    }
    for (size_t i = 0; m->newer && i < m->newer->n_totals; i++) {
        const ofr_total *now = &m->newer->total[i];
        if (m->total_taken[i]) continue;
        add_total(m,
                  now->last >= m->asked->start       ? GROWTH_AFTER
                  : now->last >= m->asked->was_start ? GROWTH_NEW
                                                     : GROWTH_LATE,
                  NULL, now);
    }
}

static int sort_totals(const void *left, const void *right)
{
    const growth_total *a = left, *b = right;
    const int order = by_interval(a->now ? a->now : a->was, b->now ? b->now : b->was);

    return order ? order : (a->fate > b->fate) - (a->fate < b->fate);
}

/* ---- contradictions ------------------------------------------------------------------------------ */

typedef struct list {
    char *text;
    size_t used, size, n;
} list;

static void put(list *l, const char *format, ...)
{
    va_list values;
    int n;

    if (l->used >= l->size) return;
    va_start(values, format);
    n = vsnprintf(l->text + l->used, l->size - l->used, format, values);
    va_end(values);
    l->used += n > 0 ? (size_t)n : 0;
}

static void put_event(list *l, const char *path, const ofr_event *e)
{
    char day[OFR_DATE_TEXT], a[RECORD_QUOTED + 8], b[RECORD_QUOTED + 8], c[RECORD_QUOTED + 8];

    put(l, "%s:%zu: %s, %s to %s, %s", path, e->line, date_format(e->date, day),
        record_quoted(e->source, a), record_quoted(e->target, b), record_quoted(e->action, c));
}

static void put_contradiction(list *l, const matching *m, const growth_row *row)
{
    if (row->fate != GROWTH_MOVED && row->fate != GROWTH_GONE) return;
    if (l->n++ >= SHOWN) return;
    put_event(l, m->old->path, row->was);
    put(l, row->now ? "; the row of the same source is now\n  " : "; is gone\n");
    if (row->now) put_event(l, m->newer->path, row->now);
    if (row->now) put(l, "\n");
}

static void put_total_contradiction(list *l, const matching *m, const growth_total *total)
{
    char first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];

    if (total->fate != GROWTH_GONE || l->n++ >= SHOWN) return;
    put(l, "%s:%zu: the total from %s to %s is gone\n", m->old->totals_path, total->was->line,
        date_format(total->was->first, first), date_format(total->was->last, last));
}

static ofr_status check_contradictions(const matching *m, ofr_error *err)
{
    const ofr_growth *g = m->growth;
    const size_t longest = strlen(m->old->path) + strlen(m->old->totals_path) +
                           (m->newer ? strlen(m->newer->path) : 0) + LINE;
    list l = {.size = (SHOWN + 1) * longest};

    if (m->asked->accept ||
        g->rows[GROWTH_MOVED] + g->rows[GROWTH_GONE] + g->totals[GROWTH_GONE] == 0)
        return OFR_OK;
    l.text = malloc(l.size);
    if (!l.text) return no_memory(err);
    for (size_t i = 0; i < g->n_rows; i++) put_contradiction(&l, m, &g->row[i]);
    for (size_t i = 0; i < g->n_totals; i++) put_total_contradiction(&l, m, &g->total[i]);
    if (l.n > SHOWN) put(&l, "and %zu more\n", l.n - SHOWN);
    put(&l,
        "the new record contradicts the old one; put it right, or take it as it is with "
        "--accept-changes%s",
        g->rows[GROWTH_GONE] + g->totals[GROWTH_GONE] ? ", or keep what is gone with --rows-only"
                                                      : "");
    const ofr_status status = ofr_fail(err, OFR_RECORD, "", "%s", l.text);
    free(l.text);
    return status;
}

/* ---- all of it ----------------------------------------------------------------------------------- */

static ofr_status make_room(matching *m, ofr_error *err)
{
    const size_t old = m->old->n_events, newer = m->newer ? m->newer->n_events : 0,
                 totals = m->newer ? m->newer->n_totals : 0;
    ofr_growth *g = m->growth;

    m->left = calloc(old + 1, sizeof(const ofr_event *));
    m->right = calloc(newer + 1, sizeof(const ofr_event *));
    m->partner = calloc(old + 1, sizeof(const ofr_event *));
    m->taken = calloc(newer + 1, 1);
    m->repeated = calloc(newer + 1, 1);
    m->total_partner = calloc(m->old->n_totals + 1, sizeof(const ofr_total *));
    m->total_taken = calloc(totals + 1, 1);
    g->row = arena_alloc(g->arena, (old + newer + 1) * sizeof *g->row);
    g->total = arena_alloc(g->arena, (m->old->n_totals + totals + 1) * sizeof *g->total);
    return m->left && m->right && m->partner && m->taken && m->repeated && m->total_partner &&
                   m->total_taken && g->row && g->total
               ? OFR_OK
               : no_memory(err);
}

static void matching_done(matching *m)
{
    free(m->left);
    free(m->right);
    free(m->partner);
    free(m->taken);
    free(m->repeated);
    free(m->total_partner);
    free(m->total_taken);
}

static ofr_status pair_rows(matching *m, ofr_error *err)
{
    ofr_growth *g = m->growth;
    ofr_status status;

    for (size_t i = 0; i < m->newer->n_events; i++) {
        if (g->from == OFR_NO_DATE || m->newer->event[i].date < g->from)
            g->from = m->newer->event[i].date;
    }
    lay_out(m, false, sort_cells);
    walk(m, event_compare, take_same);
    status = decide_whole(m, err);
    if (status != OFR_OK) return status;
    lay_out(m, false, sort_provenances);
    walk(m, by_provenance, take_provenance);
    /* Of new rows only, another attack of the same kind on the same day is another attack. */
    if (g->whole) {
        lay_out(m, true, sort_acts);
        walk(m, by_act, take_act);
    }
    return pair_totals(m, err);
}

ofr_status growth_match(const ofr_record *old, const ofr_record *newer, const growth_asked *asked,
                        ofr_growth **ret_growth, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    matching m = {.old = old, .newer = newer, .asked = asked};
    ofr_status status;

    m.growth = arena ? arena_alloc(arena, sizeof *m.growth) : NULL;
    if (!m.growth) {
        arena_free(arena);
        return no_memory(err);
    }
    m.growth->arena = arena;
    m.growth->from = OFR_NO_DATE;
    status = make_room(&m, err);
    if (status == OFR_OK && newer) status = pair_rows(&m, err);
    if (status == OFR_OK) {
        add_rows(&m);
        add_totals(&m);
        qsort(m.growth->row, m.growth->n_rows, sizeof *m.growth->row, sort_rows);
        qsort(m.growth->total, m.growth->n_totals, sizeof *m.growth->total, sort_totals);
        status = check_contradictions(&m, err);
    }
    matching_done(&m);
    if (status == OFR_OK)
        *ret_growth = m.growth;
    else
        arena_free(arena);
    return status;
}

void growth_free(ofr_growth *growth)
{
    if (growth) arena_free(growth->arena);
}

/* ---- the record that has grown ------------------------------------------------------------------- */

static const ofr_event *event_in(const growth_row *row, bool without)
{
    if (row->fate == GROWTH_AFTER || row->fate == GROWTH_REPEATED) return NULL;
    if (without) return row->counted ? row->was : NULL;
    return row->now;
}

static const ofr_total *total_in(const growth_total *total, bool without)
{
    if (total->fate == GROWTH_AFTER) return NULL;
    if (without) return total->counted ? total->was : NULL;
    return total->now;
}

static void write_events(const ofr_growth *g, const uint8_t *without, FILE *out)
{
    record_write_head(out);
    for (size_t i = 0; i < g->n_rows; i++) {
        const ofr_event *e = event_in(&g->row[i], without && without[i]);
        if (e) record_write_event(e, out);
    }
}

static void write_totals(const ofr_growth *g, const uint8_t *without, FILE *out)
{
    record_write_totals_head(out);
    for (size_t i = 0; i < g->n_totals; i++) {
        const ofr_total *t = total_in(&g->total[i], without && without[i]);
        if (t) record_write_total(t, out);
    }
}

void growth_write_events(const ofr_growth *growth, FILE *out)
{
    write_events(growth, NULL, out);
}

void growth_write_totals(const ofr_growth *growth, FILE *out)
{
    write_totals(growth, NULL, out);
}

bool growth_has_totals(const ofr_growth *growth)
{
    for (size_t i = 0; i < growth->n_totals; i++) {
        if (total_in(&growth->total[i], false)) return true;
    }
    return false;
}

ofr_status growth_record(const ofr_growth *growth, const uint8_t *without,
                         const uint8_t *without_total, const char *name, ofr_record **ret_record,
                         ofr_error *err)
{
    char *text[2] = {NULL, NULL};
    size_t n[2] = {0, 0};
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < 2 && status == OFR_OK; i++) {
        FILE *out = open_memstream(&text[i], &n[i]);
        if (out && i == 0) write_events(growth, without, out);
        if (out && i == 1) write_totals(growth, without_total, out);
        if (!out || fclose(out) != 0) status = no_memory(err);
    }
    const bool totals = growth_has_totals(growth);
    if (status == OFR_OK)
        status = record_read_text(text[0], n[0], totals ? text[1] : NULL, totals ? n[1] : 0, name,
                                  ret_record, err);
    free(text[0]);
    free(text[1]);
    return status;
}
