/** Slope units on planted facets, and against the published rule done anew on cells in every round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map_fixture.h"
#include "terrain/slope_unit.h"

/* A landscape with its slope units. */
struct site {
    struct landscape land;
    struct slope_ground ground;
    struct slope_units units;
    int32_t *patch;
    int32_t *map;
};

static void site_new(struct site *site, int rows, int cols)
{
    *site = (struct site){.land = landscape_new(rows, cols, 30.)};
    site->patch = calloc(site->land.cells, sizeof(int32_t));
    site->map = calloc(site->land.cells, sizeof(int32_t));
}

static void site_free(struct site *site)
{
    slope_units_free(&site->units);
    slope_ground_free(&site->ground);
    free(site->patch);
    free(site->map);
    landscape_free(&site->land);
}

static void prepare(struct site *site, double lowest_threshold)
{
    assert_int_equal(drain(&site->land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(slope_ground_prepare(&site->land.graph, site->land.area, site->land.elevation, lowest_threshold,
                                          site->patch, &site->ground, NULL),
                     SLIDE_OK);
}

static void find(struct site *site, const struct slope_unit_rule *rule)
{
    slope_units_free(&site->units);
    assert_int_equal(slope_units_find(&site->ground, rule, &site->units, NULL), SLIDE_OK);
    memcpy(site->map, site->patch, site->land.cells * sizeof(int32_t));
    slope_units_draw(&site->units, site->land.cells, site->map);
}

static void draw_holes(struct landscape *land, uint64_t seed)
{
    for (int hole = 0; hole < 40; hole++)
        land->raw[(hole * 971 + 13 * seed) % land->cells] = NAN;
}

/* Every valid cell in one unit that hangs together; numbers in the order of first cells; areas add up. */
static void assert_is_partition(const struct site *site)
{
    int32_t *flooded = malloc(site->land.cells * sizeof *flooded);
    double area = 0., total = 0.;

    assert_int_equal(flood_patches(&site->land, site->map, flooded), site->units.unit.count);
    assert_memory_equal(flooded, site->map, site->land.cells * sizeof *flooded);
    for (size_t cell = 0; cell < site->land.cells; cell++) {
        assert_int_equal(site->map[cell] == 0, isnan(site->land.elevation[cell]));
        total += site->map[cell] ? site->land.area_of_row[cell / site->land.lattice.cols] : 0.;
    }
    for (size_t unit = 1; unit <= site->units.unit.count; unit++)
        area += site->units.unit.sum[unit].area;
    assert_true(fabs(area - total) <= 1e-9 * total);
    free(flooded);
}

static const double cell_area = 900.;

static void a_valley_has_two_units_with_the_aspects_of_its_sides(void **state)
{
    const struct slope_unit_rule rule = {100 * cell_area, 20 * cell_area, INFINITY, 0.1, 10., 0., 50};
    struct site site;

    (void)state;
    site_new(&site, 30, 31);
    for (int row = 0; row < 30; row++)
        for (int col = 0; col < 31; col++)
            site.land.raw[at(&site.land, row, col)] = 15.f * (float)abs(col - 15) - 3.f * (float)row;
    prepare(&site, slope_units_lowest_threshold(&rule));
    find(&site, &rule);
    assert_is_partition(&site);
    assert_int_equal(site.units.unit.count, 2);
    for (int row = 0; row < 30; row++)
        for (int col = 0; col < 31; col++)
            assert_int_equal(site.map[at(&site.land, row, col)], col >= 15 ? 2 : 1);
    /* downhill is (1, -0.2) on the western side; the channel's cells face south and turn the eastern mean a little */
    assert_true(fabs(aspect_mean(&site.units.unit.sum[1]) - (360. - atan(0.2) * 180. / M_PI)) < 0.1);
    assert_true(fabs(aspect_mean(&site.units.unit.sum[2]) - (180. + atan(0.2) * 180. / M_PI)) < 6.);
    assert_true(aspect_variance(&site.units.unit.sum[1]) < 1e-6);
    site_free(&site);
}

/* Ridges and valleys side by side, 24 cells apart, all falling south. */
static void draw_ridges(struct landscape *land)
{
    for (int row = 0; row < land->lattice.rows; row++)
        for (int col = 0; col < land->lattice.cols; col++)
            land->raw[at(land, row, col)] = 12.f * (float)abs(col % 24 - 12) - 4.f * (float)row;
}

static void each_unit_of_a_land_of_ridges_is_one_facet(void **state)
{
    const struct slope_unit_rule rule = {1e7, 40 * cell_area, INFINITY, 0.1, 5., 10 * cell_area, 60};
    struct site site;

    (void)state;
    site_new(&site, 60, 96);
    draw_ridges(&site.land);
    prepare(&site, slope_units_lowest_threshold(&rule));
    find(&site, &rule);
    assert_is_partition(&site);
    assert_int_equal(site.units.unit.count, 8);
    for (int row = 1; row < 59; row++)
        for (int col = 0; col < 96; col++)
            if (col % 12 > 1 && col % 12 < 11)
                assert_int_equal(site.map[at(&site.land, row, col)], site.map[at(&site.land, 30, col / 12 * 12 + 6)]);
    for (size_t unit = 1; unit <= 8; unit++) {
        const double along = atan2(4., 12.) * 180. / M_PI, mean = aspect_mean(&site.units.unit.sum[unit]);

        assert_true(aspect_variance(&site.units.unit.sum[unit]) < rule.variance_min);
        assert_true(fabs(mean - (360. - along)) < 12. || fabs(mean - (180. + along)) < 12.);
    }
    site_free(&site);
}

static void a_pyramid_is_parted_along_its_edges(void **state)
{
    const struct slope_unit_rule rule = {100 * cell_area, 40 * cell_area, INFINITY, 0.05, 5., 30 * cell_area, 60};
    struct site site;

    (void)state;
    site_new(&site, 41, 41);
    for (int row = 0; row < 41; row++)
        for (int col = 0; col < 41; col++)
            site.land.raw[at(&site.land, row, col)] =
                -10.f * (float)(abs(row - 20) > abs(col - 20) ? abs(row - 20) : abs(col - 20));
    prepare(&site, slope_units_lowest_threshold(&rule));
    find(&site, &rule);
    assert_is_partition(&site);
    for (size_t unit = 1; unit <= site.units.unit.count; unit++) {
        assert_true(site.units.unit.sum[unit].area >= rule.clean_size);
        assert_true(aspect_variance(&site.units.unit.sum[unit]) < 0.1);
    }
    site_free(&site);
}

static int needs_split(const struct slope_unit_rule *rule, const struct aspect_sum *sum)
{
    return sum->area > rule->area_max || (sum->area > rule->area_min && aspect_variance(sum) > rule->variance_min);
}

static void add_cell(const struct landscape *land, size_t cell, struct aspect_sum *sum)
{
    const int row = (int)cell / land->lattice.cols, col = (int)cell % land->lattice.cols;
    struct aspect_sum one = {.area = land->area_of_row[row], .cells = 1};
    double aspect[2];

    one.sloping = (size_t)aspect_find(&land->lattice, land->elevation, cell, row, col, aspect);
    one.east = aspect[0];
    one.north = aspect[1];
    aspect_add(sum, &one);
}

/* Splits one piece by the half-basins of this round, unless that is refused. Returns the highest number in use. */
static int32_t split_piece(const struct landscape *land, const struct slope_unit_rule *rule, const int32_t *half,
                           int32_t halves, int first_round, int32_t piece, int32_t *number, int32_t last, int *open)
{
    struct aspect_sum *child = calloc((size_t)halves + 1, sizeof *child);
    int32_t *given = calloc((size_t)halves + 1, sizeof *given);
    double area = 0.;
    int children = 0;

    for (size_t cell = 0; cell < land->cells; cell++)
        if (number[cell] == piece) {
            children += child[half[cell]].cells == 0;
            add_cell(land, cell, &child[half[cell]]);
            area += land->area_of_row[cell / land->lattice.cols];
        }
    if (!first_round && children > 1 && area / children < rule->area_min)
        open[piece] = 0;
    else if (first_round || children > 1)
        for (size_t cell = 0; cell < land->cells; cell++)
            if (number[cell] == piece) {
                if (!given[half[cell]]) {
                    given[half[cell]] = ++last;
                    open[last] = needs_split(rule, &child[half[cell]]);
                }
                number[cell] = given[half[cell]];
            }
    free(child);
    free(given);
    return last;
}

/* The rule of Alvioli et al. 2016 on cells, half-basins found anew in every round. */
static size_t units_by_cells(const struct landscape *land, const struct slope_unit_rule *rule, int32_t *patch)
{
    int32_t *number = calloc(land->cells, sizeof *number), *half = calloc(land->cells, sizeof *half), last = 1;
    int *open = calloc(4 * land->cells + 2, sizeof *open);
    double threshold = rule->threshold;
    size_t units;

    for (size_t cell = 0; cell < land->cells; cell++)
        number[cell] = !isnan(land->elevation[cell]);
    open[1] = 1;
    for (int round = 0; round < rule->rounds && (round == 0 || threshold >= rule->area_min); round++) {
        struct basin_tree tree;
        const int32_t before = last;

        assert_int_equal(half_basins_find(&land->graph, land->area, threshold, half, &tree, NULL), SLIDE_OK);
        for (int32_t piece = 1; piece <= before; piece++)
            if (open[piece])
                last = split_piece(land, rule, half, 2 * (int32_t)tree.count, round == 0, piece, number, last, open);
        basin_tree_free(&tree);
        threshold -= threshold / rule->reduction;
    }
    units = flood_patches(land, number, patch);
    free(number);
    free(half);
    free(open);
    return units;
}

static void units_are_those_of_the_rule_done_anew_on_cells_in_every_round(void **state)
{
    const struct slope_unit_rule rules[] = {
        {400 * cell_area, 20 * cell_area, INFINITY, 0.2, 5., 0., 60},
        {900 * cell_area, 40 * cell_area, 150 * cell_area, 0.5, 3., 0., 60},
        {300 * cell_area, 60 * cell_area, INFINITY, 0.05, 10., 0., 6},
        {30 * cell_area, 90 * cell_area, INFINITY, 0.05, 10., 0., 60},
    };

    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        const struct slope_unit_rule *rule = &rules[seed % 4];
        struct site site;
        int32_t *patch;

        site_new(&site, 70, 61);
        site.land.lattice.wraps = seed > 5;
        for (int row = 0; row < 70 && seed % 3 == 0; row++) { /* cells that grow southwards */
            site.land.area_of_row[row] = 900. + 6. * row;
            site.land.east_west[row] = site.land.area_of_row[row] / 30.;
        }
        draw_rough_ground(&site.land, seed, 40.);
        draw_holes(&site.land, seed);
        prepare(&site, seed % 2 ? slope_units_lowest_threshold(rule) : 5 * cell_area);
        find(&site, rule);
        patch = malloc(site.land.cells * sizeof *patch);
        assert_int_equal(site.units.unit.count, units_by_cells(&site.land, rule, patch));
        assert_memory_equal(site.map, patch, site.land.cells * sizeof *patch);
        assert_true(site.units.unit.count > 20);
        free(patch);
        site_free(&site);
    }
}

static size_t smallest_of(const struct site *site, size_t *alone)
{
    size_t smallest = SIZE_MAX;

    *alone = 0;
    for (size_t unit = 1; unit <= site->units.unit.count; unit++) {
        size_t borders = 0;

        for (size_t i = 0; i < site->units.unit.border.room; i++) {
            const struct border *border = &site->units.unit.border.slot[i];

            borders += border->first && (border->first == unit || border->second == unit);
        }
        *alone += borders == 0;
        if (borders && site->units.unit.sum[unit].cells < smallest)
            smallest = site->units.unit.sum[unit].cells;
    }
    return smallest;
}

static void units_part_rough_ground_and_none_but_islands_is_smaller_than_the_clean_size(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        const struct slope_unit_rule rule = {500 * cell_area, 30 * cell_area, INFINITY, 0.15, 8., 17.5 * cell_area, 60};
        struct site site;
        size_t alone;

        site_new(&site, 90, 77);
        draw_rough_ground(&site.land, seed, 40.);
        draw_holes(&site.land, seed);
        for (int cell = 0; cell < 20; cell++) /* an island of 4 cells in a corner */
            site.land.raw[at(&site.land, cell / 4, cell % 4)] = cell < 4 ? 5.f : NAN;
        site.land.raw[at(&site.land, 0, 4)] = site.land.raw[at(&site.land, 1, 4)] = NAN;
        prepare(&site, slope_units_lowest_threshold(&rule));
        find(&site, &rule);
        assert_is_partition(&site);
        assert_true(smallest_of(&site, &alone) >= 18);
        assert_true(alone >= 1);
        assert_int_equal(site.map[0], 1);
        assert_int_equal(site.units.unit.sum[1].cells, 4);
        site_free(&site);
    }
}

