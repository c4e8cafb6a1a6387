/* draft_empty.c -- a scenario template written from the schema, so that it cannot fall behind it.
 *
 * The tree of keys is walked twice over: a key with a line in `filled` is written with that value, any
 * other as a comment with an example. A comment of the second kind begins with one '#', text for the
 * reader with two: all single '#' taken away gives a scenario that uses every key.
 */
#include <string.h>

#include "../engine/compile.h"
#include "../spec/schema.h"
#include "../spec/values.h"
#include "draft.h"

enum { COMMENT_AT = 44, MAX_DEPTH = 16 };

/* What a template must hold to pass check: pattern of a key and its value. */
static const char *const filled[][2] = {
    {"title", "Two states"},
    {"start", "2024-01-01"},
    {"horizon", "180 days"},
    {"hostile", "[[here, there]]"},
    {"actors.*.name", "Here"},
    {"actors.*.kind", "principal"},
    {"theatres.*.name", "Border"},
    {"conduct.*.from", "here"},
    {"conduct.*.to", "there"},
    {"conduct.*.in", "border"},
    {"conduct.*.act", "direct"},
    {"red-lines.*.holder", "there"},
    {"red-lines.*.when.to", "there"},
    {"red-lines.*.when.act", "direct+"},
    {"red-lines.*.response.options", "[there-direct]"},
    {"outcomes.*.event", "war"},
};

/* Examples where the type alone does not tell: of commented keys. */
static const char *const example[][2] = {
    {"history.record", "events.csv"},
    {"ladder.*.w", "7"},
    {"actors.*.iso3", "ABC"},
    {"theatres.*.at", "[33.3, 44.4]"},
    {"conduct.*.answers.to", "there"},
    {"channels.*.between", "[here, there]"},
    {"files.*.between", "[here, there]"},
    {"outcomes.*.between", "[here, there]"},
    {"@pattern.act", "harass+"},
    {"deals.*.clauses.*.of", "6e9 USD"},
    {"deals.*.clauses.*.after", "first"},
    {"deals.*.clauses.*.snapback", "first"},
};

/* Name of the example entry of a section; "here" where its ids are actors'. */
static const char *const entry[][2] = {
    {"actors", "here"},
    {"theatres", "border"},
    {"conduct", "here-direct"},
    {"drivers", "feud"},
    {"channels", "embassy"},
    {"files", "prisoners"},
    {"agendas", "prisoners"},
    {"deals", "prisoners"},
    {"deals.*.clauses", "first"},
    {"red-lines", "struck"},
    {"outcomes", "war"},
    {"ladder", "harass"},
    {"shocks", "incident"},
    {"politics", "here"},
    {"stances.initial", "here-there"},
    {"beliefs.prior", "here-there"},
};

/* Whole entries that are needed beside the example. */
static const char *const more[][2] = {
    {"actors", "  there: {name: There, kind: principal}\n"},
    {"politics", "  there: {}\n"},
    {"conduct",
     "  - {id: there-direct, from: there, to: here, in: border, act: direct}\n"
     "  - {id: there-harass, from: there, to: here, in: border, act: harass, rate: 1 per month}\n"},
    {"outcomes",
     "  deaths: {says: own deaths of Here, when: {to: here, act: harass+, deaths-own: 1}}\n"
     "  quiet: {says: a quiet month, event: quiet, for: 30 days, without: {to: here, act: "
     "harass+}}\n"},
};

static const char *find(const char *const table[][2], size_t n, const char *path)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(table[i][0], path) == 0) return table[i][1];
    }
    return NULL;
}

#define FIND(table, path) find(table, sizeof(table) / sizeof(table)[0], path)

typedef struct place {
    const schema *keys;
    FILE *out;
    char path[200]; /* with the path of a pattern's holder in front: "red-lines.*.when.to" */
    int depth;
    bool first; /* of a list's entry: its line begins with "- " */
} place;

/* A key that stands in the file as it is, itself or by one below it. */
static bool is_filled(const char *path, bool below)
{
    const size_t n = strlen(path);

    for (size_t i = 0; i < sizeof filled / sizeof filled[0]; i++) {
        const char *at = filled[i][0];
        if (strncmp(at, path, n) == 0 && (at[n] == '\0' || (below && at[n] == '.'))) return true;
    }
    /* An empty entry of politics is enough. */
    return below && strncmp("politics.*", path, n) == 0 &&
           ("politics.*"[n] == '\0' || "politics.*"[n] == '.');
}

/* Id of the example in one of the sections "a|b". */
static const char *id_in(const char *sections, char *room, size_t size)
{
    const char *word = "", *found;
    size_t n = 0;

    schema_word(sections, 0, &word, &n);
    snprintf(room, size, "%.*s", (int)n, word);
    found = FIND(entry, room);
    if (found) return found;
    return "example";
}

