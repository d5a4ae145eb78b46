/** Random ground through all terrain routines: whatever it looks like, what each of them promises must hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <omp.h>

#include "terrain/breaks.h"
#include "terrain/chi.h"
#include "terrain/concavity.h"
#include "terrain/density.h"
#include "terrain/gradient.h"
#include "terrain/height_above.h"
#include "terrain/impose.h"
#include "terrain/knickpoint.h"
#include "terrain/nearest.h"
#include "terrain/segment.h"
#include "terrain/segmentation.h"
#include "terrain/steepness.h"
#include "terrain/straight.h"
#include "terrain/surface.h"
#include "terrain/wetness.h"
#include "terrain_fixture.h"

enum { MAPS = 200 };

/* One map, and what the steps before have found out about it. */
struct trial {
    struct landscape land;
    struct random_stream dice;
    size_t valid;
    double valid_area;
    struct channel_network network;
    double *bed, *chi, *ksn;
};

static double between(struct random_stream *dice, double low, double high)
{
    return low + (high - low) * random_uniform(dice);
}

static int whole(struct random_stream *dice, int low, int high)
{
    const int value = low + (int)(random_uniform(dice) * (high - low + 1));

    return value < high ? value : high;
}

static int chance(struct random_stream *dice, double probability)
{
    return random_uniform(dice) < probability;
}

static int is_valid(const struct landscape *land, size_t cell)
{
    return !isnan(land->raw[cell]);
}

/* --- drawing --- */

/* Rows that shrink to one side, as in latitude and longitude, or all of one size. */
static void draw_cell_sizes(struct landscape *land, struct random_stream *dice)
{
    const double cell = exp(between(dice, log(0.5), log(2000.))),
                 shrink = chance(dice, 0.5) ? between(dice, 0., 0.8) : 0.;

    for (int row = 0; row < land->lattice.rows; row++) {
        land->east_west[row] = cell * (1. - shrink * row / land->lattice.rows);
        land->north_south[row] = cell * (1. + 0.01 * shrink * row / land->lattice.rows);
        land->diagonal[row] =
            hypot(land->east_west[row] * (1. - 0.5 * shrink / land->lattice.rows), land->north_south[row]);
        land->area_of_row[row] = land->east_west[row] * land->north_south[row];
    }
}

static void draw_heights(struct landscape *land, struct random_stream *dice)
{
    const int kind = whole(dice, 0, 5);
    const double height = exp(between(dice, log(0.1), log(3000.))), tilt = between(dice, -5., 5.);
    const double step = chance(dice, 0.5) ? 0. : exp(between(dice, log(0.01), log(height)));

    if (kind <= 2)
        draw_rough_ground(land, (uint64_t)whole(dice, 1, 1000000), height);
    for (size_t cell = 0; cell < land->cells; cell++) {
        const int row = (int)(cell / land->lattice.cols), col = (int)(cell % land->lattice.cols);
        double z = land->raw[cell];

        if (kind == 1)
            z += random_uniform(dice);
        if (kind == 2)
            z = fmin(z, 0.2 * height) + tilt * row;
        if (kind == 3)
            z = height * random_uniform(dice);
        if (kind == 4)
            z = tilt * row + 3. * col;
        if (kind == 5)
            z = 17.;
        land->raw[cell] = (float)(step > 0. ? step * floor(z / step) : z);
    }
}

static void draw_nulls(struct landscape *land, struct random_stream *dice)
{
    const double share = chance(dice, 0.5) ? between(dice, 0., 0.3) : 0.;
    const int masked = chance(dice, 0.3), rows = land->lattice.rows, cols = land->lattice.cols;

    for (size_t cell = 0; cell < land->cells; cell++) {
        const int row = (int)(cell / cols), col = (int)(cell % cols);
        const double south = (double)row / rows - 0.5, east = (double)col / cols - 0.5;

        if (chance(dice, share) || (masked && south * south + east * east > 0.2))
            land->raw[cell] = NAN;
    }
}

static void count_valid(struct trial *trial)
{
    size_t cell = 0;

    for (int row = 0; row < trial->land.lattice.rows; row++)
        for (int col = 0; col < trial->land.lattice.cols; col++, cell++)
            if (is_valid(&trial->land, cell)) {
                trial->valid++;
                trial->valid_area += trial->land.lattice.area[row];
            }
}

