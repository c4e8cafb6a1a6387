/* cmd_update.c -- `offramp update`: the record has grown; what moved, and what moved it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run_into.h"
#include "updating.h"

enum {
    OUTPUT,
    TO,
    ALERT,
    HORIZON,
    WHOLE,
    ROWS_ONLY,
    ACCEPT,
    PARTS,
    PART_SETS,
    PART_MEMBERS,
    SEED,
    N_SETS,
    MEMBERS,
    QUICK,
    MODEL_ONLY,
    THREADS,
    ISA,
    HISTORY,
    JSON
};

enum { USUAL_PARTS = 24, PART_SETS_USUAL = 64, PART_MEMBERS_USUAL = 64, MAX_NOTES = 4, NOTE = 400 };

static const cli_option options[] = {
    [OUTPUT] = {"output", "DIR",
                "directory of the new scenario, record and results (default: NAME@START here)",
                OFFER_DIRECTORIES, NULL},
    [TO] = {"to", "DATE", "the new start, YYYY-MM-DD (default: the day after the last row of NEW)",
            OFFER_NOTHING, NULL},
    [ALERT] = {"alert", "RULE",
               "end with status 3 if it holds: 'war>2%', 'exchange@90 > 10%', 'quiet<5%',\n"
               "'war rises 1', 'quiet@30 falls 5' (points); may be repeated",
               OFFER_NOTHING, NULL},
    [HORIZON] = OPTION_HORIZON,
    [WHOLE] = {"whole", NULL, "NEW holds all rows from its first day on (default: as it looks)",
               OFFER_NOTHING, NULL},
    [ROWS_ONLY] = {"rows-only", NULL, "NEW holds new rows only, and says nothing of old ones",
                   OFFER_NOTHING, NULL},
    [ACCEPT] = {"accept-changes", NULL,
                "take out rows that are gone, and take rows with another day or actors as they are",
                OFFER_NOTHING, NULL},
    [PARTS] = {"parts", "N",
               "take out at most so many rows, or groups of rows, in turn (default 24); 0: none",
               OFFER_NOTHING, NULL},
    [PART_SETS] = {"part-sets", "N", "parameter sets of the runs without a row (default 64)",
                   OFFER_NOTHING, NULL},
    [PART_MEMBERS] = {"part-members", "N", "futures in each set of these (default 64)",
                      OFFER_NOTHING, NULL},
    [SEED] = OPTION_SEED,
    [N_SETS] = OPTION_SETS("500"),
    [MEMBERS] = OPTION_MEMBERS("200"),
    [QUICK] = OPTION_QUICK(""),
    [MODEL_ONLY] = OPTION_MODEL_ONLY,
    [THREADS] = OPTION_THREADS,
    [ISA] = OPTION_ISA,
    [HISTORY] = {"history", NULL, "show what was said on each start so far, and run nothing",
                 OFFER_NOTHING, NULL},
    [JSON] = {"json", NULL, "print JSON instead", OFFER_NOTHING, NULL},
};

/* All that an update opens on its way. */
typedef struct updating {
    const cli_args *args;
    run_options size;
    study_options with;
    size_t parts, part_sets, part_members;
    int32_t start;
    ofr_alert alert[MAX_ALERTS];
    size_t n_alerts;
    ofr_record *newer, *merged;
    ofr_study *before, *now;
    ofr_growth *growth;
    char *text, *command; /* of the new scenario; as typed */
    size_t size_of_text;
    update_paths paths;
    char *was_result; /* the result before: of the last update, or made now */
    ofr_arena *arena;
    ofr_headlines *headlines;
    ofr_answer *was, *is;
    ofr_moved *moved;
    ofr_update *update;
    update_told told;
    update_fired fired[MAX_ALERTS];
} updating;

/* ---- what is asked ------------------------------------------------------------------------------- */