static void value_of(const ofr_key *key, const char *path, char *ret, size_t size)
{
    static const char *const quantity[] = {"0", "0.5", "30 days", "0.1 per day", "x2", "10 units"};
    const char *given = FIND(filled, path), *word = "";
    char room[64];
    size_t n = 0;

    if (!given) given = FIND(example, key->path);
    if (!given) given = key->def;
    if (given) {
        snprintf(ret, size, "%s", given);
        return;
    }
    switch (key->type) {
    case OFR_NUMBER:
        if (key->lo <= key->hi && key->unit == UNIT_NONE && key->lo > 0)
            snprintf(ret, size, "%s", value_format(key->lo, key->unit, NULL).s);
        else
            snprintf(ret, size, "%s", quantity[key->unit]);
        break;
    case OFR_COUNT:
        snprintf(ret, size, "%.0f", key->lo > 0 ? key->lo : 0.0);
        break;
    case OFR_FLAG:
        snprintf(ret, size, "true");
        break;
    case OFR_DATE:
        snprintf(ret, size, "2024-01-01");
        break;
    case OFR_CHOICE:
        schema_word(key->refs, 0, &word, &n);
        snprintf(ret, size, "%.*s", (int)n, word);
        break;
    case OFR_REF:
        snprintf(ret, size, "%s", id_in(key->refs, room, sizeof room));
        break;
    case OFR_REFS:
        snprintf(ret, size, "[%s]", key->refs ? id_in(key->refs, room, sizeof room) : "others");
        break;
    case OFR_CHANGES:
        snprintf(ret, size, "{politics.here.audience: 0.3}");
        break;
    case OFR_NUMBERS:
        snprintf(ret, size, "[0, 0]");
        break;
    default:
        snprintf(ret, size, "some words");
    }
}

/* "meaning; a rate, such as 0.4 per week" */
static void put_meaning(const ofr_key *key, int width, FILE *out)
{
    const schema_text expects = schema_expects(key);

    if (!key->help) {
        fputc('\n', out);
        return;
    }
    fprintf(out, "%*s  ## %s", width < COMMENT_AT ? COMMENT_AT - width : 0, "", key->help);
    if (!schema_is_container(key->type) && key->type != OFR_TEXT && expects.s[0])
        fprintf(out, "; %s", expects.s);
    if (key->type == OFR_NUMBER && !(key->lo > key->hi)) fprintf(out, ", %s", value_range(key).s);
    fputc('\n', out);
}

/* The head of a line down to its name; returns its width. */
static int put_name(place *p, bool live, const char *name)
{
    const int indent = 2 * p->depth - (p->first ? 2 : 0);
    const int n = fprintf(p->out, "%s%*s%s%s:", live ? "" : "#", indent, "", p->first ? "- " : "",
                          name);

    p->first = false;
    return n;
}

static void put_children(place *p, const schema_node *node, bool live);

static void put_key(place *p, const schema_node *node, const char *name, bool live)
{
    const size_t n = strlen(p->path);
    const ofr_key *key = node->key;
    const bool pattern = key->type == OFR_PATTERN;
    const char *below;
    char value[400];

    snprintf(p->path + n, sizeof p->path - n, "%s%s", n ? "." : "", node->name);
    if (!schema_is_container(key->type) || key->type == OFR_CHANGES) {
        live = live && is_filled(p->path, false);
        value_of(key, p->path, value, sizeof value);
        const int width = put_name(p, live, name);
        put_meaning(key, width + fprintf(p->out, " %s", value), p->out);
    } else {
        live = live && is_filled(p->path, true);
        put_meaning(key, put_name(p, live, name), p->out);
        p->depth++;
        put_children(p, pattern ? p->keys->pattern : node, live);
        p->depth--;
        below = FIND(more, p->path);
        if (below && live) fputs(below, p->out);
    }
    p->path[n] = '\0';
}

/* An entry of a MAP or LIST, with a name of its own. */
static void put_entry(place *p, const schema_node *node, bool live)
{
    const ofr_key *key = node->key;
    const char *id = FIND(entry, p->path);
    const size_t n = strlen(p->path);
    char room[64];

    if (!id && key->refs) id = id_in(key->refs, room, sizeof room);
    if (!id) id = "example";
    if (key->type == OFR_MAP) {
        put_key(p, node->star, id, live);
        return;
    }
    snprintf(p->path + n, sizeof p->path - n, ".*");
    live = live && is_filled(p->path, true);
    p->depth++;
    p->first = true;
    put_name(p, live, "id");
    fprintf(p->out, " %s\n", id);
    put_children(p, node->star, live);
    p->depth--;
    p->path[n] = '\0';
}

static void put_children(place *p, const schema_node *node, bool live)
{
    if (p->depth > MAX_DEPTH) return;
    for (const schema_node *child = node->first; child; child = child->next)
        put_key(p, child, child->name, live);
    if (node->star) put_entry(p, node, live);
}

static void put_template(const schema *keys, FILE *out)
{
    place p = {.keys = keys, .out = out};

    fputs(
        "## A scenario with every key there is. Lines without '#' are placeholders that pass "
        "check: put your own\n"
        "## in their place. Lines with one '#' are optional; what stands in them is the default "
        "where there is\n"
        "## one, else an example. Take the '#' away, from the lines above it at less indent too.\n"
        "## Any number may be {value: 0.35, prior: \"beta(7, 13)\", source: where it comes from, "
        "note: }.\n"
        "offramp: 1\n",
        out);
    for (const schema_node *child = keys->root->first; child; child = child->next) {
        if (!schema_is_container(child->key->type)) put_key(&p, child, child->name, true);
    }
    for (const schema_node *child = keys->root->first; child; child = child->next) {
        if (!schema_is_container(child->key->type) || child->name[0] == '@') continue;
        fputc('\n', out);
        put_key(&p, child, child->name, true);
    }
}

ofr_status draft_empty(FILE *out, ofr_error *err)
{
    ofr_keys tables[SCENARIO_TABLES];
    const size_t n = scenario_keys(tables);
    ofr_arena *arena = arena_new();
    schema keys;
    ofr_status status;

    if (!arena) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    status = schema_compile(arena, tables, n, &keys, err);
    if (status == OFR_OK) {
        put_template(&keys, out);
        if (ferror(out)) status = ofr_fail(err, OFR_IO, "", "the template cannot be written");
    }
    arena_free(arena);
    return status;
}
