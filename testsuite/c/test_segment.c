/** Runs of channel nodes and their summaries, on a tree whose lengths and places are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "profile_fixture.h"
#include "terrain/segment.h"
#include "terrain/steepness.h"

static struct channel_runs cut(struct tree *tree, double length, const uint8_t *marks)
{
    struct channel_runs runs;

    assert_int_equal(runs_cut(&tree->network, length, marks, &runs, NULL), SLIDE_OK);
    return runs;
}

/* Two sources of 6 nodes meet in a segment of 6 more: nodes 0-5, 6-11 and 12-17; steps of 10 m, each third of 14.1 m.
 */
static struct tree fork_of_channels(void)
{
    return tree_new(1, 6, 10., 0.45);
}

static void without_a_length_runs_are_the_segments_between_confluences(void **state)
{
    struct tree tree = fork_of_channels();
    struct channel_runs runs = cut(&tree, 0., NULL);

    (void)state;
    assert_int_equal(runs.count, 3);
    assert_memory_equal(runs.first, ((const uint32_t[]){0, 6, 12, 18}), 16);
    assert_memory_equal(runs.next, ((const uint32_t[]){2, 2, RUN_END}), 12);
    assert_int_equal(run_points(&tree.network, &runs, 0), 7);
    assert_int_equal(run_points(&tree.network, &runs, 2), 6);
    runs_free(&runs);
    tree_free(&tree);
}

static void knickpoints_begin_a_run_of_their_own(void **state)
{
    struct tree tree = fork_of_channels();
    uint8_t marks[18] = {[0] = 1, [2] = 1, [12] = 1, [17] = 1};
    struct channel_runs runs = cut(&tree, 0., marks);

    (void)state;
    assert_int_equal(runs.count, 5);
    assert_memory_equal(runs.first, ((const uint32_t[]){0, 2, 6, 12, 17, 18}), 24);
    assert_memory_equal(runs.next, ((const uint32_t[]){1, 3, 3, 4, RUN_END}), 20);
    runs_free(&runs);
    tree_free(&tree);
}

static void even_pieces_differ_by_no_more_than_a_step(void **state)
{
    static const double lengths[] = {100., 333., 1000., 1e9, 1.};
    struct tree tree = tree_new(5, 73, 30., 0.45);

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct channel_runs runs = cut(&tree, lengths[i], NULL);
        struct run_summary *summary = malloc(runs.count * sizeof *summary);
        size_t run = 0;

        runs_summarize(&runs, profile_of(&tree), tree.chi, summary);
        for (size_t s = 0; s < tree.network.segments; s++) {
            double total = 0.;
            size_t pieces = 0;

            assert_int_equal(runs.first[run], tree.network.head[s]);
            for (size_t node = tree.network.head[s]; node < tree.network.head[s + 1]; node++)
                total += tree.network.step[node];
            for (; run < runs.count && runs.first[run] < tree.network.head[s + 1]; run++, pieces++)
                assert_true(summary[run].length > 0.);
            if (lengths[i] > 50.)
                assert_int_equal(pieces, total < lengths[i] ? 1 : lround(total / lengths[i]));
            for (size_t r = run - pieces; r < run && lengths[i] > 50.; r++)
                assert_true(fabs(summary[r].length - total / (double)pieces) < 30. * sqrt(2.) + 1e-9);
        }
        assert_int_equal(run, runs.count);
        free(summary);
        runs_free(&runs);
    }
    tree_free(&tree);
}

static void every_run_goes_on_where_its_channel_does(void **state)
{
    struct tree tree = tree_new(6, 31, 30., 0.45);
    struct channel_runs runs = cut(&tree, 200., NULL);

    (void)state;
    for (size_t run = 0; run < runs.count; run++) {
        const size_t last = runs.first[run + 1] - 1;

        for (size_t node = runs.first[run]; node < last; node++)
            assert_int_equal(tree.network.receiver[node], node + 1);
        if (runs.next[run] == RUN_END)
            assert_int_equal(tree.network.receiver[last], CHANNEL_END);
        else
            assert_int_equal(tree.network.receiver[last], runs.first[runs.next[run]]);
    }
    runs_free(&runs);
    tree_free(&tree);
}

