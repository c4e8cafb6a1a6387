/* Classes: which one a pair is in, what such pairs did before the start, and the class event counted in futures. */
#include "studies/classes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "world.h"

enum { SEED = 7 };

/* Of a start, a horizon, the code of the second actor, the rate of raids by its client, and a section. Both answer by attacks, and
 * as good as always (base 8: 2999 in 3000). */
static const char *text_of(const char *start, int horizon, const char *iso3, double rate,
                           const char *section)
{
    static char text[4096];

    snprintf(text, sizeof text,
             "offramp: 1\ntitle: t\nstart: %s\nhorizon: %d days\nhostile: [[a, b]]\n"
             "actors:\n  a: {name: A, kind: principal, iso3: USA}\n"
             "  b: {name: B, kind: principal%s%s}\n"
             "  g: {name: G, kind: group, backed-by: {b: {}}}\n"
             "theatres: {x: {name: X, lethality: 0}}\n"
             "conduct:\n"
             "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: %g per day}\n"
             "  - {id: a-b, from: a, to: b, in: x, act: direct, at: homeland}\n"
             "  - {id: b-a, from: b, to: a, in: x, act: direct, at: forces}\n"
             "red-lines:\n"
             "  raid: {holder: a, when: {flows: [g-a]},\n"
             "         response: {options: [a-b], base: 8, delay: 1 days}}\n"
             "  hit: {holder: b, when: {flows: [a-b]},\n"
             "        response: {options: [b-a], base: 8, delay: 1 days}}\n"
             "politics: {a: {}, b: {}}\nwar: {chance: 0, one-sided: 0 per day}\n"
             "outcomes: {war: {event: war}}\n%s",
             start, horizon, *iso3 ? ", iso3: " : "", iso3, rate, section);
    return text;
}

static pair_class class_of(const char *start, int horizon, const char *iso3, const char *section)
{
    world w = world_open(text_of(start, horizon, iso3, 0, section), 1, SEED);
    const pair_class c = study_class(w.study, 0);

    world_close(&w);
    return c;
}

/* Oracle: the rule of docs/classes.md, on the last day that counts and on the next. */
static void test_days_before_the_start_tell_the_class(void **state)
{
    static const struct {
        const char *days;
        size_t class;
    } of[] = {
        {"last-force: 2023-02-08", CLASS_FORCE_1},
        {"last-force: 2023-02-07", CLASS_DISPUTE_10},
        {"last-dispute: 2023-02-08", CLASS_DISPUTE_1},
        {"last-dispute: 2023-02-07", CLASS_DISPUTE_10},
        {"last-dispute: 2014-02-07", CLASS_DISPUTE_10},
        {"last-dispute: 2014-02-06", CLASS_OLD},
        {"last-dispute: 2010-01-01, last-force: 2024-02-07", CLASS_FORCE_1},
        {"last-dispute: 2024-02-07, last-force: 2015-01-01", CLASS_DISPUTE_1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        char section[128];
        snprintf(section, sizeof section, "classes: {b-a: {%s}}\n", of[i].days);
        const pair_class c = class_of("2024-02-08", 365, "IRN", section);
        assert_int_equal(c.found, CLASS_DATED);
        assert_int_equal(c.class, of[i].class);
    }
}

/* Oracle: IRN-USA in data/classes/dyad-years.yaml: disputes to 2009, force in 2007 and 2009; none from 1998 to 2002. RUS-USA: force in 1961. */
static void test_codes_tell_the_class_where_the_table_has_the_years_before(void **state)
{
    static const struct {
        const char *start, *iso3;
        class_found found;
        size_t class;
    } of[] = {
        {"2010-06-01", "IRN", CLASS_LISTED, CLASS_FORCE_1},
        {"2009-06-01", "IRN", CLASS_LISTED, CLASS_DISPUTE_1},
        {"2011-12-31", "IRN", CLASS_LISTED, CLASS_DISPUTE_10},
        {"2012-01-01", "IRN", CLASS_UNKNOWN, CLASS_OLD},
        {"1979-01-02", "IRN", CLASS_LISTED, CLASS_OLD},
        {"1962-10-16", "RUS", CLASS_LISTED, CLASS_FORCE_1},
        {"1949-12-31", "RUS", CLASS_UNKNOWN, CLASS_OLD},
        {"1990-01-01", "XXX", CLASS_LISTED, CLASS_OLD},
        {"1990-01-01", "", CLASS_UNKNOWN, CLASS_OLD},
    };

    (void)state;
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        const pair_class c = class_of(of[i].start, 365, of[i].iso3, "");
        assert_int_equal(c.found, of[i].found);
        assert_int_equal(c.class, of[i].class);
    }
}

