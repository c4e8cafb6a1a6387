/* watch.c -- see watch.h. */
#include "watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/futures.h"

ofr_seen watch_futures(const ofr_ensemble *e, const ofr_variant *variant, unsigned kinds,
                       size_t first, size_t n)
{
    ofr_seen seen;
    ofr_observer observer[SEEN_KINDS];
    ofr_error err = {0};

    if (seen_init(e, &(seen_plan){.kinds = kinds}, n, &seen, &err) != OFR_OK)
        fail_msg("%s", err.text);
    seen_open(&seen, first, n);
    const ofr_way way = {variant, observer, seen_observers(&seen, observer)};
    const futures_plan plan = {.first = first, .n = n, .way = &way, .n_ways = 1};
    if (futures_run(e, &plan, &err) != OFR_OK) fail_msg("%s: %s", err.where, err.text);
    return seen;
}

typedef struct each_lane {
    ofr_watch watch;
    void *self;
} each_lane;

static void call_each(void *self, const ofr_seats *seats)
{
    const each_lane *each = self;

    for (size_t k = 0; k < seats->n; k++)
        each->watch(each->self, seats->model, seats->block, seats->day, k);
}

void watch_days(const ofr_ensemble *e, size_t first, size_t n, ofr_watch past, ofr_watch future,
                void *self)
{
    each_lane before = {past, self}, after = {future, self};
    const ofr_observer old = {INT32_MIN, e->model->start, call_each, &before},
                       young = {e->model->start, INT32_MAX, call_each, &after};
    const ofr_way way = {.observer = &young, .n_observers = 1};
    const futures_plan plan = {.first = first,
                               .n = n,
                               .past = &old,
                               .n_past = past != NULL,
                               .way = &way,
                               .n_ways = future != NULL};
    ofr_error err = {0};

    if (futures_run(e, &plan, &err) != OFR_OK) fail_msg("%s: %s", err.where, err.text);
}
