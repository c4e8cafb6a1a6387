/* campaign_path.c -- futures of a campaign, drawn day by day. */
#include "campaign_path.h"

#include <math.h>

#include "core/distributions.h"
#include "core/streams.h"

enum { STREAM_OPEN = 0x6f70656e, STREAM_DAY = 0x64617973 };

static void open_known(campaign_path *path, const campaign_grid *known, double u)
{
    double sum = 0;

    path->mode = MODE_ON;
    path->y = 0;
    for (size_t m = 0; m < known->n_modes; m++) {
        for (size_t i = 0; i < known->n_levels; i++) {
            sum += known->p[m][i];
            if (u >= sum) continue;
            path->mode = (int)m;
            path->y = known->y[i];
            return;
        }
    }
}

static void open_long_run(campaign_path *path, double u_mode, double u_level)
{
    double share[GRID_MODES];

    path->y = path->c.level > 0 ? path->c.level * normal_quantile(u_level) : 0;
    path->mode = MODE_ON;
    if (!(path->c.halts > 0)) return;
    campaign_shares(&path->c, share);
    if (u_mode >= share[MODE_ON])
        path->mode = u_mode < share[MODE_ON] + share[MODE_SHORT] ? MODE_SHORT : MODE_LONG;
}

void path_open(campaign_path *path, const campaign *c, const campaign_grid *known, uint64_t seed,
               uint32_t number)
{
    const ofr_words words = draw_words(seed, number, 0, 0, STREAM_OPEN, 0);
    const double d = exp2(-1 / c->half_life);

    *path = (campaign_path){.c = *c,
                            .keep = d,
                            .step = c->level * sqrt(1 - d * d),
                            .on_factor = c->halts > 0 ? campaign_on_factor(c) : 1,
                            .seed = seed,
                            .number = number};
    if (known != NULL)
        open_known(path, known, unit(words.w[0]));
    else
        open_long_run(path, unit(words.w[0]), unit(words.w[1]));
}

static int next_mode(const campaign_path *path, double u)
{
    const campaign *c = &path->c;

    if (path->mode == MODE_SHORT) return u < -expm1(-c->short_ends) ? MODE_ON : MODE_SHORT;
    if (path->mode == MODE_LONG) return u < -expm1(-c->long_ends) ? MODE_ON : MODE_LONG;
    const double halt = -expm1(-c->halts);
    if (!(u < halt)) return MODE_ON;
    return u < halt * c->share_long ? MODE_LONG : MODE_SHORT;
}

int32_t path_day(campaign_path *path, int32_t day, double weekday)
{
    const ofr_words words = draw_words(path->seed, path->number, 0, day, STREAM_DAY, 0);
    const campaign *c = &path->c;

    path->mode = next_mode(path, unit2(words.w[0], words.w[3]));
    if (c->level > 0)
        path->y = path->keep * path->y + path->step * normal_quantile(unit(words.w[1]));
    const double mean = c->rate * weekday * path->on_factor *
                        exp(path->y - c->level * c->level / 2) *
                        (path->mode == MODE_ON ? 1 : c->leak);
    return (int32_t)poisson_quantile(unit(words.w[2]), mean);
}
