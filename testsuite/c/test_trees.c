/** The tree learners: the XGBoost library's own training and scores, Shapley values from their definition, and bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xgboost/c_api.h>

#include "base/random.h"
#include "learn/learner.h"
#include "learn/tree_model.h"

enum { ROWS = 4000, FEATURES = 5 };

static const char *const names[FEATURES] = {"f0", "f1", "f2", "f3", "f4"};
static const char *const tree_learners[] = {"xgboost", "leafwise", "forest", "forest_regression"};

struct samples {
    float value[ROWS * FEATURES];
    float label[ROWS];
    struct learner_data data;
};

/* labels by logit -1 + 2 f0 + f0 f1 - f2, f3 has five values only, f4 is noise */
static struct samples *draw(uint64_t seed, size_t rows)
{
    struct samples *samples = calloc(1, sizeof *samples);
    struct random_stream stream = random_stream_at(seed, 0);

    for (size_t i = 0; i < rows; i++) {
        float *value = samples->value + i * FEATURES;

        for (int j = 0; j < FEATURES; j++)
            value[j] = (float)random_normal(&stream);
        value[3] = floorf(value[3]);
        samples->label[i] =
            random_uniform(&stream) < 1. / (1. + exp(1. - 2. * value[0] - value[0] * value[1] + value[2]));
    }
    samples->data = (struct learner_data){
        .value = samples->value, .label = samples->label, .name = names, .rows = rows, .features = FEATURES};
    return samples;
}

static void *fit_with(const char *name, const char *const *setting, int threads, const struct learner_data *data,
                      const struct learner_data *validation)
{
    const struct learner *learner = learner_find(name);
    struct learner_settings settings = learner_defaults(learner, 7);
    void *fitted;

    settings.threads = threads;
    for (; *setting; setting++)
        assert_int_equal(learner_set(learner, *setting, &settings, NULL), SLIDE_OK);
    assert_int_equal(learner->fit(data, validation, &settings, &fitted, NULL), SLIDE_OK);
    return fitted;
}

static void *fit_small(const char *name, int threads, const struct learner_data *data)
{
    const char *const boosted[] = {"rounds=20", NULL}, *const forest[] = {"trees=20", NULL};

    return fit_with(name, strncmp(name, "forest", 6) == 0 ? forest : boosted, threads, data, NULL);
}

static float *estimate(const char *name, void *fitted, const struct learner_data *data)
{
    float *result = malloc(data->rows * sizeof *result);

    assert_int_equal(learner_find(name)->predict(fitted, data->value, data->rows, data->features, result, NULL),
                     SLIDE_OK);
    return result;
}

/* the library alone: its objective, its gradients, its own update */
static BoosterHandle plain_training(const struct learner_data *data, const char *const (*parameter)[2], int rounds)
{
    DMatrixHandle matrix;
    BoosterHandle booster;

    assert_int_equal(XGDMatrixCreateFromMat(data->value, data->rows, data->features, NAN, &matrix), 0);
    assert_int_equal(XGDMatrixSetFloatInfo(matrix, "label", data->label, data->rows), 0);
    assert_int_equal(XGBoosterCreate(&matrix, 1, &booster), 0);
    for (; (*parameter)[0]; parameter++)
        assert_int_equal(XGBoosterSetParam(booster, (*parameter)[0], (*parameter)[1]), 0);
    for (int round = 0; round < rounds; round++)
        assert_int_equal(XGBoosterUpdateOneIter(booster, round, matrix), 0);
    XGDMatrixFree(matrix);
    return booster;
}

static void predict_plainly(BoosterHandle booster, const struct learner_data *data, float *result)
{
    DMatrixHandle matrix;
    bst_ulong count;
    const float *values;

    assert_int_equal(XGDMatrixCreateFromMat(data->value, data->rows, data->features, NAN, &matrix), 0);
    assert_int_equal(XGBoosterPredict(booster, matrix, 0, 0, 0, &count, &values), 0);
    assert_int_equal(count, data->rows);
    memcpy(result, values, count * sizeof *result);
    XGDMatrixFree(matrix);
}

