/* deal_clients.h -- clients that a clause of restraint asks to comply, wholly or not at all (deals.c).
 *
 *     on the day it comes into force, and every `asked-every` days of its being in force, for each client that it restrains:
 *     P(it complies until it is asked again) = c,    else it refuses, and c <- c (1 - refused)
 *
 * c: control of the link to the giver (proxies.c). Who complies stops `strength` of its acts on the other side, whatever its
 * control; who refuses stops none, and is seen to (a refusal, as of an order: orders.c). It reins a client in only while it complies.
 * In history clients are asked too: whether they comply is a state like others, and the filter learns it from their acts.
 * Tests: both chances from the uniforms, the mean of a flow by hand; what a refusal costs. Source: as orders.c.
 */
#ifndef OFR_DEAL_CLIENTS_H
#define OFR_DEAL_CLIENTS_H

#include "deals.h"
#include "mechanisms.h"
#include "proxies.h"

/* Who is asked to comply wholly must be the giver, or a client of it: each of them once. */
static inline void check_obeyer(ofr_compiler *c, const ofr_node *who, size_t i,
                                const ofr_clause *clause)
{
    const ofr_model *m = c->model;
    const size_t client = clause->actor[i];

    if (client == clause->by) return; /* it needs nobody's obedience */
    if (clause->obeyer[i].link == OFR_NONE) {
        faults_add(c->faults, who->child[i],
                   "%s is no client of %s, who owes this; write backed-by: %s, or leave it out",
                   m->actor[client].id, m->actor[clause->by].id, m->actor[clause->by].id);
        return;
    }
    for (size_t j = 0; j < i; j++) {
        if (model_is_or_part(m, client, clause->actor[j]) ||
            model_is_or_part(m, clause->actor[j], client))
            faults_add(c->faults, who->child[i],
                       "%s would be asked twice, with %s as well; leave one of them out",
                       m->actor[client].id, m->actor[clause->actor[j]].id);
    }
}

/* Laid out whether it is asked or not, so that a what-if can ask. */
static inline void compile_obeyer(ofr_compiler *c, size_t i, const ofr_clause *clause)
{
    const ofr_model *m = c->model;
    const size_t client = clause->actor[i];
    ofr_obeyer *o = &clause->obeyer[i];

    o->link = client == OFR_NONE || client == clause->by ? OFR_NONE
                                                         : model_link(m, client, clause->by);
    if (o->link == OFR_NONE) return;
    const char *id = compile_text(c, clause->id, ".", m->actor[client].id);
    o->complies = compile_whole(c, compile_text(c, id, ".", "complies"), "flag");
    o->next = compile_wholes(c, 1);
    o->refusal_slot = compile_slot(c,
                                   (ofr_slot){SLOT_REFUSAL, id, clause->by, client, OFR_NONE,
                                              OFR_NONE, (size_t)(clause - c->own->deals->clause)});
    o->stream = stream_of("clause-client", id);
}

/* A key that the file states where nothing reads it. What a what-if adds may be read elsewhere. */
static inline void unread_key(ofr_compiler *c, const ofr_node *node, const char *key,
                              const char *cure)
{
    const ofr_node *at = node_get(node, key);

    if (at && at->place.line > 0) faults_add(c->faults, at, "nothing reads this here; %s", cure);
}

static inline void compile_obeyers(ofr_compiler *c, const ofr_node *node, ofr_clause *clause)
{
    const ofr_node *obeyed = node_get(node, "obeyed"), *who = compile_list(node, "restrains");

    clause->asked_every = compile_par(node, "asked-every");
    clause->refused = compile_par(node, "refused");
    clause->wholly = obeyed->choice == 1;
    if (clause->does == DOES_RESTRAIN) {
        clause->obeyer = compile_alloc(c, clause->n_actors, sizeof *clause->obeyer);
        for (size_t i = 0; clause->obeyer && i < clause->n_actors; i++)
            compile_obeyer(c, i, clause);
    }
    if (!clause->wholly && obeyed->stated) return; /* switched off, and the rest may stay */
    if (!clause->wholly) {
        unread_key(c, node, "asked-every", "add obeyed: wholly, or leave it out");
        unread_key(c, node, "refused", "add obeyed: wholly, or leave it out");
        return;
    }
    if (clause->does != DOES_RESTRAIN || clause->n_actors == 0)
        faults_add(c->faults, obeyed,
                   "nobody is asked to obey here; write does: restrain and whom it restrains, or "
                   "leave this out");
    for (size_t i = 0; clause->obeyer && i < clause->n_actors; i++) {
        if (clause->actor[i] != OFR_NONE) check_obeyer(c, who, i, clause);
    }
}

/* One client in one lane is asked anew. Word 0: whether it complies. */
static inline void client_is_asked(const ofr_model *m, ofr_block *b, int32_t day,
                                   const ofr_clause *clause, const ofr_obeyer *o, size_t k)
{
    whole(b, o->complies)[k] = client_obeys(
        m, b, o->link, k, unit(words_of(m, b, day, o->stream, 0, k).w[0]), o->refusal_slot,
        whole(b, clause->act)[k], whole(b, clause->root)[k], par(b, clause->refused)[k]);
    whole(b, o->next)[k] = day + (int32_t)par(b, clause->asked_every)[k];
}

/* After a clause has taken its state of today: who is asked, who complies. No effect where all obey in part. */
static inline void clients_step(const ofr_model *m, ofr_block *b, int32_t day,
                                const ofr_clause *clause)
{
    const int32_t *state = whole(b, clause->state);

    for (size_t i = 0; clause->wholly && i < clause->n_actors; i++) {
        const ofr_obeyer *o = &clause->obeyer[i];
        if (o->link == OFR_NONE) continue;
        int32_t *complies = whole(b, o->complies), *next = whole(b, o->next);
        double *rein = num(b, m->own->deals->rein[o->link]);
        for (size_t k = 0; k < LANES; k++) {
            if (state[k] != CLAUSE_IN_FORCE) {
                complies[k] = 0;
                next[k] = OFR_NEVER;
                continue;
            }
            if (next[k] == OFR_NEVER || day >= next[k]) client_is_asked(m, b, day, clause, o, k);
            if (complies[k]) rein[k] = 1.0;
        }
    }
}

#endif
