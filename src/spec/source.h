/* source.h -- the texts a scenario is made of: the file itself and what it includes. */
#ifndef OFR_SOURCE_H
#define OFR_SOURCE_H

#include "../core/arena.h"
#include "../core/file_read.h"
#include "offramp.h"

enum {
    SOURCE_MAX_BYTES = 1 << 20, /* one file */
    SOURCE_MAX_TOTAL = 4 << 20, /* a scenario with its includes */
    SOURCE_MAX_INCLUDES = 16
};

/* A line that starts so opens an included text inside a bundle; the path and " ---" follow. */
#define SOURCE_MARKER "# --- offramp include: "

typedef struct spec_source {
    const char *name;     /* as messages call it */
    const char *relative; /* of an include: path seen from the scenario's directory; main: "" */
    const char *text;     /* not ended by NUL */
    size_t size;
} spec_source;

typedef struct spec_sources {
    spec_source source[1 + SOURCE_MAX_INCLUDES]; /* [0] is the scenario itself */
    size_t n;
    const char *anchor; /* as in ofr_spec */
} spec_sources;

/* A piece of foreign text made fit for a message: cut to a handy length, no control characters. */
typedef struct shown_text {
    char s[80];
} shown_text;
shown_text show_text(const char *text);

/* file_read into the arena. */
ofr_status source_read_file(ofr_arena *arena, const file_asked *asked, const char **ret_text,
                            size_t *ret_size, ofr_error *err);

/* Refuses what is not text: NUL bytes, bad UTF-8, control characters, nothing. OFR_SYNTAX. */
ofr_status source_check_text(const spec_source *source, ofr_error *err);

/* Cuts a bundle at its marker lines; a text without any becomes one source. relative and name of
 * the parts are filled. OFR_SYNTAX, OFR_LIMIT, OFR_NO_MEMORY. */
ofr_status source_split(ofr_arena *arena, const char *name, const char *text, size_t size,
                        spec_sources *ret_sources, ofr_error *err);

/* True if a line of the text starts with SOURCE_MARKER. */
bool source_has_marker(const char *text, size_t size);

/* The name of an include in messages: beside the scenario. NULL when memory is out. */
const char *source_name_beside(ofr_arena *arena, const char *main_name, const char *relative);

/* Joins an include path to the relative path of the file that holds it, by the rule of file_name.h. On refusal NULL, and *ret_why says why. *ret_why is NULL when memory is out. */
const char *source_join(ofr_arena *arena, const char *from_relative, const char *path,
                        const char **ret_why);

/* Writes "  line\n  ^" for a place (line and column from 1) into ret, long lines cut around the
 * column; "" when there is no such line. */
void source_excerpt(const spec_source *source, int line, int column, char *ret, size_t size);

#endif
