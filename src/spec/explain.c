/* explain.c -- `check --explain`: every value in force, one row each, and the counts. */
#include <stdlib.h>
#include <string.h>

#include "../core/utf8.h"
#include "read.h"

enum { COLUMNS = 5, MAX_COLUMN = 60 };

typedef struct row {
    char cell[COLUMNS][128];
} row;

typedef struct table {
    row *rows;
    size_t n, room;
    size_t values, stated, judged, priors;
    bool all, failed;
} table;

/* Text of a leaf as a person would write it; lists are joined. */
static void leaf_text(const ofr_node *node, char *ret, size_t size)
{
    const size_t step = node->key->type == OFR_PAIRS ? 2 : 1;
    size_t n = 0;

    if (node->key->type != OFR_REFS && node->key->type != OFR_PAIRS &&
        node->key->type != OFR_NUMBERS) {
        snprintf(ret, size, "%s", show_text(node->text).s);
        return;
    }
    n += (size_t)snprintf(ret, size, "[");
    for (size_t i = 0; i < node->n_children && n + 90 < size; i += step) {
        const char *first = node->child[i]->text;
        const char *second = step == 2 && i + 1 < node->n_children ? node->child[i + 1]->text
                                                                   : NULL;
        n += (size_t)snprintf(ret + n, size - n, "%s%.40s%s%.40s%s", i > 0 ? ", " : "",
                              step == 2 ? "[" : first, step == 2 ? first : "",
                              second != NULL ? ", " : "", second != NULL ? second : "");
        if (step == 2 && n + 2 < size) n += (size_t)snprintf(ret + n, size - n, "]");
    }
    snprintf(ret + n, size - n, "]");
}

static row *new_row(table *t)
{
    if (t->n == t->room) {
        const size_t room = t->room == 0 ? 256 : 2 * t->room;
        row *wider = realloc(t->rows, room * sizeof *wider);
        if (wider == NULL) {
            t->failed = true;
            return NULL;
        }
        t->rows = wider;
        t->room = room;
    }
    memset(&t->rows[t->n], 0, sizeof t->rows[0]);
    return &t->rows[t->n++];
}

static void number_cells(const ofr_parameter *parameter, row *one)
{
    const ofr_node *node = parameter->node;
    const ofr_prior *prior = &parameter->prior;

    /* A value that follows from its prior was not written: show it in canonical units. */
    if (prior->kind != PRIOR_NONE && strchr(node->text, '(') != NULL) {
        snprintf(one->cell[1], sizeof one->cell[1], "%.120s",
                 value_format(node->value, node->key->unit, node->word).s);
    }
    const value_text cut = prior_cut_format(prior, node->key);
    snprintf(one->cell[2], sizeof one->cell[2], "%.60s%s%.64s",
             prior_format(prior, node->key->unit, node->word).s, *cut.s ? ", " : "", cut.s);
    snprintf(one->cell[4], sizeof one->cell[4], "%s",
             parameter->source[0] != '\0' ? show_text(parameter->source).s
             : parameter->judged          ? "no source given"
                                          : "");
}

static void add_leaf(const ofr_spec *spec, table *t, const ofr_node *node)
{
    const ofr_parameter *parameter = node->parameter >= 0 ? &spec->parameter[node->parameter]
                                                          : NULL;
    row *one;

    t->values++;
    t->stated += node->stated;
    if (parameter != NULL) {
        t->judged += parameter->judged;
        t->priors += parameter->prior.kind != PRIOR_NONE;
    }
    if (!node->stated && !t->all) return;
    one = new_row(t);
    if (one == NULL) return;
    snprintf(one->cell[0], sizeof one->cell[0], "%.127s", node->path);
    leaf_text(node, one->cell[1], sizeof one->cell[1]);
    snprintf(one->cell[3], sizeof one->cell[3], "%s", node->stated ? "stated" : "default");
    if (parameter != NULL)
        number_cells(parameter, one);
    else if (!node->stated && node->key->source != NULL) {
        snprintf(one->cell[4], sizeof one->cell[4], "%s", show_text(node->key->source).s);
    }
}

static void walk(const ofr_spec *spec, table *t, const ofr_node *node)
{
    if (!schema_is_container(node->key->type)) {
        add_leaf(spec, t, node);
        return;
    }
    for (size_t i = 0; i < node->n_children && !t->failed; i++) walk(spec, t, node->child[i]);
}

/* Characters, not bytes: names may be in any script. */
static size_t width_of(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++) n += utf8_begins(*text);
    return n;
}

static void print_rows(const table *t, FILE *out)
{
    size_t width[COLUMNS] = {0};

    for (size_t i = 0; i < t->n; i++) {
        for (size_t c = 0; c < COLUMNS; c++) {
            const size_t w = width_of(t->rows[i].cell[c]);
            if (w > width[c]) width[c] = w < MAX_COLUMN ? w : MAX_COLUMN;
        }
    }
    for (size_t i = 0; i < t->n; i++) {
        size_t last = COLUMNS - 1;
        while (last > 0 && t->rows[i].cell[last][0] == '\0') last--;
        for (size_t c = 0; c <= last; c++) {
            const size_t w = width_of(t->rows[i].cell[c]);
            if (width[c] == 0) continue;
            fputs(t->rows[i].cell[c], out);
            for (size_t k = w < width[c] ? w : width[c]; c < last && k < width[c] + 2; k++)
                fputc(' ', out);
        }
        fputc('\n', out);
    }
}

ofr_status spec_explain(const ofr_spec *spec, bool all, FILE *out, ofr_error *err)
{
    table t = {.all = all};
    ofr_status status = OFR_OK;

    walk(spec, &t, spec->root);
    if (t.failed) {
        status = ofr_fail(err, OFR_NO_MEMORY, spec->file, "memory is out");
    } else {
        print_rows(&t, out);
        fprintf(out, "%zu values, %zu stated, %zu judged, %zu with priors\n", t.values, t.stated,
                t.judged, t.priors);
        if (ferror(out)) status = ofr_fail(err, OFR_IO, spec->file, "the list cannot be written");
    }
    free(t.rows);
    return status;
}
