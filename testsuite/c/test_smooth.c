/** The smoothed profile against its own definition solved densely, against lines, waves and noise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "profile_fixture.h"
#include "terrain/smooth.h"

struct smoothed {
    double *elevation, *ksn, *standard_error;
};

static struct smoothed smooth_of(struct tree *tree, double window, double nodes, double sd)
{
    const size_t bytes = (tree->network.nodes + 1) * sizeof(double);
    const struct smoothing smoothing = {window, nodes, sd};
    struct smoothed smoothed = {malloc(bytes), malloc(bytes), malloc(bytes)};

    assert_int_equal(
        profile_smooth(profile_of(tree), &smoothing, smoothed.elevation, smoothed.ksn, smoothed.standard_error, NULL),
        SLIDE_OK);
    return smoothed;
}

static void smoothed_free(struct smoothed *smoothed)
{
    free(smoothed->elevation);
    free(smoothed->ksn);
    free(smoothed->standard_error);
}

static void a_line_against_chi_is_left_alone_at_any_window(void **state)
{
    static const double windows[] = {30., 300., 3000., 30000.};
    struct tree tree = tree_new(6, 40, 30., 0.45);

    (void)state;
    plant_line(&tree, 90.);
    for (int i = 0; i < 4; i++) {
        struct smoothed smoothed = smooth_of(&tree, windows[i], 0., 0.);

        for (size_t node = 0; node + 1 < tree.network.nodes; node++) {
            assert_true(fabs(smoothed.elevation[node] - tree.elevation[node]) < 1e-6);
            assert_true(fabs(smoothed.ksn[node] / 90. - 1.) < 1e-6);
        }
        smoothed_free(&smoothed);
    }
    tree_free(&tree);
}

static void a_slowly_bending_profile_keeps_its_steepness(void **state)
{
    /* Ksn rises by half over the tree's height, in a wave far longer than the window */
    struct tree tree = tree_new(4, 200, 30., 0.45);
    double top = 0.;
    struct smoothed smoothed;

    (void)state;
    for (size_t node = 0; node < tree.network.nodes; node++)
        top = fmax(top, tree.chi[node]);
    for (size_t node = 0; node < tree.network.nodes; node++)
        tree.elevation[node] = 100. * tree.chi[node] + 25. * tree.chi[node] * tree.chi[node] / top;
    smoothed = smooth_of(&tree, 500., 0., 0.);
    for (size_t node = 0; node + 1 < tree.network.nodes; node++)
        assert_true(fabs(smoothed.ksn[node] / (100. + 50. * tree.chi[node] / top) - 1.) < 0.005);
    smoothed_free(&smoothed);
    tree_free(&tree);
}

static void nothing_rises_downstream_whatever_the_noise(void **state)
{
    (void)state;
    for (int trial = 0; trial < 24; trial++) {
        struct tree tree = tree_new(trial % 6, 17, 30., 0.45);
        struct smoothed smoothed;

        plant_line(&tree, 20.);
        add_noise(&tree, 1. + 10. * (trial % 4), trial);
        smoothed = smooth_of(&tree, 0., 3. + 10. * (trial % 3), 0.);
        for (size_t node = 0; node + 1 < tree.network.nodes; node++) {
            assert_true(smoothed.elevation[node] >= smoothed.elevation[tree.network.receiver[node]]);
            assert_true(smoothed.ksn[node] >= 0. && smoothed.standard_error[node] > 0.);
        }
        assert_true(isnan(smoothed.ksn[tree.network.nodes - 1]));
        smoothed_free(&smoothed);
        tree_free(&tree);
    }
}

/* What the header says is minimized, with the weights it names. */
static double cost_of(const struct tree *tree, double nodes, const double *elevation, const double *ksn)
{
    const struct channel_network *network = &tree->network;
    double cost = 0.;

    for (size_t node = 0; node < network->nodes; node++) {
        const uint32_t receiver = network->receiver[node];

        cost += pow(elevation[node] - tree->elevation[node], 2.);
        if (receiver != CHANNEL_END && network->receiver[receiver] != CHANNEL_END) {
            const double step = 0.5 * (network->step[node] + network->step[receiver]);
            const double fall = step * pow(network->area[receiver], -tree->profile.theta);

            cost += pow(nodes / 2. / M_PI, 4.) * fall * fall * pow(ksn[node] - ksn[receiver], 2.);
        }
    }
    return cost;
}

static double cost_of_steps(const struct tree *tree, double nodes, const double *ksn, double outlet)
{
    const struct channel_network *network = &tree->network;
    double *elevation = malloc(network->nodes * sizeof *elevation), cost;

    for (size_t node = network->nodes; node-- > 0;) {
        const uint32_t receiver = network->receiver[node];

        elevation[node] = outlet;
        if (receiver != CHANNEL_END)
            elevation[node] = elevation[receiver] + ksn[node] * (tree->chi[node] - tree->chi[receiver]);
    }
    cost = cost_of(tree, nodes, elevation, ksn);
    free(elevation);
    return cost;
}

