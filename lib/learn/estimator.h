/** Anything that estimates from predictors' values: a model, one of its members, a function in a test. */
#ifndef SLIDE_LEARN_ESTIMATOR_H
#define SLIDE_LEARN_ESTIMATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** @param[in] value  [rows * predictors], no NaN. @param[out] estimate  [rows] */
struct estimator {
    enum slide_status (*estimate)(const void *model, const float *value, size_t rows, float *estimate,
                                  struct slide_error *error);
    const void *model;
    bool quantity; /**< estimates a number, not a probability, and is scored as such */
};

#endif
