/* work_json.c -- see work_json.h. */
#include "work_json.h"

void json_work(json_writer *json, const ofr_work *work)
{
    json_open(json, "work", '{');
    json_whole(json, "set_histories", (int64_t)work->set_histories);
    json_whole(json, "member_days", (int64_t)work->member_days);
    json_close(json, '}');
}
