/** Statistics over members, against numbers worked out by hand, and cells that leave the training range. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "learn/ensemble.h"
#include "learn/range.h"

static void statistics_of_a_cell_are_those_of_its_members(void **state)
{
    /* four members, two cells: 1, 2, 4, 9 and 5, 5, 5, 5 */
    const float estimate[8] = {9.f, 5.f, 1.f, 5.f, 4.f, 5.f, 2.f, 5.f};
    const double share[3] = {0., 0.5, 0.9};
    float median[2], mean[2], deviation[2], quantile[6];
    const struct ensemble_maps maps = {
        .median = median, .mean = mean, .deviation = deviation, .quantiles = 3, .share = share, .quantile = quantile};

    (void)state;
    assert_int_equal(ensemble_combine(estimate, 4, 2, &maps, NULL), SLIDE_OK);
    assert_true(median[0] == 3.f && mean[0] == 4.f && median[1] == 5.f && mean[1] == 5.f);
    assert_true(fabs(deviation[0] - sqrt(38. / 3.)) < 1e-6 && deviation[1] == 0.f);
    assert_true(quantile[0] == 1.f && quantile[2] == 3.f && fabsf(quantile[4] - 7.5f) < 1e-6f);
    assert_true(quantile[1] == 5.f && quantile[5] == 5.f);
}

static void one_member_has_no_deviation(void **state)
{
    const float estimate[1] = {0.25f};
    float median, deviation;
    const struct ensemble_maps maps = {.median = &median, .deviation = &deviation};

    (void)state;
    assert_int_equal(ensemble_combine(estimate, 1, 1, &maps, NULL), SLIDE_OK);
    assert_true(median == 0.25f && isnan(deviation));
}

static void predictors_beyond_their_range_and_unseen_categories_are_counted(void **state)
{
    int category[2] = {2, 5};
    struct transform_step step[2] = {{.kind = TRANSFORM_IDENTITY, .width = 1},
                                     {.kind = TRANSFORM_ONE_HOT, .width = 2, .category = category}};
    const struct transform transform = {.predictors = 2, .features = 3, .step = step};
    struct predictor predictor[2] = {{.min = -1., .max = 0.1f}, {.categorical = true, .min = 2., .max = 5.}};
    const struct recipe recipe = {.predictors = 2, .predictor = predictor};
    const float value[10] = {-1.f, 2.f, 0.1f, 5.f, 0.2f, 5.f, -2.f, 3.f, 0.f, 2.5f};
    size_t outside[2] = {0, 0};
    float leaving[5];

    (void)state;
    range_leave(&recipe, &transform, value, 5, outside, leaving);
    assert_true(leaving[0] == 0.f && leaving[1] == 0.f && leaving[2] == 1.f && leaving[3] == 2.f && leaving[4] == 1.f);
    assert_true(outside[0] == 2 && outside[1] == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_of_a_cell_are_those_of_its_members),
        cmocka_unit_test(one_member_has_no_deviation),
        cmocka_unit_test(predictors_beyond_their_range_and_unseen_categories_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
