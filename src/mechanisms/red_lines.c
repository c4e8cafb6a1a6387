/* red_lines.c -- a crossing, and how likely it is to be answered.
 *
 * A line is crossed on a day on which its pattern is met by what its holder perceives; where it asks for several acts
 * within some days, counting then begins anew. The holder answers with probability
 *     P(answer) = logistic(pi0 + z + pi1 (h - hbar) + pi2 S - pi3 y + tau N)       N: just named by a threat (channels.c)
 *     z <- 2^(-n / half-life) z + s sqrt(1 - 2^(-2 n / half-life)) N(0, 1)         n: days since it was asked for last
 * on the first to the last of `within` days, after 1 + floor(exponential with the stated mean); with which option says
 * choice.h. z, its readiness, wanders, so that a record says how ready it has been of late. It is drawn when it is asked
 * for, which is the same as a draw a day. What becomes of a crossing that is pending: answers.c.
 *
 * At most one crossing is pending a line. One more while an answer is planned is covered by it; if it is graver, and
 * would itself be answered, the answer is chosen for it. One more while none is planned may bring one. So in history,
 * with a the chance of an answer to the new one and w that to the old:
 *     w' = 1 - (1 - w) (1 - a);   graver: shares of a x new + (1 - a) w x old;   else of w x old + (1 - w) a x new
 * Tests: shares by hand; waiting times; a recorded answer settles; the record's density. Source: model.md 4.7, 4.16;
 * public threats commit: Fearon 1994.
 */
#include "red_lines.h"

#include "answers.h"
#include "choice.h"
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
    KEY_NUMBER("red-lines.*.response.readiness", UNIT_NONE, 0, 5, "0.5", ROLE_LEVEL,
               "s: how far readiness to answer wanders, log-odds", "judgement"),
    KEY_NUMBER("red-lines.*.response.readiness-half-life", UNIT_DAYS, 1, 36500, "180 days",
               ROLE_CONSTANT, "how fast it returns", "judgement"),
    KEY_NUMBER("red-lines.*.response.open", UNIT_NONE, -20, 20, "-1.2", ROLE_LEVEL,
               "rho: log-odds that an answer is a direct act, where other options are there too",
               "fresh attacks are answered by force within 30 days in about one of five (GML MIE "
               "1975-2001); nearly all of them in one way or another: judgement"),
    KEY_RECORD("choice", "how an answer is chosen"),
    KEY_NUMBER(
        "choice.gravity", UNIT_NONE, -10, 10, "0.1", ROLE_LEVEL,
        "alpha: log-odds of an open answer per log gravity",
        "0.1, standard error 0.2, of 984 fresh attacks (GML MIE 1975-2001, docs/classes.md)"),
    KEY_NUMBER("choice.tension", UNIT_NONE, -20, 20, "0", ROLE_LEVEL,
               "beta: log-odds of an open answer from no tension to very much; of either sign",
               "judgement: nothing known says which"),
    KEY_NUMBER("choice.cost", UNIT_NONE, 0, 10, "0.5", ROLE_LEVEL,
               "kappa: log-odds of an open answer per log of what it may cost over what it gains",
               "judgement"),
    KEY_NUMBER("choice.match", UNIT_NONE, 0, 100, "3", ROLE_LEVEL,
               "precision with which other answers are as severe as what they answer", "judgement"),
    KEY_NUMBER("choice.homeland", UNIT_FACTOR, 0, 100, "x1.5", ROLE_LEVEL,
               "how much graver an act on a homeland is than the same elsewhere", "judgement"),
    KEY_NUMBER("conduct.*.rank", UNIT_FACTOR, 0, 100, "x1", ROLE_LEVEL,
               "how much graver its acts are than others as severe and as deadly: by rank of whom "
               "they hit",
               "judgement"),
    KEY_NUMBER("choice.plea", UNIT_NONE, 0, 10, "0.5", ROLE_LEVEL,
               "log-odds taken off an open answer when one was just asked to spare the other",
               "judgement"),
    KEY_NUMBER("choice.named", UNIT_NONE, 0, 10, "0.5", ROLE_LEVEL,
               "tau: log-odds of an answer more when a threat has just named the line: an "
               "audience waits",
               "judgement"),
    KEY_NUMBER(
        "choice.implacable", UNIT_FACTOR, 0, 1000, "x1", ROLE_LEVEL,
        "how much likelier an open answer is answered openly by a rival known to be implacable",
        "judgement"),
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

