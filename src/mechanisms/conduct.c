/* conduct.c -- who does what to whom today.
 *
 *     mu = C exp(sum_j kappa_j D_j + gamma S - delta r) [ beta exp(eta (h - hbar)) + rho M / (1 + M / Msat) ]
 *     r  = R / (1 + R / Rsat) / 10
 *
 * To the exponent of a direct act on the rival is added what a future is shifted by (war.h).
 * beta [acts a day] its own account; D_j driver j on or off; S the stance in force (a client's: control x its
 * patron's stance + own drive); R punishment remembered; h heat; M hostility (or cooperation, for
 * cooperative rungs) remembered of whom it answers; C restraints: clauses, quiet for quiet, capability:
 *     C = prod over clauses (1 - strength obedience) x capability x (1 - quiet M0 / (M0 + M))
 * Punishment saturates like answers do: where fire is routine R is in the hundreds, and raw it would press the
 * exponent against its bounds. M0: hostility that counts as little (memory.c). The exponent is held within -20 .. 5: nothing overflows.
 * Counts are Poisson, or negative binomial with the stated size. Acts by which a principal answers crossings come on top
 * (answers.c); its strikes and direct acts come of those alone, unless it has a rate: its own initiative.
 *
 * In history recorded acts take the place of draws, and the filter's weight gains their log probability:
 * In what follows mu has the answers that are expected of the flow today in it (answers.h); a principal's strikes or
 * direct acts of one day are one round: log(1 - exp(-mu)) if there are any, else -mu.
 * full: log P(y; mu). partial: log P(y; kappa mu), and missed acts are drawn, Poisson((1 - kappa) mu).
 * kappa is the flow's coverage or that of a period, times the share of rows that are there by the start and the share of
 * a weekend (observation.c); where that is below 1 a full flow is partial. What the record does not cover is drawn.
 * totals: named acts, and of the n others still owed in the interval today's share is drawn,
 * Binomial(n, mu / (mu + days left x mean of mu so far)), split by mu; at its end log P(total; sum of mu), or of the
 * range that a rounded total may have been, P(low <= N <= high); where all its flows belong to one campaign, each day
 * by itself (spread_density).
 * Tests: Poisson and negative binomial counts; stationary mean (I - K)^-1 beta; Binomial spreading.
 * Source: model.md 4.1, 6; mutually exciting processes: Hawkes 1971. Deterrence and backlash (delta) are
 * equally likely beforehand, so that "talks, not force" cannot win by construction.
 */
#include "conduct.h"

#include "answers.h"
#include "campaigns.h"
#include "coverage.h"
#include "deals.h"
#include "drivers.h"
#include "mechanisms.h"
#include "memory.h"
#include "offers.h"
#include "politics.h"
#include "proxies.h"
#include "recorded.h"
#include "war.h"

