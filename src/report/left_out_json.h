/* left_out_json.h -- sets that cannot explain the record, as JSON. */
#ifndef OFR_LEFT_OUT_JSON_H
#define OFR_LEFT_OUT_JSON_H

#include "../core/json_writer.h"
#include "../studies/left_out.h"

/* {"sets", "of", "most": null or {"sets", "source", "date", "seen", "expected"}}: docs/page-data.md. */
void json_left_out(json_writer *json, const char *key, const ofr_left_out *left_out);

#endif
