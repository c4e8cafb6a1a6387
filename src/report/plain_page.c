/* plain_page.c -- see plain_page.h. */
#include "plain_page.h"

#include <string.h>

#include "../core/dates.h"
#include "../core/utf8.h"

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
    "svg{max-width:100%;height:auto}.grid{stroke:var(--rule)}.wide{stroke:var(--wide);stroke-width:"
    "6}"
    ".dot{fill:var(--blue)}svg text{fill:var(--soft);font-size:11px}"
    "@media(max-width:44rem){tr.head{display:none}td{display:block;border:0;padding:.1rem "
    "0}tr{display:block;border-top:1px solid var(--rule);"
    "padding:.5rem 0}td[data-h]::before{content:attr(data-h) ' ';color:var(--soft)}}";

void plain_page_text(FILE *out, const char *text)
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

void plain_page_day(FILE *out, int32_t day)
{
    char text[OFR_DATE_TEXT];

    fputs(date_format(day, text), out);
}

void plain_page_begin(FILE *out, const char *title, const char *what)
{
    fputs(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><title>",
        out);
    plain_page_text(out, title);
    fprintf(out, ": %s</title><style>%s</style></head>\n<body><main>\n<h1>", what, style);
    plain_page_text(out, title);
    fputs("</h1>\n", out);
}

void plain_page_end(FILE *out, const char *mark)
{
    /* The element by which page_is_ours knows a page. */
    fprintf(
        out,
        "</main><script type=\"application/json\" id=\"offramp-data\">{\"plain\":\"%s\"}</script>"
        "</body></html>\n",
        mark);
}