/* A trunk valley with one side valley: at the lower threshold two sub-basins come off the trunk. */
static void draw_side_valley(struct landscape *land)
{
    for (int row = 0; row < 40; row++)
        for (int col = 0; col < 41; col++) {
            const float trunk = 15.f * (float)abs(col - 30) - 3.f * (float)row;
            const float side = 15.f * (float)abs(row - 20) + 6.f * (float)(30 - col) - 60.f;

            land->raw[at(land, row, col)] = col < 30 && side < trunk ? side : trunk;
        }
}

static void a_split_into_children_that_are_too_small_on_average_is_refused(void **state)
{
    struct slope_unit_rule rule = {1e7, 0., INFINITY, 0.02, 10., 0., 60};
    struct site site;
    size_t coarse, refused;

    (void)state;
    site_new(&site, 40, 41);
    draw_side_valley(&site.land);
    prepare(&site, 10 * cell_area);
    rule.rounds = 1;
    rule.threshold = 600 * cell_area;
    find(&site, &rule);
    coarse = site.units.unit.count;
    /* the lower threshold parts the western half, so its children are smaller than the whole of it */
    rule.rounds = 12;
    rule.area_min = 1200 * cell_area;
    rule.variance_min = 0.;
    rule.area_max = 100 * cell_area;
    find(&site, &rule);
    refused = site.units.unit.count;
    assert_int_equal(refused, coarse);
    rule.area_min = 150 * cell_area;
    find(&site, &rule);
    assert_true(site.units.unit.count > coarse);
    site_free(&site);
}

