/* drivers.c -- outside processes that are on or off and push several actors at once, and who ends them.
 *
 *     P(off tomorrow | on)  = 1 - exp(-ends exp(mediation + sum_p backing_p + owners + sum_q log f_q + sum_e log w_e))
 *     P(on tomorrow | off)  = 1 - exp(-starts exp(sum_s log w_s))
 *
 * ends, starts [per day]; backing_p: how much p's backing of an end adds to the log hazard; owners: what its owners and
 * backers want today (driver_owners.h); f_q: factor of a proposal that is on the table; w_e, w_s: factors of other drivers that
 * are on this morning. An end is a truce with chance `truce-share`: then it stays off for `truce` days, and on the day
 * after them comes on again with chance `truce-resumes`, else it is a cease-fire, which ends by `starts` as any other.
 * On the day after another driver stopped or started, it does so itself with a chance (ends-with, starts-with; of several that
 * turned, each has its own). What it sees of others is what they were this morning, so rings of drivers have no first.
 * In history the stated periods are facts. Words of the quad: 0 by itself, 1 truce or not, 2 resumes or not, 3 with others.
 * Test: the two-state chain's transition counts and stationary share; every turn of a day told beforehand from its uniforms.
 * Source: model.md 4.12.
 */
#include "drivers.h"

#include "calendar.h"
#include "driver_owners.h"
#include "mechanisms.h"

static const ofr_key drivers_table[] = {
    KEY_MAP("drivers", NULL, "outside processes, on or off, that push several actors"),
    KEY_TEXT("drivers.*.name", false, "name in reports"),
    KEY_TEXT("drivers.*.says", false, "a word on it"),
    {"drivers.*.active", OFR_FLAG, UNIT_NONE, 1, 0, "false", NULL, false, ROLE_INITIAL,
     "on at the start, where the record's periods do not say", NULL},
    KEY_REFS("drivers.*.owners", "actors", false, "who can end it"),
    KEY_REF("drivers.*.in", "theatres", false, "theatre where it goes on"),
    KEY_NUMBER("drivers.*.ends", UNIT_PER_DAY, 0, 10, "0 per day", ROLE_LEVEL,
               "hazard of switching off", "judgement"),
    KEY_NUMBER("drivers.*.starts", UNIT_PER_DAY, 0, 10, "0 per day", ROLE_LEVEL,
               "hazard of switching on", "judgement"),
    KEY_NUMBER("drivers.*.mediation", UNIT_NONE, -5, 5, "0", ROLE_SWITCH,
               "what mediation adds to the log hazard of an end", "judgement"),
    KEY_MAP("drivers.*.backing", "actors",
            "what each actor's backing of an end adds to its log hazard"),
    KEY_NUMBER("drivers.*.backing.*", UNIT_NONE, -5, 5, NULL, ROLE_SWITCH,
               "addition to the log hazard of an end", NULL),
    KEY_MAP("drivers.*.decides", "actors", "owners and backers whose backing of an end moves"),
    KEY_NUMBER("drivers.*.decides.*.backing", UNIT_NONE, -5, 5,
               "{value: 0, prior: \"normal(0, 0.5)\", source: judgement}", ROLE_SWITCH,
               "what it adds to the log hazard of an end at rest", "judgement"),
    KEY_NUMBER("drivers.*.decides.*.half-life", UNIT_DAYS, 1, 3650, "30 days", ROLE_CONSTANT,
               "how fast what moved it is forgotten", "judgement"),
    KEY_NUMBER("drivers.*.decides.*.dead", UNIT_NONE, -5, 5,
               "{value: 0, prior: \"normal(0, 0.1)\", source: judgement}", ROLE_LEVEL,
               "per doubling of own dead in a day by what it drives", "judgement"),
    KEY_NUMBER("drivers.*.decides.*.heat", UNIT_NONE, -5, 5,
               "{value: 0, prior: \"normal(0, 0.5)\", source: judgement}", ROLE_LEVEL,
               "per unit of heat at home above rest, where that lasts", "judgement"),
    KEY_NUMBER("drivers.*.decides.*.election", UNIT_NONE, -5, 5,
               "{value: 0, prior: \"normal(0, 0.5)\", source: judgement}", ROLE_LEVEL,
               "on the day of an election, where its shadow lasts", "judgement"),
    KEY_NUMBER("drivers.*.decides.*.leader", UNIT_NONE, -5, 5,
               "{value: 0, prior: \"normal(0, 0.5)\", source: judgement}", ROLE_LEVEL,
               "jump when another leads it", "judgement"),
    KEY_NUMBER("drivers.*.truce", UNIT_DAYS, 1, 3650, "7 days", ROLE_CONSTANT,
               "how long a truce lasts", "judgement"),
    KEY_NUMBER("drivers.*.truce-share", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "share of its ends that are truces, the others are cease-fires", "judgement"),
    KEY_NUMBER("drivers.*.truce-resumes", UNIT_SHARE, 0, 1, "0.8", ROLE_LEVEL,
               "chance that it comes on again when a truce is over", "judgement"),
    KEY_LIST("drivers.*.proposals", "proposals to end it that are on the table"),
    KEY_DATE("drivers.*.proposals.*.from", true, "first day"),
    KEY_DATE("drivers.*.proposals.*.to", false, "last day; omitted: to the end"),
    KEY_NUMBER("drivers.*.proposals.*.factor", UNIT_FACTOR, 0.01, 100,
               "{value: x1, prior: \"lognormal(1, 0.5)\", source: judgement}", ROLE_LEVEL,
               "on the hazard of an end while it is on the table", "judgement"),
    KEY_TEXT("drivers.*.proposals.*.says", false, "a word on it"),
    KEY_MAP("drivers.*.ends-while", "drivers",
            "factor on its hazard of an end while another driver is on"),
    KEY_NUMBER("drivers.*.ends-while.*", UNIT_FACTOR, 0.001, 1000, NULL, ROLE_LEVEL,
               "factor while that is on", NULL),
    KEY_MAP("drivers.*.starts-while", "drivers",
            "factor on its hazard of a start while another driver is on"),
    KEY_NUMBER("drivers.*.starts-while.*", UNIT_FACTOR, 0.001, 1000, NULL, ROLE_LEVEL,
               "factor while that is on", NULL),
    KEY_MAP("drivers.*.ends-with", "drivers", "chance to end on the day after another driver does"),
    KEY_NUMBER("drivers.*.ends-with.*", UNIT_SHARE, 0, 1, NULL, ROLE_LEVEL, "chance", NULL),
    KEY_MAP("drivers.*.starts-with", "drivers",
            "chance to start on the day after another driver does"),
    KEY_NUMBER("drivers.*.starts-with.*", UNIT_SHARE, 0, 1, NULL, ROLE_LEVEL, "chance", NULL),
    KEY_LIST("drivers.*.periods", "when it was on, as the record knows"),
    KEY_DATE("drivers.*.periods.*.from", true, "first day"),
    KEY_DATE("drivers.*.periods.*.to", false, "last day; omitted: still on"),
};
static const ofr_keys drivers_keys = {drivers_table, OFR_COUNT_OF(drivers_table), "drivers"};

