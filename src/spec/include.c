/* include.c -- included files merged by section, templates indexed, repeated keys found. */
#include "include.h"

#include <stdlib.h>
#include <string.h>

#include "schema.h"

enum { MAX_TOP_KEYS = 1000 };

typedef struct includer {
    ofr_arena *arena;
    spec_sources *sources;
    raw_node *root;
    size_t *n_nodes;
    ofr_faults *faults;
    ofr_error *err;
    bool bundled; /* parts come from the bundle, not from disk */
    bool taken[1 + SOURCE_MAX_INCLUDES];
    size_t total; /* bytes read */
} includer;

static int by_key(const void *left, const void *right)
{
    const raw_pair *const *a = left;
    const raw_pair *const *b = right;
    const int order = strcmp((*a)->key, (*b)->key);

    if (order != 0) return order;
    return (*a)->order < (*b)->order ? -1 : (*a)->order > (*b)->order;
}

static bool read_as_boolean(const char *key)
{
    static const char *const word[] = {"on", "off", "yes", "no"};
    char lower[4];
    size_t n = strlen(key);

    if (n > 3) return false;
    for (size_t i = 0; i <= n; i++)
        lower[i] = key[i] >= 'A' && key[i] <= 'Z' ? (char)(key[i] + 32) : key[i];
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(lower, word[i]) == 0) return true;
    }
    return false;
}

static void repeated(const raw_pair *first, const raw_pair *again, const char *path,
                     ofr_faults *faults)
{
    const bool same = first->place.file == again->place.file;

    faults_at(faults, again->place, path,
              "the key '%s' is there already, at %s%s%d:%d; keep one of the two",
              show_text(again->key).s, same ? "line " : first->place.file, same ? "" : ":",
              first->place.line, first->place.column);
}

void mapping_check(raw_node *mapping, const char *path, ofr_faults *faults)
{
    raw_pair **sorted;
    size_t n = 0;

    if (mapping->checked) return;
    mapping->checked = true;
    for (raw_pair *pair = mapping->first; pair != NULL; pair = pair->next) {
        if (!read_as_boolean(pair->key)) continue;
        faults_at(faults, pair->place, path,
                  "the key '%s' is a boolean to many YAML readers; choose another name",
                  show_text(pair->key).s);
    }
    if (mapping->n < 2) return;
    sorted = malloc(mapping->n * sizeof(raw_pair *));
    if (sorted == NULL) {
        faults_no_memory(faults);
        return;
    }
    for (raw_pair *pair = mapping->first; pair != NULL; pair = pair->next) sorted[n++] = pair;
    qsort(sorted, n, sizeof *sorted, by_key);
    for (size_t i = 0, head = 0; i < n; i++) {
        if (strcmp(sorted[head]->key, sorted[i]->key) != 0) head = i;
        if (head != i) repeated(sorted[head], sorted[i], path, faults);
    }
    free(sorted);
}

static void append_pair(raw_node *mapping, raw_pair *pair)
{
    pair->next = NULL;
    if (mapping->last != NULL) mapping->last->next = pair;
    if (mapping->first == NULL) mapping->first = pair;
    mapping->last = pair;
    mapping->n++;
}

/* Sections of the same name become one; what cannot be joined stays twice and is reported later. */
static void merge(raw_node *root, raw_node *added)
{
    for (raw_pair *pair = added->first, *next; pair != NULL; pair = next) {
        const raw_pair *there = raw_find(root, pair->key);
        raw_node *into = there == NULL ? NULL : there->value;
        raw_node *from = pair->value;
        next = pair->next;
        if (strcmp(pair->key, "offramp") == 0 || strcmp(pair->key, "include") == 0) continue;
        if (into != NULL && into->kind == from->kind && into->kind == RAW_MAPPING) {
            for (raw_pair *one = from->first, *after; one != NULL; one = after) {
                after = one->next;
                append_pair(into, one);
            }
        } else if (into != NULL && into->kind == from->kind && into->kind == RAW_SEQUENCE) {
            if (from->first_item == NULL) continue;
            if (into->last_item != NULL)
                into->last_item->next = from->first_item;
            else
                into->first_item = from->first_item;
            into->last_item = from->last_item;
            into->n += from->n;
        } else {
            append_pair(root, pair);
        }
    }
}

static size_t find_source(const spec_sources *sources, const char *relative)
{
    size_t i = 1;

    while (i < sources->n && strcmp(sources->source[i].relative, relative) != 0) i++;
    return i;
}

