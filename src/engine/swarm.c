/* swarm.c -- see swarm.h. */
#include "swarm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/bug.h"

struct ofr_swarm {
    const ofr_model *model;
    const ofr_kernel *kernel;
    const ofr_past *given;
    const ofr_variant *variant;
    ofr_block *block; /* [n_blocks], all that there is room for */
    size_t n_blocks;
    double *held;  /* [n_blocks][n_held] what the variant holds back; NULL: nothing */
    size_t n_held; /* doubles a block */
    size_t first, n;
    int32_t day;
    bool begun; /* the variant's changes of that day are made */
    bool full;  /* the lanes that are nobody's are as fill_up leaves them */
    uint64_t seat_days;
};

static size_t lanes_of(const ofr_swarm *s)
{
    return s->kernel->lanes;
}

static size_t blocks_used(const ofr_swarm *s)
{
    return (s->n + lanes_of(s) - 1) / lanes_of(s);
}

/* Beyond the seats there is other memory: a member would read and write another's world. */
static ofr_block *block_of(const ofr_swarm *s, size_t seat)
{
    ofr_bug(seat / lanes_of(s) >= s->n_blocks);
    return &s->block[seat / lanes_of(s)];
}

static size_t lane_of(const ofr_swarm *s, size_t seat)
{
    return seat % lanes_of(s);
}

ofr_status swarm_new(const ofr_model *model, const ofr_kernel *kernel, uint64_t seed,
                     size_t n_seats, const ofr_past *given, ofr_swarm **ret_swarm, ofr_error *err)
{
    ofr_swarm *s = calloc(1, sizeof *s);
    const size_t n_blocks = (n_seats + kernel->lanes - 1) / kernel->lanes;
    ofr_status status = OFR_OK;

    if (s)
        *s = (ofr_swarm){.model = model,
                         .kernel = kernel,
                         .given = given,
                         .n = n_seats,
                         .block = calloc(n_blocks, sizeof *s->block)};
    if (!s || !s->block)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu seats", n_seats);
    for (size_t i = 0; i < n_blocks && status == OFR_OK; i++) {
        status = block_new(model, kernel->lanes, &s->block[i], err);
        s->block[i].seed = seed;
        s->n_blocks = i + (status == OFR_OK);
    }
    if (status == OFR_OK)
        *ret_swarm = s;
    else
        swarm_free(s);
    return status;
}

void swarm_free(ofr_swarm *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->n_blocks; i++) block_done(&s->block[i]);
    free(s->block);
    free(s->held);
    free(s);
}

void swarm_number(ofr_swarm *s, size_t first, size_t n)
{
    ofr_bug(n == 0 || n > s->n_blocks * lanes_of(s));
    s->first = first;
    s->n = n;
    s->full = false;
}

ofr_status swarm_vary(ofr_swarm *s, const ofr_variant *variant, ofr_error *err)
{
    const size_t n = variant_memory(variant, lanes_of(s));
    double *held = calloc(n * s->n_blocks + 1, sizeof *held);

    if (!held) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the numbers of a what-if");
    free(s->held);
    s->held = held;
    s->n_held = n;
    s->variant = variant;
    s->begun = false;
    return OFR_OK;
}

void swarm_image(ofr_swarm *s, size_t seat, size_t n, const double *value)
{
    if (n == 0) return;
    /* What derives from an image costs more than the image: it is computed once. */
    block_set_image(s->model, block_of(s, seat), lane_of(s, seat), value);
    for (size_t i = 1; i < n; i++)
        block_copy_image(s->model, block_of(s, seat), lane_of(s, seat), block_of(s, seat + i),
                         lane_of(s, seat + i));
    s->full = false;
}

void swarm_key(ofr_swarm *s, size_t seat, size_t member, size_t replicate)
{
    ofr_block *b = block_of(s, seat);

    b->whole[s->model->member * b->lanes + lane_of(s, seat)] = (int32_t)member;
    b->whole[s->model->replicate * b->lanes + lane_of(s, seat)] = (int32_t)replicate;
    s->full = false;
}

/* What a variant holds back of one seat: two numbers a hold, lanes innermost. */
static void copy_held(const ofr_swarm *from, size_t from_seat, ofr_swarm *to, size_t to_seat)
{
    const size_t lanes = lanes_of(from);
    const double *a = from->held + from_seat / lanes * from->n_held + from_seat % lanes;
    double *b = to->held + to_seat / lanes * to->n_held + to_seat % lanes;

    for (size_t i = 0; i < from->n_held; i += lanes) b[i] = a[i];
}

static void copy_seat(const ofr_swarm *from, size_t from_seat, ofr_swarm *to, size_t to_seat)
{
    block_copy_lane(from->model, block_of(from, from_seat), lane_of(from, from_seat),
                    block_of(to, to_seat), lane_of(to, to_seat));
    if (from->variant && from->variant == to->variant) copy_held(from, from_seat, to, to_seat);
}

