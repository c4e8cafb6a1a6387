/* read.h -- the state of one reading, shared by the files that turn raw YAML into a spec. */
#ifndef OFR_READ_H
#define OFR_READ_H

#include "faults.h"
#include "include.h"
#include "schema.h"
#include "values.h"

enum {
    READ_MAX_NODES = 400000,
    READ_MAX_ID = 40,
    READ_MAX_TEMPLATE_TEXT = 4096,
    READ_MAX_TAKEN = 2000000
};

/* A parameter while their number is not known yet. */
typedef struct found_parameter {
    ofr_parameter parameter;
    struct found_parameter *next;
} found_parameter;

typedef struct reader {
    ofr_arena *arena;
    schema keys;
    ofr_faults *faults;
    spec_templates templates;
    const char *entry_id; /* inside a template: what {id} stands for; else NULL */
    size_t n_entries;     /* stamps for templates */
    size_t n_nodes;
    size_t n_taken; /* keys that entries looked up in templates */
    found_parameter *first, *last;
    int32_t n_parameters;
    bool out_of_memory, too_many;
} reader;

/* The whole tree from the raw root (NULL: as if empty). Faults are in reader->faults; NULL when
 * memory is out or the tree is too large, as the flags say. */
ofr_node *read_tree(reader *r, raw_node *root);

/* Numbers, in read_number.c. stated: written in a file. false: memory is out. */
bool read_number(reader *r, ofr_node *node, raw_node *raw, const schema_node *s);

/* Any value below a parent, by its schema. place is that of its key. NULL: out of memory, limit. */
ofr_node *read_value(reader *r, const schema_node *s, ofr_node *parent, const char *id,
                     raw_node *raw, ofr_place place, bool stated);
/* Fill a node of a kind from raw (a mapping or a sequence); read_record takes NULL for nothing
 * written. false: memory is out or a limit was passed. In read_record.c and read_elements.c. */
bool read_record(reader *r, const schema_node *s, ofr_node *node, raw_node *raw);
bool read_elements(reader *r, ofr_node *node, raw_node *raw);
bool read_changes(reader *r, ofr_node *node, raw_node *raw);

/* A node with its path; NULL as above. Room for its children. */
ofr_node *read_make_node(reader *r, const ofr_key *key, ofr_node *parent, const char *id,
                         ofr_place place, bool stated);
bool read_make_children(reader *r, ofr_node *node, size_t room);

/* "found a list", "there is no value", "found 'x'"; and the whole fault for a wrong kind. */
shown_text read_found(const raw_node *raw);
void read_wrong_kind(reader *r, const ofr_node *node, const raw_node *raw);

/* A scalar's text, {id} replaced inside templates. NULL when memory is out. */
const char *read_text_of(reader *r, const raw_node *raw);
/* Reports "found 'x'; why" at a raw node. */
void read_fault(reader *r, const ofr_node *node, const raw_node *raw, const char *why);

/* Checks REF, REFS, PAIRS and MAPs with refs against the sections; in references.c. */
void references_check(ofr_arena *arena, const ofr_node *root, ofr_faults *faults);

/* Child of a node without knowing more; shared with find.c. */
/* Is this node's id the first `length` bytes of name? */
bool node_is_named(const ofr_node *node, const char *name, size_t length);
ofr_node *find_child_node(const ofr_node *node, const char *name, size_t length);

#endif