/* First and last day of an entry of periods or proposals. */
static ofr_period compile_period(ofr_compiler *c, const ofr_node *node, const char *what)
{
    const ofr_node *to = node_get(node, "to");
    const ofr_period period = {(int32_t)node_get(node, "from")->value,
                               to && to->stated ? (int32_t)to->value : INT32_MAX};

    if (period.to < period.from) faults_add(c->faults, to, "the %s ends before it begins", what);
    return period;
}

static void compile_periods(ofr_compiler *c, ofr_driver *d)
{
    const ofr_node *list = node_get(d->node, "periods");
    ofr_period *period = compile_alloc(c, list->n_children, sizeof *period);

    for (size_t j = 0; period && j < list->n_children; j++) {
        period[j] = compile_period(c, list->child[j], "period");
        if (j && period[j].from <= period[j - 1].to)
            faults_add(c->faults, list->child[j], "the period overlaps the one before it");
    }
    d->period = period;
    d->n_periods = list->n_children;
}

static void compile_proposals(ofr_compiler *c, ofr_driver *d)
{
    const ofr_node *list = node_get(d->node, "proposals");
    ofr_proposal *proposal = compile_alloc(c, list->n_children, sizeof *proposal);

    for (size_t j = 0; proposal && j < list->n_children; j++) {
        const ofr_row factor = compile_par(list->child[j], "factor");
        proposal[j] = (ofr_proposal){compile_period(c, list->child[j], "proposal"),
                                     compile_derived(c, DERIVE_LOG, &factor, 1)};
    }
    d->proposal = proposal;
    d->n_proposals = list->n_children;
}

static ofr_pull *compile_pulls(ofr_compiler *c, const ofr_node *map, size_t *ret_n)
{
    ofr_pull *pull = compile_alloc(c, map->n_children, sizeof *pull);

    *ret_n = 0;
    for (size_t j = 0; pull && j < map->n_children; j++) {
        const size_t driver = node_index(node_get(c->spec->root, "drivers"), map->child[j]->id);
        if (driver == SIZE_MAX) continue;
        pull[(*ret_n)++] = (ofr_pull){driver, (ofr_row)map->child[j]->parameter};
    }
    return pull;
}

