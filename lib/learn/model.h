/** A trained model: what it was trained on, how, and its members with their scores. */
#ifndef SLIDE_LEARN_MODEL_H
#define SLIDE_LEARN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/applicability.h"
#include "learn/checksum.h"
#include "learn/event.h"
#include "learn/mapping.h"
#include "learn/member.h"
#include "learn/net_record.h"
#include "learn/recipe.h"
#include "learn/split.h"
#include "learn/tune.h"
#include "learn/validate.h"

/** Where it was trained. */
struct model_region {
    double north, south, east, west; /**< map units of the projection */
    double ns_res, ew_res;
    int rows, cols;
    char projection[128];
};

/** Free with model_free. */
struct model {
    struct recipe recipe; /**< its predictors are owned here */
    char *label_map;      /**< name@mapset */
    enum split_kind split;
    double test_share;
    double threshold;                     /**< that held-out probabilities are cut at for the members' scores */
    struct mapping mapping;               /**< what samples are: cells or units */
    struct split_place place;             /**< of splits by place; its zones are the run's */
    struct validation_summary validation; /**< folds is 0 where there was none */
    struct tuning_summary tuned;          /**< candidates is 0 where there was none */
    struct model_region region;
    size_t events;             /**< 0 where the event was not named */
    struct model_event *event; /**< [events], in the order of their tables */
    size_t members;
    struct member *member; /**< [members], at least one: one fit for each draw of samples */
    size_t marked;         /**< the member of median AUC-ROC, the lower one of two; 0 when none is scored */
    struct applicability applicability; /**< of the marked member; of no points when there is none */
    double *importance;                 /**< [predictors] by importance_measure; NULL where none was computed */
    char importance_measure[48];        /**< such as "permutation_auc_pr" or "gain" */
    struct net_record net;              /**< of a spatial learner */
    char identity[CHECKSUM_SIZE]; /**< of model.json, which holds the learners' checksums; set by writing and reading */
};

/** Samples that one member is fitted to. The rows are the owner's. */
struct draw {
    struct subset rows;
    struct sampling sampling;
    uint64_t seed; /**< of its split and its learner; of its sampling too */
};

/** How the model's samples are split, for a draw's seed. */
struct split_plan model_split_plan(const struct model *model, uint64_t seed);

/**
 * Fits one member for each draw to the samples that its split leaves for training, and scores it on the others.
 * Where it was cross-validated and the learner stops early, the first of such folds of the training part does not
 * train: it says when to stop.
 * The model must have recipe, split, test share and region; predictors get their ranges, over all training samples.
 *
 * @param[in]  draw   [draws]
 * @param[out] split  [draws] the caller frees each; NULL when not wanted
 */
enum slide_status model_fit(struct model *model, const struct sample_table *table, const struct draw *draw,
                            size_t draws, struct split *split, struct slide_error *error);

/**
 * Fits one member to training samples as model_fit does: where the learner stops early, it stops by their first fold.
 *
 * @param[in] recipe  the model's or one of fewer predictors; its seed is the member's
 * @param[in] table   the model's, or one of fewer columns
 */
enum slide_status model_fit_samples(const struct model *model, const struct recipe *recipe,
                                    const struct sample_table *table, const struct subset *train, struct member *member,
                                    struct slide_error *error);

/**
 * Estimates of one member, from the predictors' values.
 *
 * @param[in]     member       below model->members
 * @param[in]     value        [rows * predictors] as in the maps, no NaN
 * @param[in]     corrected    correct for the thinned classes, so that p is that of the training region; where strata
 *                             were thinned differently and a predictor tells them, of each stratum
 * @param[out]    feature      [rows * model_most_features(model)] scratch
 * @param[out]    estimate     [rows] probabilities 0 to 1, or quantities
 * @param[in,out] unseen       [predictors] values of categories unseen in training are counted; may be NULL
 */
enum slide_status model_predict(const struct model *model, size_t member, const float *value, size_t rows,
                                bool corrected, float *feature, float *estimate, size_t *unseen,
                                struct slide_error *error);

/** Marks the member of median AUC-ROC. Fails with SLIDE_OUT_OF_MEMORY only. */
enum slide_status model_mark_median(struct model *model, struct slide_error *error);

/** The most features that any member's transforms make. */
size_t model_most_features(const struct model *model);

void model_free(struct model *model);

#endif
