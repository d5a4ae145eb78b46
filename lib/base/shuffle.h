/** Items in an order that a seed draws, whatever order they come in. */
#ifndef SLIDE_BASE_SHUFFLE_H
#define SLIDE_BASE_SHUFFLE_H

#include <stddef.h>
#include <stdint.h>

struct shuffled {
    uint64_t priority;
    size_t item;
};

/** An item whose priority depends on the seed and its number alone. */
struct shuffled shuffled_item(uint64_t seed, uint64_t number, size_t item);

/** Sorts by priority, equal ones by item. */
void shuffled_sort(struct shuffled *shuffled, size_t count);

#endif
