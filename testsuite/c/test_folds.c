/** Folds: they part the samples, hold whole blocks, values and events, keep their gap, and say when they cannot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/folds.h"

enum { ROWS = 60, COLS = 80, CELL = 30 };

#define EARTH 6371000.

/* a sample in about every third cell, a landslide in about every fifth of them; coordinates in metres or degrees */
static struct sample_table scattered(double cell)
{
    const struct table_region region = {ROWS * cell, 0., cell, cell, COLS};
    struct random_stream stream = random_stream_at(7, 0);
    struct sample_table table = table_new(1);
    const float value = 0.f;

    for (uint64_t number = 0; number < (uint64_t)ROWS * COLS; number++)
        if (random_uniform(&stream) < 0.33)
            assert_int_equal(table_append(&table, number, random_uniform(&stream) < 0.2, &value, NULL), SLIDE_OK);
    assert_int_equal(table_locate(&table, &region, NULL), SLIDE_OK);
    return table;
}

static struct split_plan plan_of(enum split_kind kind)
{
    return (struct split_plan){
        .kind = kind,
        .test_share = 0.25,
        .seed = 11,
        .region_rows = ROWS,
        .region_cols = COLS,
        .place = {.block = 200., .ground = {.metre = 1., .north = ROWS * CELL, .west = 0.}},
    };
}

/* values 10, 20, 30 and null by column, as a map of catchments would have */
static int *zones_of(const struct sample_table *table)
{
    int *zone = malloc((table->rows + 1) * sizeof *zone);

    for (size_t i = 0; i < table->rows; i++) {
        const uint64_t col = table->cell[i] % COLS;

        zone[i] = col < 5 ? SPLIT_ZONE_NONE : col < 30 ? 10 : col < 50 ? 20 : 30;
    }
    return zone;
}

static void test_folds_are_disjoint_and_cover_all_samples(void **state)
{
    struct sample_table table = scattered(CELL);
    int *zone = zones_of(&table);
    struct subset all;

    (void)state;
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    table.event = calloc(table.rows + 1, sizeof *table.event);
    for (size_t i = 0; i < table.rows; i++)
        table.event[i] = (int)(table.cell[i] % 3);
    for (int kind = SPLIT_RANDOM; kind <= SPLIT_EVENT; kind++) {
        struct split_plan plan = plan_of((enum split_kind)kind);
        size_t held[4800] = {0}, nowhere = 0;
        struct folds folds;

        plan.place.zone = zone;
        assert_int_equal(folds_make(&table, &all, &plan, 3, &folds, NULL), SLIDE_OK);
        assert_int_equal(folds.folds, 3);
        for (size_t fold = 0; fold < 3; fold++) {
            struct split split;

            assert_int_equal(folds_split(&folds, fold, &table, &all, &plan.place, &split, NULL), SLIDE_OK);
            for (size_t i = 0; i < split.test.rows; i++)
                held[split.test.row[i]]++;
            nowhere = table.rows - split.test.rows - split.train.rows;
            assert_int_equal(split.counts.left_out, nowhere);
            split_free(&split);
        }
        for (size_t i = 0; i < table.rows; i++)
            assert_int_equal(held[i], !(kind == SPLIT_MAP && zone[i] == SPLIT_ZONE_NONE));
        assert_true(kind == SPLIT_MAP ? nowhere > 0 : nowhere == 0);
        folds_free(&folds);
    }
    subset_free(&all);
    free(zone);
    table_free(&table);
}

static void test_random_folds_hold_the_same_number_of_each_class(void **state)
{
    struct sample_table table = scattered(CELL);
    const struct split_plan plan = plan_of(SPLIT_RANDOM);
    size_t count[2][7] = {{0}};
    struct folds folds;
    struct subset all;

    (void)state;
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    assert_int_equal(folds_make(&table, &all, &plan, 7, &folds, NULL), SLIDE_OK);
    for (size_t i = 0; i < table.rows; i++)
        count[table.label[i] > 0.f][folds.of[i]]++;
    for (int k = 1; k < 7; k++)
        for (int class = 0; class < 2; class ++)
            assert_true(llabs((long long)count[class][k] - (long long)count[class][0]) <= 1);
    folds_free(&folds);
    subset_free(&all);
    table_free(&table);
}

