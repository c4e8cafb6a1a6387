/* check_classes.c -- of each hostile pair: the class event and war in a few futures beside those of its class. */
#include <stdlib.h>
#include <string.h>

#include "../core/json_writer.h"
#include "../report/share_json.h"
#include "../studies/classes.h"
#include "cli.h"

static const char *const events[] = {"both attack", "war"};
static const char *const verdicts[] = {"fits", "above", "below"};

static bool has_shares(const pair_class *c)
{
    return c->class < N_CLASSES && c->from <= c->to;
}

static class_verdict verdict_of(const pair_class *c, const class_event *e, size_t event)
{
    return event ? class_compare(&e->war, &c->war)
                 : class_compare(&e->both_attack, &c->both_attack);
}

/* ---- in words ----------------------------------------------------------------------------------- */

static void put_last(const char *what, int32_t day, bool is_year)
{
    char text[OFR_DATE_TEXT];

    if (is_year)
        printf("%s %d", what, day);
    else
        printf("%s %s", what, date_format(day, text));
}

/* "dispute-1, by its last days: dispute 2017-07-28, force 2015-08-20" */
static void put_origin(const pair_class *c)
{
    const bool listed = c->found == CLASS_LISTED;
    const int32_t none = listed ? 0 : OFR_NO_DATE;

    printf("%s, %s", c->class < N_CLASSES ? class_name(c->class) : "none",
           c->found == CLASS_NAMED ? "as stated"
           : listed                ? "by the codes of its actors"
                                   : "by stated days");
    if (c->dispute != none && c->found != CLASS_NAMED)
        put_last(": last dispute", c->dispute, listed);
    if (c->force != none && c->found != CLASS_NAMED) put_last(", last force", c->force, listed);
    if (c->class == CLASS_OLD) printf("; no dispute in the ten years before the start");
    if (c->listed != SIZE_MAX && c->listed != c->class)
        printf("; the codes say %s", c->listed < N_CLASSES ? class_name(c->listed) : "none");
}

static void put_no_shares(const pair_class *c, int32_t start)
{
    char text[OFR_DATE_TEXT];

    printf("  class of %s: ", c->pair);
    if (c->found == CLASS_UNKNOWN) {
        printf(
            "not known; write classes.%s: {last-dispute: DAY, last-force: DAY, source: WHERE FROM}"
            " with days before %s, or {class: dispute-10, dispute-1 or force-1, source: WHY}\n",
            c->pair, date_format(start, text));
        return;
    }
    put_origin(c);
    printf(c->class < N_CLASSES ? "; no years before the start are counted\n"
                                : "; write classes.%s.class if one fits\n",
           c->pair);
}

static void put_event(const pair_class *c, const class_event *e, size_t event)
{
    const ofr_share_told *futures = event ? &e->war : &e->both_attack;
    const class_share *class = event ? &c->war : &c->both_attack;
    char text[SHARE_TEXT];

    printf("    %-11s  futures: %s; class: %.2g %% (%.2g-%.2g), %u of %u pair-years\n",
           events[event], share_told_text(futures, text), 100 * class->share, 100 * class->low,
           100 * class->high, class->k, class->n);
}

static void put_question(const pair_class *c, const class_event *e)
{
    for (size_t event = 0; event < 2; event++) {
        const class_verdict v = verdict_of(c, e, event);
        if (v == CLASS_FITS) continue;
        printf("    %s comes %s of the class", events[event],
               v == CLASS_ABOVE ? "more than ten times as often as in the pairs"
                                : "less than a tenth as often as in the pairs");
        if (!*c->unlike)
            printf("; write why in classes.%s.unlike, or mend what makes it so", c->pair);
        putchar('\n');
    }
    if (!*c->unlike) return;
    printf("    unlike its class: ");
    put_plain(stdout, c->unlike);
    putchar('\n');
}

