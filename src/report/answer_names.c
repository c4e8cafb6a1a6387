/* answer_names.c -- the plan of a study, read back from its result. */
#include <stdlib.h>
#include <string.h>

#include "answer_reader.h"
#include "result_plan.h"
#include "result_schema.h"

/* Keeps a text that was read (NULL stays NULL) in the answer; frees it. */
static ofr_status keep_text(answer_reader *reader, char *text, const char **ret, ofr_error *err)
{
    if (!text) return OFR_OK;
    *ret = arena_text(reader->answer->arena, text, strlen(text));
    free(text);
    return *ret ? OFR_OK
                : ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory while reading it");
}

static ofr_status meta_text(answer_reader *reader, const char *key, const char **ret,
                            ofr_error *err)
{
    char *text = NULL;
    const ofr_status status = result_file_meta(&reader->file, key, &text, err);

    return status == OFR_OK ? keep_text(reader, text, ret, err) : status;
}

/* A fact that need not be there: *ret is left alone then. */
static ofr_status option_text(answer_reader *reader, const char *key, const char **ret,
                              ofr_error *err)
{
    char *text = NULL;
    const ofr_status status = result_file_find(&reader->file, key, &text, err);

    return status == OFR_OK ? keep_text(reader, text, ret, err) : status;
}

static ofr_status read_options(answer_reader *reader, ofr_error *err)
{
    study_options *o = &reader->answer->opened_with;
    const char *no_history = NULL;
    ofr_status status = option_text(reader, PLAN_NO_HISTORY, &no_history, err);

    o->no_history = no_history != NULL;
    for (size_t i = 0; status == OFR_OK && i < plan_n_options; i++) {
        const char *value = NULL;
        status = option_text(reader, plan_options[i].key, &value, err);
        memcpy((char *)o + plan_options[i].at, &value, sizeof value);
    }
    return status;
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
        {"numbers_id", &a->numbers_id},
        {"scenario_file", &a->scenario_file},
        {"scenario_text", &a->scenario_text},
        {"scenario_hash", &a->scenario_hash},
        {"record_hash", &a->record_hash},
        {"seed", &a->seed},
        {"history_from", &a->history_from},
        {"start", &a->start_text},
    };
    const char *learned = NULL;
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < sizeof row / sizeof row[0]; i++) {
        status = meta_text(reader, row[i].key, row[i].to, err);
    }
    if (status == OFR_OK) status = option_text(reader, PLAN_RECORD_NOTES, &a->record_notes, err);
    if (status == OFR_OK) status = option_text(reader, PLAN_HALT_WORDS, &a->halt_words, err);
    if (status == OFR_OK) status = option_text(reader, PLAN_LEARNED, &learned, err);
    a->learned = learned != NULL;
    return status;
}

static ofr_status read_sizes(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    int64_t start = 0, horizon = 0, sets = 0, per_set = 0, members = 0, values = 0, judged = 0;
    int64_t fixed = 0, quick = 0, pooled = 0, complete = 0;
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
        {"pooled", 0, 1, &pooled},
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
    a->pooled = pooled == 1;
    a->complete = complete == 1;
    return OFR_OK;
}

/* Makes entry i of a list out of the texts of its first columns; other columns are read from rows. */
typedef ofr_status (*take_name)(answer_reader *reader, sqlite3_stmt *rows, const char *const *text,
                                void *list, size_t i, ofr_error *err);

typedef struct name_table {
    const char *name, *columns; /* the first n_texts columns are texts */
    int n_texts;
    size_t row_size;
    take_name take;
} name_table;

enum { MOST_TEXTS = 4 };

/* All rows of a table whose column no must count 0, 1, 2, ...; the list is the reader's. *ret_n counts the entries that
 * were taken. */
static ofr_status read_table(answer_reader *reader, const name_table *table, void *ret_list,
                             size_t *ret_n, ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    char sql[256];
    int64_t n = 0;
    void *list;
    ofr_status status;

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table->name);
    status = reader_count(reader, sql, &n, err);
    if (status != OFR_OK) return status;
    if (n > RESULT_MAX_NAMES)
        return result_file_damaged(&reader->file, "it has too many names", err);
    list = reader_alloc(reader, (size_t)n, table->row_size, err);
    if (!list) return OFR_NO_MEMORY;
    memcpy(ret_list, &list, sizeof list);
    snprintf(sql, sizeof sql, "SELECT %s, no FROM %s ORDER BY no", table->columns, table->name);
    status = result_file_prepare(&reader->file, sql, &rows, err);
    for (size_t i = 0; status == OFR_OK && i < (size_t)n; i++) {
        const char *text[MOST_TEXTS];
        bool row = false;
        status = result_file_next(&reader->file, rows, &row, err);
        if (status == OFR_OK &&
            (!row || sqlite3_column_int64(rows, sqlite3_column_count(rows) - 1) != (int64_t)i))
            status = result_file_damaged(&reader->file, "its names are not numbered from 0 on",
                                         err);
        for (int t = 0; status == OFR_OK && t < table->n_texts; t++)
            status = reader_text(reader, rows, t, &text[t], err);
        if (status == OFR_OK) status = table->take(reader, rows, text, list, i, err);
        if (status == OFR_OK) *ret_n = i + 1;
    }
    sqlite3_finalize(rows);
    return status;
}

