/* frozen_words.c -- the rule of a question, as data and in words.
 *
 * Words say what record_days.c does, no more: an act counts for what it was, dead are counted by day and flow, a spell of quiet
 * counts from the start on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../mechanisms/bargaining.h"
#include "../mechanisms/campaigns.h"
#include "frozen.h"
#include "record_days.h"

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a question");
}

/* ---- as data ------------------------------------------------------------------------------------ */

static bool qualifies(const ofr_model *m, const ofr_pattern *p, size_t f)
{
    return pattern_asks(p, m->flow[f].rung, m->flow[f].severity);
}

static int32_t window_of(const ofr_model *m)
{
    return (int32_t)node_get(node_get(m->spec->root, "war"), "window")->value;
}

static ofr_status put_pattern(const ofr_model *m, const ofr_pattern *p, ofr_arena *arena,
                              frozen_rule *r, ofr_error *err)
{
    r->flow = arena_alloc(arena, (p->n_flows + 1) * sizeof *r->flow);
    if (!r->flow) return no_memory(err);
    for (size_t i = 0; i < p->n_flows; i++) {
        if (qualifies(m, p, p->flow[i])) r->flow[r->n_flows++] = m->flow[p->flow[i]].id;
    }
    r->deaths = p->deaths;
    r->wounded = p->wounded;
    r->count = p->count;
    r->within = p->within;
    return OFR_OK;
}

ofr_status frozen_rule_of(const ofr_model *m, const ofr_outcome *o, ofr_arena *arena,
                          frozen_rule *ret_rule, ofr_error *err)
{
    static const char *const event[] = {"acts", "war", "exchange", "deal", "quiet", "halted"};
    const bool between = o->event == EVENT_WAR || o->event == EVENT_EXCHANGE,
               acts = o->event == EVENT_PATTERN || o->event == EVENT_QUIET;
    frozen_rule r = {.event = event[o->event], .pair = "", .of = ""};
    ofr_status status = OFR_OK;

    if (acts && o->pattern.n_turns > 0) r.event = "turns";
    if (acts) status = put_pattern(m, &o->pattern, arena, &r, err);
    if (between && o->pair != OFR_NONE) r.pair = m->pair[o->pair].id;
    if (between) r.days = window_of(m);
    if (o->event == EVENT_QUIET || o->event == EVENT_HALTED) r.days = o->days;
    if (o->event == EVENT_DEAL) r.of = m->own->bargaining->agenda[o->deal].id;
    if (o->event == EVENT_HALTED) r.of = m->own->campaigns->campaign[o->campaign].id;
    if (status == OFR_OK) *ret_rule = r;
    return status;
}

/* ---- in words ----------------------------------------------------------------------------------- */

typedef struct words {
    const ofr_model *m;
    const ofr_outcome *o;
    const frozen_question *q;
    const char *start; /* the first day of the question */
    const char *from;  /* "from 2024-02-08, which is included, to 2024-03-08, included" */
    FILE *out;
} words;

static const char *name_of(const ofr_outcome *o)
{
    return *o->says ? o->says : o->id;
}

/* "Iraqi militias on United States in Iraq (harass, on forces)" */
static void put_flow(const words *w, const ofr_flow *f)
{
    static const char *const at[] = {"", ", on its proxies", ", on its forces", ", on its homeland",
                                     ", on third parties"};

    fprintf(w->out, "%s toward %s in %s (%s%s; flow %s)", w->m->actor[f->source].name,
            w->m->actor[f->target].name, w->m->theatre[f->theatre].name, w->m->rung[f->rung].id,
            at[f->at], f->id);
}

static void put_flows(const words *w)
{
    const ofr_pattern *p = &w->o->pattern;
    size_t n = 0;

    for (size_t i = 0; i < p->n_flows; i++) {
        if (!qualifies(w->m, p, p->flow[i])) continue;
        fputs(n++ ? "; " : "", w->out);
        put_flow(w, &w->m->flow[p->flow[i]]);
    }
    if (n == 0) fputs("none", w->out);
}

/* After the list of acts: what the dead and wounded of their day must be. */
static void put_harm(const words *w)
{
    const ofr_pattern *p = &w->o->pattern;

    if (!(p->deaths > 0) && !(p->wounded > 0)) return;
    fputs(". An act counts only on a day on which the acts of its flow ", w->out);
    if (p->deaths > 0) fprintf(w->out, "kill at least %g of those hit", p->deaths);
    if (p->wounded > 0)
        fprintf(w->out, "%skill or wound at least %g of those hit", p->deaths > 0 ? " and " : "",
                p->wounded);
}

/* "at least 2 of these acts within 5 days, the last of them" */
static void put_count(const words *w)
{
    const ofr_pattern *p = &w->o->pattern;

    if (p->within > 1)
        fprintf(w->out, "at least %g of the acts below within %d days, the last of them", p->count,
                (int)p->within);
    else if (p->count > 1)
        fprintf(w->out, "at least %g of the acts below", p->count);
    else
        fputs("one of the acts below", w->out);
}

static void put_pair(const words *w)
{
    if (w->o->pair == OFR_NONE) {
        fputs("the two of a hostile pair", w->out);
        return;
    }
    const ofr_dyad *d = &w->m->dyad[w->m->pair[w->o->pair].dyad[0]];
    fprintf(w->out, "%s and %s", w->m->actor[d->holder].name, w->m->actor[d->rival].name);
}

