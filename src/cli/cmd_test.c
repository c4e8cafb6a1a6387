/* cmd_test.c -- `offramp test`: claims of the scenario against the model and the record. */
#include <stdlib.h>

#include "cli.h"

enum { ONLY, SEED, N_SETS, MEMBERS, QUICK, THREADS, ISA, JSON };

enum { TEST_SETS = 200, TEST_PER_SET = 50 };

static const cli_option options[] = {
    [ONLY] = {"only", "ID", "this hypothesis alone", 0, NULL},
    [SEED] = {"seed", "N", "seed of all random numbers (default 1)", 0, NULL},
    [N_SETS] = {"sets", "N", "parameter sets drawn from the priors (default 200)", 0, NULL},
    [MEMBERS] = {"members", "N", "futures in each set (default 50)", 0, NULL},
    [QUICK] = {"quick", NULL,
               "a first look: 16 sets of 64 futures; too few to say on what a verdict "
               "hangs",
               0, NULL},
    [THREADS] = {"threads", "N", "threads (default: one a processor); results do not depend on it",
                 0, NULL},
    [ISA] = {"isa", "v2|v3|v4",
             "x86-64 instructions to use (default: the best here); results do not depend on it",
             OFFER_WORDS, "v2 v3 v4"},
    [JSON] = {"json", NULL, "print JSON instead", 0, NULL},
};

static ofr_status read_options(const cli_args *args, test_options *o, ofr_error *err)
{
    const char *isa = getenv("OFFRAMP_ISA");
    const bool quick = args->value[QUICK] != NULL;
    const uint64_t most = (uint64_t)1 << 31;
    uint64_t threads = 0, sets = quick ? QUICK_SETS : TEST_SETS,
             members = quick ? QUICK_PER_SET : TEST_PER_SET;
    ofr_status status;

    *o = (test_options){.seed = 1, .only = args->value[ONLY]};
    if (isa && *isa) o->isa = isa;
    status = option_count(args, SEED, 0, UINT64_MAX, &o->seed, err);
    if (status == OFR_OK) status = option_count(args, N_SETS, 1, 100000, &sets, err);
    if (status == OFR_OK) status = option_count(args, MEMBERS, 1, most / sets, &members, err);
    if (status == OFR_OK) status = option_count(args, THREADS, 1, 1024, &threads, err);
    if (status == OFR_OK) status = option_word(args, ISA, &o->isa, err);
    o->threads = (int)threads;
    o->n_sets = (size_t)sets;
    o->per_set = (size_t)members;
    return status;
}

static int run(const cli_args *args)
{
    ofr_error err = {0};
    test_options o;
    ofr_tests *tests = NULL;
    progress_bar bar;
    ofr_status status = read_options(args, &o, &err);

    if (status == OFR_OK) {
        progress_init(&bar);
        o.stop = stop_on_signals();
        o.progress = progress_show;
        o.progress_self = &bar;
        status = study_test(args->operand[0], &o, &tests, &err);
        progress_clear(&bar);
    }
    if (status == OFR_OK && args->value[JSON])
        tests_json(tests, stdout);
    else if (status == OFR_OK)
        tests_text(tests, args->value[QUICK] != NULL, stdout);
    tests_free(tests);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_test = {
    .name = "test",
    .brief = "put the claims of a scenario to the model and the record",
    .synopsis = "SCENARIO [options]",
    .about =
        "A hypothesis names a period, a measure, and changed futures with what its claim expects "
        "of "
        "them:\n"
        "lower or higher by a margin, or within it. Each is run from the history before its "
        "period, "
        "with and\n"
        "without the changes, on the same random numbers. The claim is supported if the "
        "expectation "
        "holds in\n"
        "at least 90 % of the parameter sets drawn from the priors, contradicted if it fails in at "
        "least 90 %,\n"
        "and else not identified: then what is known of the inputs does not decide it, and the "
        "judged numbers\n"
        "on which the effect hangs most are named. Rival claims stand side by side with the same "
        "margins.\n"
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