/* the number that a sample's group has, whatever the code calls it */
static long group_by_hand(const struct sample_table *table, enum split_kind kind, size_t i)
{
    const long row = (long)(table->cell[i] / COLS), col = (long)(table->cell[i] % COLS);

    if (kind == SPLIT_ROWS)
        return row;
    if (kind == SPLIT_COLUMNS)
        return col;
    return (long)((row + 0.5) * CELL / 200.) * 1000 + (long)((col + 0.5) * CELL / 200.);
}

static void test_rows_columns_and_blocks_stay_whole(void **state)
{
    const enum split_kind kinds[] = {SPLIT_ROWS, SPLIT_COLUMNS, SPLIT_BLOCKS};
    struct sample_table table = scattered(CELL);
    struct subset all;

    (void)state;
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    for (int k = 0; k < 3; k++) {
        const struct split_plan plan = plan_of(kinds[k]);
        int fold_of[20000], test_of[20000];
        unsigned char held[4800] = {0};
        struct split split;
        struct folds folds;

        memset(fold_of, -1, sizeof fold_of);
        memset(test_of, -1, sizeof test_of);
        assert_int_equal(folds_make(&table, &all, &plan, 5, &folds, NULL), SLIDE_OK);
        assert_int_equal(split_samples(&table, &all, &plan, &split, NULL), SLIDE_OK);
        for (size_t i = 0; i < split.test.rows; i++)
            held[split.test.row[i]] = 1;
        for (size_t i = 0; i < table.rows; i++) {
            const long group = group_by_hand(&table, kinds[k], i);

            assert_true(fold_of[group] == -1 || fold_of[group] == folds.of[i]);
            assert_true(test_of[group] == -1 || test_of[group] == held[i]);
            fold_of[group] = folds.of[i];
            test_of[group] = held[i];
        }
        assert_true(fabs((double)split.test.rows / (double)table.rows - 0.25) < 0.05);
        split_free(&split);
        folds_free(&folds);
    }
    subset_free(&all);
    table_free(&table);
}

static void test_bands_have_about_as_many_samples_each(void **state)
{
    struct sample_table table = scattered(CELL);
    struct subset all, south;
    unsigned char *flag = calloc(table.rows, 1);
    const struct split_plan plan = plan_of(SPLIT_ROWS);
    size_t count[4] = {0};
    struct folds folds;

    (void)state;
    for (size_t i = 0; i < table.rows; i++)
        flag[i] = table.cell[i] / COLS >= 40;
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    assert_int_equal(subset_where(&all, flag, 1, &south, NULL), SLIDE_OK);
    assert_int_equal(folds_make(&table, &south, &plan, 4, &folds, NULL), SLIDE_OK);
    for (size_t i = 0; i < south.rows; i++) {
        assert_true(i == 0 || folds.of[i] >= folds.of[i - 1]); /* samples are in the order of rows */
        count[folds.of[i]]++;
    }
    for (int k = 0; k < 4; k++) /* five rows of about 26 samples each, a row more or less */
        assert_true(fabs((double)count[k] - (double)south.rows / 4.) < 40.);
    folds_free(&folds);
    subset_free(&all);
    subset_free(&south);
    free(flag);
    table_free(&table);
}

/* great-circle distance on a sphere (Sinnott 1984), degrees in, metres out */
static double haversine(double west, double south, double east, double north)
{
    const double half = M_PI / 360.;
    const double a = pow(sin((north - south) * half), 2.) +
                     cos(2. * half * south) * cos(2. * half * north) * pow(sin((east - west) * half), 2.);

    return 2. * EARTH * asin(sqrt(a));
}

static double distance_by_hand(const struct sample_table *table, bool geographic, size_t a, size_t b)
{
    if (geographic)
        return haversine(table->easting[a], table->northing[a], table->easting[b], table->northing[b]);
    return hypot(table->easting[a] - table->easting[b], table->northing[a] - table->northing[b]);
}