/* Gravity of the least that crosses: one act of the least rung that is watched, and the dead that are asked for. */
static double least_gravity(const ofr_model *m, const ofr_pattern *when)
{
    double least = 1e300;

    for (size_t i = 0; i < when->n_flows; i++) {
        const ofr_flow *f = &m->flow[when->flow[i]];
        least = m_min(least,
                      pattern_asks(when, f->rung, f->severity) ? f->severity : f->severity_up);
    }
    if (when->n_flows == 0) least = 0.0;
    return least * (when->within > 1 ? 1.0 : m_max(when->count, 1.0)) +
           4.0 * m_log2(1.0 + when->deaths);
}

static void compile_options(ofr_compiler *c, const ofr_node *options, ofr_line *line)
{
    const size_t room = options ? options->n_children : 0;
    const ofr_model *m = c->model;

    line->option = compile_alloc(c, room, sizeof *line->option);
    line->size = compile_alloc(c, room, sizeof *line->size);
    line->share = compile_nums(c, room);
    for (size_t i = 0; line->option && line->size && i < room; i++) {
        const size_t f = compile_flow(c, options->child[i]);
        bool again = false;
        if (f == SIZE_MAX) continue;
        if (m->flow[f].source != line->holder)
            faults_add(c->faults, options->child[i], "%s is not conduct of %s", m->flow[f].id,
                       m->actor[line->holder].id);
        for (size_t j = 0; j < line->n_options; j++) again |= line->option[j] == f;
        if (again) faults_add(c->faults, options->child[i], "%s is named twice", m->flow[f].id);
        line->size[line->n_options] = compile_par(m->flow[f].node, "size");
        line->option[line->n_options++] = f;
        line->n_open += m->flow[f].rung >= m->direct;
        line->least_option = m_min(line->least_option, m->flow[f].severity);
    }
}

/* Acts of the holder that may count as its answer: its options first, then strikes and direct acts on the offender's side that are as
 * severe as the least of them. What it does day by day, without being asked, is none. */
static void compile_settling(ofr_compiler *c, ofr_line *line)
{
    const ofr_model *m = c->model;

    line->settles = compile_alloc(c, m->n_flows, sizeof *line->settles);
    if (!line->settles || line->dyad == OFR_NONE) return;
    for (size_t o = 0; o < line->n_options; o++) line->settles[line->n_settles++] = line->option[o];
    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_flow *flow = &m->flow[f];
        bool counts = flow->source == line->holder && flow->chosen &&
                      flow->severity >= line->least_option && flow->dyad == line->dyad;
        for (size_t o = 0; o < line->n_options; o++) counts &= line->option[o] != f;
        if (counts) line->settles[line->n_settles++] = f;
    }
}

