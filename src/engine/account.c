/* account.c -- see account.h. */
#include "account.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../core/dates.h"
#include "../mechanisms/bargaining.h"
#include "../mechanisms/campaigns.h"
#include "../mechanisms/conduct.h"
#include "../mechanisms/red_lines.h"

bool account_impossible(const ofr_account *account)
{
    return !(account->evidence > -INFINITY);
}

/* What a row of densities stands for. */
typedef struct who {
    ofr_density kind;
    size_t i;
} who;

static who who_of(const ofr_model *m, size_t row)
{
    const size_t total = density_row(m, DENSITY_INTERVAL, 0), pair = density_row(m, DENSITY_WAR, 0),
                 campaign = density_row(m, DENSITY_CAMPAIGN, 0),
                 agenda = density_row(m, DENSITY_TALKS, 0);

    if (row < total) return (who){DENSITY_FLOW, row};
    if (row < pair) return (who){DENSITY_INTERVAL, row - total};
    if (row < campaign) return (who){DENSITY_WAR, row - pair};
    if (row < agenda) return (who){DENSITY_CAMPAIGN, row - campaign};
    return (who){DENSITY_TALKS, row - agenda};
}

static const ofr_interval *total_of(const ofr_given *g, size_t i)
{
    return g && i < g->n_intervals ? g->interval[i] : NULL;
}

/* ---- who it was --------------------------------------------------------------------------------- */

/* Particles that were possible in the morning and have no chance by one source. */
static size_t killed_by(const ofr_swarm *particles, const double *before, size_t n, size_t row)
{
    size_t killed = 0;

    for (size_t i = 0; i < n; i++)
        killed += before[i] > -INFINITY && !(swarm_density(particles, i, row) > -INFINITY);
    return killed;
}

double account_seen(const ofr_model *m, const ofr_given *g, size_t row)
{
    const who w = who_of(m, row);
    const ofr_interval *total = w.kind == DENSITY_INTERVAL ? total_of(g, w.i) : NULL;

    if (total) return total->total;
    return g && w.kind == DENSITY_FLOW ? g->count[w.i] : 0.0;
}

/* What one particle held likely. */
static double expected_of(const ofr_model *m, const ofr_given *g, const ofr_swarm *s, size_t seat,
                          size_t row)
{
    const who w = who_of(m, row);

    switch (w.kind) {
    case DENSITY_FLOW: {
        const uint8_t mode = g ? g->mode[w.i] : (uint8_t)GIVEN_ALL;
        const double own = mode == GIVEN_PART
                               ? swarm_par(s, seat, m->own->conduct->drive[w.i].coverage)
                               : 1.0,
                     given = mode == GIVEN_PART || mode == GIVEN_SHARE ? g->coverage[w.i] : 1.0;
        const ofr_row answers = m->own->red_lines->expected[w.i];
        const double mean = swarm_num(s, seat, m->flow[w.i].mean) +
                            (answers == OFR_NONE ? 0.0 : swarm_num(s, seat, answers));
        return mean * own * given;
    }
    case DENSITY_INTERVAL:
        return total_of(g, w.i)
                   ? swarm_num(
                         s, seat,
                         total_spread(m->own->campaigns, m->own->conduct, total_of(g, w.i))->sum)
                   : 0.0;
    case DENSITY_WAR:
    case DENSITY_CAMPAIGN:
    case DENSITY_TALKS:
        break;
    }
    return -expm1(swarm_density(s, seat, row));
}

double account_expected(const ofr_model *m, const ofr_given *g, const ofr_swarm *s,
                        const double *before, size_t n, size_t row)
{
    double sum = 0.0, count = 0.0;

    for (size_t i = 0; i < n; i++) {
        if (!(before[i] > -INFINITY)) continue;
        sum += expected_of(m, g, s, i, row);
        count += 1.0;
    }
    return count > 0.0 ? sum / count : 0.0;
}

ofr_account account_ruled_out(const ofr_model *m, const ofr_past *past, const ofr_swarm *particles,
                              const double *before, size_t n, int32_t day)
{
    const ofr_given *g = past_day(past, day);
    ofr_account account = {.evidence = -INFINITY, .day = day};
    size_t most = 0;

    for (size_t row = 0; row < density_rows(m); row++) {
        const size_t killed = killed_by(particles, before, n, row);
        if (killed <= most) continue;
        most = killed;
        account.source = row;
    }
    account.seen = account_seen(m, g, account.source);
    account.expected = account_expected(m, g, particles, before, n, account.source);
    return account;
}

/* ---- as bytes ----------------------------------------------------------------------------------- */

