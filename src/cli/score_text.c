/* score_text.c -- a score in words: tables, skill, reliability, and what it comes to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* A skill below it says no more than that the base was all but right; a base without loss would give any. */
static const double least_told = -5.0;

enum { NAME = 34, CELL = 8, LINE = 512 };

static const char *const why[] = {
    [RECORD_TELLS] = "",
    [RECORD_HAS_NO_DEALS] = "the record holds acts and words, no deals",
    [RECORD_HAS_NO_HALTS] = "the record holds words about halts, not the halts",
    [RECORD_HAS_NO_FLOW] = "nobody records the acts that it is about",
};

/* ---- cells -------------------------------------------------------------------------------------- */

static void put_number(double x, int digits, FILE *out)
{
    char text[32] = "-";

    if (!isnan(x)) snprintf(text, sizeof text, "%.*f", digits, x);
    put_right(out, text, CELL);
}

/* A name cut to its column. */
static void put_name(const char *name, FILE *out)
{
    char text[4 * NAME];
    size_t n = strlen(name);

    snprintf(text, sizeof text, "%s", name);
    while (n > 0 && (n >= sizeof text || cells_of(text) > NAME - 1)) {
        n = n < sizeof text ? n : sizeof text - 1;
        text[--n] = '\0';
        while (n > 0 && ((unsigned char)text[n - 1] & 0xc0) == 0x80) text[--n] = '\0';
    }
    put_padded(out, text, NAME);
}

/* Columns without a forecast of any outcome are left out. */
static bool is_shown(const ofr_score *s, size_t column)
{
    bool any = false;

    for (size_t h = 0; h < s->n_horizons && s->n_questions > 0; h++)
        any |= s->all[h].column[column].n > 0;
    return any || (s->n_counts > 0 && !isnan(s->counts[s->n_counts - 1].crps[column]));
}

static void put_head(const ofr_score *s, FILE *out)
{
    put_padded(out, "", NAME);
    for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
        const char *name = k == SCORE_PUBLISHED ? "publ." : score_column_name(k);
        if (!is_shown(s, k)) continue;
        char cut[CELL];
        snprintf(cut, sizeof cut, "%.7s", name);
        put_right(out, cut, CELL);
    }
    fputs("\n", out);
}

/* ---- outcomes ----------------------------------------------------------------------------------- */

static void put_question(const ofr_score *s, const scored_question *q, FILE *out)
{
    char came[64];

    put_name(*q->outcome ? q->says : "all together", out);
    for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
        if (is_shown(s, k)) put_number(q->column[k].n ? q->column[k].parts.brier : NAN, 3, out);
    }
    snprintf(came, sizeof came, "%zu of %zu", q->came, q->n);
    put_right(out, came, 12);
    if (q->open) fprintf(out, " (%zu open)", q->open);
    if (q->partly) fputs(" *", out);
    fputs("\n", out);
}

static void put_log(const ofr_score *s, const scored_question *all, FILE *out)
{
    put_padded(out, "  log score", NAME);
    for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
        if (is_shown(s, k)) put_number(all->column[k].n ? all->column[k].log : NAN, 3, out);
    }
    fputs("\n", out);
    put_padded(out, "  mean forecast, %", NAME);
    for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
        if (is_shown(s, k)) put_number(all->column[k].n ? 100 * all->column[k].mean : NAN, 1, out);
    }
    fputs("\n", out);
}

static void put_parts(const ofr_score *s, const scored_question *all, FILE *out)
{
    static const char *const names[] = {"  reliability (less is better)",
                                        "  resolution (more is better)", "  sharpness"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        put_padded(out, names[i], NAME);
        for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
            const scored_column *c = &all->column[k];
            const double x = i == 0   ? c->parts.reliability
                             : i == 1 ? c->parts.resolution
                                      : c->sharpness;
            if (is_shown(s, k)) put_number(c->n ? x : NAN, 3, out);
        }
        fputs("\n", out);
    }
}

/* "+12 % (-3 to 25)" of a skill. */
const char *score_skill_text(const score_skill *s, char room[96])
{
    if (!s->known)
        snprintf(room, 96, "-");
    else if (s->skill < least_told)
        snprintf(room, 96, "below %.0f %%", 100 * least_told);
    else if (!s->has_interval)
        snprintf(room, 96, "%+.0f %%", 100 * s->skill);
    else
        snprintf(room, 96, "%+.0f %% (%+.0f to %+.0f)", 100 * s->skill, 100 * s->low,
                 100 * s->high);
    return room;
}

const char *score_verdict_word(const score_skill *s, bool enough)
{
    if (!enough) return "too few events";
    switch (score_verdict_of(s)) {
    case SCORE_BETTER:
        return "wins";
    case SCORE_WORSE:
        return "loses";
    case SCORE_TIES:
        return "ties";
    case SCORE_CANNOT_SAY:
        break;
    }
    return "cannot say";
}