static void assert_as_the_library(const char *name, const char *const *setting, const char *const (*parameter)[2])
{
    struct samples *samples = draw(1, ROWS);
    char share[40];
    const char *base[2][2] = {{"base_score", share}, {NULL, NULL}};
    double positives = 0.;
    float *theirs = malloc(ROWS * sizeof *theirs), *ours;
    void *fitted = fit_with(name, setting, 2, &samples->data, NULL);
    const char *all[16][2];
    size_t count = 0;
    BoosterHandle booster;

    for (size_t i = 0; i < ROWS; i++)
        positives += samples->label[i];
    snprintf(share, sizeof share, "%.9g", positives / ROWS);
    for (; parameter[count][0]; count++)
        memcpy(all[count], parameter[count], sizeof all[count]);
    memcpy(all[count], base, sizeof base);
    booster = plain_training(&samples->data, (const char *const(*)[2])all, 60);
    predict_plainly(booster, &samples->data, theirs);
    ours = estimate(name, fitted, &samples->data);
    for (size_t i = 0; i < ROWS; i++)
        assert_true(fabsf(ours[i] - theirs[i]) < 1e-6f);
    XGBoosterFree(booster);
    learner_find(name)->free(fitted);
    free(ours);
    free(theirs);
    free(samples);
}

static void test_boosting_gives_the_plain_library_s_predictions(void **state)
{
    static const char *const depth[] = {"rounds=60", "subsample=1", "colsample_bytree=1", "max_depth=4",
                                        "eta=0.1",   "lambda=1",    "min_child_weight=5", NULL};
    static const char *const depth_plain[][2] = {{"objective", "binary:logistic"},
                                                 {"tree_method", "hist"},
                                                 {"max_depth", "4"},
                                                 {"eta", "0.1"},
                                                 {"lambda", "1"},
                                                 {"min_child_weight", "5"},
                                                 {NULL, NULL}};
    static const char *const leaf[] = {"rounds=60", "max_leaves=12", NULL};
    static const char *const leaf_plain[][2] = {{"objective", "binary:logistic"},
                                                {"tree_method", "hist"},
                                                {"grow_policy", "lossguide"},
                                                {"max_leaves", "12"},
                                                {"max_depth", "0"},
                                                {"eta", "0.1"},
                                                {"lambda", "0"},
                                                {"max_bin", "255"},
                                                {NULL, NULL}};

    (void)state;
    assert_as_the_library("xgboost", depth, depth_plain);
    assert_as_the_library("leafwise", leaf, leaf_plain);
}

/* of a boosted model, and of a forest that the library reads from the bytes we wrote: its sums of shares may round to
 * more than 1 */
static void test_predictions_have_the_library_s_bits(void **state)
{
    struct samples *samples = draw(2, 3001);
    float *theirs = malloc(ROWS * sizeof *theirs);

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        const struct learner *learner = learner_find(tree_learners[k]);
        struct learner_data known = samples->data;
        void *fitted;
        float *ours;
        BoosterHandle booster;
        char *bytes;
        size_t size;

        known.value += 20 * FEATURES;
        known.label += 20;
        known.rows -= 20;
        fitted = fit_small(learner->name, 1, &known);
        ours = estimate(learner->name, fitted, &samples->data);
        assert_int_equal(learner->save(fitted, &bytes, &size, NULL), SLIDE_OK);
        assert_int_equal(XGBoosterCreate(NULL, 0, &booster), 0);
        assert_int_equal(XGBoosterLoadModelFromBuffer(booster, bytes, size), 0);
        predict_plainly(booster, &samples->data, theirs);
        for (size_t i = 0; i < samples->data.rows; i++)
            theirs[i] = fminf(theirs[i], 1.f);
        assert_memory_equal(ours, theirs, samples->data.rows * sizeof *ours);
        XGBoosterFree(booster);
        free(bytes);
        free(ours);
        learner->free(fitted);
    }
    free(theirs);
    free(samples);
}

