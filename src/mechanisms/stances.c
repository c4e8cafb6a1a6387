/* stances.c -- how hard each side leans on the other: -2 accommodate, -1 probe, 0 hold, 1 pressure, 2 punish.
 *
 * On decision days (every `decide-every` days, and the day after a red line was crossed) p considers
 * one step, or two after a crossing, from i against jhat, the rival's stance as p reads it:
 *     P(harden) = logistic(lambda [U(i + 1, jhat) - U(i, jhat) - inertia])
 *     P(ease)   = logistic(lambda [U(i - 1, jhat) - U(i, jhat) - inertia]), no lower than hold, if not hardened
 *     jhat      = clamp(j + bias (2 logistic(l) - 1), -2, 2)
 * On decision days the two of a pair may first step down together, (i, j) -> (i - 1, j - 1), with probability
 * q P_p P_q, and only where it raises U of both; if they do not, each decides alone, at once. So below hold
 * stances change only when it pays both and they can talk, and from above hold words open a way down on which
 * nobody is left behind.
 * U: utility.h. Each change is an act. Tests: step probabilities exactly; no joint easing ever lowers
 * either side's U. A noisy best reply to beliefs: unique and cheap, unlike a logit equilibrium
 * (McKelvey and Palfrey 1995), which folds. Source: model.md 4.5, 4.16.
 *
 * With play: equilibrium the two of a pair draw their steps from that equilibrium of the game over the same
 * steps, u(to, to') = U(to, to') - inertia |to - i|; who does not decide today stays. It knows no beliefs: both
 * see true stances and payoffs. Where equilibrium.h does not vouch for one equilibrium the day is played as
 * reply and counted. Tests: shares of steps against a game solved by hand.
 */
#include "stances.h"

#include "equilibrium.h"
#include "mechanisms.h"
#include "memory.h"
#include "utility.h"

static const ofr_key stances_table[] = {
    KEY_RECORD("stances", "how stances change"),
    KEY_MAP("stances.initial", NULL,
            "stance at the beginning, by directed pair, named holder-rival"),
    KEY_NUMBER("stances.initial.*", UNIT_NONE, -2, 2, NULL, ROLE_INITIAL,
               "-2 accommodate, -1 probe, 0 hold, 1 pressure, 2 punish", NULL),
    KEY_COUNT("stances.decide-every", 1, 60, "7", "days between decisions (an epoch)"),
    KEY_CHOICE("stances.play", "reply|equilibrium", "reply", false,
               "answer the rival as it is read, or play the logit equilibrium of both"),
    KEY_CHOICE(
        "stances.several", "refuse|reply", "refuse", false,
        "where play: equilibrium may have several: refuse the scenario, or play such days as "
        "reply and count them"),
    KEY_NUMBER("stances.lambda", UNIT_NONE, 0, 100, "6", ROLE_LEVEL,
               "precision of choice, per own death", "judgement"),
    KEY_NUMBER("stances.inertia", UNIT_NONE, 0, 1e6, "0.5", ROLE_LEVEL,
               "what a step must gain to be even odds, own deaths an epoch", "judgement"),
    KEY_NUMBER("stances.bias", UNIT_NONE, 0, 4, "0.5", ROLE_LEVEL,
               "steps by which a feared rival is read as harder than it is", "judgement"),
    KEY_NUMBER("stances.provocation-scale", UNIT_NONE, 0.01, 1e4, "10", ROLE_CONSTANT,
               "unanswered severity that counts one half", "judgement"),
    KEY_NUMBER("stances.enmity-scale", UNIT_NONE, 0.01, 1e4, "2", ROLE_CONSTANT,
               "tension at which enmity pays most", "judgement"),
};
static const ofr_keys stances_keys = {stances_table, OFR_COUNT_OF(stances_table), "stances"};

/* Flows of the rival's side that hurt the holder or whom it protects. */
static void compile_hits(ofr_compiler *c, ofr_stances *own, size_t d)
{
    const ofr_model *m = c->model;
    const ofr_memory *memory = &m->memory[m->dyad[d].memory];

    own->hits[d].hit = compile_alloc(c, memory->n_shares, sizeof(ofr_hit));
    for (size_t i = 0; own->hits[d].hit && i < memory->n_shares; i++) {
        const ofr_flow *f = &m->flow[memory->share[i].flow];
        const size_t side = m->actor[f->source].side;
        if (f->hostile && !memory->share[i].watched && side == m->dyad[d].rival &&
            m->actor[f->target].kind != KIND_GROUP) {
            own->hits[d].hit[own->hits[d].n++] = (ofr_hit){memory->share[i].flow,
                                                           memory->share[i].weight, f->theatre};
        }
    }
}

