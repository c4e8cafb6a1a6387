/* result_fake.h -- a study that never ran: a plan, and chunks whose every number is a formula of
 * the member, so that tests can say by hand what a result must hold. Shared by the tests of
 * report. */
#ifndef OFR_RESULT_FAKE_H
#define OFR_RESULT_FAKE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/result.h"
#include "studies/published.h"
#include "studies/taught.h"

enum { FAKE_SETS = 50, FAKE_PER_SET = 20, FAKE_MEMBERS = 1000, FAKE_CHUNK = 128, FAKE_DAYS = 100 };
enum { FAKE_CHUNKS = 8 }; /* seven of 128 and one of 104 */
enum { FAKE_DROPPING = 2 };
enum { FAKE_OUTCOMES = 3, FAKE_SERIES = 2, FAKE_PRINCIPALS = 2, FAKE_AGENDAS = 1, FAKE_PRIORS = 2 };

/* outcome 0 "war": members with member % 100 == 0, on day 40: 10 of 1000.
 * outcome 1 "quiet": members of even sets, on day member % FAKE_DAYS: 500 of 1000.
 * outcome 2 "never": nobody.
 * Of a pooled plan, class event 3: members with member % 50 == 0, on day 30: 20 of 1000; 4: as the war. */
static inline int16_t fake_outcome_day(size_t outcome, size_t member)
{
    if (outcome == 0) return member % 100 == 0 ? 40 : -1;
    if (outcome == 1) return member / FAKE_PER_SET % 2 == 0 ? (int16_t)(member % FAKE_DAYS) : -1;
    if (outcome == 3) return member % 50 == 0 ? 30 : -1;
    if (outcome == 4) return member % 100 == 0 ? 40 : -1;
    return -1;
}

/* series 0 "acts" counts member % 10; series 1 "tension" lies in bin 8 + member % 16, every day. */
static inline size_t fake_bin(size_t series, size_t member)
{
    return series == 0 ? member % 10 : 8 + member % 16;
}

static inline double fake_payoff(size_t principal, size_t member)
{
    return principal == 0 ? (double)member : -0.5 * (double)(member % 4);
}

static inline ofr_plan fake_plan(void)
{
    static const ofr_outcome_name outcome[FAKE_OUTCOMES] = {
        {"war", "direct war", true, true, 0, ""},
        {"quiet", "30 quiet days", false, false, 0.25, ""},
        {"never", "what never happens", false, false, 0, ""},
    };
    static const ofr_series series[FAKE_SERIES] = {
        {"acts.gulf", "attacks in the Gulf", "acts a day", SERIES_COUNT, 1, OFR_NO_DATE},
        {"tension.red-blue", "tension, Red toward Blue", "tension", SERIES_SCALED, 4, OFR_NO_DATE},
    };
    static const ofr_named actor[3] = {
        {"red", "Red", 10.5, 20.25, true, "RED", "principal"},
        {"blue", "Blue", 0, 0, false, "", "principal"},
        {"band", "A \"band\", <of> \xc3\xa9migr\xc3\xa9s", 1, 2, true, "", "group"},
    };
    static const ofr_named theatre[2] = {
        {"gulf", "Gulf", 26.5, 55, true, "", "theatre"},
        {"hills", "Hills", 0, 0, false, "", "theatre"},
    };
    static const ofr_edge edge[1] = {{"red", "blue", "hostile", "", 1}};
    static const char *const agenda[FAKE_AGENDAS] = {"detainees"};
    static const ofr_dropping_name dropping[FAKE_DROPPING] = {{"crossing", "line"},
                                                              {"message", "court"}};
    static const char *const path[FAKE_PRIORS] = {"a.level", "b.level"};
    static double draw[FAKE_SETS * FAKE_PRIORS];

    for (size_t s = 0; s < FAKE_SETS; s++) {
        draw[2 * s] = s % 2 == 0 ? 2 : 1;      /* goes with "quiet" exactly */
        draw[2 * s + 1] = (double)(s / 2 % 2); /* goes with nothing */
    }
    return (ofr_plan){
        .command = "offramp run fake.yaml",
        .numbers_id = "00112233445566aa",
        .title = "Red and Blue",
        .scenario_file = "fake.yaml",
        .scenario_text = "offramp: 1\n",
        .scenario_hash = 0x1234,
        .record_hash = 0x5678,
        .seed = UINT64_MAX,
        .history_from = 17897,
        .start = 19761,
        .horizon = FAKE_DAYS,
        .n_sets = FAKE_SETS,
        .per_set = FAKE_PER_SET,
        .n_members = FAKE_MEMBERS,
        .chunk = FAKE_CHUNK,
        .outcome = outcome,
        .n_outcomes = FAKE_OUTCOMES,
        .series = series,
        .n_series = FAKE_SERIES,
        .actor = actor,
        .n_actors = 3,
        .theatre = theatre,
        .n_theatres = 2,
        .principal = actor,
        .n_principals = FAKE_PRINCIPALS,
        .edge = edge,
        .n_edges = 1,
        .agenda = agenda,
        .n_agendas = FAKE_AGENDAS,
        .dropping = dropping,
        .n_dropping = FAKE_DROPPING,
        .n_values = 9,
        .n_judged = 4,
        .prior_path = path,
        .n_priors = FAKE_PRIORS,
        .prior_draw = draw,
    };
}

