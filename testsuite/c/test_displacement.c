/** Displacement from phase, and the ramp beneath it, against closed forms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "radar/displacement.h"
#include "radar/ramp.h"

enum { ROWS = 450, COLS = 330 };

static void one_fringe_is_half_a_wavelength(void **state)
{
    float phase[3] = {(float)(2. * M_PI), (float)(-4. * M_PI), NAN};

    (void)state;
    displacement_from_phase(phase, 3, displacement_per_radian(0.236, -1.), phase);
    assert_float_equal(phase[0], -0.118, 1e-7);
    assert_float_equal(phase[1], 0.236, 1e-7);
    assert_true(isnan(phase[2]));
}

static void only_aria_counts_toward_the_satellite(void **state)
{
    (void)state;
    for (const struct phase_convention *row = phase_conventions; row->name; row++) {
        const double expected = strcmp(row->name, "aria") == 0 ? 1. : strcmp(row->name, "other") == 0 ? 0. : -1.;

        assert_true(row->toward == expected);
        assert_ptr_equal(phase_convention_find(row->name), row);
    }
    assert_null(phase_convention_find("nobody"));
}

static void wavelengths_are_those_of_the_metadata(void **state)
{
    (void)state;
    assert_float_equal(radar_wavelength(radar_sensor_find("sentinel1")), 0.05546576, 1e-8);
    assert_float_equal(radar_wavelength(radar_sensor_find("alos2")), 0.2424525, 1e-7);
    assert_float_equal(radar_wavelength(radar_sensor_find("alos")), 0.2360571, 1e-7);
    assert_null(radar_sensor_find("sputnik"));
}

static float *tilted_map(double noise, double moved)
{
    float *value = malloc(sizeof *value * ROWS * COLS);
    struct random_stream stream = random_stream_at(5, 0);

    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++) {
            const int inside = abs(row - 150) < 100 && abs(col - 100) < 80;

            value[(size_t)row * COLS + col] = (float)(3. + 0.002 * row - 0.001 * col + (inside ? moved : 0.) +
                                                      (noise > 0. ? noise * random_normal(&stream) : 0.));
        }
    return value;
}

static void ramp_of_a_plane_is_the_plane_and_leaves_zero(void **state)
{
    float *value = tilted_map(0., 0.);
    struct ramp ramp;

    (void)state;
    assert_int_equal(ramp_fit(value, NULL, ROWS, COLS, RAMP_PLANE, &ramp, NULL), SLIDE_OK);
    assert_float_equal(ramp_at(&ramp, 0., 0.), 3., 1e-6);
    assert_float_equal(ramp_at(&ramp, 101., 7.) - ramp_at(&ramp, 1., 7.), 0.2, 1e-6);
    assert_float_equal(ramp_at(&ramp, 5., 103.) - ramp_at(&ramp, 5., 3.), -0.1, 1e-6);
    ramp_remove(value, ROWS, COLS, &ramp);
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        assert_float_equal(value[i], 0., 2e-6);
    free(value);
}

/* A fifth of the map moved by a hundred times the noise: least squares would be off by a tenth of the motion. */
static void ramp_is_not_tilted_by_what_moved(void **state)
{
    float *value = tilted_map(0.01, 1.);
    struct ramp ramp;

    (void)state;
    for (int i = 0; i < COLS; i++)
        value[i] = NAN;
    assert_int_equal(ramp_fit(value, NULL, ROWS, COLS, RAMP_PLANE, &ramp, NULL), SLIDE_OK);
    assert_float_equal(ramp_at(&ramp, 0., 0.), 3., 1e-3);
    assert_float_equal((ramp_at(&ramp, ROWS, 0.) - ramp_at(&ramp, 0., 0.)) / ROWS, 0.002, 3e-6);
    assert_float_equal((ramp_at(&ramp, 0., COLS) - ramp_at(&ramp, 0., 0.)) / COLS, -0.001, 3e-6);
    free(value);
}

static double bowl(int row, int col)
{
    const double y = row / 100., x = col / 100.;

    return 1. + 0.3 * y - 0.2 * x + 0.05 * y * y - 0.04 * x * y + 0.02 * x * x;
}

