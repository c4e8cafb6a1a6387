/* faults.c -- collecting faults and writing them with source line and caret, in file order. */
#include "faults.h"

#include <stdlib.h>
#include <string.h>

enum { FAULTS_SHOWN = 100, FAULTS_KEPT = 1000, FAULT_TEXT = 1200, EXCERPT_ROOM = 800 };

typedef struct fault {
    size_t source; /* index; sources->n when unknown */
    int line, column;
    size_t order;
    const char *file;   /* for a place outside the sources */
    char *text;         /* "path: what; what would be right" */
    size_t path_length; /* where "what" begins in text */
} fault;

struct ofr_faults {
    const spec_sources *sources;
    spec_sources own; /* when made from a spec */
    ofr_arena *arena; /* of own */
    fault *fault;
    size_t n, room, dropped;
    bool out_of_memory;
};

ofr_faults *faults_for_sources(const spec_sources *sources)
{
    ofr_faults *faults = calloc(1, sizeof *faults);

    if (faults != NULL) faults->sources = sources;
    return faults;
}

ofr_faults *faults_new(const ofr_spec *spec)
{
    ofr_faults *faults = calloc(1, sizeof *faults);
    ofr_error ignored = {0};

    if (faults == NULL) return NULL;
    faults->sources = &faults->own;
    faults->arena = arena_new();
    if (faults->arena == NULL ||
        source_split(faults->arena, spec->file, spec->text, strlen(spec->text), &faults->own,
                     &ignored) != OFR_OK) {
        faults->own.n = 0; /* messages without excerpts are better than none */
    }
    ofr_error_done(&ignored);
    return faults;
}

void faults_free(ofr_faults *faults)
{
    if (faults == NULL) return;
    for (size_t i = 0; i < faults->n; i++) free(faults->fault[i].text);
    free(faults->fault);
    arena_free(faults->arena);
    free(faults);
}

void faults_no_memory(ofr_faults *faults)
{
    faults->out_of_memory = true;
}

bool faults_any(const ofr_faults *faults)
{
    return faults->n > 0 || faults->dropped > 0 || faults->out_of_memory;
}

bool faults_open(const ofr_faults *faults)
{
    return faults->n < FAULTS_SHOWN;
}

static bool make_room(ofr_faults *faults)
{
    const size_t room = faults->room == 0 ? 16 : 2 * faults->room;
    fault *wider;

    if (faults->n < faults->room) return true;
    wider = realloc(faults->fault, room * sizeof *wider);
    if (wider == NULL) return false;
    faults->fault = wider;
    faults->room = room;
    return true;
}

static size_t source_index(const spec_sources *sources, const char *file)
{
    size_t i = 0;

    while (i < sources->n && (file == NULL || strcmp(sources->source[i].name, file) != 0)) i++;
    return i;
}

#if defined(__GNUC__)
__attribute__((format(printf, 4, 0)))
#endif
static void
add(ofr_faults *faults, ofr_place place, const char *path, const char *format, va_list arguments)
{
    char text[FAULT_TEXT];
    size_t n = 0;
    fault *made;

    if (faults->n == FAULTS_KEPT) {
        faults->dropped++;
        return;
    }
    if (path != NULL && path[0] != '\0') n = (size_t)snprintf(text, 400, "%.380s: ", path);
    vsnprintf(text + n, sizeof text - n, format, arguments);
    if (!make_room(faults)) {
        faults->out_of_memory = true;
        return;
    }
    made = &faults->fault[faults->n];
    *made = (fault){source_index(faults->sources, place.file),
                    place.line,
                    place.column,
                    faults->n,
                    place.file,
                    strdup(text),
                    n};
    if (made->text == NULL) {
        faults->out_of_memory = true;
        return;
    }
    faults->n++;
}

void faults_at(ofr_faults *faults, ofr_place place, const char *path, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(faults, place, path, format, arguments);
    va_end(arguments);
}

