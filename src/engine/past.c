/* past.c -- matches rows of a record to flows and channels, and lays out what is given day by day. */
#include "past.h"
#include "../mechanisms/campaigns.h"
#include "../mechanisms/channels.h"
#include "../mechanisms/conduct.h"
#include "../mechanisms/drivers.h"

#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "observation.h"
#include "totals.h"

struct ofr_past {
    int32_t first, last;
    size_t n_flows, n_messages, n_words, n_drivers, n_days;
    double *count;           /* [days][5][flows]: count, own, partner, attacker, wounded */
    double *coverage;        /* [days][flows] */
    uint8_t *mode, *message; /* [days][flows], [days][messages] */
    uint8_t *word;           /* [days][parts of campaigns][CAMPAIGN_WORDS] */
    int8_t *driver;          /* [drivers] 1 given, -1 simulated */
    ofr_given *day;          /* [days] */
    ofr_interval *interval;
    size_t n_intervals;
    ofr_total_matches totals;   /* flows of the intervals live here */
    const ofr_interval **today; /* pointers by day */
    ofr_past_use use;
};

/* How close a row is to a flow; 0: it is none of it. */
static int closeness(const ofr_model *m, const ofr_event *e, const ofr_flow *flow)
{
    if (strcmp(m->rung[flow->rung].id, e->action) != 0 ||
        strcmp(m->theatre[flow->theatre].id, e->theatre) != 0)
        return 0;
    if (flow->at != AT_ANY && e->at != AT_ANY && flow->at != (int)e->at) return 0;
    const int source = totals_actor(m, e->source, flow->source),
              target = totals_actor(m, e->target, flow->target);
    if (source == 0 || target == 0) return 0;
    return 4 * source + 4 * target + (flow->at == (int)e->at);
}

size_t past_match(const ofr_model *m, const ofr_event *e)
{
    size_t best = OFR_NONE;
    int most = 0;

    for (size_t f = 0; f < m->n_flows; f++) {
        const int score = closeness(m, e, &m->flow[f]);
        if (score > most) {
            most = score;
            best = f;
        }
    }
    return best;
}

size_t past_match_again(const ofr_model *m, const ofr_event *e, size_t taken)
{
    const int most = closeness(m, e, &m->flow[taken]);

    for (size_t f = taken + 1; f < m->n_flows; f++) {
        if (closeness(m, e, &m->flow[f]) == most) return f;
    }
    return OFR_NONE;
}

static double known(int32_t x)
{
    return x > 0 ? (double)x : 0.0;
}

static void put_act(ofr_past *p, const ofr_event *e, size_t f)
{
    double *day = p->count + (size_t)(e->date - p->first) * 5 * p->n_flows;

    day[f] += (double)e->count;
    day[p->n_flows + f] += e->indirect ? 0.0 : known(e->deaths_own);
    day[2 * p->n_flows + f] += known(e->deaths_partner);
    day[3 * p->n_flows + f] += known(e->deaths_attacker);
    day[4 * p->n_flows + f] += known(e->wounded_own);
}

/* Who carries the words of a channel, as a record names it: its mediator, or itself where it is direct. */
static const char *carrier(const ofr_model *m, const ofr_channel *ch)
{
    return ch->via == OFR_NONE ? ch->id : m->actor[ch->via].id;
}

/* Does a row say something through a channel, from end j? */
static bool speaks(const ofr_model *m, const ofr_event *e, const ofr_channel *ch, size_t j)
{
    return e->via[0] && names_contain(e->via, carrier(m, ch)) &&
           names_contain(e->source, m->actor[ch->end[j]].id) &&
           names_contain(e->target, m->actor[ch->end[1 - j]].id);
}

bool past_is_message(const ofr_model *m, const ofr_event *e)
{
    const ofr_channels *channels = m->own->channels;

    for (size_t i = 0; i < 2 * channels->n && e->via[0]; i++) {
        if (speaks(m, e, &channels->channel[i / 2], i % 2)) return true;
    }
    return false;
}

