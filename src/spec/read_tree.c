/* read_tree.c -- raw YAML and keys into the typed tree; every fault is kept and reading goes on. */
#include <stdlib.h>
#include <string.h>

#include "read.h"

const char *read_text_of(reader *r, const raw_node *raw)
{
    const char *text = raw->text;
    const size_t id_length = r->entry_id == NULL ? 0 : strlen(r->entry_id);
    const char *hit = r->entry_id == NULL ? NULL : strstr(text, "{id}");
    char *made;
    size_t n = 0;

    if (hit == NULL) return text;
    made = arena_alloc(r->arena, READ_MAX_TEMPLATE_TEXT);
    if (made == NULL) {
        r->out_of_memory = true;
        return NULL;
    }
    while (n + id_length + 1 < READ_MAX_TEMPLATE_TEXT && *text != '\0') {
        if (strncmp(text, "{id}", 4) == 0) {
            memcpy(made + n, r->entry_id, id_length);
            n += id_length;
            text += 4;
        } else {
            made[n++] = *text++;
        }
    }
    if (*text != '\0') {
        faults_at(r->faults, raw->place, "", "a text with {id} grows beyond %d bytes; shorten it",
                  READ_MAX_TEMPLATE_TEXT);
    }
    /* Give back a copy of the right size; the wide one is the price of simplicity, paid rarely. */
    return arena_text(r->arena, made, n);
}

void read_fault(reader *r, const ofr_node *node, const raw_node *raw, const char *why)
{
    faults_at(r->faults, raw->place, node->path, "found '%s'; %s", show_text(raw->text).s, why);
}

/* What a raw node is, for "found ...". */
shown_text read_found(const raw_node *raw)
{
    shown_text text;

    if (raw->kind == RAW_MAPPING)
        snprintf(text.s, sizeof text.s, "found keys with values");
    else if (raw->kind == RAW_SEQUENCE)
        snprintf(text.s, sizeof text.s, "found a list");
    else if (raw_is_empty(raw))
        snprintf(text.s, sizeof text.s, "there is no value");
    else
        snprintf(text.s, sizeof text.s, "found '%.60s'", show_text(raw->text).s);
    return text;
}

void read_wrong_kind(reader *r, const ofr_node *node, const raw_node *raw)
{
    faults_at(r->faults, raw_is_empty(raw) ? node->place : raw->place, node->path,
              "%s; expected: %s", read_found(raw).s, schema_expects(node->key).s);
}

static void *out_of_memory(reader *r)
{
    r->out_of_memory = true;
    return NULL;
}

ofr_node *read_make_node(reader *r, const ofr_key *key, ofr_node *parent, const char *id,
                         ofr_place place, bool stated)
{
    const char *above = parent == NULL ? "" : parent->path;
    const size_t n = strlen(above);
    const size_t m = strlen(id);
    ofr_node *node;
    char *path;

    if (++r->n_nodes > READ_MAX_NODES) {
        r->too_many = true;
        return NULL;
    }
    node = arena_alloc(r->arena, sizeof *node);
    path = arena_alloc(r->arena, n + m + 2);
    if (node == NULL || path == NULL) return out_of_memory(r);
    memcpy(path, above, n);
    if (n > 0) path[n] = '.';
    memcpy(path + n + (n > 0), id, m + 1);
    node->key = key;
    node->id = id;
    node->path = path;
    node->place = place;
    node->stated = stated;
    node->parameter = -1;
    node->parent = parent;
    return node;
}

bool read_make_children(reader *r, ofr_node *node, size_t room)
{
    node->child = arena_alloc(r->arena, (room + 1) * sizeof(ofr_node *));
    if (node->child == NULL) r->out_of_memory = true;
    return node->child != NULL;
}

static bool id_is_right(const char *id)
{
    size_t n = 0;

    if (!(id[0] >= 'a' && id[0] <= 'z')) return false;
    while ((id[n] >= 'a' && id[n] <= 'z') || (id[n] >= '0' && id[n] <= '9') || id[n] == '-') n++;
    return id[n] == '\0' && n <= READ_MAX_ID;
}

static bool check_id(reader *r, ofr_place place, const char *path, const char *id)
{
    if (id_is_right(id)) return true;
    faults_at(
        r->faults, place, path,
        "found the name '%s'; names are lower-case letters, digits and '-', begin with a letter"
        " and have at most 40 characters",
        show_text(id).s);
    return false;
}

static bool fill_map(reader *r, const schema_node *s, ofr_node *node, raw_node *raw)
{
    if (!read_make_children(r, node, raw->n)) return false;
    mapping_check(raw, node->path, r->faults);
    for (raw_pair *pair = raw->first; pair != NULL; pair = pair->next) {
        ofr_node *made;
        if (!check_id(r, pair->place, node->path, pair->key)) continue;
        made = read_value(r, s->star, node, pair->key, pair->value, pair->place, true);
        if (made == NULL) return false;
        node->child[node->n_children++] = made;
    }
    return true;
}

