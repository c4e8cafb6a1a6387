/* fuzz_record.c -- any bytes as an event record and its totals: read or refused, never worse.
 *
 * The input is split at its first form feed (0x0c): events before it, totals after it; without one
 * there are no totals. What is read must keep the promises of events.h.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "events/events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int promise)
{
    if (!promise) abort();
}

static void check_events(const ofr_record *record)
{
    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *event = &record->event[i];

        must(event->source && event->target && event->theatre && event->action);
        must(event->via && event->audience && event->cause && event->note && event->provenance);
        must(event->count >= 1 && event->deaths_own >= -1 && event->date != OFR_NO_DATE);
        must(i == 0 || event[-1].date < event->date ||
             (event[-1].date == event->date && event[-1].line < event->line));
        must(names_contain(event->source, event->source) == !strchr(event->source, '+'));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *cut = size ? memchr(text, '\f', size) : NULL;
    const size_t n = cut ? (size_t)(cut - text) : size;
    ofr_record *record = NULL;
    ofr_error err = {0};
    const ofr_status status = record_read_text(text, n, cut ? cut + 1 : NULL,
                                               cut ? size - n - 1 : 0, "events.csv", &record, &err);

    if (status == OFR_OK) {
        check_events(record);
        for (size_t i = 0; i < record->n_totals; i++) {
            must(record->total[i].first <= record->total[i].last && record->total[i].count >= 0);
        }
    } else {
        must(!record && err.code == status && err.text && err.text[0]);
    }
    record_free(record);
    ofr_error_done(&err);
    return 0;
}
