/* whatif.c -- from changes to a variant: numbers become holds, all else a model compiled anew. */
#include "whatif.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_CHANGES = 1000, MAX_CUTS = 64 };

static bool begins(const char *path, const char *section)
{
    return strncmp(path, section, strlen(section)) == 0;
}

static int32_t first_of(const ofr_study *study, const ofr_change *c)
{
    return c->from == OFR_NO_DATE ? study->model->start : c->from;
}

static int32_t last_of(const ofr_change *c)
{
    return c->to == OFR_NO_DATE ? INT32_MAX : c->to;
}

static bool has_history(const ofr_study *study)
{
    return study->past && study->model->epoch < study->model->start;
}

static bool is_structure(const ofr_key *key)
{
    static const char *const path[] = {"actors.*.kind", "conduct.*.at", "conduct.*.record"};
    bool found = false;

    for (size_t i = 0; i < sizeof path / sizeof path[0]; i++)
        found |= strcmp(key->path, path[i]) == 0;
    return found;
}

static bool is_deal_day(const ofr_node *node)
{
    return node && strcmp(node->key->path, "deals.*.struck") == 0;
}

/* Paths that a future cannot change although the scenario could be written otherwise. */
static ofr_status check_path(const ofr_study *study, const ofr_change *c, const ofr_node *node,
                             ofr_error *err)
{
    const char *why = NULL;

    if (strcmp(c->path, "start") == 0 || strcmp(c->path, "horizon") == 0 ||
        begins(c->path, "history."))
        why = "base and what-if share their history and their days; --start and --horizon set them "
              "for both";
    else if (begins(c->path, "published."))
        why = "it says how futures are pooled with their classes, which base and what-if share; "
              "--model-only leaves it out of both";
    else if (begins(c->path, "outcomes."))
        why = "an outcome is what is compared, so it is the same in both";
    else if (is_deal_day(node) && node->stated && (int32_t)node->value < study->model->start)
        why = "it was struck before the start, and a deal is signed once; write a deal of its own";
    else if (node && node->key->type == OFR_DATE && !begins(c->path, "shocks.") &&
             !begins(c->path, "politics.") && !begins(c->path, "offers.") && !is_deal_day(node))
        why = "it is a day of the past, which base and what-if share";
    else if (node && is_structure(node->key))
        why = "it says who is there or what is recorded, not how things go; write a scenario of "
              "its own";
    return why ? ofr_fail(err, OFR_PATH, c->path, "cannot be changed in a what-if: %s", why)
               : OFR_OK;
}

static ofr_status check_days(const ofr_study *study, const ofr_change *c, const ofr_node *node,
                             ofr_error *err)
{
    char one[OFR_DATE_TEXT], other[OFR_DATE_TEXT];
    const int32_t start = study->model->start, from = first_of(study, c);

    if (from < start)
        return ofr_fail(err, OFR_PATH, c->path,
                        "changes from %s, before the start (%s); history is the same for all",
                        date_format(from, one), date_format(start, other));
    if (last_of(c) < from)
        return ofr_fail(err, OFR_PATH, c->path, "changes until %s, before it begins (%s)",
                        date_format(c->to, one), date_format(from, other));
    if (!node || node->key->role != ROLE_INITIAL) return OFR_OK;
    if (has_history(study))
        return ofr_fail(err, OFR_PATH, c->path,
                        "acts on the first day of history only, which base and what-if share; "
                        "change it with --no-history, or change the scenario");
    if (from != start || c->to != OFR_NO_DATE)
        return ofr_fail(err, OFR_PATH, c->path,
                        "acts on the first day only; leave the days of its change out");
    return OFR_OK;
}

static ofr_status check_overlap(const ofr_study *study, const ofr_whatif *w, size_t i,
                                ofr_error *err)
{
    const ofr_change *c = &w->change[i];

    for (size_t j = 0; j < i; j++) {
        const ofr_change *d = &w->change[j];
        if (strcmp(c->path, d->path) != 0 || last_of(c) < first_of(study, d) ||
            last_of(d) < first_of(study, c))
            continue;
        return ofr_fail(err, OFR_PATH, c->path,
                        "is changed twice on the same days; let one change end before the other "
                        "begins");
    }
    return OFR_OK;
}

/* Says which change of which what-if an error is about. */
static ofr_status name_it(const ofr_whatif *w, ofr_status status, ofr_error *err)
{
    ofr_error named = {0};

    if (status == OFR_OK || !err) return status;
    ofr_fail(&named, status, "", "what-if '%s': %s%s%s", w->name, err->where,
             *err->where ? ": " : "", err->text ? err->text : "");
    ofr_error_done(err);
    ofr_fail(err, status, "", "%s", named.text ? named.text : "");
    ofr_error_done(&named);
    return status;
}

