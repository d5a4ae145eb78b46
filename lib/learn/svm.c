#include "learn/svm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <linear.h>

#include "learn/calibrate.h"
#include "learn/fold.h"
#include "learn/linear.h"

#define FOLDS 5
#define TOLERANCE 1e-4 /* of the solvers */

enum { COST, LOSS };

static const struct learner_parameter parameters[] = {
    [COST] = {"C", "cost of samples on the wrong side of the margin", 1., 1e-9, 1e9, false},
    [LOSS] = {"loss", "power of their distance: 1 hinge, 2 squared hinge", 2., 1., 2., true},
    {NULL, NULL, 0., 0., 0., false},
};

struct svm {
    size_t features;
    double *weight;          /* [features + 1] the last is the intercept */
    double slope, intercept; /* of Platt's sigmoid */
};

/* samples as LIBLINEAR takes them; the last feature is 1, the last node ends */
struct nodes {
    struct feature_node *node; /* [rows * (features + 2)] */
    struct feature_node **row; /* [rows] */
    double *label;             /* [rows] 0, 1 */
};

static void silent(const char *text)
{
    (void)text;
}

static void nodes_free(struct nodes *nodes)
{
    free(nodes->node);
    free(nodes->row);
    free(nodes->label);
}

static void nodes_fill(const struct learner_data *data, struct nodes *nodes)
{
    const size_t features = data->features;

    for (size_t i = 0; i < data->rows; i++) {
        struct feature_node *node = nodes->node + i * (features + 2);

        for (size_t j = 0; j < features; j++)
            node[j] = (struct feature_node){(int)j + 1, data->value[i * features + j]};
        node[features] = (struct feature_node){(int)features + 1, 1.};
        node[features + 1].index = -1;
    }
}

static enum slide_status nodes_new(const struct learner_data *data, struct nodes *nodes, struct slide_error *error)
{
    const size_t width = data->features + 2;

    *nodes = (struct nodes){.node = calloc(data->rows * width, sizeof *nodes->node),
                            .row = calloc(data->rows, sizeof *nodes->row),
                            .label = calloc(data->rows, sizeof *nodes->label)};
    if (!nodes->node || !nodes->row || !nodes->label) {
        nodes_free(nodes);
        return slide_out_of_memory(error, (double)data->rows * width * sizeof *nodes->node, "the samples of svm");
    }
    nodes_fill(data, nodes);
    return SLIDE_OK;
}

/* the samples outside a fold; all of them where fold is NULL; returns how many */
static int choose_rows(const struct learner_data *data, const unsigned char *fold, int left_out, struct nodes *nodes)
{
    const size_t width = data->features + 2;
    int count = 0;

    for (size_t i = 0; i < data->rows; i++) {
        if (fold && fold[i] == left_out)
            continue;
        nodes->row[count] = nodes->node + i * width;
        nodes->label[count++] = data->label[i] > 0.f;
    }
    return count;
}

/* LIBLINEAR weighs classes, not samples: those of a class must weigh alike */
static enum slide_status class_weights_in(const struct learner_data *data, double weight[2], struct slide_error *error)
{
    weight[0] = weight[1] = 0.;
    for (size_t i = 0; i < data->rows; i++) {
        const int class = data->label[i] > 0.f;
        const double own = data->weight ? data->weight[i] : 1.;

        if (weight[class] != 0. && weight[class] != own)
            return slide_fail(error, SLIDE_BAD_INPUT, "svm cannot weigh the samples of one class differently.");
        weight[class] = own;
    }
    return SLIDE_OK;
}

/* @param[out] weight  [features + 1] of the decision function, positive for landslides */
static enum slide_status solve(const struct learner_data *data, const struct learner_settings *settings,
                               const unsigned char *fold, int left_out, struct nodes *nodes, double *weight,
                               struct slide_error *error)
{
    double class_weight[2];
    struct parameter parameter = {.solver_type = settings->parameter[LOSS] == 1. ? L2R_L1LOSS_SVC_DUAL : L2R_L2LOSS_SVC,
                                  .eps = TOLERANCE,
                                  .C = settings->parameter[COST],
                                  .nr_weight = 2,
                                  .weight_label = (int[]){0, 1},
                                  .weight = class_weight};
    struct problem problem = {.l = choose_rows(data, fold, left_out, nodes),
                              .n = (int)data->features + 1,
                              .y = nodes->label,
                              .x = nodes->row,
                              .bias = 1.};
    enum slide_status status = class_weights_in(data, class_weight, error);
    struct model *model;

    if (status != SLIDE_OK)
        return status;
    set_print_string_function(silent);
    srand((unsigned)(settings->seed % 2147483647u)); /* the hinge's solver shuffles with rand() */
    model = train(&problem, &parameter);
    if (!model)
        return slide_fail(error, SLIDE_FAILED, "LIBLINEAR could not train.");
    for (size_t j = 0; j <= data->features; j++) /* positive for the label that it met first */
        weight[j] = model->label[0] == 1 ? model->w[j] : -model->w[j];
    free_and_destroy_model(&model);
    return SLIDE_OK;
}

static double decision(const double *weight, const float *value, size_t features)
{
    double sum = weight[features];

    for (size_t j = 0; j < features; j++)
        sum += weight[j] * value[j];
    return sum;
}

