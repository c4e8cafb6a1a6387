/* answer_names.c -- the plan of a study, read back from its result. */
#include <stdlib.h>
#include <string.h>

#include "answer_reader.h"
#include "result_schema.h"

static ofr_status meta_text(answer_reader *reader, const char *key, const char **ret,
                            ofr_error *err)
{
    char *text = NULL;
    ofr_status status = result_file_meta(&reader->file, key, &text, err);

    if (status != OFR_OK) return status;
    *ret = arena_text(reader->answer->arena, text, strlen(text));
    free(text);
    return *ret ? OFR_OK
                : ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory while reading it");
}

static ofr_status read_texts(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const struct {
        const char *key, **to;
    } row[] = {
        {"title", &a->title},
        {"command", &a->command},
        {"program_version", &a->program_version},
        {"scenario_file", &a->scenario_file},
        {"scenario_text", &a->scenario_text},
        {"scenario_hash", &a->scenario_hash},
        {"record_hash", &a->record_hash},
        {"seed", &a->seed},
        {"history_from", &a->history_from},
        {"start", &a->start_text},
    };
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < sizeof row / sizeof row[0]; i++) {
        status = meta_text(reader, row[i].key, row[i].to, err);
    }
    return status;
}

static ofr_status read_sizes(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    int64_t start = 0, horizon = 0, sets = 0, per_set = 0, members = 0, values = 0, judged = 0;
    int64_t fixed = 0, quick = 0, complete = 0;
    const struct {
        const char *key;
        int64_t lo, hi, *to;
    } row[] = {
        {"start_day", -40000, 70000, &start},
        {"horizon", 1, INT16_MAX, &horizon},
        {"sets", 1, UINT32_MAX, &sets},
        {"per_set", 1, UINT32_MAX, &per_set},
        {"members", 1, UINT32_MAX, &members},
        {"values", 0, INT32_MAX, &values},
        {"judged", 0, INT32_MAX, &judged},
        {"fixed", 0, 1, &fixed},
        {"quick", 0, 1, &quick},
        {"complete", 0, 1, &complete},
    };
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < sizeof row / sizeof row[0]; i++) {
        status = result_file_whole(&reader->file, row[i].key, row[i].lo, row[i].hi, row[i].to, err);
    }
    if (status != OFR_OK) return status;
    if (sets > members || per_set > members || sets * per_set != members) {
        return result_file_damaged(&reader->file, "its sets do not make its members", err);
    }
    a->format = RESULT_FORMAT;
    a->start = (int32_t)start;
    a->horizon = (int32_t)horizon;
    a->n_sets = (size_t)sets;
    a->per_set = (size_t)per_set;
    a->n_members = (size_t)members;
    a->n_values = (size_t)values;
    a->n_judged = (size_t)judged;
    a->fixed = fixed == 1;
    a->quick = quick == 1;
    a->complete = complete == 1;
    return OFR_OK;
}

/* Opens a table of names whose column no must count 0, 1, 2, ...; *ret_list is room for all rows.
 * */
static ofr_status open_names(answer_reader *reader, const char *table, const char *columns,
                             size_t row_size, sqlite3_stmt **ret_rows, void **ret_list,
                             size_t *ret_n, ofr_error *err)
{
    char sql[256];
    int64_t n = 0;
    ofr_status status;

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    status = reader_count(reader, sql, &n, err);
    if (status != OFR_OK) return status;
    if (n > RESULT_MAX_NAMES)
        return result_file_damaged(&reader->file, "it has too many names", err);
    *ret_n = (size_t)n;
    *ret_list = reader_alloc(reader, (size_t)n, row_size, err);
    if (!*ret_list) return OFR_NO_MEMORY;
    snprintf(sql, sizeof sql, "SELECT %s, no FROM %s ORDER BY no", columns, table);
    return result_file_prepare(&reader->file, sql, ret_rows, err);
}

