/* fuzz_spec.c -- reading a scenario ends with a spec or with a status and words, and what was read
 * can be written out and read again. */
#include <stdlib.h>
#include <string.h>

#include "../unit/spec_test_keys.h"

/* A path with any of its parts made a * matches itself, and one that leads nowhere is mended or not, within its room. */
static void match_all(const ofr_spec *spec)
{
    static const char *found[4096];

    for (size_t i = 0; i < spec->n_parameters && i < 64; i++) {
        char pattern[512], mended[64];
        const char *path = spec->parameter[i].path, *dot = strchr(path, '.');
        bool itself = false;
        if (dot == NULL || strlen(path) >= sizeof pattern) continue;
        snprintf(pattern, sizeof pattern, "*%s", dot);
        const size_t n = spec_match(spec, pattern, found, 4096);
        for (size_t j = 0; j < n && j < 4096; j++) itself |= strcmp(found[j], path) == 0;
        if (!itself && n <= 4096 && spec_match(spec, path, found, 4096) > 0) abort();
        spec_mend_path(spec, dot + 1, mended, sizeof mended);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_out(const ofr_spec *spec)
{
    FILE *out = fopen("/dev/null", "w");

    if (out == NULL) return;
    if (spec_explain(spec, true, out, NULL) != OFR_OK) abort();
    if (spec_json(spec, out, NULL) != OFR_OK) abort();
    fclose(out);
}

/* The stored text gives the same scenario. */
static void read_again(const ofr_spec *spec)
{
    ofr_spec *again = NULL;

    if (spec_read_text(spec->text, strlen(spec->text), spec->file, spec_test_keys, SPEC_TEST_TABLES,
                       &again, NULL) != OFR_OK) {
        abort();
    }
    if (again->hash != spec->hash || again->n_parameters != spec->n_parameters) abort();
    spec_free(again);
}

/* Every value can be changed to what it is. */
static void change_all(ofr_spec *spec)
{
    for (size_t i = 0; i < spec->n_parameters; i++) {
        const ofr_node *node = spec->parameter[i].node;
        if (strchr(node->text, '(') != NULL) continue; /* a prior alone has no value as written */
        if (spec_change(spec, node->path, node->text, NULL) != OFR_OK) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};
    const ofr_status status = spec_read_text((const char *)data, size, "no/such/place/f.yaml",
                                             spec_test_keys, SPEC_TEST_TABLES, &spec, &err);

    if (status == OFR_OK) {
        write_out(spec);
        read_again(spec);
        change_all(spec);
        match_all(spec);
    } else if (err.text == NULL || err.text[0] == '\0' || spec != NULL) {
        abort();
    }
    ofr_error_done(&err);
    spec_free(spec);
    return 0;
}
