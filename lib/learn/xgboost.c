#include "learn/xgboost.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xgboost/c_api.h>

#include "base/random.h"

enum { ROUNDS, ETA, MAX_DEPTH, MIN_CHILD_WEIGHT, SUBSAMPLE, COLSAMPLE, LAMBDA, ALPHA, GAMMA, MAX_BIN };

static const struct learner_parameter parameters[] = {
    [ROUNDS] = {"rounds", "number of trees", 200., 1., 100000., true},
    [ETA] = {"eta", "learning rate", 0.05, 1e-6, 1., false},
    [MAX_DEPTH] = {"max_depth", "most levels of a tree", 4., 1., 30., true},
    [MIN_CHILD_WEIGHT] = {"min_child_weight", "least sum of p (1 - p) in a leaf", 5., 0., 1e9, false},
    [SUBSAMPLE] = {"subsample", "share of samples a tree sees", 0.8, 1e-6, 1., false},
    [COLSAMPLE] = {"colsample_bytree", "share of features a tree sees", 0.5, 1e-6, 1., false},
    [LAMBDA] = {"lambda", "L2 penalty of leaf values", 1., 0., 1e9, false},
    [ALPHA] = {"alpha", "L1 penalty of leaf values", 0., 0., 1e9, false},
    [GAMMA] = {"gamma", "least gain of a split", 0., 0., 1e9, false},
    [MAX_BIN] = {"max_bin", "histogram bins of a feature", 256., 2., 65536., true},
    {NULL, NULL, 0., 0., 0., false},
};

/* The library's text is a sentence with a place in its source before it and a stack trace behind it. */
static enum slide_status xgboost_failed(const char *doing, struct slide_error *error)
{
    const char *text = XGBGetLastError();
    const char *begin = strstr(text, "] ");
    const char *end;

    begin = begin ? begin + 2 : text;
    end = strstr(begin, "Stack trace");
    return slide_fail(error, SLIDE_FAILED, "XGBoost could not %s: %.*s", doing,
                      end ? (int)(end - begin) : (int)strlen(begin), begin);
}

/* XGBoost's description of an array in memory */
static void array_interface(const void *array, size_t rows, size_t columns, char *text, size_t size)
{
    snprintf(text, size, "{\"data\": [%llu, true], \"shape\": [%zu, %zu], \"typestr\": \"<f4\", \"version\": 3}",
             (unsigned long long)(uintptr_t)array, rows, columns);
}

static enum slide_status set_number(BoosterHandle booster, const char *name, double value, struct slide_error *error)
{
    char text[40];

    snprintf(text, sizeof text, "%.10g", value); /* ten digits: seeds are whole numbers below 2^31 */
    if (XGBoosterSetParam(booster, name, text) != 0)
        return xgboost_failed(name, error);
    return SLIDE_OK;
}

static double positive_share(const struct learner_data *data)
{
    double positives = 0., all = 0.;

    for (size_t i = 0; i < data->rows; i++) {
        const double weight = data->weight ? data->weight[i] : 1.;

        positives += weight * data->label[i];
        all += weight;
    }
    return positives / all;
}

static enum slide_status configure(BoosterHandle booster, const struct learner_data *data,
                                   const struct learner_settings *settings, struct slide_error *error)
{
    static const char *const fixed[][2] = {
        {"verbosity", "0"},
        {"booster", "gbtree"},
        {"objective", "binary:logistic"},
        /* 'auto' may pick 'exact', which knows no bins */
        {"tree_method", "hist"},
    };
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (XGBoosterSetParam(booster, fixed[i][0], fixed[i][1]) != 0)
            return xgboost_failed(fixed[i][0], error);
    for (size_t i = 0; parameters[i].name && status == SLIDE_OK; i++)
        if (i != ROUNDS && i != SUBSAMPLE) /* both are done here: see boost() */
            status = set_number(booster, parameters[i].name, settings->parameter[i], error);
    if (status == SLIDE_OK)
        status = set_number(booster, "seed", (double)(settings->seed % 2147483647u), error);
    if (status == SLIDE_OK)
        status = set_number(booster, "nthread", settings->threads, error);
    if (status == SLIDE_OK) /* a start at the samples' own odds saves the rounds that would find them */
        status = set_number(booster, "base_score", positive_share(data), error);
    return status;
}

/**
 * Gradient and curvature of the logistic loss at the margins, rounded to multiples of 2^-24. Sums of up to 2^29 such
 * numbers are exact in XGBoost's double histograms, so that it does not matter in which order threads add them up.
 * Samples that the round leaves out (subsample) get zeros, as XGBoost does itself.
 */
static void logistic_gradient(const struct learner_data *data, const struct learner_settings *settings, int round,
                              const float *margin, float *gradient, float *curvature)
{
    struct random_stream stream = random_stream_at(settings->seed, (uint64_t)round);
    const double share = settings->parameter[SUBSAMPLE];

    for (size_t i = 0; i < data->rows; i++) {
        const double p = 1. / (1. + exp(-(double)margin[i]));
        const bool seen = share >= 1. || random_uniform(&stream) < share;
        const double weight = data->weight ? data->weight[i] : 1.;

        gradient[i] = seen ? (float)(rint(weight * (p - data->label[i]) * 0x1p24) * 0x1p-24) : 0.f;
        curvature[i] = seen ? (float)(fmax(rint(weight * p * (1. - p) * 0x1p24), 1.) * 0x1p-24) : 0.f;
    }
}

static enum slide_status boost(BoosterHandle booster, DMatrixHandle matrix, const struct learner_data *data,
                               const struct learner_settings *settings, float *gradient, float *curvature,
                               struct slide_error *error)
{
    static const char margins[] = "{\"type\": 1, \"training\": true, \"iteration_begin\": 0, \"iteration_end\": 0, "
                                  "\"strict_shape\": false}";
    const int rounds = (int)settings->parameter[ROUNDS];

