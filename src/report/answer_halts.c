/* answer_halts.c -- campaigns that hold their fire on the eve of the start: how likely, since when, and whether they said so.
 *
 * Since when: the first of the days, up to the eve, on which it was likelier than not without a break. It has said so if the
 * record has a word of a pause that no word of resuming followed, and the chance of a halt never fell below one in four from
 * that day on; else it has rather resumed since, and this is another halt.
 */
#include <string.h>

#include "../core/dates.h"
#include "answer_text.h"
#include "result_plan.h"

/* The day since which the chance of a halt has been above one half without a break. */
static int32_t halted_since(const answer_series *s)
{
    size_t day = s->n_history;

    while (day > 0 && s->history[3 * (day - 1) + 1] > 0.5) day--;
    return s->history_first + (int32_t)day;
}

/* Did it rather go on than end, from a day on? As far as days are told. */
static bool lasts_since(const answer_series *s, int32_t day)
{
    bool lasts = true;

    for (size_t i = 0; i < s->n_history; i++)
        lasts &= s->history_first + (int32_t)i < day || s->history[3 * i + 1] >= 0.25;
    return lasts;
}

/* The day of a line "ID DATE" of what parts have said; OFR_NO_DATE: it has said nothing. */
static int32_t said_on(const char *words, const char *id)
{
    const size_t n = strlen(id);

    for (const char *at = words; at && *at; at += *at == '\n') {
        const size_t length = strcspn(at, "\n");
        char date[OFR_DATE_TEXT] = "";
        if (length > n && length - n - 1 < sizeof date && strncmp(at, id, n) == 0 && at[n] == ' ') {
            memcpy(date, at + n + 1, length - n - 1);
            return date_parse(date);
        }
        at += length;
    }
    return OFR_NO_DATE;
}

static bool is_part_of(const answer_series *s, const answer_halt *front)
{
    const size_t n = front ? strlen(front->series) : 0;

    return front && strncmp(s->id, front->series, n) == 0 && s->id[n] == '.';
}

/* What comes after "halted: ", and after the front's name and a comma. */
static const char *name_of(const answer_series *s, const answer_halt *front)
{
    const char *name = strstr(s->says, ": ");
    size_t n;

    name = name ? name + 2 : s->says;
    n = front ? strlen(front->name) : 0;
    return front && strncmp(name, front->name, n) == 0 && strncmp(name + n, ", ", 2) == 0
               ? name + n + 2
               : name;
}

static answer_halt halt_of(const ofr_answer *a, const answer_series *s, const answer_halt *front)
{
    answer_halt halt = {.series = s->id,
                        .name = name_of(s, front),
                        .front = front ? front->series : NULL,
                        .chance = s->history[3 * (s->n_history - 1) + 1],
                        .since = OFR_NO_DATE,
                        .said = OFR_NO_DATE};

    if (!(halt.chance > 0.5)) return halt;
    const int32_t said = said_on(a->halt_words, s->id);
    halt.since = halted_since(s);
    if (said != OFR_NO_DATE && lasts_since(s, said)) halt.said = said;
    return halt;
}

static void put_halt(const answer_halt *halt, bool speaks, const char *before, FILE *out)
{
    char date[OFR_DATE_TEXT];

    if (halt->since == OFR_NO_DATE) return;
    fprintf(out, "%slikely since %s", before, date_format(halt->since, date));
    if (speaks && halt->said != OFR_NO_DATE)
        fprintf(out, ", said so on %s", date_format(halt->said, date));
    else if (speaks)
        fprintf(out, ", nobody said so");
}

/* A campaign and the n parts after it, which speak for themselves. */
static void put_front(const answer_halt *halt, size_t n, FILE *out)
{
    const char *const opens = halt->since == OFR_NO_DATE ? " (" : ": ";

    fprintf(out, "%s ", halt->name);
    answer_text_percent(100 * halt->chance, out);
    put_halt(halt, n == 0, " (", out);
    for (size_t i = 1; i <= n; i++) {
        fprintf(out, "%s%s ", i == 1 ? opens : "; ", halt[i].name);
        answer_text_percent(100 * halt[i].chance, out);
        put_halt(&halt[i], true, ", ", out);
    }
    if (n > 0 || halt->since != OFR_NO_DATE) fputc(')', out);
}

static ofr_status write_text(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    answer_text w;

    answer_text_open(&w);
    for (size_t i = 0, n; w.out && i < a->n_halts; i += n + 1) {
        for (n = 0; i + n + 1 < a->n_halts && a->halt[i + n + 1].front; n++) continue;
        fputs(i ? ", " : "halted: ", w.out);
        put_front(&a->halt[i], n, w.out);
    }
    return answer_text_keep(reader, &w, &a->halted, err);
}

ofr_status write_halts(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const answer_halt *front = NULL;
    answer_halt *halt = reader_alloc(reader, a->n_series + 1, sizeof *halt, err);

    if (!halt) return OFR_NO_MEMORY;
    a->halt = halt;
    for (size_t i = 0; i < a->n_series; i++) {
        const answer_series *s = &a->series[i];
        if (s->kind != SERIES_SHARE || s->n_history == 0) continue;
        if (!is_part_of(s, front)) front = NULL;
        halt[a->n_halts] = halt_of(a, s, front);
        if (!front) front = &halt[a->n_halts];
        a->n_halts++;
    }
    return a->n_halts ? write_text(reader, err) : OFR_OK;
}