static bool put_message(ofr_past *p, const ofr_model *m, const ofr_event *e)
{
    const ofr_channels *channels = m->own->channels;
    uint8_t *day = p->message + (size_t)(e->date - p->first) * p->n_messages;
    bool any = false;

    for (size_t i = 0; i < channels->n && e->via[0]; i++) {
        for (size_t j = 0; j < 2; j++) {
            if (!speaks(m, e, &channels->channel[i], j)) continue;
            day[2 * i + j] = 1;
            /* Talks are words both ways. */
            if (strcmp(e->action, "engage") == 0) day[2 * i + 1 - j] = 1;
            any = true;
        }
    }
    return any;
}

/* A word about a halt counts for the part of a campaign that said it, and for no other. */
static void put_word(ofr_past *p, const ofr_model *m, const ofr_event *e)
{
    static const int word[] = {[EVENT_PAUSE] = CAMPAIGN_PAUSE,
                               [EVENT_RESUME] = CAMPAIGN_RESUME,
                               [EVENT_REFUSAL] = CAMPAIGN_REFUSAL};
    const ofr_campaigns *own = m->own->campaigns;
    uint8_t *day = p->word + (size_t)(e->date - p->first) * p->n_words;

    if (e->word == EVENT_WORD_NONE || e->word == EVENT_RESTRAINT) return;
    for (size_t i = 0; i < own->n_parts; i++) {
        if (names_contain(e->source, m->actor[campaign_part(own, i)->actor].id))
            day[CAMPAIGN_WORDS * i + (size_t)word[e->word]] = 1;
    }
}

static void put_rows(ofr_past *p, const ofr_model *m, const ofr_record *record,
                     const ofr_past_plan *plan)
{
    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *e = &record->event[i];
        if (e->date < p->first || e->date > p->last) continue;
        if (!event_is_public(e, plan->known_by)) {
            p->use.late++;
            continue;
        }
        if (e->inferred) {
            p->use.inferred++;
            continue;
        }
        const bool message = plan->history && put_message(p, m, e);
        const size_t f = past_match(m, e);
        if (plan->history) put_word(p, m, e);
        if (f != OFR_NONE && m->flow[f].cover != COVER_NONE && (plan->history || plan->flow[f])) {
            put_act(p, e, f);
            p->use.acts++;
        } else if (message) {
            p->use.messages++;
        } else if (e->word != EVENT_WORD_NONE) {
            p->use.words++;
        } else {
            p->use.unused++;
        }
    }
}

/* Named acts of an interval's flows. */
static int32_t named_acts(const ofr_past *p, const ofr_interval *total)
{
    double sum = 0.0;

    for (int32_t day = total->first; day <= total->last; day++) {
        for (size_t i = 0; i < total->n_flows; i++)
            sum += p->count[(size_t)(day - p->first) * 5 * p->n_flows + total->flow[i]];
    }
    return (int32_t)sum;
}

static ofr_status put_totals(ofr_past *p, const ofr_model *m, const ofr_record *record,
                             ofr_error *err)
{
    const ofr_status status = totals_match(m, record, p->first, p->last, &p->totals, err);

    for (size_t i = 0; status == OFR_OK && i < record->n_totals; i++) {
        const ofr_total *t = &record->total[i];
        const ofr_total_match *match = &p->totals.of[i];
        ofr_interval *interval = &p->interval[p->n_intervals];

        if (match->fate != TOTAL_TAKEN) continue;
        if (match->group == OFR_SPREADS || match->clash != OFR_NONE)
            return ofr_fail(err, match->clash == OFR_NONE ? OFR_LIMIT : OFR_STRUCTURE, "totals",
                            "line %zu: %s; part or join the totals", t->line,
                            match->clash == OFR_NONE
                                ? "too many totals are under way on its first day"
                                : "another total counts acts of one of its flows on its days");
        *interval = (ofr_interval){.first = t->first,
                                   .last = t->last,
                                   .total = t->count,
                                   .low = t->low,
                                   .high = t->high,
                                   .group = match->group,
                                   .flow = match->flow,
                                   .n_flows = match->n_flows};
        interval->named = named_acts(p, interval);
        p->n_intervals++;
    }
    return status;
}

/* How the record stands for a flow on a day of history. */
static uint8_t mode_of(const ofr_flow *flow, const ofr_observed *seen)
{
    if (flow->cover == COVER_NONE || !seen->covered) return GIVEN_NOTHING;
    if (flow->cover != COVER_FULL && !seen->period) return GIVEN_PART;
    return seen->share < 1.0 ? GIVEN_SHARE : GIVEN_ALL;
}

