/** Half widths of intervals against printed tables of Student's t and the variance of a mean. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terrain/theta_interval.h"

/* Quantiles of Student's t from printed tables: 2.306 with 8 degrees of freedom, 3.182 with 3, 2.776 with 4. */
static void half_widths_follow_student_and_a_score_that_outweighs_all_counts_as_few(void **state)
{
    static const double values[5] = {1., 4., 2., 8., 5.};
    static const size_t members[5] = {20, 20, 20, 20, 20};
    struct theta_scores even = {.information = 2.}, uneven = {.information = 2.};
    double without[5];

    (void)state;
    for (int i = 0; i < 10; i++) {
        theta_scores_add(&even, i % 2 ? 1. : -1.);
        theta_scores_add(&uneven, i == 0 ? 1. : 0.);
    }
    assert_true(fabs(half_width_of_scores(&even, 2, 0.95) / (2.306 * sqrt(10. * 10. / 8.) / 2.) - 1.) < 1e-3);
    assert_true(fabs(half_width_of_scores(&uneven, 2, 0.95) / (3.182 * sqrt(1. * 10. / 8.) / 2.) - 1.) < 1e-3);
    assert_true(isnan(half_width_of_scores(&even, 10, 0.95)));
    /* the jackknife of a mean gives its variance, here 7.5 / 5 */
    for (int g = 0; g < 5; g++)
        without[g] = (20. - values[g]) / 4.;
    assert_true(fabs(half_width_of_jackknife(4., without, members, 5, 0.95) / (2.776 * sqrt(1.5)) - 1.) < 1e-3);
    assert_true(isnan(half_width_of_jackknife(4., without, members, 2, 0.95)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_widths_follow_student_and_a_score_that_outweighs_all_counts_as_few),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
