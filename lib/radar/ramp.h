/** The plane or quadratic surface that orbits and ionosphere leave, fitted so that what moved does not tilt it. */
#ifndef SLIDE_RADAR_RAMP_H
#define SLIDE_RADAR_RAMP_H

#include "base/status.h"

/** A shape is the number of its terms, the first of 1, y, x, y^2, x y, x^2. */
enum ramp_shape { RAMP_LEVEL = 1, RAMP_PLANE = 3, RAMP_QUADRATIC = 6 };

/**
 * value = sum of coefficient times term, in the map's unit, with y = (row - row_middle) / row_scale and x likewise;
 * row 0 is the northernmost.
 */
struct ramp {
    enum ramp_shape shape;
    double row_middle, row_scale;
    double col_middle, col_scale;
    double coefficient[RAMP_QUADRATIC];
    double height_middle, height_scale, height_coefficient; /**< zero without height */
    double height_correlation; /**< of height and value without the surface, over the cells of the fit; NaN: none */
};

/** The cells that a ramp is fitted to, row by row. */
struct ramp_cells {
    const float *value;   /**< [rows * cols] NaN is null */
    const float *exclude; /**< [rows * cols] cells that take no part: neither zero nor NaN; or NULL */
    const float *height;  /**< [rows * cols] what the value also grows with, NaN is null; or NULL */
    int rows, cols;
};

/**
 * Fits a ramp by iteratively reweighted least squares with Tukey's bisquare weights (GSL's robust regression): cells
 * that moved lose their say. At most 40000 cells take part, taken evenly by rows and columns.
 *
 * @param[in]  value    [rows * cols] NaN is null
 * @param[in]  exclude  [rows * cols] cells that take no part: neither zero nor NaN; or NULL
 * @param[out] ramp     filled when SLIDE_OK
 * @return SLIDE_NO_DATA for fewer than 10 valid cells, or cells that do not tell the terms apart, as on one line;
 *         SLIDE_FAILED when the weights do not settle
 */
enum slide_status ramp_fit(const float *value, const float *exclude, int rows, int cols, enum ramp_shape shape,
                           struct ramp *ramp, struct slide_error *error);

/**
 * ramp_fit of a surface and a line over height together, so that a tilted relief does not part them wrongly: with the
 * elevation it is the stratified troposphere of an interferogram (Cavalie et al. 2007; Doin et al. 2009).
 *
 * @return as ramp_fit; SLIDE_NO_DATA also when the heights do not differ, or grow as the surface does
 */
enum slide_status ramp_fit_cells(const struct ramp_cells *cells, enum ramp_shape shape, struct ramp *ramp,
                                 struct slide_error *error);

/** What the line over height adds at this one; zero for a ramp without it. */
double ramp_height_at(const struct ramp *ramp, double height);

/** The ramp's value at a cell's centre, height left out; rows and columns may be fractions. */
double ramp_at(const struct ramp *ramp, double row, double col);

/** Takes the ramp away, in place. */
void ramp_remove(float *value, int rows, int cols, const struct ramp *ramp);

#endif
