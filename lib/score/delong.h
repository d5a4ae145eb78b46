/** Variances and covariances of the areas under the ROC curves of several scores of the same cells. */
#ifndef SLIDE_SCORE_DELONG_H
#define SLIDE_SCORE_DELONG_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/**
 * DeLong, DeLong and Clarke-Pearson (1988): the covariance of areas is S10 / positives + S01 / negatives, S10 and S01
 * being the sample covariances of each positive's and each negative's share of right pairs. The negatives are added in
 * pieces and not kept: 32 bytes for each positive and score.
 */
struct delong {
    int maps;
    size_t positives;
    size_t negatives; /**< so far */
    double *positive; /**< [maps][positives] the caller fills it, the positives in one order for all maps */
    double *sorted;   /**< [maps][positives] */
    size_t *placed;   /**< [maps][2 positives + 1] negatives so far by their placement among the positives */
    double *sum;      /**< [maps] of the negatives' shares of positives below */
    double *product;  /**< [maps][maps] sums of their products */
    uint32_t *row;    /**< [maps][row_capacity] placements of the negatives being added */
    size_t row_capacity;
};

/** Allocates; the caller then fills `positive` and calls delong_sort. */
enum slide_status delong_begin(struct delong *delong, int maps, size_t positives, struct slide_error *error);

void delong_sort(struct delong *delong);

/**
 * Adds negatives. The result does not depend on the number of threads.
 *
 * @param[in] score  [maps] pointers to [count] scores, none of them NaN
 */
enum slide_status delong_add_negatives(struct delong *delong, const double *const *score, size_t count, int threads,
                                       struct slide_error *error);

/**
 * @param[out] auc         [maps]
 * @param[out] covariance  [maps][maps] of the areas; NaN with fewer than two cells of a class
 */
enum slide_status delong_end(const struct delong *delong, double *auc, double *covariance, struct slide_error *error);

void delong_free(struct delong *delong);

/** Two-sided chance of a standard normal at least as far from zero as z. */
double normal_two_sided(double z);

/** The z that a standard normal lies within, on both sides, with chance `level`, 0 < level < 1. */
double normal_within(double level);

#endif
