/* share_json.c -- see share_json.h. */
#include "share_json.h"

static void put_pair(json_writer *json, const char *key, double low, double high)
{
    json_open(json, key, '[');
    json_number(json, NULL, low);
    json_number(json, NULL, high);
    json_close(json, ']');
}

void json_share(json_writer *json, const char *key, const ofr_share_told *share)
{
    char text[SHARE_TEXT];

    json_open(json, key, '{');
    json_number(json, "probability", share->probability);
    json_whole(json, "occurred", (int64_t)share->occurred);
    json_whole(json, "members", (int64_t)share->members);
    put_pair(json, "simulation", share->low, share->high);
    if (share->spread)
        put_pair(json, "range", share->range_low, share->range_high);
    else
        json_null(json, "range");
    json_text(json, "text", share_told_text(share, text));
    json_close(json, '}');
}
