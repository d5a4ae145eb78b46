/** The plane through a map that is left by orbits and ionosphere, fitted so that what moved does not tilt it. */
#ifndef SLIDE_RADAR_RAMP_H
#define SLIDE_RADAR_RAMP_H

#include "base/status.h"

/** value = level + per_row * row + per_col * col, in the map's unit; row 0 is the northernmost. */
struct plane {
    double level;
    double per_row;
    double per_col;
};

/**
 * Fits a plane by iteratively reweighted least squares with Tukey's bisquare weights (GSL's robust regression): cells
 * that moved lose their say. At most 40000 cells take part, taken evenly by rows and columns.
 *
 * @param[in]  value  [rows * cols] NaN is null
 * @param[out] plane  filled when SLIDE_OK
 * @return SLIDE_NO_DATA for fewer than 10 valid cells, or all on one line; SLIDE_FAILED when the weights do not settle
 */
enum slide_status ramp_fit(const float *value, int rows, int cols, struct plane *plane, struct slide_error *error);

/** Takes the plane away, in place. */
void ramp_remove(float *value, int rows, int cols, const struct plane *plane);

#endif