/* Moves one variable to the best place that is allowed, found from three values of the parabola along it. */
static double improve(const struct tree *tree, double nodes, double *ksn, double *outlet, double *variable, double size,
                      int free_sign)
{
    const double before = *variable, middle = cost_of_steps(tree, nodes, ksn, *outlet);
    double left, right;

    *variable = before - size;
    left = cost_of_steps(tree, nodes, ksn, *outlet);
    *variable = before + size;
    right = cost_of_steps(tree, nodes, ksn, *outlet);
    *variable = before + 0.5 * size * (left - right) / (left - 2. * middle + right);
    if (!free_sign && *variable < 0.)
        *variable = 0.;
    return fabs(*variable - before);
}

static void it_is_the_constrained_minimum_found_coordinate_by_coordinate(void **state)
{
    struct tree tree = tree_new(2, 4, 30., 0.45);
    const size_t nodes = tree.network.nodes;
    struct smoothed smoothed;
    double ksn[64] = {0}, outlet = 200.;
    size_t flat = 0;

    (void)state;
    assert_true(nodes <= 64);
    plant_line(&tree, 30.);
    add_noise(&tree, 8., 2);
    smoothed = smooth_of(&tree, 0., 5., 0.);
    for (int sweep = 0; sweep < 20000; sweep++) {
        double moved = improve(&tree, 5., ksn, &outlet, &outlet, 10., 1);

        for (size_t node = 0; node + 1 < nodes; node++)
            moved = fmax(moved, improve(&tree, 5., ksn, &outlet, &ksn[node], 10., 0));
        if (moved < 1e-9)
            break;
    }
    for (size_t node = 0; node + 1 < nodes; node++) {
        flat += ksn[node] == 0.;
        assert_true(fabs(smoothed.ksn[node] - ksn[node]) < 1e-3);
    }
    assert_true(flat > 0 && flat < nodes - 1);
    assert_true(fabs(smoothed.elevation[nodes - 1] - outlet) < 1e-4);
    smoothed_free(&smoothed);
    tree_free(&tree);
}

static void no_step_of_a_rough_tree_could_be_better(void **state)
{
    struct tree tree = tree_new(5, 25, 30., 0.45);
    struct smoothed smoothed;
    const size_t outlet = tree.network.nodes - 1;
    size_t flat = 0;

    (void)state;
    plant_line(&tree, 20.);
    add_noise(&tree, 15., 9);
    smoothed = smooth_of(&tree, 0., 9., 0.);
    for (size_t node = 0; node < outlet; node++) {
        double *ksn = &smoothed.ksn[node], best = *ksn, more, less;

        *ksn = best + 1.;
        more = cost_of_steps(&tree, 9., smoothed.ksn, smoothed.elevation[outlet]);
        *ksn = best - 1.;
        less = cost_of_steps(&tree, 9., smoothed.ksn, smoothed.elevation[outlet]);
        *ksn = best;
        flat += best == 0.;
        /* the derivative along the step */
        assert_true(0.5 * (more - less) > -1e-4);
        assert_true(best == 0. || 0.5 * (more - less) < 1e-4);
    }
    assert_true(flat > outlet / 10);
    smoothed_free(&smoothed);
    tree_free(&tree);
}

/* Variance of every variable: the diagonal of the inverse of half the matrix of second derivatives, Gauss and Jordan.
 */
static void invert(double *matrix, size_t n)
{
    for (size_t pivot = 0; pivot < n; pivot++) {
        const double head = matrix[pivot * n + pivot];

        matrix[pivot * n + pivot] = 1.;
        for (size_t j = 0; j < n; j++)
            matrix[pivot * n + j] /= head;
        for (size_t i = 0; i < n; i++) {
            const double factor = matrix[i * n + pivot];

            if (i == pivot)
                continue;
            matrix[i * n + pivot] = 0.;
            for (size_t j = 0; j < n; j++)
                matrix[i * n + j] -= factor * matrix[pivot * n + j];
        }
    }
}

