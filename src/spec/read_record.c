/* read_record.c -- mappings with declared keys: as written, from templates, from defaults. */
#include <string.h>

#include "read.h"

/* What was written for each declared key of a record. */
typedef struct slot {
    raw_node *raw;
    ofr_place place;
    bool from_template;
} slot;

static size_t child_index(const schema_node *s, const char *name)
{
    size_t i = 0;
    const schema_node *child = s->first;

    while (child != NULL && strcmp(child->name, name) != 0) {
        child = child->next;
        i++;
    }
    return child == NULL || child->name[0] == '@' ? SIZE_MAX : i;
}

static bool is_entry(const ofr_node *node)
{
    return node->parent != NULL &&
           (node->parent->key->type == OFR_MAP || node->parent->key->type == OFR_LIST);
}

/* Keys that the reader itself understands in this place. */
static bool is_reserved(const ofr_node *node, const char *key, bool from_template)
{
    if (node->parent == NULL) {
        return strcmp(key, "offramp") == 0 || strcmp(key, "include") == 0 ||
               strcmp(key, "templates") == 0;
    }
    if (!is_entry(node)) return false;
    if (strcmp(key, "like") == 0) return true;
    return node->parent->key->type == OFR_LIST && !from_template && strcmp(key, "id") == 0;
}

/* Keys that earlier versions had, and what to write instead. */
static const struct gone_key {
    const char *under, *key, *instead;
} gone_keys[] = {
    {"choice", "lambda",
     "options are weighed in ratios of stakes now: how well an answer fits what it answers is "
     "choice.match, and red-lines.*.response.open says how likely an open one is"},
    {"choice", "fear-of-exchange",
     "how ready the rival is to answer is taken from its own red line (response.base, "
     "response.open) now; leave this out, and say there what was meant"},
};

static const char *gone_key(const ofr_node *node, const char *key)
{
    for (size_t i = 0; i < sizeof gone_keys / sizeof gone_keys[0]; i++) {
        if (strcmp(node->path, gone_keys[i].under) == 0 && strcmp(key, gone_keys[i].key) == 0)
            return gone_keys[i].instead;
    }
    return NULL;
}

static void unknown_key(reader *r, const schema_node *s, const ofr_node *node, const raw_pair *pair,
                        bool flow)
{
    const bool entry = is_entry(node);
    const char *more = node->parent == NULL ? "templates" : entry ? "like" : NULL;
    const char *even_more = node->parent == NULL                           ? "include"
                            : entry && node->parent->key->type == OFR_LIST ? "id"
                                                                           : NULL;
    const bool cut = flow && raw_is_empty(pair->value);
    const char *instead = gone_key(node, pair->key);

    if (instead) {
        faults_at(r->faults, pair->place, node->path, "'%s' is gone: %s", show_text(pair->key).s,
                  instead);
        return;
    }
    if (!faults_open(r->faults)) {
        faults_at(r->faults, pair->place, node->path, "unknown key '%s'", show_text(pair->key).s);
        return;
    }
    faults_at(r->faults, pair->place, node->path, "unknown key '%s'; known here: %s%s%s",
              show_text(pair->key).s, schema_names(s).s,
              schema_nearest(s, pair->key, more, even_more).s,
              cut ? "; quote a text that holds a comma" : "");
}

/* Puts the pairs of a mapping into free slots. */
static void fill_slots(reader *r, const schema_node *s, const ofr_node *node, raw_node *raw,
                       slot *slots, bool from_template)
{
    mapping_check(raw, node->path, r->faults);
    for (raw_pair *pair = raw->first; pair != NULL; pair = pair->next) {
        const size_t k = child_index(s, pair->key);
        if (k != SIZE_MAX) {
            if (slots[k].raw == NULL) slots[k] = (slot){pair->value, pair->place, from_template};
        } else if (!pair->refused && !is_reserved(node, pair->key, from_template)) {
            pair->refused = true; /* a template's key is reported at its first use only */
            unknown_key(r, s, node, pair, raw->flow);
        }
    }
}

static void apply_likes(reader *r, const schema_node *s, const ofr_node *node, const raw_node *raw,
                        slot *slots, size_t stamp, int depth);