static void a_run_is_summed_up_down_to_the_node_it_drains_into(void **state)
{
    struct tree tree = fork_of_channels();
    struct channel_runs runs = cut(&tree, 0., NULL);
    struct run_summary summary[3];
    double ksn[18];

    (void)state;
    plant_line(&tree, 80.);
    channel_steepness(&tree.network, tree.elevation, 0.45, ksn);
    runs_summarize(&runs, profile_of(&tree), ksn, summary);
    assert_int_equal(summary[0].next, 2);
    assert_int_equal(summary[0].order, 1);
    assert_int_equal(summary[2].order, 2);
    assert_true(fabs(summary[0].length - (40. + 20. * sqrt(2.))) < 1e-9);
    assert_true(fabs(summary[2].length - (30. + 20. * sqrt(2.))) < 1e-9);
    assert_true(fabs(summary[1].area - (1e6 + 5. * 2e4)) < 1e-6);
    assert_true(summary[0].highest == tree.elevation[0] && summary[0].lowest == tree.elevation[12]);
    assert_true(summary[0].chi_most == tree.chi[0] && summary[0].chi_least == tree.chi[12]);
    assert_true(fabs(summary[0].slope - (tree.elevation[0] - tree.elevation[12]) / summary[0].length) < 1e-12);
    for (int run = 0; run < 3; run++) {
        assert_true(fabs(summary[run].ksn / 80. - 1.) < 1e-9);
        assert_true(fabs(summary[run].fit.gradient / 80. - 1.) < 1e-9);
        assert_true(summary[run].fit.standard_error < 1e-9 && fabs(summary[run].fit.r2 - 1.) < 1e-12);
    }
    runs_free(&runs);
    tree_free(&tree);
}

static void the_mean_is_weighted_by_length_and_the_error_is_the_regressions(void **state)
{
    /* chi 3, 2, 1, 0 and elevations 3.1, 1.9, 1.1, -0.1: gradient 5.2 / 5, squared residuals 0.032 */
    struct tree tree = tree_new(0, 4, 10., 0.45);
    struct channel_runs runs = cut(&tree, 0., NULL);
    struct run_summary summary;
    const double ksn[4] = {30., 60., NAN, NAN};

    (void)state;
    memcpy(tree.chi, (const double[]){3., 2., 1., 0.}, sizeof(double[4]));
    memcpy(tree.elevation, (const double[]){3.1, 1.9, 1.1, -0.1}, sizeof(double[4]));
    runs_summarize(&runs, profile_of(&tree), ksn, &summary);
    assert_true(fabs(summary.ksn - (30. * sqrt(2.) + 60.) / (sqrt(2.) + 1.)) < 1e-12);
    assert_true(fabs(summary.fit.gradient - 1.04) < 1e-12);
    assert_true(fabs(summary.fit.standard_error - sqrt(0.032 / 2. / 5.)) < 1e-12);
    assert_true(fabs(summary.fit.r2 - (1. - 0.032 / 5.44)) < 1e-12);
    assert_true(summary.lowest == -0.1 && summary.highest == 3.1);
    runs_free(&runs);
    tree_free(&tree);
}

static void a_single_node_and_no_node_are_no_error(void **state)
{
    struct tree tree = tree_new(0, 1, 10., 0.45);
    struct channel_runs runs = cut(&tree, 100., NULL);
    struct run_summary summary;

    (void)state;
    assert_int_equal(runs.count, 1);
    runs_summarize(&runs, profile_of(&tree), (const double[]){NAN}, &summary);
    assert_true(summary.length == 0. && isnan(summary.slope) && isnan(summary.ksn) && isnan(summary.fit.gradient));
    runs_free(&runs);
    tree.network.nodes = tree.network.segments = 0;
    tree.network.head[0] = 0;
    runs = cut(&tree, 100., NULL);
    assert_int_equal(runs.count, 0);
    runs_free(&runs);
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_length_runs_are_the_segments_between_confluences),
        cmocka_unit_test(knickpoints_begin_a_run_of_their_own),
        cmocka_unit_test(even_pieces_differ_by_no_more_than_a_step),
        cmocka_unit_test(every_run_goes_on_where_its_channel_does),
        cmocka_unit_test(a_run_is_summed_up_down_to_the_node_it_drains_into),
        cmocka_unit_test(the_mean_is_weighted_by_length_and_the_error_is_the_regressions),
        cmocka_unit_test(a_single_node_and_no_node_are_no_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
