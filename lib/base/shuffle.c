#include "base/shuffle.h"

#include <stdlib.h>

#include "base/random.h"

static int by_priority(const void *a, const void *b)
{
    const struct shuffled *left = a, *right = b;

    if (left->priority != right->priority)
        return left->priority < right->priority ? -1 : 1;
    return (left->item > right->item) - (left->item < right->item);
}

struct shuffled shuffled_item(uint64_t seed, uint64_t number, size_t item)
{
    struct random_stream stream = random_stream_at(seed, number);

    return (struct shuffled){random_bits(&stream), item};
}

void shuffled_sort(struct shuffled *shuffled, size_t count)
{
    qsort(shuffled, count, sizeof *shuffled, by_priority);
}
