/* result_tally.h -- a histogram by day, packed: mostly empty bins take no room; private to report.
 *
 * Numbers are written 7 bits a byte, lowest first, the high bit set on all but the last byte. For
 * each count that is not 0, in order of index: the number of zeros skipped since the last one,
 * then the count.
 */
#ifndef OFR_RESULT_TALLY_H
#define OFR_RESULT_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TALLY_BYTES = 10 }; /* at most so many bytes a count, with what it skips */

/* Packs n counts; ret has TALLY_BYTES * n bytes. Returns the bytes used. */
size_t tally_pack(const uint32_t *count, size_t n, unsigned char *ret);
/* Fills n counts; false if the bytes are not what tally_pack can have written. */
bool tally_unpack(const unsigned char *byte, size_t size, uint32_t *ret_count, size_t n);

#endif
