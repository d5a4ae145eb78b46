/**
 * Times this suite's tree learners and the XGBoost library called plainly on the same samples, for trees.py.
 *
 * tree_trial FOLDER SAMPLES FEATURES ROWS ROUNDS DEPTH THREADS EXPLAINED REPEATS reads FOLDER/{value,label,rows}.f32
 * (floats of this machine: samples, their labels, rows to predict), writes FOLDER/forest.f32, the forest's
 * probabilities of the rows, and prints a line per task: its name, our seconds, the library's seconds, the largest
 * difference.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <xgboost/c_api.h>

#include "learn/learner.h"
#include "learn/tree_model.h"
#include "learn/xgboost_library.h"

enum { MOST_FEATURES = 99 };

struct trial {
    struct learner_data data;
    float *rows;
    size_t row_count, explained;
    const char *folder, *rounds, *depth, *forest_trees;
    int threads, repeats;
};

static void stop_unless(bool right, const char *what)
{
    if (right)
        return;
    fprintf(stderr, "tree_trial: %s\n", what);
    exit(EXIT_FAILURE);
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static float *read_floats(const char *folder, const char *name, size_t count)
{
    float *values = malloc((count + 1) * sizeof *values);
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s.f32", folder, name);
    file = fopen(path, "rb");
    stop_unless(file && values && fread(values, sizeof *values, count, file) == count, path);
    fclose(file);
    return values;
}

static void write_floats(const char *folder, const char *name, const float *values, size_t count)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s.f32", folder, name);
    file = fopen(path, "wb");
    stop_unless(file && fwrite(values, sizeof *values, count, file) == count && fclose(file) == 0, path);
}

static void *fit(const struct trial *trial, const char *name, const char *const *setting)
{
    const struct learner *learner = learner_find(name);
    struct learner_settings settings = learner_defaults(learner, 42);
    struct slide_error error;
    void *fitted;

    settings.threads = trial->threads;
    for (; *setting; setting++)
        stop_unless(learner_set(learner, *setting, &settings, &error) == SLIDE_OK, error.text);
    stop_unless(learner->fit(&trial->data, NULL, &settings, &fitted, &error) == SLIDE_OK, error.text);
    return fitted;
}

static void *fit_ours(const struct trial *trial)
{
    char rounds[32], depth[32];
    const char *const setting[] = {rounds, depth, NULL};

    snprintf(rounds, sizeof rounds, "rounds=%s", trial->rounds);
    snprintf(depth, sizeof depth, "max_depth=%s", trial->depth);
    return fit(trial, "xgboost", setting);
}

/* the library alone, with the same settings: its own objective and its own draws of samples */
static BoosterHandle fit_plainly(const struct trial *trial)
{
    char threads[16];
    const char *const parameter[][2] = {
        {"objective", "binary:logistic"}, {"tree_method", "hist"}, {"max_depth", trial->depth}, {"eta", "0.05"},
        {"min_child_weight", "5"},        {"subsample", "0.8"},    {"colsample_bytree", "0.5"}, {"nthread", threads}};
    DMatrixHandle matrix;
    BoosterHandle booster;
    const int rounds = atoi(trial->rounds);

    snprintf(threads, sizeof threads, "%d", trial->threads);
    stop_unless(xgboost_matrix(trial->data.value, trial->data.label, trial->data.rows, trial->data.features,
                               trial->threads, &matrix, NULL) == SLIDE_OK &&
                    XGBoosterCreate(&matrix, 1, &booster) == 0,
                "the library cannot begin");
    for (size_t i = 0; i < sizeof parameter / sizeof *parameter; i++)
        stop_unless(XGBoosterSetParam(booster, parameter[i][0], parameter[i][1]) == 0, parameter[i][0]);
    for (int round = 0; round < rounds; round++)
        stop_unless(XGBoosterUpdateOneIter(booster, round, matrix) == 0, "the library cannot train");
    XGDMatrixFree(matrix);
    return booster;
}

static void tell(const char *task, double ours, double theirs, double difference)
{
    printf("%s %.4f %.4f %.3g\n", task, ours, theirs, difference);
    fflush(stdout);
}

static double largest_difference(const float *a, const float *b, size_t count)
{
    double most = 0.;

    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs((double)a[i] - b[i]));
    return most;
}

static void try_training(const struct trial *trial)
{
    double best[2] = {INFINITY, INFINITY};

    for (int i = 0; i < trial->repeats; i++) {
        double begin = now();
        void *fitted = fit_ours(trial);

        best[0] = fmin(best[0], now() - begin);
        learner_find("xgboost")->free(fitted);
        begin = now();
        XGBoosterFree(fit_plainly(trial));
        best[1] = fmin(best[1], now() - begin);
    }
    tell("training", best[0], best[1], 0.);
}