static void test_bytes_are_the_same_with_any_number_of_threads_and_survive_loading(void **state)
{
    struct samples *samples = draw(3, 3000);

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        const struct learner *learner = learner_find(tree_learners[k]);
        char *bytes[3];
        size_t size[3];
        void *one = fit_small(learner->name, 1, &samples->data), *four = fit_small(learner->name, 4, &samples->data);
        void *again;

        assert_int_equal(learner->save(one, &bytes[0], &size[0], NULL), SLIDE_OK);
        assert_int_equal(learner->save(four, &bytes[1], &size[1], NULL), SLIDE_OK);
        assert_int_equal(learner->load(bytes[0], size[0], FEATURES, 1, &again, NULL), SLIDE_OK);
        assert_int_equal(learner->save(again, &bytes[2], &size[2], NULL), SLIDE_OK);
        for (int i = 1; i < 3; i++) {
            assert_int_equal(size[0], size[i]);
            assert_memory_equal(bytes[0], bytes[i], size[0]);
        }
        for (int i = 0; i < 3; i++)
            free(bytes[i]);
        learner->free(one);
        learner->free(four);
        learner->free(again);
    }
    free(samples);
}

static void test_gain_is_the_library_s_own(void **state)
{
    struct samples *samples = draw(4, 3000);
    void *fitted = fit_small("xgboost", 1, &samples->data);
    double gain[FEATURES], sum = 0.;
    bst_ulong count, dimensions;
    const bst_ulong *shape;
    const char **feature;
    const float *score;

    (void)state;
    assert_int_equal(learner_find("xgboost")->importance(fitted, FEATURES, gain, NULL), SLIDE_OK);
    assert_int_equal(XGBoosterFeatureScore(((struct tree_model *)fitted)->booster,
                                           "{\"importance_type\": \"total_gain\"}", &count, &feature, &dimensions,
                                           &shape, &score),
                     0);
    assert_int_equal(count, FEATURES);
    for (size_t i = 0; i < count; i++)
        sum += score[i];
    for (size_t i = 0; i < count; i++)
        assert_true(fabs(gain[feature[i][1] - '0'] - score[i] / sum) < 1e-5);
    assert_true(gain[0] > gain[2] && gain[2] > gain[4]);
    learner_find("xgboost")->free(fitted);
    free(samples);
}

/* expectation of the trees when only the features of a set are known: left and right by cover otherwise */
static double expected(const struct trees *trees, size_t tree, size_t place, const float *value, unsigned known)
{
    const size_t first = trees->first[tree], node = first + place;
    const int32_t left = trees->left[node], right = trees->right[node], feature = trees->feature[node];

    if (left < 0)
        return trees->threshold[node];
    if (known & 1u << feature)
        return expected(trees, tree, (size_t)(value[feature] < trees->threshold[node] ? left : right), value, known);
    return (trees->cover[first + (size_t)left] * expected(trees, tree, (size_t)left, value, known) +
            trees->cover[first + (size_t)right] * expected(trees, tree, (size_t)right, value, known)) /
           trees->cover[node];
}

static double worth(const struct trees *trees, const float *value, unsigned known)
{
    double sum = trees->start;

    for (size_t tree = 0; tree < trees->trees; tree++)
        sum += expected(trees, tree, 0, value, known);
    return sum;
}

/* Shapley (1953): the mean of what a feature adds, over all orders in which features become known */
static double shapley(const struct trees *trees, const float *value, unsigned feature)
{
    static const double weight[FEATURES] = {1. / 5., 1. / 20., 1. / 30., 1. / 20., 1. / 5.}; /* s! (4 - s)! / 5! */
    double sum = 0.;

    for (unsigned known = 0; known < 1u << FEATURES; known++)
        if (!(known & 1u << feature))
            sum += weight[__builtin_popcount(known)] *
                   (worth(trees, value, known | 1u << feature) - worth(trees, value, known));
    return sum;
}