    for (int round = 0; round < rounds; round++) {
        const bst_ulong *shape;
        const float *margin;
        bst_ulong dimensions;

        if (settings->progress)
            settings->progress(round, rounds, 5);
        if (XGBoosterPredictFromDMatrix(booster, matrix, margins, &shape, &dimensions, &margin) != 0)
            return xgboost_failed("predict while training", error);
        logistic_gradient(data, settings, round, margin, gradient, curvature);
        if (XGBoosterBoostOneIter(booster, matrix, gradient, curvature, data->rows) != 0)
            return xgboost_failed("grow a tree", error);
    }
    if (settings->progress)
        settings->progress(rounds, rounds, 5);
    return SLIDE_OK;
}

static enum slide_status make_matrix(const struct learner_data *data, int threads, DMatrixHandle *matrix,
                                     struct slide_error *error)
{
    char array[160], config[80];
    int failed;

    array_interface(data->value, data->rows, data->features, array, sizeof array);
    snprintf(config, sizeof config, "{\"missing\": NaN, \"nthread\": %d}", threads);
    failed = XGDMatrixCreateFromDense(array, config, matrix) != 0 ||
             XGDMatrixSetFloatInfo(*matrix, "label", data->label, data->rows) != 0;
    return failed ? xgboost_failed("take the samples", error) : SLIDE_OK;
}

static enum slide_status train(BoosterHandle booster, DMatrixHandle matrix, const struct learner_data *data,
                               const struct learner_settings *settings, struct slide_error *error)
{
    float *gradient = malloc(2 * data->rows * sizeof *gradient);
    enum slide_status status;

    if (!gradient)
        return slide_out_of_memory(error, 2. * data->rows * sizeof *gradient, "gradients");
    status = configure(booster, data, settings, error);
    if (status == SLIDE_OK)
        status = boost(booster, matrix, data, settings, gradient, gradient + data->rows, error);
    free(gradient);
    if (status == SLIDE_OK &&
        XGBoosterSetStrFeatureInfo(booster, "feature_name", (const char **)data->name, data->features) != 0)
        return xgboost_failed("name the features", error);
    return status;
}

static enum slide_status fit(const struct learner_data *data, const struct learner_data *validation,
                             const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    DMatrixHandle matrix = NULL;
    BoosterHandle booster = NULL;
    enum slide_status status = make_matrix(data, settings->threads, &matrix, error);

    (void)validation; /* the number of rounds is a parameter */
    if (status == SLIDE_OK && XGBoosterCreate(&matrix, 1, &booster) != 0)
        status = xgboost_failed("begin", error);
    if (status == SLIDE_OK)
        status = train(booster, matrix, data, settings, error);
    if (matrix)
        XGDMatrixFree(matrix);
    if (status != SLIDE_OK && booster)
        XGBoosterFree(booster);
    *fitted = status == SLIDE_OK ? booster : NULL;
    return status;
}

static enum slide_status predict(void *fitted, const float *value, size_t rows, size_t features, float *probability,
                                 struct slide_error *error)
{
    static const char config[] = "{\"type\": 0, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": 0, "
                                 "\"strict_shape\": false, \"missing\": NaN, \"cache_id\": 0}";
    char array[160];
    const bst_ulong *shape;
    const float *result;
    bst_ulong dimensions;

    if (rows == 0)
        return SLIDE_OK;
    array_interface(value, rows, features, array, sizeof array);
    if (XGBoosterPredictFromDense(fitted, array, config, NULL, &shape, &dimensions, &result) != 0)
        return xgboost_failed("predict", error);
    memcpy(probability, result, rows * sizeof *probability);
    return SLIDE_OK;
}

static enum slide_status save(void *fitted, char **bytes, size_t *size, struct slide_error *error)
{
    const char *text;
    bst_ulong length;

    if (XGBoosterSaveModelToBuffer(fitted, "{\"format\": \"json\"}", &length, &text) != 0)
        return xgboost_failed("write its model", error);
    *bytes = malloc(length);
    if (!*bytes)
        return slide_out_of_memory(error, (double)length, "XGBoost's model");
    memcpy(*bytes, text, length);
    *size = length;
    return SLIDE_OK;
}

static enum slide_status load(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                              struct slide_error *error)
{
    BoosterHandle booster;
    bst_ulong expected = 0;
    enum slide_status status = SLIDE_OK;

    if (XGBoosterCreate(NULL, 0, &booster) != 0)
        return xgboost_failed("begin", error);
    if (XGBoosterSetParam(booster, "verbosity", "0") != 0 || XGBoosterLoadModelFromBuffer(booster, bytes, size) != 0 ||
        XGBoosterGetNumFeature(booster, &expected) != 0)
        status = xgboost_failed("read its model", error);
    else if (expected != features)
        status = slide_fail(error, SLIDE_BAD_INPUT, "XGBoost's model expects %llu features, the transforms give %zu.",
                            (unsigned long long)expected, features);
    else
        status = set_number(booster, "nthread", threads, error);
    if (status != SLIDE_OK)
        XGBoosterFree(booster);
    *fitted = status == SLIDE_OK ? booster : NULL;
    return status;
}

static void free_booster(void *fitted)
{
    if (fitted)
        XGBoosterFree(fitted);
}

const struct learner learner_xgboost = {
    .name = "xgboost",
    .description = "gradient-boosted trees (XGBoost)",
    .payload = "xgboost.json",
    .parameter = parameters,
    .fit = fit,
    .predict = predict,
    .save = save,
    .load = load,
    .free = free_booster,
};
