/* record_check.c -- see record_check.h. */
#include "record_check.h"

#include <stdlib.h>
#include <string.h>

#include "../engine/past.h"
#include "../events/names.h"
#include "../mechanisms/campaigns.h"
#include "../mechanisms/table.h"
#include "../spec/faults.h"
#include "record_gaps.h"
#include "record_names.h"
#include "record_notes.h"
#include "record_observation.h"
#include "record_totals.h"

enum { MOST_REPEATS = 3 };

/* What the rows of the whole record are to one flow. */
typedef struct flow_rows {
    size_t rows, line; /* matched to it; line of the first */
    size_t in_window;  /* of those, taken by history */
    size_t again, shared,
        at; /* the flow that fits some of them as well, or OFR_NONE; how many; first line */
} flow_rows;

typedef struct checker {
    const ofr_model *m;
    const ofr_record *record;
    const record_window *window;
    ofr_arena *arena;
    size_t words[N_EVENT_WORDS], n_words; /* rows in the window by what they say of a halt; all */
    size_t inferred;
    flow_rows *flow;
    const ofr_event **unfit; /* rows of known names in the window that no flow takes */
    size_t n_unfit;
    size_t *flow_of; /* [rows] the flow of each, or OFR_NONE: inferred rows have none */
    record_notes notes;
    record_told told;
    bool out_of_memory;
} checker;

/* ---- rows and flows ----------------------------------------------------------------------------- */

/* A flow that takes none is no rival, unless it is the one that the row goes to. */
static void count_shared(checker *c, const ofr_event *e, size_t f)
{
    flow_rows *r = &c->flow[f];
    size_t other = past_match_again(c->m, e, f);

    if (other == OFR_NONE || c->m->flow[other].cover == COVER_NONE) return;
    if (r->again == OFR_NONE) {
        r->again = other;
        r->at = e->line;
    }
    if (e->line < r->at) r->at = e->line;
    r->shared++;
}

static void count_row(checker *c, size_t i)
{
    const ofr_event *e = &c->record->event[i];
    const bool now = record_window_has(c->window, e);
    const size_t f = past_match(c->m, e);

    c->flow_of[i] = e->inferred ? OFR_NONE : f;
    if (e->inferred) {
        c->inferred += now;
        return;
    }
    if (now && e->word != EVENT_WORD_NONE) {
        c->words[e->word]++;
        c->n_words++;
    }
    if (f != OFR_NONE) {
        flow_rows *r = &c->flow[f];
        if (r->rows == 0 || e->line < r->line) r->line = e->line;
        r->rows++;
        r->in_window += now;
        count_shared(c, e, f);
        if (c->m->flow[f].cover != COVER_NONE) return;
    }
    if (!now || past_is_message(c->m, e) || e->word != EVENT_WORD_NONE) return;
    if (record_names_known(c->m, e))
        c->unfit[c->n_unfit++] = e;
    else
        c->told.left_out++;
}

static void check_shared(const checker *c, ofr_faults *faults)
{
    for (size_t f = 0; f < c->m->n_flows; f++) {
        const flow_rows *r = &c->flow[f];
        const ofr_flow *flow = &c->m->flow[f];
        if (r->again == OFR_NONE) continue;
        faults_add(
            faults, flow->node,
            "%zu row%s of %s (line %zu is the first) fit %s as closely as %s, which would get "
            "%s; tell the two apart by at: here and in the rows, or write record: none for %s",
            r->shared, r->shared == 1 ? "" : "s", c->record->path, r->at, c->m->flow[r->again].id,
            flow->id, flow->cover == COVER_NONE ? "them although it takes no rows" : "them all",
            c->m->flow[r->again].id);
    }
}

