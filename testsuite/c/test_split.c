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

        assert_int_equal(table_append(&table, cell, cell % 10 == 0 ? 1.f : 0.f, &value, NULL), SLIDE_OK);
    }
    return table;
}

static enum slide_status part(const struct sample_table *table, enum split_kind kind, double share, uint64_t seed,
                              struct split *split, struct slide_error *error)
{
    const struct split_plan plan = {
        .kind = kind, .test_share = share, .seed = seed, .region_rows = ROWS, .region_cols = COLS};
    struct subset all;
    enum slide_status status;

    assert_int_equal(subset_all(table, &all, NULL), SLIDE_OK);
    status = split_samples(table, &all, &plan, split, error);
    subset_free(&all);
    return status;
}

static void test_random_holds_out_the_same_share_of_either_class(void **state)
{
    struct sample_table table = whole_region();
    struct split split, again, other;
    unsigned char held[ROWS * COLS] = {0};
    size_t differing = 0;

    (void)state;
    assert_int_equal(part(&table, SPLIT_RANDOM, 0.2, 42, &split, NULL), SLIDE_OK);
    assert_int_equal(part(&table, SPLIT_RANDOM, 0.2, 42, &again, NULL), SLIDE_OK);
    assert_int_equal(part(&table, SPLIT_RANDOM, 0.2, 43, &other, NULL), SLIDE_OK);
    assert_int_equal(split.counts.test_positive, 40);
    assert_int_equal(split.counts.test_negative, 360);
    assert_int_equal(split.counts.train_positive, 160);
    assert_int_equal(split.counts.train_negative, 1440);
    assert_int_equal(split.test.rows, again.test.rows);
    assert_memory_equal(split.test.row, again.test.row, split.test.rows * sizeof *split.test.row);
    for (size_t i = 0; i < split.test.rows; i++)
        held[split.test.row[i]] ^= 1;
    for (size_t i = 0; i < other.test.rows; i++)
        held[other.test.row[i]] ^= 1;
    for (size_t row = 0; row < table.rows; row++)
        differing += held[row];
    /* two independent draws of a fifth differ in 0.32 of the cells; sd about 0.01 */
    assert_true(fabs((double)differing / (double)table.rows - 0.32) < 0.06);
    split_free(&split);
    split_free(&again);
    split_free(&other);
    table_free(&table);
}

static void test_rows_hold_out_whole_southern_rows(void **state)
{
    struct sample_table table = whole_region();
    struct split split;

    (void)state;
    assert_int_equal(part(&table, SPLIT_ROWS, 0.3, 42, &split, NULL), SLIDE_OK);
    assert_int_equal(split_cut_row(ROWS, 0.3), 28);
    assert_int_equal(split.test.rows, 12 * COLS);
    for (size_t i = 0; i < split.test.rows; i++)
        assert_true(table.cell[split.test.row[i]] / COLS >= 28);
    split_free(&split);
    table_free(&table);
}

static void test_nothing_is_held_out_for_a_share_of_zero(void **state)
{
    struct sample_table table = whole_region();
    struct split split;

    (void)state;
    for (int kind = SPLIT_RANDOM; kind <= SPLIT_EVENT; kind++) {
        assert_int_equal(part(&table, (enum split_kind)kind, 0., 1, &split, NULL), SLIDE_OK);
        assert_int_equal(split.counts.train_positive + split.counts.train_negative, table.rows);
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
        table.label[row] = table.cell[row] < 10 * COLS ? table.label[row] : 0.f;
    assert_int_equal(part(&table, SPLIT_ROWS, 0.3, 1, &split, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "southern part holds 0 landslide cells and 600 others"));
    for (size_t row = 0; row < table.rows; row++)
        table.label[row] = table.cell[row] >= 30 * COLS ? 1.f : 0.f;
    assert_int_equal(part(&table, SPLIT_ROWS, 0.3, 1, &split, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "northern part holds 0 landslide cells"));
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_holds_out_the_same_share_of_either_class),
        cmocka_unit_test(test_rows_hold_out_whole_southern_rows),
        cmocka_unit_test(test_nothing_is_held_out_for_a_share_of_zero),
        cmocka_unit_test(test_part_without_landslides_is_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
