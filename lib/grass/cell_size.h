/** Lengths and areas of the current region's cells on the ground, row by row, latitude-longitude regions included. */
#ifndef SLIDE_GRASS_CELL_SIZE_H
#define SLIDE_GRASS_CELL_SIZE_H

/** Tables with one entry a row. Made serially: G_distance is not safe in parallel loops. */
struct cell_sizes {
    int rows;
    double *east_west;   /**< [rows] m, between neighbours in a row */
    double *north_south; /**< [rows] m, from a row to the next one south; the last repeats the one before */
    double *diagonal;    /**< [rows] m, from a cell to its south-eastern or south-western neighbour */
    double *area;        /**< [rows] m2 */
    int wraps;           /**< a latitude-longitude region all around the globe: its last column neighbours the first */
};

/**
 * Geodesic distances and areas on the location's ellipsoid for latitude-longitude, plane ones otherwise.
 * A location without a projection counts as being in metres.
 */
struct cell_sizes cell_sizes_of_region(void);

void cell_sizes_free(struct cell_sizes *sizes);

#endif
