/* moves_bind.c -- moves bound to the things of a scenario: which fit, and why the others do not. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../spec/values.h"
#include "moves_parts.h"

enum { MAX_BOUND = 5000, MAX_PATH_TEXT = 400, WHY_TEXT = 600 };

typedef struct binding {
    const ofr_moves *moves;
    const ofr_study *study;
    ofr_bound *to;
    ofr_error *err;
} binding;

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the moves of a scenario");
}

void bound_done(ofr_bound *bound)
{
    free(bound->item);
    arena_free(bound->arena);
    *bound = (ofr_bound){0};
}

/* ---- paths that no scenario has ----------------------------------------------------------------- */

/* True if a path of a move can be one of the key: * there stands for any part, also for a placeholder. */
static bool path_is_of(const char *path, const char *key)
{
    for (;;) {
        const size_t n = strcspn(path, "."), k = strcspn(key, ".");
        if (!(k == 1 && *key == '*') && (n != k || memcmp(path, key, n) != 0)) return false;
        path += n;
        key += k;
        if (*path == '\0' || *key == '\0') return *path == *key;
        path++;
        key++;
    }
}

static bool known_path(const ofr_study *study, const char *path)
{
    for (size_t t = 0; t < study->spec->n_keys; t++) {
        for (size_t i = 0; i < study->spec->keys[t].n; i++) {
            if (path_is_of(path, study->spec->keys[t].key[i].path)) return true;
        }
    }
    return false;
}

/* A mistake of the file, in whatever scenario. */
static ofr_status check_paths(const ofr_move *m, const ofr_study *study, ofr_error *err)
{
    static const char *const lists[] = {"when", "changes"};
    ofr_faults *faults = faults_new(m->spec);

    if (!faults) return no_memory(err);
    for (size_t l = 0; l < 2; l++) {
        const ofr_node *list = node_get(m->spec->root, lists[l]);
        for (size_t i = 0; i < list->n_children; i++) {
            if (known_path(study, list->child[i]->id)) continue;
            faults_add(faults, list->child[i],
                       "no scenario has such a path; `offramp check --schema` lists all keys");
        }
    }
    const ofr_status status = faults_status(faults, err);
    faults_free(faults);
    return status;
}

/* ---- one move and one thing --------------------------------------------------------------------- */

/* Says why a move does not fit. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static ofr_status
unfit(binding *b, bound_move *m, const char *format, ...)
{
    char text[WHY_TEXT];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    m->why_not = arena_text(b->to->arena, text, strlen(text));
    return m->why_not ? OFR_OK : no_memory(b->err);
}

/* "above N" and "below N", N as it would be written there. */
static bool holds_number(const ofr_node *node, const char *bound, bool above, bool *ret_readable)
{
    ofr_node copy = *node;
    value_text why;

    while (*bound == ' ') bound++;
    *ret_readable = node->key->type == OFR_NUMBER && value_parse(bound, &copy, &why);
    if (!*ret_readable) return false;
    return above ? node->value > copy.value : node->value < copy.value;
}

/* One of the words, separated by |. */
static bool holds_word(const ofr_node *node, const char *words)
{
    const char *text = node && node->text ? node->text : "";
    const size_t length = strlen(text);

    for (const char *at = words; *at;) {
        size_t n = strcspn(at, "|");
        const char *word = at;
        at += n + (at[n] == '|');
        while (n > 0 && *word == ' ') word++, n--;
        while (n > 0 && word[n - 1] == ' ') n--;
        if (node && n == length && memcmp(word, text, n) == 0) return true;
    }
    return false;
}

static bool holds(const ofr_node *node, const char *condition, bool *ret_readable)
{
    *ret_readable = true;
    if (strcmp(condition, "set") == 0) return node && node->stated;
    if (strcmp(condition, "unset") == 0) return !node || !node->stated;
    if (node && strncmp(condition, "above ", 6) == 0)
        return holds_number(node, condition + 6, true, ret_readable);
    if (node && strncmp(condition, "below ", 6) == 0)
        return holds_number(node, condition + 6, false, ret_readable);
    return holds_word(node, condition);
}

static const char *filled(const binding *b, const bound_move *m, const char *text, const char *day)
{
    const move_words words = {.id = m->thing, .each = m->each, .day = day};

    return move_fill(b->to->arena, text, &words, NULL);
}