/* What other drivers do to this one. */
static void compile_others(ofr_compiler *c, ofr_driver *d)
{
    static const char *const maps[] = {"ends-while", "starts-while", "ends-with", "starts-with"};

    for (size_t i = 0; i < OFR_COUNT_OF(maps); i++) {
        const ofr_node *itself = node_get(node_get(d->node, maps[i]), d->id);
        if (itself)
            faults_add(c->faults, itself,
                       "%s cannot move itself; name another driver, or leave it out", d->id);
    }
    d->ends_while = compile_driver_terms(c, node_get(d->node, maps[0]), &d->n_ends_while);
    d->starts_while = compile_driver_terms(c, node_get(d->node, maps[1]), &d->n_starts_while);
    d->ends_with = compile_pulls(c, node_get(d->node, maps[2]), &d->n_ends_with);
    d->starts_with = compile_pulls(c, node_get(d->node, maps[3]), &d->n_starts_with);
}

static void compile_backing(ofr_compiler *c, ofr_driver *d)
{
    const ofr_node *map = node_get(d->node, "backing");
    ofr_row *rows = compile_alloc(c, map->n_children, sizeof *rows);

    for (size_t j = 0; rows && j < map->n_children; j++)
        rows[j] = (ofr_row)map->child[j]->parameter;
    d->backing = rows;
    d->n_backing = map->n_children;
}

static void compile_driver(ofr_compiler *c, const ofr_node *node, ofr_driver *d, size_t i)
{
    const ofr_node *in = node_get(node, "in");
    const size_t theatre = in && in->stated ? compile_theatre(c, in) : OFR_NONE;

    *d = (ofr_driver){
        .id = node->id,
        .node = node,
        .stream = stream_of("driver", node->id),
        .theatre = theatre,
        .on = compile_whole(c, compile_text(c, node->id, ".", "on"), "flag"),
        .truce_until = compile_whole(c, compile_text(c, node->id, ".", "truce-until"), "day"),
        .was = compile_wholes(c, 1),
        .turned = compile_wholes(c, 1),
        .turned_by = compile_wholes(c, 1),
        .last_act = compile_wholes(c, 1),
        .last_root = compile_wholes(c, 1),
        .truce_days = compile_par(node, "truce"),
        .truce_share = compile_par(node, "truce-share"),
        .truce_resumes = compile_par(node, "truce-resumes"),
        .ends = compile_par(node, "ends"),
        .starts = compile_par(node, "starts"),
        .mediation = compile_par(node, "mediation"),
        .active = node_get(node, "active")->value != 0,
        .slot = compile_slot(
            c, (ofr_slot){SLOT_DRIVER, node->id, OFR_NONE, OFR_NONE, theatre, OFR_NONE, i}),
    };
    compile_backing(c, d);
    compile_deciders(c, d);
    compile_periods(c, d);
    compile_proposals(c, d);
    compile_others(c, d);
}

static ofr_status drivers_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "drivers");
    ofr_drivers *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->drivers = own;
    own->driver = compile_alloc(c, section->n_children, sizeof *own->driver);
    if (!own->driver) return OFR_NO_MEMORY;
    for (size_t i = 0; i < section->n_children; i++)
        compile_driver(c, section->child[i], &own->driver[own->n++], i);
    return c->out_of_memory ? OFR_NO_MEMORY : OFR_OK;
}

/* 1 on, 0 off by the record's periods. */
static int32_t driver_recorded(const ofr_driver *d, int32_t day)
{
    for (size_t i = 0; i < d->n_periods; i++) {
        if (day >= d->period[i].from && day <= d->period[i].to) return 1;
    }
    return 0;
}

static void drivers_start(const ofr_model *m, ofr_block *b)
{
    const ofr_drivers *own = m->own->drivers;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_driver *d = &own->driver[i];
        const int32_t on = d->n_periods ? driver_recorded(d, m->epoch) : d->active;

        for (size_t k = 0; k < LANES; k++) {
            whole(b, d->on)[k] = whole(b, d->was)[k] = on;
            whole(b, d->truce_until)[k] = OFR_NEVER;
            whole(b, d->last_act)[k] = OFR_NO_ACT;
            whole(b, d->last_root)[k] = d->theatre == OFR_NONE ? -1 : (int32_t)d->theatre;
        }
    }
}

