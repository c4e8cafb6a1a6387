/* learned_told.h -- what the record taught parameter sets, told. */
#ifndef OFR_LEARNED_TOLD_H
#define OFR_LEARNED_TOLD_H

#include <stdio.h>

#include "../core/json_writer.h"
#include "../studies/taught.h"

/* The sets by their hash, then a line a block: how noisy its evidence is, to which power it was taken, what it is worth, or why it keeps its priors. */
void learned_text(const ofr_taught *taught, FILE *out);
/* "learned": {"hash", "sets", "possible", "blocks": [...], "parameters": [...]} within an open object, or null: of each parameter with a
 * prior in a reweighted block the quantiles 0.05, 0.5, 0.95 of the sets before and after. taught may be NULL. */
void json_learned(json_writer *json, const ofr_taught *taught);

#endif
