/* structure.c -- who and what there is: ladder, actors and their patrons, theatres, hostile pairs, flows.
 *
 * The side of an actor is the principal it stands for: itself, or its first patron's. A flow's dyad is
 * that of its source's side toward its target's side; a bystander stands with the principal that protects it.
 */
#include <string.h>

#include "../core/streams.h"
#include "../events/events.h"
#include "claim.h"
#include "rings.h"

static const struct {
    const char *id;
    double w;
} default_ladder[] = {
    {"concede", -7}, {"engage", -4}, {"statement", 0}, {"accuse", 2},  {"threaten", 4},
    {"coerce", 5},   {"harass", 7},  {"strike", 9},    {"direct", 10}, {"war", 10},
};

static ofr_rung rung_of(const char *id, double w, const ofr_node *stated)
{
    return (ofr_rung){
        .id = id,
        .w = w,
        .severity = stated  ? stated->value
                    : w > 0 ? m_exp2(w - 7.0)
                            : 0.0,
        .kindness = w < 0 ? m_exp2(-w - 7.0) : 0.0,
    };
}

static size_t rung_named(const ofr_model *m, const char *id)
{
    for (size_t i = 0; i < m->n_rungs; i++) {
        if (strcmp(m->rung[i].id, id) == 0) return i;
    }
    return OFR_NONE;
}

static void compile_ladder(ofr_compiler *c)
{
    const ofr_node *list = node_get(c->spec->root, "ladder");
    const size_t n_default = sizeof default_ladder / sizeof default_ladder[0];
    const size_t n = list->n_children ? list->n_children : n_default;
    ofr_rung *rung = compile_alloc(c, n, sizeof *rung);

    if (!rung) return;
    for (size_t i = 0; i < n; i++) {
        if (list->n_children) {
            const ofr_node *entry = list->child[i], *w = node_get(entry, "w"),
                           *v = node_get(entry, "severity");
            if (!w || !w->stated)
                faults_add(c->faults, entry, "a rung needs w, its order on the ladder");
            rung[i] = rung_of(entry->id, w ? w->value : 0, v && v->stated ? v : NULL);
            if (i && rung[i].w < rung[i - 1].w) {
                faults_add(c->faults, entry, "rungs go from the lowest up, but w %g comes after %g",
                           rung[i].w, rung[i - 1].w);
            }
        } else {
            rung[i] = rung_of(default_ladder[i].id, default_ladder[i].w, NULL);
        }
    }
    c->model->rung = rung;
    c->model->n_rungs = n;
    static const char *const spoken[] = {"harass", "strike", "direct"};
    size_t *const at[] = {&c->model->harass, &c->model->strike, &c->model->direct};
    for (size_t i = 0; i < 3; i++) {
        *at[i] = rung_named(c->model, spoken[i]);
        if (*at[i] == OFR_NONE) {
            faults_add(c->faults, list,
                       "the ladder needs a rung named '%s', since red lines and war speak of it",
                       spoken[i]);
            *at[i] = 0;
        }
    }
}

/* A code that is no text to the reader of the file, such as 010, is no country's. */
static void check_iso3(ofr_compiler *c, const ofr_node *iso3)
{
    bool fits = strlen(iso3->text) == 3;

    for (const char *at = iso3->text; *at; at++) fits &= *at >= 'A' && *at <= 'Z';
    if (!fits)
        faults_add(c->faults, iso3,
                   "found '%.32s'; write the country's three capital letters of ISO 3166, for "
                   "example USA",
                   iso3->text);
}

/* Nobody is part of itself or backed by itself, over however many others. Where one is, parts are cut, so that later
 * walks end. */