static void apply_template(reader *r, const schema_node *s, const ofr_node *node,
                           const raw_node *name, slot *slots, size_t stamp, int depth)
{
    spec_template *one;

    if (name->kind != RAW_SCALAR) {
        faults_at(r->faults, name->place, node->path,
                  "'like' takes the name of a template or a list of names");
        return;
    }
    one = templates_get(&r->templates, name->text);
    if (one == NULL) {
        nearest_search search = nearest_begin(name->text);
        for (size_t i = 0; i < r->templates.n; i++)
            nearest_offer(&search, r->templates.template[i].name);
        faults_at(r->faults, name->place, node->path,
                  "found '%s'; there is no such entry under 'templates:'%s",
                  show_text(name->text).s, schema_did_you_mean(search.best).s);
        return;
    }
    if (++r->n_taken > READ_MAX_TAKEN) r->too_many = true;
    if (r->too_many || one->used_by == stamp) return; /* a second time adds nothing */
    one->used_by = stamp;
    r->n_taken += one->body->n;
    fill_slots(r, s, node, one->body, slots, true);
    if (depth < TEMPLATES_MAX_ROW) apply_likes(r, s, node, one->body, slots, stamp, depth + 1);
}

static void apply_likes(reader *r, const schema_node *s, const ofr_node *node, const raw_node *raw,
                        slot *slots, size_t stamp, int depth)
{
    const raw_pair *like = raw_find(raw, "like");

    if (like == NULL) return;
    if (like->value->kind != RAW_SEQUENCE) {
        apply_template(r, s, node, like->value, slots, stamp, depth);
        return;
    }
    for (const raw_node *item = like->value->first_item; item != NULL; item = item->next) {
        apply_template(r, s, node, item, slots, stamp, depth);
    }
}

static void missing_key(reader *r, const ofr_node *node, const schema_node *child)
{
    ofr_place place = node->place;

    if (node->parent == NULL) place = (ofr_place){place.file, 1, 1};
    faults_at(r->faults, place, node->path, "the key '%s' is missing; add '%s: ...' (%s)",
              child->name, child->name, schema_expects(child->key).s);
}

/* The child for a declared key: from its slot, its default, or as an absent container. *ret_child
 * stays NULL for an optional value that was not written. */
static bool make_child(reader *r, const schema_node *child, ofr_node *node, const slot *from,
                       ofr_node **ret_child)
{
    const ofr_place nowhere = {node->place.file, 0, 0};
    const char *entry_id = r->entry_id;

    *ret_child = NULL;
    if (from->raw != NULL) {
        if (from->from_template) r->entry_id = node->id;
        *ret_child = read_value(r, child, node, child->name, from->raw, from->place, true);
        r->entry_id = entry_id;
    } else if (child->key->required) {
        missing_key(r, node, child);
    } else if (child->def != NULL) {
        r->entry_id = NULL;
        *ret_child = read_value(r, child, node, child->name, (raw_node *)(uintptr_t)child->def,
                                nowhere, false);
        r->entry_id = entry_id;
    } else if (schema_is_container(child->key->type)) {
        *ret_child = read_make_node(r, child->key, node, child->name, nowhere, false);
        /* Nothing written is the same as {} where that is allowed: its defaults are in force. */
        if (*ret_child != NULL && child->key->type == OFR_RECORD_KEY && !child->has_required) {
            read_record(r, child, *ret_child, NULL);
        }
    }
    return !r->out_of_memory && !r->too_many;
}

bool read_record(reader *r, const schema_node *s, ofr_node *node, raw_node *raw)
{
    slot *slots = arena_alloc(r->arena, (s->n + 1) * sizeof *slots);
    size_t k = 0;

    if (slots == NULL || !read_make_children(r, node, s->n)) {
        r->out_of_memory = true;
        return false;
    }
    if (raw != NULL) {
        fill_slots(r, s, node, raw, slots, false);
        if (is_entry(node)) apply_likes(r, s, node, raw, slots, ++r->n_entries, 0);
    }
    for (const schema_node *child = s->first; child != NULL; child = child->next, k++) {
        ofr_node *made;
        if (child->name[0] == '@') continue;
        if (!make_child(r, child, node, &slots[k], &made)) return false;
        if (made != NULL) node->child[node->n_children++] = made;
    }
    return true;
}
