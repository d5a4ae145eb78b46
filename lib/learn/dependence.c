#include "learn/dependence.h"

#include <stdlib.h>
#include <string.h>

enum slide_status individual_expectations(const struct dependence_cells *cells, const struct estimator *estimator,
                                          size_t predictor, const float *at, size_t places, float *expectation,
                                          struct slide_error *error)
{
    const size_t bytes = cells->rows * cells->predictors * sizeof(float);
    float *value = malloc(bytes + 1);
    enum slide_status status = SLIDE_OK;

    if (!value)
        return slide_out_of_memory(error, (double)bytes, "the cells to look at");
    memcpy(value, cells->value, bytes);
    for (size_t place = 0; place < places && status == SLIDE_OK; place++) {
        for (size_t i = 0; i < cells->rows; i++)
            value[i * cells->predictors + predictor] = at[place];
        status = estimator->estimate(estimator->model, value, cells->rows, expectation + place * cells->rows, error);
    }
    free(value);
    return status;
}

static int ascending(const void *a, const void *b)
{
    const float left = *(const float *)a, right = *(const float *)b;

    return (left > right) - (left < right);
}

/* Of sorted values, interpolated linearly between order statistics. */
static double quantile(const float *value, size_t count, double share)
{
    const double place = share * (double)(count - 1);
    const size_t below = (size_t)place, above = below + 1 < count ? below + 1 : below;

    return value[below] + (place - (double)below) * ((double)value[above] - value[below]);
}

enum slide_status dependence_grid(const struct dependence_cells *cells, size_t predictor, int categorical, size_t most,
                                  float **at, size_t *places, struct slide_error *error)
{
    const size_t rows = cells->rows, room = rows > most ? rows : most;
    float *value = malloc((room + 1) * sizeof *value);
    size_t distinct = 0;

    *at = NULL;
    if (!value)
        return slide_out_of_memory(error, (double)room * sizeof *value, "a predictor's values");
    for (size_t i = 0; i < rows; i++)
        value[i] = cells->value[i * cells->predictors + predictor];
    qsort(value, rows, sizeof *value, ascending);
    for (size_t i = 0; i < rows; i++)
        distinct += i == 0 || value[i] != value[i - 1];
    if (categorical || distinct <= most) {
        *places = 0;
        for (size_t i = 0; i < rows; i++)
            if (i == 0 || value[i] != value[*places - 1])
                value[(*places)++] = value[i];
    } else {
        const double low = quantile(value, rows, 0.05), high = quantile(value, rows, 0.95);

        *places = high > low && most > 1 ? most : 1;
        for (size_t i = 0; i < *places; i++)
            value[i] = (float)(low + (high - low) * (double)i / (double)(*places > 1 ? *places - 1 : 1));
    }
    *at = value;
    return SLIDE_OK;
}
