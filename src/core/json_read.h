/* json_read.h -- JSON (RFC 8259) as a tree, strictly: what is not right is refused by line and column.
 *
 * Text must be UTF-8 without U+0000; numbers must be finite; an object has each key once. Depth, values and keys of an object are
 * limited, so that no input takes long or much.
 */
#ifndef OFR_JSON_READ_H
#define OFR_JSON_READ_H

#include "arena.h"
#include "offramp.h"

enum { JSON_DEPTH = 32, JSON_VALUES = 1000000, JSON_KEYS = 1000 };

typedef enum json_kind {
    JSON_NULL,
    JSON_FLAG,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_LIST,
    JSON_OBJECT
} json_kind;

typedef struct json_value {
    json_kind kind;
    const char *key;                       /* in an object; else NULL */
    const char *text;                      /* JSON_TEXT: without escapes */
    double number;                         /* JSON_NUMBER; JSON_FLAG: 0 or 1 */
    const struct json_value *first, *next; /* what it holds, in order; the one after it */
    size_t n;                              /* how many it holds */
    size_t at, end; /* bytes at .. end - 1 of the input, quotes and brackets included */
} json_value;

/* The tree of size bytes; it lives in the arena, and does not need the text any more. file stands for the place in messages.
 * OFR_RESULT (no JSON, or none as above), OFR_LIMIT, OFR_NO_MEMORY. O(size). */
ofr_status json_read(const char *text, size_t size, const char *file, ofr_arena *arena,
                     const json_value **ret_value, ofr_error *err);
/* What an object holds under a key; NULL: nothing, or value is no object (it may be NULL). */
const json_value *json_get(const json_value *value, const char *key);

#endif