static ofr_status read_parts(updating *u, ofr_error *err)
{
    const bool quick = u->size.quick;
    uint64_t parts = USUAL_PARTS, sets = quick ? QUICK_SETS : PART_SETS_USUAL,
             members = quick ? QUICK_PER_SET : PART_MEMBERS_USUAL;
    ofr_status status = option_count(u->args, PARTS, 0, UPDATE_PARTS, &parts, err);

    if (status == OFR_OK) status = option_count(u->args, PART_SETS, 2, 4096, &sets, err);
    if (status == OFR_OK) status = option_count(u->args, PART_MEMBERS, 1, 4096, &members, err);
    u->parts = (size_t)parts;
    u->part_sets = (size_t)sets;
    u->part_members = (size_t)members;
    return status;
}

static ofr_status read_options(updating *u, ofr_error *err)
{
    ofr_status status = options_apart(u->args, WHOLE, ROWS_ONLY, err);

    u->start = OFR_NO_DATE;
    if (status == OFR_OK) status = read_run_options(u->args, &u->size, &u->with, err);
    if (status == OFR_OK) status = option_date(u->args, TO, &u->start, err);
    if (status == OFR_OK) status = read_parts(u, err);
    if (status == OFR_OK && u->args->n_operands < 2 && u->start == OFR_NO_DATE)
        status = ofr_fail(err, OFR_USAGE, "update",
                          "name the new record, or the new start with --to DATE, or both");
    return status;
}

static ofr_status read_alerts(updating *u, ofr_error *err)
{
    const char *text;
    int at = 0;
    ofr_status status = OFR_OK;

    while (status == OFR_OK && (text = option_next(u->args, ALERT, &at)) != NULL) {
        if (u->n_alerts == MAX_ALERTS)
            return ofr_fail(err, OFR_USAGE, "update", "--alert may be given %d times", MAX_ALERTS);
        status = alert_read(text, u->before, &u->alert[u->n_alerts++], err);
    }
    return status;
}

/* ---- the record that has grown ------------------------------------------------------------------- */

static ofr_status find_start(updating *u, ofr_error *err)
{
    const int32_t was = study_days_of(u->before).start;
    char text[OFR_DATE_TEXT], asked[OFR_DATE_TEXT];

    if (u->start == OFR_NO_DATE) {
        const int32_t last = record_last_day(u->newer);
        if (last == OFR_NO_DATE)
            return ofr_fail(
                err, OFR_USAGE, u->newer->path,
                "has no row; say how far the record is covered by the new start: --to DATE");
        u->start = last + 1 > was ? last + 1 : was;
    }
    if (u->start >= was) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, "update",
                    "--to %s is before the start of the scenario, %s; a start can only move on",
                    date_format(u->start, asked), date_format(was, text));
}

static ofr_status match_rows(updating *u, ofr_error *err)
{
    const growth_asked asked = {.says = u->args->value[WHOLE]       ? GROWTH_WHOLE
                                        : u->args->value[ROWS_ONLY] ? GROWTH_ROWS
                                                                    : GROWTH_GUESS,
                                .accept = u->args->value[ACCEPT] != NULL,
                                .was_start = study_days_of(u->before).start,
                                .start = u->start,
                                .outsider = study_known_by(u->before) != OFR_NO_DATE};
    ofr_status status = growth_match(u->before->record, u->newer, &asked, &u->growth, err);

    if (status == OFR_OK)
        status = growth_record(u->growth, NULL, NULL, u->paths.events, &u->merged, err);
    return status;
}

static ofr_status open_before(updating *u, ofr_error *err)
{
    ofr_status status = study_open(u->args->operand[0], &u->with, &u->before, err);

    if (status == OFR_OK && (!u->before->record || !*u->before->spec->anchor))
        status = ofr_fail(err, OFR_USAGE, u->args->operand[0],
                          u->before->record
                              ? "comes by a pipe, and an update needs a file to stand beside"
                              : "names no record (history.record), so that nothing can be new");
    if (status == OFR_OK) status = read_alerts(u, err);
    if (status == OFR_OK && u->args->n_operands > 1)
        status = record_read(u->args->operand[1], &u->newer, err);
    if (status == OFR_OK && u->newer) status = update_names(u->before, u->newer, err);
    return status;
}

