/** Depressions: what carving and filling must do, against closed forms and an independent way of filling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <omp.h>

#include "terrain_fixture.h"

static void draw_plane_down_to_the_west(struct landscape *land)
{
    for (int row = 0; row < land->lattice.rows; row++)
        for (int col = 0; col < land->lattice.cols; col++)
            land->raw[at(land, row, col)] = (float)col;
}

/* A bowl with walls of 10 m around a floor of 2 m, and one notch of 5 m in the eastern wall. */
static void draw_bowl(struct landscape *land)
{
    for (int row = 0; row < 9; row++)
        for (int col = 0; col < 9; col++) {
            const int ring = row == 1 || row == 7 || col == 1 || col == 7;
            const int edge = row == 0 || row == 8 || col == 0 || col == 8;

            land->raw[at(land, row, col)] = edge ? 0.f : ring ? 10.f : 2.f;
        }
    land->raw[at(land, 4, 7)] = 5.f;
}

static size_t cells_that_differ(const struct landscape *land)
{
    size_t count = 0;

    for (size_t cell = 0; cell < land->cells; cell++)
        count += land->raw[cell] != land->elevation[cell] && !isnan(land->raw[cell]);
    return count;
}

/* The ways across a column are level, so any neighbouring row will do; a fourth cell or a gap will not. */
static void carving_a_pit_on_a_plane_lowers_one_short_way_out_and_nothing_else(void **state)
{
    struct landscape land = landscape_new(11, 20, 30.);
    int row = 5;

    (void)state;
    draw_plane_down_to_the_west(&land);
    land.raw[at(&land, 5, 10)] = 6.5f;
    assert_int_equal(route(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(cells_that_differ(&land), 3);
    for (int col = 9; col >= 7; col--) {
        int lowered = -9;

        for (int other = 0; other < 11; other++)
            if (land.elevation[at(&land, other, col)] == 6.5f)
                lowered = other;
        assert_in_range(lowered, row - 1, row + 1);
        row = lowered;
    }
    assert_int_equal(land.changes.depression.depressions, 1);
    assert_int_equal(land.changes.depression.cells_changed, 3);
    assert_true(fabs(land.changes.depression.volume - (0.5 + 1.5 + 2.5) * 900.) < 1e-6);
    assert_true(fabs(land.changes.depression.deepest - 2.5) < 1e-6);
    landscape_free(&land);
}

static void filling_a_pit_on_a_plane_raises_it_to_its_lowest_neighbour(void **state)
{
    struct landscape land = landscape_new(11, 20, 30.);

    (void)state;
    draw_plane_down_to_the_west(&land);
    land.raw[at(&land, 5, 10)] = 6.5f;
    assert_int_equal(route(&land, DEPRESSION_FILL), SLIDE_OK);
    assert_int_equal(cells_that_differ(&land), 1);
    assert_true(land.elevation[at(&land, 5, 10)] == 9.f);
    landscape_free(&land);
}

static void filling_a_bowl_reaches_the_level_of_its_notch(void **state)
{
    struct landscape land = landscape_new(9, 9, 10.);

    (void)state;
    draw_bowl(&land);
    assert_int_equal(route(&land, DEPRESSION_FILL), SLIDE_OK);
    for (int row = 2; row <= 6; row++)
        for (int col = 2; col <= 6; col++)
            assert_true(land.elevation[at(&land, row, col)] == 5.f);
    assert_true(fabs(land.changes.depression.volume - 25 * 3. * 100.) < 1e-6);
    assert_int_equal(land.changes.depression.depressions, 1);
    landscape_free(&land);
}

static void carving_a_bowl_cuts_only_its_notch(void **state)
{
    struct landscape land = landscape_new(9, 9, 10.);

    (void)state;
    draw_bowl(&land);
    assert_int_equal(route(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(cells_that_differ(&land), 1);
    assert_true(land.elevation[at(&land, 4, 7)] == 2.f);
    landscape_free(&land);
}

static void a_kept_sink_stays_as_it_is(void **state)
{
    for (int treatment = DEPRESSION_CARVE; treatment <= DEPRESSION_FILL; treatment++) {
        struct landscape land = landscape_new(9, 9, 10.);

        (void)state;
        draw_bowl(&land);
        land.raw[at(&land, 4, 4)] = 1.f;
        land.sinks[at(&land, 4, 4)] = 1;
        assert_int_equal(drain(&land, treatment), SLIDE_OK);
        assert_int_equal(cells_that_differ(&land), 0);
        assert_int_equal(land.direction[at(&land, 4, 4)], FLOW_OUTLET);
        /* its own wall drains into it too, where that is the steeper way: at least the floor does */
        assert_true(land.area[at(&land, 4, 4)] >= 25 * 100.);
        landscape_free(&land);
    }
}

/* Planchon and Darboux 2001: water everywhere, let down until nothing changes. Slow, and unlike a flood. */
static void fill_by_relaxation(const struct landscape *land, float *level)
{
    int changed = 1;

    for (size_t cell = 0; cell < land->cells; cell++)
        level[cell] = isnan(land->raw[cell]) ? NAN : INFINITY;
    while (changed) {
        size_t cell = 0;

        changed = 0;
        for (int row = 0; row < land->lattice.rows; row++)
            for (int col = 0; col < land->lattice.cols; col++, cell++) {
                float lowest = INFINITY;

                if (isnan(land->raw[cell]))
                    continue;
                for (int way = 1; way <= 8; way++) {
                    const size_t next = lattice_neighbour(&land->lattice, cell, row, col, way);
                    const int leaves = next == LATTICE_OUTSIDE || isnan(land->raw[next]);

                    lowest = fminf(lowest, leaves ? -INFINITY : level[next]);
                }
                lowest = fmaxf(lowest, land->raw[cell]);
                changed |= lowest < level[cell];
                level[cell] = lowest;
            }
    }
}

static void draw_rough_ground_with_holes(struct landscape *land, uint64_t seed)
{
    draw_rough_ground(land, seed, 12.);
    for (int row = 20; row < 26; row++)
        for (int col = 30; col < 35; col++)
            land->raw[at(land, row, col)] = NAN;
}

static void filling_rough_ground_equals_an_independent_fill(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct landscape land = landscape_new(70, 83, 30.);
        float *level = calloc(land.cells, sizeof *level);

        draw_rough_ground_with_holes(&land, seed);
        fill_by_relaxation(&land, level);
        assert_int_equal(route(&land, DEPRESSION_FILL), SLIDE_OK);
        for (size_t cell = 0; cell < land.cells; cell++)
            assert_true(level[cell] == land.elevation[cell] || (isnan(level[cell]) && isnan(land.elevation[cell])));
        assert_int_equal(cells_that_differ(&land), land.changes.depression.cells_changed);
        free(level);
        landscape_free(&land);
    }
}

static void carving_rough_ground_raises_nothing_and_takes_less_than_filling_adds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct landscape land = landscape_new(70, 83, 30.);
        size_t depressions;
        double filled;

        draw_rough_ground_with_holes(&land, seed);
        assert_int_equal(route(&land, DEPRESSION_FILL), SLIDE_OK);
        depressions = land.changes.depression.depressions;
        filled = land.changes.depression.volume;
        assert_true(depressions > 3);
        assert_int_equal(route(&land, DEPRESSION_CARVE), SLIDE_OK);
        for (size_t cell = 0; cell < land.cells; cell++)
            assert_false(land.elevation[cell] > land.raw[cell]);
        assert_int_equal(land.changes.depression.depressions, depressions);
        assert_int_equal(cells_that_differ(&land), land.changes.depression.cells_changed);
        assert_true(land.changes.depression.volume < filled);
        landscape_free(&land);
    }
}

/* The lowest any way out can stay is the level of the fill: no way out of a carved map may have to rise above it. */
static void carved_ways_out_cross_the_lowest_passes_there_are(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct landscape land = landscape_new(70, 83, 30.);
        float *level = calloc(land.cells, sizeof *level);

        draw_rough_ground_with_holes(&land, seed);
        fill_by_relaxation(&land, level);
        assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
        for (size_t i = 0; i < land.graph.count; i++) {
            size_t cell = land.graph.order[i];
            const float expected = level[cell];
            float highest = land.raw[cell];

            for (; flow_goes_on(&land.graph, cell); cell = flow_receiver(&land.graph, cell))
                highest = fmaxf(highest, land.raw[cell]);
            assert_true(fmaxf(highest, land.raw[cell]) == expected);
        }
        free(level);
        landscape_free(&land);
    }
}