static const ofr_key conduct_table[] = {
    KEY_NUMBER("conduct.*.rate", UNIT_PER_DAY, 0, 100, "0 per day", ROLE_LEVEL,
               "acts on its own account", "judgement"),
    KEY_NUMBER("conduct.*.stance", UNIT_NONE, -3, 3, "0", ROLE_LEVEL,
               "gamma: log change per step of stance", "judgement"),
    KEY_NUMBER("conduct.*.deterrence", UNIT_NONE, -3, 3, "0", ROLE_LEVEL,
               "delta: log change per 10 severity of punishment remembered, while that is small; "
               "negative: backlash",
               "judgement"),
    KEY_NUMBER("conduct.*.heat", UNIT_NONE, -3, 3, "0", ROLE_LEVEL,
               "eta: log change of its own account per unit of heat", "judgement"),
    KEY_NUMBER("conduct.*.dispersion", UNIT_NONE, 0.01, 1e4, NULL, ROLE_CONSTANT,
               "size of the negative binomial; omitted: Poisson", NULL),
    KEY_NUMBER("conduct.*.coverage", UNIT_SHARE, 0, 1, "0.5", ROLE_CONSTANT,
               "kappa: share of acts that a partial record holds", "judgement"),
    KEY_MAP("conduct.*.driven-by", "drivers", "factor on all its acts while a driver is on"),
    KEY_NUMBER("conduct.*.driven-by.*", UNIT_FACTOR, 1e-6, 1e6, NULL, ROLE_LEVEL,
               "factor while it is on", NULL),
    KEY_RECORD("conduct.*.answers", "tit for tat"),
    KEY_REF("conduct.*.answers.to", "actors", false, "whose hostility it answers"),
    KEY_NUMBER("conduct.*.answers.acts-per-severity", UNIT_NONE, 0, 10, "0", ROLE_LEVEL,
               "rho: acts a day per remembered severity", "judgement"),
    KEY_NUMBER("conduct.*.answers.quiet-for-quiet", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "share of all its acts that stops when nothing is remembered", "judgement"),
    KEY_RECORD("answering", "limits of answering"),
    KEY_NUMBER("answering.saturation", UNIT_NONE, 0.1, 1e4, "30", ROLE_CONSTANT,
               "Msat: remembered severity at which answers are half of linear", "judgement"),
    KEY_NUMBER("answering.punishment-saturation", UNIT_NONE, 0.1, 1e4, "20", ROLE_CONSTANT,
               "Rsat: remembered punishment at which deterrence is half of linear", "judgement"),
};
static const ofr_keys conduct_keys = {conduct_table, OFR_COUNT_OF(conduct_table), "conduct"};

/* Clauses that hold back this flow: its source is restrained (or is the giver) and its target on the other side. */
static void compile_restraints(ofr_compiler *c, const ofr_flow *f, ofr_drive *drive)
{
    const ofr_deals *deals = c->model->own->deals;
    const ofr_model *m = c->model;

    drive->clause = compile_alloc(c, deals->n_clauses, sizeof *drive->clause);
    drive->clause_own = compile_alloc(c, deals->n_clauses, sizeof *drive->clause_own);
    drive->complies = compile_alloc(c, deals->n_clauses, sizeof *drive->complies);
    if (!drive->clause || !drive->clause_own || !drive->complies) return;
    for (size_t i = 0; i < deals->n_clauses; i++) {
        const ofr_clause *clause = &deals->clause[i];
        ofr_row complies = OFR_NONE;
        bool named = false;

        if (clause->does != DOES_RESTRAIN || !f->hostile || clause->dyad == OFR_NONE) continue;
        for (size_t j = 0; j < clause->n_actors; j++) {
            if (!model_is_or_part(m, f->source, clause->actor[j])) continue;
            named = true;
            if (clause->wholly && clause->obeyer[j].link != OFR_NONE)
                complies = clause->obeyer[j].complies;
        }
        if (!clause_holds_in(clause, f->theatre)) continue;
        if (!named || f->dyad == OFR_NONE || m->dyad[f->dyad].rival != m->dyad[clause->dyad].holder)
            continue;
        drive->clause_own[drive->n_clauses] = f->source == clause->by;
        drive->complies[drive->n_clauses] = complies;
        drive->clause[drive->n_clauses++] = i;
    }
}

