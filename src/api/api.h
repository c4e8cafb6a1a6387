/* api.h -- what the sources of the library's public functions (offramp.h) share. */
#ifndef OFR_API_H
#define OFR_API_H

#include "../engine/ensemble.h"
#include "../studies/study.h"
#include "../studies/whatif.h"

/* Where a field of OFR_TABLE_FIELDS is read. */
typedef enum api_field_kind { API_STATE, API_WHOLE_STATE, API_ACTS, API_OUTCOME } api_field_kind;
typedef struct api_field {
    const char *name, *unit;
    api_field_kind kind;
    ofr_row row;
} api_field;

struct ofr_scenario {
    ofr_study *study;
    ofr_arena *arena; /* names of fields */
    api_field *field;
    size_t n_fields;
};

struct ofr_future_change {
    const ofr_scenario *scenario;
    ofr_whatifs list; /* one */
    whatif_plan plan;
};

/* Lists what can be read off a world. OFR_NO_MEMORY. */
ofr_status api_fields_list(ofr_scenario *scenario, ofr_error *err);
/* OFR_USAGE where there is none, with the name that is nearest. */
ofr_status api_field_named(const ofr_scenario *scenario, const char *name,
                           const api_field **ret_field, ofr_error *err);

/* Hands an error on to the caller's list (may be NULL), and is done with it. Returns status; OFR_OK leaves the list. */
ofr_status api_end(ofr_fault_list *faults, ofr_status status, ofr_error *err);
/* OFR_USAGE if an argument is NULL; name: as in offramp.h. */
ofr_status api_need(const void *argument, const char *name, ofr_error *err);

/* Copies options that begin with their size into those that are known here, `size` bytes; what the caller does not know yet is
 * zero. given NULL: all is zero. least: the size of the first version. OFR_USAGE: less than that; no size of a struct; more
 * than is known, and not zero. */
ofr_status api_options(void *known, size_t size, size_t least, const void *given, const char *name,
                       ofr_error *err);

/* What fixes the futures of a run. */
typedef struct api_size {
    uint64_t seed;
    size_t sets, members;
    bool fixed;
} api_size;
/* OFR_USAGE: no futures, too many, several sets of point values. */
ofr_status api_check_size(const api_size *size, ofr_error *err);
/* The ensemble of a run; ensemble_done in any case. As api_check_size; OFR_NO_MEMORY. */
ofr_status api_ensemble(const ofr_scenario *scenario, const api_size *size, ofr_ensemble *ret,
                        ofr_error *err);
/* OFR_USAGE if the change was made for another scenario; change may be NULL. */
ofr_status api_same_scenario(const ofr_scenario *scenario, const ofr_future_change *change,
                             ofr_error *err);

#endif
