#include "learn/logistic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "learn/cholesky.h"
#include "learn/linear.h"

#define START                                                                                                          \
    0.75 /* a landslide's probability before there are coefficients (McCullagh and Nelder 1989, (y + 1/2) / 2) */
#define MOST_STEPS 100
#define SETTLED                                                                                                        \
    1e-8 /* relative change of the deviance: R's glm() stops there, with the curvature before its last step */
#define SMALL_STEP 1e-10     /* of standardized coefficients: the last one */
#define ALIAS_TOLERANCE 1e-9 /* share of a feature's variance that the others do not explain */
#define SEPARATED_LOGIT 30.0

enum { L2 };

static const struct learner_parameter parameters[] = {
    [L2] = {"l2", "penalty: half of it times the sum of squared coefficients, without the intercept", 0., 0., 1e9,
            false},
    {NULL, NULL, 0., 0., 0., false},
};

struct logistic {
    size_t features;
    double deviance, null_deviance;
    double *coefficient; /* [features + 1] the last is the intercept */
    double *covariance;  /* [(features + 1)^2] */
    bool *aliased;       /* [features + 1] */
};

/* a fit under way: coefficients of standardized features, the intercept last */
struct newton {
    const struct learner_data *data;
    size_t terms;      /* features + 1 */
    double l2;         /* of the features' own coefficients */
    double *mean;      /* [terms] weighted; 0 for the intercept */
    double *spread;    /* [terms] weighted standard deviation; 1 for the intercept */
    double *beta;      /* [terms] */
    double *step;      /* [terms] the gradient, then the step */
    double *row;       /* [terms] one sample, standardized */
    double *curvature; /* [terms * terms] its lower triangle, then its factor */
    double *meat;      /* [terms * terms] of the coefficients' variance */
    double *product;   /* [terms * terms] scratch */
    bool *aliased;     /* [terms] */
    bool started;      /* there are coefficients */
};

static void logistic_free(void *fitted)
{
    struct logistic *logistic = fitted;

    if (!logistic)
        return;
    free(logistic->coefficient);
    free(logistic->covariance);
    free(logistic->aliased);
    free(logistic);
}

static struct logistic *logistic_new(size_t features, struct slide_error *error)
{
    struct logistic *logistic = calloc(1, sizeof *logistic);
    const size_t terms = features + 1;

    if (logistic) {
        logistic->features = features;
        logistic->coefficient = calloc(terms, sizeof(double));
        logistic->covariance = calloc(terms * terms, sizeof(double));
        logistic->aliased = calloc(terms, sizeof(bool));
    }
    if (!logistic || !logistic->coefficient || !logistic->covariance || !logistic->aliased) {
        slide_out_of_memory(error, (double)terms * terms * sizeof(double), "the coefficients");
        logistic_free(logistic);
        return NULL;
    }
    return logistic;
}

static double weight_at(const struct learner_data *data, size_t i)
{
    return data->weight ? data->weight[i] : 1.;
}

static void newton_free(struct newton *newton)
{
    free(newton->mean);
    free(newton->aliased);
    *newton = (struct newton){0};
}

static enum slide_status newton_new(const struct learner_data *data, double l2, struct newton *newton,
                                    struct slide_error *error)
{
    const size_t terms = data->features + 1, numbers = 5 * terms + 3 * terms * terms;
    double *block = calloc(numbers, sizeof *block);

    *newton = (struct newton){.data = data, .terms = terms, .l2 = l2, .mean = block};
    newton->aliased = calloc(terms, sizeof *newton->aliased);
    if (!block || !newton->aliased) {
        newton_free(newton);
        return slide_out_of_memory(error, (double)numbers * sizeof *block, "the normal equations");
    }
    newton->spread = block + terms;
    newton->beta = block + 2 * terms;
    newton->step = block + 3 * terms;
    newton->row = block + 4 * terms;
    newton->curvature = block + 5 * terms;
    newton->meat = newton->curvature + terms * terms;
    newton->product = newton->meat + terms * terms;
    return SLIDE_OK;
}

