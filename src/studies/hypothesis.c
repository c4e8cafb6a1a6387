/* hypothesis.c -- the hypotheses of a scenario: what each measures and claims, and its verdict. hypothesis_run.c runs them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../core/statistics.h"
#include "../mechanisms/outcomes.h"
#include "hypothesis_parts.h"
#include "study_sets.h"

enum { LONGEST = 3650, LEAST_SETS_TO_HANG = 30 };

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the hypotheses");
}

static const char *words(hypothesis_work *w, const ofr_node *node, const char *key)
{
    const ofr_node *child = node ? node_get(node, key) : NULL;

    return child && child->stated && child->text
               ? arena_text(w->arena, child->text, strlen(child->text))
               : "";
}

/* ---- what is measured ------------------------------------------------------------------------- */

static bool takes_slot(const hypothesis_work *w, const ofr_slot *slot, const ofr_node *list)
{
    const ofr_model *m = w->study->model;
    const bool acts = w->tested->measure == MEASURE_ACTS;

    if (slot->kind != (acts ? SLOT_FLOW : SLOT_MESSAGE)) return false;
    for (size_t i = 0; i < list->n_children; i++) {
        const char *id = list->child[i]->text;
        if (acts ? strcmp(slot->id, id) == 0
                 : slot->source != OFR_NONE && strcmp(m->actor[slot->source].id, id) == 0)
            return true;
    }
    return false;
}

static ofr_status take_slots(hypothesis_work *w, const ofr_node *list, ofr_error *err)
{
    const ofr_model *m = w->study->model;

    w->slot = calloc(m->n_slots + 1, sizeof *w->slot);
    if (!w->slot) return no_memory(err);
    for (size_t s = 0; s < m->n_slots; s++) {
        if (takes_slot(w, &m->slot[s], list)) w->slot[w->n_slots++] = s;
    }
    if (w->n_slots == 0)
        return ofr_fail(err, OFR_SCHEMA, list->path,
                        "none of these sends messages: no channel begins there");
    return OFR_OK;
}

/* compile_claims has seen to it that there is one. */
static ofr_status take_measure(hypothesis_work *w, ofr_error *err)
{
    const ofr_node *found = NULL;

    if (claim_measures(w->node, &w->tested->measure, &found) != 1)
        return ofr_fail(err, OFR_STRUCTURE, w->node->path, "needs one measure");
    w->tested->what = "";
    if (w->tested->measure == MEASURE_MISREAD) return OFR_OK;
    if (w->tested->measure != MEASURE_OUTCOME) return take_slots(w, found, err);
    const ofr_outcomes *outcomes = w->study->model->own->outcomes;
    while (w->outcome + 1 < outcomes->n &&
           strcmp(outcomes->outcome[w->outcome].id, found->text) != 0)
        w->outcome++;
    const ofr_outcome *o = &outcomes->outcome[w->outcome];
    const char *says = o->says && *o->says ? o->says : o->id;
    w->tested->what = arena_text(w->arena, says, strlen(says));
    return w->tested->what ? OFR_OK : no_memory(err);
}

/* What has to be seen of each member for it. */
static unsigned kinds_of(measure_kind measure)
{
    switch (measure) {
    case MEASURE_OUTCOME:
        return SEEN(SEEN_OUTCOMES);
    case MEASURE_ACTS:
    case MEASURE_MESSAGES:
        return SEEN(SEEN_ACTS);
    case MEASURE_MISREAD:
        break;
    }
    return SEEN(SEEN_MEMBERS);
}

static double measured(const hypothesis_work *w, const ofr_seen *s, size_t i)
{
    const int16_t *outcome = s->value[SEEN_OUTCOMES];
    const double *acts = s->value[SEEN_ACTS];
    const ofr_member *member = s->value[SEEN_MEMBERS];

    switch (w->tested->measure) {
    case MEASURE_OUTCOME:
        return outcome[w->outcome * s->n + i] >= 0;
    case MEASURE_ACTS:
    case MEASURE_MESSAGES:
        return 7 * acts[i] / (double)w->study->model->horizon;
    case MEASURE_MISREAD:
        break;
    }
    return (double)member[i].misread;
}

/* ---- what is claimed -------------------------------------------------------------------------- */

static int32_t day_of(const ofr_node *change, const char *which)
{
    const ofr_node *node = node_get(change, which);

    return node ? (int32_t)node->value : OFR_NO_DATE;
}

