#include "learn/forest.h"

#include <math.h>

#include "learn/bins.h"
#include "learn/forest_grow.h"
#include "learn/tree_model.h"
#include "learn/trees_file.h"

enum { TREES, MAX_FEATURES, MAX_DEPTH, MIN_SAMPLES_SPLIT, MIN_SAMPLES_LEAF, MAX_BIN, BOOTSTRAP, ABSOLUTE_ERROR };

#define MAX_FEATURES_PARAMETER                                                                                         \
    {                                                                                                                  \
        "max_features", "features tried at a split; 0 the square root of their number", 0., 0., 1e6, true              \
    }
#define MIN_SAMPLES_SPLIT_PARAMETER                                                                                    \
    {                                                                                                                  \
        "min_samples_split", "least samples of a node that is split", 2., 2., 1e9, true                                \
    }
#define MIN_SAMPLES_LEAF_PARAMETER(standard)                                                                           \
    {                                                                                                                  \
        "min_samples_leaf", "least samples of a leaf", standard, 1., 1e9, true                                         \
    }
#define MAX_BIN_PARAMETER(standard)                                                                                    \
    {                                                                                                                  \
        "max_bin", "bins of a feature between which to split", standard, 2., BINS_MOST, true                           \
    }
#define BOOTSTRAP_PARAMETER                                                                                            \
    {                                                                                                                  \
        "bootstrap", "1 a tree sees as many samples as there are, drawn with replacement; 0 each sample once", 1., 0., \
            1., true                                                                                                   \
    }

static const struct learner_parameter class_parameters[] = {
    [TREES] = {"trees", "number of trees", 200., 1., 100000., true},
    [MAX_FEATURES] = MAX_FEATURES_PARAMETER,
    [MAX_DEPTH] = {"max_depth", "most levels of a tree", 16., 1., 1000., true},
    [MIN_SAMPLES_SPLIT] = MIN_SAMPLES_SPLIT_PARAMETER,
    [MIN_SAMPLES_LEAF] = MIN_SAMPLES_LEAF_PARAMETER(1.),
    [MAX_BIN] = MAX_BIN_PARAMETER(256.),
    [BOOTSTRAP] = BOOTSTRAP_PARAMETER,
    {NULL, NULL, 0., 0., 0., false},
};

static const struct learner_parameter quantity_parameters[] = {
    [TREES] = {"trees", "number of trees", 100., 1., 100000., true},
    [MAX_FEATURES] = MAX_FEATURES_PARAMETER,
    [MAX_DEPTH] = {"max_depth", "most levels of a tree", 20., 1., 1000., true},
    [MIN_SAMPLES_SPLIT] = MIN_SAMPLES_SPLIT_PARAMETER,
    [MIN_SAMPLES_LEAF] = MIN_SAMPLES_LEAF_PARAMETER(2.),
    [MAX_BIN] = MAX_BIN_PARAMETER(BINS_MOST),
    [BOOTSTRAP] = BOOTSTRAP_PARAMETER,
    [ABSOLUTE_ERROR] = {"absolute_error", "1 least absolute error, medians in leaves; 0 least squares, means", 1., 0.,
                        1., true},
    {NULL, NULL, 0., 0., 0., false},
};

static enum slide_status fit(const struct learner_data *data, const struct learner_settings *settings, bool absolute,
                             void **fitted, struct slide_error *error)
{
    const double *parameter = settings->parameter;
    const double wanted = parameter[MAX_FEATURES] > 0. ? parameter[MAX_FEATURES] : floor(sqrt((double)data->features));
    const struct forest_settings forest = {
        .trees = (size_t)parameter[TREES],
        .tried = (size_t)fmin(fmax(wanted, 1.), (double)data->features),
        .max_depth = (size_t)parameter[MAX_DEPTH],
        .min_samples_split = (size_t)parameter[MIN_SAMPLES_SPLIT],
        .min_samples_leaf = (size_t)parameter[MIN_SAMPLES_LEAF],
        .max_bin = (size_t)parameter[MAX_BIN],
        .bootstrap = parameter[BOOTSTRAP] != 0.,
        .absolute = absolute,
        .seed = settings->seed,
        .threads = settings->threads,
        .progress = settings->progress,
    };
    struct trees trees;
    enum slide_status status = forest_grow(data, &forest, &trees, error);

    *fitted = NULL;
    return status == SLIDE_OK ? tree_model_new(&trees, NULL, false, settings->threads, fitted, error) : status;
}

static enum slide_status fit_classes(const struct learner_data *data, const struct learner_data *validation,
                                     const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    (void)validation; /* a forest has nothing to stop */
    return fit(data, settings, false, fitted, error);
}

static enum slide_status fit_quantity(const struct learner_data *data, const struct learner_data *validation,
                                      const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    (void)validation;
    return fit(data, settings, settings->parameter[ABSOLUTE_ERROR] != 0., fitted, error);
}

static enum slide_status save(void *fitted, char **bytes, size_t *size, struct slide_error *error)
{
    return trees_write(&((const struct tree_model *)fitted)->trees, bytes, size, error);
}

static enum slide_status load(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                              struct slide_error *error)
{
    struct trees trees;
    enum slide_status status = trees_read(bytes, size, features, false, &trees, error);

    *fitted = NULL;
    return status == SLIDE_OK ? tree_model_new(&trees, NULL, false, threads, fitted, error) : status;
}

const struct learner learner_forest = {
    .name = "forest",
    .description = "random forest",
    .payload = "forest.ubj",
    .parameter = class_parameters,
    .importance_name = "Gini decrease",
    .unweights = true,
    .fit = fit_classes,
    .predict = tree_model_predict,
    .save = save,
    .load = load,
    .free = tree_model_free,
    .importance = tree_model_importance,
    .contributions = tree_model_contributions,
};

const struct learner learner_forest_regression = {
    .name = "forest_regression",
    .description = "random forest of a quantity, such as an areal density",
    .payload = "forest.ubj",
    .parameter = quantity_parameters,
    .quantity = true,
    .importance_name = "split error",
    .fit = fit_quantity,
    .predict = tree_model_predict,
    .save = save,
    .load = load,
    .free = tree_model_free,
    .importance = tree_model_importance,
    .contributions = tree_model_contributions,
};
