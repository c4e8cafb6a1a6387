/* near.h -- doubles compared with a tolerance, both values shown when they differ. */
#ifndef OFR_TEST_NEAR_H
#define OFR_TEST_NEAR_H

#include <math.h>

/* |x - y| <= tolerance; NaN fails. cmocka.h comes first. */
#define assert_near(x, y, tolerance)                                                               \
    do {                                                                                           \
        const double near_x = (x), near_y = (y);                                                   \
        if (!(fabs(near_x - near_y) <= (tolerance)))                                               \
            fail_msg("%s = %.17g, expected %.17g", #x, near_x, near_y);                            \
    } while (0)

#endif
