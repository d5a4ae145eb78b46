/** Slope along the flow, stream power and wetness, on planes whose values follow from their formulas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terrain/wetness.h"
#include "terrain_fixture.h"

/* Makes a plane of `rise` m a cell that drains west in straight rows of 8 cells. */
static void tilt(struct landscape *land, float rise)
{
    for (size_t cell = 0; cell < land->cells; cell++)
        land->raw[cell] = rise * (float)(cell % 8);
    assert_int_equal(drain(land, DEPRESSION_CARVE), SLIDE_OK);
}

static void on_a_plane_every_index_follows_its_formula(void **state)
{
    struct landscape land = landscape_new(5, 8, 20.);
    float slope[40], power[40], log_power[40], twi[40];

    (void)state;
    tilt(&land, 4.f);
    wetness(&land.graph, land.elevation, NULL, WETNESS_SLOPE, slope);
    wetness(&land.graph, land.elevation, land.area, WETNESS_POWER, power);
    wetness(&land.graph, land.elevation, land.area, WETNESS_LOG_POWER, log_power);
    wetness(&land.graph, land.elevation, land.area, WETNESS_TWI, twi);
    for (int cell = 0; cell < 40; cell++) {
        const int col = cell % 8;
        const double specific_area = (8 - col) * 20.; /* a strip as wide as a cell */

        if (col == 0) {
            assert_true(isnan(slope[cell]) && isnan(power[cell]) && isnan(log_power[cell]) && isnan(twi[cell]));
            continue;
        }
        assert_true(fabs(slope[cell] - 0.2) < 1e-7);
        assert_true(fabs(power[cell] - specific_area * 0.2) < 1e-5);
        assert_true(fabs(log_power[cell] - log(specific_area * 0.2)) < 1e-6);
        assert_true(fabs(twi[cell] - log(specific_area / 0.2)) < 1e-6);
    }
    landscape_free(&land);
}

static void a_flat_has_slope_zero_and_finite_indices(void **state)
{
    struct landscape land = landscape_new(1, 8, 20.);
    float slope[8], power[8], twi[8];

    (void)state;
    tilt(&land, 0.f);
    land.direction[0] = FLOW_OUTLET;
    for (int col = 1; col < 8; col++)
        land.direction[col] = 4;
    flow_area(&land.graph, land.area);
    wetness(&land.graph, land.elevation, NULL, WETNESS_SLOPE, slope);
    wetness(&land.graph, land.elevation, land.area, WETNESS_POWER, power);
    wetness(&land.graph, land.elevation, land.area, WETNESS_TWI, twi);
    assert_true(slope[7] == 0.f);
    assert_true(fabs(power[7] - 20. * FLOW_SMALLEST_SLOPE) < 1e-9);
    assert_true(fabs(twi[7] - log(20. / FLOW_SMALLEST_SLOPE)) < 1e-5);
    landscape_free(&land);
}

static void contour_width_follows_the_size_of_a_rows_cells(void **state)
{
    struct landscape land = landscape_new(1, 8, 20.);
    float power[8];

    (void)state;
    land.east_west[0] = 10.;
    land.area_of_row[0] = 100.;
    tilt(&land, 5.f);
    wetness(&land.graph, land.elevation, land.area, WETNESS_POWER, power);
    assert_true(fabs(power[5] - 300. / 10. * 0.5) < 1e-5);
    landscape_free(&land);
}

static void nulls_and_lone_cells_have_no_index(void **state)
{
    struct landscape land = landscape_new(3, 3, 20.), lone = landscape_new(1, 1, 20.);
    float twi[9];

    (void)state;
    for (int cell = 0; cell < 9; cell++)
        land.elevation[cell] = NAN;
    assert_int_equal(flow_graph_build(&land.lattice, land.direction, &land.graph, NULL), SLIDE_OK);
    wetness(&land.graph, land.elevation, land.area, WETNESS_TWI, twi);
    for (int cell = 0; cell < 9; cell++)
        assert_true(isnan(twi[cell]));
    assert_int_equal(drain(&lone, DEPRESSION_CARVE), SLIDE_OK);
    twi[0] = 0.f;
    wetness(&lone.graph, lone.elevation, lone.area, WETNESS_TWI, twi);
    assert_true(isnan(twi[0]));
    landscape_free(&land);
    landscape_free(&lone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_a_plane_every_index_follows_its_formula),
        cmocka_unit_test(a_flat_has_slope_zero_and_finite_indices),
        cmocka_unit_test(contour_width_follows_the_size_of_a_rows_cells),
        cmocka_unit_test(nulls_and_lone_cells_have_no_index),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
