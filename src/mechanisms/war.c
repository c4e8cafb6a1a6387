/* war.c -- from a direct exchange to war, and out of it.
 *
 * An exchange is open while both have struck each other directly within the window. Then, each day,
 *     P(onset) = logistic(w0 + w1 e(E_pq + E_qp) + w2 (S_p + S_q) - w3 q),      e(x) = x / (x + x0)
 * with w0 such that one exchange leads to war with the stated chance at the reference state (both at
 * pressure, e = reference-tension, q = reference-talk): 1 - (1 - h)^window = chance. A homeland struck
 * by a side at stance 2 adds a one-sided hazard. That is war as it is stumbled into, a share of the chance; the rest
 * is chosen, by the side that struck last, on the day on which an exchange opens, with
 *     P(chosen) = logistic(w0' + w1 e(E_pq + E_qp) + w2 (S_p + S_q) - w3 q)
 * so that both ways sum to the stated chance at the reference state. The larger the last direct acts were (`size`), the higher the
 * hazard. Once both have struck, each answer may close the affair:
 * for a window neither answers openly (answers.c). A pair that is tied to another pair in an exchange or at
 * war (they share a principal) has its onset hazard multiplied. War ends with its exit hazard; while it
 * lasts each side loses `deaths` a day. One record without war cannot identify these numbers:
 * outcomes that rest on them are reported as prior-driven.
 * To both log-odds is added what a future is shifted by, e.g. toward the class of the pair; in history that is 0.
 * Of each pair is kept when each first attacked the other since the start, when both had, and when war first
 * began: the class event (docs/classes.md).
 * Tests: the calibrated w0 reproduces the chance; exit times are geometric. Source: model.md 4.14, 4.16;
 * chance: disputes with reciprocated force among originators since 1975 (Gibler, Miller, Little 2016).
 */
#include "war.h"

#include "mechanisms.h"

static const ofr_key war_table[] = {
    KEY_NUMBER("conduct.*.size", UNIT_FACTOR, 0, 100, "x1", ROLE_LEVEL,
               "of a direct act: how large it is; factor on the hazard of war in the exchange",
               "judgement"),
    KEY_RECORD("war", "from a direct exchange to war, and out of it"),
    KEY_NUMBER("war.window", UNIT_DAYS, 1, 60, "14 days", ROLE_CONSTANT,
               "both struck directly within so many days: an exchange", "judgement"),
    KEY_NUMBER("war.chance", UNIT_SHARE, 0, 1, "0.09", ROLE_LEVEL,
               "chance that one exchange leads to war, at the reference state",
               "about 27 of 306 disputes with reciprocated force since 1975 (Gibler, Miller, "
               "Little 2016)"),
    KEY_NUMBER("war.stumbled", UNIT_SHARE, 0, 1, "0.5", ROLE_LEVEL,
               "share of that chance that nobody chooses; the rest is chosen when both have struck",
               "judgement: the record of crises holds both and tells them apart badly"),
    KEY_NUMBER("war.closed", UNIT_SHARE, 0, 1, "0.5", ROLE_LEVEL,
               "chance that an answer closes the affair, once both have struck: neither answers "
               "openly again",
               "after an answer force follows again within 60 days in 0.45 of cases (GML MIE "
               "1975-2001)"),
    KEY_NUMBER("war.tension", UNIT_NONE, -20, 20, "1.5", ROLE_LEVEL,
               "w1, from no tension to very much", "judgement"),
    KEY_NUMBER("war.tension-scale", UNIT_NONE, 0.01, 1000, "5", ROLE_CONSTANT,
               "x0: summed tension at which e is one half", "judgement"),
    KEY_NUMBER("war.stances", UNIT_NONE, -5, 5, "0.4", ROLE_LEVEL, "w2, per step of either stance",
               "judgement"),
    KEY_NUMBER("war.talk", UNIT_NONE, -20, 20, "1", ROLE_LEVEL, "w3, from no talk to full talk",
               "judgement"),
    KEY_NUMBER("war.reference-tension", UNIT_SHARE, 0, 1, "0.5", ROLE_CONSTANT,
               "e at which the chance holds", "judgement"),
    KEY_NUMBER("war.reference-talk", UNIT_SHARE, 0, 1, "0.3", ROLE_CONSTANT,
               "talk at which the chance holds", "judgement"),
    KEY_NUMBER("war.one-sided", UNIT_PER_DAY, 0, 1, "0.0005 per day", ROLE_LEVEL,
               "onset after a homeland was struck by a side at stance 2, without answer",
               "judgement"),
    KEY_NUMBER("war.exit", UNIT_PER_DAY, 0, 10, "0.02 per day", ROLE_LEVEL,
               "hazard of the end of a war", "judgement"),
    KEY_NUMBER("war.deaths", UNIT_NONE, 0, 1e5, "20", ROLE_LEVEL,
               "own deaths of each side per day of war", "judgement"),
    KEY_NUMBER("war.entangled", UNIT_FACTOR, 0, 100, "x1.5", ROLE_LEVEL,
               "onset hazard while a pair that shares a principal is in an exchange or at war",
               "judgement"),
};
static const ofr_keys war_keys = {war_table, OFR_COUNT_OF(war_table), "war"};

