/* ensemble_options.c -- see ensemble_options.h. */
#include "ensemble_options.h"

#include <stdlib.h>

#include "../core/units.h"

static const uint64_t most_futures = (uint64_t)1 << 31;

static bool has(const cli_args *args, const char *name)
{
    return option_text(args, name) != NULL;
}

/* A number by the name of its option; left alone where the command has no such option or it was not typed. */
static ofr_status read_count(const cli_args *args, const char *name, uint64_t least, uint64_t most,
                             uint64_t *ret_count, ofr_error *err)
{
    return has(args, name)
               ? option_count(args, option_index(args->command, name), least, most, ret_count, err)
               : OFR_OK;
}

ofr_status read_study_options(const cli_args *args, study_options *ret_options, ofr_error *err)
{
    const char *command = args->command->name, *start = option_text(args, "start"),
               *horizon = option_text(args, "horizon"), *hint;
    int32_t day;
    double days = 1;
    ofr_status status = OFR_OK;

    if (start) status = option_date(args, option_index(args->command, "start"), &day, err);
    if (status != OFR_OK) return status;
    if (horizon && !quantity_parse(horizon, UNIT_DAYS, &days, NULL, &hint))
        return ofr_fail(err, OFR_USAGE, command, "--horizon: %s, got '%.64s'", hint, horizon);
    if (!(days >= 1 && days <= 3650))
        return ofr_fail(err, OFR_USAGE, command,
                        "--horizon must be from 1 to 3650 days, got '%.64s'", horizon);
    *ret_options = (study_options){.start = start,
                                   .horizon = horizon,
                                   .given = option_text(args, "given"),
                                   .no_history = has(args, "no-history"),
                                   .record = option_text(args, "record")};
    return OFR_OK;
}

static ofr_status read_size(const cli_args *args, uint64_t sets, uint64_t members,
                            ensemble_options *o, ofr_error *err)
{
    ofr_status status;

    if (o->quick) {
        sets = QUICK_SETS;
        members = QUICK_PER_SET;
    }
    if (o->fixed) {
        members *= sets;
        sets = 1;
    }
    status = read_count(args, "sets", 1, most_futures, &sets, err);
    if (status == OFR_OK) status = read_count(args, "members", 1, most_futures, &members, err);
    if (status == OFR_OK && o->fixed && sets != 1)
        status = ofr_fail(err, OFR_USAGE, args->command->name,
                          "--fixed has a single set of values; leave --sets out");
    if (status == OFR_OK && members > most_futures / sets)
        status = ofr_fail(err, OFR_USAGE, args->command->name,
                          "sets x members must be at most %llu, got %llu x %llu",
                          (unsigned long long)most_futures, (unsigned long long)sets,
                          (unsigned long long)members);
    o->n_sets = (size_t)sets;
    o->per_set = (size_t)members;
    return status;
}

ofr_status read_ensemble_options(const cli_args *args, uint64_t sets, uint64_t members,
                                 ensemble_options *ret_options, ofr_error *err)
{
    const char *isa = getenv("OFFRAMP_ISA");
    ensemble_options o = {.seed = 1, .fixed = has(args, "fixed"), .quick = has(args, "quick")};
    uint64_t threads = 0;
    ofr_status status = read_count(args, "seed", 0, UINT64_MAX, &o.seed, err);

    if (isa && *isa) o.isa = isa;
    if (status == OFR_OK) status = read_count(args, "threads", 1, 1024, &threads, err);
    if (status == OFR_OK && has(args, "isa"))
        status = option_word(args, option_index(args->command, "isa"), &o.isa, err);
    o.threads = (int)threads;
    if (status == OFR_OK) status = read_size(args, sets, members, &o, err);
    if (status == OFR_OK) *ret_options = o;
    return status;
}
