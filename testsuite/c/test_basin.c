/** Half-basins against walks down the flow, geometry on straight valleys, mirrors and rolls of one landscape. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terrain/basin.h"
#include "terrain_fixture.h"

/* A landscape whose drainage areas are sums of random weights, so that no two donors tie. */
struct weighted {
    struct landscape land;
    double *weight;
    int32_t *half;
    struct basin_tree tree;
};

static void accumulate(struct weighted *site)
{
    const struct flow_graph *graph = &site->land.graph;

    for (size_t cell = 0; cell < site->land.cells; cell++)
        site->land.area[cell] = site->land.direction[cell] ? site->weight[cell] : NAN;
    for (size_t i = 0; i < graph->count; i++)
        if (flow_goes_on(graph, graph->order[i]))
            site->land.area[flow_receiver(graph, graph->order[i])] += site->land.area[graph->order[i]];
}

/* Draws it in place: the graph points to the landscape's lattice. */
static void draw_weighted_ground(struct weighted *site, int rows, int cols, uint64_t seed, int wraps)
{
    struct random_stream stream = random_stream_at(seed, 7);

    *site = (struct weighted){.land = landscape_new(rows, cols, 30.)};
    site->land.lattice.wraps = wraps;
    draw_rough_ground(&site->land, seed, 10.);
    for (int hole = 0; hole < 30; hole++)
        site->land.raw[(hole * 971 + 13 * seed) % site->land.cells] = NAN;
    assert_int_equal(drain(&site->land, DEPRESSION_CARVE), SLIDE_OK);
    site->weight = malloc(site->land.cells * sizeof(double));
    site->half = malloc(site->land.cells * sizeof(int32_t));
    for (size_t cell = 0; cell < site->land.cells; cell++)
        site->weight[cell] = 0.5 + random_uniform(&stream);
    accumulate(site);
}

static void weighted_free(struct weighted *site)
{
    basin_tree_free(&site->tree);
    free(site->weight);
    free(site->half);
    landscape_free(&site->land);
}

static void find(struct weighted *site, double threshold)
{
    basin_tree_free(&site->tree);
    assert_int_equal(half_basins_find(&site->land.graph, site->land.area, threshold, site->half, &site->tree, NULL),
                     SLIDE_OK);
}

static int drains_into(const struct landscape *land, size_t cell, size_t receiver)
{
    return land->direction[cell] && flow_goes_on(&land->graph, cell) && flow_receiver(&land->graph, cell) == receiver;
}

static size_t neighbour(const struct landscape *land, size_t cell, int direction)
{
    const size_t cols = (size_t)land->lattice.cols;

    return lattice_neighbour(&land->lattice, cell, (int)(cell / cols), (int)(cell % cols), direction);
}

static int channel_donors(const struct landscape *land, size_t cell, double threshold)
{
    int donors = 0;

    for (int direction = 1; direction <= 8; direction++) {
        const size_t next = neighbour(land, cell, direction);

        donors += next != LATTICE_OUTSIDE && drains_into(land, next, cell) && land->area[next] >= threshold;
    }
    return donors;
}

/* Down to the channel, then down the channel to where its segment ends. */
static size_t foot_by_walking(const struct landscape *land, size_t cell, double threshold)
{
    while (land->area[cell] < threshold && flow_goes_on(&land->graph, cell))
        cell = flow_receiver(&land->graph, cell);
    while (flow_goes_on(&land->graph, cell) && channel_donors(land, flow_receiver(&land->graph, cell), threshold) < 2)
        cell = flow_receiver(&land->graph, cell);
    return cell;
}

static size_t largest_donor(const struct landscape *land, size_t cell)
{
    size_t largest = SIZE_MAX;

    for (int direction = 1; direction <= 8; direction++) {
        const size_t next = neighbour(land, cell, direction);

        if (next != LATTICE_OUTSIDE && drains_into(land, next, cell) &&
            (largest == SIZE_MAX || land->area[next] > land->area[largest]))
            largest = next;
    }
    return largest;
}

/* On the channel or its prolongation. */
static int is_on_line(const struct landscape *land, size_t cell, double threshold)
{
    while (flow_goes_on(&land->graph, cell) && land->area[cell] < threshold) {
        if (largest_donor(land, flow_receiver(&land->graph, cell)) != cell)
            return 0;
        cell = flow_receiver(&land->graph, cell);
    }
    return 1;
}

/* Angle counterclockwise from the way out to a donor that drains in direction `way`, by trigonometry. */
static double angle_from_way_out(int way_out, int way)
{
    const double out = atan2(-step_south[way_out], step_east[way_out]);
    const double back = atan2(step_south[way], -step_east[way]);
    const double angle = fmod(back - out + 4. * M_PI, 2. * M_PI);

    return angle;
}

