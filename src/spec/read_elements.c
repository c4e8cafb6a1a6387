/* read_elements.c -- lists of ids, pairs and numbers; changes by path. */
#include <string.h>

#include "read.h"

static const ofr_key element_ref = {.path = "", .type = OFR_REF, .lo = 1, .help = ""};
static const ofr_key element_number = {.path = "", .type = OFR_NUMBER, .lo = 1, .help = ""};
static const ofr_key element_text = {.path = "", .type = OFR_TEXT, .lo = 1, .help = ""};
static const ofr_key element_date = {.path = "", .type = OFR_DATE, .lo = 1, .help = ""};

/* One element of REFS, PAIRS or NUMBERS. */
static bool add_element(reader *r, ofr_node *node, const raw_node *raw)
{
    const bool number = node->key->type == OFR_NUMBERS;
    char position[24];
    const char *id;
    ofr_node *made;
    value_text why;

    snprintf(position, sizeof position, "%zu", node->n_children + 1);
    id = arena_text(r->arena, position, strlen(position));
    if (id == NULL) {
        r->out_of_memory = true;
        return false;
    }
    made = read_make_node(r, number ? &element_number : &element_ref, node, id, raw->place,
                          node->stated);
    if (made == NULL) return false;
    node->child[node->n_children++] = made;
    if (raw->kind != RAW_SCALAR || raw_is_empty(raw)) {
        faults_at(r->faults, raw->place, node->path, "%s; expected: %s", read_found(raw).s,
                  schema_expects(node->key).s);
        return true;
    }
    made->text = read_text_of(r, raw);
    if (made->text == NULL) return false;
    if (number && !value_parse(made->text, made, &why)) {
        read_fault(r, node, raw, why.s);
    } else if (number && !value_within(made->value, node->key->lo, node->key->hi)) {
        faults_at(r->faults, raw->place, node->path, "found '%s'; it must be %s",
                  show_text(made->text).s, value_range(node->key).s);
    }
    return true;
}

bool read_elements(reader *r, ofr_node *node, raw_node *raw)
{
    const bool pairs = node->key->type == OFR_PAIRS;

    if (raw->kind != RAW_SEQUENCE) {
        if (raw->kind == RAW_MAPPING || raw_is_empty(raw) || node->key->type != OFR_REFS) {
            read_wrong_kind(r, node, raw);
            return true;
        }
        return read_make_children(r, node, 1) && add_element(r, node, raw);
    }
    if (!read_make_children(r, node, pairs ? 2 * raw->n : raw->n)) return false;
    for (const raw_node *item = raw->first_item; item != NULL; item = item->next) {
        if (!pairs) {
            if (!add_element(r, node, item)) return false;
        } else if (item->kind != RAW_SEQUENCE || item->n != 2) {
            faults_at(r->faults, item->place, node->path, "%s; expected: %s",
                      item->kind == RAW_SEQUENCE ? "found a list that is no pair"
                                                 : read_found(item).s,
                      schema_expects(node->key).s);
        } else if (!add_element(r, node, item->first_item) ||
                   !add_element(r, node, item->first_item->next)) {
            return false;
        }
    }
    return true;
}

/* Dates of a change written {value: x, from: day, to: day}. */
static bool fill_change(reader *r, ofr_node *node, raw_node *raw)
{
    static const char *const known[] = {"value", "from", "to"};

    mapping_check(raw, node->path, r->faults);
    if (!read_make_children(r, node, 2)) return false;
    for (const raw_pair *pair = raw->first; pair != NULL; pair = pair->next) {
        const bool scalar = pair->value->kind == RAW_SCALAR && !raw_is_empty(pair->value);
        ofr_node *made;
        value_text why;
        if (scalar && strcmp(pair->key, "value") == 0) {
            node->text = read_text_of(r, pair->value);
            if (node->text == NULL) return false;
        } else if (scalar && (strcmp(pair->key, "from") == 0 || strcmp(pair->key, "to") == 0)) {
            if (node->n_children == 2) continue; /* repeated keys are reported already */
            made = read_make_node(r, &element_date, node, pair->key, pair->value->place, true);
            if (made == NULL) return false;
            if (!value_parse(pair->value->text, made, &why))
                read_fault(r, made, pair->value, why.s);
            node->child[node->n_children++] = made;
        } else {
            faults_at(r->faults, pair->place, node->path,
                      "found '%s'; a change is a value, or {value: ..., from: day, to: day}%s",
                      show_text(pair->key).s,
                      schema_did_you_mean(nearest_name(pair->key, known, 3)).s);
        }
    }
    if (node->text == NULL) {
        node->text = "";
        faults_at(r->faults, raw->place, node->path, "the key 'value' is missing; add value: ...");
    }
    return true;
}

bool read_changes(reader *r, ofr_node *node, raw_node *raw)
{
    if (!read_make_children(r, node, raw->n)) return false;
    mapping_check(raw, node->path, r->faults);
    for (raw_pair *pair = raw->first; pair != NULL; pair = pair->next) {
        ofr_node *made;
        if (strlen(pair->key) > 400) {
            faults_at(r->faults, pair->place, node->path,
                      "found '%s'; a path is at most 400 bytes long", show_text(pair->key).s);
            continue;
        }
        made = read_make_node(r, &element_text, node, pair->key, pair->value->place, true);
        if (made == NULL) return false;
        node->child[node->n_children++] = made;
        if (pair->value->kind == RAW_MAPPING) {
            if (!fill_change(r, made, pair->value)) return false;
        } else if (pair->value->kind == RAW_SCALAR && !raw_is_empty(pair->value)) {
            made->text = read_text_of(r, pair->value);
            if (made->text == NULL) return false;
        } else {
            made->text = "";
            faults_at(r->faults, pair->place, made->path,
                      "%s; a value is expected, as it would be written there",
                      read_found(pair->value).s);
        }
    }
    return true;
}