static void put_pair(const pair_class *c, const class_event *e, int32_t start)
{
    if (!has_shares(c)) {
        put_no_shares(c, start);
        return;
    }
    printf("  class of %s: ", c->pair);
    put_origin(c);
    printf("; within %d days, by pair-years of %d to %d:\n", c->days, c->from, c->to);
    for (size_t event = 0; event < 2; event++) put_event(c, e, event);
    put_question(c, e);
}

/* ---- as JSON ------------------------------------------------------------------------------------ */

static void json_class_share(json_writer *json, const char *key, const class_share *share)
{
    json_open_row(json, key, '{');
    json_whole(json, "k", share->k);
    json_whole(json, "n", share->n);
    json_number(json, "share", share->share);
    json_number(json, "low", share->low);
    json_number(json, "high", share->high);
    json_close(json, '}');
}

static void json_event(json_writer *json, const pair_class *c, const class_event *e, size_t event)
{
    json_open(json, event ? "war" : "both_attack", '{');
    json_share(json, "futures", event ? &e->war : &e->both_attack);
    json_class_share(json, "class", event ? &c->war : &c->both_attack);
    json_text(json, "verdict", verdicts[verdict_of(c, e, event)]);
    json_close(json, '}');
}

static void json_pair(json_writer *json, const pair_class *c, const class_event *e)
{
    static const char *const found[] = {"unknown", "named", "dated", "listed"};

    json_open(json, NULL, '{');
    json_text(json, "pair", c->pair);
    json_text(json, "found", found[c->found]);
    if (c->class < N_CLASSES)
        json_text(json, "class", class_name(c->class));
    else
        json_null(json, "class");
    json_text(json, "source", c->source);
    json_text(json, "unlike", c->unlike);
    json_whole(json, "days", c->days);
    if (has_shares(c)) {
        json_open_row(json, "years", '[');
        json_whole(json, NULL, c->from);
        json_whole(json, NULL, c->to);
        json_close(json, ']');
        for (size_t event = 0; event < 2; event++) json_event(json, c, e, event);
    }
    json_close(json, '}');
}

static void put_json(const ofr_study *study, const class_event *event, size_t sets)
{
    json_writer json = {.out = stdout, .lines = true};

    json_open(&json, NULL, '{');
    json_whole(&json, "parameter_sets", (int64_t)sets);
    json_open(&json, "pairs", '[');
    for (size_t i = 0; i < study_n_pairs(study); i++) {
        const pair_class c = study_class(study, i);
        json_pair(&json, &c, &event[i]);
    }
    json_close(&json, ']');
    json_close(&json, '}');
    putchar('\n');
}

/* ---- both --------------------------------------------------------------------------------------- */

/* Futures only where a pair has something to be held against. */
static bool is_wanted(const ofr_study *study)
{
    for (size_t i = 0; i < study_n_pairs(study); i++) {
        const pair_class c = study_class(study, i);
        if (has_shares(&c)) return true;
    }
    return false;
}

ofr_status check_classes(const ofr_study *study, bool as_json, ofr_error *err)
{
    const class_options o = {.seed = 1, .futures = CHECK_FUTURES};
    const size_t n = study_n_pairs(study);
    class_event *event = calloc(n + 1, sizeof *event);
    size_t sets = 0;
    ofr_status status = event ? OFR_OK
                              : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the pairs");

    if (status == OFR_OK && is_wanted(study))
        status = study_class_events(study, &o, event, &sets, err);
    if (status == OFR_OK && as_json) put_json(study, event, sets);
    if (status == OFR_OK && !as_json && sets > 0)
        printf("  classes: beside %zu futures of %zu parameter sets, seed 1\n",
               event[0].both_attack.members, sets);
    for (size_t i = 0; status == OFR_OK && !as_json && i < n; i++) {
        const pair_class c = study_class(study, i);
        put_pair(&c, &event[i], study_days_of(study).start);
    }
    free(event);
    return status;
}