/* The last cell on the way from a slope cell to the line. */
static size_t entry_by_walking(const struct landscape *land, size_t cell, double threshold)
{
    while (!is_on_line(land, flow_receiver(&land->graph, cell), threshold))
        cell = flow_receiver(&land->graph, cell);
    return cell;
}

/* Where water leaves the map it goes straight on. */
static int way_out_of(const struct landscape *land, size_t cell)
{
    return land->direction[cell] == FLOW_OUTLET ? land->direction[largest_donor(land, cell)] : land->direction[cell];
}

static int is_right_by_walking(const struct landscape *land, size_t cell, double threshold)
{
    size_t entry, line;
    int way_out;

    if (is_on_line(land, cell, threshold))
        return 0;
    entry = entry_by_walking(land, cell, threshold);
    line = flow_receiver(&land->graph, entry);
    way_out = way_out_of(land, line);
    return angle_from_way_out(way_out, land->direction[entry]) >
           angle_from_way_out(way_out, land->direction[largest_donor(land, line)]);
}

/* Against the flow of the last cell on the map, where there is neither left nor right. */
static int comes_from_ahead(const struct landscape *land, size_t cell, double threshold)
{
    const size_t entry = entry_by_walking(land, cell, threshold);

    return land->direction[entry] == opposite_direction(way_out_of(land, flow_receiver(&land->graph, entry)));
}

static void every_cell_belongs_to_the_segment_and_side_that_a_walk_down_the_flow_meets(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct weighted site;
        const double threshold = seed % 2 ? 25. : 90.;
        size_t rights = 0;

        draw_weighted_ground(&site, 70, 61, seed, seed > 2);
        find(&site, threshold);
        for (size_t cell = 0; cell < site.land.cells; cell++) {
            const int32_t number = basin_of_half(site.half[cell]);

            if (!site.land.direction[cell]) {
                assert_int_equal(site.half[cell], 0);
                continue;
            }
            assert_int_equal(site.tree.segment[number].foot, foot_by_walking(&site.land, cell, threshold));
            assert_int_equal(site.half[cell] % 2, is_right_by_walking(&site.land, cell, threshold));
            rights += site.half[cell] % 2;
        }
        assert_true(rights > site.land.cells / 5 && rights < site.land.cells / 2);
        weighted_free(&site);
    }
}

static void segments_are_numbered_from_downstream_channels_first_without_a_gap(void **state)
{
    struct weighted site;
    size_t lone = 0;

    (void)state;
    draw_weighted_ground(&site, 80, 70, 5, 0);
    find(&site, 40.);
    assert_true(site.tree.channels > 20 && site.tree.count > site.tree.channels);
    for (size_t i = 1; i <= site.tree.count; i++) {
        const struct basin_segment *segment = &site.tree.segment[i];

        assert_int_equal(basin_of_half(site.half[segment->foot]), i);
        assert_true(segment->area == site.land.area[segment->foot]);
        assert_int_equal(segment->area >= 40., i <= site.tree.channels);
        assert_true(segment->below < (int32_t)i);
        if (segment->below) {
            const size_t next = flow_receiver(&site.land.graph, segment->foot);

            assert_int_equal(basin_of_half(site.half[next]), segment->below);
            assert_int_equal(segment->entry == BASIN_STEM, largest_donor(&site.land, next) == segment->foot);
        } else {
            assert_int_equal(site.land.direction[segment->foot], FLOW_OUTLET);
        }
        lone += i > site.tree.channels;
    }
    assert_int_equal(site.tree.channels + lone, site.tree.count);
    weighted_free(&site);
}

static void a_valley_is_parted_along_its_channel_from_edge_to_edge(void **state)
{
    struct landscape land = landscape_new(20, 21, 30.);
    struct basin_tree tree;
    int32_t half[420];

    (void)state;
    for (int row = 0; row < 20; row++)
        for (int col = 0; col < 21; col++)
            land.raw[at(&land, row, col)] = 2.f * (float)abs(col - 10) - 0.5f * (float)row;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(half_basins_find(&land.graph, land.area, 42. * 900., half, &tree, NULL), SLIDE_OK);
    assert_int_equal(tree.count, 1);
    assert_int_equal(tree.segment[1].foot, at(&land, 19, 10));
    for (int row = 0; row < 20; row++)
        for (int col = 0; col < 21; col++) /* it flows south: east is left */
            assert_int_equal(half[at(&land, row, col)], col >= 10 ? 2 : 1);
    basin_tree_free(&tree);
    landscape_free(&land);
}

