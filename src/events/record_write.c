/* record_write.c -- see record_write.h. */
#include "record_write.h"

#include <string.h>

#include "csv.h"

static void put_cell(const char *text, FILE *out)
{
    putc(',', out);
    csv_put(text, out);
}

static void put_day(int32_t day, FILE *out)
{
    char text[OFR_DATE_TEXT];

    fputs(date_format(day, text), out);
}

/* Empty: not known. */
static void put_number(int32_t value, FILE *out)
{
    putc(',', out);
    if (value >= 0) fprintf(out, "%d", (int)value);
}

static void put_public(const ofr_event *e, FILE *out)
{
    putc(',', out);
    if (e->public_from == OFR_NO_DATE) {
        fputs("no", out);
    } else if (e->public_from == e->date) {
        fputs("yes", out);
    } else {
        fputs("later:", out);
        put_day(e->public_from, out);
    }
}

void record_write_head(FILE *out)
{
    fputs("date,precision,source,target,theatre,action,at,claimed,audience,count,deaths_own,"
          "deaths_partner,deaths_attacker,wounded_own,indirect,via,public,word,inferred,leader,"
          "place,cause,note,provenance\n",
          out);
}

void record_write_event(const ofr_event *e, FILE *out)
{
    static const char *const precision[] = {"day", "approx", "month"};
    static const char *const at[] = {"", "proxy", "forces", "homeland", "third"};
    static const char *const place[] = {"", "home", "abroad", "sea"};

    put_day(e->date, out);
    put_cell(precision[e->precision], out);
    put_cell(e->source, out);
    put_cell(e->target, out);
    put_cell(e->theatre, out);
    put_cell(e->action, out);
    put_cell(at[e->at], out);
    put_cell(e->claimed < 0 ? "" : e->claimed ? "yes" : "no", out);
    put_cell(e->audience, out);
    put_number(e->count, out);
    put_number(e->deaths_own, out);
    put_number(e->deaths_partner, out);
    put_number(e->deaths_attacker, out);
    put_number(e->wounded_own, out);
    put_cell(e->indirect ? "yes" : "no", out);
    put_cell(e->via, out);
    put_public(e, out);
    put_cell(event_word_name(e->word), out);
    put_cell(e->inferred ? "yes" : "", out);
    put_cell(e->leader ? "yes" : "", out);
    put_cell(place[e->place], out);
    put_cell(e->cause, out);
    put_cell(e->note, out);
    put_cell(e->provenance, out);
    putc('\n', out);
}

void record_write_totals_head(FILE *out)
{
    fputs("first,last,source,target,theatres,action,count,about,note,provenance\n", out);
}

/* As docs/record.md says what "yes" means; else by how many acts it may be off. A count near 0 may be off by more upwards. */
static void put_about(const ofr_total *t, FILE *out)
{
    const int32_t by = t->high - t->count, usual = t->count > 0 ? (t->count + 9) / 10 : 3;

    putc(',', out);
    if (by == usual)
        fputs("yes", out);
    else if (by > 0)
        fprintf(out, "%d", (int)by);
}

void record_write_total(const ofr_total *t, FILE *out)
{
    put_day(t->first, out);
    putc(',', out);
    put_day(t->last, out);
    put_cell(t->source, out);
    put_cell(t->target, out);
    put_cell(t->theatres, out);
    put_cell(t->action, out);
    put_number(t->count, out);
    put_about(t, out);
    put_cell(t->note, out);
    put_cell(t->provenance, out);
    putc('\n', out);
}

/* ---- order -------------------------------------------------------------------------------------- */

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_numbers(const int64_t *a, const int64_t *b, size_t n)
{
    int order = 0;

    for (size_t i = 0; i < n && order == 0; i++) order = by_number(a[i], b[i]);
    return order;
}

static int by_texts(const char *const *a, const char *const *b, size_t n)
{
    int order = 0;

    for (size_t i = 0; i < n && order == 0; i++) order = a[i] == b[i] ? 0 : strcmp(a[i], b[i]);
    return order;
}

int event_compare(const ofr_event *a, const ofr_event *b)
{
    const char *const x[] = {a->source,   a->target, a->theatre, a->action,    a->via,
                             a->audience, a->cause,  a->note,    a->provenance},
                      *const y[] = {b->source,   b->target, b->theatre, b->action,    b->via,
                                    b->audience, b->cause,  b->note,    b->provenance};
    const int64_t p[] = {a->precision,       a->at,
                         a->claimed,         a->count,
                         a->deaths_own,      a->deaths_partner,
                         a->deaths_attacker, a->wounded_own,
                         a->indirect,        a->word,
                         a->inferred,        a->leader,
                         a->place,           a->public_from},
                  q[] = {b->precision,       b->at,
                         b->claimed,         b->count,
                         b->deaths_own,      b->deaths_partner,
                         b->deaths_attacker, b->wounded_own,
                         b->indirect,        b->word,
                         b->inferred,        b->leader,
                         b->place,           b->public_from};
    int order = by_number(a->date, b->date);

    if (order == 0) order = by_texts(x, y, sizeof x / sizeof x[0]);
    return order ? order : by_numbers(p, q, sizeof p / sizeof p[0]);
}

int total_compare(const ofr_total *a, const ofr_total *b)
{
    const char *const x[] = {a->source, a->target, a->theatres, a->action, a->note, a->provenance},
                      *const y[] = {b->source, b->target, b->theatres,
                                    b->action, b->note,   b->provenance};
    const int64_t p[] = {a->first, a->last, a->count, a->low, a->high},
                  q[] = {b->first, b->last, b->count, b->low, b->high};
    const int order = by_numbers(p, q, 2);

    if (order) return order;
    const int texts = by_texts(x, y, sizeof x / sizeof x[0]);
    return texts ? texts : by_numbers(p, q, sizeof p / sizeof p[0]);
}
