/* plain_page.h -- HTML pages that are written whole, and need neither the built page nor a script. */
#ifndef OFR_PLAIN_PAGE_H
#define OFR_PLAIN_PAGE_H

#include <stdint.h>
#include <stdio.h>

/* Opens a page with its style and its title as heading. what: a few words of ours, for the title of the window. */
void plain_page_begin(FILE *out, const char *title, const char *what);
/* Text that may come from anybody: nothing in it is markup. */
void plain_page_text(FILE *out, const char *text);
/* A day as 2024-02-08. */
void plain_page_day(FILE *out, int32_t day);
/* Closes it. mark: letters and digits of ours by which it is told from others. */
void plain_page_end(FILE *out, const char *mark);

#endif
