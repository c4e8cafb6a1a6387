/* measure.c -- see measure.h. */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int usage(const measure *m)
{
    fprintf(stderr,
            "usage: bench_%s SCENARIO [--sets N] [--members N] [--repeats N] [--no-history]\n"
            "       N: 1 to 1000000; repeats: 1 to %d\n",
            m->bench, MEASURE_REPEATS);
    return 2;
}

/* A whole number from 1 to most, or 0. */
static size_t number(const char *text, size_t most)
{
    char *end = NULL;
    const long n = text ? strtol(text, &end, 10) : 0;

    return end && end != text && *end == '\0' && n > 0 && (size_t)n <= most ? (size_t)n : 0;
}

/* Sets what an option names; false: there is no such option, or its number does not fit. */
static bool take_option(measure *m, const char *name, const char *text)
{
    size_t *const place = strcmp(name, "--sets") == 0      ? &m->sets
                          : strcmp(name, "--members") == 0 ? &m->per_set
                          : strcmp(name, "--repeats") == 0 ? &m->repeats
                                                           : NULL;

    if (!place) return false;
    *place = number(text, place == &m->repeats ? MEASURE_REPEATS : 1000000);
    return *place > 0;
}

int measure_open(int argc, char **argv, const measure *usual, measure *ret)
{
    study_options with = {0};
    ofr_error err = {0};

    *ret = *usual;
    ret->scenario = argc > 1 ? argv[1] : NULL;
    ret->isa = getenv("OFFRAMP_ISA");
    if (!ret->scenario || ret->scenario[0] == '-') return usage(ret);
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--no-history") == 0)
            with.no_history = true;
        else if (i + 1 >= argc || !take_option(ret, argv[i], argv[i + 1]))
            return usage(ret);
        else
            i++;
    }
    if (study_open(ret->scenario, &with, &ret->study, &err) != OFR_OK)
        return measure_fail(ret, &err);
    if (!kernel_choose(ret->isa)) {
        fprintf(stderr, "bench_%s: this machine cannot run '%s'\n", ret->bench, ret->isa);
        measure_close(ret);
        return 1;
    }
    return 0;
}

void measure_close(measure *m)
{
    study_close(m->study);
    m->study = NULL;
}

int measure_fail(const measure *m, ofr_error *err)
{
    fprintf(stderr, "bench_%s: %s%s%s\n", m->bench, err->where, err->where[0] ? ": " : "",
            err->text);
    ofr_error_done(err);
    return 1;
}

ofr_status measure_at_rest(measure *m, ofr_error *err)
{
    const study_options with = {.no_history = true};
    ofr_study *study = NULL;
    const ofr_status status = study_open(m->scenario, &with, &study, err);

    if (status != OFR_OK) return status;
    study_close(m->study);
    m->study = study;
    return OFR_OK;
}

run_options measure_run_options(const measure *m)
{
    return (run_options){.seed = 1,
                         .n_sets = m->sets,
                         .per_set = m->per_set,
                         .threads = 1,
                         .isa = m->isa,
                         .command = "bench",
                         .scenario_name = m->scenario};
}

double measure_cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

uint64_t measure_sum(uint64_t sum, const void *value, size_t bytes)
{
    const unsigned char *byte = value;

    for (size_t i = 0; i < bytes; i++) sum = (sum ^ byte[i]) * 0x100000001b3u;
    return sum;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static const char *base_name(const char *path, int *ret_length)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path,
               *dot = strrchr(name, '.');

    *ret_length = (int)(dot ? (size_t)(dot - name) : strlen(name));
    return name;
}

void measure_tell(const measure *m, const measured *row)
{
    double t[MEASURE_REPEATS];
    int length;
    const char *name = base_name(m->scenario, &length);

    memcpy(t, row->seconds, m->repeats * sizeof *t);
    qsort(t, m->repeats, sizeof *t, ascending);
    printf(
        "{\"bench\":\"%s%s%s\",\"scenario\":\"%.*s\",\"isa\":\"%s\",\"sets\":%zu,\"per_set\":%zu,"
        "\"repeats\":%zu,\"member_days\":%.0f,\"set_histories\":%.0f,\"futures\":%.0f,",
        m->bench, row->part[0] ? "." : "", row->part, length, name, row->isa, m->sets, m->per_set,
        m->repeats, row->member_days, row->set_histories, row->futures);
    if (row->member_days > 0)
        printf("\"cpu_ns_per_member_day\":%.2f,", 1e9 * t[m->repeats / 2] / row->member_days);
    printf("\"cpu_seconds_min\":%.6f,\"cpu_seconds_median\":%.6f,\"checksum\":\"%016llx\"}\n", t[0],
           t[m->repeats / 2], (unsigned long long)row->checksum);
}
