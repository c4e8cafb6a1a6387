/* recorded.h -- how likely the record's acts are, for conduct and campaigns. Static, as all of a kernel is. */
#ifndef OFR_RECORDED_H
#define OFR_RECORDED_H

#include "campaigns.h"
#include "mechanisms.h"

/* Log chance of any acts, or of none, of a mean of mu: those of one day are one round. */
static inline double log_round(double y, double mu)
{
    if (!(y > 0.0)) return -mu;
    if (!(mu > 0.0)) return LOG_OF_ZERO;
    return mu < 1e-5 ? m_log(mu) - 0.5 * mu : m_log(1.0 - m_exp(-mu));
}

/* Log chance of y acts of a flow of mean mu [acts a day] in lane k; LOG_OF_ZERO where they cannot be. Pure. */
static inline double log_chance(const ofr_block *b, const ofr_flow *flow, double y, double mu,
                                size_t k)
{
    if (flow->chosen) return log_round(y, mu);
    return flow->dispersion == OFR_NONE ? poisson_log_pmf(y, mu)
                                        : negbin_log_pmf(y, mu, par(b, flow->dispersion)[k]);
}

/* Do all flows of a total belong to one campaign? Pure. */
static inline bool in_one_campaign(const ofr_model *m, const ofr_interval *total)
{
    return campaign_of_total(m->own->campaigns, total) != OFR_NONE;
}

#endif