static void units_larger_than_the_largest_area_are_split_even_if_they_face_one_way(void **state)
{
    struct slope_unit_rule rule = {1e7, 10 * cell_area, INFINITY, 1., 4., 0., 60};
    struct site site;
    size_t without;

    (void)state;
    site_new(&site, 90, 77);
    draw_rough_ground(&site.land, 2, 40.);
    prepare(&site, slope_units_lowest_threshold(&rule));
    find(&site, &rule);
    without = site.units.unit.count;
    assert_int_equal(site.units.rounds, 1);
    rule.area_max = 200 * cell_area;
    find(&site, &rule);
    assert_true(site.units.rounds > 1 && site.units.unit.count > without);
    site_free(&site);
}

/* The unit that a small one must join, over cells: longest border, then most similar mean aspect, then lowest number.
 */
static int32_t neighbour_to_join(const struct landscape *land, const int32_t *number, int32_t units, int32_t small,
                                 const struct aspect_sum *sum)
{
    double longest = 0., most = -2.;
    int32_t best = 0;

    for (int32_t other = 1; other <= units; other++) {
        const double length = other == small ? 0. : border_by_cells(land, number, small, other);
        const double likeness = cos((aspect_mean(&sum[other]) - aspect_mean(&sum[small])) * M_PI / 180.);

        if (length > longest || (length > 0. && length == longest && likeness > most + 1e-9)) {
            longest = length;
            most = likeness;
            best = other;
        }
    }
    return best;
}

