/** D8 directions, flats, stack order and drainage areas, against shapes whose drainage is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terrain/flat.h"
#include "terrain/surface.h"
#include "terrain_fixture.h"

static const int treatments[2] = {DEPRESSION_CARVE, DEPRESSION_FILL};

static void a_tilted_plane_drains_in_straight_rows(void **state)
{
    struct landscape land = landscape_new(6, 9, 20.);

    (void)state;
    for (int row = 0; row < 6; row++)
        for (int col = 0; col < 9; col++)
            land.raw[at(&land, row, col)] = 3.f * col;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    for (int row = 0; row < 6; row++)
        for (int col = 0; col < 9; col++) {
            assert_int_equal(land.direction[at(&land, row, col)], col ? 4 : FLOW_OUTLET);
            assert_true(land.area[at(&land, row, col)] == (9 - col) * 400.);
        }
    assert_int_equal(land.changes.flat_cells, 0);
    landscape_free(&land);
}

static void a_pyramid_drains_straight_to_its_foot(void **state)
{
    struct landscape land = landscape_new(21, 21, 30.);

    (void)state;
    for (int row = 0; row < 21; row++)
        for (int col = 0; col < 21; col++)
            land.raw[at(&land, row, col)] =
                (float)(100 - 5 * (abs(row - 10) > abs(col - 10) ? abs(row - 10) : abs(col - 10)));
    assert_int_equal(drain(&land, DEPRESSION_FILL), SLIDE_OK);
    for (int row = 1; row < 20; row++)
        for (int col = 1; col < 20; col++) {
            const int south = row - 10, east = col - 10;
            const int way = land.direction[at(&land, row, col)];

            if (abs(south) > abs(east))
                assert_int_equal(way, south < 0 ? 2 : 6);
            else if (abs(east) > abs(south))
                assert_int_equal(way, east < 0 ? 4 : 8);
        }
    landscape_free(&land);
}

/* Of eight ways the one nearest to straight away from the tip: 22.5 degrees off at most, and a little for the cells'
 * size. */
static void a_cone_drains_to_its_foot_along_the_nearest_of_eight_ways(void **state)
{
    struct landscape land = landscape_new(101, 101, 10.);

    (void)state;
    for (int row = 0; row < 101; row++)
        for (int col = 0; col < 101; col++)
            land.raw[at(&land, row, col)] = (float)(1000. - 3. * hypot(row - 50, col - 50));
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(land.changes.depression.depressions, 0);
    for (int row = 1; row < 100; row++)
        for (int col = 1; col < 100; col++) {
            const int way = land.direction[at(&land, row, col)];
            const double south = row - 50, east = col - 50, distance = hypot(south, east);
            const double along =
                (south * step_south[way] + east * step_east[way]) / (distance * hypot(step_south[way], step_east[way]));

            if (distance > 20.)
                assert_true(acos(fmin(1., along)) * 180. / M_PI < 22.5 + 3.);
        }
    landscape_free(&land);
}

/* z = 4 y^2 + 0.01 x: the sides run straight to the axis, where each cell has its whole column and all columns above.
 */
static void a_parabolic_valley_gathers_its_columns_along_its_axis(void **state)
{
    struct landscape land = landscape_new(21, 40, 1.);

    (void)state;
    for (int row = 0; row < 21; row++)
        for (int col = 0; col < 40; col++)
            land.raw[at(&land, row, col)] = (float)(4. * (row - 10) * (row - 10) + 0.01 * col);
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    for (int col = 0; col < 40; col++) {
        assert_true(land.area[at(&land, 10, col)] == 21. * (40 - col));
        for (int row = 0; row < 21; row++)
            if (row != 10)
                assert_true(land.area[at(&land, row, col)] == (row < 10 ? row + 1. : 21. - row));
    }
    landscape_free(&land);
}

static void distances_decide_between_diagonal_and_straight(void **state)
{
    struct landscape land = landscape_new(3, 3, 10.);

    (void)state;
    for (size_t cell = 0; cell < 9; cell++)
        land.raw[cell] = 20.f;
    land.raw[at(&land, 1, 1)] = 10.f;
    land.raw[at(&land, 0, 1)] = 9.f;  /* 1 m in 10 m */
    land.raw[at(&land, 2, 2)] = 8.7f; /* 1.3 m in 14.1 m: less steep */
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(land.direction[at(&land, 1, 1)], 2);
    /* cells twice as long to the north make the diagonal the steeper way */
    land.north_south[0] = 20.;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(land.direction[at(&land, 1, 1)], 7);
    landscape_free(&land);
}

