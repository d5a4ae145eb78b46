/** Where samples are on the ground, in metres, so that distances are right in any projection. */
#ifndef SLIDE_LEARN_PLACE_H
#define SLIDE_LEARN_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "learn/table.h"

#define PLACE_AXES 3

/** What the samples' coordinates mean. */
struct ground {
    bool geographic;     /**< eastings and northings are degrees */
    double metre;        /**< metres of a map unit, for plane coordinates */
    double radius;       /**< m, the ellipsoid's equatorial radius, for geographic ones */
    double eccentricity; /**< the ellipsoid's first eccentricity squared */
    double north, west;  /**< corner of the region, map units: where blocks begin */
};

/**
 * Positions in metres: plane coordinates as they are, with a third of 0; geographic ones as geocentric coordinates on
 * the ellipsoid. The straight distance between two places falls short of that along the ground by 1e-5 of it at
 * 100 km.
 *
 * @param[in]  table   with coordinates
 * @param[out] place   [subset->rows * PLACE_AXES]
 */
void places_of(const struct sample_table *table, const struct subset *subset, const struct ground *ground,
               double *place);

/** The square of the distance between two places, m2. */
double place_square(const double *a, const double *b);

/**
 * The square block of the ground that a sample is in, counted from the region's corner. In geographic coordinates
 * blocks lie in bands of latitude, each as wide in degrees as makes it `block` metres wide at the band's middle.
 *
 * @param[in]  block  m, > 0
 * @param[out] row, col  may be negative outside the region
 */
void place_block(const struct sample_table *table, size_t sample, const struct ground *ground, double block, long *row,
                 long *col);

/**
 * Which places have one of others within a distance.
 *
 * @param[in]  place     [places * PLACE_AXES]
 * @param[in]  other     [others * PLACE_AXES]
 * @param[in]  distance  m, > 0; equal counts as within
 * @param[out] near      [places] 1 or 0
 */
enum slide_status places_near(const double *place, size_t places, const double *other, size_t others, double distance,
                              unsigned char *near, struct slide_error *error);

#endif
