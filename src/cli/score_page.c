/* score_page.c -- a score as one HTML page: who did better, and whether chances said came as often as they said. */
#include <math.h>

#include "../report/plain_page.h"
#include "cli.h"

enum { SIDE = 240, MARGIN = 34 };

static void put_cell(FILE *out, const char *head, double x, int digits)
{
    fprintf(out, "<td class=\"n\" data-h=\"%s\">", head);
    if (isnan(x))
        fputs("&ndash;", out);
    else
        fprintf(out, "%.*f", digits, x);
    fputs("</td>", out);
}

/* ---- reliability -------------------------------------------------------------------------------- */

static double across(double share)
{
    return MARGIN + share * SIDE;
}
static double up(double share)
{
    return 10 + (1.0 - share) * SIDE;
}

/* Forecasts against what came, a dot a tenth with its 90 % interval; on the diagonal what was said is what came. */
static void put_diagram(FILE *out, const scored_question *all)
{
    fprintf(out,
            "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"Reliability of the model "
            "within %d days: "
            "forecast across, share that came up\">",
            SIDE + 2 * MARGIN, SIDE + MARGIN + 14, (int)all->horizon);
    fprintf(out, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            across(0), up(0), across(1), up(1));
    for (int i = 0; i <= 4; i++) {
        const double at = 0.25 * i;
        fprintf(out,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>"
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%d</text>"
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%d</text>",
                across(0), up(at), across(1), up(at), across(at), up(0) + 16, 25 * i, across(0) - 6,
                up(at) + 4, 25 * i);
    }
    for (size_t b = 0; b < SCORE_BINS; b++) {
        const reliability_bin *bin = &all->bin[b];
        if (bin->n == 0) continue;
        fprintf(
            out,
            "<line class=\"wide\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>"
            "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%zu forecasts, mean %.0f "
            "%%, came %.0f %% (%.0f to %.0f)</title></circle>",
            across(bin->forecast), up(bin->low), across(bin->forecast), up(bin->high),
            across(bin->forecast), up(bin->share), bin->n, 100 * bin->forecast, 100 * bin->share,
            100 * bin->low, 100 * bin->high);
    }
    fputs("</svg>\n<p class=\"soft\">Reliability of the model, %: what was said across, what came "
          "up, a "
          "dot for the forecasts of each tenth, "
          "with the 90 % interval of their share. On the diagonal chances come as often as they "
          "say",
          out);
    if (all->slope.known && all->slope.has_interval)
        fprintf(out, "; the slope is %.2f (%.2f to %.2f; 1 is right, below 1 too bold)",
                all->slope.slope, all->slope.low, all->slope.high);
    fputs(".</p>\n", out);
}

/* ---- tables ------------------------------------------------------------------------------------- */

static void put_forecasters(FILE *out, const scored_question *all)
{
    const bool enough = score_is_enough(all);
    char room[96];

    fputs("<table><tr class=\"head\"><th>forecaster</th><th>Brier</th><th>log "
          "score</th><th>mean forecast, %</th><th>skill of the model over it (90 "
          "%)</th><th></th></tr>\n",
          out);
    for (size_t k = 0; k < N_SCORE_COLUMNS; k++) {
        const scored_column *c = &all->column[k];
        if (c->n == 0) continue;
        fprintf(out, "<tr><td>%s</td>", score_column_name(k));
        put_cell(out, "Brier", c->parts.brier, 3);
        put_cell(out, "log score", c->log, 3);
        put_cell(out, "mean forecast, %", 100 * c->mean, 1);
        fprintf(out, "<td class=\"n\" data-h=\"skill\">%s</td><td>%s</td></tr>\n",
                k == SCORE_MODEL ? "&ndash;" : score_skill_text(&c->skill, room),
                k == SCORE_MODEL ? "" : score_verdict_word(&c->skill, enough));
    }
    fputs("</table>\n", out);
}

static void put_outcomes(FILE *out, const ofr_score *s, size_t h)
{
    const size_t told = s->n_questions / s->n_horizons;

    fputs("<table><tr class=\"head\"><th>outcome</th><th>came</th><th>mean forecast of the model, %"
          "</th><th>Brier, model</th><th>published</th><th>best from the record alone</th></tr>\n",
          out);
    for (size_t i = 0; i < told; i++) {
        const scored_question *q = &s->question[h * told + i];
        const scored_column *model = &q->column[SCORE_MODEL],
                            *published = &q->column[SCORE_PUBLISHED];
        const size_t best = score_best_base(q);
        fputs("<tr><td>", out);
        plain_page_text(out, q->says);
        if (q->partly)
            fputs(" <span class=\"badge\">the record holds a part of such acts</span>", out);
        fprintf(out, "</td><td class=\"n\" data-h=\"came\">%zu of %zu</td>", q->came, q->n);
        put_cell(out, "mean forecast, %", model->n ? 100 * model->mean : NAN, 1);
        put_cell(out, "Brier, model", model->n ? model->parts.brier : NAN, 3);
        put_cell(out, "published", published->n ? published->parts.brier : NAN, 3);
        put_cell(out, "best from the record",
                 best < N_SCORE_COLUMNS ? q->column[best].parts.brier : NAN, 3);
        fputs("</tr>\n", out);
    }
    fputs("</table>\n", out);
}

static void put_head(FILE *out, const ofr_score *s)
{
    plain_page_begin(out, s->title, "score");
    fprintf(out, "<p>What forecasts made on %zu days of the past, from <strong>", s->n_origins);
    plain_page_day(out, s->origin[0]);
    fputs("</strong> to <strong>", out);
    plain_page_day(out, s->origin[s->n_origins - 1]);
    fputs("</strong>, would have been worth. Each knew only what was public by then; the "
          "scenario's own "
          "numbers are not cut",
          out);
    fprintf(out,
            " (%zu of %zu have a source that is later than the first day, or none that is "
            "dated).</p>\n",
            s->dating.later + s->dating.undated, s->dating.numbers);
    fprintf(out,
            "<p class=\"soft\">%zu parameter sets x %zu futures from each day, seed %llu. Less is "
            "better "
            "in Brier and log score. Where fewer than %d "
            "came, or fewer than %d did not, nothing can be shown, and the table says so.</p>\n",
            s->n_sets, s->per_set, (unsigned long long)s->seed, SCORE_LEAST, SCORE_LEAST);
}

static void put_unscored(FILE *out, const ofr_score *s)
{
    if (s->n_unscored == 0) return;
    fputs("<h2>Not scored</h2>\n<p class=\"soft\">The record cannot tell of: ", out);
    for (size_t i = 0; i < s->n_unscored; i++) {
        if (i > 0) fputs("; ", out);
        plain_page_text(out, s->unscored[i].says);
    }
    fputs(".</p>\n", out);
}

ofr_status score_page(const ofr_score *s, const char *path, const file_rule *rule, ofr_error *err)
{
    file_out *out = NULL;
    const ofr_status status = file_write_begin(path, rule, &out, err);

    if (status == OFR_OK) {
        FILE *stream = file_write_stream(out);
        put_head(stream, s);
        for (size_t h = 0; h < s->n_horizons; h++) {
            fprintf(stream, "<h2>Within %d days</h2>\n", (int)s->horizon[h]);
            put_forecasters(stream, &s->all[h]);
            put_diagram(stream, &s->all[h]);
            put_outcomes(stream, s, h);
        }
        put_unscored(stream, s);
        plain_page_end(stream, "score");
    }
    return file_write_end(out, status, err);
}
