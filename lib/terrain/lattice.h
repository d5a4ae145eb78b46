/**
 * The grid that terrain routines walk on: rows and columns of cells, eight neighbours each, with true lengths and areas
 * per row. Row 0 is the northernmost; a map is an array of rows * cols, row by row.
 *
 * Directions are r.watershed's: 1 to 8 counterclockwise from north-east (NE 1, N 2, NW 3, W 4, SW 5, S 6, SE 7, E 8).
 */
#ifndef SLIDE_TERRAIN_LATTICE_H
#define SLIDE_TERRAIN_LATTICE_H

#include <stddef.h>
#include <stdint.h>

/** Tables as struct cell_sizes holds them, one entry a row; they belong to the caller. */
struct lattice {
    int rows;
    int cols;
    const double *east_west;   /**< [rows] m, between neighbours in a row */
    const double *north_south; /**< [rows] m, from a row to the next one south */
    const double *diagonal;    /**< [rows] m, from a cell to its south-eastern or south-western neighbour */
    const double *area;        /**< [rows] m2 */
    int wraps;                 /**< the last column neighbours the first: a region all around the globe */
};

/** Direction of a cell whose water leaves the map. */
#define FLOW_OUTLET 9

/** Direction of the lowest cell of a depression, before depressions are treated: its water stays. */
#define FLOW_PIT 10

/** What lattice_neighbour answers where the map ends. */
#define LATTICE_OUTSIDE SIZE_MAX

/** Rows south and columns east of a step in each direction; entry 0 is no step. */
static const int step_south[9] = {0, -1, -1, -1, 0, 1, 1, 1, 0};
static const int step_east[9] = {0, 1, 0, -1, -1, -1, 0, 1, 1};

/** The directions with the four straight ones first: where neighbours tie, the straight one is taken. */
static const int straight_first[8] = {2, 4, 6, 8, 1, 3, 5, 7};

static inline size_t lattice_cells(const struct lattice *lattice)
{
    return (size_t)lattice->rows * lattice->cols;
}

/** The cell one step away from `cell`, which lies at (row, col), or LATTICE_OUTSIDE. */
static inline size_t lattice_neighbour(const struct lattice *lattice, size_t cell, int row, int col, int direction)
{
    const int south = row + step_south[direction], east = col + step_east[direction];

    if (south < 0 || south >= lattice->rows)
        return LATTICE_OUTSIDE;
    if (east >= 0 && east < lattice->cols)
        return cell + (ptrdiff_t)step_south[direction] * lattice->cols + step_east[direction];
    if (!lattice->wraps)
        return LATTICE_OUTSIDE;
    return (size_t)south * lattice->cols + (east < 0 ? lattice->cols - 1 : 0);
}

static inline int opposite_direction(int direction)
{
    return direction > 4 ? direction - 4 : direction + 4;
}

/** Length in m of a step from a cell of `row`, which must not leave the map. */
static inline double lattice_step(const struct lattice *lattice, int row, int direction)
{
    const int upper = row + (step_south[direction] < 0 ? -1 : 0);

    if (step_south[direction] == 0)
        return lattice->east_west[row];
    return step_east[direction] == 0 ? lattice->north_south[upper] : lattice->diagonal[upper];
}

#endif
