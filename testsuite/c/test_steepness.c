/** Channels, their orders and segments, and Ksn, against a profile in steady state and a hand-drawn network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terrain/steepness.h"
#include "terrain/surface.h"
#include "terrain_fixture.h"

enum { LENGTH = 200, MIDDLE = 2 };

/* A valley along row 2 of 5, its sides steep, in steady state: dz = ksn A^-theta dx, A = 5 (LENGTH - col) cells. */
static struct landscape steady_valley(double ksn, double theta)
{
    struct landscape land = landscape_new(5, LENGTH, 30.);
    double bed = 100.;

    for (int col = 0; col < LENGTH; col++) {
        if (col > 0)
            bed += ksn * pow(5. * (LENGTH - col) * 900., -theta) * 30.;
        for (int row = 0; row < 5; row++)
            land.raw[at(&land, row, col)] = (float)(bed + 1000. * abs(row - MIDDLE));
    }
    return land;
}

static double *ksn_of(const struct channel_network *network, const struct landscape *land, double theta)
{
    double *elevation = malloc((network->nodes + 1) * sizeof *elevation);
    double *ksn = malloc((network->nodes + 1) * sizeof *ksn);

    channels_gather(network, land->elevation, elevation);
    channel_steepness(network, elevation, theta, ksn);
    free(elevation);
    return ksn;
}

static void a_steady_state_channel_has_its_own_steepness(void **state)
{
    struct landscape land = steady_valley(120., 0.45);
    struct channel_network network;
    struct steepness_summary summary;
    double *ksn;
    float *map = malloc(land.cells * sizeof *map);

    (void)state;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(channels_find(&land.graph, land.area, 3. * 5. * 900., &network, NULL), SLIDE_OK);
    ksn = ksn_of(&network, &land, 0.45);
    assert_int_equal(network.nodes, LENGTH - 2);
    assert_int_equal(network.segments, 1);
    assert_true(fabs(network.length - (LENGTH - 3) * 30.) < 1e-6);
    channels_scatter(&network, ksn, land.cells, map);
    for (int col = 1; col < LENGTH - 2; col++)
        assert_true(fabs(map[at(&land, MIDDLE, col)] / 120. - 1.) < 2e-3);
    assert_true(isnan(map[at(&land, MIDDLE, 0)]));
    assert_true(isnan(map[at(&land, 1, 5)]));
    assert_int_equal(steepness_summarize(ksn, network.nodes, &summary, NULL), SLIDE_OK);
    assert_int_equal(summary.nodes, LENGTH - 3);
    assert_true(fabs(summary.mean - 120.) < 0.05 && fabs(summary.median - 120.) < 0.05);
    channels_free(&network);
    free(ksn);
    free(map);
    landscape_free(&land);
}

static void hillslopes_take_the_mean_of_the_segment_they_drain_into(void **state)
{
    struct landscape land = steady_valley(80., 0.5);
    struct channel_network network;
    float *surface = malloc(land.cells * sizeof *surface);
    double *ksn;
    size_t filled;

    (void)state;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(channels_find(&land.graph, land.area, 10. * 5. * 900., &network, NULL), SLIDE_OK);
    ksn = ksn_of(&network, &land, 0.5);
    segment_steepness(&network, ksn, ksn);
    channels_scatter(&network, ksn, land.cells, surface);
    assert_true(isnan(surface[at(&land, 0, 50)]));
    surface_from_downstream(&land.graph, surface);
    assert_int_equal(surface_from_neighbours(&land.graph, 0, surface, &filled, NULL), SLIDE_OK);
    for (size_t cell = 0; cell < land.cells; cell++)
        assert_true(fabs(surface[cell] - 80.) < 0.05);
    channels_free(&network);
    free(ksn);
    free(surface);
    landscape_free(&land);
}

/*
 * Directions drawn by hand, two sources meeting, then a third joining, in cells of 1 m2:
 *   a . b      a and b (order 1) meet in c (2), d comes from the west (1) into e, which stays 2.
 *   . c .
 *   d e .
 *   . f .
 */
