/** Knickpoints planted in drawn river networks: where Ksn changes, and falls, found there and nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "river_fixture.h"
#include "terrain/chi.h"
#include "terrain/knickpoint.h"

enum { SEEDS = 20, SOURCES = 20, NEAR = 3 };
static const double THETA = 0.45, ABOVE = 100., BELOW = 200., TOLERANCE = 20.;

static struct river steady_river(uint64_t seed)
{
    struct river river = river_new((size_t)SOURCES * 2 * 60, seed);

    river_end(&river, river_tree(&river, SOURCES));
    river_ksn(&river, ABOVE);
    river_raise(&river, THETA);
    return river;
}

static void add_noise(struct river *river, double deviation)
{
    for (size_t node = 0; node < river->network.nodes; node++)
        river->elevation[node] += deviation * random_normal(&river->stream);
}

static struct knickpoints knickpoints_of(const struct river *river, double tolerance)
{
    struct knickpoints found;

    assert_int_equal(knickpoints_find(&river->network, river->elevation, THETA, tolerance, &found, NULL), SLIDE_OK);
    return found;
}

/* The tree's rivers were lifted: an uplift step has come up to the same chi everywhere; 0 below, 1 above it. */
static void plant_step(struct river *river, double chi_of_step, double *chi)
{
    channel_chi(&river->network, THETA, 1., chi);
    for (size_t node = 0; node < river->network.nodes; node++) {
        const uint32_t receiver = river->network.receiver[node];

        river->ksn[node] = receiver != CHANNEL_END && chi[receiver] >= chi_of_step ? ABOVE : BELOW;
    }
    river_raise(river, THETA);
}

/* For every node the source with the longest way to it: brute force from all sources. */
static void longest_sources(const struct channel_network *network, size_t *source)
{
    double *longest = calloc(network->nodes, sizeof *longest);
    uint8_t *flows_in = calloc(network->nodes, 1);

    for (size_t node = 0; node < network->nodes; node++)
        if (network->receiver[node] != CHANNEL_END)
            flows_in[network->receiver[node]] = 1;
    for (size_t start = 0; start < network->nodes; start++) {
        double way = 0.;

        if (flows_in[start])
            continue;
        source[start] = start;
        for (size_t node = start; network->receiver[node] != CHANNEL_END;) {
            way += network->step[node];
            node = network->receiver[node];
            if (way > longest[node]) {
                longest[node] = way;
                source[node] = start;
            }
        }
    }
    free(longest);
    free(flows_in);
}

/* How high above the chord of its stem the planted step stands where it comes through this node; 0 where it does not */
static void planted_drops(const struct river *river, const double *chi, double *drop)
{
    const struct channel_network *network = &river->network;
    size_t *source = calloc(network->nodes, sizeof *source);

    longest_sources(network, source);
    for (size_t node = 0; node < network->nodes; node++) {
        const uint32_t step = network->receiver[node];
        size_t end = step;
        double up, down;

        if (step == CHANNEL_END || source[step] != source[node] || river->ksn[node] == river->ksn[step])
            continue;
        while (source[end] == source[node] && network->receiver[end] != CHANNEL_END)
            end = network->receiver[end];
        up = chi[source[node]] - chi[step];
        down = chi[step] - chi[end];
        drop[step] = (BELOW - ABOVE) * up * down / (up + down);
    }
    free(source);
}

static int is_near(const struct channel_network *network, size_t a, size_t b)
{
    for (int turn = 0; turn < 2; turn++) {
        const size_t upper = turn ? a : b, lower = turn ? b : a;
        size_t node = upper;

        for (int i = 0; i <= NEAR; i++) {
            if (node == lower)
                return 1;
            if (network->receiver[node] == CHANNEL_END)
                break;
            node = network->receiver[node];
        }
    }
    return 0;
}

static void assert_found_there_only(const struct river *river, const struct knickpoints *found, const double *drop)
{
    for (size_t i = 0; i < found->count; i++) {
        int planted = 0;

        for (size_t node = 0; node < river->network.nodes; node++)
            planted |= drop[node] > 0.7 * TOLERANCE && is_near(&river->network, found->point[i].node, node);
        assert_true(planted);
    }
    for (size_t node = 0; node < river->network.nodes; node++) {
        size_t count = 0;

        if (drop[node] < 1.3 * TOLERANCE)
            continue;
        for (size_t i = 0; i < found->count; i++)
            count += is_near(&river->network, found->point[i].node, node);
        assert_int_equal(count, 1);
    }
}

