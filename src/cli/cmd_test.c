/* cmd_test.c -- `offramp test`: claims of the scenario against the model and the record. */
#include <stdlib.h>

#include "cli.h"
#include "keeping.h"

enum { ONLY, SEED, N_SETS, MEMBERS, QUICK, THREADS, RECORD, ISA, KEEP, NO_KEEP, JSON };

enum { TEST_SETS = 200, TEST_PER_SET = 50 };

static const cli_option options[] = {
    [ONLY] = {"only", "ID", "this hypothesis alone", 0, NULL},
    [SEED] = OPTION_SEED,
    [N_SETS] = OPTION_SETS("200"),
    [MEMBERS] = OPTION_MEMBERS("50"),
    [QUICK] = OPTION_QUICK("; too few to say on what a verdict hangs"),
    [THREADS] = OPTION_THREADS,
    [RECORD] = OPTION_RECORD,
    [ISA] = OPTION_ISA,
    [KEEP] = OPTION_KEEP,
    [NO_KEEP] = OPTION_NO_KEEP,
    [JSON] = {"json", NULL, "print JSON instead", 0, NULL},
};

static ofr_status read_options(const cli_args *args, test_options *o, ofr_error *err)
{
    ensemble_options size;
    const ofr_status status = read_ensemble_options(args, TEST_SETS, TEST_PER_SET, &size, err);

    if (status != OFR_OK) return status;
    *o = (test_options){.seed = size.seed,
                        .n_sets = size.n_sets,
                        .per_set = size.per_set,
                        .only = args->value[ONLY],
                        .threads = size.threads,
                        .isa = size.isa};
    return OFR_OK;
}

static int run(const cli_args *args)
{
    ofr_error err = {0};
    test_options o;
    ofr_tests *tests = NULL;
    ofr_study *study = NULL;
    keeping kept = {0};
    progress_bar bar;
    const study_options with = {.record = args->value[RECORD]};
    ofr_status status = read_options(args, &o, &err);

    if (status == OFR_OK) status = study_open(args->operand[0], &with, &study, &err);
    if (status == OFR_OK) {
        run_options size = {.seed = o.seed,
                            .n_sets = o.n_sets,
                            .per_set = o.per_set,
                            .quick = args->value[QUICK] != NULL,
                            .isa = o.isa};
        status = keeping_open(args, study, &size, &kept, &err);
        o.store = keeping_store(&kept);
    }
    if (status == OFR_OK) {
        progress_init(&bar);
        o.stop = stop_on_signals();
        o.progress = progress_show;
        o.progress_self = &bar;
        o.use = &bar.threads;
        status = study_test(study, &o, &tests, &err);
        progress_clear(&bar);
    }
    if (status == OFR_OK && args->value[JSON])
        tests_json(tests, stdout);
    else if (status == OFR_OK)
        tests_text(tests, args->value[QUICK] != NULL, stdout);
    if (status == OFR_OK && !args->value[JSON]) keeping_say(&kept, &tests->work, stdout);
    tests_free(tests);
    keeping_close(&kept);
    study_close(study);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_test = {
    .name = "test",
    .brief = "put the claims of a scenario to the model and the record",
    .synopsis = "SCENARIO [options]",
    .about =
        "A hypothesis names a period, a measure, and changed futures with what its claim expects "
        "of them:\n"
        "lower or higher by a margin, or within it. '3 points' are of a hundred futures, '20 %' of "
        "what it is\n"
        "without the changes; acts, messages and misread counts also take a bare number.\n"
        "\n"
        "Each is run from the history before its period, with and without the changes, on the "
        "same random\n"
        "numbers. The claim is supported if the expectation holds in at least 90 % of the "
        "parameter sets drawn\n"
        "from the priors, contradicted if it fails in at least 90 %, and else not identified: then "
        "what is known\n"
        "of the inputs does not decide it, and the judged numbers on which the effect hangs most "
        "are named.\n"
        "Rival claims stand side by side with the same margins.\n"
        "\n"
        "What the recorded events show is printed beside, and enters no verdict. A verdict is "
        "about "
        "the model:\n"
        "a claim that the model takes for granted is supported without being true.\n",
    .example = "  $ offramp test scenarios/us-iran-2024.yaml --quick\n"
               "  prints each claim with effect, interval, verdict and record; then\n"
               "  $ offramp test scenarios/us-iran-2024.yaml --only channels-lower-risk\n"
               "  runs one of them with enough parameter sets to say on which numbers it hangs.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "SCENARIO",
    .offer = OFFER_FILES,
    .run = run,
};
