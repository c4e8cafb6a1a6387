/* act_json.h -- one act as JSON, the same in answers, pages and chronicles (docs/page-data.md). */
#ifndef OFR_ACT_JSON_H
#define OFR_ACT_JSON_H

#include "../core/json_writer.h"
#include "../studies/sink.h"

/* An object inside a list. */
void json_act(json_writer *json, const ofr_act *act);

#endif
