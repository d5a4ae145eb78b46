/** Partial dependence and individual expectations of functions whose answers are known in closed form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "learn/dependence.h"
#include "closed_form_fixture.h"

struct fixture {
    float value[ROWS * PREDICTORS];
};

static int setup(void **state)
{
    struct fixture *fixture = malloc(sizeof *fixture);
    struct random_stream stream = random_stream_at(11, 0);

    for (size_t i = 0; i < (size_t)ROWS * PREDICTORS; i++)
        fixture->value[i] = (float)random_uniform(&stream);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

static struct dependence_cells cells_of(const struct fixture *fixture)
{
    return (struct dependence_cells){fixture->value, ROWS, PREDICTORS};
}

static void expectations_are_the_function_at_the_place(void **state)
{
    const struct fixture *fixture = *state;
    const struct dependence_cells cells = cells_of(fixture);
    const struct estimator estimator = {product, NULL, false};
    const float at[3] = {0.f, 0.5f, 2.f};
    float *expectation = malloc(3 * ROWS * sizeof *expectation);

    assert_int_equal(individual_expectations(&cells, &estimator, 1, at, 3, expectation, NULL), SLIDE_OK);
    for (size_t place = 0; place < 3; place++)
        for (size_t i = 0; i < ROWS; i++)
            assert_true(expectation[place * ROWS + i] == fixture->value[i * PREDICTORS] * (2.f + at[place]));
    free(expectation);
}

static void a_grid_runs_between_the_outer_twentieths_or_over_all_that_there_is(void **state)
{
    const float value[21] = {0, 20, 1, 19, 2, 18, 3, 17, 4, 16, 5, 15, 6, 14, 7, 13, 8, 12, 9, 11, 10};
    const float few[6] = {7, 3, 7, 7, 3, 5};
    const struct dependence_cells many = {value, 21, 1}, categories = {few, 6, 1};
    size_t places;
    float *at;

    (void)state;
    assert_int_equal(dependence_grid(&many, 0, 0, 10, &at, &places, NULL), SLIDE_OK);
    assert_int_equal(places, 10);
    assert_true(at[0] == 1.f && at[9] == 19.f && at[1] == 3.f); /* numpy.quantile(range(21), [0.05, 0.95]) */
    free(at);
    assert_int_equal(dependence_grid(&many, 0, 1, 10, &at, &places, NULL), SLIDE_OK);
    assert_int_equal(places, 21);
    assert_true(at[0] == 0.f && at[20] == 20.f);
    free(at);
    assert_int_equal(dependence_grid(&categories, 0, 0, 10, &at, &places, NULL), SLIDE_OK);
    assert_int_equal(places, 3);
    assert_true(at[0] == 3.f && at[1] == 5.f && at[2] == 7.f);
    free(at);
}

static void a_failing_model_is_told(void **state)
{
    const struct dependence_cells cells = cells_of(*state);
    const struct estimator failing = {refuse, NULL, false};
    struct slide_error error;
    float estimate[ROWS];
    const float at = 0.f;

    assert_int_equal(individual_expectations(&cells, &failing, 0, &at, 1, estimate, &error), SLIDE_FAILED);
    assert_string_equal(error.text, "It refuses");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(expectations_are_the_function_at_the_place, setup, teardown),
        cmocka_unit_test(a_grid_runs_between_the_outer_twentieths_or_over_all_that_there_is),
        cmocka_unit_test_setup_teardown(a_failing_model_is_told, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