static ofr_status stances_compile(ofr_compiler *c)
{
    const ofr_node *node = node_get(c->spec->root, "stances"), *initial = node_get(node, "initial");
    ofr_model *m = c->model;
    ofr_stances *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->stances = own;
    own->epoch = (int32_t)node_get(node, "decide-every")->value;
    own->play = (int)node_get(node, "play")->choice;
    own->may_fold = node_get(node, "several")->choice == 1;
    own->lambda = compile_par(node, "lambda");
    own->inertia = compile_par(node, "inertia");
    own->bias = compile_par(node, "bias");
    own->provocation_scale = compile_par(node, "provocation-scale");
    own->enmity_scale = compile_par(node, "enmity-scale");
    own->initial = compile_alloc(c, m->n_dyads, sizeof *own->initial);
    own->hits = compile_alloc(c, m->n_dyads, sizeof *own->hits);
    own->stream = compile_alloc(c, m->n_dyads, sizeof *own->stream);
    own->several = compile_alloc(c, m->n_pairs, sizeof *own->several);
    if (!own->initial || !own->hits || !own->stream || !own->several) return OFR_NO_MEMORY;
    for (size_t i = 0; i < m->n_pairs; i++)
        own->several[i] = compile_whole(c, compile_text(c, m->pair[i].id, ".", "several"), "days");
    for (size_t d = 0; d < m->n_dyads; d++) {
        const ofr_node *stated = node_get(initial, m->dyad[d].id);
        own->initial[d] = stated && stated->parameter >= 0 ? (ofr_row)stated->parameter : OFR_NONE;
        if (stated && stated->value != (double)(int)stated->value)
            faults_add(c->faults, stated, "a stance is a whole step from -2 to 2, got %g",
                       stated->value);
        own->stream[d] = stream_of("stance", m->dyad[d].id);
        compile_hits(c, own, d);
    }
    compile_check_dyads(c, initial);
    return OFR_OK;
}

static void stances_start(const ofr_model *m, ofr_block *b)
{
    const ofr_stances *own = m->own->stances;

    for (size_t d = 0; d < m->n_dyads; d++) {
        for (size_t k = 0; k < LANES; k++) {
            const double stated = own->initial[d] == OFR_NONE ? 0.0 : par(b, own->initial[d])[k];
            num(b, m->dyad[d].stance)[k] = (double)(int)(stated + (stated < 0 ? -0.5 : 0.5));
        }
    }
}

/* The rival's stance as the holder reads it. */
static double read_stance(const ofr_model *m, const ofr_block *b, size_t d, size_t k)
{
    const double bias = par(b, m->own->stances->bias)[k];
    const double j = num(b, m->dyad[m->dyad[d].back].stance)[k];

    return m_clamp(j + bias * (2.0 * m_logistic(num(b, m->dyad[d].belief)[k]) - 1.0), -2.0, 2.0);
}

static double step_chance(const ofr_model *m, const ofr_block *b, size_t k, double gain)
{
    const ofr_stances *own = m->own->stances;

    return m_logistic(par(b, own->lambda)[k] * (gain - par(b, own->inertia)[k]));
}

/* A change of stance is an act; a harder one is caused by the gravest act remembered. */
static void take_step(const ofr_model *m, ofr_block *b, size_t d, size_t k, double to)
{
    const ofr_dyad *dyad = &m->dyad[d];
    const ofr_memory *memory = &m->memory[dyad->memory];
    const double from = num(b, dyad->stance)[k];
    int32_t root;

    if (to == from) return;
    const int32_t cause = memory_gravest(b, memory, k, &root);
    num(b, dyad->stance)[k] = to;
    act(m, b, dyad->stance_slot, k, to > from ? cause : OFR_NO_ACT, to > from ? root : -1);
}

