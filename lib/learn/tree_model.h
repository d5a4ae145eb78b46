/** The fitted state of every learner that grows trees, and what all of them do with it. */
#ifndef SLIDE_LEARN_TREE_MODEL_H
#define SLIDE_LEARN_TREE_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "learn/evaluator.h"
#include "learn/trees.h"

struct tree_model {
    struct trees trees;
    struct evaluator *evaluator;
    void *booster;     /**< the XGBoost library's handle; NULL for a forest */
    bool logistic;     /**< the margin is a logit */
    float least, most; /**< of a forest's estimates */
    int threads;
};

/** Takes trees and booster over, also when it fails. @param[out] fitted  a struct tree_model; NULL on failure */
enum slide_status tree_model_new(struct trees *trees, void *booster, bool logistic, int threads, void **fitted,
                                 struct slide_error *error);

/** The functions of struct learner. */
enum slide_status tree_model_predict(void *fitted, const float *value, size_t rows, size_t features, float *estimate,
                                     struct slide_error *error);
enum slide_status tree_model_importance(void *fitted, size_t features, double *importance, struct slide_error *error);
enum slide_status tree_model_contributions(void *fitted, const float *value, size_t rows, size_t features,
                                           float *contribution, struct slide_error *error);
void tree_model_free(void *fitted);

#endif
