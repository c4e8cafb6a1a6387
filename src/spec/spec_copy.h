/* spec_copy.h -- nodes of a spec that shares them with another; private to spec. */
#ifndef OFR_SPEC_COPY_H
#define OFR_SPEC_COPY_H

#include "spec.h"

/* The node at a path that is there, made the spec's own with all above it, so that it can be written. NULL: no memory. */
ofr_node *spec_own_node(ofr_spec *spec, const char *path);

#endif
