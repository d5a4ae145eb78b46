/** The fault's displacement against the checklist that Okada (1985) printed for programmers: table 2. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "okada.h"

static void assert_printed(struct displacement u, double x, double y, double z)
{
    /* the table gives four digits */
    assert_true(fabs(u.x - x) <= 0.5e-3 * fabs(x) + 1e-9);
    assert_true(fabs(u.y - y) <= 0.5e-3 * fabs(y) + 1e-9);
    assert_true(fabs(u.z - z) <= 0.5e-3 * fabs(z) + 1e-9);
}

static struct displacement case_two(double strike_slip, double dip_slip, double tensile)
{
    const struct fault fault = {.length = 3.,
                                .width = 2.,
                                .depth = 4.,
                                .dip = 70. * M_PI / 180.,
                                .strike_slip = strike_slip,
                                .dip_slip = dip_slip,
                                .tensile = tensile};

    return okada_displacement(&fault, 2., 3.);
}

static void case_two_of_the_papers_checklist_is_met(void **state)
{
    (void)state;
    assert_printed(case_two(1., 0., 0.), -8.689e-3, -4.298e-3, -2.747e-3);
    assert_printed(case_two(0., 1., 0.), -4.682e-3, -3.527e-2, -3.564e-2);
    assert_printed(case_two(0., 0., 1.), -2.660e-4, 1.056e-2, 3.214e-3);
}

static void slips_add_up(void **state)
{
    const struct displacement together = case_two(1., 2., 0.), first = case_two(1., 0., 0.),
                              second = case_two(0., 2., 0.);

    (void)state;
    assert_true(fabs(together.x - first.x - second.x) < 1e-15);
    assert_true(fabs(together.z - first.z - second.z) < 1e-15);
}

static void displacement_dies_out_far_from_the_fault(void **state)
{
    const struct fault fault = {.length = 3., .width = 2., .depth = 4., .dip = 0.3, .dip_slip = 1.};
    const struct displacement near_by = okada_displacement(&fault, 1.5, 0.),
                              far_off = okada_displacement(&fault, 300., 300.);

    (void)state;
    assert_true(fabs(far_off.z) < 1e-3 * fabs(near_by.z));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(case_two_of_the_papers_checklist_is_met),
                                       cmocka_unit_test(slips_add_up),
                                       cmocka_unit_test(displacement_dies_out_far_from_the_fault)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