/* Steps to row i; texts of its first n_texts columns. */
static ofr_status next_name(answer_reader *reader, sqlite3_stmt *rows, size_t i, const char **text,
                            int n_texts, ofr_error *err)
{
    bool row = false;
    ofr_status status = result_file_next(&reader->file, rows, &row, err);

    if (status != OFR_OK) return status;
    if (!row || sqlite3_column_int64(rows, sqlite3_column_count(rows) - 1) != (int64_t)i) {
        return result_file_damaged(&reader->file, "its names are not numbered from 0 on", err);
    }
    for (int t = 0; status == OFR_OK && t < n_texts; t++) {
        status = reader_text(reader, rows, t, &text[t], err);
    }
    return status;
}

static ofr_status read_places(answer_reader *reader, const char *table, const ofr_named **ret_list,
                              size_t *ret_n, ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    void *room = NULL;
    size_t n = 0;
    ofr_status status = open_names(reader, table, "id, name, kind, iso3, latitude, longitude",
                                   sizeof(ofr_named), &rows, &room, &n, err);
    ofr_named *list = room;

    for (size_t i = 0; status == OFR_OK && i < n; i++) {
        const char *text[4];
        status = next_name(reader, rows, i, text, 4, err);
        if (status != OFR_OK) break;
        const double latitude = reader_real(rows, 4), longitude = reader_real(rows, 5);
        list[i] = (ofr_named){.id = text[0], .name = text[1], .kind = text[2], .iso3 = text[3]};
        list[i].placed = latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 360;
        if (list[i].placed) list[i].latitude = latitude, list[i].longitude = longitude;
    }
    sqlite3_finalize(rows);
    if (status == OFR_OK) *ret_list = list, *ret_n = n;
    return status;
}

static ofr_status read_principals(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const ofr_named *list = NULL;
    size_t n = 0;
    ofr_status status = read_places(reader, "principal", &list, &n, err);

    if (status != OFR_OK) return status;
    a->principal = reader_alloc(reader, n, sizeof *a->principal, err);
    if (!a->principal) return OFR_NO_MEMORY;
    for (size_t i = 0; i < n; i++) {
        a->principal[i] = (answer_principal){.id = list[i].id, .name = list[i].name};
    }
    a->n_principals = n;
    return OFR_OK;
}

static ofr_status read_edges(answer_reader *reader, ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    void *room = NULL;
    size_t n = 0;
    ofr_status status = open_names(reader, "edge", "source, target, kind, label, weight",
                                   sizeof(ofr_edge), &rows, &room, &n, err);
    ofr_edge *list = room;

    for (size_t i = 0; status == OFR_OK && i < n; i++) {
        const char *text[4];
        status = next_name(reader, rows, i, text, 4, err);
        if (status == OFR_OK) {
            list[i] = (ofr_edge){text[0], text[1], text[2], text[3], reader_real(rows, 4)};
        }
    }
    sqlite3_finalize(rows);
    reader->answer->edge = list;
    reader->answer->n_edges = n;
    return status;
}

static ofr_status read_outcomes(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    void *room = NULL;
    size_t n = 0;
    ofr_status status = open_names(reader, "outcome", "id, says, headline, prior_driven",
                                   sizeof(answer_outcome), &rows, &room, &n, err);

    a->outcome = room;
    for (size_t i = 0; status == OFR_OK && i < n; i++) {
        const char *text[2];
        status = next_name(reader, rows, i, text, 2, err);
        if (status != OFR_OK) break;
        a->outcome[i] = (answer_outcome){.id = text[0],
                                         .says = text[1],
                                         .headline = sqlite3_column_int(rows, 2) != 0,
                                         .prior_driven = sqlite3_column_int(rows, 3) != 0};
        a->n_outcomes = i + 1;
    }
    sqlite3_finalize(rows);
    return status;
}

