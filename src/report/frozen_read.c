/* frozen_read.c -- reads a frozen forecast: what it holds may come from anybody, so each value is checked, and named where it is wrong. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../core/file_read.h"
#include "../core/json_read.h"
#include "frozen_file.h"

enum { MAX_DAYS = 36500, MAX_HEAD = 4096 };

/* Where one is in the file, for messages; the first fault stays. */
typedef struct reader {
    const char *file;
    const char *part; /* "forecast", "questions.3 (war-30)" */
    ofr_arena *arena;
    ofr_status status;
    ofr_error *err;
} reader;

static void fault(reader *r, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void fault(reader *r, const char *key, const char *format, ...)
{
    char what[256];
    va_list values;

    if (r->status != OFR_OK) return;
    va_start(values, format);
    vsnprintf(what, sizeof what, format, values);
    va_end(values);
    r->status = ofr_fail(r->err, OFR_RESULT, r->file, "%s%s%s: %s", r->part, *r->part ? "." : "",
                         key, what);
}

static const json_value *find(reader *r, const json_value *of, const char *key, json_kind kind,
                              const char *is)
{
    const json_value *v = json_get(of, key);

    if (v && v->kind == kind) return v;
    fault(r, key, "%s %s", v ? "must be" : "is missing; it must be", is);
    return NULL;
}

/* ---- values ------------------------------------------------------------------------------------- */

static const char *take_text(reader *r, const json_value *of, const char *key)
{
    const json_value *v = find(r, of, key, JSON_TEXT, "a text");

    return v ? v->text : "";
}

static const char *take_text_or_null(reader *r, const json_value *of, const char *key)
{
    const json_value *v = json_get(of, key);

    return v && v->kind == JSON_NULL ? NULL : take_text(r, of, key);
}

static bool take_flag(reader *r, const json_value *of, const char *key)
{
    const json_value *v = find(r, of, key, JSON_FLAG, "true or false");

    return v && v->number > 0;
}

static double take_number(reader *r, const json_value *of, const char *key, double least,
                          double most)
{
    const json_value *v = find(r, of, key, JSON_NUMBER, "a number");

    if (v && v->number >= least && v->number <= most) return v->number;
    if (v) fault(r, key, "must be from %g to %g, found %g", least, most, v->number);
    return least;
}

static double take_whole(reader *r, const json_value *of, const char *key, double least,
                         double most)
{
    const double x = take_number(r, of, key, least, most);

    if (x > floor(x)) fault(r, key, "must be a whole number, found %g", x);
    return floor(x);
}

static int32_t day_of(reader *r, const char *key, const char *text)
{
    const int32_t day = date_parse(text);

    if (day == OFR_NO_DATE) fault(r, key, "must be a day as in 2024-02-08, found '%.32s'", text);
    return day;
}

static int32_t take_day(reader *r, const json_value *of, const char *key)
{
    const char *text = take_text(r, of, key);

    return r->status == OFR_OK ? day_of(r, key, text) : OFR_NO_DATE;
}

/* ---- parts -------------------------------------------------------------------------------------- */

static const json_value *enter(reader *r, const json_value *root, const char *part)
{
    const json_value *v;

    r->part = "";
    v = find(r, root, part, JSON_OBJECT, "an object");
    r->part = part;
    return v;
}

static void read_forecast(reader *r, const json_value *root, ofr_frozen *f)
{
    const json_value *v = enter(r, root, "forecast");
    const char *seed = take_text(r, v, "seed");
    char *end = NULL;

    f->program_version = take_text(r, v, "program_version");
    f->numbers_id = take_text(r, v, "numbers_id");
    f->seed = strtoull(seed, &end, 10);
    if (r->status == OFR_OK && (!(*seed >= '0' && *seed <= '9') || *end || strlen(seed) > 20))
        fault(r, "seed", "must be a whole number in quotes, found '%.32s'", seed);
    f->n_sets = (size_t)take_whole(r, v, "sets", 1, 2147483648.0);
    f->per_set = (size_t)take_whole(r, v, "members_per_set", 1, 2147483648.0);
    f->futures = (size_t)take_whole(r, v, "futures", 1, 2147483648.0);
    f->fixed = take_flag(r, v, "fixed");
    f->quick = take_flag(r, v, "quick");
    f->learned = take_flag(r, v, "learned");
    f->pooled = take_flag(r, v, "pooled");
    f->n_values = (size_t)take_whole(r, v, "inputs", 0, 1e9);
    f->n_judged = (size_t)take_whole(r, v, "inputs_judged", 0, (double)f->n_values);
    f->trust = take_text(r, v, "trust");
}

static void read_scenario(reader *r, const json_value *root, ofr_frozen *f)
{
    const json_value *v = enter(r, root, "scenario");

    f->scenario_file = take_text(r, v, "file");
    f->scenario_hash = take_text(r, v, "hash");
    f->start = take_day(r, v, "start");
    f->horizon = (int32_t)take_whole(r, v, "horizon_days", 1, MAX_DAYS);
    f->history_from = take_day(r, v, "history_from");
    f->opened_start = take_text_or_null(r, v, "option_start");
    f->opened_horizon = take_text_or_null(r, v, "option_horizon");
    f->no_history = take_flag(r, v, "option_no_history");
    f->scenario_text = take_text(r, v, "text");
    if (strchr(f->scenario_file, '/') || !*f->scenario_file)
        fault(r, "file", "must be the name of a file without a directory");
}

/* "2024-01-28 0123456789abcdef ..." */
static void read_row(reader *r, const char *line, ofr_frozen *f, size_t room)
{
    char date[OFR_DATE_TEXT];
    const char *at = line + OFR_DATE_TEXT - 1;

    snprintf(date, sizeof date, "%s", line);
    const int32_t day = day_of(r, "rows", date);
    if (r->status == OFR_OK && f->n_rows > 0 && day <= f->row[f->n_rows - 1].day)
        fault(r, "rows", "days must rise; %s does not", date);
    if (r->status == OFR_OK && *at == '\0') fault(r, "rows", "%s has no row", date);
    while (r->status == OFR_OK && *at) {
        char *end = NULL;
        const bool fits = *at == ' ' && strspn(at + 1, "0123456789abcdef") == 16 &&
                          (at[17] == ' ' || at[17] == '\0') && f->n_rows < room;
        if (!fits) {
            fault(r, "rows", "%s: must hold sums of 16 digits", date);
            return;
        }
        f->row[f->n_rows++] = (frozen_row){day, strtoull(at + 1, &end, 16)};
        at = end;
    }
}

static void read_record(reader *r, const json_value *root, ofr_frozen *f)
{
    const json_value *v = enter(r, root, "record"), *rows = find(r, v, "rows", JSON_LIST, "a list");
    const json_value *last = json_get(v, "last_day");
    size_t room = 0;

    f->record_hash = take_text(r, v, "hash");
    f->record_last = last && last->kind == JSON_NULL ? OFR_NO_DATE : take_day(r, v, "last_day");
    for (const json_value *row = rows ? rows->first : NULL; row; row = row->next) {
        if (row->kind != JSON_TEXT) fault(r, "rows", "must be texts");
        if (r->status != OFR_OK) return;
        room += strlen(row->text) / 17;
    }
    f->row = arena_alloc(r->arena, (room + 1) * sizeof *f->row);
    if (!f->row && r->status == OFR_OK)
        r->status = ofr_fail(r->err, OFR_NO_MEMORY, r->file, "out of memory while reading it");
    for (const json_value *row = rows ? rows->first : NULL; row && r->status == OFR_OK;
         row = row->next)
        read_row(r, row->text, f, room);
}

/* ---- questions ---------------------------------------------------------------------------------- */

static frozen_share read_share(reader *r, const json_value *of, const char *key, bool needed)
{
    const json_value *v = json_get(of, key), *low, *high;
    frozen_share s = {.low = NAN, .high = NAN};

    if (v && v->kind == JSON_NULL && !needed) return s;
    v = find(r, of, key, JSON_OBJECT, "an object with probability, low, high");
    if (!v) return s;
    s.known = true;
    s.probability = take_number(r, v, "probability", 0, 1);
    low = json_get(v, "low");
    high = json_get(v, "high");
    if (low && high && low->kind == JSON_NULL && high->kind == JSON_NULL) return s;
    s.low = take_number(r, v, "low", 0, 1);
    s.high = take_number(r, v, "high", s.low, 1);
    return s;
}

static void read_rule(reader *r, const json_value *question, frozen_rule *rule)
{
    const json_value *v = find(r, question, "rule", JSON_OBJECT, "an object"),
                     *flows = find(r, v, "flows", JSON_LIST, "a list");

    rule->event = take_text(r, v, "event");
    rule->pair = take_text(r, v, "pair");
    rule->of = take_text(r, v, "of");
    rule->deaths = take_number(r, v, "deaths", 0, 1e9);
    rule->wounded = take_number(r, v, "wounded", 0, 1e9);
    rule->count = take_number(r, v, "count", 0, 1e9);
    rule->within = (int32_t)take_whole(r, v, "within_days", 0, MAX_DAYS);
    rule->days = (int32_t)take_whole(r, v, "days", 0, MAX_DAYS);
    rule->flow = arena_alloc(r->arena, ((flows ? flows->n : 0) + 1) * sizeof *rule->flow);
    if (!rule->flow && r->status == OFR_OK)
        r->status = ofr_fail(r->err, OFR_NO_MEMORY, r->file, "out of memory while reading it");
    for (const json_value *f = flows ? flows->first : NULL; f && r->status == OFR_OK; f = f->next) {
        if (f->kind != JSON_TEXT) fault(r, "rule.flows", "must be texts");
        rule->flow[rule->n_flows++] = f->text;
    }
}

static void read_question(reader *r, const json_value *v, size_t no, const ofr_frozen *f,
                          frozen_question *q)
{
    const json_value *id = json_get(v, "id");
    char part[120];

    snprintf(part, sizeof part, "questions.%zu (%.60s)", no,
             id && id->kind == JSON_TEXT ? id->text : "no id");
    r->part = part;
    q->id = take_text(r, v, "id");
    q->outcome = take_text(r, v, "outcome");
    q->title = take_text(r, v, "title");
    q->question = take_text(r, v, "question");
    q->criteria = take_text(r, v, "resolution_criteria");
    q->fine_print = take_text(r, v, "fine_print");
    q->figure = take_text(r, v, "figure");
    q->first = take_day(r, v, "first_day");
    q->last = take_day(r, v, "last_day");
    q->prior_driven = take_flag(r, v, "prior_driven");
    q->already = take_number(r, v, "already", 0, 1);
    read_rule(r, v, &q->rule);
    q->published = read_share(r, v, "published", true);
    q->model = read_share(r, v, "model_only", false);
    q->class = read_share(r, v, "class", false);
    if (r->status == OFR_OK &&
        (q->first != f->start || q->last < q->first || q->last - q->first >= f->horizon))
        fault(r, "last_day", "the days must begin with the start and lie within the horizon");
    r->part = "";
}

static void read_questions(reader *r, const json_value *root, ofr_frozen *f)
{
    r->part = "";
    const json_value *list = find(r, root, "questions", JSON_LIST, "a list");

    if (!list || r->status != OFR_OK) return;
    f->question = arena_alloc(r->arena, (list->n + 1) * sizeof *f->question);
    if (!f->question) {
        r->status = ofr_fail(r->err, OFR_NO_MEMORY, r->file, "out of memory while reading it");
        return;
    }
    for (const json_value *v = list->first; v && r->status == OFR_OK; v = v->next) {
        if (v->kind != JSON_OBJECT) fault(r, "questions", "must be objects");
        read_question(r, v, f->n_questions + 1, f, &f->question[f->n_questions]);
        f->n_questions++;
    }
    if (f->n_questions == 0) fault(r, "questions", "there must be one at least");
}

/* ---- the file ----------------------------------------------------------------------------------- */

static void read_format(reader *r, const json_value *root)
{
    const json_value *format = json_get(root, "format"), *version = json_get(root, "version");

    r->part = "";
    if (!format || format->kind != JSON_TEXT || strcmp(format->text, FROZEN_FORMAT) != 0)
        r->status = ofr_fail(r->err, OFR_RESULT, r->file,
                             "is no frozen forecast: format must be \"" FROZEN_FORMAT
                             "\"; offramp forecast writes one");
    else if (!version || version->kind != JSON_NUMBER)
        fault(r, "version", "must be a whole number");
    else if (version->number < FROZEN_VERSION || version->number > FROZEN_VERSION)
        fault(r, "version",
              "this program reads version %d, found %g; read it with the program that wrote it",
              FROZEN_VERSION, version->number);
}

static ofr_status read_all(reader *r, const char *text, size_t size, ofr_frozen *f)
{
    const json_value *root = NULL;

    r->status = json_read(text, size, r->file, r->arena, &root, r->err);
    if (r->status == OFR_OK) read_format(r, root);
    if (r->status == OFR_OK) r->status = frozen_check_seal(text, size, r->file, r->err);
    if (r->status != OFR_OK) return r->status;
    snprintf(f->hash, sizeof f->hash, "%s", take_text(r, root, "hash"));
    f->name = take_text(r, root, "question_set");
    f->title = take_text(r, root, "title");
    read_forecast(r, root, f);
    read_scenario(r, root, f);
    read_record(r, root, f);
    if (r->status == OFR_OK) read_questions(r, root, f);
    return r->status;
}

ofr_status frozen_read_text(const char *text, size_t size, const char *file,
                            ofr_frozen **ret_frozen, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    ofr_frozen *f = arena ? arena_alloc(arena, sizeof *f) : NULL;
    reader r = {.file = file, .part = "", .arena = arena, .err = err};

    if (!f)
        r.status = ofr_fail(err, OFR_NO_MEMORY, file, "out of memory while reading it");
    else
        read_all(&r, text, size, f);
    if (r.status == OFR_OK) {
        f->arena = arena;
        *ret_frozen = f;
    } else {
        arena_free(arena);
    }
    return r.status;
}

ofr_status frozen_read(const char *path, ofr_frozen **ret_frozen, ofr_error *err)
{
    const file_asked asked = {.path = path, .origin = FILE_TYPED, .limit = FROZEN_LIMIT};
    char *text = NULL;
    size_t size = 0;
    ofr_status status = file_read(&asked, &text, &size, err);

    if (status == OFR_OK) status = frozen_read_text(text, size, path, ret_frozen, err);
    free(text);
    return status;
}

bool frozen_is_ours(FILE *in)
{
    char head[MAX_HEAD + 1];
    const size_t n = fread(head, 1, MAX_HEAD, in);

    head[n] = '\0';
    return head[strspn(head, " \t\r\n")] == '{' &&
           strstr(head, "\"format\": \"" FROZEN_FORMAT "\"");
}