static ofr_war_firsts compile_firsts(ofr_compiler *c, const ofr_pair *pair)
{
    ofr_war_firsts firsts;

    for (size_t j = 0; j < 2; j++) {
        firsts.attack[j] = compile_whole(
            c, compile_text(c, c->model->dyad[pair->dyad[j]].id, ".", "first-attack"), "day");
    }
    firsts.both = compile_whole(c, compile_text(c, pair->id, ".", "both-attacked"), "day");
    firsts.war = compile_whole(c, compile_text(c, pair->id, ".", "first-war"), "day");
    return firsts;
}

static ofr_status war_compile(ofr_compiler *c)
{
    const ofr_node *node = node_get(c->spec->root, "war");
    ofr_war *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->war = own;
    const ofr_row from[] = {
        compile_par(node, "chance"),         compile_par(node, "window"),
        compile_par(node, "tension"),        compile_par(node, "reference-tension"),
        compile_par(node, "stances"),        compile_par(node, "talk"),
        compile_par(node, "reference-talk"), compile_par(node, "stumbled")};
    *own = (ofr_war){
        .window = from[1],
        .offset = compile_derived(c, DERIVE_ONSET, from, 8),
        .tension = from[2],
        .stances = from[4],
        .talk = from[5],
        .tension_scale = compile_par(node, "tension-scale"),
        .one_sided = compile_par(node, "one-sided"),
        .exit = compile_par(node, "exit"),
        .deaths = compile_par(node, "deaths"),
        .entangled = compile_par(node, "entangled"),
        .chance = from[0],
        .choice_offset = compile_derived(c, DERIVE_CHOICE_OF_WAR, from, 8),
        .closed = compile_par(node, "closed"),
        .reference_tension = from[3],
    };
    own->stream = compile_alloc(c, c->model->n_pairs, sizeof *own->stream);
    own->size = compile_alloc(c, c->model->n_flows, sizeof *own->size);
    own->firsts = compile_alloc(c, c->model->n_pairs, sizeof *own->firsts);
    own->shift = compile_alloc(c, c->model->n_pairs, sizeof *own->shift);
    if (!own->stream || !own->size || !own->firsts || !own->shift) return OFR_NO_MEMORY;
    for (size_t f = 0; f < c->model->n_flows; f++)
        own->size[f] = compile_par(c->model->flow[f].node, "size");
    for (size_t i = 0; i < c->model->n_pairs; i++) {
        own->stream[i] = stream_of("war", c->model->dyad[c->model->pair[i].named].id);
        own->firsts[i] = compile_firsts(c, &c->model->pair[i]);
        own->shift[i] = (ofr_war_shift){compile_nums(c, 1), compile_nums(c, 1)};
    }
    return OFR_OK;
}

static void war_start(const ofr_model *m, ofr_block *b)
{
    for (size_t i = 0; i < m->n_pairs; i++) {
        const ofr_war_firsts *firsts = &m->own->war->firsts[i];

        for (size_t k = 0; k < LANES; k++) {
            whole(b, m->pair[i].closed)[k] = OFR_NEVER;
            whole(b, firsts->both)[k] = OFR_NEVER;
            whole(b, firsts->war)[k] = OFR_NEVER;
        }
        for (size_t j = 0; j < 2; j++) {
            for (size_t k = 0; k < LANES; k++) {
                whole(b, firsts->attack[j])[k] = OFR_NEVER;
                whole(b, m->pair[i].direct[j])[k] = OFR_NEVER;
                whole(b, m->pair[i].direct_act[j])[k] = OFR_NO_ACT;
                whole(b, m->pair[i].direct_root[j])[k] = -1;
                num(b, m->pair[i].size[j])[k] = 1.0;
            }
        }
    }
}