static ofr_status take_changes(const ofr_node *node, ofr_whatif *whatif, ofr_error *err)
{
    const ofr_node *changes = node_get(node, "changes");

    whatif->name = node->id;
    whatif->says = "";
    if (!changes) return OFR_OK;
    whatif->change = calloc(changes->n_children + 1, sizeof *whatif->change);
    if (!whatif->change) return no_memory(err);
    for (size_t i = 0; i < changes->n_children; i++) {
        const ofr_node *c = changes->child[i];
        whatif->change[whatif->n_changes++] = (ofr_change){
            .path = c->id, .value = c->text, .from = day_of(c, "from"), .to = day_of(c, "to")};
    }
    return OFR_OK;
}

static ofr_status take_claim(hypothesis_work *w, const ofr_node *node, tested_claim *ret,
                             ofr_error *err)
{
    const ofr_node *expects = node_get(node, "expects");
    tested_claim claim = {.name = arena_text(w->arena, node->id, strlen(node->id)),
                          .expects = words(w, node, "expects")};
    char advice[CLAIM_ADVICE];

    if (!claim.name || !claim.expects) return no_memory(err);
    if (!claim_parse(expects->text, w->tested->measure, &claim.claim, advice))
        return ofr_fail(err, OFR_STRUCTURE, expects->path, "%s", advice);
    *ret = claim;
    return OFR_OK;
}

static ofr_status take_claims(hypothesis_work *w, ofr_error *err)
{
    const ofr_node *compare = node_get(w->node, "compare");
    const size_t n = compare->n_children < CLAIM_MOST ? compare->n_children : CLAIM_MOST;
    ofr_status status = OFR_OK;

    w->tested->claim = arena_alloc(w->arena, n * sizeof *w->tested->claim);
    if (!w->tested->claim) return no_memory(err);
    for (size_t i = 0; i < n && status == OFR_OK; i++) {
        status = take_claim(w, compare->child[i], &w->tested->claim[i], err);
        if (status == OFR_OK) w->tested->n_claims++;
        if (status == OFR_OK) status = take_changes(compare->child[i], &w->whatif[i], err);
        if (status == OFR_OK) status = whatif_compile(w->study, &w->whatif[i], &w->plan[i], err);
        w->variant[1 + i] = &w->plan[i].variant;
    }
    return status;
}

/* ---- sums ------------------------------------------------------------------------------------- */

void hypothesis_sum(hypothesis_work *w, const ofr_seen *seen)
{
    for (size_t v = 0; v < w->tested->n_claims; v++) {
        for (size_t i = 0; i < seen->n; i++) {
            const size_t set = (seen->first + i) / w->e.per_set;
            if (account_impossible(&w->account[set])) continue;
            pair_add(&w->sums[v * w->e.n_sets + set], measured(w, seen, i),
                     measured(w, &seen[1 + v], i));
        }
    }
}

/* What is asked, but for the sets of which. */
static uint64_t key_of(const hypothesis_work *w, uint64_t eves, size_t chunk)
{
    const uint64_t what[] = {(uint64_t)w->tested->measure, w->outcome};
    uint64_t key = hash_name(asked_key(eves, &w->e, chunk), "test");

    key = hash_bytes(key, what, sizeof what);
    for (size_t i = 0; i < w->n_slots; i++) {
        const uint64_t slot = w->slot[i];
        key = hash_bytes(key, &slot, sizeof slot);
    }
    for (size_t i = 0; i < w->tested->n_claims; i++) key = asked_changes(key, &w->whatif[i]);
    return key;
}

/* Room for what is run and summed. */
static ofr_status make_room(hypothesis_work *w, ofr_error *err)
{
    const size_t chunk = batch_chunk_size(w->o->per_set, HYPOTHESIS_CHUNK);
    const seen_plan seen = {
        .kinds = kinds_of(w->tested->measure), .slot = w->slot, .n_slots = w->n_slots};
    ofr_status status = study_ensemble(w->study, kernel_choose(w->o->isa), w->o->seed, w->o->n_sets,
                                       w->o->per_set, false, &w->e, err);

    if (status != OFR_OK) return status;
    w->sums = calloc(w->tested->n_claims * w->o->n_sets, sizeof *w->sums);
    w->account = calloc(w->o->n_sets, sizeof *w->account);
    if (!w->sums || !w->account) return no_memory(err);
    const uint64_t eves = eve_key_ensemble(w->study, &w->e);
    w->kept = (kept_sums){.store = w->o->store,
                          .e = &w->e,
                          .asked = key_of(w, eves, chunk),
                          .eves = eves,
                          .chunk = chunk,
                          .sums = w->sums,
                          .rows = w->tested->n_claims,
                          .room = w->e.n_sets,
                          .account = w->account};
    status = batch_init(&w->b, &w->e, chunk, w->o->threads, w->o->use, w->variant,
                        1 + w->tested->n_claims, &seen, err);
    w->b.with_eves = true;
    return status;
}

