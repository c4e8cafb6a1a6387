/* driver_owners.h -- owners of a driver and its backers: how much each wants an end today, and what moves it.
 *
 *     B = b + z         z: what moved it, log hazard, clamped to +-log 5: nobody's mood makes an end more
 *                       than five times likelier, or rarer, than what is stated
 *     z <- t + (z - t) 2^(-1/half-life) + dead log2(1 + own dead of today) + leader [another leads since today]
 *     t  = heat (h - hbar) + election ramp
 *     sum over backers of B + the least B of the owners      added to the log hazard of an end
 *
 * b: `backing`. Own dead: of the actor and its parts, by acts that the driver drives, or in its theatre, and in its own such acts
 * as far as those count (own_dead.h). h, hbar, ramp: of
 * its politics (politics.c). An end takes every owner, so the least willing of them decides; what backers want adds up.
 * Source: form ours; the weakest link as in Putnam 1988, where each who must consent can refuse.
 */
#ifndef OFR_DRIVER_OWNERS_H
#define OFR_DRIVER_OWNERS_H

#include "drivers.h"
#include "mechanisms.h"
#include "own_dead.h"
#include "politics.h"

static const double owners_clip = 1.6094379124341003; /* log 5 */

/* Does an act of this flow belong to the driver's war? */
static inline bool is_of_driver(const ofr_driver *d, const ofr_flow *flow)
{
    return flow->hostile && ((d->theatre != OFR_NONE && flow->theatre == d->theatre) ||
                             node_index(node_get(flow->node, "driven-by"), d->id) != SIZE_MAX);
}

/* Politics at home are those of the actor, or of what it is part of. */
static inline size_t politics_at_home(const ofr_model *m, size_t actor)
{
    for (; actor != OFR_NONE; actor = m->actor[actor].part_of) {
        if (m->actor[actor].politics != OFR_NONE) return m->actor[actor].politics;
    }
    return OFR_NONE;
}

static inline bool is_owner(const ofr_node *driver, const char *actor)
{
    const ofr_node *owners = node_get(driver, "owners");

    for (size_t i = 0; owners && i < owners->n_children; i++) {
        if (strcmp(owners->child[i]->text, actor) == 0) return true;
    }
    return false;
}

/* Whoever has a say in a driver's end must be somebody who acts. */
static inline void check_has_a_say(ofr_compiler *c, const ofr_node *at)
{
    const size_t actor = node_index(node_get(c->spec->root, "actors"), at->id);

    if (actor != SIZE_MAX && c->model->actor[actor].kind == KIND_BYSTANDER)
        faults_add(c->faults, at,
                   "%s is a bystander and backs nothing; write kind: mediator (or what it is) in "
                   "actors, or leave it out",
                   at->id);
}

static inline void check_owners(ofr_compiler *c, const ofr_node *driver)
{
    const ofr_node *owners = node_get(driver, "owners"), *backing = node_get(driver, "backing"),
                   *decides = node_get(driver, "decides");

    for (size_t i = 0; owners && i < owners->n_children; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(owners->child[i]->text, owners->child[j]->text) == 0)
                faults_add(c->faults, owners, "names %s twice; leave one out",
                           owners->child[i]->text);
        }
    }
    for (size_t i = 0; i < backing->n_children; i++) {
        check_has_a_say(c, backing->child[i]);
        if (node_get(decides, backing->child[i]->id))
            faults_add(c->faults, backing->child[i],
                       "%s stands in decides too, and would count twice; keep one of them",
                       backing->child[i]->id);
    }
    for (size_t i = 0; i < decides->n_children; i++) check_has_a_say(c, decides->child[i]);
}

/* What asks for politics at home, of an actor that has none, would be silent. */
static inline void check_at_home(ofr_compiler *c, const ofr_node *node)
{
    static const char *const of_home[] = {"heat", "election", "leader"};

    for (size_t i = 0; i < OFR_COUNT_OF(of_home); i++) {
        const ofr_node *key = node_get(node, of_home[i]);
        if (key && key->stated)
            faults_add(c->faults, key, "%s has no entry in politics; give it one, or leave %s out",
                       node->id, of_home[i]);
    }
}

/* A leader who stays moves nothing. */
static inline void check_leader(ofr_compiler *c, const ofr_node *node, size_t politics)
{
    const ofr_node *leader = node_get(node, "leader");

    if (leader && leader->stated && politics != OFR_NONE &&
        !c->own->politics->of[politics].leader_changes)
        faults_add(c->faults, leader,
                   "the leader of %s never changes; write leader: {dies: ...} in its politics, "
                   "successor: true of an outcome, or leave it out",
                   node->id);
}

static inline void check_dead(ofr_compiler *c, const ofr_driver *d, const ofr_node *node,
                              const ofr_decider *o)
{
    const ofr_node *dead = node_get(node, "dead");

    if (dead && dead->stated && o->n_flows + o->n_acts == 0)
        faults_add(
            c->faults, dead,
            "no conduct against %s or of it is driven by %s or in its theatre, so none of its dead "
            "count; write driven-by there, or leave dead out",
            node->id, d->id);
}

