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
    struct plane plane;

    (void)state;
    assert_int_equal(ramp_fit(value, ROWS, COLS, &plane, NULL), SLIDE_OK);
    assert_float_equal(plane.level, 3., 1e-6);
    assert_float_equal(plane.per_row, 0.002, 1e-8);
    assert_float_equal(plane.per_col, -0.001, 1e-8);
    ramp_remove(value, ROWS, COLS, &plane);
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        assert_float_equal(value[i], 0., 2e-6);
    free(value);
}

/* A fifth of the map moved by a hundred times the noise: least squares would be off by a tenth of the motion. */
static void ramp_is_not_tilted_by_what_moved(void **state)
{
    float *value = tilted_map(0.01, 1.);
    struct plane plane;

    (void)state;
    for (int i = 0; i < COLS; i++)
        value[i] = NAN;
    assert_int_equal(ramp_fit(value, ROWS, COLS, &plane, NULL), SLIDE_OK);
    assert_float_equal(plane.level, 3., 1e-3);
    assert_float_equal(plane.per_row, 0.002, 3e-6);
    assert_float_equal(plane.per_col, -0.001, 3e-6);
    free(value);
}

static void ramp_of_a_constant_is_level(void **state)
{
    float value[100];
    struct plane plane;

    (void)state;
    for (int i = 0; i < 100; i++)
        value[i] = 7.f;
    assert_int_equal(ramp_fit(value, 10, 10, &plane, NULL), SLIDE_OK);
    ramp_remove(value, 10, 10, &plane);
    for (int i = 0; i < 100; i++)
        assert_float_equal(value[i], 0., 1e-6);
}

static void ramp_without_a_plane_is_refused(void **state)
{
    float value[400];
    struct slide_error error = {""};
    struct plane plane;

    (void)state;
    for (int i = 0; i < 400; i++)
        value[i] = i % 21 == 0 ? (float)i : NAN;
    assert_int_equal(ramp_fit(value, 20, 20, &plane, &error), SLIDE_NO_DATA); /* the diagonal alone */
    assert_non_null(strstr(error.text, "one line"));
    assert_int_equal(ramp_fit(value, 2, 2, &plane, &error), SLIDE_NO_DATA);
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
        cmocka_unit_test(ramp_without_a_plane_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
