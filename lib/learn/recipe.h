/** How samples become a fitted model: what is the same for every member, fold and candidate of a run. */
#ifndef SLIDE_LEARN_RECIPE_H
#define SLIDE_LEARN_RECIPE_H

#include "learn/learner.h"
#include "learn/predictor.h"

/** The predictors are the owner's; a recipe with fewer of them serves a table with fewer columns. */
struct recipe {
    const struct learner *learner;
    struct learner_settings settings; /**< the seed is also the sampling's and the split's */
    size_t predictors;
    struct predictor *predictor; /**< [predictors] */
};

#endif
