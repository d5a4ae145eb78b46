/** Ksn by every method: planted profiles, textbook regressions, and windows against those drawn by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <omp.h>
#include <string.h>

#include "base/sort.h"
#include "profile_fixture.h"
#include "terrain/gradient.h"
#include "terrain_fixture.h"

static const double KSN = 120.;

/* Ksn and its standard error of a tree by one method, in arrays that measured_free gives back. */
struct measured {
    size_t nodes;
    struct channel_gradient at;
};

static struct measured measure(const char *method, struct tree *tree, const struct gradient_options *options)
{
    const size_t bytes = (tree->network.nodes + 1) * sizeof(double);
    struct measured measured = {tree->network.nodes, {malloc(bytes), malloc(bytes)}};

    assert_int_equal(gradient_measure(gradient_method_find(method), profile_of(tree), options, &measured.at, NULL),
                     SLIDE_OK);
    return measured;
}

static void measured_free(struct measured *measured)
{
    free(measured->at.ksn);
    free(measured->at.standard_error);
}

/* Of the relative errors of all nodes with a value: the given quantile. */
static double error_quantile(const struct measured *measured, double truth, double share)
{
    double *error = malloc((measured->nodes + 1) * sizeof *error), quantile;
    size_t count = 0;

    for (size_t node = 0; node < measured->nodes; node++)
        if (!isnan(measured->at.ksn[node]))
            error[count++] = fabs(measured->at.ksn[node] / truth - 1.);
    assert_true(count + 1 >= measured->nodes);
    sort_doubles(error, count);
    quantile = error[(size_t)(share * (double)(count - 1))];
    free(error);
    return quantile;
}

static void every_method_on_profiles_recovers_a_planted_steady_state(void **state)
{
    static const char *const methods[] = {"flow", "chi", "segment", "smooth"};
    struct tree tree = tree_new(6, 60, 30., 0.45);

    (void)state;
    plant_steady_state(&tree, KSN);
    for (int i = 0; i < 4; i++)
        for (int metres = 0; metres < 2; metres++) {
            const struct gradient_options options = {.window = metres ? 500. : 0., .window_nodes = 11};
            struct measured measured = measure(methods[i], &tree, &options);

            assert_true(error_quantile(&measured, KSN, 0.5) < 0.01);
            assert_true(error_quantile(&measured, KSN, 0.9) < 0.05);
            measured_free(&measured);
        }
    tree_free(&tree);
}

static void windows_of_two_kilometres_recover_it_from_whole_metres_and_single_steps_do_not(void **state)
{
    static const char *const methods[] = {"flow", "chi", "segment", "smooth"};
    const struct gradient_options options = {.window = 2000.};
    struct tree tree = tree_new(6, 120, 30., 0.45);

    (void)state;
    plant_steady_state(&tree, KSN);
    for (size_t node = 0; node < tree.network.nodes; node++)
        tree.elevation[node] = round(tree.elevation[node]);
    for (int i = 0; i < 4; i++) {
        struct measured measured = measure(methods[i], &tree, &options);

        print_message("whole metres, %s: median %.4f, 90 %% within %.4f\n", methods[i],
                      error_quantile(&measured, KSN, 0.5), error_quantile(&measured, KSN, 0.9));
        assert_true((error_quantile(&measured, KSN, 0.5) < 0.01) == (i > 0));
        assert_true((error_quantile(&measured, KSN, 0.9) < 0.05) == (i > 0));
        measured_free(&measured);
    }
    tree_free(&tree);
}

static void noise_of_one_metre_spoils_single_steps_but_not_windows(void **state)
{
    static const char *const methods[] = {"flow", "chi", "segment", "smooth"};
    static const double medians[] = {0.2, 0.03, 0.03, 0.03};
    const struct gradient_options options = {.window = 2000.};
    struct tree tree = tree_new(6, 120, 30., 0.45);

    (void)state;
    plant_steady_state(&tree, KSN);
    add_noise(&tree, 1., 7);
    for (int i = 0; i < 4; i++) {
        struct measured measured = measure(methods[i], &tree, &options);
        const double median = error_quantile(&measured, KSN, 0.5);

        print_message("noise of 1 m, %s: median %.4f, 90 %% within %.4f\n", methods[i], median,
                      error_quantile(&measured, KSN, 0.9));
        assert_true(i == 0 ? median > medians[0] : median < medians[i]);
        measured_free(&measured);
    }
    tree_free(&tree);
}

