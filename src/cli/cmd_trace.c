/* cmd_trace.c -- `offramp trace`: one future as a chronicle in which every act names its cause. */
#include <stdlib.h>
#include <string.h>

#include "../core/nearest.h"
#include "../studies/study_sets.h"
#include "cli.h"

enum { PICK, HISTORY, FROM, TO, KIND, SEED, N_SETS, MEMBERS, FIXED, RECORD, JSON };

static const cli_option options[] = {
    [PICK] = {"pick", "WHICH",
              "median (total severity), worst (rung, then deaths, then how early), or a "
              "future's\nnumber (default median)",
              OFFER_WORDS, "median worst"},
    [HISTORY] = {"history", NULL,
                 "first the states at the start, and the acts of the record that made them", 0,
                 NULL},
    [FROM] = {"from", "DATE", "show no event before this day", 0, NULL},
    [TO] = {"to", "DATE", "show no event after this day", 0, NULL},
    [KIND] = {"kind", "KINDS",
              "show these kinds of event only, separated by commas:\n" ACT_KIND_LINES, OFFER_WORDS,
              ACT_KINDS},
    [SEED] = {"seed", "N", "of a scenario: as for run (default 1)", 0, NULL},
    [N_SETS] = {"sets", "N", "of a scenario: as for run", 0, NULL},
    [MEMBERS] = {"members", "N", "of a scenario: as for run", 0, NULL},
    [FIXED] = {"fixed", NULL, "of a scenario: as for run", 0, NULL},
    [RECORD] = {"record", "FILE",
                "of a scenario: as for run; of a result: where its event record is now",
                OFFER_FILES, NULL},
    [JSON] = {"json", NULL, "print JSON instead", 0, NULL},
};

/* What was asked for, and what must be released at the end. */
typedef struct trace {
    const cli_args *args;
    told_future future;
    const char *pick; /* "median", "worst", or "" for a number */
    uint64_t number;
    ofr_answer *answer;
    ofr_study *study;
    ofr_told *told;
} trace;

static ofr_status read_pick(trace *t, ofr_error *err)
{
    const char *text = t->args->value[PICK];
    static const char *const words[] = {"median", "worst"};

    t->pick = "median";
    if (!text) return OFR_OK;
    for (size_t i = 0; i < 2; i++) {
        t->pick = words[i];
        if (strcmp(text, words[i]) == 0) return OFR_OK;
    }
    t->pick = "";
    if (option_count(t->args, PICK, 0, UINT32_MAX, &t->number, NULL) == OFR_OK) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, "trace",
                    "--pick must be median, worst or a future's number from 0 on, got '%.64s'",
                    text);
}

static ofr_status read_kinds(trace *t, ofr_error *err)
{
    static const char *const kinds[] = {
#define KIND_WORD(name, word) word,
        OFR_SLOT_KINDS(KIND_WORD, )
#undef KIND_WORD
    };
    const size_t n_kinds = sizeof kinds / sizeof kinds[0];

    t->future.kinds = t->args->value[KIND];
    for (const char *at = t->future.kinds; at && *at;) {
        const size_t n = strcspn(at, ",");
        char word[33];
        size_t i = 0;
        snprintf(word, sizeof word, "%.*s", (int)(n < 32 ? n : 32), at);
        while (i < n_kinds && strcmp(word, kinds[i]) != 0) i++;
        if (i == n_kinds) {
            const char *near = nearest_name(word, kinds, n_kinds);
            return ofr_fail(err, OFR_USAGE, "trace", "--kind: there is no kind of event '%s'%s%s%s",
                            word, near ? "; did you mean '" : "; offramp trace --help lists them",
                            near ? near : "", near ? "'?" : "");
        }
        at += n;
        at += *at == ',';
    }
    return OFR_OK;
}

static ofr_status read_asked(trace *t, ofr_error *err)
{
    ofr_status status = read_pick(t, err);

    t->future.from = INT32_MIN;
    t->future.to = INT32_MAX;
    if (status == OFR_OK) status = option_date(t->args, FROM, &t->future.from, err);
    if (status == OFR_OK) status = option_date(t->args, TO, &t->future.to, err);
    if (status == OFR_OK && t->future.from > t->future.to) {
        status = ofr_fail(err, OFR_USAGE, "trace", "--from %s is after --to %s",
                          t->args->value[FROM], t->args->value[TO]);
    }
    if (status == OFR_OK) status = read_kinds(t, err);
    return status;
}

/* Simulates one future of t->study again and hands it to t->future. */
static ofr_status simulate(trace *t, const run_options *o, ofr_error *err)
{
    const bool history = t->args->value[HISTORY] != NULL;
    const ofr_status status = study_tell(t->study, o, t->future.member, history, true, &t->told,
                                         err);

    if (status != OFR_OK) return status;
    t->future.act = t->told->act;
    t->future.n_acts = t->told->n_acts;
    t->future.study = t->study;
    t->future.told = history ? t->told : NULL;
    return OFR_OK;
}

/* The picked future of a result; where both picks are one future it is kept under one name. */
static const answer_chronicle *find_pick(const ofr_answer *answer, const char *pick)
{
    for (size_t i = 0; i < answer->n_chronicles; i++) {
        if (strcmp(answer->chronicle[i].pick, pick) == 0) return &answer->chronicle[i];
    }
    return answer->complete && answer->n_chronicles ? &answer->chronicle[0] : NULL;
}

static ofr_status check_number(const trace *t, size_t n_members, ofr_error *err)
{
    if (t->number < n_members) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, "trace", "--pick: futures are numbered from 0 to %zu, got %llu",
                    n_members - 1, (unsigned long long)t->number);
}

