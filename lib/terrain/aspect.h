/** Which way the ground faces, and how much that varies over a piece of it. */
#ifndef SLIDE_TERRAIN_ASPECT_H
#define SLIDE_TERRAIN_ASPECT_H

#include "terrain/lattice.h"

/** What is summed over a piece of ground. */
struct aspect_sum {
    double area;  /**< m2 */
    double east;  /**< sum of the cells' aspects as unit vectors */
    double north; /**< likewise */
    size_t cells;
    size_t sloping; /**< cells that have an aspect */
};

/**
 * Gradient of Horn (1981) at a cell, on the row's true cell width and height. A neighbour that is missing (null, off
 * the map) is put on the straight line through its opposite and the cell, so a plane has one gradient up to its edge.
 * Where both are missing, the ground is taken as level that way; on a diagonal, as the straight neighbours beside it
 * have it.
 *
 * @param[in]  lattice
 * @param[in]  elevation [cells] m, NaN is null
 * @param[in]  cell      a valid cell, at (row, col)
 * @param[out] gradient  rise in m a m to the east and to the north
 */
void aspect_gradient(const struct lattice *lattice, const float *elevation, size_t cell, int row, int col,
                     double gradient[2]);

/**
 * Aspect of a cell as a unit vector downslope, from aspect_gradient.
 *
 * @param[out] aspect    east and north; 0 on level ground
 * @return 0 on level ground, which faces no way, else 1
 */
int aspect_find(const struct lattice *lattice, const float *elevation, size_t cell, int row, int col, double aspect[2]);

/** Adds one piece of ground to another. */
void aspect_add(struct aspect_sum *sum, const struct aspect_sum *piece);

/**
 * Circular variance of aspect: 1 - |mean unit vector| over the cells that have one (Mardia and Jupp 2000).
 *
 * @return 0..1; 0 where all is level
 */
double aspect_variance(const struct aspect_sum *sum);

/** Mean direction of aspect in degrees counterclockwise from east, 0 <= mean < 360; NaN where there is none. */
double aspect_mean(const struct aspect_sum *sum);

#endif
