/* calendar.h -- what others may read of calendar.c: shocks. */
#ifndef OFR_CALENDAR_H
#define OFR_CALENDAR_H

#include "../state/compiler.h"

typedef struct ofr_shock {
    const char *id;
    uint32_t stream;
    size_t slot, theatre;
    int32_t date;
    ofr_row rate, lasts;
    ofr_row until;        /* whole: last day it is in force */
    size_t starts, stops; /* drivers */
    size_t leader;        /* politics whose leader it takes, or OFR_NONE */
    struct {
        size_t politics;
        ofr_row heat;
    } * heat;
    size_t n_heat;
} ofr_shock;
typedef struct ofr_calendar {
    ofr_shock *shock;
    size_t n;
} ofr_calendar;

#endif
