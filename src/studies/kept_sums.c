/* kept_sums.c -- see kept_sums.h.
 *
 * A part is a chunk: members in it (32 bits), flags (a byte each), the accounts of its sets (engine/account.h), then for each row the sums of the sets that it
 * touches, as they are after it: a set that spans chunks is summed on from there, to the same bits.
 */
#include "kept_sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../core/packed.h"

enum { FORM = 2 }; /* raised where what is summed, or its order, changes */

uint64_t asked_key(uint64_t eves, const ofr_ensemble *e, size_t chunk)
{
    const ofr_model *m = e->model;
    const int32_t end = m->start + m->horizon;
    const uint64_t number[] = {FORM,
                               sizeof(pair_sums),
                               (uint64_t)m->horizon,
                               e->per_set,
                               chunk,
                               e->given != NULL,
                               e->given ? past_hash(e->given, m->start, end - 1) : 0};

    return hash_bytes(eves, number, sizeof number);
}

uint64_t asked_changes(uint64_t key, const ofr_whatif *whatif)
{
    const uint64_t n = whatif->n_changes;

    key = hash_bytes(key, &n, sizeof n);
    for (size_t i = 0; i < whatif->n_changes; i++) {
        const ofr_change *c = &whatif->change[i];
        const int32_t day[] = {c->from, c->to};
        key = hash_name(hash_name(key, c->path), c->value);
        key = hash_bytes(key, day, sizeof day);
    }
    return key;
}

/* A chunk: its members, and its sets. */
typedef struct extent {
    size_t first, members, first_set, sets;
} extent;

static extent extent_of(const kept_sums *k, size_t index)
{
    size_t first;
    const size_t n = chunk_members(k->e, k->chunk, index, &first);

    return (extent){first, n, first / k->e->per_set, futures_sets(k->e, first, n)};
}

/* All that the sums of a chunk depend on: its sets, too. */
static uint64_t key_of(const kept_sums *k, const extent *x)
{
    uint64_t key = k->asked;

    for (size_t s = 0; s < x->sets; s++) {
        const uint64_t set = eve_key_set(k->eves, k->e, x->first_set + s);
        key = hash_bytes(key, &set, sizeof set);
    }
    return key;
}

static size_t size_of(const kept_sums *k, const extent *x)
{
    return sizeof(uint32_t) + k->n_flags + x->sets * ACCOUNT_BYTES +
           k->rows * x->sets * sizeof(pair_sums);
}

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the sums of a chunk");
}

/* Pairs that a set has by the end of a chunk, if it is not left out. */
static size_t pairs_by(const kept_sums *k, const extent *x, size_t set)
{
    const size_t first = set * k->e->per_set, end = x->first + x->members;

    return end - first < k->e->per_set ? end - first : k->e->per_set;
}

/* A file may come from anyone: numbers that sums cannot be are none. */
static bool can_be(const pair_sums *s, size_t pairs)
{
    const double value[] = {s->base, s->other, s->difference, s->base2, s->other2, s->difference2};
    bool fine = s->n == pairs && s->lower <= s->n && s->higher <= s->n - s->lower;

    for (size_t i = 0; i < sizeof value / sizeof value[0]; i++) fine &= isfinite(value[i]) != 0;
    return fine;
}

static bool all_can_be(const kept_sums *k, const extent *x, const ofr_account *account,
                       const unsigned char *bytes)
{
    pair_sums sums;
    bool fine = true;

    for (size_t i = 0; i < k->rows * x->sets; i++) {
        const size_t s = i % x->sets;
        memcpy(&sums, bytes + i * sizeof sums, sizeof sums);
        fine &= can_be(&sums,
                       account_impossible(&account[s]) ? 0 : pairs_by(k, x, x->first_set + s));
    }
    return fine;
}

static bool take_accounts(const kept_sums *k, const extent *x, const unsigned char *bytes,
                          ofr_account *ret)
{
    bool fine = true;

    for (size_t s = 0; s < x->sets; s++, bytes += ACCOUNT_BYTES)
        fine &= account_take(k->e->model, bytes, &ret[s]);
    return fine;
}

