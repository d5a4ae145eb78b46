/** Basins of a river network, and their bins of slope and area. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "river_fixture.h"
#include "terrain/channel_basin.h"
#include "terrain/slope_area.h"

static void every_node_belongs_to_the_basin_it_drains_to(void **state)
{
    struct river river = river_new(6000, 1);
    const struct channel_network *network = &river.network;
    struct channel_basins basins;
    uint8_t *seen = calloc(6000, 1);

    (void)state;
    for (int b = 0; b < 5; b++)
        river_end(&river, river_tree(&river, 8));
    assert_int_equal(channel_basins_find(network, &basins, NULL), SLIDE_OK);
    assert_int_equal(basins.count, 5);
    for (size_t start = 0; start < network->nodes; start++) {
        size_t node = start;

        while (network->receiver[node] != CHANNEL_END)
            node = network->receiver[node];
        assert_int_equal(basins.outlet[basins.of[start]], node);
    }
    for (size_t b = 0; b < basins.count; b++)
        for (size_t i = basins.start[b]; i < basins.start[b + 1]; i++) {
            assert_int_equal(basins.of[basins.member[i]], b);
            assert_true(i == basins.start[b] || basins.member[i] > basins.member[i - 1]);
            seen[basins.member[i]]++;
        }
    for (size_t node = 0; node < network->nodes; node++)
        assert_int_equal(seen[node], 1);
    free(seen);
    channel_basins_free(&basins);
    river_free(&river);
}

static void bins_weigh_as_many_segments_as_they_hold(void **state)
{
    struct river river = river_new(300, 1);
    struct channel_basins basins;
    struct basin_profile profile;
    struct slope_area bins;
    int tributaries = 0, trunk = 0;

    (void)state;
    for (int i = 0; i < 2; i++)
        river.network.receiver[river_segment(&river, 100, 1e6, 4e4)] = 200;
    river_end(&river, river_segment(&river, 100, 1e7, 4e5));
    river_ksn(&river, 100.);
    river_raise(&river, 0.45);
    assert_int_equal(channel_basins_find(&river.network, &basins, NULL), SLIDE_OK);
    assert_int_equal(basin_profile_new(300, &profile, NULL), SLIDE_OK);
    basin_profile_fill(&river.network, &basins, 0, river.elevation, &profile);
    slope_area_fill(&profile, &bins);
    for (size_t b = 0; b < SLOPE_AREA_BINS; b++)
        if (bins.bin[b].weight > 0.) {
            tributaries += fabs(bins.bin[b].weight - 2.) < 1e-9;
            trunk += fabs(bins.bin[b].weight - 1.) < 1e-9;
        }
    assert_true(tributaries >= 6 && trunk >= 6);
    assert_int_equal(tributaries + trunk, bins.count);
    basin_profile_free(&profile);
    channel_basins_free(&basins);
    river_free(&river);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_node_belongs_to_the_basin_it_drains_to),
        cmocka_unit_test(bins_weigh_as_many_segments_as_they_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