static ofr_status set_modes(ofr_past *p, const ofr_model *m, const ofr_past_plan *plan,
                            ofr_error *err)
{
    ofr_observation *observation = NULL;
    const ofr_status status = observation_new(m, &observation, err);

    for (size_t d = 0; d < p->n_days && status == OFR_OK; d++) {
        for (size_t f = 0; f < p->n_flows; f++) {
            const size_t at = d * p->n_flows + f;
            const ofr_observed seen = observation_of(observation, f, p->first + (int32_t)d,
                                                     p->last + 1);
            p->coverage[at] = plan->history ? seen.share : 1.0;
            p->mode[at] = plan->history   ? mode_of(&m->flow[f], &seen)
                          : plan->flow[f] ? GIVEN_ALL
                                          : GIVEN_NOTHING;
        }
    }
    observation_free(observation);
    for (size_t i = 0; i < p->n_intervals && plan->history; i++) {
        for (int32_t day = p->interval[i].first; day <= p->interval[i].last; day++) {
            for (size_t j = 0; j < p->interval[i].n_flows; j++) {
                p->mode[(size_t)(day - p->first) * p->n_flows + p->interval[i].flow[j]] =
                    GIVEN_TOTAL;
            }
        }
    }
    return status;
}

static void set_days(ofr_past *p, const ofr_past_plan *plan)
{
    size_t used = 0;

    for (size_t d = 0; d < p->n_days; d++) {
        const double *row = p->count + d * 5 * p->n_flows;
        const int32_t day = p->first + (int32_t)d;
        ofr_given *g = &p->day[d];

        *g = (ofr_given){
            .count = row,
            .own = row + p->n_flows,
            .partner = row + 2 * p->n_flows,
            .attacker = row + 3 * p->n_flows,
            .wounded = row + 4 * p->n_flows,
            .mode = p->mode + d * p->n_flows,
            .coverage = p->coverage + d * p->n_flows,
            .history = plan->history,
            .message = plan->history ? p->message + d * p->n_messages : NULL,
            .words = plan->history ? p->word + d * p->n_words : NULL,
            .driver = plan->history ? NULL : p->driver,
            .interval = p->today + used,
        };
        for (size_t i = 0; i < p->n_intervals && plan->history; i++) {
            if (day < p->interval[i].first || day > p->interval[i].last) continue;
            p->today[used++] = &p->interval[i];
            g->n_intervals++;
        }
    }
}

/* Acts of a total are placed one by one, in every member: a total must stay within reason. */
enum { LARGEST_TOTAL = 10000 };

static ofr_status check_totals(const ofr_record *record, const ofr_past_plan *plan, ofr_error *err)
{
    for (size_t i = 0; i < record->n_totals && plan->history; i++) {
        const ofr_total *t = &record->total[i];
        if (t->count <= LARGEST_TOTAL || t->first < plan->first || t->last > plan->last) continue;
        return ofr_fail(err, OFR_LIMIT, "totals",
                        "line %zu: at most %d acts are spread over one interval, got %d; split it",
                        t->line, (int)LARGEST_TOTAL, (int)t->count);
    }
    return OFR_OK;
}

