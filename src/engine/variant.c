/* variant.c -- a changed future: see variant.h. */
#include "variant.h"

#include <string.h>

const ofr_model *variant_model(const ofr_variant *v, const ofr_model *base, int32_t day)
{
    const ofr_model *m = base;

    for (size_t i = 0; v && i < v->n_segments && v->segment[i].from <= day; i++)
        m = v->segment[i].model;
    return m;
}

int32_t variant_first(const ofr_variant *v)
{
    int32_t first = v && v->n_segments ? v->segment[0].from : INT32_MAX;

    for (size_t i = 0; v && i < v->n_holds; i++)
        first = v->hold[i].from < first ? v->hold[i].from : first;
    return first;
}

size_t variant_memory(const ofr_variant *v, size_t lanes)
{
    return v ? 2 * v->n_holds * lanes : 0;
}

static void put_back(const ofr_hold *h, const double *before, const double *held, ofr_block *b)
{
    double *row = b->par + h->row * b->lanes;

    for (size_t k = 0; k < b->lanes; k++) {
        /* The same bits as written: nobody else wrote it meanwhile. */
        if (memcmp(&row[k], &held[k], sizeof held[k]) == 0) row[k] = before[k];
    }
}

static void write_hold(const ofr_hold *h, double *before, double *held, ofr_block *b)
{
    double *row = b->par + h->row * b->lanes;

    for (size_t k = 0; k < b->lanes; k++) {
        double x = h->factor ? h->value * row[k] : h->shift ? row[k] + h->value : h->value;
        if ((h->factor || h->shift) && h->lo <= h->hi)
            x = x < h->lo ? h->lo : x > h->hi ? h->hi : x;
        before[k] = row[k];
        held[k] = x;
        row[k] = x;
    }
}

void variant_day(const ofr_variant *v, const ofr_model *base, int32_t day, double *memory,
                 ofr_block *b)
{
    const size_t n = v ? v->n_holds : 0;
    bool any = false;

    /* Ends first: another hold of the same number may begin today. */
    for (size_t i = 0; i < n; i++) {
        double *at = memory + 2 * i * b->lanes;
        if (v->hold[i].to != day - 1) continue;
        put_back(&v->hold[i], at, at + b->lanes, b);
        any = true;
    }
    for (size_t i = 0; i < n; i++) {
        double *at = memory + 2 * i * b->lanes;
        if (v->hold[i].from != day) continue;
        write_hold(&v->hold[i], at, at + b->lanes, b);
        any = true;
    }
    if (any) block_derive_all(base, b);
}

static bool same_slots(const ofr_model *a, const ofr_model *b)
{
    for (size_t i = 0; i < a->n_slots; i++) {
        if (a->slot[i].kind != b->slot[i].kind || a->slot[i].index != b->slot[i].index ||
            strcmp(a->slot[i].id, b->slot[i].id) != 0)
            return false;
    }
    return true;
}

static bool same_rows(const ofr_model *a, const ofr_model *b)
{
    for (size_t i = 0; i < a->n_fields; i++) {
        if (a->field[i].row != b->field[i].row || a->field[i].whole != b->field[i].whole ||
            strcmp(a->field[i].name, b->field[i].name) != 0)
            return false;
    }
    for (size_t i = 0; i < a->n_derived; i++) {
        if (a->derived[i].how != b->derived[i].how || a->derived[i].row != b->derived[i].row ||
            memcmp(a->derived[i].from, b->derived[i].from, sizeof a->derived[i].from) != 0)
            return false;
    }
    return true;
}

bool variant_fits(const ofr_model *a, const ofr_model *b)
{
    return a->n_pars == b->n_pars && a->n_nums == b->n_nums && a->n_wholes == b->n_wholes &&
           a->n_slots == b->n_slots && a->n_flows == b->n_flows && a->n_fields == b->n_fields &&
           a->n_derived == b->n_derived && a->epoch == b->epoch && a->start == b->start &&
           a->horizon == b->horizon && same_slots(a, b) && same_rows(a, b);
}