/* A what-if whose patterns are written out, path by path. Texts stay the what-if's and the study's. */
typedef struct wide_whatif {
    ofr_whatif w;
    bool *matched; /* [n_changes] by a pattern */
} wide_whatif;

static void wide_done(wide_whatif *wide)
{
    free(wide->w.change);
    free(wide->matched);
}

static ofr_status no_match(const ofr_study *study, const ofr_change *c, ofr_error *err)
{
    char near[512];

    spec_mend_path(study->spec, c->path, near, sizeof near);
    return ofr_fail(err, OFR_PATH, c->path,
                    "no number, flag, choice or day has such a path; * stands for one part of it, "
                    "as in channels.*.open%s%s%s",
                    *near ? " (did you mean '" : "", near, *near ? "'?)" : "");
}

/* Adds a what-if's changes, but those whose path is among the first `taken` of them already. */
static ofr_status widen(const ofr_study *study, const ofr_whatif *w, bool over, size_t taken,
                        const char **path, wide_whatif *wide, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < w->n_changes && status == OFR_OK; i++) {
        const bool pattern = is_path_pattern(w->change[i].path);
        size_t n = 1;
        path[0] = w->change[i].path;
        if (pattern) n = spec_match(study->spec, w->change[i].path, path, MAX_CHANGES);
        if (n == 0) status = no_match(study, &w->change[i], err);
        if (n > MAX_CHANGES - wide->w.n_changes)
            status = ofr_fail(err, OFR_LIMIT, "", "it has more than %d changes", MAX_CHANGES);
        for (size_t j = 0; j < n && status == OFR_OK; j++) {
            bool known = false;
            for (size_t k = 0; k < taken && !known; k++)
                known = strcmp(wide->w.change[k].path, path[j]) == 0;
            if (known) continue;
            wide->matched[wide->w.n_changes] = pattern || over;
            wide->w.change[wide->w.n_changes] = w->change[i];
            wide->w.change[wide->w.n_changes++].path = path[j];
        }
    }
    return status;
}

/* over, which may be NULL, comes first and wins; w may be NULL, too. */
static ofr_status widen_both(const ofr_study *study, const ofr_whatif *w, const ofr_whatif *over,
                             wide_whatif *wide, ofr_error *err)
{
    const char **path = calloc(MAX_CHANGES, sizeof(const char *));
    ofr_status status = OFR_OK;

    *wide = (wide_whatif){.w = {.name = w ? w->name : over->name}};
    wide->w.change = calloc(MAX_CHANGES, sizeof *wide->w.change);
    wide->matched = calloc(MAX_CHANGES, sizeof *wide->matched);
    if (!path || !wide->w.change || !wide->matched)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    if (status == OFR_OK && over) status = widen(study, over, true, 0, path, wide, err);
    if (status == OFR_OK && w) status = widen(study, w, false, wide->w.n_changes, path, wide, err);
    free(path);
    return status;
}

static ofr_status apply(const wide_whatif *wide, size_t i, ofr_spec *spec, ofr_error *err)
{
    const ofr_change *c = &wide->w.change[i];

    return wide->matched[i] ? spec_change_match(spec, c->path, c->value, err)
                            : spec_change(spec, c->path, c->value, err);
}

/* All checks of the changes one by one, and the holds of numbers. spec is a scratch. */
static ofr_status take_changes(const ofr_study *study, const wide_whatif *wide, ofr_spec *spec,
                               whatif_plan *plan, ofr_error *err)
{
    const ofr_whatif *w = &wide->w;
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < w->n_changes && status == OFR_OK; i++) {
        const ofr_change *c = &w->change[i];
        const ofr_node *node = spec_at(spec, c->path);
        ofr_hold hold = {.from = first_of(study, c), .to = last_of(c)};
        status = check_path(study, c, node, err);
        if (status == OFR_OK) status = apply(wide, i, spec, err);
        node = spec_at(spec, c->path); /* which has become the scratch's own */
        if (status == OFR_OK) status = check_days(study, c, node, err);
        if (status == OFR_OK) status = check_overlap(study, w, i, err);
        if (status != OFR_OK) break;
        if (hold.from < plan->first) plan->first = hold.from;
        if (node->parameter < 0) continue;
        hold.row = (ofr_row)node->parameter;
        hold.lo = node->key->lo;
        hold.hi = node->key->hi;
        hold.factor = change_factor(node->key, c->value, &hold.value);
        hold.shift = change_shift(node->key, c->value, &hold.value);
        if (!hold.factor && !hold.shift) hold.value = node->value;
        plan->hold[plan->variant.n_holds++] = hold;
    }
    return status;
}

