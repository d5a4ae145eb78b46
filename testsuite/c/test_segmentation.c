/** The objective of segmentations against values worked by hand, double loops and a planted best. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map_fixture.h"
#include "terrain/segmentation.h"

/* Units in a row, each a neighbour of the next, facing the given ways. */
struct row_of_units {
    struct aspect_sum sum[8];
    struct border border[8];
    struct patch_graph graph;
};

static void row_new(struct row_of_units *row, const double *degrees, size_t count)
{
    *row = (struct row_of_units){.graph = {.count = count, .border = {.room = 8, .count = count - 1}}};
    row->graph.sum = row->sum;
    row->graph.border.slot = row->border;
    for (size_t i = 1; i <= count; i++) {
        const double radians = degrees[i - 1] * M_PI / 180.;

        row->sum[i] = (struct aspect_sum){900., 4. * cos(radians), 4. * sin(radians), 4, 4};
        if (i < count)
            row->border[i] = (struct border){(uint32_t)i, (uint32_t)i + 1, 30.};
    }
}

/* u = (1,0) (0,1) (-1,0), mean (0,1/3): d.d of neighbours -2/9 twice, sum |d|^2 = 24/9; I = 3 (-4/9) / (2 24/9). */
static void morans_index_of_three_units_facing_east_north_and_west_is_minus_a_quarter(void **state)
{
    struct row_of_units row;

    (void)state;
    row_new(&row, (double[]){0., 90., 180.}, 3);
    assert_true(fabs(segmentation_external(&row.graph) + 0.25) < 1e-12);
}

/* u = +-(1,0) in pairs: d = u; products 1, -1, 1; I = 4 (1 - 1 + 1) / (3 4) = 1/3. In turns: 4 (-3) / (3 4) = -1. */
static void like_neighbours_raise_morans_index_and_opposite_ones_lower_it(void **state)
{
    struct row_of_units alike, in_turns;

    (void)state;
    row_new(&alike, (double[]){0., 0., 180., 180.}, 4);
    row_new(&in_turns, (double[]){0., 180., 0., 180.}, 4);
    assert_true(fabs(segmentation_external(&alike.graph) - 1. / 3.) < 1e-12);
    assert_true(fabs(segmentation_external(&in_turns.graph) + 1.) < 1e-12);
}

static void turning_the_whole_map_does_not_change_the_index(void **state)
{
    struct row_of_units one, turned;

    (void)state;
    row_new(&one, (double[]){350., 10., 100., 200.}, 4);
    row_new(&turned, (double[]){15., 35., 125., 225.}, 4);
    assert_true(fabs(segmentation_external(&one.graph) - segmentation_external(&turned.graph)) < 1e-12);
}

static void level_units_do_not_count(void **state)
{
    struct row_of_units row;

    (void)state;
    row_new(&row, (double[]){0., 90., 180., 0.}, 4);
    row.sum[4] = (struct aspect_sum){1e9, 0., 0., 4, 0};
    assert_true(fabs(segmentation_external(&row.graph) + 0.25) < 1e-12);
    assert_true(fabs(segmentation_internal(&row.graph)) < 1e-12);
}

static void units_alone_or_all_alike_have_no_index(void **state)
{
    struct row_of_units row;

    (void)state;
    row_new(&row, (double[]){30.}, 1);
    assert_true(isnan(segmentation_external(&row.graph)));
    for (int degrees = 0; degrees < 360; degrees += 7) { /* rounding makes no spread */
        const double same = degrees;

        row_new(&row, (double[]){same, same, same, same, same, same, same}, 7);
        assert_true(isnan(segmentation_external(&row.graph)));
    }
    row_new(&row, (double[]){30., 30., 30.}, 3);
    row.sum[1] = row.sum[2] = row.sum[3] = (struct aspect_sum){900., 0., 0., 4, 0};
    assert_true(isnan(segmentation_external(&row.graph)));
    assert_true(isnan(segmentation_internal(&row.graph)));
}

/* 100 m2 of variance 0 and 300 m2 of two cells at a right angle: (0 + 300 (1 - sqrt(1/2))) / 400. */
static void internal_variance_weighs_units_by_their_area(void **state)
{
    struct row_of_units row;

    (void)state;
    row_new(&row, (double[]){0., 0.}, 2);
    row.sum[1] = (struct aspect_sum){100., 3., 0., 3, 3};
    row.sum[2] = (struct aspect_sum){300., 1., 1., 2, 2};
    assert_true(fabs(segmentation_internal(&row.graph) - 0.75 * (1. - sqrt(0.5))) < 1e-12);
}