static void a_profile_in_steady_state_has_none(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct river river = steady_river(seed);
        struct knickpoints found = knickpoints_of(&river, 0.01);

        assert_int_equal(found.count, 0);
        knickpoints_free(&found);
        river_round(&river);
        found = knickpoints_of(&river, 2.);
        assert_int_equal(found.count, 0);
        knickpoints_free(&found);
        add_noise(&river, 5.);
        found = knickpoints_of(&river, TOLERANCE);
        assert_int_equal(found.count, 0);
        knickpoints_free(&found);
        river_free(&river);
    }
}

static void an_uplift_step_is_found_at_its_nodes_and_nowhere_else(void **state)
{
    size_t planted = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct river river = steady_river(seed);
        double *chi = malloc(river.network.nodes * sizeof *chi), *drop = calloc(river.network.nodes, sizeof *drop);
        struct knickpoints found;
        size_t next = 0;

        plant_step(&river, 4., chi);
        planted_drops(&river, chi, drop);
        found = knickpoints_of(&river, TOLERANCE);
        for (size_t node = 0; node < river.network.nodes; node++) {
            const struct knickpoint *point = found.point + next;

            if (drop[node] < TOLERANCE)
                continue;
            assert_true(next++ < found.count);
            assert_int_equal(point->node, node);
            assert_true(fabs(point->drop / drop[node] - 1.) < 1e-6);
            assert_true(fabs(point->ksn_above / ABOVE - 1.) < 1e-6 && fabs(point->ksn_below / BELOW - 1.) < 1e-6);
            assert_true(point->chi == chi[node]);
        }
        assert_int_equal(next, found.count);
        planted += next;
        knickpoints_free(&found);
        free(chi);
        free(drop);
        river_free(&river);
    }
    assert_true(planted > SEEDS);
}

static void an_uplift_step_is_found_through_noise_and_whole_metres(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct river river = steady_river(seed);
        double *chi = malloc(river.network.nodes * sizeof *chi), *drop = calloc(river.network.nodes, sizeof *drop);
        struct knickpoints found;

        plant_step(&river, 4., chi);
        planted_drops(&river, chi, drop);
        river_round(&river);
        found = knickpoints_of(&river, TOLERANCE);
        assert_found_there_only(&river, &found, drop);
        for (size_t i = 0; i < found.count; i++)
            assert_true(fabs(found.point[i].ksn_above / ABOVE - 1.) < 0.05 &&
                        fabs(found.point[i].ksn_below / BELOW - 1.) < 0.05);
        knickpoints_free(&found);
        add_noise(&river, 1.);
        found = knickpoints_of(&river, TOLERANCE);
        assert_found_there_only(&river, &found, drop);
        knickpoints_free(&found);
        free(chi);
        free(drop);
        river_free(&river);
    }
}

/* One channel of 200 nodes in steady state, its upper 120 lifted by a fall between nodes 119 and 120. */
static struct river fall_of(double height)
{
    struct river river = river_new(200, 1);

    river_end(&river, river_segment(&river, 200, 1e6, 1e5));
    river_ksn(&river, ABOVE);
    river_raise(&river, THETA);
    for (size_t node = 0; node < 120; node++)
        river.elevation[node] += height;
    return river;
}

static void a_waterfall_has_a_top_and_a_foot_with_its_height(void **state)
{
    struct river river = fall_of(50.);
    struct knickpoints found = knickpoints_of(&river, TOLERANCE);

    (void)state;
    assert_int_equal(found.count, 2);
    assert_int_equal(found.point[0].node, 119);
    assert_int_equal(found.point[1].node, 120);
    assert_true(fabs(found.point[0].drop / 50. - 1.) < 0.05 && fabs(found.point[1].drop / -50. - 1.) < 0.05);
    assert_true(fabs(found.point[0].ksn_above / ABOVE - 1.) < 1e-6 && found.point[0].ksn_below > 5. * ABOVE);
    assert_true(fabs(found.point[1].ksn_below / ABOVE - 1.) < 1e-6 && found.point[1].ksn_above > 5. * ABOVE);
    assert_true(fabs(found.point[0].distance - 80. * RIVER_STEP) < 1e-6);
    assert_true(fabs(found.point[1].distance - 79. * RIVER_STEP) < 1e-6);
    knickpoints_free(&found);
    found = knickpoints_of(&river, 51.);
    assert_int_equal(found.count, 0);
    knickpoints_free(&found);
    river_free(&river);
}

