/* test_campaign_front.c -- the modes of several parts summed out, against the plain sum over all that may happen.
 *
 * Oracle: the law of model.md 4.1 written out here: every order and every end that comes to all, times what each part does given
 * that, over all joint modes, day by day; nothing of the way in which campaign_summed.h orders that sum.
 */
#include "engine/filter.h"
#include "mechanisms/campaigns.h"
#include "past_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define assert_near(a, b, slack) assert_true(fabs((a) - (b)) <= (slack))

enum { DAYS = 5, MOST_PARTS = 3, MOST = 216 };

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 30 days\nhostile: [[a, b]]\n"               \
    "theatres: {x: {name: X, lethality: 0, wounding: 0, slip: 0}}\n"                               \
    "stances: {lambda: 0}\nperception: {misread: 0, alarms: 0 per day}\nmessages: {base: -20}\n"   \
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\nbreach: {base: 0 per day}\n"         \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group, backed-by: {b: {}}}\n"                                            \
    "  p: {name: P, kind: group, part-of: g}\n  q: {name: Q, kind: group, part-of: g}\n"
#define FLOWS                                                                                      \
    "conduct:\n"                                                                                   \
    "  - {id: f, from: g, to: a, in: x, act: harass, rate: 0.6 per day, record: full}\n"           \
    "  - {id: own, from: p, to: a, in: x, act: coerce, rate: 0.3 per day, record: full, "          \
    "dispersion: 2}\n"
#define FRONT(parts, ends)                                                                         \
    TOP FLOWS "campaigns: [{id: c, by: g, flows: [f, own], parts: {" parts                         \
              "}, order: 0.6, halts: 0.1 per day, " ends ", long: 0.3, leak: 0.1}]\n"
#define SHORT_FIRST "short-ends: 0.2 per day, long-ends: 0.02 per day"
#define LONG_FIRST "short-ends: 0.02 per day, long-ends: 0.2 per day"

/* What is done and said: acts of the front and of p alone; words of p, of the others. */
static const double front_acts[DAYS] = {1, 0, 0, 2, 0}, own_acts[DAYS] = {0, 2, 0, 0, 1};
static const bool p_pauses[DAYS] = {0, 0, 1, 0, 0}, p_resumes[DAYS] = {0, 0, 0, 0, 1},
                  g_refuses[DAYS] = {0, 1, 0, 0, 0};
#define RECORD                                                                                     \
    "date,source,target,theatre,action,count,word\n2023-12-27,g,a,x,harass,1,\n"                   \
    "2023-12-28,p,a,x,coerce,2,\n2023-12-28,g,a,x,statement,1,refusal\n"                           \
    "2023-12-29,p,a,x,statement,1,pause\n2023-12-30,g,a,x,harass,2,\n"                             \
    "2023-12-31,p,a,x,coerce,1,\n2023-12-31,p,a,x,statement,1,resume\n"

typedef struct law {
    size_t n, size; /* parts; joint modes */
    double share[MOST_PARTS], halts, ends[2], order, is_long, leak, unsaid, says, lie, refuses;
} law;

static double chance(double hazard)
{
    return -expm1(-hazard);
}

/* What one part does, given that an order of kind `halt` (0 none, 1 short, 2 long) came to all that are on, and `u` of the
 * common draw of ends. */
static double one_part(const law *l, int halt, double u, int from, int to)
{
    const double own = chance((1 - l->order) * l->halts), said = to % 2 ? l->unsaid : 1 - l->unsaid;
    const int a = from / 2, b = to / 2;

    if (a == 0) {
        if (halt) return b == halt ? said : 0;
        return b == 0 ? (from == to ? 1 - own : 0)
                      : own * (b == 2 ? l->is_long : 1 - l->is_long) * said;
    }
    const bool ordered = u < chance(l->order * l->ends[a - 1]);
    const double end = ordered ? 1 : chance((1 - l->order) * l->ends[a - 1]);
    return b == 0 ? end * said : from == to ? 1 - end : 0;
}

static size_t power(size_t n)
{
    size_t all = 1;

    while (n--) all *= CAMPAIGN_MODES;
    return all;
}

static int mode_of(const law *l, size_t x, size_t part)
{
    return (int)(x / power(l->n - 1 - part) % CAMPAIGN_MODES);
}

