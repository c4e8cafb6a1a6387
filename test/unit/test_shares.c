/* test_shares.c -- shares told from counts, against numbers worked by hand and properties over random counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/shares.h"
#include "core/statistics.h"

/* cmocka's own comparison rounds to float. */
#define assert_near(a, b, slack) assert_true(fabs((a) - (b)) <= (slack))

/* Whole numbers below n from a fixed sequence (Numerical Recipes' generator; only variety matters here). */
static uint32_t next(uint64_t *state, uint32_t n)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*state >> 33) % n);
}

/* Oracle: four sets of 10: k = 1, 3, 5, 7. p = 0.4; s^2 = (0.09 + 0.01 + 0.01 + 0.09) / 3 = 1/15;
 * m s^2 / (p q) = (10 / 15) / 0.24 = 2.7778; rho = 1.7778 / 9 = 0.197531; drawn^2 = rho p q / s^2 = 0.711111.
 * 40 futures are worth 40 / (1 + 9 rho) = 14.4. */
static void test_the_spread_of_sets_agrees_with_moments_by_hand(void **state)
{
    static const uint32_t differ[4] = {1, 3, 5, 7}, same[4] = {4, 4, 4, 4}, none[4] = {0};
    static const uint32_t extreme[4] = {0, 10, 0, 10};
    const ofr_set_spread spread = set_spread(differ, 4, 10), flat = set_spread(same, 4, 10);

    (void)state;
    assert_near(spread.mean, 0.4, 1e-12);
    assert_near(spread.rho, 0.19753086419, 1e-9);
    assert_near(spread.drawn, sqrt(0.71111111111), 1e-9);
    assert_near(effective_size(&spread, 40, 10), 14.4, 1e-9);
    assert_near(flat.rho, 0, 0);
    assert_near(effective_size(&flat, 40, 10), 40, 1e-12);
    assert_near(set_spread(none, 4, 10).mean, 0, 1e-15);
    /* all or nothing: rho is held at 1 / 1.01 */
    assert_near(set_spread(extreme, 4, 10).rho, 1 / 1.01, 1e-9);
    assert_near(set_spread(differ, 1, 10).rho, 0, 0);
    assert_near(set_spread(differ, 4, 1).rho, 0, 0);
}

/* Oracle: the same sets: the outer two, drawn in: 0.4 -+ 0.3 sqrt(0.711111) = 0.147018 and 0.652982. */
static void test_the_range_is_that_of_sets_without_their_noise(void **state)
{
    static const uint32_t differ[4] = {1, 3, 5, 7};
    static const size_t occurred[1] = {16};
    double work[4];
    ofr_share_told share;

    (void)state;
    shares_tell(differ, 1, 4, 10, occurred, 40, work, &share);
    assert_near(share.probability, 0.4, 1e-15);
    assert_true(share.has_sets && share.spread);
    assert_near(share.range_low, 0.147018, 1e-6);
    assert_near(share.range_high, 0.652982, 1e-6);
    assert_near(share.effective, 14.4, 1e-9);
}

/* Oracle: the range that the draws were made from. Sets with P uniform on (0, 1), by their expectation at 200
 * midpoints, plus the binomial variance that moments expect, as a symmetric pair P +- sqrt(P (1 - P) / m). */
static void test_the_range_leaves_the_noise_out(void **state)
{
    enum { SETS = 400, M = 1000 };
    static uint32_t k[SETS];
    static double work[SETS];
    size_t occurred[1] = {0};
    ofr_share_told share;

    (void)state;
    for (int j = 0; j < SETS; j++) {
        const double p = (j / 2 + 0.5) / (SETS / 2);
        const double noise = sqrt(p * (1 - p) / M) * (j % 2 ? 1 : -1);
        const double x = (p + noise) * M;
        k[j] = (uint32_t)(x < 0 ? 0 : x > M ? M : x + 0.5);
        occurred[0] += k[j];
    }
    shares_tell(k, 1, SETS, M, occurred, (size_t)SETS * M, work, &share);
    assert_near(share.range_low, 0.05, 0.006);
    assert_near(share.range_high, 0.95, 0.006);
}

/* Oracle: an event can only come, so that counts by set rise with the horizon, and with them all that is told.
 * 2,000 random tables; the range lies within what sets showed at this or an earlier horizon. */
static void test_nothing_falls_with_the_horizon(void **state)
{
    enum { SETS = 24 };
    uint64_t random = 7;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        const size_t n_sets = 1 + next(&random, SETS), per_set = 1 + next(&random, 60);
        uint32_t count[SHARE_HORIZONS * SETS] = {0};
        size_t occurred[SHARE_HORIZONS] = {0};
        ofr_share_told share[SHARE_HORIZONS];
        double work[SETS];
        for (size_t s = 0; s < n_sets; s++) {
            uint32_t n = 0;
            for (size_t h = 0; h < SHARE_HORIZONS; h++) {
                n += next(&random, (uint32_t)per_set - n + 1) * (next(&random, 3) == 0);
                count[h * n_sets + s] = n;
                occurred[h] += n;
            }
        }
        shares_tell(count, SHARE_HORIZONS, n_sets, per_set, occurred, n_sets * per_set, work,
                    share);
        for (size_t h = 0; h < SHARE_HORIZONS; h++) {
            assert_true(share[h].probability >= share[h].low &&
                        share[h].probability <= share[h].high);
            assert_true(share[h].range_low >= 0 && share[h].range_low <= share[h].range_high);
            assert_true(share[h].range_high <= 1);
            if (h == 0) continue;
            assert_true(share[h].probability >= share[h - 1].probability);
            if (share[h].spread && share[h - 1].spread) {
                assert_true(share[h].range_low >= share[h - 1].range_low);
                assert_true(share[h].range_high >= share[h - 1].range_high);
            }
        }
    }
}

