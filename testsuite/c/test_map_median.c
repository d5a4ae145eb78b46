/** Medians of maps read by rows, against sorting. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "base/sort.h"
#include "radar/map_median.h"

enum { MAPS = 3, ROWS = 9, COLS = 11 };

static double median_by_sorting(float value[ROWS][MAPS][COLS], int map)
{
    double sorted[ROWS * COLS];
    size_t count = 0;

    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++)
            if (!isnan(value[row][0][col]) && !isnan(value[row][1][col]) && !isnan(value[row][2][col]))
                sorted[count++] = value[row][map][col];
    sort_doubles(sorted, count);
    return 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2]);
}

static void median_is_that_of_sorting_the_cells_that_all_maps_have(void **state)
{
    (void)state;
    for (int trial = 0; trial < 40; trial++) {
        struct random_stream stream = random_stream_at(3, trial);
        struct map_median *median = map_median_new(MAPS);
        float value[ROWS][MAPS][COLS];

        for (int i = 0; i < ROWS * MAPS * COLS; i++)
            (&value[0][0][0])[i] =
                random_uniform(&stream) < 0.1 ? NAN : (float)(ldexp(random_normal(&stream), (int)(trial % 9) * 4 - 16));
        for (int pass = 0; pass < MAP_MEDIAN_PASSES; pass++) {
            for (int row = 0; row < ROWS; row++)
                map_median_add(median, &value[row][0][0], COLS);
            map_median_end_pass(median);
        }
        for (int map = 0; map < MAPS; map++)
            assert_true(map_median_of(median, map) == median_by_sorting(value, map));
        map_median_free(median);
    }
}

static void no_common_cell_has_no_median(void **state)
{
    const float value[2][2] = {{NAN, 1.f}, {2.f, NAN}};
    struct map_median *median = map_median_new(2);

    (void)state;
    for (int pass = 0; pass < MAP_MEDIAN_PASSES; pass++) {
        map_median_add(median, &value[0][0], 2);
        map_median_end_pass(median);
    }
    assert_int_equal(map_median_cells(median), 0);
    assert_true(isnan(map_median_of(median, 0)));
    map_median_free(median);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(median_is_that_of_sorting_the_cells_that_all_maps_have),
        cmocka_unit_test(no_common_cell_has_no_median),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