static void check_gap(bool geographic, double cell, double north, double gap, enum split_kind kind)
{
    struct sample_table table = scattered(cell);
    struct split_plan plan = plan_of(kind);
    unsigned char part[4800] = {0};
    struct split open, split;
    struct folds folds;
    struct subset all;

    for (size_t i = 0; i < table.rows; i++)
        table.northing[i] += north;
    plan.place.ground = (struct ground){
        .geographic = geographic, .metre = 1., .radius = EARTH, .north = north + ROWS * cell, .west = 0.};
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    assert_int_equal(folds_make(&table, &all, &plan, 5, &folds, NULL), SLIDE_OK);
    assert_int_equal(folds_split(&folds, 2, &table, &all, &plan.place, &open, NULL), SLIDE_OK);
    plan.place.gap = gap;
    assert_int_equal(folds_split(&folds, 2, &table, &all, &plan.place, &split, NULL), SLIDE_OK);
    assert_int_equal(open.test.rows, split.test.rows);
    for (size_t i = 0; i < split.train.rows; i++)
        part[split.train.row[i]] = 1;
    for (size_t i = 0; i < open.train.rows; i++) {
        double nearest = INFINITY;

        for (size_t j = 0; j < split.test.rows; j++)
            nearest = fmin(nearest, distance_by_hand(&table, geographic, open.train.row[i], split.test.row[j]));
        if (fabs(nearest - gap) > 1e-3) /* a metre-wide gap is not decided by a rounding */
            assert_int_equal(part[open.train.row[i]], nearest > gap);
    }
    assert_int_equal(split.counts.left_out, open.train.rows - split.train.rows);
    assert_true(split.counts.left_out > 0);
    split_free(&open);
    split_free(&split);
    folds_free(&folds);
    subset_free(&all);
    table_free(&table);
}

static void test_gap_leaves_out_exactly_those_too_near(void **state)
{
    (void)state;
    check_gap(false, CELL, 0., 100., SPLIT_BLOCKS);
    check_gap(false, CELL, 0., CELL, SPLIT_CLUSTERS);
    check_gap(false, CELL, 0., 31., SPLIT_RANDOM);
    check_gap(true, 0.001, 60., 150., SPLIT_BLOCKS); /* a cell is 111 m high, 56 m wide */
    check_gap(true, 0.001, -70., 90., SPLIT_CLUSTERS);
}

static void test_blocks_of_degrees_are_as_many_metres_wide_as_asked(void **state)
{
    const struct ground ground = {.geographic = true, .radius = EARTH, .north = 65., .west = 10.};
    double easting[2], northing[2];
    struct sample_table table = {.easting = easting, .northing = northing};
    long row, col;

    (void)state;
    for (int i = 0; i < 400; i++) {
        const double down = 13. * i, right = 17. * i; /* metres from the corner, less than 7 km */
        const double band = floor(down / 500.);

        northing[0] = 65. - down / EARTH * 180. / M_PI;
        easting[0] =
            10. + right / (EARTH * cos((65. - (band + 0.5) * 500. / EARTH * 180. / M_PI) * M_PI / 180.)) * 180. / M_PI;
        place_block(&table, 0, &ground, 500., &row, &col);
        if (fabs(down / 500. - rint(down / 500.)) > 1e-6 && fabs(right / 500. - rint(right / 500.)) > 1e-6) {
            assert_int_equal(row, (long)band);
            assert_int_equal(col, (long)floor(right / 500.));
        }
    }
}

static void test_map_and_event_hold_out_what_they_say(void **state)
{
    struct sample_table table = scattered(CELL);
    int *zone = zones_of(&table);
    struct split_plan plan = plan_of(SPLIT_MAP);
    struct slide_error error;
    struct split split;
    struct subset all;

    (void)state;
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    plan.place.zone = zone;
    assert_int_equal(split_samples(&table, &all, &plan, &split, &error), SLIDE_NO_DATA); /* no zone is 1 */
    for (size_t i = 0; i < table.rows; i++)
        zone[i] = zone[i] == 20 ? 1 : zone[i];
    assert_int_equal(split_samples(&table, &all, &plan, &split, NULL), SLIDE_OK);
    for (size_t i = 0; i < split.test.rows; i++)
        assert_int_equal(zone[split.test.row[i]], 1);
    for (size_t i = 0; i < split.train.rows; i++)
        assert_true(zone[split.train.row[i]] != 1 && zone[split.train.row[i]] != SPLIT_ZONE_NONE);
    split_free(&split);

    plan.kind = SPLIT_EVENT;
    table.event = calloc(table.rows + 1, sizeof *table.event);
    for (size_t i = 0; i < table.rows; i++)
        table.event[i] = (int)((table.rows - i) % 4);
    assert_int_equal(split_samples(&table, &all, &plan, &split, NULL), SLIDE_OK);
    assert_int_equal(split.test.rows + split.train.rows, table.rows);
    for (size_t i = 0; i < split.test.rows; i++)
        assert_int_equal(table.event[split.test.row[i]], 3);
    split_free(&split);
    subset_free(&all);
    free(zone);
    table_free(&table);
}

