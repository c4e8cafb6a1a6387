/* record_names.c -- see record_names.h. A record's texts are interned, so each is looked at once. */
#include "record_names.h"

#include <stdlib.h>
#include <string.h>

#include "../mechanisms/channels.h"
#include "../mechanisms/table.h"

/* MOST_UNKNOWN is more than a report of faults shows. */
enum { MOST_UNKNOWN = 128, CELLS_EVENT = 6, CELLS_TOTAL = 4, NAME_SHOWN = 48 };

/* What a message may say beside the rungs of the ladder. */
static const char *const said = "reassure";

typedef struct cell {
    const char *text; /* one name, or several: "a+b" */
    record_name what;
    bool in_totals;
    size_t line; /* of the first row that has it */
    size_t rows;
} cell;

/* A name that is not known, once for all rows. */
typedef struct unknown {
    const char *name; /* n bytes of a cell */
    size_t n, rows;
    cell first;
} unknown;

/* The i-th name of its kind in the scenario; NULL after the last. */
static const char *name_at(const ofr_model *m, record_name what, size_t i)
{
    const ofr_channels *channels = m->own->channels;

    if (what == NAME_THEATRE) return i < m->n_theatres ? m->theatre[i].id : NULL;
    if (what == NAME_ACTION) return i < m->n_rungs ? m->rung[i].id : NULL;
    if (i < m->n_actors) return m->actor[i].id;
    if (what == NAME_ACTOR || i - m->n_actors >= channels->n) return NULL;
    const ofr_channel *ch = &channels->channel[i - m->n_actors];
    return ch->via == OFR_NONE ? ch->id : m->actor[ch->via].id;
}

static bool is_known(const ofr_model *m, record_name what, const char *name, size_t n)
{
    const char *has;

    for (size_t i = 0; (has = name_at(m, what, i)); i++) {
        if (strlen(has) == n && memcmp(has, name, n) == 0) return true;
    }
    return false;
}

static bool all_known(const ofr_model *m, record_name what, const char *joint)
{
    for (const char *at = joint; *at;) {
        const size_t n = strcspn(at, "+");
        if (!is_known(m, what, at, n)) return false;
        at += n + (at[n] == '+');
    }
    return true;
}

static bool is_said(const ofr_event *e)
{
    return e->via[0] && strcmp(e->action, said) == 0;
}

bool record_names_known(const ofr_model *m, const ofr_event *e)
{
    return all_known(m, NAME_ACTOR, e->source) && all_known(m, NAME_ACTOR, e->target) &&
           all_known(m, NAME_ACTOR, e->audience) && all_known(m, NAME_CARRIER, e->via) &&
           all_known(m, NAME_THEATRE, e->theatre) &&
           (is_said(e) || all_known(m, NAME_ACTION, e->action));
}

/* ---- cells -------------------------------------------------------------------------------------- */

static size_t put_event(const ofr_event *e, cell *ret)
{
    const cell all[CELLS_EVENT] = {
        {e->source, NAME_ACTOR, false, e->line, 1},    {e->target, NAME_ACTOR, false, e->line, 1},
        {e->audience, NAME_ACTOR, false, e->line, 1},  {e->via, NAME_CARRIER, false, e->line, 1},
        {e->theatre, NAME_THEATRE, false, e->line, 1}, {e->action, NAME_ACTION, false, e->line, 1},
    };
    const size_t n = is_said(e) ? CELLS_EVENT - 1 : CELLS_EVENT;

    memcpy(ret, all, n * sizeof *all);
    return n;
}

static size_t put_total(const ofr_total *t, cell *ret)
{
    const cell all[CELLS_TOTAL] = {
        {t->source, NAME_ACTOR, true, t->line, 1},
        {t->target, NAME_ACTOR, true, t->line, 1},
        {t->theatres, NAME_THEATRE, true, t->line, 1},
        {t->action, NAME_ACTION, true, t->line, 1},
    };

    memcpy(ret, all, sizeof all);
    return CELLS_TOTAL;
}

static int by_text(const void *left, const void *right)
{
    const cell *a = left, *b = right;

    if (a->what != b->what) return a->what < b->what ? -1 : 1;
    if (a->text != b->text) return (uintptr_t)a->text < (uintptr_t)b->text ? -1 : 1;
    if (a->in_totals != b->in_totals) return a->in_totals ? 1 : -1;
    return (a->line > b->line) - (a->line < b->line);
}

/* All cells with names, each text once for its kind, with the number of its rows and the first of them. */
static cell *list_cells(const ofr_record *record, size_t *ret_n)
{
    cell *list = malloc((CELLS_EVENT * record->n_events + CELLS_TOTAL * record->n_totals + 1) *
                        sizeof *list);
    size_t n = 0, kept = 0;

    if (!list) return NULL;
    for (size_t i = 0; i < record->n_events; i++) n += put_event(&record->event[i], list + n);
    for (size_t i = 0; i < record->n_totals; i++) n += put_total(&record->total[i], list + n);
    qsort(list, n, sizeof *list, by_text);
    for (size_t i = 0; i < n; i++) {
        if (kept && list[kept - 1].what == list[i].what && list[kept - 1].text == list[i].text)
            list[kept - 1].rows++;
        else
            list[kept++] = list[i];
    }
    *ret_n = kept;
    return list;
}