/* A flat of 7 x 7 with one gap in a higher rim: Barnes, Lehman and Mulla's example has this shape. */
static void a_walled_flat_drains_to_its_gap_and_away_from_its_walls(void **state)
{
    struct landscape land = landscape_new(9, 9, 10.);
    int beside_wall = 0;

    (void)state;
    for (int row = 0; row < 9; row++)
        for (int col = 0; col < 9; col++)
            land.raw[at(&land, row, col)] = row == 0 || row == 8 || col == 0 || col == 8 ? 5.f : 2.f;
    land.raw[at(&land, 4, 8)] = 1.f;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    for (int row = 1; row < 8; row++)
        for (int col = 1; col < 8; col++)
            assert_int_equal(outlet_of(&land, at(&land, row, col)), at(&land, 4, 8));
    /* away from the walls: a cell in the corner by the western wall steps inward, not along the wall */
    assert_int_equal(land.direction[at(&land, 1, 1)], 7);
    assert_int_equal(land.direction[at(&land, 7, 1)], 1);
    for (int col = 1; col < 6; col++)
        beside_wall += land.direction[at(&land, 1, col)] == 8;
    assert_int_equal(beside_wall, 0);
    /* flow gathers in the middle row, the axis of symmetry */
    assert_true(land.area[at(&land, 4, 6)] > land.area[at(&land, 3, 6)] + land.area[at(&land, 5, 6)]);
    assert_true(land.area[at(&land, 4, 8)] >= 49 * 100.);
    landscape_free(&land);
}

static void a_flat_without_a_way_out_gets_one_pit_that_takes_its_water(void **state)
{
    struct landscape land = landscape_new(5, 9, 10.);
    size_t drained, pits;

    (void)state;
    for (size_t cell = 0; cell < land.cells; cell++)
        land.direction[cell] = FLOW_OUTLET;
    for (int row = 1; row < 4; row++)
        for (int col = 1; col < 8; col++) {
            land.direction[at(&land, row, col)] = 0;
            land.elevation[at(&land, row, col)] = -1.f;
        }
    assert_int_equal(flats_drain(&land.lattice, land.elevation, land.direction, &drained, &pits, NULL), SLIDE_OK);
    assert_int_equal(pits, 1);
    assert_int_equal(drained, 3 * 7 - 1);
    land.graph = flow_graph_of(&land.lattice, land.direction);
    for (int row = 1; row < 4; row++)
        for (int col = 1; col < 8; col++) {
            size_t cell = at(&land, row, col);

            for (int steps = 0; flow_goes_on(&land.graph, cell); steps++) {
                assert_true(steps < 21);
                cell = flow_receiver(&land.graph, cell);
            }
            assert_int_equal(land.direction[cell], FLOW_PIT);
        }
    landscape_free(&land);
}

static void directions_that_go_round_in_circles_are_refused(void **state)
{
    struct landscape land = landscape_new(1, 4, 10.);
    struct slide_error error;

    (void)state;
    memcpy(land.direction, (uint8_t[]){FLOW_OUTLET, 8, 4, 4}, 4);
    assert_int_equal(flow_graph_build(&land.lattice, land.direction, &land.graph, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "circles"));
    landscape_free(&land);
}

static void assert_water_is_kept(struct landscape *land)
{
    double left = 0., total = 0.;
    size_t valid = 0;

    for (size_t cell = 0; cell < land->cells; cell++) {
        if (isnan(land->raw[cell])) {
            assert_int_equal(land->direction[cell], 0);
            assert_true(isnan(land->area[cell]));
            continue;
        }
        valid++;
        total += land->area_of_row[cell / land->lattice.cols];
        if (land->direction[cell] == FLOW_OUTLET)
            left += land->area[cell];
        else
            assert_true(land->elevation[flow_receiver(&land->graph, cell)] <= land->elevation[cell]);
        assert_int_not_equal(outlet_of(land, cell), SIZE_MAX);
    }
    assert_int_equal(land->graph.count, valid);
    assert_true(fabs(left - total) <= 1e-9 * total);
}

static void on_rough_ground_every_cell_reaches_an_outlet_and_no_water_is_lost(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++)
        for (int i = 0; i < 2; i++) {
            struct landscape land = landscape_new(90, 77, 30.);

            draw_rough_ground(&land, seed, seed % 2 ? 10. : 2.);
            for (int row = 0; row < 90; row++)
                land.area_of_row[row] = 900. + row;
            for (int hole = 0; hole < 40; hole++)
                land.raw[(hole * 971 + 13 * seed) % land.cells] = NAN;
            assert_int_equal(drain(&land, treatments[i]), SLIDE_OK);
            assert_true(land.changes.flat_cells > 100);
            assert_water_is_kept(&land);
            landscape_free(&land);
        }
}

