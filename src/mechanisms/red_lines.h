/* red_lines.h -- what others may read of red_lines.c: lines and pending answers. */
#ifndef OFR_RED_LINES_H
#define OFR_RED_LINES_H

#include "../state/compiler.h"

typedef struct ofr_line {
    const char *id;
    size_t holder, slot;
    uint32_t stream;
    ofr_pattern when;
    ofr_row base, heat, stance, reassured, delay, within;
    size_t *option;
    size_t n_options;
    double least_option; /* flows it may answer with; lowest severity among them */
    size_t dyad;         /* holder toward the side of those watched, or OFR_NONE */
    ofr_row due, chosen, grave, from_act, from_root,
        from_misread; /* pending answer: whole, whole, state, whole ... */
    ofr_drop lesser,
        replaced; /* crossings no graver than the pending one; answers that a graver one replaced */
} ofr_line;
typedef struct ofr_red_lines {
    ofr_line *line;
    size_t n;
    ofr_row lambda, fear, implacable; /* of the choice of an answer */
    ofr_row misread_answers;          /* whole: so far */
} ofr_red_lines;

#endif
