/* offramp_inside.h -- what the library's own sources share beyond offramp.h: how they tell an error.
 *
 * It is not installed, and nothing here is exported. offramp.h includes it where OFR_INSIDE is defined, which the build does.
 */
#ifndef OFFRAMP_INSIDE_H
#define OFFRAMP_INSIDE_H

#include <stdbool.h>
#include <stdio.h>

/* One error. where: place ("file:line:column" or a path), may be empty. text: rule and value, and
 * what would be right; for OFR_SCHEMA all errors of the file, one paragraph each. */
typedef struct ofr_error {
    ofr_status code;
    char where[512];
    char *text;     /* owned; release with ofr_error_done */
    char room[512]; /* text points here when short or when memory is out */
} ofr_error;

/* Fills *err (if not NULL) and returns code, so that callers write `return ofr_fail(...)`. */
ofr_status ofr_fail(ofr_error *err, ofr_status code, const char *where, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/* Releases what an error owns; takes NULL; the struct may be used again. */
void ofr_error_done(ofr_error *err);

#endif