static void check_rings(ofr_compiler *c, ofr_actor *actor, size_t n)
{
    const ofr_model *m = c->model;
    ring_edge *edge = compile_alloc(c, n + m->n_links, sizeof *edge);
    const char **name = compile_alloc(c, n, sizeof *name);
    size_t n_edges = 0;

    if (!edge || !name) return;
    for (size_t i = 0; i < n; i++) {
        name[i] = actor[i].id;
        if (actor[i].part_of < n)
            edge[n_edges++] = (ring_edge){i, actor[i].part_of, "is part of",
                                          node_get(actor[i].node, "part-of")};
    }
    for (size_t i = 0; i < m->n_links; i++) {
        const ofr_link *link = &m->link[i];
        const ofr_node *patrons = node_get(actor[link->client].node, "backed-by");
        edge[n_edges++] = (ring_edge){link->client, link->patron, "is backed by",
                                      node_get(patrons, actor[link->patron].id)};
    }
    if (compile_rings(c, name, n, edge, n_edges) == 0) return;
    for (size_t i = 0; i < n; i++) actor[i].part_of = OFR_NONE;
}

static size_t list_actors(ofr_compiler *c, const ofr_node *section, ofr_actor *actor)
{
    size_t n_links = 0;

    for (size_t i = 0; i < section->n_children; i++) {
        const ofr_node *node = section->child[i], *part = node_get(node, "part-of"),
                       *iso3 = node_get(node, "iso3");

        actor[i] = (ofr_actor){
            .id = node->id,
            .name = node_get(node, "name")->text,
            .iso3 = iso3 && iso3->text ? iso3->text : "",
            .kind = (ofr_kind)node_get(node, "kind")->choice,
            .link = OFR_NONE,
            .politics = OFR_NONE,
            .node = node,
            .part_of = part && part->stated ? compile_actor(c, part) : OFR_NONE,
            .side = OFR_NONE,
        };
        if (iso3 && iso3->stated && iso3->text) check_iso3(c, iso3);
        n_links += node_get(node, "backed-by")->n_children;
    }
    return n_links;
}

static void compile_links(ofr_compiler *c, const ofr_node *section, ofr_actor *actor, size_t room)
{
    ofr_link *link = compile_alloc(c, room, sizeof *link);
    size_t n = 0;

    for (size_t i = 0; link && i < section->n_children; i++) {
        const ofr_node *patrons = node_get(section->child[i], "backed-by");

        for (size_t j = 0; j < patrons->n_children; j++) {
            const ofr_node *node = patrons->child[j];
            const size_t patron = node_index(section, node->id);

            if (patron == SIZE_MAX) continue;
            if (j == 0) actor[i].link = n;
            link[n++] = (ofr_link){
                .client = i,
                .patron = patron,
                .denied = node_get(node, "denied")->value != 0,
                .control = compile_num(
                    c, compile_text(c, actor[i].id, ".control.", actor[patron].id), "share"),
                .control_mean = compile_par(node, "control"),
                .attribution = compile_par(node, "attribution"),
                .felt = compile_par(node, "felt"),
                .drive = compile_par(node, "drive"),
            };
        }
    }
    c->model->link = link;
    c->model->n_links = n;
}

/* A part is backed as its whole is, unless it says otherwise; then sides follow the patrons up. Without rings each
 * pass settles one level at least. */
static void follow_sides(const ofr_model *m, ofr_actor *actor)
{
    bool moved = true;

    for (size_t pass = 0; moved && pass <= 2 * m->n_actors; pass++) {
        moved = false;
        for (size_t i = 0; i < m->n_actors; i++) {
            const size_t link = actor[i].link, side = actor[i].side;
            if (link == OFR_NONE && actor[i].part_of != OFR_NONE)
                actor[i].link = actor[actor[i].part_of].link;
            if (actor[i].kind == KIND_PRINCIPAL)
                actor[i].side = i;
            else if (actor[i].link != OFR_NONE)
                actor[i].side = actor[m->link[actor[i].link].patron].side;
            moved |= actor[i].link != link || actor[i].side != side;
        }
    }
}

static void compile_actors(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "actors");
    ofr_actor *actor = compile_alloc(c, section->n_children, sizeof *actor);

    if (!actor) return;
    const size_t n_links = list_actors(c, section, actor);
    c->model->actor = c->actor = actor;
    c->model->n_actors = section->n_children;
    compile_links(c, section, actor, n_links);
    if (!c->model->link) return;
    check_rings(c, actor, section->n_children);
    follow_sides(c->model, actor);
}

