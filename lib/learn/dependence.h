/** How a model's estimates change with one predictor: partial dependence and individual expectations. */
#ifndef SLIDE_LEARN_DEPENDENCE_H
#define SLIDE_LEARN_DEPENDENCE_H

#include <stddef.h>

#include "base/status.h"
#include "learn/estimator.h"

/** Cells to look at; the caller's arrays. */
struct dependence_cells {
    const float *value; /**< [rows * predictors], no NaN */
    size_t rows;
    size_t predictors;
};

/**
 * The estimates of all cells with one predictor set to each place of a grid, everything else as it is: a cell's row are
 * its individual conditional expectations (Goldstein et al. 2015), a place's mean is the partial dependence (Friedman
 * 2001). Where predictors go together, some of these cells are none that exist.
 *
 * @param[in]  at           [places] values of the predictor
 * @param[out] expectation  [places * rows], place by place
 */
enum slide_status individual_expectations(const struct dependence_cells *cells, const struct estimator *estimator,
                                          size_t predictor, const float *at, size_t places, float *expectation,
                                          struct slide_error *error);

/**
 * A grid for it: `most` places in equal steps from the 5 % to the 95 % quantile of the cells' values (interpolated
 * between order statistics), or the distinct values where there are no more than that or the predictor is categories.
 *
 * @param[in]  categorical  the distinct values, however many
 * @param[out] at           the caller frees it
 */
enum slide_status dependence_grid(const struct dependence_cells *cells, size_t predictor, int categorical, size_t most,
                                  float **at, size_t *places, struct slide_error *error);

#endif
