/* source.c -- reading texts, what counts as text, bundles, include paths, excerpts for messages. */
#include "source.h"

#include <string.h>
#include <sys/stat.h>

enum { EXCERPT_WIDTH = 76, MAX_CLIMB = 2, MAX_INCLUDE_PATH = 200 };

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
        while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--; /* never cut inside a character */
        memcpy(shown.s + n, "...", 3);
        n += 3;
    }
    shown.s[n] = '\0';
    return shown;
}

static ofr_status read_stream(ofr_arena *arena, FILE *in, const char *path, size_t limit,
                              const char **ret_text, size_t *ret_size, ofr_error *err)
{
    size_t room = 16384;
    size_t size = 0;
    char *text = arena_alloc(arena, room);

    while (text != NULL) {
        size += fread(text + size, 1, room - size, in);
        if (ferror(in)) return ofr_fail(err, OFR_IO, path, "the file cannot be read");
        if (size > limit) {
            return ofr_fail(err, OFR_LIMIT, path, "the file is larger than %zu KiB", limit / 1024);
        }
        if (feof(in)) {
            *ret_text = text;
            *ret_size = size;
            return OFR_OK;
        }
        if (size == room) {
            char *wider = arena_alloc(arena, 4 * room);
            if (wider != NULL) memcpy(wider, text, size);
            text = wider;
            room *= 4;
        }
    }
    return ofr_fail(err, OFR_NO_MEMORY, path, "memory is out while reading the file");
}

ofr_status source_read_file(ofr_arena *arena, const char *path, size_t limit, bool regular_only,
                            const char **ret_text, size_t *ret_size, ofr_error *err)
{
    struct stat about;
    FILE *in;
    ofr_status status;

    if (stat(path, &about) != 0) {
        return ofr_fail(err, OFR_IO, path, "there is no such file, or it may not be read");
    }
    if (S_ISDIR(about.st_mode))
        return ofr_fail(err, OFR_IO, path, "this is a directory, not a file");
    if (regular_only && !S_ISREG(about.st_mode)) {
        return ofr_fail(err, OFR_IO, path, "an included file must be a regular file");
    }
    in = fopen(path, "rb");
    if (in == NULL) return ofr_fail(err, OFR_IO, path, "the file cannot be opened for reading");
    status = read_stream(arena, in, path, limit, ret_text, ret_size, err);
    fclose(in);
    return status;
}

/* Length of the UTF-8 sequence at p (of n bytes), 0 if it is none; *ret_point is its code point. */
static size_t utf8_length(const unsigned char *p, size_t n, uint32_t *ret_point)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t length = p[0] < 0x80   ? 1
                          : p[0] < 0xc2 ? 0
                          : p[0] < 0xe0 ? 2
                          : p[0] < 0xf0 ? 3
                          : p[0] < 0xf5 ? 4
                                        : 0;
    uint32_t point;

    if (length == 0 || length > n) return 0;
    point = length == 1 ? p[0] : p[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xc0) != 0x80) return 0;
        point = (point << 6) | (p[i] & 0x3fu);
    }
    if (length > 1 && point < least[length]) return 0;
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return 0;
    *ret_point = point;
    return length;
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
    const unsigned char *text = (const unsigned char *)source->text;
    int line = 1;
    int column = 1;
    char where[400];

    if (source->size == 0) {
        return ofr_fail(err, OFR_SYNTAX, source->name,
                        "the file is empty; a scenario begins with the line 'offramp: 1'");
    }
    for (size_t i = 0, length; i < source->size; i += length) {
        uint32_t point = 0;
        length = utf8_length(text + i, source->size - i, &point);
        if (point == 0xfeff && i == 0) continue; /* some editors open a file with a mark */
        if (length == 0 || !may_stand(point)) {
            snprintf(where, sizeof where, "%.300s:%d:%d", source->name, line, column);
            if (length == 0) {
                return ofr_fail(err, OFR_SYNTAX, where,
                                "byte 0x%02x is not UTF-8; save the file as UTF-8 text", text[i]);
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

/* Why a path may not be included, or NULL. */
static const char *path_fault(const char *path)
{
    if (path[0] == '\0') return "an include needs the path of a file";
    if (path[0] == '/' || path[0] == '\\' || (path[0] != '\0' && path[1] == ':')) {
        return "an include is a path relative to the file that includes it, not an absolute one";
    }
    if (strlen(path) > MAX_INCLUDE_PATH) return "the path of an include is at most 200 bytes long";
    for (const char *p = path; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f) return "the path of an include is plain text";
    }
    return NULL;
}

/* Appends one part of a path to `joined` (of *n bytes); false when it climbs too far. */
static bool add_part(char *joined, size_t *n, size_t *climb, const char *part, size_t length)
{
    if (length == 0 || (length == 1 && part[0] == '.')) return true;
    if (length == 2 && part[0] == '.' && part[1] == '.') {
        if (*n > 3 * *climb) { /* drop the last part that is not ".." */
            size_t cut = *n - 1;
            while (cut > 3 * *climb && joined[cut - 1] != '/') cut--;
            *n = cut;
            return true;
        }
        if (++*climb > MAX_CLIMB) return false;
    }
    memcpy(joined + *n, part, length);
    joined[*n + length] = '/';
    *n += length + 1;
    return true;
}

const char *source_join(ofr_arena *arena, const char *from_relative, const char *path,
                        const char **ret_why)
{
    const char *slash = strrchr(from_relative, '/');
    const char *piece[2] = {from_relative, path};
    const size_t length[2] = {slash == NULL ? 0 : (size_t)(slash - from_relative), strlen(path)};
    char *joined;
    size_t n = 0;
    size_t climb = 0;

    *ret_why = path_fault(path);
    if (*ret_why != NULL) return NULL;
    joined = arena_alloc(arena, length[0] + length[1] + 4);
    if (joined == NULL) return NULL;
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < length[k];) {
            size_t end = i;
            while (end < length[k] && piece[k][end] != '/') end++;
            if (!add_part(joined, &n, &climb, piece[k] + i, end - i)) {
                *ret_why = "an include may climb at most two directories above the scenario";
                return NULL;
            }
            i = end + 1;
        }
    }
    if (n == 3 * climb) {
        *ret_why = "an include needs the path of a file";
        return NULL;
    }
    joined[n - 1] = '\0';
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
        while (start < end && ((unsigned char)text[start] & 0xc0) == 0x80) start++;
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
