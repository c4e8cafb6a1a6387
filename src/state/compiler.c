/* compiler.c -- rows, slots, derived rows, look-ups: what every mechanism's compile step uses. */
#include "compiler.h"

#include <stdlib.h>
#include <string.h>

void *compile_alloc(ofr_compiler *c, size_t n, size_t size)
{
    void *p = arena_alloc(c->arena, (n ? n : 1) * size);

    if (!p) c->out_of_memory = true;
    return p;
}

const char *compile_text(ofr_compiler *c, const char *a, const char *sign, const char *b)
{
    const size_t na = strlen(a), ns = strlen(sign), nb = strlen(b);
    char *text = compile_alloc(c, na + ns + nb + 1, 1);

    if (!text) return "";
    memcpy(text, a, na);
    memcpy(text + na, sign, ns);
    memcpy(text + na + ns, b, nb + 1);
    return text;
}

/* Makes room for one more entry of a list that lives in the arena (the old copy is left there). */
static void *grow(ofr_compiler *c, void *list, size_t n, size_t *room, size_t size)
{
    if (n < *room) return list;
    const size_t more = *room ? *room * 2 : 64;
    void *bigger = compile_alloc(c, more, size);

    if (!bigger) return NULL;
    if (n) memcpy(bigger, list, n * size);
    *room = more;
    return bigger;
}

static ofr_row add_field(ofr_compiler *c, const char *name, const char *unit, bool whole)
{
    ofr_model *m = c->model;
    const ofr_row row = whole ? m->n_wholes++ : m->n_nums++;
    ofr_field *field = grow(c, c->field, m->n_fields, &c->field_room, sizeof *field);

    if (field) {
        c->field = field;
        field[m->n_fields++] = (ofr_field){name, unit, row, whole};
    }
    return row;
}

ofr_row compile_num(ofr_compiler *c, const char *name, const char *unit)
{
    return add_field(c, name, unit, false);
}
ofr_row compile_whole(ofr_compiler *c, const char *name, const char *unit)
{
    return add_field(c, name, unit, true);
}

ofr_row compile_nums(ofr_compiler *c, size_t n)
{
    const ofr_row row = c->model->n_nums;

    c->model->n_nums += n;
    return row;
}

ofr_row compile_wholes(ofr_compiler *c, size_t n)
{
    const ofr_row row = c->model->n_wholes;

    c->model->n_wholes += n;
    return row;
}

size_t compile_slot(ofr_compiler *c, ofr_slot slot)
{
    ofr_slot *list = grow(c, c->slot, c->model->n_slots, &c->slot_room, sizeof *list);

    if (!list) return 0;
    c->slot = list;
    list[c->model->n_slots] = slot;
    return c->model->n_slots++;
}

ofr_row compile_par(const ofr_node *parent, const char *key)
{
    const ofr_node *node = parent ? node_get(parent, key) : NULL;

    return node && node->parameter >= 0 ? (ofr_row)node->parameter : OFR_NONE;
}

ofr_row compile_derived(ofr_compiler *c, ofr_derive how, const ofr_row *from, size_t n)
{
    ofr_derived *list = grow(c, c->derived, c->model->n_derived, &c->derived_room, sizeof *list);

    if (!list) return 0;
    c->derived = list;
    ofr_derived *d = &list[c->model->n_derived++];
    d->how = how;
    d->row = c->model->n_pars++;
    for (size_t i = 0; i < 8; i++) d->from[i] = i < n ? from[i] : OFR_NONE;
    return d->row;
}

ofr_row compile_decay(ofr_compiler *c, const ofr_node *parent, const char *key)
{
    const ofr_row half = compile_par(parent, key);

    return compile_derived(c, DERIVE_DECAY, &half, 1);
}

const ofr_node *compile_list(const ofr_node *parent, const char *key)
{
    static const ofr_node nothing = {.parameter = -1};
    const ofr_node *node = parent ? node_get(parent, key) : NULL;

    return node ? node : &nothing;
}

static size_t index_of(ofr_compiler *c, const ofr_node *node, const char *section)
{
    const size_t i = node && node->text ? node_index(node_get(c->spec->root, section), node->text)
                                        : SIZE_MAX;

    if (i == SIZE_MAX && node)
        faults_add(c->faults, node, "no entry '%s' in %s", node->text ? node->text : "", section);
    return i;
}