/* Reads a part from disk and appends it to the sources. A fault is a fault of the include line. */
static ofr_status load(includer *in, const char *relative, ofr_place place, bool *ret_loaded)
{
    spec_source part = {NULL, relative, NULL, 0};
    ofr_error inner = {0};
    ofr_status status;

    *ret_loaded = false;
    if (in->sources->n > SOURCE_MAX_INCLUDES) {
        return ofr_fail(in->err, OFR_LIMIT, in->sources->source[0].name,
                        "more than %d included files", SOURCE_MAX_INCLUDES);
    }
    part.name = source_name_beside(in->arena, in->sources->anchor, relative);
    if (part.name == NULL) return ofr_fail(in->err, OFR_NO_MEMORY, "", "memory is out");
    status = source_read_file(in->arena,
                              &(file_asked){.path = part.name,
                                            .origin = FILE_FOUND,
                                            .named_in = in->sources->anchor,
                                            .limit = SOURCE_MAX_BYTES},
                              &part.text, &part.size, &inner);
    if (status == OFR_IO) {
        faults_at(in->faults, place, "include", "'%s' cannot be included: %s",
                  show_text(relative).s, inner.text != NULL ? inner.text : "");
        ofr_error_done(&inner);
        return OFR_OK;
    }
    if (status != OFR_OK) {
        ofr_fail(in->err, status, part.name, "%s", inner.text != NULL ? inner.text : "");
        ofr_error_done(&inner);
        return status;
    }
    in->sources->source[in->sources->n++] = part;
    *ret_loaded = true;
    return OFR_OK;
}

static ofr_status include_list(includer *in, size_t from, const raw_node *value);

/* Parses source k, follows its own includes, merges it. */
static ofr_status take_source(includer *in, size_t k)
{
    const spec_source *source = &in->sources->source[k];
    raw_node *added = NULL;
    const raw_pair *more;
    const raw_pair *version;
    ofr_status status;

    in->taken[k] = true;
    in->total += source->size;
    if (in->total > SOURCE_MAX_TOTAL) {
        return ofr_fail(in->err, OFR_LIMIT, in->sources->source[0].name,
                        "the scenario with its includes is larger than 4 MiB");
    }
    if (!in->bundled && source_has_marker(source->text, source->size)) {
        return ofr_fail(in->err, OFR_SYNTAX, source->name,
                        "an included file may not hold a line '" SOURCE_MARKER "...'");
    }
    status = source_check_text(source, in->err);
    if (status == OFR_OK) status = yaml_tree_parse(in->arena, source, in->n_nodes, &added, in->err);
    if (status != OFR_OK) return status;
    if (added->kind != RAW_MAPPING) {
        faults_at(in->faults, added->place, "",
                  "an included file holds sections, such as 'actors:' with entries below it");
        return OFR_OK;
    }
    mapping_check(added, "", in->faults);
    version = raw_find(added, "offramp");
    if (version != NULL &&
        (version->value->kind != RAW_SCALAR || strcmp(version->value->text, "1") != 0)) {
        faults_at(in->faults, version->place, "offramp",
                  "the included file is written for another format; this program reads format 1");
    }
    more = raw_find(added, "include");
    if (added->n > MAX_TOP_KEYS || in->root->n > MAX_TOP_KEYS) {
        return ofr_fail(in->err, OFR_LIMIT, source->name, "more than 1000 keys at the top level");
    }
    merge(in->root, added);
    return more == NULL ? OFR_OK : include_list(in, k, more->value);
}

static bool is_main(const spec_sources *sources, const char *relative)
{
    const char *slash = strrchr(sources->source[0].name, '/');
    return strcmp(slash == NULL ? sources->source[0].name : slash + 1, relative) == 0;
}

static ofr_status include_one(includer *in, size_t from, const raw_node *value)
{
    const char *why = NULL;
    const char *relative;
    bool loaded = true;
    ofr_status status;
    size_t k;

    if (value->kind != RAW_SCALAR) {
        faults_at(in->faults, value->place, "include",
                  "a path or a list of paths is expected, such as [ladder.yaml, moves.yaml]");
        return OFR_OK;
    }
    relative = source_join(in->arena, in->sources->source[from].relative, value->text, &why);
    if (relative == NULL) {
        if (why == NULL) return ofr_fail(in->err, OFR_NO_MEMORY, "", "memory is out");
        faults_at(in->faults, value->place, "include", "found '%s'; %s", show_text(value->text).s,
                  why);
        return OFR_OK;
    }
    k = is_main(in->sources, relative) ? 0 : find_source(in->sources, relative);
    if (k < in->sources->n && in->taken[k]) {
        faults_at(in->faults, value->place, "include",
                  "'%s' is included already%s; include each file once", show_text(relative).s,
                  k == from ? ", it is this file" : "");
        return OFR_OK;
    }
    if (k == in->sources->n && in->bundled) {
        faults_at(in->faults, value->place, "include",
                  "'%s' is not among the files stored with this scenario", show_text(relative).s);
        return OFR_OK;
    }
    if (k == in->sources->n) {
        status = load(in, relative, value->place, &loaded);
        if (status != OFR_OK || !loaded) return status;
    }
    return take_source(in, k);
}

static ofr_status include_list(includer *in, size_t from, const raw_node *value)
{
    ofr_status status = OFR_OK;

    if (value->kind != RAW_SEQUENCE) return include_one(in, from, value);
    for (const raw_node *item = value->first_item; item != NULL && status == OFR_OK;
         item = item->next) {
        status = include_one(in, from, item);
    }
    return status;
}

