/* campaign_drawn.h -- modes of campaigns that are drawn: in futures, and in history of fronts too large to be summed out. */
#ifndef OFR_CAMPAIGN_DRAWN_H
#define OFR_CAMPAIGN_DRAWN_H

#include "campaign_hazards.h"
#include "campaigns.h"
#include "mechanisms.h"

/* ---- turns --------------------------------------------------------------------------------------- */

static inline void part_turns(const ofr_model *m, ofr_block *b, int32_t day,
                              const ofr_campaign_part *part, size_t k, int32_t mode, int32_t cause)
{
    const size_t slot = campaign_on(mode) ? part->resume_slot : part->halt_slot;

    whole(b, part->mode)[k] = mode;
    if (!campaign_on(mode)) whole(b, part->since)[k] = day;
    act(m, b, slot, k, cause, -1);
}

/* A part that turns in one lane: ordered, if by an order to all, whose length is one draw (of_order). */
static inline void part_changes(const ofr_model *m, ofr_block *b, int32_t day,
                                const ofr_campaign *p, const ofr_campaign_part *part, bool ordered,
                                double of_order, size_t k)
{
    const int32_t mode = whole(b, part->mode)[k];
    const ofr_words w = words_of(m, b, day, part->stream, 0, k);
    const bool unsaid = unit(w.w[1]) < par(b, p->announced)[k];
    const bool is_long = (ordered ? of_order : unit(w.w[2])) < par(b, p->long_share)[k];

    if (campaign_on(mode))
        part_turns(m, b, day, part, k, (is_long ? CAMPAIGN_LONG : CAMPAIGN_SHORT) + unsaid,
                   OFR_NO_ACT);
    else
        part_turns(m, b, day, part, k, CAMPAIGN_ON + unsaid, OFR_NO_ACT);
}

/* Hazard of the turn that a part may take today, by lane. */
static inline void hazards_of_turns(const ofr_block *b, const ofr_campaign_part *part,
                                    const campaign_hazards *c, double *ret)
{
    const int32_t *mode = whole(b, part->mode);

    for (size_t k = 0; k < LANES; k++)
        ret[k] = mode[k] < CAMPAIGN_SHORT  ? c->halt[k]
                 : mode[k] < CAMPAIGN_LONG ? c->end[0][k]
                                           : c->end[1][k];
}

static inline void draw_modes(const ofr_model *m, ofr_block *b, int32_t day, const ofr_campaign *p,
                              const campaign_hazards *c)
{
    const double *order = par(b, p->order);
    double halt_all[LANES], end_all[LANES], of_order[LANES], common[LANES], u[LANES], hazard[LANES];

    for (size_t k = 0; k < LANES; k++) common[k] = p->n_parts > 1 ? order[k] : 0.0; /* lanes */
    uniforms(m, b, day, p->stream, 1, halt_all);
    uniforms(m, b, day, p->stream, 2, of_order);
    uniforms(m, b, day, p->stream, 3, end_all);
    for (size_t i = 0; i < p->n_parts; i++) {
        const ofr_campaign_part *part = &p->part[i];
        int32_t ordered[LANES], turns[LANES];
        uint8_t lane[LANES];
        double all[LANES], own[LANES];
        uniforms(m, b, day, part->stream, 0, u);
        hazards_of_turns(b, part, c, hazard);
        for (size_t k = 0; k < LANES; k++)
            all[k] = campaign_on(whole(b, part->mode)[k]) ? halt_all[k] : end_all[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++)
            ordered[k] = all[k] < 1.0 - m_exp(-common[k] * hazard[k]); /* lanes */
        for (size_t k = 0; k < LANES; k++)
            own[k] = 1.0 - m_exp(-(1.0 - common[k]) * hazard[k]);                   /* lanes */
        for (size_t k = 0; k < LANES; k++) turns[k] = ordered[k] | (u[k] < own[k]); /* lanes */
        for (size_t j = 0, n = lanes_where(turns, lane); j < n; j++)
            part_changes(m, b, day, p, part, ordered[lane[j]], of_order[lane[j]], lane[j]);
    }
}

/* The modes of all parts in one lane, from the chances that history left, or of the long run: part by part, each given those
 * before it. */
static inline void draw_first_modes(const ofr_model *m, ofr_block *b, int32_t day,
                                    const ofr_campaign *p, size_t k)
{
    ofr_row first = p->prob; /* of the states that agree with what is drawn so far */
    size_t left = p->n_joint;

    for (size_t i = 0; i < p->n_parts; i++) {
        double chance[CAMPAIGN_MODES] = {0}, all = 0.0;
        int32_t mode = CAMPAIGN_ON;
        left /= CAMPAIGN_MODES;
        for (size_t j = 0; j < CAMPAIGN_MODES; j++) {
            if (!p->summed) chance[j] = num(b, p->prob + i * CAMPAIGN_MODES + j)[k];
            for (size_t x = 0; p->summed && x < left; x++)
                chance[j] += num(b, first + j * left + x)[k];
            all += chance[j];
        }
        double at = unit(words_of(m, b, day, p->part[i].stream, 1, k).w[0]) * all;
        for (; mode + 1 < CAMPAIGN_MODES && at >= chance[mode]; mode++) at -= chance[mode];
        whole(b, p->part[i].mode)[k] = mode;
        first += (size_t)mode * left;
    }
}

