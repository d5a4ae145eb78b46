/** Random ground through what hillslopes take from channels, basins and slope units: each routine keeps its promises.
 */
#include "score/breaks.h"
#include "terrain/density.h"
#include "terrain/height_above.h"
#include "terrain/nearest.h"
#include "terrain/segmentation.h"
#include "terrain/straight.h"
#include "terrain/surface.h"
#include "terrain/wetness.h"
#include "terrain_trial.h"

/* --- hillslopes --- */

static float *map_of_zeros_on_channels(const struct trial *trial)
{
    float *map = malloc(trial->land.cells * sizeof *map);
    double *zero = calloc(trial->network.nodes + 1, sizeof *zero);

    channels_scatter(&trial->network, zero, trial->land.cells, map);
    free(zero);
    return map;
}

static uint32_t channel_met(const struct trial *trial, const float *channel, size_t cell)
{
    while (isnan(channel[cell]) && flow_goes_on(&trial->land.graph, cell))
        cell = flow_receiver(&trial->land.graph, cell);
    return isnan(channel[cell]) ? UINT32_MAX : (uint32_t)cell;
}

static void hillslopes_know_the_channel_they_drain_into(const struct trial *trial)
{
    const struct landscape *land = &trial->land;
    float *channel = map_of_zeros_on_channels(trial), *height = map_of_zeros_on_channels(trial),
          *distance = map_of_zeros_on_channels(trial);
    size_t filled;

    height_above_channel(&land->graph, land->elevation, height);
    flow_distance(&land->graph, distance);
    for (size_t cell = 0; cell < land->cells; cell++) {
        const uint32_t met = is_valid(land, cell) ? channel_met(trial, channel, cell) : UINT32_MAX;

        assert_int_equal(isnan(height[cell]), met == UINT32_MAX);
        assert_int_equal(isnan(distance[cell]), met == UINT32_MAX);
        if (met == UINT32_MAX)
            continue;
        assert_true(height[cell] == land->elevation[cell] - land->elevation[met]);
        assert_true(distance[cell] == 0.f ? met == cell : distance[cell] > 0.f && met != cell);
    }
    assert_int_equal(surface_from_neighbours(&land->graph, 1, distance, &filled, NULL), SLIDE_OK);
    for (size_t i = 0; i < land->graph.count; i++) {
        const size_t cell = land->graph.order[i];

        /* whoever drains somewhere has that neighbour's value */
        if (flow_goes_on(&land->graph, cell))
            assert_int_equal(isnan(distance[cell]), isnan(distance[flow_receiver(&land->graph, cell)]));
    }
    free(channel);
    free(height);
    free(distance);
}

static double straight_distance(const struct landscape *land, const double *south, size_t from, size_t to)
{
    const int cols = land->lattice.cols;
    const size_t row = from / cols, other = to / cols;
    int columns = abs((int)(from % cols) - (int)(to % cols));

    if (land->lattice.wraps && columns > cols - columns)
        columns = cols - columns;
    return sqrt((south[row] - south[other]) * (south[row] - south[other]) +
                land->east_west[row] * land->east_west[other] * columns * columns);
}

static void straight_distance_is_that_of_trying_all_channel_cells(struct trial *trial)
{
    const struct landscape *land = &trial->land;
    float *distance = map_of_zeros_on_channels(trial);
    double *south = straight_south(&land->lattice);
    uint32_t *nearest = malloc(land->cells * sizeof *nearest);

    assert_int_equal(nearest_distance(&land->lattice, land->direction, distance, nearest, NULL), SLIDE_OK);
    for (size_t cell = 0; cell < land->cells; cell += (size_t)whole(&trial->dice, 1, 300)) {
        double least = INFINITY;

        for (size_t node = 0; node < trial->network.nodes; node++)
            least = fmin(least, straight_distance(land, south, cell, trial->network.cell[node]));
        if (isnan(distance[cell])) {
            assert_true(!is_valid(land, cell) || trial->network.nodes == 0);
            assert_true(nearest[cell] == UINT32_MAX);
            continue;
        }
        assert_true(fabs(distance[cell] - least) <= 1e-6 * least);
        assert_true(fabs(straight_distance(land, south, cell, nearest[cell]) - least) <= 1e-9 * least);
    }
    free(distance);
    free(south);
    free(nearest);
}

