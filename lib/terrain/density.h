/** What channels there are within a radius of a cell: their length, and the mean and the sum of what they carry. */
#ifndef SLIDE_TERRAIN_DENSITY_H
#define SLIDE_TERRAIN_DENSITY_H

#include "base/status.h"
#include "terrain/lattice.h"

/*
 * Circles are true on the ground: a cell belongs to one when its centre lies within the radius by the distance of
 * straight.h, so that in latitude-longitude the circle spans more columns towards the pole. Wraps where the lattice
 * does. Sums are exact to double precision and the same for any number of threads. Costs two look-ups for each row of
 * the circle and cell, whatever the circle's width; needs 8 bytes per column, sum and row of the circle plus 64 rows,
 * no memory by the cell (radius 33 rows and 5600 columns: 18 MB).
 */

/**
 * Length of channels within the radius per area of the valid cells within it, so that density does not fall off along
 * the edge of the map. With `value`, each cell's length counts that many times: with Ksn this is the Ksn density, the
 * sum of Ksn times length per area, high where channels are both steep and many. A study that maps Ksn density in five
 * classes (Gorkha 2015) does not say how it is made; this is the line density of common GIS software with Ksn as the
 * weight of a line.
 *
 * @param[in]  lattice
 * @param[in]  valid   [cells] zero at null, such as directions of flow
 * @param[in]  length  [cells] m, of the step from a channel cell to its receiver; 0 or NaN off the channels
 * @param[in]  value   [cells] NaN adds nothing; or NULL, which counts as 1 everywhere
 * @param[in]  radius  m, not negative
 * @param[out] density [cells] km/km2, times the unit of `value`; 0 where no channel is near, NaN at null; not one of
 *                     the inputs
 * @param[out] error   may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status channel_density(const struct lattice *lattice, const uint8_t *valid, const float *length,
                                  const float *value, double radius, float *density, struct slide_error *error);

/** Maps [cells] of a kernel's statistics; those that are not wanted are NULL. */
struct kernel_statistics {
    float *mean;      /**< in the value's unit; NaN where count is 0 and at null */
    float *deviation; /**< standard deviation of the cells in the circle (divided by their count), 0 for a single one */
    uint32_t *count;  /**< cells with a value within the radius; 0 at null */
};

/**
 * Mean and standard deviation of what channel cells carry, such as Ksn, over the circle around every valid cell, each
 * channel cell with the same weight.
 *
 * @param[in]  lattice
 * @param[in]  valid      [cells] zero at null, such as directions of flow
 * @param[in]  value      [cells] NaN off the channels; not one of the outputs
 * @param[in]  radius     m, not negative
 * @param[out] statistics
 * @param[out] error      may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status channel_kernel(const struct lattice *lattice, const uint8_t *valid, const float *value, double radius,
                                 const struct kernel_statistics *statistics, struct slide_error *error);

#endif
