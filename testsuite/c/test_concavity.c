/** Theta planted in drawn river networks, recovered basin by basin and for the map, and how often intervals hold it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include <cmocka.h>

#include "river_fixture.h"
#include "terrain/chi.h"
#include "terrain/concavity.h"
#include "terrain_fixture.h"

enum { SOURCES = 20, SEEDS = 200 };

static struct river rivers(uint64_t seed, size_t basins)
{
    struct river river = river_new(basins * SOURCES * 2 * 60, seed);

    for (size_t b = 0; b < basins; b++)
        river_end(&river, river_tree(&river, SOURCES));
    river_ksn(&river, 100.);
    return river;
}

static struct concavity concavity_with(const struct river *river, const struct concavity_rules *rules)
{
    struct channel_basins basins;
    struct concavity result;

    assert_int_equal(channel_basins_find(&river->network, &basins, NULL), SLIDE_OK);
    assert_int_equal(concavity_estimate(&river->network, &basins, river->elevation, rules, &result, NULL), SLIDE_OK);
    channel_basins_free(&basins);
    return result;
}

static struct concavity concavity_of(const struct river *river)
{
    return concavity_with(river, &CONCAVITY_RULES);
}

static int holds(const struct theta_estimate *estimate, double theta)
{
    return estimate->lower <= theta && theta <= estimate->upper;
}

/* Two trees whose nodes take turns in the list, as the walk of channels_find from cell to cell may leave them. */
static void basins_may_be_mixed_in_the_list_of_nodes(void **state)
{
    struct river river = river_new(400, 1);
    struct channel_basins basins;
    struct concavity result;

    (void)state;
    for (size_t i = 0; i < 2; i++)
        river_segment(&river, 100, 1e6, 1e5);
    river_end(&river, river_segment(&river, 100, 2e7, 2e5));
    river_end(&river, river_segment(&river, 100, 3e7, 2e5));
    river.network.receiver[99] = 300;
    river.network.receiver[199] = 200;
    river_ksn(&river, 100.);
    river_raise(&river, 0.4);
    assert_int_equal(channel_basins_find(&river.network, &basins, NULL), SLIDE_OK);
    assert_true(basins.of[0] == 1 && basins.of[150] == 0 && basins.of[250] == 0 && basins.of[350] == 1);
    channel_basins_free(&basins);
    result = concavity_of(&river);
    for (size_t b = 0; b < 2; b++) {
        assert_int_equal(result.basin[b].nodes, 200);
        assert_int_equal(result.basin[b].outlet, river.network.cell[299 + 100 * b]);
        assert_true(fabs(result.basin[b].chi.theta - 0.4) < 1e-3);
        assert_true(fabs(result.basin[b].slope_area.theta - 0.4) < 0.01);
    }
    concavity_free(&result);
    river_free(&river);
}

static void a_planted_theta_is_recovered_by_all_ways_in_every_basin_and_for_the_map(void **state)
{
    static const double planted[3] = {0.35, 0.45, 0.55};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct river river = rivers(i, 10);
        struct concavity result;

        for (size_t node = 0; node < river.network.nodes; node++)
            river.ksn[node] = 100. * pow(1e7, planted[i] - 0.45);
        river_raise(&river, planted[i]);
        result = concavity_of(&river);
        assert_int_equal(result.used, 10);
        for (size_t b = 0; b < result.basins; b++) {
            assert_int_equal(result.basin[b].verdict, CONCAVITY_FITS);
            assert_true(fabs(result.basin[b].chi.theta - planted[i]) < 2e-4);
            assert_true(fabs(result.basin[b].disorder.theta - planted[i]) < 3e-3);
            assert_true(fabs(result.basin[b].slope_area.theta - planted[i]) < 2e-3);
            assert_true(result.basin[b].chi.fit > 0.999999 && result.basin[b].slope_area.fit > 0.999);
        }
        assert_int_equal(result.whole.verdict, CONCAVITY_FITS);
        assert_int_equal(result.whole.nodes, river.network.nodes);
        assert_true(fabs(result.whole.chi.theta - planted[i]) < 2e-4);
        assert_true(fabs(result.whole.disorder.theta - planted[i]) < 2e-3);
        assert_true(fabs(result.whole.slope_area.theta - planted[i]) < 2e-3);
        concavity_free(&result);
        river_round(&river);
        result = concavity_of(&river);
        for (size_t b = 0; b < result.basins; b++) {
            assert_true(fabs(result.basin[b].chi.theta - planted[i]) < 0.01);
            assert_true(fabs(result.basin[b].disorder.theta - planted[i]) < 0.01);
            assert_true(fabs(result.basin[b].slope_area.theta - planted[i]) < 0.02);
        }
        concavity_free(&result);
        river_free(&river);
    }
}

