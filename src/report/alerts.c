/* alerts.c -- see alerts.h. */
#include "alerts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/nearest.h"

static ofr_status unclear(const char *text, ofr_error *err)
{
    return ofr_fail(err, OFR_USAGE, "alert",
                    "'%.80s' is not clear; write OUTCOME > P%%, OUTCOME < P%%, OUTCOME rises N or "
                    "OUTCOME falls N (points), with @DAYS after the outcome for one horizon: "
                    "war@90 > 2%%",
                    text);
}

static const char *skip(const char *at)
{
    while (*at == ' ') at++;
    return at;
}

/* Digits with at most one point, 0 to 100. NULL: there is no such number. */
static const char *read_percent(const char *at, double *ret)
{
    const size_t n = strspn(at, "0123456789.");
    double value = 0, unit = 1;
    bool point = false;

    if (n == 0 || n > 12 || at[0] == '.') return NULL;
    for (size_t i = 0; i < n; i++) {
        if (at[i] == '.' && point) return NULL;
        point |= at[i] == '.';
        if (at[i] == '.') continue;
        value = 10 * value + (at[i] - '0');
        if (point) unit *= 10;
    }
    value /= unit;
    if (!(value <= 100)) return NULL;
    *ret = value / 100;
    return at + n;
}

static const char *read_rule(const char *at, alert_rule *ret)
{
    static const char *const word[] = {">", "<", "rises ", "falls "};

    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++) {
        if (strncmp(at, word[i], strlen(word[i])) != 0) continue;
        *ret = (alert_rule)i;
        return skip(at + strlen(word[i]));
    }
    return NULL;
}

static const char *read_days(const char *at, int32_t *ret)
{
    const size_t n = strspn(at, "0123456789");

    if (n == 0 || n > 4) return NULL;
    *ret = 0;
    for (size_t i = 0; i < n; i++) *ret = 10 * *ret + (at[i] - '0');
    return at + n;
}

static ofr_status parse(const char *text, ofr_alert *a, ofr_error *err)
{
    const char *at = skip(text);
    const size_t n = strcspn(at, " @<>");

    if (n == 0 || n >= sizeof a->outcome) return unclear(text, err);
    memcpy(a->outcome, at, n);
    at += n;
    if (*at == '@') at = read_days(at + 1, &a->days);
    if (at) at = read_rule(skip(at), &a->rule);
    if (at) at = read_percent(at, &a->limit);
    if (!at) return unclear(text, err);
    at = skip(at);
    if (a->rule == ALERT_ABOVE || a->rule == ALERT_BELOW) {
        if (*at != '%') return unclear(text, err);
        at++;
    }
    return *skip(at) == '\0' ? OFR_OK : unclear(text, err);
}

static ofr_status check_outcome(const ofr_alert *a, const ofr_study *study, ofr_error *err)
{
    const ofr_node *outcomes = node_get(study->spec->root, "outcomes");
    nearest_search search = nearest_begin(a->outcome);

    for (size_t i = 0; outcomes && i < outcomes->n_children; i++) {
        if (strcmp(outcomes->child[i]->id, a->outcome) == 0) return OFR_OK;
        nearest_offer(&search, outcomes->child[i]->id);
    }
    return ofr_fail(err, OFR_USAGE, "alert", "'%.80s': the scenario has no outcome '%s'%s%s%s",
                    a->text, a->outcome, search.best ? "; did you mean '" : "",
                    search.best ? search.best : "; `offramp check --explain` lists them",
                    search.best ? "'?" : "");
}

static ofr_status check_days(const ofr_alert *a, const ofr_study *study, ofr_error *err)
{
    int32_t days[SHARE_HORIZONS];
    char list[64] = "";
    size_t used = 0;
    const size_t n = shares_horizons(study->model->horizon, days);

    for (size_t i = 0; i < n; i++) {
        if (a->days == 0 || a->days == days[i]) return OFR_OK;
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%d",
                                 i == 0      ? ""
                                 : i + 1 < n ? ", "
                                             : " and ",
                                 (int)days[i]);
    }
    return ofr_fail(err, OFR_USAGE, "alert", "'%.80s': outcomes are told by %s days, not by %d",
                    a->text, list, (int)a->days);
}

ofr_status alert_read(const char *text, const ofr_study *study, ofr_alert *ret_alert,
                      ofr_error *err)
{
    ofr_alert a = {.text = text};
    ofr_status status = parse(text, &a, err);

    if (status == OFR_OK) status = check_outcome(&a, study, err);
    if (status == OFR_OK) status = check_days(&a, study, err);
    if (status == OFR_OK) *ret_alert = a;
    return status;
}

static bool fires(const ofr_alert *a, const moved_row *row)
{
    static const double slack = 1e-12; /* 0.03 - 0.02 is 1 point */

    if (row->already || strcmp(row->outcome, a->outcome) != 0 ||
        (a->days != 0 && a->days != row->days))
        return false;
    switch (a->rule) {
    case ALERT_ABOVE:
        return row->now > a->limit;
    case ALERT_BELOW:
        return row->now < a->limit;
    case ALERT_RISES:
        return row->now - row->was >= a->limit - slack;
    default:
        return row->was - row->now >= a->limit - slack;
    }
}

/* The earliest horizon at which it fires. */
const moved_row *alert_fires(const ofr_alert *alert, const ofr_moved *moved)
{
    const moved_row *first = NULL;

    for (size_t i = 0; i < moved->n_rows; i++) {
        if (fires(alert, &moved->row[i]) && (!first || moved->row[i].days < first->days))
            first = &moved->row[i];
    }
    return first;
}
