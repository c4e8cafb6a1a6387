/* red_lines.c -- a crossing plans an answer; a planned answer becomes an act when it is due.
 *
 * A line is crossed on a day on which its pattern is met by what its holder perceives; where it asks for
 * several acts within some days, counting then begins anew. The holder answers
 * with probability logistic(pi0 + pi1 (h - hbar) + pi2 S - pi3 reassured), after 1 + floor(exponential
 * with the stated mean) days, at most `within`, on one of its options o, by logit choice over the ledger:
 *     U_o = 30 a (1 + ramp) min(1, v_o / g) e(P + g) - 1(strike) moves - 1(direct) C answered chance
 *     answered = fear-of-exchange (1 + (implacable - 1) logistic(l)), at most 1
 * 1(strike), 1(direct): the option is of that rung or above, as in the ledger; g: gravity of the crossing: its
 * perceived severity plus what its deaths add to a crisis; v_o: the option's severity;
 * a, C, moves: politics; answered: by the law of total probability over the types that the rival may be of, so
 * that who takes an implacable rival for an ordinary one dares more (Blainey 1973, Fearon 1995); l: belief;
 * chance: that an exchange leads to war (war.c). One answer is pending a line: a
 * graver crossing replaces it, a lesser is dropped and counted. A due answer is held back with the share
 * that restraints take off the flow (conduct.c). A crossing left unanswered lowers the
 * punishment that the offender remembers (memory.c). In history a recorded act of the holder on the
 * offender's side, at or above the least option, discharges what is pending, and what falls due without
 * one was not given; so that only what is still within its delay on the start day stays pending.
 * Tests: geometric-like waiting times; logit shares; a recorded answer discharges. Source: model.md 4.7,
 * 4.16; public threats commit: Fearon 1994.
 */
#include "red_lines.h"

#include "conduct.h"
#include "drops.h"
#include "mechanisms.h"
#include "memory.h"
#include "outcomes.h"
#include "patterns.h"
#include "politics.h"
#include "stances.h"
#include "utility.h"
#include "war.h"

static const ofr_key red_lines_table[] = {
    KEY_MAP("red-lines", NULL, "conditions whose crossing makes their holder respond"),
    KEY_TEXT("red-lines.*.says", false, "the line in words"),
    KEY_REF("red-lines.*.holder", "actors", true, "the principal that holds it"),
    KEY_PATTERN("red-lines.*.when", true, "what crosses it"),
    KEY_RECORD("red-lines.*.response", "how it is answered"),
    KEY_REFS("red-lines.*.response.options", "conduct", true,
             "flows of the holder among which it chooses"),
    KEY_NUMBER("red-lines.*.response.delay", UNIT_DAYS, 0, 365, "3 days", ROLE_LEVEL,
               "mean time from crossing to answer", "judgement"),
    KEY_NUMBER("red-lines.*.response.within", UNIT_DAYS, 1, 365, "14 days", ROLE_CONSTANT,
               "an answer comes at the latest after", "judgement"),
    KEY_NUMBER("red-lines.*.response.base", UNIT_NONE, -20, 20, "0", ROLE_LEVEL,
               "pi0: log-odds of an answer", "judgement"),
    KEY_NUMBER("red-lines.*.response.heat", UNIT_NONE, -5, 5, "0.3", ROLE_LEVEL,
               "pi1, per unit of heat above rest", "judgement"),
    KEY_NUMBER("red-lines.*.response.stance", UNIT_NONE, -5, 5, "0.3", ROLE_LEVEL,
               "pi2, per step of stance", "judgement"),
    KEY_NUMBER("red-lines.*.response.reassured", UNIT_NONE, 0, 20, "0.5", ROLE_LEVEL,
               "pi3, when just reassured", "judgement"),
    KEY_RECORD("choice", "how an answer is chosen"),
    KEY_NUMBER("choice.lambda", UNIT_NONE, 0, 100, "1", ROLE_LEVEL,
               "precision of choice, per own death", "judgement"),
    KEY_NUMBER("choice.fear-of-exchange", UNIT_SHARE, 0, 1, "0.02", ROLE_LEVEL,
               "chance it sees that a direct act is answered directly, by an ordinary rival",
               "judgement"),
    KEY_NUMBER("choice.implacable", UNIT_FACTOR, 0, 1000, "x1", ROLE_LEVEL,
               "how much likelier that is from a rival known to be implacable", "judgement"),
};
static const ofr_keys red_lines_keys = {red_lines_table, OFR_COUNT_OF(red_lines_table),
                                        "red_lines"};

