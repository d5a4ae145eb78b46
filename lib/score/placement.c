#include "score/placement.h"

#include <stdbool.h>

/* How many values are below the score, or with `equal` at or below it. */
static size_t count_under(const double *sorted, size_t count, double score, bool equal)
{
    size_t low = 0;

    while (count > 0) {
        const size_t half = count / 2;
        const double value = sorted[low + half];

        if (value < score || (equal && value == score)) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

uint32_t placement_doubled(const double *sorted, size_t count, double score)
{
    const size_t below = count_under(sorted, count, score, false);

    if (below == count || sorted[below] != score)
        return (uint32_t)(2 * below);
    return (uint32_t)(below + below + count_under(sorted + below, count - below, score, true));
}
