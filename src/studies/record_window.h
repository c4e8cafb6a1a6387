/* record_window.h -- the days of history that a record is held against. */
#ifndef OFR_RECORD_WINDOW_H
#define OFR_RECORD_WINDOW_H

#include "../events/events.h"

typedef struct record_window {
    int32_t first, last; /* days of history, both included; last < first: none */
    int32_t known_by;    /* rows public after this day count for nothing; OFR_NO_DATE: all count */
} record_window;

/* Is it a row of these days that was known by then? Pure. */
static inline bool record_window_has(const record_window *window, const ofr_event *event)
{
    return event->date >= window->first && event->date <= window->last &&
           event_is_public(event, window->known_by);
}

#endif
