/* laps.c -- see laps.h. The mechanisms come from kernel.c as they are; day.c is taken once more, with a clock around
 * each step.
 */
#define OFR_KERNEL_NAME kernel_lapped
#include "engine/kernel.c"

#include "laps.h"

#include <time.h>

double laps_spent[N_LAPS];

static double laps_last;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void laps_clear(void)
{
    for (size_t i = 0; i < N_LAPS; i++) laps_spent[i] = 0.0;
    laps_last = now();
}

bool laps_run_here(void)
{
#if defined(__x86_64__)
    return kernel_choose("v3") != NULL;
#else
    return true;
#endif
}

static void lap(size_t step)
{
    const double t = now();

    laps_spent[step] += t - laps_last;
    laps_last = t;
}

#define LAPPED(name, ...) (lap(LAP_BETWEEN), name(__VA_ARGS__), lap(LAP_##name))
#define calendar_step(...) LAPPED(calendar_step, __VA_ARGS__)
#define drivers_step(...) LAPPED(drivers_step, __VA_ARGS__)
#define channels_step(...) LAPPED(channels_step, __VA_ARGS__)
#define beliefs_step(...) LAPPED(beliefs_step, __VA_ARGS__)
#define orders_step(...) LAPPED(orders_step, __VA_ARGS__)
#define stances_step(...) LAPPED(stances_step, __VA_ARGS__)
#define bargaining_step(...) LAPPED(bargaining_step, __VA_ARGS__)
#define deals_step(...) LAPPED(deals_step, __VA_ARGS__)
#define offers_step(...) LAPPED(offers_step, __VA_ARGS__)
#define offers_close(...) LAPPED(offers_close, __VA_ARGS__)
#define campaigns_step(...) LAPPED(campaigns_step, __VA_ARGS__)
#define campaigns_close(...) LAPPED(campaigns_close, __VA_ARGS__)
#define conduct_step(...) LAPPED(conduct_step, __VA_ARGS__)
#define red_lines_answer(...) LAPPED(red_lines_answer, __VA_ARGS__)
#define harm_step(...) LAPPED(harm_step, __VA_ARGS__)
#define perception_step(...) LAPPED(perception_step, __VA_ARGS__)
#define memory_step(...) LAPPED(memory_step, __VA_ARGS__)
#define red_lines_step(...) LAPPED(red_lines_step, __VA_ARGS__)
#define proxies_step(...) LAPPED(proxies_step, __VA_ARGS__)
#define politics_step(...) LAPPED(politics_step, __VA_ARGS__)
#define drivers_close(...) LAPPED(drivers_close, __VA_ARGS__)
#define war_step(...) LAPPED(war_step, __VA_ARGS__)
#define ledger_step(...) LAPPED(ledger_step, __VA_ARGS__)
#define outcomes_step(...) LAPPED(outcomes_step, __VA_ARGS__)
#define series_step(...) LAPPED(series_step, __VA_ARGS__)

#define open_day laps_open_day
#define weigh laps_weigh
#define one_day laps_day
#define first_day laps_first_day
#pragma GCC diagnostic ignored "-Wunused-function"
#include "engine/day.c"

const ofr_kernel kernel_laps = {"v3 with laps", LANES, table, laps_first_day, laps_day};