/* R2 of elevation on chi over all nodes, in one go from channel_chi */
static double r_squared_at(const struct river *river, double theta, double *chi)
{
    const size_t nodes = river->network.nodes;
    double x = 0., z = 0., xx = 0., zz = 0., xz = 0.;

    channel_chi(&river->network, theta, 1e8, chi);
    for (size_t node = 0; node < nodes; node++) {
        x += chi[node] / (double)nodes;
        z += river->elevation[node] / (double)nodes;
    }
    for (size_t node = 0; node < nodes; node++) {
        xx += (chi[node] - x) * (chi[node] - x);
        zz += (river->elevation[node] - z) * (river->elevation[node] - z);
        xz += (chi[node] - x) * (river->elevation[node] - z);
    }
    return xz * xz / (xx * zz);
}

static void by_chi_is_the_theta_of_the_greatest_r_squared(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct river river = rivers(seed, 1);
        struct concavity result;
        double *chi = malloc(river.network.nodes * sizeof *chi);
        double best = 0., most = -1.;

        for (size_t node = 0; node < river.network.nodes; node++)
            river.ksn[node] = 200. * random_uniform(&river.stream);
        river_raise(&river, 0.45);
        for (int i = 100; i <= 1900; i++) {
            const double theta = 0.0005 * i, here = r_squared_at(&river, theta, chi);

            if (here > most) {
                most = here;
                best = theta;
            }
        }
        result = concavity_of(&river);
        assert_true(fabs(result.basin[0].chi.theta - best) < 6e-4);
        assert_true(fabs(result.basin[0].chi.fit - most) < 1e-6);
        assert_true(fabs(result.whole.chi.theta - best) < 6e-4);
        concavity_free(&result);
        free(chi);
        river_free(&river);
    }
}

static void vary_by_segment(struct river *river, double deviation)
{
    double *ksn = malloc(river->network.segments * sizeof *ksn);

    for (size_t s = 0; s < river->network.segments; s++)
        ksn[s] = 100. * exp(deviation * random_normal(&river->stream));
    for (size_t node = 0; node < river->network.nodes; node++)
        river->ksn[node] = ksn[river->network.segment[node]];
    free(ksn);
}

/* Out of SEEDS basins, how many intervals of this confidence hold the planted theta by each way. */
static void count_cover(double confidence, size_t basins, size_t *chi, size_t *slope_area)
{
    struct concavity_rules rules = CONCAVITY_RULES;

    *chi = *slope_area = 0;
    rules.confidence = confidence;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct river river = rivers(seed, basins);
        struct concavity result;

        vary_by_segment(&river, 0.1);
        river_raise(&river, 0.45);
        result = concavity_with(&river, &rules);
        *chi += holds(&result.whole.chi, 0.45);
        *slope_area += holds(&result.whole.slope_area, 0.45);
        concavity_free(&result);
        river_free(&river);
    }
}

/*
 * Ksn varies by a tenth from segment to segment. The number of intervals out of 200 that hold the truth has a standard
 * deviation of 3 at 95 % and of 7 at 50 %.
 */
static void intervals_hold_the_truth_about_as_often_as_they_say(void **state)
{
    size_t chi, slope_area;

    (void)state;
    count_cover(0.95, 1, &chi, &slope_area);
    print_message("95 %%: by chi %zu, by slope and area %zu of %d\n", chi, slope_area, SEEDS);
    assert_in_range(chi, 180, SEEDS);
    assert_in_range(slope_area, 180, SEEDS);
    count_cover(0.5, 1, &chi, &slope_area);
    print_message("50 %%: by chi %zu, by slope and area %zu of %d\n", chi, slope_area, SEEDS);
    assert_in_range(chi, 80, 130);
    assert_in_range(slope_area, 80, 130);
}

static void the_interval_for_the_map_holds_the_truth_as_often(void **state)
{
    size_t chi, slope_area;

    (void)state;
    count_cover(0.95, 5, &chi, &slope_area);
    print_message("95 %%, five basins: by chi %zu, by slope and area %zu of %d\n", chi, slope_area, SEEDS);
    assert_in_range(chi, 180, SEEDS);
    assert_in_range(slope_area, 180, SEEDS);
}

