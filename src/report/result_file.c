/* result_file.c -- opening, checking and speaking to a result file. */
#include "result_file.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "result_place.h"
#include "result_schema.h"

enum {
    HEADER = 72,           /* bytes of SQLite's header that we read */
    TICK = 1000000,        /* SQLite steps between two looks at the budget */
    MAX_TICKS = 20000,     /* some minutes; a table of ten million members takes a few hundred */
    MAX_LENGTH = 64 << 20, /* bytes of one value */
    WAIT_MS = 20,          /* between two tries to get at a file that is held */
    WAIT_LONG_MS = 2000,   /* then it is said */
    STOP_MS = 2000,        /* so long after a stop was asked for */
    READER_MS = 60000      /* a writer that waits for a slow reader keeps others out */
};

static uint32_t big_endian(const unsigned char *byte)
{
    return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
}

result_presence result_file_look(const char *path, int32_t *ret_version)
{
    unsigned char header[HEADER];
    struct stat info;
    FILE *in;
    size_t n;

    if (ret_version) *ret_version = 0;
    if (stat(path, &info) != 0) return RESULT_ABSENT;
    if (!S_ISREG(info.st_mode)) return RESULT_FOREIGN;
    if (info.st_size == 0) return RESULT_ABSENT;
    in = fopen(path, "rb");
    if (!in) return RESULT_FOREIGN;
    n = fread(header, 1, sizeof header, in);
    fclose(in);
    if (n < sizeof header || memcmp(header, "SQLite format 3", 16) != 0) return RESULT_FOREIGN;
    if (big_endian(header + 68) != RESULT_APPLICATION_ID) return RESULT_FOREIGN;
    if (ret_version) *ret_version = (int32_t)(big_endian(header + 60) & 0x7fffffff);
    return RESULT_OURS;
}

ofr_status result_file_fail(const result_file *file, int code, const char *doing, ofr_error *err)
{
    const char *said = file->db ? sqlite3_errmsg(file->db) : sqlite3_errstr(code);

    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return ofr_fail(err, OFR_NO_MEMORY, file->path, "out of memory while trying to %s it",
                        doing);
    case SQLITE_FULL:
        return ofr_fail(
            err, OFR_IO, file->path,
            "the disk is full; free some space and run again: the file holds whole chunks "
            "and will be continued");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        if (file->wait.stop && *file->wait.stop)
            return ofr_fail(err, OFR_INTERRUPTED, file->path,
                            "stopped while another program read it");
        return ofr_fail(err, OFR_IO, file->path,
                        "is held by another program, which has not let go of it for %d s; close "
                        "that program and try again%s",
                        file->wait.most_ms / 1000,
                        strcmp(doing, "write") == 0
                            ? ": the file holds whole chunks and will be continued"
                            : "");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
        return ofr_fail(err, OFR_RESULT, file->path,
                        "is damaged (%s); move it away and run the study again", said);
    case SQLITE_INTERRUPT:
        return ofr_fail(err, OFR_RESULT, file->path,
                        "is damaged: reading it does not come to an end");
    default:
        return ofr_fail(
            err, OFR_IO, file->path,
            "cannot %s it (%s); check that the file and its directory can be written and "
            "that there is space",
            doing, said);
    }
}

ofr_status result_file_damaged(const result_file *file, const char *what, ofr_error *err)
{
    return ofr_fail(err, OFR_RESULT, file->path,
                    "is damaged: %s; move it away and run the study again", what);
}

/* A rollback journal may name a second journal, which SQLite then deletes. We never write one that
 * does, so one that does is not ours and could name any file. True if there is no such name. */
static bool journal_is_plain(const char *journal)
{
    static const unsigned char magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
    unsigned char tail[8];
    FILE *in = fopen(journal, "rb");
    bool plain = true;

    if (!in) return true;
    if (fseek(in, -8, SEEK_END) == 0 && fread(tail, 1, 8, in) == 8) {
        plain = memcmp(tail, magic, 8) != 0;
    }
    fclose(in);
    return plain;
}