/* ---- verdicts --------------------------------------------------------------------------------- */

/* Keeps the two largest. */
static void put_hinge(tested_claim *claim, const char *path, double rho)
{
    const size_t n = claim->n_hinges;
    const ofr_hinge hinge = {path, rho};

    if (n > 0 && fabs(rho) > fabs(claim->hinge[0].correlation)) {
        claim->hinge[1] = claim->hinge[0];
        claim->hinge[0] = hinge;
        claim->n_hinges = 2;
    } else if (n < 2) {
        claim->hinge[claim->n_hinges++] = hinge;
    } else if (fabs(rho) > fabs(claim->hinge[1].correlation)) {
        claim->hinge[1] = hinge;
    }
}

/* The sets that are not left out. */
typedef struct possible_sets {
    pair_sums *sums; /* [n] of one claim */
    size_t *set;     /* [n] their numbers */
    size_t n;
} possible_sets;

static ofr_status find_possible(const hypothesis_work *w, possible_sets *ret, ofr_error *err)
{
    *ret = (possible_sets){calloc(w->o->n_sets, sizeof *ret->sums),
                           calloc(w->o->n_sets, sizeof *ret->set), 0};
    if (!ret->sums || !ret->set) return no_memory(err);
    for (size_t s = 0; s < w->o->n_sets; s++) {
        if (!account_impossible(&w->account[s])) ret->set[ret->n++] = s;
    }
    return OFR_OK;
}

static void take_claim_sums(const hypothesis_work *w, size_t v, possible_sets *p)
{
    for (size_t i = 0; i < p->n; i++) p->sums[i] = w->sums[v * w->o->n_sets + p->set[i]];
}

static void possible_done(possible_sets *p)
{
    free(p->sums);
    free(p->set);
}

/* Judged numbers with priors against the effects; among hundreds, only what chance would hardly give. */
static ofr_status find_hinges(hypothesis_work *w, const possible_sets *p, tested_claim *claim,
                              ofr_error *err)
{
    const ofr_spec *spec = w->study->model->spec;
    const pair_sums *set = p->sums;
    const size_t n = p->n;
    const double least = fmax(0.3, 3.5 / sqrt((double)n));
    double *value, *effect_rank, *rank, rho;
    size_t *order;

    if (n < LEAST_SETS_TO_HANG || claim->difference.set_deviation <= 0) return OFR_OK;
    value = calloc(3 * n, sizeof *value);
    order = calloc(n, sizeof *order);
    if (!value || !order) {
        free(value);
        free(order);
        return no_memory(err);
    }
    effect_rank = value + n;
    rank = value + 2 * n;
    for (size_t s = 0; s < n; s++) value[s] = set[s].difference / set[s].n;
    ranks_of(value, n, order, effect_rank);
    for (size_t i = 0; i < spec->n_parameters; i++) {
        const ofr_parameter *parameter = &spec->parameter[i];
        if (parameter->prior.kind == PRIOR_NONE || !parameter->judged) continue;
        for (size_t s = 0; s < n; s++) value[s] = w->e.value[p->set[s] * spec->n_parameters + i];
        ranks_of(value, n, order, rank);
        if (!rank_correlation(effect_rank, rank, n, &rho) || !(fabs(rho) > least)) continue;
        const char *path = arena_text(w->arena, parameter->path, strlen(parameter->path));
        if (path) put_hinge(claim, path, rho);
    }
    free(value);
    free(order);
    return OFR_OK;
}

/* The shares behind a difference of outcomes. room: n_sets doubles. */
static ofr_status tell_shares(const hypothesis_work *w, const possible_sets *p, double *room,
                              tested_claim *claim, ofr_error *err)
{
    const pair_sums *set = p->sums;
    const size_t n = p->n;
    uint32_t *count = calloc(n, sizeof *count);

    if (!count) return no_memory(err);
    for (size_t other = 0; other < 2; other++) {
        size_t occurred = 0;
        for (size_t s = 0; s < n; s++) {
            count[s] = (uint32_t)(other ? set[s].other : set[s].base);
            occurred += count[s];
        }
        shares_tell(count, 1, n, w->o->per_set, &occurred, n * w->o->per_set, room,
                    other ? &claim->changed_share : &claim->base_share);
    }
    free(count);
    return OFR_OK;
}