static inline void compile_decider(ofr_compiler *c, const ofr_driver *d, const ofr_node *node,
                                   ofr_decider *o)
{
    const ofr_model *m = c->model;
    size_t *flow = compile_alloc(c, m->n_flows, sizeof *flow),
           *acts = compile_alloc(c, m->n_flows, sizeof *acts);

    *o = (ofr_decider){
        .actor = node_index(node_get(c->spec->root, "actors"), node->id),
        .owner = is_owner(d->node, node->id),
        .backing = compile_par(node, "backing"),
        .decay = compile_decay(c, node, "half-life"),
        .dead = compile_par(node, "dead"),
        .heat = compile_par(node, "heat"),
        .election = compile_par(node, "election"),
        .leader = compile_par(node, "leader"),
        .flow = flow,
        .act = acts,
    };
    if (!flow || !acts || o->actor == SIZE_MAX)
        return; /* the reader has said that there is nobody so named */
    o->moved = compile_num(c, compile_text(c, compile_text(c, d->id, ".moved.", node->id), "", ""),
                           "log hazard");
    o->politics = politics_at_home(m, o->actor);
    if (o->politics == OFR_NONE) check_at_home(c, node);
    check_leader(c, node, o->politics);
    for (size_t f = 0; f < m->n_flows; f++) {
        if (!is_of_driver(d, &m->flow[f])) continue;
        if (model_is_or_part(m, m->flow[f].target, o->actor)) flow[o->n_flows++] = f;
        if (model_is_or_part(m, m->flow[f].source, o->actor)) acts[o->n_acts++] = f;
    }
    check_dead(c, d, node, o);
}

/* Fills the driver's deciders. */
static inline void compile_deciders(ofr_compiler *c, ofr_driver *d)
{
    const ofr_node *decides = node_get(d->node, "decides");
    ofr_decider *decider = compile_alloc(c, decides->n_children, sizeof *decider);

    check_owners(c, d->node);
    for (size_t i = 0; decider && i < decides->n_children; i++)
        compile_decider(c, d, decides->child[i], &decider[i]);
    d->decider = decider;
    d->n_deciders = decider ? decides->n_children : 0;
}

/* Adds what its deciders want to the log hazard of an end. */
static inline void add_deciders(const ofr_block *b, const ofr_driver *d, double *x)
{
    double least[LANES];
    bool owned = false;

    for (size_t i = 0; i < d->n_deciders; i++) {
        const ofr_decider *o = &d->decider[i];
        const double *backing = par(b, o->backing), *moved = num(b, o->moved);
        if (!o->owner) {
            for (size_t k = 0; k < LANES; k++) x[k] += backing[k] + moved[k]; /* lanes */
        } else if (!owned) {
            for (size_t k = 0; k < LANES; k++) least[k] = backing[k] + moved[k]; /* lanes */
            owned = true;
        } else {
            for (size_t k = 0; k < LANES; k++)
                least[k] = m_min(least[k], backing[k] + moved[k]); /* lanes */
        }
    }
    if (!owned) return;
    for (size_t k = 0; k < LANES; k++) x[k] += least[k]; /* lanes */
}

/* Where politics at home pull what an actor wants: t. */
static inline void pull_at_home(const ofr_model *m, const ofr_block *b, const ofr_decider *o,
                                double *t)
{
    for (size_t k = 0; k < LANES; k++) t[k] = 0.0; /* lanes */
    if (o->politics == OFR_NONE) return;
    const ofr_politics *p = &m->own->politics->of[o->politics];
    const double *heat = num(b, p->heat), *rest = par(b, p->heat_base), *ramp = num(b, p->ramp),
                 *per_heat = par(b, o->heat), *per_election = par(b, o->election);
    for (size_t k = 0; k < LANES; k++) t[k] += per_heat[k] * (heat[k] - rest[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++) t[k] += per_election[k] * ramp[k];         /* lanes */
}

/* The end of a day of one decider. */
static inline void decider_looks_back(const ofr_model *m, ofr_block *b, int32_t day,
                                      const ofr_decider *o)
{
    double *z = num(b, o->moved), t[LANES], dead[LANES];
    const double *decay = par(b, o->decay), *per_dead = par(b, o->dead);

    pull_at_home(m, b, o, t);
    for (size_t k = 0; k < LANES; k++) dead[k] = 0.0; /* lanes */
    for (size_t i = 0; i < o->n_flows; i++) {
        const double *own = num(b, m->deaths_own + o->flow[i]);
        for (size_t k = 0; k < LANES; k++) dead[k] += own[k]; /* lanes */
    }
    for (size_t i = 0; i < o->n_acts; i++) add_own_dead(m, b, o->act[i], dead);
    for (size_t k = 0; k < LANES; k++) z[k] = t[k] + (z[k] - t[k]) * decay[k];      /* lanes */
    for (size_t k = 0; k < LANES; k++) z[k] += per_dead[k] * m_log2(1.0 + dead[k]); /* lanes */
    if (o->politics != OFR_NONE) {
        const int32_t *since = whole(b, m->own->politics->of[o->politics].leader_since);
        const double *jump = par(b, o->leader);
        for (size_t k = 0; k < LANES; k++) z[k] += since[k] == day ? jump[k] : 0.0; /* lanes */
    }
    for (size_t k = 0; k < LANES; k++) z[k] = m_clamp(z[k], -owners_clip, owners_clip); /* lanes */
}

#endif