/* The stance that one side decides on in one lane. Words: 0 harden, 1 ease, 2 second step of hardening. */
static double decide(const ofr_model *m, const ofr_block *b, int32_t day, size_t d, size_t k)
{
    const ofr_stances *own = m->own->stances;
    const ofr_dyad *dyad = &m->dyad[d];
    const ofr_words w = words_of(m, b, day, own->stream[d], 0, k);
    const double i = num(b, dyad->stance)[k], j = read_stance(m, b, d, k),
                 now = utility_of_stance(m, b, d, k, i, j);
    double to = i;

    if (i < 1.5 &&
        unit(w.w[0]) < step_chance(m, b, k, utility_of_stance(m, b, d, k, i + 1, j) - now)) {
        to = i + 1;
        if (whole(b, dyad->crossed)[k] && to < 1.5) {
            const double gain = utility_of_stance(m, b, d, k, to + 1, j) -
                                utility_of_stance(m, b, d, k, to, j);
            if (unit(w.w[2]) < step_chance(m, b, k, gain)) to += 1;
        }
    } else if (i > 0.5 && !whole(b, m->pair[dyad->pair].at_war)[k] &&
               unit(w.w[1]) < step_chance(m, b, k, utility_of_stance(m, b, d, k, i - 1, j) - now)) {
        to = i - 1;
    }
    return to;
}

/* Those of a pair that decide today do so at once: neither sees what the other has just chosen. */
static void reply_pair(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k,
                       bool regular)
{
    const size_t *d = m->pair[i].dyad;
    double to[2];

    for (size_t s = 0; s < 2; s++) {
        to[s] = regular || whole(b, m->dyad[d[s]].crossed)[k] ? decide(m, b, day, d[s], k)
                                                              : num(b, m->dyad[d[s]].stance)[k];
    }
    for (size_t s = 0; s < 2; s++) take_step(m, b, d[s], k, to[s]);
}

/* Both step down together, if they can talk and it pays both: the only way below hold, and from above it a
 * way that leaves neither behind the other. Word 3 of the dyad that names the pair's streams. */
static bool ease_together(const ofr_model *m, ofr_block *b, int32_t day, const ofr_pair *pair,
                          size_t k)
{
    const ofr_stances *own = m->own->stances;
    const double talk = num(b, pair->talk)[k],
                 u = unit(words_of(m, b, day, own->stream[pair->named], 0, k).w[3]);
    double s[2], gain[2], chance[2];

    if (u >= talk) return false; /* the chance is at most that: seldom need it be weighed */
    if (whole(b, pair->at_war)[k]) return false;
    for (size_t j = 0; j < 2; j++) s[j] = num(b, m->dyad[pair->dyad[j]].stance)[k];
    if (s[0] < -1.5 || s[1] < -1.5) return false;
    for (size_t j = 0; j < 2; j++) {
        const size_t d = pair->dyad[j];
        gain[j] = utility(m, b, d, k, s[j] - 1, s[1 - j] - 1) - utility(m, b, d, k, s[j], s[1 - j]);
        chance[j] = step_chance(m, b, k, gain[j]);
    }
    /* The same bits whichever side is named first. */
    if (gain[0] <= 0 || gain[1] <= 0 || u >= talk * (chance[0] * chance[1])) return false;
    for (size_t j = 0; j < 2; j++) {
        num(b, m->dyad[pair->dyad[j]].stance)[k] = s[j] - 1;
        act(m, b, m->dyad[pair->dyad[j]].stance_slot, k, OFR_NO_ACT, -1);
    }
    return true;
}

/* The steps that the holder of d may take alone today, rising; only its stance if it does not decide. */
static size_t steps_of(const ofr_model *m, const ofr_block *b, size_t d, size_t k, bool decides,
                       double ret_to[GAME_STEPS])
{
    const double i = num(b, m->dyad[d].stance)[k];
    size_t n = 0;

    if (decides && i > 0.5 && !whole(b, m->pair[m->dyad[d].pair].at_war)[k]) ret_to[n++] = i - 1;
    ret_to[n++] = i;
    if (decides && i < 1.5) ret_to[n++] = i + 1;
    if (decides && i < 0.5 && whole(b, m->dyad[d].crossed)[k]) ret_to[n++] = i + 2;
    return n;
}

