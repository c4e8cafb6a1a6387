/* yaml_tree.h -- YAML as written: scalars, mappings, sequences, each with its place. */
#ifndef OFR_YAML_TREE_H
#define OFR_YAML_TREE_H

#include "source.h"
#include "spec.h"

enum { YAML_MAX_DEPTH = 32, YAML_MAX_NODES = 100000 };

typedef enum raw_kind { RAW_SCALAR, RAW_MAPPING, RAW_SEQUENCE } raw_kind;

typedef struct raw_pair raw_pair;
typedef struct raw_node {
    raw_kind kind;
    bool plain;   /* scalar without quotes */
    bool flow;    /* inside or made of { } or [ ] */
    bool checked; /* mapping: its keys have been looked over once */
    ofr_place place;
    const char *text;                               /* scalar */
    raw_pair *first, *last;                         /* mapping */
    struct raw_node *first_item, *last_item, *next; /* sequence */
    size_t n;                                       /* pairs or items */
} raw_node;

struct raw_pair {
    const char *key;
    ofr_place place; /* of the key */
    raw_node *value;
    raw_pair *next;
    size_t order; /* rises as the texts are read */
    bool refused; /* reported as unknown */
};

/* Parses one text into the arena. *n_nodes counts over several texts up to YAML_MAX_NODES.
 * *ret_root is a node of any kind. OFR_SYNTAX, OFR_LIMIT (also anchors, aliases), OFR_NO_MEMORY. */
ofr_status yaml_tree_parse(ofr_arena *arena, const spec_source *source, size_t *n_nodes,
                           raw_node **ret_root, ofr_error *err);

/* True for `key:` with nothing behind it. */
bool raw_is_empty(const raw_node *raw);
/* The first pair with this key, or NULL. */
const raw_pair *raw_find(const raw_node *mapping, const char *key);

#endif
