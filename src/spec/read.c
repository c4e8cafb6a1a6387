/* read.c -- a scenario file from its bytes to a spec. */
#include "read.h"

#include "../core/hash.h"
#include <stdlib.h>
#include <string.h>

/* The texts one after another, each include under its marker line; a single text as it is. */
static bool bundle(ofr_spec *spec, const spec_sources *sources)
{
    size_t room = 1;
    size_t n = 0;
    char *text;

    for (size_t i = 0; i < sources->n; i++) {
        room += sources->source[i].size + strlen(sources->source[i].relative) +
                strlen(SOURCE_MARKER) + 8;
    }
    text = arena_alloc(spec->arena, room);
    if (text == NULL) return false;
    for (size_t i = 0; i < sources->n; i++) {
        const spec_source *source = &sources->source[i];
        if (i > 0) {
            if (n > 0 && text[n - 1] != '\n') text[n++] = '\n';
            n += (size_t)snprintf(text + n, room - n, SOURCE_MARKER "%s ---\n", source->relative);
        }
        memcpy(text + n, source->text, source->size);
        n += source->size;
    }
    text[n] = '\0';
    spec->text = text;
    spec->file_name = arena_alloc(spec->arena, sources->n * sizeof *spec->file_name);
    if (spec->file_name == NULL) return false;
    for (size_t i = 0; i < sources->n; i++) spec->file_name[i] = sources->source[i].name;
    spec->n_files = sources->n;
    spec->hash = hash_bytes(HASH_START, text, n);
    return true;
}

/* `offramp: 1` must be there before anything else is worth reading. */
static void check_version(const raw_node *root, const char *file, ofr_faults *faults)
{
    const raw_pair *pair = raw_find(root, "offramp");

    if (pair == NULL) {
        faults_at(faults, (ofr_place){file, 1, 1}, "",
                  "the format is not stated; add the line 'offramp: 1' at the top");
    } else if (pair->value->kind != RAW_SCALAR || strcmp(pair->value->text, "1") != 0) {
        faults_at(faults, pair->place, "",
                  "written for format %s, this program reads format 1; write 'offramp: 1'",
                  pair->value->kind == RAW_SCALAR && pair->value->text[0] != '\0'
                      ? show_text(pair->value->text).s
                      : "unknown");
    }
}

static bool take_parameters(ofr_spec *spec, const reader *r)
{
    spec->parameter = arena_alloc(spec->arena,
                                  ((size_t)r->n_parameters + 1) * sizeof *spec->parameter);
    if (spec->parameter == NULL) return false;
    for (const found_parameter *found = r->first; found != NULL; found = found->next) {
        spec->parameter[spec->n_parameters++] = found->parameter;
    }
    return true;
}

static ofr_status no_memory(ofr_error *err, const char *file)
{
    return ofr_fail(err, OFR_NO_MEMORY, file, "memory is out while reading the scenario");
}

/* The tree from the raw root; all faults at once. */
static ofr_status build(ofr_spec *spec, raw_node *root, ofr_faults *faults, ofr_error *err)
{
    reader r = {.arena = spec->arena, .faults = faults};
    ofr_status status = schema_compile(spec->arena, spec->keys, spec->n_keys, &r.keys, err);

    if (status != OFR_OK) return status;
    mapping_check(root, "", faults);
    if (!templates_find(spec->arena, root, faults, &r.templates)) return no_memory(err, spec->file);
    spec->root = read_tree(&r, root);
    if (r.too_many) {
        return ofr_fail(err, OFR_LIMIT, spec->file,
                        r.n_nodes > READ_MAX_NODES
                            ? "the scenario with its defaults has more than %d values"
                            : "entries take more than %d keys from templates",
                        r.n_nodes > READ_MAX_NODES ? READ_MAX_NODES : READ_MAX_TAKEN);
    }
    if (spec->root == NULL) return no_memory(err, spec->file);
    references_check(spec->arena, spec->root, faults);
    status = faults_report(faults, OFR_SCHEMA, err);
    if (status != OFR_OK) return status;
    return take_parameters(spec, &r) ? OFR_OK : no_memory(err, spec->file);
}

