#include "learn/reservoir.h"

#include <stdlib.h>

struct reservoir reservoir_new(void)
{
    return (struct reservoir){.threshold = UINT64_MAX, .full = 1024};
}

enum slide_status reservoir_add(struct reservoir *reservoir, uint64_t priority, size_t row, struct slide_error *error)
{
    if (reservoir->count == reservoir->capacity) {
        const size_t capacity = reservoir->capacity + reservoir->capacity / 4 + 256;
        struct reservoir_entry *entry = realloc(reservoir->entry, capacity * sizeof *entry);

        if (!entry)
            return slide_out_of_memory(error, (double)capacity * sizeof *entry, "the samples' priorities");
        reservoir->entry = entry;
        reservoir->capacity = capacity;
    }
    reservoir->entry[reservoir->count++] = (struct reservoir_entry){priority, row};
    return SLIDE_OK;
}

static uint64_t middle_of(uint64_t a, uint64_t b, uint64_t c)
{
    if (a < b)
        return b < c ? b : a < c ? c : a;
    return a < c ? a : b < c ? c : b;
}

/* Hoare's selection: the `keep` smallest come first; 0 < keep < count */
static void select_smallest(struct reservoir_entry *entry, size_t count, size_t keep)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)count - 1;
    const ptrdiff_t last = (ptrdiff_t)keep - 1;

    while (low < high) {
        const uint64_t pivot =
            middle_of(entry[low].priority, entry[low + (high - low) / 2].priority, entry[high].priority);
        ptrdiff_t left = low, right = high;

        while (left <= right) {
            while (entry[left].priority < pivot)
                left++;
            while (entry[right].priority > pivot)
                right--;
            if (left <= right) {
                const struct reservoir_entry moved = entry[left];

                entry[left++] = entry[right];
                entry[right--] = moved;
            }
        }
        if (last <= right)
            high = right;
        else if (last >= left)
            low = left;
        else
            return;
    }
}

void reservoir_part(struct reservoir *reservoir, size_t keep)
{
    uint64_t largest = 0;

    if (keep > 0 && keep < reservoir->count)
        select_smallest(reservoir->entry, reservoir->count, keep);
    for (size_t i = 0; i < keep; i++)
        if (reservoir->entry[i].priority > largest)
            largest = reservoir->entry[i].priority;
    if (largest < reservoir->threshold)
        reservoir->threshold = largest;
}

static int by_priority(const void *a, const void *b)
{
    const uint64_t left = ((const struct reservoir_entry *)a)->priority;
    const uint64_t right = ((const struct reservoir_entry *)b)->priority;

    return (left > right) - (left < right);
}

void reservoir_sort(struct reservoir *reservoir)
{
    if (reservoir->count > 1)
        qsort(reservoir->entry, reservoir->count, sizeof *reservoir->entry, by_priority);
}

void reservoir_free(struct reservoir *reservoir)
{
    free(reservoir->entry);
    *reservoir = reservoir_new();
}
