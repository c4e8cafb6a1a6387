/* source.c -- reading texts, what counts as text, bundles, include paths, excerpts for messages. */
#include "source.h"

#include <stdlib.h>
#include <string.h>

#include "../core/file_name.h"
#include "../core/utf8.h"

enum { EXCERPT_WIDTH = 76 };

shown_text show_text(const char *text)
{
    shown_text shown;
    const size_t room = sizeof shown.s - 4;
    size_t n = 0;

    if (text == NULL) text = "";
    while (text[n] != '\0' && n < room) {
        const unsigned char c = (unsigned char)text[n];
        shown.s[n++] = (c < 0x20 || c == 0x7f) ? ' ' : (char)c;
    }
    if (text[n] != '\0') {
        n = utf8_cut(text, n);
        memcpy(shown.s + n, "...", 3);
        n += 3;
    }
    shown.s[n] = '\0';
    return shown;
}

ofr_status source_read_file(ofr_arena *arena, const file_asked *asked, const char **ret_text,
                            size_t *ret_size, ofr_error *err)
{
    char *text = NULL;
    const char *copy;
    size_t size = 0;
    const ofr_status status = file_read(asked, &text, &size, err);

    if (status != OFR_OK) return status;
    copy = arena_text(arena, text, size);
    free(text);
    if (copy == NULL)
        return ofr_fail(err, OFR_NO_MEMORY, asked->path, "memory is out while reading the file");
    *ret_text = copy;
    *ret_size = size;
    return OFR_OK;
}

/* What YAML allows in a file, less the exotic line ends, so that lines are what editors show. */
static bool may_stand(uint32_t point)
{
    if (point == '\t' || point == '\n' || point == '\r') return true;
    if (point < 0x20 || point == 0x7f || (point >= 0x80 && point < 0xa0)) return false;
    return point != 0x2028 && point != 0x2029 && point != 0xfffe && point != 0xffff &&
           point != 0xfeff;
}

ofr_status source_check_text(const spec_source *source, ofr_error *err)
{
    const char *text = source->text;
    int line = 1;
    int column = 1;
    char where[400];

    if (source->size == 0) {
        return ofr_fail(err, OFR_SYNTAX, source->name,
                        "the file is empty; a scenario begins with the line 'offramp: 1'");
    }
    for (size_t i = 0, length; i < source->size; i += length) {
        uint32_t point = 0;
        length = utf8_character(text + i, source->size - i, &point);
        if (point == 0xfeff && i == 0) continue; /* some editors open a file with a mark */
        if (length == 0 || !may_stand(point)) {
            snprintf(where, sizeof where, "%.300s:%d:%d", source->name, line, column);
            if (length == 0) {
                return ofr_fail(err, OFR_SYNTAX, where,
                                "byte 0x%02x is not UTF-8; save the file as UTF-8 text",
                                (unsigned)(unsigned char)text[i]);
            }
            return ofr_fail(err, OFR_SYNTAX, where,
                            "character U+%04X has no place in a text file; remove it",
                            (unsigned)point);
        }
        /* A lone carriage return ends a line too, as libyaml counts. */
        if (point == '\n' || (point == '\r' && !(i + 1 < source->size && text[i + 1] == '\n'))) {
            line++;
            column = 1;
        } else {
            column++;
        }
    }
    return OFR_OK;
}

/* Start of the next marker line at or after `from`, or size. */
static size_t next_marker(const char *text, size_t size, size_t from)
{
    const size_t length = strlen(SOURCE_MARKER);

    while (from < size) {
        const char *end = memchr(text + from, '\n', size - from);
        if (size - from >= length && memcmp(text + from, SOURCE_MARKER, length) == 0) return from;
        if (end == NULL) break;
        from = (size_t)(end - text) + 1;
    }
    return size;
}

bool source_has_marker(const char *text, size_t size)
{
    return next_marker(text, size, 0) < size;
}

const char *source_name_beside(ofr_arena *arena, const char *main_name, const char *relative)
{
    const char *slash = strrchr(main_name, '/');
    const size_t head = slash == NULL ? 0 : (size_t)(slash - main_name) + 1;
    const size_t tail = strlen(relative);
    char *name = arena_alloc(arena, head + tail + 1);

    if (name == NULL) return NULL;
    memcpy(name, main_name, head);
    memcpy(name + head, relative, tail + 1);
    return name;
}