static void a_bowl_that_fills_the_map_drains_over_the_lowest_cell_of_its_rim(void **state)
{
    struct landscape land = landscape_new(15, 15, 30.);

    (void)state;
    for (int row = 0; row < 15; row++)
        for (int col = 0; col < 15; col++)
            land.raw[at(&land, row, col)] = (float)((row - 7) * (row - 7) + (col - 7) * (col - 7));
    land.raw[at(&land, 0, 5)] = 48.f; /* the rim is 49 and more elsewhere */
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    for (size_t cell = 0; cell < land.cells; cell++)
        assert_int_equal(outlet_of(&land, cell), at(&land, 0, 5));
    assert_true(land.elevation[at(&land, 0, 5)] == 0.f);
    assert_true(land.area[at(&land, 0, 5)] == 225 * 900.);
    assert_int_equal(drain(&land, DEPRESSION_FILL), SLIDE_OK);
    assert_true(land.elevation[at(&land, 7, 7)] == 48.f);
    landscape_free(&land);
}

/* Steps of a pyramid turned upside down, with a pit on each step: nested depressions of every size. */
static void an_upturned_pyramid_of_sinks_drains_whole(void **state)
{
    for (int treatment = DEPRESSION_CARVE; treatment <= DEPRESSION_FILL; treatment++) {
        struct landscape land = landscape_new(41, 41, 10.);

        (void)state;
        for (int row = 0; row < 41; row++)
            for (int col = 0; col < 41; col++) {
                const int ring = abs(row - 20) > abs(col - 20) ? abs(row - 20) : abs(col - 20);

                land.raw[at(&land, row, col)] = (float)(10 * ring - (row % 5 == 0 && col % 7 == 0 ? 35 : 0));
            }
        assert_int_equal(drain(&land, treatment), SLIDE_OK);
        assert_int_equal(land.graph.count, land.cells);
        for (size_t cell = 0; cell < land.cells; cell++) {
            assert_int_not_equal(outlet_of(&land, cell), SIZE_MAX);
            if (flow_goes_on(&land.graph, cell))
                assert_true(land.elevation[flow_receiver(&land.graph, cell)] <= land.elevation[cell]);
        }
        landscape_free(&land);
    }
}

