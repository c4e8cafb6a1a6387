/* frozen_file.h -- frozen forecasts (studies/frozen.h) as files: made from a result, written, read, shown as a page.
 *
 * The file is JSON, format offramp-frozen (docs/forecast.md). Its `hash` is the SHA-256 of its bytes with the digits of the hash
 * itself written as zeros; each part has a `sum` of its own, by which a change is found.
 */
#ifndef OFR_FROZEN_FILE_H
#define OFR_FROZEN_FILE_H

#include "../studies/frozen.h"
#include "answer.h"

enum { FROZEN_VERSION = 1, FROZEN_LIMIT = 64 << 20 /* bytes */ };

/* From a complete result and the study that it is of; texts are copied. OFR_USAGE (the result is unfinished, or was told what comes), OFR_NO_MEMORY. */
ofr_status frozen_make(const ofr_answer *answer, const ofr_study *study, ofr_frozen **ret_frozen,
                       ofr_error *err);

/* Writes it by file_write.h, and fills frozen->hash. Errors as file_write_begin, and OFR_NO_MEMORY. */
ofr_status frozen_write(ofr_frozen *frozen, const char *path, const file_rule *rule,
                        ofr_error *err);
/* The text itself, allocated. OFR_NO_MEMORY. */
ofr_status frozen_text(ofr_frozen *frozen, char **ret_text, size_t *ret_size, ofr_error *err);

/* Reads one: a file or a pipe. OFR_RESULT (no such file, of another version, changed, or a value that cannot be; the message names the
 * field), OFR_LIMIT, OFR_IO, OFR_NO_MEMORY. */
ofr_status frozen_read(const char *path, ofr_frozen **ret_frozen, ofr_error *err);
/* The same from memory; file stands for the path. */
ofr_status frozen_read_text(const char *text, size_t size, const char *file,
                            ofr_frozen **ret_frozen, ofr_error *err);
/* For a rule: does a file begin like one? */
bool frozen_is_ours(FILE *in);

/* One HTML file that needs nothing else; page_is_ours knows it. Errors as file_write_begin. */
ofr_status frozen_page(const ofr_frozen *frozen, const char *path, const file_rule *rule,
                       ofr_error *err);

/* ---- private to frozen_write.c and frozen_read.c ------------------------------------------------- */

#define FROZEN_FORMAT "offramp-frozen"
/* Puts sums and hash into a text whose digits are all there, or says which of them does not fit. ret_hash: SHA256_TEXT bytes. OFR_RESULT,
 * OFR_NO_MEMORY. */
ofr_status frozen_seal(char *text, size_t size, const char *file, char *ret_hash, ofr_error *err);
ofr_status frozen_check_seal(const char *text, size_t size, const char *file, ofr_error *err);

#endif
