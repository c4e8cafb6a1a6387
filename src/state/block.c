/* block.c -- blocks: one allocation, lanes copied by field, images filled and derived. */
#include "block.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../core/distributions.h"
#include "long_run.h"

/* Doubles, then whole numbers, in one allocation: the one must end where the other may begin. */
static_assert(sizeof(double) == 8 && sizeof(int32_t) == 4, "a row is 8 or 4 bytes a lane");

static size_t bytes_of(const ofr_model *model, size_t lanes)
{
    const size_t doubles = (model->n_pars + model->n_nums + density_rows(model) + model->n_sources +
                            2) *
                           lanes;

    return doubles * sizeof(double) + model->n_wholes * lanes * sizeof(int32_t);
}

ofr_status block_new(const ofr_model *model, size_t lanes, ofr_block *ret_block, ofr_error *err)
{
    const size_t bytes = bytes_of(model, lanes);
    /* Vector loads want 64-byte rows; a row is lanes * 8 bytes, so aligning the start is enough. */
    unsigned char *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);

    if (!memory)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a block of %zu members", lanes);
    memset(memory, 0, bytes);
    *ret_block = (ofr_block){.lanes = lanes, .memory = memory};
    ret_block->par = (double *)(void *)memory;
    ret_block->num = ret_block->par + model->n_pars * lanes;
    ret_block->density = ret_block->num + model->n_nums * lanes;
    ret_block->log_weight = ret_block->density + density_rows(model) * lanes;
    ret_block->source_weight = ret_block->log_weight + lanes;
    ret_block->whole = (int32_t *)(void *)(ret_block->source_weight +
                                           (model->n_sources + 1) * lanes);
    return OFR_OK;
}

void block_done(ofr_block *block)
{
    free(block->memory);
    *block = (ofr_block){0};
}

void block_copy(const ofr_model *model, const ofr_block *from, ofr_block *to)
{
    memcpy(to->memory, from->memory, bytes_of(model, from->lanes));
}

/* Rows first .. end - 1 of one lane. */
static void copy_nums(const ofr_block *from, size_t from_lane, ofr_block *to, size_t to_lane,
                      ofr_row first, ofr_row end)
{
    for (size_t i = first; i < end; i++)
        to->num[i * to->lanes + to_lane] = from->num[i * from->lanes + from_lane];
}

static void copy_wholes(const ofr_block *from, size_t from_lane, ofr_block *to, size_t to_lane,
                        ofr_row first, ofr_row end)
{
    for (size_t i = first; i < end; i++)
        to->whole[i * to->lanes + to_lane] = from->whole[i * from->lanes + from_lane];
}

void block_copy_image(const ofr_model *model, const ofr_block *from, size_t from_lane,
                      ofr_block *to, size_t to_lane)
{
    const size_t lanes = from->lanes;

    for (size_t i = 0; i < model->n_pars; i++)
        to->par[i * lanes + to_lane] = from->par[i * lanes + from_lane];
}

void block_copy_lane(const ofr_model *model, const ofr_block *from, size_t from_lane, ofr_block *to,
                     size_t to_lane)
{
    block_copy_image(model, from, from_lane, to, to_lane);
    copy_nums(from, from_lane, to, to_lane, 0, model->n_nums);
    copy_wholes(from, from_lane, to, to_lane, 0, model->n_wholes);
}

/* What lies between the rows of sources, which are in rising order. */
void block_copy_shared(const ofr_model *model, const ofr_block *from, size_t from_lane,
                       ofr_block *to, size_t to_lane)
{
    ofr_row num = 0, whole = 0;

    block_copy_image(model, from, from_lane, to, to_lane);
    for (size_t i = 0; i < model->n_owned; i++) {
        const ofr_owned_rows *own = &model->owned[i];
        copy_nums(from, from_lane, to, to_lane, num, own->first_num);
        copy_wholes(from, from_lane, to, to_lane, whole, own->first_whole);
        num = own->first_num + own->n_nums;
        whole = own->first_whole + own->n_wholes;
    }
    copy_nums(from, from_lane, to, to_lane, num, model->n_nums);
    copy_wholes(from, from_lane, to, to_lane, whole, model->n_wholes);
}

void block_copy_owned(const ofr_model *model, size_t source, const ofr_block *from,
                      size_t from_lane, ofr_block *to, size_t to_lane)
{
    for (size_t i = 0; i < model->n_owned; i++) {
        const ofr_owned_rows *own = &model->owned[i];
        if (own->source != source) continue;
        copy_nums(from, from_lane, to, to_lane, own->first_num, own->first_num + own->n_nums);
        copy_wholes(from, from_lane, to, to_lane, own->first_whole,
                    own->first_whole + own->n_wholes);
    }
}

