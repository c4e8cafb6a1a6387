/* change.c -- one value of a read scenario set to another: what-ifs, fits, sweeps. */
#include <string.h>

#include "../core/hash.h"
#include "read.h"
#include "spec_copy.h"

enum { MAX_PATH_TEXT = 500 };

static bool can_change(const ofr_node *node)
{
    const ofr_type type = node->key->type;

    if (node->parent != NULL && node->parent->key->type == OFR_NUMBERS) return false;
    return (type == OFR_NUMBER && node->parameter >= 0) || type == OFR_FLAG || type == OFR_CHOICE ||
           type == OFR_DATE;
}

static void offer_paths(const ofr_node *node, nearest_search *search)
{
    if (can_change(node)) nearest_offer(search, node->path);
    for (size_t i = 0; i < node->n_children; i++) offer_paths(node->child[i], search);
}

/* A part of a path: the first `length` bytes at `part`. */
static bool is_star(const char *part, size_t length)
{
    return length == 1 && part[0] == '*';
}

static bool fits(const ofr_node *node, const char *part, size_t length)
{
    return is_star(part, length) || node_is_named(node, part, length);
}

/* Names that could stand where a path or a pattern fails: at the deepest part that it reaches. */
typedef struct stuck {
    const char *at; /* the part; NULL: nothing yet */
    char part[64];  /* its text; "" if it is longer than any name */
    nearest_search search;
} stuck;

static void begin_part(stuck *s, const char *at, size_t length)
{
    const size_t n = length < sizeof s->part ? length : 0;

    s->at = at;
    memcpy(s->part, at, n);
    s->part[n] = '\0';
    s->search = nearest_begin(s->part);
}

static void find_stuck(const ofr_node *node, const char *at, stuck *s)
{
    const size_t length = strcspn(at, ".");
    bool found = false;

    for (size_t i = 0; i < node->n_children; i++) {
        const ofr_node *child = node->child[i];
        if (!fits(child, at, length)) continue;
        found = true;
        if (at[length] == '.') find_stuck(child, at + length + 1, s);
    }
    if (found || (s->at != NULL && at < s->at)) return;
    if (at != s->at) begin_part(s, at, length);
    for (size_t i = 0; i < node->n_children; i++) nearest_offer(&s->search, node->child[i]->id);
}

void spec_mend_path(const ofr_spec *spec, const char *path, char *ret, size_t size)
{
    stuck s = {0};
    ret[0] = '\0';
    find_stuck(spec->root, path, &s);
    if (s.at != NULL && s.search.best != NULL)
        snprintf(ret, size, "%.*s%.60s%.200s", (int)(s.at - path), path, s.search.best,
                 s.at + s.search.length);
}

static ofr_status no_path(ofr_spec *spec, const char *path, ofr_error *err)
{
    nearest_search search = nearest_begin(path);
    char mended[MAX_PATH_TEXT];

    spec_mend_path(spec, path, mended, sizeof mended);
    if (mended[0] == '\0') offer_paths(spec->root, &search);
    return ofr_fail(err, OFR_PATH, "", "there is no path '%s' in %s%s", show_text(path).s,
                    spec->file, schema_did_you_mean(mended[0] != '\0' ? mended : search.best).s);
}

static ofr_status not_changeable(const ofr_node *node, ofr_error *err)
{
    char names[300] = "";
    size_t n = 0;

    if (!schema_is_container(node->key->type)) {
        return ofr_fail(
            err, OFR_PATH, "",
            "'%s' is part of the structure; a change sets numbers, flags, choices and days",
            node->path);
    }
    for (size_t i = 0; i < node->n_children && i < 10 && n < sizeof names - 60; i++) {
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%.40s", i == 0 ? "" : ", ",
                              node->child[i]->id);
    }
    return ofr_fail(err, OFR_PATH, "", "'%s' is a group, not a value; below it: %s%s", node->path,
                    n == 0 ? "nothing" : names, node->n_children > 10 ? ", ..." : "");
}

