/* score_skill.c -- see score_skill.h.
 *
 * Exact facts that tests check: a base that is k times as large everywhere gives a skill of 1 - 1/k with no width; two equal
 * forecasters tie; numbers are the same for the same seed.
 */
#include "score_skill.h"

#include <math.h>
#include <stdlib.h>

#include "../core/statistics.h"

/* One draw: sums over blocks drawn with return until there are n. */
static void draw_blocks(const double *score, const double *base, size_t n, size_t block,
                        uint64_t seed, size_t draw, double *ret_score, double *ret_base)
{
    double sum = 0.0, of_base = 0.0;

    for (size_t done = 0, b = 0; done < n; b++) {
        const size_t places = n - block + 1,
                     at = (size_t)(score_unit(seed, "blocks", draw, b) * (double)places);
        for (size_t i = 0; i < block && done < n; i++, done++) {
            sum += score[at + i];
            of_base += base[at + i];
        }
    }
    *ret_score = sum;
    *ret_base = of_base;
}

/* Draws; returns how many have a skill. skill, difference: [SKILL_DRAWS]. */
static size_t draw_all(const double *score, const double *base, size_t n, size_t block,
                       uint64_t seed, double *skill, double *difference)
{
    size_t known = 0;

    for (size_t d = 0; d < SKILL_DRAWS; d++) {
        double sum, of_base;
        draw_blocks(score, base, n, block, seed, d, &sum, &of_base);
        difference[d] = (sum - of_base) / (double)n;
        if (of_base > 0.0) skill[known++] = 1.0 - sum / of_base;
    }
    return known;
}

static void take_intervals(double *skill, size_t known, double *difference, score_skill *ret)
{
    sort_doubles(skill, known);
    sort_doubles(difference, SKILL_DRAWS);
    ret->low = sorted_quantile(skill, known, 0.05, QUANTILE_NEAREST);
    ret->high = sorted_quantile(skill, known, 0.95, QUANTILE_NEAREST);
    ret->difference_low = sorted_quantile(difference, SKILL_DRAWS, 0.05, QUANTILE_NEAREST);
    ret->difference_high = sorted_quantile(difference, SKILL_DRAWS, 0.95, QUANTILE_NEAREST);
    ret->has_interval = true;
}

ofr_status score_skill_of(const double *score, const double *base, size_t n, size_t block,
                          uint64_t seed, score_skill *ret_skill, ofr_error *err)
{
    score_skill told = {0};
    double sum = 0.0, of_base = 0.0, *room;
    size_t known;

    for (size_t i = 0; i < n; i++) {
        sum += score[i];
        of_base += base[i];
    }
    told.known = n > 0 && of_base > 0.0;
    if (n > 0) told.difference = (sum - of_base) / (double)n;
    if (told.known) told.skill = 1.0 - sum / of_base;
    if (told.known && block >= 1 && n / block >= SKILL_LEAST_BLOCKS) {
        room = calloc(2 * SKILL_DRAWS, sizeof *room);
        if (!room) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the draws of a skill");
        known = draw_all(score, base, n, block, seed, room, room + SKILL_DRAWS);
        if (100 * known >= 99 * SKILL_DRAWS) take_intervals(room, known, room + SKILL_DRAWS, &told);
        free(room);
    }
    *ret_skill = told;
    return OFR_OK;
}

score_verdict score_verdict_of(const score_skill *skill)
{
    if (!skill->known || !skill->has_interval) return SCORE_CANNOT_SAY;
    if (skill->low > 0.0) return SCORE_BETTER;
    return skill->high < 0.0 ? SCORE_WORSE : SCORE_TIES;
}
