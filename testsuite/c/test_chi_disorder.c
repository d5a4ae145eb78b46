/** Disorder of chi against its definition worked out node by node, and theta of a landscape that is not steady. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "river_fixture.h"
#include "terrain/chi.h"
#include "terrain/chi_disorder.h"
#include "terrain/concavity.h"

enum { SOURCES = 20, SEEDS = 200 };
static const double THETA = 0.45;

struct one_basin {
    struct river river;
    struct channel_basins basins;
    struct basin_profile profile;
    struct chi_order order;
    double *chi;
};

/* Ksn varies from segment to segment by this deviation of its logarithm; below the middle chi it is `factor` more. */
static void raise_in_change(struct river *river, double deviation, double factor)
{
    const size_t nodes = river->network.nodes;
    double *chi = malloc(nodes * sizeof *chi), *ksn = malloc(river->network.segments * sizeof *ksn);
    double highest = 0.;

    channel_chi(&river->network, THETA, 1., chi);
    for (size_t node = 0; node < nodes; node++)
        highest = fmax(highest, chi[node]);
    for (size_t s = 0; s < river->network.segments; s++)
        ksn[s] = 100. * exp(deviation * random_normal(&river->stream));
    for (size_t node = 0; node < nodes; node++)
        river->ksn[node] = ksn[river->network.segment[node]] * (chi[node] < 0.5 * highest ? factor : 1.);
    river_raise(river, THETA);
    free(chi);
    free(ksn);
}

static struct river river_in_change(uint64_t seed, double deviation, double factor)
{
    struct river river = river_new((size_t)SOURCES * 2 * 60, seed);

    river_end(&river, river_tree(&river, SOURCES));
    raise_in_change(&river, deviation, factor);
    return river;
}

static struct one_basin basin_of(uint64_t seed)
{
    struct one_basin one = {.river = river_in_change(seed, 0.3, 1.)};
    const size_t nodes = one.river.network.nodes;
    uint32_t *pending = malloc(nodes * sizeof *pending);

    river_round(&one.river);
    assert_int_equal(channel_basins_find(&one.river.network, &one.basins, NULL), SLIDE_OK);
    assert_int_equal(basin_profile_new(nodes, &one.profile, NULL), SLIDE_OK);
    basin_profile_fill(&one.river.network, &one.basins, 0, one.river.elevation, &one.profile);
    one.order.rank = malloc(nodes * sizeof *one.order.rank);
    chi_order_fill(&one.profile, &one.order, pending);
    one.chi = malloc(nodes * sizeof *one.chi);
    free(pending);
    return one;
}

static void basin_free(struct one_basin *one)
{
    river_free(&one->river);
    channel_basins_free(&one->basins);
    basin_profile_free(&one->profile);
    free(one->order.rank);
    free(one->chi);
}

/* By the definition: the nodes not of block `without`, lowest first, of equals the one further down the list. */
static double plain_disorder(const struct one_basin *one, double theta, uint32_t without)
{
    const size_t nodes = one->river.network.nodes;
    double *chi = malloc(nodes * sizeof *chi);
    double way = 0., lowest = INFINITY, highest = -INFINITY, before = NAN;

    channel_chi(&one->river.network, theta, 1e6, chi);
    for (int z = 0; z < 5000; z++)
        for (size_t i = nodes; i-- > 0;) {
            uint32_t block = CHI_BLOCKS;

            if (one->river.elevation[i] != z)
                continue;
            for (size_t k = 0; k < nodes; k++)
                if (one->order.rank[k].node == i)
                    block = one->order.rank[k].block;
            if (block == without)
                continue;
            way += isnan(before) ? 0. : fabs(chi[i] - before);
            before = chi[i];
            lowest = fmin(lowest, chi[i]);
            highest = fmax(highest, chi[i]);
        }
    free(chi);
    return (way - (highest - lowest)) / (highest - lowest);
}

static void disorder_is_as_defined_of_all_nodes_and_without_each_block(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct one_basin one = basin_of(seed);
        double without[CHI_BLOCKS];
        const double all = chi_disorder(&one.profile, &one.order, 0.4, one.chi, without);

        assert_true(one.order.blocks >= 5 && one.order.blocks <= CHI_BLOCKS);
        assert_true(fabs(all / plain_disorder(&one, 0.4, CHI_BLOCKS) - 1.) < 1e-9);
        for (uint32_t b = 0; b < one.order.blocks; b++)
            assert_true(fabs(without[b] / plain_disorder(&one, 0.4, b) - 1.) < 1e-9);
        basin_free(&one);
    }
}

