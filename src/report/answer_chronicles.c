/* answer_chronicles.c -- the kept futures that a page tells: the median and the worst. */
#include "answer_reader.h"
#include "result_schema.h"
#include "result_sums.h"

#define WORD(column) "(SELECT text FROM word WHERE no = " #column ")"

enum { MAX_TOLD = 16, MAX_ACTS = 200000 };

static int32_t small(sqlite3_stmt *rows, int column)
{
    const int64_t value = sqlite3_column_int64(rows, column);

    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

static ofr_status read_act(answer_reader *reader, sqlite3_stmt *rows, ofr_act *act, ofr_error *err)
{
    const char **const text[8] = {&act->kind,    &act->id,   &act->source,     &act->target,
                                  &act->theatre, &act->rung, &act->cause_text, &act->text};
    ofr_status status = OFR_OK;

    for (int i = 0; status == OFR_OK && i < 8; i++) {
        status = reader_text(reader, rows, i, text[i], err);
    }
    act->number = small(rows, 8);
    act->day = small(rows, 9);
    act->count = small(rows, 10);
    act->deaths_own = small(rows, 11);
    act->deaths_partner = small(rows, 12);
    act->deaths_attacker = small(rows, 13);
    act->wounded = small(rows, 14);
    act->slipped = small(rows, 15) != 0;
    act->misread = small(rows, 16) != 0;
    act->recorded = small(rows, 17) != 0;
    act->cause = small(rows, 18);
    return status;
}

static ofr_status read_acts(answer_reader *reader, answer_chronicle *told, ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    ofr_act *list = reader_alloc(reader, told->n_acts, sizeof *list, err);
    size_t n = 0;
    bool row = true;
    ofr_status status;

    if (!list) return OFR_NO_MEMORY;
    status = sums_check_part(&reader->file, &(sums_cut){1, 1}, "act", told->member, err);
    if (status != OFR_OK) return status;
    status = result_file_prepare(
        &reader->file,
        "SELECT " WORD(kind) ", " WORD(id) ", " WORD(source) ", " WORD(target) ", " WORD(
            theatre) ", " WORD(rung) ", " WORD(cause_text) ", " WORD(says) ", number, day, count, "
                                                                           "deaths_own, "
                                                                           "deaths_partner, "
                                                                           "deaths_attacker, "
                                                                           "wounded, slipped, "
                                                                           "misread, recorded, "
                                                                           "cause "
                                                                           "FROM act WHERE member "
                                                                           "= ? ORDER BY seq",
        &rows, err);
    if (status == OFR_OK) sqlite3_bind_int64(rows, 1, (int64_t)told->member);
    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        if (n == told->n_acts) {
            status = result_file_damaged(&reader->file, "a kept future has more acts than it says",
                                         err);
            break;
        }
        status = read_act(reader, rows, &list[n++], err);
    }
    sqlite3_finalize(rows);
    told->act = list;
    told->n_acts = n;
    return status;
}

/* n futures; which of them are told is decided by pick. */
ofr_status read_chronicles(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    answer_chronicle *list = reader_alloc(reader, MAX_TOLD, sizeof *list, err);
    sqlite3_stmt *rows = NULL;
    bool row = true;
    ofr_status status;

    if (!list) return OFR_NO_MEMORY;
    status = result_file_prepare(
        &reader->file,
        "SELECT k.pick, k.member, k.acts, m.severity, m.deaths, m.worst_day "
        "FROM kept k JOIN member m ON m.member = k.member WHERE k.pick <> '' "
        "ORDER BY k.pick, k.member",
        &rows, err);
    while (status == OFR_OK && a->n_chronicles < MAX_TOLD) {
        answer_chronicle *told = &list[a->n_chronicles];
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t n = sqlite3_column_int64(rows, 2);
        if (n < 0 || n > MAX_ACTS) {
            status = result_file_damaged(&reader->file, "a kept future has too many acts", err);
            break;
        }
        status = reader_text(reader, rows, 0, &told->pick, err);
        told->member = (uint32_t)sqlite3_column_int64(rows, 1);
        told->n_acts = (size_t)n;
        told->severity = reader_real(rows, 3);
        told->deaths = small(rows, 4);
        told->worst_day = small(rows, 5);
        if (status == OFR_OK) status = read_acts(reader, told, err);
        a->n_chronicles++;
    }
    sqlite3_finalize(rows);
    a->chronicle = list;
    return status;
}