static void strahler_orders_and_segment_heads_of_a_drawn_network(void **state)
{
    static const uint8_t ways[12] = {7, 0, 5, 0, 6, 0, 8, 6, 0, 0, FLOW_OUTLET, 0};
    static const uint8_t orders[12] = {1, 0, 1, 0, 2, 0, 1, 2, 0, 0, 2, 0};
    static const uint8_t heads[12] = {1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0};
    struct landscape land = landscape_new(4, 3, 1.);
    struct channel_network network;

    (void)state;
    memcpy(land.direction, ways, 12);
    assert_int_equal(flow_graph_build(&land.lattice, land.direction, &land.graph, NULL), SLIDE_OK);
    assert_int_equal(flow_area(&land.graph, NULL, land.area, NULL), SLIDE_OK);
    assert_true(land.area[10] == 6.);
    assert_int_equal(channels_find(&land.graph, land.area, 1., &network, NULL), SLIDE_OK);
    assert_int_equal(network.nodes, 6);
    assert_int_equal(network.segments, 5);
    for (size_t node = 0; node < 6; node++) {
        const uint32_t cell = network.cell[node], receiver = network.receiver[node];

        assert_int_equal(network.order[node], orders[cell]);
        assert_int_equal(network.head[network.segment[node]] == node, heads[cell]);
        if (cell == 10)
            assert_int_equal(receiver, CHANNEL_END);
        else
            assert_int_equal(network.cell[receiver], flow_receiver(&land.graph, cell));
    }
    assert_int_equal(network.head[5], 6);
    assert_int_equal(network.highest_order, 2);
    assert_true(fabs(network.length - (2 * sqrt(2.) + 3.)) < 1e-12);
    channels_free(&network);
    landscape_free(&land);
}

static void segment_means_are_weighted_by_length(void **state)
{
    static const uint8_t ways[9] = {7, 0, 0, 0, 6, 0, 0, FLOW_OUTLET, 0};
    struct landscape land = landscape_new(3, 3, 10.);
    struct channel_network network;
    const double ksn[3] = {30., 60., NAN};
    double mean[3];

    (void)state;
    memcpy(land.direction, ways, 9);
    assert_int_equal(flow_graph_build(&land.lattice, land.direction, &land.graph, NULL), SLIDE_OK);
    assert_int_equal(flow_area(&land.graph, NULL, land.area, NULL), SLIDE_OK);
    assert_int_equal(channels_find(&land.graph, land.area, 100., &network, NULL), SLIDE_OK);
    assert_int_equal(network.nodes, 3);
    segment_steepness(&network, ksn, mean);
    assert_true(fabs(mean[0] - (30. * sqrt(2.) + 60.) / (sqrt(2.) + 1.)) < 1e-12);
    assert_true(mean[0] == mean[1] && mean[1] == mean[2]);
    channels_free(&network);
    landscape_free(&land);
}

static void nothing_above_the_threshold_is_no_error(void **state)
{
    struct landscape land = steady_valley(100., 0.45);
    struct channel_network network;
    struct steepness_summary summary;
    float *map = malloc(land.cells * sizeof *map);
    double *ksn;
    size_t filled;

    (void)state;
    assert_int_equal(drain(&land, DEPRESSION_FILL), SLIDE_OK);
    assert_int_equal(channels_find(&land.graph, land.area, 1e12, &network, NULL), SLIDE_OK);
    assert_int_equal(network.nodes, 0);
    ksn = ksn_of(&network, &land, 0.45);
    channels_scatter(&network, ksn, land.cells, map);
    assert_int_equal(steepness_summarize(ksn, network.nodes, &summary, NULL), SLIDE_OK);
    assert_true(summary.nodes == 0 && isnan(summary.mean) && isnan(summary.median));
    assert_int_equal(surface_from_neighbours(&land.graph, 0, map, &filled, NULL), SLIDE_OK);
    assert_int_equal(filled, 0);
    channels_free(&network);
    free(ksn);
    free(map);
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_state_channel_has_its_own_steepness),
        cmocka_unit_test(hillslopes_take_the_mean_of_the_segment_they_drain_into),
        cmocka_unit_test(strahler_orders_and_segment_heads_of_a_drawn_network),
        cmocka_unit_test(segment_means_are_weighted_by_length),
        cmocka_unit_test(nothing_above_the_threshold_is_no_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