static void a_wave_of_one_metre_does_not_move_the_mean_of_a_window_of_whole_waves(void **state)
{
    /* constant steps of 30 m and a wave of 10 nodes: 21 nodes hold two whole waves */
    static const char *const methods[] = {"chi", "smooth"};
    const struct gradient_options options = {.window_nodes = 41};
    struct tree tree = tree_new(0, 400, 30., 0.45);

    (void)state;
    plant_steady_state(&tree, KSN);
    for (size_t node = 0; node < tree.network.nodes; node++)
        tree.elevation[node] += sin(2. * M_PI * (double)node / 10.);
    for (int i = 0; i < 2; i++) {
        struct measured measured = measure(methods[i], &tree, &options);

        for (size_t node = 40; node < 360; node++)
            assert_true(fabs(measured.at.ksn[node] / KSN - 1.) < 0.05);
        measured_free(&measured);
    }
    tree_free(&tree);
}

static void an_exact_line_has_no_standard_error(void **state)
{
    static const char *const methods[] = {"chi", "segment", "smooth"};
    const struct gradient_options options = {.window_nodes = 11};
    struct tree tree = tree_new(5, 23, 30., 0.45);

    (void)state;
    plant_line(&tree, KSN);
    for (int i = 0; i < 3; i++) {
        struct measured measured = measure(methods[i], &tree, &options);

        for (size_t node = 0; node + 1 < tree.network.nodes; node++) {
            assert_true(fabs(measured.at.ksn[node] / KSN - 1.) < 1e-8);
            assert_true(measured.at.standard_error[node] < 1e-6);
        }
        measured_free(&measured);
    }
    tree_free(&tree);
}

static void the_standard_error_of_a_worked_regression(void **state)
{
    /* y on x = 1..5: gradient 18.9 / 10, residuals -0.02 -0.01 -0.1 0.31 -0.18, their squares 0.139, of y 35.86 */
    static const double x[5] = {5., 4., 3., 2., 1.}, y[5] = {9.6, 8.2, 5.9, 4.1, 2.2};
    struct tree tree = tree_new(0, 5, 30., 0.45);
    struct line_fit fit;

    (void)state;
    memcpy(tree.chi, x, sizeof x);
    memcpy(tree.elevation, y, sizeof y);
    fit = profile_fit(profile_of(&tree), 0, 5);
    assert_true(fabs(fit.gradient - 1.89) < 1e-12);
    assert_true(fabs(fit.standard_error - sqrt(0.139 / 3. / 10.)) < 1e-12);
    assert_true(fabs(fit.r2 - (1. - 0.139 / 35.86)) < 1e-12);
    fit = profile_fit(profile_of(&tree), 3, 2);
    assert_true(fabs(fit.gradient - 1.9) < 1e-12 && isnan(fit.standard_error) && isnan(fit.r2));
    fit = profile_fit(profile_of(&tree), 4, 1);
    assert_true(isnan(fit.gradient) && isnan(fit.standard_error));
    tree_free(&tree);
}

static void a_line_far_above_the_sea_loses_no_digits(void **state)
{
    struct tree tree = tree_new(0, 101, 1., 0.45);
    struct line_fit fit;

    (void)state;
    for (size_t node = 0; node < 101; node++) {
        tree.chi[node] = 1e6 + 1e-3 * (100. - (double)node);
        tree.elevation[node] = 8000. + 2. * (tree.chi[node] - 1e6);
    }
    fit = profile_fit(profile_of(&tree), 0, 101);
    assert_true(fabs(fit.gradient - 2.) < 1e-6);
    assert_true(fit.standard_error < 1e-6);
    tree_free(&tree);
}

/* The main stem upstream, searched for among all nodes. */
static size_t largest_donor(const struct channel_network *network, size_t node)
{
    size_t best = SIZE_MAX;

    for (size_t other = 0; other < network->nodes; other++)
        if (network->receiver[other] == node && (best == SIZE_MAX || network->area[other] > network->area[best]))
            best = other;
    return best;
}