static void compile_line(ofr_compiler *c, const ofr_node *node, ofr_line *line, size_t index)
{
    const ofr_node *response = node_get(node, "response"), *options = node_get(response, "options"),
                   *holder = node_get(node, "holder");
    ofr_model *m = c->model;
    const ofr_row first_num = m->n_nums, first_whole = m->n_wholes;

    *line = (ofr_line){
        .id = node->id,
        .holder = compile_actor(c, holder),
        .stream = stream_of("red-line", node->id),
        .base = compile_par(response, "base"),
        .heat = compile_par(response, "heat"),
        .stance = compile_par(response, "stance"),
        .reassured = compile_par(response, "reassured"),
        .open = compile_par(response, "open"),
        .delay = compile_par(response, "delay"),
        .within = compile_par(response, "within"),
        .ready_sd = compile_par(response, "readiness"),
        .ready_decay = compile_decay(c, response, "readiness-half-life"),
        .ready = compile_num(c, compile_text(c, node->id, ".", "readiness"), "log-odds"),
        .judged = compile_whole(c, compile_text(c, node->id, ".", "judged"), "day"),
        .until = compile_whole(c, compile_text(c, node->id, ".", "until"), "day"),
        .willing = compile_num(c, compile_text(c, node->id, ".", "willing"), "share"),
        .hazard = compile_num(c, compile_text(c, node->id, ".", "hazard"), "chance"),
        .feared = OFR_NONE,
        .due = compile_whole(c, compile_text(c, node->id, ".", "due"), "day"),
        .chosen = compile_whole(c, compile_text(c, node->id, ".", "option"), "index"),
        .grave = compile_num(c, compile_text(c, node->id, ".", "gravity"), "severity"),
        .named = compile_num(c, compile_text(c, node->id, ".", "named"), "share"),
        .opened = compile_nums(c, 1),
        .pleaded = compile_nums(c, 1),
        .from_act = compile_wholes(c, 1),
        .from_root = compile_wholes(c, 1),
        .from_misread = compile_wholes(c, 1),
        .from_slot = compile_wholes(c, 1),
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
    line->reference = least_gravity(m, &line->when);
    compile_options(c, options, line);
    if (line->n_options == 0)
        faults_add(c->faults, response, "needs options: at least one flow of %s to answer with",
                   m->actor[line->holder].id);
    if (line->n_options > OFR_MOST_OPTIONS)
        faults_add(c->faults, response, "at most %d options, found %zu", OFR_MOST_OPTIONS,
                   line->n_options);
    line->dyad = offender_of(m, line);
    if (line->dyad == OFR_NONE)
        faults_add(c->faults, node,
                   "none of the watched flows acts for a side that %s is hostile to",
                   m->actor[line->holder].id);
    compile_settling(c, line);
    line->slot = compile_slot(
        c, (ofr_slot){SLOT_CROSSING, node->id, OFR_NONE, line->holder, OFR_NONE, OFR_NONE, index});
    line->rows = (ofr_owned_rows){OFR_NONE, first_num, m->n_nums - first_num, first_whole,
                                  m->n_wholes - first_whole};
}

/* The rival's first line that an open answer of this one crosses. */
static size_t feared_line(const ofr_model *m, const ofr_red_lines *own, const ofr_line *line)
{
    for (size_t o = 0; o < line->n_options; o++) {
        const size_t f = line->option[o];
        for (size_t i = 0; i < own->n && m->flow[f].rung >= m->direct; i++) {
            const ofr_line *other = &own->line[i];
            if (line->dyad == OFR_NONE || other->holder != m->dyad[line->dyad].rival) continue;
            for (size_t j = 0; j < other->when.n_flows; j++) {
                if (other->when.flow[j] == f) return i;
            }
        }
    }
    return OFR_NONE;
}

/* Which lines may answer with each flow. */
static bool list_by_flow(ofr_compiler *c, ofr_red_lines *own)
{
    const size_t n = c->model->n_flows;

    own->by_flow = compile_alloc(c, n, sizeof *own->by_flow);
    own->n_by_flow = compile_alloc(c, n, sizeof *own->n_by_flow);
    own->expected = compile_alloc(c, n, sizeof *own->expected);
    if (!own->by_flow || !own->n_by_flow || !own->expected) return false;
    for (size_t f = 0; f < n; f++) {
        own->by_flow[f] = compile_alloc(c, own->n, sizeof **own->by_flow);
        if (!own->by_flow[f]) return false;
        for (size_t i = 0; i < own->n; i++) {
            for (size_t o = 0; o < own->line[i].n_options; o++) {
                if (own->line[i].option[o] == f && own->n_by_flow[f] < own->n)
                    own->by_flow[f][own->n_by_flow[f]++] = (ofr_answering){i, o};
            }
        }
        own->expected[f] = own->n_by_flow[f] ? compile_nums(c, 1) : OFR_NONE;
    }
    return true;
}

static ofr_status red_lines_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "red-lines"),
                   *choice = node_get(c->spec->root, "choice");
    ofr_red_lines *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->red_lines = own;
    own->gravity = compile_par(choice, "gravity");
    own->tension = compile_par(choice, "tension");
    own->cost = compile_par(choice, "cost");
    own->match = compile_par(choice, "match");
    own->implacable = compile_par(choice, "implacable");
    own->plea = compile_par(choice, "plea");
    own->named = compile_par(choice, "named");
    own->homeland = compile_par(choice, "homeland");
    own->rank = compile_alloc(c, c->model->n_flows, sizeof *own->rank);
    if (!own->rank) return OFR_NO_MEMORY;
    for (size_t f = 0; f < c->model->n_flows; f++)
        own->rank[f] = compile_par(c->model->flow[f].node, "rank");
    own->misread_answers = compile_whole(c, "misread-answers", "answers");
    own->line = compile_alloc(c, section->n_children, sizeof *own->line);
    if (!own->line) return OFR_NO_MEMORY;
    for (size_t i = 0; i < section->n_children; i++)
        compile_line(c, section->child[i], &own->line[i], i);
    own->n = section->n_children;
    for (size_t i = 0; i < own->n; i++)
        own->line[i].feared = feared_line(c->model, own, &own->line[i]);
    return list_by_flow(c, own) ? OFR_OK : OFR_NO_MEMORY;
}