static void quadratic_ramp_is_found_under_noise_and_motion(void **state)
{
    float *value = tilted_map(0., 0.);
    struct random_stream stream = random_stream_at(6, 0);
    struct ramp ramp;

    (void)state;
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++) {
            const double moved = abs(row - 150) < 60 && abs(col - 100) < 50 ? 2. : 0.;

            value[(size_t)row * COLS + col] = (float)(bowl(row, col) + moved + 0.01 * random_normal(&stream));
        }
    assert_int_equal(ramp_fit(value, NULL, ROWS, COLS, RAMP_QUADRATIC, &ramp, NULL), SLIDE_OK);
    for (int row = 0; row < ROWS; row += 50)
        for (int col = 0; col < COLS; col += 50)
            assert_float_equal(ramp_at(&ramp, row, col), bowl(row, col), 2e-3);
    free(value);
}

/* Two thirds of the map moved: more than any robust fit can stand, unless it is told. */
static void excluded_cells_have_no_say(void **state)
{
    float *value = tilted_map(0.01, 0.), *exclude = calloc((size_t)ROWS * COLS, sizeof *exclude);
    struct ramp ramp;

    (void)state;
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++) {
            const size_t i = (size_t)row * COLS + col;

            exclude[i] = row < 300 ? 1.f : row % 2 ? 0.f : NAN; /* both mean: takes part */
            value[i] += row < 300 ? 5.f : 0.f;
        }
    assert_int_equal(ramp_fit(value, exclude, ROWS, COLS, RAMP_PLANE, &ramp, NULL), SLIDE_OK);
    assert_float_equal(ramp_at(&ramp, 0., 0.), 3., 5e-3);
    assert_int_equal(ramp_fit(value, NULL, ROWS, COLS, RAMP_PLANE, &ramp, NULL), SLIDE_OK);
    assert_true(fabs(ramp_at(&ramp, 0., 0.) - 3.) > 1.);
    free(value);
    free(exclude);
}

static void ramp_of_a_constant_is_level(void **state)
{
    float value[100];
    struct ramp ramp;

    (void)state;
    for (int i = 0; i < 100; i++)
        value[i] = 7.f;
    assert_int_equal(ramp_fit(value, NULL, 10, 10, RAMP_QUADRATIC, &ramp, NULL), SLIDE_OK);
    ramp_remove(value, 10, 10, &ramp);
    for (int i = 0; i < 100; i++)
        assert_float_equal(value[i], 0., 1e-6);
}

static void ramp_whose_terms_cannot_be_told_apart_is_refused(void **state)
{
    float value[400];
    struct slide_error error = {""};
    struct ramp ramp;

    (void)state;
    for (int i = 0; i < 400; i++)
        value[i] = i % 21 == 0 ? (float)i : NAN;
    assert_int_equal(ramp_fit(value, NULL, 20, 20, RAMP_PLANE, &ramp, &error), SLIDE_NO_DATA); /* the diagonal alone */
    assert_non_null(strstr(error.text, "one line"));
    for (int i = 0; i < 400; i++)
        value[i] = i < 40 ? (float)i : NAN; /* two rows: a plane, but no bowl */
    assert_int_equal(ramp_fit(value, NULL, 20, 20, RAMP_QUADRATIC, &ramp, &error), SLIDE_NO_DATA);
    assert_int_equal(ramp_fit(value, NULL, 20, 20, RAMP_PLANE, &ramp, &error), SLIDE_OK);
    for (int i = 0; i < 400; i++)
        value[i] = i < 20 ? (float)i : NAN; /* one row */
    assert_int_equal(ramp_fit(value, NULL, 20, 20, RAMP_PLANE, &ramp, &error), SLIDE_NO_DATA);
    value[0] = 1.f;
    assert_int_equal(ramp_fit(value, NULL, 1, 1, RAMP_PLANE, &ramp, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "there are 1."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_fringe_is_half_a_wavelength),
        cmocka_unit_test(only_aria_counts_toward_the_satellite),
        cmocka_unit_test(wavelengths_are_those_of_the_metadata),
        cmocka_unit_test(ramp_of_a_plane_is_the_plane_and_leaves_zero),
        cmocka_unit_test(ramp_is_not_tilted_by_what_moved),
        cmocka_unit_test(ramp_of_a_constant_is_level),
        cmocka_unit_test(ramp_whose_terms_cannot_be_told_apart_is_refused),
        cmocka_unit_test(quadratic_ramp_is_found_under_noise_and_motion),
        cmocka_unit_test(excluded_cells_have_no_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