/* The scenario of the new start, as it will stand in the directory, and its record, from memory. */
static ofr_status open_now(updating *u, ofr_error *err)
{
    study_options with = u->with;
    ofr_status status = find_start(u, err);

    if (status == OFR_OK)
        status = update_paths_init(u->args->operand[0], u->args->value[OUTPUT], u->start, &u->paths,
                                   err);
    if (status == OFR_OK) status = match_rows(u, err);
    if (status == OFR_OK)
        status = update_scenario_text(u->before, u->start, "events.csv", u->merged, &u->text,
                                      &u->size_of_text, err);
    with.open_record = u->merged;
    if (status == OFR_OK)
        status = study_open_text(u->text, u->size_of_text, u->paths.scenario, &with, &u->now, err);
    if (status == OFR_OK) status = update_scenario_check(u->now, u->start, "events.csv", err);
    return status;
}

/* ---- what is told -------------------------------------------------------------------------------- */

/* Days before the new start that no row reaches. */
static void note_cover(updating *u, const char **note)
{
    const ofr_past_use use = u->now->past ? study_past_use(u->now) : (ofr_past_use){0};
    int32_t last = OFR_NO_DATE;
    char *text = arena_alloc(u->arena, NOTE), day[OFR_DATE_TEXT];

    for (size_t i = 0; i < u->merged->n_events; i++) {
        if (u->merged->event[i].date < u->start) last = u->merged->event[i].date;
    }
    if (!text) return;
    if (last != OFR_NO_DATE && last < u->start - 1) {
        snprintf(text, NOTE,
                 "not sure to be covered: the last row before the start is of %s, and the %d days "
                 "after it "
                 "count as quiet; say history.covered-until or another --to if nobody looked",
                 date_format(last, day), (int)(u->start - 1 - last));
        note[u->told.n_notes++] = text;
    }
    text = arena_alloc(u->arena, NOTE);
    if (text && use.late > 0) {
        snprintf(text, NOTE,
                 "%zu rows of history were not public by the start and do not count yet", use.late);
        note[u->told.n_notes++] = text;
    }
}

static ofr_status gather(updating *u, ofr_error *err)
{
    const char **note;
    ofr_status status;

    u->arena = arena_new();
    note = u->arena ? arena_alloc(u->arena, MAX_NOTES * sizeof *note) : NULL;
    if (!note) return ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    u->told = (update_told){.before = u->before,
                            .now = u->now,
                            .directory = u->paths.directory,
                            .scenario = u->paths.scenario,
                            .result = u->paths.now,
                            .growth = u->growth,
                            .note = note};
    note_cover(u, note);
    status = update_looks(u->before, study_days_of(u->before).start, u->start, u->merged, u->arena,
                          &u->told.look, &u->told.n_looks, err);
    return status;
}

/* ---- runs ---------------------------------------------------------------------------------------- */

static ofr_status run_one(const updating *u, const ofr_study *study, const char *name,
                          const char *result, ofr_error *err)
{
    run_options o = u->size;
    run_into into = {.output = result};
    ofr_status status;

    o.command = u->command;
    o.scenario_name = name;
    status = run_into_result(&into, study, &o, RESULT_KEEP, err);
    run_into_close(&into);
    return status;
}

/* The last update's result is that of its scenario, if it was run at this size; a quick look is not worth the asking, since it
 * would make room for this one. */
static bool has_last(const updating *u)
{
    ofr_answer *last = NULL;
    ofr_error nobody = {0};
    bool fits = false;

    if (u->size.quick || access(u->paths.old_now, F_OK) != 0) return false;
    if (answer_read(u->paths.old_now, false, &last, &nobody) == OFR_OK)
        fits = last->complete && !last->quick && last->n_sets == u->size.n_sets &&
               last->per_set == u->size.per_set;
    answer_free(last);
    ofr_error_done(&nobody);
    return fits;
}

static ofr_status run_before(updating *u, ofr_error *err)
{
    ofr_error refused = {0};
    ofr_status status = OFR_RESULT;

    if (has_last(u)) {
        u->was_result = u->paths.old_now;
        status = run_one(u, u->before, u->args->operand[0], u->was_result, &refused);
        ofr_error_done(&refused);
        if (status == OFR_INTERRUPTED) return ofr_fail(err, status, "", "stopped");
    }
    if (status == OFR_OK) return OFR_OK;
    u->was_result = u->paths.before;
    return run_one(u, u->before, u->args->operand[0], u->was_result, err);
}

