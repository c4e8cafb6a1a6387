/* test_scenarios.c -- every scenario of scenarios/: it checks, runs, says the same in two builds of the kernel, asks
 * at least one thing that is open, holds no flow that cannot act, and has a page.
 *
 * Oracle: none for the numbers, which are judged; what is asked here is what any scenario of the library owes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source_path.h"
#include "studies/study.h"
#include "watch.h"

enum { SETS = 2, TOGETHER = 32, MEMBERS = SETS * TOGETHER, MOST = 32, NAME = 64 };

/* Names of scenarios without ".yaml"; the count. */
static size_t list_scenarios(char name[MOST][NAME])
{
    char path[4096];
    size_t n = 0;
    DIR *directory = opendir(source_path("scenarios", path, sizeof path));

    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory));) {
        const char *end = strstr(entry->d_name, ".yaml");
        if (!end || end[5] || end - entry->d_name >= NAME) continue;
        assert_true(n < MOST);
        snprintf(name[n++], NAME, "%.*s", (int)(end - entry->d_name), entry->d_name);
    }
    closedir(directory);
    return n;
}

static ofr_study *open_scenario(const char *name)
{
    char file[NAME + 32], path[4096];
    ofr_study *study = NULL;
    ofr_error err = {0};

    snprintf(file, sizeof file, "scenarios/%s.yaml", name);
    if (study_open(source_path(file, path, sizeof path), &(study_options){0}, &study, &err) !=
        OFR_OK) {
        fail_msg("%s: %s", err.where, err.text);
    }
    return study;
}

/* Entries of a section. */
static size_t entries(const ofr_study *study, const char *section)
{
    const ofr_node *node = node_get(study->spec->root, section);

    return node ? node->n_children : 0;
}

static void open_ensemble(const ofr_study *study, const ofr_kernel *kernel, ofr_ensemble *ret)
{
    assert_int_equal(ensemble_init(ret, study->model, kernel, 1, SETS, TOGETHER, false, NULL),
                     OFR_OK);
    ret->past = study->past;
}

enum { KINDS = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) | SEEN(SEEN_PAYOFFS) };

/* The best build that this machine can run, against the plainest. */
static void test_every_scenario_runs_and_says_the_same_in_two_builds(void **state)
{
    char name[MOST][NAME];
    const size_t n = list_scenarios(name);

    (void)state;
    assert_true(n >= 6);
    for (size_t s = 0; s < n; s++) {
        ofr_study *study = open_scenario(name[s]);
        const size_t n_outcomes = entries(study, "outcomes");
        ofr_ensemble e[2];
        size_t open = 0;

        open_ensemble(study, kernel_choose("v2"), &e[0]);
        open_ensemble(study, kernel_choose(NULL), &e[1]);
        ofr_seen plain = watch_futures(&e[0], NULL, KINDS, 0, MEMBERS),
                 best = watch_futures(&e[1], NULL, KINDS, 0, MEMBERS);
        const ofr_member *member = plain.value[SEEN_MEMBERS];
        const double *payoff = plain.value[SEEN_PAYOFFS];
        const int16_t *day = plain.value[SEEN_OUTCOMES];
        assert_true(seen_same(&plain, &best));
        for (size_t i = 0; i < MEMBERS; i++) {
            assert_true(isfinite(member[i].severity));
        }
        for (size_t i = 0; i < MEMBERS * entries(study, "politics"); i++)
            assert_true(isfinite(payoff[i]));
        for (size_t o = 0; o < n_outcomes; o++) {
            size_t hits = 0;
            for (size_t i = 0; i < MEMBERS; i++) hits += day[o * MEMBERS + i] >= 0;
            open += hits > 0 && hits < MEMBERS;
        }
        printf("# %-16s %zu of %zu outcomes came true in some futures and not in others\n", name[s],
               open, n_outcomes);
        assert_true(open >= 1);
        seen_done(&plain);
        seen_done(&best);
        for (size_t i = 0; i < 2; i++) ensemble_done(&e[i]);
        study_close(study);
    }
}

/* ---- flows that cannot act --------------------------------------------------------------------- */

typedef struct flow_watch {
    double *mean, *acts; /* [flows]: the largest mean, all acts */
} flow_watch;

