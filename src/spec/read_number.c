/* read_number.c -- a number: plain, or {value:, prior:, source:, note:}. */
#include <string.h>

#include "read.h"

typedef struct number_parts {
    raw_node *value, *prior, *source;
} number_parts;

/* Sorts the keys of a number written in braces. */
static void take_parts(reader *r, const ofr_node *node, raw_node *raw, number_parts *parts)
{
    static const char *const known[] = {"value", "prior", "source", "note"};

    mapping_check(raw, node->path, r->faults);
    for (const raw_pair *pair = raw->first; pair != NULL; pair = pair->next) {
        raw_node **place[] = {&parts->value, &parts->prior, &parts->source, NULL};
        size_t k = 0;
        while (k < 4 && strcmp(pair->key, known[k]) != 0) k++;
        if (k == 4) {
            faults_at(
                r->faults, pair->place, node->path,
                "unknown key '%s'; a number has value, prior, source and note%s%s",
                show_text(pair->key).s, schema_did_you_mean(nearest_name(pair->key, known, 4)).s,
                raw->flow && raw_is_empty(pair->value) ? "; quote a text that holds a comma" : "");
        } else if (pair->value->kind != RAW_SCALAR || raw_is_empty(pair->value)) {
            faults_at(r->faults, pair->place, node->path, "'%s' must be a single value", known[k]);
        } else if (place[k] != NULL && *place[k] == NULL) {
            *place[k] = pair->value;
        }
    }
}

/* A prior, and how it is cut to the range of its key. */
typedef struct read_prior {
    ofr_prior prior;
    ofr_prior_cut cut;
} read_prior;

/* Reads the prior; false when it is refused. */
static bool take_prior(reader *r, ofr_node *node, const raw_node *raw, const char *text,
                       read_prior *ret_prior)
{
    const ofr_key *key = node->key;
    read_prior prior;
    value_text why;

    if (!prior_parse(text, key->unit, &prior.prior, &why) ||
        !prior_fits(&prior.prior, key, &prior.cut, &why)) {
        read_fault(r, node, raw, why.s);
        return false;
    }
    *ret_prior = prior;
    return true;
}

/* Point value from the value if there is one, else from the prior. false: refused. */
static bool take_value(reader *r, ofr_node *node, const number_parts *parts,
                       const read_prior *prior)
{
    const raw_node *raw = parts->value != NULL ? parts->value : parts->prior;
    const char *text = read_text_of(r, raw);
    value_text why;

    if (text == NULL) return false;
    if (parts->value == NULL) {
        node->text = text;
        node->value = prior_cut_quantile(&prior->prior, &prior->cut, 0.5);
        if (node->key->unit == UNIT_AMOUNT) {
            const char *word = strrchr(text, ')');
            node->word = word == NULL ? NULL : word + 1 + strspn(word + 1, " \t");
        }
        return true;
    }
    if (!value_parse(text, node, &why)) {
        read_fault(r, node, raw, why.s);
        return false;
    }
    if (prior->prior.kind != PRIOR_NONE && !prior_covers(&prior->prior, node->value)) {
        read_fault(r, node, raw, "its prior never gives this value; change the value or the prior");
        return false;
    }
    return true;
}

static bool keep_parameter(reader *r, ofr_node *node, ofr_prior prior, const char *source)
{
    found_parameter *found = arena_alloc(r->arena, sizeof *found);

    if (found == NULL) return false;
    found->parameter.path = node->path;
    found->parameter.value = node->value;
    found->parameter.prior = prior;
    found->parameter.node = node;
    if (!node->stated && source[0] == '\0' && node->key->source != NULL) source = node->key->source;
    found->parameter.source = source;
    found->parameter.judged = strcmp(source, "judgement") == 0 ||
                              (node->stated && source[0] == '\0');
    if (r->last != NULL)
        r->last->next = found;
    else
        r->first = found;
    r->last = found;
    node->parameter = r->n_parameters++;
    return true;
}

bool read_number(reader *r, ofr_node *node, raw_node *raw, const schema_node *s)
{
    number_parts parts = {NULL, NULL, NULL};
    read_prior prior = {{PRIOR_NONE, 0, 0, 0}, {1, 0, 0, 0}};
    const char *source = "";
    const char *text;

    (void)s;
    if (raw->kind == RAW_MAPPING) {
        take_parts(r, node, raw, &parts);
        if (parts.value == NULL && parts.prior == NULL) {
            faults_at(r->faults, raw->place, node->path, "neither value nor prior is given; %s",
                      "write {value: ...} or {prior: ...}");
            return true;
        }
    } else {
        parts.value = raw;
    }
    if (parts.prior != NULL) {
        text = read_text_of(r, parts.prior);
        if (text == NULL) return false;
        if (!take_prior(r, node, parts.prior, text, &prior)) return true;
    }
    if (!take_value(r, node, &parts, &prior)) return !r->out_of_memory;
    if (parts.source != NULL) {
        source = read_text_of(r, parts.source);
        if (source == NULL) return false;
    }
    return keep_parameter(r, node, prior.prior, source);
}
