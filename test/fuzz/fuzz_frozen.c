/* fuzz_frozen.c -- any bytes as JSON and as a frozen forecast: read or refused, never worse.
 *
 * Bytes that are JSON and have room for sums are sealed before they are read, so that what lies behind the hash is reached.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_read.h"
#include "report/frozen_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int promise)
{
    if (!promise) abort();
}

/* Values lie in each other and after each other. */
static void check_tree(const json_value *v, size_t size)
{
    size_t n = 0, at = v->at;

    must(v->at < v->end && v->end <= size);
    must((v->kind == JSON_TEXT) == (v->text != NULL));
    for (const json_value *child = v->first; child; child = child->next, n++) {
        must(child->at > at && child->end < v->end);
        must((v->kind == JSON_OBJECT) == (child->key != NULL));
        check_tree(child, size);
        at = child->end - 1;
    }
    must(n == v->n);
}

static void check_frozen(const ofr_frozen *f)
{
    must(f->n_questions > 0 && f->n_sets > 0 && f->n_judged <= f->n_values);
    must(!strchr(f->scenario_file, '/') && f->scenario_text && f->title);
    for (size_t i = 0; i < f->n_questions; i++) {
        const frozen_question *q = &f->question[i];
        must(q->first == f->start && q->last >= q->first && q->last - q->first < f->horizon);
        must(q->published.known && q->published.probability >= 0 && q->published.probability <= 1);
        must(frozen_rule_same(&q->rule, &q->rule));
    }
    for (size_t i = 1; i < f->n_rows; i++) must(f->row[i - 1].day <= f->row[i].day);
}

static void read_frozen(char *text, size_t size)
{
    ofr_frozen *f = NULL;
    ofr_error err = {0};
    char hash[SHA256_TEXT];

    frozen_seal(text, size, "f.json", hash, NULL);
    const ofr_status status = frozen_read_text(text, size, "f.json", &f, &err);
    if (status == OFR_OK)
        check_frozen(f);
    else
        must(!f && err.code == status && err.text && err.text[0]);
    frozen_free(f);
    ofr_error_done(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1);
    ofr_arena *arena = arena_new();
    const json_value *root = NULL;
    ofr_error err = {0};

    if (!text || !arena) abort();
    if (size) memcpy(text, data, size);
    const ofr_status status = json_read(text, size, "f.json", arena, &root, &err);
    if (status == OFR_OK)
        check_tree(root, size);
    else
        must(!root && err.code == status && err.text && err.text[0]);
    read_frozen(text, size);
    arena_free(arena);
    free(text);
    ofr_error_done(&err);
    return 0;
}