/* What the log-odds of war gain at the reference state: from = { chance, window, w1, reference tension (as e(x)), w2, w3,
 * reference talk, stumbled }. The two stances are taken at pressure (1, 1). */
static double push_at_reference(const double *v)
{
    return v[2] * v[3] + v[4] * 2.0 - v[5] * v[6];
}

/* The offset w0 of the hazard by which one exchange is stumbled out of into war with the share of the stated chance that
 * is stumbled, at the reference state: 1 - (1 - h)^window = stumbled chance. */
static double onset_offset(const double *v)
{
    const double h = 1.0 - m_exp(m_log(1.0 - v[0] * v[7]) / v[1]);

    return m_logit(m_clamp(h, 1e-9, 1.0 - 1e-9)) - push_at_reference(v);
}

/* The offset of the chance that war is chosen when an exchange opens, so that both ways sum to the stated chance at the
 * reference state: p + (1 - p) stumbled chance = chance. Nothing is chosen where all is stumbled. */
static double choice_of_war_offset(const double *v)
{
    const double stumbled = v[0] * v[7], p = (v[0] - stumbled) / m_max(1.0 - stumbled, 1e-9);

    return p > 0.0 ? m_logit(m_clamp(p, 1e-9, 1.0 - 1e-9)) - push_at_reference(v) : -700.0;
}

/* Long-run mean of a campaign's fire while it halts and resumes, as one over it: from = { halts, short ends, long ends,
 * share of long halts, leak }. */
static double steady_factor(const double *v)
{
    double days[3];

    long_run_days(v[0], v[1], v[2], v[3], days);
    const double on = days[0], off = days[1] + days[2];
    return v[0] > 0.0 ? (on + off) / (on + v[4] * off) : 1.0;
}

static double derive(ofr_derive how, const double *v)
{
    switch (how) {
    case DERIVE_DECAY:
        return m_exp2(-1.0 / m_max(v[0], 1e-3));
    case DERIVE_LOGIT:
        return m_logit(m_clamp(v[0], 1e-9, 1.0 - 1e-9));
    case DERIVE_LOG:
        return m_log(m_max(v[0], 1e-12));
    case DERIVE_LOG1M:
        return m_log(1.0 - m_min(v[0], 1.0 - 1e-12));
    case DERIVE_HEAVY_MEAN:
        return heavy_tail_mean(v[0], v[1]);
    case DERIVE_ONSET:
        return onset_offset(v);
    case DERIVE_CHOICE_OF_WAR:
        return choice_of_war_offset(v);
    case DERIVE_DELAY:
        return v[0] * m_exp2(-v[1] / 3.0);
    case DERIVE_STEADY:
        return steady_factor(v);
    }
    return 0.0;
}

/* What a row is derived from, in one lane. */
static void sources_of(const ofr_derived *d, const ofr_block *block, size_t lane, double ret_v[8])
{
    for (size_t j = 0; j < 8; j++)
        ret_v[j] = d->from[j] != OFR_NONE ? block_par(block, d->from[j], lane) : 0.0;
}

void block_derive(const ofr_model *model, ofr_block *block, size_t lane)
{
    for (size_t i = 0; i < model->n_derived; i++) {
        double v[8];
        sources_of(&model->derived[i], block, lane, v);
        block->par[model->derived[i].row * block->lanes + lane] = derive(model->derived[i].how, v);
    }
}

void block_derive_all(const ofr_model *model, ofr_block *block)
{
    for (size_t i = 0; i < model->n_derived; i++) {
        const ofr_derived *d = &model->derived[i];
        double *row = block->par + d->row * block->lanes, v[2][8];

        for (size_t k = 0; k < block->lanes; k++) {
            double *now = v[k % 2], *before = v[1 - k % 2];
            sources_of(d, block, k, now);
            row[k] = k > 0 && memcmp(now, before, sizeof v[0]) == 0 ? row[k - 1]
                                                                    : derive(d->how, now);
        }
    }
}

void block_set_image(const ofr_model *model, ofr_block *block, size_t lane, const double *value)
{
    for (size_t i = 0; i < model->spec->n_parameters; i++)
        block->par[i * block->lanes + lane] = value[i];
    block_derive(model, block, lane);
}

ofr_status block_at_point(const ofr_model *model, ofr_block *ret_block, ofr_error *err)
{
    const ofr_status status = block_new(model, 1, ret_block, err);

    if (status != OFR_OK) return status;
    for (size_t i = 0; i < model->spec->n_parameters; i++)
        ret_block->par[i] = model->spec->parameter[i].value;
    block_derive(model, ret_block, 0);
    return OFR_OK;
}
