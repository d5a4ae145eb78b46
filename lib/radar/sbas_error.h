/** Error propagation through a small-baseline inversion: what noise of pairs and of dates makes of a fitted velocity.
 */
#ifndef SLIDE_RADAR_SBAS_ERROR_H
#define SLIDE_RADAR_SBAS_ERROR_H

#include "radar/subset_level.h"

/** One cell's factors, as sbas_solve has them, and working memory. */
struct error_model {
    struct subset_levels *levels;
    const struct band *normal; /**< factor of the displacements' normal matrix, [dates] */
    const struct band *model;  /**< factor of the normal matrix of the model over time, [terms] */
    const double *term;        /**< [terms][dates] */
    struct band inverse;       /**< as wide and long as `normal` */
    double *functional;        /**< [dates] */
    double *spread;            /**< [dates] */
};

/** Variance for unit variance of a pair of weight one, and for unit variance of every date (the atmosphere's). */
struct error_parts {
    double pairs, dates;
};

/** Of the coefficient of term `which` in an unweighted fit of the model to the inverted displacements. */
struct error_parts error_of_term(const struct error_model *error, int which);

/**
 * Expectation of the sum of squares that such a fit leaves: the trace of (I - H) C, C being the displacements'
 * covariance and H the fit's hat matrix. The trace of the banded inverse is that of its elements within the band.
 */
struct error_parts error_of_misfit(const struct error_model *error);

/**
 * Variance of a coefficient from both kinds of noise, by their moments: the pairs' own from their misfit, the dates'
 * from what the squares about the model exceed those which the pairs explain.
 *
 * @param pair_variance  of a pair of weight one; NaN where no pair is redundant: all scatter is then the dates'
 * @param squares        of the displacements about the model
 */
double error_variance(struct error_parts term, struct error_parts misfit, double pair_variance, double squares);

#endif