static void standardize(struct newton *newton)
{
    const struct learner_data *data = newton->data;
    double all = 0.;

    for (size_t i = 0; i < data->rows; i++) {
        const double weight = weight_at(data, i);

        all += weight;
        for (size_t j = 0; j < data->features; j++)
            newton->mean[j] += weight * (data->value[i * data->features + j] - newton->mean[j]) / all;
    }
    for (size_t i = 0; i < data->rows; i++)
        for (size_t j = 0; j < data->features; j++) {
            const double from_mean = data->value[i * data->features + j] - newton->mean[j];

            newton->spread[j] += weight_at(data, i) * from_mean * from_mean / all;
        }
    for (size_t j = 0; j < data->features; j++) {
        newton->spread[j] = sqrt(newton->spread[j]);
        /* alike in all samples, but for the rounding of their mean */
        newton->aliased[j] = !(newton->spread[j] > 1e-12 * fabs(newton->mean[j]));
        if (newton->aliased[j])
            newton->spread[j] = 1.;
    }
    newton->spread[data->features] = 1.;
}

/* the sample's features as the fit sees them; returns its logit */
static double load_row(struct newton *newton, size_t i)
{
    const size_t features = newton->data->features;
    double logit = newton->beta[features];

    for (size_t j = 0; j < features; j++) {
        const double value = newton->data->value[i * features + j];

        newton->row[j] = newton->aliased[j] ? 0. : (value - newton->mean[j]) / newton->spread[j];
        logit += newton->beta[j] * newton->row[j];
    }
    newton->row[features] = 1.;
    return logit;
}

static void add_outer(const double *row, size_t n, double factor, double *sum)
{
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k <= j; k++)
            sum[j * n + k] += factor * row[j] * row[k];
}

static double penalty_of(const struct newton *newton, size_t j)
{
    return j + 1 < newton->terms ? newton->l2 / (newton->spread[j] * newton->spread[j]) : 0.;
}

/* twice the negative log likelihood of a label */
static double sample_deviance(double logit, float label)
{
    return 2. * (log1p(exp(-fabs(logit))) + fmax(logit, 0.) - (label > 0.f ? logit : 0.));
}

/* before there are coefficients: p (1 - p) (logit(p) + (y - p) / (p (1 - p))), the working response times its weight */
static double start_score(float label)
{
    const double score = START * (1. - START) * log(START / (1. - START)) + 1. - START;

    return label > 0.f ? score : -score;
}

/*
 * Gradient and curvature of the penalized log likelihood; returns the deviance. The meat is, for samples of one weight,
 * the curvature without the penalty; for weighted ones the squared scores, since weights are no counts (White 1982).
 */
static double accumulate(struct newton *newton)
{
    const struct learner_data *data = newton->data;
    const size_t n = newton->terms;
    double deviance = 0.;

    memset(newton->curvature, 0, n * n * sizeof(double));
    memset(newton->meat, 0, n * n * sizeof(double));
    memset(newton->step, 0, n * sizeof(double));
    for (size_t i = 0; i < data->rows; i++) {
        const double logit = load_row(newton, i), weight = weight_at(data, i);
        const double p = newton->started ? 1. / (1. + exp(-logit)) : START;
        const double score = weight * (newton->started ? (data->label[i] > 0.f) - p : start_score(data->label[i]));

        for (size_t j = 0; j < n; j++)
            newton->step[j] += score * newton->row[j];
        add_outer(newton->row, n, weight * p * (1. - p), newton->curvature);
        if (data->weight)
            add_outer(newton->row, n, score * score, newton->meat);
        deviance += weight * sample_deviance(logit, data->label[i]);
    }
    if (!data->weight)
        memcpy(newton->meat, newton->curvature, n * n * sizeof(double));
    for (size_t j = 0; j < n; j++) {
        newton->step[j] -= penalty_of(newton, j) * newton->beta[j];
        newton->curvature[j * n + j] += penalty_of(newton, j);
    }
    return deviance;
}

/* the penalized deviance alone */
static double objective(struct newton *newton)
{
    const struct learner_data *data = newton->data;
    double sum = 0.;

    for (size_t i = 0; i < data->rows; i++)
        sum += weight_at(data, i) * sample_deviance(load_row(newton, i), data->label[i]);
    for (size_t j = 0; j < newton->terms; j++)
        sum += penalty_of(newton, j) * newton->beta[j] * newton->beta[j];
    return sum;
}

static double largest_logit(struct newton *newton)
{
    double largest = 0.;

    for (size_t i = 0; i < newton->data->rows; i++)
        largest = fmax(largest, fabs(load_row(newton, i)));
    return largest;
}

/* the feature whose coefficient runs away fastest */
static enum slide_status separated(const struct newton *newton, struct slide_error *error)
{
    size_t worst = 0;