/* Dyad of the holder toward the side that the watched flows act for: the first that has one. */
static size_t offender_of(const ofr_model *m, const ofr_line *line)
{
    for (size_t i = 0; i < line->when.n_flows; i++) {
        const size_t side = m->actor[m->flow[line->when.flow[i]].source].side;
        const size_t d = side == OFR_NONE ? OFR_NONE : model_dyad(m, line->holder, side);
        if (d != OFR_NONE) return d;
    }
    for (size_t i = 0; i < line->when.n_turns; i++) {
        const size_t side = m->actor[line->when.turn_by[i]].side;
        const size_t d = side == OFR_NONE ? OFR_NONE : model_dyad(m, line->holder, side);
        if (d != OFR_NONE) return d;
    }
    return OFR_NONE;
}

static void compile_line(ofr_compiler *c, const ofr_node *node, ofr_line *line, size_t index)
{
    const ofr_node *response = node_get(node, "response"), *options = node_get(response, "options"),
                   *holder = node_get(node, "holder");
    ofr_model *m = c->model;

    *line = (ofr_line){
        .id = node->id,
        .holder = compile_actor(c, holder),
        .stream = stream_of("red-line", node->id),
        .base = compile_par(response, "base"),
        .heat = compile_par(response, "heat"),
        .stance = compile_par(response, "stance"),
        .reassured = compile_par(response, "reassured"),
        .delay = compile_par(response, "delay"),
        .within = compile_par(response, "within"),
        .due = compile_whole(c, compile_text(c, node->id, ".", "due"), "day"),
        .chosen = compile_whole(c, compile_text(c, node->id, ".", "option"), "index"),
        .grave = compile_num(c, compile_text(c, node->id, ".", "gravity"), "severity"),
        .from_act = compile_wholes(c, 1),
        .from_root = compile_wholes(c, 1),
        .from_misread = compile_wholes(c, 1),
        .lesser = {compile_whole(c, compile_text(c, node->id, ".", "lesser"), "crossings"),
                   compile_wholes(c, 1)},
        .replaced = {compile_whole(c, compile_text(c, node->id, ".", "replaced"), "answers"),
                     compile_wholes(c, 1)},
        .least_option = 1e300,
    };
    if (line->holder == SIZE_MAX) return;
    if (m->actor[line->holder].kind != KIND_PRINCIPAL ||
        m->actor[line->holder].politics == OFR_NONE) {
        faults_add(c->faults, holder, "a red line is held by a principal with politics");
        return;
    }
    compile_pattern(c, node_get(node, "when"), &line->when);
    line->option = compile_alloc(c, options ? options->n_children : 0, sizeof *line->option);
    for (size_t i = 0; line->option && options && i < options->n_children; i++) {
        const size_t f = compile_flow(c, options->child[i]);
        if (f == SIZE_MAX) continue;
        if (m->flow[f].source != line->holder)
            faults_add(c->faults, options->child[i], "%s is not conduct of %s", m->flow[f].id,
                       m->actor[line->holder].id);
        line->option[line->n_options++] = f;
        line->least_option = m_min(line->least_option, m->flow[f].severity);
    }
    if (line->n_options == 0)
        faults_add(c->faults, response, "needs options: at least one flow of %s to answer with",
                   m->actor[line->holder].id);
    if (line->n_options > 16)
        faults_add(c->faults, response, "at most 16 options, found %zu", line->n_options);
    line->dyad = offender_of(m, line);
    if (line->dyad == OFR_NONE)
        faults_add(c->faults, node,
                   "none of the watched flows acts for a side that %s is hostile to",
                   m->actor[line->holder].id);
    line->slot = compile_slot(
        c, (ofr_slot){SLOT_CROSSING, node->id, OFR_NONE, line->holder, OFR_NONE, OFR_NONE, index});
}

static ofr_status red_lines_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "red-lines"),
                   *choice = node_get(c->spec->root, "choice");
    ofr_red_lines *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->red_lines = own;
    own->lambda = compile_par(choice, "lambda");
    own->fear = compile_par(choice, "fear-of-exchange");
    own->implacable = compile_par(choice, "implacable");
    own->misread_answers = compile_whole(c, "misread-answers", "answers");
    own->line = compile_alloc(c, section->n_children, sizeof *own->line);
    if (!own->line) return OFR_NO_MEMORY;
    for (size_t i = 0; i < section->n_children; i++)
        compile_line(c, section->child[i], &own->line[i], i);
    own->n = section->n_children;
    return OFR_OK;
}

static void red_lines_start(const ofr_model *m, ofr_block *b)
{
    const ofr_red_lines *own = m->own->red_lines;

    for (size_t i = 0; i < own->n; i++) {
        for (size_t k = 0; k < LANES; k++) whole(b, own->line[i].due)[k] = OFR_NEVER;
    }
}

