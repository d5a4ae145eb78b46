/** One fit of a recipe to samples: its transforms, the learner's state and its scores. An ensemble has many. */
#ifndef SLIDE_LEARN_MEMBER_H
#define SLIDE_LEARN_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/checksum.h"
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
};

/** Free with member_free. */
struct member {
    uint64_t seed; /**< of its draw, split and learner */
    struct sampling sampling;
    struct split_counts counts;
    struct transform transform;
    struct member_scores scores;
    void *fitted;                 /**< the learner's */
    char checksum[CHECKSUM_SIZE]; /**< of the learner's bytes; set by writing and reading a model file */
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
 * The learner's estimates for predictors' values as the maps hold them: probabilities of the samples' mixture of
 * classes, or quantities.
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

/** Names of the features, [transform.features], one block of memory; free() it. NULL when memory is short. */
char **member_feature_names(const struct recipe *recipe, const struct member *member);

void member_free(const struct recipe *recipe, struct member *member);

#endif
