/* eve.c -- see eve.h.
 *
 * Bytes before packing, n particles: the account (account.h); of a possible set also a byte a state row, 1 where any
 * particle holds anything but zero bits in it; the rows that do, n values each, numbers before whole numbers; then for each row of the image that any particle
 * holds otherwise than its set: the row as a 32-bit number, and its n values.
 */
#include "eve.h"

#include <stdlib.h>
#include <string.h>

#include "../core/packed.h"

void eve_done(ofr_eve *eve)
{
    free(eve->bytes);
    *eve = (ofr_eve){0};
}

/* The bytes before packing, and how far they have been written or read. */
typedef struct plain {
    const ofr_ensemble *e;
    unsigned char *bytes;
    double *row; /* [particles] */
    size_t room, at;
} plain;

static size_t n_state(const ofr_model *m)
{
    return m->n_nums + m->n_wholes;
}

/* Most bytes that an eve may have: all rows, and the whole image changed. */
static size_t room_of(const ofr_ensemble *e)
{
    const ofr_model *m = e->model;

    return ACCOUNT_BYTES + n_state(m) +
           e->particles * (m->n_nums * sizeof(double) + m->n_wholes * sizeof(int32_t)) +
           m->spec->n_parameters * (sizeof(uint32_t) + e->particles * sizeof(double));
}

static bool plain_init(plain *p, const ofr_ensemble *e)
{
    *p = (plain){.e = e, .room = room_of(e)};
    p->bytes = malloc(p->room);
    p->row = calloc(e->particles, sizeof *p->row);
    return p->bytes && p->row;
}

static void plain_done(plain *p)
{
    free(p->bytes);
    free(p->row);
}

static void put(plain *p, const void *from, size_t n)
{
    memcpy(p->bytes + p->at, from, n);
    p->at += n;
}

static bool take(plain *p, void *to, size_t n, size_t end)
{
    if (n > end - p->at) return false;
    memcpy(to, p->bytes + p->at, n);
    p->at += n;
    return true;
}

/* State row i: numbers first. */
static swarm_area area_of(const ofr_model *m, size_t i, ofr_row *ret_row, size_t *ret_size)
{
    const bool whole = i >= m->n_nums;

    *ret_row = whole ? i - m->n_nums : i;
    *ret_size = whole ? sizeof(int32_t) : sizeof(double);
    return whole ? SWARM_WHOLES : SWARM_NUMS;
}

static bool any_bit(const unsigned char *byte, size_t n)
{
    unsigned char all = 0;

    for (size_t i = 0; i < n; i++) all |= byte[i];
    return all != 0;
}

static void put_state(plain *p, const ofr_swarm *particles)
{
    const ofr_model *m = p->e->model;
    unsigned char *mark = p->bytes + p->at;

    p->at += n_state(m);
    for (size_t i = 0; i < n_state(m); i++) {
        ofr_row row;
        size_t size;
        const swarm_area area = area_of(m, i, &row, &size);
        swarm_row_read(particles, area, row, p->bytes + p->at);
        mark[i] = any_bit(p->bytes + p->at, size * p->e->particles);
        if (mark[i]) p->at += size * p->e->particles;
    }
}

static void put_image(plain *p, size_t set, const ofr_swarm *particles)
{
    const size_t n = p->e->model->spec->n_parameters;
    const double *value = p->e->value + set * n;

    for (size_t i = 0; i < n; i++) {
        const uint32_t row = (uint32_t)i;
        bool same = true;
        swarm_row_read(particles, SWARM_PARS, i, p->row);
        for (size_t k = 0; k < p->e->particles; k++)
            same &= memcmp(&p->row[k], &value[i], sizeof value[i]) == 0;
        if (same) continue;
        put(p, &row, sizeof row);
        put(p, p->row, p->e->particles * sizeof *p->row);
    }
}

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the eve of a parameter set");
}

ofr_status eve_pack(const ofr_ensemble *e, size_t set, const ofr_swarm *particles,
                    const ofr_account *account, ofr_eve *ret_eve, ofr_error *err)
{
    plain p;
    ofr_status status = plain_init(&p, e) ? OFR_OK : no_memory(err);

    if (status == OFR_OK) {
        account_put(account, p.bytes);
        p.at = ACCOUNT_BYTES;
        if (!account_impossible(account)) {
            put_state(&p, particles);
            put_image(&p, set, particles);
        }
        status = packed_make(p.bytes, p.at, &ret_eve->bytes, &ret_eve->n, err);
        ret_eve->made = status == OFR_OK;
    }
    plain_done(&p);
    return status;
}

/* ---- reading ------------------------------------------------------------------------------------ */

static bool take_state(plain *p, ofr_swarm *particles, size_t end)
{
    const ofr_model *m = p->e->model;
    const unsigned char *mark = p->bytes + p->at;

    if (n_state(m) > end - p->at) return false;
    p->at += n_state(m);
    for (size_t i = 0; i < n_state(m); i++) {
        ofr_row row;
        size_t size;
        const swarm_area area = area_of(m, i, &row, &size);
        memset(p->row, 0, p->e->particles * sizeof *p->row);
        if (mark[i] && !take(p, p->row, size * p->e->particles, end)) return false;
        swarm_row_write(particles, area, row, p->row);
    }
    return true;
}

static bool take_image(plain *p, ofr_swarm *particles, size_t end, bool *ret_changed)
{
    *ret_changed = p->at < end;
    while (p->at < end) {
        uint32_t row;
        if (!take(p, &row, sizeof row, end) || row >= p->e->model->spec->n_parameters ||
            !take(p, p->row, p->e->particles * sizeof *p->row, end))
            return false;
        swarm_row_write(particles, SWARM_PARS, row, p->row);
    }
    return true;
}

static bool take_particles(plain *p, size_t set, ofr_swarm *particles, size_t end)
{
    const ofr_ensemble *e = p->e;
    const size_t n = e->particles;
    bool changed = false;

    swarm_number(particles, set * n, n);
    swarm_image(particles, 0, n, e->value + set * e->model->spec->n_parameters);
    if (!take_state(p, particles, end) || !take_image(p, particles, end, &changed)) return false;
    swarm_arrive(particles, e->model->start, changed);
    return true;
}

bool eve_open(const ofr_ensemble *e, size_t set, const ofr_eve *eve, ofr_swarm *particles,
              ofr_account *ret_account)
{
    unsigned char bytes[ACCOUNT_BYTES];
    ofr_account account = {0};
    plain p;
    size_t end = 0;
    bool fine = plain_init(&p, e) && packed_open(eve->bytes, eve->n, p.bytes, p.room, &end) &&
                take(&p, bytes, sizeof bytes, end) && account_take(e->model, bytes, &account);

    if (fine)
        fine = account_impossible(&account) ? p.at == end : take_particles(&p, set, particles, end);
    if (fine) *ret_account = account;
    plain_done(&p);
    return fine;
}
