/* chronicle.c -- acts in words: what happened, and what made it. */
#include "chronicle.h"
#include "../mechanisms/bargaining.h"
#include "../mechanisms/campaigns.h"
#include "../mechanisms/deals.h"
#include "../mechanisms/drivers.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const stance_names[] = {"accommodate", "probe", "hold", "pressure", "punish"};
static const char *const stage_names[] = {"dormant", "contact", "talks", "a text", "agreement"};
static const char *const clause_states[] = {"not in force", "due",    "in force",
                                            "kept",         "broken", "frozen"};

static const char *say(ofr_chronicle *c, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *kept = arena_text(c->arena, text,
                                  n < 0                     ? 0
                                  : (size_t)n < sizeof text ? (size_t)n
                                                            : sizeof text - 1);
    if (!kept) c->failed = true;
    return kept ? kept : "";
}

static const char *actor_name(const ofr_model *m, size_t actor)
{
    return actor == OFR_NONE ? "" : m->actor[actor].name;
}
static const char *actor_id(const ofr_model *m, size_t actor)
{
    return actor == OFR_NONE ? "" : m->actor[actor].id;
}

static const char *kind_name(ofr_slot_kind kind)
{
    static const char *const names[] = {
#define KIND_WORD(name, word) [SLOT_##name] = word,
        OFR_SLOT_KINDS(KIND_WORD, )
#undef KIND_WORD
    };

    return names[kind];
}

/* A slot in a few words, without its state: for causes. */
static const char *name_slot(ofr_chronicle *c, const ofr_model *m, size_t slot)
{
    const ofr_slot *s = &m->slot[slot];

    switch (s->kind) {
    case SLOT_FLOW:
        return say(c, "%s against %s (%s, %s)", actor_name(m, s->source), actor_name(m, s->target),
                   m->rung[s->rung].id, m->theatre[s->theatre].name);
    case SLOT_STANCE:
        return say(c, "%s's change of stance toward %s", actor_name(m, s->source),
                   actor_name(m, s->target));
    case SLOT_ALARM:
        return say(c, "a false alarm of %s", actor_name(m, s->target));
    case SLOT_MESSAGE:
        return say(c, "a message of %s by channel %s", actor_name(m, s->source), s->id);
    case SLOT_TALKS:
        return say(c, "the agreement on agenda %s", s->id);
    case SLOT_CLAUSE:
        return say(c, "clause %s", s->id);
    case SLOT_DRIVER:
        return say(c, "driver %s", s->id);
    case SLOT_SHOCK:
        return say(c, "shock %s", s->id);
    case SLOT_ELECTION:
        return say(c, "election %s", s->id);
    case SLOT_EXCHANGE:
        return say(c, "the direct exchange %s", s->id);
    case SLOT_WAR:
        return say(c, "the war %s", s->id);
    case SLOT_DECISION:
        return say(c, "the decision of %s for war", actor_name(m, s->source));
    case SLOT_CEASEFIRE:
        return say(c, "the end of the war %s", s->id);
    case SLOT_CROSSING:
        return say(c, "the crossing of red line %s", s->id);
    case SLOT_HALT:
        return say(c, "the halt of %s", s->id);
    case SLOT_RESUME:
        return say(c, "the end of the halt of %s", s->id);
    case SLOT_PAUSE_WORD:
    case SLOT_RESUME_WORD:
        return say(c, "a word of %s", s->id);
    }
    return "";
}

static const char *cause_in_words(ofr_chronicle *c, const ofr_model *m, int32_t cause)
{
    if (cause >= 0) {
        const int32_t n = (int32_t)m->n_slots;
        char date[OFR_DATE_TEXT];
        return say(c, "after %s of %s", name_slot(c, m, (size_t)(cause % n)),
                   date_format(m->epoch + cause / n, date));
    }
    if (cause <= OFR_BY_DRIVER) {
        const ofr_drivers *drivers = m->own->drivers;
        const size_t j = (size_t)(OFR_BY_DRIVER - cause);
        return j < drivers->n ? say(c, "while %s goes on", drivers->driver[j].id) : "";
    }
    return "on its own account";
}