static size_t first_cell(const struct site *site, int32_t number)
{
    size_t cell = 0;

    while (site->map[cell] != number)
        cell++;
    return cell;
}

static void a_small_unit_joins_the_neighbour_of_the_longest_border(void **state)
{
    const struct slope_unit_rule cleaned = {400 * cell_area, 30 * cell_area, INFINITY, 0.15, 8., 12 * cell_area, 60};
    struct slope_unit_rule rough = cleaned;
    struct site before, after;
    size_t joined = 0;

    (void)state;
    site_new(&before, 60, 55);
    site_new(&after, 60, 55);
    draw_rough_ground(&before.land, 6, 40.);
    draw_rough_ground(&after.land, 6, 40.);
    prepare(&before, slope_units_lowest_threshold(&cleaned));
    prepare(&after, slope_units_lowest_threshold(&cleaned));
    rough.clean_size = 0.;
    find(&before, &rough);
    find(&after, &cleaned);
    for (int32_t small = 1; small <= (int32_t)before.units.unit.count; small++) {
        const struct aspect_sum *sum = before.units.unit.sum;
        int32_t wanted;

        if (sum[small].area >= cleaned.clean_size)
            continue;
        wanted = neighbour_to_join(&before.land, before.map, (int32_t)before.units.unit.count, small, sum);
        assert_int_equal(after.map[first_cell(&before, small)], after.map[first_cell(&before, wanted)]);
        joined++;
    }
    assert_true(joined > 20);
    site_free(&before);
    site_free(&after);
}