/* Sets that were learned are not drawn again: the result has them. */
static ofr_status take_learned(const char *path, const run_options *o, ofr_study *study,
                               ofr_error *err)
{
    double *value = NULL;
    const ofr_status status = result_learned_sets(path, study->spec, o->n_sets, &value, err);

    return status == OFR_OK && value ? study_take_sets(study, o->seed, o->n_sets, value, err)
                                     : status;
}

static ofr_status from_result(trace *t, ofr_error *err)
{
    const char *path = t->args->operand[0];
    const answer_chronicle *picked = NULL;
    ofr_status status = OFR_OK;

    for (size_t i = SEED; i <= FIXED; i++) {
        if (!t->args->value[i]) continue;
        return ofr_fail(err, OFR_USAGE, "trace", "--%s is fixed by the result; leave it out",
                        options[i].name);
    }
    status = answer_read(path, false, &t->answer, err);
    if (status != OFR_OK) return status;
    const ofr_answer *a = t->answer;
    say_if_older(path, a);
    if (*t->pick && !(picked = find_pick(a, t->pick))) {
        return ofr_fail(err, OFR_RESULT, path,
                        "the run is unfinished, so its %s future is not known; finish it with "
                        "--resume, or name a future by its number",
                        t->pick);
    }
    if (!*t->pick) status = check_number(t, a->n_members, err);
    if (status != OFR_OK) return status;
    t->future.title = a->title;
    t->future.pick = t->pick;
    t->future.member = picked ? picked->member : (size_t)t->number;
    t->future.n_members = a->n_members;
    t->future.start = a->start;
    t->future.horizon = a->horizon;
    if (picked && !t->args->value[HISTORY] && !t->args->value[RECORD]) {
        t->future.act = picked->act;
        t->future.n_acts = picked->n_acts;
        return OFR_OK;
    }
    const run_options o = {.seed = strtoull(a->seed, NULL, 10),
                           .n_sets = a->n_sets,
                           .per_set = a->per_set,
                           .fixed = a->fixed,
                           .model_only = !a->pooled,
                           .published = a->has_model ? &a->published : NULL};
    status = stored_study(path, a, t->args->value[RECORD], &t->study, err);
    if (status == OFR_OK) status = take_learned(path, &o, t->study, err);
    return status == OFR_OK ? simulate(t, &o, err) : status;
}

static ofr_status from_scenario(trace *t, ofr_error *err)
{
    const bool quick = *t->pick != '\0';
    ensemble_options size = {0};
    ofr_status status = read_ensemble_options(t->args, quick ? QUICK_SETS : SETS,
                                              quick ? QUICK_PER_SET : PER_SET, &size, err);
    const study_options with = {.record = t->args->value[RECORD]};
    progress_bar bar;
    run_options o = {.seed = size.seed,
                     .n_sets = size.n_sets,
                     .per_set = size.per_set,
                     .fixed = size.fixed,
                     .quick = quick,
                     .isa = size.isa};

    if (status == OFR_OK && !*t->pick) status = check_number(t, o.n_sets * o.per_set, err);
    if (status == OFR_OK) status = study_open(t->args->operand[0], &with, &t->study, err);
    if (status != OFR_OK) return status;
    t->future.member = (size_t)t->number;
    if (*t->pick) {
        fprintf(stderr, "offramp: picking among %zu futures, simulated for this; run keeps more\n",
                o.n_sets * o.per_set);
        progress_init(&bar);
        o.stop = stop_on_signals();
        o.progress = progress_show;
        o.progress_self = &bar;
        o.use = &bar.threads;
        status = quick_pick(t->study, &o, t->pick, &t->future.member, err);
        progress_clear(&bar);
    }
    t->future.title = node_get(t->study->spec->root, "title")->text;
    t->future.pick = t->pick;
    t->future.n_members = o.n_sets * o.per_set;
    t->future.start = study_days_of(t->study).start;
    t->future.horizon = study_days_of(t->study).horizon;
    return status == OFR_OK ? simulate(t, &o, err) : status;
}

static int run(const cli_args *args)
{
    trace t = {.args = args};
    ofr_error err = {0};
    ofr_status status = read_asked(&t, &err);

    if (status == OFR_OK)
        status = looks_like_result(args->operand[0]) ? from_result(&t, &err)
                                                     : from_scenario(&t, &err);
    if (status == OFR_OK && args->value[JSON])
        told_json(&t.future, stdout);
    else if (status == OFR_OK)
        told_text(&t.future, stdout);
    told_free(t.told);
    study_close(t.study);
    answer_free(t.answer);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_trace = {
    .name = "trace",
    .brief = "tell one future day by day, every act with its cause",
    .synopsis = "RESULT|SCENARIO [options]",
    .about = "Tells one future of a result as a dated chronicle. Below each event stands what made "
             "it: an\n"
             "earlier event with its date, an outside process, or nothing but the actor's own "
             "account. The\n"
             "median and the worst future are kept in the result; any other is simulated again "
             "from its number,\n"
             "which gives the very same future. Of a scenario, a small ensemble is simulated for "
             "the occasion.\n",
    .example = "  $ offramp trace us-iran-2024.offramp --pick worst --kind flow,exchange,war\n"
               "  shows the acts that lead to the worst of all simulated futures; and\n"
               "  $ offramp trace us-iran-2024.offramp --pick 4711 --history\n"
               "  shows from which state future 4711 starts and which recorded acts made it.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "RESULT or SCENARIO",
    .offer = OFFER_FILES,
    .run = run,
};
