/* csv_export.c -- the tables of a result as CSV files (RFC 4180): a header, CRLF, UTF-8. */
#include <stdlib.h>
#include <string.h>

#include "../core/directory_write.h"
#include "../events/csv.h"
#include "answer.h"
#include "result_file.h"
#include "result_schema.h"
#include "result_sums.h"

#define WORD(column, name) "(SELECT text FROM word WHERE no = a." column ") AS " name

typedef struct export_file {
    const char *name, *sql;
} export_file;

/* Tables are written as they are, but for these: names in the place of numbers, packed bins left
 * out. */
/* clang-format off */
static const export_file spelled[] = {
    {"act", "SELECT a.member, a.number, date(a.day * 86400, 'unixepoch') AS date, " WORD("kind", "kind")
        ", " WORD("id", "id") ", " WORD("source", "source") ", " WORD("target", "target") ", "
        WORD("theatre", "theatre") ", " WORD("rung", "rung") ", a.count, a.deaths_own, "
        "a.deaths_partner, a.deaths_attacker, a.wounded, a.slipped, a.misread, a.recorded, a.cause, "
        WORD("cause_text", "cause_text") ", " WORD("says", "text")
        " FROM act a ORDER BY a.member, a.seq"},
    {"member_outcome", "SELECT m.member, o.id AS outcome, m.day FROM member_outcome m "
        "JOIN outcome o ON o.no = m.outcome ORDER BY m.member, m.outcome"},
    {"payoff", "SELECT p.member, n.id AS principal, p.value FROM payoff p "
        "JOIN principal n ON n.no = p.principal ORDER BY p.member, p.principal"},
    {"parameter_set", "SELECT d.set_no, p.path, d.value FROM parameter_set d "
        "JOIN parameter p ON p.no = d.parameter ORDER BY d.set_no, d.parameter"},
    {"histogram", "SELECT s.id AS series, h.day, h.bin, CASE s.kind WHEN 'count' THEN h.bin "
        "ELSE s.scale * h.bin / (64.0 - h.bin) END AS from_value, h.n FROM histogram h "
        "JOIN series s ON s.no = h.series ORDER BY h.series, h.day, h.bin"},
    {"history_series", "SELECT s.id AS series, date(h.day * 86400, 'unixepoch') AS date, h.low, "
        "h.median, h.high FROM history_series h JOIN series s ON s.no = h.series "
        "ORDER BY h.series, h.day"},
    {"dropped", "SELECT d.chunk, n.kind, n.id, d.n, d.members, d.could_change FROM dropped d "
                "JOIN dropping n ON n.no = d.dropping ORDER BY d.chunk, d.dropping"},
    {"agenda_days", "SELECT d.chunk, a.id AS agenda, d.no_terms, d.no_channel FROM agenda_days d "
        "JOIN agenda a ON a.no = d.agenda ORDER BY d.chunk, d.agenda"},
    {"left_out", "SELECT set_no, date(day * 86400, 'unixepoch') AS date, source, seen, expected "
        "FROM left_out ORDER BY set_no"},
    {"learned_parameter", "SELECT p.path, b.id AS block, l.prior_low, l.prior_median, l.prior_high, "
        "l.low, l.median, l.high FROM learned_parameter l JOIN parameter p ON p.no = l.no "
        "JOIN learned_block b ON b.no = l.block ORDER BY l.no"},
    {"tally", NULL},
    {"word", NULL},
    {"parameter", NULL},
    {"checksum", NULL},
    {"eve", NULL},
    {"asked", NULL},
};
/* clang-format on */

static void put_cell(FILE *out, sqlite3_stmt *rows, int column)
{
    const char *text;

    switch (sqlite3_column_type(rows, column)) {
    case SQLITE_INTEGER:
        fprintf(out, "%lld", (long long)sqlite3_column_int64(rows, column));
        break;
    case SQLITE_FLOAT:
        fprintf(out, "%.17g", sqlite3_column_double(rows, column));
        break;
    case SQLITE_NULL:
        break;
    default:
        text = (const char *)sqlite3_column_text(rows, column);
        csv_put(text ? text : "", out);
    }
}

