/** Statistics of many maps: by hand, and medians against sorting. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "radar/temporal.h"

enum { MAPS = 4, CELLS = 4 };

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

static void same(float found, double expected)
{
    if (isnan(expected))
        assert_true(isnan(found));
    else
        assert_float_equal(found, expected, 1e-6);
}

static void small_stack_is_as_by_hand(void **state)
{
    /* cells: four values, two of them, one, none */
    static const float value[MAPS][CELLS] = {
        {4.f, NAN, 7.f, NAN}, {1.f, 3.f, NAN, NAN}, {2.f, NAN, NAN, NAN}, {5.f, -1.f, NAN, NAN}};
    static const double median[CELLS] = {3., 1., 7., NAN}, mean[CELLS] = {3., 1., 7., NAN},
                        sd[CELLS] = {1.5811388300841898, 2., 0., NAN}, count[CELLS] = {4., 2., 1., NAN};
    float found[4][CELLS];
    const struct temporal_result result = {found[0], found[1], found[2], found[3]};

    (void)state;
    assert_int_equal(temporal_statistics(value[0], MAPS, CELLS, &result, NULL), SLIDE_OK);
    for (int cell = 0; cell < CELLS; cell++) {
        same(found[0][cell], median[cell]);
        same(found[1][cell], mean[cell]);
        same(found[2][cell], sd[cell]);
        same(found[3][cell], count[cell]);
    }
}

static void a_statistic_that_is_not_wanted_is_left_out(void **state)
{
    static const float value[2] = {1.f, 3.f};
    float mean = 0.f;
    const struct temporal_result result = {.mean = &mean};

    (void)state;
    assert_int_equal(temporal_statistics(value, 2, 1, &result, NULL), SLIDE_OK);
    assert_float_equal(mean, 2., 0.);
}

/* How `count` values lie: random, few different ones, sorted up, sorted down, all alike, two hills */
static float drawn(struct random_stream *random, int pattern, size_t i, size_t count)
{
    switch (pattern) {
    case 0:
        return (float)random_normal(random);
    case 1:
        return (float)random_below(random, 3);
    case 2:
        return (float)i;
    case 3:
        return (float)(count - i);
    case 4:
        return 0.25f;
    default:
        return i < count / 2 ? (float)i : (float)(count - i);
    }
}

static void median_is_the_middle_of_the_sorted_values(void **state)
{
    enum { MOST = 130 };
    float value[MOST], sorted[MOST];

    (void)state;
    for (int pattern = 0; pattern < 6; pattern++)
        for (size_t count = 1; count <= MOST; count++) {
            struct random_stream random = random_stream_at(pattern, count);

            for (size_t i = 0; i < count; i++)
                value[i] = drawn(&random, pattern, i, count);
            memcpy(sorted, value, sizeof sorted);
            qsort(sorted, count, sizeof *sorted, ascending);
            assert_float_equal(temporal_median(value, count),
                               (float)(((double)sorted[(count - 1) / 2] + sorted[count / 2]) / 2.), 0.);
        }
    assert_true(isnan(temporal_median(value, 0)));
}

static void rows_longer_than_a_tile_are_whole(void **state)
{
    enum { LONG = 37, THREE = 3 };
    float value[THREE][LONG], median[LONG], count[LONG];
    const struct temporal_result result = {.median = median, .count = count};

    (void)state;
    for (int cell = 0; cell < LONG; cell++) {
        value[0][cell] = (float)cell;
        value[1][cell] = cell % 5 == 0 ? NAN : (float)cell + 2.f;
        value[2][cell] = (float)cell + 1.f;
    }
    assert_int_equal(temporal_statistics(value[0], THREE, LONG, &result, NULL), SLIDE_OK);
    for (int cell = 0; cell < LONG; cell++) {
        const bool hole = cell % 5 == 0;

        assert_float_equal(median[cell], (hole ? cell + 0.5 : cell + 1.), 0.);
        assert_float_equal(count[cell], (hole ? 2. : 3.), 0.);
    }
}

static void a_small_spread_on_a_large_mean_is_not_lost(void **state)
{
    static const float value[3] = {16777214.f, 16777215.f, 16777216.f}; /* 2^24 and the two before */
    float sd = 0.f;
    const struct temporal_result result = {.sd = &sd};

    (void)state;
    assert_int_equal(temporal_statistics(value, 3, 1, &result, NULL), SLIDE_OK);
    assert_float_equal(sd, 0.816496580927726, 1e-7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_stack_is_as_by_hand),
        cmocka_unit_test(a_statistic_that_is_not_wanted_is_left_out),
        cmocka_unit_test(median_is_the_middle_of_the_sorted_values),
        cmocka_unit_test(rows_longer_than_a_tile_are_whole),
        cmocka_unit_test(a_small_spread_on_a_large_mean_is_not_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
