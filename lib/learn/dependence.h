/** What a model's estimates hang on: permutation importance, partial dependence and individual expectations. */
#ifndef SLIDE_LEARN_DEPENDENCE_H
#define SLIDE_LEARN_DEPENDENCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** Anything that estimates. @param[out] estimate  [rows], of value [rows * predictors] */
struct estimator {
    enum slide_status (*estimate)(const void *model, const float *value, size_t rows, float *estimate,
                                  struct slide_error *error);
    const void *model;
};

/** Cells to look at; the caller's arrays. */
struct dependence_cells {
    const float *value;         /**< [rows * predictors], no NaN */
    const unsigned char *label; /**< [rows] non-zero is a landslide; only permutation_losses needs it */
    size_t rows;
    size_t predictors;
};

/** How much the area under the ROC curve falls when a predictor's values are dealt out anew among the cells. */
struct permutation_loss {
    double mean;      /**< of the repeats; negative where chance did better */
    double deviation; /**< of the repeats (n - 1); NaN with a single one */
};

/**
 * Permutation importance (Breiman 2001; of any model: Fisher et al. 2019). Predictors that go together share theirs:
 * each of them alone can be missed. The same seed gives the same bits.
 *
 * @param[in]  repeats  at least 1
 * @param[out] auc_roc  of the values as they are
 * @param[out] loss     [predictors]
 * @return SLIDE_NO_DATA when one class is absent, and what the estimator returns
 */
enum slide_status permutation_losses(const struct dependence_cells *cells, const struct estimator *estimator,
                                     int repeats, uint64_t seed, double *auc_roc, struct permutation_loss *loss,
                                     struct slide_error *error);

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
