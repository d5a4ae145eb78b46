/** Scores of held-out probabilities cut at a threshold: what a model that must say yes or no is worth. */
#ifndef SLIDE_LEARN_CUT_H
#define SLIDE_LEARN_CUT_H

#include <stdbool.h>

#include <jansson.h>

#include "learn/table.h"

/** Each 0 to 1, NaN where nothing is divided by nothing: precision where no landslide is predicted. */
struct cut_scores {
    bool known;
    double threshold; /**< an estimate at or above it is predicted a landslide */
    double accuracy, precision, recall, specificity, f1;
    double csi; /**< critical success index */
};

/** Fails with SLIDE_OUT_OF_MEMORY, or SLIDE_NO_DATA where a class is absent. @param[in] estimate  [subset->rows] */
enum slide_status cut_scores_of(const struct sample_table *table, const struct subset *subset, const float *estimate,
                                double threshold, struct cut_scores *scores, struct slide_error *error);

/** What is NaN is null. */
json_t *cut_scores_to_json(const struct cut_scores *scores);

/** @param json  NULL where there are none. Fails with SLIDE_BAD_INPUT where it cannot be read. */
enum slide_status cut_scores_from_json(const json_t *json, struct cut_scores *scores, struct slide_error *error);

#endif
