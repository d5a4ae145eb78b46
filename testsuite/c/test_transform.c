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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_category_becomes_one_column_each_and_unseen_ones_none),
        cmocka_unit_test(test_range_is_that_of_the_training_samples),
        cmocka_unit_test(test_fractions_and_too_many_values_are_no_categories),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
