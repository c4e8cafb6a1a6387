/* test_streams.c -- Philox against published answers and against Random123's own header. */
#include "core/streams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <Random123/philox.h>
#pragma GCC diagnostic pop

/* Oracle: the known-answer file of Random123, lines "philox4x32 10". */
static void test_published_answers_come_out(void **state)
{
    const ofr_words zero = philox(0, 0, 0, 0, 0);
    const ofr_words ones = philox(~0u, ~0u, ~0u, ~0u, ~(uint64_t)0);
    const ofr_words digits_of_pi = philox(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u,
                                          0x299f31d0a4093822u);
    const uint32_t want[3][4] = {{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u},
                                 {0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu},
                                 {0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}};

    (void)state;
    assert_memory_equal(zero.w, want[0], sizeof want[0]);
    assert_memory_equal(ones.w, want[1], sizeof want[1]);
    assert_memory_equal(digits_of_pi.w, want[2], sizeof want[2]);
}

/* Oracle: philox4x32 of Random123 with the counter laid out by hand as streams.h says. */
static void test_draws_are_those_of_random123(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2000; i++) {
        const uint64_t seed = 0x9e3779b97f4a7c15u * (i + 1);
        const uint32_t member = i * 2654435761u, replicate = i % 7, stream = ~i * 40503u;
        const int32_t day = (int32_t)i * 11 - 9000;
        const uint32_t quad = i % 5;
        const philox4x32_ctr_t counter = {
            {member, replicate, ((uint32_t)(uint16_t)day << 16) + quad, stream}};
        const philox4x32_key_t key = {{(uint32_t)(seed & 0xffffffffu), (uint32_t)(seed >> 32)}};
        const philox4x32_ctr_t want = philox4x32(counter, key);
        const ofr_words got = draw_words(seed, member, replicate, day, stream, quad);

        for (int w = 0; w < 4; w++) assert_int_equal(got.w[w], want.v[w]);
    }
}

/* A golden of draws: what lies on them (results that can be told again, what-ifs in step with their base) is lost when the
 * layout of the counter, the numbering of words or the hash of names changes, however good the new draws are. Oracle: the
 * layout of streams.h by hand, ten rounds after Salmon et al. 2011 and FNV-1a with its mixer, worked out in Python
 * without this program. */
static const struct {
    uint64_t seed;
    uint32_t member, replicate;
    int32_t day;
    const char *mechanism, *id;
    uint32_t draw, word;
} golden[] = {
    {0x1u, 0x0u, 0x0u, 19755, "conduct", "red-sea", 0, 0x0d80e5d0u},
    {0x1u, 0x0u, 0x0u, 19755, "conduct", "red-sea", 1, 0x37b1ccbbu},
    {0x1u, 0x0u, 0x0u, 19755, "conduct", "red-sea", 2, 0x9518363cu},
    {0x1u, 0x0u, 0x0u, 19755, "conduct", "red-sea", 3, 0xfe7beab5u},
    {0x1u, 0x0u, 0x0u, 19755, "conduct", "red-sea", 4, 0x930c608au},
    {0x1u, 0x0u, 0x0u, 19755, "conduct", "red-sea", 263, 0x979763f3u},
    {0x1u, 0x1u, 0x0u, 19755, "conduct", "red-sea", 0, 0x8b5138b3u},
    {0x1u, 0x0u, 0x1u, 19755, "conduct", "red-sea", 0, 0x0f4917b0u},
    {0x1u, 0x0u, 0x0u, 19756, "conduct", "red-sea", 0, 0xa6b365f5u},
    {0x1u, 0x0u, 0x0u, 19755, "harm", "red-sea", 0, 0x1b35eab3u},
    {0x1u, 0x0u, 0x0u, 19755, "conduct", "red-sea2", 0, 0x68443e1fu},
    {0x2u, 0x0u, 0x0u, 19755, "conduct", "red-sea", 0, 0x83264b0du},
    {0x100000000u, 0x0u, 0x0u, 19755, "conduct", "red-sea", 0, 0x510ca5a5u},
    {0xfedcba9876543210u, 0x0u, 0x0u, 19755, "conduct", "red-sea", 0, 0x909a66e9u},
    {0x1u, 0x80000000u, 0x0u, 19755, "filter", "resample", 2, 0x4a4637e9u},
    {0x1u, 0xffffffffu, 0x2u, 19755, "filter", "resample", 0, 0x03936305u},
    {0x1u, 0x7u, 0xffffffffu, 19755, "war", "usa-iran", 1, 0xc4edaae0u},
    {0x1u, 0x7u, 0x0u, -1, "war", "usa-iran", 0, 0x9c0b88d8u},
    {0x1u, 0x7u, 0x0u, 0, "war", "usa-iran", 0, 0xad039124u},
    {0x1u, 0x7u, 0x0u, -719162, "war", "usa-iran", 5, 0x89ebdd4bu},
    {0x1u, 0x7u, 0x0u, 85291, "war", "usa-iran", 0, 0xca8d370du},
    {0x1u, 0x7u, 0x0u, 19755, "", "", 0, 0xf879b493u},
    {0x1u, 0x7u, 0x0u, 19755, "politics", "iran", 262143, 0x3c54e77cu},
};

