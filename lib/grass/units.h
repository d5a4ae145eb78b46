/** Mapping units of the current region: those of an integer map, or blocks of so many rows and columns. */
#ifndef SLIDE_GRASS_UNITS_H
#define SLIDE_GRASS_UNITS_H

#include "base/unit_index.h"
#include "base/zonal.h"
#include "grass/cell_size.h"
#include "grass/stack.h"

/** Free with units_free. */
struct units {
    struct stack_map map;       /**< of no name where they are blocks */
    int block_rows, block_cols; /**< 0 where they are a map's */
    int rows, cols;             /**< of the region */
    struct cell_sizes sizes;
    struct unit_index index;
    int file; /* -1 while closed, and for blocks outside a mask */
    int *id;  /* [cols] a row of the map, or of the mask */
};

/**
 * The units of a map, whose values are their numbers, from 1 to 2^31 - 1; under the mask. Ends the module where the map
 * is of floating point, has a number below 1, or is null everywhere.
 */
void units_of_map(const char *name, struct units *units);

/**
 * Blocks of `rows` x `cols` cells from the region's north-western corner, numbered from 1 row by row; those at the
 * southern and eastern edge are of the cells that are left. Cells outside the mask are in none. Ends the module where
 * all cells are masked.
 */
void units_of_blocks(int rows, int cols, struct units *units);

void units_open(struct units *units);

/** @param[out] place  [cols] index of each cell's unit, UNIT_NONE where there is none */
void units_read_row(struct units *units, int row, size_t *place);

void units_close(struct units *units);

/**
 * Statistics of maps over the units, cells counting by their area on the ground, in one pass over the rows.
 *
 * @param[in]  maps    described, not open
 * @param[in]  column  [columns] whose source is the index of a map
 * @param[out] value   [units * columns], NaN where a unit has no valid cell of the map
 */
void units_statistics(struct units *units, struct stack *maps, const struct zonal_column *column, size_t columns,
                      float *value);

/** "mapping units of <slope_units@m>", "blocks of 10 x 10 cells"; G_free it. */
char *units_text(const struct units *units);

void units_free(struct units *units);

#endif
