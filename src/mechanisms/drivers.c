/* drivers.c -- outside processes that are on or off and push several actors at once.
 *
 *     P(off tomorrow | on)  = 1 - exp(-ends exp(sum_p backing_p + mediation))
 *     P(on tomorrow | off)  = 1 - exp(-starts)
 *
 * ends, starts [per day]; backing_p: how much p's backing of an end adds to the log hazard. In history
 * the stated periods are facts. Test: the two-state chain's transition counts and stationary share.
 * Source: model.md 4.12. A principal's backing is a number here, not yet a move with its own price.
 */
#include "drivers.h"

#include "calendar.h"
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
    KEY_LIST("drivers.*.periods", "when it was on, as the record knows"),
    KEY_DATE("drivers.*.periods.*.from", true, "first day"),
    KEY_DATE("drivers.*.periods.*.to", false, "last day; omitted: still on"),
};
static const ofr_keys drivers_keys = {drivers_table, OFR_COUNT_OF(drivers_table), "drivers"};

static ofr_status drivers_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "drivers");
    ofr_drivers *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->drivers = own;
    own->driver = compile_alloc(c, section->n_children, sizeof *own->driver);
    if (!own->driver) return OFR_NO_MEMORY;
    for (size_t i = 0; i < section->n_children; i++) {
        const ofr_node *node = section->child[i], *in = node_get(node, "in"),
                       *backing = node_get(node, "backing");
        const ofr_node *periods = node_get(node, "periods");
        ofr_driver *d = &own->driver[own->n++];
        ofr_row *rows = compile_alloc(c, backing->n_children, sizeof *rows);
        ofr_period *period = compile_alloc(c, periods->n_children, sizeof *period);

        if (!rows || !period) return OFR_NO_MEMORY;
        for (size_t j = 0; j < backing->n_children; j++)
            rows[j] = (ofr_row)backing->child[j]->parameter;
        for (size_t j = 0; j < periods->n_children; j++) {
            const ofr_node *to = node_get(periods->child[j], "to");
            period[j] = (ofr_period){(int32_t)node_get(periods->child[j], "from")->value,
                                     to && to->stated ? (int32_t)to->value : INT32_MAX};
            if (period[j].to < period[j].from)
                faults_add(c->faults, to, "the period ends before it begins");
            if (j && period[j].from <= period[j - 1].to)
                faults_add(c->faults, periods->child[j], "the period overlaps the one before it");
        }
        const size_t theatre = in && in->stated ? compile_theatre(c, in) : OFR_NONE;
        *d = (ofr_driver){
            .id = node->id,
            .node = node,
            .stream = stream_of("driver", node->id),
            .theatre = theatre,
            .on = compile_whole(c, compile_text(c, node->id, ".", "on"), "flag"),
            .last_act = compile_wholes(c, 1),
            .last_root = compile_wholes(c, 1),
            .ends = compile_par(node, "ends"),
            .starts = compile_par(node, "starts"),
            .mediation = compile_par(node, "mediation"),
            .backing = rows,
            .n_backing = backing->n_children,
            .active = node_get(node, "active")->value != 0,
            .period = period,
            .n_periods = periods->n_children,
            .slot = compile_slot(
                c, (ofr_slot){SLOT_DRIVER, node->id, OFR_NONE, OFR_NONE, theatre, OFR_NONE, i}),
        };
    }
    return OFR_OK;
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
            whole(b, d->on)[k] = on;
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
            if (count_of(m, b, s->slot)[k] > 0 && whole(b, d->on)[k] == (s->stops == index)) {
                driver_switches(m, b, day, d, k, act_number(m, day, s->slot));
            }
        }
    }
}

static void drivers_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_drivers *own = m->own->drivers;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_driver *d = &own->driver[i];
        int32_t *on = whole(b, d->on), flips[LANES], any = 0;
        double hazard[LANES], u[LANES];
        uint8_t lane[LANES];

        if (b->given && ((b->given->history && d->n_periods) ||
                         (b->given->driver && b->given->driver[i] >= 0))) {
            const int32_t now = driver_recorded(d, day);
            for (size_t k = 0; k < LANES; k++) {
                if (on[k] != now) driver_switches(m, b, day, d, k, OFR_NO_ACT);
            }
            continue;
        }
        const double *mediation = par(b, d->mediation), *ends = par(b, d->ends),
                     *starts = par(b, d->starts);
        for (size_t k = 0; k < LANES; k++) hazard[k] = mediation[k]; /* lanes */
        for (size_t j = 0; j < d->n_backing; j++) {
            const double *backing = par(b, d->backing[j]);
            for (size_t k = 0; k < LANES; k++) hazard[k] += backing[k]; /* lanes */
        }
        for (size_t k = 0; k < LANES; k++) hazard[k] = ends[k] * m_exp(hazard[k]);    /* lanes */
        for (size_t k = 0; k < LANES; k++) hazard[k] = on[k] ? hazard[k] : starts[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) hazard[k] = 1.0 - m_exp(-hazard[k]);       /* lanes */
        uniforms(m, b, day, d->stream, 0, u);
        for (size_t k = 0; k < LANES; k++) flips[k] = u[k] < hazard[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) any |= flips[k];             /* lanes */
        for (size_t j = 0, n = any ? lanes_where(flips, lane) : 0; j < n; j++)
            driver_switches(m, b, day, d, lane[j], OFR_NO_ACT);
        driver_shocked(m, b, day, d, i);
    }
}

static const ofr_mechanism drivers_mechanism = {
    .name = "drivers",
    .keys = &drivers_keys,
    .compile = drivers_compile,
    .start = drivers_start,
};