/* Ksn and its standard error by the raw sums of a textbook, SE = b sqrt((1 / r^2 - 1) / (n - 2)). */
static void regress(const struct tree *tree, const size_t *node, size_t n, double *gradient, double *standard_error)
{
    double x = 0., y = 0., xx = 0., xy = 0., yy = 0., r2;

    for (size_t i = 0; i < n; i++) {
        const double across = tree->chi[node[i]] - tree->chi[node[0]];
        const double up = tree->elevation[node[i]] - tree->elevation[node[0]];

        x += across;
        y += up;
        xx += across * across;
        xy += across * up;
        yy += up * up;
    }
    const double count = (double)n, sxx = xx - x * x / count, sxy = xy - x * y / count, syy = yy - y * y / count;

    *gradient = sxy / sxx;
    r2 = sxy * sxy / (sxx * syy);
    *standard_error = fabs(*gradient) * sqrt((1. / r2 - 1.) / (count - 2.));
}

static size_t window_by_hand(const struct tree *tree, size_t centre, int half, double metres, size_t *node)
{
    const struct channel_network *network = &tree->network;
    double length = 0.;
    size_t n = 0, up, down = centre;

    node[n++] = centre;
    up = largest_donor(network, centre);
    for (int i = 1; up != SIZE_MAX; i++) {
        length += network->step[up];
        if (i > 1 && (half ? i > half : length > metres / 2.))
            break;
        node[n++] = up;
        up = largest_donor(network, up);
    }
    length = 0.;
    for (int i = 1; network->receiver[down] != CHANNEL_END; i++) {
        length += network->step[down];
        if (i > 1 && (half ? i > half : length > metres / 2.))
            break;
        down = network->receiver[down];
        node[n++] = down;
    }
    return n;
}

static void chi_windows_are_those_drawn_by_hand(void **state)
{
    struct tree tree = tree_new(4, 9, 30., 0.45);
    size_t node[200], shorter = 0;

    (void)state;
    plant_steady_state(&tree, KSN);
    add_noise(&tree, 2., 3);
    for (int metres = 0; metres < 3; metres++) {
        const struct gradient_options options = {.window = 200. * metres, .window_nodes = 7};
        struct measured measured = measure("chi", &tree, &options);

        for (size_t centre = 0; centre < tree.network.nodes; centre++) {
            const size_t n = window_by_hand(&tree, centre, metres ? 0 : 3, 200. * metres, node);
            double gradient, standard_error;

            shorter += n < 7;
            regress(&tree, node, n, &gradient, &standard_error);
            assert_true(fabs(measured.at.ksn[centre] - gradient) < 1e-7 * KSN);
            if (n > 2)
                assert_true(fabs(measured.at.standard_error[centre] / standard_error - 1.) < 1e-5);
            else
                assert_true(isnan(measured.at.standard_error[centre]));
        }
        measured_free(&measured);
    }
    assert_true(shorter > 0);
    tree_free(&tree);
}

static void the_smallest_window_at_a_source_is_a_single_step(void **state)
{
    const struct gradient_options options = {.window_nodes = 3};
    struct tree tree = tree_new(1, 5, 30., 0.45);
    struct measured measured;

    (void)state;
    plant_line(&tree, KSN);
    measured = measure("chi", &tree, &options);
    assert_true(fabs(measured.at.ksn[0] / KSN - 1.) < 1e-9 && isnan(measured.at.standard_error[0]));
    assert_true(fabs(measured.at.ksn[14] / KSN - 1.) < 1e-9 && isnan(measured.at.standard_error[14]));
    assert_true(measured.at.standard_error[1] < 1e-9 && measured.at.standard_error[10] < 1e-9);
    measured_free(&measured);
    tree_free(&tree);
}

static void reaches_never_cross_a_confluence(void **state)
{
    const struct gradient_options options = {.window = 400.};
    struct tree tree = tree_new(3, 31, 30., 0.45);
    struct measured measured;

    (void)state;
    /* every segment has a Ksn of its own, from the outlet up */
    for (size_t node = tree.network.nodes; node-- > 0;) {
        const uint32_t receiver = tree.network.receiver[node];

        tree.elevation[node] = 0.;
        if (receiver != CHANNEL_END)
            tree.elevation[node] = tree.elevation[receiver] +
                                   (50. + 10. * tree.network.segment[node]) * (tree.chi[node] - tree.chi[receiver]);
    }
    measured = measure("segment", &tree, &options);
    for (size_t node = 0; node < tree.network.nodes; node++)
        assert_true(fabs(measured.at.ksn[node] / (50. + 10. * tree.network.segment[node]) - 1.) < 1e-9);
    measured_free(&measured);
    tree_free(&tree);
}