/* The same with sets that have learned: 40 of the 50 drawn are possible, "a.level" is of a block that was reweighted, "b.level" of one that keeps
 * its priors. bytes: what is kept of it. */
static inline ofr_plan fake_learned_plan(void)
{
    static unsigned char bytes[] = {1, 2, 3};
    static const ofr_kept_evidence evidence = {0x4711, bytes, sizeof bytes};
    static const taught_block block[] = {
        {"band", 1, 0.25, 0.5, 10, ""},
        {"all else", 1, INFINITY, 0, 40, "the point values cannot explain the record"}};
    static const taught_parameter parameter[] = {{"a.level", 0, {0.5, 1.5, 4}, {1, 1, 2}}};
    static const ofr_taught taught = {.n_sets = FAKE_SETS,
                                      .n_possible = 40,
                                      .block = block,
                                      .n_blocks = 2,
                                      .parameter = parameter,
                                      .n_parameters = 1};
    ofr_plan plan = fake_plan();

    plan.taught = &taught;
    plan.evidence = &evidence;
    return plan;
}

static bool fake_unlike; /* the pair of a pooled plan is unlike its class */

enum { FAKE_COUNTED = FAKE_OUTCOMES + 2, FAKE_MODEL_SETS = 10, FAKE_MODEL_PER_SET = 5 };

/* The same, with the class events of its one pair. */
static inline ofr_plan fake_pooled_plan(void)
{
    static ofr_outcome_name counted[FAKE_COUNTED];
    ofr_plan plan = fake_plan();

    memcpy(counted, plan.outcome, FAKE_OUTCOMES * sizeof *counted);
    counted[3] = (ofr_outcome_name){"both-attack.red-blue", "Red and Blue attack each other",
                                    .pair = "red-blue"};
    counted[4] = (ofr_outcome_name){"first-war.red-blue", "Red and Blue at war",
                                    .pair = "red-blue"};
    plan.outcome = counted;
    plan.n_outcomes = FAKE_COUNTED;
    plan.pooled = true;
    return plan;
}

/* A class of 400 pair-years, 40 with attacks of both, 10 wars. By the model alone outcome o came in o + 1 of 5 futures of each
 * of the first two of ten sets, from 30 days on. */
static inline ofr_status fake_published(const ofr_sink *sink, ofr_error *err)
{
    enum { HORIZONS = 3 }; /* 30, 90, 100 days */
    published_pair pair = {
        .id = "red-blue", .class = "dispute-1", .n = 400, .both = 40, .war = 10, .days = FAKE_DAYS};
    const ofr_published published = {.share = 0.25, .spread = 1, .pair = &pair, .n_pairs = 1};
    uint32_t count[FAKE_COUNTED * HORIZONS * FAKE_MODEL_SETS] = {0};
    const ofr_model_only model = {FAKE_MODEL_SETS, FAKE_MODEL_PER_SET, count};

    pair.n_open = PUBLISHED_OPEN;
    for (size_t i = 0; i < PUBLISHED_OPEN; i++) {
        pair.open_at[i] = (double)i - 3;
        pair.open[i] = 0.01 + 0.1 * (double)i;
    }
    for (size_t i = 0; i < PUBLISHED_WAR; i++) pair.at_war[i] = 0.1 + 0.1 * (double)i;
    pair.unlike = fake_unlike;
    for (size_t i = 0; i < FAKE_COUNTED * HORIZONS; i++) {
        for (size_t s = 0; s < 2; s++)
            count[i * FAKE_MODEL_SETS + s] = (uint32_t)(i / HORIZONS + 1);
    }
    return sink->published(sink->self, &published, &model, err);
}

/* Trigger: of the ten wars, members 0, 100, ... 600 from theatre 0; 700, 800 from 1; 900 unknown.
 * */
static inline ofr_member_row fake_member(size_t member)
{
    return (ofr_member_row){
        .member = (uint32_t)member,
        .severity = (double)member / 8,
        .deaths = (int32_t)(member % 5),
        .worst_rung = 6 + (int32_t)(member % 3),
        .worst_day = 3,
        .trigger = member % 100   ? -1
                   : member < 700 ? 0
                   : member < 900 ? 1
                                  : -2,
        .misread = member % 4 == 0 ? 2 : 0,
        .dropped = member == 17   ? 3
                   : member == 18 ? 1
                                  : 0,
        .dropped_open = member == 17,
    };
}

