/** Random forests of classes and of quantities (Breiman 2001). */
#ifndef SLIDE_LEARN_FOREST_H
#define SLIDE_LEARN_FOREST_H

#include "learn/learner.h"

/** Probability of label 1: the mean of the leaves' shares, as scikit-learn has it. */
extern const struct learner learner_forest;

/** A quantity such as an areal density, by mean absolute error as in Burrows et al. (2021), or by squared error. */
extern const struct learner learner_forest_regression;

#endif
