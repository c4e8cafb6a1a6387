/* terminal.h -- text of unknown origin on a terminal: it cannot steer it, and it fills the cells that it is said to.
 */
#ifndef OFR_TERMINAL_H
#define OFR_TERMINAL_H

#include <stdio.h>

enum { TERMINAL_WIDTH = 80 }; /* where nothing better is known */

/* Cells that put_plain fills: East Asian wide characters take two, combining marks none (Unicode, by utf8proc). Pure. */
int cells_of(const char *text);
/* Control characters become '?', line ends too; what is no UTF-8 becomes U+FFFD. */
void put_plain(FILE *out, const char *text);
/* put_plain, then blanks up to `width` cells; a longer text is not cut. */
void put_padded(FILE *out, const char *text, int width);
/* The same with the blanks before it. */
void put_right(FILE *out, const char *text, int width);
/* Words of a text in lines of at most `width` cells, all but the first indented by so many blanks; ends with a line
 * end. A word longer than a line stands alone; "83 %" is one word. */
void put_wrapped(FILE *out, const char *text, int width, int indent);

#endif
