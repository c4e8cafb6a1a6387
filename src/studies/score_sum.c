/* score_sum.c -- sums up what each forecaster said and what came: parts, skill, reliability; and when numbers were known. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score_parts.h"

enum { SLOPE_DRAWS = 400 };

bool score_is_enough(const scored_question *q)
{
    return q->came >= SCORE_LEAST && q->n - q->came >= SCORE_LEAST;
}

size_t score_best_base(const scored_question *q)
{
    size_t best = N_SCORE_COLUMNS;

    for (size_t k = SCORE_BASES; k < N_SCORE_COLUMNS; k++) {
        if (q->column[k].n == 0 || q->column[k].n != q->column[SCORE_MODEL].n) continue;
        if (best == N_SCORE_COLUMNS || q->column[k].parts.brier < q->column[best].parts.brier)
            best = k;
    }
    return best;
}

bool score_counts_enough(const scored_counts *counts)
{
    return counts->came >= SCORE_LEAST;
}

/* ---- outcomes ----------------------------------------------------------------------------------- */

/* Some questions of one horizon over the origins: one outcome, or all. */
typedef struct table {
    const score_work *w;
    const scored_question *of; /* [n] */
    size_t n;
    score_pair *pair;      /* [n * origins] room */
    double *score, *other; /* [origins] room */
} table;

static double chance_at(const table *t, size_t q, size_t at, size_t column)
{
    return t->of[q].chance[at * N_SCORE_COLUMNS + column];
}

/* Forecasts of a column that are settled. */
static size_t pairs_of(const table *t, size_t column)
{
    size_t n = 0;

    for (size_t q = 0; q < t->n; q++) {
        for (size_t at = 0; at < t->w->n; at++) {
            const double p = chance_at(t, q, at, column);
            if (t->of[q].told[at] >= 0 && !isnan(p))
                t->pair[n++] = (score_pair){p, t->of[q].told[at] > 0, q};
        }
    }
    return n;
}

/* Of each origin the sum over questions of the scores of one forecaster and of another, where both forecast; returns the origins with any. */
static size_t scores_of(const table *t, size_t who, size_t column,
                        double score(double p, bool came))
{
    size_t n = 0;

    for (size_t at = 0; at < t->w->n; at++) {
        bool any = false;
        t->score[n] = t->other[n] = 0.0;
        for (size_t q = 0; q < t->n; q++) {
            const double p = chance_at(t, q, at, who), other = chance_at(t, q, at, column);
            if (t->of[q].told[at] < 0 || isnan(p) || isnan(other)) continue;
            t->score[n] += score(p, t->of[q].told[at] > 0);
            t->other[n] += score(other, t->of[q].told[at] > 0);
            any = true;
        }
        n += any;
    }
    return n;
}

/* Origins whose days overlap with those of one of them. */
static size_t block_of(const score_work *w, int32_t horizon)
{
    const ofr_score *s = w->score;
    double apart;
    size_t block;

    if (w->n < 2) return 1;
    apart = (double)(s->origin[w->n - 1] - s->origin[0]) / (double)(w->n - 1);
    block = (size_t)ceil((double)horizon / apart);
    return block < 1 ? 1 : block < w->n ? block : w->n;
}

static ofr_status sum_column(table *t, size_t column, scored_question *ret, ofr_error *err)
{
    scored_column *to = &ret->column[column];
    const uint64_t seed = t->w->o->seed;
    size_t n = to->n = pairs_of(t, column);
    ofr_status status = OFR_OK;

    if (n == 0) return OFR_OK;
    to->parts = brier_parts_of(t->pair, n);
    to->sharpness = sharpness_of(t->pair, n);
    for (size_t i = 0; i < n; i++) {
        to->mean += t->pair[i].p / (double)n;
        to->log += score_log(t->pair[i].p, t->pair[i].came) / (double)n;
    }
    if (column != SCORE_PUBLISHED) {
        n = scores_of(t, SCORE_PUBLISHED, column, score_brier);
        status = score_skill_of(t->score, t->other, n, ret->block, seed, &to->published, err);
    }
    if (column == SCORE_MODEL || status != OFR_OK) return status;
    n = scores_of(t, SCORE_MODEL, column, score_brier);
    status = score_skill_of(t->score, t->other, n, ret->block, seed, &to->skill, err);
    n = scores_of(t, SCORE_MODEL, column, score_log);
    if (status == OFR_OK)
        status = score_skill_of(t->score, t->other, n, ret->block, seed, &to->log_skill, err);
    return status;
}