static void watch_flows(void *self, const ofr_model *m, const ofr_block *b, int32_t day,
                        size_t lane)
{
    flow_watch *w = self;

    (void)day;
    for (size_t f = 0; f < m->n_flows; f++) {
        w->mean[f] = fmax(w->mean[f], block_num(b, m->flow[f].mean, lane));
        w->acts[f] += block_num(b, m->count + f, lane);
    }
}

static bool answers_a_line(const ofr_study *study, const char *flow)
{
    const ofr_node *lines = node_get(study->spec->root, "red-lines");

    for (size_t i = 0; lines && i < lines->n_children; i++) {
        const ofr_node *options = node_get(node_get(lines->child[i], "response"), "options");
        for (size_t j = 0; options && j < options->n_children; j++) {
            if (strcmp(options->child[j]->text, flow) == 0) return true;
        }
    }
    return false;
}

/* Flows that stand for rows of the record only, and do nothing after the start. */
static bool is_exception(const char *scenario, const char *flow)
{
    return strcmp(scenario, "us-iran-2024") == 0 && strcmp(flow, "usa-strikes-boats") == 0;
}

/* A flow acts of its own account, in answer, or on a red line. */
static void test_no_flow_of_a_scenario_is_inert_or_explodes(void **state)
{
    char name[MOST][NAME];
    const size_t n = list_scenarios(name);

    (void)state;
    for (size_t s = 0; s < n; s++) {
        ofr_study *study = open_scenario(name[s]);
        const ofr_model *m = study->model;
        flow_watch w = {calloc(m->n_flows + 1, sizeof(double)),
                        calloc(m->n_flows + 1, sizeof(double))};
        ofr_ensemble e;

        assert_non_null(w.mean);
        assert_non_null(w.acts);
        open_ensemble(study, kernel_choose(NULL), &e);
        watch_days(&e, 0, MEMBERS, NULL, watch_flows, &w);
        for (size_t f = 0; f < m->n_flows; f++) {
            const ofr_flow *flow = &m->flow[f];
            const bool answer = answers_a_line(study, flow->id);
            if (!(w.mean[f] > 0) && !answer && !is_exception(name[s], flow->id))
                fail_msg("%s: %s never acts", name[s], flow->id);
            if (!(w.mean[f] < 300)) fail_msg("%s: %s explodes", name[s], flow->id);
            if (w.acts[f] <= 0 && answer)
                printf("# %s: %s is answered with in none of %d futures\n", name[s], flow->id,
                       MEMBERS);
        }
        ensemble_done(&e);
        free(w.mean);
        free(w.acts);
        study_close(study);
    }
}

/* ---- pages ------------------------------------------------------------------------------------- */

static char *page_of(const char *name)
{
    char path[4096];
    char *text = calloc(1, 1 << 16);
    FILE *in = fopen(source_path(name, path, sizeof path), "rb");

    assert_non_null(text);
    if (!in) fail_msg("%s cannot be opened", path);
    assert_true(fread(text, 1, (1 << 16) - 1, in) > 0);
    fclose(in);
    return text;
}

/* In docs/scenarios/README.md the line that names a scenario's file links a page that is there. */
static void test_every_scenario_has_a_page(void **state)
{
    char name[MOST][NAME];
    const size_t n = list_scenarios(name);
    char *index = page_of("docs/scenarios/README.md");

    (void)state;
    for (size_t s = 0; s < n; s++) {
        char file[NAME + 8], page[256];
        snprintf(file, sizeof file, "/%s.yaml", name[s]);
        const char *at = strstr(index, file);
        if (!at) fail_msg("docs/scenarios/README.md does not name %s", file);
        const char *line = at, *end = strchr(at, '\n');
        while (line > index && line[-1] != '\n') line--;
        const char *link = strstr(line, ".md)");
        if (!link || (end && link > end)) fail_msg("%s has no page", file);
        const char *from = link;
        while (from > line && from[-1] != '(') from--;
        snprintf(page, sizeof page, "docs/scenarios/%.*s", (int)(link + 3 - from), from);
        char *text = page_of(page);
        if (!strstr(text, file)) fail_msg("%s does not name %s", page, file);
        free(text);
    }
    free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_scenario_runs_and_says_the_same_in_two_builds),
        cmocka_unit_test(test_no_flow_of_a_scenario_is_inert_or_explodes),
        cmocka_unit_test(test_every_scenario_has_a_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