/* What side s of a pair gets by each step of both. Harm is left out: it is the same whatever s does. */
static void pay_off(const ofr_model *m, const ofr_block *b, const ofr_pair *pair, size_t k,
                    size_t s, double to[2][GAME_STEPS], ofr_game *game)
{
    const size_t d = pair->dyad[s];
    const double inertia = par(b, m->own->stances->inertia)[k], i = num(b, m->dyad[d].stance)[k];

    for (size_t a = 0; a < game->n[s]; a++) {
        const double moved = to[s][a] > i ? to[s][a] - i : i - to[s][a];
        for (size_t c = 0; c < game->n[1 - s]; c++) {
            game->u[s][a][c] = utility_of_stance(m, b, d, k, to[s][a], to[1 - s][c]) -
                               inertia * moved;
        }
    }
}

/* The step that uniform u picks, from the hardest down: the word that hardens in decide hardens here. */
static double pick_step(const double *to, const double *mix, size_t n, double u)
{
    for (size_t a = n - 1; a > 0; a--) {
        if (u < mix[a]) return to[a];
        u -= mix[a];
    }
    return to[0];
}

/* Both sides of a pair in one lane, in equilibrium or, where that may be one of several, each by its reply. */
static void play_pair(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k,
                      bool regular)
{
    const ofr_stances *own = m->own->stances;
    const size_t *d = m->pair[i].dyad;
    const double lambda = par(b, own->lambda)[k];
    double to[2][GAME_STEPS], mix[2][GAME_STEPS];
    bool decides[2];
    ofr_game game;

    for (size_t s = 0; s < 2; s++) {
        decides[s] = regular || whole(b, m->dyad[d[s]].crossed)[k];
        game.n[s] = steps_of(m, b, d[s], k, decides[s], to[s]);
    }
    for (size_t s = 0; s < 2; s++) pay_off(m, b, &m->pair[i], k, s, to, &game);
    if (!game_has_one(&game, lambda) || !(game_solve(&game, lambda, mix) <= 1e-9)) {
        whole(b, own->several[i])[k]++;
        reply_pair(m, b, day, i, k, regular);
        return;
    }
    for (size_t s = 0; s < 2; s++) {
        const ofr_words w = words_of(m, b, day, own->stream[d[s]], 0, k);
        take_step(m, b, d[s], k, pick_step(to[s], mix[s], game.n[s], unit(w.w[0])));
    }
}

/* One pair in one lane: down together, or each alone. What the stances in force are worth is kept first. */
static void decide_pair(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k,
                        bool regular)
{
    const bool equilibrium = m->own->stances->play == PLAY_EQUILIBRIUM;

    for (size_t s = 0; s < 2 && regular; s++) {
        const size_t d = m->pair[i].dyad[s];
        const double j = equilibrium ? num(b, m->dyad[m->dyad[d].back].stance)[k]
                                     : read_stance(m, b, d, k);
        num(b, m->dyad[d].utility)[k] = utility(m, b, d, k, num(b, m->dyad[d].stance)[k], j);
    }
    if (regular && ease_together(m, b, day, &m->pair[i], k)) return;
    if (equilibrium)
        play_pair(m, b, day, i, k, regular);
    else
        reply_pair(m, b, day, i, k, regular);
}

static void stances_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_stances *own = m->own->stances;
    /* Days since 1970, not since the start: a run that starts elsewhere decides on the same days. */
    const int32_t regular = day % own->epoch == 0;

    for (size_t i = 0; i < m->n_pairs; i++) {
        const int32_t *first = whole(b, m->dyad[m->pair[i].dyad[0]].crossed),
                      *second = whole(b, m->dyad[m->pair[i].dyad[1]].crossed);
        for (size_t k = 0; k < LANES; k++) {
            if (regular | first[k] | second[k]) decide_pair(m, b, day, i, k, regular);
        }
    }
    for (size_t d = 0; d < m->n_dyads; d++) {
        int32_t *crossed = whole(b, m->dyad[d].crossed);
        for (size_t k = 0; k < LANES; k++) crossed[k] = 0; /* lanes */
    }
}

static const ofr_mechanism stances_mechanism = {
    .name = "stances",
    .keys = &stances_keys,
    .compile = stances_compile,
    .start = stances_start,
};
