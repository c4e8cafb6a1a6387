/* work_json.h -- work that was done, as JSON. */
#ifndef OFR_WORK_JSON_H
#define OFR_WORK_JSON_H

#include "../core/json_writer.h"
#include "../engine/futures.h"

/* "work": {"set_histories": ..., "member_days": ...} within an open object. */
void json_work(json_writer *json, const ofr_work *work);

#endif