static ofr_status read_sources(ofr_spec *spec, spec_sources *sources, ofr_faults *faults,
                               ofr_error *err)
{
    size_t n_nodes = 0;
    raw_node *root = NULL;
    ofr_status status = source_check_text(&sources->source[0], err);

    if (status == OFR_OK)
        status = yaml_tree_parse(spec->arena, &sources->source[0], &n_nodes, &root, err);
    if (status != OFR_OK) return status;
    if (root->kind != RAW_MAPPING) {
        faults_at(faults, root->place, "",
                  "a scenario is a mapping of keys to values; it begins with 'offramp: 1'");
        return faults_report(faults, OFR_SCHEMA, err);
    }
    check_version(root, spec->file, faults);
    if (raw_find(root, "offramp") != NULL && faults_any(faults)) {
        return faults_report(faults, OFR_SCHEMA, err); /* another format: the rest would be noise */
    }
    status = include_all(spec->arena, sources, root, &n_nodes, faults, err);
    if (status == OFR_OK) status = build(spec, root, faults, err);
    if (status == OFR_OK && !bundle(spec, sources)) status = no_memory(err, spec->file);
    return status;
}

static ofr_spec *new_spec(const char *file, const ofr_keys *keys, size_t n_keys)
{
    ofr_arena *arena = arena_new();
    ofr_spec *spec = arena == NULL ? NULL : arena_alloc(arena, sizeof *spec);

    if (spec != NULL) {
        spec->arena = arena;
        spec->keys = keys;
        spec->n_keys = n_keys;
        spec->file = arena_text(arena, file, strlen(file));
        spec->anchor = spec->file;
        if (spec->file != NULL) return spec;
    }
    arena_free(arena);
    return NULL;
}

void spec_free(ofr_spec *spec)
{
    if (spec != NULL) arena_free(spec->arena); /* the spec itself lives in it */
}

/* Takes the spec: hands it out or frees it. */
static ofr_status finish(ofr_spec *take_spec, const char *text, size_t size, ofr_spec **ret_spec,
                         ofr_error *err)
{
    spec_sources sources = {.n = 0, .anchor = take_spec->anchor};
    ofr_faults *faults = faults_for_sources(&sources);
    ofr_status status = faults == NULL ? no_memory(err, take_spec->file) : OFR_OK;

    if (status == OFR_OK) {
        status = source_split(take_spec->arena, take_spec->file, text, size, &sources, err);
    }
    if (status == OFR_OK) status = read_sources(take_spec, &sources, faults, err);
    faults_free(faults);
    if (status == OFR_OK)
        *ret_spec = take_spec;
    else
        spec_free(take_spec);
    return status;
}

ofr_status spec_read_text(const char *text, size_t size, const char *file, const ofr_keys *keys,
                          size_t n_keys, ofr_spec **ret_spec, ofr_error *err)
{
    ofr_spec *spec;

    if (size > SOURCE_MAX_TOTAL) {
        return ofr_fail(err, OFR_LIMIT, file, "the scenario is larger than 4 MiB");
    }
    spec = new_spec(file, keys, n_keys);
    return spec == NULL ? no_memory(err, file) : finish(spec, text, size, ret_spec, err);
}

static ofr_status read_asked(const file_asked *asked, const ofr_keys *keys, size_t n_keys,
                             ofr_spec **ret_spec, ofr_error *err)
{
    ofr_spec *spec = new_spec(asked->path, keys, n_keys);
    const char *text = NULL;
    size_t size = 0;
    ofr_status status;

    if (spec == NULL) return no_memory(err, asked->path);
    if (file_is_stream(asked->path, NULL)) spec->anchor = "";
    status = source_read_file(spec->arena, asked, &text, &size, err);
    if (status != OFR_OK) {
        spec_free(spec);
        return status;
    }
    return finish(spec, text, size, ret_spec, err);
}

ofr_status spec_read(const char *path, const ofr_keys *keys, size_t n_keys, ofr_spec **ret_spec,
                     ofr_error *err)
{
    const file_asked asked = {.path = path, .origin = FILE_TYPED, .limit = SOURCE_MAX_TOTAL};

    return read_asked(&asked, keys, n_keys, ret_spec, err);
}

ofr_status spec_read_found(const char *path, const char *named_in, const ofr_keys *keys,
                           size_t n_keys, ofr_spec **ret_spec, ofr_error *err)
{
    const file_asked asked = {
        .path = path, .origin = FILE_FOUND, .named_in = named_in, .limit = SOURCE_MAX_TOTAL};

    return read_asked(&asked, keys, n_keys, ret_spec, err);
}
