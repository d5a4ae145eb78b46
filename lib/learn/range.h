/** Where predictors leave what was seen in training: values beyond the range, categories that did not occur. */
#ifndef SLIDE_LEARN_RANGE_H
#define SLIDE_LEARN_RANGE_H

#include <stddef.h>

#include "learn/recipe.h"
#include "learn/transform.h"

/**
 * @param[in]     transform  tells the categories that were seen
 * @param[in]     value      [rows * recipe->predictors], no NaN
 * @param[in,out] outside    [predictors] rows where the predictor leaves are added
 * @param[out]    leaving    [rows] how many predictors do; may be NULL
 */
void range_leave(const struct recipe *recipe, const struct transform *transform, const float *value, size_t rows,
                 size_t *outside, float *leaving);

#endif
