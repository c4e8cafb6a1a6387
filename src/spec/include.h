/* include.h -- `include:` and `templates:`: parts of a scenario that live elsewhere. */
#ifndef OFR_INCLUDE_H
#define OFR_INCLUDE_H

#include "faults.h"
#include "yaml_tree.h"

/* Reads what `include:` of the main file names, and what those include, from disk, or from the
 * bundle when sources already holds parts; merges sections into *root. Faults are added; only
 * what makes reading on pointless is returned. */
ofr_status include_all(ofr_arena *arena, spec_sources *sources, raw_node *root, size_t *n_nodes,
                       ofr_faults *faults, ofr_error *err);

enum { TEMPLATES_MAX_ROW = 16 }; /* templates that use templates that ... */

/* A template: keys that entries may take over by `like: name`. */
typedef struct spec_template {
    const char *name;
    ofr_place place;
    raw_node *body;
    size_t used_by; /* stamp of the entry that took it last: once an entry */
    int colour;     /* 0 new, 1 being followed, 2 done: for cycles */
    int height;     /* longest row of templates below it */
} spec_template;

typedef struct spec_templates {
    spec_template *template;
    size_t n;
} spec_templates;

/* Lists `templates:` of the root and refuses cycles. false: memory is out. */
bool templates_find(ofr_arena *arena, const raw_node *root, ofr_faults *faults,
                    spec_templates *ret_templates);
spec_template *templates_get(const spec_templates *templates, const char *name);

/* Reports repeated keys of a mapping and keys that YAML readers take for booleans, once. */
void mapping_check(raw_node *mapping, const char *path, ofr_faults *faults);

#endif
