/** The training run: what was asked for, and the steps from maps to a written model. */
#ifndef SLIDE_TRAIN_RUN_H
#define SLIDE_TRAIN_RUN_H

#include <stdbool.h>

#include "grass/stack.h"
#include "learn/model.h"
#include "treatment.h"

/** The user's wishes, checked. */
struct request {
    struct stack predictors;
    struct stack label; /**< one map */
    char **categorical; /**< names of predictors that are categories, ended by NULL; or NULL */
    const char *model_path;
    const char *test_map;     /**< NULL: none */
    const char *coefficients; /**< CSV file; NULL: none */
    struct treatment_options treatment;
    const struct learner *learner;
    struct learner_settings settings;
    enum split_kind split;
    double test_share;
    double negatives;
    size_t applicability; /**< samples kept for the area of applicability; 0: none */
};

/** Trains, writes test map and model, and fills `model` for the report; model_free it. Ends the module on failure. */
void run_training(struct request *request, struct model *model);

#endif
