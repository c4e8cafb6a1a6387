/* json.c -- the resolved scenario as JSON, for programs that do not read our YAML. */
#include <string.h>

#include "../core/json_writer.h"
#include "read.h"

static void put_leaf(json_writer *json, const char *key, const ofr_node *node)
{
    char day[OFR_DATE_TEXT];

    switch (node->key->type) {
    case OFR_NUMBER:
    case OFR_COUNT:
        json_exact(json, key, node->value);
        break;
    case OFR_FLAG:
        json_flag(json, key, node->value != 0);
        break;
    case OFR_DATE:
        json_text(json, key, date_format((int32_t)node->value, day));
        break;
    default:
        json_text(json, key, node->text);
        break;
    }
}

/* REFS and NUMBERS: [a, b]; PAIRS: [[a, b], [c, d]]. */
static void put_elements(json_writer *json, const char *key, const ofr_node *node)
{
    const bool pairs = node->key->type == OFR_PAIRS;

    json_open_row(json, key, '[');
    for (size_t i = 0; i < node->n_children; i++) {
        if (pairs && i % 2 == 0) json_open(json, NULL, '[');
        put_leaf(json, NULL, node->child[i]);
        if (pairs && i % 2 == 1) json_close(json, ']');
    }
    json_close(json, ']');
}

static void put_node(json_writer *json, const char *key, const ofr_node *node);

/* A change: its value, or {value, from, to}. */
static void put_change(json_writer *json, const char *key, const ofr_node *node)
{
    if (node->n_children == 0) {
        json_text(json, key, node->text);
        return;
    }
    json_open_row(json, key, '{');
    json_text(json, "value", node->text);
    for (size_t i = 0; i < node->n_children; i++)
        put_leaf(json, node->child[i]->id, node->child[i]);
    json_close(json, '}');
}

static void put_container(json_writer *json, const char *key, const ofr_node *node)
{
    const bool list = node->key->type == OFR_LIST;
    const bool entry = node->parent != NULL && node->parent->key->type == OFR_LIST;

    json_open(json, key, list ? '[' : '{');
    if (entry && !list) json_text(json, "id", node->id); /* an entry of a list keeps its name */
    for (size_t i = 0; i < node->n_children; i++) {
        const ofr_node *child = node->child[i];
        const char *name = list ? NULL : child->id;
        if (!child->stated && child->n_children == 0 && schema_is_container(child->key->type))
            continue;
        if (node->key->type == OFR_CHANGES)
            put_change(json, name, child);
        else
            put_node(json, name, child);
    }
    json_close(json, list ? ']' : '}');
}

static void put_node(json_writer *json, const char *key, const ofr_node *node)
{
    if (schema_is_container(node->key->type))
        put_container(json, key, node);
    else if (node->n_children > 0 || node->key->type == OFR_REFS || node->key->type == OFR_PAIRS ||
             node->key->type == OFR_NUMBERS)
        put_elements(json, key, node);
    else
        put_leaf(json, key, node);
}

static void put_place(json_writer *json, const char *key, const ofr_place *place)
{
    char text[500];

    snprintf(text, sizeof text, "%.440s:%d:%d", place->file, place->line, place->column);
    json_text(json, key, text);
}

/* cut_to: of a prior of which some lies beyond the range of its key; an end that is open is null. */
static void put_prior(json_writer *json, const ofr_prior *prior, const ofr_key *key)
{
    const ofr_prior_cut cut = prior_cut(prior, key->lo, key->hi);

    json_open(json, "prior", '{');
    json_text(json, "kind", prior_name(prior->kind));
    json_exact(json, "a", prior->a);
    json_exact(json, "b", prior->b);
    if (prior->kind == PRIOR_TRIANGULAR) json_exact(json, "c", prior->c);
    if (cut.below + cut.above > 0) {
        json_open(json, "cut_to", '[');
        json_exact(json, NULL, key->lo);
        json_exact(json, NULL, key->hi);
        json_close(json, ']');
    }
    json_close(json, '}');
}

static void put_parameter(json_writer *json, const ofr_parameter *parameter)
{
    const ofr_node *node = parameter->node;

    json_open_row(json, NULL, '{');
    json_text(json, "path", parameter->path);
    json_exact(json, "value", parameter->value);
    json_text(json, "unit",
              node->key->unit == UNIT_AMOUNT && node->word != NULL ? node->word
                                                                   : unit_name(node->key->unit));
    if (parameter->prior.kind != PRIOR_NONE) put_prior(json, &parameter->prior, node->key);
    json_text(json, "source", parameter->source);
    json_flag(json, "judged", parameter->judged);
    json_flag(json, "stated", node->stated);
    if (node->place.line > 0) put_place(json, "place", &node->place);
    json_close(json, '}');
}

/* Places of everything that was written. */
static void put_places(json_writer *json, const ofr_node *node)
{
    if (node->stated && node->place.line > 0 && node->parent != NULL)
        put_place(json, node->path, &node->place);
    for (size_t i = 0; i < node->n_children; i++) put_places(json, node->child[i]);
}

ofr_status spec_json(const ofr_spec *spec, FILE *out, ofr_error *err)
{
    json_writer json = {.out = out, .lines = true};
    char hash[17];

    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)spec->hash);
    json_open(&json, NULL, '{');
    json_whole(&json, "offramp", 1);
    json_text(&json, "file", spec->file);
    json_text(&json, "hash", hash);
    put_container(&json, "scenario", spec->root);
    json_open(&json, "parameters", '[');
    for (size_t i = 0; i < spec->n_parameters; i++) put_parameter(&json, &spec->parameter[i]);
    json_close(&json, ']');
    json_open(&json, "places", '{');
    put_places(&json, spec->root);
    json_close(&json, '}');
    json_close(&json, '}');
    putc('\n', out);
    if (ferror(out)) return ofr_fail(err, OFR_IO, spec->file, "the JSON text cannot be written");
    return OFR_OK;
}