/* Three units in a row, the middle one small, drawn without a map: each the left half of a lone basin. */
static size_t partner_of_the_middle(double first_border, double second_border, double first_aspect, double last_aspect)
{
    const struct slope_unit_rule rule = {1., 1e9, INFINITY, 1., 2., 100., 1};
    struct basin_segment segment[4] = {{.area = 0.}};
    struct aspect_sum half[7] = {{.area = 0.}}, sum[4] = {{.area = 0.}};
    struct border border[2] = {{1, 2, first_border}, {2, 3, second_border}};
    double second[4] = {0.};
    int32_t label[4] = {0, 2, 4, 6};
    struct slope_ground ground = {1., {segment, 3, 0}, second, half, {3, label, sum, {border, 2, 2}}};
    struct slope_units units;
    size_t partner;

    for (int i = 1; i <= 3; i++) {
        const double aspect = i == 1 ? first_aspect : i == 2 ? 0. : last_aspect;

        segment[i].entry = BASIN_STEM;
        sum[i] = half[2 * i] = (struct aspect_sum){i == 2 ? 50. : 500., cos(aspect), sin(aspect), 1, 1};
    }
    assert_int_equal(slope_units_find(&ground, &rule, &units, NULL), SLIDE_OK);
    assert_int_equal(units.unit.count, 2);
    partner = units.number[2] == units.number[1] ? 1 : 3;
    slope_units_free(&units);
    return partner;
}

static void the_neighbour_to_join_is_chosen_by_border_then_aspect_then_number(void **state)
{
    (void)state;
    assert_int_equal(partner_of_the_middle(30., 20., 3., 0.1), 1);
    assert_int_equal(partner_of_the_middle(20., 30., 0.1, 3.), 3);
    assert_int_equal(partner_of_the_middle(30., 30., 0.1, 3.), 1);
    assert_int_equal(partner_of_the_middle(30., 30., 3., 0.1), 3);
    assert_int_equal(partner_of_the_middle(30., 30., 0.5, 0.5), 1);
}

static void around_the_globe_units_do_not_depend_on_where_the_map_is_cut(void **state)
{
    const struct slope_unit_rule rule = {2000 * cell_area, 30 * cell_area, INFINITY, 0.1, 5., 10 * cell_area, 60};
    struct site site, rolled;

    (void)state;
    site_new(&site, 50, 96);
    site_new(&rolled, 50, 96);
    site.land.lattice.wraps = rolled.land.lattice.wraps = 1;
    draw_ridges(&site.land);
    for (int row = 0; row < 50; row++)
        for (int col = 0; col < 96; col++)
            rolled.land.raw[at(&rolled.land, row, (col + 29) % 96)] = site.land.raw[at(&site.land, row, col)];
    prepare(&site, slope_units_lowest_threshold(&rule));
    prepare(&rolled, slope_units_lowest_threshold(&rule));
    find(&site, &rule);
    find(&rolled, &rule);
    assert_is_partition(&rolled);
    assert_int_equal(site.units.unit.count, 8);
    assert_int_equal(rolled.units.unit.count, 8);
    for (int row = 0; row < 50; row++)
        for (int col = 0; col < 95; col++)
            assert_int_equal(site.map[at(&site.land, row, col)] == site.map[at(&site.land, row, col + 1)],
                             rolled.map[at(&site.land, row, (col + 29) % 96)] ==
                                 rolled.map[at(&site.land, row, (col + 30) % 96)]);
    site_free(&site);
    site_free(&rolled);
}