/* Lanes are copied row by row as they lie: another model, kernel or seed would make a world that never was. */
static void promise_alike(const ofr_swarm *from, const ofr_swarm *to)
{
    const ofr_model *a = from->model, *b = to->model;

    /* The models may be two, where they differ in days alone. */
    ofr_bug(a->n_pars != b->n_pars || a->n_nums != b->n_nums || a->n_wholes != b->n_wholes);
    ofr_bug(from->kernel->lanes != to->kernel->lanes);
    ofr_bug(from->block->seed != to->block->seed);
}

static void bring_day(const ofr_swarm *from, ofr_swarm *to)
{
    to->day = from->day;
    to->begun = from->begun && from->variant == to->variant;
}

void swarm_copy_seat(const ofr_swarm *from, size_t from_seat, ofr_swarm *to, size_t to_seat)
{
    promise_alike(from, to);
    copy_seat(from, from_seat, to, to_seat);
    bring_day(from, to);
    to->full = false;
}

void swarm_copy(const ofr_swarm *from, ofr_swarm *to)
{
    promise_alike(from, to);
    ofr_bug(from->n_blocks > to->n_blocks);
    swarm_number(to, from->first, from->n);
    for (size_t i = 0; i < blocks_used(from); i++)
        block_copy(from->model, &from->block[i], &to->block[i]);
    if (from->variant && from->variant == to->variant)
        memcpy(to->held, from->held, from->n_held * from->n_blocks * sizeof *to->held);
    bring_day(from, to);
    to->full = from->full;
}

/* The lanes of the last block that are nobody's repeat the last seat, so that they hold numbers that can be. */
static void fill_up(ofr_swarm *s)
{
    const size_t lanes = blocks_used(s) * lanes_of(s);

    for (size_t i = s->n; i < lanes && !s->full; i++) copy_seat(s, s->n - 1, s, i);
    s->full = true;
}

static void begin_day(ofr_swarm *s, size_t i, int32_t day)
{
    variant_day(s->variant, s->model, day, s->variant ? s->held + i * s->n_held : NULL,
                &s->block[i]);
}

/* All but the keys. */
static void clear_state(const ofr_model *m, ofr_block *b)
{
    memset(b->num, 0, m->n_nums * b->lanes * sizeof *b->num);
    for (size_t i = 0; i < m->n_wholes; i++) {
        if (i != m->member && i != m->replicate)
            memset(b->whole + i * b->lanes, 0, b->lanes * sizeof *b->whole);
    }
    memset(b->log_weight, 0, b->lanes * sizeof *b->log_weight);
    memset(b->source_weight, 0, (m->n_sources + 1) * b->lanes * sizeof *b->source_weight);
}

void swarm_rest(ofr_swarm *s, int32_t day)
{
    fill_up(s);
    for (size_t i = 0; i < blocks_used(s); i++) {
        begin_day(s, i, day);
        clear_state(s->model, &s->block[i]);
        s->kernel->start(variant_model(s->variant, s->model, day), &s->block[i], day);
    }
    s->day = day;
    s->begun = true;
}

static void observe(const ofr_swarm *s, size_t i, int32_t day, const ofr_observer *observer,
                    size_t n)
{
    const size_t before = i * lanes_of(s), left = s->n - before;
    const ofr_seats seats = {.model = s->model,
                             .block = &s->block[i],
                             .first = s->first + before,
                             .n = left < lanes_of(s) ? left : lanes_of(s),
                             .day = day};

    for (size_t o = 0; o < n; o++) {
        if (day >= observer[o].from && day < observer[o].until)
            observer[o].day(observer[o].self, &seats);
    }
}

ofr_status swarm_run(ofr_swarm *s, int32_t until, const ofr_observer *observer, size_t n_observers,
                     const volatile int *stop, ofr_error *err)
{
    ofr_bug(until < s->day);
    fill_up(s);
    for (size_t i = 0; i < blocks_used(s); i++) {
        if (stop && *stop) return ofr_fail(err, OFR_INTERRUPTED, "", "stopped");
        for (int32_t day = s->day; day < until; day++) {
            if (!s->begun || day > s->day) begin_day(s, i, day);
            s->block[i].given = past_day(s->given, day);
            s->kernel->day(variant_model(s->variant, s->model, day), &s->block[i], day);
            observe(s, i, day, observer, n_observers);
        }
    }
    s->seat_days += (uint64_t)s->n * (uint64_t)(until - s->day);
    s->begun &= until <= s->day;
    s->day = until;
    return OFR_OK;
}

/* ---- rows ------------------------------------------------------------------------------------- */