static void test_contributions_are_shapley_values_and_add_up(void **state)
{
    struct samples *samples = draw(5, 1000);
    float part[20 * (FEATURES + 1)];

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        const struct learner *learner = learner_find(tree_learners[k]);
        void *fitted = fit_small(learner->name, 1, &samples->data);
        const struct trees *trees = &((struct tree_model *)fitted)->trees;

        assert_int_equal(learner->contributions(fitted, samples->value, 20, FEATURES, part, NULL), SLIDE_OK);
        for (size_t i = 0; i < 20; i++) {
            const float *value = samples->value + i * FEATURES, *own = part + i * (FEATURES + 1);
            double sum = 0.;

            for (unsigned j = 0; j < FEATURES; j++)
                assert_true(fabs(own[j] - shapley(trees, value, j)) < 2e-5);
            for (unsigned j = 0; j <= FEATURES; j++)
                sum += own[j];
            assert_true(fabs(sum - worth(trees, value, (1u << FEATURES) - 1)) < 2e-5);
        }
        learner->free(fitted);
    }
    free(samples);
}

static double log_loss(const float *p, const struct learner_data *data)
{
    double sum = 0.;

    for (size_t i = 0; i < data->rows; i++)
        sum -= log(data->label[i] > 0.f ? p[i] : 1. - p[i]) / (double)data->rows;
    return sum;
}

/* on a small noisy sample at a high rate the loss of others turns within a few rounds */
static void test_early_stopping_keeps_the_best_round_of_the_validation_samples(void **state)
{
    static const char *const stopping[] = {"rounds=100", "eta=0.5", "subsample=1", "early_stopping=10", NULL};
    struct samples *train = draw(6, 500), *others = draw(7, 2000);
    void *fitted = fit_with("xgboost", stopping, 1, &train->data, &others->data);
    const size_t best = ((struct tree_model *)fitted)->trees.trees;
    float *p = estimate("xgboost", fitted, &others->data);
    const double lowest = log_loss(p, &others->data);

    (void)state;
    assert_in_range(best, 1, 60);
    free(p);
    learner_find("xgboost")->free(fitted);
    for (size_t rounds = 1; rounds <= best + 10; rounds++) {
        char setting[24];
        const char *const fixed[] = {setting, "eta=0.5", "subsample=1", NULL};

        snprintf(setting, sizeof setting, "rounds=%zu", rounds);
        fitted = fit_with("xgboost", fixed, 1, &train->data, NULL);
        p = estimate("xgboost", fitted, &others->data);
        assert_true(log_loss(p, &others->data) > lowest - 1e-7);
        free(p);
        learner_find("xgboost")->free(fitted);
    }
    free(train);
    free(others);
}

static void test_weight_of_two_counts_as_the_sample_twice_in_boosting(void **state)
{
    static const char *const setting[] = {"rounds=20", "subsample=1", "colsample_bytree=1", NULL};
    struct samples *once = draw(8, 1000), *twice = draw(8, 1000);
    float weight[1000], *a, *b;
    void *weighted, *repeated;

    (void)state;
    for (size_t i = 0; i < 1000 * FEATURES; i++) /* few values, a bin each: quantiles would not be the same */
        once->value[i] = twice->value[i] = roundf(10.f * once->value[i]);
    for (size_t i = 0; i < 1000; i++) {
        weight[i] = 1.f + (i < 700);
        if (i < 700) {
            memcpy(twice->value + (1000 + i) * FEATURES, once->value + i * FEATURES, FEATURES * sizeof(float));
            twice->label[1000 + i] = once->label[i];
        }
    }
    once->data.weight = weight;
    twice->data.rows = 1700;
    weighted = fit_with("xgboost", setting, 1, &once->data, NULL);
    repeated = fit_with("xgboost", setting, 1, &twice->data, NULL);
    a = estimate("xgboost", weighted, &once->data);
    b = estimate("xgboost", repeated, &once->data);
    for (size_t i = 0; i < 1000; i++)
        assert_true(fabsf(a[i] - b[i]) < 1e-6f);
    free(a);
    free(b);
    learner_find("xgboost")->free(weighted);
    learner_find("xgboost")->free(repeated);
    free(once);
    free(twice);
}

