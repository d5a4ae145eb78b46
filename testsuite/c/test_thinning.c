/** Thinning: the distance holds on a plane and around the globe, nothing is left out without need, the grid is uniform.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "learn/thinning.h"

enum { ROWS = 60, COLS = 90, CELLS = ROWS * COLS };

static double south[ROWS], east_west[ROWS];

/* rows get shorter to the north, as on the globe */
static struct sampling_ground ground_of(bool wraps)
{
    for (int row = 0; row < ROWS; row++) {
        south[row] = 100. * row;
        east_west[row] = wraps ? 60. + row : 100.;
    }
    return (struct sampling_ground){ROWS, COLS, south, east_west, wraps};
}

static double between(const struct sampling_ground *ground, uint64_t a, uint64_t b)
{
    const size_t row_a = a / COLS, row_b = b / COLS;
    double east = fabs((double)(a % COLS) - (double)(b % COLS));

    if (ground->wraps && east > COLS / 2.)
        east = COLS - east;
    return sqrt(pow(south[row_a] - south[row_b], 2.) + east_west[row_a] * east_west[row_b] * east * east);
}

static void check_kept(bool wraps, double distance)
{
    const struct sampling_ground ground = ground_of(wraps);
    const struct thinning thinning = thinning_of(&ground, distance);
    struct random_stream stream = random_stream_at(3, 0);
    static uint64_t cell[CELLS];
    static size_t kept[CELLS];
    size_t count;

    for (size_t i = 0; i < CELLS; i++) {
        const size_t other = random_below(&stream, i + 1);

        cell[i] = cell[other];
        cell[other] = i;
    }
    assert_int_equal(thinning_keep(&thinning, cell, CELLS, CELLS, kept, &count, NULL), SLIDE_OK);
    for (size_t i = 0, next = 0; i < CELLS; i++) {
        double nearest = INFINITY;

        for (size_t j = 0; j < next; j++)
            nearest = fmin(nearest, between(&ground, cell[i], cell[kept[j]]));
        if (next < count && kept[next] == i) {
            assert_true(nearest >= distance * (1. - 1e-9));
            next++;
        } else /* left out, so one kept before it is near */
            assert_true(nearest < distance);
    }
}

static void test_cells_are_kept_exactly_where_none_kept_before_is_near(void **state)
{
    (void)state;
    check_kept(false, 300.);
    check_kept(false, 250.);
    check_kept(false, 1e6);
    check_kept(true, 350.);
    check_kept(true, 1000.);
}

static void check_grid(bool wraps, double distance)
{
    enum { KEYS = 3000 };
    const struct sampling_ground ground = ground_of(wraps);
    const struct thinning thinning = thinning_of(&ground, distance);
    const size_t on_a_row = COLS / thinning.col_step;
    static int drawn[CELLS];
    double share = 0., expected = 1. / (double)(thinning.row_step * thinning.col_step);

    if (wraps)
        expected = (double)on_a_row / COLS / (double)thinning.row_step;
    for (size_t i = 0; i < CELLS; i++)
        drawn[i] = 0;
    for (uint64_t key = 0; key < KEYS; key++) {
        struct random_stream stream = random_stream_at(key, 0);
        const uint64_t bits = random_bits(&stream);
        uint64_t on[CELLS];
        size_t count = 0;

        for (size_t row = 0; row < ROWS; row++) {
            const size_t start = thinning_grid_start(&thinning, bits, row);

            for (size_t col = 0; start != SIZE_MAX && col < COLS; col++)
                if (thinning_on_grid(&thinning, start, col))
                    on[count++] = row * COLS + col;
        }
        for (size_t i = 0; i < count; i++) {
            drawn[on[i]]++;
            for (size_t j = 0; key < 5 && j < i; j++)
                assert_true(between(&ground, on[i], on[j]) >= distance * (1. - 1e-9));
        }
        share += (double)count / CELLS / KEYS;
    }
    assert_true(fabs(share - expected) < 0.05 * expected);
    for (size_t i = 0; i < CELLS; i++) /* five standard deviations of a binomial count */
        assert_true(fabs(drawn[i] - KEYS * expected) < 5. * sqrt(KEYS * expected));
}

static void test_grid_keeps_the_distance_and_every_cell_is_equally_likely(void **state)
{
    (void)state;
    check_grid(false, 300.);
    check_grid(true, 290.);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_are_kept_exactly_where_none_kept_before_is_near),
        cmocka_unit_test(test_grid_keeps_the_distance_and_every_cell_is_equally_likely),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
