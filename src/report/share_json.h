/* share_json.h -- a told share as JSON, the same in every output. */
#ifndef OFR_SHARE_JSON_H
#define OFR_SHARE_JSON_H

#include "../core/json_writer.h"
#include "../core/shares.h"

/* {probability, occurred, members, simulation, range, text}; range null where sets do not differ or there is one. */
void json_share(json_writer *json, const char *key, const ofr_share_told *share);

#endif
