/** How samples become a fitted model: what is the same for every member, fold and candidate of a run. */
#ifndef SLIDE_LEARN_RECIPE_H
#define SLIDE_LEARN_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/calibrate.h"
#include "learn/learner.h"
#include "learn/predictor.h"
#include "learn/scale.h"

/** How much the classes weigh in training. */
enum class_weights {
    CLASS_WEIGHTS_NONE,
    CLASS_WEIGHTS_BALANCED, /**< n / (2 n_c) for a sample of class c with n_c of n samples */
    CLASS_WEIGHTS_RATIO,    /**< n_0 / n_1 for a landslide, 1 for another */
    CLASS_WEIGHTS_POSITIVE  /**< a number for a landslide, 1 for another */
};

/** The predictors are the owner's; a recipe with fewer of them serves a table with fewer columns. */
struct recipe {
    const struct learner *learner;
    struct learner_settings settings; /**< the seed is also the sampling's and the split's */
    enum scale_kind scale;
    enum class_weights weights;
    double positive_weight; /**< > 0, with CLASS_WEIGHTS_POSITIVE */
    bool keep_weighted;     /**< leave probabilities as the class weights made them */
    enum calibration_kind calibration;
    size_t calibration_folds; /**< at least 2, where there is calibration */
    size_t predictors;
    struct predictor *predictor; /**< [predictors] */
};

#endif