ofr_status include_all(ofr_arena *arena, spec_sources *sources, raw_node *root, size_t *n_nodes,
                       ofr_faults *faults, ofr_error *err)
{
    includer in = {.arena = arena,
                   .sources = sources,
                   .root = root,
                   .n_nodes = n_nodes,
                   .faults = faults,
                   .err = err,
                   .bundled = sources->n > 1,
                   .total = sources->source[0].size};
    const raw_pair *pair = raw_find(root, "include");
    ofr_status status = OFR_OK;

    in.taken[0] = true;
    if (root->n > MAX_TOP_KEYS) {
        return ofr_fail(err, OFR_LIMIT, sources->source[0].name,
                        "more than 1000 keys at the top level");
    }
    if (pair != NULL) status = include_list(&in, 0, pair->value);
    /* A part that nothing asks for would be stored text that was never looked at. */
    for (size_t k = 1; in.bundled && k < sources->n && status == OFR_OK; k++) {
        if (in.taken[k]) continue;
        faults_at(faults, (ofr_place){sources->source[0].name, 0, 0}, "include",
                  "'%s' is stored with this scenario, but no 'include:' asks for it, or it is "
                  "stored twice",
                  show_text(sources->source[k].relative).s);
    }
    return status;
}

static int by_name(const void *left, const void *right)
{
    const spec_template *a = left;
    const spec_template *b = right;
    return strcmp(a->name, b->name);
}

spec_template *templates_get(const spec_templates *templates, const char *name)
{
    const spec_template wanted = {.name = name};

    if (templates->n == 0) return NULL;
    return bsearch(&wanted, templates->template, templates->n, sizeof wanted, by_name);
}

static void follow(const spec_templates *templates, spec_template *one, int depth,
                   ofr_faults *faults);

/* One name under `like`: reports a way back or a row that is too long. */
static void follow_name(const spec_templates *templates, spec_template *one, const raw_node *name,
                        int depth, ofr_faults *faults)
{
    spec_template *next = name->kind == RAW_SCALAR ? templates_get(templates, name->text) : NULL;

    if (next == NULL) return; /* reported where it is used */
    if (next->colour == 1) {
        faults_at(faults, name->place, "templates",
                  "'%s' leads back to itself by 'like'; break the circle", show_text(name->text).s);
        return;
    }
    if (next->colour == 0 && depth < TEMPLATES_MAX_ROW) follow(templates, next, depth + 1, faults);
    if (next->height >= one->height) one->height = next->height + 1;
    if (depth == TEMPLATES_MAX_ROW || one->height > TEMPLATES_MAX_ROW) {
        faults_at(faults, name->place, "templates",
                  "templates take over from each other more than %d times in a row; use fewer",
                  TEMPLATES_MAX_ROW);
        one->height = 0; /* once is enough */
    }
}

/* Follows `like` from one template, marking all on the way and how long a row hangs below each. */
static void follow(const spec_templates *templates, spec_template *one, int depth,
                   ofr_faults *faults)
{
    const raw_pair *like = raw_find(one->body, "like");

    one->colour = 1;
    if (like != NULL && like->value->kind == RAW_SEQUENCE) {
        for (const raw_node *item = like->value->first_item; item != NULL; item = item->next) {
            follow_name(templates, one, item, depth, faults);
        }
    } else if (like != NULL) {
        follow_name(templates, one, like->value, depth, faults);
    }
    one->colour = 2;
}

bool templates_find(ofr_arena *arena, const raw_node *root, ofr_faults *faults,
                    spec_templates *ret_templates)
{
    const raw_pair *section = raw_find(root, "templates");

    *ret_templates = (spec_templates){NULL, 0};
    if (section == NULL || raw_is_empty(section->value)) return true;
    if (section->value->kind != RAW_MAPPING) {
        faults_at(faults, section->place, "templates", "names with keys below them are expected");
        return true;
    }
    mapping_check(section->value, "templates", faults);
    ret_templates->template = arena_alloc(arena, (section->value->n + 1) * sizeof(spec_template));
    if (ret_templates->template == NULL) return false;
    for (raw_pair *pair = section->value->first; pair != NULL; pair = pair->next) {
        if (pair->value->kind != RAW_MAPPING) {
            faults_at(faults, pair->place, "templates", "'%s' must have keys below it",
                      show_text(pair->key).s);
            continue;
        }
        mapping_check(pair->value, "templates", faults);
        ret_templates->template[ret_templates->n++] = (spec_template){
            pair->key, pair->place, pair->value, 0, 0, 0};
    }
    if (ret_templates->n == 0) return true;
    qsort(ret_templates->template, ret_templates->n, sizeof(spec_template), by_name);
    for (size_t i = 0; i < ret_templates->n; i++) {
        if (ret_templates->template[i].colour == 0) {
            follow(ret_templates, &ret_templates->template[i], 0, faults);
        }
    }
    return true;
}