static void put_skills(const scored_question *all, FILE *out)
{
    const bool enough = score_is_enough(all);
    char room[96];

    fputs("\nSkill of the model over each where both forecast, by Brier and by log score (90 %):\n",
          out);
    for (size_t k = SCORE_CLASS; k < N_SCORE_COLUMNS; k++) {
        const scored_column *c = &all->column[k];
        if (c->n == 0) continue;
        fputs("  ", out);
        put_padded(out, score_column_name(k), 14);
        put_padded(out, score_skill_text(&c->skill, room), 26);
        put_padded(out, score_verdict_word(&c->skill, enough), 16);
        put_padded(out, score_skill_text(&c->log_skill, room), 26);
        fprintf(out, "%s\n", score_verdict_word(&c->log_skill, enough));
    }
}

/* Where nothing is pooled it is the model's, and told above. */
static void put_published_skills(const ofr_score *s, const scored_question *all, FILE *out)
{
    const bool enough = score_is_enough(all);
    char room[96];

    if (s->n_pooled == 0) return;
    fputs("\nSkill of what is published over each where both forecast, by Brier (90 %):\n", out);
    for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
        const scored_column *c = &all->column[k];
        if (c->n == 0 || k == SCORE_PUBLISHED) continue;
        fputs("  ", out);
        put_padded(out, score_column_name(k), 14);
        put_padded(out, score_skill_text(&c->published, room), 26);
        fprintf(out, "%s\n", score_verdict_word(&c->published, enough));
    }
}

static void put_bins(const scored_question *all, FILE *out)
{
    fputs("\nReliability of the model: forecasts, their mean, and the share that came (90 %)\n",
          out);
    for (size_t b = 0; b < SCORE_BINS; b++) {
        const reliability_bin *bin = &all->bin[b];
        if (bin->n == 0) continue;
        fprintf(out, "  %3zu-%-3zu %%  %5zu  %5.1f %%  %5.1f %% (%.0f to %.0f)\n",
                100 * b / SCORE_BINS, 100 * (b + 1) / SCORE_BINS, bin->n, 100 * bin->forecast,
                100 * bin->share, 100 * bin->low, 100 * bin->high);
    }
    if (!all->slope.known)
        fputs("  no slope: too little differs\n", out);
    else if (all->slope.has_interval)
        fprintf(out, "  slope %.2f (%.2f to %.2f; 1 is right, below 1 too bold)\n",
                all->slope.slope, all->slope.low, all->slope.high);
    else
        fprintf(out, "  slope %.2f (no interval; 1 is right, below 1 too bold)\n",
                all->slope.slope);
}

static void put_horizon(const ofr_score *s, size_t h, FILE *out)
{
    const size_t told = s->n_questions / s->n_horizons;
    const scored_question *all = &s->all[h];

    fprintf(out, "\nWithin %d days: Brier score (less is better), and how often it came\n\n",
            (int)s->horizon[h]);
    put_head(s, out);
    for (size_t i = 0; i < told; i++) put_question(s, &s->question[h * told + i], out);
    put_question(s, all, out);
    put_log(s, all, out);
    put_parts(s, all, out);
    put_skills(all, out);
    put_published_skills(s, all, out);
    put_bins(all, out);
}

/* ---- counts ------------------------------------------------------------------------------------- */

static void put_pit(const scored_counts *all, FILE *out)
{
    fputs("  PIT of the model, % in each tenth (10 is right):", out);
    for (size_t b = 0; b < SCORE_BINS; b++)
        fprintf(out, " %.0f", all->n ? 100.0 * (double)all->pit[b] / (double)all->n : 0.0);
    fputs("\n", out);
}

static void put_count_skills(const scored_counts *all, FILE *out)
{
    char room[96];

    if (!score_counts_enough(all)) {
        fprintf(out, "  no skill is told: %zu weeks with acts are too few\n", all->came);
        return;
    }
    fputs("  skill of the model:", out);
    for (size_t k = SCORE_BASES; k < N_SCORE_COLUMNS; k++) {
        if (!all->skill[k].known) continue;
        fprintf(out, "%s %s %s", k == SCORE_BASES ? "" : ";", score_column_name(k),
                score_skill_text(&all->skill[k], room));
    }
    fputs("\n", out);
}