static ofr_status check_conditions(binding *b, bound_move *m)
{
    const ofr_node *when = node_get(m->move->spec->root, "when");

    for (size_t i = 0; i < when->n_children && !m->why_not; i++) {
        const ofr_node *c = when->child[i];
        const char *path = filled(b, m, c->id, "");
        bool readable;
        if (!path) return no_memory(b->err);
        const ofr_node *node = spec_at(b->study->spec, path);
        if (holds(node, c->text, &readable)) continue;
        const char *last = strrchr(path, '.');
        if (unfit(b, m, "its %.60s is %.200s, and the move wants %.100s%s", last ? last + 1 : path,
                  node && node->text ? node->text : "not there", c->text,
                  readable ? "" : ", which is no value of it") != OFR_OK)
            return OFR_NO_MEMORY;
    }
    return OFR_OK;
}

static const ofr_node *thing_of(const binding *b, const bound_move *m)
{
    const char *section = move_kind_section(m->move->kind);

    return *section ? node_get(node_get(b->study->spec->root, section), m->thing) : NULL;
}

static void actors_of(const binding *b, const bound_move *m, const char *role, move_actors *ret)
{
    *ret = (move_actors){0};
    if (strcmp(role, "each") == 0) {
        ret->id[0] = m->each;
        ret->n = 1;
    } else {
        move_role_actors(b->study, m->move->kind, thing_of(b, m), role, ret);
    }
}

static bool is_principal(const ofr_study *study, const char *actor)
{
    const ofr_node *node = node_get(node_get(study->spec->root, "actors"), actor),
                   *kind = node_get(node, "kind");

    return kind && strcmp(kind->text, "principal") == 0;
}

static ofr_status check_principals(binding *b, bound_move *m)
{
    const ofr_node *roles = node_get(m->move->spec->root, "principal");
    move_actors actors;

    for (size_t i = 0; roles && i < roles->n_children && !m->why_not; i++) {
        actors_of(b, m, roles->child[i]->text, &actors);
        for (size_t a = 0; a < actors.n && !m->why_not; a++) {
            if (is_principal(b->study, actors.id[a])) continue;
            if (unfit(b, m, "%s is no principal, which the move wants of '%s'", actors.id[a],
                      roles->child[i]->text) != OFR_OK)
                return OFR_NO_MEMORY;
        }
    }
    return OFR_OK;
}

static ofr_status find_consent(binding *b, bound_move *m)
{
    const ofr_node *roles = node_get(m->move->spec->root, "consent");
    move_actors actors;

    for (size_t i = 0; i < roles->n_children; i++) {
        actors_of(b, m, roles->child[i]->text, &actors);
        for (size_t a = 0; a < actors.n; a++) {
            bool known = false;
            for (size_t j = 0; j < m->n_consent; j++)
                known |= strcmp(m->consent[j], actors.id[a]) == 0;
            if (known) continue;
            if (m->n_consent == MOVE_ACTORS || actors.full)
                return unfit(b, m, "more must consent to it than the program can hold");
            m->consent[m->n_consent++] = actors.id[a];
        }
    }
    return m->n_consent > 0 ? OFR_OK
                            : unfit(b, m, "nobody has a role that must consent (%s)",
                                    roles->n_children ? roles->child[0]->text : "");
}

static void add_price(bound_move *m, const char *actor, double own_deaths)
{
    for (size_t i = 0; i < m->n_prices; i++) {
        if (strcmp(m->price[i].actor, actor) != 0) continue;
        m->price[i].own_deaths += own_deaths;
        return;
    }
    if (m->n_prices < MOVE_ACTORS) m->price[m->n_prices++] = (move_price){actor, own_deaths};
}

static void find_prices(const binding *b, bound_move *m)
{
    const ofr_node *costs = node_get(m->move->spec->root, "costs");
    move_actors actors;

    for (size_t i = 0; i < costs->n_children; i++) {
        actors_of(b, m, costs->child[i]->id, &actors);
        for (size_t a = 0; a < actors.n; a++) add_price(m, actors.id[a], costs->child[i]->value);
    }
}

/* Its days and changes. A move that begins on the day of the start has the scenario's first day. */
static ofr_status write_changes(binding *b, bound_move *m)
{
    const ofr_node *changes = node_get(m->move->spec->root, "changes");
    const ofr_model *model = b->study->model;
    char day[OFR_DATE_TEXT];

    if (m->move->lead >= model->horizon)
        return unfit(b, m, "it takes effect after the horizon; ask for a longer one (--horizon)");
    m->from = model->start + m->move->lead;
    m->to = m->move->lasts ? m->from + m->move->lasts - 1 : OFR_NO_DATE;
    date_format(m->from, day);
    for (size_t i = 0; i < changes->n_children; i++) {
        ofr_change *c = &m->change[m->n_changes++];
        c->path = filled(b, m, changes->child[i]->id, day);
        c->value = filled(b, m, changes->child[i]->text, day);
        c->from = m->from;
        c->to = m->to;
        if (!c->path || !c->value) return no_memory(b->err);
    }
    return OFR_OK;
}

