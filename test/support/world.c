/* world.c -- see world.h. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

world world_open(const char *yaml, size_t n, uint64_t seed)
{
    world w = {0};
    ofr_error err = {0};
    const ofr_kernel *kernel = kernel_choose(NULL);

    if (study_open_text(yaml, strlen(yaml), "test.yaml", NULL, &w.study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    w.m = w.study->model;
    w.n_blocks = (n + kernel->lanes - 1) / kernel->lanes;
    w.n = w.n_blocks * kernel->lanes;
    w.day = w.m->start;
    if (ensemble_init(&w.e, w.m, kernel, seed, 1, w.n, true, &err) != OFR_OK)
        fail_msg("%s", err.text);
    w.block = calloc(w.n_blocks, sizeof *w.block);
    assert_non_null(w.block);
    for (size_t i = 0; i < w.n_blocks; i++) {
        ofr_block *b = &w.block[i];
        if (block_new(w.m, kernel->lanes, b, &err) != OFR_OK) fail_msg("%s", err.text);
        b->seed = seed;
        for (size_t k = 0; k < b->lanes; k++) {
            block_set_image(w.m, b, k, w.e.value);
            b->whole[w.m->member * b->lanes + k] = (int32_t)(i * b->lanes + k);
        }
        kernel->start(w.m, b, w.m->start);
    }
    return w;
}

void world_close(world *w)
{
    for (size_t i = 0; i < w->n_blocks; i++) block_done(&w->block[i]);
    free(w->block);
    ensemble_done(&w->e);
    study_close(w->study);
    *w = (world){0};
}

void world_run(world *w, int32_t days)
{
    for (int32_t d = 0; d < days; d++, w->day++) {
        for (size_t i = 0; i < w->n_blocks; i++) w->e.kernel->day(w->m, &w->block[i], w->day);
    }
}

static const ofr_field *field_of(const world *w, const char *name)
{
    for (size_t i = 0; i < w->m->n_fields; i++) {
        if (strcmp(w->m->field[i].name, name) == 0) return &w->m->field[i];
    }
    fail_msg("no state is named '%s'", name);
    return NULL;
}

static ofr_block *block_of(const world *w, size_t member, size_t *ret_lane)
{
    assert_true(member < w->n);
    *ret_lane = member % w->e.kernel->lanes;
    return &w->block[member / w->e.kernel->lanes];
}

double world_get(const world *w, const char *name, size_t member)
{
    const ofr_field *f = field_of(w, name);
    size_t k;
    const ofr_block *b = block_of(w, member, &k);

    return f->whole ? (double)block_whole(b, f->row, k) : block_num(b, f->row, k);
}

void world_set(world *w, const char *name, size_t member, double value)
{
    const ofr_field *f = field_of(w, name);
    size_t k;
    ofr_block *b = block_of(w, member, &k);

    if (f->whole)
        b->whole[f->row * b->lanes + k] = (int32_t)value;
    else
        b->num[f->row * b->lanes + k] = value;
}

size_t world_slot(const world *w, ofr_slot_kind kind, const char *id)
{
    for (size_t i = 0; i < w->m->n_slots; i++) {
        if (w->m->slot[i].kind == kind && strcmp(w->m->slot[i].id, id) == 0) return i;
    }
    fail_msg("no slot '%s'", id);
    return 0;
}

double world_count(const world *w, size_t slot, size_t member)
{
    size_t k;
    const ofr_block *b = block_of(w, member, &k);

    return block_num(b, w->m->count + slot, k);
}

double world_deaths(const world *w, size_t flow, size_t member)
{
    size_t k;
    const ofr_block *b = block_of(w, member, &k);

    return block_num(b, w->m->deaths_own + flow, k);
}

int32_t world_cause(const world *w, size_t slot, size_t member)
{
    size_t k;
    const ofr_block *b = block_of(w, member, &k);

    return block_whole(b, w->m->cause + slot, k);
}

ofr_status world_refused(const char *yaml, char *message, size_t n)
{
    ofr_study *s = NULL;
    ofr_error err = {0};
    const ofr_status status = study_open_text(yaml, strlen(yaml), "test.yaml", NULL, &s, &err);

    snprintf(message, n, "%s: %s", err.where, err.text ? err.text : "");
    ofr_error_done(&err);
    study_close(s);
    return status;
}