/* All parts, over what may come to all. */
static double joint_move(const law *l, size_t from, size_t to)
{
    const double halt = chance(l->order * l->halts), a = chance(l->order * l->ends[0]),
                 b = chance(l->order * l->ends[1]);
    const double orders[] = {1 - halt, halt * (1 - l->is_long), halt * l->is_long};
    const double edge[] = {0, fmin(a, b), fmax(a, b), 1};
    double sum = 0;

    for (int order = 0; order < 3; order++) {
        for (int i = 0; i < 3; i++) {
            double way = orders[order] * (edge[i + 1] - edge[i]);
            for (size_t part = 0; part < l->n && way > 0; part++)
                way *= one_part(l, order, (edge[i] + edge[i + 1]) / 2, mode_of(l, from, part),
                                mode_of(l, to, part));
            sum += way;
        }
    }
    return sum;
}

static void morning(const law *l, double *p)
{
    double then[MOST] = {0};

    for (size_t from = 0; from < l->size; from++) {
        for (size_t to = 0; to < l->size; to++) then[to] += p[from] * joint_move(l, from, to);
    }
    memcpy(p, then, sizeof then);
}

static double word_chance(const law *l, int mode, bool pauses, bool resumes, bool refuses)
{
    const bool on = mode < 2, unsaid = mode % 2;
    const double pause = !on && unsaid ? l->says : l->lie, resume = on && unsaid ? l->says : l->lie,
                 refusal = on ? l->refuses : l->lie;

    return (pauses ? pause : 1 - pause) * (resumes ? resume : 1 - resume) *
           (refuses ? refusal : 1 - refusal);
}

/* P(y acts), Poisson, and negative binomial of size 2 by its first values. */
static double front_chance(double mu, double y)
{
    return exp(-mu) * pow(mu, y) / tgamma(y + 1);
}
static double own_chance(double mu, double y)
{
    const double none = pow(2 / (2 + mu), 2), q = mu / (2 + mu);

    return y == 0 ? none : y == 1 ? none * 2 * q : none * 3 * q * q;
}

static double evening(const law *l, double *p, int day)
{
    const double on = 1 / chance(l->halts),
                 off = (1 - l->is_long) / chance(l->ends[0]) + l->is_long / chance(l->ends[1]),
                 steady = (on + off) / (on + l->leak * off);
    double then[MOST] = {0}, all = 0;

    for (size_t x = 0; x < l->size; x++) {
        double halted = 0, way = p[x];
        size_t after = x;
        for (size_t part = 0; part < l->n; part++) {
            const int mode = mode_of(l, x, part);
            const bool is_p = part == 0, is_others = part == l->n - 1;
            const bool pauses = is_p && p_pauses[day], resumes = is_p && p_resumes[day];
            halted += mode < 2 ? 0 : l->share[part];
            way *= word_chance(l, mode, pauses, resumes, is_others && g_refuses[day]);
            if (mode % 2 && (mode < 2 ? resumes : pauses)) after -= power(l->n - 1 - part);
        }
        way *= front_chance(0.6 * steady * (1 - halted * (1 - l->leak)), front_acts[day]);
        way *= own_chance(0.3 * steady * (mode_of(l, x, 0) < 2 ? 1 : l->leak), own_acts[day]);
        then[after] += way;
        all += way;
    }
    for (size_t x = 0; x < MOST; x++) p[x] = then[x] / all;
    return log(all);
}

static void at_rest(const law *l, double *p)
{
    const double on = 1 / chance(l->halts), brief = (1 - l->is_long) / chance(l->ends[0]),
                 lasting = l->is_long / chance(l->ends[1]), all = on + brief + lasting,
                 one[] = {on / all, 0, brief / all, 0, lasting / all, 0};

    memset(p, 0, MOST * sizeof *p);
    for (size_t x = 0; x < l->size; x++) {
        p[x] = 1;
        for (size_t part = 0; part < l->n; part++) p[x] *= one[mode_of(l, x, part)];
    }
}