static void note_first(ofr_block *b, ofr_row row, int32_t day, size_t k)
{
    if (whole(b, row)[k] == OFR_NEVER) whole(b, row)[k] = day;
}

/* Side j of pair i attacks the other today, after the start. */
static void note_attack(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t j, size_t k)
{
    const ofr_war_firsts *firsts = &m->own->war->firsts[i];

    note_first(b, firsts->attack[j], day, k);
    if (whole(b, firsts->attack[1 - j])[k] != OFR_NEVER) note_first(b, firsts->both, day, k);
}

/* Notes today's direct acts of the two principals on each other. Rare after the any-test. */
static void note_direct(const ofr_model *m, ofr_block *b, int32_t day, size_t i, bool history)
{
    const ofr_pair *pair = &m->pair[i];

    for (size_t j = 0; j < 2; j++) {
        const ofr_dyad *dyad = &m->dyad[pair->dyad[j]];

        for (size_t f = 0; f < m->n_flows; f++) {
            const ofr_flow *flow = &m->flow[f];
            if (flow->source != dyad->holder || flow->target != dyad->rival ||
                flow->rung < m->direct)
                continue;
            const double *count = count_of(m, b, f);
            const bool attack = !history && flow->at != AT_THIRD && flow->at != AT_PROXY;
            for (size_t k = 0; k < LANES; k++) {
                if (count[k] <= 0) continue;
                if (attack) note_attack(m, b, day, i, j, k);
                whole(b, pair->direct[j])[k] = day;
                whole(b, pair->direct_act[j])[k] = act_number(m, day, f);
                whole(b, pair->direct_root[j])[k] = root_of(m, b, f)[k];
                num(b, pair->size[j])[k] = par(b, m->own->war->size[f])[k];
            }
        }
    }
}

/* Did the holder of a dyad strike its rival's homeland directly today? */
static bool struck_home(const ofr_model *m, const ofr_block *b, const ofr_dyad *dyad, size_t k)
{
    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_flow *flow = &m->flow[f];
        const bool home = flow->source == dyad->holder && flow->target == dyad->rival &&
                          flow->rung >= m->direct && flow->at == AT_HOMELAND;
        if (home && count_of(m, b, f)[k] > 0) return true;
    }
    return false;
}

static bool tied_pair_burns(const ofr_model *m, const ofr_block *b, size_t i, size_t k)
{
    const ofr_dyad *mine = &m->dyad[m->pair[i].dyad[0]];

    for (size_t j = 0; j < m->n_pairs; j++) {
        const ofr_dyad *other = &m->dyad[m->pair[j].dyad[0]];
        if (j == i || !(whole(b, m->pair[j].window_open)[k] | whole(b, m->pair[j].at_war)[k]))
            continue;
        if (other->holder == mine->holder || other->holder == mine->rival ||
            other->rival == mine->holder || other->rival == mine->rival)
            return true;
    }
    return false;
}

static void begin_war(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k,
                      int32_t cause, int32_t root)
{
    const ofr_war_firsts *firsts = &m->own->war->firsts[i];

    whole(b, m->pair[i].at_war)[k] = 1;
    note_first(b, firsts->war, day, k);
    note_first(b, firsts->both, day, k); /* in a war each attacks */
    act(m, b, m->pair[i].war_slot, k, cause, root);
}

/* The side that struck last decides on war, or does not. Words: 0, 1 of quad 2. */
static bool decides_on_war(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k,
                           size_t later, double stances)
{
    const ofr_pair *pair = &m->pair[i];
    const ofr_words w = words_of(m, b, day, m->own->war->stream[i], 2, k);
    const size_t slot = pair->decision_slot[later];
    const int32_t root = whole(b, pair->direct_root[later])[k];
    const double more = num(b, m->own->war->shift[i].war)[k];

    if (unit2(w.w[0], w.w[1]) >= war_chosen(m, b, i, k, stances, more)) return false;
    act(m, b, slot, k, whole(b, pair->direct_act[later])[k], root);
    begin_war(m, b, day, i, k, act_number(m, day, slot), root);
    return true;
}

/* Once both have struck, each answer may be the last: the affair is closed. Word: 2 of quad 2. */
static void may_close(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k)
{
    const ofr_war *own = m->own->war;
    const ofr_words w = words_of(m, b, day, own->stream[i], 2, k);

    if (unit(w.w[2]) < par(b, own->closed)[k])
        whole(b, m->pair[i].closed)[k] = day + (int32_t)par(b, own->window)[k];
}

