/* status.c -- filling, releasing and naming errors. */
#include "offramp.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/* Copies what fits into size bytes; a character of UTF-8 is never cut in two. */
static void copy_text(char *to, size_t size, const char *from)
{
    size_t n = strlen(from);

    if (n >= size) n = utf8_cut(from, size - 1);
    memcpy(to, from, n);
    to[n] = '\0';
}

ofr_status ofr_fail(ofr_error *err, ofr_status code, const char *where, const char *format, ...)
{
    va_list args, again;
    int length;

    if (err == NULL) return code;
    err->code = code;
    copy_text(err->where, sizeof err->where, where != NULL ? where : "");
    err->text = err->room;
    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(err->room, sizeof err->room, format, args);
    if (length < 0) {
        copy_text(err->room, sizeof err->room, format);
    } else if ((size_t)length >= sizeof err->room) {
        char *text = malloc((size_t)length + 1);

        if (text != NULL) {
            vsnprintf(text, (size_t)length + 1, format, again);
            err->text = text;
        }
    }
    va_end(again);
    va_end(args);
    return code;
}

void ofr_error_done(ofr_error *err)
{
    if (err == NULL) return;
    if (err->text != err->room) free(err->text);
    memset(err, 0, sizeof *err);
}

const char *ofr_status_name(ofr_status code)
{
#define NAME(status)                                                                               \
    case status:                                                                                   \
        return #status
    switch (code) {
        NAME(OFR_OK);
        NAME(OFR_NO_MEMORY);
        NAME(OFR_IO);
        NAME(OFR_INTERRUPTED);
        NAME(OFR_USAGE);
        NAME(OFR_SYNTAX);
        NAME(OFR_SCHEMA);
        NAME(OFR_LIMIT);
        NAME(OFR_STRUCTURE);
        NAME(OFR_PATH);
        NAME(OFR_UNSTABLE);
        NAME(OFR_DEGENERATE);
        NAME(OFR_RECORD);
        NAME(OFR_RESULT);
    }
#undef NAME
    return "unknown status";
}