static void put_counts(const ofr_score *s, FILE *out)
{
    const scored_counts *all = &s->counts[s->n_counts - 1];

    fprintf(
        out,
        "\nActs a week in each theatre, weeks 1 to %d: CRPS (less is better), and weeks told\n\n",
        SCORE_WEEKS);
    put_head(s, out);
    for (size_t g = 0; g < s->n_counts; g++) {
        const scored_counts *c = &s->counts[g];
        char weeks[64];
        put_name(*c->theatres ? c->theatres : "all together", out);
        for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
            if (is_shown(s, k)) put_number(c->n ? c->crps[k] : NAN, 3, out);
        }
        snprintf(weeks, sizeof weeks, "%zu", c->n);
        put_right(out, weeks, 12);
        fprintf(out, "  mean %.2f\n", c->mean);
    }
    put_count_skills(all, out);
    put_pit(all, out);
}

/* ---- words -------------------------------------------------------------------------------------- */

/* The skill of the model over a column, or of what is published. */
static const score_skill *skill_over(const scored_column *c, bool published)
{
    return published ? &c->published : &c->skill;
}

/* "record, recent" of the forecasters over which the verdict is this. */
static size_t list_verdict(const scored_question *all, bool published, score_verdict verdict,
                           char *text, size_t size)
{
    size_t n = 0, used = 0;

    text[0] = '\0';
    for (size_t k = published ? SCORE_MODEL : SCORE_CLASS; k < N_SCORE_COLUMNS; k++) {
        const scored_column *c = &all->column[k];
        if (c->n == 0 || k == SCORE_PUBLISHED || used >= size ||
            score_verdict_of(skill_over(c, published)) != verdict)
            continue;
        used += (size_t)snprintf(text + used, size - used, "%s%s", n ? ", " : "",
                                 k == SCORE_MODEL ? "the model" : score_column_name(k));
        n++;
    }
    return n;
}

/* "the model does better than record; it cannot be told apart from recent" */
static size_t put_verdicts(const scored_question *all, bool published, char *text, size_t size)
{
    static const struct {
        score_verdict verdict;
        const char *says;
    } part[] = {{SCORE_BETTER, "does better than"},
                {SCORE_TIES, "cannot be told apart from"},
                {SCORE_WORSE, "does worse than"},
                {SCORE_CANNOT_SAY, "has too few origins to say against"}};
    char names[LINE];
    size_t n = 0, used = 0;

    for (size_t i = 0; i < sizeof part / sizeof part[0] && used < size; i++) {
        if (list_verdict(all, published, part[i].verdict, names, sizeof names) == 0) continue;
        used += (size_t)snprintf(text + used, size - used, "%s %s %s",
                                 n++         ? "; it"
                                 : published ? "what is published"
                                             : "the model",
                                 part[i].says, names);
    }
    return used;
}

/* all: a question, or all of a horizon together. */
static void put_in_words(const ofr_score *s, const scored_question *all, int width, FILE *out)
{
    char text[8 * LINE];
    size_t used = (size_t)snprintf(text, sizeof text, "Within %d days, %.200s: ", (int)all->horizon,
                                   *all->outcome ? all->says : "all outcomes together");

    if (!score_is_enough(all)) {
        snprintf(text + used, sizeof text - used,
                 "%zu of %zu came. With fewer than %d of either kind nothing can be shown.",
                 all->came, all->n, SCORE_LEAST);
        put_wrapped(out, text, width, 0);
        return;
    }
    used += put_verdicts(all, false, text + used, sizeof text - used);
    if (s->n_pooled > 0 && used + 2 < sizeof text) {
        used += (size_t)snprintf(text + used, sizeof text - used, ". ");
        used += put_verdicts(all, true, text + used, sizeof text - used);
    }
    if (used < sizeof text)
        snprintf(text + used, sizeof text - used, " (Brier; %zu of %zu came).", all->came, all->n);
    put_wrapped(out, text, width, 0);
}

static void put_too_few(const ofr_score *s, int width, FILE *out)
{
    size_t few = 0;
    char text[LINE];

    for (size_t i = 0; i < s->n_questions; i++) few += !score_is_enough(&s->question[i]);
    if (few == 0) return;
    snprintf(text, sizeof text,
             "Of %zu questions (an outcome at a horizon) %zu came or failed to come fewer than %d "
             "times: of these alone nothing can be shown.",
             s->n_questions, few, SCORE_LEAST);
    put_wrapped(out, text, width, 0);
}

/* What the record leaves open is no fair sample of what it settles, and a pair may have no class on days of the past. */
static void put_not_told(const ofr_score *s, int width, FILE *out)
{
    size_t open = 0, settled = 0, class = 0;
    char text[LINE];

    for (size_t i = 0; i < s->n_questions; i++) {
        open += s->question[i].open;
        settled += s->question[i].n;
        class += s->question[i].column[SCORE_CLASS].n;
    }
    if (open > 0) {
        snprintf(
            text, sizeof text,
            "%zu of %zu forecasts are open: the record does not cover all of their days. Whether "
            "it settles one may hang on what came, so that what is settled is no fair sample.",
            open, open + settled);
        put_wrapped(out, text, width, 0);
    }
    if (class == 0 && s->n_questions > 0)
        put_wrapped(out,
                    "No pair has a class on these days: the scenario dates its last dispute later, "
                    "or not at "
                    "all, and the table of pairs does not hold the years before (docs/classes.md).",
                    width, 0);
}