static int by_day(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

/* Days within the horizon on which the list of changes in force is another than the day before. */
static ofr_status find_cuts(const ofr_study *study, const ofr_whatif *w, int32_t *ret_cut,
                            size_t *ret_n, ofr_error *err)
{
    const int32_t end = study->model->start + study->model->horizon;
    size_t n = 0;

    for (size_t i = 0; i < w->n_changes; i++) {
        const int32_t last = last_of(&w->change[i]);
        const int32_t at[] = {first_of(study, &w->change[i]), last == INT32_MAX ? last : last + 1};
        for (size_t j = 0; j < 2; j++) {
            bool known = at[j] >= end;
            for (size_t k = 0; k < n && !known; k++) known = ret_cut[k] == at[j];
            if (known) continue;
            if (n == MAX_CUTS)
                return ofr_fail(err, OFR_LIMIT, "",
                                "its changes begin and end on more than %d days; use fewer",
                                MAX_CUTS);
            ret_cut[n++] = at[j];
        }
    }
    qsort(ret_cut, n, sizeof *ret_cut, by_day);
    *ret_n = n;
    return OFR_OK;
}

/* The model of a segment that begins on a day; the study's own where nothing is in force. */
static ofr_status compile_segment(const ofr_study *study, const wide_whatif *wide, int32_t day,
                                  whatif_plan *plan, const ofr_model **ret_model, ofr_error *err)
{
    const ofr_whatif *w = &wide->w;
    ofr_spec **spec = &plan->spec[plan->n_models];
    const ofr_model **model = &plan->model[plan->n_models];
    const model_options days = {study->model->epoch, study->model->written_start};
    bool any = false;
    ofr_status status = OFR_OK;

    *ret_model = study->model;
    for (size_t i = 0; i < w->n_changes; i++)
        any |= first_of(study, &w->change[i]) <= day && day <= last_of(&w->change[i]);
    if (!any) return OFR_OK;
    plan->n_models++;
    status = spec_copy(study->spec, spec, err);
    for (size_t i = 0; i < w->n_changes && status == OFR_OK; i++) {
        const ofr_change *c = &w->change[i];
        if (first_of(study, c) <= day && day <= last_of(c)) status = apply(wide, i, *spec, err);
    }
    if (status == OFR_OK) status = model_compile(*spec, &days, model, err);
    if (status != OFR_OK) return status;
    if (!variant_fits(study->model, *model))
        return ofr_fail(err, OFR_PATH, "",
                        "it changes who is there or what can happen, not only how; write a "
                        "scenario of its own");
    *ret_model = *model;
    return OFR_OK;
}

static ofr_status compile_segments(const ofr_study *study, const wide_whatif *wide,
                                   whatif_plan *plan, ofr_error *err)
{
    int32_t cut[MAX_CUTS];
    size_t n = 0;
    ofr_status status = find_cuts(study, &wide->w, cut, &n, err);

    for (size_t i = 0; i < n && status == OFR_OK; i++) {
        ofr_segment *segment = &plan->segment[i];
        segment->from = cut[i];
        status = compile_segment(study, wide, cut[i], plan, &segment->model, err);
        if (status == OFR_OK) plan->variant.n_segments++;
    }
    return status;
}

ofr_status whatif_compile(const ofr_study *study, const ofr_whatif *w, whatif_plan *ret_plan,
                          ofr_error *err)
{
    return whatif_compile_under(study, w, NULL, ret_plan, err);
}

ofr_status whatif_compile_under(const ofr_study *study, const ofr_whatif *w, const ofr_whatif *over,
                                whatif_plan *ret_plan, ofr_error *err)
{
    whatif_plan plan = {.first = INT32_MAX};
    wide_whatif wide;
    ofr_spec *scratch = NULL;
    ofr_status status = widen_both(study, w, over, &wide, err);

    plan.hold = calloc(wide.w.n_changes + 1, sizeof *plan.hold);
    plan.segment = calloc(MAX_CUTS, sizeof *plan.segment);
    plan.spec = calloc(MAX_CUTS, sizeof(ofr_spec *));
    plan.model = calloc(MAX_CUTS, sizeof(const ofr_model *));
    if (status == OFR_OK && (!plan.hold || !plan.segment || !plan.spec || !plan.model))
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    if (status == OFR_OK) status = spec_copy(study->spec, &scratch, err);
    if (status == OFR_OK) status = take_changes(study, &wide, scratch, &plan, err);
    spec_free(scratch);
    if (status == OFR_OK) status = compile_segments(study, &wide, &plan, err);
    if (status != OFR_OK) {
        whatif_plan_done(&plan);
        status = name_it(&wide.w, status, err);
        wide_done(&wide);
        return status;
    }
    wide_done(&wide);
    plan.variant.hold = plan.hold;
    plan.variant.segment = plan.segment;
    *ret_plan = plan;
    return OFR_OK;
}

void whatif_plan_done(whatif_plan *plan)
{
    for (size_t i = 0; i < plan->n_models; i++) {
        model_free(plan->model[i]);
        spec_free(plan->spec[i]);
    }
    free(plan->hold);
    free(plan->segment);
    free(plan->spec);
    free(plan->model);
    *plan = (whatif_plan){0};
}
