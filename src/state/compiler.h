/* compiler.h -- what a mechanism uses to turn its part of a spec into structure and rows. */
#ifndef OFR_COMPILER_H
#define OFR_COMPILER_H

#include "block.h"

typedef struct ofr_compiler {
    ofr_model *model;
    const ofr_spec *spec;
    ofr_faults *faults;
    ofr_arena *arena; /* the model's */
    bool out_of_memory;
    /* The model's own, while they may still be written. */
    ofr_rooms *own;
    ofr_actor *actor;
    ofr_flow *flow;
    ofr_memory *memory;
    /* growing lists */
    ofr_slot *slot;
    size_t slot_room;
    ofr_derived *derived;
    size_t derived_room;
    ofr_field *field;
    size_t field_room;
} ofr_compiler;

/* Zeroed array in the model's arena; sets out_of_memory and returns NULL when there is none. */
void *compile_alloc(ofr_compiler *c, size_t n, size_t size);
/* Joins two words with a sign between, in the model's arena. */
const char *compile_text(ofr_compiler *c, const char *a, const char *sign, const char *b);
/* A new state row. name: "<entry>.<quantity>"; unit as in docs. */
ofr_row compile_num(ofr_compiler *c, const char *name, const char *unit);
ofr_row compile_whole(ofr_compiler *c, const char *name, const char *unit);
/* n rows side by side, unnamed (windows, slots). */
ofr_row compile_nums(ofr_compiler *c, size_t n);
ofr_row compile_wholes(ofr_compiler *c, size_t n);
size_t compile_slot(ofr_compiler *c, ofr_slot slot);
/* Row of a NUMBER child; OFR_NONE if it is optional and not there. */
ofr_row compile_par(const ofr_node *parent, const char *key);
/* A row derived from up to 8 parameter rows (unused: OFR_NONE). */
ofr_row compile_derived(ofr_compiler *c, ofr_derive how, const ofr_row *from, size_t n);
/* The daily factor 2^(-1/half-life) of a half-life parameter. */
ofr_row compile_decay(ofr_compiler *c, const ofr_node *parent, const char *key);
/* A list or map of an entry; an empty node where it is not stated. Never NULL. */
const ofr_node *compile_list(const ofr_node *parent, const char *key);
/* Indexes by id; OFR_NONE and a fault at node when there is none. */
size_t compile_actor(ofr_compiler *c, const ofr_node *node);
size_t compile_theatre(ofr_compiler *c, const ofr_node *node);
size_t compile_flow(ofr_compiler *c, const ofr_node *node);
size_t compile_rung(ofr_compiler *c, const ofr_node *node);
/* Is actor `whole` itself, or a part of it at any depth? */
bool model_is_or_part(const ofr_model *m, size_t actor, size_t whole);
/* Dyad holder -> rival, or OFR_NONE. */
size_t model_dyad(const ofr_model *m, size_t holder, size_t rival);
/* Link of a client, or of the whole that it is part of, to a patron; OFR_NONE. */
size_t model_link(const ofr_model *m, size_t client, size_t patron);
/* Faults for entries of a map that are no directed hostile pair ("usa-iran"). */
void compile_check_dyads(ofr_compiler *c, const ofr_node *map);
/* Memory of holder about origin; made when it is not there yet. */
size_t compile_memory(ofr_compiler *c, size_t holder, size_t origin);

/* A compiled event pattern: which flows it watches and what it asks of them. */
typedef struct ofr_pattern {
    size_t *flow;
    size_t n_flows;
    size_t *turn, *turn_by; /* in place of flows: slots of halts and resumptions, and who turns */
    size_t n_turns;
    double least_severity; /* 0: any */
    bool rung_exact;
    size_t rung;            /* act: strike (exactly) or strike+ */
    double deaths, wounded; /* at least; 0: not asked */
    double count;           /* events, at least */
    int32_t within;         /* days of the window, >= 1 */
    ofr_row window, total;  /* whole rows: [within] of daily counts when within > 1 */
} ofr_pattern;
ofr_status compile_pattern(ofr_compiler *c, const ofr_node *node, ofr_pattern *ret_pattern);
/* Is a rung, of this severity, what the pattern asks for? Where it names no rung: any of severity 0 or more. Pure. */
static inline bool pattern_asks(const ofr_pattern *p, size_t rung, double severity)
{
    return p->rung_exact ? rung == p->rung : severity >= p->least_severity;
}

/* Lays out structure that all mechanisms share: ladder, actors, links, theatres, pairs, flows. */
ofr_status compile_structure(ofr_compiler *c);
/* Keys of that structure, first table of the schema. */
extern const ofr_keys structure_keys;

#endif
