/** How many samples come from each stratum. */
#ifndef SLIDE_LEARN_ALLOCATION_H
#define SLIDE_LEARN_ALLOCATION_H

#include <stddef.h>
#include <stdint.h>

enum allocation_kind { ALLOCATION_PROPORTIONAL, ALLOCATION_EQUAL };

/** The kinds' names, as in the option and the model file, and a line on each; ends with a NULL name. */
struct allocation_method {
    const char *name;
    const char *description;
    enum allocation_kind kind;
};
extern const struct allocation_method allocation_methods[];

/** NULL when there is none of that name. */
const struct allocation_method *allocation_find(const char *name);
const char *allocation_name(enum allocation_kind kind);

/**
 * Shares `wanted` samples, or all when there are not so many, among strata; the sum is exact.
 *
 * Proportional: in proportion to what each stratum has; what rounding down leaves goes to the largest remainders, the
 * first stratum among equals. Equal: the same from each, where one has too few the others give more; what does not
 * divide goes one each to the first strata that have more.
 *
 * @param[in]  available  [strata]
 * @param[out] share      [strata] at most available
 */
void allocate(enum allocation_kind kind, uint64_t wanted, const uint64_t *available, size_t strata, uint64_t *share);

/**
 * The most that stratum `of` can be given once more is available than now.
 *
 * @param[in] available  [strata] so far
 * @param[in] most       [strata] that can ever be available
 */
uint64_t allocation_bound(enum allocation_kind kind, uint64_t wanted, const uint64_t *available, const uint64_t *most,
                          size_t strata, size_t of);

#endif
