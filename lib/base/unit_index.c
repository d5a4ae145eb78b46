#include "base/unit_index.h"

#include <stdbool.h>
#include <stdlib.h>

#define FIRST_SLOTS 1024

/* the slot of that number, or the empty one where it belongs (multiplicative hashing, Knuth 1998, 6.4) */
static size_t slot_of(const struct unit_index *index, int id)
{
    size_t slot = (size_t)(((uint64_t)(uint32_t)id * 0x9E3779B97F4A7C15u) >> 20) & (index->slots - 1);

    while (index->place[slot] && index->unit[index->place[slot] - 1].id != id)
        slot = (slot + 1) & (index->slots - 1);
    return slot;
}

static enum slide_status grow(struct unit_index *index, struct slide_error *error)
{
    const size_t slots = index->slots ? 2 * index->slots : FIRST_SLOTS, room = slots / 2;
    struct unit *unit = realloc(index->unit, room * sizeof *unit);
    size_t *place = calloc(slots, sizeof *place);

    if (unit)
        index->unit = unit;
    if (!unit || !place) {
        free(place);
        return slide_out_of_memory(error, (double)room * (sizeof *unit + 2 * sizeof *place), "the mapping units");
    }
    free(index->place);
    index->place = place;
    index->slots = slots;
    index->room = room;
    for (size_t i = 0; i < index->units; i++)
        index->place[slot_of(index, index->unit[i].id)] = i + 1;
    return SLIDE_OK;
}

enum slide_status unit_index_add(struct unit_index *index, int id, double area, uint64_t cell, uint64_t cols,
                                 struct slide_error *error)
{
    enum slide_status status = index->units == index->room ? grow(index, error) : SLIDE_OK;
    const uint64_t row = cell / cols, col = cell % cols;
    struct unit *unit;
    size_t slot;

    if (status != SLIDE_OK)
        return status;
    slot = slot_of(index, id);
    if (!index->place[slot]) {
        index->unit[index->units++] = (struct unit){.id = id, .first = cell};
        index->place[slot] = index->units;
    }
    unit = &index->unit[index->place[slot] - 1];
    unit->cells++;
    unit->area += area;
    unit->row += area * ((double)row + 0.5);
    unit->col += area * ((double)col + 0.5);
    return SLIDE_OK;
}

void unit_index_end(struct unit_index *index)
{
    for (size_t i = 0; i < index->units; i++) {
        index->unit[i].row /= index->unit[i].area;
        index->unit[i].col /= index->unit[i].area;
    }
}

size_t unit_index_find(const struct unit_index *index, int id)
{
    size_t slot;

    if (index->units == 0)
        return UNIT_NONE;
    slot = slot_of(index, id);
    return index->place[slot] ? index->place[slot] - 1 : UNIT_NONE;
}

void unit_index_free(struct unit_index *index)
{
    free(index->unit);
    free(index->place);
    *index = (struct unit_index){0};
}
