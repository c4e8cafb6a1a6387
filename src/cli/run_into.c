/* run_into.c -- see run_into.h. */
#include "run_into.h"

#include <string.h>
#include <time.h>

/* ---- what is asked ------------------------------------------------------------------------------- */

ofr_status read_run_options(const cli_args *args, run_options *ret_options,
                            study_options *ret_study, ofr_error *err)
{
    ensemble_options size;
    ofr_status status = read_study_options(args, ret_study, err);

    if (status == OFR_OK) status = read_ensemble_options(args, SETS, PER_SET, &size, err);
    if (status != OFR_OK) return status;
    *ret_options = (run_options){.seed = size.seed,
                                 .n_sets = size.n_sets,
                                 .per_set = size.per_set,
                                 .kept = size.quick ? 8 : 200,
                                 .fixed = size.fixed,
                                 .quick = size.quick,
                                 .model_only = option_text(args, "model-only") != NULL,
                                 .threads = size.threads,
                                 .isa = size.isa,
                                 .scenario_name = args->operand[0]};
    return OFR_OK;
}

char *result_name(const cli_args *args, bool quick)
{
    const char *typed = option_text(args, "output");

    return typed ? strdup(typed)
                 : name_with_end(args->operand[0], quick ? ".quick.offramp" : ".offramp");
}

void say_stopped_learning(void)
{
    fprintf(stderr, "offramp: stopped while it learned from the record; nothing is written\n");
}

/* ---- the sink: the writer's, but a result that is complete ends the run at once ------------- */

static ofr_status begin(void *self, const ofr_plan *plan, ofr_error *err)
{
    run_into *r = self;
    const ofr_status status = r->inner.begin(r->inner.self, plan, err);

    if (status != OFR_OK) return status;
    r->was_complete = result_was_complete(r->writer);
    return r->was_complete ? ofr_fail(err, OFR_INTERRUPTED, "", "complete already") : OFR_OK;
}

static bool has_chunk(void *self, size_t index)
{
    run_into *r = self;

    return r->inner.has_chunk(r->inner.self, index);
}

static ofr_status chunk(void *self, const ofr_chunk *part, ofr_error *err)
{
    run_into *r = self;

    return r->inner.chunk(r->inner.self, part, err);
}

static ofr_status history(void *self, const ofr_history *past, ofr_error *err)
{
    run_into *r = self;

    return r->inner.history(r->inner.self, past, err);
}

static ofr_status kept(void *self, const ofr_kept *future, ofr_error *err)
{
    run_into *r = self;

    return r->inner.kept(r->inner.self, future, err);
}

static ofr_status pick(void *self, const char *which, uint32_t *ret_member, ofr_error *err)
{
    run_into *r = self;

    return r->inner.pick(r->inner.self, which, ret_member, err);
}

static ofr_status finish(void *self, ofr_error *err)
{
    run_into *r = self;

    return r->inner.finish(r->inner.self, err);
}

static ofr_status eve(void *self, uint64_t key, unsigned char **ret_bytes, size_t *ret_n,
                      ofr_error *err)
{
    run_into *r = self;

    return r->inner.eve(r->inner.self, key, ret_bytes, ret_n, err);
}

static ofr_status left_out(void *self, ofr_left_out *ret_left_out, ofr_error *err)
{
    run_into *r = self;

    return r->inner.left_out(r->inner.self, ret_left_out, err);
}

static ofr_status published(void *self, const struct ofr_published *how,
                            const ofr_model_only *model, ofr_error *err)
{
    run_into *r = self;

    return r->inner.published(r->inner.self, how, model, err);
}

/* A reader may keep the run from storing its next chunk for as long as it reads. */
static void say_waiting(void *self)
{
    run_into *r = self;

    if (r->said_waiting) return;
    r->said_waiting = true;
    progress_clear(&r->bar);
    fprintf(stderr, "offramp: waiting for another program that is reading ");
    put_plain(stderr, r->output);
    putc('\n', stderr);
}

/* Wall-clock words for the result; they are no part of its hash. */
static ofr_status put_clock(run_into *r, ofr_error *err)
{
    const time_t now = time(NULL);
    struct tm parts;
    char text[32] = "";
    ofr_status status = OFR_OK;

    if (gmtime_r(&now, &parts)) strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
    if (*text) status = result_clock(r->writer, "written", text, err);
    snprintf(text, sizeof text, "%.1f", seconds_now() - r->began);
    return status == OFR_OK ? result_clock(r->writer, "seconds", text, err) : status;
}

ofr_status run_into_result(run_into *r, const ofr_study *study, run_options *o, result_mode mode,
                           ofr_error *err)
{
    const ofr_sink sink = {r,    begin,  has_chunk, chunk,    history,  kept,
                           pick, finish, eve,       left_out, published};
    ofr_status status = result_open_write(r->output, mode, &r->writer, err);

    if (status != OFR_OK) return status;
    if (!(r->began > 0)) r->began = seconds_now();
    r->inner = result_sink(r->writer);
    progress_init(&r->bar);
    o->stop = stop_on_signals();
    o->progress = progress_show;
    o->progress_self = &r->bar;
    o->use = &r->bar.threads;
    o->work = &r->work;
    o->so_far = progress_so_far;
    o->so_far_self = &r->bar;
    result_patience(r->writer, o->stop, say_waiting, r);
    status = study_run(study, o, &sink, err);
    progress_clear(&r->bar);
    if (r->was_complete) {
        ofr_error_done(err);
        status = OFR_OK;
    } else if (status == OFR_OK) {
        status = put_clock(r, err);
    }
    return status;
}

void run_into_close(run_into *r)
{
    result_close(r->writer);
    r->writer = NULL;
}
