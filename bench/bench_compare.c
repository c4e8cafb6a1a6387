/* bench_compare.c -- `compare`: the base and the scenario's what-ifs on the same histories; where it has none, one that
 * halves all rates. From the open study to the differences, what-ifs compiled.
 */
#include "studies/compare.h"

#include "measure.h"

static ofr_status list_whatifs(const measure *m, ofr_whatifs *list, ofr_error *err)
{
    ofr_status status = whatifs_init(list, err);

    if (status == OFR_OK) status = whatifs_from_spec(list, m->study->spec, NULL, err);
    if (status == OFR_OK && list->n == 0)
        status = whatifs_from_text(list, "half: conduct.*.rate=times 0.5", err);
    return status;
}

/* Over differences of outcomes, payoffs and series, and over the shares of the base. */
static uint64_t sum_comparison(const ofr_comparison *c)
{
    uint64_t sum = measure_sum(MEASURE_SUM, &c->n_members, sizeof c->n_members);

    for (size_t q = 0; q < c->n_quantities; q++)
        sum = measure_sum(sum, &c->share[q].probability, sizeof(double));
    for (size_t w = 0; w < c->n_whatifs; w++)
        sum = measure_sum(sum, c->whatif[w].difference,
                          c->n_quantities * sizeof *c->whatif[w].difference);
    return sum;
}

/* A what-if's days are its own from its first change on; until then they are the base's. */
static double member_days(const ofr_comparison *c)
{
    double days = (double)c->horizon;

    for (size_t w = 0; w < c->n_whatifs; w++) {
        const int32_t own = c->start + c->horizon - c->whatif[w].first;
        if (c->whatif[w].first < c->start + c->horizon) days += own;
    }
    return days * (double)c->n_members;
}

static ofr_status compare_once(const measure *m, const ofr_whatifs *list, double *ret_seconds,
                               measured *row, ofr_error *err)
{
    const compare_options with = {
        .seed = 1, .n_sets = m->sets, .per_set = m->per_set, .threads = 1, .isa = m->isa};
    const double begun = measure_cpu();
    ofr_comparison *c = NULL;
    const ofr_status status = study_compare(m->study, list, &with, &c, err);

    *ret_seconds = measure_cpu() - begun;
    if (status != OFR_OK) return status;
    row->checksum = sum_comparison(c);
    row->member_days = member_days(c);
    row->futures = (double)c->n_members * (double)(1 + c->n_whatifs);
    row->set_histories = m->study->past ? (double)c->n_sets : 0;
    comparison_free(c);
    return OFR_OK;
}

int main(int argc, char **argv)
{
    static const measure usual = {.bench = "compare", .sets = 8, .per_set = 64, .repeats = 3};
    double seconds[MEASURE_REPEATS];
    ofr_whatifs list = {0};
    measure m;
    ofr_error err = {0};
    int end = measure_open(argc, argv, &usual, &m);

    if (end != 0) return end;
    measured row = {.part = "", .isa = kernel_choose(m.isa)->isa, .seconds = seconds};
    if (list_whatifs(&m, &list, &err) != OFR_OK) end = measure_fail(&m, &err);
    for (size_t i = 0; i <= m.repeats && end == 0; i++) { /* the first warms up */
        if (compare_once(&m, &list, &seconds[i > 0 ? i - 1 : 0], &row, &err) != OFR_OK)
            end = measure_fail(&m, &err);
    }
    if (end == 0) measure_tell(&m, &row);
    whatifs_done(&list);
    measure_close(&m);
    return end;
}
