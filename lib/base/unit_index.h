/** The mapping units of a region: a place for each number, in the order in which they come up, and where they lie. */
#ifndef SLIDE_BASE_UNIT_INDEX_H
#define SLIDE_BASE_UNIT_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define UNIT_NONE SIZE_MAX

struct unit {
    int id;
    uint64_t first; /**< number of its first cell: row * columns + column */
    size_t cells;
    double area;     /**< m2 */
    double row, col; /**< of its centroid, cells from the region's north-western corner; sums until unit_index_end */
};

/**
 * Begins as {0}; free with unit_index_free. Memory: 48 bytes for each unit and 16 for its place in the hash table, at
 * most twice that while it grows; none for cells.
 */
struct unit_index {
    size_t units;
    struct unit *unit; /**< [units] by first cell */
    size_t room;
    size_t slots;  /* a power of two, more than twice the units */
    size_t *place; /* [slots] index of a unit + 1, 0 where empty */
};

/**
 * Counts a cell to its unit, which is made when it is new.
 *
 * @param[in] area  of the cell, m2
 * @param[in] cell  its number; cells come in ascending order
 * Fails with SLIDE_OUT_OF_MEMORY only.
 */
enum slide_status unit_index_add(struct unit_index *index, int id, double area, uint64_t cell, uint64_t cols,
                                 struct slide_error *error);

/** After the last cell: centroids are made of sums. */
void unit_index_end(struct unit_index *index);

/** The place of the unit of that number; UNIT_NONE when there is none. */
size_t unit_index_find(const struct unit_index *index, int id);

void unit_index_free(struct unit_index *index);

#endif