static ofr_share_told share_of(size_t occurred, size_t members, double low, double high)
{
    ofr_share_told share = {.occurred = occurred, .members = members, .spread = high > 0};

    share.probability = (double)occurred / (double)members;
    wilson_interval((double)occurred, (double)members, &share.low, &share.high);
    share.range_low = low;
    share.range_high = high;
    return share;
}

/* Oracle: the rule in shares.h, row by row. */
static void test_shares_are_told_no_more_precisely_than_their_range(void **state)
{
    static const struct {
        size_t occurred, members;
        double low, high; /* 0, 0: no spread */
        const char *text, *alone;
    } row[] = {
        {0, 1000, 0, 0, "< 1 in 330", "< 1 in 330"},
        {0, 100000, 0, 0, "< 1 in 33,000", "< 1 in 33,000"},
        {0, 2, 0, 0, "in none of 2", "in none of 2"},
        {1000, 1000, 0, 0, ">99 %", ">99 %"},
        {64, 64, 0, 0, ">95 %", ">95 %"},
        {83100, 100000, 0.445, 0.987, "83 % (45-99)", "83 %"},
        {99500, 100000, 0.962, 0.9999, ">99 % (96 or more)", ">99 %"},
        {99910, 100000, 0.962, 0.9999, ">99 % (96 or more)", ">99 %"},
        {98000, 100000, 0.97, 0.999, "98 % (97 or more)", "98 %"},
        {99950, 100000, 0.996, 0.9999, ">99 %", ">99 %"},
        {50, 100000, 0, 0.002, "1 in 2,000 (up to 1 in 500)", "1 in 2,000"},
        {300, 100000, 0, 0.031, "1 in 300 (up to 3 %)", "1 in 300"},
        {2300, 100000, 0, 0.14, "2 % (up to 14)", "2 %"},
        {2300, 100000, 0, 0.001, "2 % (<1 in most sets)", "2 %"},
        {700, 100000, 0.0021, 0.0192, "0.7 % (0.2-1.9)", "0.7 %"},
        {50000, 100000, 0.001, 0.999, "50 % (<1 to >99)", "50 %"},
        {10, 1000, 0, 0, "1.0 % (0.5-1.8)", "1.0 %"},
    };
    char room[SHARE_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const ofr_share_told share = share_of(row[i].occurred, row[i].members, row[i].low,
                                              row[i].high);
        assert_string_equal(share_told_text(&share, room), row[i].text);
        assert_string_equal(share_told_short(&share, room), row[i].alone);
    }
}

/* "1 in 2,000" or "83" as a share; NaN for what it does not know. */
static double read_back(const char *text)
{
    char digits[SHARE_TEXT];
    size_t n = 0;
    const bool rare = strstr(text, "1 in ") != NULL;

    for (const char *c = rare ? strstr(text, "1 in ") + 5 : text + strspn(text, "<> ");
         *c && strchr("0123456789.,", *c); c++) {
        if (*c != ',') digits[n++] = *c;
    }
    digits[n] = '\0';
    return n == 0 ? (double)NAN : rare ? 1 / strtod(digits, NULL) : strtod(digits, NULL) / 100;
}

/* Oracle: what is told is the share, to half of the last digit told: a factor 1.5 for rare ones told by one digit, half
 * a point above; none of n is never told as less than one in n / 3. Every size from 1 to 3,000, random counts. */
static void test_what_is_told_is_the_share(void **state)
{
    uint64_t random = 11;
    char room[SHARE_TEXT];

    (void)state;
    for (size_t n = 4; n <= 3000; n++) {
        const ofr_share_told none = share_of(0, n, 0, 0);
        const double bound = read_back(share_told_text(&none, room));
        const double third = (double)n / 3;
        assert_true(bound >= 0.9999 / third);
        assert_true(bound <= (third < 100 ? 1.0001 / floor(third) : 1 / (third - 10)));
        const size_t k = 1 + next(&random, (uint32_t)n - 1);
        const ofr_share_told some = share_of(k, n, 0, 0);
        const double told = read_back(share_told_short(&some, room));
        if (some.probability < 0.005)
            assert_true(told < 1.51 * some.probability && told > some.probability / 1.51);
        else
            assert_near(told, some.probability > 0.995 ? 0.99 : some.probability, 0.00501);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_spread_of_sets_agrees_with_moments_by_hand),
        cmocka_unit_test(test_the_range_is_that_of_sets_without_their_noise),
        cmocka_unit_test(test_the_range_leaves_the_noise_out),
        cmocka_unit_test(test_nothing_falls_with_the_horizon),
        cmocka_unit_test(test_shares_are_told_no_more_precisely_than_their_range),
        cmocka_unit_test(test_what_is_told_is_the_share),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
