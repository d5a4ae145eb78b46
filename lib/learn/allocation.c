#include "learn/allocation.h"

#include <string.h>

const struct allocation_method allocation_methods[] = {
    {"proportional", "in proportion to the cells that each stratum has", ALLOCATION_PROPORTIONAL},
    {"equal", "the same number from each stratum, as far as it has so many", ALLOCATION_EQUAL},
    {NULL, NULL, ALLOCATION_PROPORTIONAL},
};

const struct allocation_method *allocation_find(const char *name)
{
    for (const struct allocation_method *method = allocation_methods; method->name; method++)
        if (strcmp(method->name, name) == 0)
            return method;
    return NULL;
}

const char *allocation_name(enum allocation_kind kind)
{
    const struct allocation_method *method = allocation_methods;

    while (method->kind != kind)
        method++;
    return method->name;
}

static uint64_t sum_of(const uint64_t *count, size_t strata)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < strata; i++)
        sum += count[i];
    return sum;
}

/* wanted * available / all without overflow: the whole part, and the remainder in units of 1 / all */
static uint64_t proportion(uint64_t wanted, uint64_t available, uint64_t all, uint64_t *remainder)
{
    const unsigned __int128 product = (unsigned __int128)wanted * available;

    *remainder = (uint64_t)(product % all);
    return (uint64_t)(product / all);
}

static void share_proportionally(uint64_t wanted, const uint64_t *available, size_t strata, uint64_t *share)
{
    const uint64_t all = sum_of(available, strata);
    uint64_t left = wanted, remainder;

    for (size_t i = 0; i < strata; i++) {
        share[i] = proportion(wanted, available[i], all, &remainder);
        left -= share[i];
    }
    for (; left > 0; left--) {
        uint64_t largest = 0;
        size_t best = 0;

        for (size_t i = 0; i < strata; i++) {
            /* a stratum that got its one more stands at its proportion rounded up */
            if (share[i] == proportion(wanted, available[i], all, &remainder) && remainder > largest) {
                largest = remainder;
                best = i;
            }
        }
        share[best]++;
    }
}

static void share_equally(uint64_t wanted, const uint64_t *available, size_t strata, uint64_t *share)
{
    uint64_t left = wanted;

    memset(share, 0, strata * sizeof *share);
    while (left > 0) {
        uint64_t open = 0, each;

        for (size_t i = 0; i < strata; i++)
            open += share[i] < available[i];
        if (open == 0) /* not while more is available than wanted */
            return;
        each = left / open > 0 ? left / open : 1;
        for (size_t i = 0; i < strata && left > 0; i++) {
            const uint64_t more = available[i] - share[i] < each ? available[i] - share[i] : each;

            share[i] += more;
            left -= more;
        }
    }
}

void allocate(enum allocation_kind kind, uint64_t wanted, const uint64_t *available, size_t strata, uint64_t *share)
{
    const uint64_t all = sum_of(available, strata);

    if (wanted >= all)
        memcpy(share, available, strata * sizeof *share);
    else if (kind == ALLOCATION_EQUAL)
        share_equally(wanted, available, strata, share);
    else
        share_proportionally(wanted, available, strata, share);
}

/* the level to which equal shares rise when the others stay at what they have now */
static uint64_t equal_bound(uint64_t wanted, const uint64_t *available, size_t strata, size_t of)
{
    uint64_t low = 0, high = wanted; /* the least level for which the shares sum up to `wanted` */

    while (low < high) {
        const uint64_t level = low + (high - low) / 2;
        uint64_t sum = level;

        for (size_t i = 0; i < strata; i++)
            if (i != of)
                sum += available[i] < level ? available[i] : level;
        if (sum >= wanted)
            high = level;
        else
            low = level + 1;
    }
    return low;
}

uint64_t allocation_bound(enum allocation_kind kind, uint64_t wanted, const uint64_t *available, const uint64_t *most,
                          size_t strata, size_t of)
{
    uint64_t bound, remainder;

    if (kind == ALLOCATION_EQUAL)
        bound = equal_bound(wanted, available, strata, of);
    else {
        const uint64_t all = sum_of(available, strata) - available[of] + most[of];

        bound = all <= wanted ? wanted : proportion(wanted, most[of], all, &remainder) + 1;
    }
    return bound < most[of] ? bound : most[of];
}
