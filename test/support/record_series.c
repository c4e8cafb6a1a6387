/* record_series.c -- see record_series.h. */
#include "record_series.h"

#include <string.h>

enum { APPROX_REACH = 14 /* days to either side; the chronologies say "within about two weeks" */ };

/* True when list takes all, or holds one of the names of joint. */
static bool meets(const char *list, const char *joint)
{
    if (!list || !*list) return true;
    for (const char *at = joint;;) {
        const size_t n = strcspn(at, "+");

        for (const char *one = list; *one;) {
            const size_t m = strcspn(one, "+");
            if (m == n && strncmp(one, at, n) == 0) return true;
            one += m + (one[m] == '+');
        }
        if (at[n] == '\0') return false;
        at += n + 1;
    }
}

static bool counts(const series_query *query, const ofr_event *event)
{
    if (query->at != AT_ANY && query->at != event->at) return false;
    if (query->public_only &&
        (event->public_from == OFR_NO_DATE || event->public_from > query->known_by)) {
        return false;
    }
    return meets(query->source, event->source) && meets(query->target, event->target) &&
           meets(query->theatre, event->theatre) && meets(query->action, event->action);
}

/* The days that an act may have happened on. */
static void days_of(const ofr_event *event, int32_t *ret_from, int32_t *ret_days)
{
    int year, month, day;

    *ret_from = event->date;
    *ret_days = 1;
    if (event->precision == PRECISION_APPROX) {
        *ret_from = event->date - APPROX_REACH;
        *ret_days = 2 * APPROX_REACH + 1;
    } else if (event->precision == PRECISION_MONTH) {
        date_to_ymd(event->date, &year, &month, &day);
        *ret_from = event->date - (day - 1);
        *ret_days = 27;
        do {
            ++*ret_days;
            date_to_ymd(*ret_from + *ret_days, &year, &month, &day);
        } while (day != 1);
    }
}

/* Of count acts spread over n days, those on the first i days: i count / n, rounded half up. */
static int64_t up_to(int32_t i, int32_t n, int32_t count)
{
    return (2 * (int64_t)i * count + n) / (2 * (int64_t)n);
}

ofr_status series_count(const ofr_record *record, const series_query *query, int32_t first,
                        int32_t last, int32_t *ret_count, ofr_error *err)
{
    if (last < first) {
        return ofr_fail(err, OFR_USAGE, "", "the last day of a series lies before its first");
    }
    memset(ret_count, 0, ((size_t)((int64_t)last - first) + 1) * sizeof *ret_count);
    for (size_t e = 0; e < record->n_events; e++) {
        const ofr_event *event = &record->event[e];
        int32_t from, n;

        if (!counts(query, event)) continue;
        days_of(event, &from, &n);
        for (int32_t i = 0; i < n; i++) {
            const int64_t acts = up_to(i + 1, n, event->count) - up_to(i, n, event->count);

            if (acts == 0 || from + i < first || from + i > last) continue;
            int32_t *day = &ret_count[from + i - first];
            if (acts > INT32_MAX - *day) {
                return ofr_fail(err, OFR_LIMIT, "", "more than %d acts on one day", INT32_MAX);
            }
            *day += (int32_t)acts;
        }
    }
    return OFR_OK;
}
