/** Logistic regression by Newton's method, with an optional L2 penalty. */
#ifndef SLIDE_LEARN_LOGISTIC_H
#define SLIDE_LEARN_LOGISTIC_H

#include "learn/learner.h"

extern const struct learner learner_logistic;

#endif
