/* exits_tell.c -- what is told of finalists: risk, gains, vetoes, which of them none beats, and what binds where none will do. */
#include <stdlib.h>
#include <string.h>

#include "../mechanisms/politics.h"
#include "exits_parts.h"

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for what is told of packages");
}

static const ofr_actor *party_of(const exits_search *x, size_t q)
{
    const ofr_model *m = x->study->model;

    return &m->actor[m->own->politics->of[q].actor];
}

static int by_accepts(const void *a, const void *b)
{
    const exits_party *x = a, *y = b;

    if (x->accepts != y->accepts) return x->accepts < y->accepts ? -1 : 1;
    return strcmp(x->id, y->id);
}

static ofr_status tell_parties(exits_search *x, const exits_package *p, exits_row *row,
                               ofr_error *err)
{
    row->party = arena_alloc(x->to->arena, (x->n_parties + 1) * sizeof *row->party);
    if (!row->party) return no_memory(err);
    row->accepted = true;
    for (size_t q = 0; q < x->n_parties; q++) {
        if (!p->must[q]) continue;
        exits_party *party = &row->party[row->n_parties++];
        party->id = party_of(x, q)->id;
        party->name = party_of(x, q)->name;
        party->gain = exits_difference(x, p, 1 + q);
        party->accepts = party->gain.higher;
        const size_t n = exits_sums(x, p, 1 + q);
        party->low5 = n ? exits_quantile(x->possible, n, 1 - EXITS_ACCEPTS) : 0;
        row->accepted &= party->accepts >= EXITS_ACCEPTS;
    }
    qsort(row->party, row->n_parties, sizeof *row->party, by_accepts);
    return OFR_OK;
}

/* Those who must consent and have no ledger. */
static void tell_unweighed(const exits_search *x, const exits_package *p, exits_row *row)
{
    for (size_t i = 0; i < p->n; i++) {
        const bound_move *m = x->fit[p->move[i]];
        for (size_t c = 0; c < m->n_consent; c++) {
            bool known = false;
            for (size_t q = 0; q < x->n_parties; q++)
                known |= strcmp(party_of(x, q)->id, m->consent[c]) == 0;
            for (size_t k = 0; k < row->n_unweighed; k++)
                known |= strcmp(row->unweighed[k], m->consent[c]) == 0;
            if (!known && row->n_unweighed < MOVE_ACTORS)
                row->unweighed[row->n_unweighed++] = m->consent[c];
        }
    }
}

static ofr_status tell_row(exits_search *x, const exits_package *p, exits_row *row, ofr_error *err)
{
    *row = (exits_row){.n_moves = p->n};
    for (size_t i = 0; i < p->n; i++) row->move[i] = x->fit[p->move[i]];
    row->risk = exits_difference(x, p, 0);
    row->works_in = row->risk.lower;
    row->effective = row->risk.value <= -x->to->least && row->risk.high < 0;
    tell_unweighed(x, p, row);
    return tell_parties(x, p, row, err);
}

static double accepts_of(const exits_row *row)
{
    return row->n_parties ? row->party[0].accepts : 1;
}

static int by_worth(const void *a, const void *b)
{
    const exits_row *x = a, *y = b;
    const bool p = x->accepted && x->effective, q = y->accepted && y->effective;

    if (p != q) return p ? -1 : 1;
    if (x->risk.value != y->risk.value) return x->risk.value < y->risk.value ? -1 : 1;
    if (x->n_moves != y->n_moves) return x->n_moves < y->n_moves ? -1 : 1;
    return strcmp(x->move[0]->name, y->move[0]->name);
}

static void find_pareto(ofr_exits *to)
{
    for (size_t i = 0; i < to->n_rows; i++) {
        exits_row *row = &to->row[i];
        row->pareto = row->risk.value < 0;
        for (size_t j = 0; j < to->n_rows && row->pareto; j++) {
            const exits_row *other = &to->row[j];
            const double a = accepts_of(row), b = accepts_of(other);
            row->pareto = !(other->risk.value <= row->risk.value && b >= a &&
                            (other->risk.value < row->risk.value || b > a));
        }
    }
}

/* ---- where nothing will do ---------------------------------------------------------------------- */

/* Do all but one of those asked accept? */
static bool accepted_but(const exits_row *row, const char *id)
{
    for (size_t i = 0; i < row->n_parties; i++) {
        if (row->party[i].accepts < EXITS_ACCEPTS && strcmp(row->party[i].id, id) != 0)
            return false;
    }
    return true;
}

/* Of the rows that count the most acceptable one; where none counts, the one that takes most of those that all accept, and where
 * there is none of these either, of all. Rows stand by what they take. */
static void find_nearest(ofr_exits *to)
{
    for (size_t i = 0; i < to->n_rows; i++) {
        const exits_row *row = &to->row[i],
                        *best = to->nearest == SIZE_MAX ? NULL : &to->row[to->nearest];
        if (!(row->risk.value < 0)) continue;
        const bool better = !best || (row->effective && !best->effective) ||
                            (row->effective == best->effective &&
                             (row->effective ? accepts_of(row) > accepts_of(best)
                                             : row->accepted && !best->accepted));
        if (better) to->nearest = i;
    }
}

/* Each consent is dropped in turn, then the least effect. */
static ofr_status find_binds(exits_search *x, ofr_error *err)
{
    ofr_exits *to = x->to;

    to->bind = arena_alloc(to->arena, (x->n_parties + 1) * sizeof *to->bind);
    if (!to->bind) return no_memory(err);
    for (size_t q = 0; q <= x->n_parties; q++) {
        const bool effect = q == x->n_parties;
        exits_bind *bind = &to->bind[to->n_binds++];
        *bind = (exits_bind){effect ? "" : party_of(x, q)->id, effect ? "" : party_of(x, q)->name,
                             SIZE_MAX};
        for (size_t i = 0; i < to->n_rows; i++) {
            const exits_row *row = &to->row[i];
            const bool will_do = effect ? row->accepted && row->risk.value < 0
                                        : row->effective && accepted_but(row, bind->id);
            if (will_do &&
                (bind->row == SIZE_MAX || row->risk.value < to->row[bind->row].risk.value))
                bind->row = i;
        }
    }
    find_nearest(to);
    return OFR_OK;
}

ofr_status exits_tell(exits_search *x, exits_package *const *package, size_t n, bool fresh,
                      ofr_error *err)
{
    ofr_exits *to = x->to;
    ofr_status status = OFR_OK;

    to->fresh = fresh;
    to->best = to->nearest = SIZE_MAX;
    to->row = arena_alloc(to->arena, (n + 1) * sizeof *to->row);
    if (!to->row) return no_memory(err);
    for (size_t i = 0; i < n && status == OFR_OK; i++)
        status = tell_row(x, package[i], &to->row[to->n_rows++], err);
    if (status != OFR_OK) return status;
    if (n > 0) {
        const size_t sets = exits_sums(x, package[0], 0);
        for (size_t s = 0; s < sets; s++) to->n_futures += x->possible[s].n;
    }
    qsort(to->row, n, sizeof *to->row, by_worth);
    find_pareto(to);
    if (n > 0 && to->row[0].accepted && to->row[0].effective) to->best = 0;
    return to->best == SIZE_MAX ? find_binds(x, err) : OFR_OK;
}
