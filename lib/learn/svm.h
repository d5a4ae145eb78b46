/** Linear support vector machine (LIBLINEAR; Fan et al. 2008) with probabilities by Platt's sigmoid. */
#ifndef SLIDE_LEARN_SVM_H
#define SLIDE_LEARN_SVM_H

#include "learn/learner.h"

extern const struct learner learner_svm;

#endif
