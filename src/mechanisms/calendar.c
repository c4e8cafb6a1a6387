/* calendar.c -- shocks: outside events, on a date or at random.
 *
 *     P(random shock today) = 1 - exp(-rate)
 *
 * A shock is in force for `lasts` days; it moves heat, takes a leader, starts or stops drivers, and shakes clauses
 * (deals.c). Test: waiting time to a random shock is geometric. Source: model.md 4.12; form ours.
 */
#include "calendar.h"

#include "leaders.h"
#include "mechanisms.h"
#include "politics.h"

static const ofr_key calendar_table[] = {
    KEY_MAP("shocks", NULL, "dated or random events from outside"),
    KEY_DATE("shocks.*.date", false, "the day it happens; omitted: at random"),
    KEY_NUMBER("shocks.*.rate", UNIT_PER_DAY, 0, 1, "0 per day", ROLE_LEVEL,
               "how often it happens at random", "judgement"),
    KEY_NUMBER("shocks.*.lasts", UNIT_DAYS, 1, 3650, "30 days", ROLE_CONSTANT,
               "how long it shakes deals", "judgement"),
    KEY_MAP("shocks.*.heat", "politics", "jump of heat at home, by principal"),
    KEY_NUMBER("shocks.*.heat.*", UNIT_NONE, -10, 10, NULL, ROLE_CONSTANT, "jump of heat", NULL),
    KEY_REF("shocks.*.starts", "drivers", false, "driver that it switches on"),
    KEY_REF("shocks.*.stops", "drivers", false, "driver that it switches off"),
    KEY_REF("shocks.*.leader", "politics", false, "principal whose leader it takes"),
    KEY_REF("shocks.*.in", "theatres", false, "theatre where it happens"),
    KEY_TEXT("shocks.*.says", false, "what happens"),
};
static const ofr_keys calendar_keys = {calendar_table, OFR_COUNT_OF(calendar_table), "calendar"};

static ofr_status calendar_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "shocks");
    ofr_calendar *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->calendar = own;
    own->shock = compile_alloc(c, section->n_children, sizeof *own->shock);
    if (!own->shock) return OFR_NO_MEMORY;
    for (size_t i = 0; i < section->n_children; i++) {
        const ofr_node *node = section->child[i], *date = node_get(node, "date"),
                       *in = node_get(node, "in");
        const ofr_node *starts = node_get(node, "starts"), *stops = node_get(node, "stops"),
                       *heat = node_get(node, "heat"), *leader = node_get(node, "leader");
        const ofr_node *drivers = node_get(c->spec->root, "drivers"),
                       *politics = node_get(c->spec->root, "politics");
        ofr_shock *s = &own->shock[own->n++];

        *s = (ofr_shock){
            .id = node->id,
            .stream = stream_of("shock", node->id),
            .date = date && date->stated ? (int32_t)date->value : OFR_NEVER,
            .rate = compile_par(node, "rate"),
            .lasts = compile_par(node, "lasts"),
            .theatre = in && in->stated ? compile_theatre(c, in) : OFR_NONE,
            .until = compile_whole(c, compile_text(c, node->id, ".", "until"), "day"),
            .starts = starts && starts->stated ? node_index(drivers, starts->text) : OFR_NONE,
            .stops = stops && stops->stated ? node_index(drivers, stops->text) : OFR_NONE,
            .leader = leader && leader->stated ? node_index(politics, leader->text) : OFR_NONE,
            .slot = compile_slot(c, (ofr_slot){SLOT_SHOCK, node->id, OFR_NONE, OFR_NONE,
                                               in && in->stated ? compile_theatre(c, in) : OFR_NONE,
                                               OFR_NONE, i}),
        };
        s->heat = compile_alloc(c, heat->n_children, sizeof *s->heat);
        for (size_t j = 0; s->heat && j < heat->n_children; j++) {
            s->heat[j].politics = node_index(politics, heat->child[j]->id);
            s->heat[j].heat = (ofr_row)heat->child[j]->parameter;
            s->n_heat++;
        }
    }
    return OFR_OK;
}

static void calendar_start(const ofr_model *m, ofr_block *b)
{
    const ofr_calendar *own = m->own->calendar;

    for (size_t i = 0; i < own->n; i++) {
        for (size_t k = 0; k < LANES; k++) whole(b, own->shock[i].until)[k] = OFR_NEVER;
    }
}

static void shock_strikes(const ofr_model *m, ofr_block *b, int32_t day, const ofr_shock *s,
                          size_t k)
{
    const ofr_politics_all *politics = m->own->politics;
    const int32_t root = s->theatre == OFR_NONE ? -1 : (int32_t)s->theatre;

    act(m, b, s->slot, k, OFR_NO_ACT, root);
    whole(b, s->until)[k] = day + (int32_t)par(b, s->lasts)[k] - 1;
    for (size_t i = 0; i < s->n_heat; i++) {
        double *heat = &num(b, politics->of[s->heat[i].politics].heat)[k];
        *heat = m_clamp(*heat + par(b, s->heat[i].heat)[k], 0.0, 10.0);
    }
    if (s->leader != OFR_NONE)
        leader_dies(m, b, day, &politics->of[s->leader], k, act_number(m, day, s->slot), root);
}

static void calendar_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_calendar *own = m->own->calendar;
    /* Past random shocks are unknown: the record's own acts carry what followed from them. */
    const bool history = b->given && b->given->history;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_shock *s = &own->shock[i];
        const double *rate = par(b, s->rate);
        double u[LANES];

        if (s->date == day) {
            for (size_t k = 0; k < LANES; k++) shock_strikes(m, b, day, s, k);
        } else if (s->date == OFR_NEVER && !history) {
            uniforms(m, b, day, s->stream, 0, u);
            for (size_t k = 0; k < LANES; k++) {
                if (u[k] < 1.0 - m_exp(-rate[k])) shock_strikes(m, b, day, s, k);
            }
        }
    }
}

static const ofr_mechanism calendar_mechanism = {
    .name = "calendar",
    .keys = &calendar_keys,
    .compile = calendar_compile,
    .start = calendar_start,
};