/* ---- words --------------------------------------------------------------------------------------- */

static inline bool campaign_unsaid(int32_t mode)
{
    return mode % 2 == 1;
}

/* Chance of each word today in a mode. */
static inline void chances_of_words(const ofr_block *b, const ofr_campaign *p, size_t k,
                                    int32_t mode, double ret[CAMPAIGN_WORDS])
{
    const double lie = par(b, p->false_words)[k],
                 says = 1.0 - m_exp(-1.0 / par(b, p->announce_delay)[k]);
    const bool on = campaign_on(mode), unsaid = campaign_unsaid(mode);

    ret[CAMPAIGN_PAUSE] = !on && unsaid ? says : lie;
    ret[CAMPAIGN_RESUME] = on && unsaid ? says : lie;
    ret[CAMPAIGN_REFUSAL] = on ? par(b, p->refuses)[k] : lie;
}

/* What is true has been said once. */
static inline int32_t mode_after_words(int32_t mode, bool pause, bool resume)
{
    const bool said = campaign_on(mode) ? resume : pause;

    return campaign_unsaid(mode) && said ? mode - 1 : mode;
}

static inline void draw_words_said(const ofr_model *m, ofr_block *b, int32_t day,
                                   const ofr_campaign *p, const ofr_campaign_part *part)
{
    const double *lie = par(b, p->false_words), *delay = par(b, p->announce_delay);
    int32_t *mode = whole(b, part->mode), says[LANES];
    double pause[LANES], resume[LANES], true_word[LANES];
    uint8_t lane[LANES];

    uniforms(m, b, day, part->word_stream, 0, pause);
    uniforms(m, b, day, part->word_stream, 1, resume);
    for (size_t k = 0; k < LANES; k++) true_word[k] = 1.0 - m_exp(-1.0 / delay[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        says[k] = pause[k] < m_max(lie[k], true_word[k]) || resume[k] < m_max(lie[k], true_word[k]);
    for (size_t j = 0, n = lanes_where(says, lane); j < n; j++) {
        const size_t k = lane[j];
        double chance[CAMPAIGN_WORDS];
        chances_of_words(b, p, k, mode[k], chance);
        const bool paused = pause[k] < chance[CAMPAIGN_PAUSE],
                   resumed = resume[k] < chance[CAMPAIGN_RESUME];
        if (paused) act(m, b, part->pause_word_slot, k, OFR_NO_ACT, -1);
        if (resumed) act(m, b, part->resume_word_slot, k, OFR_NO_ACT, -1);
        if (paused) whole(b, part->said)[k] = day;
        mode[k] = mode_after_words(mode[k], paused, resumed);
    }
}

/* Log chance of today's words of the record, in a mode. word: CAMPAIGN_WORDS flags of the part. */
static inline double log_chance_of_words(const ofr_block *b, const ofr_campaign *p, size_t k,
                                         int32_t mode, const uint8_t *word)
{
    double chance[CAMPAIGN_WORDS], sum = 0.0;

    chances_of_words(b, p, k, mode, chance);
    for (size_t i = 0; i < CAMPAIGN_WORDS; i++) sum += m_log(word[i] ? chance[i] : 1.0 - chance[i]);
    return sum;
}

static inline void take_words_said(const ofr_model *m, ofr_block *b, int32_t day, size_t i,
                                   const ofr_campaign_part *part, const uint8_t *word)
{
    const ofr_campaign *p = &m->own->campaigns->campaign[i];
    double *density = density_of(m, b, DENSITY_CAMPAIGN, i);

    for (size_t k = 0; k < LANES; k++) {
        int32_t *mode = &whole(b, part->mode)[k];
        density[k] += log_chance_of_words(b, p, k, *mode, word);
        *mode = mode_after_words(*mode, word[CAMPAIGN_PAUSE], word[CAMPAIGN_RESUME]);
    }
    if (word[CAMPAIGN_PAUSE]) {
        for (size_t k = 0; k < LANES; k++) whole(b, part->said)[k] = day;
        for (size_t k = 0; k < LANES; k++) act(m, b, part->pause_word_slot, k, OFR_NO_ACT, -1);
    }
    for (size_t k = 0; word[CAMPAIGN_RESUME] && k < LANES; k++)
        act(m, b, part->resume_word_slot, k, OFR_NO_ACT, -1);
}

#endif