static ofr_status take_place(answer_reader *reader, sqlite3_stmt *rows, const char *const *text,
                             void *list, size_t i, ofr_error *err)
{
    ofr_named *place = (ofr_named *)list + i;
    const double latitude = reader_real(rows, 4), longitude = reader_real(rows, 5);

    (void)reader;
    (void)err;
    *place = (ofr_named){.id = text[0], .name = text[1], .kind = text[2], .iso3 = text[3]};
    place->placed = latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 360;
    if (place->placed) place->latitude = latitude, place->longitude = longitude;
    return OFR_OK;
}

static ofr_status take_principal(answer_reader *reader, sqlite3_stmt *rows, const char *const *text,
                                 void *list, size_t i, ofr_error *err)
{
    (void)reader;
    (void)rows;
    (void)err;
    ((answer_principal *)list)[i] = (answer_principal){.id = text[0], .name = text[1]};
    return OFR_OK;
}

static ofr_status take_edge(answer_reader *reader, sqlite3_stmt *rows, const char *const *text,
                            void *list, size_t i, ofr_error *err)
{
    (void)reader;
    (void)err;
    ((ofr_edge *)list)[i] = (ofr_edge){text[0], text[1], text[2], text[3], reader_real(rows, 4)};
    return OFR_OK;
}

static ofr_status take_outcome(answer_reader *reader, sqlite3_stmt *rows, const char *const *text,
                               void *list, size_t i, ofr_error *err)
{
    (void)reader;
    (void)err;
    ((answer_outcome *)list)[i] = (answer_outcome){.id = text[0],
                                                   .says = text[1],
                                                   .pair = text[2],
                                                   .headline = sqlite3_column_int(rows, 3) != 0,
                                                   .prior_driven = sqlite3_column_int(rows, 4) != 0,
                                                   .already = reader_real(rows, 5)};
    return OFR_OK;
}

static ofr_status take_series(answer_reader *reader, sqlite3_stmt *rows, const char *const *text,
                              void *list, size_t i, ofr_error *err)
{
    const double scale = reader_real(rows, 4);
    ofr_series_kind kind = SERIES_COUNT;

    if (!series_kind_read(text[3], &kind))
        return result_file_damaged(&reader->file, "a series is of no known kind", err);
    if (kind == SERIES_SCALED && !(scale > 0 && scale < 1e300))
        return result_file_damaged(&reader->file, "a series has no scale", err);
    ((answer_series *)list)[i] = (answer_series){
        .id = text[0], .says = text[1], .unit = text[2], .kind = kind, .scale = scale};
    return OFR_OK;
}

static ofr_status take_agenda(answer_reader *reader, sqlite3_stmt *rows, const char *const *text,
                              void *list, size_t i, ofr_error *err)
{
    (void)reader;
    (void)rows;
    (void)err;
    ((answer_agenda *)list)[i].id = text[0];
    return OFR_OK;
}

static ofr_status take_dropping(answer_reader *reader, sqlite3_stmt *rows, const char *const *text,
                                void *list, size_t i, ofr_error *err)
{
    (void)reader;
    (void)rows;
    (void)err;
    ((answer_dropped *)list)[i] = (answer_dropped){.kind = text[0], .id = text[1]};
    return OFR_OK;
}

static ofr_status take_parameter(answer_reader *reader, sqlite3_stmt *rows, const char *const *text,
                                 void *list, size_t i, ofr_error *err)
{
    (void)reader;
    (void)rows;
    (void)err;
    ((answer_parameter *)list)[i].path = text[0];
    return OFR_OK;
}

#define PLACE_COLUMNS "id, name, kind, iso3, latitude, longitude"

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

ofr_status read_names(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const struct {
        name_table table;
        void *list; /* of a pointer to the first entry */
        size_t *n;
    } row[] = {
        {{"actor", PLACE_COLUMNS, 4, sizeof *a->actor, take_place}, &a->actor, &a->n_actors},
        {{"theatre", PLACE_COLUMNS, 4, sizeof *a->theatre, take_place},
         &a->theatre,
         &a->n_theatres},
        {{"principal", "id, name", 2, sizeof *a->principal, take_principal},
         &a->principal,
         &a->n_principals},
        {{"edge", "source, target, kind, label, weight", 4, sizeof *a->edge, take_edge},
         &a->edge,
         &a->n_edges},
        {{"outcome", "id, says, pair, headline, prior_driven, already", 3, sizeof *a->outcome,
          take_outcome},
         &a->outcome,
         &a->n_outcomes},
        {{"series", "id, says, unit, kind, scale", 4, sizeof *a->series, take_series},
         &a->series,
         &a->n_series},
        {{"agenda", "id", 1, sizeof *a->agenda, take_agenda}, &a->agenda, &a->n_agendas},
        {{"dropping", "kind, id", 2, sizeof *a->dropped, take_dropping},
         &a->dropped,
         &a->n_dropped},
        {{"parameter", "path", 1, sizeof *a->parameter, take_parameter},
         &a->parameter,
         &a->n_parameters},
    };
    ofr_status status = read_texts(reader, err);

    if (status == OFR_OK) status = read_options(reader, err);
    if (status == OFR_OK) status = read_sizes(reader, err);
    if (status == OFR_OK) status = read_clock(reader, err);
    for (size_t i = 0; i < sizeof row / sizeof row[0] && status == OFR_OK; i++)
        status = read_table(reader, &row[i].table, row[i].list, row[i].n, err);
    a->n_horizons = shares_horizons(a->horizon, a->days);
    return status == OFR_OK ? split_outcomes(reader, err) : status;
}