static const float *predict_in_place(const struct trial *trial, BoosterHandle booster)
{
    static const char config[] = "{\"type\": 0, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": 0, "
                                 "\"strict_shape\": false, \"missing\": NaN, \"cache_id\": 0}";
    char array[160];
    const bst_ulong *shape;
    const float *result;
    bst_ulong dimensions;

    snprintf(array, sizeof array,
             "{\"data\": [%zu, true], \"shape\": [%zu, %zu], \"typestr\": \"<f4\", \"version\": 3}",
             (size_t)trial->rows, trial->row_count, trial->data.features);
    stop_unless(XGBoosterPredictFromDense(booster, array, config, NULL, &shape, &dimensions, &result) == 0,
                "the library cannot predict in place");
    return result;
}

static void try_prediction(const struct trial *trial, struct tree_model *model)
{
    float *ours = malloc(trial->row_count * sizeof *ours);
    const float *theirs = NULL;
    double best[2] = {INFINITY, INFINITY};

    for (int i = 0; i < trial->repeats; i++) {
        double begin = now();

        stop_unless(tree_model_predict(model, trial->rows, trial->row_count, trial->data.features, ours, NULL) ==
                        SLIDE_OK,
                    "no prediction");
        best[0] = fmin(best[0], now() - begin);
        begin = now();
        theirs = predict_in_place(trial, model->booster);
        best[1] = fmin(best[1], now() - begin);
    }
    stop_unless(theirs, "no repeats");
    tell("prediction", best[0], best[1], largest_difference(ours, theirs, trial->row_count));
    free(ours);
}

/* ours for all rows that are explained; the library's for them too */
static void try_contributions(const struct trial *trial, struct tree_model *model)
{
    static const char config[] = "{\"type\": 2, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": 0, "
                                 "\"strict_shape\": false}";
    const size_t count = trial->explained * (trial->data.features + 1);
    float *ours = malloc(count * sizeof *ours);
    const bst_ulong *shape;
    const float *theirs;
    bst_ulong dimensions;
    DMatrixHandle matrix;
    double begin = now(), middle;

    stop_unless(tree_model_contributions(model, trial->rows, trial->explained, trial->data.features, ours, NULL) ==
                    SLIDE_OK,
                "no contributions");
    middle = now();
    stop_unless(xgboost_matrix(trial->rows, NULL, trial->explained, trial->data.features, trial->threads, &matrix,
                               NULL) == SLIDE_OK &&
                    XGBoosterPredictFromDMatrix(model->booster, matrix, config, &shape, &dimensions, &theirs) == 0,
                "the library has no contributions");
    tell("contributions", middle - begin, now() - middle, largest_difference(ours, theirs, count));
    XGDMatrixFree(matrix);
    free(ours);
}

static void try_forest(const struct trial *trial)
{
    char trees[32];
    const char *const setting[] = {trees, NULL};
    float *p = malloc(trial->row_count * sizeof *p);
    double begin, middle;
    void *fitted;

    snprintf(trees, sizeof trees, "trees=%s", trial->forest_trees);
    begin = now();
    fitted = fit(trial, "forest", setting);
    middle = now();
    stop_unless(tree_model_predict(fitted, trial->rows, trial->row_count, trial->data.features, p, NULL) == SLIDE_OK,
                "no prediction");
    tell("forest", middle - begin, 0., 0.);
    tell("forest_prediction", now() - middle, 0., 0.);
    write_floats(trial->folder, "forest", p, trial->row_count);
    learner_find("forest")->free(fitted);
    free(p);
}

int main(int argc, char *argv[])
{
    static char text[MOST_FEATURES][8];
    const char *names[MOST_FEATURES];
    struct trial trial;
    struct tree_model *model;

    stop_unless(argc == 11 && atoi(argv[3]) <= MOST_FEATURES, "ten arguments, see the source");
    trial = (struct trial){.folder = argv[1],
                           .row_count = strtoull(argv[4], NULL, 10),
                           .rounds = argv[5],
                           .depth = argv[6],
                           .threads = atoi(argv[7]),
                           .explained = strtoull(argv[8], NULL, 10),
                           .repeats = atoi(argv[9]),
                           .forest_trees = argv[10]};
    trial.data = (struct learner_data){
        .rows = strtoull(argv[2], NULL, 10), .features = strtoull(argv[3], NULL, 10), .name = names};
    for (size_t i = 0; i < trial.data.features; i++) {
        snprintf(text[i], sizeof text[i], "f%zu", i);
        names[i] = text[i];
    }
    trial.data.value = read_floats(argv[1], "value", trial.data.rows * trial.data.features);
    trial.data.label = read_floats(argv[1], "label", trial.data.rows);
    trial.rows = read_floats(argv[1], "rows", trial.row_count * trial.data.features);
    try_training(&trial);
    model = fit_ours(&trial);
    try_prediction(&trial, model);
    try_contributions(&trial, model);
    tree_model_free(model);
    try_forest(&trial);
    return EXIT_SUCCESS;
}