static void put_verdict(const pair_sums *set, size_t n_sets, tested_claim *claim)
{
    const ofr_claim absolute = claim_absolute(&claim->claim, claim->difference.base),
                    direction = {.sign = claim->claim.sign};

    claim->margin = absolute.margin;
    claim->no_base = claim_has_no_base(&claim->claim, claim->difference.base);
    claim->share = claim_share(set, n_sets, &absolute);
    claim->direction = claim_share(set, n_sets, &direction);
    claim->verdict = claim->no_base ? VERDICT_NOT_IDENTIFIED : claim_verdict(claim->share);
}

static ofr_status judge_claim(hypothesis_work *w, size_t v, possible_sets *p, double *room,
                              ofr_error *err)
{
    const bool outcome = w->tested->measure == MEASURE_OUTCOME;
    tested_claim *claim = &w->tested->claim[v];
    ofr_status status = OFR_OK;

    take_claim_sums(w, v, p);
    claim->difference = difference_of(p->sums, p->n, outcome, false, room);
    put_verdict(p->sums, p->n, claim);
    if (outcome) status = tell_shares(w, p, room, claim, err);
    return status == OFR_OK ? find_hinges(w, p, claim, err) : status;
}

static ofr_status reach_verdicts(hypothesis_work *w, ofr_error *err)
{
    ofr_verdict verdict[CLAIM_MOST];
    double *room = calloc(w->o->n_sets, sizeof *room);
    possible_sets possible = {0};
    ofr_status status = room ? find_possible(w, &possible, err) : no_memory(err);

    if (status == OFR_OK) {
        w->tested->left_out = left_out_of(&w->e, w->account, w->o->n_sets);
        status = left_out_check(&w->tested->left_out, err);
    }
    for (size_t v = 0; v < w->tested->n_claims && status == OFR_OK; v++) {
        status = judge_claim(w, v, &possible, room, err);
        verdict[v] = w->tested->claim[v].verdict;
    }
    if (status == OFR_OK) w->tested->verdict = verdict_of_all(verdict, w->tested->n_claims);
    possible_done(&possible);
    free(room);
    return status;
}

/* ---- one after another ------------------------------------------------------------------------ */

static ofr_status open_study(hypothesis_work *w, const ofr_study *base, const ofr_node *node,
                             ofr_error *err)
{
    const ofr_node *from = node_get(node, "from"), *to = node_get(node, "to");
    const int32_t first = from ? (int32_t)from->value : base->model->start,
                  last = to ? (int32_t)to->value : first + base->model->horizon - 1;
    char start[OFR_DATE_TEXT], horizon[32];
    const study_options options = {.start = date_format(first, start),
                                   .horizon = horizon,
                                   .given = *w->tested->given ? w->tested->given : NULL};
    ofr_status status;

    if (last < first || last - first >= LONGEST)
        return ofr_fail(err, OFR_SCHEMA, node->path,
                        "from and to must be 1 to %d days apart, both included", LONGEST);
    snprintf(horizon, sizeof horizon, "%d days", (int)(last - first) + 1);
    w->tested->from = first;
    w->tested->to = last;
    status = study_open_again(base, &options, &w->study, err);
    if (status == OFR_OK)
        w->node = node_get(node_get(w->study->spec->root, "hypotheses"), node->id);
    return status;
}

static void work_done(hypothesis_work *w)
{
    batch_done(&w->b);
    for (size_t i = 0; i < CLAIM_MOST; i++) {
        whatif_plan_done(&w->plan[i]);
        free(w->whatif[i].change);
    }
    ensemble_done(&w->e);
    free(w->slot);
    free(w->sums);
    free(w->account);
    study_close(w->study);
}

ofr_status hypothesis_name_it(const char *id, ofr_status status, ofr_error *err)
{
    ofr_error named = {0};

    if (status == OFR_OK || status == OFR_INTERRUPTED || !err) return status;
    ofr_fail(&named, status, "", "hypothesis '%s': %s%s%s", id, err->where, *err->where ? ": " : "",
             err->text ? err->text : "");
    ofr_error_done(err);
    ofr_fail(err, status, "", "%s", named.text ? named.text : "");
    ofr_error_done(&named);
    return status;
}

