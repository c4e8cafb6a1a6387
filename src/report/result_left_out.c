/* result_left_out.c -- the sets of a result that cannot explain the record. */
#include <stdio.h>

#include "result_file.h"

/* The source and the day that ruled out most, as left_out_of finds them: of the group seen and expected are those of the row
 * that min() takes. */
static const char most_sql[] =
    "SELECT count(*) AS sets, day, source, min(set_no) AS first, seen, expected FROM left_out "
    "GROUP BY day, source ORDER BY sets DESC, day, first LIMIT 1";

static void take_text(sqlite3_stmt *row, int column, char *ret, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(row, column);

    snprintf(ret, size, "%s", text ? text : "");
}

ofr_status result_file_left_out(result_file *file, size_t of, ofr_left_out *ret, ofr_error *err)
{
    ofr_left_out left_out = {.of = of, .day = OFR_NO_DATE};
    sqlite3_stmt *count = NULL, *most = NULL;
    bool row = false;
    ofr_status status = result_file_prepare(file, "SELECT count(*) FROM left_out", &count, err);

    if (status == OFR_OK) status = result_file_prepare(file, most_sql, &most, err);
    if (status == OFR_OK) status = result_file_next(file, count, &row, err);
    if (status == OFR_OK && row) left_out.sets = (size_t)sqlite3_column_int64(count, 0);
    if (status == OFR_OK) status = result_file_next(file, most, &row, err);
    if (status == OFR_OK && row) {
        left_out.most = (size_t)sqlite3_column_int64(most, 0);
        left_out.day = (int32_t)sqlite3_column_int64(most, 1);
        take_text(most, 2, left_out.source, sizeof left_out.source);
        left_out.seen = sqlite3_column_double(most, 4);
        left_out.expected = sqlite3_column_double(most, 5);
    }
    sqlite3_finalize(count);
    sqlite3_finalize(most);
    if (status == OFR_OK) *ret = left_out;
    return status;
}