static ofr_status read_both(updating *u, ofr_error *err)
{
    ofr_status status = answer_read(u->was_result, false, &u->was, err);

    if (status == OFR_OK) status = answer_read(u->paths.now, false, &u->is, err);
    if (status == OFR_OK)
        status = moved_read(u->was_result, u->was, u->paths.now, u->is, &u->moved, err);
    u->told.was_result = u->was_result;
    u->told.answer = u->is;
    u->told.moved = u->moved;
    return status;
}

/* What was said so far: read before any work, so that a file that is none of ours costs nothing. */
static ofr_status open_headlines(updating *u, ofr_error *err)
{
    ofr_status status = headlines_new(&u->headlines, err);

    if (status == OFR_OK && access(u->paths.old_headlines, F_OK) == 0)
        status = headlines_read(u->headlines, u->paths.old_headlines, err);
    return status;
}

static ofr_status keep_headlines(const updating *u, ofr_error *err)
{
    ofr_status status = headlines_add(u->headlines, u->was, err);

    if (status == OFR_OK) status = headlines_add(u->headlines, u->is, err);
    return status == OFR_OK ? headlines_write(u->headlines, u->paths.headlines, err) : status;
}

static ofr_status take_out(updating *u, ofr_error *err)
{
    progress_bar bar;
    update_options o = {.seed = u->size.seed,
                        .n_sets = u->part_sets,
                        .per_set = u->part_members,
                        .most_parts = u->parts,
                        .published = u->is->has_model ? &u->is->published : NULL,
                        .threads = u->size.threads,
                        .isa = u->size.isa,
                        .stop = stop_on_signals(),
                        .progress = progress_show,
                        .progress_self = &bar};
    ofr_status status;

    if (u->parts == 0) return OFR_OK;
    progress_init(&bar);
    o.use = &bar.threads;
    status = study_update(u->before, u->now, u->growth, &o, &u->update, err);
    progress_clear(&bar);
    u->told.update = u->update;
    return status;
}

static void find_fired(updating *u)
{
    for (size_t i = 0; i < u->n_alerts; i++) {
        const moved_row *row = alert_fires(&u->alert[i], u->moved);
        if (row) u->fired[u->told.n_fired++] = (update_fired){&u->alert[i], row};
    }
    u->told.fired = u->fired;
}

static ofr_status run_all(updating *u, ofr_error *err)
{
    ofr_status status = run_before(u, err);

    if (status == OFR_OK) status = run_one(u, u->now, u->paths.scenario, u->paths.now, err);
    if (status == OFR_OK) status = read_both(u, err);
    if (status == OFR_OK) status = keep_headlines(u, err);
    if (status == OFR_OK) status = take_out(u, err);
    if (status == OFR_OK) find_fired(u);
    return status;
}

/* ---- the command --------------------------------------------------------------------------------- */

static void release(updating *u)
{
    update_free(u->update);
    headlines_free(u->headlines);
    moved_free(u->moved);
    answer_free(u->was);
    answer_free(u->is);
    study_close(u->now);
    growth_free(u->growth);
    study_close(u->before);
    record_free(u->merged);
    record_free(u->newer);
    arena_free(u->arena);
    update_paths_done(&u->paths);
    free(u->text);
    free(u->command);
}

static ofr_status do_update(updating *u, ofr_error *err)
{
    const cli_args *args = u->args;
    const int width = terminal_width();
    ofr_status status = read_options(u, err);

    u->command = command_line(args->argc, args->argv, NULL, NULL);
    if (status == OFR_OK && !u->command) status = ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    if (status == OFR_OK) status = open_before(u, err);
    if (status == OFR_OK) status = open_now(u, err);
    if (status == OFR_OK) status = open_headlines(u, err);
    if (status == OFR_OK) status = gather(u, err);
    if (status == OFR_OK)
        status = update_files(&u->paths, u->text, u->size_of_text, u->growth, err);
    if (status == OFR_OK && !args->value[JSON]) {
        update_text_record(&u->told, width, stdout);
        fflush(stdout);
    }
    if (status == OFR_OK) status = run_all(u, err);
    if (status == OFR_OK && args->value[JSON])
        update_json(&u->told, stdout);
    else if (status == OFR_OK)
        status = update_text_moved(&u->told, width, stdout, err);
    return status;
}