/* Opened, measured, claimed: all but run. */
static ofr_status prepare(hypothesis_work *w, const ofr_study *base, const ofr_node *node,
                          ofr_error *err)
{
    ofr_tested *ret = w->tested;
    ofr_status status = OFR_OK;

    *ret = (ofr_tested){.id = arena_text(w->arena, node->id, strlen(node->id)),
                        .says = words(w, node, "says"),
                        .by = words(w, node, "by"),
                        .note = words(w, node, "note"),
                        .given = words(w, node, "given")};
    if (!ret->id || !ret->says || !ret->by || !ret->note || !ret->given) return no_memory(err);
    status = open_study(w, base, node, err);
    if (status == OFR_OK) status = take_measure(w, err);
    if (status == OFR_OK) status = take_claims(w, err);
    if (status == OFR_OK)
        status = hypothesis_record(w->study, study_known_by(base), w->node, ret->from, ret->to,
                                   &ret->record, err);
    if (status == OFR_OK) status = make_room(w, err);
    return hypothesis_name_it(node->id, status, err);
}

static ofr_status check_options(const test_options *o, ofr_error *err)
{
    if (!kernel_choose(o->isa))
        return ofr_fail(err, OFR_USAGE, "isa",
                        "this machine cannot run '%s'; leave it out for the best it can", o->isa);
    if (o->n_sets < 1 || o->per_set < 1 || o->per_set > ((size_t)1 << 31) / o->n_sets)
        return ofr_fail(err, OFR_USAGE, "members", "sets x members must be 1 to %u, got %zu x %zu",
                        1u << 31, o->n_sets, o->per_set);
    return OFR_OK;
}

static ofr_status none_there(const ofr_spec *spec, const ofr_node *section, const char *only,
                             ofr_error *err)
{
    nearest_search search = nearest_begin(only);

    if (!only)
        return ofr_fail(err, OFR_USAGE, "hypotheses",
                        "%s has none; write claims in its section hypotheses", spec->file);
    for (size_t i = 0; section && i < section->n_children; i++)
        nearest_offer(&search, section->child[i]->id);
    const char *near = search.best;
    return ofr_fail(err, OFR_USAGE, "hypotheses", "%s has no hypothesis '%.64s'%s%s%s", spec->file,
                    only, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* All that were asked for, prepared. *ret_n of them are to be let go, also after a failure. */
static ofr_status prepare_all(const ofr_study *base, const test_options *o, ofr_tests *tests,
                              hypothesis_work *work, size_t *ret_n, ofr_error *err)
{
    const ofr_node *section = node_get(base->spec->root, "hypotheses");
    ofr_status status = OFR_OK;

    for (size_t i = 0; section && i < section->n_children && status == OFR_OK; i++) {
        hypothesis_work *w = &work[*ret_n];
        if (o->only && strcmp(section->child[i]->id, o->only) != 0) continue;
        *w = (hypothesis_work){.o = o, .tested = &tests->item[tests->n++], .arena = tests->arena};
        ++*ret_n;
        status = prepare(w, base, section->child[i], err);
    }
    if (status == OFR_OK && tests->n == 0) status = none_there(base->spec, section, o->only, err);
    return status;
}

static ofr_status test_all(const ofr_study *base, const test_options *o, ofr_tests *tests,
                           ofr_error *err)
{
    const ofr_node *section = node_get(base->spec->root, "hypotheses"),
                   *title = node_get(base->spec->root, "title");
    const size_t most = section ? section->n_children : 0;
    hypothesis_work *work = calloc(most + 1, sizeof *work);
    size_t n = 0;
    ofr_status status;

    tests->title = arena_text(tests->arena, title->text, strlen(title->text));
    tests->item = arena_alloc(tests->arena, (most + 1) * sizeof *tests->item);
    status = work && tests->item && tests->title ? OFR_OK : no_memory(err);
    if (status == OFR_OK) status = prepare_all(base, o, tests, work, &n, err);
    if (status == OFR_OK)
        status = hypotheses_run(work, n, base->model->start, o, &tests->work, err);
    for (size_t i = 0; i < n && status == OFR_OK; i++)
        status = hypothesis_name_it(work[i].tested->id, reach_verdicts(&work[i], err), err);
    for (size_t i = 0; i < n; i++) work_done(&work[i]);
    free(work);
    return status;
}

ofr_status study_test(const ofr_study *study, const test_options *o, ofr_tests **ret_tests,
                      ofr_error *err)
{
    ofr_arena *arena = arena_new();
    ofr_tests *tests = arena ? arena_alloc(arena, sizeof *tests) : NULL;
    ofr_status status = tests ? check_options(o, err) : no_memory(err);

    if (tests)
        *tests = (ofr_tests){
            .seed = o->seed, .n_sets = o->n_sets, .per_set = o->per_set, .arena = arena};
    if (status == OFR_OK) status = test_all(study, o, tests, err);
    if (status == OFR_OK)
        *ret_tests = tests;
    else
        arena_free(arena);
    return status;
}

void tests_free(ofr_tests *tests)
{
    if (tests) arena_free(tests->arena);
}