/* Takes the sums out of their bytes; false: they are of another form. account: [x->sets] room. */
static bool take(const kept_sums *k, const extent *x, const unsigned char *bytes, size_t n,
                 ofr_account *account)
{
    const unsigned char *accounts = bytes + sizeof(uint32_t) + k->n_flags;
    uint32_t members;

    if (n != size_of(k, x)) return false;
    memcpy(&members, bytes, sizeof members);
    bytes += sizeof members;
    if (members != x->members || !take_accounts(k, x, accounts, account) ||
        !all_can_be(k, x, account, accounts + x->sets * ACCOUNT_BYTES))
        return false;
    for (size_t i = 0; i < k->n_flags; i++) k->flag[i] = *bytes++ != 0;
    memcpy(k->account + x->first_set, account, x->sets * sizeof *account);
    bytes += x->sets * ACCOUNT_BYTES;
    for (size_t r = 0; r < k->rows; r++, bytes += x->sets * sizeof(pair_sums))
        memcpy(k->sums + r * k->room + x->first_set, bytes, x->sets * sizeof(pair_sums));
    return true;
}

ofr_status sums_find(const kept_sums *k, size_t index, bool *ret_found, ofr_error *err)
{
    const extent x = extent_of(k, index);
    unsigned char *packed = NULL, *bytes = NULL;
    ofr_account *account = NULL;
    size_t n = 0, size = 0;
    bool found = false;
    ofr_status status = OFR_OK;

    if (k->store) status = k->store->asked(k->store->self, key_of(k, &x), index, &packed, &n, err);
    if (status == OFR_OK && n > 0) {
        bytes = malloc(size_of(k, &x));
        account = calloc(x.sets, sizeof *account);
        if (!bytes || !account) status = no_memory(err);
        found = bytes && account && packed_open(packed, n, bytes, size_of(k, &x), &size) &&
                take(k, &x, bytes, size, account);
    }
    free(packed);
    free(bytes);
    free(account);
    if (status == OFR_OK) *ret_found = found;
    return status;
}

static void put(const kept_sums *k, const extent *x, unsigned char *bytes)
{
    const uint32_t members = (uint32_t)x->members;

    memcpy(bytes, &members, sizeof members);
    bytes += sizeof members;
    for (size_t i = 0; i < k->n_flags; i++) *bytes++ = k->flag[i];
    for (size_t s = 0; s < x->sets; s++, bytes += ACCOUNT_BYTES)
        account_put(&k->account[x->first_set + s], bytes);
    for (size_t r = 0; r < k->rows; r++, bytes += x->sets * sizeof(pair_sums))
        memcpy(bytes, k->sums + r * k->room + x->first_set, x->sets * sizeof(pair_sums));
}

ofr_status sums_keep(const kept_sums *k, size_t index, const ofr_eve *eve, ofr_error *err)
{
    const extent x = extent_of(k, index);
    unsigned char *bytes, *packed = NULL;
    ofr_kept_eve *kept;
    size_t n = 0;
    ofr_status status = OFR_OK;

    if (!k->store) return OFR_OK;
    bytes = malloc(size_of(k, &x));
    kept = calloc(x.sets, sizeof *kept);
    if (!bytes || !kept) status = no_memory(err);
    if (status == OFR_OK) {
        put(k, &x, bytes);
        status = packed_make(bytes, size_of(k, &x), &packed, &n, err);
    }
    if (status == OFR_OK)
        status = k->store->keep(k->store->self, key_of(k, &x), index, packed, n, kept,
                                eve ? eves_made(k->eves, k->e, x.first_set, x.sets, eve, kept) : 0,
                                err);
    free(bytes);
    free(kept);
    free(packed);
    return status;
}

ofr_status sums_eves(const kept_sums *k, size_t index, ofr_eve *eve, ofr_error *err)
{
    const extent x = extent_of(k, index);
    ofr_status status = OFR_OK;

    for (size_t s = 0; k->store && s < x.sets && status == OFR_OK; s++) {
        if (eve[s].n == 0)
            status = k->store->eve(k->store->self, eve_key_set(k->eves, k->e, x.first_set + s),
                                   &eve[s].bytes, &eve[s].n, err);
    }
    return status;
}
