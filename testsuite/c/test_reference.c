/** The most coherent place, against a search of every disc cell by cell. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "radar/reference.h"

enum { ROWS = 40, COLS = 55 };

struct map {
    float coherence[ROWS * COLS];
    double east_west[ROWS];
};

/* Cells narrower towards the north, as in latitude-longitude. */
static void random_map(struct map *map, unsigned seed)
{
    struct random_stream stream = random_stream_at(seed, 0);

    for (int row = 0; row < ROWS; row++)
        map->east_west[row] = 20. + 0.4 * row;
    for (int i = 0; i < ROWS * COLS; i++) {
        const double drawn = random_uniform(&stream);

        map->coherence[i] = drawn < 0.1 ? NAN : (float)random_uniform(&stream);
    }
}

/* Mean of the disc around a cell, by distances; NaN when too few of its cells are valid. */
static double disc_mean(const struct patch_search *search, int row, int col, size_t *valid)
{
    double sum = 0.;
    size_t all = 0;

    *valid = 0;
    for (int r = row - ROWS; r <= row + ROWS; r++)
        for (int c = col - COLS; c <= col + COLS; c++) {
            const int inside = r >= 0 && r < ROWS;
            const double north = (r - row) * search->north_south;
            const double east = (c - col) * search->east_west[inside ? r : row];

            if (north * north + east * east > search->radius * search->radius)
                continue;
            all++;
            if (inside && c >= 0 && c < COLS && !isnan(search->coherence[r * COLS + c])) {
                sum += search->coherence[r * COLS + c];
                (*valid)++;
            }
        }
    return 4 * *valid < 3 * all || isnan(search->coherence[row * COLS + col]) ? NAN : sum / (double)*valid;
}

static void best_disc_is_the_one_that_trying_all_finds(void **state)
{
    struct map map;

    (void)state;
    for (unsigned seed = 1; seed <= 5; seed++) {
        struct patch_search search = {map.coherence, ROWS, COLS, map.east_west, 30., 70. + 17. * seed};
        double best = -1.;
        int row = 0, col = 0;
        size_t valid = 0, here;
        struct patch patch;

        random_map(&map, seed);
        for (int r = 0; r < ROWS; r++)
            for (int c = 0; c < COLS; c++)
                if (disc_mean(&search, r, c, &here) > best + 1e-12) {
                    best = disc_mean(&search, r, c, &valid);
                    row = r;
                    col = c;
                }
        assert_int_equal(patch_most_coherent(&search, &patch, NULL), SLIDE_OK);
        assert_int_equal(patch.row, row);
        assert_int_equal(patch.col, col);
        assert_int_equal(patch.cells, valid);
        assert_float_equal(patch.mean, best, 1e-12);
    }
}

static void of_equal_discs_the_northernmost_and_westernmost_is_taken(void **state)
{
    struct map map;
    struct patch_search search = {map.coherence, ROWS, COLS, map.east_west, 30., 90.};
    struct patch patch;
    size_t valid;

    (void)state;
    random_map(&map, 1);
    for (int i = 0; i < ROWS * COLS; i++)
        map.coherence[i] = 0.7f;
    assert_int_equal(patch_most_coherent(&search, &patch, NULL), SLIDE_OK);
    for (int r = 0; r <= patch.row; r++)
        for (int c = 0; c < (r < patch.row ? COLS : patch.col); c++)
            assert_true(isnan(disc_mean(&search, r, c, &valid)));
}

static void radius_of_zero_is_the_most_coherent_cell(void **state)
{
    struct map map;
    struct patch_search search = {map.coherence, ROWS, COLS, map.east_west, 30., 0.};
    struct patch patch;

    (void)state;
    random_map(&map, 3);
    map.coherence[7 * COLS + 54] = 1.f;
    assert_int_equal(patch_most_coherent(&search, &patch, NULL), SLIDE_OK);
    assert_int_equal(patch.row, 7);
    assert_int_equal(patch.col, 54);
    assert_int_equal(patch.cells, 1);
}

static void disc_larger_than_the_map_and_empty_map_are_refused(void **state)
{
    struct map map;
    struct patch_search search = {map.coherence, ROWS, COLS, map.east_west, 30., 1e7};
    struct slide_error error = {""};
    struct patch patch;

    (void)state;
    random_map(&map, 4);
    assert_int_equal(patch_most_coherent(&search, &patch, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "smaller radius="));
    for (int i = 0; i < ROWS * COLS; i++)
        map.coherence[i] = NAN;
    search.radius = 60.;
    assert_int_equal(patch_most_coherent(&search, &patch, &error), SLIDE_NO_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_disc_is_the_one_that_trying_all_finds),
        cmocka_unit_test(of_equal_discs_the_northernmost_and_westernmost_is_taken),
        cmocka_unit_test(radius_of_zero_is_the_most_coherent_cell),
        cmocka_unit_test(disc_larger_than_the_map_and_empty_map_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
