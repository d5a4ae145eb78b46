/** Transforms: what was fitted in training is what prediction applies; held-out samples teach nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/transform.h"

static const float rows[][2] = {{5.f, 30.f}, {1.f, 10.f}, {3.f, 20.f}, {-90.f, 77.f}, {2.f, 10.f}};

static void prepare(struct sample_table *table, struct subset *train, struct predictor *predictor)
{
    static size_t seen[] = {0, 1, 2, 4}; /* the fourth is held out */

    *table = table_new(2);
    for (uint64_t i = 0; i < 5; i++)
        table_append(table, i, i % 2 == 0 ? 1.f : 0.f, rows[i], NULL);
    *train = (struct subset){4, seen};
    predictor[0] = (struct predictor){.label = "slope", .map = "slope@m"};
    predictor[1] = (struct predictor){.label = "cover[1]", .map = "cover@m", .categorical = true};
}

static void test_category_becomes_one_column_each_and_unseen_ones_none(void **state)
{
    static const float asked[] = {4.f, 20.f, 4.f, 77.f, 4.f, 10.5f};
    static const float expected[] = {4.f, 0.f, 1.f, 0.f, 4.f, 0.f, 0.f, 0.f, 4.f, 0.f, 0.f, 0.f};
    struct predictor predictor[2];
    struct transform transform;
    struct sample_table table;
    struct subset train;
    float feature[12];
    size_t unseen[2] = {0, 0};
    char name[40];

    (void)state;
    prepare(&table, &train, predictor);
    assert_int_equal(transform_fit(&table, &train, predictor, &transform, NULL), SLIDE_OK);
    assert_int_equal(transform.features, 4);
    transform_apply(&transform, asked, 3, feature, unseen);
    assert_memory_equal(feature, expected, sizeof expected);
    assert_int_equal(unseen[0], 0);
    assert_int_equal(unseen[1], 2); /* 77 is in a held-out sample only, 10.5 is no category */
    transform_feature_name(&transform, predictor, 0, name, sizeof name);
    assert_string_equal(name, "slope");
    transform_feature_name(&transform, predictor, 3, name, sizeof name);
    assert_string_equal(name, "cover_1_=30"); /* XGBoost has no brackets in names */
    transform_free(&transform);
    table_free(&table);
}

static void test_range_is_that_of_the_training_samples(void **state)
{
    struct predictor predictor[2];
    struct sample_table table;
    struct subset train;

    (void)state;
    prepare(&table, &train, predictor);
    predictor_describe(&table, &train, predictor);
    assert_true(predictor[0].min == 1. && predictor[0].max == 5. && predictor[0].mean == 2.75);
    table_free(&table);
}

static void test_fractions_and_too_many_values_are_no_categories(void **state)
{
    struct predictor predictor[2];
    struct transform transform;
    struct sample_table table;
    struct slide_error error;
    struct subset train;

    (void)state;
    prepare(&table, &train, predictor);
    table.value[1] = 30.5f;
    assert_int_equal(transform_fit(&table, &train, predictor, &transform, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "<cover@m>"));
    assert_non_null(strstr(error.text, "30.5"));
    table_free(&table);

    table = table_new(2);
    for (uint64_t i = 0; i < 1000; i++) {
        const float value[2] = {0.f, (float)i};

        table_append(&table, i, 0, value, NULL);
    }
    assert_int_equal(subset_all(&table, &train, NULL), SLIDE_OK);
    assert_int_equal(transform_fit(&table, &train, predictor, &transform, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "more than 256 categories"));
    subset_free(&train);
    table_free(&table);
}

/* one predictor of so many samples, all for training */
static enum slide_status fit_one(const float *value, size_t count, const struct predictor *predictor,
                                 enum scale_kind scale, struct transform *transform, struct slide_error *error)
{
    struct sample_table table = table_new(1);
    struct subset train;
    enum slide_status status;

    for (size_t i = 0; i < count; i++)
        table_append(&table, i, 0.f, &value[i], NULL);
    subset_all(&table, &train, NULL);
    status = transform_fit(&table, &train, predictor, transform, error);
    if (status == SLIDE_OK)
        transform_scale(&table, &train, scale, transform);
    subset_free(&train);
    table_free(&table);
    return status;
}

