/** Gradient-boosted trees by the XGBoost library (Chen and Guestrin 2016). */
#ifndef SLIDE_LEARN_XGBOOST_H
#define SLIDE_LEARN_XGBOOST_H

#include "learn/learner.h"

extern const struct learner learner_xgboost;

#endif