/* Shocks of today come first: they may start or stop a driver. */
static void driver_shocked(const ofr_model *m, ofr_block *b, int32_t day, const ofr_driver *d,
                           size_t index)
{
    const ofr_calendar *calendar = m->own->calendar;

    for (size_t i = 0; i < calendar->n; i++) {
        const ofr_shock *s = &calendar->shock[i];
        if (s->starts != index && s->stops != index) continue;
        for (size_t k = 0; k < LANES; k++) {
            const int32_t cause = act_number(m, day, s->slot);
            if (!(count_of(m, b, s->slot)[k] > 0)) continue;
            if (s->stops == index) driver_stopped(m, b, day, d, k, cause);
            if (s->starts == index && s->stops != index) driver_started(m, b, day, d, k, cause);
        }
    }
}

/* What turned since yesterday morning, and by which act: before any turns today. */
static void look_at_turns(ofr_block *b, const ofr_driver *d)
{
    const int32_t *on = whole(b, d->on), *act = whole(b, d->last_act);
    int32_t *was = whole(b, d->was), *turned = whole(b, d->turned), *by = whole(b, d->turned_by);

    for (size_t k = 0; k < LANES; k++) turned[k] = on[k] - was[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++) was[k] = on[k];             /* lanes */
    for (size_t k = 0; k < LANES; k++) by[k] = act[k];             /* lanes */
}

/* Adds the factors of other drivers that were on this morning. */
static void add_others(const ofr_model *m, const ofr_block *b, const ofr_term *term, size_t n,
                       double *x)
{
    for (size_t j = 0; j < n; j++) {
        const int32_t *was = whole(b, m->own->drivers->driver[term[j].driver].was);
        const double *factor = par(b, term[j].log_factor);
        for (size_t k = 0; k < LANES; k++) x[k] += factor[k] * (double)was[k]; /* lanes */
    }
}

/* Hazard of an end of a driver that is on, per day. */
static void hazard_of_end(const ofr_model *m, const ofr_block *b, int32_t day, const ofr_driver *d,
                          double *x)
{
    const double *mediation = par(b, d->mediation), *ends = par(b, d->ends);

    for (size_t k = 0; k < LANES; k++) x[k] = mediation[k]; /* lanes */
    for (size_t j = 0; j < d->n_backing; j++) {
        const double *backing = par(b, d->backing[j]);
        for (size_t k = 0; k < LANES; k++) x[k] += backing[k]; /* lanes */
    }
    add_deciders(b, d, x);
    for (size_t j = 0; j < d->n_proposals; j++) {
        const double *factor = par(b, d->proposal[j].log_factor);
        if (day < d->proposal[j].days.from || day > d->proposal[j].days.to) continue;
        for (size_t k = 0; k < LANES; k++) x[k] += factor[k]; /* lanes */
    }
    add_others(m, b, d->ends_while, d->n_ends_while, x);
    for (size_t k = 0; k < LANES; k++) x[k] = ends[k] * m_exp(x[k]); /* lanes */
}

/* Hazard of a start of a driver that is off, per day; none in a truce, whose end is known. */
static void hazard_of_start(const ofr_model *m, const ofr_block *b, const ofr_driver *d, double *x)
{
    const double *starts = par(b, d->starts);
    const int32_t *until = whole(b, d->truce_until);

    for (size_t k = 0; k < LANES; k++) x[k] = 0.0; /* lanes */
    add_others(m, b, d->starts_while, d->n_starts_while, x);
    for (size_t k = 0; k < LANES; k++) x[k] = starts[k] * m_exp(x[k]);            /* lanes */
    for (size_t k = 0; k < LANES; k++) x[k] = until[k] == OFR_NEVER ? x[k] : 0.0; /* lanes */
}

/* Does it turn today because others did? By which of them, in one lane: the first listed; OFR_NO_ACT: it does not. */
static int32_t pulled_by(const ofr_model *m, const ofr_block *b, const ofr_driver *d, size_t k,
                         double u)
{
    const bool on = whole(b, d->on)[k] != 0;
    const ofr_pull *pull = on ? d->ends_with : d->starts_with;
    const size_t n = on ? d->n_ends_with : d->n_starts_with;
    int32_t first = OFR_NO_ACT;
    double neither = 1.0;

    for (size_t j = 0; j < n; j++) {
        const ofr_driver *other = &m->own->drivers->driver[pull[j].driver];
        if (whole(b, other->turned)[k] != (on ? -1 : 1)) continue;
        if (first == OFR_NO_ACT) first = whole(b, other->turned_by)[k];
        neither *= 1.0 - par(b, pull[j].chance)[k];
    }
    return u < 1.0 - neither ? first : OFR_NO_ACT;
}

