/** One value of each predictor that tells a model nothing: what it would usually be. */
#ifndef SLIDE_LEARN_TYPICAL_H
#define SLIDE_LEARN_TYPICAL_H

#include "base/status.h"
#include "learn/predictor.h"
#include "learn/table.h"

/**
 * Fills in `typical`: the mean, of magnitudes where only these count; of categories the most frequent one, of equally
 * frequent ones the lowest; of an angle the mean direction, above 0 to 360, or TRANSFORM_FLAT where no sample has one.
 *
 * @param[in]     train      the rows to look at, at least one
 * @param[in,out] predictor  [table->predictors]
 */
enum slide_status typical_describe(const struct sample_table *table, const struct subset *train,
                                   struct predictor *predictor, struct slide_error *error);

#endif