static law law_of(size_t n, double brief, double lasting)
{
    law l = {.n = n,
             .size = power(n),
             .halts = 0.1,
             .ends = {brief, lasting},
             .order = 0.6,
             .is_long = 0.3,
             .leak = 0.1,
             .unsaid = 0.375,
             .says = chance(1 / 3.0),
             .lie = 0.0005,
             .refuses = 0.002};
    const double three[] = {0.5, 0.3, 0.2}, two[] = {0.6, 0.4};

    memcpy(l.share, n == 3 ? three : two, n * sizeof *three);
    return l;
}

static double history_of(const ofr_ensemble *e, ofr_swarm **ret_particles)
{
    ofr_account account = {0};
    ofr_error err = {0};

    assert_int_equal(history_new(e, ret_particles, &err), OFR_OK);
    assert_int_equal(history_run(e, 0, *ret_particles, NULL, 0, NULL, &account, &err), OFR_OK);
    return account.evidence;
}

/* Log evidence of the five days by the plain sum; p: chances on the last evening. */
static double plain_sum(const law *l, double *p)
{
    double sum = 0;

    at_rest(l, p);
    for (int day = 0; day < DAYS; day++) {
        morning(l, p);
        sum += evening(l, p, day);
    }
    return sum;
}

static void check_front(const char *yaml, law l)
{
    ofr_study *study = past_world_open(yaml, "2023-12-27", RECORD, NULL);
    const ofr_campaign *c = &study->model->own->campaigns->campaign[0];
    ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), 1, 1, 1);
    ofr_swarm *particles = NULL;
    double want[MOST];

    assert_true(c->summed);
    assert_int_equal(c->n_parts, l.n);
    assert_int_equal(c->n_joint, l.size);
    const double sum = plain_sum(&l, want);
    assert_near(history_of(&e, &particles), sum, 1e-9);
    for (size_t x = 0; x < l.size; x++)
        assert_near(swarm_num(particles, 7, c->prob + x), want[x], 1e-12);
    swarm_free(particles);
    ensemble_done(&e);
    study_close(study);
}

static void test_parts_are_summed_as_their_law_says(void **state)
{
    (void)state;
    check_front(FRONT("p: 0.6", SHORT_FIRST), law_of(2, 0.2, 0.02));
    check_front(FRONT("p: 0.6", LONG_FIRST), law_of(2, 0.02, 0.2));
    check_front(FRONT("p: 0.5, q: 0.3", SHORT_FIRST), law_of(3, 0.2, 0.02));
}

/* Nothing is seen, and what is said says nothing: modes move by their law alone, faster than at rest while a driver is on. */
#define UNSEEN(parts)                                                                              \
    TOP "drivers: {d: {active: true, ends: 0 per day}}\n"                                          \
        "conduct: [{id: f, from: g, to: a, in: x, act: harass, rate: 0.4 per day, record: "        \
        "none}]\n"                                                                                 \
        "campaigns: [{id: c, by: g" parts ", order: 0.7, halts: 0.05 per day, long: 0.3, "         \
        "driven-by: {d: x3}, announced: 0, false-words: 0.001 per day, refuses: 0.001 per day}]\n"

static double halted_by_itself(const char *yaml, const char *field)
{
    ofr_study *study = past_world_open(yaml, "2023-12-12", "date,source,target,theatre,action\n",
                                       NULL);
    ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), 1, 1, 1);
    ofr_swarm *particles = NULL;

    history_of(&e, &particles);
    const double halted = swarm_num(particles, 3, past_world_field(study->model, field)->row);
    swarm_free(particles);
    ensemble_done(&e);
    study_close(study);
    return halted;
}

static void test_each_part_has_the_law_of_a_campaign_of_its_own(void **state)
{
    const double alone = halted_by_itself(UNSEEN(""), "c.halted");
    static const char *const part[] = {"c.p.halted", "c.q.halted", "c.others.halted", "c.halted"};

    (void)state;
    assert_true(alone > 0.05 && alone < 0.9);
    for (size_t i = 0; i < 4; i++)
        assert_near(halted_by_itself(UNSEEN(", parts: {p: 0.5, q: 0.3}"), part[i]), alone, 1e-12);
}

