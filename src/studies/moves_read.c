/* moves_read.c -- a move from its file, and what can be wrong with it whatever the scenario. */
#include <stdlib.h>
#include <string.h>

#include "../spec/keys.h"
#include "moves_parts.h"

enum { MAX_DAYS = 3650, MAX_FILE_NAME = 60 };

/* All that a file of a move may hold. */
static const ofr_key file_keys[] = {
    KEY_TEXT("says", true, "what is done, one line"),
    KEY_CHOICE("for", "channel|deal|order|offer|red-line|flow|driver|theatre|standoff", NULL, true,
               "what kind of thing it is bound to"),
    KEY_TEXT("each", false, "a role: it is bound once for each of its actors"),
    KEY_CHANGES("when", "conditions on values of the scenario, by path"),
    {"principal", OFR_REFS, UNIT_NONE, 1, 0, NULL, NULL, false, ROLE_CONSTANT,
     "roles that only principals may have", NULL},
    {"consent", OFR_REFS, UNIT_NONE, 1, 0, NULL, NULL, true, ROLE_CONSTANT,
     "roles of those who must consent", NULL},
    KEY_NUMBER("lead", UNIT_DAYS, 0, MAX_DAYS, "0 days", ROLE_CONSTANT,
               "days from the start until it takes effect", "judgement"),
    KEY_NUMBER("lasts", UNIT_DAYS, 1, MAX_DAYS, NULL, ROLE_CONSTANT,
               "days that it holds; omitted: to the end of the horizon", "judgement"),
    KEY_NUMBER("works", UNIT_SHARE, 0, 1, "1", ROLE_CONSTANT,
               "chance that it takes effect once agreed", "judgement"),
    KEY_TEXT("fails", false, "what could fail"),
    KEY_MAP("costs", NULL, "what it costs those who have a role, beside what is in the ledgers"),
    KEY_NUMBER("costs.*", UNIT_NONE, 0, 1e6, NULL, ROLE_CONSTANT,
               "own deaths, once it is agreed, whether it works or not", NULL),
    KEY_CHANGES("changes", "path and value, as in a what-if, but without days"),
    KEY_TEXT("source", true, "where it comes from"),
};
static const ofr_keys tables[] = {{file_keys, OFR_COUNT_OF(file_keys), "moves"}};

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the moves");
}

ofr_status moves_init(ofr_moves *moves, ofr_error *err)
{
    *moves = (ofr_moves){.arena = arena_new()};
    return moves->arena ? OFR_OK : no_memory(err);
}

void moves_done(ofr_moves *moves)
{
    for (size_t i = 0; i < moves->n; i++) spec_free(moves->spec[i]);
    free(moves->move);
    free(moves->spec);
    arena_free(moves->arena);
    *moves = (ofr_moves){0};
}

/* ---- placeholders ------------------------------------------------------------------------------- */

/* What stands for the placeholder that begins at `at`; *ret_length: of the placeholder. */
static const char *word_for(const char *at, const move_words *words, size_t *ret_length)
{
    const struct {
        const char *name, *text;
    } known[] = {{"{id}", words->id}, {"{each}", words->each}, {"{day}", words->day}};

    for (size_t i = 0; i < OFR_COUNT_OF(known); i++) {
        *ret_length = strlen(known[i].name);
        if (strncmp(at, known[i].name, *ret_length) == 0) return known[i].text;
    }
    return NULL;
}

/* Writes the filled text to ret (may be NULL); its length, or SIZE_MAX at a placeholder that is none. */
static size_t fill(const char *text, const move_words *words, char *ret, const char **ret_unknown)
{
    size_t n = 0, length;

    for (const char *at = text; *at;) {
        const char *word = *at == '{' ? word_for(at, words, &length) : NULL;
        if (*at == '{' && !word) {
            *ret_unknown = at;
            return SIZE_MAX;
        }
        if (!word) {
            if (ret) ret[n] = *at;
            n++;
            at++;
            continue;
        }
        if (ret) memcpy(ret + n, word, strlen(word));
        n += strlen(word);
        at += length;
    }
    return n;
}

