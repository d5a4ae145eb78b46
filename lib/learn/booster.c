#include "learn/booster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/tree_model.h"
#include "learn/trees_file.h"
#include "learn/xgboost_library.h"

#define GRADIENT_ROWS 4096 /* of a block that draws its own random numbers */

/* everything of one training */
struct training {
    const struct boosting *boosting;
    const struct learner_data *data, *validation;
    const struct learner_settings *settings;
    BoosterHandle booster;
    DMatrixHandle matrix, validation_matrix;
    float *gradient, *curvature; /* [rows] */
    int best;                    /* rounds of the lowest loss of the validation samples */
};

static double weight_of(const struct learner_data *data, size_t row)
{
    return data->weight ? data->weight[row] : 1.;
}

static double positive_share(const struct learner_data *data)
{
    double positives = 0., all = 0.;

    for (size_t i = 0; i < data->rows; i++) {
        positives += weight_of(data, i) * data->label[i];
        all += weight_of(data, i);
    }
    return positives / all;
}

static enum slide_status configure(const struct training *training, struct slide_error *error)
{
    const char *const fixed[][2] = {
        {"verbosity", "0"},
        {"booster", "gbtree"},
        {"objective", "binary:logistic"},
        /* 'auto' may pick 'exact', which knows no bins */
        {"tree_method", "hist"},
        {"grow_policy", training->boosting->grow_policy},
    };
    const struct learner_settings *settings = training->settings;
    const struct learner_parameter *parameter = training->boosting->parameter;
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (XGBoosterSetParam(training->booster, fixed[i][0], fixed[i][1]) != 0)
            return xgboost_failed(fixed[i][0], error);
    for (size_t i = BOOSTER_OWN_PARAMETERS; parameter[i].name && status == SLIDE_OK; i++)
        status = xgboost_set(training->booster, parameter[i].name, settings->parameter[i], error);
    if (status == SLIDE_OK)
        status = xgboost_set(training->booster, "seed", (double)(settings->seed % 2147483647u), error);
    if (status == SLIDE_OK)
        status = xgboost_set(training->booster, "nthread", settings->threads, error);
    if (status == SLIDE_OK) /* a start at the samples' own odds saves the rounds that would find them */
        status = xgboost_set(training->booster, "base_score", positive_share(training->data), error);
    return status;
}

/**
 * Gradient and curvature of the logistic loss at the margins, rounded to multiples of 2^-24. Sums of such numbers up to
 * 2^29 are exact in XGBoost's double histograms, so that it does not matter in which order threads add them up.
 * Samples that the round leaves out (subsample) get zeros, as XGBoost does itself.
 */
static void gradient_of_block(const struct training *training, size_t first, struct random_stream stream,
                              const float *margin)
{
    const struct learner_data *data = training->data;
    const double share = training->settings->parameter[BOOSTER_SUBSAMPLE];
    const size_t end = data->rows - first < GRADIENT_ROWS ? data->rows : first + GRADIENT_ROWS;

    for (size_t i = first; i < end; i++) {
        const bool seen = share >= 1. || random_uniform(&stream) < share;
        const double p = 1.f / (1.f + expf(-margin[i]));
        const double weight = weight_of(data, i);

        training->gradient[i] = seen ? (float)(rint(weight * (p - data->label[i]) * 0x1p24) * 0x1p-24) : 0.f;
        training->curvature[i] = seen ? (float)(fmax(rint(weight * p * (1. - p) * 0x1p24), 1.) * 0x1p-24) : 0.f;
    }
}

static void logistic_gradient(const struct training *training, int round, const float *margin)
{
    const struct learner_settings *settings = training->settings;
    const size_t blocks = (training->data->rows + GRADIENT_ROWS - 1) / GRADIENT_ROWS;

#pragma omp parallel for num_threads(settings->threads > 1 ? settings->threads : 1) schedule(static)
    for (size_t i = 0; i < blocks; i++)
        gradient_of_block(training, i * GRADIENT_ROWS, random_stream_at(settings->seed, (uint64_t)round * blocks + i),
                          margin);
}

static enum slide_status margins_of(BoosterHandle booster, DMatrixHandle matrix, const float **margin,
                                    struct slide_error *error)
{
    static const char config[] = "{\"type\": 1, \"training\": true, \"iteration_begin\": 0, \"iteration_end\": 0, "
                                 "\"strict_shape\": false}";
    const bst_ulong *shape;
    bst_ulong dimensions;

    if (XGBoosterPredictFromDMatrix(booster, matrix, config, &shape, &dimensions, margin) != 0)
        return xgboost_failed("predict while training", error);
    return SLIDE_OK;
}

static enum slide_status validation_loss(const struct training *training, double *loss, struct slide_error *error)
{
    const struct learner_data *data = training->validation;
    const float *margin;
    double sum = 0., weights = 0.;
    enum slide_status status = margins_of(training->booster, training->validation_matrix, &margin, error);

    for (size_t i = 0; i < data->rows && status == SLIDE_OK; i++) {
        const double toward = data->label[i] > 0.f ? margin[i] : -(double)margin[i];

        sum += weight_of(data, i) * (log1p(exp(-fabs(toward))) + fmax(-toward, 0.));
        weights += weight_of(data, i);
    }
    *loss = sum / weights;
    return status;
}

static enum slide_status one_round(const struct training *training, int round, struct slide_error *error)
{
    const float *margin;
    enum slide_status status = margins_of(training->booster, training->matrix, &margin, error);

    if (status != SLIDE_OK)
        return status;
    logistic_gradient(training, round, margin);
    if (XGBoosterBoostOneIter(training->booster, training->matrix, training->gradient, training->curvature,
                              training->data->rows) != 0)
        return xgboost_failed("grow a tree", error);
    return SLIDE_OK;
}