static void kept_pits_are_outlets_and_nothing_changes(void **state)
{
    struct landscape land = landscape_new(70, 83, 30.);
    size_t inside = 0;

    (void)state;
    draw_rough_ground(&land, 3, 12.);
    assert_int_equal(drain(&land, DEPRESSION_KEEP), SLIDE_OK);
    assert_int_equal(cells_that_differ(&land), 0);
    for (int row = 1; row < 69; row++)
        for (int col = 1; col < 82; col++) {
            const size_t cell = at(&land, row, col);
            int has_lower = 0;

            for (int way = 1; way <= 8; way++)
                has_lower |= land.raw[lattice_neighbour(&land.lattice, cell, row, col, way)] < land.raw[cell];
            if (land.direction[cell] == FLOW_OUTLET) {
                inside++;
                assert_false(has_lower);
            }
        }
    assert_int_equal(inside, land.changes.depression.depressions);
    assert_true(inside > 20);
    landscape_free(&land);
}

static void the_number_of_threads_changes_nothing(void **state)
{
    (void)state;
    for (int treatment = DEPRESSION_CARVE; treatment <= DEPRESSION_KEEP; treatment++) {
        struct landscape one = landscape_new(170, 283, 30.), four = landscape_new(170, 283, 30.);

        draw_rough_ground_with_holes(&one, 9);
        memcpy(four.raw, one.raw, one.cells * sizeof *one.raw);
        omp_set_num_threads(1);
        assert_int_equal(route(&one, treatment), SLIDE_OK);
        omp_set_num_threads(4);
        assert_int_equal(route(&four, treatment), SLIDE_OK);
        assert_memory_equal(one.direction, four.direction, one.cells);
        assert_memory_equal(one.elevation, four.elevation, one.cells * sizeof *one.elevation);
        landscape_free(&one);
        landscape_free(&four);
    }
}