static void compile_drive(ofr_compiler *c, ofr_flow *f, ofr_drive *drive)
{
    const ofr_node *node = f->node, *answers = node_get(node, "answers"),
                   *dispersion = node_get(node, "dispersion");
    ofr_model *m = c->model;

    f->rate = compile_par(node, "rate");
    f->dispersion = dispersion && dispersion->parameter >= 0 ? (ofr_row)dispersion->parameter
                                                             : OFR_NONE;
    drive->stance = compile_par(node, "stance");
    drive->deterrence = compile_par(node, "deterrence");
    drive->heat = compile_par(node, "heat");
    drive->coverage = compile_par(node, "coverage");
    drive->answer = compile_par(answers, "acts-per-severity");
    drive->quiet = compile_par(answers, "quiet-for-quiet");
    drive->restraint = compile_num(c, compile_text(c, f->id, ".", "restraint"), "share");
    drive->excited = compile_num(c, compile_text(c, f->id, ".", "excited-share"), "share");
    drive->politics = m->actor[f->source].politics;
    drive->link = m->actor[f->source].kind == KIND_PRINCIPAL ? OFR_NONE : m->actor[f->source].link;
    drive->capability_actor = m->actor[f->source].kind == KIND_GROUP && f->hostile ? f->source
                                                                                   : OFR_NONE;
    drive->punish = f->answers;
    if (f->answers == OFR_NONE && (node_get(answers, "acts-per-severity")->stated ||
                                   node_get(answers, "quiet-for-quiet")->stated)) {
        faults_add(c->faults, answers, "says how much it answers, but not whom; add to:");
    }
    if (f->answers == OFR_NONE && node_get(node, "deterrence")->stated) {
        faults_add(c->faults, node_get(node, "deterrence"),
                   "says how punishment holds it back, but not whose; add answers: {to: ...}");
    }
    if (f->chosen && f->answers != OFR_NONE) {
        faults_add(c->faults, answers,
                   "%s is a principal's %s: it answers by red lines only, so that nothing is "
                   "answered twice; leave this out, and name it among a red line's options",
                   f->id, m->rung[f->rung].id);
    }
    if (f->cover == COVER_TOTALS && f->chosen)
        faults_add(c->faults, node_get(node, "record"),
                   "running totals spread over flows that have a rate; use full or partial here");
    drive->term = compile_driven_by(c, node, &drive->n_terms);
    compile_restraints(c, f, drive);
}

static ofr_status conduct_compile(ofr_compiler *c)
{
    ofr_model *m = c->model;
    ofr_conduct *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->conduct = own;
    own->saturation = compile_par(node_get(c->spec->root, "answering"), "saturation");
    own->punishment_saturation = compile_par(node_get(c->spec->root, "answering"),
                                             "punishment-saturation");
    own->drive = compile_alloc(c, m->n_flows, sizeof *own->drive);
    if (!own->drive) return OFR_NO_MEMORY;
    for (size_t f = 0; f < m->n_flows; f++) compile_drive(c, &c->flow[f], &own->drive[f]);
    for (size_t i = 0; i < OFR_SPREADS; i++)
        own->spread[i] = (ofr_spread){compile_wholes(c, 1), compile_nums(c, 1)};
    return OFR_OK;
}

/* Exponent: drivers, stance, punishment. */
static void push(const ofr_model *m, const ofr_block *b, size_t f, double *x)
{
    const ofr_drive *drive = &m->own->conduct->drive[f];
    const ofr_flow *flow = &m->flow[f];
    const double *gamma = par(b, drive->stance), *delta = par(b, drive->deterrence);

    for (size_t k = 0; k < LANES; k++) x[k] = 0.0; /* lanes */
    add_driven(m, b, drive->term, drive->n_terms, x);
    if (m->flow[f].dyad != OFR_NONE) {
        const double *stance = num(b, m->dyad[m->flow[f].dyad].stance);
        if (drive->link == OFR_NONE) {
            for (size_t k = 0; k < LANES; k++) x[k] += gamma[k] * stance[k]; /* lanes */
        } else {
            const double *control = num(b, m->link[drive->link].control),
                         *own = par(b, m->link[drive->link].drive);
            for (size_t k = 0; k < LANES; k++)
                x[k] += gamma[k] * (control[k] * stance[k] + own[k]); /* lanes */
        }
    }
    if (flow->rung >= m->direct && drive->link == OFR_NONE && flow->dyad != OFR_NONE) {
        const double *shift = num(b, m->own->war->shift[m->dyad[flow->dyad].pair].open);
        for (size_t k = 0; k < LANES; k++) x[k] += shift[k]; /* lanes */
    }
    if (drive->punish != OFR_NONE) {
        const double *r = num(b, m->memory[drive->punish].punished),
                     *most = par(b, m->own->conduct->punishment_saturation);
        for (size_t k = 0; k < LANES; k++)
            x[k] -= delta[k] * 0.1 * r[k] / (1.0 + r[k] / most[k]); /* lanes */
    }
    for (size_t k = 0; k < LANES; k++)
        x[k] = m_clamp(x[k], -20.0, 5.0); /* lanes; nothing overflows */
}