/* V 0.1 0.2 0.3, I 0.5 0.1 0.3: F = 1 + 0, 0.5 + 1, 0 + 0.5. */
static void the_objective_adds_both_terms_over_their_ranges(void **state)
{
    struct segmentation candidate[3] = {
        {.internal = 0.1, .external = 0.5}, {.internal = 0.2, .external = 0.1}, {.internal = 0.3, .external = 0.3}};

    (void)state;
    assert_int_equal(segmentation_choose(candidate, 3), 1);
    assert_true(fabs(candidate[0].objective - 1.) < 1e-12);
    assert_true(fabs(candidate[1].objective - 1.5) < 1e-12);
    assert_true(fabs(candidate[2].objective - 0.5) < 1e-12);
}

static void of_equals_the_first_is_chosen_and_what_has_no_index_is_not(void **state)
{
    struct segmentation candidate[4] = {{.internal = 0., .external = NAN},
                                        {.internal = 0.1, .external = 0.5},
                                        {.internal = 0.2, .external = 0.4},
                                        {.internal = 0.1, .external = 0.5}};

    (void)state;
    assert_int_equal(segmentation_choose(candidate, 4), 1);
    assert_true(isnan(candidate[0].objective));
    assert_true(candidate[1].objective == 1. && candidate[2].objective == 1. && candidate[3].objective == 1.);
    assert_int_equal(segmentation_choose(candidate, 1), 0);
    assert_true(isnan(candidate[0].objective));
}

static void a_lone_candidate_is_the_best_with_an_objective_of_0(void **state)
{
    struct segmentation candidate = {.internal = 0.2, .external = 0.1};

    (void)state;
    assert_int_equal(segmentation_choose(&candidate, 1), 0);
    assert_true(candidate.objective == 0.);
}

static const double cell_area = 900.;