size_t compile_actor(ofr_compiler *c, const ofr_node *node)
{
    return index_of(c, node, "actors");
}
size_t compile_theatre(ofr_compiler *c, const ofr_node *node)
{
    return index_of(c, node, "theatres");
}
size_t compile_flow(ofr_compiler *c, const ofr_node *node)
{
    return index_of(c, node, "conduct");
}

size_t compile_rung(ofr_compiler *c, const ofr_node *node)
{
    for (size_t i = 0; i < c->model->n_rungs; i++) {
        if (node && node->text && strcmp(c->model->rung[i].id, node->text) == 0) return i;
    }
    nearest_search search = nearest_begin(node ? node->text : NULL);
    for (size_t i = 0; i < c->model->n_rungs; i++) nearest_offer(&search, c->model->rung[i].id);
    const char *near = search.best;

    faults_add(c->faults, node, "'%s' is no rung of the escalation ladder%s%s%s",
               node && node->text ? node->text : "", near ? "; did you mean '" : "",
               near ? near : "", near ? "'?" : "");
    return 0;
}

size_t model_dyad(const ofr_model *m, size_t holder, size_t rival)
{
    for (size_t i = 0; i < m->n_dyads; i++) {
        if (m->dyad[i].holder == holder && m->dyad[i].rival == rival) return i;
    }
    return OFR_NONE;
}

size_t model_link(const ofr_model *m, size_t client, size_t patron)
{
    for (size_t i = 0; i < m->n_links; i++) {
        if (m->link[i].patron == patron && model_is_or_part(m, client, m->link[i].client)) return i;
    }
    return OFR_NONE;
}

void compile_check_dyads(ofr_compiler *c, const ofr_node *map)
{
    for (size_t i = 0; i < map->n_children; i++) {
        bool known = false;

        for (size_t d = 0; d < c->model->n_dyads; d++)
            known |= strcmp(c->model->dyad[d].id, map->child[i]->id) == 0;
        if (!known) {
            faults_add(c->faults, map->child[i],
                       "'%s' is no directed hostile pair; write holder-rival, as in '%s'",
                       map->child[i]->id, c->model->n_dyads ? c->model->dyad[0].id : "a-b");
        }
    }
}

/* Parts of the same actor count as it: a militia inside a front is the front. */
bool model_is_or_part(const ofr_model *m, size_t actor, size_t whole)
{
    for (; actor != OFR_NONE; actor = m->actor[actor].part_of) {
        if (actor == whole) return true;
    }
    return false;
}

static bool among(ofr_compiler *c, const ofr_node *list, size_t actor)
{
    for (size_t i = 0; i < list->n_children; i++) {
        if (model_is_or_part(c->model, actor, compile_actor(c, list->child[i]))) return true;
    }
    return false;
}

/* Does `holder` protect `actor` (actors.<holder>.protects.<actor>)? */
static bool protects(ofr_compiler *c, const ofr_node *holders, size_t actor)
{
    for (size_t i = 0; i < holders->n_children; i++) {
        const size_t h = compile_actor(c, holders->child[i]);
        const ofr_node *list = h == SIZE_MAX ? NULL : node_get(c->model->actor[h].node, "protects");

        if (list && node_index(list, c->model->actor[actor].id) != SIZE_MAX) return true;
    }
    return false;
}

static bool backed(const ofr_model *m, size_t actor, size_t patron)
{
    for (size_t i = 0; i < m->n_links; i++) {
        if (m->link[i].patron == patron && model_is_or_part(m, actor, m->link[i].client))
            return true;
    }
    return false;
}

static bool pattern_takes(ofr_compiler *c, const ofr_node *node, const ofr_pattern *p,
                          const ofr_flow *f)
{
    const ofr_node *to = node_get(node, "to"), *by = node_get(node, "by"),
                   *patron = node_get(node, "backed-by");
    const ofr_node *in = node_get(node, "in"), *flows = node_get(node, "flows"),
                   *at = node_get(node, "at");
    const ofr_model *m = c->model;

    if (flows && flows->stated) {
        bool named = false;
        for (size_t i = 0; i < flows->n_children; i++)
            named |= strcmp(flows->child[i]->text, f->id) == 0;
        if (!named) return false;
    }
    if (to && to->stated && !among(c, to, f->target) && !protects(c, to, f->target)) return false;
    if (by && by->stated && !among(c, by, f->source)) {
        if (!(patron && patron->stated && backed(m, f->source, compile_actor(c, patron))))
            return false;
    } else if ((!by || !by->stated) && patron && patron->stated) {
        if (!backed(m, f->source, compile_actor(c, patron))) return false;
    }
    if (in && in->stated) {
        bool there = false;
        for (size_t i = 0; i < in->n_children; i++)
            there |= compile_theatre(c, in->child[i]) == f->theatre;
        if (!there) return false;
    }
    if (at && at->choice != 0 && f->at != (int)at->choice) return false;
    /* A slip or a misreading can lift a hostile act one rung: such flows are watched too. */
    if (p->rung_exact) return f->rung == p->rung || (f->hostile && f->rung_up == p->rung);
    return p->least_severity <= 0 || (f->severity > 0 && f->severity_up >= p->least_severity);
}

