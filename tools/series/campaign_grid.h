/* campaign_grid.h -- exact likelihood of daily counts under a campaign that wanders and halts.
 *
 *   level    Y' = d Y + s sqrt(1 - d^2) N(0,1),  d = 2^(-1 / half-life),  stationary N(0, s^2)
 *   halt     on -> halted 1 - exp(-a), of those a share w long; short -> on 1 - exp(-c_short), long -> on 1 - exp(-c_long)
 *   counts   Poisson with mean  rate x weekday x exp(Y - s^2/2) x (on: 1, halted: leak) / (share on + leak x share halted)
 *
 * The factors have mean 1, so that rate is the long-run mean a day. Y lies on 25 points by Rouwenhorst (1995,
 * "Asset pricing implications of equilibrium business cycle models"; Kopecky and Suen 2010 show what it keeps):
 * mean, variance and every lag of Y are exact for any half-life, and the mean of exp(Y) is divided by its own
 * value on the grid. With the three modes that is a hidden Markov chain of 75 states, which the forward algorithm
 * (Rabiner 1989) sums out without error.
 *
 * Exact facts that tests check: stationary shares (on : short : long = 1 : h(1-w)/r_short : h w/r_long), mean
 * factor 1, variance and lags of Y, the log likelihood against the sum over all paths. */
#ifndef OFR_SERIES_CAMPAIGN_GRID_H
#define OFR_SERIES_CAMPAIGN_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "daily_series.h"

enum { GRID_LEVELS = 25, GRID_MODES = 3, GRID_CACHE = 24 };
enum { MODE_ON, MODE_SHORT, MODE_LONG };

/* Hazards and rate a day. */
typedef struct campaign {
    double rate;                  /* long-run mean of acts a day, > 0 */
    double halts;                 /* a; 0: none */
    double short_ends, long_ends; /* c_short, c_long, > 0 */
    double share_long;            /* w, 0..1 */
    double leak;                  /* 0..1 */
    double level;                 /* s; 0: none */
    double half_life;             /* days, > 0 */
} campaign;

/* Long-run shares of the modes. Pure. */
void campaign_shares(const campaign *c, double ret_share[static GRID_MODES]);
/* Factor on the rate while on: 1 / (share on + leak x share halted). Pure. */
double campaign_on_factor(const campaign *c);

typedef struct campaign_grid {
    size_t n_levels, n_modes; /* 1 where there is no level, no halt */
    double rate;
    double y[GRID_LEVELS];                     /* log level, in its own units (s included) */
    double log_factor[2][GRID_LEVELS];         /* log of the factor on the rate: on, halted */
    double move[GRID_LEVELS][GRID_LEVELS];     /* P(level i -> j) */
    double mode[GRID_MODES][GRID_MODES];       /* P(mode i -> j) */
    double p[GRID_MODES][GRID_LEVELS];         /* P(state today | counts to today) */
    double cached_weekday;                     /* of the cache */
    double cached_scale[GRID_CACHE];           /* log that was taken out */
    double cached[GRID_CACHE][2][GRID_LEVELS]; /* likelihood of a count, over exp(scale) */
    bool is_cached[GRID_CACHE];
} campaign_grid;

/* At the day before the first, in the long-run distribution. */
void grid_open(campaign_grid *grid, const campaign *c);
/* The same with 2 .. GRID_LEVELS points: few can be enumerated. */
void grid_open_points(campaign_grid *grid, const campaign *c, size_t n_points);
/* Another long-run mean from the next day on; what is known of the state stays. */
void grid_set_rate(campaign_grid *grid, double rate);
/* One day on. NOT_COVERED: nothing was seen. Returns log P(count | counts before), 0 for NOT_COVERED, -inf where
 * the count cannot be. */
double grid_day(campaign_grid *grid, int32_t count, double weekday);
/* Sum over days [from, to) of the series. */
double grid_days(campaign_grid *grid, const daily_series *series, size_t from, size_t to);

#endif