static void test_draws_lie_where_they_always_did(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
        const uint32_t stream = stream_of(golden[i].mechanism, golden[i].id),
                       quad = golden[i].draw / 4, w = golden[i].draw % 4;
        const ofr_words words = draw_words(golden[i].seed, golden[i].member, golden[i].replicate,
                                           golden[i].day, stream, quad);
        uint32_t member[9], replicate[9];
        double four[4 * 9], one[9];

        for (size_t k = 0; k < 9; k++) member[k] = golden[i].member;
        for (size_t k = 0; k < 9; k++) replicate[k] = golden[i].replicate;
        lane_draws4(golden[i].seed, member, replicate, golden[i].day, stream, quad, 9, four);
        lane_units(golden[i].seed, member, replicate, golden[i].day, stream, (int)w, 9, one);
        assert_int_equal(words.w[w], golden[i].word);
        for (size_t k = 0; k < 9; k++) {
            assert_true(four[9 * w + k] == unit(golden[i].word));
            if (quad == 0) assert_true(one[k] == unit(golden[i].word));
        }
    }
}

/* Oracle: one counter at a time; also for numbers of lanes that are no multiple of a vector. */
static void test_lanes_are_the_draws_of_their_members(void **state)
{
    enum { MOST = 67 };
    uint32_t member[MOST], replicate[MOST];
    double one[MOST + 1], four[4 * MOST];

    (void)state;
    for (uint32_t k = 0; k < MOST; k++) {
        member[k] = 0xfffffff0u + k * 3;
        replicate[k] = k * k;
    }
    for (size_t n = 0; n <= MOST; n++) {
        const int32_t day = (int32_t)n * 500 - 3000;
        const uint32_t quad = (uint32_t)n % 3;

        lane_draws4(77, member, replicate, day, 99, quad, n, four);
        for (int w = 0; w < 4; w++) {
            one[n] = -1.0;
            lane_units(77, member, replicate, day, 99, w, n, one);
            assert_true(one[n] == -1.0);
            for (size_t k = 0; k < n; k++) {
                const ofr_words zero = draw_words(77, member[k], replicate[k], day, 99, 0);
                const ofr_words words = draw_words(77, member[k], replicate[k], day, 99, quad);

                assert_true(one[k] == unit(zero.w[w]));
                assert_true(four[(size_t)w * n + k] == unit(words.w[w]));
            }
        }
    }
}

/* Oracle: arithmetic by hand. */
static void test_units_stay_inside_zero_and_one(void **state)
{
    (void)state;
    assert_true(unit(0) == 0x1p-33);
    assert_true(unit(0x80000000u) == 0.5 + 0x1p-33);
    assert_true(unit(~0u) == 1.0 - 0x1p-33);
    assert_true(unit2(0, 0) == 0x1p-65);
    assert_true(unit2(1, 0x80000000u) == 0x1.8p-32 + 0x1p-65);
}

/* Oracle: mean of n uniforms is 1/2 within 5 sqrt(1 / (12 n)); a right one misses once in 1.7e6. */
static void test_mean_of_units_is_a_half(void **state)
{
    enum { N = 100000 };
    double sum = 0.0;

    (void)state;
    for (uint32_t i = 0; i < N; i++) sum += unit(draw_words(3, i, 0, 19800, 12345, 0).w[0]);
    assert_true(sum / N > 0.5 - 0.00457 && sum / N < 0.5 + 0.00457);
}

/* Oracle: FNV-1a of "a/b" worked out by its definition (offset, then xor and multiply per byte),
 * and the mixer's steps, in 64-bit arithmetic with remainders. */
static void test_stream_depends_on_both_names_and_their_border(void **state)
{
    const unsigned char text[3] = {'a', '/', 'b'};
    uint64_t h = 2166136261u;

    (void)state;
    for (int i = 0; i < 3; i++) h = ((h ^ text[i]) * 16777619u) % 4294967296u;
    h = ((h ^ h / 65536u) * 2246822507u) % 4294967296u;
    h = ((h ^ h / 8192u) * 3266489909u) % 4294967296u;
    h ^= h / 65536u;
    assert_true(stream_of("a", "b") == h);
    assert_true(stream_of("ab", "c") != stream_of("a", "bc"));
    assert_true(stream_of("flow", "x") != stream_of("flow", "y"));
    assert_true(stream_of(NULL, "b") == stream_of("", "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_answers_come_out),
        cmocka_unit_test(test_draws_are_those_of_random123),
        cmocka_unit_test(test_draws_lie_where_they_always_did),
        cmocka_unit_test(test_lanes_are_the_draws_of_their_members),
        cmocka_unit_test(test_units_stay_inside_zero_and_one),
        cmocka_unit_test(test_mean_of_units_is_a_half),
        cmocka_unit_test(test_stream_depends_on_both_names_and_their_border),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
