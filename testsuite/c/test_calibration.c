/** The Brier score and its skill against closed forms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score/calibration.h"

static void the_prevalence_everywhere_has_its_variance_as_score_and_no_skill(void **state)
{
    const double rate[10] = {0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3};
    const struct brier brier = brier_of_groups(rate, 3, rate, 7);

    (void)state;
    assert_float_equal(brier.score, 0.3 * 0.7, 1e-15);
    assert_float_equal(brier.skill, 0., 1e-14);
}

static void certainty_is_the_best_and_the_worst(void **state)
{
    const double one[3] = {1., 1., 1.}, zero[3] = {0., 0., 0.};
    struct brier brier = brier_of_groups(one, 2, zero, 3);

    (void)state;
    assert_true(brier.score == 0. && brier.skill == 1.);
    brier = brier_of_groups(zero, 2, one, 3);
    assert_true(brier.score == 1.);
    assert_float_equal(brier.skill, 1. - 1. / 0.24, 1e-14);
}

static void one_class_has_a_score_and_no_skill_and_no_case_has_neither(void **state)
{
    const double half[2] = {0.5, 0.5};
    struct brier brier = brier_of_groups(half, 2, half, 0);

    (void)state;
    assert_true(brier.score == 0.25 && isnan(brier.skill));
    brier = brier_of_groups(half, 0, half, 0);
    assert_true(isnan(brier.score) && isnan(brier.skill));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_prevalence_everywhere_has_its_variance_as_score_and_no_skill),
        cmocka_unit_test(certainty_is_the_best_and_the_worst),
        cmocka_unit_test(one_class_has_a_score_and_no_skill_and_no_case_has_neither),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