/* Each basin has its own Ksn and its outlet its own height: one line through all would be wrong. */
static void basins_of_different_steepness_share_one_theta(void **state)
{
    struct river river = rivers(3, 4);
    struct channel_basins basins;
    struct concavity result;

    (void)state;
    assert_int_equal(channel_basins_find(&river.network, &basins, NULL), SLIDE_OK);
    for (size_t node = 0; node < river.network.nodes; node++)
        river.ksn[node] = 50. * (double)(1 + basins.of[node]);
    river_raise(&river, 0.45);
    for (size_t node = 0; node < river.network.nodes; node++)
        river.elevation[node] += 300. * basins.of[node];
    result = concavity_of(&river);
    assert_true(fabs(result.whole.chi.theta - 0.45) < 2e-4);
    assert_true(fabs(result.whole.slope_area.theta - 0.45) < 2e-3);
    assert_int_equal(result.whole.verdict, CONCAVITY_FITS);
    concavity_free(&result);
    channel_basins_free(&basins);
    river_free(&river);
}

/* Half the basins have 0.35, half 0.55: narrow within each, but the map's interval must say that they differ. */
static void basins_that_contradict_each_other_widen_the_interval_of_the_map(void **state)
{
    struct river river = rivers(4, 10);
    struct channel_basins basins;
    struct concavity result;
    double *other = malloc(river.network.nodes * sizeof *other);

    (void)state;
    assert_int_equal(channel_basins_find(&river.network, &basins, NULL), SLIDE_OK);
    river_ksn(&river, 500.);
    river_raise(&river, 0.55);
    memcpy(other, river.elevation, river.network.nodes * sizeof *other);
    river_ksn(&river, 20.);
    river_raise(&river, 0.35);
    for (size_t node = 0; node < river.network.nodes; node++)
        if (basins.of[node] % 2)
            river.elevation[node] = other[node];
    result = concavity_of(&river);
    for (size_t b = 0; b < result.basins; b++)
        assert_true(result.basin[b].chi.upper - result.basin[b].chi.lower < 0.01);
    assert_true(result.whole.chi.theta > 0.36 && result.whole.chi.theta < 0.54);
    assert_true(result.whole.chi.upper - result.whole.chi.lower > 0.08);
    assert_true(fabs(result.whole.disorder.theta - 0.45) < 0.05);
    assert_true(result.whole.disorder.upper - result.whole.disorder.lower > 0.08);
    concavity_free(&result);
    channel_basins_free(&basins);
    free(other);
    river_free(&river);
}

static void a_basin_that_is_too_small_says_so(void **state)
{
    struct river river = river_new(300, 1);
    struct concavity result;

    (void)state;
    river_end(&river, river_segment(&river, 1, 1e6, 1e5));
    river_end(&river, river_segment(&river, 49, 1e6, 1e5));
    river_end(&river, river_segment(&river, 200, 1e6, 1e5));
    river_ksn(&river, 1.);
    river_raise(&river, 0.45);
    result = concavity_of(&river);
    assert_int_equal(result.basins, 3);
    assert_int_equal(result.basin[0].verdict, CONCAVITY_FEW_NODES);
    assert_int_equal(result.basin[1].verdict, CONCAVITY_FEW_NODES);
    assert_int_equal(result.basin[2].verdict, CONCAVITY_LITTLE_RELIEF);
    for (size_t b = 0; b < 3; b++)
        assert_true(isnan(result.basin[b].chi.theta) && isnan(result.basin[b].slope_area.upper));
    assert_int_equal(result.used, 0);
    assert_true(isnan(result.whole.chi.theta) && result.whole.verdict == CONCAVITY_FEW_NODES);
    concavity_free(&result);
    river_free(&river);
}

static void a_basin_that_does_not_fit_says_why(void **state)
{
    struct river river = rivers(5, 1);
    struct concavity result;

    (void)state;
    river_ksn(&river, 0.1);
    river_raise(&river, -0.05);
    result = concavity_of(&river);
    assert_int_equal(result.basin[0].verdict, CONCAVITY_AT_BOUND);
    assert_true(isnan(result.basin[0].chi.lower) && isnan(result.basin[0].disorder.upper));
    concavity_free(&result);
    river_ksn(&river, 100.);
    river_raise(&river, 0.45);
    for (size_t node = 0; node < river.network.nodes; node++)
        river.elevation[node] = 500. * tanh((river.elevation[node] - 100.) / 100.);
    result = concavity_of(&river);
    assert_int_equal(result.basin[0].verdict, CONCAVITY_NOT_STRAIGHT);
    assert_true(result.basin[0].chi.fit < 0.9 && fabs(result.basin[0].disorder.theta - 0.45) < 2e-3);
    concavity_free(&result);
    river_free(&river);
    river = river_new(300, 1);
    river_end(&river, river_segment(&river, 300, 1e6, 1e5));
    river_ksn(&river, 100.);
    river_raise(&river, 0.45);
    result = concavity_of(&river);
    assert_int_equal(result.basin[0].verdict, CONCAVITY_UNSURE);
    assert_true(fabs(result.basin[0].chi.theta - 0.45) < 2e-4 && isnan(result.basin[0].chi.lower));
    concavity_free(&result);
    river_free(&river);
}

