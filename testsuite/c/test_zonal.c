/** Statistics over mapping units: closed forms, ties, wrap-around, nulls, weights and the index of units. */
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "base/unit_index.h"
#include "base/zonal.h"

#define STATISTICS 9

static const struct zonal_column every[STATISTICS] = {
    {0, {STATISTIC_MEAN, 0}, 0., 0.f},
    {0, {STATISTIC_SD, 0}, 0., 0.f},
    {0, {STATISTIC_MIN, 0}, 0., 0.f},
    {0, {STATISTIC_MAX, 0}, 0., 0.f},
    {0, {STATISTIC_RANGE, 0}, 0., 0.f},
    {0, {STATISTIC_MEDIAN, 0}, 0., 0.f},
    {0, {STATISTIC_CIRCULAR_MEAN, 0}, 360., -9999.f},
    {0, {STATISTIC_MAJORITY, 0}, 0., 0.f},
    {0, {STATISTIC_SHARE, 3}, 0., 0.f},
};

/* all statistics of one unit, cells of these weights */
static void statistics_of(const float *value, const double *weight, size_t count, float *out)
{
    struct unit_index index = {0};
    struct zonal zonal;

    for (size_t i = 0; i < count; i++)
        assert_int_equal(unit_index_add(&index, 7, weight ? weight[i] : 1., i, count, NULL), SLIDE_OK);
    unit_index_end(&index);
    assert_int_equal(zonal_start(&zonal, every, STATISTICS, &index, NULL), SLIDE_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(zonal_add(&zonal, 0, weight ? weight[i] : 1., &value[i], NULL), SLIDE_OK);
    zonal_finish(&zonal, out);
    zonal_free(&zonal);
    unit_index_free(&index);
}

static void test_five_numbers_have_the_statistics_worked_out_by_hand(void **state)
{
    const float value[] = {1.f, 3.f, 3.f, NAN, 8.f, 10.f};
    float out[STATISTICS];

    (void)state;
    statistics_of(value, NULL, 6, out);
    assert_float_equal(out[0], 5., 1e-6);
    assert_float_equal(out[1], sqrt((16. + 4. + 4. + 9. + 25.) / 5.), 1e-6);
    assert_float_equal(out[2], 1., 0.);
    assert_float_equal(out[3], 10., 0.);
    assert_float_equal(out[4], 9., 0.);
    assert_float_equal(out[5], 3., 0.);
    assert_float_equal(out[7], 3., 0.);
    assert_float_equal(out[8], 0.4, 1e-7);
}

static void test_a_unit_of_one_cell_has_no_spread(void **state)
{
    const float value[] = {42.f}, expected[] = {42.f, 0.f, 42.f, 42.f, 0.f, 42.f, 42.f, 42.f, 0.f};
    float out[STATISTICS];

    (void)state;
    statistics_of(value, NULL, 1, out);
    for (int i = 0; i < STATISTICS; i++)
        assert_float_equal(out[i], expected[i], 1e-5);
}

static void test_directions_on_both_sides_of_north_have_their_mean_at_north(void **state)
{
    const float value[] = {350.f, 20.f}, opposite[] = {90.f, 270.f}, flat[] = {10.f, -9999.f};
    const float just_below[] = {359.9999999f, 359.9999999f};
    float out[STATISTICS];

    (void)state;
    statistics_of(value, NULL, 2, out);
    assert_float_equal(out[6], 5., 1e-4);
    statistics_of(opposite, NULL, 2, out);
    assert_true(isnan(out[6]));
    statistics_of(flat, NULL, 2, out);
    assert_float_equal(out[6], 10., 1e-4);
    statistics_of(just_below, NULL, 2, out);
    assert_true(out[6] >= 0.f && out[6] < 360.f);
}

static void test_of_equal_majorities_the_least_category_counts_whatever_the_order(void **state)
{
    const float one[] = {9.f, 9.f, 2.f, 2.f, 5.f}, other[] = {2.f, 5.f, 9.f, 2.f, 9.f}, negative[] = {4.f, -4.f};
    float out[STATISTICS];

    (void)state;
    statistics_of(one, NULL, 5, out);
    assert_float_equal(out[7], 2., 0.);
    statistics_of(other, NULL, 5, out);
    assert_float_equal(out[7], 2., 0.);
    statistics_of(negative, NULL, 2, out);
    assert_float_equal(out[7], -4., 0.);
}

static void test_cells_count_by_their_weight(void **state)
{
    const float value[] = {3.f, 5.f, 5.f};
    const double weight[] = {6., 1., 1.};
    float out[STATISTICS];

    (void)state;
    statistics_of(value, weight, 3, out);
    assert_float_equal(out[0], 3.5, 1e-6);
    assert_float_equal(out[1], sqrt((6. * 0.25 + 2. * 2.25) / 8.), 1e-6);
    assert_float_equal(out[5], 5., 0.); /* a median counts cells */
    assert_float_equal(out[7], 3., 0.);
    assert_float_equal(out[8], 0.75, 1e-7);
}

static void test_a_unit_without_a_valid_cell_has_no_statistic(void **state)
{
    const float value[] = {NAN, NAN};
    float out[STATISTICS];

    (void)state;
    statistics_of(value, NULL, 2, out);
    for (int i = 0; i < STATISTICS; i++)
        assert_true(isnan(out[i]));
}

static void test_a_majority_of_fractions_is_refused(void **state)
{
    const float value = 2.5f;
    struct unit_index index = {0};
    struct slide_error error;
    struct zonal zonal;

    (void)state;
    assert_int_equal(unit_index_add(&index, 1, 1., 0, 1, &error), SLIDE_OK);
    assert_int_equal(zonal_start(&zonal, &every[7], 1, &index, &error), SLIDE_OK);
    assert_int_equal(zonal_add(&zonal, 0, 1., &value, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "2.5"));
    zonal_free(&zonal);
    unit_index_free(&index);
}

/* many units in scattered order against sums made unit by unit */
static void test_many_scattered_units_keep_their_cells_apart(void **state)
{
    enum { UNITS = 5000, CELLS = 200000 };
    static const struct zonal_column column[] = {
        {0, {STATISTIC_MEAN, 0}, 0., 0.f}, {0, {STATISTIC_MAJORITY, 0}, 0., 0.f}, {0, {STATISTIC_MEDIAN, 0}, 0., 0.f}};
    static int id[CELLS], count[UNITS][4];
    static float value[CELLS], out[UNITS * 3];
    struct random_stream stream = random_stream_at(42, 0);
    struct unit_index index = {0};
    struct zonal zonal;

    (void)state;
    for (size_t i = 0; i < CELLS; i++) {
        id[i] = INT_MAX - 1000 * (int)(random_uniform(&stream) * UNITS);
        value[i] = (float)(int)(random_uniform(&stream) * 4.);
        assert_int_equal(unit_index_add(&index, id[i], 1., i, 500, NULL), SLIDE_OK);
        count[(INT_MAX - id[i]) / 1000][(int)value[i]]++;
    }
    assert_int_equal(zonal_start(&zonal, column, 3, &index, NULL), SLIDE_OK);
    for (size_t i = 0; i < CELLS; i++)
        assert_int_equal(zonal_add(&zonal, unit_index_find(&index, id[i]), 1., &value[i], NULL), SLIDE_OK);
    zonal_finish(&zonal, out);
    for (size_t unit = 0; unit < UNITS; unit++) {
        const int *n = count[unit];
        const int all = n[0] + n[1] + n[2] + n[3];
        const float *have = out + 3 * unit_index_find(&index, INT_MAX - 1000 * (int)unit);
        int most = 0, rank[2] = {0, 0};

        for (int i = 1; i < 4; i++)
            most = n[i] > n[most] ? i : most;
        for (int half = 0; half < 2; half++)
            for (int below = n[0]; below <= (all - 1 + half) / 2; below += n[++rank[half]])
                ;
        assert_float_equal(have[0], (n[1] + 2. * n[2] + 3. * n[3]) / all, 1e-5);
        assert_float_equal(have[1], most, 0.);
        assert_float_equal(have[2], 0.5 * (rank[0] + rank[1]), 0.);
    }
    zonal_free(&zonal);
    unit_index_free(&index);
}

static void test_the_index_finds_each_number_and_no_other(void **state)
{
    static const int id[] = {INT_MAX, 1, 3, 1, 2000000000, INT_MAX};
    struct unit_index index = {0};

    (void)state;
    assert_true(unit_index_find(&index, 1) == UNIT_NONE);
    for (uint64_t i = 0; i < 6; i++)
        assert_int_equal(unit_index_add(&index, id[i], 2., i, 3, NULL), SLIDE_OK);
    unit_index_end(&index);
    assert_int_equal(index.units, 4);
    assert_int_equal(unit_index_find(&index, INT_MAX), 0);
    assert_int_equal(unit_index_find(&index, 1), 1);
    assert_true(unit_index_find(&index, 2) == UNIT_NONE);
    assert_int_equal(index.unit[1].cells, 2);
    assert_int_equal(index.unit[1].first, 1);
    assert_float_equal(index.unit[1].area, 4., 0.);
    assert_float_equal(index.unit[1].row, 1., 1e-12);
    assert_float_equal(index.unit[1].col, 1., 1e-12);
    unit_index_free(&index);
}

static void test_statistics_are_known_by_name_and_others_refused_with_the_choices(void **state)
{
    static const char *const names[] = {"mean",   "sd",       "min",      "max",     "range",
                                        "median", "circmean", "majority", "share_3", "share_-2"};
    static const char *const unknown[] = {"", "means", "mea", "share_", "share_x", "share_N", "none", "share_3x"};
    struct statistic statistic;
    struct slide_error error;
    char name[STATISTIC_NAME_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(statistic_find(names[i], strlen(names[i]), &statistic, &error), SLIDE_OK);
        statistic_name(&statistic, name);
        assert_string_equal(name, names[i]);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_int_equal(statistic_find(unknown[i], strlen(unknown[i]), &statistic, &error), SLIDE_BAD_INPUT);
        assert_non_null(strstr(error.text, "circmean"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_five_numbers_have_the_statistics_worked_out_by_hand),
        cmocka_unit_test(test_a_unit_of_one_cell_has_no_spread),
        cmocka_unit_test(test_directions_on_both_sides_of_north_have_their_mean_at_north),
        cmocka_unit_test(test_of_equal_majorities_the_least_category_counts_whatever_the_order),
        cmocka_unit_test(test_cells_count_by_their_weight),
        cmocka_unit_test(test_a_unit_without_a_valid_cell_has_no_statistic),
        cmocka_unit_test(test_a_majority_of_fractions_is_refused),
        cmocka_unit_test(test_many_scattered_units_keep_their_cells_apart),
        cmocka_unit_test(test_the_index_finds_each_number_and_no_other),
        cmocka_unit_test(test_statistics_are_known_by_name_and_others_refused_with_the_choices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