static void prepare(struct landscape *land, double lowest_threshold, int32_t *map, struct slope_ground *ground)
{
    assert_int_equal(drain(land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(
        slope_ground_prepare(&land->graph, land->area, land->elevation, lowest_threshold, map, ground, NULL), SLIDE_OK);
}

static int are_neighbours(const struct landscape *land, const int32_t *map, size_t one, size_t other)
{
    return one != other && border_by_cells(land, map, (int32_t)one, (int32_t)other) > 0.;
}

/* The textbook formula, every ordered pair of units, deviations as complex numbers. */
static double index_by_double_loop(const struct landscape *land, const int32_t *map, const struct patch_graph *units)
{
    double product = 0., pairs = 0., spread = 0., east = 0., north = 0.;

    for (size_t i = 1; i <= units->count; i++) {
        const double mean = aspect_mean(&units->sum[i]) * M_PI / 180.;

        east += cos(mean) / (double)units->count;
        north += sin(mean) / (double)units->count;
    }
    for (size_t i = 1; i <= units->count; i++)
        for (size_t j = 1; j <= units->count; j++) {
            const double mine = aspect_mean(&units->sum[i]) * M_PI / 180.;
            const double its = aspect_mean(&units->sum[j]) * M_PI / 180.;
            const double dot = (cos(mine) - east) * (cos(its) - east) + (sin(mine) - north) * (sin(its) - north);

            spread += i == j ? dot : 0.;
            if (are_neighbours(land, map, i, j)) {
                product += dot;
                pairs += 1.;
            }
        }
    return (double)units->count * product / (pairs * spread);
}

static void the_index_of_real_units_is_that_of_a_double_loop_over_all_pairs(void **state)
{
    const struct slope_unit_rule rule = {400 * cell_area, 60 * cell_area, INFINITY, 0.2, 5., 30 * cell_area, 60};
    struct landscape land = landscape_new(50, 45, 30.);
    struct slope_ground ground;
    struct slope_units units;
    int32_t map[50 * 45];

    (void)state;
    draw_rough_ground(&land, 3, 40.);
    prepare(&land, slope_units_lowest_threshold(&rule), map, &ground);
    assert_int_equal(slope_units_find(&ground, &rule, &units, NULL), SLIDE_OK);
    slope_units_draw(&units, land.cells, map);
    assert_true(units.unit.count > 10);
    assert_true(fabs(segmentation_external(&units.unit) - index_by_double_loop(&land, map, &units.unit)) < 1e-9);
    slope_units_free(&units);
    slope_ground_free(&ground);
    landscape_free(&land);
}

static void the_search_tries_every_pair_and_its_table_holds_what_each_gives_alone(void **state)
{
    const struct slope_unit_rule rule = {900 * cell_area, 1e9, INFINITY, 7., 5., 10 * cell_area, 60};
    const double area_min[2] = {30 * cell_area, 100 * cell_area}, variance_min[3] = {0.05, 0.2, 0.4};
    struct landscape land = landscape_new(80, 75, 30.);
    struct segmentation candidate[6];
    struct slope_ground ground;
    int32_t *map = malloc(land.cells * sizeof *map);
    size_t best;

    (void)state;
    draw_rough_ground(&land, 8, 60.);
    prepare(&land, 30 * cell_area, map, &ground);
    assert_int_equal(segmentation_search(&ground, &rule, area_min, 2, variance_min, 3, candidate, &best, NULL),
                     SLIDE_OK);
    for (size_t i = 0; i < 6; i++) {
        struct slope_unit_rule one = rule;
        struct slope_units units;

        one.area_min = area_min[i / 3];
        one.variance_min = variance_min[i % 3];
        assert_true(candidate[i].area_min == one.area_min && candidate[i].variance_min == one.variance_min);
        assert_int_equal(slope_units_find(&ground, &one, &units, NULL), SLIDE_OK);
        assert_int_equal(candidate[i].units, units.unit.count);
        assert_true(candidate[i].internal == segmentation_internal(&units.unit));
        assert_true(candidate[i].external == segmentation_external(&units.unit));
        assert_true(candidate[i].objective <= candidate[best].objective);
        slope_units_free(&units);
    }
    assert_true(candidate[0].units > candidate[2].units && candidate[0].internal < candidate[2].internal);
    slope_ground_free(&ground);
    free(map);
    landscape_free(&land);
}

/* Valleys 24 cells apart whose sides face east and west: units of whole facets leave nothing to be gained. */
static void on_planted_facets_the_best_units_are_the_facets(void **state)
{
    const struct slope_unit_rule rule = {100 * cell_area, 0., INFINITY, 0., 5., 10 * cell_area, 60};
    const double area_min[3] = {20 * cell_area, 200 * cell_area, 3000 * cell_area}, variance_min[2] = {0.15, 0.9};
    struct landscape land = landscape_new(60, 96, 30.);
    struct segmentation candidate[6];
    struct slope_ground ground;
    int32_t *map = malloc(land.cells * sizeof *map);
    size_t best;

    (void)state;
    for (int row = 0; row < 60; row++)
        for (int col = 0; col < 96; col++)
            land.raw[at(&land, row, col)] = 12.f * (float)abs(col % 24 - 12) - 2.f * (float)row;
    prepare(&land, 20 * cell_area, map, &ground);
    assert_int_equal(segmentation_search(&ground, &rule, area_min, 3, variance_min, 2, candidate, &best, NULL),
                     SLIDE_OK);
    assert_int_equal(candidate[best].units, 8);
    assert_true(candidate[best].external < -0.4);
    slope_ground_free(&ground);
    free(map);
    landscape_free(&land);
}

static void a_search_below_what_is_known_is_refused(void **state)
{
    const struct slope_unit_rule rule = {100 * cell_area, 0., INFINITY, 0., 5., 0., 60};
    const double area_min = 10 * cell_area, variance_min = 0.1;
    struct landscape land = landscape_new(20, 20, 30.);
    struct segmentation candidate;
    struct slope_ground ground;
    struct slide_error error;
    int32_t map[400];
    size_t best;

    (void)state;
    draw_rough_ground(&land, 1, 20.);
    prepare(&land, 50 * cell_area, map, &ground);
    assert_int_equal(segmentation_search(&ground, &rule, &area_min, 1, &variance_min, 1, &candidate, &best, &error),
                     SLIDE_BAD_INPUT);
    slope_ground_free(&ground);
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(morans_index_of_three_units_facing_east_north_and_west_is_minus_a_quarter),
        cmocka_unit_test(like_neighbours_raise_morans_index_and_opposite_ones_lower_it),
        cmocka_unit_test(turning_the_whole_map_does_not_change_the_index),
        cmocka_unit_test(level_units_do_not_count),
        cmocka_unit_test(units_alone_or_all_alike_have_no_index),
        cmocka_unit_test(internal_variance_weighs_units_by_their_area),
        cmocka_unit_test(the_objective_adds_both_terms_over_their_ranges),
        cmocka_unit_test(of_equals_the_first_is_chosen_and_what_has_no_index_is_not),
        cmocka_unit_test(a_lone_candidate_is_the_best_with_an_objective_of_0),
        cmocka_unit_test(the_index_of_real_units_is_that_of_a_double_loop_over_all_pairs),
        cmocka_unit_test(the_search_tries_every_pair_and_its_table_holds_what_each_gives_alone),
        cmocka_unit_test(on_planted_facets_the_best_units_are_the_facets),
        cmocka_unit_test(a_search_below_what_is_known_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