/* Turned by half the globe the same land must drain the same way. */
static void around_the_globe_it_does_not_matter_where_the_map_begins(void **state)
{
    for (int treatment = DEPRESSION_CARVE; treatment <= DEPRESSION_FILL; treatment++) {
        struct landscape land = landscape_new(60, 80, 30.), turned = landscape_new(60, 80, 30.);

        (void)state;
        draw_rough_ground(&land, 5, 12.);
        for (size_t cell = 0; cell < land.cells; cell++) {
            land.raw[cell] += (float)((cell * 7919) % 4801) / 4801.f; /* no ties, no flats: one right answer */
            turned.raw[cell / 80 * 80 + (cell + 40) % 80] = land.raw[cell];
        }
        land.lattice.wraps = turned.lattice.wraps = 1;
        assert_int_equal(drain(&land, treatment), SLIDE_OK);
        assert_int_equal(drain(&turned, treatment), SLIDE_OK);
        if (treatment == DEPRESSION_CARVE)
            for (size_t cell = 0; cell < land.cells; cell++) {
                const size_t there = cell / 80 * 80 + (cell + 40) % 80;

                assert_int_equal(land.direction[cell], turned.direction[there]);
                assert_true(land.area[cell] == turned.area[there]);
            }
        for (size_t cell = 0; cell < land.cells; cell++)
            assert_true(land.elevation[cell] == turned.elevation[cell / 80 * 80 + (cell + 40) % 80]);
        landscape_free(&land);
        landscape_free(&turned);
    }
}

static void a_map_of_nulls_has_no_data_and_says_so(void **state)
{
    struct landscape land = landscape_new(4, 5, 30.);
    struct slide_error error;

    (void)state;
    for (size_t cell = 0; cell < land.cells; cell++)
        land.elevation[cell] = NAN;
    assert_int_equal(
        flow_route(&land.lattice, DEPRESSION_CARVE, NULL, land.elevation, land.direction, &land.changes, &error),
        SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "null"));
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carving_a_pit_on_a_plane_lowers_one_short_way_out_and_nothing_else),
        cmocka_unit_test(filling_a_pit_on_a_plane_raises_it_to_its_lowest_neighbour),
        cmocka_unit_test(filling_a_bowl_reaches_the_level_of_its_notch),
        cmocka_unit_test(carving_a_bowl_cuts_only_its_notch),
        cmocka_unit_test(a_kept_sink_stays_as_it_is),
        cmocka_unit_test(filling_rough_ground_equals_an_independent_fill),
        cmocka_unit_test(carving_rough_ground_raises_nothing_and_takes_less_than_filling_adds),
        cmocka_unit_test(carved_ways_out_cross_the_lowest_passes_there_are),
        cmocka_unit_test(a_bowl_that_fills_the_map_drains_over_the_lowest_cell_of_its_rim),
        cmocka_unit_test(an_upturned_pyramid_of_sinks_drains_whole),
        cmocka_unit_test(kept_pits_are_outlets_and_nothing_changes),
        cmocka_unit_test(the_number_of_threads_changes_nothing),
        cmocka_unit_test(around_the_globe_it_does_not_matter_where_the_map_begins),
        cmocka_unit_test(a_map_of_nulls_has_no_data_and_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
