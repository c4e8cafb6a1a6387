/* exits_packages.c -- packages of moves, and the futures that they are mixed from.
 *
 * A package of k moves that work with chances w_1 .. w_k, each on its own, is a mix of 2^k futures: those in which a part of
 * its moves takes effect, with the product of w for those that do and 1 - w for the others; the base where none does. The mean
 * over the mix is taken future by future, so that no draw is spent on it.
 */
#include <stdlib.h>
#include <string.h>

#include "../mechanisms/politics.h"
#include "exits_parts.h"

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for packages of moves");
}

static bool same_moves(const size_t *a, size_t n, const size_t *b, size_t m)
{
    return n == m && memcmp(a, b, n * sizeof *a) == 0;
}

exits_package *exits_find(const exits_search *x, const size_t *move, size_t n)
{
    for (size_t i = 0; i < x->n_packages; i++) {
        if (same_moves(x->package[i]->move, x->package[i]->n, move, n)) return x->package[i];
    }
    return NULL;
}

/* ---- atoms -------------------------------------------------------------------------------------- */

/* Doubles a list that is full. */
static ofr_status grow(void **list, size_t n, size_t *room, size_t size, ofr_error *err)
{
    const size_t more = *room ? 2 * *room : 64;

    if (n < *room) return OFR_OK;
    void *grown = realloc(*list, more * size);
    if (!grown) return no_memory(err);
    *list = grown;
    *room = more;
    return OFR_OK;
}

static ofr_status compile_atom(exits_search *x, exits_atom *a, ofr_error *err)
{
    ofr_change change[EXITS_MOST * MOVE_CHANGES];
    ofr_whatif whatif = {.name = "package", .says = "", .change = change};
    ofr_error why = {0};

    for (size_t i = 0; i < a->n; i++) {
        const bound_move *m = x->fit[a->move[i]];
        memcpy(change + whatif.n_changes, m->change, m->n_changes * sizeof *change);
        whatif.n_changes += m->n_changes;
    }
    const ofr_status status = whatif_compile(x->study, &whatif, &a->plan, &why);
    ofr_error_done(&why);
    if (status == OFR_NO_MEMORY) return no_memory(err);
    a->tried = true;
    a->stands = status == OFR_OK;
    x->to->work.compiled += a->stands;
    return OFR_OK;
}

static ofr_status atom_of(exits_search *x, const size_t *move, size_t n, size_t *ret,
                          ofr_error *err)
{
    for (size_t i = 0; i < x->n_atoms; i++) {
        *ret = i;
        if (same_moves(x->atom[i].move, x->atom[i].n, move, n)) return OFR_OK;
    }
    void *list = x->atom;
    const ofr_status status = grow(&list, x->n_atoms, &x->atom_room, sizeof *x->atom, err);
    x->atom = list;
    if (status != OFR_OK) return status;
    exits_atom *a = &x->atom[x->n_atoms];
    *a = (exits_atom){.n = n};
    memcpy(a->move, move, n * sizeof *move);
    *ret = x->n_atoms++;
    return compile_atom(x, a, err);
}

/* ---- packages ----------------------------------------------------------------------------------- */

/* The futures of a package, and the chance of each; *ret_stands false: one of them contradicts itself. */
static ofr_status mix(exits_search *x, exits_package *p, bool *ret_stands, ofr_error *err)
{
    ofr_status status = OFR_OK;

    *ret_stands = true;
    for (unsigned part = 0; part < 1u << p->n && status == OFR_OK; part++) {
        size_t move[EXITS_MOST], n = 0, atom;
        double chance = 1;
        for (size_t i = 0; i < p->n; i++) {
            const double works = x->fit[p->move[i]]->move->works;
            chance *= part >> i & 1 ? works : 1 - works;
            if (part >> i & 1) move[n++] = p->move[i];
        }
        if (n == 0) p->nothing = chance;
        if (n == 0 || !(chance > 0)) continue;
        status = atom_of(x, move, n, &atom, err);
        if (status != OFR_OK) break;
        *ret_stands &= x->atom[atom].stands;
        p->weight[p->n_atoms] = chance;
        p->atom[p->n_atoms++] = atom;
    }
    return status;
}

static void find_parties(const exits_search *x, exits_package *p)
{
    const ofr_model *m = x->study->model;

    for (size_t q = 0; q < x->n_parties; q++) {
        const char *id = m->actor[m->own->politics->of[q].actor].id;
        for (size_t i = 0; i < p->n; i++) {
            const bound_move *b = x->fit[p->move[i]];
            for (size_t c = 0; c < b->n_consent; c++) p->must[q] |= strcmp(b->consent[c], id) == 0;
            for (size_t c = 0; c < b->n_prices; c++) {
                if (strcmp(b->price[c].actor, id) == 0) p->price[q] += b->price[c].own_deaths;
            }
        }
    }
}

void exits_package_free(exits_package *p)
{
    if (!p) return;
    free(p->sum);
    free(p);
}

ofr_status exits_package_of(exits_search *x, const size_t *move, size_t n,
                            exits_package **ret_package, ofr_error *err)
{
    void *list = x->package;
    bool stands = true;
    ofr_status status = grow(&list, x->n_packages, &x->package_room, sizeof(exits_package *), err);

    x->package = list;
    *ret_package = NULL;
    if (status != OFR_OK) return status;
    exits_package *p = calloc(1, sizeof *p);
    if (!p) return no_memory(err);
    p->n = n;
    memcpy(p->move, move, n * sizeof *move);
    status = mix(x, p, &stands, err);
    if (status == OFR_OK && stands) {
        p->room = x->to->search_sets;
        p->sum = calloc((1 + x->n_parties) * p->room, sizeof *p->sum);
        if (!p->sum) status = no_memory(err);
    }
    if (status != OFR_OK || !stands) {
        exits_package_free(p);
        x->to->work.contradict += status == OFR_OK;
        return status;
    }
    find_parties(x, p);
    x->package[x->n_packages++] = p;
    *ret_package = p;
    return OFR_OK;
}

ofr_status exits_package_again(const exits_search *x, const exits_package *p, size_t n_sets,
                               exits_package **ret_package, ofr_error *err)
{
    exits_package *again = malloc(sizeof *again);

    if (!again) return no_memory(err);
    *again = *p;
    again->done = 0;
    again->room = n_sets;
    again->sum = calloc((1 + x->n_parties) * n_sets, sizeof *again->sum);
    if (!again->sum) {
        free(again);
        return no_memory(err);
    }
    *ret_package = again;
    return OFR_OK;
}

void exits_packages_done(exits_search *x)
{
    for (size_t i = 0; i < x->n_packages; i++) exits_package_free(x->package[i]);
    for (size_t i = 0; i < x->n_atoms; i++) {
        if (x->atom[i].stands) whatif_plan_done(&x->atom[i].plan);
    }
    free(x->package);
    free(x->atom);
}