static ofr_status put_rows(result_file *file, const char *sql, FILE *out, ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(file, sql, &rows, err);
    const int n = status == OFR_OK ? sqlite3_column_count(rows) : 0;

    for (int i = 0; i < n; i++) {
        if (i) putc(',', out);
        csv_put(sqlite3_column_name(rows, i), out);
    }
    fputs("\r\n", out);
    while (status == OFR_OK) {
        status = result_file_next(file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        for (int i = 0; i < n; i++) {
            if (i) putc(',', out);
            put_cell(out, rows, i);
        }
        fputs("\r\n", out);
    }
    sqlite3_finalize(rows);
    return status;
}

/* The files of an export: each table that is written, then the answer and the bands. */
typedef struct csv_names {
    char text[DIRECTORY_MOST][48];
    const char *name[DIRECTORY_MOST];
    size_t n;
} csv_names;

static const char answer_name[] = "answer.csv", bands_name[] = "bands.csv";

/* How a table is read; NULL: it is left out. */
static const char *sql_of(const result_table *table, char *room, size_t size)
{
    for (size_t i = 0; i < sizeof spelled / sizeof spelled[0]; i++) {
        if (strcmp(spelled[i].name, table->name) == 0) return spelled[i].sql;
    }
    snprintf(room, size, "SELECT * FROM %s ORDER BY %s", table->name, table->order);
    return room;
}

static void list_names(csv_names *names)
{
    char room[160];

    names->n = 0;
    for (size_t i = 0; i < result_n_tables && names->n < DIRECTORY_MOST - 2; i++) {
        if (!sql_of(&result_tables[i], room, sizeof room)) continue;
        snprintf(names->text[names->n], sizeof names->text[0], "%s.csv", result_tables[i].name);
        names->name[names->n] = names->text[names->n];
        names->n++;
    }
    names->name[names->n++] = answer_name;
    names->name[names->n++] = bands_name;
}

static ofr_status export_table(result_file *file, const result_table *table,
                               const directory_out *directory, ofr_error *err)
{
    char whole[160], name[48];
    const char *sql = sql_of(table, whole, sizeof whole);
    FILE *out = NULL;
    ofr_status status;

    if (!sql) return OFR_OK;
    snprintf(name, sizeof name, "%s.csv", table->name);
    status = directory_open(directory, name, &out, err);
    if (status != OFR_OK) return status;
    return directory_close(directory, out, name, put_rows(file, sql, out, err), err);
}

/* answer.csv: one row an outcome and horizon. */
static void put_answer(const ofr_answer *a, FILE *out)
{
    fputs("outcome,says,days,occurred,members,probability,simulation_low,simulation_high,range_low,"
          "range_high,prior_driven\r\n",
          out);
    for (size_t o = 0; o < a->n_outcomes; o++) {
        for (size_t h = 0; h < a->n_horizons; h++) {
            const ofr_share_told *share = &a->outcome[o].by[h].share;
            csv_put(a->outcome[o].id, out);
            putc(',', out);
            csv_put(a->outcome[o].says, out);
            fprintf(out, ",%d,%zu,%zu,%.9g,%.9g,%.9g,", (int)a->days[h], share->occurred,
                    share->members, share->probability, share->low, share->high);
            if (share->has_sets)
                fprintf(out, "%.9g,%.9g", share->range_low, share->range_high);
            else
                putc(',', out);
            fprintf(out, ",%d\r\n", a->outcome[o].prior_driven);
        }
    }
}

/* bands.csv: one row a series and day. */
static void put_bands(const ofr_answer *a, FILE *out)
{
    const size_t days = (size_t)a->horizon;
    char date[OFR_DATE_TEXT];

    fputs("series,date,p5,p25,p50,p75,p95\r\n", out);
    for (size_t s = 0; s < a->n_series; s++) {
        for (size_t d = 0; a->series[s].quantile && d < days; d++) {
            csv_put(a->series[s].id, out);
            fprintf(out, ",%s", date_format(a->start + (int32_t)d, date));
            for (size_t q = 0; q < N_QUANTILES; q++) {
                fprintf(out, ",%.9g", a->series[s].quantile[q * days + d]);
            }
            fputs("\r\n", out);
        }
    }
}

typedef void (*put_figures)(const ofr_answer *answer, FILE *out);

static ofr_status export_figures(const ofr_answer *answer, put_figures put, const char *name,
                                 const directory_out *directory, ofr_error *err)
{
    FILE *out = NULL;
    const ofr_status status = directory_open(directory, name, &out, err);

    if (status != OFR_OK) return status;
    put(answer, out);
    return directory_close(directory, out, name, OFR_OK, err);
}

static ofr_status write_directory(result_file *file, const ofr_answer *answer, const char *path,
                                  bool force, ofr_error *err)
{
    const char *const input[] = {file->path};
    csv_names names;
    directory_rule rule = {.mark = CSV_MARK,
                           .about = "Tables of a result. `offramp export --csv` wrote the files "
                                    "named below, and replaces these and no others.",
                           .force = force,
                           .input = input,
                           .n_inputs = 1};
    directory_out *directory = NULL;
    ofr_status status;

    list_names(&names);
    rule.name = names.name;
    rule.n_names = names.n;
    status = directory_begin(path, &rule, &directory, err);
    for (size_t i = 0; status == OFR_OK && i < result_n_tables; i++)
        status = export_table(file, &result_tables[i], directory, err);
    if (status == OFR_OK) status = export_figures(answer, put_answer, answer_name, directory, err);
    if (status == OFR_OK) status = export_figures(answer, put_bands, bands_name, directory, err);
    return directory_end(directory, status, err);
}

/* Many tables make no stream; the answer alone does. */
static ofr_status write_stream(const ofr_answer *answer, const char *path, FILE *standard_output,
                               ofr_error *err)
{
    const file_rule rule = {.refusal = "is a file, not a directory",
                            .standard_output = standard_output};
    file_out *out = NULL;
    const ofr_status status = file_write_begin(path, &rule, &out, err);

    if (status == OFR_OK) put_answer(answer, file_write_stream(out));
    return file_write_end(out, status, err);
}

ofr_status export_csv(const char *result, const char *path, bool force, FILE *standard_output,
                      ofr_error *err)
{
    ofr_answer *answer = NULL;
    result_file file = {0};
    ofr_status status = answer_read(result, false, &answer, err);

    if (status == OFR_OK && file_is_stream(path, standard_output)) {
        status = write_stream(answer, path, standard_output, err);
    } else if (status == OFR_OK) {
        status = result_file_open(&file, result, false, err);
        if (status == OFR_OK) status = result_file_run(&file, "BEGIN", err); /* one view of it */
        if (status == OFR_OK) status = sums_check(&file, true, err);
        if (status == OFR_OK) status = write_directory(&file, answer, path, force, err);
    }
    result_file_done(&file);
    answer_free(answer);
    return status;
}
