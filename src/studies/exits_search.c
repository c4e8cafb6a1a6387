/* exits_search.c -- from single moves to contenders: screening, pairs, triples, and more sets for those between which it is close.
 *
 * Which packages are tried follows from what was found, and so from the seed alone. A package is refused for good only by what is
 * told in the end; on the way one is passed over where somebody whose consent it needs gains in fewer than one set in five, as far
 * as is known by then.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/statistics.h"
#include "exits_parts.h"

enum {
    BEST_SINGLES = 12, /* that are paired, by risk removed */
    LIKED_SINGLES = 4, /* and by acceptance */
    BEST_PAIRS = 8,    /* that are made triples, */
    LIKED_PAIRS = 3,   /* some of them since they seem acceptable */
    MOST_TRIPLES = 60,
    CONTENDERS = 12,
    LIKED_CONTENDERS = 4,
    MOST_ROUNDS = 40,
    FINAL_BEST = 4,  /* finalists by risk removed */
    FINAL_LIKED = 4, /* of those that seem acceptable */
};
/* Shares of sets, as known by then: below the first nobody looks at a package further; from the second on it seems acceptable. */
static const double REFUSED_FOR_NOW = 0.2, LIKED = 0.9, SURE = 0.95;

/* ---- ranking ------------------------------------------------------------------------------------ */

typedef struct ranked {
    exits_package *package;
    size_t place;         /* as made, so that equals keep their order */
    double risk, accepts; /* change of the risk; least share of sets that gain */
} ranked;

static int by_risk(const void *a, const void *b)
{
    const ranked *x = a, *y = b;

    if (x->risk != y->risk) return x->risk < y->risk ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* Packages of n moves (0: of any number) that lower the risk; skip: whose consent does not count. The caller frees. */
static ranked *rank_all(exits_search *x, size_t n_moves, size_t skip, size_t *ret_n)
{
    ranked *list = calloc(x->n_packages + 1, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; list && i < x->n_packages; i++) {
        exits_package *p = x->package[i];
        if ((n_moves && p->n != n_moves) || p->done == 0) continue;
        const double risk = exits_difference(x, p, 0).value;
        if (risk < 0) list[n++] = (ranked){p, i, risk, exits_least_accepts(x, p, skip)};
    }
    *ret_n = n;
    return list;
}

/* Adds to a list the first of a ranking that are not in it, up to `more` of them; least: share of sets. */
static void take(const ranked *list, size_t n, double least, size_t more, exits_package **to,
                 size_t *ret_n, size_t room)
{
    for (size_t i = 0; i < n && more > 0 && *ret_n < room; i++) {
        bool known = false;
        if (list[i].accepts < least) continue;
        for (size_t k = 0; k < *ret_n && !known; k++) known = to[k] == list[i].package;
        if (!known) to[(*ret_n)++] = list[i].package;
        more--;
    }
}

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for packages of moves");
}

/* ---- single moves ------------------------------------------------------------------------------- */

/* Nothing is another with it in any future of the screening. */
static bool is_idle(const exits_search *x, const exits_package *p)
{
    for (size_t row = 0; row < 1 + x->n_parties; row++) {
        const double price = row ? p->price[row - 1] : 0;
        for (size_t s = 0; s < p->done; s++) {
            const pair_sums *sum = &p->sum[row * p->room + s];
            if (fabs(sum->difference + price * sum->n) > 1e-9 * (1 + price) * sum->n) return false;
        }
    }
    return true;
}

static ofr_status screen(exits_search *x, size_t from, ofr_error *err)
{
    const size_t n = x->n_packages - from;

    return n ? exits_run(x, &x->search, x->package + from, n, 0, x->to->screen_sets, err) : OFR_OK;
}

static ofr_status try_singles(exits_search *x, ofr_error *err)
{
    exits_package *p;
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < x->n_fit && status == OFR_OK; i++)
        status = exits_package_of(x, &i, 1, &p, err);
    x->to->work.singles = x->n_packages;
    if (status == OFR_OK) status = screen(x, 0, err);
    for (size_t i = 0; i < x->n_packages && status == OFR_OK; i++)
        x->to->work.idle += is_idle(x, x->package[i]);
    return status;
}

/* What the risk is without, and so what counts as an effect: stated before any package is looked at. */
static ofr_status state_effect(exits_search *x, ofr_error *err)
{
    const ofr_left_out left_out = left_out_of(&x->search.e, x->search.account, x->to->screen_sets);
    const double risk = x->n_packages ? exits_difference(x, x->package[0], 0).base : 0;
    const double share = EXITS_LEAST_SHARE * risk;
    const ofr_status status = left_out_check(&left_out, err);

    if (status != OFR_OK) return status;
    x->to->search_risk = risk;
    x->to->least = share < EXITS_LEAST_POINTS ? share : EXITS_LEAST_POINTS;
    if (risk > 0) return OFR_OK;
    return ofr_fail(
        err, OFR_USAGE, "outcome",
        "'%s'%s came in no future of the screening, so there is nothing to lower; ask for "
        "another outcome (--outcome), a longer horizon or more --sets",
        x->to->outcome[0], x->to->n_outcomes > 1 ? " and the others" : "");
}