static ofr_status sum_question(table *t, scored_question *ret, ofr_error *err)
{
    ofr_status status = OFR_OK;
    size_t n;

    ret->block = block_of(t->w, ret->horizon);
    for (size_t q = 0; q < t->n; q++) {
        for (size_t at = 0; at < t->w->n; at++) {
            if (ret->horizon > score_reach(t->w, t->w->origin[at].day)) continue;
            ret->n += t->of[q].told[at] >= 0;
            ret->came += t->of[q].told[at] > 0;
            ret->open += t->of[q].told[at] < 0;
        }
    }
    for (size_t k = 0; k < N_SCORE_COLUMNS && status == OFR_OK; k++)
        status = sum_column(t, k, ret, err);
    n = pairs_of(t, SCORE_MODEL);
    reliability_of(t->pair, n, ret->bin);
    if (status == OFR_OK)
        status = reliability_slope_of(t->pair, n, t->w->o->seed, SLOPE_DRAWS, &ret->slope, err);
    return status;
}

static ofr_status sum_questions(score_work *w, ofr_error *err)
{
    ofr_score *s = w->score;
    const size_t told = s->n_horizons ? s->n_questions / s->n_horizons : 0;
    table t = {.w = w,
               .pair = calloc(told * w->n + 1, sizeof *t.pair),
               .score = calloc(w->n + 1, sizeof *t.score),
               .other = calloc(w->n + 1, sizeof *t.other)};
    ofr_status status = t.pair && t.score && t.other ? OFR_OK : score_no_memory(err);

    for (size_t q = 0; q < s->n_questions && status == OFR_OK; q++) {
        t.of = &s->question[q];
        t.n = 1;
        status = sum_question(&t, &s->question[q], err);
    }
    for (size_t h = 0; h < s->n_horizons && status == OFR_OK; h++) {
        s->all[h] = (scored_question){.outcome = "", .says = "", .horizon = s->horizon[h]};
        t.of = &s->question[h * told];
        t.n = told;
        status = sum_question(&t, &s->all[h], err);
    }
    free(t.pair);
    free(t.score);
    free(t.other);
    return status;
}

/* ---- counts ------------------------------------------------------------------------------------- */

/* Groups first .. first + n - 1 over origins and weeks. */
typedef struct weeks {
    const score_work *w;
    const score_week *week;
    size_t first, n;
    double *score, *other; /* [origins] room */
} weeks;

static const score_week *week_at(const weeks *t, size_t g, size_t at, size_t i)
{
    return &t->week[((t->first + g) * t->w->n + at) * SCORE_WEEKS + i];
}

static void sum_weeks(const weeks *t, scored_counts *ret)
{
    size_t known[N_SCORE_COLUMNS] = {0};

    for (size_t j = 0; j < t->n * t->w->n * SCORE_WEEKS; j++) {
        const score_week *week = &t->week[t->first * t->w->n * SCORE_WEEKS + j];
        ret->n += week->told != 0;
        ret->open += week->told == 0;
        if (!week->told) continue;
        ret->came += week->came > 0.0;
        ret->mean += week->came;
        ret->pit[week->pit < 1.0 ? (size_t)(week->pit * SCORE_BINS) : SCORE_BINS - 1]++;
        for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
            if (isnan(week->crps[k])) continue;
            ret->crps[k] += week->crps[k];
            known[k]++;
        }
    }
    if (ret->n > 0) ret->mean /= (double)ret->n;
    for (size_t k = 0; k < N_SCORE_COLUMNS; k++)
        ret->crps[k] = known[k] > 0 ? ret->crps[k] / (double)known[k] : NAN;
}