static ofr_status read_series_names(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    void *room = NULL;
    size_t n = 0;
    ofr_status status = open_names(reader, "series", "id, says, unit, kind, scale",
                                   sizeof(answer_series), &rows, &room, &n, err);

    a->series = room;
    for (size_t i = 0; status == OFR_OK && i < n; i++) {
        const char *text[4];
        status = next_name(reader, rows, i, text, 4, err);
        if (status != OFR_OK) break;
        const bool counted = strcmp(text[3], "count") == 0;
        const double scale = reader_real(rows, 4);
        if (!counted && (strcmp(text[3], "scaled") != 0 || !(scale > 0 && scale < 1e300))) {
            status = result_file_damaged(&reader->file, "a series has no scale", err);
            break;
        }
        a->series[i] = (answer_series){.id = text[0],
                                       .says = text[1],
                                       .unit = text[2],
                                       .kind = counted ? SERIES_COUNT : SERIES_SCALED,
                                       .scale = scale};
        a->n_series = i + 1;
    }
    sqlite3_finalize(rows);
    return status;
}

static ofr_status read_labels(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *agenda = NULL, *parameter = NULL;
    void *agendas = NULL, *parameters = NULL;
    ofr_status status = open_names(reader, "agenda", "id", sizeof *a->agenda, &agenda, &agendas,
                                   &a->n_agendas, err);

    a->agenda = agendas;
    for (size_t i = 0; status == OFR_OK && i < a->n_agendas; i++) {
        status = next_name(reader, agenda, i, &a->agenda[i].id, 1, err);
    }
    if (status == OFR_OK) {
        status = open_names(reader, "parameter", "path", sizeof *a->parameter, &parameter,
                            &parameters, &a->n_parameters, err);
    }
    a->parameter = parameters;
    for (size_t i = 0; status == OFR_OK && i < a->n_parameters; i++) {
        status = next_name(reader, parameter, i, &a->parameter[i].path, 1, err);
    }
    sqlite3_finalize(agenda);
    sqlite3_finalize(parameter);
    return status;
}

static ofr_status read_clock(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    answer_clock *list = NULL;
    int64_t n = 0;
    bool row = true;
    ofr_status status = reader_count(reader, "SELECT count(*) FROM clock", &n, err);

    if (status != OFR_OK) return status;
    if (n > RESULT_MAX_NAMES)
        return result_file_damaged(&reader->file, "it has too many names", err);
    list = reader_alloc(reader, (size_t)n, sizeof *list, err);
    if (!list) return OFR_NO_MEMORY;
    status = result_file_prepare(&reader->file, "SELECT key, value FROM clock ORDER BY key", &rows,
                                 err);
    for (int64_t i = 0; status == OFR_OK && i < n; i++) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        status = reader_text(reader, rows, 0, &list[i].key, err);
        if (status == OFR_OK) status = reader_text(reader, rows, 1, &list[i].value, err);
        if (status == OFR_OK) a->n_clock = (size_t)i + 1;
    }
    sqlite3_finalize(rows);
    a->clock = list;
    return status;
}

/* 30, 90 and 180 days where the horizon is longer, and the horizon. */
static void choose_horizons(ofr_answer *a)
{
    static const int32_t usual[] = {30, 90, 180};

    for (size_t i = 0; i < 3; i++) {
        if (usual[i] < a->horizon) a->days[a->n_horizons++] = usual[i];
    }
    a->days[a->n_horizons++] = a->horizon;
}

ofr_status read_names(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    ofr_status status = read_texts(reader, err);

    if (status == OFR_OK) status = read_sizes(reader, err);
    if (status == OFR_OK) status = read_clock(reader, err);
    if (status == OFR_OK) status = read_places(reader, "actor", &a->actor, &a->n_actors, err);
    if (status == OFR_OK) status = read_places(reader, "theatre", &a->theatre, &a->n_theatres, err);
    if (status == OFR_OK) status = read_principals(reader, err);
    if (status == OFR_OK) status = read_edges(reader, err);
    if (status == OFR_OK) status = read_outcomes(reader, err);
    if (status == OFR_OK) status = read_series_names(reader, err);
    if (status == OFR_OK) status = read_labels(reader, err);
    choose_horizons(a);
    return status;
}
