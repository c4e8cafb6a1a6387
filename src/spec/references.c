/* references.c -- ids that must name an entry of some section. */
#include <stdlib.h>
#include <string.h>

#include "read.h"

enum { MAX_SUGGESTED_FROM = 2000, SHOWN = 10 };

/* The ids that a `refs` text allows, sorted. */
typedef struct id_set {
    const char *refs;
    const char **id;
    size_t n;
    struct id_set *next;
} id_set;

typedef struct checker {
    ofr_arena *arena;
    const ofr_node *root;
    ofr_faults *faults;
    id_set *sets;
    bool failed;
} checker;

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const ofr_node *section_at(const ofr_node *root, const char *path, size_t length)
{
    const ofr_node *node = root;

    while (node != NULL && length > 0) {
        const char *dot = memchr(path, '.', length);
        const size_t n = dot == NULL ? length : (size_t)(dot - path);
        node = find_child_node(node, path, n);
        path += n + (dot != NULL);
        length -= n + (dot != NULL);
    }
    return node;
}

static const id_set *set_of(checker *c, const char *refs)
{
    const ofr_node *section;
    const char *word;
    size_t length;
    size_t total = 0;
    id_set *set = c->sets;

    while (set != NULL && strcmp(set->refs, refs) != 0) set = set->next;
    if (set != NULL) return set;
    for (size_t i = 0; schema_word(refs, i, &word, &length); i++) {
        section = section_at(c->root, word, length);
        if (section != NULL) total += section->n_children;
    }
    set = arena_alloc(c->arena, sizeof *set);
    if (set != NULL) set->id = arena_alloc(c->arena, (total + 1) * sizeof(const char *));
    if (set == NULL || set->id == NULL) {
        c->failed = true;
        return NULL;
    }
    set->refs = refs;
    for (size_t i = 0; schema_word(refs, i, &word, &length); i++) {
        section = section_at(c->root, word, length);
        for (size_t k = 0; section != NULL && k < section->n_children; k++) {
            set->id[set->n++] = section->child[k]->id;
        }
    }
    qsort(set->id, set->n, sizeof *set->id, by_text);
    for (size_t i = 1, kept = 1, n = set->n; i < n;
         i++) { /* an id twice is a fault told elsewhere */
        if (strcmp(set->id[kept - 1], set->id[i]) != 0) set->id[kept++] = set->id[i];
        set->n = kept;
    }
    set->next = c->sets;
    c->sets = set;
    return set;
}

static void dangling(checker *c, const id_set *set, const ofr_node *at, const char *path,
                     const char *id)
{
    char names[300] = "";
    size_t n = 0;
    size_t k = 0;
    const char *near;

    if (!faults_open(c->faults)) {
        faults_at(c->faults, at->place, path, "found '%s'; no such id", show_text(id).s);
        return;
    }
    for (; k < set->n && k < SHOWN && n < sizeof names - 60; k++) {
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%.40s", k == 0 ? "" : ", ",
                              set->id[k]);
    }
    near = nearest_name(id, set->id, set->n < MAX_SUGGESTED_FROM ? set->n : MAX_SUGGESTED_FROM);
    faults_at(c->faults, at->place, path, "found '%s'; it must be an id of %s: %s%s%s",
              show_text(id).s, schema_choices(set->refs).s, k == 0 ? "there are none" : names,
              k < set->n ? ", ..." : "", schema_did_you_mean(near).s);
}

static void check_id(checker *c, const char *refs, const ofr_node *at, const char *path,
                     const char *id)
{
    const id_set *set = refs == NULL || id == NULL ? NULL : set_of(c, refs);

    if (set == NULL) return;
    if (set->n > 0 && bsearch(&id, set->id, set->n, sizeof *set->id, by_text) != NULL) return;
    dangling(c, set, at, path, id);
}

static void check_node(checker *c, const ofr_node *node)
{
    const ofr_key *key = node->key;

    if (key->type == OFR_REF && node->parameter == -1)
        check_id(c, key->refs, node, node->path, node->text);
    for (size_t i = 0; i < node->n_children && !c->failed; i++) {
        const ofr_node *child = node->child[i];
        if (key->type == OFR_REFS || key->type == OFR_PAIRS) {
            check_id(c, key->refs, child, node->path, child->text);
        } else {
            if (key->type == OFR_MAP) check_id(c, key->refs, child, node->path, child->id);
            check_node(c, child);
        }
    }
}

void references_check(ofr_arena *arena, const ofr_node *root, ofr_faults *faults)
{
    checker c = {arena, root, faults, NULL, false};

    check_node(&c, root);
    if (c.failed) faults_no_memory(faults);
}