/* Turns by others in all lanes; ret_pulled: 1 where it did. */
static void turn_with_others(const ofr_model *m, ofr_block *b, int32_t day, const ofr_driver *d,
                             int32_t *ret_pulled)
{
    double u[LANES];

    for (size_t k = 0; k < LANES; k++) ret_pulled[k] = 0; /* lanes */
    if (!d->n_ends_with && !d->n_starts_with) return;
    uniforms(m, b, day, d->stream, 3, u);
    for (size_t k = 0; k < LANES; k++) {
        const int32_t cause = pulled_by(m, b, d, k, u[k]);
        if (cause == OFR_NO_ACT) continue;
        driver_turns(m, b, day, d, k, !whole(b, d->on)[k], OFR_NEVER, cause);
        ret_pulled[k] = 1;
    }
}

/* It turns by itself in one lane; an end may be a truce. */
static void turn_by_itself(const ofr_model *m, ofr_block *b, int32_t day, const ofr_driver *d,
                           size_t k)
{
    const double u = unit(words_of(m, b, day, d->stream, 0, k).w[1]);
    const bool truce = whole(b, d->on)[k] && u < par(b, d->truce_share)[k];
    const int32_t days = (int32_t)par(b, d->truce_days)[k];

    driver_turns(m, b, day, d, k, !whole(b, d->on)[k], truce ? day + days - 1 : OFR_NEVER,
                 OFR_NO_ACT);
}

/* The day after a truce in one lane: it comes on again, or the truce has become a cease-fire. */
static void truce_is_over(const ofr_model *m, ofr_block *b, int32_t day, const ofr_driver *d,
                          size_t k)
{
    const double u = unit(words_of(m, b, day, d->stream, 0, k).w[2]);

    driver_turns(m, b, day, d, k, u < par(b, d->truce_resumes)[k], OFR_NEVER,
                 whole(b, d->last_act)[k]);
}

/* One driver that no record tells of. */
static void driver_step(const ofr_model *m, ofr_block *b, int32_t day, const ofr_driver *d)
{
    const int32_t *on = whole(b, d->on), *until = whole(b, d->truce_until);
    int32_t flips[LANES], over[LANES], pulled[LANES], any = 0;
    double hazard[LANES], start[LANES], u[LANES];

    hazard_of_end(m, b, day, d, hazard);
    hazard_of_start(m, b, d, start);
    for (size_t k = 0; k < LANES; k++) hazard[k] = on[k] ? hazard[k] : start[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++) hazard[k] = 1.0 - m_exp(-hazard[k]);      /* lanes */
    uniforms(m, b, day, d->stream, 0, u);
    for (size_t k = 0; k < LANES; k++) flips[k] = u[k] < hazard[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        over[k] = (until[k] != OFR_NEVER) & (until[k] < day); /* lanes */
    turn_with_others(m, b, day, d, pulled);
    for (size_t k = 0; k < LANES; k++) any |= (flips[k] | over[k]) & !pulled[k]; /* lanes */
    for (size_t k = 0; any && k < LANES; k++) {
        if (pulled[k]) continue;
        if (over[k])
            truce_is_over(m, b, day, d, k);
        else if (flips[k])
            turn_by_itself(m, b, day, d, k);
    }
}

static void drivers_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_drivers *own = m->own->drivers;

    for (size_t i = 0; i < own->n; i++) look_at_turns(b, &own->driver[i]);
    for (size_t i = 0; i < own->n; i++) {
        const ofr_driver *d = &own->driver[i];

        if (b->given && ((b->given->history && d->n_periods) ||
                         (b->given->driver && b->given->driver[i] >= 0))) {
            const int32_t now = driver_recorded(d, day);
            for (size_t k = 0; k < LANES; k++) {
                if (whole(b, d->on)[k] != now)
                    driver_turns(m, b, day, d, k, now, OFR_NEVER, OFR_NO_ACT);
            }
            continue;
        }
        driver_step(m, b, day, d);
        driver_shocked(m, b, day, d, i);
    }
}

/* The end of a day: what moved those who decide on an end. */
static void drivers_close(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_drivers *own = m->own->drivers;

    for (size_t i = 0; i < own->n; i++) {
        for (size_t j = 0; j < own->driver[i].n_deciders; j++)
            decider_looks_back(m, b, day, &own->driver[i].decider[j]);
    }
}

static const ofr_mechanism drivers_mechanism = {
    .name = "drivers",
    .keys = &drivers_keys,
    .compile = drivers_compile,
    .start = drivers_start,
};