typedef struct account_bytes {
    double evidence, seen, expected;
    int64_t day;
    uint64_t source;
} account_bytes;
static_assert(sizeof(account_bytes) == ACCOUNT_BYTES, "an account's layout");

void account_put(const ofr_account *a, unsigned char ret_bytes[ACCOUNT_BYTES])
{
    const bool no = account_impossible(a);
    const account_bytes b = {a->evidence, no ? a->seen : 0.0, no ? a->expected : 0.0,
                             no ? a->day : 0, no ? a->source : 0};

    memcpy(ret_bytes, &b, sizeof b);
}

static bool is_count(double x)
{
    return x >= 0.0 && x < INFINITY;
}

/* A file may come from anyone: what no history gives is none. */
bool account_take(const ofr_model *m, const unsigned char bytes[ACCOUNT_BYTES], ofr_account *ret)
{
    account_bytes b;

    memcpy(&b, bytes, sizeof b);
    const ofr_account a = {b.evidence, (int32_t)b.day, (size_t)b.source, b.seen, b.expected};
    if (!(a.evidence < INFINITY)) return false;
    if (!account_impossible(&a)) {
        *ret = (ofr_account){.evidence = a.evidence};
        return true;
    }
    if (b.day < m->epoch || b.day >= m->start || b.source >= density_rows(m) || !is_count(b.seen) ||
        !is_count(b.expected))
        return false;
    *ret = a;
    return true;
}

/* ---- in words ----------------------------------------------------------------------------------- */

void account_source(const ofr_model *m, const ofr_past *past, const ofr_account *account,
                    char ret_text[ACCOUNT_SOURCE])
{
    const who w = who_of(m, account->source);
    const ofr_interval *total = w.kind == DENSITY_INTERVAL
                                    ? total_of(past_day(past, account->day), w.i)
                                    : NULL;

    if (w.kind == DENSITY_FLOW) {
        snprintf(ret_text, ACCOUNT_SOURCE, "flow %s", m->flow[w.i].id);
    } else if (w.kind == DENSITY_WAR) {
        snprintf(ret_text, ACCOUNT_SOURCE, "pair %s", m->pair[w.i].id);
    } else if (w.kind == DENSITY_CAMPAIGN) {
        snprintf(ret_text, ACCOUNT_SOURCE, "campaign %s", m->own->campaigns->campaign[w.i].id);
    } else if (w.kind == DENSITY_TALKS) {
        snprintf(ret_text, ACCOUNT_SOURCE, "agenda %s", m->own->bargaining->agenda[w.i].id);
    } else if (!total || total->n_flows == 0) {
        snprintf(ret_text, ACCOUNT_SOURCE, "a running total");
    } else if (total->n_flows == 1) {
        snprintf(ret_text, ACCOUNT_SOURCE, "the running total of %s", m->flow[total->flow[0]].id);
    } else {
        snprintf(ret_text, ACCOUNT_SOURCE, "the running total of %s and %zu more",
                 m->flow[total->flow[0]].id, total->n_flows - 1);
    }
}

void account_say(const char *source, int32_t day, double seen, double expected,
                 char ret_text[ACCOUNT_TEXT])
{
    char date[OFR_DATE_TEXT];

    date_format(day, date);
    if (strncmp(source, "agenda ", 7) == 0)
        snprintf(ret_text, ACCOUNT_TEXT,
                 "%s on %s: talks are told to stay where they were, and leave it with chance %.3g",
                 source, date, expected);
    else if (strncmp(source, "pair ", 5) == 0)
        snprintf(ret_text, ACCOUNT_TEXT, "%s on %s: no war seen, one certain", source, date);
    else
        snprintf(ret_text, ACCOUNT_TEXT, "%s on %s: %.0f act%s seen, %.3g expected", source, date,
                 seen, seen == 1.0 ? "" : "s", expected);
}

void account_text(const ofr_model *m, const ofr_past *past, const ofr_account *account,
                  char ret_text[ACCOUNT_TEXT])
{
    char source[ACCOUNT_SOURCE];

    account_source(m, past, account, source);
    account_say(source, account->day, account->seen, account->expected, ret_text);
}

ofr_status account_fail(const ofr_model *m, const ofr_past *past, size_t set,
                        const ofr_account *account, ofr_error *err)
{
    char text[ACCOUNT_TEXT];

    account_text(m, past, account, text);
    return ofr_fail(
        err, OFR_DEGENERATE, "history",
        "parameter set %zu cannot explain the record (%s); widen the priors of that "
        "flow, give it a rate if it acts unasked, correct its rows of that day, or take "
        "another set",
        set, text);
}
