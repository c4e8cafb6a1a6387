/* page.c -- a result or a comparison as one self-contained HTML file: the built page with its JSON put into it. */
#include <stdlib.h>
#include <string.h>

#include "../core/file_read.h"
#include "answer.h"
#include "comparison.h"

static const char marker_open[] = "<script type=\"application/json\" id=\"offramp-data\">";
static const char marker[] = "<script type=\"application/json\" id=\"offramp-data\">null</script>";

enum { MAX_TEMPLATE = 64 << 20, MAX_PAGE = 256 << 20 };

static ofr_status read_template(const char *path, char **ret_text, size_t *ret_size, ofr_error *err)
{
    const file_asked asked = {.path = path, .origin = FILE_FOUND, .limit = MAX_TEMPLATE};

    return file_read(&asked, ret_text, ret_size, err);
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

/* The template up to the marker, the JSON, the rest. */
static ofr_status fill(FILE *out, const char *text, size_t size, const char *at, put_json put,
                       const void *self, ofr_error *err)
{
    const char *rest = at + sizeof marker_open - 1 + strlen("null");
    ofr_status status;

    fwrite(text, 1, (size_t)(at - text) + sizeof marker_open - 1, out);
    status = put(self, out, err);
    if (status == OFR_IO && ferror(out)) { /* file_write_end finds it and names the file */
        ofr_error_done(err);
        return OFR_OK;
    }
    if (status == OFR_OK) fwrite(rest, 1, size - (size_t)(rest - text), out);
    return status;
}

static ofr_status put_in_place(const char *template_html, const char *out_html,
                               const file_rule *rule, put_json put, const void *self,
                               ofr_error *err)
{
    char *text = NULL;
    const char *at = NULL;
    file_out *out = NULL;
    size_t size = 0;
    ofr_status status = read_template(template_html, &text, &size, err);

    if (status == OFR_OK && !(at = find_marker(text, size))) {
        status = ofr_fail(err, OFR_IO, template_html, "is no page of offramp: it must hold %s once",
                          marker);
    }
    if (status == OFR_OK) status = file_write_begin(out_html, rule, &out, err);
    if (status == OFR_OK) status = fill(file_write_stream(out), text, size, at, put, self, err);
    status = file_write_end(out, status, err);
    free(text);
    return status;
}

/* Reads up to the end of the first `wanted`; false: there is none in what a page may hold. */
static bool find_text(FILE *in, const char *wanted, size_t n)
{
    size_t matched = 0;
    int c;

    /* `wanted` begins with its only '<', so a mismatch can begin anew only at this byte. */
    for (size_t i = 0; i < MAX_PAGE && (c = getc(in)) != EOF; i++) {
        if (c == wanted[matched])
            matched++;
        else
            matched = c == wanted[0];
        if (matched == n) return true;
    }
    return false;
}

bool page_is_ours(FILE *in)
{
    int c = getc(in);

    while (c == ' ' || c == '\t' || c == '\r' || c == '\n') c = getc(in);
    if (c != '<') return false;
    rewind(in);
    return find_text(in, marker_open, sizeof marker_open - 1);
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
                      const file_rule *rule, ofr_error *err)
{
    ofr_answer *answer = NULL;
    ofr_status status = answer_read(result, true, &answer, err);

    if (status == OFR_OK)
        status = put_in_place(template_html, out_html, rule, put_answer, answer, err);
    answer_free(answer);
    return status;
}

ofr_status page_write_comparison(const ofr_comparison *comparison, const char *template_html,
                                 const char *out_html, const file_rule *rule, ofr_error *err)
{
    return put_in_place(template_html, out_html, rule, put_comparison, comparison, err);
}
