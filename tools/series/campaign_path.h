/* campaign_path.h -- futures of a campaign, drawn day by day: the same equations as campaign_grid.h, with a level
 * that is not on a grid. */
#ifndef OFR_SERIES_CAMPAIGN_PATH_H
#define OFR_SERIES_CAMPAIGN_PATH_H

#include "campaign_grid.h"

typedef struct campaign_path {
    campaign c;
    double keep, step; /* of the level: d, s sqrt(1 - d^2) */
    double on_factor;
    double y;
    int mode;
    uint64_t seed;
    uint32_t number; /* of the path: its own random numbers */
} campaign_path;

/* A path from the long run, or from what a grid knows of today (grid opened with the same campaign). Draws are
 * keyed by (seed, number, day). */
void path_open(campaign_path *path, const campaign *c, const campaign_grid *known, uint64_t seed,
               uint32_t number);
/* The count of the next day; day numbers it, 0 to 32767 and each once. */
int32_t path_day(campaign_path *path, int32_t day, double weekday);

#endif