/* Restraints C, written over c. */
static void restrain(const ofr_model *m, const ofr_block *b, size_t f, double *c)
{
    const ofr_drive *drive = &m->own->conduct->drive[f];
    const ofr_deals *deals = m->own->deals;
    const ofr_offers *offers = m->own->offers;

    for (size_t k = 0; k < LANES; k++) c[k] = 1.0; /* lanes */
    if (drive->capability_actor != OFR_NONE) {
        const double *capability = num(b, m->own->proxies->capability[drive->capability_actor]);
        for (size_t k = 0; k < LANES; k++) c[k] = capability[k]; /* lanes */
    }
    for (size_t j = 0; j < drive->n_clauses; j++) {
        const ofr_clause *clause = &deals->clause[drive->clause[j]];
        const int32_t *state = whole(b, clause->state);
        const double *strength = par(b, clause->strength);
        const bool whole_acts = drive->complies[j] != OFR_NONE;
        const bool own = drive->clause_own[j] || drive->link == OFR_NONE || whole_acts;
        const double *control = own ? NULL : num(b, m->link[drive->link].control);
        const int32_t *complies = whole_acts ? whole(b, drive->complies[j]) : NULL;
        double held[LANES];
        for (size_t k = 0; k < LANES; k++)
            held[k] = state[k] == CLAUSE_IN_FORCE ? strength[k] : 0.0; /* lanes */
        if (complies)
            for (size_t k = 0; k < LANES; k++) held[k] *= (double)complies[k]; /* lanes */
        if (control)
            for (size_t k = 0; k < LANES; k++) held[k] *= control[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) c[k] *= 1.0 - held[k];     /* lanes */
    }
    for (size_t j = 0; j < offers->of_flow[f].n; j++) {
        const int32_t *phase = whole(b, offers->offer[offers->of_flow[f].at[j]].phase);
        for (size_t k = 0; k < LANES; k++) c[k] = phase[k] >= OFFER_OPEN ? 0.0 : c[k]; /* lanes */
    }
}

static bool any_above(const double *row, double least)
{
    int32_t any = 0;

    for (size_t k = 0; k < LANES; k++) any |= row[k] > least; /* lanes */
    return any != 0;
}