/* Does a slot belong to one of the campaigns listed? Parts are named "<campaign>.<actor>". */
static bool turns_of(const ofr_node *list, const char *id)
{
    for (size_t i = 0; list && list->stated && i < list->n_children; i++) {
        const size_t n = strlen(list->child[i]->text);
        if (strncmp(id, list->child[i]->text, n) == 0 && (id[n] == '\0' || id[n] == '.'))
            return true;
    }
    return false;
}

/* A pattern of turns of campaigns watches no flow. */
static bool compile_turns(ofr_compiler *c, const ofr_node *node, ofr_pattern *p)
{
    static const char *const acts[] = {"to",  "by", "backed-by",  "in",     "flows",
                                       "act", "at", "deaths-own", "wounded"};
    const ofr_node *halts = node_get(node, "halts"), *resumes = node_get(node, "resumes");

    if (!(halts && halts->stated) && !(resumes && resumes->stated)) return false;
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        const ofr_node *other = node_get(node, acts[i]);
        if (other && other->stated)
            faults_add(c->faults, other,
                       "a pattern of halts or resumptions asks nothing of acts; leave it out");
    }
    p->turn = compile_alloc(c, c->model->n_slots, sizeof *p->turn);
    p->turn_by = compile_alloc(c, c->model->n_slots, sizeof *p->turn_by);
    for (size_t s = 0; p->turn && p->turn_by && s < c->model->n_slots; s++) {
        const ofr_slot *slot = &c->slot[s];
        if (!(slot->kind == SLOT_HALT && turns_of(halts, slot->id)) &&
            !(slot->kind == SLOT_RESUME && turns_of(resumes, slot->id)))
            continue;
        p->turn_by[p->n_turns] = slot->source;
        p->turn[p->n_turns++] = s;
    }
    return true;
}

ofr_status compile_pattern(ofr_compiler *c, const ofr_node *node, ofr_pattern *ret_pattern)
{
    const ofr_node *act = node_get(node, "act"), *deaths = node_get(node, "deaths-own");
    const ofr_node *wounded = node_get(node, "wounded");
    ofr_pattern p = {.within = (int32_t)node_get(node, "within")->value,
                     .count = node_get(node, "count")->value};

    if (act && act->stated) {
        const size_t n = strlen(act->text);
        ofr_node plain = *act;
        const bool above = n > 1 && act->text[n - 1] == '+';

        if (above) plain.text = arena_text(c->arena, act->text, n - 1);
        p.rung = compile_rung(c, &plain);
        p.rung_exact = !above;
        if (above) p.least_severity = c->model->rung[p.rung].severity;
    }
    p.deaths = deaths && deaths->stated ? deaths->value : 0;
    p.wounded = wounded && wounded->stated ? wounded->value : 0;
    p.flow = compile_alloc(c, c->model->n_flows, sizeof *p.flow);
    if (!p.flow) return OFR_NO_MEMORY;
    const bool turns = compile_turns(c, node, &p);
    for (size_t i = 0; !turns && i < c->model->n_flows; i++) {
        if (pattern_takes(c, node, &p, &c->model->flow[i])) p.flow[p.n_flows++] = i;
    }
    if (p.n_flows == 0 && !turns) {
        faults_add(c->faults, node,
                   "no flow of conduct fits this pattern, so it can never be met; check to, by, "
                   "in, act and at");
    }
    if (p.within > 1) p.window = compile_wholes(c, (size_t)p.within);
    p.total = compile_wholes(c, 1);
    *ret_pattern = p;
    return OFR_OK;
}

void model_free(const ofr_model *model)
{
    if (model) arena_free(model->arena); /* the model itself lies in its arena */
}