/* One pair in one lane on a day when it might turn: rare, so scalar. */
static void may_break_out(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k,
                          bool history)
{
    const ofr_war *own = m->own->war;
    const ofr_pair *pair = &m->pair[i];
    const int32_t last[2] = {whole(b, pair->direct[0])[k], whole(b, pair->direct[1])[k]};
    const int32_t window = (int32_t)par(b, own->window)[k];
    const double s[2] = {num(b, m->dyad[pair->dyad[0]].stance)[k],
                         num(b, m->dyad[pair->dyad[1]].stance)[k]};
    const bool open = day - last[0] < window && day - last[1] < window,
               opens = open && !whole(b, pair->window_open)[k];
    const size_t later = last[1] > last[0];
    const int32_t cause = whole(b, pair->direct_act[later])[k],
                  root = whole(b, pair->direct_root[later])[k];
    const double more = num(b, own->shift[i].war)[k];
    double hazard = 0.0;

    if (opens) act(m, b, pair->exchange_slot, k, cause, root);
    whole(b, pair->window_open)[k] = open;
    if (opens && !history && decides_on_war(m, b, day, i, k, later, s[0] + s[1])) return;
    if (open && !history && (last[0] == day || last[1] == day)) may_close(m, b, day, i, k);
    if (open)
        hazard = m_min(1.0, war_hazard(m, b, i, k, s[0] + s[1], more) *
                                m_max(num(b, pair->size[0])[k], num(b, pair->size[1])[k]));
    for (size_t j = 0; j < 2 && !open; j++) {
        if (last[j] == day && s[j] > 1.5 && struck_home(m, b, &m->dyad[pair->dyad[j]], k))
            hazard = 1.0 - m_exp(-par(b, own->one_sided)[k]);
    }
    if (tied_pair_burns(m, b, i, k)) hazard = m_min(hazard * par(b, own->entangled)[k], 1.0);
    if (history) {
        /* The record knows of no war; where one is certain it cannot be. */
        const double stay = (1.0 - hazard) *
                            (opens ? 1.0 - war_chosen(m, b, i, k, s[0] + s[1], more) : 1.0);
        density_of(m, b, DENSITY_WAR, i)[k] = stay > 0.0 ? m_log(stay) : LOG_OF_ZERO;
    } else if (hazard > 0) {
        const ofr_words w = words_of(m, b, day, own->stream[i], 0, k);
        if (unit2(w.w[0], w.w[1]) < hazard) begin_war(m, b, day, i, k, cause, root);
    }
}

static void fight_on(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k)
{
    const ofr_war *own = m->own->war;
    const ofr_pair *pair = &m->pair[i];
    const ofr_words w = words_of(m, b, day, own->stream[i], 1, k);

    if (unit(w.w[0]) < 1.0 - m_exp(-par(b, own->exit)[k])) {
        whole(b, pair->at_war)[k] = 0;
        whole(b, pair->window_open)[k] = 0;
        for (size_t j = 0; j < 2; j++) whole(b, pair->direct[j])[k] = OFR_NEVER;
        act(m, b, pair->ceasefire_slot, k, OFR_NO_ACT, -1);
    }
}

static void war_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const bool history = b->given && b->given->history;
    const int32_t longest = 61; /* the longest window, and the day after it on which it closes */

    for (size_t i = 0; i < m->n_pairs; i++) {
        const ofr_pair *pair = &m->pair[i];
        const int32_t *at_war = whole(b, pair->at_war), *first = whole(b, pair->direct[0]),
                      *second = whole(b, pair->direct[1]);
        int32_t turning[LANES], any = 0;
        uint8_t lane[LANES];

        note_direct(m, b, day, i, history);
        for (size_t k = 0; k < LANES; k++)
            turning[k] = (day - first[k] < longest) | (day - second[k] < longest); /* lanes */
        for (size_t k = 0; k < LANES; k++) turning[k] |= at_war[k];                /* lanes */
        for (size_t k = 0; k < LANES; k++) any |= turning[k];                      /* lanes */
        for (size_t j = 0, n = any ? lanes_where(turning, lane) : 0; j < n; j++) {
            if (at_war[lane[j]])
                fight_on(m, b, day, i, lane[j]);
            else
                may_break_out(m, b, day, i, lane[j], history);
        }
    }
}

static const ofr_mechanism war_mechanism = {
    .name = "war",
    .keys = &war_keys,
    .compile = war_compile,
    .start = war_start,
};
