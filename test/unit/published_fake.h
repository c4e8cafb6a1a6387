/* published_fake.h -- two pairs, one with a class, whose model answers to shifts by log-odds alone. */
#ifndef OFR_PUBLISHED_FAKE_H
#define OFR_PUBLISHED_FAKE_H

#include "core/lanes.h"
#include "studies/published_parts.h"

typedef struct fake_published {
    ofr_published published;
    published_pair pair[2];
} fake_published;

/* both, war: the model's shares unshifted, over a year; n pair-years of a class with these shares. */
static inline fake_published fake_fill(double both, double war, uint32_t n, double class_both,
                                       double class_war)
{
    const uint32_t k = (uint32_t)((double)n * class_both + 0.5);
    fake_published fake = {.pair = {{.id = "a-b",
                                     .class = "force-1",
                                     .n = n,
                                     .both = k,
                                     .war = (uint32_t)(k * class_war + 0.5),
                                     .days = 365},
                                    {.id = "c-d", .class = "", .days = 365}}};

    for (size_t i = 0; i < PUBLISHED_COARSE; i++)
        published_put_open(&fake.pair[0], published_coarse_at[i],
                           m_logistic(m_logit(both) + published_coarse_at[i]));
    for (size_t i = 0; i < PUBLISHED_WAR; i++)
        fake.pair[0].at_war[i] = m_logistic(m_logit(war) + published_war_at[i]);
    return fake;
}

/* As fake_fill, with the list of pairs in place; one at a time. */
static inline fake_published fake_open(double both, double war, uint32_t n, double class_both,
                                       double class_war)
{
    static fake_published fake;

    fake = fake_fill(both, war, n, class_both, class_war);
    fake.published.pair = fake.pair;
    fake.published.n_pairs = 2;
    return fake; /* its list is the one kept here, which has the same values */
}

#endif