/* Silence of a flow with a rate says that the rate is low. A principal's strikes have none, so theirs says nothing. */
static void check_full(const checker *c, ofr_faults *faults)
{
    for (size_t f = 0; f < c->m->n_flows; f++) {
        const ofr_flow *flow = &c->m->flow[f];
        const ofr_node *expected = node_get(flow->node, "expected");
        const bool none = expected && expected->stated;
        if (none && flow->cover != COVER_FULL) {
            faults_add(faults, expected, "says what a full record holds; write record: full too");
        } else if (none && c->flow[f].rows) {
            faults_add(faults, expected,
                       "%s has %zu row%s of it (line %zu is the first); take this key out",
                       c->record->path, c->flow[f].rows, c->flow[f].rows == 1 ? "" : "s",
                       c->flow[f].line);
        } else if (!none && flow->cover == COVER_FULL && !flow->chosen && c->flow[f].rows == 0) {
            faults_add(
                faults, node_get(flow->node, "record"),
                "says that %s holds every act of %s, but it has none, so every day would count "
                "as quiet; put the rows or from, to, in, act and at right, or write expected: "
                "none if it was quiet, or record: none if nobody recorded it",
                c->record->path, flow->id);
        }
    }
}

static bool has_campaign(const ofr_campaigns *own, size_t actor)
{
    for (size_t i = 0; i < own->n_parts; i++) {
        if (campaign_part(own, i)->actor == actor) return true;
    }
    return false;
}

/* Where there are campaigns, a group's word about a halt is to be heard by one. What a state says of it is another matter. */
static void check_words(const checker *c, ofr_faults *faults)
{
    const ofr_campaigns *own = c->m->own->campaigns;

    for (size_t a = 0; a < c->m->n_actors && own->n > 0; a++) {
        const ofr_actor *actor = &c->m->actor[a];
        size_t rows = 0, line = 0;
        if (actor->kind != KIND_GROUP || has_campaign(own, a)) continue;
        for (size_t i = 0; i < c->record->n_events; i++) {
            const ofr_event *e = &c->record->event[i];
            if (e->inferred || e->word == EVENT_WORD_NONE || e->word == EVENT_RESTRAINT ||
                !names_contain(e->source, actor->id))
                continue;
            if (rows++ == 0 || e->line < line) line = e->line;
        }
        if (rows == 0) continue;
        faults_add(faults, node_get(c->m->spec->root, "campaigns"),
                   "%s speaks of a halt in %zu row%s of %s (line %zu is the first), and has no "
                   "campaign that could "
                   "hear it; add one with by: %s, or name %s among the parts of a front's, or take "
                   "the word out of "
                   "the row%s",
                   actor->id, rows, rows == 1 ? "" : "s", c->record->path, line, actor->id,
                   actor->id, rows == 1 ? "" : "s");
    }
}

static void note_silent(checker *c)
{
    record_list list = {.n = 0};

    for (size_t f = 0; f < c->m->n_flows; f++) {
        const ofr_flow *flow = &c->m->flow[f];
        const ofr_node *expected = node_get(flow->node, "expected");
        if (flow->cover == COVER_FULL && !flow->chosen && !c->flow[f].in_window &&
            !(expected && expected->stated))
            record_list_add(&list, "%.32s", flow->id);
    }
    if (list.n)
        record_note(&c->notes,
                    "no row of these days for %zu flow%s with record: full, taken as certainly "
                    "quiet: %s",
                    list.n, record_plural(list.n), list.text);
}

/* ---- rows that are no flow's -------------------------------------------------------------------- */