static void standard_errors_of_windows_hold_what_they_promise(void **state)
{
    /* 95 % of Student's t with 9 degrees of freedom is 2.262; the smoother's own: at least nine of ten in two */
    const struct gradient_options chi = {.window_nodes = 11}, smooth = {.window_nodes = 31, .error = {1., 0.}};
    struct tree tree = tree_new(7, 100, 30., 0.45);
    struct measured in_windows, smoothed;
    size_t within = 0, within_two = 0, count = 0, inner = 0;

    (void)state;
    plant_line(&tree, 400.);
    add_noise(&tree, 1., 11);
    in_windows = measure("chi", &tree, &chi);
    smoothed = measure("smooth", &tree, &smooth);
    for (size_t node = 0; node + 1 < tree.network.nodes; node++) {
        const double off = fabs(in_windows.at.ksn[node] - 400.), off_smooth = fabs(smoothed.at.ksn[node] - 400.);

        within_two += off_smooth < 2. * smoothed.at.standard_error[node];
        count++;
        if (node % 100 < 6 || node % 100 > 93)
            continue;
        within += off < 2.262 * in_windows.at.standard_error[node];
        inner++;
    }
    print_message("within 95 %%: chi %.3f, smooth %.3f\n", (double)within / (double)inner,
                  (double)within_two / (double)count);
    assert_true(fabs((double)within / (double)inner - 0.95) < 0.02);
    assert_true((double)within_two > 0.9 * (double)count);
    measured_free(&in_windows);
    measured_free(&smoothed);
    tree_free(&tree);
}

static void the_error_of_a_step_follows_from_that_of_elevations(void **state)
{
    const struct gradient_options white = {.error = {0.5, 0.}}, correlated = {.error = {0.5, 30.}}, none = {0};
    struct tree tree = tree_new(0, 4, 30., 0.5);
    struct measured measured;

    (void)state;
    plant_line(&tree, KSN);
    measured = measure("flow", &tree, &white);
    assert_true(fabs(measured.at.standard_error[1] / (sqrt(2.) * 0.5 / 30. * sqrt(1.02e6)) - 1.) < 1e-12);
    assert_true(isnan(measured.at.ksn[3]) && isnan(measured.at.standard_error[3]));
    measured_free(&measured);
    measured = measure("flow", &tree, &correlated);
    assert_true(fabs(measured.at.standard_error[1] / (sqrt(2. - 2. * exp(-1.)) * 0.5 / 30. * sqrt(1.02e6)) - 1.) <
                1e-12);
    measured_free(&measured);
    measured = measure("flow", &tree, &none);
    assert_true(isnan(measured.at.standard_error[1]));
    measured_free(&measured);
    tree_free(&tree);
}

/* A map of 3 x 3 cells of 10 by 20 m and one node on the middle one, or on a corner. */
static void steepest_at(const float *map, uint32_t cell, int as_angle, double *ksn, double *standard_error)
{
    struct landscape land = landscape_new(3, 3, 10.);
    struct tree tree = tree_new(0, 1, 10., 0.45);
    const struct gradient_options options = {
        .as_angle = as_angle, .error = {0.5, 0.}, .lattice = &land.lattice, .map = map};
    struct measured measured;

    for (int row = 0; row < 3; row++) {
        land.north_south[row] = 20.;
        land.diagonal[row] = sqrt(500.);
    }
    tree.network.cell[0] = cell;
    measured = measure("steepest", &tree, &options);
    *ksn = measured.at.ksn[0];
    *standard_error = measured.at.standard_error[0];
    measured_free(&measured);
    tree_free(&tree);
    landscape_free(&land);
}

static void the_steepest_of_eight_neighbours_as_a_tangent_and_as_an_angle(void **state)
{
    /* from 100 m: 9 m in 20 north, 5 m in 10 east (the steepest), 11 m in 22.4 south-west, a null, and ways up */
    static const float map[9] = {105.f, 91.f, NAN, 101.f, 100.f, 95.f, 89.f, 100.f, 120.f};
    const double power = pow(1e6, 0.45);
    double ksn, standard_error;

    (void)state;
    steepest_at(map, 4, 0, &ksn, &standard_error);
    assert_true(fabs(ksn / (0.5 * power) - 1.) < 1e-12);
    assert_true(fabs(standard_error / (sqrt(2.) * 0.5 / 10. * power) - 1.) < 1e-12);
    steepest_at(map, 4, 1, &ksn, &standard_error);
    assert_true(fabs(ksn / (atan(0.5) * power) - 1.) < 1e-12);
    assert_true(fabs(standard_error / (sqrt(2.) * 0.5 / 10. * power / 1.25) - 1.) < 1e-12);
    steepest_at(map, 0, 0, &ksn, &standard_error);
    assert_true(fabs(ksn / (14. / 10. * power) - 1.) < 1e-12);
    steepest_at(map, 6, 0, &ksn, &standard_error);
    assert_true(ksn == 0. && isnan(standard_error));
    steepest_at(map, 2, 0, &ksn, &standard_error);
    assert_true(isnan(ksn));
}

