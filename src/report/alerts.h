/* alerts.h -- what is to be told at once: "war>2%", "exchange@90 > 10%", "quiet < 5%", "war rises 1", "quiet@30 falls 5".
 *
 *     OUTCOME[@DAYS] > P%        now above P
 *     OUTCOME[@DAYS] < P%        now below P
 *     OUTCOME[@DAYS] rises N     now at least N points above what it was
 *     OUTCOME[@DAYS] falls N     now at least N points below
 * Without @DAYS every horizon is looked at, and the first that fires is told.
 */
#ifndef OFR_ALERTS_H
#define OFR_ALERTS_H

#include "moved.h"

enum { MAX_ALERTS = 16 };

typedef enum alert_rule { ALERT_ABOVE, ALERT_BELOW, ALERT_RISES, ALERT_FALLS } alert_rule;

typedef struct ofr_alert {
    const char *text; /* as typed; the caller's */
    char outcome[128];
    int32_t days; /* 0: any */
    alert_rule rule;
    double limit; /* 0 to 1 */
} ofr_alert;

/* Reads one and checks it against the outcomes and horizons of a study. OFR_USAGE (what is not clear, with what would be, and near
 * names). Pure. */
ofr_status alert_read(const char *text, const ofr_study *study, ofr_alert *ret_alert,
                      ofr_error *err);
/* The row that makes it fire; NULL: it does not. What holds already is never told. Pure. */
const moved_row *alert_fires(const ofr_alert *alert, const ofr_moved *moved);

#endif