/* Does the scenario take the changes? */
static ofr_status try_changes(binding *b, bound_move *m)
{
    const ofr_whatif whatif = {m->name, "", m->change, m->n_changes};
    ofr_error why = {0};
    whatif_plan plan = {0};
    ofr_status status = whatif_compile(b->study, &whatif, &plan, &why);

    if (status == OFR_OK)
        whatif_plan_done(&plan);
    else if (status != OFR_NO_MEMORY)
        status = unfit(b, m, "the scenario does not take it: %s", why.text ? why.text : "");
    else
        status = no_memory(b->err);
    ofr_error_done(&why);
    return status;
}

static ofr_status bind_one(binding *b, bound_move *m)
{
    ofr_status status = check_conditions(b, m);

    if (status == OFR_OK && !m->why_not) status = check_principals(b, m);
    if (status == OFR_OK && !m->why_not) status = find_consent(b, m);
    if (status == OFR_OK && !m->why_not) status = write_changes(b, m);
    if (status == OFR_OK && !m->why_not) status = try_changes(b, m);
    if (status == OFR_OK && !m->why_not) {
        find_prices(b, m);
        b->to->n_fit++;
    }
    return status;
}

/* ---- all of them -------------------------------------------------------------------------------- */

static ofr_status next_bound(binding *b, const ofr_move *move, const char *thing, const char *each,
                             bound_move **ret)
{
    ofr_bound *to = b->to;
    char name[MOVE_NAME];

    if (to->n == MAX_BOUND)
        return ofr_fail(b->err, OFR_LIMIT, "moves", "they fit more than %d things; give fewer",
                        MAX_BOUND);
    if (to->n == to->room) {
        const size_t room = to->room ? 2 * to->room : 64;
        bound_move *more = realloc(to->item, room * sizeof *more);
        if (!more) return no_memory(b->err);
        to->item = more;
        to->room = room;
    }
    snprintf(name, sizeof name, "%.60s%s%.60s%s%.60s", move->name, *thing ? ":" : "", thing,
             *each ? ":" : "", each);
    to->item[to->n] = (bound_move){.move = move,
                                   .name = arena_text(to->arena, name, strlen(name)),
                                   .thing = thing,
                                   .each = each};
    if (!to->item[to->n].name) return no_memory(b->err);
    *ret = &to->item[to->n++];
    return OFR_OK;
}

/* A thing, once or for each actor of a role. */
static ofr_status bind_thing(binding *b, const ofr_move *move, const ofr_node *thing)
{
    const char *id = thing ? thing->id : "";
    move_actors actors = {.id = {""}, .n = 1};
    bound_move *m;
    ofr_status status = OFR_OK;

    if (move->each) move_role_actors(b->study, move->kind, thing, move->each, &actors);
    for (size_t a = 0; a < actors.n && status == OFR_OK; a++) {
        status = next_bound(b, move, id, actors.id[a], &m);
        if (status == OFR_OK) status = bind_one(b, m);
    }
    if (actors.n > 0 || status != OFR_OK) return status;
    status = next_bound(b, move, id, "", &m);
    return status == OFR_OK ? unfit(b, m, "nobody has the role '%s'", move->each) : status;
}

static ofr_status bind_move(binding *b, const ofr_move *move)
{
    const char *section = move_kind_section(move->kind);
    const ofr_node *things = node_get(b->study->spec->root, section);
    bound_move *m;
    ofr_status status = check_paths(move, b->study, b->err);

    if (status != OFR_OK) return status;
    if (move->kind == MOVE_STANDOFF) return bind_thing(b, move, NULL);
    for (size_t i = 0; things && i < things->n_children && status == OFR_OK; i++)
        status = bind_thing(b, move, things->child[i]);
    if (status != OFR_OK || (things && things->n_children > 0)) return status;
    status = next_bound(b, move, "", "", &m);
    return status == OFR_OK ? unfit(b, m, "the scenario has no %s", section) : status;
}

ofr_status moves_bind(const ofr_moves *moves, const ofr_study *study, ofr_bound *ret_bound,
                      ofr_error *err)
{
    ofr_bound bound = {.arena = arena_new()};
    binding b = {moves, study, &bound, err};
    ofr_status status = bound.arena ? OFR_OK : no_memory(err);

    for (size_t i = 0; i < moves->n && status == OFR_OK; i++)
        status = bind_move(&b, &moves->move[i]);
    if (status == OFR_OK)
        *ret_bound = bound;
    else
        bound_done(&bound);
    return status;
}
