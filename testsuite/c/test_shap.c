/** Contributions of trees: the XGBoost library's own, deep trees with features asked again and again, and bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <xgboost/c_api.h>

#include "base/gauss_legendre.h"
#include "base/random.h"
#include "learn/learner.h"
#include "learn/shap.h"
#include "learn/tree_model.h"
#include "learn/xgboost_library.h"

enum { ROWS = 1100, FEATURES = 6, PARTS = FEATURES + 1 };

static const char *const names[FEATURES] = {"a", "b", "c", "d", "e", "f"};

struct samples {
    float value[ROWS * FEATURES];
    float label[ROWS];
    struct learner_data data;
};

/* a wavy law of two features makes deep trees ask the same one again */
static struct samples *draw(uint64_t seed)
{
    struct samples *samples = calloc(1, sizeof *samples);
    struct random_stream stream = random_stream_at(seed, 0);

    for (size_t i = 0; i < ROWS; i++) {
        float *value = samples->value + i * FEATURES;

        for (int j = 0; j < FEATURES; j++)
            value[j] = (float)random_normal(&stream);
        samples->label[i] = random_uniform(&stream) < 0.5 + 0.45 * sin(4. * value[0]) * cos(3. * value[1]);
    }
    samples->data = (struct learner_data){
        .value = samples->value, .label = samples->label, .name = names, .rows = ROWS, .features = FEATURES};
    return samples;
}

static struct tree_model *fit(const char *name, const char *const *setting, const struct learner_data *data)
{
    const struct learner *learner = learner_find(name);
    struct learner_settings settings = learner_defaults(learner, 3);
    void *fitted;

    for (; *setting; setting++)
        assert_int_equal(learner_set(learner, *setting, &settings, NULL), SLIDE_OK);
    assert_int_equal(learner->fit(data, NULL, &settings, &fitted, NULL), SLIDE_OK);
    return fitted;
}

/* the library's contributions of a model from the bytes that it or we wrote */
static void assert_as_the_library(const char *name, const char *const *setting)
{
    static const char config[] = "{\"type\": 2, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": 0, "
                                 "\"strict_shape\": false}";
    struct samples *samples = draw(1);
    struct tree_model *model = fit(name, setting, &samples->data);
    float *ours = malloc(ROWS * PARTS * sizeof *ours);
    BoosterHandle booster;
    DMatrixHandle matrix;
    const bst_ulong *shape;
    const float *theirs;
    bst_ulong dimensions;
    char *bytes;
    size_t size;

    assert_int_equal(learner_find(name)->save(model, &bytes, &size, NULL), SLIDE_OK);
    assert_int_equal(xgboost_open(bytes, size, 1, &booster, NULL), SLIDE_OK);
    assert_int_equal(xgboost_matrix(samples->value, NULL, ROWS, FEATURES, 1, &matrix, NULL), SLIDE_OK);
    assert_int_equal(XGBoosterPredictFromDMatrix(booster, matrix, config, &shape, &dimensions, &theirs), 0);
    assert_int_equal(shap_contributions(&model->trees, samples->value, ROWS, 1, ours, NULL), SLIDE_OK);
    for (size_t i = 0; i < ROWS * PARTS; i++)
        assert_true(fabsf(ours[i] - theirs[i]) < 1e-5f);
    XGDMatrixFree(matrix);
    XGBoosterFree(booster);
    tree_model_free(model);
    free(bytes);
    free(ours);
    free(samples);
}

static void test_contributions_are_the_library_s(void **state)
{
    static const char *const shallow[] = {"rounds=50", "max_depth=2", NULL},
                             *const one[] = {"rounds=5", "max_depth=1", NULL},
                             *const deep[] = {"rounds=30", "max_depth=12", "min_child_weight=0", NULL},
                             *const leafwise[] = {"rounds=30", "max_leaves=60", NULL},
                             *const forest[] = {"trees=20", "max_depth=30", "max_features=6", NULL};

    (void)state;
    assert_as_the_library("xgboost", one);
    assert_as_the_library("xgboost", shallow);
    assert_as_the_library("xgboost", deep);
    assert_as_the_library("leafwise", leafwise);
    assert_as_the_library("forest", forest);
}