/* ---- what is not known -------------------------------------------------------------------------- */

static bool is_ignored(const ofr_node *ignore, const char *name, size_t n)
{
    for (size_t i = 0; ignore && i < ignore->n_children; i++) {
        const char *one = ignore->child[i]->text;
        if (strcmp(one, "others") == 0 || (strlen(one) == n && memcmp(one, name, n) == 0))
            return true;
    }
    return false;
}

/* Actors and carriers are one kind of name to whoever reads of them. */
static bool same_kind(record_name a, record_name b)
{
    return (a < NAME_THEATRE && b < NAME_THEATRE) || a == b;
}

static bool is_before(const cell *a, const cell *b)
{
    return a->in_totals != b->in_totals ? b->in_totals : a->line < b->line;
}

/* Notes the unknown names of a cell. */
static void note_cell(const ofr_model *m, const ofr_node *ignore, const cell *c, unknown *list,
                      size_t *n_list)
{
    for (const char *at = c->text; *at;) {
        const size_t n = strcspn(at, "+");
        size_t i = 0;
        if (!is_known(m, c->what, at, n) && !is_ignored(ignore, at, n)) {
            while (i < *n_list && !(list[i].n == n && memcmp(list[i].name, at, n) == 0 &&
                                    same_kind(list[i].first.what, c->what)))
                i++;
            if (i == *n_list && i < MOST_UNKNOWN) list[(*n_list)++] = (unknown){at, n, 0, *c};
            if (i < MOST_UNKNOWN) list[i].rows += c->rows;
            if (i < MOST_UNKNOWN && is_before(c, &list[i].first)) list[i].first = *c;
        }
        at += n + (at[n] == '+');
    }
}

static void add_fault(const ofr_model *m, const ofr_record *record, const unknown *u,
                      ofr_faults *faults)
{
    static const char *const kind[] = {"actor", "actor or channel", "theatre",
                                       "rung of the ladder"},
                             *const section[] = {"actors", "actors or channels", "theatres",
                                                 "the ladder"};
    const record_name what = u->first.what;
    const char *file = u->first.in_totals ? record->totals_path : record->path, *has;
    char name[NAME_SHOWN + 1];
    const ofr_place place = {file, (int)u->first.line, 1};
    nearest_search near;

    snprintf(name, sizeof name, "%.*s", (int)(u->n < NAME_SHOWN ? u->n : NAME_SHOWN), u->name);
    near = nearest_begin(name);
    for (size_t i = 0; (has = name_at(m, what, i)); i++) nearest_offer(&near, has);
    faults_at(
        faults, place, "",
        "'%s' is no %s of the scenario (%zu cell%s)%s%s%s; put it right, add it to %s, or leave "
        "it out with history: {ignore: [%s]} (ignore: others leaves out every unknown name)",
        name, kind[what], u->rows, u->rows == 1 ? "" : "s", near.best ? "; did you mean '" : "",
        near.best ? near.best : "", near.best ? "'?" : "", section[what], name);
}

/* Does a cell hold this name where the scenario has none of its kind? */
static bool leaves_out(const ofr_model *m, const cell *all, size_t n_cells, const char *name)
{
    for (size_t i = 0; i < n_cells; i++) {
        if (names_contain(all[i].text, name) && !is_known(m, all[i].what, name, strlen(name)))
            return true;
    }
    return false;
}

/* A name that the scenario has is taken wherever it is one: leaving it out would say nothing. */
static void check_ignored(const ofr_model *m, const ofr_node *ignore, const cell *all,
                          size_t n_cells, ofr_faults *faults)
{
    for (size_t i = 0; ignore && i < ignore->n_children; i++) {
        const char *name = ignore->child[i]->text;
        bool known = false;
        for (record_name what = NAME_CARRIER; what <= NAME_ACTION; what++)
            known |= is_known(m, what, name, strlen(name));
        if (known && !leaves_out(m, all, n_cells, name))
            faults_add(faults, ignore->child[i],
                       "'%.48s' is in the scenario, so its rows are taken; take it off this list",
                       name);
    }
}

static ofr_status check_names(const ofr_model *m, const ofr_record *record, bool whole,
                              ofr_faults *faults, ofr_error *err)
{
    const ofr_node *ignore = node_get(node_get(m->spec->root, "history"), "ignore");
    unknown list[MOST_UNKNOWN];
    size_t n_cells = 0, n = 0;
    cell *all = list_cells(record, &n_cells);

    if (!all) return ofr_fail(err, OFR_NO_MEMORY, record->path, "no memory for the record's names");
    for (size_t i = 0; i < n_cells && n < MOST_UNKNOWN; i++)
        note_cell(m, ignore, &all[i], list, &n);
    for (size_t i = 0; i < n; i++) add_fault(m, record, &list[i], faults);
    if (whole) check_ignored(m, ignore, all, n_cells, faults);
    free(all);
    return OFR_OK;
}

ofr_status record_names_check(const ofr_model *m, const ofr_record *record, ofr_faults *faults,
                              ofr_error *err)
{
    return check_names(m, record, true, faults, err);
}

ofr_status record_names_unknown(const ofr_model *m, const ofr_record *record, ofr_faults *faults,
                                ofr_error *err)
{
    return check_names(m, record, false, faults, err);
}