static void compile_theatres(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "theatres");
    ofr_theatre *theatre = compile_alloc(c, section->n_children, sizeof *theatre);

    if (!theatre) return;
    for (size_t i = 0; i < section->n_children; i++) {
        const ofr_node *node = section->child[i], *at = node_get(node, "at");

        theatre[i] = (ofr_theatre){
            .id = node->id, .name = node_get(node, "name")->text, .node = node};
        if (at && at->n_children) {
            if (at->n_children != 2 || !(at->child[0]->value >= -90 && at->child[0]->value <= 90) ||
                !(at->child[1]->value >= -180 && at->child[1]->value <= 180)) {
                faults_add(
                    c->faults, at,
                    "a place is two numbers, latitude (-90 to 90) and longitude (-180 to 180)");
                continue;
            }
            theatre[i].placed = true;
            theatre[i].latitude = at->child[0]->value;
            theatre[i].longitude = at->child[1]->value;
        }
    }
    c->model->theatre = theatre;
    c->model->n_theatres = section->n_children;
}

static ofr_dyad dyad_of(ofr_compiler *c, size_t holder, size_t rival, size_t index, size_t pair)
{
    const ofr_actor *actor = c->model->actor;
    const char *id = compile_text(c, actor[holder].id, "-", actor[rival].id);
    /* One by one: the order of calls inside an initializer is the compiler's, and slots are numbered. */
    const size_t stance_slot = compile_slot(
        c, (ofr_slot){SLOT_STANCE, id, holder, rival, OFR_NONE, OFR_NONE, index});
    const size_t alarm_slot = compile_slot(
        c, (ofr_slot){SLOT_ALARM, id, rival, holder, OFR_NONE, OFR_NONE, index});

    return (ofr_dyad){
        .holder = holder,
        .rival = rival,
        .back = index ^ 1u,
        .pair = pair,
        .id = id,
        .stance = compile_num(c, compile_text(c, id, ".", "stance"), "step"),
        .belief = compile_num(c, compile_text(c, id, ".", "belief"), "log-odds"),
        .tension = compile_num(c, compile_text(c, id, ".", "tension"), ""),
        .provocation = compile_num(c, compile_text(c, id, ".", "unanswered-provocation"),
                                   "severity"),
        .reassured = compile_num(c, compile_text(c, id, ".", "reassured"), "share"),
        .utility = compile_num(c, compile_text(c, id, ".", "utility"), "own deaths an epoch"),
        .crossed = compile_whole(c, compile_text(c, id, ".", "crossed"), "flag"),
        .stance_slot = stance_slot,
        .alarm_slot = alarm_slot,
    };
}