/* Densities and means of circles: against adding up, at some cells; classes of the densities. */
static void circles_hold_what_adding_up_finds(struct trial *trial)
{
    const struct landscape *land = &trial->land;
    const double radius = land->east_west[0] * exp(between(&trial->dice, log(0.3), log(100.)));
    float *length = malloc(land->cells * sizeof *length), *value = malloc(land->cells * sizeof *value);
    float *density = malloc(land->cells * sizeof *density), *mean = malloc(land->cells * sizeof *mean);
    const struct kernel_statistics statistics = {.mean = mean};
    double *south = straight_south(&land->lattice), breaks[4];
    uint8_t *number = malloc(land->cells);

    channels_scatter(&trial->network, trial->network.step, land->cells, length);
    channels_scatter(&trial->network, trial->ksn, land->cells, value);
    assert_int_equal(channel_density(&land->lattice, land->direction, length, NULL, radius, density, NULL), SLIDE_OK);
    assert_int_equal(channel_kernel(&land->lattice, land->direction, value, radius, &statistics, NULL), SLIDE_OK);
    for (size_t cell = 0; cell < land->cells; cell += (size_t)whole(&trial->dice, 1, 1500)) {
        double metres = 0., ground = 0., sum = 0., most = 0.;
        size_t count = 0, close = 0;

        for (size_t near = 0; near < land->cells; near++) {
            const double away = straight_distance(land, south, cell, near);

            close += fabs(away - radius) <= 1e-9 * radius; /* whose side is a matter of rounding */
            if (away > radius || !is_valid(land, near))
                continue;
            ground += land->area_of_row[near / land->lattice.cols];
            metres += isnan(length[near]) ? 0. : length[near];
            count += !isnan(value[near]);
            sum += isnan(value[near]) ? 0. : value[near];
            most = isnan(value[near]) ? most : fmax(most, value[near]);
        }
        assert_int_equal(isnan(density[cell]), !is_valid(land, cell));
        if (!is_valid(land, cell) || close > 0)
            continue;
        assert_true(fabs(density[cell] - 1e3 * metres / ground) <= 1e-6 * (1e3 * metres / ground) + 1e-9);
        assert_int_equal(isnan(mean[cell]), count == 0);
        if (count > 0)
            assert_true(fabs(mean[cell] - sum / (double)count) <= 1e-6 * most + 1e-9);
    }
    assert_int_equal(breaks_find(density, land->cells, BREAKS_NATURAL, 5, breaks, NULL), SLIDE_OK);
    breaks_classify(density, land->cells, breaks, 5, number);
    for (size_t cell = 0; cell < land->cells; cell++)
        assert_true(is_valid(land, cell) ? number[cell] >= 1 && number[cell] <= 5 : number[cell] == 0);
    free(length);
    free(value);
    free(density);
    free(mean);
    free(south);
    free(number);
}

static void indices_are_numbers_wherever_water_flows_on(const struct trial *trial)
{
    const struct landscape *land = &trial->land;
    float *value = malloc(land->cells * sizeof *value);

    for (int index = WETNESS_SLOPE; index <= WETNESS_TWI; index++) {
        wetness(&land->graph, land->elevation, land->area, index, value);
        for (size_t cell = 0; cell < land->cells; cell++)
            assert_int_equal(isfinite(value[cell]) != 0, flow_goes_on(&land->graph, cell) != 0);
    }
    free(value);
}

/* --- basins --- */