/* What is stated comes before what is found, the name before the days. */
static void test_what_is_stated_comes_first(void **state)
{
    pair_class c = class_of("2010-06-01", 365, "IRN",
                            "classes: {a-b: {last-dispute: 2010-05-01}}\n");

    (void)state;
    assert_true(c.found == CLASS_DATED && c.class == CLASS_DISPUTE_1 && c.listed == CLASS_FORCE_1);
    c = class_of(
        "2010-06-01", 365, "IRN",
        "classes: {a-b: {class: dispute-10, last-force: 2010-05-01, source: s, unlike: u}}\n");
    assert_true(c.found == CLASS_NAMED && c.class == CLASS_DISPUTE_10);
    c = class_of("2010-06-01", 365, "IRN", "classes: {a-b: {source: s, unlike: u}}\n");
    assert_true(c.found == CLASS_LISTED && c.class == CLASS_FORCE_1);
}

/* Oracle: the design's table of 1975 to 2010, and 1 - (1 - p)^(H/365) by hand. No year on or after the start's is counted. */
static void test_shares_are_of_years_before_the_start_and_of_the_horizon(void **state)
{
    static const char *named = "classes: {a-b: {class: dispute-1}}\n";
    const pair_class whole = class_of("2024-02-08", 400, "", named),
                     half = class_of("2011-01-01", 180, "", named),
                     early = class_of("1962-10-16", 365, "", named),
                     first = class_of("1950-01-01", 365, "", named),
                     none = class_of("1949-12-31", 365, "", named);

    (void)state;
    assert_true(whole.both_attack.k == 135 && whole.both_attack.n == 1718);
    assert_true(whole.war.k == 14 && whole.war.n == 1718);
    assert_int_equal(whole.days, 365);
    assert_near(whole.both_attack.share, 135.0 / 1718, 1e-12);
    assert_near(whole.both_attack.low, 0.0684, 5e-5); /* tools/classes, another arithmetic */
    assert_near(whole.both_attack.high, 0.0898, 5e-5);
    assert_near(half.both_attack.share, 1 - pow(1 - 135.0 / 1718, 180.0 / 365), 1e-12);
    assert_true(early.from == 1946 && early.to == 1961);
    assert_true(early.both_attack.n == 544 && early.both_attack.k == 48);
    assert_true(first.from == 1946 && first.to == 1949 && first.both_attack.n > 0);
    assert_true(none.from > none.to && none.class == CLASS_DISPUTE_1);
}

static void refused(const char *section, const char *wanted)
{
    char said[2048];

    assert_int_not_equal(
        world_refused(text_of("2024-02-08", 30, "", 0, section), said, sizeof said), OFR_OK);
    if (!strstr(said, wanted)) fail_msg("not said: %s\nbut: %s", wanted, said);
}