static void compile_pairs(ofr_compiler *c)
{
    const ofr_node *list = node_get(c->spec->root, "hostile");
    const size_t n = list->n_children / 2;
    ofr_pair *pair = compile_alloc(c, n, sizeof *pair);
    ofr_dyad *dyad = compile_alloc(c, 2 * n, sizeof *dyad);

    if (!pair || !dyad) return;
    c->model->pair = pair;
    c->model->dyad = dyad;
    for (size_t i = 0; i < n; i++) {
        const size_t a = compile_actor(c, list->child[2 * i]),
                     b = compile_actor(c, list->child[2 * i + 1]);

        if (a == SIZE_MAX || b == SIZE_MAX) return;
        if (a == b)
            faults_add(c->faults, list->child[2 * i], "an actor cannot be hostile to itself");
        if (model_dyad(c->model, a, b) != OFR_NONE)
            faults_add(c->faults, list->child[2 * i], "this pair is listed twice");
        for (size_t j = 0; j < 2; j++) {
            const size_t p = j ? b : a;
            if (c->model->actor[p].kind != KIND_PRINCIPAL) {
                faults_add(c->faults, list->child[2 * i + j],
                           "%s is no principal; hostile pairs are pairs of principals",
                           c->model->actor[p].id);
            }
            dyad[2 * i + j] = dyad_of(c, j ? b : a, j ? a : b, 2 * i + j, i);
        }
        const char *id = dyad[2 * i].id;
        const size_t exchange_slot = compile_slot(
            c, (ofr_slot){SLOT_EXCHANGE, id, a, b, OFR_NONE, OFR_NONE, i});
        size_t decision[2]; /* in the order in which they come about */
        for (size_t j = 0; j < 2; j++)
            decision[j] = compile_slot(c, (ofr_slot){SLOT_DECISION, dyad[2 * i + j].id, j ? b : a,
                                                     j ? a : b, OFR_NONE, OFR_NONE, 2 * i + j});
        const size_t war_slot = compile_slot(
            c, (ofr_slot){SLOT_WAR, id, a, b, OFR_NONE, c->model->n_rungs - 1, i});
        const size_t ceasefire_slot = compile_slot(
            c, (ofr_slot){SLOT_CEASEFIRE, id, a, b, OFR_NONE, OFR_NONE, i});
        pair[i] = (ofr_pair){
            .dyad = {2 * i, 2 * i + 1},
            .named = strcmp(dyad[2 * i].id, dyad[2 * i + 1].id) < 0 ? 2 * i : 2 * i + 1,
            .id = id,
            .talk = compile_num(c, compile_text(c, id, ".", "talk"), "share"),
            .at_war = compile_whole(c, compile_text(c, id, ".", "at-war"), "flag"),
            .window_open = compile_whole(c, compile_text(c, id, ".", "exchange"), "flag"),
            .closed = compile_wholes(c, 1),
            .exchange_slot = exchange_slot,
            .ceasefire_slot = ceasefire_slot,
            .war_slot = war_slot,
            .decision_slot = {decision[0], decision[1]},
        };
        for (size_t j = 0; j < 2; j++) {
            pair[i].direct[j] = compile_whole(
                c, compile_text(c, dyad[2 * i + j].id, ".", "last-direct"), "day");
            pair[i].direct_act[j] = compile_wholes(c, 1);
            pair[i].direct_root[j] = compile_wholes(c, 1);
            pair[i].size[j] = compile_nums(c, 1);
        }
        c->model->n_pairs = i + 1;
        c->model->n_dyads = 2 * i + 2;
    }
    for (size_t i = 0; i < c->model->n_dyads; i++)
        dyad[i].memory = compile_memory(c, dyad[i].holder, dyad[i].rival);
}

size_t compile_memory(ofr_compiler *c, size_t holder, size_t origin)
{
    ofr_model *m = c->model;
    const size_t room = 2 * node_get(c->spec->root, "conduct")->n_children +
                        node_get(c->spec->root, "hostile")->n_children;

    for (size_t i = 0; i < m->n_memories; i++) {
        if (m->memory[i].holder == holder && m->memory[i].origin == origin) return i;
    }
    if (!c->memory) m->memory = c->memory = compile_alloc(c, room, sizeof *c->memory);
    if (!c->memory || m->n_memories >= room) return 0;
    const char *id = compile_text(c, m->actor[holder].id, "-", m->actor[origin].id);
    ofr_memory *memory = &c->memory[m->n_memories];
    memory->holder = holder;
    memory->origin = origin;
    memory->dyad = model_dyad(m, holder, origin);
    memory->hostile = compile_num(c, compile_text(c, id, ".", "memory-hostile"), "severity");
    memory->kind = compile_num(c, compile_text(c, id, ".", "memory-kind"), "severity");
    memory->crisis = compile_num(c, compile_text(c, id, ".", "memory-crisis"), "");
    memory->level = compile_num(c, compile_text(c, id, ".", "adaptation-level"), "severity");
    memory->today = compile_num(c, compile_text(c, id, ".", "suffered-today"), "severity");
    memory->best = compile_nums(c, 1);
    memory->best_act = compile_wholes(c, 1);
    memory->best_root = compile_wholes(c, 1);
    memory->punished = compile_num(c, compile_text(c, id, ".", "punished"), "severity");
    return m->n_memories++;
}

