/* left_out.c -- see left_out.h. */
#include "left_out.h"

#include <stdio.h>

#include "sink.h"

bool chunk_leaves_out(const ofr_chunk *chunk, size_t per_set, size_t k)
{
    const size_t set = (chunk->first + k) / per_set;
    bool out = false;

    for (size_t i = 0; i < chunk->n_ruled_out; i++) out |= chunk->ruled_out[i].set == set;
    return out;
}

/* Were both ruled out by one source on one day? */
static bool alike(const ofr_account *a, const ofr_account *b)
{
    return account_impossible(b) && a->day == b->day && a->source == b->source;
}

ofr_left_out left_out_of(const ofr_ensemble *e, const ofr_account *account, size_t n)
{
    const ofr_account *first = NULL;
    ofr_left_out left_out = {.of = n, .day = OFR_NO_DATE};

    for (size_t i = 0; i < n; i++) {
        size_t like = 0;
        if (!account_impossible(&account[i])) continue;
        left_out.sets++;
        for (size_t k = i; k < n; k++) like += alike(&account[i], &account[k]);
        if (like < left_out.most || (like == left_out.most && account[i].day >= first->day))
            continue;
        left_out.most = like;
        first = &account[i];
    }
    if (!first) return left_out;
    left_out.day = first->day;
    left_out.seen = first->seen;
    left_out.expected = first->expected;
    account_source(e->model, e->past, first, left_out.source);
    return left_out;
}

void left_out_text(const ofr_left_out *l, char ret_text[LEFT_OUT_TEXT])
{
    char why[ACCOUNT_TEXT];

    ret_text[0] = '\0';
    if (l->sets == 0) return;
    account_say(l->source, l->day, l->seen, l->expected, why);
    if (l->most == l->sets)
        snprintf(ret_text, LEFT_OUT_TEXT,
                 "%zu of %zu parameter sets cannot explain the record and %s left out (%s)",
                 l->sets, l->of, l->sets == 1 ? "is" : "are", why);
    else
        snprintf(ret_text, LEFT_OUT_TEXT,
                 "%zu of %zu parameter sets cannot explain the record and are left out (%zu by %s)",
                 l->sets, l->of, l->most, why);
}

ofr_status left_out_check(const ofr_left_out *l, ofr_error *err)
{
    char why[ACCOUNT_TEXT];

    if (l->sets < l->of || l->of == 0) return OFR_OK;
    account_say(l->source, l->day, l->seen, l->expected, why);
    return ofr_fail(err, OFR_DEGENERATE, "history",
                    "none of the %zu parameter sets can explain the record; %zu cannot by %s; give "
                    "what makes it zero there (a rate, coverage, capability; no red line was "
                    "crossed) a wider prior or a rate, or correct the record's line of that day",
                    l->of, l->most, why);
}