static void put_acts(const words *w)
{
    fputs("Yes if the record holds ", w->out);
    put_count(w);
    fprintf(w->out, " on a day %s. Else no. The acts: ", w->from);
    put_flows(w);
    put_harm(w);
    fputs(".", w->out);
}

static void put_quiet(const words *w)
{
    fprintf(
        w->out,
        "Yes if %d days on end, the first of them %s or later and the last a day %s, pass without ",
        (int)w->o->days, w->start, w->from);
    put_count(w);
    fputs(" in the record. Else no. The acts: ", w->out);
    put_flows(w);
    put_harm(w);
    fputs(".", w->out);
}

static void put_exchange(const words *w)
{
    fputs("Yes if an exchange opens between ", w->out);
    put_pair(w);
    fprintf(
        w->out,
        " on a day %s: by the record each has itself struck the other openly (rung %s or above) "
        "within %d days, that day the last of them, and it was not so on the day before. Strikes "
        "before %s "
        "count for these days. Else no.",
        w->from, w->m->rung[w->m->direct].id, (int)w->q->rule.days, w->start);
}

static void put_war(const words *w)
{
    fputs("Yes if war breaks out between ", w->out);
    put_pair(w);
    fprintf(
        w->out,
        " on a day %s. The record holds acts and no wars. It says no if it holds no open attack of "
        "one "
        "on the other (rung %s or above) on these days and the %d days before them. Else people "
        "have to say whether it was war.",
        w->from, w->m->rung[w->m->direct].id, (int)w->q->rule.days);
}

static void put_deal(const words *w)
{
    fprintf(w->out,
            "Yes if a deal on %s is agreed on a day %s. The record holds acts and no deals: people "
            "have to say.",
            w->q->rule.of, w->from);
}

static void put_halts(const words *w)
{
    if (w->o->event == EVENT_HALTED)
        fprintf(
            w->out,
            "Yes if all parts of the campaign %s hold their fire for %d days on end, the first of "
            "them %s or later and the last a day %s.",
            w->q->rule.of, (int)w->o->days, w->start, w->from);
    else
        fprintf(w->out, "Yes if \"%s\" comes true on a day %s.", name_of(w->o), w->from);
    fputs(" The record holds words about halts and not the halts: people have to say.", w->out);
}

static void put_criteria(const words *w)
{
    if (w->o->event == EVENT_DEAL)
        put_deal(w);
    else if (w->o->event == EVENT_HALTED || w->o->pattern.n_turns > 0)
        put_halts(w);
    else if (w->o->event == EVENT_WAR)
        put_war(w);
    else if (w->o->event == EVENT_EXCHANGE)
        put_exchange(w);
    else if (w->o->event == EVENT_QUIET)
        put_quiet(w);
    else
        put_acts(w);
}

static void put_fine_print(const words *w)
{
    const record_tells tells = record_tells_of(w->m, w->o);

    fputs("Days are days of UTC. What counts is the event record, grown since: what has no row did "
          "not come. Acts "
          "count for what they were, whatever somebody took them for; acts that a running total "
          "counts and no "
          "row names lie evenly over its days where it is 31 days long or less.",
          w->out);
    if (tells == RECORD_TELLS)
        fputs(" Where the record does not cover some of the days, and the others do not settle it, "
              "it cannot be "
              "resolved.",
              w->out);
    if (tells == RECORD_HAS_NO_FLOW)
        fputs(" The scenario says that nobody records these acts: people have to say.", w->out);
    if (record_tells_partly(w->m, w->o))
        fputs(" The record holds only a part of these acts: what it does not hold counts as not "
              "come.",
              w->out);
}

static void put_title(const words *w)
{
    fprintf(w->out, "%s, within %d days", name_of(w->o), (int)(w->q->last - w->q->first) + 1);
}

static void put_question(const words *w)
{
    fprintf(w->out, "Will this come about %s (UTC): %s?", w->from, name_of(w->o));
}

static void put_id(const words *w)
{
    fprintf(w->out, "%s-%d", w->o->id, (int)(w->q->last - w->q->first) + 1);
}

/* One text by its writer, into the arena. */
static ofr_status take(words *w, void (*put)(const words *w), ofr_arena *arena,
                       const char **ret_text, ofr_error *err)
{
    char *text = NULL;
    size_t size = 0;

    w->out = open_memstream(&text, &size);
    if (!w->out) return no_memory(err);
    put(w);
    const bool whole = fclose(w->out) == 0;
    *ret_text = whole ? arena_text(arena, text, size) : NULL;
    free(text);
    return *ret_text ? OFR_OK : no_memory(err);
}

ofr_status frozen_words(const ofr_study *study, const ofr_outcome *outcome, ofr_arena *arena,
                        frozen_question *q, ofr_error *err)
{
    char first[OFR_DATE_TEXT], last[OFR_DATE_TEXT], from[80];
    words w = {.m = study->model, .o = outcome, .q = q, .start = first, .from = from};
    const struct {
        void (*put)(const words *w);
        const char **to;
    } text[] = {{put_id, &q->id},
                {put_title, &q->title},
                {put_question, &q->question},
                {put_criteria, &q->criteria},
                {put_fine_print, &q->fine_print}};
    ofr_status status = OFR_OK;

    date_format(q->first, first);
    date_format(q->last, last);
    snprintf(from, sizeof from, "from %s, which is included, to %s, included", first, last);
    for (size_t i = 0; i < sizeof text / sizeof text[0] && status == OFR_OK; i++)
        status = take(&w, text[i].put, arena, text[i].to, err);
    return status;
}