/* The id of a list entry: as written, else its position. NULL: refused or memory is out. */
static const char *entry_id(reader *r, const ofr_node *list, const raw_node *item, size_t position)
{
    const raw_pair *pair = item->kind == RAW_MAPPING ? raw_find(item, "id") : NULL;
    char number[24];
    const char *id;

    if (pair == NULL) {
        const int n = snprintf(number, sizeof number, "%zu", position);
        id = arena_text(r->arena, number, (size_t)n);
        return id == NULL ? out_of_memory(r) : id;
    }
    if (pair->value->kind != RAW_SCALAR) {
        faults_at(r->faults, pair->place, list->path, "'id' must be a single name");
        return NULL;
    }
    id = read_text_of(r, pair->value);
    return id != NULL && check_id(r, pair->value->place, list->path, id) ? id : NULL;
}

static int by_id(const void *left, const void *right)
{
    const ofr_node *a = *(const ofr_node *const *)left;
    const ofr_node *b = *(const ofr_node *const *)right;
    const int order = strcmp(a->id, b->id);

    if (order != 0) return order;
    if (a->place.line != b->place.line) return a->place.line < b->place.line ? -1 : 1;
    return a->place.column < b->place.column ? -1 : a->place.column > b->place.column;
}

/* Each name once in a list. */
static bool check_repeated_ids(reader *r, const ofr_node *list)
{
    ofr_node **sorted;

    if (list->n_children < 2) return true;
    sorted = malloc(list->n_children * sizeof *sorted);
    if (sorted == NULL) return out_of_memory(r) != NULL;
    memcpy(sorted, list->child, list->n_children * sizeof *sorted);
    qsort(sorted, list->n_children, sizeof *sorted, by_id);
    for (size_t i = 1, head = 0; i < list->n_children; i++) {
        if (strcmp(sorted[head]->id, sorted[i]->id) != 0) {
            head = i;
            continue;
        }
        faults_at(r->faults, sorted[i]->place, list->path,
                  "the id '%s' is taken already, at line %d:%d; choose another", sorted[i]->id,
                  sorted[head]->place.line, sorted[head]->place.column);
    }
    free(sorted);
    return true;
}

static bool fill_list(reader *r, const schema_node *s, ofr_node *node, raw_node *raw)
{
    size_t position = 0;

    if (!read_make_children(r, node, raw->n)) return false;
    for (raw_node *item = raw->first_item; item != NULL; item = item->next) {
        const char *id = entry_id(r, node, item, ++position);
        ofr_node *made;
        if (r->out_of_memory) return false;
        if (id == NULL) continue;
        made = read_value(r, s->star, node, id, item, item->place, true);
        if (made == NULL) return false;
        node->child[node->n_children++] = made;
    }
    return check_repeated_ids(r, node);
}

static bool fill_scalar(reader *r, const schema_node *s, ofr_node *node, raw_node *raw)
{
    value_text why = {""};

    if (node->key->type == OFR_NUMBER && (raw->kind == RAW_MAPPING || !raw_is_empty(raw)) &&
        raw->kind != RAW_SEQUENCE) {
        return read_number(r, node, raw, s);
    }
    if (raw->kind != RAW_SCALAR || raw_is_empty(raw)) {
        read_wrong_kind(r, node, raw);
        return true;
    }
    node->text = read_text_of(r, raw);
    if (node->text == NULL) return false;
    if (!value_parse(node->text, node, &why)) read_fault(r, node, raw, why.s);
    return true;
}

static bool fill(reader *r, const schema_node *s, ofr_node *node, raw_node *raw)
{
    const ofr_type type = node->key->type;
    static const raw_node nothing = {.kind = RAW_MAPPING, .checked = true};
    static const raw_node no_items = {.kind = RAW_SEQUENCE, .checked = true};

    /* `section:` with nothing below it is an empty section. */
    if (schema_is_container(type) && raw_is_empty(raw)) {
        raw = (raw_node *)(uintptr_t)(type == OFR_LIST ? &no_items : &nothing);
    }
    if (schema_is_container(type) &&
        (raw->kind != (type == OFR_LIST ? RAW_SEQUENCE : RAW_MAPPING))) {
        read_wrong_kind(r, node, raw);
        return true;
    }
    switch (type) {
    case OFR_RECORD_KEY:
        return read_record(r, s, node, raw);
    case OFR_PATTERN:
        return r->keys.pattern == NULL || read_record(r, r->keys.pattern, node, raw);
    case OFR_MAP:
        return fill_map(r, s, node, raw);
    case OFR_LIST:
        return fill_list(r, s, node, raw);
    case OFR_CHANGES:
        return read_changes(r, node, raw);
    case OFR_REFS:
    case OFR_PAIRS:
    case OFR_NUMBERS:
        return read_elements(r, node, raw);
    default:
        return fill_scalar(r, s, node, raw);
    }
}

ofr_node *read_value(reader *r, const schema_node *s, ofr_node *parent, const char *id,
                     raw_node *raw, ofr_place place, bool stated)
{
    const bool own = raw->kind == RAW_SCALAR && stated && !raw_is_empty(raw);
    ofr_node *node = read_make_node(r, s->key, parent, id, own ? raw->place : place, stated);

    return node != NULL && fill(r, s, node, raw) ? node : NULL;
}

ofr_node *read_tree(reader *r, raw_node *root)
{
    ofr_node *node = read_make_node(r, r->keys.root->key, NULL, "", root->place, true);

    return node != NULL && read_record(r, r->keys.root, node, root) ? node : NULL;
}
