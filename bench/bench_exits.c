/* bench_exits.c -- `exits`: packages of up to two of the shipped moves against any of the scenario's outcomes, from the open study to
 * what is told; and apart from it (exits.compile) the binding of moves to the scenario, each compiled once.
 *
 * The checksum is over the rows. futures: models of exits.compile; ways x members of the search.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "studies/exits.h"

enum { PATH_ROOM = 8192, NAMES = 200 };

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The moves that lie beside the scenario's directory, in the order of their names. */
static ofr_status read_moves(const measure *m, ofr_moves *moves, ofr_error *err)
{
    static char name[NAMES][256];
    char directory[PATH_ROOM], path[2 * PATH_ROOM];
    const char *slash = strrchr(m->scenario, '/');
    size_t n = 0;
    ofr_status status = moves_init(moves, err);

    snprintf(directory, sizeof directory, "%.*s../moves",
             slash ? (int)(slash - m->scenario) + 1 : 0, m->scenario);
    DIR *open = opendir(directory);
    if (!open) return ofr_fail(err, OFR_IO, directory, "there are no moves");
    for (struct dirent *entry; n < NAMES && (entry = readdir(open)) != NULL;) {
        if (entry->d_name[0] != '.') snprintf(name[n++], sizeof name[0], "%s", entry->d_name);
    }
    closedir(open);
    qsort(name, n, sizeof name[0], by_name);
    for (size_t i = 0; i < n && status == OFR_OK; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, name[i]);
        status = moves_add_file(moves, path, err);
    }
    return status;
}

/* Any outcome, so that there is something to lower in a few futures. */
static size_t list_outcomes(const measure *m, const char *outcome[EXITS_OUTCOMES])
{
    const ofr_node *all = node_get(m->study->spec->root, "outcomes");
    size_t n = 0;

    for (size_t i = 0; i < all->n_children && n < EXITS_OUTCOMES; i++) {
        const ofr_node *event = node_get(all->child[i], "event");
        /* what is wished for stays out: quiet, deals, halts */
        if (strcmp(event->text, "acts") == 0 || strcmp(event->text, "war") == 0 ||
            strcmp(event->text, "exchange") == 0)
            outcome[n++] = all->child[i]->id;
    }
    return n;
}

static uint64_t sum_exits(const ofr_exits *e)
{
    uint64_t sum = measure_sum(MEASURE_SUM, &e->n_futures, sizeof e->n_futures);

    for (size_t i = 0; i < e->n_rows; i++) {
        sum = measure_sum(sum, &e->row[i].risk, sizeof e->row[i].risk);
        for (size_t p = 0; p < e->row[i].n_parties; p++)
            sum = measure_sum(sum, &e->row[i].party[p].gain, sizeof e->row[i].party[p].gain);
    }
    return sum;
}

static ofr_status bind_once(const measure *m, const ofr_moves *moves, ofr_bound *bound,
                            double *ret_seconds, measured *row, ofr_error *err)
{
    const double begun = measure_cpu();

    bound_done(bound);
    const ofr_status status = moves_bind(moves, m->study, bound, err);
    *ret_seconds = measure_cpu() - begun;
    row->checksum = measure_sum(MEASURE_SUM, &bound->n_fit, sizeof bound->n_fit);
    row->futures = (double)bound->n_fit;
    return status;
}

static ofr_status search_once(const measure *m, const ofr_bound *bound, double *ret_seconds,
                              measured *row, ofr_error *err)
{
    const char *outcome[EXITS_OUTCOMES];
    const exits_options with = {.seed = 1,
                                .n_sets = m->sets,
                                .per_set = m->per_set,
                                .most = 2,
                                .outcome = outcome,
                                .n_outcomes = list_outcomes(m, outcome),
                                .threads = 1,
                                .isa = m->isa};
    const double begun = measure_cpu();
    ofr_exits *e = NULL;
    const ofr_status status = study_exits(m->study, bound, &with, &e, err);

    *ret_seconds = measure_cpu() - begun;
    if (status != OFR_OK) return status;
    row->checksum = sum_exits(e);
    row->futures = (double)e->work.futures;
    exits_free(e);
    return OFR_OK;
}

int main(int argc, char **argv)
{
    static const measure usual = {.bench = "exits", .sets = 8, .per_set = 32, .repeats = 1};
    double compile[MEASURE_REPEATS], search[MEASURE_REPEATS];
    ofr_moves moves = {0};
    ofr_bound bound = {0};
    measure m;
    ofr_error err = {0};
    int end = measure_open(argc, argv, &usual, &m);

    if (end != 0) return end;
    measured bind = {.part = "compile", .isa = "", .seconds = compile},
             row = {.part = "", .isa = kernel_choose(m.isa)->isa, .seconds = search};
    if (read_moves(&m, &moves, &err) != OFR_OK) end = measure_fail(&m, &err);
    for (size_t i = 0; i <= m.repeats && end == 0; i++) { /* the first warms up */
        const size_t at = i > 0 ? i - 1 : 0;
        if (bind_once(&m, &moves, &bound, &compile[at], &bind, &err) != OFR_OK ||
            search_once(&m, &bound, &search[at], &row, &err) != OFR_OK)
            end = measure_fail(&m, &err);
    }
    if (end == 0) measure_tell(&m, &row);
    if (end == 0) measure_tell(&m, &bind);
    bound_done(&bound);
    moves_done(&moves);
    measure_close(&m);
    return end;
}