/* Tributary: nodes 0-39, upper trunk: 40-119, lower trunk: 120-199; the tributary hangs 60 m above the trunk. */
static void a_hanging_tributary_is_found_on_the_tributary_alone(void **state)
{
    struct river river = river_new(200, 1);
    struct knickpoints found;
    uint8_t mark[200];

    (void)state;
    river.network.receiver[river_segment(&river, 40, 1e6, 1e5)] = 120;
    river_segment(&river, 80, 1e6, 1e5);
    river_end(&river, river_segment(&river, 80, 1.4e7, 1e5));
    river_ksn(&river, ABOVE);
    river_raise(&river, THETA);
    for (size_t node = 0; node < 40; node++)
        river.elevation[node] += 60.;
    found = knickpoints_of(&river, TOLERANCE);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.point[0].node, 39);
    assert_true(fabs(found.point[0].drop - 60.) < 6. && fabs(found.point[0].ksn_above / ABOVE - 1.) < 1e-6);
    knickpoints_mark(&found, 200, mark);
    for (size_t node = 0; node < 200; node++)
        assert_int_equal(mark[node], node == 39);
    knickpoints_free(&found);
    river_free(&river);
}

static void several_steps_on_one_stem_are_all_found_of_both_signs(void **state)
{
    static const size_t bend[4] = {300, 500, 720, 900};
    static const double ksn[5] = {60., 140., 80., 200., 100.};
    struct river river = river_new(1000, 1);
    struct knickpoints found;

    (void)state;
    river_end(&river, river_segment(&river, 1000, 1e6, 1e5));
    for (size_t node = 0; node < 1000; node++) {
        size_t reach = 0;

        while (reach < 4 && node >= bend[reach])
            reach++;
        river.ksn[node] = ksn[reach];
    }
    river_raise(&river, THETA);
    found = knickpoints_of(&river, 5.);
    assert_int_equal(found.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(found.point[i].node, bend[i]);
        assert_true((found.point[i].drop > 0.) == (ksn[i + 1] > ksn[i]));
        assert_true(fabs(found.point[i].ksn_above / ksn[i] - 1.) < 1e-6);
    }
    knickpoints_free(&found);
    river_free(&river);
}

static void rough_profiles_give_knickpoints_in_order_that_all_have_the_tolerance(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct river river = steady_river(seed);
        struct knickpoints found;

        for (size_t node = 0; node < river.network.nodes; node++)
            river.ksn[node] = random_below(&river.stream, 10) ? 0. : 1500. * random_uniform(&river.stream);
        river_raise(&river, THETA);
        found = knickpoints_of(&river, 4.);
        assert_true(found.count > 10);
        for (size_t i = 0; i < found.count; i++) {
            assert_true(fabs(found.point[i].drop) >= 4.);
            assert_true(i == 0 || found.point[i].node > found.point[i - 1].node);
            assert_true(isfinite(found.point[i].ksn_above) && isfinite(found.point[i].ksn_below));
        }
        knickpoints_free(&found);
        river_free(&river);
    }
}

static void flat_and_tiny_networks_have_none(void **state)
{
    struct river river = river_new(300, 1);
    struct knickpoints found = knickpoints_of(&river, TOLERANCE);

    (void)state;
    assert_int_equal(found.count, 0);
    for (size_t nodes = 1; nodes <= 3; nodes++) {
        river_end(&river, river_segment(&river, nodes, 1e6, 1e5));
        found = knickpoints_of(&river, TOLERANCE);
        assert_int_equal(found.count, 0);
        knickpoints_free(&found);
    }
    river_end(&river, river_segment(&river, 200, 1e6, 1e5));
    found = knickpoints_of(&river, TOLERANCE);
    assert_int_equal(found.count, 0);
    knickpoints_free(&found);
    river_free(&river);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_in_steady_state_has_none),
        cmocka_unit_test(an_uplift_step_is_found_at_its_nodes_and_nowhere_else),
        cmocka_unit_test(an_uplift_step_is_found_through_noise_and_whole_metres),
        cmocka_unit_test(a_waterfall_has_a_top_and_a_foot_with_its_height),
        cmocka_unit_test(a_hanging_tributary_is_found_on_the_tributary_alone),
        cmocka_unit_test(several_steps_on_one_stem_are_all_found_of_both_signs),
        cmocka_unit_test(rough_profiles_give_knickpoints_in_order_that_all_have_the_tolerance),
        cmocka_unit_test(flat_and_tiny_networks_have_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
