/* campaign_grid.c -- exact likelihood of daily counts under a campaign that wanders and halts: see campaign_grid.h. */
#include "campaign_grid.h"

#include <math.h>
#include <string.h>

#include "core/distributions.h"

void campaign_shares(const campaign *c, double ret_share[static GRID_MODES])
{
    const double halt = -expm1(-c->halts);
    const double in_short = halt * (1 - c->share_long) / -expm1(-c->short_ends);
    const double in_long = halt * c->share_long / -expm1(-c->long_ends);
    const double all = 1 + in_short + in_long;

    ret_share[MODE_ON] = 1 / all;
    ret_share[MODE_SHORT] = in_short / all;
    ret_share[MODE_LONG] = in_long / all;
}

double campaign_on_factor(const campaign *c)
{
    double share[GRID_MODES];

    campaign_shares(c, share);
    return 1 / (share[MODE_ON] + c->leak * (1 - share[MODE_ON]));
}

/* Rouwenhorst's matrix for n + 1 points from that for n, q = (1 + d) / 2. In place, rows and columns 0 .. n - 1
 * are given. */
static void grow(campaign_grid *grid, size_t n, double q)
{
    double old[GRID_LEVELS][GRID_LEVELS];

    memcpy(old, grid->move, sizeof old);
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= n; j++) {
            double sum = 0;
            if (i < n && j < n) sum += q * old[i][j];
            if (i < n && j > 0) sum += (1 - q) * old[i][j - 1];
            if (i > 0 && j < n) sum += (1 - q) * old[i - 1][j];
            if (i > 0 && j > 0) sum += q * old[i - 1][j - 1];
            grid->move[i][j] = i > 0 && i < n ? sum / 2 : sum;
        }
    }
}

/* Returns the share of each point in the long run: binomial with chance 1/2. */
static void open_level(campaign_grid *grid, const campaign *c, size_t n_points,
                       double ret_share[static GRID_LEVELS])
{
    const double q = (1 + exp2(-1 / c->half_life)) / 2;
    const double steps = (double)n_points - 1;

    grid->n_levels = c->level > 0 ? n_points : 1;
    ret_share[0] = 1;
    grid->move[0][0] = 1;
    if (grid->n_levels == 1) return;
    grid->move[0][0] = grid->move[1][1] = q;
    grid->move[0][1] = grid->move[1][0] = 1 - q;
    for (size_t n = 2; n < n_points; n++) grow(grid, n, q);
    for (size_t i = 0; i < n_points; i++) {
        grid->y[i] = c->level * (2 * (double)i - steps) / sqrt(steps);
        ret_share[i] = exp(m_lgamma(steps + 1) - m_lgamma((double)i + 1) -
                           m_lgamma(steps - (double)i + 1) - steps * log(2));
    }
}

static void open_modes(campaign_grid *grid, const campaign *c, double ret_share[static GRID_MODES])
{
    const double halt = -expm1(-c->halts);

    grid->n_modes = c->halts > 0 ? GRID_MODES : 1;
    grid->mode[MODE_ON][MODE_ON] = 1;
    ret_share[MODE_ON] = 1;
    if (grid->n_modes == 1) return;
    campaign_shares(c, ret_share);
    grid->mode[MODE_ON][MODE_ON] = 1 - halt;
    grid->mode[MODE_ON][MODE_SHORT] = halt * (1 - c->share_long);
    grid->mode[MODE_ON][MODE_LONG] = halt * c->share_long;
    grid->mode[MODE_SHORT][MODE_ON] = -expm1(-c->short_ends);
    grid->mode[MODE_SHORT][MODE_SHORT] = exp(-c->short_ends);
    grid->mode[MODE_LONG][MODE_ON] = -expm1(-c->long_ends);
    grid->mode[MODE_LONG][MODE_LONG] = exp(-c->long_ends);
}

void grid_open(campaign_grid *grid, const campaign *c)
{
    grid_open_points(grid, c, GRID_LEVELS);
}

void grid_open_points(campaign_grid *grid, const campaign *c, size_t n_points)
{
    double level_share[GRID_LEVELS], mode_share[GRID_MODES] = {0}, mean = 0;

    *grid = (campaign_grid){.rate = c->rate, .cached_weekday = NAN};
    open_level(grid, c, n_points, level_share);
    open_modes(grid, c, mode_share);
    for (size_t i = 0; i < grid->n_levels; i++) mean += level_share[i] * exp(grid->y[i]);
    const double on = grid->n_modes > 1 ? campaign_on_factor(c) : 1;
    for (size_t i = 0; i < grid->n_levels; i++) {
        grid->log_factor[0][i] = grid->y[i] + log(on / mean);
        grid->log_factor[1][i] = grid->log_factor[0][i] +
                                 log(c->leak); /* -inf where nothing leaks */
        for (size_t m = 0; m < grid->n_modes; m++) grid->p[m][i] = mode_share[m] * level_share[i];
    }
}