/* The principal that a bystander stands with: the first that protects it. */
static size_t side_of(const ofr_model *m, size_t actor)
{
    if (m->actor[actor].side != OFR_NONE) return m->actor[actor].side;
    for (size_t i = 0; i < m->n_actors; i++) {
        if (m->actor[i].kind == KIND_PRINCIPAL &&
            node_index(node_get(m->actor[i].node, "protects"), m->actor[actor].id) != SIZE_MAX)
            return i;
    }
    return OFR_NONE;
}

static void compile_flows(ofr_compiler *c)
{
    ofr_model *m = c->model;
    const ofr_node *list = node_get(c->spec->root, "conduct");

    m->flow = c->flow = compile_alloc(c, list->n_children, sizeof *c->flow);
    if (!c->flow) return;
    for (size_t i = 0; i < list->n_children; i++) {
        const ofr_node *node = list->child[i];
        ofr_flow *f = &c->flow[i];

        *f = (ofr_flow){
            .id = node->id,
            .node = node,
            .source = compile_actor(c, node_get(node, "from")),
            .target = compile_actor(c, node_get(node, "to")),
            .theatre = compile_theatre(c, node_get(node, "in")),
            .rung = compile_rung(c, node_get(node, "act")),
            .at = (int)node_get(node, "at")->choice,
            .stream = stream_of("conduct", node->id),
            .dyad = OFR_NONE,
            .answers = OFR_NONE,
            .mean = compile_num(c, compile_text(c, node->id, ".", "mean"), "acts a day"),
            .given = compile_wholes(c, 1),
        };
        if (f->source == SIZE_MAX || f->target == SIZE_MAX || f->theatre == SIZE_MAX) return;
        static const ofr_coverage cover[] = {COVER_FULL, COVER_PARTIAL, COVER_NONE, COVER_TOTALS};
        f->cover = cover[node_get(node, "record")->choice];
        f->rung_up = f->rung + 1 < m->n_rungs ? f->rung + 1 : f->rung;
        f->severity = m->rung[f->rung].severity;
        f->severity_up = m->rung[f->rung_up].severity;
        f->kindness = m->rung[f->rung].kindness;
        f->hostile = f->rung >= m->harass;
        f->chosen = f->rung >= m->strike && m->actor[f->source].kind == KIND_PRINCIPAL;
        if (strcmp(m->rung[f->rung].id, "war") == 0) {
            faults_add(c->faults, node_get(node, "act"),
                       "war is an outcome, not conduct; use a rung below it");
        }
        const size_t from = side_of(m, f->source), to = side_of(m, f->target);
        if (from != OFR_NONE && to != OFR_NONE) f->dyad = model_dyad(m, from, to);
        f->slot = i; /* kept free for it by compile_structure */
        if (c->slot)
            c->slot[i] = (ofr_slot){SLOT_FLOW, f->id, f->source, f->target, f->theatre, f->rung, i};
        m->n_flows = i + 1;
    }
}

ofr_status compile_structure(ofr_compiler *c)
{
    const ofr_node *root = c->spec->root, *from = node_get(node_get(root, "history"), "from");
    ofr_model *m = c->model;

    m->start = (int32_t)node_get(root, "start")->value;
    m->written_start = m->start;
    m->horizon = (int32_t)node_get(root, "horizon")->value;
    m->epoch = from && from->stated ? (int32_t)from->value : m->start;
    if (m->epoch > m->start) faults_add(c->faults, from, "history begins after the start");
    m->n_pars = c->spec->n_parameters;
    m->member = compile_wholes(c, 1);
    m->replicate = compile_wholes(c, 1);
    compile_ladder(c);
    compile_actors(c);
    compile_theatres(c);
    /* Slots of flows come first, so that a flow's index is its slot. */
    const size_t n_flows = node_get(root, "conduct")->n_children;
    for (size_t i = 0; i < n_flows; i++)
        compile_slot(c, (ofr_slot){SLOT_FLOW, "", OFR_NONE, OFR_NONE, OFR_NONE, OFR_NONE, i});
    compile_pairs(c);
    compile_flows(c);
    compile_claims(c);
    return c->out_of_memory ? OFR_NO_MEMORY : OFR_OK;
}
