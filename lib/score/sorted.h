/** Scores by class in ascending order, in single or double precision: what every sweep over thresholds runs along. */
#ifndef SLIDE_SCORE_SORTED_H
#define SLIDE_SCORE_SORTED_H

#include <stdbool.h>
#include <stddef.h>

struct sorted_groups {
    const void *positive; /**< [positives] ascending doubles, or floats when `single` */
    size_t positives;
    const void *negative; /**< [negatives] likewise */
    size_t negatives;
    bool single;
};

static inline double sorted_value(const void *group, bool single, size_t i)
{
    return single ? (double)((const float *)group)[i] : ((const double *)group)[i];
}

/** How many of a group's `count` scores are below the limit, or with `equal` at or below it; by bisection. */
static inline size_t sorted_below(const void *group, bool single, size_t count, double limit, bool equal)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const double value = sorted_value(group, single, middle);

        if (value < limit || (equal && value == limit))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
