/* draft_measure.c -- counts who did what to whom and where in a record, for a first scenario. */
#include "draft_measure.h"

#include <stdlib.h>
#include <string.h>

#include "../core/nearest.h"
#include "../events/names.h"

/* A row that can become part of a flow; equal names are equal pointers. */
typedef struct known_row {
    const char *source, *target, *theatre, *action;
    const ofr_event *event;
} known_row;

/* The default ladder without war, which is an outcome; from harass on it is force. */
static const char *const rungs[] = {"concede", "engage", "statement", "accuse", "threaten",
                                    "coerce",  "harass", "strike",    "direct"};
enum { N_RUNGS = sizeof rungs / sizeof rungs[0], HARASS = 6, STRIKE = 7, DIRECT = 8 };

static size_t rung_of(const char *action)
{
    size_t i = 0;

    while (i < N_RUNGS && strcmp(rungs[i], action) != 0) i++;
    return i;
}

/* What a scenario takes as a name, and no YAML reader takes for a flag or for nothing. */
static bool fit_id(const char *id)
{
    static const char *const taken[] = {"on",    "off",  "yes", "no", "true",
                                        "false", "null", "y",   "n"};
    size_t n = 0;

    if (!(id[0] >= 'a' && id[0] <= 'z')) return false;
    while ((id[n] >= 'a' && id[n] <= 'z') || (id[n] >= '0' && id[n] <= '9') || id[n] == '-') n++;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (strcmp(id, taken[i]) == 0) return false;
    }
    return id[n] == '\0' && n <= DRAFT_MAX_ID;
}

static const char *next_name(const char *at, char ret[DRAFT_MAX_ID + 2])
{
    const size_t n = strcspn(at, "+");

    /* One byte more than a name may have, so that a longer one stays unfit. */
    snprintf(ret, DRAFT_MAX_ID + 2, "%.*s", (int)(n <= DRAFT_MAX_ID ? n : DRAFT_MAX_ID + 1), at);
    return at + n + (at[n] == '+');
}

/* ---- what is asked --------------------------------------------------------------------------- */

