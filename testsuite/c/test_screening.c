/** Screening: two predictors of a planted correlation in closed form, invariance, and what must be left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "learn/screening.h"

static int is_near(double value, double expected, double tolerance)
{
    return fabs(value - expected) <= tolerance;
}

enum { SAMPLES = 400 };

/* Four orthogonal columns of +-1: the first two mixed to a correlation of 0.6 exactly, 0.6^2 + 0.8^2 = 1. */
static struct sample_table mixed(size_t predictors)
{
    struct sample_table table = table_new(predictors);

    for (uint64_t cell = 0; cell < SAMPLES; cell++) {
        const float u = cell & 1 ? 1.f : -1.f, v = cell & 2 ? 1.f : -1.f;
        const float value[4] = {1000.f + 5.f * u, 3.f * u + 4.f * v, (float)(1 + (cell & 2)), 7.f};

        table_append(&table, cell, (float)(cell % 5 == 0), value, NULL);
    }
    return table;
}

static void two_predictors_follow_their_correlation_in_closed_form(void **state)
{
    const struct predictor predictor[2] = {0};
    struct sample_table table = mixed(2);
    struct screening screening;
    struct subset all;

    (void)state;
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    assert_int_equal(screening_of(&table, &all, predictor, &screening, NULL), SLIDE_OK);
    assert_int_equal(screening.count, 2);
    assert_true(is_near(screening.correlation[1], 0.6, 1e-12));
    assert_true(is_near(screening.correlation[2], 0.6, 1e-12));
    for (int j = 0; j < 2; j++) {
        assert_true(is_near(screening.vif[j], 1. / (1. - 0.36), 1e-12));
        assert_true(is_near(screening.loading[(size_t)2 * j], sqrt(0.8), 1e-12));
        assert_true(is_near(fabs(screening.loading[2 * j + 1]), sqrt(0.2), 1e-12));
    }
    assert_true(is_near(screening.eigenvalue[0], 1.6, 1e-12));
    assert_true(is_near(screening.eigenvalue[1], 0.4, 1e-12));
    screening_free(&screening);
    subset_free(&all);
    table_free(&table);
}

static void categories_and_constants_are_left_out_and_said_so(void **state)
{
    const struct predictor predictor[4] = {[2] = {.categorical = true}};
    struct sample_table table = mixed(4);
    struct screening screening;
    struct subset all;

    (void)state;
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    assert_int_equal(screening_of(&table, &all, predictor, &screening, NULL), SLIDE_OK);
    assert_int_equal(screening.count, 2);
    assert_int_equal(screening.state[1], SCREENING_KEPT);
    assert_int_equal(screening.state[2], SCREENING_CATEGORICAL);
    assert_int_equal(screening.state[3], SCREENING_CONSTANT);
    screening_free(&screening);
    subset_free(&all);
    table_free(&table);
}

static void one_predictor_is_refused(void **state)
{
    const struct predictor predictor[1] = {0};
    struct sample_table table = mixed(1);
    struct screening screening;
    struct slide_error error;
    struct subset all;

    (void)state;
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    assert_int_equal(screening_of(&table, &all, predictor, &screening, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "1 of 1"));
    screening_free(&screening);
    subset_free(&all);
    table_free(&table);
}

static void a_predictor_that_follows_from_others_has_infinite_vif_and_the_others_have_not(void **state)
{
    const struct predictor predictor[4] = {0};
    struct random_stream stream = random_stream_at(5, 0);
    struct sample_table table = table_new(4);
    struct screening screening;
    struct subset all;

    (void)state;
    for (uint64_t cell = 0; cell < SAMPLES; cell++) {
        const float a = (float)random_below(&stream, 50), b = (float)random_below(&stream, 50);
        const float value[4] = {a, b, a - 2.f * b, (float)random_normal(&stream)};

        table_append(&table, cell, 0.f, value, NULL);
    }
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    assert_int_equal(screening_of(&table, &all, predictor, &screening, NULL), SLIDE_OK);
    for (int j = 0; j < 3; j++)
        assert_true(isinf(screening.vif[j]));
    assert_true(screening.vif[3] >= 1. && screening.vif[3] < 1.1);
    assert_true(is_near(screening.eigenvalue[3], 0., 1e-12));
    screening_free(&screening);
    subset_free(&all);
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_predictors_follow_their_correlation_in_closed_form),
        cmocka_unit_test(categories_and_constants_are_left_out_and_said_so),
        cmocka_unit_test(one_predictor_is_refused),
        cmocka_unit_test(a_predictor_that_follows_from_others_has_infinite_vif_and_the_others_have_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
