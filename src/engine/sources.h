/* sources.h -- what the filter weighs and resamples by itself: campaigns, and red lines that may answer with the same flows. */
#ifndef OFR_SOURCES_H
#define OFR_SOURCES_H

#include "../state/compiler.h"

/* Lays out the model's sources, once all mechanisms are compiled. Lines that share an option are one source, since one recorded
 * act may be the answer to either; a flow of a campaign weighs its campaign, and what is not recorded weighs nobody. A line
 * that no recorded option weighs has its state with all else. Sets out_of_memory. */
void compile_sources(ofr_compiler *c);

#endif