void grid_set_rate(campaign_grid *grid, double rate)
{
    grid->rate = rate;
    grid->cached_weekday = NAN; /* what is cached was of the old rate */
}

/* Likelihood of a count in each state, over exp(*ret_scale), which is the highest: a day far off is not lost to
 * underflow. */
static void emission(const campaign_grid *grid, int32_t count, double weekday,
                     double ret[static 2][GRID_LEVELS], double *ret_scale)
{
    const double n = count, log_rate = log(grid->rate * weekday), constant = m_lgamma(n + 1);
    double best = -INFINITY;

    for (size_t m = 0; m < (grid->n_modes > 1 ? 2u : 1u); m++) {
        for (size_t i = 0; i < grid->n_levels; i++) {
            const double log_mean = log_rate + grid->log_factor[m][i];
            const double log_p = (count > 0 ? n * log_mean : 0) - exp(log_mean) - constant;
            ret[m][i] = log_p;
            if (log_p > best) best = log_p;
        }
    }
    for (size_t m = 0; m < (grid->n_modes > 1 ? 2u : 1u); m++) {
        for (size_t i = 0; i < grid->n_levels; i++) ret[m][i] = exp(ret[m][i] - best);
    }
    *ret_scale = best;
}

/* The likelihoods of a count; most days have one that was seen before. */
static const double (*seen(campaign_grid *grid, int32_t count, double weekday,
                           double room[static 2][GRID_LEVELS], double *ret_scale))[GRID_LEVELS]
{
    if (count >= GRID_CACHE) {
        emission(grid, count, weekday, room, ret_scale);
        return (const double(*)[GRID_LEVELS])room;
    }
    if (!(grid->cached_weekday == weekday)) {
        memset(grid->is_cached, 0, sizeof grid->is_cached);
        grid->cached_weekday = weekday;
    }
    if (!grid->is_cached[count]) {
        emission(grid, count, weekday, grid->cached[count], &grid->cached_scale[count]);
        grid->is_cached[count] = true;
    }
    *ret_scale = grid->cached_scale[count];
    return (const double(*)[GRID_LEVELS])grid->cached[count];
}

static void move_modes(campaign_grid *grid)
{
    if (grid->n_modes == 1) return;
    for (size_t i = 0; i < grid->n_levels; i++) {
        double next[GRID_MODES] = {0};
        for (size_t a = 0; a < GRID_MODES; a++) {
            for (size_t b = 0; b < GRID_MODES; b++) next[b] += grid->p[a][i] * grid->mode[a][b];
        }
        for (size_t b = 0; b < GRID_MODES; b++) grid->p[b][i] = next[b];
    }
}

static void move_level(campaign_grid *grid)
{
    if (grid->n_levels == 1) return;
    for (size_t m = 0; m < grid->n_modes; m++) {
        double next[GRID_LEVELS] = {0};
        for (size_t i = 0; i < GRID_LEVELS; i++) {
            const double from = grid->p[m][i];
            for (size_t j = 0; j < GRID_LEVELS; j++) next[j] += from * grid->move[i][j];
        }
        memcpy(grid->p[m], next, sizeof next);
    }
}

double grid_day(campaign_grid *grid, int32_t count, double weekday)
{
    double room[2][GRID_LEVELS], scale = 0, sum = 0;

    move_modes(grid);
    move_level(grid);
    if (count == NOT_COVERED) return 0;
    const double(*likelihood)[GRID_LEVELS] = seen(grid, count, weekday, room, &scale);
    for (size_t m = 0; m < grid->n_modes; m++) {
        for (size_t i = 0; i < grid->n_levels; i++) {
            grid->p[m][i] *= likelihood[m > 0][i];
            sum += grid->p[m][i];
        }
    }
    if (!(sum > 0)) return -INFINITY;
    for (size_t m = 0; m < grid->n_modes; m++) {
        for (size_t i = 0; i < grid->n_levels; i++) grid->p[m][i] /= sum;
    }
    return log(sum) + scale;
}

double grid_days(campaign_grid *grid, const daily_series *series, size_t from, size_t to)
{
    double sum = 0;

    for (size_t i = from; i < to; i++)
        sum += grid_day(grid, series->count[i], daily_factor(series, i));
    return sum;
}
