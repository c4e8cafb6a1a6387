/* Beliefs against Bayes' rule: two types of rival, Poisson severities with known rates.
 * Oracle: posterior odds = prior odds x likelihood ratio, likelihoods computed term by term here.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 400 days\nhostile: [[a, b]]\n"              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "theatres: {x: {name: X}}\n"                                                                   \
    "conduct:\n  - {id: f, from: b, to: a, in: x, act: harass, record: full}\n"                    \
    "stances: {lambda: 100, inertia: 100}\npolitics: {a: {}, b: {}}\noutcomes: {war: {event: "     \
    "war}}\n"                                                                                      \
    "perception: {misread: 0, alarms: 0 per day}\nmemory: {half-life: 4 days, adaptation: 3650 "   \
    "days}\nbreach: {base: 0 per day}\n"

#define EVENTS                                                                                     \
    GIVEN_COLUMNS "2024-01-01,b,a,x,harass,2,0,0\n2024-01-02,b,a,x,harass,5,0,0\n2024-01-04,b,a,"  \
                  "x,harass,1,0,0\n2024-01-05,b,a,x,harass,3,0,0\n"                                \
                  "2024-01-06,b,a,x,harass,4,0,0\n2024-01-07,b,a,x,harass,2,0,0\n2024-01-08,b,a,"  \
                  "x,harass,1,0,0\n"

static double logit(double p)
{
    return log(p / (1 - p));
}

static double poisson(double n, double mean)
{
    return exp(n * log(mean) - mean - lgamma(n + 1));
}

/* The routine level A is held at that of 2.2 acts a day: an ordinary rival's rate; an implacable one has e^theta of it. */
static void test_belief_follows_bayes_rule_with_known_rates(void **state)
{
    const double theta = 0.35, rate = 2.2, prior = 0.3, acts[] = {2, 5, 0, 1, 3, 4, 2, 1};
    world w = world_open(TOP "beliefs: {implacable: 0.3, half-life: 36500 days, evidence: 0.35}\n",
                         1, 1);
    given g = given_open(&w, EVENTS, NULL, false);
    const double level = rate / (1 - exp2(-1.0 / 4));
    double implacable = prior, ordinary = 1 - prior;

    (void)state;
    given_set_par(&w, "memory.adaptation",
                  1e300); /* nobody gets used to anything: A stays where it is put */
    given_set_par(&w, "beliefs.half-life", 1e300); /* and nothing is forgotten */
    assert_near(world_get(&w, "a-b.belief", 0), logit(prior), 1e-12);
    world_set(&w, "a-b.adaptation-level", 0, level);
    for (size_t day = 0; day <= 8; day++) {
        /* Beliefs come before conduct in a day: they read the acts of the day before. */
        if (day > 0) {
            implacable *= poisson(acts[day - 1], rate * exp(theta));
            ordinary *= poisson(acts[day - 1], rate);
        } else {
            world_set(
                &w, "a-b.belief", 0,
                logit(prior) +
                    rate * (exp(theta) - 1)); /* no act before the first day: take its term back */
        }
        given_run(&w, &g, 1);
        assert_near(world_get(&w, "a-b.belief", 0), log(implacable / ordinary), 1e-9);
        assert_near(world_get(&w, "a-b.adaptation-level", 0), level, 1e-9);
    }
    given_close(&g);
    world_close(&w);
}

static void test_belief_returns_to_the_prior_and_stays_within_bounds(void **state)
{
    world w = world_open(
        TOP "beliefs: {implacable: 0.5, half-life: 10 days, evidence: 2, prior: {b-a: 0.8}}\n", 1,
        1);
    given g = given_open(&w, GIVEN_COLUMNS "2024-01-12,b,a,x,harass,100,0,0\n", NULL, false);

    (void)state;
    world_set(&w, "b-a.belief", 0, -2);
    given_run(&w, &g, 10);
    assert_near(world_get(&w, "b-a.belief", 0), logit(0.8) + (-2 - logit(0.8)) / 2, 1e-12);
    assert_near(world_get(&w, "a-b.belief", 0), 0, 1e-12);
    given_run(&w, &g, 3); /* a hundred acts at theta 2: far beyond the bound */
    assert_near(world_get(&w, "a-b.belief", 0), 4, 0);
    given_set_par(&w, "beliefs.evidence", 0);
    given_run(&w, &g, 20);
    assert_near(world_get(&w, "a-b.belief", 0), 1, 1e-12);
    given_close(&g);
    world_close(&w);
}

static void test_clauses_kept_and_broken_are_evidence(void **state)
{
    world w = world_open(
        TOP "beliefs: {implacable: 0.5, half-life: 36500 days, clause: 0.7, evidence: 0}\n"
            "deals: {d: {struck: 2023-12-01, clauses: [\n"
            "  {id: kept, by: b, to: a, does: release, of: 5 people, facts: [{date: 2024-01-03, "
            "state: kept}]},\n"
            "  {id: broken, by: b, to: a, does: withhold, verify: 4 days, facts: [{date: "
            "2024-01-05, state: broken}]}]}}\n",
        1, 1);
    const double want[] = {
        0,    0,    0,    -0.7, -0.7, -0.7,
        -0.7, -0.7, -0.7, 0,    0}; /* the breach is seen on the ninth, read on the tenth */

    (void)state;
    for (int32_t day = 1; day <= 11; day++) {
        world_run(&w, 1);
        assert_near(world_get(&w, "a-b.belief", 0), want[day - 1],
                    1e-3); /* 2^(-1 / 36500) a day is left out */
        assert_near(world_get(&w, "b-a.belief", 0), 0, 1e-12);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_belief_follows_bayes_rule_with_known_rates),
        cmocka_unit_test(test_belief_returns_to_the_prior_and_stays_within_bounds),
        cmocka_unit_test(test_clauses_kept_and_broken_are_evidence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