    for (size_t j = 1; j + 1 < newton->terms; j++)
        if (fabs(newton->beta[j]) > fabs(newton->beta[worst]))
            worst = j;
    return slide_fail(error, SLIDE_FAILED,
                      "Logistic regression has no finite coefficients: the samples are separated, foremost by %s "
                      "(landslides and others do not mix on one side of it). Leave it out, join rare categories, draw "
                      "more samples, or give a penalty such as parameters=l2=1.",
                      newton->data->name ? newton->data->name[worst] : "a feature");
}

/* goes along the step, halved until the objective falls; returns the largest change of a coefficient */
static double take_step(struct newton *newton)
{
    const double before = objective(newton);
    double share = 1., largest = 0.;

    for (size_t j = 0; j < newton->terms; j++)
        newton->beta[j] += newton->step[j];
    while (share > 1e-6 && objective(newton) > before + 1e-9 * fabs(before)) {
        share /= 2.;
        for (size_t j = 0; j < newton->terms; j++)
            newton->beta[j] -= share * newton->step[j];
    }
    for (size_t j = 0; j < newton->terms; j++)
        largest = fmax(largest, share * fabs(newton->step[j]));
    return largest;
}

/* H^-1 M H^-1 of the standardized coefficients (White 1982; M = H without penalty and weights), into the product */
static void sandwich(struct newton *newton)
{
    const size_t n = newton->terms;
    double *meat = newton->meat, *product = newton->product;

    for (size_t j = 0; j < n; j++)
        for (size_t k = j + 1; k < n; k++)
            meat[j * n + k] = meat[k * n + j];
    for (size_t j = 0; j < n; j++) /* rows of M are its columns: H^-1 M, transposed */
        cholesky_solve(newton->curvature, n, newton->aliased, meat + j * n);
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k < n; k++)
            product[j * n + k] = meat[k * n + j];
    for (size_t j = 0; j < n; j++)
        cholesky_solve(newton->curvature, n, newton->aliased, product + j * n);
}

/*
 * Newton's method. Where the likelihood has a maximum it takes a handful of steps, each much shorter than the one
 * before. Where the samples are separated every step goes on by about one logit and the curvature there dies away.
 */
static enum slide_status iterate(struct newton *newton, struct slide_error *error)
{
    const size_t n = newton->terms;
    double deviance = 0.;
    bool settled = false;

    for (int i = 0; i < MOST_STEPS; i++) {
        const double before = deviance, now = accumulate(newton);

        settled = settled || (i > 1 && fabs(now - before) < SETTLED * (now + 0.1));
        deviance = now;
        if (i == 0) /* samples weigh alike yet: what is collinear now is so in the features */
            cholesky_factor(newton->curvature, n, ALIAS_TOLERANCE, newton->aliased);
        else if (cholesky_factor(newton->curvature, n, 0., newton->aliased) > 0)
            return separated(newton, error);
        if (!settled)
            sandwich(newton);
        cholesky_solve(newton->curvature, n, newton->aliased, newton->step);
        newton->started = true;
        if (take_step(newton) < SMALL_STEP)
            return newton->l2 == 0. && largest_logit(newton) > SEPARATED_LOGIT ? separated(newton, error) : SLIDE_OK;
        if (newton->l2 == 0. && largest_logit(newton) > 1e3 * SEPARATED_LOGIT)
            return separated(newton, error);
    }
    return separated(newton, error);
}

/* back to the features as they came */
static void take_result(const struct newton *newton, struct logistic *logistic)
{
    const size_t n = newton->terms;

    memcpy(logistic->coefficient, newton->beta, n * sizeof(double));
    memcpy(logistic->covariance, newton->product, n * n * sizeof(double));
    memcpy(logistic->aliased, newton->aliased, n * sizeof(bool));
    linear_rescale(n - 1, newton->mean, newton->spread, logistic->coefficient, logistic->covariance);
}

static double null_deviance(const struct learner_data *data)
{
    double positives = 0., all = 0., share;

    for (size_t i = 0; i < data->rows; i++) {
        all += weight_at(data, i);
        positives += data->label[i] > 0.f ? weight_at(data, i) : 0.;
    }
    share = positives / all;
    return -2. * (positives * log(share) + (all - positives) * log1p(-share));
}

