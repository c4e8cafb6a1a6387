/* schema.c -- from tables of key patterns to a tree, and the words messages use for it. */
#include "schema.h"

#include <string.h>

enum { NAMES_SHOWN = 12 };

bool schema_is_container(ofr_type type)
{
    return type == OFR_RECORD_KEY || type == OFR_MAP || type == OFR_LIST || type == OFR_PATTERN ||
           type == OFR_CHANGES;
}

static const schema_node *find_child(const schema_node *parent, const char *name, size_t length)
{
    const schema_node *child = parent->first;

    while (child != NULL &&
           (strncmp(child->name, name, length) != 0 || child->name[length] != '\0')) {
        child = child->next;
    }
    return child;
}

const schema_node *schema_child(const schema_node *parent, const char *name)
{
    return find_child(parent, name, strlen(name));
}

/* The child for one part of a pattern, made when new. */
static schema_node *descend(ofr_arena *arena, schema_node *parent, const char *part, size_t length)
{
    const bool star = length == 1 && part[0] == '*';
    schema_node *child = star ? parent->star
                              : (schema_node *)(uintptr_t)find_child(parent, part, length);

    if (child != NULL) return child;
    child = arena_alloc(arena, sizeof *child);
    if (child == NULL) return NULL;
    child->name = arena_text(arena, part, length);
    if (child->name == NULL) return NULL;
    if (star) {
        parent->star = child;
        return child;
    }
    if (parent->last != NULL) parent->last->next = child;
    if (parent->first == NULL) parent->first = child;
    parent->last = child;
    parent->n++;
    return child;
}

static ofr_status parse_default(ofr_arena *arena, schema_node *node, ofr_error *err)
{
    const char *def = node->key->def;
    spec_source source = {"default", "", def, strlen(def)};
    size_t n_nodes = 0;
    raw_node *raw;

    if (def[0] == '{' || def[0] == '[') {
        ofr_error inner = {0};
        const ofr_status status = yaml_tree_parse(arena, &source, &n_nodes, &raw, &inner);
        if (status != OFR_OK) {
            ofr_fail(err, status == OFR_NO_MEMORY ? status : OFR_USAGE, node->key->path,
                     "the default of this key is not readable: %.200s",
                     inner.text != NULL ? inner.text : "");
            ofr_error_done(&inner);
            return status == OFR_NO_MEMORY ? status : OFR_USAGE;
        }
    } else {
        raw = arena_alloc(arena, sizeof *raw);
        if (raw == NULL) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
        raw->kind = RAW_SCALAR;
        raw->text = def;
    }
    node->def = raw;
    return OFR_OK;
}

static ofr_status declare(ofr_arena *arena, schema_node *root, const ofr_key *key, ofr_error *err)
{
    schema_node *node = root;
    const char *part = key->path;

    for (;;) {
        const size_t length = strcspn(part, ".");
        node = descend(arena, node, part, length);
        if (node == NULL) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
        if (part[length] == '\0') break;
        part += length + 1;
    }
    if (node->key != NULL) {
        /* Several tables may name the container that they add keys to; a value has one owner. */
        if (node->key->type == key->type && schema_is_container(key->type)) return OFR_OK;
        return ofr_fail(err, OFR_USAGE, key->path, "this key is declared twice");
    }
    node->key = key;
    return key->def == NULL ? OFR_OK : parse_default(arena, node, err);
}

/* Gives containers that were not declared a key of their own and notes required children. */
static bool complete(ofr_arena *arena, schema_node *node, const char *path)
{
    if (node->key == NULL) {
        ofr_key *key = arena_alloc(arena, sizeof *key);
        if (key == NULL) return false;
        key->path = path;
        key->type = node->star != NULL ? OFR_MAP : OFR_RECORD_KEY;
        key->lo = 1;
        node->key = key;
    }
    for (schema_node *child = node->first;; child = child->next) {
        schema_node *one = child != NULL ? child : node->star;
        const size_t n = strlen(path);
        char *below;
        if (one == NULL) break;
        below = arena_alloc(arena, n + strlen(one->name) + 2);
        if (below == NULL) return false;
        if (n > 0) {
            memcpy(below, path, n);
            below[n] = '.';
        }
        memcpy(below + (n > 0 ? n + 1 : 0), one->name, strlen(one->name) + 1);
        if (!complete(arena, one, below)) return false;
        if (child == NULL) break;
        if (child->key->required) node->has_required = true;
    }
    return true;
}

/* Entries of a MAP or LIST without keys of their own are empty records. */
static bool add_stars(ofr_arena *arena, schema_node *node)
{
    const bool wants = node->key != NULL &&
                       (node->key->type == OFR_MAP || node->key->type == OFR_LIST);

    if (wants && node->star == NULL && descend(arena, node, "*", 1) == NULL) return false;
    if (node->star != NULL && !add_stars(arena, node->star)) return false;
    for (schema_node *child = node->first; child != NULL; child = child->next) {
        if (!add_stars(arena, child)) return false;
    }
    return true;
}