static int by_pointer(const void *a, const void *b)
{
    return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

/* Names are interned: rows of one kind have the same pointers. */
static int kind_order(const ofr_event *a, const ofr_event *b)
{
    int order = by_pointer(a->source, b->source);

    if (!order) order = by_pointer(a->target, b->target);
    if (!order) order = by_pointer(a->theatre, b->theatre);
    return order ? order : by_pointer(a->action, b->action);
}

static int by_kind(const void *left, const void *right)
{
    const ofr_event *a = *(const ofr_event *const *)left, *b = *(const ofr_event *const *)right;
    const int order = kind_order(a, b);

    return order ? order : (a->line > b->line) - (a->line < b->line);
}

static int by_rows(const void *left, const void *right)
{
    const record_unfit *a = left, *b = right;

    if (a->rows != b->rows) return a->rows > b->rows ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static void list_unfit(checker *c)
{
    record_unfit *list = arena_alloc(c->arena, (c->n_unfit + 1) * sizeof *list);
    size_t n = 0;

    c->told.unfit_rows = c->n_unfit;
    c->out_of_memory |= !list;
    if (!list) return;
    qsort(c->unfit, c->n_unfit, sizeof *c->unfit, by_kind);
    for (size_t i = 0; i < c->n_unfit; i++) {
        const ofr_event *e = c->unfit[i];
        if (i == 0 || kind_order(c->unfit[i - 1], e) != 0) {
            const size_t f = past_match(c->m, e);
            list[n++] = (record_unfit){
                e->source, e->target, e->theatre, e->action, f == OFR_NONE ? "" : c->m->flow[f].id,
                0,         e->line};
        }
        list[n - 1].rows++;
    }
    qsort(list, n, sizeof *list, by_rows);
    c->told.unfit = list;
    c->told.n_unfit = n;
}

static void note_unfit(checker *c)
{
    const record_unfit *most = c->told.unfit;

    if (c->told.unfit_rows && !c->out_of_memory)
        record_note(
            &c->notes,
            "%zu row%s of %zu kind%s fit no flow and count for nothing (most: %.40s on %.40s, "
            "%.40s, %.40s)",
            c->told.unfit_rows, c->told.unfit_rows == 1 ? "" : "s", c->told.n_unfit,
            c->told.n_unfit == 1 ? "" : "s", most->source, most->target, most->theatre,
            most->action);
    if (c->told.left_out)
        record_note(&c->notes, "%zu row%s of names that history.ignore leaves out",
                    c->told.left_out, c->told.left_out == 1 ? "" : "s");
}

/* What is said of halts, and what only sums up: neither is an act. */
static void note_words(checker *c)
{
    char list[160] = "";
    size_t used = 0;

    for (size_t w = 1; w < N_EVENT_WORDS; w++) {
        if (c->words[w])
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s %zu", used ? ", " : "",
                                     event_word_name((event_word)w), c->words[w]);
    }
    if (c->n_words)
        record_note(&c->notes, "%zu row%s say%s what becomes of attacks: %s", c->n_words,
                    c->n_words == 1 ? "" : "s", c->n_words == 1 ? "s" : "", list);
    if (c->inferred)
        record_note(&c->notes,
                    "%zu row%s sum%s up what others say (inferred) and count%s for nothing",
                    c->inferred, c->inferred == 1 ? "" : "s", c->inferred == 1 ? "s" : "",
                    c->inferred == 1 ? "s" : "");
}

/* ---- rows that repeat others -------------------------------------------------------------------- */

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Every cell; the line has no part in it. */
static int cell_order(const ofr_event *a, const ofr_event *b)
{
    const int64_t x[] = {a->date,           a->precision,       a->at,
                         a->claimed,        a->count,           a->deaths_own,
                         a->deaths_partner, a->deaths_attacker, a->wounded_own,
                         a->indirect,       a->public_from,     a->word,
                         a->inferred,       a->leader,          a->place},
                  y[] = {b->date,           b->precision,       b->at,
                         b->claimed,        b->count,           b->deaths_own,
                         b->deaths_partner, b->deaths_attacker, b->wounded_own,
                         b->indirect,       b->public_from,     b->word,
                         b->inferred,       b->leader,          b->place};
    const char *const v[] = {a->audience, a->via, a->cause, a->note, a->provenance},
                      *const w[] = {b->audience, b->via, b->cause, b->note, b->provenance};
    int order = kind_order(a, b);

    for (size_t i = 0; !order && i < sizeof x / sizeof *x; i++) order = by_number(x[i], y[i]);
    for (size_t i = 0; !order && i < sizeof v / sizeof *v; i++) order = by_pointer(v[i], w[i]);
    return order;
}

static int by_cells(const void *left, const void *right)
{
    const ofr_event *a = *(const ofr_event *const *)left, *b = *(const ofr_event *const *)right;
    const int order = cell_order(a, b);

    return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* Rows that come again, with the line of the first of them; *ret_n of those shown. */
typedef struct repeat {
    size_t line, last, times;
} repeat;

static int by_first(const void *left, const void *right)
{
    const repeat *a = left, *b = right;

    return (a->line > b->line) - (a->line < b->line);
}

static void note_repeats(checker *c, const ofr_event **row, size_t n)
{
    repeat *list = calloc(n + 1, sizeof *list);
    size_t n_list = 0, rest = 0;

    c->out_of_memory |= !list;
    if (!list) return;
    qsort(row, n, sizeof *row, by_cells);
    for (size_t i = 1; i < n; i++) {
        if (cell_order(row[i - 1], row[i]) != 0) continue;
        const bool more = n_list && list[n_list - 1].last == row[i - 1]->line;
        if (!more) list[n_list++] = (repeat){row[i - 1]->line, 0, 1};
        list[n_list - 1].last = row[i]->line;
        list[n_list - 1].times++;
    }
    qsort(list, n_list, sizeof *list, by_first);
    for (size_t i = 0; i < n_list && i < MOST_REPEATS; i++)
        record_note(
            &c->notes,
            "line %zu stands %zu times with the same cells (the last is line %zu) and counts as "
            "often; "
            "take the others out, or write count where there were several acts",
            list[i].line, list[i].times, list[i].last);
    for (size_t i = MOST_REPEATS; i < n_list; i++) rest += list[i].times - 1;
    if (rest) record_note(&c->notes, "%zu more rows repeat others in every cell", rest);
    free(list);
}

static void check_repeats(checker *c)
{
    const ofr_event **row = malloc((c->record->n_events + 1) * sizeof *row);
    size_t n = 0;

    c->out_of_memory |= !row;
    if (!row) return;
    for (size_t i = 0; i < c->record->n_events; i++) {
        if (record_window_has(c->window, &c->record->event[i])) row[n++] = &c->record->event[i];
    }
    note_repeats(c, row, n);
    free(row);
}

/* ------------------------------------------------------------------------------------------------- */

static ofr_status find_faults(const checker *c, ofr_error *err)
{
    ofr_faults *faults = faults_new(c->m->spec);
    ofr_status status = faults ? record_names_check(c->m, c->record, faults, err)
                               : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");

    if (status == OFR_OK) {
        check_shared(c, faults);
        check_full(c, faults);
        check_words(c, faults);
        if (!record_totals_check(c->m, c->record, c->window, c->flow_of, faults))
            status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    }
    if (status == OFR_OK)
        status = record_observation_check(c->m, c->record, c->window, c->flow_of, faults, err);
    if (status == OFR_OK) {
    }
    if (status == OFR_OK) {
        status = faults_status(faults, err);
    }
    faults_free(faults);
    return status;
}

static void tell(checker *c)
{
    list_unfit(c);
    if (c->window->last >= c->window->first) {
        record_gaps_tell(c->m, c->record, c->window, c->flow_of, &c->notes);
        note_unfit(c);
        note_words(c);
        note_silent(c);
        record_totals_tell(c->m, c->record, c->window, &c->notes);
        check_repeats(c);
    }
}

ofr_status record_check(const ofr_model *model, const ofr_record *record,
                        const record_window *window, ofr_arena *arena, record_told *ret_told,
                        ofr_error *err)
{
    checker c = {.m = model, .record = record, .window = window, .arena = arena};
    ofr_status status = OFR_OK;

    c.flow = calloc(model->n_flows + 1, sizeof *c.flow);
    c.unfit = malloc((record->n_events + 1) * sizeof *c.unfit);
    c.flow_of = calloc(record->n_events + 1, sizeof *c.flow_of);
    c.notes = (record_notes){.arena = arena};
    c.notes.note = arena_alloc(arena, RECORD_MOST_NOTES * sizeof *c.notes.note);
    c.out_of_memory = !c.flow || !c.unfit || !c.flow_of || !c.notes.note;
    if (!c.out_of_memory) {
        for (size_t f = 0; f < model->n_flows; f++) c.flow[f].again = OFR_NONE;
        for (size_t i = 0; i < record->n_events; i++) count_row(&c, i);
        status = find_faults(&c, err);
        if (status == OFR_OK) tell(&c);
    }
    if (status == OFR_OK && (c.out_of_memory || c.notes.out_of_memory))
        status = ofr_fail(err, OFR_NO_MEMORY, record->path, "no memory to check the record");
    c.told.note = c.notes.note;
    c.told.n_notes = c.notes.n;
    if (status == OFR_OK) *ret_told = c.told;
    free(c.flow_of);
    free(c.flow);
    free((void *)c.unfit);
    return status;
}
