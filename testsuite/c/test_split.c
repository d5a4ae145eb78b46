/** Splits: exact shares in each class, whole rows in the south, and a clear word when a part lacks a class. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "learn/split.h"

enum { ROWS = 40, COLS = 50 };

/* every cell of the region, a landslide in every tenth */
static struct sample_table whole_region(void)
{
    struct sample_table table = table_new(1);

    for (uint64_t cell = 0; cell < ROWS * COLS; cell++) {
        const float value = (float)cell;

        assert_int_equal(table_append(&table, cell, cell % 10 == 0, &value, NULL), SLIDE_OK);
    }
    return table;
}

static void test_random_holds_out_the_same_share_of_either_class(void **state)
{
    struct sample_table table = whole_region();
    struct split split, again, other;
    size_t differing = 0;

    (void)state;
    assert_int_equal(split_samples(&table, SPLIT_RANDOM, 0.2, 42, ROWS, COLS, &split, NULL), SLIDE_OK);
    assert_int_equal(split_samples(&table, SPLIT_RANDOM, 0.2, 42, ROWS, COLS, &again, NULL), SLIDE_OK);
    assert_int_equal(split_samples(&table, SPLIT_RANDOM, 0.2, 43, ROWS, COLS, &other, NULL), SLIDE_OK);
    assert_int_equal(split.test_positive, 40);
    assert_int_equal(split.test_negative, 360);
    assert_int_equal(split.train_positive, 160);
    assert_int_equal(split.train_negative, 1440);
    assert_memory_equal(split.test, again.test, table.rows);
    for (size_t row = 0; row < table.rows; row++)
        differing += split.test[row] != other.test[row];
    /* two independent draws of a fifth differ in 0.32 of the cells; sd about 0.01 */
    assert_true(fabs((double)differing / (double)table.rows - 0.32) < 0.06);
    split_free(&split);
    split_free(&again);
    split_free(&other);
    table_free(&table);
}

static void test_north_south_holds_out_whole_southern_rows(void **state)
{
    struct sample_table table = whole_region();
    struct split split;

    (void)state;
    assert_int_equal(split_samples(&table, SPLIT_NORTH_SOUTH, 0.3, 42, ROWS, COLS, &split, NULL), SLIDE_OK);
    assert_int_equal(split.cut_row, 28);
    for (size_t row = 0; row < table.rows; row++)
        assert_int_equal(split.test[row], table.cell[row] / COLS >= 28);
    split_free(&split);
    table_free(&table);
}

static void test_nothing_is_held_out_for_a_share_of_zero(void **state)
{
    struct sample_table table = whole_region();
    struct split split;

    (void)state;
    for (int kind = SPLIT_RANDOM; kind <= SPLIT_NORTH_SOUTH; kind++) {
        assert_int_equal(split_samples(&table, (enum split_kind)kind, 0., 1, ROWS, COLS, &split, NULL), SLIDE_OK);
        assert_int_equal(split.train_positive + split.train_negative, table.rows);
        assert_int_equal(split.cut_row, ROWS);
        split_free(&split);
    }
    table_free(&table);
}

static void test_part_without_landslides_is_refused_by_name(void **state)
{
    struct sample_table table = whole_region();
    struct slide_error error;
    struct split split;

    (void)state;
    for (size_t row = 0; row < table.rows; row++)
        table.label[row] = table.cell[row] < 10 * COLS && table.label[row];
    assert_int_equal(split_samples(&table, SPLIT_NORTH_SOUTH, 0.3, 1, ROWS, COLS, &split, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "southern part holds 0 landslide cells and 600 others"));
    for (size_t row = 0; row < table.rows; row++)
        table.label[row] = table.cell[row] >= 30 * COLS;
    assert_int_equal(split_samples(&table, SPLIT_NORTH_SOUTH, 0.3, 1, ROWS, COLS, &split, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "northern part holds 0 landslide cells"));
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_holds_out_the_same_share_of_either_class),
        cmocka_unit_test(test_north_south_holds_out_whole_southern_rows),
        cmocka_unit_test(test_nothing_is_held_out_for_a_share_of_zero),
        cmocka_unit_test(test_part_without_landslides_is_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
