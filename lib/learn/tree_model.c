#include "learn/tree_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/trees_file.h"
#include "learn/xgboost_library.h"

#define CONTRIBUTION_ROWS 16384 /* of a block that the library copies */

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
    if (status != SLIDE_OK || !model->logistic)
        return status;
#pragma omp parallel for num_threads(model->threads > 1 ? model->threads : 1) schedule(static)
    for (size_t i = 0; i < rows; i++)
        estimate[i] = probability_of(estimate[i]);
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

static enum slide_status open_booster(struct tree_model *model, struct slide_error *error)
{
    char *bytes;
    size_t size;
    enum slide_status status;

    if (model->booster)
        return SLIDE_OK;
    status = trees_write(&model->trees, &bytes, &size, error);
    if (status == SLIDE_OK) {
        status = xgboost_open(bytes, size, model->threads, &model->booster, error);
        free(bytes);
    }
    return status;
}

static enum slide_status contributions_of_block(const struct tree_model *model, const float *value, size_t rows,
                                                float *contribution, struct slide_error *error)
{
    static const char config[] = "{\"type\": 2, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": 0, "
                                 "\"strict_shape\": false}";
    const size_t features = model->trees.features;
    DMatrixHandle matrix;
    const bst_ulong *shape;
    const float *result;
    bst_ulong dimensions;
    enum slide_status status = xgboost_matrix(value, NULL, rows, features, model->threads, &matrix, error);

    if (status == SLIDE_OK &&
        XGBoosterPredictFromDMatrix(model->booster, matrix, config, &shape, &dimensions, &result) != 0)
        status = xgboost_failed("part a prediction among the features", error);
    if (status == SLIDE_OK)
        memcpy(contribution, result, rows * (features + 1) * sizeof *contribution);
    if (matrix)
        XGDMatrixFree(matrix);
    return status;
}

enum slide_status tree_model_contributions(void *fitted, const float *value, size_t rows, size_t features,
                                           float *contribution, struct slide_error *error)
{
    struct tree_model *model = fitted;
    enum slide_status status = open_booster(model, error);

    for (size_t first = 0; first < rows && status == SLIDE_OK; first += CONTRIBUTION_ROWS) {
        const size_t count = rows - first < CONTRIBUTION_ROWS ? rows - first : CONTRIBUTION_ROWS;

        status = contributions_of_block(model, value + first * features, count, contribution + first * (features + 1),
                                        error);
    }
    return status;
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
