/* daily_series.c -- the daily counts that tools/series/daily wrote. */
#include "daily_series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv_table.h"

enum { PATH_ROOM = 1024, COUNT_LIMIT = 100000 };

static ofr_status copy_name(const csv_table *index, size_t row, const char *column,
                            char ret_name[static SERIES_NAME], ofr_error *err)
{
    const char *text = NULL;
    const ofr_status status = csv_table_text(index, row, column, &text, err);

    if (status != OFR_OK) return status;
    if (strlen(text) >= SERIES_NAME || strchr(text, '/') != NULL || *text == '\0')
        return ofr_fail(err, OFR_RECORD, index->path,
                        "row %zu, %s: found '%s'; write a name of 1 to 63 letters", row + 1, column,
                        text);
    strcpy(ret_name, text);
    return OFR_OK;
}

static ofr_status is_yes(const csv_table *index, size_t row, const char *column, bool *ret,
                         ofr_error *err)
{
    const char *text = NULL;
    const ofr_status status = csv_table_text(index, row, column, &text, err);

    if (status == OFR_OK) *ret = strcmp(text, "yes") == 0;
    return status;
}

static ofr_status read_counts(const char *path, daily_series *series, ofr_error *err)
{
    csv_table table = {0};
    ofr_status status = csv_table_read(path, &table, err);

    if (status != OFR_OK) return status;
    series->n_days = table.n_rows;
    series->count = calloc(table.n_rows + 1, sizeof *series->count);
    if (series->count == NULL) status = ofr_fail(err, OFR_NO_MEMORY, path, "out of memory");
    for (size_t i = 0; i < table.n_rows && status == OFR_OK; i++) {
        int32_t day = 0;
        double count = 0;
        status = csv_table_day(&table, i, "date", &day, err);
        if (status == OFR_OK) status = csv_table_number(&table, i, "count", &count, err);
        if (status != OFR_OK) break;
        if (day != series->first_day + (int32_t)i)
            status = ofr_fail(err, OFR_RECORD, path, "row %zu: days must follow one another",
                              i + 1);
        else if (!(isnan(count) || (count >= 0 && count <= COUNT_LIMIT)))
            status = ofr_fail(err, OFR_RECORD, path, "row %zu: found %g acts; 0 to %d are read",
                              i + 1, count, COUNT_LIMIT);
        else
            series->count[i] = isnan(count) ? NOT_COVERED : (int32_t)count;
    }
    csv_table_done(&table);
    return status;
}

static void learn_weekdays(daily_series *series)
{
    double acts[7] = {0}, days[7] = {0}, all_acts = 0, all_days = 0, mean = 0;

    for (size_t i = 0; i < series->split; i++) {
        const size_t w = (size_t)(series->first_day + (int32_t)i + 7 * 100000) % 7;
        if (series->count[i] == NOT_COVERED) continue;
        acts[w] += series->count[i];
        days[w] += 1;
        all_acts += series->count[i];
        all_days += 1;
    }
    if (!(all_acts > 0)) return;
    /* Two mean days are added to each weekday: few acts do not make a Sunday of nothing. */
    for (size_t w = 0; w < 7; w++) {
        const double each = all_acts / all_days;
        series->weekday[w] = (acts[w] + 2 * each) / ((days[w] + 2) * each);
        mean += series->weekday[w] / 7;
    }
    for (size_t w = 0; w < 7; w++) series->weekday[w] /= mean;
}

static ofr_status read_one(const char *directory, const csv_table *index, size_t row,
                           daily_series *series, ofr_error *err)
{
    char path[PATH_ROOM];
    bool weekdays = false;
    int32_t split = 0;
    ofr_status status = copy_name(index, row, "name", series->name, err);

    if (status == OFR_OK) status = copy_name(index, row, "kind", series->kind, err);
    if (status == OFR_OK) status = copy_name(index, row, "standoff", series->standoff, err);
    if (status == OFR_OK) status = is_yes(index, row, "weekday", &weekdays, err);
    if (status == OFR_OK) status = is_yes(index, row, "fit", &series->fit, err);
    if (status == OFR_OK) status = csv_table_day(index, row, "from", &series->first_day, err);
    if (status == OFR_OK) status = csv_table_day(index, row, "split", &split, err);
    if (status != OFR_OK) return status;
    if ((size_t)snprintf(path, sizeof path, "%s/%s.csv", directory, series->name) >= sizeof path)
        return ofr_fail(err, OFR_LIMIT, directory, "the name is too long");
    status = read_counts(path, series, err);
    if (status != OFR_OK) return status;
    if (split <= series->first_day || (size_t)(split - series->first_day) >= series->n_days)
        return ofr_fail(err, OFR_RECORD, path, "the split must lie within the series");
    series->split = (size_t)(split - series->first_day);
    for (size_t w = 0; w < 7; w++) series->weekday[w] = 1;
    if (weekdays) learn_weekdays(series);
    return OFR_OK;
}

ofr_status daily_read(const char *directory, daily_set *ret_set, ofr_error *err)
{
    char path[PATH_ROOM];
    csv_table index = {0};
    daily_set set = {0};
    ofr_status status;

    if ((size_t)snprintf(path, sizeof path, "%s/index.csv", directory) >= sizeof path)
        return ofr_fail(err, OFR_LIMIT, directory, "the name is too long");
    status = csv_table_read(path, &index, err);
    if (status != OFR_OK) return status;
    set.n = index.n_rows;
    set.series = calloc(set.n + 1, sizeof *set.series);
    if (set.series == NULL) {
        set.n = 0;
        status = ofr_fail(err, OFR_NO_MEMORY, path, "out of memory");
    }
    for (size_t i = 0; i < set.n && status == OFR_OK; i++)
        status = read_one(directory, &index, i, &set.series[i], err);
    csv_table_done(&index);
    if (status != OFR_OK) {
        daily_done(&set);
        return status;
    }
    *ret_set = set;
    return OFR_OK;
}

void daily_done(daily_set *set)
{
    for (size_t i = 0; i < set->n; i++) free(set->series[i].count);
    free(set->series);
    *set = (daily_set){0};
}

double daily_factor(const daily_series *series, size_t day)
{
    return series->weekday[(size_t)(series->first_day + (int32_t)day + 7 * 100000) % 7];
}

void daily_totals(const daily_series *series, size_t from, size_t to, double *ret_exposure,
                  double *ret_acts)
{
    double exposure = 0, acts = 0;

    for (size_t i = from; i < to; i++) {
        if (series->count[i] == NOT_COVERED) continue;
        exposure += daily_factor(series, i);
        acts += series->count[i];
    }
    *ret_exposure = exposure;
    *ret_acts = acts;
}