static inline ofr_status fake_chunk(const ofr_sink *sink, const ofr_plan *plan, size_t index,
                                    ofr_error *err)
{
    const size_t first = index * plan->chunk;
    const size_t n = plan->n_members - first < plan->chunk ? plan->n_members - first : plan->chunk;
    const size_t days = (size_t)plan->horizon;
    ofr_member_row *member = calloc(n, sizeof *member);
    int16_t *day = calloc(n * plan->n_outcomes, sizeof *day);
    double *payoff = calloc(n * plan->n_principals, sizeof *payoff);
    int32_t *histogram = calloc(plan->n_series * days * OFR_BINS, sizeof *histogram);
    const int64_t closed[2] = {(int64_t)(n * days / 4), (int64_t)(n * days / 2)};
    double evidence[FAKE_CHUNK] = {0};
    /* member 17 drops three crossings, one of which mattered; member 18 a message */
    const int64_t dropped[3 * FAKE_DROPPING] = {3 * (index == 0), index == 0, index == 0,
                                                index == 0,       index == 0, 0};
    ofr_status status = OFR_NO_MEMORY;

    if (member && day && payoff && histogram) {
        for (size_t k = 0; k < n; k++) {
            member[k] = fake_member(first + k);
            for (size_t o = 0; o < plan->n_outcomes; o++) {
                day[o * n + k] = fake_outcome_day(o, first + k);
            }
            for (size_t p = 0; p < plan->n_principals; p++) {
                payoff[p * n + k] = fake_payoff(p, first + k);
            }
            for (size_t i = 0; i < plan->n_series * days; i++) {
                histogram[i * OFR_BINS + fake_bin(i / days, first + k)]++;
            }
        }
        const size_t first_set = first / plan->per_set;
        const ofr_chunk chunk = {
            .index = index,
            .first = first,
            .n = n,
            .member = member,
            .outcome_day = day,
            .payoff = payoff,
            .histogram = histogram,
            .set_evidence = evidence,
            .first_set = first_set,
            .n_chunk_sets = (first + n - 1) / plan->per_set - first_set + 1,
            .agenda_closed = closed,
            .dropped = dropped,
        };
        status = sink->chunk(sink->self, &chunk, err);
    }
    free(member);
    free(day);
    free(payoff);
    free(histogram);
    return status;
}

/* Ten days of history (0.5, 1, 1.5 in series 0), two kept futures with two acts each, finish. */
static inline ofr_status fake_tail(const ofr_sink *sink, const ofr_plan *plan, ofr_error *err)
{
    double value[FAKE_SERIES * 10 * 3];
    const ofr_history history = {.first = plan->start - 10, .n_days = 10, .value = value};
    const ofr_act act[2] = {
        {.number = 70,
         .day = plan->start + 3,
         .kind = "flow",
         .id = "raids",
         .source = "band",
         .target = "blue",
         .theatre = "gulf",
         .rung = "strike",
         .count = 2,
         .deaths_own = 1,
         .slipped = true,
         .cause = -2,
         .cause_text = "the driver </script> \"war\"",
         .text = "Band strikes Blue."},
        {.number = 91,
         .day = plan->start + 5,
         .kind = "crossing",
         .id = "own-deaths",
         .source = "blue",
         .target = "band",
         .theatre = "gulf",
         .rung = "strike",
         .count = 1,
         .cause = 70,
         .cause_text = "the strike crossed a line",
         .text = "Blue strikes Band."},
    };
    const ofr_kept kept[2] = {
        {.member = 500, .pick = "median", .act = act, .n_acts = 2},
        {.member = 999, .pick = "worst", .act = act, .n_acts = 2},
    };
    ofr_status status;

    for (size_t i = 0; i < FAKE_SERIES * 10 * 3; i++) value[i] = 0.5 + 0.5 * (double)(i % 3);
    status = sink->history(sink->self, &history, err);
    if (status == OFR_OK && plan->pooled) status = fake_published(sink, err);
    for (size_t i = 0; status == OFR_OK && i < 2; i++)
        status = sink->kept(sink->self, &kept[i], err);
    if (status == OFR_OK) status = sink->finish(sink->self, err);
    return status;
}

/* Writes or continues a whole result, stopping after n_new new chunks (SIZE_MAX: none is left
 * out). */
static inline ofr_status fake_run(const char *path, result_mode mode, const ofr_plan *plan,
                                  size_t n_new, ofr_error *err)
{
    const size_t n_chunks = (plan->n_members - 1) / plan->chunk + 1;
    result_writer *writer = NULL;
    ofr_status status = result_open_write(path, mode, &writer, err);
    ofr_sink sink;

    if (status != OFR_OK) return status;
    sink = result_sink(writer);
    status = sink.begin(sink.self, plan, err);
    for (size_t i = 0; status == OFR_OK && i < n_chunks; i++) {
        if (sink.has_chunk(sink.self, i)) continue;
        if (n_new-- == 0) goto out;
        status = fake_chunk(&sink, plan, i, err);
    }
    if (status == OFR_OK) status = fake_tail(&sink, plan, err);
out:
    result_close(writer);
    return status;
}

/* A fresh directory; room has PATH_ROOM bytes. */
enum { PATH_ROOM = 512 };
static inline void fake_directory(char *room)
{
    const char *base = getenv("TMPDIR");

    snprintf(room, PATH_ROOM, "%s/offramp-test-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(room)) abort();
}

static inline const char *fake_path(char *room, const char *directory, const char *name)
{
    if (snprintf(room, PATH_ROOM, "%s/%s", directory, name) >= PATH_ROOM) abort();
    return room;
}

#endif