/* Nothing but --json goes with it, and no newer record. */
static ofr_status show_history(const cli_args *args, ofr_error *err)
{
    update_paths paths = {0};
    ofr_headlines *h = NULL;
    bool more = args->n_operands > 1;
    ofr_status status;

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        more |= args->value[i] && i != HISTORY && i != JSON;
    if (more)
        return ofr_fail(
            err, OFR_USAGE, "update",
            "--history shows what was said; only --json goes with it, and no new record");
    status = update_paths_init(args->operand[0], NULL, 0, &paths, err);
    if (status == OFR_OK) status = headlines_new(&h, err);
    if (status == OFR_OK) status = headlines_read(h, paths.old_headlines, err);
    if (status == OFR_OK && args->value[JSON])
        headlines_json(h, stdout);
    else if (status == OFR_OK)
        headlines_text(h, terminal_width(), stdout);
    headlines_free(h);
    update_paths_done(&paths);
    return status;
}

static int end(updating *u, ofr_status status, ofr_error *err)
{
    if (status == OFR_INTERRUPTED) {
        fprintf(stderr, "offramp: stopped; the same command goes on with what is done\n");
        ofr_error_done(err);
        return stop_status();
    }
    if (status != OFR_OK) return say_error(err, u->args->command);
    for (size_t i = 0; i < u->told.n_fired; i++) update_text_fired(&u->fired[i], stderr);
    return u->told.n_fired > 0 ? EXIT_ALERT : EXIT_DONE;
}

static int run(const cli_args *args)
{
    updating *u = calloc(1, sizeof *u);
    ofr_error err = {0};
    ofr_status status = u ? OFR_OK : ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");
    int exit_status;

    if (!u) return say_error(&err, args->command);
    u->args = args;
    status = args->value[HISTORY] ? show_history(args, &err) : do_update(u, &err);
    exit_status = end(u, status, &err);
    release(u);
    free(u);
    return exit_status;
}

const cli_command cmd_update = {
    .name = "update",
    .brief = "move a scenario to a grown record: what moved, and which rows moved it",
    .synopsis = "SCENARIO [NEW.csv] [options]",
    .about = "Holds a newer record against the scenario's: the whole record, or new rows only, "
             "with the same "
             "columns.\n"
             "Says which rows are new, late, changed or repeated, and refuses what contradicts: a "
             "row that is "
             "gone, or\n"
             "whose day or actors are others now. Then moves the start to the day after the last "
             "row, or to "
             "--to, and\n"
             "writes a directory with the scenario, the record that has grown, and two results: "
             "before and "
             "now. The old\n"
             "scenario stays as it is.\n"
             "\n"
             "Prints the answer of now, and how each outcome moved, each horizon from its own "
             "start, on the "
             "same\n"
             "parameter sets and random numbers. Then it takes each new row out of the record in "
             "turn and runs "
             "again:\n"
             "what a row moved is the forecast now less the one without it. Time that passed is a "
             "part of its "
             "own.\n"
             "Parts need not add up; the rest is told.\n"
             "\n"
             "With --alert the exit status is 3 if a rule holds, with a line on standard error. A "
             "run that was "
             "stopped\n"
             "goes on when the same command is given again. --history shows the headlines of each "
             "start so "
             "far.\n",
    .example =
        "  $ offramp update scenarios/us-iran-2024.yaml new-rows.csv --alert 'war > 2%'\n"
        "  writes us-iran-2024@2024-02-15/ where the last new row is of 14 February 2024; next "
        "week\n"
        "  $ offramp update us-iran-2024@2024-02-15/us-iran-2024.yaml newer-rows.csv\n"
        "  goes on from there.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 2,
    .operand = "SCENARIO",
    .offer = OFFER_FILES,
    .run = run,
};