static void basins_hold_their_areas_and_flow_into_one_another(struct trial *trial)
{
    struct landscape *land = &trial->land;
    const double threshold = trial->valid_area * exp(between(&trial->dice, log(1e-4), 0.1));
    int32_t *half = malloc(land->cells * sizeof *half);
    struct basin_tree tree;
    double *area;

    assert_int_equal(half_basins_find(&land->graph, land->area, threshold, half, &tree, NULL), SLIDE_OK);
    area = calloc(tree.count + 1, sizeof *area);
    for (size_t cell = 0; cell < land->cells; cell++) {
        const int32_t basin = basin_of_half(half[cell]);

        assert_int_equal(half[cell] != 0, is_valid(land, cell));
        if (!half[cell])
            continue;
        assert_true(basin >= 1 && (size_t)basin <= tree.count);
        area[basin] += land->area_of_row[cell / land->lattice.cols];
        if (flow_goes_on(&land->graph, cell)) {
            const int32_t below = basin_of_half(half[flow_receiver(&land->graph, cell)]);

            assert_true(below == basin || below == tree.segment[basin].below);
        }
    }
    for (size_t basin = tree.count; basin > 0; basin--) {
        assert_true(fabs(area[basin] - tree.segment[basin].area) <= 1e-9 * area[basin]);
        assert_true(tree.segment[basin].below < (int32_t)basin);
        area[tree.segment[basin].below] += area[basin];
    }
    assert_true(fabs(area[0] - trial->valid_area) <= 1e-9 * trial->valid_area);
    basin_tree_free(&tree);
    free(area);
    free(half);
}

static void slope_units_are_whole_and_cover_the_map(struct trial *trial)
{
    struct landscape *land = &trial->land;
    const double area_min[] = {0.01 * trial->valid_area, 0.05 * trial->valid_area}, variance_min[] = {0.1, 0.4};
    struct slope_unit_rule rule = {.threshold = trial->valid_area * between(&trial->dice, 0.05, 1.),
                                   .area_min = area_min[0],
                                   .area_max = chance(&trial->dice, 0.5) ? INFINITY : 0.1 * trial->valid_area,
                                   .variance_min = variance_min[0],
                                   .reduction = between(&trial->dice, 1.1, 5.),
                                   .clean_size = between(&trial->dice, 0., 0.01) * trial->valid_area,
                                   .rounds = 1000};
    int32_t *map = malloc(land->cells * sizeof *map), *again = malloc(land->cells * sizeof *again);
    struct slope_ground ground;
    struct slope_units units;
    struct segmentation candidate[4];
    struct patch_graph patches;
    double area = 0.;
    size_t best;

    assert_int_equal(slope_ground_prepare(&land->graph, land->area, land->elevation,
                                          slope_units_lowest_threshold(&rule), map, &ground, NULL),
                     SLIDE_OK);
    assert_int_equal(segmentation_search(&ground, &rule, area_min, 2, variance_min, 2, candidate, &best, NULL),
                     SLIDE_OK);
    for (int i = 0; i < 4; i++) {
        assert_true(isnan(candidate[i].internal) || (candidate[i].internal >= 0. && candidate[i].internal <= 1.));
        assert_true(isnan(candidate[i].objective) || candidate[i].objective <= candidate[best].objective);
    }
    assert_int_equal(slope_units_find(&ground, &rule, &units, NULL), SLIDE_OK);
    slope_units_draw(&units, land->cells, map);
    for (size_t unit = 1; unit <= units.unit.count; unit++)
        area += units.unit.sum[unit].area;
    assert_true(fabs(area - trial->valid_area) <= 1e-9 * trial->valid_area);
    for (size_t cell = 0; cell < land->cells; cell++)
        assert_true(is_valid(land, cell) ? map[cell] >= 1 && (size_t)map[cell] <= units.unit.count : map[cell] == 0);
    /* numbered by their first cells, each in one piece: numbering the pieces anew changes nothing */
    memcpy(again, map, land->cells * sizeof *again);
    assert_int_equal(patch_graph_build(&land->lattice, land->elevation, again, &patches, NULL), SLIDE_OK);
    assert_int_equal(patches.count, units.unit.count);
    assert_memory_equal(again, map, land->cells * sizeof *map);
    patch_graph_free(&patches);
    slope_units_free(&units);
    slope_ground_free(&ground);
    free(map);
    free(again);
}

/* --- all of it --- */

static void keep_every_promise(struct trial *trial)
{
    hillslopes_know_the_channel_they_drain_into(trial);
    straight_distance_is_that_of_trying_all_channel_cells(trial);
    circles_hold_what_adding_up_finds(trial);
    indices_are_numbers_wherever_water_flows_on(trial);
    basins_hold_their_areas_and_flow_into_one_another(trial);
    slope_units_are_whole_and_cover_the_map(trial);
}

int main(void)
{
    return try_all_treatments(keep_every_promise);
}
