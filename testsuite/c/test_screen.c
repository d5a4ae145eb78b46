/** The atmosphere's filter and the line over height of a ramp, against closed forms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "radar/ramp.h"
#include "radar/screen.h"

enum { DATES = 12, ROWS = 30, COLS = 24, CELLS = ROWS * COLS };

static const int days[DATES] = {0, 12, 24, 36, 60, 72, 84, 96, 108, 120, 132, 144};

static struct screen_filter filter_of(double width, double distance)
{
    struct screen_filter filter = {.dates = DATES, .day = days, .days = width, .distance = distance};

    assert_int_equal(screen_filter_make(&filter, NULL), SLIDE_OK);
    return filter;
}

static void what_is_constant_in_time_is_not_rough_and_gaps_stay_gaps(void **state)
{
    struct screen_filter filter = filter_of(40., 100.);
    double misfit[DATES], rough[DATES];

    (void)state;
    for (int i = 0; i < DATES; i++)
        misfit[i] = i == 5 ? NAN : 7.;
    screen_highpass(&filter, misfit, rough);
    for (int i = 0; i < DATES; i++)
        assert_true(i == 5 ? isnan(rough[i]) : fabs(rough[i]) < 1e-12);
    screen_filter_free(&filter);
}

static void a_spike_in_time_keeps_all_but_its_own_weight(void **state)
{
    struct screen_filter filter = filter_of(20., 100.);
    double misfit[DATES] = {0.}, rough[DATES], weights = 0.;

    (void)state;
    misfit[3] = 1.;
    for (int i = 0; i < DATES; i++)
        weights += exp(-0.5 * pow((days[i] - days[3]) / 20., 2.));
    screen_highpass(&filter, misfit, rough);
    assert_true(fabs(rough[3] - (1. - 1. / weights)) < 1e-12);
    screen_filter_free(&filter);
}

/* One date's rows among those of all dates. */
static void lowpass(const struct screen_filter *filter, const float *rough, const double *east_west, int first,
                    int count, int threads, float *screen)
{
    const struct screen_rows rows = {.rows = ROWS,
                                     .cols = COLS,
                                     .rough = rough,
                                     .east_west = east_west,
                                     .north_south = 50.,
                                     .first = first,
                                     .count = count,
                                     .threads = threads};

    assert_int_equal(screen_lowpass(filter, &rows, screen, NULL), SLIDE_OK);
}

static void a_constant_stays_itself_around_gaps_and_far_from_values_is_null(void **state)
{
    struct screen_filter filter = filter_of(40., 60.);
    static float rough[DATES * CELLS], screen[DATES * CELLS];
    double east_west[ROWS];

    (void)state;
    for (int row = 0; row < ROWS; row++) {
        east_west[row] = 30. + row;
        for (int date = 0; date < DATES; date++)
            for (int col = 0; col < COLS; col++) {
                const int gap = row < 10 || (row + col) % 3 == 0;

                rough[(row * DATES + date) * COLS + col] = gap ? NAN : 3.f + date;
            }
    }
    lowpass(&filter, rough, east_west, 0, ROWS, 2, screen);
    for (int row = 0; row < ROWS; row++)
        for (int date = 0; date < DATES; date++)
            for (int col = 0; col < COLS; col++) {
                const float value = screen[(row * DATES + date) * COLS + col];

                /* three standard deviations of 60 m are three rows of 50 m */
                assert_true(row < 7 ? isnan(value) : fabsf(value - 3.f - date) < 1e-5f);
            }
    screen_filter_free(&filter);
}

static void parts_of_the_rows_and_more_threads_give_the_same_bits(void **state)
{
    struct screen_filter filter = filter_of(40., 60.);
    static float rough[DATES * CELLS], one[DATES * CELLS], four[DATES * CELLS];
    struct random_stream stream = random_stream_at(4, 0);
    double east_west[ROWS];

    (void)state;
    for (int row = 0; row < ROWS; row++)
        east_west[row] = 30. + row;
    for (int i = 0; i < DATES * CELLS; i++)
        rough[i] = (float)random_normal(&stream);
    lowpass(&filter, rough, east_west, 0, ROWS, 1, one);
    lowpass(&filter, rough, east_west, 5, 20, 4, four);
    assert_memory_equal(one + 5 * DATES * COLS, four, sizeof(float) * 20 * DATES * COLS);
    screen_filter_free(&filter);
}

static void ramp_and_height_that_are_alike_are_told_apart(void **state)
{
    static float value[CELLS], height[CELLS];
    const struct ramp_cells cells = {.value = value, .height = height, .rows = ROWS, .cols = COLS};
    struct random_stream stream = random_stream_at(6, 0);
    struct ramp ramp;

    (void)state;
    for (int i = 0; i < CELLS; i++) {
        const int row = i / COLS, col = i % COLS;

        height[i] = (float)(20. * col + 100. * random_normal(&stream));
        value[i] = (float)(5. + 0.3 * col - 0.1 * row + 0.01 * height[i]);
        if (i % 9 == 0)
            value[i] += 40.f; /* what moved */
    }
    value[7] = NAN;
    height[8] = NAN;
    assert_int_equal(ramp_fit_cells(&cells, RAMP_PLANE, &ramp, NULL), SLIDE_OK);
    for (int i = 0; i < CELLS; i++) {
        const int row = i / COLS, col = i % COLS;
        const double left = value[i] - ramp_at(&ramp, row, col) - ramp_height_at(&ramp, height[i]);

        assert_true(i % 9 == 0 || i == 7 || i == 8 || fabs(left) < 1e-4);
    }
    assert_true(fabs(ramp.height_coefficient / ramp.height_scale - 0.01) < 1e-6);
    assert_true(ramp.height_correlation > 0. && ramp.height_correlation < 1.);
}

static void heights_that_do_not_differ_or_follow_the_surface_are_refused(void **state)
{
    static float value[CELLS], height[CELLS];
    const struct ramp_cells cells = {.value = value, .height = height, .rows = ROWS, .cols = COLS};
    struct slide_error error;
    struct ramp ramp;

    (void)state;
    for (int i = 0; i < CELLS; i++) {
        value[i] = (float)(i % 7);
        height[i] = 500.f;
    }
    assert_int_equal(ramp_fit_cells(&cells, RAMP_LEVEL, &ramp, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "heights are all the same"));
    for (int i = 0; i < CELLS; i++) {
        const int row = i / COLS, col = i % COLS;

        height[i] = (float)(10 * col + row);
    }
    assert_int_equal(ramp_fit_cells(&cells, RAMP_PLANE, &ramp, &error), SLIDE_NO_DATA);
    assert_int_equal(ramp_fit_cells(&cells, RAMP_LEVEL, &ramp, &error), SLIDE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_constant_in_time_is_not_rough_and_gaps_stay_gaps),
        cmocka_unit_test(a_spike_in_time_keeps_all_but_its_own_weight),
        cmocka_unit_test(a_constant_stays_itself_around_gaps_and_far_from_values_is_null),
        cmocka_unit_test(parts_of_the_rows_and_more_threads_give_the_same_bits),
        cmocka_unit_test(ramp_and_height_that_are_alike_are_told_apart),
        cmocka_unit_test(heights_that_do_not_differ_or_follow_the_surface_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