ofr_status past_new(const ofr_model *m, const ofr_record *record, const ofr_past_plan *plan,
                    ofr_past **ret_past, ofr_error *err)
{
    const ofr_drivers *drivers = m->own->drivers;
    const ofr_channels *channels = m->own->channels;
    ofr_status status = check_totals(record, plan, err);
    ofr_past *p = status == OFR_OK ? calloc(1, sizeof *p) : NULL;
    const size_t days = plan->last < plan->first ? 0 : (size_t)(plan->last - plan->first) + 1;
    size_t room = 1;

    if (status != OFR_OK) return status;
    if (!p) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the record");
    *p = (ofr_past){.first = plan->first,
                    .last = plan->last,
                    .n_flows = m->n_flows,
                    .n_messages = 2 * channels->n,
                    .n_words = CAMPAIGN_WORDS * m->own->campaigns->n_parts,
                    .n_drivers = drivers->n,
                    .n_days = days};
    p->count = calloc(days * 5 * m->n_flows + 1, sizeof *p->count);
    p->mode = calloc(days * m->n_flows + 1, 1);
    p->coverage = calloc(days * m->n_flows + 1, sizeof *p->coverage);
    p->message = calloc(days * p->n_messages + 1, 1);
    p->word = calloc(days * p->n_words + 1, 1);
    p->driver = calloc(drivers->n + 1, 1);
    p->day = calloc(days + 1, sizeof *p->day);
    p->interval = calloc(record->n_totals + 1, sizeof *p->interval);
    if (!p->count || !p->mode || !p->coverage || !p->message || !p->word || !p->driver || !p->day ||
        !p->interval) {
        past_free(p);
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the record's %zu days", days);
    }
    for (size_t i = 0; i < drivers->n; i++) p->driver[i] = plan->driver && plan->driver[i] ? 1 : -1;
    if (days) {
        put_rows(p, m, record, plan);
        if (plan->history) status = put_totals(p, m, record, err);
        for (size_t i = 0; i < p->n_intervals; i++)
            room += (size_t)(p->interval[i].last - p->interval[i].first) + 1;
    }
    p->today = calloc(room, sizeof *p->today);
    if (status == OFR_OK && !p->today)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the record's %zu days", days);
    if (status != OFR_OK) {
        past_free(p);
        return status;
    }
    if (days) {
        status = set_modes(p, m, plan, err);
        set_days(p, plan);
    }
    if (status != OFR_OK) {
        past_free(p);
        return status;
    }
    *ret_past = p;
    return OFR_OK;
}

void past_free(ofr_past *past)
{
    if (!past) return;
    free(past->count);
    free(past->mode);
    free(past->coverage);
    free(past->message);
    free(past->word);
    free(past->driver);
    free(past->day);
    free(past->interval);
    totals_done(&past->totals);
    free(past->today);
    free(past);
}

const ofr_given *past_day(const ofr_past *past, int32_t day)
{
    return past && day >= past->first && day <= past->last ? &past->day[day - past->first] : NULL;
}

static uint64_t hash_interval(uint64_t hash, const ofr_interval *t)
{
    const int32_t whole[] = {t->first, t->last,  t->total,          t->low,
                             t->high,  t->named, (int32_t)t->group, (int32_t)t->n_flows};

    hash = hash_bytes(hash, whole, sizeof whole);
    for (size_t i = 0; i < t->n_flows; i++) {
        const uint64_t flow = t->flow[i];
        hash = hash_bytes(hash, &flow, sizeof flow);
    }
    return hash;
}

static uint64_t hash_day(uint64_t hash, const ofr_past *p, const ofr_given *g)
{
    const double *const count[] = {g->count, g->own, g->partner, g->attacker, g->wounded};
    const uint64_t intervals = g->n_intervals;

    for (size_t i = 0; i < sizeof count / sizeof count[0]; i++)
        hash = hash_bytes(hash, count[i], p->n_flows * sizeof(double));
    hash = hash_bytes(hash, g->mode, p->n_flows);
    hash = hash_bytes(hash, g->coverage, p->n_flows * sizeof(double));
    hash = hash_bytes(hash, &g->history, sizeof g->history);
    if (g->message) hash = hash_bytes(hash, g->message, p->n_messages);
    if (g->words) hash = hash_bytes(hash, g->words, p->n_words);
    if (g->driver) hash = hash_bytes(hash, g->driver, p->n_drivers);
    hash = hash_bytes(hash, &intervals, sizeof intervals);
    for (size_t i = 0; i < g->n_intervals; i++) hash = hash_interval(hash, g->interval[i]);
    return hash;
}

uint64_t past_hash(const ofr_past *past, int32_t first, int32_t last)
{
    uint64_t hash = HASH_START;

    for (int32_t day = first; day <= last; day++) {
        const ofr_given *given = past_day(past, day);
        hash = hash_bytes(hash, &day, sizeof day);
        if (given) hash = hash_day(hash, past, given);
    }
    return hash;
}

int32_t past_parts(const ofr_past *a, const ofr_past *b, int32_t first, int32_t last)
{
    int32_t day = first;

    while (day <= last && past_hash(a, day, day) == past_hash(b, day, day)) day++;
    return day;
}

ofr_past_use past_use(const ofr_past *past)
{
    return past->use;
}
