/** How well a predicted quantity, such as areal density, meets the observed one. */
#ifndef SLIDE_LEARN_QUANTITY_H
#define SLIDE_LEARN_QUANTITY_H

#include <stdbool.h>

#include <jansson.h>

#include "learn/table.h"

/** NaN where a score is not defined: everything constant, or no sample on one side of the threshold. */
struct quantity_scores {
    bool known;
    double r2;        /**< squared Pearson correlation, as Burrows et al. (2021) report it */
    double explained; /**< 1 - sum of squared errors / sum of squares about the observed mean */
    double rmse, mae; /**< in the quantity's unit */
    double threshold;
    double auc_above; /**< area under the ROC curve for an observed quantity above the threshold */
};

/** Fails with SLIDE_OUT_OF_MEMORY only. @param[in] estimate  [subset->rows] */
enum slide_status quantity_scores_of(const struct sample_table *table, const struct subset *subset,
                                     const float *estimate, double threshold, struct quantity_scores *scores,
                                     struct slide_error *error);

/** What is NaN is null. */
json_t *quantity_scores_to_json(const struct quantity_scores *scores);

/** @param json  NULL where there are none. Fails with SLIDE_BAD_INPUT where it cannot be read. */
enum slide_status quantity_scores_from_json(const json_t *json, struct quantity_scores *scores,
                                            struct slide_error *error);

#endif
