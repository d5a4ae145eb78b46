/** CLONED marks a function that is compiled for several generations of processors, the newest one chosen at run time.
 */
#ifndef SLIDE_BASE_CLONES_H
#define SLIDE_BASE_CLONES_H

#include <features.h>

/* Floating-point results are the same in every clone: no contraction, no reassociation. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) &&                           \
    !defined(__SANITIZE_ADDRESS__)
#define CLONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONED
#endif

#endif
