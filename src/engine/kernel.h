/* kernel.h -- the builds of the kernel, and the choice among them. */
#ifndef OFR_KERNEL_H
#define OFR_KERNEL_H

#include "../mechanisms/table.h"

/* What is built once per instruction set and number of lanes. */
typedef struct ofr_kernel {
    const char *isa;
    size_t lanes;
    const ofr_mechanism *const *mechanism; /* [N_MECHANISMS], in the order of compile */
    void (*start)(const ofr_model *m, ofr_block *b, int32_t day);
    void (*day)(const ofr_model *m, ofr_block *b, int32_t day);
} ofr_kernel;

#ifndef OFR_KERNEL_NAME
#define OFR_KERNEL_NAME kernel_v2
#endif

extern const ofr_kernel kernel_v2, kernel_v3, kernel_v4;
/* Built for tests only. */
extern const ofr_kernel kernel_lanes8, kernel_lanes16, kernel_lanes64;

/* The best build that this machine can run; `wanted` ("v2", "v3", "v4"; NULL: any) caps it.
 * NULL when the machine cannot run what is wanted. Pure. */
const ofr_kernel *kernel_choose(const char *wanted);

#endif