/* Where a row begins in a block, and the bytes of one value. */
static unsigned char *row_of(const ofr_block *b, swarm_area area, ofr_row row, size_t *ret_size)
{
    *ret_size = area == SWARM_WHOLES ? sizeof(int32_t) : sizeof(double);
    switch (area) {
    case SWARM_PARS:
        return (unsigned char *)(b->par + row * b->lanes);
    case SWARM_NUMS:
        return (unsigned char *)(b->num + row * b->lanes);
    case SWARM_WHOLES:
        break;
    }
    return (unsigned char *)(b->whole + row * b->lanes);
}

/* Seats that block i holds. */
static size_t seats_in(const ofr_swarm *s, size_t i)
{
    const size_t left = s->n - i * lanes_of(s);

    return left < lanes_of(s) ? left : lanes_of(s);
}

void swarm_row_read(const ofr_swarm *s, swarm_area area, ofr_row row, void *ret_values)
{
    unsigned char *to = ret_values;

    for (size_t i = 0; i < blocks_used(s); i++) {
        size_t size;
        const unsigned char *from = row_of(&s->block[i], area, row, &size);
        memcpy(to, from, seats_in(s, i) * size);
        to += seats_in(s, i) * size;
    }
}

void swarm_row_write(ofr_swarm *s, swarm_area area, ofr_row row, const void *values)
{
    const unsigned char *from = values;

    for (size_t i = 0; i < blocks_used(s); i++) {
        size_t size;
        unsigned char *to = row_of(&s->block[i], area, row, &size);
        memcpy(to, from, seats_in(s, i) * size);
        from += seats_in(s, i) * size;
    }
    s->full = false;
}

void swarm_arrive(ofr_swarm *s, int32_t day, bool derive)
{
    for (size_t i = 0; derive && i < blocks_used(s); i++) block_derive_all(s->model, &s->block[i]);
    swarm_clear_weights(s);
    s->day = day;
    s->begun = false;
}

/* ---- what is known of a swarm ----------------------------------------------------------------- */

uint64_t swarm_seat_days(const ofr_swarm *s)
{
    return s->seat_days;
}

int32_t swarm_day(const ofr_swarm *s)
{
    return s->day;
}

double swarm_num(const ofr_swarm *s, size_t seat, ofr_row row)
{
    ofr_bug(row >= s->model->n_nums);
    return block_num(block_of(s, seat), row, lane_of(s, seat));
}

int32_t swarm_whole(const ofr_swarm *s, size_t seat, ofr_row row)
{
    ofr_bug(row >= s->model->n_wholes);
    return block_whole(block_of(s, seat), row, lane_of(s, seat));
}

double swarm_par(const ofr_swarm *s, size_t seat, ofr_row row)
{
    ofr_bug(row >= s->model->n_pars);
    return block_par(block_of(s, seat), row, lane_of(s, seat));
}

double swarm_density(const ofr_swarm *s, size_t seat, size_t row)
{
    ofr_bug(row >= density_rows(s->model));
    return block_of(s, seat)->density[row * lanes_of(s) + lane_of(s, seat)];
}

double swarm_log_weight(const ofr_swarm *s, size_t seat)
{
    const double weight = block_of(s, seat)->log_weight[lane_of(s, seat)];

    ofr_bug(
        !(weight < INFINITY)); /* NaN too: it would count as impossible, and nobody would know */
    return weight;
}

void swarm_clear_shared_weights(ofr_swarm *s)
{
    for (size_t i = 0; i < blocks_used(s); i++)
        memset(s->block[i].log_weight, 0, lanes_of(s) * sizeof(double));
    swarm_clear_source_weights(s, s->model->n_sources);
}

void swarm_clear_weights(ofr_swarm *s)
{
    swarm_clear_shared_weights(s);
    for (size_t source = 0; source < s->model->n_sources; source++)
        swarm_clear_source_weights(s, source);
}

/* ---- sources -------------------------------------------------------------------------------------- */

double swarm_source_weight(const ofr_swarm *s, size_t seat, size_t source)
{
    const double weight = block_of(s, seat)->source_weight[source * lanes_of(s) + lane_of(s, seat)];

    ofr_bug(source > s->model->n_sources || !(weight < INFINITY));
    return weight;
}

void swarm_clear_source_weights(ofr_swarm *s, size_t source)
{
    for (size_t i = 0; i < blocks_used(s); i++)
        memset(s->block[i].source_weight + source * lanes_of(s), 0, lanes_of(s) * sizeof(double));
}

void swarm_copy_owned(ofr_swarm *s, size_t source, size_t from, size_t to)
{
    block_copy_owned(s->model, source, block_of(s, from), lane_of(s, from), block_of(s, to),
                     lane_of(s, to));
    s->full = false;
}

void swarm_copy_shared(ofr_swarm *s, size_t from, size_t to)
{
    block_copy_shared(s->model, block_of(s, from), lane_of(s, from), block_of(s, to),
                      lane_of(s, to));
    if (s->variant) copy_held(s, from, s, to);
    s->full = false;
}
