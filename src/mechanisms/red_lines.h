/* red_lines.h -- what others may read of red_lines.c: lines, and the crossing of each that waits for its answer. */
#ifndef OFR_RED_LINES_H
#define OFR_RED_LINES_H

#include "mechanisms.h"

enum { OFR_MOST_OPTIONS = 16 };

/* At most one crossing of a line is pending. In a future it has been drawn whether and when it is answered; in history
 * nobody knows, and it carries the chance that it will be. */
typedef struct ofr_line {
    const char *id;
    size_t holder, slot;
    uint32_t stream;
    ofr_pattern when;
    ofr_row base, heat, stance, reassured, delay, within;
    ofr_row ready_sd, ready_decay; /* parameter; derived, per day */
    size_t *option;
    size_t n_options, n_open; /* flows it may answer with; those of rung direct or above */
    double least_option;      /* lowest severity among them */
    ofr_row *size;            /* [n_options] parameter */
    ofr_row open;             /* parameter: log-odds that an answer is open */
    double reference;         /* gravity of the least crossing */
    size_t feared;            /* the rival's line that an open answer crosses, or OFR_NONE */
    size_t *settles;
    size_t
        n_settles; /* flows of the holder whose acts may settle what is pending; its options first */
    size_t dyad;   /* holder toward the side of those watched, or OFR_NONE */
    ofr_row until; /* whole: last day on which an answer may come; OFR_NEVER: nothing is pending */
    ofr_row due, chosen; /* whole: day and option of the answer that is planned, or OFR_NEVER */
    ofr_row willing;     /* state: chance that it will be answered, as long as that is not drawn */
    ofr_row hazard; /* state: chance that the answer falls due today, while that is not drawn */
    ofr_row share;  /* [n_options] states: chance of each option */
    ofr_row grave;  /* state: gravity of what is pending */
    ofr_row ready,
        judged;    /* state: readiness, log-odds; whole: day of the crossing that it stands for */
    ofr_row named; /* state: 1 after a threat that names it, fading */
    ofr_row opened,
        pleaded; /* state: chance that the answer planned is open, and what had been asked by then */
    ofr_row from_act, from_root, from_misread,
        from_slot; /* whole: of the gravest crossing; its slot, or -1 */
    ofr_drop lesser,
        replaced; /* crossings no graver than the one planned for; plans that a graver one replaced */
    ofr_owned_rows rows; /* what of the state is its own, for the filter */
} ofr_line;

/* A line that may answer with a flow. */
typedef struct ofr_answering {
    size_t line, option;
} ofr_answering;

typedef struct ofr_red_lines {
    ofr_line *line;
    size_t n;
    ofr_answering **by_flow; /* [n_flows] lines that may answer with it */
    size_t *n_by_flow;
    ofr_row *
        expected; /* [n_flows] state: answers expected of it today, in history; OFR_NONE: never any */
    ofr_row gravity, tension, cost, match, implacable, plea, named; /* of the choice of an answer */
    ofr_row homeland,
        *rank; /* parameters: how much graver an act is, by place; [n_flows] by rank */
    ofr_row misread_answers; /* whole: so far */
} ofr_red_lines;

/* Is what is planned an open answer, in one lane? Something is planned. Pure. */
static inline bool plans_openly(const ofr_model *m, const ofr_block *b, const ofr_line *line,
                                size_t k)
{
    return m->flow[line->option[whole(b, line->chosen)[k]]].rung >= m->direct;
}

#endif