static struct trial trial_new(uint64_t seed)
{
    struct random_stream dice = random_stream_at(seed, 1);
    const int most = chance(&dice, 0.2) ? 3 : 60;
    const int rows = whole(&dice, 1, most), cols = whole(&dice, 1, most == 3 ? 3 : 70);
    struct trial trial = {.land = landscape_new(rows, cols, 1.)};

    omp_set_num_threads(1 + (int)(seed % 2));
    trial.land.lattice.wraps = cols >= 3 && chance(&dice, 0.25);
    draw_cell_sizes(&trial.land, &dice);
    draw_heights(&trial.land, &dice);
    draw_nulls(&trial.land, &dice);
    if (chance(&dice, 0.4))
        for (size_t cell = 0; cell < trial.land.cells; cell++)
            trial.land.sinks[cell] = (uint8_t)chance(&dice, 0.005);
    count_valid(&trial);
    trial.dice = dice;
    return trial;
}

/* --- drainage --- */

static int may_leave(const struct landscape *land, size_t cell)
{
    for (int way = 1; way <= 8; way++) {
        const size_t next = lattice_neighbour(&land->lattice, cell, (int)(cell / land->lattice.cols),
                                              (int)(cell % land->lattice.cols), way);

        if (next == LATTICE_OUTSIDE || !is_valid(land, next))
            return 1;
    }
    return land->sinks[cell];
}

static void every_cell_drains_and_no_area_is_lost(const struct trial *trial, enum depression_treatment treatment)
{
    const struct landscape *land = &trial->land;
    double *sum = calloc(land->cells, sizeof *sum), leaving = 0.;
    uint8_t *drained = calloc(land->cells, 1);

    assert_int_equal(land->graph.count, trial->valid);
    for (size_t i = 0; i < land->graph.count; i++) {
        const size_t cell = land->graph.order[i];

        sum[cell] += land->area_of_row[cell / land->lattice.cols];
        assert_true(fabs(land->area[cell] - sum[cell]) <= 1e-9 * sum[cell]);
        assert_true(is_valid(land, cell));
        drained[cell] = 1;
        if (!flow_goes_on(&land->graph, cell)) {
            leaving += land->area[cell];
            assert_true(treatment == DEPRESSION_KEEP || may_leave(land, cell));
            continue;
        }
        assert_true(is_valid(land, flow_receiver(&land->graph, cell)) && !drained[flow_receiver(&land->graph, cell)]);
        assert_true(land->elevation[flow_receiver(&land->graph, cell)] <= land->elevation[cell]);
        sum[flow_receiver(&land->graph, cell)] += sum[cell];
    }
    assert_true(fabs(leaving - trial->valid_area) <= 1e-9 * trial->valid_area);
    for (size_t cell = 0; cell < land->cells; cell++) {
        const float raw = land->raw[cell], now = land->elevation[cell];

        assert_int_equal(land->direction[cell] != 0, is_valid(land, cell));
        assert_int_equal(isnan(land->area[cell]), isnan(raw));
        assert_true(isnan(raw) ? isnan(now) : treatment == DEPRESSION_FILL ? now >= raw : now <= raw);
        assert_true(treatment != DEPRESSION_KEEP || isnan(raw) || now == raw);
    }
    free(sum);
    free(drained);
}

/* Directions imposed on the ground as it was give the ground as it is. */
static void imposing_the_directions_gives_the_same_ground(const struct trial *trial,
                                                          enum depression_treatment treatment)
{
    const struct landscape *land = &trial->land;
    struct depression_summary summary;
    float *imposed = malloc(land->cells * sizeof *imposed);

    memcpy(imposed, land->raw, land->cells * sizeof *imposed);
    assert_int_equal(elevation_impose(&land->graph, treatment, imposed, &summary, NULL), SLIDE_OK);
    for (size_t cell = 0; cell < land->cells; cell++)
        assert_true(imposed[cell] == land->elevation[cell] || isnan(land->raw[cell]));
    free(imposed);
}

/* --- channels --- */

static void find_channels(struct trial *trial)
{
    const double threshold = trial->valid_area * exp(between(&trial->dice, log(1e-4), 0.1));
    struct landscape *land = &trial->land;
    size_t channels = 0;
    double length = 0.;

    assert_int_equal(channels_find(&land->graph, land->area, threshold, &trial->network, NULL), SLIDE_OK);
    for (size_t cell = 0; cell < land->cells; cell++)
        channels += land->area[cell] >= threshold;
    assert_int_equal(trial->network.nodes, channels);
    assert_int_equal(trial->network.head[trial->network.segments], channels);
    for (size_t node = 0; node < channels; node++) {
        const uint32_t below = trial->network.receiver[node];

        length += trial->network.step[node];
        if (below == CHANNEL_END)
            continue;
        assert_true(below > node && below < channels);
        assert_true(trial->network.order[below] >= trial->network.order[node]);
        assert_int_equal(trial->network.cell[below], flow_receiver(&land->graph, trial->network.cell[node]));
    }
    assert_true(fabs(length - trial->network.length) <= 1e-9 * length);
}

