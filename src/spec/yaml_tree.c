/* yaml_tree.c -- libyaml events into a tree with places; refuses what a scenario cannot use. */
#include "yaml_tree.h"

#include <string.h>
#include <yaml.h>

typedef struct frame {
    raw_node *node;
    const char *key; /* mapping: a key that waits for its value */
    ofr_place key_place;
} frame;

typedef struct builder {
    ofr_arena *arena;
    const spec_source *source;
    size_t *n_nodes;
    frame stack[YAML_MAX_DEPTH];
    size_t depth;
    raw_node *root;
    ofr_error *err;
} builder;

/* Fails at a mark, with the source line and a caret below. */
static ofr_status fail_at(const builder *b, ofr_status code, ofr_place place, const char *text)
{
    char where[420];
    char excerpt[800];

    snprintf(where, sizeof where, "%.380s:%d:%d", b->source->name, place.line, place.column);
    source_excerpt(b->source, place.line, place.column, excerpt, sizeof excerpt);
    return ofr_fail(b->err, code, where, "%s%s%s", text, excerpt[0] == '\0' ? "" : "\n", excerpt);
}

static ofr_status fail_memory(const builder *b)
{
    return ofr_fail(b->err, OFR_NO_MEMORY, b->source->name, "memory is out while reading the file");
}

static ofr_place place_of(const builder *b, yaml_mark_t mark)
{
    return (ofr_place){b->source->name, (int)mark.line + 1, (int)mark.column + 1};
}

bool raw_is_empty(const raw_node *raw)
{
    return raw->kind == RAW_SCALAR && raw->plain && raw->text[0] == '\0';
}

const raw_pair *raw_find(const raw_node *mapping, const char *key)
{
    const raw_pair *pair = mapping->first;

    while (pair != NULL && strcmp(pair->key, key) != 0) pair = pair->next;
    return pair;
}

/* A prior in braces, {prior: beta(7, 13)}, is cut by YAML at its comma into a value "beta(7" and a
 * key "13)" without value. While the value has an open parenthesis, such a key belongs to it. */
static bool continues_value(const raw_node *mapping, const raw_node *value)
{
    const raw_pair *last = mapping->last;
    int open = 0;

    if (!mapping->flow || last == NULL || !raw_is_empty(value)) return false;
    if (last->value->kind != RAW_SCALAR || !last->value->plain) return false;
    for (const char *p = last->value->text; *p != '\0'; p++) open += (*p == '(') - (*p == ')');
    return open > 0;
}

static bool join_value(builder *b, raw_node *value, const char *more)
{
    const size_t n = strlen(value->text);
    const size_t m = strlen(more);
    char *text;

    if (n + m > 400) return true; /* no prior is that long; what stands will be refused later */
    text = arena_alloc(b->arena, n + m + 3);
    if (text == NULL) return false;
    memcpy(text, value->text, n);
    memcpy(text + n, ", ", 2);
    memcpy(text + n + 2, more, m + 1);
    value->text = text;
    return true;
}

/* Hangs a finished or just opened node into its parent. */
static ofr_status attach(builder *b, raw_node *node)
{
    frame *top = b->depth == 0 ? NULL : &b->stack[b->depth - 1];
    raw_pair *pair;

    if (top == NULL) {
        b->root = node;
        return OFR_OK;
    }
    if (top->node->kind == RAW_SEQUENCE) {
        if (top->node->last_item != NULL) top->node->last_item->next = node;
        if (top->node->first_item == NULL) top->node->first_item = node;
        top->node->last_item = node;
        top->node->n++;
        return OFR_OK;
    }
    if (top->key == NULL) { /* this node is the key */
        if (node->kind != RAW_SCALAR) {
            return fail_at(b, OFR_SYNTAX, node->place,
                           "a key must be a word, not a list or mapping");
        }
        top->key = node->text;
        top->key_place = node->place;
        return OFR_OK;
    }
    if (continues_value(top->node, node)) {
        if (!join_value(b, top->node->last->value, top->key)) return fail_memory(b);
        top->key = NULL;
        return OFR_OK;
    }
    pair = arena_alloc(b->arena, sizeof *pair);
    if (pair == NULL) return fail_memory(b);
    *pair = (raw_pair){top->key, top->key_place, node, NULL, *b->n_nodes, false};
    if (top->node->last != NULL) top->node->last->next = pair;
    if (top->node->first == NULL) top->node->first = pair;
    top->node->last = pair;
    top->node->n++;
    top->key = NULL;
    return OFR_OK;
}

static raw_node *make_node(builder *b, raw_kind kind, yaml_mark_t mark, ofr_status *ret_status)
{
    raw_node *node;

    if (++*b->n_nodes > YAML_MAX_NODES) {
        *ret_status = fail_at(b, OFR_LIMIT, place_of(b, mark),
                              "the scenario has more than 100000 keys and values");
        return NULL;
    }
    node = arena_alloc(b->arena, sizeof *node);
    if (node == NULL) {
        *ret_status = fail_memory(b);
        return NULL;
    }
    node->kind = kind;
    node->place = place_of(b, mark);
    return node;
}

