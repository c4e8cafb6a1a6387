/* bug.h -- promises that the program makes to itself, checked in every build.
 *
 * ofr_bug(broken) ends the program by abort() (SIGABRT) after a sentence on standard error, when `broken` is true. It is
 * the one abort there is (docs/errors.md), for what would otherwise corrupt numbers without a word: a row, a seat or a
 * place that is not there, a weight that is no number. No input may reach it: what users write is checked before, and
 * gives an ofr_status. Not for loops over lanes; dear checks are for tests.
 */
#ifndef OFR_BUG_H
#define OFR_BUG_H

#define ofr_bug(broken) ((broken) ? bug_stop(__FILE__, __LINE__, #broken) : (void)0)

/* The sentence names place and promise. Does not return. */
_Noreturn void bug_stop(const char *file, int line, const char *broken);

#endif