static void chi_grows_upstream(struct trial *trial, double theta)
{
    channels_gather(&trial->network, trial->land.elevation, trial->bed);
    channel_chi(&trial->network, theta, 1., trial->chi);
    for (size_t node = 0; node < trial->network.nodes; node++) {
        const uint32_t below = trial->network.receiver[node];

        assert_true(below == CHANNEL_END ? trial->chi[node] == 0. : trial->chi[node] > trial->chi[below]);
    }
}

/* Elevations do not rise downstream, so neither a fall nor a regression may be negative, but for rounding. */
static void every_method_gives_steepness_or_nothing(struct trial *trial, double theta)
{
    const struct channel_profile profile = {&trial->network, theta, trial->bed, trial->chi};
    const struct gradient_options options = {
        .window = chance(&trial->dice, 0.5) ? between(&trial->dice, 1., 5000.) : 0.,
        .window_nodes = 3 + 2 * whole(&trial->dice, 0, 10),
        .as_angle = chance(&trial->dice, 0.5),
        .error = {chance(&trial->dice, 0.5) ? 1. : 0., between(&trial->dice, 0., 100.)},
        .lattice = &trial->land.lattice,
        .map = trial->land.elevation};
    double *error = calloc(trial->network.nodes + 1, sizeof *error);

    for (const struct gradient_method *method = gradient_methods; method->name; method++) {
        const struct channel_gradient gradient = {trial->ksn, error};

        assert_int_equal(gradient_measure(method, &profile, &options, &gradient, NULL), SLIDE_OK);
        for (size_t node = 0; node < trial->network.nodes; node++) {
            assert_false(isinf(trial->ksn[node]) || isinf(error[node]));
            assert_true(isnan(trial->ksn[node]) || trial->ksn[node] >= -1e-9);
            assert_true(isnan(error[node]) || error[node] >= 0.);
        }
    }
    free(error);
    channel_steepness(&trial->network, trial->bed, theta, trial->ksn);
}

static void runs_cover_the_channels_and_flow_into_one_another(struct trial *trial, double theta)
{
    const struct channel_profile profile = {&trial->network, theta, trial->bed, trial->chi};
    uint8_t *cut = calloc(trial->network.nodes + 1, 1);
    double tolerance = exp(between(&trial->dice, log(0.1), log(100.))), length = 0.;
    struct knickpoints found;
    struct channel_runs runs;
    struct run_summary *summary;

    assert_int_equal(knickpoints_find(&trial->network, trial->bed, theta, tolerance, &found, NULL), SLIDE_OK);
    for (size_t i = 0; i < found.count; i++) {
        assert_true(found.point[i].node < trial->network.nodes);
        assert_true(i == 0 || found.point[i].node > found.point[i - 1].node);
        assert_true(fabs(found.point[i].drop) >= tolerance * (1. - 1e-9));
        assert_true(isfinite(found.point[i].ksn_above) && isfinite(found.point[i].ksn_below));
        assert_true(found.point[i].distance > 0.);
    }
    knickpoints_mark(&found, trial->network.nodes, cut);
    assert_int_equal(runs_cut(&trial->network, chance(&trial->dice, 0.5) ? 500. : 0., cut, &runs, NULL), SLIDE_OK);
    summary = calloc(runs.count + 1, sizeof *summary);
    runs_summarize(&runs, &profile, trial->ksn, summary);
    assert_true(trial->network.nodes == 0 || runs.first[0] == 0);
    assert_int_equal(runs.first[runs.count], trial->network.nodes);
    for (size_t run = 0; run < runs.count; run++) {
        assert_true(runs.first[run] < runs.first[run + 1]);
        assert_true(summary[run].next == RUN_END || (summary[run].next > run && summary[run].next < runs.count));
        assert_true(summary[run].lowest <= summary[run].highest && summary[run].chi_least <= summary[run].chi_most);
        assert_true(isnan(summary[run].slope) || summary[run].slope >= 0.);
        length += summary[run].length;
    }
    assert_true(fabs(length - trial->network.length) <= 1e-9 * length);
    knickpoints_free(&found);
    runs_free(&runs);
    free(summary);
    free(cut);
}

