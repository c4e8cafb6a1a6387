/* keeping.c -- see keeping.h. */
#include "keeping.h"

#include <stdlib.h>
#include <string.h>

#include "../studies/plan.h"
#include "cli.h"
#include "run_into.h"

/* Makes the result of the plan that run would have for this size. */
static ofr_status make(const cli_args *args, const ofr_study *study, run_options *size, keeping *k,
                       ofr_error *err)
{
    ofr_arena *arena = arena_new();
    char *command = command_line(args->argc, args->argv, NULL, NULL);
    ofr_plan plan;
    ofr_status status = arena && command ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");

    size->scenario_name = args->operand[0];
    size->command = command;
    if (status == OFR_OK) status = study_plan(study, size, arena, &plan, err);
    if (status == OFR_OK) status = result_store_open(k->path, &plan, &k->file, err);
    free(command);
    arena_free(arena);
    return status;
}

static void say_not_kept(const keeping *k, const ofr_error *err)
{
    fprintf(stderr, "offramp: nothing is kept: ");
    put_plain(stderr, *err->where ? err->where : k->path);
    fprintf(stderr, ": ");
    put_plain(stderr, err->text ? err->text : "cannot be used");
    fprintf(stderr, "; --output FILE names another result, --no-keep asks for none\n");
}

/* A store, or the word that there is none: of a name that was typed it is an error. */
static ofr_status settle(const cli_args *args, keeping *k, ofr_status status, ofr_error *why,
                         ofr_error *err)
{
    if (status == OFR_OK && k->file) {
        k->store = result_store_of(k->file);
    } else if (status != OFR_OK && (option_text(args, "output") || status == OFR_NO_MEMORY)) {
        ofr_fail(err, status, why->where, "%s", why->text ? why->text : "");
    } else if (status != OFR_OK) {
        say_not_kept(k, why);
        status = OFR_OK;
    }
    ofr_error_done(why);
    return status;
}

ofr_status keeping_find(const cli_args *args, const ofr_study *study, run_options *size, keeping *k,
                        ofr_error *err)
{
    const char *typed = option_text(args, "output");
    ofr_error why = {0};
    ofr_status status;

    *k = (keeping){0};
    if (typed && option_text(args, "no-keep"))
        return ofr_fail(err, OFR_USAGE, args->command->name,
                        "--output and --no-keep contradict each other");
    /* What came by a pipe has no name to keep anything under. */
    if (option_text(args, "no-keep") || (!typed && !*study->spec->anchor)) return OFR_OK;
    k->path = result_name(args, size->quick);
    if (!k->path) return ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    status = result_store_open(k->path, NULL, &k->file, &why);
    k->absent = status == OFR_OK && !k->file;
    return settle(args, k, status, &why, err);
}

ofr_status keeping_make(const cli_args *args, const ofr_study *study, run_options *size, keeping *k,
                        ofr_error *err)
{
    ofr_error why = {0};

    if (!k->absent) return OFR_OK;
    const ofr_status status = make(args, study, size, k, &why);
    return settle(args, k, status, &why, err);
}

ofr_status keeping_open(const cli_args *args, const ofr_study *study, run_options *size, keeping *k,
                        ofr_error *err)
{
    const ofr_status status = keeping_find(args, study, size, k, err);

    return status == OFR_OK ? keeping_make(args, study, size, k, err) : status;
}

const ofr_store *keeping_store(const keeping *k)
{
    return k->file ? &k->store : NULL;
}

void keeping_say(const keeping *k, const ofr_work *work, FILE *out)
{
    if (!k->file) return;
    fprintf(out, work->member_days ? "kept in " : "read from ");
    put_plain(out, k->path);
    fprintf(out, "\n");
}

void keeping_close(keeping *k)
{
    result_store_close(k->file);
    free(k->path);
    *k = (keeping){0};
}
