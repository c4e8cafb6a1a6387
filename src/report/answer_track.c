/* answer_track.c -- the track record of a case: what a score found that was kept in this result, or in the one beside it.
 *
 * score keeps it where run keeps its futures: NAME.offramp, with --quick NAME.quick.offramp. A look at the other of the two is no
 * more than that: where it is not there, in use, or no result that can be read, there is no track record.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../studies/track.h"
#include "answer_reader.h"
#include "result_shelf.h"

static const char end[] = ".offramp", quick[] = ".quick.offramp";

static bool ends_with(const char *text, const char *tail)
{
    const size_t n = strlen(text), of = strlen(tail);

    return n > of && strcmp(text + n - of, tail) == 0;
}

/* NAME.quick.offramp of NAME.offramp and the other way round; NULL: it has no such name (or there is no memory). */
static char *name_beside(const char *path)
{
    const bool is_quick = ends_with(path, quick);
    const size_t stem = strlen(path) - strlen(is_quick ? quick : end);
    char *name;

    if (!ends_with(path, end)) return NULL;
    name = malloc(stem + sizeof quick);
    if (!name) return NULL;
    memcpy(name, path, stem);
    snprintf(name + stem, sizeof quick, "%s", is_quick ? end : quick);
    return name;
}

/* The track record that a file keeps, if it is of this case. */
static ofr_status find_track(answer_reader *reader, result_file *file, bool *ret_found,
                             ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *find = NULL;
    unsigned char *bytes = NULL;
    ofr_track *track = reader_alloc(reader, 1, sizeof *track, err);
    size_t n = 0;
    ofr_status status = track ? result_file_prepare(file, SHELF_FIND_ASKED, &find, err)
                              : OFR_NO_MEMORY;

    if (status == OFR_OK) status = shelf_find(file, find, track_key(), 0, &bytes, &n, err);
    sqlite3_finalize(find);
    *ret_found = status == OFR_OK && n > 0 && track_read(bytes, n, a->arena, track) &&
                 strcmp(track->title, a->title) == 0;
    if (*ret_found) {
        a->track = track;
        a->track_is_older = strcmp(track->scenario_hash, a->scenario_hash) != 0;
    }
    free(bytes);
    return status;
}

static void look_beside(answer_reader *reader)
{
    char *name = name_beside(reader->file.path);
    result_file file = {0};
    int32_t version;
    bool found;

    if (name && result_file_look(name, &version) == RESULT_OURS &&
        result_file_open(&file, name, false, NULL) == OFR_OK)
        find_track(reader, &file, &found, NULL);
    result_file_done(&file);
    free(name);
}

ofr_status read_track(answer_reader *reader, ofr_error *err)
{
    bool found = false;
    const ofr_status status = find_track(reader, &reader->file, &found, err);

    if (status == OFR_OK && !found) look_beside(reader);
    return status;
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static void put_question(json_writer *json, const ofr_answer *a, const track_question *q)
{
    static const char *const verdicts[] = {"cannot say", "better", "ties", "worse"};
    char words[TRACK_WORDS];

    json_open(json, NULL, '{');
    json_text(json, "outcome", q->outcome);
    json_whole(json, "days", q->horizon);
    json_whole(json, "n", (int64_t)q->n);
    json_whole(json, "came", (int64_t)q->came);
    json_flag(json, "enough", q->enough);
    json_number(json, "mean", q->mean);
    json_number(json, "brier", q->brier);
    json_number(json, "model_brier", q->model);
    json_text(json, "best", q->best);
    json_number(json, "best_brier", *q->best ? q->best_brier : (double)NAN);
    json_number(json, "skill", q->skill.known ? q->skill.skill : (double)NAN);
    json_number(json, "low", q->skill.has_interval ? q->skill.low : (double)NAN);
    json_number(json, "high", q->skill.has_interval ? q->skill.high : (double)NAN);
    json_text(json, "verdict", verdicts[score_verdict_of(&q->skill)]);
    json_text(json, "text", track_words(a->track, q, a->track_is_older, words));
    json_close(json, '}');
}

void json_track(json_writer *json, const ofr_answer *a)
{
    char first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];

    if (!a->track) {
        json_null(json, "track");
        return;
    }
    json_open(json, "track", '{');
    json_text(json, "from", date_format(a->track->first, first));
    json_text(json, "to", date_format(a->track->last, last));
    json_text(json, "scenario_hash", a->track->scenario_hash);
    json_flag(json, "older", a->track_is_older);
    json_whole(json, "sets", (int64_t)a->track->n_sets);
    json_whole(json, "per_set", (int64_t)a->track->per_set);
    json_open(json, "questions", '[');
    for (size_t i = 0; i < a->track->n; i++) put_question(json, a, &a->track->question[i]);
    json_close(json, ']');
    json_close(json, '}');
}