const char *move_fill(ofr_arena *arena, const char *text, const move_words *words,
                      const char **ret_unknown)
{
    const char *unknown = NULL;
    const size_t n = fill(text, words, NULL, &unknown);
    char *filled = n == SIZE_MAX ? NULL : arena_alloc(arena, n + 1);

    if (ret_unknown) *ret_unknown = unknown;
    if (filled) fill(text, words, filled, &unknown);
    return filled;
}

/* ---- faults ------------------------------------------------------------------------------------- */

/* Placeholders of a text; in a value {day} is one, too. */
static void check_words(const ofr_move *m, const ofr_node *node, const char *text, bool value,
                        ofr_faults *faults)
{
    const move_words words = {.id = m->kind == MOVE_STANDOFF ? NULL : "",
                              .each = m->each ? "" : NULL,
                              .day = value ? "" : NULL};
    const char *unknown = NULL;

    if (fill(text, &words, NULL, &unknown) != SIZE_MAX) return;
    const size_t n = strcspn(unknown, "}");
    faults_add(faults, node, "found '%.*s%s'; here stand%s%s%s%s", n > 40 ? 40 : (int)n, unknown,
               unknown[n] ? "}" : "", words.id ? " {id}, the thing's id" : "",
               words.each ? " {each}, the actor's" : "",
               words.day ? " {day}, when it takes effect" : "",
               words.id || words.each || words.day ? "" : " no placeholders");
}

static void check_role(const ofr_move *m, const ofr_node *node, const char *role,
                       ofr_faults *faults)
{
    if (move_has_role(m->kind, role) || (m->each && strcmp(role, "each") == 0)) return;
    faults_add(faults, node, "found '%.60s'; a %s has the roles %s%s", role,
               move_kind_name(m->kind), move_role_names(m->kind), m->each ? ", each" : "");
}

static void check_roles(const ofr_move *m, const ofr_node *root, const char *key,
                        ofr_faults *faults)
{
    const ofr_node *list = node_get(root, key);

    for (size_t i = 0; list && i < list->n_children; i++)
        check_role(m, list->child[i], list->child[i]->text, faults);
}

static void check_changes(const ofr_move *m, const ofr_node *root, ofr_faults *faults)
{
    const ofr_node *changes = node_get(root, "changes"), *when = node_get(root, "when");

    if (changes->n_children == 0)
        faults_add(faults, root, "it changes nothing; add changes: with a path and its value");
    if (changes->n_children > MOVE_CHANGES)
        faults_add(faults, changes, "it has more than %d changes", MOVE_CHANGES);
    for (size_t i = 0; i < changes->n_children; i++) {
        const ofr_node *c = changes->child[i];
        check_words(m, c, c->id, false, faults);
        check_words(m, c, c->text, true, faults);
        if (c->n_children > 0)
            faults_add(faults, c,
                       "it has days of its own; those of a move come from lead and lasts");
    }
    for (size_t i = 0; i < when->n_children; i++) {
        check_words(m, when->child[i], when->child[i]->id, false, faults);
        if (when->child[i]->n_children > 0)
            faults_add(faults, when->child[i], "a condition has no days");
    }
}

static void check_numbers(const ofr_spec *spec, ofr_faults *faults)
{
    for (size_t i = 0; i < spec->n_parameters; i++) {
        if (spec->parameter[i].prior.kind == PRIOR_NONE) continue;
        faults_add(faults, spec->parameter[i].node,
                   "a prior is not drawn here; leave it out, or write a move for each value");
    }
}

