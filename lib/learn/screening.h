/**
 * How predictors hang together before any model: Pearson's correlations, variance inflation, principal components.
 * All in double precision, on the samples given.
 */
#ifndef SLIDE_LEARN_SCREENING_H
#define SLIDE_LEARN_SCREENING_H

#include <stddef.h>

#include "base/status.h"
#include "learn/predictor.h"
#include "learn/table.h"

enum screening_state { SCREENING_KEPT, SCREENING_CATEGORICAL, SCREENING_CONSTANT };

/** Free with screening_free. */
struct screening {
    size_t predictors;
    enum screening_state *state; /**< [predictors] which take part, and why not */
    size_t count;                /**< that take part */
    size_t *member;              /**< [count] their numbers, ascending */
    size_t rows;                 /**< samples */
    double *correlation;         /**< [count * count] -1 to 1 */
    double *vif;        /**< [count] 1 / (1 - R2) of a predictor's regression on the others; infinite where R2 is 1 */
    double *eigenvalue; /**< [count] of the correlation matrix, descending, >= 0, sum count */
    /** [count * count] predictor by component: eigenvector times the root of the eigenvalue, which is the correlation
     * of predictor and component. In every component the largest one is positive. */
    double *loading;
};

/**
 * Categories and predictors that are constant in these samples are left out.
 *
 * @param[in]  train      the rows to look at
 * @param[in]  predictor  [table->predictors]
 * @param[out] screening  the caller frees it; after SLIDE_NO_DATA it still has its states
 *
 * Fails with SLIDE_NO_DATA where fewer than two predictors are left.
 */
enum slide_status screening_of(const struct sample_table *table, const struct subset *train,
                               const struct predictor *predictor, struct screening *screening,
                               struct slide_error *error);

void screening_free(struct screening *screening);

#endif
