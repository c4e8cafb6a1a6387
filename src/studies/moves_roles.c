/* moves_roles.c -- kinds of things that moves are about, and who has which role in them. */
#include <string.h>

#include "moves_parts.h"

static const struct {
    const char *name, *section, *roles;
} kinds[MOVE_KINDS] = {
    [MOVE_CHANNEL] = {"channel", "channels", "sides, via"},
    [MOVE_DEAL] = {"deal", "deals", "sides, holders"},
    [MOVE_ORDER] = {"order", "orders", "patron, client"},
    [MOVE_OFFER] = {"offer", "offers", "by, to"},
    [MOVE_RED_LINE] = {"red-line", "red-lines", "holder"},
    [MOVE_FLOW] = {"flow", "conduct", "from, to"},
    [MOVE_DRIVER] = {"driver", "drivers", "owners, backers"},
    [MOVE_THEATRE] = {"theatre", "theatres", "targets"},
    [MOVE_STANDOFF] = {"standoff", "", "principals, bargainers"},
};

const char *move_kind_name(move_kind kind)
{
    return kinds[kind].name;
}

const char *move_kind_section(move_kind kind)
{
    return kinds[kind].section;
}

const char *move_role_names(move_kind kind)
{
    return kinds[kind].roles;
}

bool move_has_role(move_kind kind, const char *role)
{
    const size_t length = strlen(role);

    for (const char *at = kinds[kind].roles; *at; at += strspn(at, ", ")) {
        const size_t n = strcspn(at, ",");
        if (n == length && memcmp(at, role, n) == 0) return true;
        at += n;
    }
    return false;
}

static void add(move_actors *to, const char *id)
{
    if (!id || !*id) return;
    for (size_t i = 0; i < to->n; i++) {
        if (strcmp(to->id[i], id) == 0) return;
    }
    if (to->n == MOVE_ACTORS)
        to->full = true;
    else
        to->id[to->n++] = id;
}

static const char *text_of(const ofr_node *node, const char *key)
{
    const ofr_node *child = node_get(node, key);

    return child ? child->text : NULL;
}

/* A key that holds ids. */
static void add_list(move_actors *to, const ofr_node *node, const char *key)
{
    const ofr_node *list = node_get(node, key);

    for (size_t i = 0; list && i < list->n_children; i++) add(to, list->child[i]->text);
}

static void add_clauses(move_actors *to, const ofr_node *deal, const char *one, const char *other)
{
    const ofr_node *clauses = node_get(deal, "clauses");

    for (size_t i = 0; clauses && i < clauses->n_children; i++) {
        add(to, text_of(clauses->child[i], one));
        if (other) add(to, text_of(clauses->child[i], other));
    }
}

/* Whose forces are aimed at in a theatre. */
static void add_targets(move_actors *to, const ofr_study *study, const char *theatre)
{
    const ofr_node *conduct = node_get(study->spec->root, "conduct");

    for (size_t i = 0; conduct && i < conduct->n_children; i++) {
        const ofr_node *flow = conduct->child[i];
        const char *in = text_of(flow, "in"), *at = text_of(flow, "at");
        if (in && at && strcmp(in, theatre) == 0 && strcmp(at, "forces") == 0)
            add(to, text_of(flow, "to"));
    }
}

static void add_principals(move_actors *to, const ofr_study *study)
{
    const ofr_node *actors = node_get(study->spec->root, "actors");

    for (size_t i = 0; actors && i < actors->n_children; i++) {
        const char *kind = text_of(actors->child[i], "kind");
        if (kind && strcmp(kind, "principal") == 0) add(to, actors->child[i]->id);
    }
}

static void add_bargainers(move_actors *to, const ofr_study *study)
{
    const ofr_node *files = node_get(study->spec->root, "files");

    for (size_t i = 0; files && i < files->n_children; i++)
        add_list(to, files->child[i], "between");
}

static void add_client(move_actors *to, const ofr_study *study, const ofr_node *order)
{
    const ofr_node *campaigns = node_get(study->spec->root, "campaigns");
    const char *campaign = text_of(order, "to");

    add(to, campaign ? text_of(node_get(campaigns, campaign), "by") : NULL);
}

static void add_keys(move_actors *to, const ofr_node *map)
{
    for (size_t i = 0; map && i < map->n_children; i++) add(to, map->child[i]->id);
}

void move_role_actors(const ofr_study *study, move_kind kind, const ofr_node *thing,
                      const char *role, move_actors *ret_actors)
{
    *ret_actors = (move_actors){0};
    if (strcmp(role, "sides") == 0 && kind == MOVE_CHANNEL)
        add_list(ret_actors, thing, "between");
    else if (strcmp(role, "sides") == 0)
        add_clauses(ret_actors, thing, "by", "to");
    else if (strcmp(role, "holders") == 0)
        add_clauses(ret_actors, thing, "holder", NULL);
    else if (strcmp(role, "patron") == 0)
        add(ret_actors, text_of(thing, "by"));
    else if (strcmp(role, "client") == 0)
        add_client(ret_actors, study, thing);
    else if (strcmp(role, "owners") == 0)
        add_list(ret_actors, thing, "owners");
    else if (strcmp(role, "backers") == 0)
        add_keys(ret_actors, node_get(thing, "backing"));
    else if (strcmp(role, "targets") == 0)
        add_targets(ret_actors, study, thing->id);
    else if (strcmp(role, "principals") == 0)
        add_principals(ret_actors, study);
    else if (strcmp(role, "bargainers") == 0)
        add_bargainers(ret_actors, study);
    else /* via, holder, by, from, to: keys of the thing by the same name */
        add(ret_actors, text_of(thing, role));
}
