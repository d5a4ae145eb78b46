#include "learn/tree_model.h"

#include <math.h>
#include <stdlib.h>

#include "learn/shap.h"
#include "learn/xgboost_library.h"

/* A mean of leaves is none beyond the outermost of them. Their sum is, by what adding up in single precision rounds: a
 * probability of 1.0000001 would be none. */
static void bound(struct tree_model *model)
{
    const struct trees *trees = &model->trees;

    model->least = INFINITY;
    model->most = -INFINITY;
    for (size_t node = 0; node < trees->nodes; node++)
        if (trees->left[node] < 0) {
            model->least = fminf(model->least, trees->threshold[node] * (float)trees->trees);
            model->most = fmaxf(model->most, trees->threshold[node] * (float)trees->trees);
        }
}

enum slide_status tree_model_new(struct trees *trees, void *booster, bool logistic, int threads, void **fitted,
                                 struct slide_error *error)
{
    struct tree_model *model = malloc(sizeof *model);
    enum slide_status status;

    *fitted = NULL;
    if (!model) {
        trees_free(trees);
        if (booster)
            XGBoosterFree(booster);
        return slide_out_of_memory(error, sizeof *model, "the model");
    }
    *model = (struct tree_model){.trees = *trees, .booster = booster, .logistic = logistic, .threads = threads};
    *trees = (struct trees){0};
    bound(model);
    status = evaluator_new(&model->trees, &model->evaluator, error);
    if (status == SLIDE_OK)
        *fitted = model;
    else
        tree_model_free(model);
    return status;
}

/* in float and with the bounds of the library, whose bits it gives */
static float probability_of(float margin)
{
    return 1.f / (expf(fminf(-margin, 88.7f)) + 1.f + 1e-16f);
}

enum slide_status tree_model_predict(void *fitted, const float *value, size_t rows, size_t features, float *estimate,
                                     struct slide_error *error)
{
    const struct tree_model *model = fitted;
    enum slide_status status = evaluator_margin(model->evaluator, value, rows, model->threads, estimate, error);

    (void)features;
    if (status != SLIDE_OK)
        return status;
#pragma omp parallel for num_threads(model->threads > 1 ? model->threads : 1) schedule(static)
    for (size_t i = 0; i < rows; i++)
        estimate[i] =
            model->logistic ? probability_of(estimate[i]) : fminf(fmaxf(estimate[i], model->least), model->most);
    return SLIDE_OK;
}

enum slide_status tree_model_importance(void *fitted, size_t features, double *importance, struct slide_error *error)
{
    const struct tree_model *model = fitted;

    (void)features;
    (void)error;
    trees_importance(&model->trees, importance);
    return SLIDE_OK;
}

enum slide_status tree_model_contributions(void *fitted, const float *value, size_t rows, size_t features,
                                           float *contribution, struct slide_error *error)
{
    const struct tree_model *model = fitted;

    (void)features;
    return shap_contributions(&model->trees, value, rows, model->threads, contribution, error);
}

void tree_model_free(void *fitted)
{
    struct tree_model *model = fitted;

    if (!model)
        return;
    if (model->booster)
        XGBoosterFree(model->booster);
    evaluator_free(model->evaluator);
    trees_free(&model->trees);
    free(model);
}