ofr_status schema_compile(ofr_arena *arena, const ofr_keys *keys, size_t n_keys, schema *ret_schema,
                          ofr_error *err)
{
    schema_node *root = arena_alloc(arena, sizeof *root);
    ofr_status status = OFR_OK;

    if (root == NULL) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    root->name = "";
    for (size_t t = 0; t < n_keys && status == OFR_OK; t++) {
        for (size_t i = 0; i < keys[t].n && status == OFR_OK; i++) {
            status = declare(arena, root, &keys[t].key[i], err);
        }
    }
    if (status != OFR_OK) return status;
    if (!add_stars(arena, root) || !complete(arena, root, "")) {
        return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    }
    ret_schema->root = root;
    ret_schema->pattern = (schema_node *)(uintptr_t)schema_child(root, "@pattern");
    return OFR_OK;
}

bool schema_word(const char *refs, size_t i, const char **ret_word, size_t *ret_length)
{
    if (refs == NULL) return false;
    for (; i > 0; i--) {
        refs = strchr(refs, '|');
        if (refs == NULL) return false;
        refs++;
    }
    *ret_word = refs;
    *ret_length = strcspn(refs, "|");
    return true;
}

/* Appends to a text of fixed room; what does not fit is cut. */
static void append(schema_text *text, const char *word, size_t length)
{
    const size_t n = strlen(text->s);
    const size_t room = sizeof text->s - 1 - n;
    const size_t take = length < room ? length : room;

    memcpy(text->s + n, word, take);
    text->s[n + take] = '\0';
}

schema_text schema_names(const schema_node *parent)
{
    schema_text text = {""};
    size_t shown = 0;

    for (const schema_node *child = parent->first; child != NULL; child = child->next) {
        if (child->name[0] == '@') continue;
        if (shown == NAMES_SHOWN || strlen(text.s) > sizeof text.s - 60) {
            append(&text, ", ...", 5);
            break;
        }
        if (shown++ > 0) append(&text, ", ", 2);
        append(&text, child->name, strlen(child->name));
    }
    if (shown == 0) append(&text, "none", 4);
    return text;
}

schema_text schema_did_you_mean(const char *nearest)
{
    schema_text text = {""};

    if (nearest != NULL) snprintf(text.s, sizeof text.s, " (did you mean '%.160s'?)", nearest);
    return text;
}

schema_text schema_nearest(const schema_node *parent, const char *word, const char *more,
                           const char *even_more)
{
    nearest_search search = nearest_begin(word);

    nearest_offer(&search, more);
    nearest_offer(&search, even_more);
    for (const schema_node *child = parent->first; child != NULL; child = child->next) {
        if (child->name[0] != '@') nearest_offer(&search, child->name);
    }
    return schema_did_you_mean(search.best);
}

schema_text schema_choices(const char *refs)
{
    schema_text text = {""};
    const char *word;
    size_t length;

    for (size_t i = 0; schema_word(refs, i, &word, &length); i++) {
        const bool last = strchr(word, '|') == NULL;
        if (i > 0) append(&text, last ? " or " : ", ", last ? 4 : 2);
        append(&text, word, length);
    }
    return text;
}

schema_text schema_expects(const ofr_key *key)
{
    static const char *const quantity[] = {
        "a plain number, such as 0.35",     "a share, such as 0.35 or 35 %",
        "a span of time, such as 180 days", "a rate, such as 0.4 per week",
        "a factor, such as x7.4",           "an amount, such as 6e9 USD"};
    static const char *const value[] = {"keys with values, such as {key: value}",
                                        "names with entries below them",
                                        "a list of entries, each after '- '",
                                        "",
                                        "a whole number, such as 3",
                                        "true or false",
                                        "text",
                                        "a day, such as 2024-02-08",
                                        "",
                                        "",
                                        "",
                                        "a list of pairs, such as [[a, b], [c, d]]",
                                        "a list of numbers, such as [33.3, 44.4]",
                                        "an event pattern, such as {to: ...}",
                                        "paths with values below it"};
    static const char names[] = "a list of names";
    schema_text text = {""};

    if (key->type == OFR_NUMBER) {
        append(&text, quantity[key->unit], strlen(quantity[key->unit]));
    } else if (key->type == OFR_CHOICE) {
        text = schema_choices(key->refs);
    } else if (key->type == OFR_REFS && !key->refs) {
        append(&text, names, strlen(names));
    } else if (key->type == OFR_REF || key->type == OFR_REFS) {
        const schema_text sections = schema_choices(key->refs);
        snprintf(text.s, sizeof text.s, "%s of %.200s", key->type == OFR_REF ? "an id" : "ids",
                 sections.s);
    } else {
        append(&text, value[key->type], strlen(value[key->type]));
    }
    return text;
}
