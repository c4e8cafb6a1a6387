/* moves_text.c -- which moves fit a scenario, and why the others do not: in lines for a terminal, and as JSON. */
#include <string.h>

#include "../core/json_writer.h"
#include "cli.h"

enum { INDENT = 4, LINE_TEXT = 2000, SAME_SHOWN = 3 };

/* ---- text --------------------------------------------------------------------------------------- */

static void put_move(const ofr_move *m, int width, FILE *out)
{
    char text[LINE_TEXT];
    int n = snprintf(text, sizeof text, "%s (%s): %.600s; takes effect after %d days", m->name,
                     move_kind_name(m->kind), m->says, (int)m->lead);

    if (m->lasts) n += snprintf(text + n, sizeof text - (size_t)n, ", for %d", (int)m->lasts);
    if (m->works < 1)
        n += snprintf(text + n, sizeof text - (size_t)n, "; works in %.0f of 100", 100 * m->works);
    if (*m->fails) snprintf(text + n, sizeof text - (size_t)n, ", else: %.400s", m->fails);
    put_wrapped(out, text, width, INDENT);
}

static void put_fit(const bound_move *m, int width, FILE *out)
{
    char text[LINE_TEXT];
    int n = snprintf(text, sizeof text, "%s: ", m->name);

    for (size_t i = 0; i < m->n_consent && n < LINE_TEXT - 100; i++)
        n += snprintf(text + n, (size_t)(LINE_TEXT - n), "%s%.60s", i ? ", " : "", m->consent[i]);
    for (size_t i = 0; i < m->n_prices && n < LINE_TEXT - 100; i++)
        n += snprintf(text + n, (size_t)(LINE_TEXT - n), "%s%.60s pays %g", i ? ", " : "; ",
                      m->price[i].actor, m->price[i].own_deaths);
    fputs("  ", out);
    put_wrapped(out, text, width - 2, INDENT);
}

static bool same_reason(const bound_move *a, const bound_move *b)
{
    return a->move == b->move && a->why_not && b->why_not && strcmp(a->why_not, b->why_not) == 0;
}

/* Each reason once, with the first of the things that it holds for. */
static void put_unfit(const ofr_bound *bound, size_t i, int width, FILE *out)
{
    const bound_move *m = &bound->item[i];
    char text[LINE_TEXT];
    size_t same = 0;
    int n;

    for (size_t j = 0; j < i; j++) {
        if (same_reason(m, &bound->item[j])) return;
    }
    n = snprintf(text, sizeof text, "not%s%s", *m->thing ? " " : "", m->thing);
    for (size_t j = i + 1; j < bound->n; j++) {
        if (!same_reason(m, &bound->item[j])) continue;
        if (++same < SAME_SHOWN)
            n += snprintf(text + n, sizeof text - (size_t)n, ", %.60s", bound->item[j].thing);
    }
    if (same >= SAME_SHOWN)
        n += snprintf(text + n, sizeof text - (size_t)n, " and %zu more", same - SAME_SHOWN + 1);
    snprintf(text + n, sizeof text - (size_t)n, ": %.600s", m->why_not);
    fputs("  ", out);
    put_wrapped(out, text, width - 2, INDENT);
}

void moves_text(const ofr_moves *moves, const ofr_bound *bound, int width, FILE *out)
{
    for (size_t i = 0; i < moves->n; i++) {
        const ofr_move *move = &moves->move[i];
        bool any = false;
        for (size_t j = 0; j < bound->n; j++) {
            const bound_move *m = &bound->item[j];
            if (m->move != move) continue;
            if (!any) put_move(move, width, out);
            any = true;
            if (!m->why_not) put_fit(m, width, out);
        }
        for (size_t j = 0; j < bound->n; j++) {
            if (bound->item[j].move == move && bound->item[j].why_not)
                put_unfit(bound, j, width, out);
        }
    }
    fprintf(out, "%zu moves, bound in %zu ways that fit; after each name who must consent\n",
            moves->n, bound->n_fit);
}

/* ---- JSON --------------------------------------------------------------------------------------- */

void move_consent_json(json_writer *json, const bound_move *m)
{
    json_open(json, "consent", '[');
    for (size_t i = 0; i < m->n_consent; i++) json_text(json, NULL, m->consent[i]);
    json_close(json, ']');
}

void move_changes_json(json_writer *json, const bound_move *m)
{
    json_open(json, "changes", '[');
    for (size_t i = 0; i < m->n_changes; i++) {
        json_open(json, NULL, '{');
        json_text(json, "path", m->change[i].path);
        json_text(json, "value", m->change[i].value);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_bound(json_writer *json, const bound_move *m)
{
    json_open(json, NULL, '{');
    json_text(json, "name", m->name);
    json_text(json, "thing", m->thing);
    json_text(json, "each", m->each);
    json_flag(json, "fits", m->why_not == NULL);
    if (m->why_not) {
        json_text(json, "why_not", m->why_not);
        json_close(json, '}');
        return;
    }
    json_null(json, "why_not");
    json_day(json, "from", m->from);
    json_day(json, "to", m->to);
    move_consent_json(json, m);
    json_open(json, "costs", '[');
    for (size_t i = 0; i < m->n_prices; i++) {
        json_open(json, NULL, '{');
        json_text(json, "actor", m->price[i].actor);
        json_number(json, "own_deaths", m->price[i].own_deaths);
        json_close(json, '}');
    }
    json_close(json, ']');
    move_changes_json(json, m);
    json_close(json, '}');
}

void moves_json(const ofr_moves *moves, const ofr_bound *bound, FILE *out)
{
    json_writer json = {.out = out};

    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-moves");
    json_whole(&json, "version", 1);
    json_open(&json, "moves", '[');
    for (size_t i = 0; i < moves->n; i++) {
        const ofr_move *m = &moves->move[i];
        json_open(&json, NULL, '{');
        json_text(&json, "name", m->name);
        json_text(&json, "file", m->file);
        json_text(&json, "says", m->says);
        json_text(&json, "for", move_kind_name(m->kind));
        json_whole(&json, "lead_days", m->lead);
        if (m->lasts)
            json_whole(&json, "lasts_days", m->lasts);
        else
            json_null(&json, "lasts_days");
        json_number(&json, "works", m->works);
        json_text(&json, "fails", m->fails);
        json_text(&json, "source", m->source);
        json_open(&json, "bound", '[');
        for (size_t j = 0; j < bound->n; j++) {
            if (bound->item[j].move == m) put_bound(&json, &bound->item[j]);
        }
        json_close(&json, ']');
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_whole(&json, "fit", (int64_t)bound->n_fit);
    json_close(&json, '}');
    putc('\n', out);
}