static void test_absolute_error_parts_all_of_a_bootstrap(void **state)
{
    static const char *const setting[] = {"trees=1", "max_depth=1", "max_features=5", "min_samples_leaf=1", NULL};
    struct samples *samples = draw(9, 60);
    void *fitted;
    const struct trees *trees;

    (void)state;
    for (size_t i = 0; i < 60; i++)
        samples->label[i] = samples->value[i * FEATURES] * samples->value[i * FEATURES + 1];
    fitted = fit_with("forest_regression", setting, 1, &samples->data, NULL);
    trees = &((struct tree_model *)fitted)->trees;
    assert_int_equal(trees->nodes, 3);
    assert_true(trees->gain[0] > 0.f);
    assert_true(trees->cover[0] == 60.f && trees->cover[1] + trees->cover[2] == 60.f);
    learner_find("forest_regression")->free(fitted);
    free(samples);
}

static void test_constant_label_and_constant_features_make_a_leaf(void **state)
{
    struct samples *samples = draw(10, 100);

    (void)state;
    for (size_t i = 0; i < 100; i++)
        samples->label[i] = 0.25f;
    for (size_t k = 3; k < 4; k++) {
        void *fitted = fit_small(tree_learners[k], 1, &samples->data);
        float *p = estimate(tree_learners[k], fitted, &samples->data);
        double importance[FEATURES];

        assert_true(fabsf(p[50] - 0.25f) < 1e-6f);
        learner_find(tree_learners[k])->importance(fitted, FEATURES, importance, NULL);
        assert_true(importance[0] == 0.);
        free(p);
        learner_find(tree_learners[k])->free(fitted);
    }
    free(samples);
}

/* whatever is cut off or overwritten, loading refuses it or gives trees that end */
static void test_damaged_bytes_are_refused_or_harmless(void **state)
{
    struct samples *samples = draw(11, 300);
    const struct learner *learner = learner_find("forest");
    void *fitted = fit_small("forest", 1, &samples->data), *again;
    struct random_stream stream = random_stream_at(12, 0);
    char *bytes;
    size_t size;

    (void)state;
    assert_int_equal(learner->save(fitted, &bytes, &size, NULL), SLIDE_OK);
    for (size_t cut = 0; cut < size; cut += 97)
        assert_int_equal(learner->load(bytes, cut, FEATURES, 1, &again, NULL), SLIDE_BAD_INPUT);
    assert_int_equal(learner->load(bytes, size, FEATURES + 1, 1, &again, NULL), SLIDE_BAD_INPUT);
    for (int i = 0; i < 2000; i++) {
        const size_t place = random_below(&stream, size);
        const char before = bytes[place];

        bytes[place] = (char)random_bits(&stream);
        if (learner->load(bytes, size, FEATURES, 1, &again, NULL) == SLIDE_OK) {
            free(estimate("forest", again, &samples->data));
            learner->free(again);
        }
        bytes[place] = before;
    }
    free(bytes);
    learner->free(fitted);
    free(samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boosting_gives_the_plain_library_s_predictions),
        cmocka_unit_test(test_predictions_have_the_library_s_bits),
        cmocka_unit_test(test_bytes_are_the_same_with_any_number_of_threads_and_survive_loading),
        cmocka_unit_test(test_gain_is_the_library_s_own),
        cmocka_unit_test(test_contributions_are_shapley_values_and_add_up),
        cmocka_unit_test(test_early_stopping_keeps_the_best_round_of_the_validation_samples),
        cmocka_unit_test(test_weight_of_two_counts_as_the_sample_twice_in_boosting),
        cmocka_unit_test(test_absolute_error_parts_all_of_a_bootstrap),
        cmocka_unit_test(test_constant_label_and_constant_features_make_a_leaf),
        cmocka_unit_test(test_damaged_bytes_are_refused_or_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
