/* schema.h -- the declared keys as a tree: what may stand under what. */
#ifndef OFR_SCHEMA_H
#define OFR_SCHEMA_H

#include "spec.h"
#include "yaml_tree.h"

typedef struct schema_node {
    const char *name;   /* last part of the pattern; "*" for entries */
    const ofr_key *key; /* declared, or made up for a container that only has children */
    struct schema_node *first, *last, *next; /* children but "*", in order of declaration */
    struct schema_node *star;                /* what an entry of a MAP or LIST is */
    size_t n;                                /* children but "*" */
    const raw_node *def;                     /* the default, parsed; NULL: none */
    bool has_required;                       /* a child is required */
} schema_node;

typedef struct schema {
    schema_node *root;
    schema_node *pattern; /* keys under "@pattern."; NULL: none declared */
} schema;

/* Builds the tree. OFR_USAGE when two tables disagree about a key or a default is not readable. */
ofr_status schema_compile(ofr_arena *arena, const ofr_keys *keys, size_t n_keys, schema *ret_schema,
                          ofr_error *err);

/* Child by name, not "*"; NULL. */
const schema_node *schema_child(const schema_node *parent, const char *name);

bool schema_is_container(ofr_type type);

/* ", known here: a, b, c" style texts for messages. */
typedef struct schema_text {
    char s[360];
} schema_text;
/* Names of children, at most a dozen. */
schema_text schema_names(const schema_node *parent);
/* " (did you mean 'x'?)" or "". */
schema_text schema_did_you_mean(const char *nearest);
/* The same, looking among the children of a schema node and up to two more words. */
schema_text schema_nearest(const schema_node *parent, const char *word, const char *more,
                           const char *even_more);
/* What would be right for a key, in a few words with an example. */
schema_text schema_expects(const ofr_key *key);
/* Words of a CHOICE as "a, b or c". */
schema_text schema_choices(const char *refs);

/* The i-th part of "a|b|c"; false when there is none. */
bool schema_word(const char *refs, size_t i, const char **ret_word, size_t *ret_length);

#endif
