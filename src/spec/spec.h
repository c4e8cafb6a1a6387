/* spec.h -- a scenario as it was written: a typed tree with places, and a path for every quantity.
 *
 * The schema is data: a list of ofr_key, each the full path pattern of one key ("theatres.*.lethality"),
 * contributed by the structure table and by each mechanism. From the same list come the reader's checks,
 * `offramp check --explain`, the reference page and the paths.
 *
 * Pattern parts: a fixed key, or * for each entry of a MAP (mapping id -> entry) or a LIST (sequence of
 * mappings with an `id`). A container is declared by its own ofr_key of type MAP, LIST or RECORD.
 */
#ifndef OFR_SPEC_H
#define OFR_SPEC_H

#include "../core/arena.h"
#include "../core/dates.h"
#include "../core/distributions.h"
#include "../core/nearest.h"
#include "../core/units.h"
#include "offramp.h"

typedef enum ofr_type {
    OFR_RECORD_KEY, /* mapping with declared keys */
    OFR_MAP, /* mapping id -> entry; entries are RECORDs, or NUMBERs when `path.*` is declared as NUMBER */
    OFR_LIST,    /* sequence of mappings; `id:` names an entry, else its position from 1 */
    OFR_NUMBER,  /* a quantity in the key's unit; or {value:, prior:, source:, note:} */
    OFR_COUNT,   /* a whole number, plain; no prior; not a parameter */
    OFR_FLAG,    /* true | false */
    OFR_TEXT,    /* any string */
    OFR_DATE,    /* YYYY-MM-DD */
    OFR_CHOICE,  /* one of `refs` separated by '|' */
    OFR_REF,     /* id of an entry of one of the sections in `refs` (separated by '|') */
    OFR_REFS,    /* sequence of such ids, or a single one; refs NULL: of any names */
    OFR_PAIRS,   /* sequence of two-element sequences of ids: [[usa, iran], [israel, iran]] */
    OFR_NUMBERS, /* sequence of plain numbers: [33.3, 44.4] */
    OFR_PATTERN, /* an event pattern: RECORD whose keys are declared under "@pattern." */
    OFR_CHANGES  /* mapping path -> value, or path -> {value:, from: day, to: day}; kept as text,
                 * resolved by spec_change. A child a path: id = path, text = value, and the dates
                 * as its children `from` and `to` */
} ofr_type;

/* When a change of the value acts. */
typedef enum ofr_role { ROLE_CONSTANT, ROLE_INITIAL, ROLE_LEVEL, ROLE_SWITCH } ofr_role;

typedef struct ofr_key {
    const char *path; /* pattern: "conduct.*.rate" */
    ofr_type type;
    ofr_unit unit;   /* NUMBER */
    double lo, hi;   /* NUMBER, COUNT: allowed range, both ends included; lo > hi means any */
    const char *def; /* default as it would be written; NULL: none. For containers: must be NULL */
    const char *
        refs; /* REF, REFS, PAIRS: sections; CHOICE: the words; MAP: section its ids must be from */
    bool required; /* an entry that is there must state it */
    ofr_role role;
    const char *help;   /* one line */
    const char *source; /* of the default: a reference, or "judgement" */
} ofr_key;

typedef struct ofr_keys {
    const ofr_key *key;
    size_t n;
    const char *mechanism;
} ofr_keys;

typedef struct ofr_place {
    const char *file;
    int line, column;
} ofr_place; /* line 0: a default */

/* One value or container of the tree. Children in file order (MAP, LIST) or declaration order. */
typedef struct ofr_node {
    const ofr_key *key;
    const char *id;   /* of a MAP or LIST entry: its id; else the key's last part */
    const char *path; /* "conduct.huthis-ships.rate" */
    ofr_place place;
    bool stated;       /* written in a file; false: default, or an absent container */
    double value;      /* NUMBER (canonical unit), COUNT, FLAG (0 or 1), DATE (day number) */
    const char *text;  /* scalars: as written; TEXT, CHOICE, REF: the string */
    const char *word;  /* UNIT_AMOUNT: what it counts */
    int32_t parameter; /* NUMBER: index into spec->parameter; else -1 */
    size_t choice;     /* CHOICE: index of the word in refs */
    struct ofr_node **child;
    size_t
        n_children; /* REFS, PAIRS, NUMBERS: one child per element (PAIRS: two each), text or value set */
    struct ofr_node *parent;
} ofr_node;

/* A number of the scenario: what paths, priors, changes and fits speak of. */
typedef struct ofr_parameter {
    const char *path;
    double value; /* point value */
    ofr_prior prior;
    const char *source; /* as stated; "" none stated; for a default the key's source */
    bool judged; /* its source is "judgement", or none is stated and it is written in the file */
    const ofr_node *node;
} ofr_parameter;

typedef struct ofr_spec {
    ofr_arena *arena;
    ofr_node *root;
    ofr_parameter *parameter;
    size_t n_parameters;
    const ofr_keys *keys; /* kept, not owned */
    size_t n_keys;
    const char *file; /* as given */
    const char
        *anchor; /* names in it are looked for from this file's directory: file itself, or of what
                            * came by a pipe "", which is here */
    const char **
        file_name; /* the files it was read from: `file`, then its includes as messages name them */
    size_t n_files;
    const char *text; /* the whole text as read, includes appended with a marker line each */
    uint64_t hash;    /* FNV-1a 64 of text and of changes applied */
    bool shared;      /* a copy: nodes are another spec's until they are changed */
} ofr_spec;