/* On which origins what is published is more than the model. */
static void put_pooled(const ofr_score *s, int width, FILE *out)
{
    char text[LINE];

    if (s->model_only) return;
    if (s->n_pooled == 0)
        snprintf(text, sizeof text,
                 "Nothing is pooled on these origins, since no pair has a class or sets are fewer "
                 "than four: what would have been published is the model's own.");
    else
        snprintf(text, sizeof text,
                 "What would have been published pools the model with classes on %zu of %zu "
                 "origins, and is the model's own on the others; it is of %zu futures of each "
                 "set, as run --start has them with --members %zu.",
                 s->n_pooled, s->n_origins, s->published_per_set, s->published_per_set);
    put_wrapped(out, text, width, 0);
}

static void put_unscored(const ofr_score *s, int width, FILE *out)
{
    for (size_t i = 0; i < s->n_unscored; i++) {
        char text[LINE];
        snprintf(text, sizeof text, "Left out: %s; %s.", s->unscored[i].says,
                 why[s->unscored[i].why]);
        put_wrapped(out, text, width, 2);
    }
    for (size_t i = 0; i < s->n_questions; i++) {
        if (!s->question[i].partly) continue;
        put_wrapped(out,
                    "* The record holds only a part of such acts; what it does not hold counts as "
                    "not come.",
                    width, 2);
        break;
    }
}

static void put_dating(const ofr_score *s, int width, FILE *out)
{
    const score_dating *d = &s->dating;
    char text[2 * LINE], written[OFR_DATE_TEXT], first[OFR_DATE_TEXT];

    snprintf(text, sizeof text,
             "The record is cut at each origin, the scenario is not: it is written for %s. Of its "
             "%zu numbers %zu name a source of a day or year not before the first origin (%s), %zu "
             "an earlier one, and %zu none: nobody can show that these were known. A model with "
             "such numbers may look better than it was, or worse where they are of another time.",
             date_format(d->written, written), d->numbers, d->later,
             date_format(s->origin[0], first), d->earlier, d->undated);
    put_wrapped(out, text, width, 0);
    if (d->insider)
        put_wrapped(out,
                    "The scenario takes the view of an actor (history.information): rows count in "
                    "history before they were public.",
                    width, 0);
}

static void put_left_out(const ofr_score *s, int width, FILE *out)
{
    size_t any = 0, sets = 0;
    char text[LINE];

    for (size_t i = 0; i < s->n_origins; i++) {
        any += s->left_out[i].sets > 0;
        sets += s->left_out[i].sets;
    }
    if (any == 0) return;
    snprintf(
        text, sizeof text,
        "From %zu of %zu origins some parameter sets cannot explain the record and are left out "
        "(%zu of %zu in all).",
        any, s->n_origins, sets, s->n_origins * s->n_sets);
    put_wrapped(out, text, width, 0);
}

static void put_beginning(const ofr_score *s, FILE *out)
{
    char from[OFR_DATE_TEXT], to[OFR_DATE_TEXT], first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];

    put_plain(out, s->title);
    fprintf(out,
            "\n%zu origins from %s to %s, %zu sets of %zu futures from each; the record tells %s "
            "to %s\n",
            s->n_origins, date_format(s->origin[0], from),
            date_format(s->origin[s->n_origins - 1], to), s->n_sets, s->per_set,
            date_format(s->first, first), date_format(s->last, last));
}

void score_text(const ofr_score *s, int width, FILE *out)
{
    put_beginning(s, out);
    for (size_t h = 0; h < s->n_horizons && s->n_questions > 0; h++) put_horizon(s, h, out);
    if (s->n_counts > 0) put_counts(s, out);
    fputs("\n", out);
    for (size_t h = 0; h < s->n_horizons && s->n_questions > 0; h++)
        put_in_words(s, &s->all[h], width, out);
    for (size_t i = 0; i < s->n_questions; i++) {
        if (score_is_enough(&s->question[i])) put_in_words(s, &s->question[i], width, out);
    }
    put_too_few(s, width, out);
    put_not_told(s, width, out);
    put_pooled(s, width, out);
    put_unscored(s, width, out);
    put_left_out(s, width, out);
    put_wrapped(
        out,
        "A mean of a column is over the forecasts that it makes; a skill compares like with "
        "like.",
        width, 0);
    put_dating(s, width, out);
}
