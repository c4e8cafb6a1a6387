/* long_run.h -- how a campaign spends its days in the long run, by its hazards alone. */
#ifndef OFR_LONG_RUN_H
#define OFR_LONG_RUN_H

#include "../core/lanes.h"

/* Mean days of one turn: on, and of the halt after it that are of a short one, of a long one. Hazards per day, all but halts
 * above 0; is_long: share of halts that are long. Shares of all days are these over their sum. Pure. */
static inline void long_run_days(double halts, double short_ends, double long_ends, double is_long,
                                 double ret_days[3])
{
    ret_days[0] = 1.0 / m_max(1.0 - m_exp(-halts), 1e-300);
    ret_days[1] = (1.0 - is_long) / (1.0 - m_exp(-short_ends));
    ret_days[2] = is_long / (1.0 - m_exp(-long_ends));
}

#endif
