#include "learn/bands.h"

#include <math.h>
#include <stdbool.h>

/* @return whether some predictor is null */
static bool clear_nulls(const struct transform *transform, const float *value, float *feature, size_t *unseen)
{
    bool null = false;

    for (size_t i = 0; i < transform->predictors; i++) {
        const struct transform_step *step = &transform->step[i];

        if (!isnan(value[i]))
            continue;
        null = true;
        for (size_t j = 0; j < step->width; j++)
            feature[step->first + j] = 0.f;
        if (unseen && step->kind == TRANSFORM_ONE_HOT)
            unseen[i]--; /* which transform_apply took for a category */
    }
    return null;
}

void bands_of_row(const struct transform *transform, const float *value, size_t cols, float *feature, float *image,
                  size_t plane, float *valid, size_t *unseen)
{
    const size_t features = transform->features;

    transform_apply(transform, value, cols, feature, unseen);
    for (size_t col = 0; col < cols; col++) {
        const bool null = clear_nulls(transform, value + col * transform->predictors, feature + col * features, unseen);

        if (valid)
            valid[col] = null ? 0.f : 1.f;
        for (size_t i = 0; i < features; i++)
            image[i * plane + col] = feature[col * features + i];
    }
}
