/* told_json.c -- a future, and the history before it, as JSON; acts as in docs/page-data.md. */
#include <string.h>

#include "../core/json_writer.h"
#include "../report/act_json.h"
#include "cli.h"

static void put_history(json_writer *json, const told_future *future)
{
    const ofr_told *told = future->told;

    json_open(json, "history", '{');
    json_day(json, "from", study_days_of(future->study).epoch);
    json_open(json, "record", '{');
    json_whole(json, "acts", (int64_t)told->use.acts);
    json_whole(json, "messages", (int64_t)told->use.messages);
    json_whole(json, "words", (int64_t)told->use.words);
    json_whole(json, "inferred", (int64_t)told->use.inferred);
    json_whole(json, "unused", (int64_t)told->use.unused);
    json_whole(json, "not_yet_public", (int64_t)told->use.late);
    json_close(json, '}');
    json_open(json, "states", '[');
    for (size_t i = 0; i < told->n_states; i++) {
        const told_state *s = &told->state[i];
        json_open(json, NULL, '{');
        json_text(json, "name", s->name);
        json_text(json, "unit", s->unit);
        json_number(json, "low", s->low);
        json_number(json, "median", s->middle);
        json_number(json, "high", s->high);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open(json, "acts", '[');
    for (size_t i = 0; i < told->n_past; i++) json_act(json, &told->past[i]);
    json_close(json, ']');
    json_close(json, '}');
}

void told_json(const told_future *future, FILE *out)
{
    json_writer json = {.out = out};

    json_open(&json, NULL, '{');
    json_text(&json, "format", "offramp-trace");
    json_whole(&json, "version", 1);
    json_text(&json, "title", future->title);
    json_whole(&json, "member", (int64_t)future->member);
    json_whole(&json, "members", (int64_t)future->n_members);
    json_text(&json, "pick", future->pick);
    json_day(&json, "start", future->start);
    json_whole(&json, "horizon", future->horizon);
    if (future->told && future->study)
        put_history(&json, future);
    else
        json_null(&json, "history");
    json_open(&json, "acts", '[');
    for (size_t i = 0; i < future->n_acts; i++) {
        if (told_shows(future, &future->act[i])) json_act(&json, &future->act[i]);
    }
    json_close(&json, ']');
    json_close(&json, '}');
    putc('\n', out);
}
