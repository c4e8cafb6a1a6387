/* page.c -- a result or a comparison as one self-contained HTML file: the built page with its JSON put into it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "comparison.h"

static const char marker_open[] = "<script type=\"application/json\" id=\"offramp-data\">";
static const char marker[] = "<script type=\"application/json\" id=\"offramp-data\">null</script>";

enum { MAX_TEMPLATE = 64 << 20 };

/* The whole template with an end added. */
static ofr_status read_template(const char *path, char **ret_text, size_t *ret_size, ofr_error *err)
{
    FILE *in = fopen(path, "rb");
    size_t size = 0, room = 1 << 16;
    char *text = NULL;

    if (!in) {
        return ofr_fail(err, OFR_IO, path,
                        "the page cannot be read; build it with `make page`, or name "
                        "a built page");
    }
    for (;;) {
        char *larger = room <= MAX_TEMPLATE ? realloc(text, room + 1) : NULL;
        if (!larger) break;
        text = larger;
        size += fread(text + size, 1, room - size, in);
        if (size < room) {
            const bool failed = ferror(in) != 0;
            fclose(in);
            if (failed) {
                free(text);
                return ofr_fail(err, OFR_IO, path, "the page cannot be read to its end");
            }
            text[size] = '\0';
            *ret_text = text;
            *ret_size = size;
            return OFR_OK;
        }
        room *= 2;
    }
    fclose(in);
    free(text);
    return ofr_fail(err, OFR_LIMIT, path, "the page is too large to be one of offramp");
}

/* The only marker of a page; the name may occur in its script as well, the whole tag may not. */
static const char *find_marker(const char *text, size_t size)
{
    const char *found = NULL;
    const size_t n = sizeof marker - 1;

    for (const char *at = text; (at = memchr(at, '<', size - (size_t)(at - text))); at++) {
        if (size - (size_t)(at - text) < n) break;
        if (memcmp(at, marker, n) != 0) continue;
        if (found) return NULL;
        found = at;
    }
    return found;
}

/* Writes the JSON that goes into the page. */
typedef ofr_status (*put_json)(const void *self, FILE *out, ofr_error *err);

static ofr_status write_page(const char *path, const char *text, size_t size, const char *at,
                             put_json put, const void *self, ofr_error *err)
{
    const char *rest = at + sizeof marker_open - 1 + strlen("null");
    FILE *out = fopen(path, "wb");
    ofr_status status;

    if (!out) {
        return ofr_fail(err, OFR_IO, path,
                        "cannot be made; check that the directory exists and can be "
                        "written");
    }
    fwrite(text, 1, (size_t)(at - text) + sizeof marker_open - 1, out);
    status = put(self, out, err);
    fwrite(rest, 1, size - (size_t)(rest - text), out);
    const bool failed = ferror(out) != 0;
    if ((fclose(out) != 0 || failed) && status == OFR_OK) {
        status = ofr_fail(err, OFR_IO, path, "cannot be written to its end; is the disk full?");
    }
    return status;
}

/* The page beside its place first, then renamed: a reader never sees half of one. */
static ofr_status put_in_place(const char *template_html, const char *out_html, put_json put,
                               const void *self, ofr_error *err)
{
    const size_t room = strlen(out_html) + sizeof ".part";
    char *text = NULL, *part = malloc(room);
    const char *at = NULL;
    size_t size = 0;
    ofr_status status = read_template(template_html, &text, &size, err);

    if (status == OFR_OK && !part)
        status = ofr_fail(err, OFR_NO_MEMORY, out_html, "out of memory while writing it");
    if (status == OFR_OK && !(at = find_marker(text, size))) {
        status = ofr_fail(err, OFR_IO, template_html, "is no page of offramp: it must hold %s once",
                          marker);
    }
    if (status == OFR_OK) {
        snprintf(part, room, "%s.part", out_html);
        status = write_page(part, text, size, at, put, self, err);
        if (status == OFR_OK && rename(part, out_html) != 0) {
            status = ofr_fail(err, OFR_IO, out_html, "cannot be put in place; is it a directory?");
        }
        if (status != OFR_OK) unlink(part);
    }
    free(part);
    free(text);
    return status;
}

static ofr_status put_answer(const void *self, FILE *out, ofr_error *err)
{
    return answer_json(self, out, err);
}

static ofr_status put_comparison(const void *self, FILE *out, ofr_error *err)
{
    return comparison_json(self, out, err);
}

ofr_status page_write(const char *result, const char *template_html, const char *out_html,
                      ofr_error *err)
{
    ofr_answer *answer = NULL;
    ofr_status status = answer_read(result, true, &answer, err);

    if (status == OFR_OK) status = put_in_place(template_html, out_html, put_answer, answer, err);
    answer_free(answer);
    return status;
}

ofr_status page_write_comparison(const ofr_comparison *comparison, const char *template_html,
                                 const char *out_html, ofr_error *err)
{
    return put_in_place(template_html, out_html, put_comparison, comparison, err);
}
