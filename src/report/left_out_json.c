/* left_out_json.c -- see left_out_json.h. */
#include "left_out_json.h"

void json_left_out(json_writer *json, const char *key, const ofr_left_out *left_out)
{
    char date[OFR_DATE_TEXT];

    json_open(json, key, '{');
    json_whole(json, "sets", (int64_t)left_out->sets);
    json_whole(json, "of", (int64_t)left_out->of);
    if (left_out->sets > 0) {
        json_open(json, "most", '{');
        json_whole(json, "sets", (int64_t)left_out->most);
        json_text(json, "source", left_out->source);
        json_text(json, "date", date_format(left_out->day, date));
        json_number(json, "seen", left_out->seen);
        json_number(json, "expected", left_out->expected);
        json_close(json, '}');
    } else {
        json_null(json, "most");
    }
    json_close(json, '}');
}
