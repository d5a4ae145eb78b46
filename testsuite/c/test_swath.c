/** Swath profiles of lines whose distances are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score/swath.h"

enum { ROWS = 40, COLS = 50, CELLS = ROWS * COLS };

static const struct swath_grid grid = {ROWS, COLS, 400., 100., 10., 10.}; /* north 400 to 0, west 100 to 600 */

static void a_straight_line_has_its_own_strip_cut_off_at_both_ends(void **state)
{
    const double east[2] = {300., 300.}, north[2] = {52., 251.};
    const struct swath_line line = {east, north, 2};
    float off[CELLS];
    int32_t bin[CELLS];

    (void)state;
    assert_float_equal(swath_length(&line), 199., 1e-12);
    assert_int_equal(swath_bins(199., 50.), 4);
    swath_place(&line, 35., 50., &grid, off, bin);
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++) {
            const double along = 400. - 10. * (row + 0.5) - 52., beside = fabs(100. + 10. * (col + 0.5) - 300.);
            const int inside = along >= 0. && along <= 199. && beside <= 35.;

            assert_int_equal(bin[row * COLS + col], inside ? (int)floor(along / 50.) : -1);
        }
}

static void cells_beside_a_bend_belong_to_the_nearer_leg_and_its_outside_to_the_corner(void **state)
{
    const double east[3] = {150., 350., 350.}, north[3] = {200., 200., 50.};
    const struct swath_line line = {east, north, 3};
    float off[CELLS];
    int32_t bin[CELLS];

    (void)state;
    swath_place(&line, 1000., 1., &grid, off, bin);
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++) {
            const double x = 100. + 10. * (col + 0.5), y = 400. - 10. * (row + 0.5);
            const double first = hypot(fmax(x - 350., 0.), y - 200.), second = hypot(x - 350., fmax(y - 200., 0.));
            const int can_first = x >= 150., can_second = y >= 50.;
            double along = -1.;

            if (can_first && (!can_second || first <= second))
                along = fmin(x, 350.) - 150.;
            else if (can_second)
                along = 200. + 200. - fmin(y, 200.);
            if (can_first && can_second && first == second && x < 350. && y < 200.)
                continue; /* on the bisector both legs are as near */
            assert_int_equal(bin[row * COLS + col], along < 0. ? -1 : (int)floor(along));
        }
}

static void a_line_outside_the_grid_has_no_cell_and_a_point_twice_does_no_harm(void **state)
{
    const double east[3] = {5000., 5000., 6000.}, north[3] = {52., 52., 251.};
    const struct swath_line line = {east, north, 3};
    float off[CELLS];
    int32_t bin[CELLS];

    (void)state;
    swath_place(&line, 35., 50., &grid, off, bin);
    for (int cell = 0; cell < CELLS; cell++)
        assert_int_equal(bin[cell], -1);
}

static void quantiles_lie_between_order_statistics(void **state)
{
    double value[5] = {9., 1., 4., 2., 3.}, one[1] = {7.}, quantile[3];
    const double share[3] = {0., 0.4, 1.};

    (void)state;
    swath_quantiles(value, 5, share, 3, quantile);
    assert_true(quantile[0] == 1. && quantile[2] == 9.);
    assert_float_equal(quantile[1], 2.6, 1e-15);
    swath_quantiles(one, 1, share, 3, quantile);
    assert_true(quantile[0] == 7. && quantile[1] == 7. && quantile[2] == 7.);
    swath_quantiles(one, 0, share, 3, quantile);
    assert_true(isnan(quantile[0]) && isnan(quantile[2]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_straight_line_has_its_own_strip_cut_off_at_both_ends),
        cmocka_unit_test(cells_beside_a_bend_belong_to_the_nearer_leg_and_its_outside_to_the_corner),
        cmocka_unit_test(a_line_outside_the_grid_has_no_cell_and_a_point_twice_does_no_harm),
        cmocka_unit_test(quantiles_lie_between_order_statistics),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