/* ---- pairs and triples -------------------------------------------------------------------------- */

static void sort_moves(size_t *move, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t j = i; j > 0 && move[j] < move[j - 1]; j--) {
            const size_t other = move[j];
            move[j] = move[j - 1];
            move[j - 1] = other;
        }
    }
}

/* A package and one move more; nothing where that is in it, or was tried. */
static ofr_status extend(exits_search *x, const exits_package *p, size_t more, ofr_error *err)
{
    size_t move[EXITS_MOST];
    exits_package *made;

    for (size_t i = 0; i < p->n; i++) {
        if (p->move[i] == more) return OFR_OK;
    }
    memcpy(move, p->move, p->n * sizeof *move);
    move[p->n] = more;
    sort_moves(move, p->n + 1);
    return exits_find(x, move, p->n + 1) ? OFR_OK : exits_package_of(x, move, p->n + 1, &made, err);
}

static ofr_status choose_singles(exits_search *x, exits_package **to, size_t *ret_n, ofr_error *err)
{
    size_t n;
    ranked *list = rank_all(x, 1, SIZE_MAX, &n);

    if (!list) return no_memory(err);
    qsort(list, n, sizeof *list, by_risk);
    take(list, n, 0, BEST_SINGLES, to, ret_n, BEST_SINGLES + LIKED_SINGLES);
    take(list, n, LIKED, LIKED_SINGLES, to, ret_n, BEST_SINGLES + LIKED_SINGLES);
    free(list);
    return OFR_OK;
}

static bool about_one_thing(const bound_move *a, const bound_move *b)
{
    return a->move->kind == b->move->kind && *a->thing && strcmp(a->thing, b->thing) == 0;
}

/* Each chosen move with each other; and, whether they did anything alone or not, all that are about the same thing as one of
 * them: a body that monitors a deal does nothing until it is signed. */
static ofr_status try_pairs(exits_search *x, exits_package *const *chosen, size_t n, ofr_error *err)
{
    const size_t from = x->n_packages;
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < n && status == OFR_OK; i++) {
        for (size_t j = i + 1; j < n && status == OFR_OK; j++)
            status = extend(x, chosen[i], chosen[j]->move[0], err);
        for (size_t m = 0; m < x->n_fit && status == OFR_OK; m++) {
            if (about_one_thing(x->fit[chosen[i]->move[0]], x->fit[m]))
                status = extend(x, chosen[i], m, err);
        }
    }
    x->to->work.pairs = x->n_packages - from;
    return status == OFR_OK ? screen(x, from, err) : status;
}

static ofr_status try_triples(exits_search *x, exits_package *const *chosen, size_t n,
                              ofr_error *err)
{
    exits_package *pair[BEST_PAIRS];
    size_t n_pairs = 0, n_list;
    ranked *list = rank_all(x, 2, SIZE_MAX, &n_list);
    ofr_status status = OFR_OK;

    if (!list) return no_memory(err);
    qsort(list, n_list, sizeof *list, by_risk);
    take(list, n_list, LIKED, LIKED_PAIRS, pair, &n_pairs, BEST_PAIRS);
    take(list, n_list, REFUSED_FOR_NOW, BEST_PAIRS, pair, &n_pairs, BEST_PAIRS);
    free(list);
    const size_t from = x->n_packages;
    for (size_t i = 0; i < n_pairs && status == OFR_OK; i++) {
        for (size_t j = 0; j < n && status == OFR_OK && x->n_packages - from < MOST_TRIPLES; j++)
            status = extend(x, pair[i], chosen[j]->move[0], err);
    }
    x->to->work.triples = x->n_packages - from;
    return status == OFR_OK ? screen(x, from, err) : status;
}

/* ---- contenders --------------------------------------------------------------------------------- */

static ofr_status choose_contenders(exits_search *x, exits_package **to, size_t *ret_n,
                                    ofr_error *err)
{
    size_t n;
    ranked *list = rank_all(x, 0, SIZE_MAX, &n);

    if (!list) return no_memory(err);
    qsort(list, n, sizeof *list, by_risk);
    take(list, n, LIKED, LIKED_CONTENDERS, to, ret_n, CONTENDERS);
    take(list, n, REFUSED_FOR_NOW, CONTENDERS, to, ret_n, CONTENDERS);
    free(list);
    return OFR_OK;
}

typedef struct contest {
    exits_package **package;
    size_t n, best;
    double mean[CONTENDERS], variance[CONTENDERS];
    size_t target[CONTENDERS];
} contest;

static void measure(exits_search *x, contest *c)
{
    c->best = 0;
    for (size_t i = 0; i < c->n; i++) {
        const size_t n = exits_sums(x, c->package[i], 0);
        double sum = 0, sum2 = 0;
        for (size_t s = 0; s < n; s++) {
            const double d = x->possible[s].difference / x->possible[s].n;
            sum += d;
            sum2 += d * d;
        }
        c->mean[i] = n ? sum / (double)n : 0;
        c->variance[i] = sample_variance(sum, sum2, (double)n);
        if (c->mean[i] < c->mean[c->best]) c->best = i;
    }
}

