/* dispatch.c -- which build of the kernel this machine can run. */
#include <string.h>

#include "kernel.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
static int runs_v3(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("fma");
}
static int runs_v4(void)
{
    return runs_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}
#else
static int runs_v3(void)
{
    return 0;
}
static int runs_v4(void)
{
    return 0;
}
#endif

const ofr_kernel *kernel_choose(const char *wanted)
{
    if (wanted && strcmp(wanted, "v2") == 0) return &kernel_v2;
    if (wanted && strcmp(wanted, "v3") == 0) return runs_v3() ? &kernel_v3 : NULL;
    if (wanted && strcmp(wanted, "v4") == 0) return runs_v4() ? &kernel_v4 : NULL;
    if (wanted && wanted[0]) return NULL;
    return runs_v4() ? &kernel_v4 : runs_v3() ? &kernel_v3 : &kernel_v2;
}