/* decision values of samples from fits that did not see them @param[out] score [rows] */
static enum slide_status out_of_fold(const struct learner_data *data, const struct learner_settings *settings,
                                     const unsigned char *fold, struct nodes *nodes, double *weight, double *score,
                                     struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (int k = 0; k < FOLDS && status == SLIDE_OK; k++) {
        if (settings->progress)
            settings->progress(k, FOLDS + 1, 1);
        status = solve(data, settings, fold, k, nodes, weight, error);
        for (size_t i = 0; i < data->rows && status == SLIDE_OK; i++)
            if (fold[i] == k)
                score[i] = decision(weight, data->value + i * data->features, data->features);
    }
    return status;
}

/* the sigmoid is fitted with the weights, so that the probability is that of the weighted classes, as other learners'
 */
static enum slide_status fit_sigmoid(const struct learner_data *data, const struct learner_settings *settings,
                                     struct nodes *nodes, struct svm *svm, struct slide_error *error)
{
    unsigned char *fold = malloc(data->rows);
    double *score = malloc(2 * data->rows * sizeof *score), *weight = score ? score + data->rows : NULL;
    struct calibrator sigmoid = {0};
    enum slide_status status =
        fold && score ? SLIDE_OK
                      : slide_out_of_memory(error, (double)data->rows * 2 * sizeof *score, "the decision values");

    if (status == SLIDE_OK)
        status = fold_samples(data->label, NULL, data->rows, FOLDS, settings->seed, fold, error);
    if (status == SLIDE_OK)
        status = out_of_fold(data, settings, fold, nodes, svm->weight, score, error);
    for (size_t i = 0; i < data->rows && status == SLIDE_OK; i++)
        weight[i] = data->weight ? data->weight[i] : 1.;
    if (status == SLIDE_OK)
        status = calibrate_platt(score, data->label, weight, data->rows, &sigmoid, error);
    svm->slope = sigmoid.slope;
    svm->intercept = sigmoid.intercept;
    free(fold);
    free(score);
    return status;
}

static void svm_free(void *fitted)
{
    struct svm *svm = fitted;

    if (svm)
        free(svm->weight);
    free(svm);
}

static struct svm *svm_new(size_t features, struct slide_error *error)
{
    struct svm *svm = calloc(1, sizeof *svm);

    if (svm) {
        svm->features = features;
        svm->weight = calloc(features + 1, sizeof(double));
    }
    if (!svm || !svm->weight) {
        slide_out_of_memory(error, (double)features * sizeof(double), "the coefficients");
        svm_free(svm);
        return NULL;
    }
    return svm;
}

static enum slide_status fit(const struct learner_data *data, const struct learner_data *validation,
                             const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    struct svm *svm = svm_new(data->features, error);
    struct nodes nodes;
    enum slide_status status;

    (void)validation; /* nothing stops early */
    *fitted = NULL;
    if (!svm)
        return SLIDE_OUT_OF_MEMORY;
    status = nodes_new(data, &nodes, error);
    if (status == SLIDE_OK) {
        status = fit_sigmoid(data, settings, &nodes, svm, error);
        if (status == SLIDE_OK)
            status = solve(data, settings, NULL, 0, &nodes, svm->weight, error);
        if (settings->progress)
            settings->progress(1, 1, 1);
        nodes_free(&nodes);
    }
    if (status == SLIDE_OK)
        *fitted = svm;
    else
        svm_free(svm);
    return status;
}

static enum slide_status estimate_rows(void *fitted, const float *value, size_t rows, size_t features, float *estimate,
                                       struct slide_error *error)
{
    const struct svm *svm = fitted;

    (void)error;
    for (size_t i = 0; i < rows; i++)
        estimate[i] =
            (float)(1. /
                    (1. + exp(svm->slope * decision(svm->weight, value + i * features, features) + svm->intercept)));
    return SLIDE_OK;
}

static enum slide_status coefficients(void *fitted, size_t features, struct learner_coefficient *coefficient,
                                      struct slide_error *error)
{
    const struct svm *svm = fitted;

    (void)error;
    for (size_t j = 0; j <= features; j++)
        coefficient[j] = learner_coefficient_of(svm->weight[j], NAN, false);
    return SLIDE_OK;
}

static enum slide_status save(void *fitted, char **bytes, size_t *size, struct slide_error *error)
{
    const struct svm *svm = fitted;

    return linear_save(json_pack("{s:o, s:f, s:f}", "coefficients", linear_numbers(svm->weight, svm->features + 1),
                                 "sigmoid_slope", svm->slope, "sigmoid_intercept", svm->intercept),
                       bytes, size, error);
}

static enum slide_status load(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                              struct slide_error *error)
{
    struct svm *svm = svm_new(features, error);
    enum slide_status status;
    json_t *json;

    (void)threads;
    *fitted = NULL;
    if (!svm)
        return SLIDE_OUT_OF_MEMORY;
    json = json_loadb(bytes, size, 0, NULL);
    status = linear_take(json, "coefficients", features + 1, svm->weight, error);
    if (status == SLIDE_OK)
        status = linear_take(json, "sigmoid_slope", 1, &svm->slope, error);
    if (status == SLIDE_OK)
        status = linear_take(json, "sigmoid_intercept", 1, &svm->intercept, error);
    json_decref(json);
    if (status == SLIDE_OK)
        *fitted = svm;
    else
        svm_free(svm);
    return status;
}

const struct learner learner_svm = {
    .name = "svm",
    .description = "linear support vector machine (LIBLINEAR)",
    .payload = "svm.json",
    .parameter = parameters,
    .scale = SCALE_ZSCORE,
    .fit = fit,
    .predict = estimate_rows,
    .save = save,
    .load = load,
    .free = svm_free,
    .coefficients = coefficients,
};