static enum slide_status boost(struct training *training, struct slide_error *error)
{
    const struct learner_settings *settings = training->settings;
    const int rounds = (int)settings->parameter[BOOSTER_ROUNDS];
    const int patience = training->validation_matrix ? (int)settings->parameter[BOOSTER_EARLY_STOPPING] : 0;
    double lowest = INFINITY;
    enum slide_status status = SLIDE_OK;

    training->best = patience ? 0 : rounds;
    for (int round = 0; round < rounds && status == SLIDE_OK; round++) {
        double loss;

        if (patience && round - training->best >= patience)
            break;
        if (settings->progress)
            settings->progress(round, rounds, 5);
        status = one_round(training, round, error);
        if (status == SLIDE_OK && patience && (status = validation_loss(training, &loss, error)) == SLIDE_OK &&
            loss < lowest) {
            lowest = loss;
            training->best = round + 1;
        }
    }
    if (settings->progress)
        settings->progress(rounds, rounds, 5);
    return status;
}

/* drops the rounds after the best one */
static enum slide_status keep_best(struct training *training, struct slide_error *error)
{
    BoosterHandle best;

    if (training->best >= (int)training->settings->parameter[BOOSTER_ROUNDS])
        return SLIDE_OK;
    if (XGBoosterSlice(training->booster, 0, training->best, 1, &best) != 0)
        return xgboost_failed("drop the rounds after the best", error);
    XGBoosterFree(training->booster);
    training->booster = best;
    return SLIDE_OK;
}

static enum slide_status prepare(struct training *training, struct slide_error *error)
{
    const struct learner_data *data = training->data, *validation = training->validation;
    const int threads = training->settings->threads;
    enum slide_status status;

    training->gradient = malloc(2 * data->rows * sizeof *training->gradient);
    if (!training->gradient)
        return slide_out_of_memory(error, 2. * data->rows * sizeof *training->gradient, "gradients");
    training->curvature = training->gradient + data->rows;
    status = xgboost_matrix(data->value, data->label, data->rows, data->features, threads, &training->matrix, error);
    if (status == SLIDE_OK && validation && validation->rows > 0 &&
        training->settings->parameter[BOOSTER_EARLY_STOPPING] > 0.)
        status = xgboost_matrix(validation->value, validation->label, validation->rows, validation->features, threads,
                                &training->validation_matrix, error);
    if (status == SLIDE_OK) {
        const DMatrixHandle known[] = {training->matrix, training->validation_matrix};

        if (XGBoosterCreate(known, training->validation_matrix ? 2 : 1, &training->booster) != 0)
            status = xgboost_failed("begin", error);
    }
    return status;
}

static enum slide_status train(struct training *training, struct slide_error *error)
{
    enum slide_status status = configure(training, error);

    if (status == SLIDE_OK)
        status = boost(training, error);
    if (status == SLIDE_OK)
        status = keep_best(training, error);
    if (status == SLIDE_OK &&
        XGBoosterSetStrFeatureInfo(training->booster, "feature_name", (const char **)training->data->name,
                                   training->data->features) != 0)
        status = xgboost_failed("name the features", error);
    return status;
}

/* takes the handle over, also when it fails */
static enum slide_status finish(BoosterHandle booster, size_t features, int threads, void **fitted,
                                struct slide_error *error)
{
    struct trees trees;
    const char *bytes;
    bst_ulong size;
    enum slide_status status = SLIDE_OK;

    *fitted = NULL;
    if (XGBoosterSaveModelToBuffer(booster, "{\"format\": \"ubj\"}", &size, &bytes) != 0)
        status = xgboost_failed("tell its trees", error);
    if (status == SLIDE_OK)
        status = trees_read(bytes, size, features, true, &trees, error);
    if (status == SLIDE_OK)
        return tree_model_new(&trees, booster, true, threads, fitted, error);
    XGBoosterFree(booster);
    return status;
}

enum slide_status booster_fit(const struct boosting *boosting, const struct learner_data *data,
                              const struct learner_data *validation, const struct learner_settings *settings,
                              void **fitted, struct slide_error *error)
{
    struct training training = {.boosting = boosting, .data = data, .validation = validation, .settings = settings};
    enum slide_status status = prepare(&training, error);

    *fitted = NULL;
    if (status == SLIDE_OK)
        status = train(&training, error);
    if (training.matrix)
        XGDMatrixFree(training.matrix);
    if (training.validation_matrix)
        XGDMatrixFree(training.validation_matrix);
    free(training.gradient);
    if (status == SLIDE_OK)
        return finish(training.booster, data->features, settings->threads, fitted, error);
    if (training.booster)
        XGBoosterFree(training.booster);
    return status;
}

enum slide_status booster_save(void *fitted, char **bytes, size_t *size, struct slide_error *error)
{
    const struct tree_model *model = fitted;
    const char *text;
    bst_ulong length;

    if (XGBoosterSaveModelToBuffer(model->booster, "{\"format\": \"json\"}", &length, &text) != 0)
        return xgboost_failed("write its model", error);
    *bytes = malloc(length);
    if (!*bytes)
        return slide_out_of_memory(error, (double)length, "XGBoost's model");
    memcpy(*bytes, text, length);
    *size = length;
    return SLIDE_OK;
}

enum slide_status booster_load(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                               struct slide_error *error)
{
    BoosterHandle booster;
    enum slide_status status = xgboost_open(bytes, size, threads, &booster, error);

    *fitted = NULL;
    return status == SLIDE_OK ? finish(booster, features, threads, fitted, error) : status;
}