static void assert_estimate(const struct theta_estimate *estimate)
{
    assert_true(isnan(estimate->theta) ||
                (estimate->theta >= CONCAVITY_LOWEST - 1e-9 && estimate->theta <= CONCAVITY_HIGHEST + 1e-9));
    assert_true(isnan(estimate->lower) || (estimate->lower <= estimate->theta && estimate->theta <= estimate->upper));
}

static void concavity_lies_in_its_range_and_its_interval(struct trial *trial)
{
    const struct concavity_rules rules = {5, 0.1, 0.9, 0.1, 0.1, 0.95};
    struct channel_basins basins;
    struct concavity found;

    assert_int_equal(channel_basins_find(&trial->network, &basins, NULL), SLIDE_OK);
    assert_int_equal(concavity_estimate(&trial->network, &basins, trial->bed, &rules, &found, NULL), SLIDE_OK);
    assert_int_equal(found.basins, basins.count);
    for (size_t basin = 0; basin < found.basins; basin++)
        assert_estimate(&found.basin[basin].chi);
    assert_estimate(&found.whole.chi);
    concavity_free(&found);
    channel_basins_free(&basins);
}

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
    double *south = straight_south(&land->lattice), breaks[BREAKS_CLASSES - 1];
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
    assert_int_equal(breaks_find(density, land->cells, BREAKS_NATURAL, breaks, NULL), SLIDE_OK);
    breaks_classify(density, land->cells, breaks, number);
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

static void try_treatment(struct trial *trial, enum depression_treatment treatment)
{
    const double theta = between(&trial->dice, 0.1, 0.9);
    size_t bytes;

    assert_int_equal(drain(&trial->land, treatment), SLIDE_OK);
    every_cell_drains_and_no_area_is_lost(trial, treatment);
    imposing_the_directions_gives_the_same_ground(trial, treatment);
    find_channels(trial);
    bytes = (trial->network.nodes + 1) * sizeof(double);
    trial->bed = malloc(bytes);
    trial->chi = malloc(bytes);
    trial->ksn = malloc(bytes);
    chi_grows_upstream(trial, theta);
    every_method_gives_steepness_or_nothing(trial, theta);
    runs_cover_the_channels_and_flow_into_one_another(trial, theta);
    concavity_lies_in_its_range_and_its_interval(trial);
    hillslopes_know_the_channel_they_drain_into(trial);
    straight_distance_is_that_of_trying_all_channel_cells(trial);
    circles_hold_what_adding_up_finds(trial);
    indices_are_numbers_wherever_water_flows_on(trial);
    basins_hold_their_areas_and_flow_into_one_another(trial);
    slope_units_are_whole_and_cover_the_map(trial);
    free(trial->bed);
    free(trial->chi);
    free(trial->ksn);
    channels_free(&trial->network);
}

/* The map's number is printed when it fails, so that it can be found again. */
static void try_maps(enum depression_treatment treatment)
{
    size_t largest = 0, tried = 0;

    for (uint64_t seed = 1; seed <= MAPS; seed++) {
        struct trial trial = trial_new(seed);

        largest = trial.land.cells > largest ? trial.land.cells : largest;
        if (trial.valid == 0) {
            assert_int_equal(drain(&trial.land, treatment), SLIDE_NO_DATA);
        } else {
            print_message("map %d: %d x %d, %zu valid\r", (int)seed, trial.land.lattice.rows, trial.land.lattice.cols,
                          trial.valid);
            try_treatment(&trial, treatment);
            tried++;
        }
        landscape_free(&trial.land);
    }
    print_message("\n");
    assert_true(tried > MAPS * 9 / 10 && largest > 3000);
}

static void random_maps_carved_keep_every_promise(void **state)
{
    (void)state;
    try_maps(DEPRESSION_CARVE);
}

static void random_maps_filled_keep_every_promise(void **state)
{
    (void)state;
    try_maps(DEPRESSION_FILL);
}

static void random_maps_with_their_pits_kept_keep_every_promise(void **state)
{
    (void)state;
    try_maps(DEPRESSION_KEEP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_maps_carved_keep_every_promise),
        cmocka_unit_test(random_maps_filled_keep_every_promise),
        cmocka_unit_test(random_maps_with_their_pits_kept_keep_every_promise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
