#include "learn/range.h"

#include <stdbool.h>

static bool is_known(const struct transform_step *step, float value)
{
    for (size_t i = 0; i < step->width; i++)
        if ((float)step->category[i] == value)
            return true;
    return false;
}

void range_leave(const struct recipe *recipe, const struct transform *transform, const float *value, size_t rows,
                 size_t *outside, float *leaving)
{
    for (size_t row = 0; row < rows; row++, value += recipe->predictors) {
        int count = 0;

        for (size_t i = 0; i < recipe->predictors; i++) {
            const struct predictor *predictor = &recipe->predictor[i];
            const bool leaves = transform->step[i].category
                                    ? !is_known(&transform->step[i], value[i])
                                    : value[i] < (float)predictor->min || value[i] > (float)predictor->max;

            outside[i] += leaves;
            count += leaves;
        }
        if (leaving)
            leaving[row] = (float)count;
    }
}