/* A changed number is a point: a prior no longer speaks for it. */
static void apply(ofr_spec *spec, ofr_node *node, const ofr_node *changed, bool states)
{
    const bool stated = node->stated || states;

    *node = *changed;
    node->stated = stated;
    if (node->key->type == OFR_NUMBER) {
        ofr_parameter *parameter = &spec->parameter[node->parameter];
        parameter->value = node->value;
        parameter->prior = (ofr_prior){PRIOR_NONE, 0, 0, 0};
        parameter->source = "change";
        parameter->judged = false;
    }
    spec->hash = hash_text(spec->hash, "\n");
    spec->hash = hash_text(spec->hash, node->path);
    spec->hash = hash_text(spec->hash, "=");
    spec->hash = hash_text(spec->hash, node->text);
}

bool change_factor(const ofr_key *key, const char *value, double *ret_factor)
{
    double factor;

    if (key->type != OFR_NUMBER) return false;
    if (strncmp(value, "times ", 6) == 0)
        value += 6;
    else if (value[0] == 'x' && key->unit != UNIT_FACTOR)
        value += 1;
    else
        return false;
    while (*value == ' ') value++;
    if (!number_parse(value, &factor) || !(factor >= 0)) return false;
    *ret_factor = factor;
    return true;
}

bool change_shift(const ofr_key *key, const char *value, double *ret_shift)
{
    double shift;

    if (key->type != OFR_NUMBER || key->unit != UNIT_NONE || strncmp(value, "plus ", 5) != 0)
        return false;
    value += 5;
    while (*value == ' ') value++;
    if (!number_parse(value, &shift)) return false;
    *ret_shift = shift;
    return true;
}

static double within(const ofr_key *key, double x)
{
    if (!(key->lo <= key->hi)) return x;
    return x < key->lo ? key->lo : x > key->hi ? key->hi : x;
}

static ofr_status change(ofr_spec *spec, const char *path, const char *value, bool states,
                         ofr_error *err)
{
    const ofr_node *found = spec_at(spec, path);
    ofr_node changed;
    value_text why;
    const char *text;
    double by;

    if (found == NULL || found == spec->root) return no_path(spec, path, err);
    if (!can_change(found)) return not_changeable(found, err);
    changed = *found;
    if (strlen(value) > MAX_PATH_TEXT) {
        return ofr_fail(err, OFR_SCHEMA, path, "found '%s'; %s expected", show_text(value).s,
                        schema_expects(found->key).s);
    }
    text = arena_text(spec->arena, value, strlen(value));
    if (text == NULL) return ofr_fail(err, OFR_NO_MEMORY, path, "memory is out");
    if (change_factor(found->key, text, &by)) {
        changed.value = within(found->key, found->value * by);
        changed.text = text;
    } else if (change_shift(found->key, text, &by)) {
        changed.value = within(found->key, found->value + by);
        changed.text = text;
    } else if (!value_parse(text, &changed, &why)) {
        return ofr_fail(err, OFR_SCHEMA, path, "found '%s'; %s", show_text(value).s, why.s);
    }
    ofr_node *node = spec->shared ? spec_own_node(spec, found->path) : (ofr_node *)(uintptr_t)found;
    if (node == NULL) return ofr_fail(err, OFR_NO_MEMORY, path, "memory is out");
    changed.parent = node->parent;
    apply(spec, node, &changed, states);
    return OFR_OK;
}

ofr_status spec_change(ofr_spec *spec, const char *path, const char *value, ofr_error *err)
{
    return change(spec, path, value, true, err);
}

ofr_status spec_change_match(ofr_spec *spec, const char *path, const char *value, ofr_error *err)
{
    return change(spec, path, value, false, err);
}

/* Goes down the tree along the pattern; at is the part that the children of node are to match. */
static void match(const ofr_node *node, const char *at, const char **ret_path, size_t room,
                  size_t *n)
{
    const size_t length = strcspn(at, ".");

    for (size_t i = 0; i < node->n_children; i++) {
        const ofr_node *child = node->child[i];
        if (!fits(child, at, length)) continue;
        if (at[length] == '.') {
            match(child, at + length + 1, ret_path, room, n);
        } else if (can_change(child)) {
            if (*n < room) ret_path[*n] = child->path;
            ++*n;
        }
    }
}

size_t spec_match(const ofr_spec *spec, const char *pattern, const char **ret_path, size_t room)
{
    size_t n = 0;

    match(spec->root, pattern, ret_path, room, &n);
    return n;
}

bool is_path_pattern(const char *path)
{
    for (const char *at = path;; at += strcspn(at, ".") + 1) {
        const size_t length = strcspn(at, ".");
        if (is_star(at, length)) return true;
        if (at[length] == '\0') return false;
    }
}