static void test_entries_that_cannot_be_are_refused_with_place_and_cure(void **state)
{
    (void)state;
    refused("classes: {a-c: {class: dispute-1}}\n", "'a-c' is no hostile pair");
    refused("classes: {a-c: {class: dispute-1}}\n", "did you mean 'a-b'?");
    refused("classes: {a-b: {class: dispute-1}, b-a: {class: force-1}}\n", "as 'a-b'; keep one");
    refused("classes: {a-b: {}}\n", "says nothing");
    refused("classes: {a-b: {class: dispute-2}}\n", "dispute-10, dispute-1 or force-1");
    refused("classes: {a-b: {last-force: 2024-02-08}}\n",
            "test.yaml:23:29: classes.a-b.last-force");
    refused("classes: {a-b: {last-dispute: 2024-05-01}}\n", "not before the start (2024-02-08)");
    refused("classes: {a-b: {last-dispute: soon}}\n", "classes.a-b.last-dispute");
}

/* Oracle: in 90 days there are hundreds of raids, each as good as always answered by an attack, which is answered by another; nothing
 * comes without raids, and no war at chance 0. */
static void test_the_class_event_is_counted_in_futures(void **state)
{
    static const char *named = "classes: {a-b: {class: dispute-1}}\n";
    const class_options o = {.seed = 1, .futures = 64, .threads = 2};

    (void)state;
    for (int busy = 0; busy < 2; busy++) {
        world w = world_open(text_of("2024-02-08", 90, "", busy ? 5 : 0, named), 1, SEED);
        const pair_class c = study_class(w.study, 0);
        class_event e;
        size_t sets = 0;
        ofr_error err = {0};
        assert_int_equal(study_class_events(w.study, &o, &e, &sets, &err), OFR_OK);
        assert_true(sets == CLASS_SETS && e.both_attack.members == 64);
        assert_int_equal(e.both_attack.occurred, busy ? 64 : 0);
        assert_int_equal(e.war.occurred, 0);
        assert_int_equal(class_compare(&e.both_attack, &c.both_attack),
                         busy ? CLASS_ABOVE : CLASS_FITS);
        world_close(&w);
    }
}

/* What comes after the first year is not of the class: the same futures, of 400 days and of 365. */
static void test_the_first_year_alone_is_counted(void **state)
{
    static const char *named = "classes: {a-b: {class: dispute-1}}\n";
    const class_options o = {.seed = 1, .futures = 4096};
    size_t occurred[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        world w = world_open(text_of("2024-02-08", i ? 400 : 365, "", 0.002, named), 1, SEED);
        class_event e;
        size_t sets = 0;
        ofr_error err = {0};
        assert_int_equal(study_class_events(w.study, &o, &e, &sets, &err), OFR_OK);
        occurred[i] = e.both_attack.occurred;
        world_close(&w);
    }
    assert_true(occurred[0] > 0 && occurred[0] < 4096);
    assert_int_equal(occurred[0], occurred[1]);
}

/* Oracle: by hand: ten times, and a tenth, of two in a hundred; what few futures leave open asks nothing. */
static void test_only_what_lies_beyond_ten_times_for_certain_is_asked_about(void **state)
{
    const class_share class = {20, 1000, 0.02, 0.013, 0.029};
    const ofr_share_told in[] = {{.low = 0.201, .high = 0.3},
                                 {.low = 0.199, .high = 0.3},
                                 {.low = 0, .high = 0.0019},
                                 {.low = 0, .high = 0.0021}};
    static const class_verdict wanted[] = {CLASS_ABOVE, CLASS_FITS, CLASS_BELOW, CLASS_FITS};

    (void)state;
    for (size_t i = 0; i < 4; i++) assert_int_equal(class_compare(&in[i], &class), wanted[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_before_the_start_tell_the_class),
        cmocka_unit_test(test_codes_tell_the_class_where_the_table_has_the_years_before),
        cmocka_unit_test(test_what_is_stated_comes_first),
        cmocka_unit_test(test_shares_are_of_years_before_the_start_and_of_the_horizon),
        cmocka_unit_test(test_entries_that_cannot_be_are_refused_with_place_and_cure),
        cmocka_unit_test(test_the_class_event_is_counted_in_futures),
        cmocka_unit_test(test_the_first_year_alone_is_counted),
        cmocka_unit_test(test_only_what_lies_beyond_ten_times_for_certain_is_asked_about),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