/* One part of a bundle: its marker line is at `at`, its text runs up to `end`. */
static ofr_status take_part(ofr_arena *arena, const char *text, size_t at, size_t end,
                            spec_sources *sources, ofr_error *err)
{
    const size_t head = strlen(SOURCE_MARKER);
    const char *line = text + at;
    const char *stop = memchr(line, '\n', end - at);
    size_t n = stop == NULL ? 0 : (size_t)(stop - line);
    const char *why = NULL;
    const char *path;
    spec_source *part;

    if (n > 0 && line[n - 1] == '\r') n--;
    if (n < head + 5 || memcmp(line + n - 4, " ---", 4) != 0) {
        return ofr_fail(err, OFR_SYNTAX, sources->source[0].name,
                        "a line '" SOURCE_MARKER
                        "PATH ---' is damaged; such lines divide a scenario"
                        " stored with its includes");
    }
    if (sources->n > SOURCE_MAX_INCLUDES) {
        return ofr_fail(err, OFR_LIMIT, sources->source[0].name, "more than %d included files",
                        SOURCE_MAX_INCLUDES);
    }
    path = arena_text(arena, line + head, n - head - 4);
    if (path != NULL) path = source_join(arena, "", path, &why);
    if (why != NULL) return ofr_fail(err, OFR_SYNTAX, sources->source[0].name, "%s", why);
    if (path == NULL) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    part = &sources->source[sources->n++];
    part->relative = path;
    part->name = source_name_beside(arena, sources->source[0].name, path);
    part->text = stop + 1;
    part->size = (size_t)(text + end - (stop + 1));
    if (part->name == NULL) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    return OFR_OK;
}

ofr_status source_split(ofr_arena *arena, const char *name, const char *text, size_t size,
                        spec_sources *ret_sources, ofr_error *err)
{
    size_t at = next_marker(text, size, 0);
    ofr_status status = OFR_OK;

    ret_sources->source[0] = (spec_source){name, "", text, at};
    ret_sources->n = 1;
    while (at < size && status == OFR_OK) {
        const size_t end = next_marker(text, size, at + 1);
        status = take_part(arena, text, at, end, ret_sources, err);
        at = end;
    }
    for (size_t i = 0; i < ret_sources->n && status == OFR_OK; i++) {
        if (ret_sources->source[i].size <= SOURCE_MAX_BYTES) continue;
        status = ofr_fail(err, OFR_LIMIT, ret_sources->source[i].name,
                          "the file is larger than %d KiB", SOURCE_MAX_BYTES / 1024);
    }
    return status;
}

const char *source_join(ofr_arena *arena, const char *from_relative, const char *path,
                        const char **ret_why)
{
    static const char *const why[] = {
        [FILE_NAME_FINE] = NULL,
        [FILE_NAME_EMPTY] = "an include needs the path of a file",
        [FILE_NAME_ABSOLUTE] =
            "an include is a path relative to the file that includes it, not an absolute one",
        [FILE_NAME_LONG] = "the path of an include is at most 200 bytes long",
        [FILE_NAME_NOT_PLAIN] = "the path of an include is plain text",
        [FILE_NAME_CLIMBS] = "an include may climb at most two directories above the scenario",
        [FILE_NAME_NO_MEMORY] = NULL,
    };
    const char *joined = NULL;

    *ret_why = why[file_name_join(arena, from_relative, path, &joined)];
    return joined;
}

/* Finds a line (from 1); false if there is none. */
static bool find_line(const spec_source *source, int line, size_t *ret_start, size_t *ret_end)
{
    const char *text = source->text;
    size_t i = 0;

    if (source->size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) i = 3;
    for (int at = 1; at < line; at++) {
        while (i < source->size && text[i] != '\n' && text[i] != '\r') i++;
        if (i >= source->size) return false;
        if (text[i] == '\r' && i + 1 < source->size && text[i + 1] == '\n') i++;
        i++;
    }
    *ret_start = i;
    while (i < source->size && text[i] != '\n' && text[i] != '\r') i++;
    *ret_end = i;
    return true;
}

/* Byte offset of the k-th character (from 0) at or after start, at most end. */
static size_t character_at(const char *text, size_t start, size_t end, size_t k)
{
    while (k > 0 && start < end) {
        start++;
        while (start < end && !utf8_begins(text[start])) start++;
        k--;
    }
    return start;
}

void source_excerpt(const spec_source *source, int line, int column, char *ret, size_t size)
{
    const size_t at = column > 0 ? (size_t)column - 1 : 0;
    const size_t skip = at > EXCERPT_WIDTH * 2 / 3 ? at - EXCERPT_WIDTH / 2 : 0;
    size_t start;
    size_t end;
    size_t from;
    size_t to;
    size_t n;

    ret[0] = '\0';
    if (line < 1 || !find_line(source, line, &start, &end)) return;
    from = character_at(source->text, start, end, skip);
    to = character_at(source->text, from, end, EXCERPT_WIDTH);
    if (from == to && start != end) return;
    n = (size_t)snprintf(ret, size, "  %s%.*s%s\n  ", skip > 0 ? "..." : "", (int)(to - from),
                         source->text + from, to < end ? "..." : "");
    if (n + EXCERPT_WIDTH + 8 >= size) {
        ret[0] = '\0';
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (ret[i] == '\t') ret[i] = ' '; /* one column each, so that the caret stands right */
    }
    for (size_t i = 0; i < at - skip + (skip > 0 ? 3 : 0); i++) ret[n++] = ' ';
    ret[n] = '^';
    ret[n + 1] = '\0';
}