static ofr_status take_scalar(builder *b, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    const size_t length = event->data.scalar.length;
    ofr_status status = OFR_OK;
    raw_node *node;

    if (memchr(value, '\0', length) != NULL) {
        return fail_at(b, OFR_SYNTAX, place_of(b, event->start_mark),
                       "the text holds a NUL character (\\0); remove it");
    }
    node = make_node(b, RAW_SCALAR, event->start_mark, &status);
    if (node == NULL) return status;
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->flow = b->depth > 0 && b->stack[b->depth - 1].node->flow;
    node->text = arena_text(b->arena, value, length);
    if (node->text == NULL) return fail_memory(b);
    return attach(b, node);
}

static ofr_status open_container(builder *b, raw_kind kind, bool flow, yaml_mark_t mark)
{
    ofr_status status = OFR_OK;
    raw_node *node;

    if (b->depth == YAML_MAX_DEPTH) {
        return fail_at(b, OFR_LIMIT, place_of(b, mark), "more than 32 levels inside each other");
    }
    node = make_node(b, kind, mark, &status);
    if (node == NULL) return status;
    node->flow = flow;
    status = attach(b, node);
    if (status == OFR_OK) b->stack[b->depth++] = (frame){node, NULL, {NULL, 0, 0}};
    return status;
}

static bool has_anchor_or_tag(const yaml_event_t *event, bool *ret_tag)
{
    const yaml_char_t *anchor = NULL;
    const yaml_char_t *tag = NULL;

    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    }
    *ret_tag = tag != NULL;
    return anchor != NULL || tag != NULL;
}

static ofr_status take_event(builder *b, const yaml_event_t *event)
{
    bool tag = false;

    if (event->type == YAML_ALIAS_EVENT || has_anchor_or_tag(event, &tag)) {
        return fail_at(
            b, tag ? OFR_SYNTAX : OFR_LIMIT, place_of(b, event->start_mark),
            tag ? "tags (!...) are not used in scenarios; quote a text that starts with '!'"
                : "anchors (&) and aliases (*) are refused; share parts by 'templates:' and"
                  " 'like:'");
    }
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (b->root == NULL) return OFR_OK;
        return fail_at(b, OFR_SYNTAX, place_of(b, event->start_mark),
                       "a second document begins here; a scenario is one document");
    case YAML_SCALAR_EVENT:
        return take_scalar(b, event);
    case YAML_MAPPING_START_EVENT:
        return open_container(b, RAW_MAPPING,
                              event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
                              event->start_mark);
    case YAML_SEQUENCE_START_EVENT:
        return open_container(b, RAW_SEQUENCE,
                              event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
                              event->start_mark);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        b->depth--;
        return OFR_OK;
    default:
        return OFR_OK;
    }
}

/* libyaml's own complaint, in one sentence. */
static ofr_status fail_syntax(const builder *b, const yaml_parser_t *parser)
{
    const char *problem = parser->problem != NULL ? parser->problem : "not YAML";
    const char *hint = "";
    char text[500];
    const ofr_place place = place_of(b, parser->problem_mark);

    if (parser->error == YAML_MEMORY_ERROR) return fail_memory(b);
    if (strstr(problem, "cannot start any token") != NULL) {
        hint = "; indent with spaces, not tabs, and quote a text that starts with a sign";
    } else if (strstr(problem, "mapping values are not allowed") != NULL) {
        hint = "; quote a text that holds ': '";
    }
    if (parser->context != NULL && parser->context_mark.line != parser->problem_mark.line) {
        snprintf(text, sizeof text, "not YAML: %s (%s that starts in line %d)%s", problem,
                 parser->context, (int)parser->context_mark.line + 1, hint);
    } else {
        snprintf(text, sizeof text, "not YAML: %s%s", problem, hint);
    }
    return fail_at(b, OFR_SYNTAX, place, text);
}

ofr_status yaml_tree_parse(ofr_arena *arena, const spec_source *source, size_t *n_nodes,
                           raw_node **ret_root, ofr_error *err)
{
    builder b = {.arena = arena, .source = source, .n_nodes = n_nodes, .err = err};
    const size_t bom = source->size >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    yaml_parser_t parser;
    ofr_status status = OFR_OK;
    bool more = true;

    if (!yaml_parser_initialize(&parser)) return fail_memory(&b);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->text + bom,
                                 source->size - bom);
    while (more && status == OFR_OK) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            status = fail_syntax(&b, &parser);
            break;
        }
        more = event.type != YAML_STREAM_END_EVENT;
        status = take_event(&b, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (status != OFR_OK) return status;
    if (b.root == NULL) {
        return ofr_fail(err, OFR_SYNTAX, source->name,
                        "the file holds nothing but comments; a scenario begins with 'offramp: 1'");
    }
    *ret_root = b.root;
    return OFR_OK;
}