/* A block is a subtree less the blocks above it: the way down from a node never comes back into a block it has left. */
static void blocks_are_connected_and_hold_every_node_once(void **state)
{
    struct one_basin one = basin_of(3);
    const size_t nodes = one.river.network.nodes;
    uint32_t *block = malloc(nodes * sizeof *block);
    size_t exits[CHI_BLOCKS] = {0}, members[CHI_BLOCKS] = {0};

    (void)state;
    for (size_t k = 0; k < nodes; k++)
        block[one.order.rank[k].node] = one.order.rank[k].block;
    for (size_t i = 0; i < nodes; i++) {
        members[block[i]]++;
        exits[block[i]] += one.profile.receiver[i] == CHANNEL_END || block[one.profile.receiver[i]] != block[i];
    }
    for (size_t b = 0; b < one.order.blocks; b++) {
        assert_int_equal(exits[b], 1);
        assert_int_equal(members[b], one.order.members[b]);
    }
    free(block);
    basin_free(&one);
}

static void the_least_disorder_is_where_an_exhaustive_search_finds_it(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct one_basin one = basin_of(seed);
        const struct chi_disorder_best best = chi_disorder_least(&one.profile, &one.order, 0.05, 0.95, one.chi);
        double least = INFINITY;

        for (int i = 50; i <= 950; i++)
            least = fmin(least, chi_disorder(&one.profile, &one.order, 0.001 * i, one.chi, NULL));
        assert_true(best.disorder < 1.02 * least);
        assert_true(fabs(chi_disorder(&one.profile, &one.order, best.theta, one.chi, NULL) - best.disorder) < 1e-12);
        basin_free(&one);
    }
}

static struct concavity concavity_of(const struct river *river)
{
    struct channel_basins basins;
    struct concavity result;

    assert_int_equal(channel_basins_find(&river->network, &basins, NULL), SLIDE_OK);
    assert_int_equal(concavity_estimate(&river->network, &basins, river->elevation, &CONCAVITY_RULES, &result, NULL),
                     SLIDE_OK);
    channel_basins_free(&basins);
    return result;
}

/* Uplift has doubled, and the steeper reach has come half the way up: no straight line, but the same theta. */
static void theta_is_recovered_while_a_wave_of_incision_passes(void **state)
{
    double linear = 0.;
    size_t told = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct river river = river_in_change(seed, 0., 2.);
        struct concavity result;

        river_round(&river);
        result = concavity_of(&river);
        assert_true(fabs(result.basin[0].disorder.theta - THETA) < 0.01);
        assert_ptr_equal(concavity_best(result.basin), &result.basin[0].disorder);
        assert_ptr_equal(concavity_best(&result.whole), &result.whole.disorder);
        assert_true(fabs(result.whole.disorder.theta - THETA) < 0.01);
        linear += fabs(result.basin[0].chi.theta - THETA) / 20.;
        told += result.basin[0].verdict == CONCAVITY_DISAGREES;
        concavity_free(&result);
        river_free(&river);
    }
    assert_true(linear > 0.03);
    assert_true(told >= 15);
}

/* The jackknife is a little too sure: nine intervals out of ten hold the truth, not nineteen out of twenty. */
static void nine_of_ten_intervals_hold_the_truth_in_steady_state_and_in_change(void **state)
{
    (void)state;
    for (int change = 0; change < 2; change++) {
        size_t hold = 0;

        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            struct river river = river_in_change(seed, 0.1, change ? 2. : 1.);
            struct concavity result = concavity_of(&river);

            hold += result.basin[0].disorder.lower <= THETA && THETA <= result.basin[0].disorder.upper;
            concavity_free(&result);
            river_free(&river);
        }
        print_message("%s: %zu of %d\n", change ? "in change" : "steady", hold, SEEDS);
        assert_in_range(hold, 168, SEEDS);
    }
}

static void a_channel_without_tributaries_has_no_disorder_at_any_theta(void **state)
{
    struct river river = river_new(300, 1);
    struct concavity result;

    (void)state;
    river_end(&river, river_segment(&river, 300, 1e6, 1e5));
    river_ksn(&river, 20.);
    river_raise(&river, THETA);
    river_round(&river);
    result = concavity_of(&river);
    assert_true(isnan(result.basin[0].disorder.theta) && isnan(result.whole.disorder.theta));
    assert_ptr_equal(concavity_best(&result.whole), &result.whole.chi);
    concavity_free(&result);
    river_free(&river);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(disorder_is_as_defined_of_all_nodes_and_without_each_block),
        cmocka_unit_test(blocks_are_connected_and_hold_every_node_once),
        cmocka_unit_test(the_least_disorder_is_where_an_exhaustive_search_finds_it),
        cmocka_unit_test(theta_is_recovered_while_a_wave_of_incision_passes),
        cmocka_unit_test(nine_of_ten_intervals_hold_the_truth_in_steady_state_and_in_change),
        cmocka_unit_test(a_channel_without_tributaries_has_no_disorder_at_any_theta),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
