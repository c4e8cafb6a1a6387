/* result_chunk.c -- one chunk of members, one transaction. */
#include <string.h>

#include "result_shelf.h"
#include "result_tally.h"
#include "result_writer.h"

static ofr_status check(const result_writer *writer, const ofr_chunk *chunk, ofr_error *err)
{
    const size_t first = chunk->index * writer->chunk;

    if (writer->complete) {
        return ofr_fail(err, OFR_USAGE, writer->path, "is complete; it takes no more members");
    }
    if (writer->tail) {
        return ofr_fail(err, OFR_USAGE, writer->path, "histories come after the last chunk");
    }
    if (chunk->index >= writer->n_chunks || chunk->first != first || chunk->n == 0 ||
        chunk->n != (writer->n_members - first < writer->chunk ? writer->n_members - first
                                                               : writer->chunk)) {
        return ofr_fail(err, OFR_USAGE, writer->path,
                        "the plan has no chunk %zu with %zu members from member %zu", chunk->index,
                        chunk->n, chunk->first);
    }
    if (writer->has[chunk->index]) {
        return ofr_fail(err, OFR_USAGE, writer->path, "chunk %zu is already there", chunk->index);
    }
    return OFR_OK;
}

static ofr_status put_members(result_writer *writer, const ofr_chunk *chunk, ofr_error *err)
{
    ofr_status status = result_file_put(&writer->file, writer->put[PUT_CHUNK], err, "iii",
                                        (int64_t)chunk->index, (int64_t)chunk->first,
                                        (int64_t)chunk->n);

    for (size_t k = 0; status == OFR_OK && k < chunk->n; k++) {
        const ofr_member_row *row = &chunk->member[k];
        if (chunk_leaves_out(chunk, writer->per_set, k)) continue;
        status = result_file_put(&writer->file, writer->put[PUT_MEMBER], err, "idiiiiiii",
                                 (int64_t)(chunk->first + k), row->severity, (int64_t)row->deaths,
                                 (int64_t)row->worst_rung, (int64_t)row->worst_day,
                                 (int64_t)row->trigger, (int64_t)row->misread,
                                 (int64_t)row->dropped, (int64_t)row->dropped_open);
    }
    return status;
}

static ofr_status put_outcomes(result_writer *writer, const ofr_chunk *chunk, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t k = 0; k < chunk->n; k++) {
        const int64_t member = (int64_t)(chunk->first + k);
        if (chunk_leaves_out(chunk, writer->per_set, k)) continue;
        for (size_t o = 0; status == OFR_OK && o < writer->n_outcomes; o++) {
            const int16_t day = chunk->outcome_day[o * chunk->n + k];
            if (day < 0) continue;
            status = result_file_put(&writer->file, writer->put[PUT_OUTCOME], err, "iii", member,
                                     (int64_t)o, (int64_t)day);
        }
        for (size_t p = 0; status == OFR_OK && chunk->payoff && p < writer->n_principals; p++) {
            status = result_file_put(&writer->file, writer->put[PUT_PAYOFF], err, "iid", member,
                                     (int64_t)p, chunk->payoff[p * chunk->n + k]);
        }
        if (status != OFR_OK) break;
    }
    return status;
}

/* A set that spans chunks is told by each of them; it belongs to the one that begins it. */
static bool begins_here(const result_writer *writer, const ofr_chunk *chunk, size_t set)
{
    return set * writer->per_set >= chunk->first;
}

static ofr_status put_sets(result_writer *writer, const ofr_chunk *chunk, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t s = 0; status == OFR_OK && chunk->set_evidence && s < chunk->n_chunk_sets; s++) {
        if (!begins_here(writer, chunk, chunk->first_set + s)) continue;
        status = result_file_put(&writer->file, writer->put[PUT_EVIDENCE], err, "id",
                                 (int64_t)(chunk->first_set + s), chunk->set_evidence[s]);
    }
    for (size_t i = 0; status == OFR_OK && i < chunk->n_ruled_out; i++) {
        const ofr_ruled_out *out = &chunk->ruled_out[i];
        if (!begins_here(writer, chunk, out->set)) continue;
        status = result_file_put(&writer->file, writer->put[PUT_LEFT_OUT], err, "iitdd",
                                 (int64_t)out->set, (int64_t)out->day, out->source, out->seen,
                                 out->expected);
    }
    return status;
}

