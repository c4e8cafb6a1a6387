/* frozen_page.c -- a frozen forecast as one HTML page that needs nothing else, neither the built page nor a script. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../core/utf8.h"
#include "frozen_file.h"

static const char style[] =
    ":root{color-scheme:light dark;--paper:#fdfdfb;--ink:#1b1e23;--soft:#4d545d;--rule:#d5d6d1;"
    "--grid:#e6e7e2;--blue:#1266ab;--wide:#cfe0ef;--badge:#f6e7c3;--badge-ink:#5d4200}"
    "@media(prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e7e8e6;--soft:#aab1ba;--rule:#"
    "343a42;"
    "--grid:#272c33;--blue:#6db3ee;--wide:#24455f;--badge:#4a3a10;--badge-ink:#f6e7c3}}"
    "body{background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,sans-serif;margin:0}"
    "main{max-width:66rem;margin:0 "
    "auto;padding:1.5rem}h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .4rem}"
    "p{margin:.4rem 0}.soft,footer{color:var(--soft);font-size:.9rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:."
    "5rem .6rem .5rem 0;"
    "border-top:1px solid "
    "var(--rule)}th{color:var(--soft);font-weight:500;font-size:.85rem}td.n{white-space:nowrap}"
    ".bar{position:relative;height:.9rem;width:11rem;background:var(--grid);margin:.3rem 0}"
    ".bar i{position:absolute;top:0;bottom:0;background:var(--wide)}.bar "
    "b{position:absolute;top:-.1rem;bottom:-.1rem;width:.2rem;"
    "background:var(--blue)}.badge{background:var(--badge);color:var(--badge-ink);padding:0 "
    ".35rem;border-radius:.2rem;font-size:.8rem}"
    "details{font-size:.9rem;color:var(--soft);max-width:40rem}summary{cursor:pointer}code{word-"
    "break:break-all}"
    "@media(max-width:44rem){tr.head{display:none}td{display:block;border:0;padding:.1rem "
    "0}tr{display:block;border-top:1px solid var(--rule);"
    "padding:.5rem 0}td[data-h]::before{content:attr(data-h) ' ';color:var(--soft)}}";

/* Text of a file that may come from anybody: nothing in it is markup. */
static void put(FILE *out, const char *text)
{
    const size_t size = strlen(text);

    for (size_t at = 0; at < size;) {
        uint32_t point;
        const size_t n = utf8_character(text + at, size - at, &point);
        if (n == 0 || (point < 32 && point != '\n'))
            fputs("&#xfffd;", out);
        else if (strchr("<>&\"'", (int)point) && point < 128)
            fprintf(out, "&#%u;", (unsigned)point);
        else
            fwrite(text + at, 1, n, out);
        at += n ? n : 1;
    }
}

static void put_day(FILE *out, int32_t day)
{
    char text[OFR_DATE_TEXT];

    fputs(date_format(day, text), out);
}

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
    put(out, q->title);
    if (q->prior_driven) fputs(" <span class=\"badge\">assumed</span>", out);
    if (q->already >= 0.5) fputs(" <span class=\"badge\">true at the start</span>", out);
    fputs("<details><summary>rule</summary><p>", out);
    put(out, q->criteria);
    fputs("</p><p>", out);
    put(out, q->fine_print);
    fputs("</p><p>id: <code>", out);
    put(out, q->id);
    fputs("</code></p></details></td><td class=\"n\" data-h=\"published\">", out);
    put(out, q->figure);
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
            put_day(out, q->last);
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
    fputs(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><title>",
        out);
    put(out, f->title);
    fprintf(out, ": frozen forecast</title><style>%s</style></head>\n<body><main>\n<h1>", style);
    put(out, f->title);
    fputs("</h1>\n<p>A forecast frozen for <strong>", out);
    put_day(out, f->start);
    fprintf(out, "</strong>: %zu questions, to be held against what came.", f->n_questions);
    if (f->quick) fputs(" <span class=\"badge\">quick look with few futures</span>", out);
    fprintf(out,
            "</p>\n<p class=\"soft\">%zu parameter sets x %zu futures, seed %llu. %zu of %zu "
            "inputs rest on "
            "judgement: ",
            f->n_sets, f->per_set, (unsigned long long)f->seed, f->n_judged, f->n_values);
    put(out, f->trust);
    fputs(".</p>\n<p class=\"soft\">A question counts from ", out);
    put_day(out, f->start);
    fputs(", which is included. Marked <span class=\"badge\">assumed</span>: the record holds no "
          "such event that could correct "
          "it.</p>\n",
          out);
}

static void put_foot(FILE *out, const ofr_frozen *f)
{
    fputs("<footer><h2>What it is</h2><p>Hash of the frozen file (SHA-256): <code>", out);
    put(out, f->hash);
    fputs("</code></p><p>Scenario ", out);
    put(out, f->scenario_file);
    fputs(", hash <code>", out);
    put(out, f->scenario_hash);
    fputs("</code>; record, hash <code>", out);
    put(out, f->record_hash);
    if (f->record_last == OFR_NO_DATE) {
        fputs("</code>, without a row before the start", out);
    } else {
        fputs("</code>, last row before the start ", out);
        put_day(out, f->record_last);
    }
    fputs("; offramp ", out);
    put(out, f->program_version);
    fputs(", numbers id <code>", out);
    put(out, f->numbers_id);
    /* The element by which page_is_ours knows a page. */
    fprintf(out,
            "</code>.</p></footer>\n</main><script type=\"application/json\" "
            "id=\"offramp-data\">{\"frozen\":\"%s\"}</script></body></html>\n",
            f->hash);
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
