#include "learn/ground_failure.h"

#include <math.h>
#include <stdlib.h>

#include "learn/linear.h"

enum { COVERAGE };

static const struct learner_parameter parameters[] = {
    [COVERAGE] = {"coverage", "1: the share of the ground that slides instead of the probability", 0., 0., 1., true},
    {NULL, NULL, 0., 0., 0., false},
};

enum { SLOPE, PGV, CTI, LITHOLOGY, LAND_COVER, ROLES };

static const struct learner_role roles[] = {
    [SLOPE] = {"slope", "slope in degrees", 0., 90.},
    [PGV] = {"pgv", "peak ground velocity in cm/s", 0., 211.},
    [CTI] = {"cti", "compound topographic index", 0., 19.},
    [LITHOLOGY] = {"lithology", "coefficients of lithology", -10., 10.},
    [LAND_COVER] = {"land_cover", "coefficients of land cover", -10., 10.},
    {NULL, NULL, 0., 0.},
};

/* the numbers of Nowicki Jessee et al. 2018, and the clipping of the U.S. Geological Survey's use of it */
struct ground_failure {
    double intercept, ln_pgv, slope, cti, slope_ln_pgv;
    double pgv_most, cti_most, slope_least;
    double lithology_unknown, lithology_instead; /* unconsolidated sediments have no coefficient of their own */
    double coverage_polynomial[4];
    double coverage;
};

static const struct ground_failure published = {
    .intercept = -6.30,
    .ln_pgv = 1.65,
    .slope = 0.06,
    .cti = 0.03,
    .slope_ln_pgv = 0.01,
    .pgv_most = 211.,
    .cti_most = 19.,
    .slope_least = 2.,
    .lithology_unknown = -3.21,
    .lithology_instead = -1.36,
    .coverage_polynomial = {-7.592, 5.237, -3.042, 4.035},
};

/* the numbers' names in the model file */
struct figure {
    const char *name;
    size_t count;
    double *number;
};

#define FIGURES 12

static void figures_of(struct ground_failure *model, struct figure figure[FIGURES])
{
    const struct figure all[FIGURES] = {{"intercept", 1, &model->intercept},
                                        {"ln_pgv", 1, &model->ln_pgv},
                                        {"slope", 1, &model->slope},
                                        {"cti", 1, &model->cti},
                                        {"slope_ln_pgv", 1, &model->slope_ln_pgv},
                                        {"pgv_most", 1, &model->pgv_most},
                                        {"cti_most", 1, &model->cti_most},
                                        {"slope_least", 1, &model->slope_least},
                                        {"lithology_unknown", 1, &model->lithology_unknown},
                                        {"lithology_instead", 1, &model->lithology_instead},
                                        {"coverage_polynomial", 4, model->coverage_polynomial},
                                        {"coverage", 1, &model->coverage}};

    for (size_t i = 0; i < FIGURES; i++)
        figure[i] = all[i];
}

static enum slide_status fit(const struct learner_data *data, const struct learner_data *validation,
                             const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    struct ground_failure *model = malloc(sizeof *model);

    (void)data;
    (void)validation;
    *fitted = model;
    if (!model)
        return slide_out_of_memory(error, sizeof *model, "the model");
    *model = published;
    model->coverage = settings->parameter[COVERAGE];
    return SLIDE_OK;
}

static double clip(double value, double most)
{
    return fmin(fmax(value, 0.), most);
}

/* the equation for X and the polynomial for the coverage */
static double estimate_of(const struct ground_failure *model, const float value[ROLES])
{
    const double slope = value[SLOPE], ln_pgv = log(clip(value[PGV], model->pgv_most));
    const double lithology =
        value[LITHOLOGY] <= (float)model->lithology_unknown ? model->lithology_instead : value[LITHOLOGY];
    const double x = model->intercept + model->ln_pgv * ln_pgv + model->slope * slope + lithology +
                     model->cti * clip(value[CTI], model->cti_most) + value[LAND_COVER] +
                     model->slope_ln_pgv * slope * ln_pgv;
    const double p = 1. / (1. + exp(-x)), *c = model->coverage_polynomial;

    if (!(slope > model->slope_least))
        return 0.;
    return model->coverage != 0. ? exp(c[0] + p * (c[1] + p * (c[2] + p * c[3]))) : p;
}

static enum slide_status predict(void *fitted, const float *value, size_t rows, size_t features, float *estimate,
                                 struct slide_error *error)
{
    if (features != ROLES)
        return slide_fail(error, SLIDE_BAD_INPUT, "ground_failure needs %d predictors, not %zu.", ROLES, features);
    for (size_t i = 0; i < rows; i++)
        estimate[i] = (float)estimate_of(fitted, value + i * features);
    return SLIDE_OK;
}

static enum slide_status save(void *fitted, char **bytes, size_t *size, struct slide_error *error)
{
    struct figure figure[FIGURES];
    json_t *json = json_object();

    figures_of(fitted, figure);
    for (size_t i = 0; i < FIGURES; i++)
        json_object_set_new(json, figure[i].name,
                            figure[i].count == 1 ? json_real(*figure[i].number)
                                                 : linear_numbers(figure[i].number, figure[i].count));
    return linear_save(json, bytes, size, error);
}

static enum slide_status load(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                              struct slide_error *error)
{
    struct ground_failure *model = calloc(1, sizeof *model);
    struct figure figure[FIGURES];
    enum slide_status status = SLIDE_OK;
    json_t *json;

    (void)threads;
    *fitted = NULL;
    if (!model)
        return slide_out_of_memory(error, sizeof *model, "the model");
    json = json_loadb(bytes, size, 0, NULL);
    figures_of(model, figure);
    if (features != ROLES)
        status = slide_fail(error, SLIDE_BAD_INPUT, "ground_failure needs %d predictors, not %zu.", ROLES, features);
    for (size_t i = 0; i < FIGURES && status == SLIDE_OK; i++)
        status = linear_take(json, figure[i].name, figure[i].count, figure[i].number, error);
    json_decref(json);
    if (status == SLIDE_OK)
        *fitted = model;
    else
        free(model);
    return status;
}

const struct learner learner_ground_failure = {
    .name = "ground_failure",
    .description = "the published USGS model of earthquake-triggered landslides, which needs no label",
    .payload = "ground_failure.json",
    .parameter = parameters,
    .published = true,
    .role = roles,
    .fit = fit,
    .predict = predict,
    .save = save,
    .load = load,
    .free = free,
};
