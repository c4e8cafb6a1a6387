/* answer_fake.h -- a result of result_fake.h for each test that reads one: made before, removed after. cmocka.h comes first. */
#ifndef OFR_ANSWER_FAKE_H
#define OFR_ANSWER_FAKE_H

#include "report/answer.h"
#include "result_fake.h"

static char directory[PATH_ROOM], result[PATH_ROOM];

static inline int make_result(const ofr_plan *plan)
{
    fake_directory(directory);
    fake_path(result, directory, "a.offramp");
    return fake_run(result, RESULT_KEEP, plan, SIZE_MAX, NULL) == OFR_OK ? 0 : -1;
}

static inline int make_plain_result(void **state)
{
    const ofr_plan plan = fake_plan();

    (void)state;
    return make_result(&plan);
}

static inline int make_pooled_result(void **state)
{
    const ofr_plan plan = fake_pooled_plan();

    (void)state;
    return make_result(&plan);
}

static inline int make_learned_result(void **state)
{
    const ofr_plan plan = fake_learned_plan();

    (void)state;
    return make_result(&plan);
}

static inline int remove_result(void **state)
{
    (void)state;
    unlink(result);
    return rmdir(directory);
}

static inline ofr_answer *read_it(void)
{
    ofr_answer *answer = NULL;
    ofr_error err = {0};

    if (answer_read(result, true, &answer, &err) != OFR_OK) fail_msg("%s", err.text);
    return answer;
}

/* Allocated text of what a teller writes. */
static inline char *told(const ofr_answer *answer,
                         ofr_status (*tell)(const ofr_answer *, FILE *, ofr_error *))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_int_equal(tell(answer, out, NULL), OFR_OK);
    fclose(out);
    return text;
}

#endif