static const char *flow_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_act *a,
                                 size_t slot)
{
    const ofr_slot *s = &m->slot[slot];
    char extra[192] = "";
    size_t n = 0;

    if (a->deaths_own > 0)
        n += (size_t)snprintf(extra + n, sizeof extra - n, "; %d of %s killed", a->deaths_own,
                              actor_name(m, s->target));
    if (a->deaths_partner > 0 && n < sizeof extra)
        n += (size_t)snprintf(extra + n, sizeof extra - n, "; %d partners killed",
                              a->deaths_partner);
    if (a->wounded > 0 && n < sizeof extra)
        n += (size_t)snprintf(extra + n, sizeof extra - n, "; %d wounded", a->wounded);
    if (a->slipped && n < sizeof extra)
        n += (size_t)snprintf(extra + n, sizeof extra - n, "; more than was meant");
    if (a->misread && n < sizeof extra)
        snprintf(extra + n, sizeof extra - n, "; read as more than it was");
    return say(c, "%s against %s, %s: %s%s%s", actor_name(m, s->source), actor_name(m, s->target),
               m->theatre[s->theatre].name, m->rung[s->rung].id,
               a->count > 1 ? say(c, ", %d acts", a->count) : "", extra);
}

static const char *clause_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b,
                                   size_t k, const ofr_slot *s)
{
    const ofr_deals *deals = m->own->deals;
    const ofr_clause *clause = &deals->clause[s->index];
    const int32_t state = block_whole(b, clause->state, k);

    const ofr_node *purpose = node_get(clause->node, "purpose");
    const bool money = state == CLAUSE_KEPT && clause->holder != OFR_NONE;

    if (money) {
        return say(c, "%s: clause %s is kept, %s holds it%s%s", actor_name(m, s->source), s->id,
                   actor_name(m, clause->holder), purpose && purpose->stated ? " for " : "",
                   purpose && purpose->stated ? purpose->text : "");
    }
    return say(c, "%s: clause %s is %s", actor_name(m, s->source), s->id, clause_states[state]);
}

/* The end of a halt: how long it was, and whether anybody had said so. */
static const char *resuming_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b,
                                     size_t k, int32_t day, const ofr_slot *s)
{
    const ofr_campaign_part *part = campaign_part(m->own->campaigns, s->index);
    const int32_t since = block_whole(b, part->since, k), said = block_whole(b, part->said, k);

    if (since == OFR_NEVER)
        return say(c, "%s takes up its fire again (%s)", actor_name(m, s->source), s->id);
    return say(c, "%s takes up its fire again (%s) after %d days%s", actor_name(m, s->source),
               s->id, (int)(day - since), said >= since ? "" : "; nobody had said that it held it");
}

