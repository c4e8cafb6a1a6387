/* laps.h -- a kernel whose day notes how long each of its steps takes. */
#ifndef OFR_LAPS_H
#define OFR_LAPS_H

#include "engine/kernel.h"

/* The steps of engine/day.c, in its order. What the day does besides (it clears what happened yesterday) is `between`;
 * a step that is missing here counts there, and test_bench.bats says so. */
#define OFR_STEPS(X)                                                                               \
    X(calendar_step)                                                                               \
    X(drivers_step)                                                                                \
    X(channels_step)                                                                               \
    X(beliefs_step)                                                                                \
    X(orders_step)                                                                                 \
    X(stances_step)                                                                                \
    X(bargaining_step)                                                                             \
    X(deals_step)                                                                                  \
    X(offers_step)                                                                                 \
    X(campaigns_step)                                                                              \
    X(conduct_step)                                                                                \
    X(red_lines_answer)                                                                            \
    X(harm_step)                                                                                   \
    X(perception_step)                                                                             \
    X(memory_step)                                                                                 \
    X(red_lines_step)                                                                              \
    X(campaigns_close)                                                                             \
    X(proxies_step)                                                                                \
    X(politics_step)                                                                               \
    X(drivers_close)                                                                               \
    X(war_step)                                                                                    \
    X(offers_close)                                                                                \
    X(ledger_step)                                                                                 \
    X(outcomes_step)                                                                               \
    X(series_step)

enum laps_step {
    LAP_BETWEEN,
#define OFR_LAP(name) LAP_##name,
    OFR_STEPS(OFR_LAP)
#undef OFR_LAP
        N_LAPS
};

/* Of the wall's clock, in seconds, since laps_clear. A day's signature has no room for them, so they are the
 * program's only state outside functions; one thread runs the days. */
extern double laps_spent[N_LAPS];
void laps_clear(void);
/* True if this machine can run the kernel below. Pure. */
bool laps_run_here(void);

/* Built for x86-64-v3; elsewhere than on x86-64 as plain C. */
extern const ofr_kernel kernel_laps;

#endif