static void the_order_meets_donors_before_receivers(void **state)
{
    struct landscape land = landscape_new(60, 50, 30.);
    uint8_t *met = calloc(land.cells, 1);

    (void)state;
    draw_rough_ground(&land, 3, 10.);
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    for (size_t i = 0; i < land.graph.count; i++) {
        const size_t cell = land.graph.order[i];

        assert_int_equal(met[cell], 0);
        met[cell] = 1;
        if (flow_goes_on(&land.graph, cell))
            assert_int_equal(met[flow_receiver(&land.graph, cell)], 0);
    }
    free(met);
    landscape_free(&land);
}

static void maps_of_one_row_one_column_and_one_cell_drain(void **state)
{
    const int shape[3][2] = {{1, 12}, {12, 1}, {1, 1}};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct landscape land = landscape_new(shape[i][0], shape[i][1], 30.);

        for (size_t cell = 0; cell < land.cells; cell++)
            land.raw[cell] = (float)((7 * cell) % 5);
        assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
        assert_water_is_kept(&land);
        landscape_free(&land);
    }
}

static void islands_between_nulls_drain_each_for_itself(void **state)
{
    struct landscape land = landscape_new(9, 19, 30.);

    (void)state;
    draw_rough_ground(&land, 4, 5.);
    for (int row = 0; row < 9; row++)
        land.raw[at(&land, row, 9)] = NAN;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    for (int row = 0; row < 9; row++)
        for (int col = 0; col < 19; col++)
            if (col != 9)
                assert_int_equal(outlet_of(&land, at(&land, row, col)) % 19 < 9, col < 9);
    landscape_free(&land);
}

static void a_sea_of_one_level_drains_over_the_nearest_edge(void **state)
{
    struct landscape land = landscape_new(31, 41, 30.);

    (void)state;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_water_is_kept(&land);
    for (int row = 0; row < 31; row++)
        for (int col = 0; col < 41; col++) {
            const size_t outlet = outlet_of(&land, at(&land, row, col));
            const int south = abs((int)(outlet / 41) - row), east = abs((int)(outlet % 41) - col);
            int nearest = row < 30 - row ? row : 30 - row;

            nearest = col < nearest ? col : nearest;
            nearest = 40 - col < nearest ? 40 - col : nearest;
            assert_int_equal(south > east ? south : east, nearest);
        }
    landscape_free(&land);
}

static void distance_along_a_plane_is_the_number_of_cells_to_the_target(void **state)
{
    struct landscape land = landscape_new(4, 10, 25.);
    float distance[40];

    (void)state;
    for (int cell = 0; cell < 40; cell++)
        land.raw[cell] = (float)(cell % 10);
    for (int cell = 0; cell < 40; cell++)
        distance[cell] = cell < 30 && cell % 10 == 3 ? 0.f : NAN;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    flow_distance(&land.graph, distance);
    assert_true(distance[9] == 6 * 25.f);
    assert_true(distance[3] == 0.f);
    assert_true(isnan(distance[2]));
    assert_true(isnan(distance[35]));
    landscape_free(&land);
}

static void cells_without_a_value_take_the_nearest_neighbours(void **state)
{
    struct landscape land = landscape_new(1, 7, 10.);
    float value[7] = {NAN, NAN, 4.f, NAN, NAN, NAN, NAN};
    size_t filled;

    (void)state;
    land.raw[5] = NAN;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(surface_from_neighbours(&land.graph, 1, value, &filled, NULL), SLIDE_OK);
    assert_int_equal(filled, 4);
    assert_true(value[0] == 24.f && value[1] == 14.f && value[2] == 4.f && value[4] == 24.f);
    assert_true(isnan(value[5]) && isnan(value[6]));
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tilted_plane_drains_in_straight_rows),
        cmocka_unit_test(a_pyramid_drains_straight_to_its_foot),
        cmocka_unit_test(a_cone_drains_to_its_foot_along_the_nearest_of_eight_ways),
        cmocka_unit_test(a_parabolic_valley_gathers_its_columns_along_its_axis),
        cmocka_unit_test(distances_decide_between_diagonal_and_straight),
        cmocka_unit_test(a_walled_flat_drains_to_its_gap_and_away_from_its_walls),
        cmocka_unit_test(a_flat_without_a_way_out_gets_one_pit_that_takes_its_water),
        cmocka_unit_test(directions_that_go_round_in_circles_are_refused),
        cmocka_unit_test(on_rough_ground_every_cell_reaches_an_outlet_and_no_water_is_lost),
        cmocka_unit_test(the_order_meets_donors_before_receivers),
        cmocka_unit_test(maps_of_one_row_one_column_and_one_cell_drain),
        cmocka_unit_test(islands_between_nulls_drain_each_for_itself),
        cmocka_unit_test(a_sea_of_one_level_drains_over_the_nearest_edge),
        cmocka_unit_test(distance_along_a_plane_is_the_number_of_cells_to_the_target),
        cmocka_unit_test(cells_without_a_value_take_the_nearest_neighbours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
