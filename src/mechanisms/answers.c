/* answers.c -- a crossing that is pending, from the day after it to its answer or its end.
 *
 * It is settled by an act of one of its options, or by a strike or direct act of its holder on who crossed (its front or parts,
 * the principal of its side) that is as severe as the least of them, whatever brought the act, so that one strike is one answer
 * to all that one has done, and none to what another has; or it ends unanswered after `within` days, and then the
 * offender remembers less punishment (memory.c). A planned answer is held back with the share that restraints take off
 * its flow (conduct.c).
 *
 * In a future it is drawn at once whether, when and how it is answered. In history the record says what was done, and
 * what is pending carries the chance `willing` that it will be answered at all:
 *     h       = willing q,   q = 1 - exp(-1 / delay), on its last day 1          answered today
 *     willing <- (willing - h) / (1 - h sum_o share_o C_o)                       nothing came today
 * h, shared out over the options, is what the record's acts are weighed by (answers.h). So a crossing without an answer
 * counts as not answered yet, and no longer than its delay allows. Acts of options that nobody records are drawn.
 * Once both have struck openly the affair may be closed (war.c), and in war the war is the answer: what is pending then
 * brings no open act, and open acts bring nothing new.
 * On the first simulated day what is pending is drawn from the same chances.
 * Tests: waiting times and censoring by hand; the density of a record by enumeration. Source: model.md 4.7; competing
 * intensities with censoring are textbook survival analysis.
 */
#include "answers.h"

#include "choice.h"
#include "memory.h"

/* Who got away with it fears less: the rival and, where a client crossed, the client. */
static void embolden(const ofr_model *m, const ofr_block *b, const ofr_line *line, size_t k)
{
    const int32_t slot = whole(b, line->from_slot)[k];
    const size_t actor = slot < 0 ? OFR_NONE : m->slot[slot].source;
    const double share = par(b, m->own->memory->unanswered)[k];

    for (size_t i = 0; i < m->n_memories; i++) {
        const ofr_memory *memory = &m->memory[i];
        if (memory->origin != line->holder ||
            (memory->holder != m->dyad[line->dyad].rival && memory->holder != actor))
            continue;
        num(b, memory->punished)[k] *= 1.0 - share;
    }
}

/* Morning of a day of history: the chance that each pending answer falls due today. */
static void answers_expect(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_red_lines *own = m->own->red_lines;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_line *line = &own->line[i];
        const int32_t *until = whole(b, line->until);
        const double *willing = num(b, line->willing), *delay = par(b, line->delay);
        double *hazard = num(b, line->hazard), q[LANES], last[LANES];
        int32_t any = 0;

        for (size_t k = 0; k < LANES; k++) any |= until[k] != OFR_NEVER; /* lanes */
        for (size_t k = 0; k < LANES; k++) hazard[k] = 0.0;              /* lanes */
        if (!any) continue;
        for (size_t k = 0; k < LANES; k++) last[k] = m_max(delay[k], 1e-9);     /* lanes */
        for (size_t k = 0; k < LANES; k++) q[k] = 1.0 - m_exp(-1.0 / last[k]);  /* lanes */
        for (size_t k = 0; k < LANES; k++) last[k] = (double)(day >= until[k]); /* lanes */
        for (size_t k = 0; k < LANES; k++) q[k] = m_max(q[k], last[k]);         /* lanes */
        for (size_t k = 0; k < LANES; k++) q[k] *= willing[k];                  /* lanes */
        for (size_t k = 0; k < LANES; k++)
            hazard[k] = until[k] != OFR_NEVER ? q[k] : 0.0; /* lanes */
    }
}

/* Is an act on `target` one on whoever crossed: itself, its front, its parts, the principal of its side? slot: of the act that
 * crossed; where that is not known, any is. Pure. */
static bool falls_on(const ofr_model *m, size_t target, int32_t slot)
{
    const size_t actor = slot < 0 ? OFR_NONE : m->slot[slot].source;

    return actor == OFR_NONE || m->actor[actor].side == target ||
           model_is_or_part(m, actor, target) || model_is_or_part(m, target, actor);
}