static void same_bits_with_one_and_four_threads(void **state)
{
    const struct gradient_options options = {.window = 300.};
    const int threads = omp_get_max_threads();
    struct tree tree = tree_new(8, 40, 30., 0.45);
    struct measured one, four;

    (void)state;
    plant_steady_state(&tree, KSN);
    add_noise(&tree, 2., 5);
    omp_set_num_threads(1);
    one = measure("chi", &tree, &options);
    omp_set_num_threads(4);
    four = measure("chi", &tree, &options);
    omp_set_num_threads(threads);
    assert_memory_equal(one.at.ksn, four.at.ksn, tree.network.nodes * sizeof(double));
    assert_memory_equal(one.at.standard_error, four.at.standard_error, tree.network.nodes * sizeof(double));
    measured_free(&one);
    measured_free(&four);
    tree_free(&tree);
}

static void channels_of_one_node_and_none_at_all_are_no_error(void **state)
{
    static const char *const methods[] = {"flow", "chi", "segment", "smooth"};
    const struct gradient_options options = {.window_nodes = 11};
    struct tree tree = tree_new(0, 1, 30., 0.45);

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct measured measured = measure(methods[i], &tree, &options);

        assert_true(isnan(measured.at.ksn[0]) && isnan(measured.at.standard_error[0]));
        measured_free(&measured);
    }
    tree.network.nodes = tree.network.segments = 0;
    tree.network.head[0] = 0;
    for (int i = 0; i < 4; i++) {
        struct measured measured = measure(methods[i], &tree, &options);

        measured_free(&measured);
    }
    tree_free(&tree);
}

static void a_window_that_is_none_is_refused_by_its_value(void **state)
{
    const struct gradient_options even = {.window_nodes = 4}, one = {.window_nodes = 1};
    struct tree tree = tree_new(0, 10, 30., 0.45);
    double value[10];
    const struct channel_gradient gradient = {value, value};
    struct slide_error error;

    (void)state;
    assert_int_equal(gradient_measure(gradient_method_find("chi"), profile_of(&tree), &even, &gradient, &error),
                     SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "4 nodes"));
    assert_int_equal(gradient_measure(gradient_method_find("smooth"), profile_of(&tree), &one, &gradient, &error),
                     SLIDE_BAD_INPUT);
    assert_null(gradient_method_find("spline"));
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_on_profiles_recovers_a_planted_steady_state),
        cmocka_unit_test(windows_of_two_kilometres_recover_it_from_whole_metres_and_single_steps_do_not),
        cmocka_unit_test(noise_of_one_metre_spoils_single_steps_but_not_windows),
        cmocka_unit_test(a_wave_of_one_metre_does_not_move_the_mean_of_a_window_of_whole_waves),
        cmocka_unit_test(an_exact_line_has_no_standard_error),
        cmocka_unit_test(the_standard_error_of_a_worked_regression),
        cmocka_unit_test(a_line_far_above_the_sea_loses_no_digits),
        cmocka_unit_test(chi_windows_are_those_drawn_by_hand),
        cmocka_unit_test(the_smallest_window_at_a_source_is_a_single_step),
        cmocka_unit_test(reaches_never_cross_a_confluence),
        cmocka_unit_test(standard_errors_of_windows_hold_what_they_promise),
        cmocka_unit_test(the_error_of_a_step_follows_from_that_of_elevations),
        cmocka_unit_test(the_steepest_of_eight_neighbours_as_a_tangent_and_as_an_angle),
        cmocka_unit_test(same_bits_with_one_and_four_threads),
        cmocka_unit_test(channels_of_one_node_and_none_at_all_are_no_error),
        cmocka_unit_test(a_window_that_is_none_is_refused_by_its_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
