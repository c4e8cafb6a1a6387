/* shares.c -- how likely something is, told from counts over futures.
 *
 * Simulation error: Wilson's interval (statistics.h).
 * Futures of one set share its parameters, so n of them in sets of m say less about the share than n alone would: its
 * variance is p (1 - p) / n times 1 + (m - 1) rho (Kish 1965, the design effect), and the interval takes
 * n / (1 + (m - 1) rho) for n. It then also covers that other sets could have been drawn, as another seed shows.
 *
 * Range over sets: set j shows x_j = k_j / m, with mean p and sample variance s^2 over sets. By moments the sets' own
 * probabilities have the variance tau^2 = (m s^2 - p (1 - p)) / (m - 1), and rho = tau^2 / (p (1 - p)). The distances from
 * the mean are drawn in to that spread, x_j' = p + (x_j - p) sqrt(tau^2 / s^2) (statistics.h), and the range is the 5 % and
 * the 95 % among them: it never leaves what sets showed. compare_stats.c does the same for differences. rho is held
 * at or below 1 / 1.01, where all sets are all or nothing. A range never falls from one horizon to the next.
 */
#include "shares.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics.h"

ofr_set_spread set_spread(const uint32_t *count, size_t n_sets, size_t per_set)
{
    const double m = (double)per_set, n = (double)n_sets;
    ofr_set_spread spread = {0};
    double total = 0, squares = 0;

    for (size_t j = 0; j < n_sets; j++) total += (double)count[j];
    if (n_sets > 0) spread.mean = total / (m * n);
    if (n_sets < 2 || per_set < 2 || !(spread.mean > 0 && spread.mean < 1)) return spread;
    for (size_t j = 0; j < n_sets; j++) {
        const double d = (double)count[j] / m - spread.mean;
        squares += d * d;
    }
    const double over = squares / (n - 1), all = spread.mean * (1 - spread.mean);
    const double rho = (m * over / all - 1) / (m - 1);
    if (!(rho > 0)) return spread;
    spread.rho = rho > 1 / 1.01 ? 1 / 1.01 : rho;
    spread.drawn = shrinkage_pull(spread.rho * all, over);
    return spread;
}

double effective_size(const ofr_set_spread *spread, size_t n, size_t per_set)
{
    return (double)n / (1 + ((double)per_set - 1) * spread->rho); /* rho is 0 without spread */
}

size_t shares_horizons(int32_t horizon, int32_t *ret_days)
{
    static const int32_t usual[] = {30, 90, 180};
    size_t n = 0;

    for (size_t i = 0; i < 3; i++) {
        if (usual[i] < horizon) ret_days[n++] = usual[i];
    }
    ret_days[n++] = horizon;
    return n;
}

/* 5 % and 95 % over sets. */
static void range_over_sets(const uint32_t *count, size_t n_sets, size_t per_set,
                            const ofr_set_spread *spread, double *work, ofr_share_told *share)
{
    for (size_t j = 0; j < n_sets; j++)
        work[j] = spread->mean +
                  spread->drawn * ((double)count[j] / (double)per_set - spread->mean);
    sort_doubles(work, n_sets);
    share->range_low = sorted_quantile(work, n_sets, 0.05, QUANTILE_NEAREST);
    share->range_high = sorted_quantile(work, n_sets, 0.95, QUANTILE_NEAREST);
}

static void tell_one(const uint32_t *count, size_t n_sets, size_t per_set, size_t occurred,
                     size_t members, double *work, ofr_share_told *share)
{
    ofr_set_spread spread = {0};

    *share = (ofr_share_told){.occurred = occurred, .members = members};
    if (members == 0) return;
    share->probability = (double)occurred / (double)members;
    share->has_sets = n_sets > 1 && per_set > 1;
    if (share->has_sets) spread = set_spread(count, n_sets, per_set);
    share->spread = spread.rho > 0;
    share->effective = effective_size(&spread, members, per_set);
    wilson_interval(share->probability * share->effective, share->effective, &share->low,
                    &share->high);
    /* Never and always are bounded by the futures there are, whatever they are worth. */
    if (occurred == 0 || occurred == members)
        wilson_interval((double)occurred, (double)members, &share->low, &share->high);
    share->range_low = share->range_high = share->probability;
    if (share->spread) range_over_sets(count, n_sets, per_set, &spread, work, share);
}

void shares_tell(const uint32_t *count, size_t n_horizons, size_t n_sets, size_t per_set,
                 const size_t *occurred, size_t members, double *work, ofr_share_told *ret)
{
    for (size_t h = 0; h < n_horizons; h++) {
        tell_one(count + h * n_sets, n_sets, per_set, occurred[h], members, work, &ret[h]);
        if (h == 0) continue;
        const ofr_share_told *before = &ret[h - 1];
        if (ret[h].range_low < before->range_low && before->spread)
            ret[h].range_low = before->range_low;
        if (ret[h].range_high < before->range_high && before->spread)
            ret[h].range_high = before->range_high;
    }
}

/* ---- in words ----------------------------------------------------------------------------------- */

enum { PART = 24 };