/* Of each origin the sums of the model's and a column's CRPS; returns the origins with any. */
static size_t week_scores(const weeks *t, size_t column)
{
    size_t n = 0;

    for (size_t at = 0; at < t->w->n; at++) {
        bool any = false;
        t->score[n] = t->other[n] = 0.0;
        for (size_t j = 0; j < t->n * SCORE_WEEKS; j++) {
            const score_week *week = week_at(t, j / SCORE_WEEKS, at, j % SCORE_WEEKS);
            if (!week->told || isnan(week->crps[column])) continue;
            t->score[n] += week->crps[SCORE_MODEL];
            t->other[n] += week->crps[column];
            any = true;
        }
        n += any;
    }
    return n;
}

static ofr_status sum_counts(const weeks *t, const char *theatres, scored_counts *ret,
                             ofr_error *err)
{
    const size_t block = block_of(t->w, 7 * SCORE_WEEKS);
    ofr_status status = OFR_OK;

    *ret = (scored_counts){.theatres = theatres};
    sum_weeks(t, ret);
    for (size_t k = 0; k < N_SCORE_COLUMNS && status == OFR_OK; k++) {
        const size_t n = k == SCORE_MODEL ? 0 : week_scores(t, k);
        status = score_skill_of(t->score, t->other, n, block, t->w->o->seed, &ret->skill[k], err);
    }
    return status;
}

static ofr_status sum_all_counts(score_work *w, const score_week *week, ofr_error *err)
{
    ofr_score *s = w->score;
    weeks t = {.w = w,
               .week = week,
               .n = 1,
               .score = calloc(w->n + 1, sizeof *t.score),
               .other = calloc(w->n + 1, sizeof *t.other)};
    ofr_status status = t.score && t.other ? OFR_OK : score_no_memory(err);

    s->counts = arena_alloc(w->arena, (w->n_groups + 1) * sizeof *s->counts);
    if (!s->counts) status = score_no_memory(err);
    for (; t.first < w->n_groups && status == OFR_OK; t.first++)
        status = sum_counts(&t, w->group[t.first].theatres, &s->counts[s->n_counts++], err);
    t.first = 0;
    t.n = w->n_groups;
    if (status == OFR_OK && w->n_groups > 0)
        status = sum_counts(&t, "", &s->counts[s->n_counts++], err);
    free(t.score);
    free(t.other);
    return status;
}

ofr_status score_sum(score_work *w, const score_week *week, ofr_error *err)
{
    const ofr_status status = sum_questions(w, err);

    return status == OFR_OK ? sum_all_counts(w, week, err) : status;
}

/* ---- when numbers were known -------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The last year, or day where one is written as YYYY-MM-DD, that a text speaks of, as the last day of it; OFR_NO_DATE: none. */
static int32_t last_day_in(const char *text)
{
    int32_t last = OFR_NO_DATE;

    for (size_t i = 0; text[i];) {
        size_t n = 0;
        char day[OFR_DATE_TEXT] = "";
        while (is_digit(text[i + n])) n++;
        if (n != 4) {
            i += n ? n : 1;
            continue;
        }
        const int year = (text[i] - '0') * 1000 + (text[i + 1] - '0') * 100 +
                         (text[i + 2] - '0') * 10 + text[i + 3] - '0';
        for (size_t j = 0; j < OFR_DATE_TEXT - 1 && text[i + j]; j++) day[j] = text[i + j];
        int32_t at = date_parse(day);
        if (at == OFR_NO_DATE && year >= 1900) at = date_from_ymd(year, 12, 31);
        if (at != OFR_NO_DATE && at > last) last = at;
        i += n;
    }
    return last;
}

score_dating score_dating_of(const ofr_spec *spec, int32_t written, int32_t origin)
{
    score_dating dating = {.written = written};

    for (size_t i = 0; i < spec->n_parameters; i++) {
        const ofr_parameter *p = &spec->parameter[i];
        int32_t last;
        if (!p->node->stated) continue;
        last = p->source ? last_day_in(p->source) : OFR_NO_DATE;
        dating.numbers++;
        dating.undated += last == OFR_NO_DATE;
        dating.later += last != OFR_NO_DATE && last >= origin;
        dating.earlier += last != OFR_NO_DATE && last < origin;
    }
    return dating;
}
