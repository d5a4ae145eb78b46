/** Gradient boosting that always splits the leaf of most gain, as LightGBM does (Ke et al. 2017), by XGBoost. */
#ifndef SLIDE_LEARN_LEAFWISE_H
#define SLIDE_LEARN_LEAFWISE_H

#include "learn/learner.h"

extern const struct learner learner_leafwise;

#endif
