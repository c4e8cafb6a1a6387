/* whatif_read.c -- what-ifs from a scenario, from a change file, from a line of text. */
#include <stdlib.h>
#include <string.h>

#include "../spec/keys.h"
#include "whatif.h"

enum { MAX_NAME = 60 };

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the what-ifs");
}

ofr_status whatifs_init(ofr_whatifs *list, ofr_error *err)
{
    *list = (ofr_whatifs){.arena = arena_new()};
    return list->arena ? OFR_OK : no_memory(err);
}

void whatifs_done(ofr_whatifs *list)
{
    for (size_t i = 0; i < list->n; i++) free(list->item[i].change);
    free(list->item);
    arena_free(list->arena);
    *list = (ofr_whatifs){0};
}

/* A new, empty what-if at the end of the list. */
static ofr_status add(ofr_whatifs *list, const char *name, size_t length, const char *says,
                      ofr_error *err)
{
    ofr_whatif *w;

    if (length == 0 || length > MAX_NAME)
        return ofr_fail(err, OFR_USAGE, "what-if", "a name has 1 to %d bytes, got '%.*s'", MAX_NAME,
                        length > MAX_NAME ? MAX_NAME : (int)length, name);
    for (size_t i = 0; i < list->n; i++) {
        if (strlen(list->item[i].name) == length && memcmp(list->item[i].name, name, length) == 0)
            return ofr_fail(err, OFR_USAGE, "what-if", "there are two what-ifs named '%.*s'",
                            (int)length, name);
    }
    if (list->n == list->room) {
        const size_t room = list->room ? 2 * list->room : 8;
        ofr_whatif *more = realloc(list->item, room * sizeof *more);
        if (!more) return no_memory(err);
        list->item = more;
        list->room = room;
    }
    w = &list->item[list->n];
    *w = (ofr_whatif){.name = arena_text(list->arena, name, length),
                      .says = arena_text(list->arena, says, strlen(says))};
    if (!w->name || !w->says) return no_memory(err);
    list->n++;
    return OFR_OK;
}

static ofr_status add_change(ofr_whatifs *list, const char *path, size_t path_length,
                             const char *value, size_t value_length, int32_t from, int32_t to,
                             ofr_error *err)
{
    ofr_whatif *w = &list->item[list->n - 1];
    ofr_change *more = realloc(w->change, (w->n_changes + 1) * sizeof *more);

    if (!more) return no_memory(err);
    w->change = more;
    more[w->n_changes] = (ofr_change){.path = arena_text(list->arena, path, path_length),
                                      .value = arena_text(list->arena, value, value_length),
                                      .from = from,
                                      .to = to};
    if (!more[w->n_changes].path || !more[w->n_changes].value) return no_memory(err);
    w->n_changes++;
    return OFR_OK;
}

static int32_t day_of(const ofr_node *change, const char *which)
{
    const ofr_node *node = node_get(change, which);

    return node ? (int32_t)node->value : OFR_NO_DATE;
}

static ofr_status add_node(ofr_whatifs *list, const ofr_node *entry, ofr_error *err)
{
    const ofr_node *says = node_get(entry, "says"), *changes = node_get(entry, "changes");
    ofr_status status = add(list, entry->id, strlen(entry->id), says ? says->text : "", err);

    for (size_t i = 0; status == OFR_OK && changes && i < changes->n_children; i++) {
        const ofr_node *c = changes->child[i];
        status = add_change(list, c->id, strlen(c->id), c->text, strlen(c->text), day_of(c, "from"),
                            day_of(c, "to"), err);
    }
    return status;
}

