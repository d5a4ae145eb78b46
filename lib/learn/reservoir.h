/** The items of the smallest priorities out of many offered, in constant time an item and with bounded memory. */
#ifndef SLIDE_LEARN_RESERVOIR_H
#define SLIDE_LEARN_RESERVOIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/**
 * An item's priority: uniform, and no two items of one key have the same, as mixing is a bijection of 64 bits (the
 * finalizer of splitmix64, Steele, Lea and Flood 2014, variant 13).
 */
static inline uint64_t priority_mix(uint64_t bits)
{
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
    return bits ^ (bits >> 31);
}

/** What all keys have in common of an item's priority. */
static inline uint64_t priority_of_item(uint64_t item)
{
    return priority_mix(item + 0x9e3779b97f4a7c15ULL);
}

/** @param[in] common  priority_of_item() */
static inline uint64_t priority_for(uint64_t key, uint64_t common)
{
    return priority_mix(common ^ key);
}

struct reservoir_entry {
    uint64_t priority;
    size_t row; /**< the owner's */
};

/** Begin with reservoir_new, free with reservoir_free. */
struct reservoir {
    size_t count;
    size_t capacity;
    struct reservoir_entry *entry; /**< [count] in no order */
    uint64_t threshold;            /**< a larger priority is none of the smallest any more */
    size_t full;                   /**< the count from which the owner should see whether it needs them all */
};

struct reservoir reservoir_new(void);

/** Adds an item, whose priority is at most the threshold. Fails with SLIDE_OUT_OF_MEMORY only. */
enum slide_status reservoir_add(struct reservoir *reservoir, uint64_t priority, size_t row, struct slide_error *error);

/**
 * Moves the `keep` smallest to the front and lowers the threshold to the largest of them. The others stay behind them,
 * for the owner to look at, until the owner sets the count.
 *
 * @param[in] keep  at most count
 */
void reservoir_part(struct reservoir *reservoir, size_t keep);

/** Sorts by priority, ascending. */
void reservoir_sort(struct reservoir *reservoir);

void reservoir_free(struct reservoir *reservoir);

#endif