static enum slide_status fit(const struct learner_data *data, const struct learner_data *validation,
                             const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    struct logistic *logistic = logistic_new(data->features, error);
    struct newton newton;
    enum slide_status status;

    (void)validation; /* nothing stops early */
    *fitted = NULL;
    if (!logistic)
        return SLIDE_OUT_OF_MEMORY;
    status = newton_new(data, settings->parameter[L2], &newton, error);
    if (status == SLIDE_OK) {
        standardize(&newton);
        status = iterate(&newton, error);
    }
    if (status == SLIDE_OK) {
        logistic->deviance = accumulate(&newton);
        logistic->null_deviance = null_deviance(data);
        take_result(&newton, logistic);
        *fitted = logistic;
    } else
        logistic_free(logistic);
    newton_free(&newton);
    return status;
}

static enum slide_status predict(void *fitted, const float *value, size_t rows, size_t features, float *estimate,
                                 struct slide_error *error)
{
    const struct logistic *logistic = fitted;

    (void)error;
    for (size_t i = 0; i < rows; i++) {
        double logit = logistic->coefficient[features];

        for (size_t j = 0; j < features; j++)
            logit += logistic->coefficient[j] * value[i * features + j];
        estimate[i] = (float)(1. / (1. + exp(-logit)));
    }
    return SLIDE_OK;
}

static enum slide_status coefficients(void *fitted, size_t features, struct learner_coefficient *coefficient,
                                      struct slide_error *error)
{
    const struct logistic *logistic = fitted;

    (void)error;
    for (size_t j = 0; j <= features; j++)
        coefficient[j] = learner_coefficient_of(
            logistic->coefficient[j], sqrt(logistic->covariance[j * (features + 1) + j]), logistic->aliased[j]);
    return SLIDE_OK;
}

static enum slide_status covariance(void *fitted, size_t features, double *matrix, struct slide_error *error)
{
    const struct logistic *logistic = fitted;

    (void)error;
    memcpy(matrix, logistic->covariance, (features + 1) * (features + 1) * sizeof *matrix);
    return SLIDE_OK;
}

static void deviance(void *fitted, double *residual, double *null)
{
    const struct logistic *logistic = fitted;

    *residual = logistic->deviance;
    *null = logistic->null_deviance;
}

static enum slide_status save(void *fitted, char **bytes, size_t *size, struct slide_error *error)
{
    const struct logistic *logistic = fitted;
    const size_t terms = logistic->features + 1;
    json_t *aliased = json_array();
    json_t *json;

    for (size_t j = 0; j < terms; j++)
        json_array_append_new(aliased, json_boolean(logistic->aliased[j]));
    json = json_pack("{s:f, s:f, s:o, s:o, s:o}", "deviance", logistic->deviance, "null_deviance",
                     logistic->null_deviance, "coefficients", linear_numbers(logistic->coefficient, terms),
                     "covariance", linear_numbers(logistic->covariance, terms * terms), "aliased", aliased);
    return linear_save(json, bytes, size, error);
}

static enum slide_status load(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                              struct slide_error *error)
{
    struct logistic *logistic = logistic_new(features, error);
    const size_t terms = features + 1;
    enum slide_status status;
    json_t *json;

    (void)threads;
    *fitted = NULL;
    if (!logistic)
        return SLIDE_OUT_OF_MEMORY;
    json = json_loadb(bytes, size, 0, NULL);
    status = linear_take(json, "deviance", 1, &logistic->deviance, error);
    if (status == SLIDE_OK)
        status = linear_take(json, "null_deviance", 1, &logistic->null_deviance, error);
    if (status == SLIDE_OK)
        status = linear_take(json, "coefficients", terms, logistic->coefficient, error);
    if (status == SLIDE_OK)
        status = linear_take(json, "covariance", terms * terms, logistic->covariance, error);
    for (size_t j = 0; j < terms; j++)
        logistic->aliased[j] = json_is_true(json_array_get(json_object_get(json, "aliased"), j));
    json_decref(json);
    if (status == SLIDE_OK)
        *fitted = logistic;
    else
        logistic_free(logistic);
    return status;
}

const struct learner learner_logistic = {
    .name = "logistic",
    .description = "logistic regression",
    .payload = "logistic.json",
    .parameter = parameters,
    .scale = SCALE_ZSCORE,
    .fit = fit,
    .predict = predict,
    .save = save,
    .load = load,
    .free = logistic_free,
    .coefficients = coefficients,
    .covariance = covariance,
    .deviance = deviance,
};