static void refuse(const struct sample_table *table, struct split_plan plan, size_t folds, const char *words)
{
    struct slide_error error = {""};
    struct folds made;
    struct subset all;

    assert_int_equal(subset_all(table, &all, NULL), SLIDE_OK);
    assert_int_not_equal(folds_make(table, &all, &plan, folds, &made, &error), SLIDE_OK);
    assert_non_null(strstr(error.text, words));
    subset_free(&all);
}

static void test_folds_that_cannot_be_are_refused_by_name(void **state)
{
    struct sample_table table = scattered(CELL);
    struct split_plan blocks = plan_of(SPLIT_BLOCKS), map = plan_of(SPLIT_MAP);
    int *zone = calloc(table.rows + 1, sizeof *zone);

    (void)state;
    refuse(&table, plan_of(SPLIT_RANDOM), 1, "folds=1 with split=random");
    refuse(&table, plan_of(SPLIT_RANDOM), FOLDS_ALL, "folds=0 with split=random");
    refuse(&table, plan_of(SPLIT_EVENT), 3, "split=event needs samples of at least two events");
    blocks.place.block = 10000.;
    refuse(&table, blocks, 2, "one block of block=10000 metres");
    blocks.place.block = 1200.; /* 2 x 2 blocks of 1800 m x 2400 m */
    refuse(&table, blocks, 5, "folds=5, but samples lie in 4 blocks only");
    for (size_t i = 0; i < table.rows; i++)
        zone[i] = 7;
    map.place.zone = zone;
    refuse(&table, map, FOLDS_ALL, "split_map has one value, 7");
    for (size_t i = 0; i < table.rows; i++)
        zone[i] = SPLIT_ZONE_NONE;
    refuse(&table, map, FOLDS_ALL, "split_map is null at all");
    for (size_t i = 0; i < table.rows; i++)
        table.easting[i] = table.northing[i] = 5.;
    refuse(&table, plan_of(SPLIT_CLUSTERS), 3, "3 clusters cannot be made");
    free(zone);
    table_free(&table);
}

static void test_fold_without_a_class_is_named(void **state)
{
    struct sample_table table = scattered(CELL);
    const struct split_plan plan = plan_of(SPLIT_ROWS);
    struct slide_error error;
    struct split split;
    struct folds folds;
    struct subset all;

    (void)state;
    for (size_t i = 0; i < table.rows; i++)
        table.label[i] = table.cell[i] / COLS < 20 ? table.label[i] : 0.f;
    assert_int_equal(subset_all(&table, &all, NULL), SLIDE_OK);
    assert_int_equal(folds_make(&table, &all, &plan, 4, &folds, NULL), SLIDE_OK);
    assert_int_equal(folds_split(&folds, 3, &table, &all, &plan.place, &split, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "Fold 4 of 4 holds 0 landslide cells"));
    folds_free(&folds);
    subset_free(&all);
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folds_are_disjoint_and_cover_all_samples),
        cmocka_unit_test(test_random_folds_hold_the_same_number_of_each_class),
        cmocka_unit_test(test_rows_columns_and_blocks_stay_whole),
        cmocka_unit_test(test_bands_have_about_as_many_samples_each),
        cmocka_unit_test(test_gap_leaves_out_exactly_those_too_near),
        cmocka_unit_test(test_blocks_of_degrees_are_as_many_metres_wide_as_asked),
        cmocka_unit_test(test_map_and_event_hold_out_what_they_say),
        cmocka_unit_test(test_folds_that_cannot_be_are_refused_by_name),
        cmocka_unit_test(test_fold_without_a_class_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