/* What SQLite asks, for the n-th time, where another program holds the file: not 0 to try again. */
static int be_patient(void *self, int n)
{
    const result_wait *wait = &((const result_file *)self)->wait;
    const bool stop = wait->stop && *wait->stop;

    if (n >= (stop ? STOP_MS : wait->most_ms) / WAIT_MS) return 0;
    if (n == WAIT_LONG_MS / WAIT_MS && wait->waiting && !stop) wait->waiting(wait->self);
    sqlite3_sleep(WAIT_MS);
    return 1;
}

static int tick(void *self)
{
    result_file *file = self;

    return ++file->ticks > MAX_TICKS;
}

/* Before anything of the file is read. */
static int harden(result_file *file)
{
    static const struct {
        int option, value;
    } option[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},  {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };

    for (size_t i = 0; i < sizeof option / sizeof option[0]; i++) {
        const int code = sqlite3_db_config(file->db, option[i].option, option[i].value, NULL);
        if (code != SQLITE_OK) return code;
    }
    sqlite3_limit(file->db, SQLITE_LIMIT_LENGTH, MAX_LENGTH);
    sqlite3_limit(file->db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_busy_handler(file->db, be_patient, file);
    sqlite3_progress_handler(file->db, TICK, tick, file);
    return sqlite3_exec(file->db,
                        "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; "
                        "PRAGMA temp_store = MEMORY;",
                        NULL, NULL, NULL);
}

/* path: without links, from the root on, so that SQLite can take it for nothing else. file must stay where it
 * is while it is open. */
static ofr_status connect(result_file *file, const char *path, const char *shown, int flags,
                          ofr_error *err)
{
    int code;

    *file = (result_file){.path = strdup(shown), .wait = {.most_ms = READER_MS}};
    if (!file->path) return ofr_fail(err, OFR_NO_MEMORY, shown, "out of memory while opening it");
    code = sqlite3_open_v2(path, &file->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
                           NULL);
    if (code == SQLITE_OK) code = harden(file);
    if (code == SQLITE_OK) return OFR_OK;
    const ofr_status status = result_file_fail(file, code, "open", err);
    result_file_done(file);
    return status;
}

/* Rolls a write back that was cut off: reading a file beside a hot journal needs the right to
 * write. */
static ofr_status roll_back(const char *path, const char *shown, ofr_error *err)
{
    const size_t size = strlen(path) + sizeof "-journal";
    char *journal = malloc(size);
    struct stat info;
    result_file file;
    ofr_status status = OFR_OK;
    int code;

    if (!journal) return ofr_fail(err, OFR_NO_MEMORY, shown, "out of memory while opening it");
    snprintf(journal, size, "%s-journal", path);
    if (stat(journal, &info) == 0 && info.st_size > 0) {
        if (!journal_is_plain(journal)) {
            status = ofr_fail(err, OFR_RESULT, shown,
                              "stands beside a journal that offramp did not write; remove %s first",
                              journal);
        } else if ((status = connect(&file, path, shown, SQLITE_OPEN_READWRITE, err)) == OFR_OK) {
            code = sqlite3_exec(file.db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
            if (code != SQLITE_OK) status = result_file_fail(&file, code, "repair", err);
            result_file_done(&file);
        }
    }
    free(journal);
    return status;
}

/* Each of our tables exists once, as a table, created by our own statement. */
static ofr_status check_tables(result_file *file, ofr_error *err)
{
    sqlite3_stmt *statement = NULL;
    ofr_status status = result_file_prepare(
        file,
        "SELECT count(*), sum(type = 'table' AND sql = ?2) FROM sqlite_schema WHERE name = ?1",
        &statement, err);

    for (size_t i = 0; status == OFR_OK && i < result_n_tables; i++) {
        bool row = false;
        sqlite3_bind_text(statement, 1, result_tables[i].name, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, result_tables[i].create, -1, SQLITE_STATIC);
        status = result_file_next(file, statement, &row, err);
        if (status != OFR_OK) break;
        if (!row || sqlite3_column_int(statement, 0) != 1 ||
            sqlite3_column_int(statement, 1) != 1) {
            status = ofr_fail(err, OFR_RESULT, file->path,
                              "is damaged: its table '%s' is not as offramp makes it; "
                              "run the study again",
                              result_tables[i].name);
        }
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    return status;
}

static ofr_status check_header(const char *path, const char *shown, ofr_error *err)
{
    struct stat info;
    int32_t version;

    if (stat(path, &info) != 0) {
        return ofr_fail(err, OFR_IO, shown, "there is no such file, or it cannot be reached");
    }
    if (!S_ISREG(info.st_mode)) return ofr_fail(err, OFR_IO, shown, "is not a regular file");
    if (info.st_size == 0) return ofr_fail(err, OFR_RESULT, shown, "is empty, so it is no result");
    FILE *in = fopen(path, "rb");
    if (!in)
        return ofr_fail(err, OFR_IO, shown, "cannot be opened for reading; check its permissions");
    fclose(in);
    if (result_file_look(path, &version) != RESULT_OURS) {
        return ofr_fail(err, OFR_RESULT, shown,
                        "is not a result of offramp; name a file that `offramp run` wrote");
    }
    if (version != RESULT_FORMAT) {
        return ofr_fail(
            err, OFR_RESULT, shown,
            "has result format %d, this program reads format %d; run the study again, or "
            "use the program that wrote it",
            (int)version, (int)RESULT_FORMAT);
    }
    return OFR_OK;
}

ofr_status result_file_open_at(result_file *file, const char *path, const char *shown, bool writing,
                               ofr_error *err)
{
    const int how = writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    ofr_status status;

    *file = (result_file){0};
    status = check_header(path, shown, err);
    if (status == OFR_OK) status = roll_back(path, shown, err);
    if (status == OFR_OK) status = connect(file, path, shown, how, err);
    /* What the checksums read is read again for the answer: 32 MiB of it need not come from the system twice. */
    if (status == OFR_OK && !writing)
        status = result_file_run(file, "PRAGMA cache_size = -32768", err);
    if (status == OFR_OK) status = check_tables(file, err);
    if (status != OFR_OK) result_file_done(file);
    return status;
}

ofr_status result_file_open(result_file *file, const char *path, bool writing, ofr_error *err)
{
    char *real = place_real(path);
    ofr_status status;

    *file = (result_file){0};
    if (!real) return ofr_fail(err, OFR_IO, path, "there is no such file, or it cannot be reached");
    status = result_file_open_at(file, real, path, writing, err);
    free(real);
    return status;
}

ofr_status result_file_make(result_file *file, const char *path, const char *shown, ofr_error *err)
{
    char begin[160];
    ofr_status status;

    status = connect(file, path, shown, SQLITE_OPEN_READWRITE, err);
    if (status != OFR_OK) return status;
    snprintf(begin, sizeof begin,
             "PRAGMA journal_mode = MEMORY; PRAGMA application_id = %d; "
             "PRAGMA user_version = %d; BEGIN IMMEDIATE",
             (int)RESULT_APPLICATION_ID, (int)RESULT_FORMAT);
    status = result_file_run(file, begin, err);
    for (size_t i = 0; status == OFR_OK && i < result_n_tables; i++) {
        status = result_file_run(file, result_tables[i].create, err);
    }
    for (size_t i = 0; status == OFR_OK && i < result_n_views; i++) {
        status = result_file_run(file, result_views[i], err);
    }
    if (status != OFR_OK) result_file_done(file);
    return status;
}

void result_file_done(result_file *file)
{
    sqlite3_close(file->db);
    free(file->path);
    *file = (result_file){0};
}

ofr_status result_file_run(result_file *file, const char *sql, ofr_error *err)
{
    const int code = sqlite3_exec(file->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? OFR_OK : result_file_fail(file, code, "write", err);
}

ofr_status result_file_prepare(result_file *file, const char *sql, sqlite3_stmt **ret_statement,
                               ofr_error *err)
{
    const int code = sqlite3_prepare_v2(file->db, sql, -1, ret_statement, NULL);

    return code == SQLITE_OK ? OFR_OK : result_file_fail(file, code, "read", err);
}

ofr_status result_file_put(const result_file *file, sqlite3_stmt *statement, ofr_error *err,
                           const char *letters, ...)
{
    va_list list;
    int code = SQLITE_OK;

    va_start(list, letters);
    for (int i = 1; letters[i - 1] && code == SQLITE_OK; i++) {
        switch (letters[i - 1]) {
        case 'i':
            code = sqlite3_bind_int64(statement, i, va_arg(list, int64_t));
            break;
        case 'd':
            code = sqlite3_bind_double(statement, i, va_arg(list, double));
            break;
        default: {
            const char *text = va_arg(list, const char *);
            code = sqlite3_bind_text(statement, i, text ? text : "", -1, SQLITE_STATIC);
        }
        }
    }
    va_end(list);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code != SQLITE_DONE) {
        const ofr_status status = result_file_fail(file, code, "write", err);
        sqlite3_reset(statement);
        return status;
    }
    sqlite3_reset(statement);
    return OFR_OK;
}

ofr_status result_file_next(const result_file *file, sqlite3_stmt *statement, bool *ret_row,
                            ofr_error *err)
{
    const int code = sqlite3_step(statement);

    if (code != SQLITE_ROW && code != SQLITE_DONE) return result_file_fail(file, code, "read", err);
    *ret_row = code == SQLITE_ROW;
    return OFR_OK;
}

ofr_status result_file_find(result_file *file, const char *key, char **ret_text, ofr_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    char *copy = NULL;
    ofr_status status = result_file_prepare(file, "SELECT value FROM meta WHERE key = ?",
                                            &statement, err);

    if (status == OFR_OK) {
        sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
        status = result_file_next(file, statement, &row, err);
    }
    if (status == OFR_OK && row) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        copy = text ? strdup(text) : NULL; /* a row has a text: NULL is a lack of memory */
        if (!copy)
            status = ofr_fail(err, OFR_NO_MEMORY, file->path, "out of memory while reading it");
    }
    sqlite3_finalize(statement);
    if (status == OFR_OK) *ret_text = copy;
    return status;
}

ofr_status result_file_meta(result_file *file, const char *key, char **ret_text, ofr_error *err)
{
    char *text = NULL;
    const ofr_status status = result_file_find(file, key, &text, err);

    if (status == OFR_OK && !text) {
        return ofr_fail(err, OFR_RESULT, file->path,
                        "is damaged: it does not say its '%s'; run the study again", key);
    }
    if (status == OFR_OK) *ret_text = text;
    return status;
}

ofr_status result_file_whole(result_file *file, const char *key, int64_t lo, int64_t hi,
                             int64_t *ret_value, ofr_error *err)
{
    char *text = NULL, *end = NULL;
    ofr_status status = result_file_meta(file, key, &text, err);
    long long value;

    if (status != OFR_OK) return status;
    value = strtoll(text, &end, 10);
    if (end == text || *end || value < lo || value > hi) {
        status = ofr_fail(err, OFR_RESULT, file->path,
                          "is damaged: its '%s' should be a whole number from %lld to %lld; "
                          "run the study again",
                          key, (long long)lo, (long long)hi);
    } else {
        *ret_value = value;
    }
    free(text);
    return status;
}

ofr_status result_file_quick(result_file *file, bool *ret_quick, ofr_error *err)
{
    char *quick = NULL;
    const ofr_status status = result_file_meta(file, "quick", &quick, err);

    if (status == OFR_OK) *ret_quick = strcmp(quick, "1") == 0;
    free(quick);
    return status;
}

ofr_status result_file_empty(result_file *file, bool *ret_empty, ofr_error *err)
{
    sqlite3_stmt *member = NULL;
    bool row = false;
    ofr_status status = result_file_prepare(file, "SELECT 1 FROM member LIMIT 1", &member, err);

    if (status == OFR_OK) status = result_file_next(file, member, &row, err);
    sqlite3_finalize(member);
    if (status == OFR_OK) *ret_empty = !row;
    return status;
}