static const char *in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b, size_t k,
                            size_t slot, const ofr_act *a)
{
    const ofr_slot *s = &m->slot[slot];

    switch (s->kind) {
    case SLOT_FLOW:
        return flow_in_words(c, m, a, slot);
    case SLOT_STANCE: {
        const int stance = (int)block_num(b, m->dyad[s->index].stance, k);
        return say(c, "%s: stance toward %s is now %s", actor_name(m, s->source),
                   actor_name(m, s->target), stance_names[stance + 2]);
    }
    case SLOT_ALARM:
        return say(c, "%s takes a false alarm for an attack", actor_name(m, s->target));
    case SLOT_MESSAGE:
        return say(c, "word from %s reaches %s by channel %s", actor_name(m, s->source),
                   actor_name(m, s->target), s->id);
    case SLOT_TALKS: {
        const int32_t stage = block_whole(b, m->own->bargaining->agenda[s->index].stage, k);
        return say(c, "agenda %s reaches %s", s->id,
                   stage_names[stage < 0 || stage > 4 ? 4 : stage]);
    }
    case SLOT_CLAUSE:
        return clause_in_words(c, m, b, k, s);
    case SLOT_DRIVER:
        return say(c, "%s %s", s->id,
                   block_whole(b, m->own->drivers->driver[s->index].on, k) ? "begins" : "stops");
    case SLOT_SHOCK:
        return say(c, "shock: %s", s->id);
    case SLOT_ELECTION:
        return say(c, "%s: election %s is held", actor_name(m, s->source), s->id);
    case SLOT_EXCHANGE:
        return say(c, "direct exchange between %s and %s", actor_name(m, s->source),
                   actor_name(m, s->target));
    case SLOT_WAR:
        return say(c, "war between %s and %s", actor_name(m, s->source), actor_name(m, s->target));
    case SLOT_DECISION:
        return say(c, "%s decides on war with %s", actor_name(m, s->source),
                   actor_name(m, s->target));
    case SLOT_CEASEFIRE:
        return say(c, "the war between %s and %s ends", actor_name(m, s->source),
                   actor_name(m, s->target));
    case SLOT_CROSSING:
        return say(c, "red line %s of %s is crossed", s->id, actor_name(m, s->target));
    case SLOT_HALT:
        return say(c, "%s holds its fire (%s)", actor_name(m, s->source), s->id);
    case SLOT_RESUME:
        return resuming_in_words(c, m, b, k, a->day, s);
    case SLOT_PAUSE_WORD:
        return say(c, "%s says that it holds its fire (%s)", actor_name(m, s->source), s->id);
    case SLOT_RESUME_WORD:
        return say(c, "%s says that it takes up its fire again (%s)", actor_name(m, s->source),
                   s->id);
    }
    return "";
}

static bool make_room(ofr_chronicle *c)
{
    if (c->n < c->room) return true;
    const size_t room = c->room ? c->room * 2 : 256;
    ofr_act *bigger = realloc(c->act, room * sizeof *bigger);

    if (!bigger) {
        c->failed = true;
        return false;
    }
    c->act = bigger;
    c->room = room;
    return true;
}

/* What happened in lane k today. */
static void put_day(ofr_chronicle *c, const ofr_model *m, const ofr_block *b, int32_t day, size_t k)
{
    for (size_t slot = 0; slot < m->n_slots; slot++) {
        const double count = block_num(b, m->count + slot, k);
        const ofr_slot *s = &m->slot[slot];
        const bool flow = s->kind == SLOT_FLOW;

        if (count <= 0 || !make_room(c)) continue;
        ofr_act a = {
            .number = act_number(m, day, slot),
            .day = day,
            .kind = kind_name(s->kind),
            .id = s->id,
            .source = actor_id(m, s->source),
            .target = actor_id(m, s->target),
            .theatre = s->theatre == OFR_NONE ? "" : m->theatre[s->theatre].id,
            .rung = s->rung == OFR_NONE ? "" : m->rung[s->rung].id,
            .count = (int32_t)count,
            .recorded = flow && block_whole(b, m->flow[slot].given, k),
            .cause = block_whole(b, m->cause + slot, k),
        };
        if (flow) {
            a.deaths_own = (int32_t)block_num(b, m->deaths_own + slot, k);
            a.deaths_partner = (int32_t)block_num(b, m->deaths_partner + slot, k);
            a.deaths_attacker = (int32_t)block_num(b, m->deaths_attacker + slot, k);
            a.wounded = (int32_t)block_num(b, m->wounded + slot, k);
            a.slipped = block_num(b, m->slipped + slot, k) > 0;
            a.misread = block_num(b, m->read_up + slot, k) + block_num(b, m->charged + slot, k) > 0;
        }
        a.text = in_words(c, m, b, k, slot, &a);
        a.cause_text = a.recorded ? "in the record" : cause_in_words(c, m, a.cause);
        c->act[c->n++] = a;
    }
}

static void see_acts(void *self, const ofr_seats *seats)
{
    const ofr_chronicles *c = self;

    for (size_t k = 0; k < seats->n; k++) {
        const size_t member = seats->first + k;
        if (member < c->first || member >= c->first + c->n) continue;
        put_day(&c->of[member - c->first], seats->model, seats->block, seats->day, k);
    }
}

ofr_observer chronicles_observer(ofr_chronicles *c, const ofr_model *m)
{
    return (ofr_observer){m->start, m->start + m->horizon, see_acts, c};
}