/* Drawn in each particle, the modes have the evidence that is summed: in the mean over seeds. */
static void test_drawn_modes_approach_the_sum(void **state)
{
    enum { SEEDS = 40 };
    ofr_study *study = past_world_open(FRONT("p: 0.6", SHORT_FIRST), "2023-12-27", RECORD, NULL);
    const law l = law_of(2, 0.2, 0.02);
    double want[MOST], sum = 0, squares = 0;
    const double all = plain_sum(&l, want);

    (void)state;
    study->model->own->campaigns->campaign[0].summed = false; /* as a front too large would be */
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), seed, 1, 1);
        ofr_swarm *particles = NULL;
        e.particles = 2048;
        const double ratio = exp(history_of(&e, &particles) - all);
        sum += ratio;
        squares += ratio * ratio;
        swarm_free(particles);
        ensemble_done(&e);
    }
    const double mean = sum / SEEDS,
                 error = sqrt(fmax(squares / SEEDS - mean * mean, 0) / (SEEDS - 1));
    assert_true(error > 0 && error < 0.05);
    assert_near(mean, 1,
                3 * error); /* a false alarm: three in a thousand, and the seeds are fixed */
    study_close(study);
}

/* On the first day modes are drawn from the chances on the eve, and then move a day: parts as they hang together. */
static void test_the_first_day_draws_parts_together(void **state)
{
    enum { MANY = 16384 };
    ofr_study *study = past_world_open(FRONT("p: 0.5, q: 0.3", SHORT_FIRST), "2023-12-27", RECORD,
                                       NULL);
    const ofr_campaign *c = &study->model->own->campaigns->campaign[0];
    const law l = law_of(3, 0.2, 0.02);
    ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), 5, 1, 1);
    double want[MOST], got[CAMPAIGN_PATTERNS] = {0}, due[CAMPAIGN_PATTERNS] = {0}, apart = 1;
    ofr_swarm *particles = NULL;
    ofr_error err = {0};

    (void)state;
    e.particles = MANY;
    plain_sum(&l, want);
    morning(&l, want);
    history_of(&e, &particles);
    assert_int_equal(swarm_run(particles, study->model->start + 1, NULL, 0, NULL, &err), OFR_OK);
    for (size_t i = 0; i < MANY; i++) {
        size_t pattern = 0;
        for (size_t j = 0; j < 3; j++)
            pattern |= (size_t)(swarm_num(particles, i, c->part[j].halted) > 0) << j;
        got[pattern] += 1.0 / MANY;
    }
    for (size_t x = 0; x < l.size; x++) due[c->pattern[x]] += want[x];
    for (size_t s = 0; s < CAMPAIGN_PATTERNS; s++)
        assert_near(got[s], due[s], 4.5 * sqrt(due[s] * (1 - due[s]) / MANY));
    for (size_t j = 0; j < 3; j++) {
        double halted = 0;
        for (size_t s = 0; s < CAMPAIGN_PATTERNS; s++) halted += s >> j & 1 ? due[s] : 0;
        apart *= halted;
    }
    assert_true(due[7] > 1.5 * apart); /* drawn apart, it would be seen */
    swarm_free(particles);
    ensemble_done(&e);
    study_close(study);
}

/* Beyond three parts the sum would be of 1,296 modes: they are drawn. */
static void test_a_larger_front_is_drawn(void **state)
{
    ofr_study *study = past_world_open(
        TOP "  r: {name: R, kind: group, part-of: g}\n" FLOWS
            "campaigns: [{id: c, by: g, parts: {p: 0.3, q: 0.3, r: 0.2}, halts: 0.1 per day}]\n",
        "2023-12-27", RECORD, NULL);
    const ofr_campaign *c = &study->model->own->campaigns->campaign[0];
    ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), 1, 1, 1);
    ofr_swarm *particles = NULL;

    (void)state;
    assert_int_equal(c->n_parts, 4);
    assert_false(c->summed);
    assert_true(isfinite(history_of(&e, &particles)));
    for (size_t i = 0; i < e.particles; i++) {
        const double halted = swarm_num(particles, i, c->part[3].halted);
        assert_true(halted == 0 || halted == 1);
    }
    swarm_free(particles);
    ensemble_done(&e);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_are_summed_as_their_law_says),
        cmocka_unit_test(test_each_part_has_the_law_of_a_campaign_of_its_own),
        cmocka_unit_test(test_drawn_modes_approach_the_sum),
        cmocka_unit_test(test_the_first_day_draws_parts_together),
        cmocka_unit_test(test_a_larger_front_is_drawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