static ofr_status check(const ofr_move *m, ofr_error *err)
{
    const ofr_node *root = m->spec->root, *each = node_get(root, "each"),
                   *consent = node_get(root, "consent"), *costs = node_get(root, "costs");
    ofr_faults *faults = faults_new(m->spec);

    if (!faults) return no_memory(err);
    if (each && !move_has_role(m->kind, each->text))
        faults_add(faults, each, "found '%.60s'; a %s has the roles %s", each->text,
                   move_kind_name(m->kind), move_role_names(m->kind));
    if (consent->n_children == 0)
        faults_add(faults, consent,
                   "nobody has to consent; a move is somebody's: name a role of a %s: %s",
                   move_kind_name(m->kind), move_role_names(m->kind));
    check_roles(m, root, "consent", faults);
    check_roles(m, root, "principal", faults);
    for (size_t i = 0; i < costs->n_children; i++)
        check_role(m, costs->child[i], costs->child[i]->id, faults);
    check_changes(m, root, faults);
    check_numbers(m->spec, faults);
    const ofr_status status = faults_status(faults, err);
    faults_free(faults);
    return status;
}

/* ---- reading ------------------------------------------------------------------------------------ */

static const char *text_or(const ofr_node *root, const char *key, const char *otherwise)
{
    const ofr_node *node = node_get(root, key);

    return node ? node->text : otherwise;
}

/* The file's name without its directory and its end. */
static ofr_status name_of(ofr_moves *moves, const char *path, const char **ret_name, ofr_error *err)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t n = strlen(base);

    if (n > 5 && strcmp(base + n - 5, ".yaml") == 0) n -= 5;
    if (n == 0 || n > MAX_FILE_NAME || strcspn(base, ":,= \t") < n)
        return ofr_fail(err, OFR_USAGE, path,
                        "a move is named by its file: 1 to %d bytes without blanks, ':', ',' and "
                        "'=', then .yaml; rename it",
                        MAX_FILE_NAME);
    *ret_name = arena_text(moves->arena, base, n);
    if (!*ret_name) return no_memory(err);
    for (size_t i = 0; i < moves->n; i++) {
        if (strcmp(moves->move[i].name, *ret_name) == 0)
            return ofr_fail(err, OFR_USAGE, path, "there is a move of that name: %s; rename one",
                            moves->move[i].file);
    }
    return OFR_OK;
}

static ofr_status make_room(ofr_moves *moves, ofr_error *err)
{
    const size_t room = moves->room ? 2 * moves->room : 32;

    if (moves->n < moves->room) return OFR_OK;
    ofr_move *move = realloc(moves->move, room * sizeof *move);
    if (!move) return no_memory(err);
    moves->move = move;
    ofr_spec **spec = realloc(moves->spec, room * sizeof(ofr_spec *));
    if (!spec) return no_memory(err);
    moves->spec = spec;
    moves->room = room;
    return OFR_OK;
}

static ofr_move move_of(const ofr_spec *spec, const char *name)
{
    const ofr_node *root = spec->root, *lasts = node_get(root, "lasts");

    return (ofr_move){.name = name,
                      .file = spec->file,
                      .says = text_or(root, "says", ""),
                      .fails = text_or(root, "fails", ""),
                      .source = text_or(root, "source", ""),
                      .kind = (move_kind)node_get(root, "for")->choice,
                      .each = text_or(root, "each", NULL),
                      .lead = (int32_t)(node_get(root, "lead")->value + 0.5),
                      .lasts = lasts ? (int32_t)(lasts->value + 0.5) : 0,
                      .works = node_get(root, "works")->value,
                      .spec = spec};
}

ofr_status moves_add_file(ofr_moves *moves, const char *path, ofr_error *err)
{
    const char *name = NULL;
    ofr_spec *spec = NULL;
    ofr_status status = make_room(moves, err);

    if (status == OFR_OK) status = name_of(moves, path, &name, err);
    if (status == OFR_OK)
        status = spec_read_found(path, NULL, tables, OFR_COUNT_OF(tables), &spec, err);
    if (status != OFR_OK) return status;
    const ofr_move move = move_of(spec, name);
    status = check(&move, err);
    if (status != OFR_OK) {
        spec_free(spec);
        return status;
    }
    moves->spec[moves->n] = spec;
    moves->move[moves->n++] = move;
    return OFR_OK;
}