/* How far each is to go now; false: nobody can go on. */
static bool aim(exits_search *x, contest *c)
{
    const size_t step = x->search.step, most = x->to->search_sets;
    double target[CONTENDERS], total = 0;
    bool any = false;

    for (size_t i = 0; i < c->n; i++) total += (double)(c->package[i]->done + step);
    ocba_targets(c->mean, c->variance, c->n, c->best, total, target);
    for (size_t i = 0; i < c->n; i++) {
        const double steps = ceil(target[i] / (double)step);
        size_t to = steps * (double)step < (double)most ? (size_t)steps * step : most;
        if (to < c->package[i]->done) to = c->package[i]->done;
        c->target[i] = to;
        any |= to > c->package[i]->done;
    }
    if (any || c->package[c->best]->done >= most) return any;
    c->target[c->best] = c->package[c->best]->done + step;
    if (c->target[c->best] > most) c->target[c->best] = most;
    return true;
}

/* Runs what is aimed at, those who are at the same set together. */
static ofr_status go(exits_search *x, const contest *c, ofr_error *err)
{
    ofr_status status = OFR_OK;

    while (status == OFR_OK) {
        exits_package *group[CONTENDERS];
        size_t n = 0, first = SIZE_MAX, end = SIZE_MAX;
        for (size_t i = 0; i < c->n; i++) {
            const size_t done = c->package[i]->done;
            if (done < c->target[i] && done < first) first = done;
        }
        if (first == SIZE_MAX) break;
        for (size_t i = 0; i < c->n; i++) {
            const size_t done = c->package[i]->done;
            if (done >= c->target[i]) continue;
            if (done > first && done < end) end = done;
            if (done > first) continue;
            if (c->target[i] < end) end = c->target[i];
            group[n++] = c->package[i];
        }
        status = exits_run(x, &x->search, group, n, first, end, err);
    }
    return status;
}

static ofr_status contend(exits_search *x, contest *c, ofr_error *err)
{
    ofr_status status = OFR_OK;

    measure(x, c);
    x->to->correct = exits_correct(c->package, c->n, c->best);
    while (c->n > 1 && x->to->correct < SURE && x->to->work.rounds < MOST_ROUNDS && aim(x, c)) {
        status = go(x, c, err);
        if (status != OFR_OK) return status;
        x->to->work.rounds++;
        measure(x, c);
        x->to->correct = exits_correct(c->package, c->n, c->best);
    }
    return status;
}

/* ---- all ---------------------------------------------------------------------------------------- */

ofr_status exits_stages(exits_search *x, exits_package ***ret_contender, size_t *ret_n,
                        ofr_error *err)
{
    exits_package *chosen[BEST_SINGLES + LIKED_SINGLES];
    size_t n = 0;
    contest c = {.package = calloc(CONTENDERS, sizeof(exits_package *))};
    ofr_status status = c.package ? try_singles(x, err) : no_memory(err);

    if (status == OFR_OK) status = state_effect(x, err);
    if (status == OFR_OK) status = choose_singles(x, chosen, &n, err);
    if (status == OFR_OK && x->o->most > 1) status = try_pairs(x, chosen, n, err);
    if (status == OFR_OK && x->o->most > 2) status = try_triples(x, chosen, n, err);
    if (status == OFR_OK) status = choose_contenders(x, c.package, &c.n, err);
    x->to->work.contenders = c.n;
    if (status == OFR_OK && c.n > 0) status = contend(x, &c, err);
    if (status != OFR_OK) {
        free(c.package);
        return status;
    }
    *ret_contender = c.package;
    *ret_n = c.n;
    return OFR_OK;
}

size_t exits_finalists(exits_search *x, exits_package *ret_finalist[EXITS_ROWS])
{
    size_t n, n_list;
    ranked *list = rank_all(x, 0, SIZE_MAX, &n_list);

    n = 0;
    if (!list) return 0;
    qsort(list, n_list, sizeof *list, by_risk);
    take(list, n_list, REFUSED_FOR_NOW, FINAL_BEST, ret_finalist, &n, EXITS_ROWS);
    take(list, n_list, 0, 1, ret_finalist, &n, EXITS_ROWS); /* whoever refuses it */
    take(list, n_list, LIKED, FINAL_LIKED, ret_finalist, &n, EXITS_ROWS);
    free(list);
    /* The best if one of them need not be asked: where nothing is acceptable, this says whose consent it hangs on. */
    for (size_t q = 0; q < x->n_parties; q++) {
        list = rank_all(x, 0, q, &n_list);
        if (!list) return n;
        qsort(list, n_list, sizeof *list, by_risk);
        take(list, n_list, 0.5, 1, ret_finalist, &n, EXITS_ROWS);
        free(list);
    }
    return n;
}
