/* json.c -- the resolved scenario as JSON, for programs that do not read our YAML. */
#include <string.h>

#include "read.h"

static void put_text(const char *text, FILE *out)
{
    fputc('"', out);
    for (; text != NULL && *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

/* The shortest text that reads back as the same number. */
static void put_number(double value, FILE *out)
{
    char text[40];
    double back = 0;

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (number_parse(text, &back) && back == value) break;
    }
    fputs(text, out);
}

static void indent(int depth, FILE *out)
{
    fputc('\n', out);
    for (int i = 0; i < depth; i++) fputs("  ", out);
}

static void put_leaf(const ofr_node *node, FILE *out)
{
    char day[OFR_DATE_TEXT];

    switch (node->key->type) {
    case OFR_NUMBER:
    case OFR_COUNT:
        put_number(node->value, out);
        break;
    case OFR_FLAG:
        fputs(node->value != 0 ? "true" : "false", out);
        break;
    case OFR_DATE:
        put_text(date_format((int32_t)node->value, day), out);
        break;
    default:
        put_text(node->text, out);
        break;
    }
}

/* REFS and NUMBERS: [a, b]; PAIRS: [[a, b], [c, d]]. */
static void put_elements(const ofr_node *node, FILE *out)
{
    const bool pairs = node->key->type == OFR_PAIRS;

    fputc('[', out);
    for (size_t i = 0; i < node->n_children; i++) {
        if (i > 0) fputs(", ", out);
        if (pairs && i % 2 == 0) fputc('[', out);
        put_leaf(node->child[i], out);
        if (pairs && i % 2 == 1) fputc(']', out);
    }
    fputc(']', out);
}

static void put_node(const ofr_node *node, int depth, FILE *out);

/* A change: its value, or {value, from, to}. */
static void put_change(const ofr_node *node, FILE *out)
{
    if (node->n_children == 0) {
        put_text(node->text, out);
        return;
    }
    fputs("{\"value\": ", out);
    put_text(node->text, out);
    for (size_t i = 0; i < node->n_children; i++) {
        fprintf(out, ", \"%s\": ", node->child[i]->id);
        put_leaf(node->child[i], out);
    }
    fputc('}', out);
}

static void put_container(const ofr_node *node, int depth, FILE *out)
{
    const bool list = node->key->type == OFR_LIST;
    const bool entry = node->parent != NULL && node->parent->key->type == OFR_LIST;
    bool first = true;

    fputc(list ? '[' : '{', out);
    if (entry && !list) { /* an entry of a list keeps its name */
        indent(depth + 1, out);
        fputs("\"id\": ", out);
        put_text(node->id, out);
        first = false;
    }
    for (size_t i = 0; i < node->n_children; i++) {
        const ofr_node *child = node->child[i];
        if (!child->stated && child->n_children == 0 && schema_is_container(child->key->type))
            continue;
        if (!first) fputc(',', out);
        first = false;
        indent(depth + 1, out);
        if (!list) {
            put_text(child->id, out);
            fputs(": ", out);
        }
        if (node->key->type == OFR_CHANGES)
            put_change(child, out);
        else
            put_node(child, depth + 1, out);
    }
    if (!first) indent(depth, out);
    fputc(list ? ']' : '}', out);
}

static void put_node(const ofr_node *node, int depth, FILE *out)
{
    if (schema_is_container(node->key->type))
        put_container(node, depth, out);
    else if (node->n_children > 0 || node->key->type == OFR_REFS || node->key->type == OFR_PAIRS ||
             node->key->type == OFR_NUMBERS)
        put_elements(node, out);
    else
        put_leaf(node, out);
}

static void put_place(const ofr_place *place, FILE *out)
{
    char text[500];

    snprintf(text, sizeof text, "%.440s:%d:%d", place->file, place->line, place->column);
    put_text(text, out);
}

static void put_parameter(const ofr_parameter *parameter, FILE *out)
{
    const ofr_prior *prior = &parameter->prior;
    const ofr_node *node = parameter->node;

    fputs("{\"path\": ", out);
    put_text(parameter->path, out);
    fputs(", \"value\": ", out);
    put_number(parameter->value, out);
    fputs(", \"unit\": ", out);
    put_text(node->key->unit == UNIT_AMOUNT && node->word != NULL ? node->word
                                                                  : unit_name(node->key->unit),
             out);
    if (prior->kind != PRIOR_NONE) {
        fprintf(out, ", \"prior\": {\"kind\": \"%s\", \"a\": ", prior_name(prior->kind));
        put_number(prior->a, out);
        fputs(", \"b\": ", out);
        put_number(prior->b, out);
        if (prior->kind == PRIOR_TRIANGULAR) {
            fputs(", \"c\": ", out);
            put_number(prior->c, out);
        }
        fputc('}', out);
    }
    fputs(", \"source\": ", out);
    put_text(parameter->source, out);
    fprintf(out, ", \"judged\": %s, \"stated\": %s", parameter->judged ? "true" : "false",
            node->stated ? "true" : "false");
    if (node->place.line > 0) {
        fputs(", \"place\": ", out);
        put_place(&node->place, out);
    }
    fputc('}', out);
}

/* Places of everything that was written. */
static void put_places(const ofr_node *node, bool *first, FILE *out)
{
    if (node->stated && node->place.line > 0 && node->parent != NULL) {
        if (!*first) fputc(',', out);
        *first = false;
        indent(2, out);
        put_text(node->path, out);
        fputs(": ", out);
        put_place(&node->place, out);
    }
    for (size_t i = 0; i < node->n_children; i++) put_places(node->child[i], first, out);
}

ofr_status spec_json(const ofr_spec *spec, FILE *out, ofr_error *err)
{
    bool first = true;

    fputs("{\n  \"offramp\": 1,\n  \"file\": ", out);
    put_text(spec->file, out);
    fprintf(out, ",\n  \"hash\": \"%016llx\",\n  \"scenario\": ", (unsigned long long)spec->hash);
    put_container(spec->root, 1, out);
    fputs(",\n  \"parameters\": [", out);
    for (size_t i = 0; i < spec->n_parameters; i++) {
        if (i > 0) fputc(',', out);
        indent(2, out);
        put_parameter(&spec->parameter[i], out);
    }
    fputs("\n  ],\n  \"places\": {", out);
    put_places(spec->root, &first, out);
    fputs("\n  }\n}\n", out);
    if (ferror(out)) return ofr_fail(err, OFR_IO, spec->file, "the JSON text cannot be written");
    return OFR_OK;
}
