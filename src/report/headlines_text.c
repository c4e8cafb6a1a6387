/* headlines_text.c -- a history of headlines as a table with bars, and as JSON. */
#include <math.h>
#include <string.h>

#include "../core/json_writer.h"
#include "headlines.h"
#include "terminal.h"

enum { MOST_HORIZONS = 8, CELL = 9, DATE = 12, LEAST_BAR = 10, MOST_BAR = 50 };

static bool any_headline(const ofr_headlines *h)
{
    bool any = false;

    for (size_t i = 0; i < h->n; i++) any |= h->row[i].headline;
    return any;
}

/* Is it the first row of its outcome? */
static bool is_first(const ofr_headlines *h, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(h->row[i].outcome, h->row[at].outcome) == 0) return false;
    }
    return true;
}

static size_t horizons_of(const ofr_headlines *h, const char *outcome, int32_t *ret_days)
{
    size_t n = 0;

    for (size_t i = 0; i < h->n; i++) {
        size_t at = 0;
        if (strcmp(h->row[i].outcome, outcome) != 0) continue;
        while (at < n && ret_days[at] < h->row[i].days) at++;
        if ((at < n && ret_days[at] == h->row[i].days) || n == MOST_HORIZONS) continue;
        memmove(ret_days + at + 1, ret_days + at, (n - at) * sizeof *ret_days);
        ret_days[at] = h->row[i].days;
        n++;
    }
    return n;
}

static const headline_row *row_at(const ofr_headlines *h, const char *outcome, int32_t start,
                                  int32_t days)
{
    for (size_t i = 0; i < h->n; i++) {
        const headline_row *r = &h->row[i];
        if (r->start == start && r->days == days && strcmp(r->outcome, outcome) == 0) return r;
    }
    return NULL;
}

static void put_percent(const headline_row *row, FILE *out)
{
    char text[32] = "-";

    if (row)
        snprintf(text, sizeof text, "%.*f %%", row->published < 0.1 ? 2 : 1, 100 * row->published);
    put_right(out, text, CELL);
}

/* A bar of the share, the full width being 100 %. */
static void put_bar(const headline_row *row, int width, FILE *out)
{
    const int filled = row ? (int)lround(row->published * width) : 0;

    fputs("  |", out);
    for (int i = 0; i < filled; i++) putc('#', out);
    if (row && filled == 0 && row->published > 0) putc('.', out);
    putc('\n', out);
}

static void put_outcome(const ofr_headlines *h, const char *outcome, int width, FILE *out)
{
    int32_t days[MOST_HORIZONS + 1];
    const size_t n = horizons_of(h, outcome, days);
    const int left = width - DATE - (int)n * CELL - 4, bar = left < LEAST_BAR  ? LEAST_BAR
                                                             : left > MOST_BAR ? MOST_BAR
                                                                               : left;
    int32_t last = OFR_NO_DATE;

    put_plain(out, outcome);
    fputs("\n  from      ", out);
    for (size_t k = 0; k < n; k++) {
        char text[32];
        snprintf(text, sizeof text, "%d days", (int)days[k]);
        put_right(out, text, CELL);
    }
    fprintf(out, "  |%d days, full width 100 %%\n", (int)days[n - 1]);
    for (size_t i = 0; i < h->n; i++) {
        const int32_t start = h->row[i].start;
        char day[OFR_DATE_TEXT];
        if (strcmp(h->row[i].outcome, outcome) != 0 || start == last) continue;
        last = start;
        fprintf(out, "  %s", date_format(start, day));
        for (size_t k = 0; k < n; k++) put_percent(row_at(h, outcome, start, days[k]), out);
        put_bar(row_at(h, outcome, start, days[n - 1]), bar, out);
    }
}

void headlines_text(const ofr_headlines *headlines, int width, FILE *out)
{
    const bool only = any_headline(headlines);
    bool more = false;

    for (size_t i = 0; i < headlines->n; i++) {
        if ((only && !headlines->row[i].headline) || !is_first(headlines, i)) continue;
        if (more) putc('\n', out);
        put_outcome(headlines, headlines->row[i].outcome, width, out);
        more = true;
    }
}

void headlines_json(const ofr_headlines *headlines, FILE *out)
{
    json_writer json = {.out = out};

    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-headlines");
    json_whole(&json, "version", 1);
    json_open(&json, "headlines", '[');
    for (size_t i = 0; i < headlines->n; i++) {
        const headline_row *r = &headlines->row[i];
        char start[OFR_DATE_TEXT];
        json_open(&json, NULL, '{');
        json_text(&json, "start", date_format(r->start, start));
        json_text(&json, "outcome", r->outcome);
        json_flag(&json, "headline", r->headline);
        json_whole(&json, "days", r->days);
        json_number(&json, "published", r->published);
        json_number(&json, "model", r->model);
        json_number(&json, "class", r->class_share);
        json_number(&json, "low", r->low);
        json_number(&json, "high", r->high);
        json_text(&json, "sets", r->sets);
        json_text(&json, "members", r->members);
        json_text(&json, "seed", r->seed);
        json_text(&json, "scenario", r->scenario);
        json_text(&json, "record", r->record);
        json_text(&json, "program", r->version);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
    putc('\n', out);
}
