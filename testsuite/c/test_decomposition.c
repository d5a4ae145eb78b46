/** Two tracks into vertical and east, against motions that were planted. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "radar/decomposition.h"

static const struct azimuth_convention *named(const char *name)
{
    const struct azimuth_convention *convention = azimuth_convention_find(name);

    assert_non_null(convention);
    return convention;
}

/* A satellite that flies north and looks right stands in the west: uplift and westward motion bring the ground nearer.
 */
static void ascending_satellite_looking_right_stands_in_the_west(void **state)
{
    const struct line_of_sight sight = line_of_sight_of(30., 90., named("look"));

    (void)state;
    assert_float_equal(sight.east, -0.5, 1e-12);
    assert_float_equal(sight.north, 0., 1e-12);
    assert_float_equal(sight.up, sqrt(0.75), 1e-12);
}

/* Heading 348 degrees, the satellite in the west-south-west: each producer's own angle of that. */
static void conventions_name_one_direction_by_their_own_angles(void **state)
{
    static const struct {
        const char *name;
        double angle;
    } same[] = {{"look", 78.}, {"heading", 348.}, {"heading", -12.}, {"isce", 102.}, {"gamma", 192.}, {"gamma", -168.}};
    const double degree = M_PI / 180.;

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        const struct line_of_sight sight = line_of_sight_of(39., same[i].angle, named(same[i].name));

        assert_float_equal(sight.east, -sin(39. * degree) * cos(12. * degree), 1e-12);
        assert_float_equal(sight.north, -sin(39. * degree) * sin(12. * degree), 1e-12);
        assert_float_equal(sight.up, cos(39. * degree), 1e-12);
    }
    assert_null(azimuth_convention_find("nobody"));
}

static struct track_motion seen(double incidence, double look, double east, double north, double up, double sd)
{
    const struct line_of_sight sight = line_of_sight_of(incidence, look, named("look"));

    return (struct track_motion){sight, east * sight.east + north * sight.north + up * sight.up, sd};
}

static void planted_motion_comes_back_without_northward_motion(void **state)
{
    struct random_stream stream = random_stream_at(8, 0);

    (void)state;
    for (int i = 0; i < 1000; i++) {
        const double incidence = 20. + 30. * random_uniform(&stream), turned = 25. * random_uniform(&stream);
        const double east = random_normal(&stream), up = random_normal(&stream);
        const struct track_motion a = seen(incidence, 90. - turned, east, 0., up, NAN);
        const struct track_motion d = seen(incidence + 5., 270. + turned, east, 0., up, NAN);
        const struct motion motion = motion_of_tracks(&a, &d);

        assert_float_equal(motion.east, east, 1e-12);
        assert_float_equal(motion.up, up, 1e-12);
        assert_true(isnan(motion.east_sd) && isnan(motion.up_sd));
    }
}

static void northward_motion_leaks_as_much_as_is_stated(void **state)
{
    const struct track_motion a = seen(39., 78., 0.2, 0.5, -0.1, 0.), d = seen(35., 282., 0.2, 0.5, -0.1, 0.);
    const struct motion motion = motion_of_tracks(&a, &d);

    (void)state;
    assert_float_equal(motion.east, 0.2 + 0.5 * motion.north_to_east, 1e-12);
    assert_float_equal(motion.up, -0.1 + 0.5 * motion.north_to_up, 1e-12);
    assert_true(fabs(motion.north_to_up) > 0.05);
}

/* Mirror-imaged tracks: singular values are sqrt(2) sin i and sqrt(2) cos i; errors sd / (sqrt(2) sin i) ... */
static void condition_and_errors_of_mirrored_tracks_are_closed_forms(void **state)
{
    const double degree = M_PI / 180., sd = 0.01;
    const struct track_motion a = seen(30., 90., 0., 0., 1., sd), d = seen(30., 270., 0., 0., 1., sd);
    const struct motion motion = motion_of_tracks(&a, &d);

    (void)state;
    assert_float_equal(motion.condition, 1. / tan(30. * degree), 1e-12);
    assert_float_equal(motion.east_sd, sd / (sqrt(2.) * sin(30. * degree)), 1e-12);
    assert_float_equal(motion.up_sd, sd / (sqrt(2.) * cos(30. * degree)), 1e-12);
}

/* Spread over 20000 draws: its own standard error is half a per cent. */
static void errors_are_the_spread_of_noisy_solutions(void **state)
{
    enum { DRAWS = 20000 };
    struct random_stream stream = random_stream_at(9, 0);
    double east = 0., up = 0.;
    struct motion motion;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        struct track_motion a = seen(43., 79., 0., 0., 0., 0.02), d = seen(34., 283., 0., 0., 0., 0.05);

        a.displacement += a.sd * random_normal(&stream);
        d.displacement += d.sd * random_normal(&stream);
        motion = motion_of_tracks(&a, &d);
        east += motion.east * motion.east / DRAWS;
        up += motion.up * motion.up / DRAWS;
    }
    assert_float_equal(sqrt(east) / motion.east_sd, 1., 0.02);
    assert_float_equal(sqrt(up) / motion.up_sd, 1., 0.02);
}

static void one_track_twice_has_no_solution_and_null_gives_null(void **state)
{
    const struct track_motion a = seen(39., 78., 0., 0., 1., 0.);
    struct track_motion lost = seen(39., 282., 0., 0., 1., 0.);

    (void)state;
    assert_true(isinf(motion_of_tracks(&a, &a).condition));
    lost.displacement = NAN;
    assert_true(isnan(motion_of_tracks(&a, &lost).up) && isnan(motion_of_tracks(&a, &lost).east));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascending_satellite_looking_right_stands_in_the_west),
        cmocka_unit_test(conventions_name_one_direction_by_their_own_angles),
        cmocka_unit_test(planted_motion_comes_back_without_northward_motion),
        cmocka_unit_test(northward_motion_leaks_as_much_as_is_stated),
        cmocka_unit_test(condition_and_errors_of_mirrored_tracks_are_closed_forms),
        cmocka_unit_test(errors_are_the_spread_of_noisy_solutions),
        cmocka_unit_test(one_track_twice_has_no_solution_and_null_gives_null),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