static void maps_of_one_row_one_column_and_one_cell_are_parted(void **state)
{
    const int shape[3][2] = {{1, 12}, {12, 1}, {1, 1}};
    const struct slope_unit_rule rule = {4 * cell_area, cell_area, INFINITY, 0.1, 2., 3 * cell_area, 10};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct site site;

        site_new(&site, shape[i][0], shape[i][1]);
        for (size_t cell = 0; cell < site.land.cells; cell++)
            site.land.raw[cell] = (float)((7 * cell) % 5);
        prepare(&site, slope_units_lowest_threshold(&rule));
        find(&site, &rule);
        assert_is_partition(&site);
        site_free(&site);
    }
}

static void a_map_of_nulls_is_refused(void **state)
{
    struct landscape land = landscape_new(3, 3, 30.);
    struct slope_ground ground;
    struct slide_error error;
    int32_t map[9];

    (void)state;
    assert_int_equal(flow_graph_build(&land.lattice, land.direction, &land.graph, NULL), SLIDE_OK);
    assert_int_equal(slope_ground_prepare(&land.graph, land.area, land.raw, 900., map, &ground, &error), SLIDE_NO_DATA);
    landscape_free(&land);
}

static void a_rule_that_is_none_or_asks_for_more_than_is_known_is_refused(void **state)
{
    const struct slope_unit_rule good = {100 * cell_area, 20 * cell_area, INFINITY, 0.1, 10., 0., 50};
    struct slope_unit_rule bad[7] = {good, good, good, good, good, good, good};
    struct slide_error error;
    struct site site;

    (void)state;
    bad[0].threshold = 0.;
    bad[1].area_min = NAN;
    bad[2].area_max = 0.;
    bad[3].variance_min = NAN;
    bad[4].reduction = 1.;
    bad[5].rounds = 0;
    bad[6].area_min = 10 * cell_area;
    site_new(&site, 12, 12);
    draw_rough_ground(&site.land, 1, 10.);
    prepare(&site, slope_units_lowest_threshold(&good));
    for (int i = 0; i < 7; i++) {
        error.text[0] = '\0';
        assert_int_equal(slope_units_find(&site.ground, &bad[i], &site.units, &error), SLIDE_BAD_INPUT);
        assert_true(strlen(error.text) > 20);
    }
    find(&site, &good);
    site_free(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_valley_has_two_units_with_the_aspects_of_its_sides),
        cmocka_unit_test(each_unit_of_a_land_of_ridges_is_one_facet),
        cmocka_unit_test(a_pyramid_is_parted_along_its_edges),
        cmocka_unit_test(units_are_those_of_the_rule_done_anew_on_cells_in_every_round),
        cmocka_unit_test(units_part_rough_ground_and_none_but_islands_is_smaller_than_the_clean_size),
        cmocka_unit_test(a_split_into_children_that_are_too_small_on_average_is_refused),
        cmocka_unit_test(units_larger_than_the_largest_area_are_split_even_if_they_face_one_way),
        cmocka_unit_test(a_small_unit_joins_the_neighbour_of_the_longest_border),
        cmocka_unit_test(the_neighbour_to_join_is_chosen_by_border_then_aspect_then_number),
        cmocka_unit_test(around_the_globe_units_do_not_depend_on_where_the_map_is_cut),
        cmocka_unit_test(maps_of_one_row_one_column_and_one_cell_are_parted),
        cmocka_unit_test(a_map_of_nulls_is_refused),
        cmocka_unit_test(a_rule_that_is_none_or_asks_for_more_than_is_known_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