/* "2,000": x >= 1 with one digit that counts, two below three of them and where asked for; thousands by commas. */
static char *round_text(double x, bool two, bool down, char *room)
{
    const double power = pow(10, floor(log10(x) + 1e-9) - (two ? 1 : 0)),
                 step = power < 1 ? 1 : power,
                 whole = step * (down ? floor(x / step + 1e-9) : floor(x / step + 0.5));
    char digits[PART];
    size_t n = 0, at = 0;

    snprintf(digits, sizeof digits, "%.0f", whole < 1e15 ? whole : 1e15);
    n = strlen(digits);
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0) room[at++] = ',';
        room[at++] = digits[i];
    }
    room[at] = '\0';
    return room;
}

/* A share as "1 in 2,000", or in percent where it is half a per cent or more. */
static char *end_text(double share, char *room)
{
    char x[2 * PART];

    if (share < 0.005 && share > 0)
        snprintf(room, 2 * PART, "1 in %s", round_text(1 / share, false, false, x));
    else
        snprintf(room, 2 * PART, "%.0f %%", 100 * share > 99.4 ? 99 : 100 * share);
    return room;
}

/* Percent with as many digits as the range has. */
static char *percent_text(double share, int digits, char *room)
{
    const double percent = 100 * share, least = digits ? 0.05 : 0.5;

    if (percent < least)
        snprintf(room, PART, digits ? "<0.1" : "<1");
    else if (percent >= 99.5)
        snprintf(room, PART, ">99");
    else
        snprintf(room, PART, "%.*f", digits, digits ? percent : floor(percent + 0.5));
    return room;
}

/* The interval that stands beside a share, and whether its width leaves tenths of a per cent. */
static void beside(const ofr_share_told *share, double *ret_low, double *ret_high, int *ret_digits)
{
    const double width = share->high - share->low, over = share->range_high - share->range_low;

    *ret_low = share->spread ? share->range_low : share->low;
    *ret_high = share->spread ? share->range_high : share->high;
    *ret_digits = (width > over ? width : over) < 0.02 && share->probability < 0.1 &&
                  *ret_high >= share->probability;
}

static char *never_text(const ofr_share_told *share, char *room)
{
    char x[2 * PART];
    const double third = (double)share->members / 3;

    if (third > 1)
        snprintf(room, SHARE_TEXT, "< 1 in %s", round_text(third, true, true, x));
    else
        snprintf(room, SHARE_TEXT, "in none of %zu", share->members);
    return room;
}

/* Rarer than a half per cent: the fit of digits is that of the simulation interval. */
static char *rare_text(const ofr_share_told *share, double high, bool alone, char *room)
{
    char x[2 * PART], up[2 * PART];
    const bool two = share->high - share->low < 0.2 * share->probability;

    round_text(1 / share->probability, two, false, x);
    /* Where few sets hold it all, the other sets that could have been drawn say how far it may go. */
    if (!(high > share->probability)) high = share->high;
    if (alone || !(high > share->probability))
        snprintf(room, SHARE_TEXT, "1 in %s", x);
    else
        snprintf(room, SHARE_TEXT, "1 in %s (up to %s)", x, end_text(high, up));
    return room;
}

static char *share_words(const ofr_share_told *share, bool alone, char *room)
{
    char middle[PART], from[PART], to[PART];
    double low, high;
    int digits;

    if (share->members == 0) {
        snprintf(room, SHARE_TEXT, "no futures yet");
        return room;
    }
    if (share->occurred == 0) return never_text(share, room);
    beside(share, &low, &high, &digits);
    if (share->probability < 0.005) return rare_text(share, high, alone, room);
    if (share->occurred == share->members) {
        snprintf(room, SHARE_TEXT, ">%.0f %%", floor(100 * (low < 0.99 ? low : 0.99) + 1e-9));
        return room;
    }
    percent_text(share->probability, digits, middle);
    percent_text(low, digits, from);
    percent_text(high, digits, to);
    if (alone || (share->probability >= 0.995 && strcmp(from, ">99") == 0))
        snprintf(room, SHARE_TEXT, "%s %%", middle);
    else if (high < share->probability)
        snprintf(room, SHARE_TEXT, "%s %% (%s in most sets)", middle,
                 percent_text(high, digits, to));
    else if (strcmp(from, to) == 0)
        snprintf(room, SHARE_TEXT, "%s %%", middle);
    else if (*from == '<' && *to == '>')
        snprintf(room, SHARE_TEXT, "%s %% (%s to %s)", middle, from, to);
    else if (*from == '<')
        snprintf(room, SHARE_TEXT, "%s %% (up to %s)", middle, to);
    else if (*to == '>')
        snprintf(room, SHARE_TEXT, "%s %% (%s or more)", middle, from);
    else
        snprintf(room, SHARE_TEXT, "%s %% (%s-%s)", middle, from, to);
    return room;
}

char *share_told_text(const ofr_share_told *share, char *room)
{
    return share_words(share, false, room);
}

char *share_told_short(const ofr_share_told *share, char *room)
{
    return share_words(share, true, room);
}