static void test_a_row_s_sum_is_its_margin_and_bits_do_not_depend_on_threads_or_neighbours(void **state)
{
    static const char *const setting[] = {"trees=30", NULL};
    struct samples *samples = draw(2);
    struct tree_model *model = fit("forest", setting, &samples->data);
    float *one = malloc(ROWS * PARTS * sizeof *one), *three = malloc(ROWS * PARTS * sizeof *three), alone[PARTS];
    float *margin = malloc(ROWS * sizeof *margin);

    (void)state;
    assert_int_equal(shap_contributions(&model->trees, samples->value, ROWS, 1, one, NULL), SLIDE_OK);
    assert_int_equal(shap_contributions(&model->trees, samples->value, ROWS, 3, three, NULL), SLIDE_OK);
    assert_memory_equal(one, three, ROWS * PARTS * sizeof *one);
    assert_int_equal(shap_contributions(&model->trees, samples->value + 700 * FEATURES, 1, 2, alone, NULL), SLIDE_OK);
    assert_memory_equal(one + 700 * PARTS, alone, sizeof alone);
    assert_int_equal(tree_model_predict(model, samples->value, ROWS, FEATURES, margin, NULL), SLIDE_OK);
    for (size_t i = 0; i < ROWS; i++) {
        double sum = 0.;

        for (size_t j = 0; j < PARTS; j++)
            sum += one[i * PARTS + j];
        assert_true(fabs(sum - margin[i]) < 1e-6);
    }
    tree_model_free(model);
    free(one);
    free(three);
    free(margin);
    free(samples);
}

/* by hand: one split of shares 1/4 and 3/4 with leaves 8 and 0, mean 2; a lone leaf adds to the mean only */
static void test_one_split_and_no_split_are_as_by_hand(void **state)
{
    struct trees trees = {.features = 2, .trees = 2, .nodes = 4, .start = 1.f};
    size_t first[] = {0, 3, 4};
    int32_t left[] = {1, -1, -1, -1}, right[] = {2, -1, -1, -1}, feature[] = {1, 0, 0, 0};
    float threshold[] = {0.5f, 8.f, 0.f, 16.f}, gain[4] = {0.f}, cover[] = {4.f, 1.f, 3.f, 4.f}, part[6];
    const float value[] = {9.f, 0.f, 9.f, 0.5f};

    (void)state;
    trees.first = first;
    trees.left = left;
    trees.right = right;
    trees.feature = feature;
    trees.threshold = threshold;
    trees.gain = gain;
    trees.cover = cover;
    assert_int_equal(shap_contributions(&trees, value, 2, 1, part, NULL), SLIDE_OK);
    assert_true(part[0] == 0.f && fabsf(part[1] - 6.f) < 1e-6f && part[2] == 19.f);
    assert_true(part[3] == 0.f && fabsf(part[4] + 2.f) < 1e-6f && part[5] == 19.f);
    assert_int_equal(shap_contributions(&trees, value, 0, 2, part, NULL), SLIDE_OK);
}

static void test_quadrature_is_exact_up_to_its_degree(void **state)
{
    double point[20], weight[20];

    (void)state;
    for (size_t count = 1; count <= 20; count++) {
        gauss_legendre(count, point, weight);
        for (size_t degree = 0; degree < 2 * count; degree++) {
            double sum = 0.;

            for (size_t i = 0; i < count; i++)
                sum += weight[i] * pow(point[i], (double)degree);
            assert_true(fabs(sum - 1. / ((double)degree + 1.)) < 1e-14);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contributions_are_the_library_s),
        cmocka_unit_test(test_a_row_s_sum_is_its_margin_and_bits_do_not_depend_on_threads_or_neighbours),
        cmocka_unit_test(test_one_split_and_no_split_are_as_by_hand),
        cmocka_unit_test(test_quadrature_is_exact_up_to_its_degree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