static void sides_of_straight_valleys_in_all_directions_follow_the_cross_product(void **state)
{
    (void)state;
    for (int way = 1; way <= 8; way++) {
        struct landscape land = landscape_new(41, 41, 30.);
        const int east = step_east[way], north = -step_south[way];
        struct basin_tree tree;
        int32_t half[41 * 41], sides[2] = {0, 0};

        for (int row = 0; row < 41; row++)
            for (int col = 0; col < 41; col++) {
                const int x = col - 20, y = 20 - row;

                land.raw[at(&land, row, col)] =
                    (float)(2 * abs(east * y - north * x)) - 0.25f * (float)(east * x + north * y);
            }
        assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
        assert_int_equal(half_basins_find(&land.graph, land.area, 60. * 900., half, &tree, NULL), SLIDE_OK);
        for (int row = 0; row < 41; row++)
            for (int col = 0; col < 41; col++) {
                const int cross = east * (20 - row) - north * (col - 20);
                const int32_t mine = half[at(&land, row, col)];

                if (basin_of_half(mine) != basin_of_half(half[at(&land, 20, 20)]))
                    continue;
                assert_int_equal(mine % 2 == 0, cross >= 0);
                sides[mine % 2] += cross != 0;
            }
        assert_int_equal(sides[0], sides[1]);
        assert_true(sides[0] > 300);
        basin_tree_free(&tree);
        landscape_free(&land);
    }
}

/* The same drainage seen from elsewhere: cell (row, col) goes to column `place(col)`, directions along. */
static void redraw(const struct weighted *site, int mirror, int roll, struct weighted *other)
{
    const int mirrored[10] = {0, 3, 2, 1, 8, 7, 6, 5, 4, FLOW_OUTLET};
    const int rows = site->land.lattice.rows, cols = site->land.lattice.cols;

    *other = (struct weighted){.land = landscape_new(rows, cols, 30.)};
    other->land.lattice.wraps = site->land.lattice.wraps;
    other->weight = malloc(other->land.cells * sizeof(double));
    other->half = malloc(other->land.cells * sizeof(int32_t));
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++) {
            const size_t here = at(&site->land, row, col);
            const size_t there = at(&other->land, row, mirror ? cols - 1 - col : (col + roll) % cols);

            other->land.direction[there] =
                (uint8_t)(mirror ? mirrored[site->land.direction[here]] : site->land.direction[here]);
            other->weight[there] = site->weight[here];
        }
    assert_int_equal(flow_graph_build(&other->land.lattice, other->land.direction, &other->land.graph, NULL), SLIDE_OK);
    accumulate(other);
}

static void in_a_mirror_left_and_right_change_places_and_channels_stay(void **state)
{
    struct weighted site, mirror;
    const int last = 52;

    (void)state;
    draw_weighted_ground(&site, 60, 53, 3, 0);
    redraw(&site, 1, 0, &mirror);
    find(&site, 30.);
    find(&mirror, 30.);
    assert_int_equal(site.tree.count, mirror.tree.count);
    for (int row = 0; row < 60; row++)
        for (int col = 0; col <= last; col++) {
            const size_t here = at(&site.land, row, col), there = at(&mirror.land, row, last - col);
            const struct basin_segment *mine = &site.tree.segment[basin_of_half(site.half[here])];
            const struct basin_segment *its = &mirror.tree.segment[basin_of_half(mirror.half[there])];

            if (!site.half[here])
                continue;
            assert_int_equal(mine->foot % 53 + its->foot % 53, last);
            assert_int_equal(mine->foot / 53, its->foot / 53);
            if (is_on_line(&site.land, here, 30.))
                assert_true(site.half[here] % 2 == 0 && mirror.half[there] % 2 == 0);
            else if (!comes_from_ahead(&site.land, here, 30.))
                assert_int_not_equal(site.half[here] % 2, mirror.half[there] % 2);
        }
    weighted_free(&site);
    weighted_free(&mirror);
}

static void around_the_globe_it_does_not_matter_where_the_map_is_cut(void **state)
{
    struct weighted site, rolled;
    size_t across = 0;

    (void)state;
    draw_weighted_ground(&site, 40, 53, 6, 1);
    redraw(&site, 0, 17, &rolled);
    find(&site, 30.);
    find(&rolled, 30.);
    assert_int_equal(site.tree.count, rolled.tree.count);
    assert_int_equal(site.tree.channels, rolled.tree.channels);
    for (int row = 0; row < 40; row++)
        for (int col = 0; col < 53; col++) {
            const size_t here = at(&site.land, row, col), there = at(&rolled.land, row, (col + 17) % 53);
            const uint32_t mine = site.tree.segment[basin_of_half(site.half[here])].foot;
            const uint32_t its = rolled.tree.segment[basin_of_half(rolled.half[there])].foot;

            assert_int_equal(site.half[here] % 2, rolled.half[there] % 2);
            if (!site.half[here])
                continue;
            assert_int_equal((mine % 53 + 17) % 53, its % 53);
            assert_int_equal(mine / 53, its / 53);
            across += abs((int)(mine % 53) - col) > 40;
        }
    assert_true(across > 0);
    weighted_free(&site);
    weighted_free(&rolled);
}

