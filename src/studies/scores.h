/* scores.h -- how far one forecast was from what came: Brier and log score, CRPS, PIT. All pure.
 *
 * Each is defined here and nowhere else, and each is a loss: less is better, and 0 is the least. None can be bettered by saying
 * something else than one believes (proper; Gneiting and Raftery 2007).
 */
#ifndef OFR_SCORES_H
#define OFR_SCORES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Chances below this, or as near to 1, count as this in the log score and in logits: a forecast read off a thousand futures
 * cannot say less, and one miss must not outweigh all else. */
#define SCORE_FLOOR 0.001

/* (p - came)^2, 0..1 (Brier 1950). p in 0..1. */
double score_brier(double p, bool came);
/* -log of the chance given to what came, in nats, p held to SCORE_FLOOR .. 1 - SCORE_FLOOR: 0.001 to 6.9. */
double score_log(double p, bool came);
/* log(p / (1 - p)), p held in the same way. */
double score_logit(double p);

/* CRPS of y against the distribution of n > 0 rising values: mean |x - y| - mean |x - x'| / 2, each pair counted, also with
 * itself. In the unit of y. O(n). */
double score_crps_sample(const double *rising, size_t n, double y);
/* The fair kind (Ferro 2014): pairs of different values only, so that on average it is that of the distribution that they were
 * drawn from, however few they are. It may be below 0. n = 1: as score_crps_sample. O(n). */
double score_crps_fair(const double *rising, size_t n, double y);
/* CRPS of a count y >= 0 against a negative binomial of mean mu >= 0 and size > 0 (variance mu + mu^2 / size; INFINITY: Poisson), by
 * its definition, the sum over k of (P(N <= k) - [y <= k])^2. It equals the closed form of Wei and Held (2014), whose terms
 * cancel where the size is large. Error below 1e-9 (1 + mu + y). O(y + mu + spread). */
double score_crps_negbin(double y, double mu, double size);
/* P(N <= y) of the same; y < 0: 0. Not NaN. O(y). */
double score_negbin_below(double y, double mu, double size);

/* Randomised PIT of a count (Czado, Gneiting, Held 2009): below = P(N < y), at_most = P(N <= y), u in 0..1. Uniform if the
 * forecast is the truth. */
double score_pit(double below, double at_most, double u);
/* The same against n rising values: (those below + u (those equal + 1)) / (n + 1), which is uniform however few they are. */
double score_pit_sample(const double *rising, size_t n, double y, double u);

/* Keyed random numbers of scores, in (0, 1): the i-th of a draw of a purpose, the same on each machine and in any order. */
double score_unit(uint64_t seed, const char *purpose, size_t draw, size_t i);

#endif
