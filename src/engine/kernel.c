/* kernel.c -- all mechanisms and the day in one translation unit, built once per instruction set (and, for
 * the identity test, per number of lanes). Everything but the ofr_kernel itself is static.
 */
#include "kernel.h"

#include <assert.h>

#include "../mechanisms/mechanisms.h"

/* clang-format off */
#include "../mechanisms/calendar.c"
#include "../mechanisms/politics.c"
#include "../mechanisms/drivers.c"
#include "../mechanisms/proxies.c"
#include "../mechanisms/perception.c"
#include "../mechanisms/memory.c"
#include "../mechanisms/war.c"
#include "../mechanisms/channels.c"
#include "../mechanisms/beliefs.c"
#include "../mechanisms/stances.c"
#include "../mechanisms/deals.c"
#include "../mechanisms/bargaining.c"
#include "../mechanisms/conduct.c"
#include "../mechanisms/campaigns.c"
#include "../mechanisms/orders.c"
#include "../mechanisms/offers.c"
#include "../mechanisms/harm.c"
#include "../mechanisms/answers.c"
#include "../mechanisms/red_lines.c"
#include "../mechanisms/ledger.c"
#include "../mechanisms/outcomes.c"
#include "../mechanisms/series.c"
/* clang-format on */

static const ofr_mechanism *const table[] = {
#define OFR_ROW(name, type) &name##_mechanism,
    OFR_MECHANISMS(OFR_ROW)
#undef OFR_ROW
};

#include "day.c"

/* block_new aligns the first row to 64 bytes, and each row after it is to begin so, too. */
static_assert(LANES > 0 && LANES * sizeof(double) % 64 == 0,
              "a row of doubles is whole cache lines");

#define OFR_TEXT_OF(x) #x
#define OFR_NAME_OF(x) OFR_TEXT_OF(x)

const ofr_kernel OFR_KERNEL_NAME = {OFR_NAME_OF(OFR_KERNEL_NAME), LANES, table, first_day, one_day};
