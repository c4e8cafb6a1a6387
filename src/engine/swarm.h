/* swarm.h -- worlds of one model that go through days together: members of an ensemble, or particles of a parameter set.
 *
 * A seat holds one of them: its parameter image, its state, what a variant holds back of it, and its key, which says what
 * streams it draws from. Seats lie in blocks, whose lanes nobody above the engine sees; no seat depends on its
 * neighbours. A swarm runs its blocks one after the other, each through all the days asked for, so that a block stays
 * near the processor. All seats of a swarm are on one day, which is the next that it runs.
 * Thread: per object; one that is only read may be read by several. A seat or a row that is not there, or a copy between
 * swarms that do not belong together, is a fault of the caller and stops the program (core/bug.h).
 */
#ifndef OFR_SWARM_H
#define OFR_SWARM_H

#include "kernel.h"
#include "past.h"
#include "variant.h"

typedef struct ofr_swarm ofr_swarm;

/* Seats of one block at the end of a day. */
typedef struct ofr_seats {
    const ofr_model *model; /* the swarm's own, also under a variant */
    const ofr_block *block;
    size_t first,
        n; /* lane k < n holds the seat numbered first + k; lanes from n on are nobody's */
    int32_t day;
} ofr_seats;

/* One that is told of each block at the end of each day from `from` to the one before `until`. It draws nothing and
 * changes nothing, so that who watches moves no number. */
typedef struct ofr_observer {
    int32_t from, until;
    void (*day)(void *self, const ofr_seats *seats);
    void *self;
} ofr_observer;

/* Room for n_seats >= 1 seats, numbered from 0 on. given (may be NULL): what the record says of the days. All pointers stay
 * the caller's. OFR_NO_MEMORY. */
ofr_status swarm_new(const ofr_model *model, const ofr_kernel *kernel, uint64_t seed,
                     size_t n_seats, const ofr_past *given, ofr_swarm **ret_swarm, ofr_error *err);
void swarm_free(ofr_swarm *swarm); /* takes NULL */

/* From now on the swarm has n seats, 1 to its room, and observers know them by the numbers first .. first + n - 1. */
void swarm_number(ofr_swarm *swarm, size_t first, size_t n);
/* From its day on the swarm runs under a variant (NULL: the model as it is) and holds nothing back yet; to be called
 * before swarm_rest and before seats are copied to it. OFR_NO_MEMORY leaves it as it was. */
ofr_status swarm_vary(ofr_swarm *swarm, const ofr_variant *variant, ofr_error *err);

/* Seats are counted from 0 here, whatever their numbers. Writes the image of seats seat .. seat + n - 1, all the same, from
 * values [spec->n_parameters]. O(n rows). */
void swarm_image(ofr_swarm *swarm, size_t seat, size_t n, const double *value);
/* Says which streams a seat draws from. */
void swarm_key(ofr_swarm *swarm, size_t seat, size_t member, size_t replicate);
/* Puts all seats at rest on the morning of a day, with the image and the key that they have. */
void swarm_rest(ofr_swarm *swarm, int32_t day);

/* Makes one seat the same world as another, key included, of the same swarm or of one of the same model and seed; and
 * brings its day along: the other seats of `to` must be of that day, too. What a variant holds back comes along where both
 * run under the same; else `from` must hold nothing back. */
void swarm_copy_seat(const ofr_swarm *from, size_t from_seat, ofr_swarm *to, size_t to_seat);
/* The same for all seats and their numbers at once. The swarms have the same seed, kernel and room, and models
 * that differ in days at most: where a swarm begins that history leads to another start. */
void swarm_copy(const ofr_swarm *from, ofr_swarm *to);

/* Runs from the swarm's day to the end of the day before `until`; not earlier than its day. stop (may be NULL) is looked at
 * between blocks: non-zero gives OFR_INTERRUPTED, after which the seats are of different days and the swarm can only be
 * freed or filled anew. O(seats days (day function + observers)). */
ofr_status swarm_run(ofr_swarm *swarm, int32_t until, const ofr_observer *observer,
                     size_t n_observers, const volatile int *stop, ofr_error *err);

/* Rows of all seats side by side: parameters and numbers as double [n], whole numbers as int32_t [n]. They make a packed
 * swarm (eve.h). Writing leaves the seats of no day: swarm_arrive says which, and computes what derives from
 * parameters anew where any were written one by one. */
typedef enum swarm_area { SWARM_PARS, SWARM_NUMS, SWARM_WHOLES } swarm_area;
void swarm_row_read(const ofr_swarm *swarm, swarm_area area, ofr_row row, void *ret_values);
void swarm_row_write(ofr_swarm *swarm, swarm_area area, ofr_row row, const void *values);
void swarm_arrive(ofr_swarm *swarm, int32_t day, bool derive);

int32_t swarm_day(const ofr_swarm *swarm); /* the next day that it runs */
/* Days that its seats have run since it was made, added up: what work is counted in. */
uint64_t swarm_seat_days(const ofr_swarm *swarm);
/* Value of a state row in a seat. */
double swarm_num(const ofr_swarm *swarm, size_t seat, ofr_row row);
int32_t swarm_whole(const ofr_swarm *swarm, size_t seat, ofr_row row);
/* Value of a parameter's row in a seat; log density that a row of sources (state/model.h) gave it on the last day run. */
double swarm_par(const ofr_swarm *swarm, size_t seat, ofr_row row);
double swarm_density(const ofr_swarm *swarm, size_t seat, size_t row);
/* Log weight that a seat has gained since all were last cleared, or put at rest: a number, or -infinity. */
double swarm_log_weight(const ofr_swarm *swarm, size_t seat);
/* All weights; or only that of the seats and of what belongs to no source. */
void swarm_clear_weights(ofr_swarm *swarm);
void swarm_clear_shared_weights(ofr_swarm *swarm);

/* The same of one source alone; source n_sources: of all that belongs to none. */
double swarm_source_weight(const ofr_swarm *swarm, size_t seat, size_t source);
void swarm_clear_source_weights(ofr_swarm *swarm, size_t source);
/* From one seat to another, only the state that a source owns, or all that none owns (image included, keys too). */
void swarm_copy_owned(ofr_swarm *swarm, size_t source, size_t from, size_t to);
void swarm_copy_shared(ofr_swarm *swarm, size_t from, size_t to);

#endif
