/* frozen_seal.c -- the sums and the hash of a frozen forecast.
 *
 * A part is an entry of the file, or of its list of questions, that is an object and has a `sum`: FNV-1a 64 of its bytes with the digits of
 * the sum written as zeros. It only says where a change is; what nobody can forge is the hash.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../core/json_read.h"
#include "frozen_file.h"

enum { SUM_DIGITS = 16, HASH_DIGITS = SHA256_TEXT - 1 };

/* Digits of a text of just so many; NULL: it is no such text. Without escapes each byte is a digit. */
static const json_value *digits_of(const json_value *object, const char *key, size_t n)
{
    const json_value *v = json_get(object, key);
    const bool fits = v && v->kind == JSON_TEXT && v->end - v->at == n + 2 &&
                      strlen(v->text) == n && strspn(v->text, "0123456789abcdef") == n;

    return fits ? v : NULL;
}

/* Calls for each part, with the name that a message gives it. Stops at the first that does not fit. */
typedef bool (*of_part)(void *self, const json_value *part, const char *name);

static bool each_part(const json_value *root, void *self, of_part call)
{
    char name[160];

    for (const json_value *v = root->first; v; v = v->next) {
        if (json_get(v, "sum")) {
            snprintf(name, sizeof name, "%.100s", v->key);
            if (!call(self, v, name)) return false;
        }
        size_t i = 0;
        for (const json_value *q = v->kind == JSON_LIST ? v->first : NULL; q; q = q->next) {
            const json_value *id = json_get(q, "id");
            snprintf(name, sizeof name, "%.60s.%zu (%.60s)", v->key, ++i,
                     id && id->kind == JSON_TEXT ? id->text : "no id");
            if (json_get(q, "sum") && !call(self, q, name)) return false;
        }
    }
    return true;
}

static void sum_text(char *text, const json_value *part, const json_value *sum,
                     char ret_sum[static SUM_DIGITS + 1])
{
    uint64_t h = hash_bytes(HASH_START, text + part->at, sum->at + 1 - part->at);

    h = hash_bytes(h, "0000000000000000", SUM_DIGITS);
    h = hash_bytes(h, text + sum->end - 1, part->end - (sum->end - 1));
    snprintf(ret_sum, SUM_DIGITS + 1, "%016" PRIx64, h);
}

typedef struct seal {
    char *text;
    char changed[160]; /* the first part that does not fit */
} seal;

static bool put_sum(void *self, const json_value *part, const char *name)
{
    seal *s = self;
    const json_value *sum = digits_of(part, "sum", SUM_DIGITS);
    char digits[SUM_DIGITS + 1];

    (void)name;
    if (!sum) return false;
    sum_text(s->text, part, sum, digits);
    memcpy(s->text + sum->at + 1, digits, SUM_DIGITS);
    return true;
}

static bool check_sum(void *self, const json_value *part, const char *name)
{
    seal *s = self;
    const json_value *sum = digits_of(part, "sum", SUM_DIGITS);
    char digits[SUM_DIGITS + 1] = "";

    if (sum) sum_text(s->text, part, sum, digits);
    if (sum && memcmp(digits, sum->text, SUM_DIGITS) == 0) return true;
    snprintf(s->changed, sizeof s->changed, "%s", name);
    return false;
}

/* The hash of a text, computed with its own digits as zeros; they are put back. */
static void hash_of(char *text, size_t size, const json_value *at, char *ret_hash)
{
    char kept[HASH_DIGITS];

    memcpy(kept, text + at->at + 1, HASH_DIGITS);
    memset(text + at->at + 1, '0', HASH_DIGITS);
    sha256_text(text, size, ret_hash);
    memcpy(text + at->at + 1, kept, HASH_DIGITS);
}

static ofr_status parse(const char *text, size_t size, const char *file, ofr_arena **ret_arena,
                        const json_value **ret_root, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    ofr_status status = arena ? json_read(text, size, file, arena, ret_root, err)
                              : ofr_fail(err, OFR_NO_MEMORY, file, "out of memory");

    *ret_arena = arena;
    return status;
}

ofr_status frozen_seal(char *text, size_t size, const char *file, char *ret_hash, ofr_error *err)
{
    ofr_arena *arena = NULL;
    const json_value *root = NULL;
    seal s = {.text = text};
    ofr_status status = parse(text, size, file, &arena, &root, err);
    const json_value *hash = status == OFR_OK ? digits_of(root, "hash", HASH_DIGITS) : NULL;

    if (status == OFR_OK && (!hash || !each_part(root, &s, put_sum)))
        status = ofr_fail(err, OFR_RESULT, file, "has no room for its sums");
    if (status == OFR_OK) {
        hash_of(text, size, hash, ret_hash);
        memcpy(text + hash->at + 1, ret_hash, HASH_DIGITS);
    }
    arena_free(arena);
    return status;
}

static ofr_status changed(const char *file, const char *part, ofr_error *err)
{
    return ofr_fail(
        err, OFR_RESULT, file,
        "%s has been changed since it was frozen: its hash does not fit what it holds; take the "
        "file as it was written",
        part);
}

ofr_status frozen_check_seal(const char *text, size_t size, const char *file, ofr_error *err)
{
    ofr_arena *arena = NULL;
    const json_value *root = NULL;
    char *copy = malloc(size + 1), found[SHA256_TEXT];
    seal s = {.text = copy};
    ofr_status status = copy ? parse(text, size, file, &arena, &root, err)
                             : ofr_fail(err, OFR_NO_MEMORY, file, "out of memory");
    const json_value *hash = status == OFR_OK ? digits_of(root, "hash", HASH_DIGITS) : NULL;

    if (status == OFR_OK && !hash)
        status = ofr_fail(err, OFR_RESULT, file,
                          "hash: must be 64 hexadecimal digits in lower case");
    if (status == OFR_OK) {
        memcpy(copy, text, size);
        hash_of(copy, size, hash, found);
        if (!each_part(root, &s, check_sum))
            status = changed(file, s.changed, err);
        else if (memcmp(found, hash->text, HASH_DIGITS) != 0)
            status = changed(file, "the head, outside of the parts with a sum,", err);
    }
    arena_free(arena);
    free(copy);
    return status;
}
