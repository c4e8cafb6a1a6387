/* answer_text.h -- texts of an answer, written like a file. */
#ifndef OFR_ANSWER_TEXT_H
#define OFR_ANSWER_TEXT_H

#include <stdio.h>

#include "answer_reader.h"

/* A text that grows; memory that fails is told at the end. */
typedef struct answer_text {
    FILE *out; /* NULL: out of memory */
    char *text;
    size_t size;
} answer_text;

void answer_text_open(answer_text *text);
/* Closes it, and copies it to where the answer lives. OFR_NO_MEMORY. */
ofr_status answer_text_keep(answer_reader *reader, answer_text *text, const char **ret_text,
                            ofr_error *err);
/* "12 %", "<1 %", "0 %". */
void answer_text_percent(double percent, FILE *out);

#endif
