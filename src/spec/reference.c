/* reference.c -- the schema as a Markdown page, from the same tables that the reader checks by. */
#include <math.h>
#include <string.h>

#include "read.h"

/* A cell of a table: '|' would end it. */
static void put_cell(const char *text, FILE *out)
{
    fputs(" ", out);
    for (; text != NULL && *text != '\0'; text++) {
        if (*text == '|')
            fputs("\\|", out);
        else if (*text == '\n')
            fputc(' ', out);
        else
            fputc(*text, out);
    }
    fputs(" |", out);
}

static const char *type_name(const ofr_key *key)
{
    static const char *const name[] = {"keys",
                                       "names with entries",
                                       "list of entries",
                                       "number",
                                       "whole number",
                                       "flag",
                                       "text",
                                       "day",
                                       "choice",
                                       "id",
                                       "ids",
                                       "pairs of ids",
                                       "numbers",
                                       "event pattern",
                                       "changes"};
    static const char *const unit[] = {"number", "share",  "span of time",
                                       "rate",   "factor", "amount"};

    if (key->type == OFR_REFS && key->refs == NULL) return "names";
    return key->type == OFR_NUMBER ? unit[key->unit] : name[key->type];
}

static const char *role_name(const ofr_key *key)
{
    static const char *const name[] = {"constant", "initial", "level", "switch"};

    return key->type == OFR_NUMBER || key->type == OFR_FLAG || key->type == OFR_CHOICE ||
                   key->type == OFR_DATE
               ? name[key->role]
               : "";
}

/* What a value may be. */
static void put_allowed(const ofr_key *key, FILE *out)
{
    char text[400] = "";

    switch (key->type) {
    case OFR_NUMBER:
    case OFR_COUNT:
    case OFR_NUMBERS:
        if (!(key->lo > key->hi) && !(isinf(key->lo) && isinf(key->hi))) {
            snprintf(text, sizeof text, "%.390s", value_range(key).s);
        }
        break;
    case OFR_CHOICE:
        snprintf(text, sizeof text, "%.390s", schema_choices(key->refs).s);
        break;
    case OFR_REF:
    case OFR_REFS:
    case OFR_PAIRS:
    case OFR_MAP:
        if (key->refs != NULL)
            snprintf(text, sizeof text, "from %.380s", schema_choices(key->refs).s);
        break;
    default:
        break;
    }
    put_cell(text, out);
}

static void put_key(const schema_node *node, FILE *out)
{
    const ofr_key *key = node->key;
    char name[300];

    snprintf(name, sizeof name, "`%.290s`",
             strncmp(key->path, "@pattern.", 9) == 0 ? key->path + 9 : key->path);
    fputs("|", out);
    put_cell(name, out);
    put_cell(type_name(key), out);
    put_allowed(key, out);
    put_cell(key->required ? "required" : key->def != NULL ? key->def : "", out);
    put_cell(role_name(key), out);
    put_cell(key->help, out);
    put_cell(key->source, out);
    fputc('\n', out);
}

static void put_rows(const schema_node *node, FILE *out)
{
    if (node->key->help != NULL || !schema_is_container(node->key->type)) put_key(node, out);
    for (const schema_node *child = node->first; child != NULL; child = child->next)
        put_rows(child, out);
    if (node->star != NULL) put_rows(node->star, out);
}

static void put_section(const char *title, const schema_node *node, FILE *out)
{
    fprintf(out, "\n## %s\n\n", title);
    fputs("| key | type | allowed | default | role | meaning | source of the default |\n", out);
    fputs("| --- | --- | --- | --- | --- | --- | --- |\n", out);
    put_rows(node, out);
}

static void put_plain_keys(const schema_node *root, FILE *out)
{
    fputs("\n## Top level\n\n", out);
    fputs("| key | type | allowed | default | role | meaning | source of the default |\n", out);
    fputs("| --- | --- | --- | --- | --- | --- | --- |\n", out);
    fputs("| `offramp` | whole number | 1 | required |  | format of the file |  |\n", out);
    fputs("| `include` | path or paths |  |  |  | files whose sections are added |  |\n", out);
    fputs("| `templates` | names with keys |  |  |  | keys that entries take over by `like: name`;"
          " `{id}` in a text becomes the entry's name |  |\n",
          out);
    for (const schema_node *child = root->first; child != NULL; child = child->next) {
        if (!schema_is_container(child->key->type)) put_key(child, out);
    }
}

ofr_status schema_reference(const ofr_keys *keys, size_t n_keys, FILE *out, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    schema all;
    ofr_status status;

    if (arena == NULL) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out");
    status = schema_compile(arena, keys, n_keys, &all, err);
    if (status == OFR_OK) {
        fputs(
            "# Keys of a scenario\n\n`*` stands for the name of an entry. A number may be plain or"
            " `{value: , prior: , source: , note: }`. A prior is cut to the range of its key.\n",
            out);
        put_plain_keys(all.root, out);
        for (const schema_node *child = all.root->first; child != NULL; child = child->next) {
            if (schema_is_container(child->key->type) && child->name[0] != '@') {
                put_section(child->name, child, out);
            }
        }
        if (all.pattern != NULL) put_section("Event patterns", all.pattern, out);
        if (ferror(out)) status = ofr_fail(err, OFR_IO, "", "the page cannot be written");
    }
    arena_free(arena);
    return status;
}