static ofr_status unknown_actor(const draft_found *found, const char *id, ofr_error *err)
{
    enum { MOST = 300 };
    const char *names[MOST], *near;
    size_t n = 0;

    for (size_t i = 0; i < found->record->n_events && n + 2 <= MOST; i++) {
        const char *both[] = {found->record->event[i].source, found->record->event[i].target};
        for (size_t j = 0; j < 2; j++) {
            size_t k = 0;
            while (k < n && names[k] != both[j]) k++;
            if (k == n) names[n++] = both[j];
        }
    }
    near = nearest_name(id, names, n);
    return ofr_fail(
        err, OFR_USAGE, "between", "'%.64s' neither acts nor is acted on in %.200s%s%.64s%s", id,
        found->record->path, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool occurs(const ofr_record *record, const char *id)
{
    for (size_t i = 0; i < record->n_events; i++) {
        if (names_contain(record->event[i].source, id) ||
            names_contain(record->event[i].target, id))
            return true;
    }
    return false;
}

/* "usa=USA,iran" */
static ofr_status read_between(draft_found *found, const char *between, ofr_error *err)
{
    const char *at = between;

    for (size_t i = 0; i < 2; i++) {
        const size_t n = strcspn(at, ","), name = strcspn(at, "=,");
        const bool iso = name < n;
        const bool last = at[n] == '\0';
        if (n == 0 || last != (i == 1) || (iso && n - name != 4)) {
            return ofr_fail(
                err, OFR_USAGE, "between",
                "names two actors of the record, such as usa,iran or, with country codes "
                "of three letters, usa=USA,iran=IRN; got '%.100s'",
                between);
        }
        found->principal[i] = arena_text(found->record->arena, at, name);
        found->iso3[i] = iso ? arena_text(found->record->arena, at + name + 1, 3) : "";
        if (!found->principal[i] || !found->iso3[i])
            return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
        for (const char *c = found->iso3[i]; *c; c++) {
            if (*c >= 'A' && *c <= 'Z') continue;
            return ofr_fail(err, OFR_USAGE, "between", "'%s' is no country code of three capitals",
                            found->iso3[i]);
        }
        at += n + 1;
    }
    if (strcmp(found->principal[0], found->principal[1]) == 0)
        return ofr_fail(err, OFR_USAGE, "between", "needs two different actors, got '%.64s' twice",
                        found->principal[0]);
    for (size_t i = 0; i < 2; i++) {
        const char *id = found->principal[i];
        if (!occurs(found->record, id)) return unknown_actor(found, id, err);
        if (!fit_id(id))
            return ofr_fail(err, OFR_USAGE, "between",
                            "'%.64s' cannot be a name in a scenario, which are lower-case letters, "
                            "digits and '-', a letter first, 40 at most; rename it in the record",
                            id);
    }
    return OFR_OK;
}

static ofr_status read_window(draft_found *found, int32_t start, ofr_error *err)
{
    const ofr_record *r = found->record;
    char day[OFR_DATE_TEXT], first[OFR_DATE_TEXT];

    if (r->n_events == 0) return ofr_fail(err, OFR_USAGE, r->path, "the record has no rows");
    found->from = r->event[0].date;
    found->start = start;
    if (start == OFR_NO_DATE) {
        found->start = r->event[r->n_events - 1].date + 1;
        for (size_t i = 0; i < r->n_totals; i++) {
            if (r->total[i].last >= found->start) found->start = r->total[i].last + 1;
        }
    }
    if (found->start > found->from) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, "start",
                    "%s leaves nothing to measure: the record begins on %s",
                    date_format(found->start, day), date_format(found->from, first));
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* The actor that a joint act is counted for: a principal, else the first named. NULL: memory is out. */
static const char *actor_of(const draft_found *found, name_table *names, const char *joint)
{
    char first[DRAFT_MAX_ID + 2];

    for (size_t i = 0; i < 2; i++) {
        if (names_contain(joint, found->principal[i])) return found->principal[i];
    }
    next_name(joint, first);
    return names_intern(names, first, strlen(first));
}

static void count_via(draft_found *found, const ofr_event *e, name_table *names)
{
    char one[DRAFT_MAX_ID + 2];

    for (const char *at = e->via; *at;) {
        size_t i = 0;
        at = next_name(at, one);
        if (!fit_id(one) || strcmp(one, found->principal[0]) == 0 ||
            strcmp(one, found->principal[1]) == 0)
            continue;
        const char *id = names_intern(names, one, strlen(one));
        while (i < found->n_vias && found->via[i].id != id) i++;
        if (i == found->n_vias) {
            if (!id || i == DRAFT_MAX_FLOWS) continue;
            found->via[found->n_vias++].id = id;
        }
        found->via[i].rows++;
    }
}

/* The record is in the order of days. */
static void note_direct(draft_found *found, const known_row *row)
{
    if (rung_of(row->action) < DIRECT) return;
    for (size_t i = 0; i < 2; i++) {
        if (row->source == found->principal[i] && row->target == found->principal[1 - i])
            found->direct[i] = row->event->date;
    }
}

/* Rows before the start that a flow can be made of; returns how many. */
static size_t keep_rows(draft_found *found, name_table *names, known_row *rows, bool *ret_memory)
{
    const char *const *p = found->principal;
    size_t n = 0;

    for (size_t i = 0; i < found->record->n_events; i++) {
        const ofr_event *e = &found->record->event[i];
        if (e->date >= found->start) break;
        if (!event_is_public(e, found->start)) {
            found->late++;
            continue;
        }
        if (e->inferred) continue;
        const known_row row = {actor_of(found, names, e->source), actor_of(found, names, e->target),
                               e->theatre, e->action, e};
        if (!row.source || !row.target) {
            *ret_memory = false;
            return 0;
        }
        const bool from = row.source == p[0] || row.source == p[1],
                   to = row.target == p[0] || row.target == p[1];
        if (from && to) count_via(found, e, names);
        if ((!from && !to) || row.source == row.target)
            found->elsewhere++;
        else if (!fit_id(row.source) || !fit_id(row.target) || !fit_id(row.theatre) ||
                 rung_of(row.action) == N_RUNGS)
            found->unfit++;
        else
            rows[n++] = row;
    }
    for (size_t i = 0; i < n; i++) note_direct(found, &rows[i]);
    return n;
}

static int row_order(const void *left, const void *right)
{
    const known_row *a = left, *b = right;
    const char *one[] = {a->source, a->target, a->theatre, a->action},
               *other[] = {b->source, b->target, b->theatre, b->action};

    for (size_t i = 0; i < 4; i++) {
        const int order = strcmp(one[i], other[i]);
        if (order) return order;
    }
    return (a->event > b->event) - (a->event < b->event); /* the record is in the order of days */
}

static bool same_flow(const known_row *a, const known_row *b)
{
    return a->source == b->source && a->target == b->target &&
           strcmp(a->theatre, b->theatre) == 0 && strcmp(a->action, b->action) == 0;
}

/* ---- flows ----------------------------------------------------------------------------------- */

static bool is_principal(const draft_found *found, const char *id)
{
    return id == found->principal[0] || id == found->principal[1];
}

static draft_flow flow_of(const draft_found *found, const known_row *all, size_t first, size_t n)
{
    const known_row *rows = &all[first];
    const size_t rung = rung_of(rows->action);
    draft_flow flow = {.source = rows->source,
                       .target = rows->target,
                       .theatre = rows->theatre,
                       .action = rungs[rung],
                       .at = rows->event->at,
                       .first = first,
                       .rows = n,
                       .force = rung >= HARASS,
                       .chosen = rung >= STRIKE && is_principal(found, rows->source)};

    for (size_t i = 0; i < n; i++) {
        flow.acts += (double)rows[i].event->count;
        if (rows[i].event->at != flow.at) flow.at = AT_ANY;
    }
    return flow;
}

static bool between_principals(const draft_found *found, const draft_flow *flow)
{
    return is_principal(found, flow->source) && is_principal(found, flow->target);
}

/* By rows, then by name. */
static int flow_order(const void *left, const void *right)
{
    const draft_flow *a = left, *b = right;
    const char *one[] = {a->source, a->target, a->theatre, a->action},
               *other[] = {b->source, b->target, b->theatre, b->action};

    if (a->rows != b->rows) return a->rows > b->rows ? -1 : 1;
    for (size_t i = 0; i < 4; i++) {
        const int order = strcmp(one[i], other[i]);
        if (order) return order;
    }
    return 0;
}

/* Groups sorted rows; a direct act of one principal on the other makes a flow however rare. */
static void group_rows(draft_found *found, const known_row *rows, size_t n, size_t least)
{
    for (size_t i = 0, next; i < n; i = next) {
        next = i + 1;
        while (next < n && same_flow(&rows[i], &rows[next])) next++;
        const draft_flow flow = flow_of(found, rows, i, next - i);
        const bool kept = flow.rows >= least || (strcmp(flow.action, rungs[DIRECT]) == 0 &&
                                                 between_principals(found, &flow));
        if (kept) found->flow[found->n_flows++] = flow;
        *(kept ? &found->used : &found->rare) += flow.rows;
    }
}

/* The most frequent flows; those of principals first, since joint acts count as theirs. */
static void order_flows(draft_found *found, draft_flow *room)
{
    size_t n = 0;

    qsort(found->flow, found->n_flows, sizeof *found->flow, flow_order);
    for (size_t i = DRAFT_MAX_FLOWS; i < found->n_flows; i++) {
        found->used -= found->flow[i].rows;
        found->rare += found->flow[i].rows;
    }
    if (found->n_flows > DRAFT_MAX_FLOWS) found->n_flows = DRAFT_MAX_FLOWS;
    for (size_t p = 0; p < 3; p++) {
        for (size_t i = 0; i < found->n_flows; i++) {
            const char *source = found->flow[i].source;
            const size_t of = source == found->principal[0]   ? 0
                              : source == found->principal[1] ? 1
                                                              : 2;
            if (of == p) room[n++] = found->flow[i];
        }
    }
    memcpy(found->flow, room, n * sizeof *room);
}

static bool covers(const ofr_total *t, const draft_flow *flow)
{
    return !flow->chosen && strcmp(t->action, flow->action) == 0 &&
           names_contain(t->source, flow->source) && names_contain(t->target, flow->target) &&
           names_contain(t->theatres, flow->theatre);
}

/* Acts of a flow's own rows within the intervals that cover it: the totals hold them. Both are in
 * the order of days, and intervals over one flow do not overlap. */
static double rows_in_totals(const draft_found *found, const known_row *rows,
                             const draft_flow *flow)
{
    size_t i = flow->first;
    double acts = 0;

    for (size_t j = 0; j < found->record->n_totals; j++) {
        const ofr_total *t = &found->record->total[j];
        if (t->last >= found->start || !covers(t, flow)) continue;
        for (; i < flow->first + flow->rows && rows[i].event->date <= t->last; i++)
            acts += rows[i].event->date >= t->first ? (double)rows[i].event->count : 0.0;
    }
    return acts;
}

/* A running total takes the place of the rows that it holds, and is shared out as the rows are. */
static void share_totals(draft_found *found, const known_row *rows)
{
    for (size_t f = 0; f < found->n_flows; f++)
        found->flow[f].acts -= rows_in_totals(found, rows, &found->flow[f]);
    for (size_t i = 0; i < found->record->n_totals; i++) {
        const ofr_total *t = &found->record->total[i];
        size_t sum = 0;
        if (t->last >= found->start) continue;
        for (size_t f = 0; f < found->n_flows; f++)
            sum += covers(t, &found->flow[f]) ? found->flow[f].rows : 0;
        for (size_t f = 0; f < found->n_flows && sum; f++) {
            draft_flow *flow = &found->flow[f];
            if (!covers(t, flow)) continue;
            flow->totals = true;
            flow->acts += (double)t->count * (double)flow->rows / (double)sum;
        }
    }
    for (size_t f = 0; f < found->n_flows; f++) {
        if (found->flow[f].acts < 1) found->flow[f].acts = 1;
    }
}

/* ---- who and where --------------------------------------------------------------------------- */

/* Without a direct act of both, no exchange and no war can come about: one is added where force is
 * most frequent. */
static void add_direct(draft_found *found)
{
    const char *theatre = found->flow[0].theatre;
    size_t most = 0;

    for (size_t i = 0; i < found->n_flows; i++) {
        if (!found->flow[i].force || found->flow[i].rows <= most) continue;
        most = found->flow[i].rows;
        theatre = found->flow[i].theatre;
    }
    for (size_t p = 0; p < 2; p++) {
        const char *source = found->principal[p], *target = found->principal[1 - p];
        bool there = false;
        for (size_t i = 0; i < found->n_flows; i++) {
            const draft_flow *flow = &found->flow[i];
            there |= flow->source == source && flow->target == target &&
                     strcmp(flow->action, rungs[DIRECT]) == 0;
        }
        if (there) continue;
        found->flow[found->n_flows++] = (draft_flow){.source = source,
                                                     .target = target,
                                                     .theatre = theatre,
                                                     .action = rungs[DIRECT],
                                                     .force = true,
                                                     .chosen = true};
    }
}

static void name_flows(draft_found *found)
{
    for (size_t i = 0; i < found->n_flows; i++) {
        draft_flow *flow = &found->flow[i];
        char id[4 * DRAFT_MAX_ID + 8];
        bool taken = false;

        snprintf(id, sizeof id, "%s-%s-%s-%s", flow->source, flow->action, flow->target,
                 flow->theatre);
        for (size_t j = 0; j < i; j++) taken |= strcmp(found->flow[j].id, id) == 0;
        if (taken || strlen(id) > DRAFT_MAX_ID) snprintf(id, sizeof id, "flow-%zu", i + 1);
        snprintf(flow->id, sizeof flow->id, "%.*s", DRAFT_MAX_ID, id);
    }
}

static draft_actor *other_actor(draft_found *found, const char *id)
{
    size_t i = 0;

    while (i < found->n_others && found->other[i].id != id) i++;
    if (i == found->n_others) found->other[found->n_others++].id = id;
    return &found->other[i];
}

static void list_actors(draft_found *found)
{
    for (size_t i = 0; i < found->n_flows; i++) {
        const draft_flow *flow = &found->flow[i];
        size_t t = 0;

        while (t < found->n_theatres && strcmp(found->theatre[t], flow->theatre) != 0) t++;
        if (t == found->n_theatres) found->theatre[found->n_theatres++] = flow->theatre;
        if (!is_principal(found, flow->source)) {
            draft_actor *actor = other_actor(found, flow->source);
            actor->acts = true;
            actor->strikes[flow->target == found->principal[1]] |= flow->force;
        }
        if (!is_principal(found, flow->target))
            other_actor(found, flow->target)->struck |= flow->force;
    }
}

static ofr_status lay_out(draft_found *found, size_t least, name_table *names, ofr_error *err)
{
    ofr_arena *arena = found->record->arena;
    const size_t n_events = found->record->n_events, n_most = DRAFT_MAX_FLOWS + 2;
    known_row *rows = arena_alloc(arena, n_events * sizeof *rows);
    draft_flow *room = arena_alloc(arena, n_most * sizeof *room);
    bool memory = true;
    size_t n;

    found->flow = arena_alloc(arena, (n_events + 2) * sizeof *found->flow);
    found->other = arena_alloc(arena, 2 * n_most * sizeof *found->other);
    found->theatre = arena_alloc(arena, n_most * sizeof *found->theatre);
    found->via = arena_alloc(arena, DRAFT_MAX_FLOWS * sizeof *found->via);
    if (!rows || !room || !found->flow || !found->other || !found->theatre || !found->via)
        return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    n = keep_rows(found, names, rows, &memory);
    if (!memory) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    if (n) qsort(rows, n, sizeof *rows, row_order);
    group_rows(found, rows, n, least);
    if (found->n_flows == 0) {
        return ofr_fail(
            err, OFR_USAGE, found->record->path,
            "no one does the same thing to %s or %s, or they to others, in one theatre at "
            "least %zu times before the start; ask for fewer with --least, or for a later "
            "start",
            found->principal[0], found->principal[1], least);
    }
    order_flows(found, room);
    share_totals(found, rows);
    add_direct(found);
    name_flows(found);
    list_actors(found);
    return OFR_OK;
}

ofr_status draft_measure(const draft_asked *asked, draft_found *ret_found, ofr_error *err)
{
    draft_found *found = ret_found;
    name_table *names = NULL;
    ofr_status status;

    *found = (draft_found){
        .record = asked->open, .own_record = !asked->open, .direct = {OFR_NO_DATE, OFR_NO_DATE}};
    status = asked->open ? OFR_OK : record_read(asked->record, &found->record, err);
    if (status == OFR_OK) status = read_window(found, asked->start, err);
    if (status == OFR_OK) status = read_between(found, asked->between, err);
    if (status == OFR_OK && !(names = names_new(found->record->arena)))
        status = ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    if (status == OFR_OK) status = lay_out(found, asked->least, names, err);
    names_free(names);
    return status;
}

void draft_found_done(draft_found *found)
{
    if (found->own_record) record_free(found->record);
    found->record = NULL;
}
