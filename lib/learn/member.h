/** One fit of a recipe to samples: its transforms, the learner's state and its scores. An ensemble has many. */
#ifndef SLIDE_LEARN_MEMBER_H
#define SLIDE_LEARN_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/calibrate.h"
#include "learn/checksum.h"
#include "learn/cut.h"
#include "learn/quantity.h"
#include "learn/recipe.h"
#include "learn/sampling.h"
#include "learn/split.h"
#include "learn/table.h"
#include "learn/transform.h"

/** On held-out samples, at their prevalence, which the sampling made. */
struct member_scores {
    bool known; /**< false when nothing was held out */
    double auc_roc;
    double auc_pr; /**< average precision */
    double brier;
    double prevalence;
    struct cut_scores cut;           /**< of learners of probabilities */
    struct quantity_scores quantity; /**< of learners of quantities; the scores above then take any above 0 as one */
};

/** One state of the learner, and what its estimates mean. */
struct piece {
    void *fitted;                 /**< the learner's */
    char checksum[CHECKSUM_SIZE]; /**< of the learner's bytes; set by writing and reading a model file */
    struct calibrator calibrator;
};

/** Free with member_free. */
struct member {
    uint64_t seed; /**< of its draw, split and learner */
    struct sampling sampling;
    struct split_counts counts;
    struct transform transform;
    struct member_scores scores;
    double weight_ratio; /**< that of a landslide to another sample in training; 1 without class weights */
    size_t pieces;       /**< 1; with calibration as many as it has folds, whose estimates are averaged */
    struct piece *piece; /**< [pieces] */
};

/**
 * Fits transforms and learner.
 *
 * @param[in]  train       rows with both classes
 * @param[in]  validation  rows that early stopping goes by; NULL for none
 * @param[out] member      the caller frees it; sampling, counts and scores are left empty
 */
enum slide_status member_fit(const struct recipe *recipe, const struct sample_table *table, const struct subset *train,
                             const struct subset *validation, struct member *member, struct slide_error *error);

/**
 * Estimates for predictors' values as the maps hold them: probabilities of the samples' mixture of classes, or
 * quantities. Class weights are taken out of the odds again, unless the recipe keeps them; calibration does so by
 * itself.
 *
 * @param[in]     value     [rows * recipe->predictors], no NaN
 * @param[out]    feature   [rows * member->transform.features] scratch
 * @param[out]    estimate  [rows]
 * @param[in,out] unseen    [predictors] values of categories unseen in training are counted; may be NULL
 */
enum slide_status member_predict(const struct recipe *recipe, const struct member *member, const float *value,
                                 size_t rows, float *feature, float *estimate, size_t *unseen,
                                 struct slide_error *error);

/** member_predict for rows of a table. @param[out] estimate  [subset->rows] */
enum slide_status member_estimate(const struct recipe *recipe, const struct member *member,
                                  const struct sample_table *table, const struct subset *subset, float *estimate,
                                  struct slide_error *error);

/** Scores estimates against the labels; both classes must be present. @param[in] estimate  [subset->rows] */
enum slide_status scores_of(const struct sample_table *table, const struct subset *subset, const float *estimate,
                            struct member_scores *scores, struct slide_error *error);

/**
 * Coefficients of a linear learner in the predictors' own units, whatever the scale: the mean over the pieces, with
 * standard errors where there is but one.
 *
 * @param[out] coefficient  [transform.features + 1], the last is the intercept
 */
enum slide_status member_coefficients(const struct recipe *recipe, const struct member *member,
                                      struct learner_coefficient *coefficient, struct slide_error *error);

/**
 * The learner's contributions (see learner.h), the mean over the pieces: of calibrated members what their estimates are
 * before calibration. The learner must have them.
 *
 * @param[in]  feature       [rows * transform.features] as member_predict leaves them
 * @param[out] contribution  [rows * (transform.features + 1)]
 */
enum slide_status member_contributions(const struct recipe *recipe, const struct member *member, const float *feature,
                                       size_t rows, float *contribution, struct slide_error *error);

/** The learner's own importances (see learner.h), the mean over the pieces. @param[out] importance [transform.features]
 */
enum slide_status member_importance(const struct recipe *recipe, const struct member *member, double *importance,
                                    struct slide_error *error);

/** Names of the features, [transform.features], one block of memory; free() it. NULL when memory is short. */
char **member_feature_names(const struct recipe *recipe, const struct member *member);

void member_free(const struct recipe *recipe, struct member *member);

#endif