static void red_lines_start(const ofr_model *m, ofr_block *b)
{
    const ofr_red_lines *own = m->own->red_lines;

    for (size_t i = 0; i < own->n; i++) {
        for (size_t k = 0; k < LANES; k++) {
            settle(b, &own->line[i], k);
            whole(b, own->line[i].judged)[k] = OFR_NEVER;
        }
    }
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

/* Readiness of today: what a draw a day since it was asked for last would have made of it. */
static double ready_today(const ofr_block *b, int32_t day, const ofr_line *line, size_t k, double u)
{
    const double sd = par(b, line->ready_sd)[k];
    double *z = &num(b, line->ready)[k];
    int32_t *judged = &whole(b, line->judged)[k];

    if (*judged == OFR_NEVER) {
        *z = sd * normal_quantile(u);
    } else {
        const double d = m_exp((double)(day - *judged) * m_log(par(b, line->ready_decay)[k]));
        *z = d * *z + sd * sqrt_of(1.0 - d * d) * normal_quantile(u);
    }
    *judged = day;
    return *z;
}

/* What the chronicle tells of the answer, once it comes. */
static void note_crossing(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line,
                          size_t k, const pattern_seen *seen)
{
    num(b, line->grave)[k] = seen->gravity;
    whole(b, line->from_act)[k] = act_number(m, day, line->slot);
    whole(b, line->from_root)[k] = seen->root;
    whole(b, line->from_misread)[k] = seen->misread;
}

/* In a future: whether, when and how. Words: 0 answered or not, 1 when, 2 how. */
static void plan_answer(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line,
                        size_t k, const pattern_seen *seen, double answered, ofr_words w)
{
    int32_t *due = &whole(b, line->due)[k];
    const bool planned = *due != OFR_NEVER,
               graver = !planned || seen->gravity > num(b, line->grave)[k];
    double share[OFR_MOST_OPTIONS];

    if (unit(w.w[0]) >= answered) return;
    if (planned) drop(b, graver ? &line->replaced : &line->lesser, k, answers_open(m, b, line, k));
    if (!planned)
        *due = answer_day(b, line, k, day + 1, par(b, line->within)[k] - 1.0, unit(w.w[1]));
    if (!graver) return;
    choice_shares(m, b, line, seen->gravity, k, share);
    note_openness(m, b, line, share, k);
    whole(b, line->chosen)[k] = option_drawn(share, line->n_options, unit(w.w[2]));
    note_crossing(m, b, day, line, k, seen);
}

/* In history: the chances of the old and the new, together. */
static void await_answer(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line,
                         size_t k, const pattern_seen *seen, double answered)
{
    double *willing = &num(b, line->willing)[k], share[OFR_MOST_OPTIONS];
    const bool pending = whole(b, line->until)[k] != OFR_NEVER,
               graver = !pending || seen->gravity > num(b, line->grave)[k];
    const double old = pending ? *willing : 0.0, keep = graver ? (1.0 - answered) * old : old,
                 add = graver ? answered : (1.0 - old) * answered, sum = m_max(keep + add, 1e-300);

    choice_shares(m, b, line, seen->gravity, k, share);
    for (size_t i = 0; i < line->n_options; i++) {
        double *mine = &num(b, line->share + i)[k];
        *mine = pending ? (keep * *mine + add * share[i]) / sum : share[i];
    }
    *willing = 1.0 - (1.0 - old) * (1.0 - answered);
    if (graver) note_crossing(m, b, day, line, k, seen);
}

/* Is what crossed a direct act? Pure. */
static bool is_open_act(const ofr_model *m, int32_t cause)
{
    const size_t slot = cause < 0 ? m->n_flows : (size_t)cause % m->n_slots;

    return slot < m->n_flows && m->flow[slot].rung >= m->direct;
}

/* A crossing in one lane: rare. */
static void cross(const ofr_model *m, ofr_block *b, int32_t day, const ofr_line *line, size_t k,
                  const pattern_seen *seen)
{
    const ofr_politics *p = politics_of(m, line->holder);
    const ofr_dyad *dyad = &m->dyad[line->dyad];
    const ofr_words w = words_of(m, b, day, line->stream, 0, k);
    const double z = ready_today(b, day, line, k, unit(w.w[3])),
                 shift = line->n_open == line->n_options ? open_shift(m, b, line, k) : 0.0;
    const double answered = m_logistic(
        par(b, line->base)[k] + shift + z + named_now(m, b, line, k) +
        par(b, line->heat)[k] * (num(b, p->heat)[k] - par(b, p->heat_base)[k]) +
        par(b, line->stance)[k] * num(b, dyad->stance)[k] -
        par(b, line->reassured)[k] * num(b, dyad->reassured)[k]);

    act(m, b, line->slot, k, seen->cause, seen->root);
    whole(b, dyad->crossed)[k] = 1;
    if (is_open_act(m, seen->cause) && is_settled(m, b, day, line, k)) return;
    if (whole(b, line->until)[k] == OFR_NEVER || seen->gravity >= num(b, line->grave)[k])
        whole(b, line->from_slot)[k] = seen->cause < 0
                                           ? -1
                                           : (int32_t)((size_t)seen->cause % m->n_slots);
    if (b->given && b->given->history)
        await_answer(m, b, day, line, k, seen, answered);
    else
        plan_answer(m, b, day, line, k, seen, answered, w);
    whole(b, line->until)[k] = day + 1 + (int32_t)(par(b, line->within)[k] - 1.0);
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
