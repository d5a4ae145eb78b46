/** Motion along slopes that were worked by hand, and planted motion that comes back from any line of sight. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "radar/slope_parallel.h"

static const double degree = M_PI / 180.;

static struct line_of_sight looking(double incidence, double azimuth)
{
    return line_of_sight_of(incidence, azimuth, azimuth_convention_find("look"));
}

/* Looking east from 40 degrees off the vertical, the satellite in the west */
static void slopes_to_and_from_the_satellite_are_seen_by_sines_of_angles(void **state)
{
    const struct line_of_sight sight = looking(40., 90.);
    const double west[2] = {tan(20. * degree), 0.}, east[2] = {-tan(20. * degree), 0.},
                 north[2] = {0., -tan(20. * degree)};

    (void)state;
    /* downslope to the west is 20 degrees below the horizon, the satellite 50 degrees above it */
    assert_float_equal(slope_sensitivity(&sight, west), cos(70. * degree), 1e-12);
    /* downslope to the east: 50 + 110 degrees apart */
    assert_float_equal(slope_sensitivity(&sight, east), cos(150. * degree), 1e-12);
    /* across the line of sight only the fall is seen */
    assert_float_equal(slope_sensitivity(&sight, north), -cos(40. * degree) * sin(20. * degree), 1e-12);
}

static void slope_at_right_angles_to_the_line_of_sight_is_blind(void **state)
{
    const struct line_of_sight sight = looking(40., 90.);
    const double blind[2] = {tan(40. * degree), 0.};

    (void)state;
    assert_float_equal(slope_sensitivity(&sight, blind), 0., 1e-12);
    assert_true(isnan(slope_parallel(1., slope_sensitivity(&sight, blind), 0.2)));
}

static void level_and_unknown_ground_have_no_slope(void **state)
{
    const struct line_of_sight sight = looking(40., 90.);

    (void)state;
    assert_true(isnan(slope_sensitivity(&sight, (double[]){0., 0.})));
    assert_true(isnan(slope_sensitivity(&sight, (double[]){NAN, 0.})));
    assert_true(isnan(slope_parallel(1., NAN, 0.2)));
    assert_true(isnan(slope_parallel(NAN, 1., 0.2)));
}

static void motion_below_the_threshold_is_null_and_at_it_is_not(void **state)
{
    (void)state;
    assert_float_equal(slope_parallel(3., 0.25, 0.25), 12., 0.);
    assert_float_equal(slope_parallel(3., -0.25, 0.25), -12., 0.);
    assert_true(isnan(slope_parallel(3., 0.24, 0.25)));
    assert_true(isnan(slope_parallel(3., -0.24, 0.25)));
}

static void planted_motion_comes_back(void **state)
{
    struct random_stream random = random_stream_at(5, 0);

    (void)state;
    for (int i = 0; i < 1000; i++) {
        const double dip = 89. * random_uniform(&random) * degree, aspect = 360. * random_uniform(&random) * degree;
        const struct line_of_sight sight = looking(20. + 30. * random_uniform(&random), 360. * random_uniform(&random));
        const double gradient[2] = {-tan(dip) * sin(aspect), -tan(dip) * cos(aspect)}, speed = random_normal(&random);
        const double east = speed * cos(dip) * sin(aspect), north = speed * cos(dip) * cos(aspect),
                     up = -speed * sin(dip);
        const double los = east * sight.east + north * sight.north + up * sight.up;
        const double sensitivity = slope_sensitivity(&sight, gradient);

        assert_true(fabs(sensitivity) <= 1. + 1e-12);
        if (fabs(sensitivity) > 0.01)
            assert_float_equal(slope_parallel(los, sensitivity, 0.01), speed, 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slopes_to_and_from_the_satellite_are_seen_by_sines_of_angles),
        cmocka_unit_test(slope_at_right_angles_to_the_line_of_sight_is_blind),
        cmocka_unit_test(level_and_unknown_ground_have_no_slope),
        cmocka_unit_test(motion_below_the_threshold_is_null_and_at_it_is_not),
        cmocka_unit_test(planted_motion_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