static void test_angle_becomes_sine_and_cosine_and_flat_cells_neither(void **state)
{
    static const float angle[] = {30.f, 360.f, 0.f, -9999.f};
    struct predictor predictor = {.label = "aspect", .map = "aspect@m", .circular = true, .zero_is_flat = true};
    struct transform transform;
    float feature[8];
    char name[40];

    (void)state;
    assert_int_equal(fit_one(angle, 4, &predictor, SCALE_NONE, &transform, NULL), SLIDE_OK);
    transform_apply(&transform, angle, 4, feature, NULL);
    assert_float_equal(feature[0], 0.5, 1e-7);
    assert_float_equal(feature[1], sqrt(0.75), 1e-7);
    assert_float_equal(feature[3], 1., 1e-7);
    assert_true(feature[4] == 0.f && feature[5] == 0.f && feature[6] == 0.f && feature[7] == 0.f);
    transform_feature_name(&transform, &predictor, 1, name, sizeof name);
    assert_string_equal(name, "cos(aspect)");
    transform_free(&transform);
    predictor.zero_is_flat = false;
    assert_int_equal(fit_one(angle, 4, &predictor, SCALE_NONE, &transform, NULL), SLIDE_OK);
    transform_apply(&transform, angle, 4, feature, NULL);
    assert_true(feature[4] == 0.f && feature[5] == 1.f && feature[7] == 0.f);
    transform_free(&transform);
}

static void test_scaling_is_that_of_the_training_samples_and_constants_become_zero(void **state)
{
    static const float value[] = {2.f, 4.f, 4.f, 4.f, 5.f, 5.f, 7.f, 9.f}; /* mean 5, standard deviation 2 */
    static const float same[] = {3.f, 3.f}, asked[] = {9.f, 1.f}, constant_asked[] = {3.f, 5.f};
    const struct predictor predictor = {.label = "x", .map = "x@m"};
    struct transform transform;
    float feature[2];

    (void)state;
    fit_one(value, 8, &predictor, SCALE_ZSCORE, &transform, NULL);
    transform_apply(&transform, asked, 2, feature, NULL);
    assert_true(feature[0] == 2.f && feature[1] == -2.f);
    transform_free(&transform);
    fit_one(value, 8, &predictor, SCALE_MINMAX, &transform, NULL);
    transform_apply(&transform, asked, 2, feature, NULL);
    assert_float_equal(feature[0], 1., 1e-7);
    assert_float_equal(feature[1], -1. / 7., 1e-7);
    transform_free(&transform);
    for (int scale = SCALE_MINMAX; scale <= SCALE_ZSCORE; scale++) {
        fit_one(same, 2, &predictor, (enum scale_kind)scale, &transform, NULL);
        transform_apply(&transform, constant_asked, 2, feature, NULL);
        assert_true(feature[0] == 0.f && feature[1] == 2.f);
        transform_free(&transform);
    }
}

static void test_logarithm_takes_zeros_as_the_least_positive_value_and_refuses_negative_ones(void **state)
{
    static const float value[] = {0.f, 1.f, 8.f}, negative[] = {1.f, -8.f}, zeros[] = {0.f, 0.f};
    struct predictor predictor = {.label = "spi", .map = "spi@m", .logarithm = true};
    struct transform transform;
    struct slide_error error;
    float feature[3];

    (void)state;
    assert_int_equal(fit_one(value, 3, &predictor, SCALE_NONE, &transform, NULL), SLIDE_OK);
    transform_apply(&transform, value, 3, feature, NULL);
    assert_true(feature[0] == 0.f && feature[1] == 0.f);
    assert_float_equal(feature[2], log(8.), 1e-6);
    transform_free(&transform);
    assert_int_equal(fit_one(negative, 2, &predictor, SCALE_NONE, &transform, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "<spi@m> holds -8"));
    assert_int_equal(fit_one(zeros, 2, &predictor, SCALE_NONE, &transform, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "0 in all 2 training samples"));
    predictor.absolute = true;
    assert_int_equal(fit_one(negative, 2, &predictor, SCALE_NONE, &transform, NULL), SLIDE_OK);
    transform_apply(&transform, negative, 2, feature, NULL);
    assert_float_equal(feature[1], log(8.), 1e-6);
    transform_free(&transform);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_category_becomes_one_column_each_and_unseen_ones_none),
        cmocka_unit_test(test_angle_becomes_sine_and_cosine_and_flat_cells_neither),
        cmocka_unit_test(test_scaling_is_that_of_the_training_samples_and_constants_become_zero),
        cmocka_unit_test(test_logarithm_takes_zeros_as_the_least_positive_value_and_refuses_negative_ones),
        cmocka_unit_test(test_range_is_that_of_the_training_samples),
        cmocka_unit_test(test_fractions_and_too_many_values_are_no_categories),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
