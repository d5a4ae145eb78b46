/** A trained model: what it was trained on, how, its scores, and the learner's own state. */
#ifndef SLIDE_LEARN_MODEL_H
#define SLIDE_LEARN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/checksum.h"
#include "learn/learner.h"
#include "learn/predictor.h"
#include "learn/sampling.h"
#include "learn/split.h"
#include "learn/transform.h"

/** Where it was trained. */
struct model_region {
    double north, south, east, west; /**< map units of the projection */
    double ns_res, ew_res;
    int rows, cols;
    char projection[128];
};

/** On the held-out samples, at their prevalence, which the sampling made. */
struct model_scores {
    bool known; /**< false when nothing was held out */
    double auc_roc;
    double auc_pr; /**< average precision */
    double brier;
    double prevalence;
};

/** Free with model_free. */
struct model {
    const struct learner *learner;
    struct learner_settings settings; /**< the seed is also the sampling's and the split's */
    char *label_map;                  /**< name@mapset */
    size_t predictors;
    struct predictor *predictor; /**< [predictors] */
    struct transform transform;
    struct sampling sampling;
    struct split split; /**< without the samples' own flags when it was read from a file */
    struct model_region region;
    struct model_scores scores;
    void *fitted;                 /**< the learner's */
    char identity[CHECKSUM_SIZE]; /**< of model.json, which holds the learner's checksum; set by writing and reading */
};

/** Names of the features, [transform.features], one block of memory; free() it. NULL when memory is short. */
char **model_feature_names(const struct model *model);

/**
 * Fits transform and learner on the samples that the split leaves for training, and scores them on the others.
 * The model must have learner, settings, predictors and split.
 */
enum slide_status model_fit(struct model *model, const struct sample_table *table, struct slide_error *error);

/**
 * Probabilities of cells from their predictors' values.
 *
 * @param[in]     value        [rows * predictors] as in the maps, no NaN
 * @param[in]     corrected    correct for the thinned negatives, so that p is that of the training region
 * @param[out]    feature      [rows * transform.features] scratch
 * @param[out]    probability  [rows] 0 to 1
 * @param[in,out] unseen       [predictors] values of categories unseen in training are counted; may be NULL
 */
enum slide_status model_predict(const struct model *model, const float *value, size_t rows, bool corrected,
                                float *feature, float *probability, size_t *unseen, struct slide_error *error);

void model_free(struct model *model);

#endif