void faults_add(ofr_faults *faults, const ofr_node *node, const char *format, ...)
{
    const ofr_node *at = node;
    ofr_place place = {NULL, 0, 0};
    va_list arguments;

    if (faults == NULL) return;
    /* A default has no place of its own: point at the nearest thing around it that was written. */
    while (at != NULL && at->place.line == 0) at = at->parent;
    if (at != NULL) place = at->place;
    va_start(arguments, format);
    add(faults, place, node == NULL ? "" : node->path, format, arguments);
    va_end(arguments);
}

static int by_place(const void *left, const void *right)
{
    const fault *a = left;
    const fault *b = right;

    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    if (a->column != b->column) return a->column < b->column ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* A template's fault comes once for each use; the first stands for all. */
static bool same_again(const fault *a, const fault *b)
{
    return a->line > 0 && a->source == b->source && a->line == b->line && a->column == b->column &&
           strcmp(a->text + a->path_length, b->text + b->path_length) == 0;
}

static size_t drop_repeated(fault *all, size_t n)
{
    size_t kept = 1;

    for (size_t i = 1; i < n; i++) {
        bool again = false;
        for (size_t k = kept; k > 0 && !again && all[k - 1].line == all[i].line &&
                              all[k - 1].column == all[i].column;
             k--) {
            again = same_again(&all[k - 1], &all[i]);
        }
        if (!again) {
            const fault moved = all[kept];
            all[kept++] = all[i];
            all[i] = moved; /* still freed with the rest */
        }
    }
    return kept;
}

/* One paragraph: place, text, source line, caret. Returns its length. */
static size_t write_fault(const ofr_faults *faults, const fault *one, char *ret, size_t size)
{
    const bool known = one->source < faults->sources->n;
    const char *name = known ? faults->sources->source[one->source].name : one->file;
    char excerpt[EXCERPT_ROOM] = "";
    char place[420] = "";
    int n;

    if (name != NULL && one->line > 0) {
        snprintf(place, sizeof place, "%.380s:%d:%d: ", name, one->line, one->column);
    } else if (name != NULL || faults->sources->n > 0) {
        snprintf(place, sizeof place,
                 "%.380s: ", name != NULL ? name : faults->sources->source[0].name);
    }
    if (known) {
        source_excerpt(&faults->sources->source[one->source], one->line, one->column, excerpt,
                       sizeof excerpt);
    }
    n = snprintf(ret, size, "%s%s%s%s\n", place, one->text, excerpt[0] == '\0' ? "" : "\n",
                 excerpt);
    return n < 0 ? 0 : (size_t)n >= size ? size - 1 : (size_t)n;
}

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out while listing errors");
}

ofr_status faults_report(const ofr_faults *faults, ofr_status code, ofr_error *err)
{
    size_t distinct;
    size_t shown;
    size_t room;
    size_t n = 0;
    char *text;

    if (!faults_any(faults)) return OFR_OK;
    if (faults->out_of_memory || faults->n == 0) return no_memory(err);
    qsort(faults->fault, faults->n, sizeof *faults->fault, by_place);
    distinct = drop_repeated(faults->fault, faults->n);
    shown = distinct < FAULTS_SHOWN ? distinct : FAULTS_SHOWN;
    room = shown * (FAULT_TEXT + EXCERPT_ROOM + 440) + 64;
    text = malloc(room);
    if (text == NULL) return no_memory(err);
    for (size_t i = 0; i < shown; i++) {
        n += write_fault(faults, &faults->fault[i], text + n, room - n);
    }
    if (faults->dropped > 0 && distinct == shown) {
        snprintf(text + n, room - n, "... and more");
    } else if (faults->dropped > 0) {
        snprintf(text + n, room - n, "... and more than %zu more", distinct - shown);
    } else if (distinct > shown) {
        snprintf(text + n, room - n, "... and %zu more", distinct - shown);
    } else {
        text[n - 1] = '\0'; /* the last line end */
    }
    ofr_fail(err, code, "", "%s", text);
    free(text);
    return code;
}

ofr_status faults_status(const ofr_faults *faults, ofr_error *err)
{
    if (faults == NULL) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    return faults_report(faults, OFR_STRUCTURE, err);
}