static ofr_status put_shares(result_writer *writer, const ofr_chunk *chunk, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t a = 0; status == OFR_OK && chunk->agenda_closed && a < writer->n_agendas; a++) {
        status = result_file_put(
            &writer->file, writer->put[PUT_AGENDA], err, "iidd", (int64_t)chunk->index, (int64_t)a,
            (double)chunk->agenda_closed[2 * a], (double)chunk->agenda_closed[2 * a + 1]);
    }
    for (size_t i = 0; status == OFR_OK && chunk->dropped && i < writer->n_dropping; i++) {
        const int64_t *count = chunk->dropped + 3 * i;
        if (count[0] == 0) continue;
        status = result_file_put(&writer->file, writer->put[PUT_DROPPED], err, "iiiii",
                                 (int64_t)chunk->index, (int64_t)i, count[0], count[1], count[2]);
    }
    return status;
}

/* The tally in memory is that of the file; add first, and take away again if it cannot be stored.
 * */
static void add_histogram(result_writer *writer, const int32_t *histogram, uint32_t sign)
{
    const size_t n = writer->n_series * writer->horizon * OFR_BINS;

    for (size_t i = 0; i < n; i++) writer->tally[i] += sign * (uint32_t)histogram[i];
}

static ofr_status put_tally(result_writer *writer, ofr_error *err)
{
    const size_t n = writer->horizon * OFR_BINS;
    sqlite3_stmt *put = writer->put[PUT_TALLY];
    int code = SQLITE_OK;

    for (size_t s = 0; s < writer->n_series; s++) {
        const size_t size = tally_pack(writer->tally + s * n, n, writer->packed);
        code = sqlite3_bind_int64(put, 1, (int64_t)s);
        if (code == SQLITE_OK) {
            code = sqlite3_bind_blob(put, 2, writer->packed, (int)size, SQLITE_STATIC);
        }
        if (code == SQLITE_OK) code = sqlite3_step(put);
        if (code != SQLITE_DONE) {
            const ofr_status status = result_file_fail(&writer->file, code, "write", err);
            sqlite3_reset(put);
            return status;
        }
        sqlite3_reset(put);
    }
    return OFR_OK;
}

static ofr_status put_eves(result_writer *writer, const ofr_chunk *chunk, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < chunk->n_eves; i++)
        status = shelf_put_eve(&writer->file, writer->put[PUT_EVE], &chunk->eve[i], err);
    return status;
}

static ofr_status put_sums(result_writer *writer, int64_t chunk, bool counted, ofr_error *err)
{
    ofr_status status = sums_put_chunk(&writer->file, &writer->cut, chunk, err);

    if (status == OFR_OK && counted)
        status = sums_put(&writer->file, &writer->cut, "tally", SUMS_WHOLE, err);
    return status;
}

ofr_status writer_chunk(result_writer *writer, const ofr_chunk *chunk, ofr_error *err)
{
    const bool counted = writer->n_series > 0 && chunk->histogram;
    ofr_status status = check(writer, chunk, err);

    if (status != OFR_OK) return status;
    if (counted) add_histogram(writer, chunk->histogram, 1);
    status = result_file_run(&writer->file, "BEGIN IMMEDIATE", err);
    if (status == OFR_OK) status = put_members(writer, chunk, err);
    if (status == OFR_OK) status = put_outcomes(writer, chunk, err);
    if (status == OFR_OK) status = put_sets(writer, chunk, err);
    if (status == OFR_OK) status = put_shares(writer, chunk, err);
    if (status == OFR_OK && counted) status = put_tally(writer, err);
    if (status == OFR_OK) status = put_eves(writer, chunk, err);
    if (status == OFR_OK) status = put_sums(writer, (int64_t)chunk->index, counted, err);
    if (status == OFR_OK) status = result_file_run(&writer->file, "COMMIT", err);
    if (status == OFR_OK) {
        writer->has[chunk->index] = true;
    } else if (counted) {
        add_histogram(writer, chunk->histogram, UINT32_MAX); /* minus one, modulo 2^32 */
    }
    return status;
}
