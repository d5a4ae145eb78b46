/** A binary heap of numbered items, the lowest rank first. 24 bytes an item. */
#ifndef SLIDE_TERRAIN_HEAP_H
#define SLIDE_TERRAIN_HEAP_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Items of equal rank come out by `second`; both together must tell any two items apart for one order to be right. */
struct heap_entry {
    uint64_t rank;
    uint64_t second;
    uint32_t item;
};

struct heap {
    struct heap_entry *entry;
    size_t count;
    size_t room;
};

/** A float's bits, turned so that they sort as unsigned integers; both zeros are one. */
static inline uint32_t heap_sortable(float value)
{
    const float zero_is_positive = value + 0.f;
    uint32_t bits;

    memcpy(&bits, &zero_is_positive, sizeof bits);
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

static inline int heap_before(struct heap_entry one, struct heap_entry other)
{
    return one.rank != other.rank ? one.rank < other.rank : one.second < other.second;
}

/** Adds an item. Returns 0 when memory is short. */
static inline int heap_push(struct heap *heap, struct heap_entry added)
{
    size_t hole = heap->count;

    if (heap->count == heap->room) {
        const size_t room = heap->room ? 2 * heap->room : 4096;
        struct heap_entry *grown = realloc(heap->entry, room * sizeof *grown);

        if (!grown)
            return 0;
        heap->entry = grown;
        heap->room = room;
    }
    heap->count++;
    while (hole > 0 && heap_before(added, heap->entry[(hole - 1) / 2])) {
        heap->entry[hole] = heap->entry[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap->entry[hole] = added;
    return 1;
}

/** Takes the lowest item out; the heap must not be empty. */
static inline uint32_t heap_pop(struct heap *heap)
{
    const uint32_t lowest = heap->entry[0].item;
    const struct heap_entry last = heap->entry[--heap->count];
    size_t hole = 0, child = 1;

    while (child < heap->count) {
        if (child + 1 < heap->count && heap_before(heap->entry[child + 1], heap->entry[child]))
            child++;
        if (!heap_before(heap->entry[child], last))
            break;
        heap->entry[hole] = heap->entry[child];
        hole = child;
        child = 2 * hole + 1;
    }
    heap->entry[hole] = last;
    return lowest;
}

#endif
