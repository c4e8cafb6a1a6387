/* arguments.c -- what callers hand to the library: checked before it is used, since nobody else has looked at it. */
#include <string.h>

#include "api.h"

ofr_status api_need(const void *argument, const char *name, ofr_error *err)
{
    return argument ? OFR_OK : ofr_fail(err, OFR_USAGE, name, "is NULL, and is needed");
}

static bool all_zero(const unsigned char *bytes, size_t n)
{
    size_t i = 0;

    while (i < n && bytes[i] == 0) i++;
    return i == n;
}

ofr_status api_options(void *known, size_t size, size_t least, const void *given, const char *name,
                       ofr_error *err)
{
    size_t theirs = 0;

    memset(known, 0, size);
    if (!given) return OFR_OK;
    memcpy(&theirs, given, sizeof theirs);
    /* All structs of offramp.h end where a size_t may begin. */
    if (theirs < least || theirs % sizeof theirs != 0 || theirs > (size_t)1 << 16)
        return ofr_fail(err, OFR_USAGE, name,
                        "begins with its size, at least %zu bytes, got %zu; set .size = sizeof it",
                        least, theirs);
    if (theirs > size && !all_zero((const unsigned char *)given + size, theirs - size))
        return ofr_fail(err, OFR_USAGE, name,
                        "has an option that this version (%s) does not know; leave it zero",
                        OFR_VERSION);
    memcpy(known, given, theirs < size ? theirs : size);
    return OFR_OK;
}

ofr_status api_check_size(const api_size *size, ofr_error *err)
{
    const size_t most = (size_t)1 << 31;

    if (size->sets < 1 || size->members < 1 || size->sets > most ||
        size->members > most / size->sets)
        return ofr_fail(err, OFR_USAGE, "options", "sets x members must be 1 to %zu, got %zu x %zu",
                        most, size->sets, size->members);
    if (size->fixed && size->sets != 1)
        return ofr_fail(err, OFR_USAGE, "options",
                        "fixed has a single set of values; sets must be 1, got %zu", size->sets);
    return OFR_OK;
}

ofr_status api_ensemble(const ofr_scenario *scenario, const api_size *size, ofr_ensemble *ret,
                        ofr_error *err)
{
    const ofr_kernel *kernel = kernel_choose(NULL);
    ofr_status status = api_check_size(size, err);

    *ret = (ofr_ensemble){0};
    if (status != OFR_OK) return status;
    if (!kernel) return ofr_fail(err, OFR_USAGE, "", "this machine cannot run any of the kernels");
    status = ensemble_init(ret, scenario->study->model, kernel, size->seed, size->sets,
                           size->members, size->fixed, err);
    ret->past = scenario->study->past;
    ret->given = scenario->study->given;
    return status;
}

ofr_status api_same_scenario(const ofr_scenario *scenario, const ofr_future_change *change,
                             ofr_error *err)
{
    if (!change || change->scenario == scenario) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, "change",
                    "was made for another scenario; make it from the one that is run");
}