/* Logit choice among the options; returns its index. */
static size_t choose_option(const ofr_model *m, const ofr_block *b, const ofr_line *line, size_t k,
                            double gravity, double u)
{
    const ofr_red_lines *own = m->own->red_lines;
    const ofr_politics *p = politics_of(m, line->holder);
    const ofr_dyad *dyad = &m->dyad[line->dyad];
    const double price = 30.0 * par(b, p->audience)[k] * (1.0 + num(b, p->ramp)[k]) *
                         saturate(num(b, dyad->provocation)[k] + gravity,
                                  par(b, m->own->stances->provocation_scale)[k]);
    const double stances = num(b, dyad->stance)[k] + num(b, m->dyad[dyad->back].stance)[k];
    const double answered = par(b, own->fear)[k] * (1.0 + (par(b, own->implacable)[k] - 1.0) *
                                                              m_logistic(num(b, dyad->belief)[k]));
    const double war = war_cost(b, p, k) * m_min(answered, 1.0) *
                       war_within(m, b, dyad->pair, k, stances, par(b, m->own->war->window)[k]);
    double weight[16], total = 0.0, best = -1e300, value[16];
    const size_t n = line->n_options < 16 ? line->n_options : 16;

    for (size_t i = 0; i < n; i++) {
        const ofr_flow *f = &m->flow[line->option[i]];
        value[i] = par(b, own->lambda)[k] *
                   (price * m_min(1.0, f->severity / m_max(gravity, 1e-9)) -
                    (f->rung >= m->strike ? par(b, p->moves)[k] : 0.0) -
                    (f->rung >= m->direct ? war : 0.0));
        best = m_max(best, value[i]);
    }
    for (size_t i = 0; i < n; i++) total += weight[i] = m_exp(value[i] - best);
    u *= total;
    for (size_t i = 0; i < n; i++) {
        if (u < weight[i]) return i;
        u -= weight[i];
    }
    return n - 1;
}

/* Is an act of this flow among those that the outcome speaks of? */
static bool outcome_speaks_of(const ofr_model *m, const ofr_outcome *o, size_t flow)
{
    if (o->event == EVENT_WAR || o->event == EVENT_EXCHANGE) return m->flow[flow].rung >= m->direct;
    for (size_t i = 0; i < o->pattern.n_flows; i++) {
        if (o->pattern.flow[i] == flow) return true;
    }
    return false;
}

/* Could an answer of this line still change an outcome of this lane's future? */
static bool answers_open(const ofr_model *m, const ofr_block *b, const ofr_line *line, size_t k)
{
    const ofr_outcomes *own = m->own->outcomes;

    for (size_t i = 0; i < own->n; i++) {
        if (whole(b, own->outcome[i].first)[k] != OFR_NEVER) continue;
        for (size_t j = 0; j < line->n_options; j++) {
            if (outcome_speaks_of(m, &own->outcome[i], line->option[j])) return true;
        }
    }
    return false;
}

/* A crossing in one lane: rare. Words: 0 answered or not, 1 when, 2 how. */
static void cross(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line, size_t k,
                  const pattern_seen *seen)
{
    const ofr_memory_keys *keys = m->own->memory;
    const ofr_politics *p = politics_of(m, line->holder);
    const ofr_dyad *dyad = &m->dyad[line->dyad];
    const ofr_words w = words_of(m, b, day, line->stream, 0, k);
    const bool history = b->given && b->given->history;
    const double x = par(b, line->base)[k] +
                     par(b, line->heat)[k] * (num(b, p->heat)[k] - par(b, p->heat_base)[k]) +
                     par(b, line->stance)[k] * num(b, dyad->stance)[k] -
                     par(b, line->reassured)[k] * num(b, dyad->reassured)[k];
    int32_t *due = &whole(b, line->due)[k];

    act(m, b, line->slot, k, seen->cause, seen->root);
    whole(b, dyad->crossed)[k] = 1;
    if (unit(w.w[0]) >= m_logistic(x)) {
        /* It emboldens the rival and, where a client crossed, the client. */
        const size_t actor = seen->cause < 0 ? OFR_NONE
                                             : m->slot[(size_t)seen->cause % m->n_slots].source;
        for (size_t i = 0; i < m->n_memories; i++) {
            const ofr_memory *memory = &m->memory[i];
            if (memory->origin != line->holder ||
                (memory->holder != dyad->rival && memory->holder != actor))
                continue;
            num(b, memory->punished)[k] *= 1.0 - par(b, keys->unanswered)[k];
        }
        return;
    }
    if (*due != OFR_NEVER) {
        const bool lesser = seen->gravity <= num(b, line->grave)[k];
        if (!history)
            drop(b, lesser ? &line->lesser : &line->replaced, k, answers_open(m, b, line, k));
        if (lesser) return;
    }
    const double wait = -m_log(unit(w.w[1])) * par(b, line->delay)[k];
    *due = day + 1 + (int32_t)m_min(wait, par(b, line->within)[k] - 1.0);
    num(b, line->grave)[k] = seen->gravity;
    whole(b, line->chosen)[k] = (int32_t)choose_option(m, b, line, k, seen->gravity, unit(w.w[2]));
    whole(b, line->from_act)[k] = act_number(m, day, line->slot);
    whole(b, line->from_root)[k] = seen->root;
    whole(b, line->from_misread)[k] = seen->misread;
}

