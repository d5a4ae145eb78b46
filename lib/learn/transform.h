/**
 * From predictor values, as maps hold them, to the features that a learner sees. Fitted once on the training samples,
 * kept in the model, applied by the same code at prediction.
 */
#ifndef SLIDE_LEARN_TRANSFORM_H
#define SLIDE_LEARN_TRANSFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "learn/predictor.h"
#include "learn/scale.h"
#include "learn/table.h"

enum transform_kind { TRANSFORM_IDENTITY, TRANSFORM_ONE_HOT, TRANSFORM_CIRCULAR };

/** What a cell without an aspect holds in maps of r.slope.aspect -n; without that flag it is 0. */
#define TRANSFORM_FLAT (-9999.f)

/** More categories than this in one predictor are an error of the user: a continuous map named as categories. */
#define TRANSFORM_MOST_CATEGORIES 256

/** What one predictor becomes: `width` features from column `first` on. */
struct transform_step {
    enum transform_kind kind;
    size_t first;
    size_t width;
    int *category;     /**< [width] ascending, one-hot only: the categories of the training samples */
    bool zero_is_flat; /**< circular only */
    bool absolute;     /**< the magnitude is taken first */
    double floor;      /**< then the natural logarithm of no less than this; 0 for no logarithm */
    double shift[2];   /**< then a feature is (value - shift) / spread; not for one-hots */
    double spread[2];  /**< > 0; 1 where nothing is scaled or all samples are alike */
};

/** Free with transform_free. */
struct transform {
    size_t predictors;
    size_t features;
    struct transform_step *step; /**< [predictors] */
};

/** "identity", "one_hot", "circular": as in the model file. */
const char *transform_kind_name(enum transform_kind kind);

/** The kind of that name in *kind; SLIDE_BAD_INPUT when there is none. */
enum slide_status transform_kind_find(const char *name, enum transform_kind *kind, struct slide_error *error);

/**
 * Looks at the training samples: finds the categories of categorical predictors, and the floor of logarithms: the least
 * positive value. Zeros, there as at prediction, count as that; so nothing depends on the unit, as it would in ln(1 +
 * x).
 *
 * Circular predictors become sine and cosine of an angle in degrees. Where a slope has no direction both are 0, which
 * is as far from every direction: the value is TRANSFORM_FLAT, or 0 where the predictor says that zero is flat.
 *
 * @param[in]  train      the rows to look at, no others
 * @param[in]  predictor  [table->predictors]
 * @param[out] transform  the caller frees it
 *
 * Fails with SLIDE_BAD_INPUT for a categorical predictor with a value that is no whole number below 2^24, or with more
 * than TRANSFORM_MOST_CATEGORIES categories; for a logarithm of negative values, or of none above 0.
 */
enum slide_status transform_fit(const struct sample_table *table, const struct subset *train,
                                const struct predictor *predictor, struct transform *transform,
                                struct slide_error *error);

/**
 * Fits shift and spread of every feature but one-hots to the training samples, after transform_fit. Held-out values may
 * leave 0 to 1. A feature that is the same in all samples becomes 0 there. Standard deviations are those of the
 * population (divided by n).
 */
void transform_scale(const struct sample_table *table, const struct subset *train, enum scale_kind scale,
                     struct transform *transform);

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
 * Name of a feature: the predictor's label, with "=category" behind it for one of a one-hot set, "sin(label)" and
 * "cos(label)" for an angle, and what is taken of the value, such as "ln(|label|)". What XGBoost cannot
 * have in a name ([, ], <) becomes an underscore.
 */
void transform_feature_name(const struct transform *transform, const struct predictor *predictor, size_t feature,
                            char *name, size_t size);

void transform_free(struct transform *transform);

#endif
