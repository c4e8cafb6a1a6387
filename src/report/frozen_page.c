/* frozen_page.c -- a frozen forecast as one HTML page that needs nothing else, neither the built page nor a script. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "frozen_file.h"
#include "plain_page.h"

/* The range as a band, the probability as a stroke in it. */
static void put_bar(FILE *out, const frozen_share *s)
{
    fputs("<div class=\"bar\" aria-hidden=\"true\">", out);
    if (!isnan(s->low))
        fprintf(out, "<i style=\"left:%.2f%%;width:%.2f%%\"></i>", 100 * s->low,
                100 * (s->high - s->low));
    fprintf(out, "<b style=\"left:calc(%.2f%% - .1rem)\"></b></div>", 100 * s->probability);
}

static void put_percent(FILE *out, const frozen_share *s, const char *head)
{
    fprintf(out, "<td class=\"n\" data-h=\"%s\">", head);
    if (!s->known)
        fputs("&ndash;", out);
    else if (s->probability < 0.005)
        fprintf(out, "%.2f&nbsp;%%", 100 * s->probability);
    else
        fprintf(out, "%.0f&nbsp;%%", 100 * s->probability);
    fputs("</td>", out);
}

static void put_question(FILE *out, const frozen_question *q)
{
    fputs("<tr><td>", out);
    plain_page_text(out, q->title);
    if (q->prior_driven) fputs(" <span class=\"badge\">assumed</span>", out);
    if (q->already >= 0.5) fputs(" <span class=\"badge\">true at the start</span>", out);
    fputs("<details><summary>rule</summary><p>", out);
    plain_page_text(out, q->criteria);
    fputs("</p><p>", out);
    plain_page_text(out, q->fine_print);
    fputs("</p><p>id: <code>", out);
    plain_page_text(out, q->id);
    fputs("</code></p></details></td><td class=\"n\" data-h=\"published\">", out);
    plain_page_text(out, q->figure);
    put_bar(out, &q->published);
    fputs("</td>", out);
    put_percent(out, &q->model, "model alone");
    put_percent(out, &q->class, "class");
    fputs("</tr>\n", out);
}

static void put_questions(FILE *out, const ofr_frozen *f)
{
    for (size_t i = 0; i < f->n_questions; i++) {
        const frozen_question *q = &f->question[i];
        if (i == 0 || f->question[i - 1].last != q->last) {
            if (i > 0) fputs("</table>\n", out);
            fprintf(out, "<h2>Within %d days: up to ", (int)(q->last - q->first) + 1);
            plain_page_day(out, q->last);
            fputs(", included</h2>\n<table><tr class=\"head\"><th>question</th><th>published "
                  "(range)</th><th>model "
                  "alone</th><th>class</th></tr>\n",
                  out);
        }
        put_question(out, q);
    }
    fputs("</table>\n", out);
}

static void put_head(FILE *out, const ofr_frozen *f)
{
    plain_page_begin(out, f->title, "frozen forecast");
    fputs("<p>A forecast frozen for <strong>", out);
    plain_page_day(out, f->start);
    fprintf(out, "</strong>: %zu questions, to be held against what came.", f->n_questions);
    if (f->quick) fputs(" <span class=\"badge\">quick look with few futures</span>", out);
    fprintf(out,
            "</p>\n<p class=\"soft\">%zu parameter sets x %zu futures, seed %llu. %zu of %zu "
            "inputs rest on "
            "judgement: ",
            f->n_sets, f->per_set, (unsigned long long)f->seed, f->n_judged, f->n_values);
    plain_page_text(out, f->trust);
    fputs(".</p>\n<p class=\"soft\">A question counts from ", out);
    plain_page_day(out, f->start);
    fputs(", which is included. Marked <span class=\"badge\">assumed</span>: the record holds no "
          "such event that could correct "
          "it.</p>\n",
          out);
}

static void put_foot(FILE *out, const ofr_frozen *f)
{
    fputs("<footer><h2>What it is</h2><p>Hash of the frozen file (SHA-256): <code>", out);
    plain_page_text(out, f->hash);
    fputs("</code></p><p>Scenario ", out);
    plain_page_text(out, f->scenario_file);
    fputs(", hash <code>", out);
    plain_page_text(out, f->scenario_hash);
    fputs("</code>; record, hash <code>", out);
    plain_page_text(out, f->record_hash);
    if (f->record_last == OFR_NO_DATE) {
        fputs("</code>, without a row before the start", out);
    } else {
        fputs("</code>, last row before the start ", out);
        plain_page_day(out, f->record_last);
    }
    fputs("; offramp ", out);
    plain_page_text(out, f->program_version);
    fputs(", numbers id <code>", out);
    plain_page_text(out, f->numbers_id);
    fputs("</code>.</p></footer>\n", out);
    plain_page_end(out, f->hash);
}

ofr_status frozen_page(const ofr_frozen *f, const char *path, const file_rule *rule, ofr_error *err)
{
    file_out *out = NULL;
    ofr_status status = file_write_begin(path, rule, &out, err);

    if (status == OFR_OK) {
        FILE *stream = file_write_stream(out);
        put_head(stream, f);
        put_questions(stream, f);
        put_foot(stream, f);
    }
    return file_write_end(out, status, err);
}