static void standard_errors_are_the_inverse_of_the_curvature(void **state)
{
    struct tree tree = tree_new(2, 4, 30., 0.45);
    const size_t n = tree.network.nodes;
    double *curvature = calloc(n * n, sizeof *curvature), ksn[64] = {0}, *variable[64];
    double outlet = 0., at_zero;
    struct smoothed smoothed = smooth_of(&tree, 0., 8., 2.);

    (void)state;
    for (size_t i = 0; i < n; i++)
        variable[i] = i + 1 < n ? &ksn[i] : &outlet;
    at_zero = cost_of_steps(&tree, 8., ksn, outlet);
    /* elevations are zero, so the cost is a pure square: f(e_i + e_j) - f(e_i) - f(e_j) is twice an entry */
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double alone[2];

            *variable[i] = 1.;
            alone[0] = cost_of_steps(&tree, 8., ksn, outlet);
            *variable[i] = 0.;
            *variable[j] = 1.;
            alone[1] = cost_of_steps(&tree, 8., ksn, outlet);
            *variable[i] += 1.;
            curvature[i * n + j] = 0.5 * (cost_of_steps(&tree, 8., ksn, outlet) - alone[0] - alone[1] + at_zero);
            *variable[i] = *variable[j] = 0.;
        }
    invert(curvature, n);
    for (size_t node = 0; node + 1 < n; node++)
        assert_true(fabs(smoothed.standard_error[node] / (2. * sqrt(curvature[node * n + node])) - 1.) < 1e-8);
    free(curvature);
    smoothed_free(&smoothed);
    tree_free(&tree);
}

/* A channel of constant area: a fall with a wave of one metre, `length` nodes long, after smoothing: its height. */
static double wave_left(double length, double window)
{
    struct tree tree = tree_new(0, 1200, 30., 0.45);
    struct smoothed smoothed;
    double sine = 0.;

    for (size_t node = 0; node < 1200; node++) {
        tree.network.area[node] = 1e6;
        if (node < 1199)
            tree.network.step[node] = 30.;
    }
    channel_chi(&tree.network, 0.45, 1., tree.chi);
    plant_line(&tree, 2000.);
    for (size_t node = 0; node < 1200; node++)
        tree.elevation[node] += sin(2. * M_PI * (double)node / length);
    smoothed = smooth_of(&tree, window, 40., 0.);
    for (size_t node = 400; node < 800; node++)
        sine += (smoothed.elevation[node] - 200. - 2000. * tree.chi[node]) * sin(2. * M_PI * (double)node / length);
    smoothed_free(&smoothed);
    tree_free(&tree);
    return sine / 200.;
}

static void a_wave_as_long_as_the_window_is_halved_and_shorter_ones_vanish(void **state)
{
    (void)state;
    assert_true(fabs(wave_left(40., 0.) - 0.5) < 0.01);
    assert_true(fabs(wave_left(40., 1200.) - 0.5) < 0.01);
    assert_true(fabs(wave_left(20., 1200.) - 1. / 17.) < 0.01);
    assert_true(wave_left(10., 1200.) < 0.01);
    assert_true(fabs(wave_left(80., 1200.) - 16. / 17.) < 0.01);
}

static void the_noise_is_measured_from_what_is_left(void **state)
{
    /* the same errors from residuals as from the true noise */
    struct tree tree = tree_new(7, 60, 30., 0.45);
    struct smoothed known, measured;

    (void)state;
    plant_line(&tree, 2000.);
    add_noise(&tree, 1.5, 4);
    known = smooth_of(&tree, 900., 0., 1.5);
    measured = smooth_of(&tree, 900., 0., 0.);
    for (size_t node = 0; node + 1 < tree.network.nodes; node++)
        assert_true(fabs(measured.standard_error[node] / known.standard_error[node] - 1.) < 0.05);
    smoothed_free(&known);
    smoothed_free(&measured);
    tree_free(&tree);
}

static void a_profile_that_only_rises_becomes_level_at_its_mean(void **state)
{
    struct tree tree = tree_new(0, 50, 30., 0.45);
    struct smoothed smoothed;

    (void)state;
    for (size_t node = 0; node < 50; node++)
        tree.elevation[node] = (double)node;
    smoothed = smooth_of(&tree, 300., 0., 0.);
    for (size_t node = 0; node < 50; node++)
        assert_true(fabs(smoothed.elevation[node] - 24.5) < 1e-6);
    smoothed_free(&smoothed);
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_against_chi_is_left_alone_at_any_window),
        cmocka_unit_test(a_slowly_bending_profile_keeps_its_steepness),
        cmocka_unit_test(nothing_rises_downstream_whatever_the_noise),
        cmocka_unit_test(it_is_the_constrained_minimum_found_coordinate_by_coordinate),
        cmocka_unit_test(no_step_of_a_rough_tree_could_be_better),
        cmocka_unit_test(standard_errors_are_the_inverse_of_the_curvature),
        cmocka_unit_test(a_wave_as_long_as_the_window_is_halved_and_shorter_ones_vanish),
        cmocka_unit_test(the_noise_is_measured_from_what_is_left),
        cmocka_unit_test(a_profile_that_only_rises_becomes_level_at_its_mean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