static void half_basins_lie_within_those_at_a_higher_threshold(void **state)
{
    struct weighted site;
    int32_t *fine;
    int32_t *parent;
    size_t halves;

    (void)state;
    draw_weighted_ground(&site, 90, 77, 9, 0);
    find(&site, 12.);
    fine = malloc(site.land.cells * sizeof *fine);
    memcpy(fine, site.half, site.land.cells * sizeof *fine);
    halves = 2 * site.tree.count;
    for (int step = 1; step < 12; step++) {
        parent = calloc(halves + 1, sizeof *parent);
        find(&site, 12. * pow(1.7, step));
        for (size_t cell = 0; cell < site.land.cells; cell++) {
            if (!fine[cell])
                continue;
            if (parent[fine[cell]])
                assert_int_equal(parent[fine[cell]], site.half[cell]);
            parent[fine[cell]] = site.half[cell];
        }
        free(parent);
    }
    free(fine);
    weighted_free(&site);
}

static void without_channels_every_outlet_has_a_basin_of_its_own(void **state)
{
    struct weighted site;

    (void)state;
    draw_weighted_ground(&site, 40, 33, 2, 0);
    find(&site, INFINITY);
    assert_int_equal(site.tree.channels, 0);
    for (size_t cell = 0; cell < site.land.cells; cell++)
        if (site.land.direction[cell])
            assert_int_equal(site.tree.segment[basin_of_half(site.half[cell])].foot, outlet_of(&site.land, cell));
    weighted_free(&site);
}

static void where_every_cell_is_a_channel_only_meetings_part_segments(void **state)
{
    struct weighted site;

    (void)state;
    draw_weighted_ground(&site, 40, 33, 4, 0);
    find(&site, 0.);
    assert_int_equal(site.tree.channels, site.tree.count);
    for (size_t cell = 0; cell < site.land.cells; cell++)
        assert_int_equal(site.half[cell] % 2, 0);
    weighted_free(&site);
}

static void maps_of_one_row_one_column_and_one_cell_have_one_half(void **state)
{
    const int shape[3][2] = {{1, 9}, {9, 1}, {1, 1}};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct landscape land = landscape_new(shape[i][0], shape[i][1], 30.);
        struct basin_tree tree;
        int32_t half[9];

        for (size_t cell = 0; cell < land.cells; cell++)
            land.raw[cell] = (float)cell;
        assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
        assert_int_equal(half_basins_find(&land.graph, land.area, 3. * 900., half, &tree, NULL), SLIDE_OK);
        for (size_t cell = 0; cell < land.cells; cell++)
            assert_int_equal(half[cell], 2);
        assert_int_equal(tree.channels, i < 2);
        basin_tree_free(&tree);
        landscape_free(&land);
    }
}

static void a_map_of_nulls_has_no_basin(void **state)
{
    struct landscape land = landscape_new(4, 5, 30.);
    struct basin_tree tree;
    int32_t half[20];

    (void)state;
    for (size_t cell = 0; cell < 20; cell++)
        half[cell] = 7;
    assert_int_equal(flow_graph_build(&land.lattice, land.direction, &land.graph, NULL), SLIDE_OK);
    assert_int_equal(half_basins_find(&land.graph, land.area, 900., half, &tree, NULL), SLIDE_OK);
    assert_int_equal(tree.count, 0);
    for (size_t cell = 0; cell < 20; cell++)
        assert_int_equal(half[cell], 0);
    basin_tree_free(&tree);
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_belongs_to_the_segment_and_side_that_a_walk_down_the_flow_meets),
        cmocka_unit_test(segments_are_numbered_from_downstream_channels_first_without_a_gap),
        cmocka_unit_test(a_valley_is_parted_along_its_channel_from_edge_to_edge),
        cmocka_unit_test(sides_of_straight_valleys_in_all_directions_follow_the_cross_product),
        cmocka_unit_test(in_a_mirror_left_and_right_change_places_and_channels_stay),
        cmocka_unit_test(around_the_globe_it_does_not_matter_where_the_map_is_cut),
        cmocka_unit_test(half_basins_lie_within_those_at_a_higher_threshold),
        cmocka_unit_test(without_channels_every_outlet_has_a_basin_of_its_own),
        cmocka_unit_test(where_every_cell_is_a_channel_only_meetings_part_segments),
        cmocka_unit_test(maps_of_one_row_one_column_and_one_cell_have_one_half),
        cmocka_unit_test(a_map_of_nulls_has_no_basin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
