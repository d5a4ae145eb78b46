/**
 * A binary heap of cells, lowest elevation first and first come first served among equals, which lets a flood cross
 * flats by the shortest way. 16 bytes an entry; a flood's frontier is a small share of the map.
 */
#ifndef SLIDE_TERRAIN_HEAP_H
#define SLIDE_TERRAIN_HEAP_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct heap_entry {
    uint64_t rank; /**< elevation in the upper half, number of arrival in the lower */
    uint32_t cell;
};

struct heap {
    struct heap_entry *entry;
    size_t count;
    size_t room;
    uint32_t arrivals;
};

/** A float's bits, turned so that they sort as unsigned integers; both zeros are one. */
static inline uint32_t heap_sortable(float value)
{
    const float zero_is_positive = value + 0.f;
    uint32_t bits;

    memcpy(&bits, &zero_is_positive, sizeof bits);
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

/** Adds a cell. Returns 0 when memory is short. */
static inline int heap_push(struct heap *heap, float elevation, uint32_t cell)
{
    const uint64_t rank = (uint64_t)heap_sortable(elevation) << 32 | heap->arrivals++;
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
    while (hole > 0 && heap->entry[(hole - 1) / 2].rank > rank) {
        heap->entry[hole] = heap->entry[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap->entry[hole] = (struct heap_entry){rank, cell};
    return 1;
}

/** Takes the lowest cell out; the heap must not be empty. */
static inline uint32_t heap_pop(struct heap *heap)
{
    const uint32_t lowest = heap->entry[0].cell;
    const struct heap_entry last = heap->entry[--heap->count];
    size_t hole = 0, child = 1;

    while (child < heap->count) {
        if (child + 1 < heap->count && heap->entry[child + 1].rank < heap->entry[child].rank)
            child++;
        if (heap->entry[child].rank >= last.rank)
            break;
        heap->entry[hole] = heap->entry[child];
        hole = child;
        child = 2 * hole + 1;
    }
    heap->entry[hole] = last;
    return lowest;
}

#endif