/* Today's mean of one flow but for its campaign, and the share of it that answers. */
static void plain_mean(const ofr_model *m, ofr_block *b, size_t f)
{
    const ofr_conduct *own = m->own->conduct;
    const ofr_drive *drive = &own->drive[f];
    const ofr_flow *flow = &m->flow[f];
    const double *rate = par(b, flow->rate);
    double *mu = num(b, flow->mean), *excited = num(b, drive->excited);
    double x[LANES], *c = num(b, drive->restraint), base[LANES];

    restrain(m, b, f, c);
    if (flow->chosen && !any_above(rate, 0.0)) {        /* its acts come from red lines alone */
        for (size_t k = 0; k < LANES; k++) mu[k] = 0.0; /* lanes */
        for (size_t k = 0; k < LANES; k++) excited[k] = 0.0; /* lanes */
        return;
    }
    push(m, b, f, x);
    for (size_t k = 0; k < LANES; k++) x[k] = m_exp(x[k]) * c[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++) base[k] = rate[k];         /* lanes */
    if (drive->politics != OFR_NONE && flow->node && drive->link == OFR_NONE) {
        const ofr_politics *p = &m->own->politics->of[drive->politics];
        const double *heat = num(b, p->heat), *rest = par(b, p->heat_base),
                     *eta = par(b, drive->heat);
        for (size_t k = 0; k < LANES; k++)
            base[k] *= m_exp(eta[k] * (heat[k] - rest[k])); /* lanes */
    }
    if (flow->answers == OFR_NONE) {
        for (size_t k = 0; k < LANES; k++) mu[k] = x[k] * base[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) excited[k] = 0.0;       /* lanes */
        return;
    }
    const ofr_memory *memory = &m->memory[flow->answers];
    const double *felt = num(b, flow->kindness > 0 ? memory->kind : memory->hostile),
                 *rho = par(b, drive->answer);
    const double *most = par(b, own->saturation), *quiet = par(b, drive->quiet);
    const double *floor = par(b, m->own->memory->floor);
    double answer[LANES];
    for (size_t k = 0; k < LANES; k++)
        answer[k] = rho[k] * felt[k] / (1.0 + felt[k] / most[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        x[k] *= 1.0 - quiet[k] * floor[k] / (floor[k] + felt[k]);            /* lanes */
    for (size_t k = 0; k < LANES; k++) mu[k] = x[k] * (base[k] + answer[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        excited[k] = answer[k] / m_max(base[k] + answer[k], 1e-300); /* lanes */
}

static void mean_today(const ofr_model *m, ofr_block *b, size_t f)
{
    const ofr_row row = m->own->campaigns->factor[f];

    plain_mean(m, b, f);
    if (row == OFR_NONE) return;
    double *mu = num(b, m->flow[f].mean);
    const double *factor = num(b, row);
    for (size_t k = 0; k < LANES; k++) mu[k] *= factor[k]; /* lanes */
}

/* Decisions of the first day look at means too. */
static void conduct_start(const ofr_model *m, ofr_block *b)
{
    for (size_t f = 0; f < m->n_flows; f++) mean_today(m, b, f);
}

/* What made the acts of a flow today: the largest remembered act when at least half of the mean answers hostility,
 * else a driver that is on and pushes it up, else its own account. Memory keeps the largest hostile act and no friendly
 * one, so that an answer to cooperation names no act. */
static void blame(const ofr_model *m, ofr_block *b, size_t f)
{
    const ofr_drive *drive = &m->own->conduct->drive[f];
    const ofr_drivers *drivers = m->own->drivers;
    const ofr_flow *flow = &m->flow[f];
    const double *count = count_of(m, b, f), *excited = num(b, drive->excited);
    int32_t *cause = cause_of(m, b, f), *root = root_of(m, b, f);

    for (size_t k = 0; k < LANES; k++) {
        if (count[k] <= 0) continue;
        cause[k] = OFR_NO_ACT;
        root[k] = (int32_t)flow->theatre;
        if (flow->answers != OFR_NONE && !(flow->kindness > 0) && excited[k] >= 0.5 &&
            whole(b, m->memory[flow->answers].best_act)[k] >= 0) {
            cause[k] = whole(b, m->memory[flow->answers].best_act)[k];
            root[k] = whole(b, m->memory[flow->answers].best_root)[k];
            continue;
        }
        for (size_t j = 0; j < drive->n_terms; j++) {
            const ofr_driver *driver = &drivers->driver[drive->term[j].driver];
            if (whole(b, driver->on)[k] && par(b, drive->term[j].log_factor)[k] > 0)
                cause[k] = OFR_BY_DRIVER - (int32_t)drive->term[j].driver;
        }
    }
}

static void draw_counts(const ofr_model *m, ofr_block *b, int32_t day, size_t f, const double *mu,
                        double *ret)
{
    double u[LANES];

    uniforms(m, b, day, m->flow[f].stream, 0, u);
    if (m->flow[f].dispersion == OFR_NONE)
        lane_poisson(u, mu, LANES, ret);
    else
        lane_negbin(u, mu, par(b, m->flow[f].dispersion), LANES, ret);
}

/* A day of the record for one flow. */
static void take_record(const ofr_model *m, ofr_block *b, int32_t day, size_t f)
{
    const ofr_given *g = b->given;
    const ofr_flow *flow = &m->flow[f];
    const double *own = num(b, flow->mean), y = g->count[f];
    double *count = count_of(m, b, f), *density = density_of(m, b, DENSITY_FLOW, f), mu[LANES];
    int32_t *given = whole(b, flow->given);

    for (size_t k = 0; k < LANES; k++) given[k] = 1;   /* lanes */
    for (size_t k = 0; k < LANES; k++) mu[k] = own[k]; /* lanes */
    if (g->history) add_answers(m, b, f, mu);
    if (g->mode[f] == GIVEN_PART || g->mode[f] == GIVEN_SHARE) {
        double kappa[LANES], missed[LANES], seen[LANES];
        coverage_today(m, b, f, kappa);
        for (size_t k = 0; k < LANES; k++) missed[k] = (1.0 - kappa[k]) * mu[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) seen[k] = kappa[k] * mu[k];           /* lanes */
        for (size_t k = 0; k < LANES && g->history; k++)
            density[k] = log_chance(b, flow, y, seen[k], k);
        double u[LANES];
        uniforms(m, b, day, flow->stream, 0, u);
        lane_poisson(u, missed, LANES, count);
        for (size_t k = 0; k < LANES; k++) count[k] += y; /* lanes */
    } else {
        for (size_t k = 0; k < LANES; k++) count[k] = y; /* lanes */
        if (g->mode[f] == GIVEN_ALL && g->history) {
            for (size_t k = 0; k < LANES; k++) density[k] = log_chance(b, flow, y, mu[k], k);
        }
    }
    if (y <= 0) return;
    const ofr_row rows[] = {m->deaths_own + f, m->deaths_partner + f, m->deaths_attacker + f,
                            m->wounded + f};
    const double told[] = {g->own[f], g->partner[f], g->attacker[f], g->wounded[f]};
    for (size_t i = 0; i < 4; i++) {
        double *row = num(b, rows[i]);
        for (size_t k = 0; k < LANES; k++) row[k] = told[i]; /* lanes */
    }
}

/* x log y, 0 where x is. */
static double times_log(double x, double y)
{
    return !(x > 0.0) ? 0.0 : y > 0.0 ? x * m_log(y) : LOG_OF_ZERO;
}

/* What a total about which only a range is known is taken for, in one lane: any of the range, alike. */
static int32_t total_drawn(const ofr_model *m, const ofr_block *b, const ofr_interval *total,
                           int32_t day, size_t k)
{
    const int32_t n = total->high - total->low + 1;
    const double u = unit(words_of(m, b, day, m->flow[total->flow[0]].stream, 0, k).w[0]);
    const int32_t above = (int32_t)(u * (double)n);

    return total->low + (above < n ? above : n - 1);
}

/* Where a total's fire may halt within the interval, each day weighs by itself: the chance of the day's acts over the
 * chance of having spread them so. z of n owed fell on today, of a mean mu, each with chance p. Between the first day and the
 * last it is taken that what is still owed comes as evenly as the whole total does, r a day, the same for all particles, so
 * that those who spread few so far are not thought better; over the interval this cancels (twisted targets: Whiteley, Lee 2014).
 * Summed over the days of an interval of one steady mean it is the Poisson chance of the total, or of its range. */
static double spread_density(const ofr_model *m, const ofr_block *b, const ofr_interval *total,
                             int32_t day, double p, double n, double z, double mu, size_t k)
{
    const double days = (double)(total->last - total->first + 1),
                 left = (double)(total->last - day + 1), named = (double)total->named,
                 values = (double)(total->high - total->low) + 1.0,
                 r = m_max((double)total->total - named, values > 1.0 ? 0.5 : 0.0) / days;
    double sum = r - mu + times_log(z, mu) - times_log(z, p) - times_log(n - z, 1.0 - p) +
                 times_log(n - z, (left - 1.0) * r) - times_log(n, left * r);

    for (size_t i = 0; i < total->n_flows; i++)
        sum += times_log(b->given->count[total->flow[i]], num(b, m->flow[total->flow[i]].mean)[k]);
    if (day == total->first)
        sum += times_log(n, days * r) - days * r + named * m_log(days) - m_lgamma(n + named + 1.0) +
               m_log(values);
    return sum;
}

/* One running total in one lane: how many of the acts still owed fall on today, and on which flow. */
static void spread_lane(const ofr_model *m, ofr_block *b, int32_t day, size_t which, size_t k)
{
    const ofr_interval *total = b->given->interval[which];
    const ofr_spread *spread = total_spread(m->own->campaigns, m->own->conduct, total);
    const bool campaign = campaign_of_total(m->own->campaigns, total) != OFR_NONE;
    int32_t *left = &whole(b, spread->left)[k];
    double *sum = &num(b, spread->sum)[k], mu = 0.0;
    uint32_t draw = 0;

    if (day == total->first) {
        const int32_t all = campaign ? total_drawn(m, b, total, day, k) : total->total;
        *left = all > total->named ? all - total->named : 0;
        *sum = 0.0;
    }
    for (size_t i = 0; i < total->n_flows; i++) mu += num(b, m->flow[total->flow[i]].mean)[k];
    *sum += mu;
    const double days_left = (double)(total->last - day),
                 mean = *sum / (double)(day - total->first + 1), owed = (double)*left;
    const double p = total->last == day ? 1.0 : mu / m_max(mu + days_left * mean, 1e-300);
    for (int32_t n = *left; n > 0; n--, draw++) {
        const ofr_words w = words_of(m, b, day, m->flow[total->flow[0]].stream, 1 + draw, k);
        if (unit(w.w[0]) >= p) continue;
        double at = unit(w.w[1]) * mu;
        size_t i = 0;
        while (i + 1 < total->n_flows && at >= num(b, m->flow[total->flow[i]].mean)[k])
            at -= num(b, m->flow[total->flow[i++]].mean)[k];
        count_of(m, b, total->flow[i])[k] += 1.0;
        --*left;
    }
    double *density = density_of(m, b, DENSITY_INTERVAL, which);
    if (campaign)
        density[k] = spread_density(m, b, total, day, p, owed, owed - (double)*left, mu, k);
    else if (day == total->last) /* more than the named acts only where the interval is whole */
        density[k] = poisson_log_range((double)total->low, (double)total->high, *sum);
}

static void conduct_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    for (size_t f = 0; f < m->n_flows; f++) {
        int32_t *given = whole(b, m->flow[f].given);

        mean_today(m, b, f);
        for (size_t k = 0; k < LANES; k++) given[k] = 0; /* lanes */
        if (b->given && b->given->mode[f] != GIVEN_NOTHING)
            take_record(m, b, day, f);
        else if (!m->flow[f].chosen || any_above(num(b, m->flow[f].mean), 0.0))
            draw_counts(m, b, day, f, num(b, m->flow[f].mean), count_of(m, b, f));
    }
    for (size_t i = 0; b->given && i < b->given->n_intervals; i++) {
        for (size_t k = 0; k < LANES; k++) spread_lane(m, b, day, i, k);
    }
    for (size_t f = 0; f < m->n_flows; f++) blame(m, b, f);
}

static const ofr_mechanism conduct_mechanism = {
    .name = "conduct",
    .keys = &conduct_keys,
    .compile = conduct_compile,
    .start = conduct_start,
};