/* Reads and checks a scenario, a file or a pipe, against n_keys tables of keys. All errors in one go (OFR_SCHEMA, at most
 * 100), each as
 *     file:line:column: path: what was found; what would be right (did you mean 'x'?)
 *       source line
 *       ^
 * err->where is empty then, since the text has the places; for all else it is file[:line:column].
 * OFR_USAGE: the tables declare a key twice, or a default in them is not readable.
 * OFR_IO, OFR_SYNTAX (not YAML, NUL bytes, not UTF-8, empty), OFR_LIMIT (1 MiB a file, 4 MiB with
 * includes, depth 32, 100000 nodes, 16 includes; aliases and anchors are refused), OFR_SCHEMA,
 * OFR_NO_MEMORY. */
ofr_status spec_read(const char *path, const ofr_keys *keys, size_t n_keys, ofr_spec **ret_spec,
                     ofr_error *err);
/* The same for a path that stands in the file named_in, by the rule of file_read.h. */
ofr_status spec_read_found(const char *path, const char *named_in, const ofr_keys *keys,
                           size_t n_keys, ofr_spec **ret_spec, ofr_error *err);
/* The same from memory; file names it in messages and anchors relative includes. A spec's text reads
 * back: its included parts are taken from it, not from disk. */
ofr_status spec_read_text(const char *text, size_t size, const char *file, const ofr_keys *keys,
                          size_t n_keys, ofr_spec **ret_spec, ofr_error *err);
/* A copy whose values can be changed without the other's changing: it gets nodes of its own where it is changed, and shares
 * all else with `spec`, which must stay. OFR_NO_MEMORY. O(parameters). */
ofr_status spec_copy(const ofr_spec *spec, ofr_spec **ret_spec, ofr_error *err);
/* Takes NULL. */
void spec_free(ofr_spec *spec);

/* Child of a container by key or id. Declared keys of a RECORD are always there (defaults filled,
 * absent containers with stated = false); an optional scalar without a default that was not stated
 * is NULL; so is an unknown name. An absent container has no children, but an absent RECORD without
 * required keys is the same as an empty one: its defaults are in force and are parameters. */
const ofr_node *node_get(const ofr_node *node, const char *name);
/* By a dotted path from the root, e.g. "conduct.huthis-ships.rate"; NULL if there is none. */
const ofr_node *spec_at(const ofr_spec *spec, const char *path);
/* Position of the entry with this id among a container's children; SIZE_MAX if there is none. */
size_t node_index(const ofr_node *container, const char *id);

/* Applies one change (a path and a value as it would be written) to a read spec: numbers, flags,
 * choices, days. A changed number is a point: its prior is gone, its source is "change". OFR_PATH (with "did you mean"), OFR_SCHEMA. Structure cannot be changed.
 * Of a copy, nodes that were looked up before may no longer be those in force. */
ofr_status spec_change(ofr_spec *spec, const char *path, const char *value, ofr_error *err);
/* The same for a value that a pattern matched: it is in force, but does not count as written, so that a
 * default which means nothing in its place is no fault there. */
ofr_status spec_change_match(ofr_spec *spec, const char *path, const char *value, ofr_error *err);
/* Paths of the values that a change may set and that fit a pattern, in which a part "*" stands for any one
 * part, in tree order. Writes at most `room`, returns how many there are. Paths stay the spec's. */
size_t spec_match(const ofr_spec *spec, const char *pattern, const char **ret_path, size_t room);
bool is_path_pattern(const char *path); /* has a part "*" */
/* A path or pattern that leads nowhere with its first wrong part put right, if a name there is near; "" otherwise. */
void spec_mend_path(const ofr_spec *spec, const char *path, char *ret, size_t size);
/* True if a change's value is a factor on the number that is there: "times 0.5", or "x0.5" where the key is
 * no factor itself. spec_change then multiplies the point value and keeps it within the key's range. Pure. */
bool change_factor(const ofr_key *key, const char *value, double *ret_factor);
/* True if it is an addition to the number that is there: "plus -1.5", of a number without a unit, such as log-odds. Kept
 * within the key's range as well. Pure. */
bool change_shift(const ofr_key *key, const char *value, double *ret_shift);

/* Every value in force: path, value with unit, stated or default, source. One row a line, aligned;
 * all = false leaves defaults out. */
ofr_status spec_explain(const ofr_spec *spec, bool all, FILE *out, ofr_error *err);
/* FNV-1a 64 of every value in force, includes and defaults among them, whatever the text looks like; without the n
 * sections named. Priors and sources of numbers have no part in it: their draws are told apart by themselves. */
uint64_t spec_hash_resolved(const ofr_spec *spec, const char *const *without, size_t n);
/* The resolved scenario as JSON: every value in canonical units, priors, sources, places. */
ofr_status spec_json(const ofr_spec *spec, FILE *out, ofr_error *err);
/* The schema as a Markdown reference page. */
ofr_status schema_reference(const ofr_keys *keys, size_t n_keys, FILE *out, ofr_error *err);

/* Adds an error with a place to a growing list, for compile steps that find faults in a read spec;
 * node may be NULL. After any, error_list_status gives OFR_STRUCTURE with all of them. */
typedef struct ofr_faults ofr_faults;
ofr_faults *faults_new(const ofr_spec *spec);
void faults_free(ofr_faults *faults);
void faults_add(ofr_faults *faults, const ofr_node *node, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;
ofr_status faults_status(const ofr_faults *faults, ofr_error *err);

#endif
