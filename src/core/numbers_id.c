/* numbers_id.c -- the id of the sources that decide a simulation's numbers; see tools/numbers_id. */
#include "numbers_id.h" /* made by the build */

#include "offramp.h"

const char *ofr_numbers_id(void)
{
    return OFR_NUMBERS_ID;
}
