/**
 * From predictor values, as maps hold them, to the features that a learner sees. Fitted once on the training samples,
 * kept in the model, applied by the same code at prediction.
 */
#ifndef SLIDE_LEARN_TRANSFORM_H
#define SLIDE_LEARN_TRANSFORM_H

#include <stddef.h>

#include "base/status.h"
#include "learn/predictor.h"
#include "learn/table.h"

enum transform_kind { TRANSFORM_IDENTITY, TRANSFORM_ONE_HOT };

/** More categories than this in one predictor are an error of the user: a continuous map named as categories. */
#define TRANSFORM_MOST_CATEGORIES 256

/** What one predictor becomes: `width` features from column `first` on. */
struct transform_step {
    enum transform_kind kind;
    size_t first;
    size_t width;
    int *category; /**< [width] ascending, one-hot only: the categories of the training samples */
};

/** Free with transform_free. */
struct transform {
    size_t predictors;
    size_t features;
    struct transform_step *step; /**< [predictors] */
};

/** "identity", "one_hot": as in the model file. */
const char *transform_kind_name(enum transform_kind kind);

/** The kind of that name in *kind; SLIDE_BAD_INPUT when there is none. */
enum slide_status transform_kind_find(const char *name, enum transform_kind *kind, struct slide_error *error);

/**
 * Looks at the training samples: finds the categories of categorical predictors.
 *
 * @param[in]  train      the rows to look at, no others
 * @param[in]  predictor  [table->predictors]
 * @param[out] transform  the caller frees it
 *
 * Fails with SLIDE_BAD_INPUT for a categorical predictor with a value that is no whole number below 2^24, or with more
 * than TRANSFORM_MOST_CATEGORIES categories.
 */
enum slide_status transform_fit(const struct sample_table *table, const struct subset *train,
                                const struct predictor *predictor, struct transform *transform,
                                struct slide_error *error);

/** Lays the features out one after the other once every step's kind and width are known. */
void transform_place(struct transform *transform);

/**
 * @param[in]     value    [rows * predictors], no NaN
 * @param[out]    feature  [rows * features]; a category unseen in training gives all zeros
 * @param[in,out] unseen   [predictors] counts of such values are added; may be NULL
 */
void transform_apply(const struct transform *transform, const float *value, size_t rows, float *feature,
                     size_t *unseen);

/**
 * Name of a feature: the predictor's label, with "=category" behind it for one of a one-hot set. What XGBoost cannot
 * have in a name ([, ], <) becomes an underscore.
 */
void transform_feature_name(const struct transform *transform, const struct predictor *predictor, size_t feature,
                            char *name, size_t size);

void transform_free(struct transform *transform);

#endif
