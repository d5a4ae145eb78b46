/**
 * What a side-looking radar sees of a landscape: local incidence angle, layover and shadow, found by walking every
 * cell's line of sight over the terrain, and the masks of local slope alone.
 *
 * The wave is plane over the few kilometres that a walk is long and the ground below it flat; rays are straight on the
 * grid. A cell's height is that of its centre; between cells heights are linear.
 */
#ifndef SLIDE_RADAR_GEOMETRY_H
#define SLIDE_RADAR_GEOMETRY_H

#include <stdint.h>

#include "base/status.h"
#include "radar/relief.h"

/** A quantity that changes smoothly over a map: known at evenly spaced ties, corners among them, bilinear between. */
struct smooth_field {
    int rows;
    int cols;            /**< 1 and 1: the same everywhere */
    const double *value; /**< [rows * cols] row by row */
};

/** Its value at a cell of a map of rows * cols. */
double smooth_field_at(const struct smooth_field *field, int rows, int cols, int row, int col);

struct view {
    struct height_map terrain;
    struct smooth_field azimuth; /**< radians clockwise from the grid's north, from the sensor to the ground */
    double incidence;            /**< degrees from the vertical, 0 to 90 both excluded */
    const float *incidence_map;  /**< [rows * cols] the same for each cell, NaN is null; NULL: the number counts */
    double foreshortening;       /**< 0 to 1: where a slope's extent in slant range is a smaller share of that of flat
                                      ground it counts as foreshortened; 1: every slope that faces the sensor */
};

/** What holds for a cell. */
enum view_flag {
    VIEW_NULL = 1,          /**< height or incidence is null; nothing else is set */
    VIEW_SHADOW = 2,        /**< something stands between it and the sensor */
    VIEW_LAYOVER = 4,       /**< another point of its ray has its slant range */
    VIEW_STEEP_AWAY = 8,    /**< local slope falls away from the sensor as steeply as the line of sight, or more */
    VIEW_STEEP_TOWARD = 16, /**< local slope toward the sensor is at least the incidence angle */
    VIEW_FORESHORTENED = 32 /**< local slope faces the sensor, see view.foreshortening */
};

/** Bounds for the walks. */
struct view_relief {
    struct relief up;
    struct relief down;
};

/** Free with view_relief_free, also after a failure. The view must stay. @return SLIDE_OUT_OF_MEMORY */
enum slide_status view_relief_build(const struct view *view, struct view_relief *relief, struct slide_error *error);

void view_relief_free(struct view_relief *relief);

/**
 * All of one row; rows are independent of each other. With i the incidence and, along the look direction, x the
 * distance from a cell and z the height above it,
 * - shadow: toward the sensor some z > x cot(i);
 * - layover: the slant range x sin(i) - z cos(i) does not keep its order: away from the sensor some z > x tan(i), or
 *   toward it some z < -x tan(i). Exact where the incidence of one cell holds for its whole walk;
 * - steep away and steep toward: range slope a <= -(90 - i), a >= i (Vollrath et al. 2020, the masks of shadow and
 *   layover), with tan a the rise of the terrain along the look direction by central differences (one-sided where a
 *   neighbour is missing; none of the three slope flags where both are);
 * - local incidence: the angle between the line of sight and the normal of that slope; above 90 it faces away.
 *
 * @param[out] flags            [cols] of view_flag
 * @param[out] local_incidence  [cols] degrees, NaN where unknown; or NULL
 */
void view_row(const struct view *view, const struct view_relief *relief, int row, uint8_t *flags,
              float *local_incidence);

#endif