/* Acts of the holder that count as the answer, whatever brought them, settle what is pending. */
static void settle_by_acts(const ofr_model *m, ofr_block *b, const ofr_line *line)
{
    int32_t *until = whole(b, line->until), *due = whole(b, line->due);
    const int32_t *slot = whole(b, line->from_slot);
    double *willing = num(b, line->willing);

    for (size_t j = 0; j < line->n_settles; j++) {
        const size_t f = line->settles[j];
        const double *count = count_of(m, b, f);
        int32_t some[LANES], any = 0;
        uint8_t lane[LANES];
        for (size_t k = 0; k < LANES; k++)
            some[k] = (count[k] > 0.0) & (until[k] != OFR_NEVER); /* lanes */
        for (size_t k = 0; k < LANES; k++) any |= some[k];        /* lanes */
        for (size_t i = 0, n = any ? lanes_where(some, lane) : 0; i < n; i++) {
            if (j < line->n_options || falls_on(m, m->flow[f].target, slot[lane[i]]))
                until[lane[i]] = OFR_NEVER;
        }
    }
    for (size_t k = 0; k < LANES; k++)
        due[k] = until[k] == OFR_NEVER ? OFR_NEVER : due[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        willing[k] = until[k] == OFR_NEVER ? 0.0 : willing[k]; /* lanes */
}

/* Evening of a day of history without an answer: it is a little less likely that one will come. */
static void wait_on(const ofr_model *m, ofr_block *b, const ofr_line *line)
{
    const int32_t *until = whole(b, line->until);
    const double *hazard = num(b, line->hazard);
    double *willing = num(b, line->willing), free[LANES];

    for (size_t k = 0; k < LANES; k++) free[k] = 0.0; /* lanes */
    for (size_t i = 0; i < line->n_options; i++) {
        const double *share = num(b, line->share + i),
                     *c = num(b, m->own->conduct->drive[line->option[i]].restraint);
        for (size_t k = 0; k < LANES; k++) free[k] += share[k] * c[k]; /* lanes */
    }
    for (size_t k = 0; k < LANES; k++)
        free[k] = (willing[k] - hazard[k]) / m_max(1.0 - hazard[k] * free[k], 1e-300); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        willing[k] = until[k] != OFR_NEVER ? free[k] : willing[k]; /* lanes */
}

/* In history an option that the record does not cover today is drawn, as in a forecast. Words: 1 of quad 1. */
static void answer_unseen(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line,
                          size_t k)
{
    double u = unit(words_of(m, b, day, line->stream, 1, k).w[1]);

    for (size_t i = 0; i < line->n_options; i++) {
        const size_t f = line->option[i];
        if (b->given->mode[f] != GIVEN_NOTHING) continue;
        const double p = num(b, line->hazard)[k] * num(b, line->share + i)[k] *
                         num(b, m->own->conduct->drive[f].restraint)[k];
        if (u < p) {
            act(m, b, f, k, whole(b, line->from_act)[k], whole(b, line->from_root)[k]);
            settle(b, line, k);
            return;
        }
        u -= p;
    }
}

/* Is an option of the line one that the record does not cover today? */
static bool has_unseen(const ofr_block *b, const ofr_line *line)
{
    for (size_t i = 0; i < line->n_options; i++) {
        if (b->given->mode[line->option[i]] == GIVEN_NOTHING) return true;
    }
    return false;
}

static void answer_in_history(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line)
{
    const int32_t *until = whole(b, line->until);
    int32_t over[LANES], any = 0;
    uint8_t lane[LANES];

    for (size_t k = 0; k < LANES; k++) over[k] = until[k] != OFR_NEVER; /* lanes */
    if (has_unseen(b, line)) {
        for (size_t j = 0, n = lanes_where(over, lane); j < n; j++)
            answer_unseen(m, b, day, line, lane[j]);
    }
    wait_on(m, b, line);
    for (size_t k = 0; k < LANES; k++)
        over[k] = (until[k] != OFR_NEVER) & (day >= until[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++) any |= over[k];         /* lanes */
    for (size_t j = 0, n = any ? lanes_where(over, lane) : 0; j < n; j++) {
        embolden(m, b, line, lane[j]);
        settle(b, line, lane[j]);
    }
}

/* First simulated day: whether, when and how what history left pending is answered. Words: quad 2. */
static void draw_pending(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line,
                         size_t k)
{
    const ofr_words w = words_of(m, b, day, line->stream, 2, k);
    double share[OFR_MOST_OPTIONS];

    if (unit(w.w[0]) < num(b, line->willing)[k]) {
        for (size_t i = 0; i < line->n_options; i++) share[i] = num(b, line->share + i)[k];
        whole(b, line->due)[k] = answer_day(b, line, k, day,
                                            (double)(whole(b, line->until)[k] - day), unit(w.w[1]));
        note_openness(m, b, line, share, k);
        whole(b, line->chosen)[k] = option_drawn(share, line->n_options, unit(w.w[2]));
    }
    num(b, line->willing)[k] = 0.0;
}

/* The option that is carried out. An open answer that was planned before the other asked to be spared is kept with the chance that
 * makes it as likely as if it were chosen today; else it is one of the others, as they are weighed today. Words: 2, 3 of quad 1. */
static size_t option_after_plea(const ofr_model *m, const ofr_block *b, const ofr_line *line,
                                ofr_words w, size_t k)
{
    const size_t planned = (size_t)whole(b, line->chosen)[k];
    const double since = num(b, m->own->channels->pleaded[line->dyad])[k] -
                         num(b, line->pleaded)[k],
                 less = m_exp(-par(b, m->own->red_lines->plea)[k] * since),
                 s = num(b, line->opened)[k];
    double share[OFR_MOST_OPTIONS], closed = 0.0;

    if (!(since > 0.0) || line->n_open == line->n_options || !plans_openly(m, b, line, k))
        return planned;
    if (unit(w.w[2]) < less / (1.0 - s + s * less)) return planned;
    choice_shares(m, b, line, num(b, line->grave)[k], k, share);
    for (size_t i = 0; i < line->n_options; i++) {
        if (m->flow[line->option[i]].rung >= m->direct) share[i] = 0.0;
        closed += share[i];
    }
    for (size_t i = 0; i < line->n_options; i++) share[i] /= m_max(closed, 1e-300);
    return (size_t)option_drawn(share, line->n_options, unit(w.w[3]));
}

/* A planned answer whose day has come. */
static void carry_out(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line, size_t k)
{
    const ofr_words w = words_of(m, b, day, line->stream, 1, k);
    const size_t f = line->option[option_after_plea(m, b, line, w, k)];
    const double c = num(b, m->own->conduct->drive[f].restraint)[k];

    settle(b, line, k);
    if (m->flow[f].rung >= m->direct && is_settled(m, b, day, line, k)) return;
    if (whole(b, m->flow[f].given)[k]) return; /* given acts of the record stand for its answers */
    /* A clause of restraint that the holder itself has taken on holds its answers back. */
    if (unit(w.w[0]) >= c) return;
    act(m, b, f, k, whole(b, line->from_act)[k], whole(b, line->from_root)[k]);
    whole(b, m->own->red_lines->misread_answers)[k] += whole(b, line->from_misread)[k];
}

static void answer_in_future(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line)
{
    const int32_t *until = whole(b, line->until), *due = whole(b, line->due);
    const double *willing = num(b, line->willing);
    int32_t now[LANES], over[LANES], any = 0;
    uint8_t lane[LANES];

    for (size_t k = 0; k < LANES; k++) now[k] = willing[k] > 0.0; /* lanes */
    for (size_t k = 0; k < LANES; k++) any |= now[k];             /* lanes */
    for (size_t j = 0, n = any ? lanes_where(now, lane) : 0; j < n; j++)
        draw_pending(m, b, day, line, lane[j]);
    any = 0;
    for (size_t k = 0; k < LANES; k++) now[k] = (due[k] != OFR_NEVER) & (due[k] <= day); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        over[k] = (due[k] == OFR_NEVER) & (until[k] != OFR_NEVER) & (day >= until[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++) now[k] |= over[k];                              /* lanes */
    for (size_t k = 0; k < LANES; k++) any |= now[k];                                  /* lanes */
    for (size_t j = 0, n = any ? lanes_where(now, lane) : 0; j < n; j++) {
        if (due[lane[j]] != OFR_NEVER) {
            carry_out(m, b, day, line, lane[j]);
            continue;
        }
        embolden(m, b, line, lane[j]);
        settle(b, line, lane[j]);
    }
}

/* Does anything wait at the line, in any lane? */
static bool is_pending(const ofr_block *b, const ofr_line *line)
{
    const int32_t *until = whole(b, line->until);
    int32_t any = 0;

    for (size_t k = 0; k < LANES; k++) any |= until[k] != OFR_NEVER; /* lanes */
    return any;
}

/* Before harm: what is due today becomes an act of its option. */
static void red_lines_answer(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_red_lines *own = m->own->red_lines;
    const bool history = b->given && b->given->history;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_line *line = &own->line[i];

        if (!is_pending(b, line)) continue;
        settle_by_acts(m, b, line);
        if (history)
            answer_in_history(m, b, day, line);
        else
            answer_in_future(m, b, day, line);
    }
    /* An act that answers one line may be the answer to what waits at a line before it. */
    for (size_t i = 0; i < own->n; i++) {
        if (is_pending(b, &own->line[i])) settle_by_acts(m, b, &own->line[i]);
    }
}