static void level_channels_and_empty_maps_have_no_theta(void **state)
{
    const struct concavity_rules none = {0, 0., 0.9, 0.1, 0.1, 0.95};
    struct river river = river_new(400, 1);
    struct concavity result = concavity_with(&river, &none);

    (void)state;
    assert_true(result.basins == 0 && result.used == 0 && isnan(result.whole.chi.theta));
    concavity_free(&result);
    river_end(&river, river_segment(&river, 1, 1e6, 1e5));
    river_end(&river, river_segment(&river, 2, 1e6, 1e5));
    river_end(&river, river_segment(&river, 300, 1e6, 1e5));
    result = concavity_with(&river, &none);
    for (size_t b = 0; b < 3; b++)
        assert_int_equal(result.basin[b].verdict, CONCAVITY_LITTLE_RELIEF);
    concavity_free(&result);
    river_ksn(&river, 100.);
    river_raise(&river, 0.45);
    result = concavity_with(&river, &none);
    assert_int_equal(result.basin[0].verdict, CONCAVITY_LITTLE_RELIEF);
    assert_true(result.basin[1].verdict != CONCAVITY_FITS);
    concavity_free(&result);
    river_free(&river);
}

/* As channels_find lists them: random ground sets the ways, then every cell is lifted to steady state in float32. */
static void theta_of_channels_found_on_a_map_is_recovered(void **state)
{
    struct landscape land = landscape_new(150, 200, 90.);
    struct channel_network network;
    struct river river = {.elevation = calloc(land.cells, sizeof(double))};
    struct concavity result;

    (void)state;
    draw_rough_ground(&land, 1, 100.);
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    for (size_t i = land.graph.count; i-- > 0;) {
        const size_t cell = land.graph.order[i];

        land.elevation[cell] = 50.F;
        if (flow_goes_on(&land.graph, cell))
            land.elevation[cell] = (float)(land.elevation[flow_receiver(&land.graph, cell)] +
                                           60. * pow(land.area[cell], -0.4) * flow_step(&land.graph, cell));
    }
    assert_int_equal(channels_find(&land.graph, land.area, 1e5, &network, NULL), SLIDE_OK);
    channels_gather(&network, land.elevation, river.elevation);
    river.network = network;
    result = concavity_of(&river);
    assert_true(result.used >= 5);
    for (size_t b = 0; b < result.basins; b++)
        if (result.basin[b].chi.theta > 0.) {
            assert_true(fabs(result.basin[b].chi.theta - 0.4) < 1e-3);
            assert_true(fabs(result.basin[b].disorder.theta - 0.4) < 0.01);
            assert_true(fabs(result.basin[b].slope_area.theta - 0.4) < 0.02);
        }
    assert_true(fabs(concavity_best(&result.whole)->theta - 0.4) < 2e-3);
    concavity_free(&result);
    river_free(&river);
    landscape_free(&land);
}

static void every_verdict_has_its_own_words(void **state)
{
    (void)state;
    for (int a = CONCAVITY_FITS; a <= CONCAVITY_DISAGREES; a++)
        for (int b = a + 1; b <= CONCAVITY_DISAGREES; b++)
            assert_string_not_equal(concavity_reason(a), concavity_reason(b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(basins_may_be_mixed_in_the_list_of_nodes),
        cmocka_unit_test(a_planted_theta_is_recovered_by_all_ways_in_every_basin_and_for_the_map),
        cmocka_unit_test(by_chi_is_the_theta_of_the_greatest_r_squared),
        cmocka_unit_test(intervals_hold_the_truth_about_as_often_as_they_say),
        cmocka_unit_test(the_interval_for_the_map_holds_the_truth_as_often),
        cmocka_unit_test(basins_of_different_steepness_share_one_theta),
        cmocka_unit_test(basins_that_contradict_each_other_widen_the_interval_of_the_map),
        cmocka_unit_test(a_basin_that_is_too_small_says_so),
        cmocka_unit_test(a_basin_that_does_not_fit_says_why),
        cmocka_unit_test(level_channels_and_empty_maps_have_no_theta),
        cmocka_unit_test(theta_of_channels_found_on_a_map_is_recovered),
        cmocka_unit_test(every_verdict_has_its_own_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
