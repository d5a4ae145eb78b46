/**
 * Whole maps in memory: row 0 is the northernmost, cells row by row, null is NaN.
 * Reading obeys the current region and mask; errors of GRASS end the module with its own message.
 */
#ifndef SLIDE_GRASS_GRID_H
#define SLIDE_GRASS_GRID_H

#include <stddef.h>

struct grid {
    int rows;
    int cols;
    float *cell; /**< [rows * cols] */
};

/** An all-null grid of the current region. Ends the module when memory is short. Free with grid_free. */
struct grid grid_new(void);

/**
 * Reads a raster map at the current region, under the mask, with progress.
 * Infinite values become null: no routine below expects them.
 *
 * @param name  map, also as name@mapset; ends the module, naming it, when there is none
 */
struct grid grid_read(const char *name);

size_t grid_cells(const struct grid *grid);

/** How many cells are not null. */
size_t grid_valid_cells(const struct grid *grid);

void grid_free(struct grid *grid);

#endif
