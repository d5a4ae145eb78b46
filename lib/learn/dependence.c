/** Estimates of cells whose values were exchanged. */
#include "learn/dependence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "score/ranking.h"

/* A copy of the cells' values that may be changed, and room for estimates. */
struct changed_cells {
    float *value;
    float *estimate;
};

static void changed_free(struct changed_cells *changed)
{
    free(changed->value);
    free(changed->estimate);
}

static enum slide_status changed_copy(const struct dependence_cells *cells, struct changed_cells *changed,
                                      struct slide_error *error)
{
    const size_t bytes = cells->rows * cells->predictors * sizeof *changed->value;

    changed->value = malloc(bytes + 1);
    changed->estimate = malloc((cells->rows + 1) * sizeof *changed->estimate);
    if (!changed->value || !changed->estimate) {
        changed_free(changed);
        return slide_out_of_memory(error, (double)bytes, "the cells to look at");
    }
    memcpy(changed->value, cells->value, bytes);
    return SLIDE_OK;
}

/* Deals one column out anew (Fisher and Yates; Durstenfeld 1964). */
static void shuffle_column(const struct dependence_cells *cells, size_t predictor, struct random_stream *stream,
                           float *value)
{
    for (size_t i = cells->rows; i > 1; i--) {
        float *one = &value[(i - 1) * cells->predictors + predictor];
        float *other = &value[random_below(stream, i) * cells->predictors + predictor];
        const float kept = *one;

        *one = *other;
        *other = kept;
    }
}

static void restore_column(const struct dependence_cells *cells, size_t predictor, float *value)
{
    for (size_t i = 0; i < cells->rows; i++)
        value[i * cells->predictors + predictor] = cells->value[i * cells->predictors + predictor];
}

static enum slide_status area_of(const struct dependence_cells *cells, const struct estimator *estimator,
                                 const struct changed_cells *changed, double *auc_roc, struct slide_error *error)
{
    struct ranking ranking = {0};
    enum slide_status status =
        estimator->estimate(estimator->model, changed->value, cells->rows, changed->estimate, error);

    if (status == SLIDE_OK)
        status = ranking_of_scores(changed->estimate, cells->label, cells->rows, &ranking, error);
    *auc_roc = ranking.auc_roc;
    return status;
}

static enum slide_status lose_predictor(const struct dependence_cells *cells, const struct estimator *estimator,
                                        size_t predictor, int repeats, uint64_t seed, double whole,
                                        struct changed_cells *changed, struct permutation_loss *loss,
                                        struct slide_error *error)
{
    double mean = 0., squares = 0.; /* Welford's */

    for (int r = 0; r < repeats; r++) {
        struct random_stream stream = random_stream_at(seed, (uint64_t)predictor * (uint64_t)repeats + (uint64_t)r);
        double auc_roc, apart;
        enum slide_status status;

        shuffle_column(cells, predictor, &stream, changed->value);
        status = area_of(cells, estimator, changed, &auc_roc, error);
        restore_column(cells, predictor, changed->value);
        if (status != SLIDE_OK)
            return status;
        apart = whole - auc_roc - mean;
        mean += apart / (r + 1);
        squares += apart * (whole - auc_roc - mean);
    }
    *loss = (struct permutation_loss){mean, repeats > 1 ? sqrt(squares / (repeats - 1)) : NAN};
    return SLIDE_OK;
}

enum slide_status permutation_losses(const struct dependence_cells *cells, const struct estimator *estimator,
                                     int repeats, uint64_t seed, double *auc_roc, struct permutation_loss *loss,
                                     struct slide_error *error)
{
    struct changed_cells changed;
    enum slide_status status = changed_copy(cells, &changed, error);

    if (status != SLIDE_OK)
        return status;
    status = area_of(cells, estimator, &changed, auc_roc, error);
    for (size_t i = 0; i < cells->predictors && status == SLIDE_OK; i++)
        status = lose_predictor(cells, estimator, i, repeats, seed, *auc_roc, &changed, &loss[i], error);
    changed_free(&changed);
    return status;
}

enum slide_status individual_expectations(const struct dependence_cells *cells, const struct estimator *estimator,
                                          size_t predictor, const float *at, size_t places, float *expectation,
                                          struct slide_error *error)
{
    struct changed_cells changed;
    enum slide_status status = changed_copy(cells, &changed, error);

    if (status != SLIDE_OK)
        return status;
    for (size_t place = 0; place < places && status == SLIDE_OK; place++) {
        for (size_t i = 0; i < cells->rows; i++)
            changed.value[i * cells->predictors + predictor] = at[place];
        status =
            estimator->estimate(estimator->model, changed.value, cells->rows, expectation + place * cells->rows, error);
    }
    changed_free(&changed);
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