ofr_status whatifs_from_spec(ofr_whatifs *list, const ofr_spec *spec, const char *only,
                             ofr_error *err)
{
    const ofr_node *section = node_get(spec->root, "what-ifs");
    const size_t before = list->n;
    ofr_status status = OFR_OK;

    for (size_t i = 0; section && i < section->n_children && status == OFR_OK; i++) {
        if (!only || strcmp(section->child[i]->id, only) == 0)
            status = add_node(list, section->child[i], err);
    }
    if (status == OFR_OK && only && list->n == before) {
        nearest_search search = nearest_begin(only);
        for (size_t i = 0; section && i < section->n_children; i++)
            nearest_offer(&search, section->child[i]->id);
        const char *near = search.best;
        status = ofr_fail(err, OFR_USAGE, "what-if", "%s has no what-if '%.64s'%s%s%s", spec->file,
                          only, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    return status;
}

/* All that a change file may hold. */
static const ofr_key file_keys[] = {
    KEY_MAP("what-ifs", NULL, "changed futures"),
    KEY_TEXT("what-ifs.*.says", false, "what it is, one line"),
    KEY_CHANGES("what-ifs.*.changes", "path and value, or {value, from, to}"),
};

static ofr_status keep_names(ofr_whatifs *list, const ofr_spec *spec, ofr_error *err)
{
    const size_t room = sizeof list->file / sizeof list->file[0];

    for (size_t i = 0; i < spec->n_files && i < room; i++) {
        const char *name = spec->file_name[i];
        list->file[i] = arena_text(list->arena, name, strlen(name));
        if (!list->file[i]) return no_memory(err);
        list->n_files = i + 1;
    }
    return OFR_OK;
}

ofr_status whatifs_from_file(ofr_whatifs *list, const char *path, ofr_error *err)
{
    const ofr_keys keys = {file_keys, OFR_COUNT_OF(file_keys), "what-ifs"};
    ofr_spec *spec = NULL;
    ofr_status status = spec_read(path, &keys, 1, &spec, err);

    if (status == OFR_OK) status = whatifs_from_spec(list, spec, NULL, err);
    if (status == OFR_OK) status = keep_names(list, spec, err);
    spec_free(spec);
    return status;
}

/* ---- a line of text --------------------------------------------------------------------------- */

static void trim(const char **at, size_t *n)
{
    while (*n && (**at == ' ' || **at == '\t')) ++*at, --*n;
    while (*n && ((*at)[*n - 1] == ' ' || (*at)[*n - 1] == '\t')) --*n;
}

/* Takes " word DATE" off the end of a text; false: it ends so but the date is none. */
static bool take_day(const char *at, size_t *n, const char *word, int32_t *ret_day)
{
    const size_t length = strlen(word);
    size_t i = *n;
    char date[16] = "";

    *ret_day = OFR_NO_DATE;
    while (i > 0 && at[i - 1] != ' ') i--; /* the last word */
    size_t before = i;
    while (before > 0 && at[before - 1] == ' ') before--;
    if (before < length + 1 || memcmp(at + before - length, word, length) != 0 ||
        at[before - length - 1] != ' ')
        return true;
    if (*n - i < sizeof date) memcpy(date, at + i, *n - i);
    *ret_day = date_parse(date);
    *n = before - length;
    trim(&at, n);
    return *ret_day != OFR_NO_DATE;
}

static ofr_status parse_change(ofr_whatifs *list, const char *at, size_t n, ofr_error *err)
{
    const char *equals = memchr(at, '=', n), *value = equals ? equals + 1 : NULL;
    size_t path_length = equals ? (size_t)(equals - at) : 0,
           value_length = equals ? n - path_length - 1 : 0;
    int32_t from = OFR_NO_DATE, to = OFR_NO_DATE;
    bool fine = equals != NULL;

    if (fine) {
        trim(&at, &path_length);
        trim(&value, &value_length);
        fine = take_day(value, &value_length, "to", &to) &&
               take_day(value, &value_length, "from", &from);
    }
    if (!fine || path_length == 0 || value_length == 0)
        return ofr_fail(err, OFR_USAGE, "what-if",
                        "a change is path=value, then from YYYY-MM-DD and to YYYY-MM-DD if wanted; "
                        "got '%.*s'",
                        n > 100 ? 100 : (int)n, at);
    return add_change(list, at, path_length, value, value_length, from, to, err);
}

ofr_status whatifs_from_text(ofr_whatifs *list, const char *text, ofr_error *err)
{
    const char *colon = strchr(text, ':'), *at = text;
    size_t n = colon ? (size_t)(colon - text) : 0;
    ofr_status status;

    trim(&at, &n);
    if (!colon || memchr(at, '=', n))
        return ofr_fail(err, OFR_USAGE, "what-if",
                        "a what-if is 'name: path=value; path=value', got '%.100s'", text);
    status = add(list, at, n, "", err);
    for (at = colon + 1; status == OFR_OK && *at;) {
        const size_t length = strcspn(at, ";");
        const char *part = at;
        size_t part_length = length;
        trim(&part, &part_length);
        if (part_length) status = parse_change(list, part, part_length, err);
        at += length;
        at += *at == ';';
    }
    return status;
}