/* A recorded act of the holder against the offender's side discharges what is pending. */
static void discharge(const ofr_model *m, ofr_block *b, const ofr_line *line)
{
    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_flow *flow = &m->flow[f];
        if (flow->source != line->holder || flow->severity < line->least_option ||
            flow->dyad != line->dyad)
            continue;
        const double *count = count_of(m, b, f);
        for (size_t k = 0; k < LANES; k++) {
            if (count[k] > 0) whole(b, line->due)[k] = OFR_NEVER;
        }
    }
}

/* Does the record, which holds an option at other times, not cover it today? Then its answers are simulated. */
static bool is_unseen(const ofr_model *m, const ofr_block *b, const ofr_line *line)
{
    for (size_t i = 0; i < line->n_options; i++) {
        const size_t f = line->option[i];
        if (m->flow[f].cover != COVER_NONE && b->given->mode[f] == GIVEN_NOTHING) return true;
    }
    return false;
}

/* Before harm: what is due today becomes an act of the chosen flow. */
static void red_lines_answer(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_red_lines *own = m->own->red_lines;
    const bool history = b->given && b->given->history;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_line *line = &own->line[i];
        int32_t *due = whole(b, line->due), now[LANES], any = 0;
        uint8_t lane[LANES];

        if (history) discharge(m, b, line);
        if (history && !is_unseen(m, b, line)) {
            /* In history an answer that was due and that the record does not hold was not given. */
            for (size_t k = 0; k < LANES; k++)
                due[k] = due[k] <= day ? OFR_NEVER : due[k]; /* lanes */
            continue;
        }
        for (size_t k = 0; k < LANES; k++)
            now[k] = (due[k] <= day) & (due[k] != OFR_NEVER); /* lanes */
        for (size_t k = 0; k < LANES; k++) any |= now[k];     /* lanes */
        for (size_t j = 0, n = any ? lanes_where(now, lane) : 0; j < n; j++) {
            const size_t k = lane[j], f = line->option[whole(b, line->chosen)[k]];
            due[k] = OFR_NEVER;
            if (whole(b, m->flow[f].given)[k])
                continue; /* given acts of the record stand for its answers */
            /* A clause of restraint that the holder itself has taken on holds its answers back. */
            if (unit(words_of(m, b, day, line->stream, 1, k).w[0]) >=
                num(b, m->own->conduct->drive[f].restraint)[k])
                continue;
            act(m, b, f, k, whole(b, line->from_act)[k], whole(b, line->from_root)[k]);
            whole(b, own->misread_answers)[k] += whole(b, line->from_misread)[k];
        }
    }
}

static void red_lines_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_red_lines *own = m->own->red_lines;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_line *line = &own->line[i];
        int32_t seen[LANES], any = 0;
        uint8_t lane[LANES];

        for (size_t k = 0; k < LANES; k++)
            seen[k] = line->when.within > 1; /* lanes; a window rolls every day */
        for (size_t j = 0; j < line->when.n_flows; j++) {
            const double *count = count_of(m, b, line->when.flow[j]);
            for (size_t k = 0; k < LANES; k++) seen[k] |= count[k] > 0.0; /* lanes */
        }
        for (size_t k = 0; k < LANES; k++) any |= seen[k]; /* lanes */
        for (size_t j = 0, n = any ? lanes_where(seen, lane) : 0; j < n; j++) {
            const pattern_seen acts = pattern_today(m, b, day, &line->when, lane[j]);
            const double total = pattern_roll(b, &line->when, day, lane[j], acts.acts);
            if (!(acts.acts > 0) || total < line->when.count) continue;
            cross(m, b, day, line, lane[j], &acts);
            pattern_count_anew(b, &line->when, lane[j]);
        }
    }
}

static const ofr_mechanism red_lines_mechanism = {
    .name = "red_lines",
    .keys = &red_lines_keys,
    .compile = red_lines_compile,
    .start = red_lines_start,
};
