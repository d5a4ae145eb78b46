/** Small-baseline inversion against NumPy's pseudo-inverse and GSL's singular value decomposition. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <gsl/gsl_linalg.h>

#include "base/random.h"
#include "radar/sbas.h"

enum { MOST_DATES = 40, MOST_PAIRS = 200 };

/* Of a line over time, for whatever network. */
static struct sbas_problem line_over(const struct network *network, double *term)
{
    for (int i = 0; i < network->dates; i++) {
        term[i] = 1.;
        term[network->dates + i] = (network->day[i] - network->day[0]) / 365.25;
    }
    return (struct sbas_problem){.network = network, .min_pairs = 1, .per_radian = 1., .terms = 2, .term = term};
}

static struct sbas_solution solve(const struct network *network, const double *value, const double *weight, double *x)
{
    double term[2 * MOST_DATES];
    const struct sbas_problem problem = line_over(network, term);
    struct sbas *sbas = sbas_new(&problem);
    struct sbas_solution solution = {.displacement = x};

    assert_non_null(sbas);
    assert_int_equal(sbas_solve(sbas, value, weight, &solution), SBAS_SOLVED);
    sbas_free(sbas);
    return solution;
}

static void two_subsets_are_what_numpys_pinv_of_the_velocities_gives(void **state)
{
    const struct day_span spans[7] = {{0, 24}, {24, 66}, {0, 66}, {12, 42}, {42, 54}, {12, 54}, {54, 90}};
    const double value[7] = {3., -1.5, 2.25, 7., -2., 4.5, 1.}, weight[7] = {1., 2., 0.5, 1., 3., 1., 2.};
    const double expected[2][7] = {
        {0., -0.521303258145354, 3.25, 6.312030075187984, 4.14536340852131, 2., 5.1453634085213125},
        {0., -0.6060687432867892, 3.2142857142857197, 6.179645542427517, 4.108216970998956, 1.8214285714285827,
         5.1082169709988605}};
    struct network network;
    double x[7];

    (void)state;
    assert_int_equal(network_make(spans, 7, &network, NULL), SLIDE_OK);
    for (int weighted = 0; weighted < 2; weighted++) {
        const struct sbas_solution solution = solve(&network, value, weighted ? weight : NULL, x);

        assert_int_equal(solution.subsets, 2);
        for (int i = 0; i < 7; i++)
            assert_true(fabs(x[i] - expected[weighted][i]) < 1e-9);
    }
    network_free(&network);
}

/* Velocities between successive dates by the pseudo-inverse of the weighted design matrix, summed up. */
static void minimum_norm(const struct network *network, const double *value, const double *weight, double *x)
{
    const int pairs = network->pairs, steps = network->dates - 1, rows = pairs > steps ? pairs : steps;
    gsl_matrix *design = gsl_matrix_calloc(rows, steps), *v = gsl_matrix_alloc(steps, steps);
    gsl_vector *s = gsl_vector_alloc(steps), *work = gsl_vector_alloc(steps), *right = gsl_vector_calloc(rows);
    gsl_vector *velocity = gsl_vector_alloc(steps);

    for (int i = 0; i < pairs; i++) {
        const double root = sqrt(weight ? weight[i] : 1.);

        for (int j = network->pair[i].earlier; j < network->pair[i].later; j++)
            gsl_matrix_set(design, i, j, root * (network->day[j + 1] - network->day[j]) / 365.25);
        gsl_vector_set(right, i, root * value[i]);
    }
    gsl_linalg_SV_decomp(design, v, s, work);
    for (int i = 0; i < steps; i++)
        if (gsl_vector_get(s, i) < 1e-11 * gsl_vector_get(s, 0))
            gsl_vector_set(s, i, 0.);
    gsl_linalg_SV_solve(design, v, s, right, velocity);
    x[0] = 0.;
    for (int i = 0; i < steps; i++)
        x[i + 1] = x[i] + gsl_vector_get(velocity, i) * (network->day[i + 1] - network->day[i]) / 365.25;
    gsl_matrix_free(design);
    gsl_matrix_free(v);
    gsl_vector_free(s);
    gsl_vector_free(work);
    gsl_vector_free(right);
    gsl_vector_free(velocity);
}

/* Every date has a pair; dates of one residue modulo `subsets` hang together. */
static int random_network(struct random_stream *stream, int dates, int subsets, struct day_span *spans)
{
    int day[MOST_DATES], pairs = 0;

    for (int i = 0; i < dates; i++)
        day[i] = (i ? day[i - 1] : 0) + 6 + 6 * (int)random_below(stream, 5);
    for (int i = 0; i < dates; i++)
        for (int step = subsets; step <= 4 * subsets && i + step < dates; step += subsets)
            if (step == subsets || random_uniform(stream) < 0.5)
                spans[pairs++] = (struct day_span){day[i], day[i + step]};
    return pairs;
}

static void random_networks_are_what_the_singular_value_decomposition_gives(void **state)
{
    (void)state;
    for (int trial = 0; trial < 60; trial++) {
        struct random_stream stream = random_stream_at(5, trial);
        const int subsets = 1 + trial % 4, dates = 2 * subsets + 2 + (int)random_below(&stream, 25);
        struct day_span spans[MOST_PAIRS];
        const int pairs = random_network(&stream, dates, subsets, spans);
        double value[MOST_PAIRS] = {0.}, weight[MOST_PAIRS] = {0.}, x[MOST_DATES], expected[MOST_DATES];
        struct network network;
        struct sbas_solution solution;

        for (int i = 0; i < pairs; i++) {
            value[i] = 10. * random_normal(&stream);
            weight[i] = 0.1 + 10. * random_uniform(&stream);
        }
        assert_int_equal(network_make(spans, pairs, &network, NULL), SLIDE_OK);
        solution = solve(&network, value, trial % 2 ? weight : NULL, x);
        assert_int_equal(solution.subsets, subsets);
        minimum_norm(&network, value, trial % 2 ? weight : NULL, expected);
        for (int i = 0; i < network.dates; i++)
            assert_true(fabs(x[i] - expected[i]) < 1e-9);
        network_free(&network);
    }
}

/* The velocity's response to each pair, by solving unit vectors, gives its variance without any covariance matrix. */
static void noise_of_the_velocity_is_the_sum_of_its_squared_responses(void **state)
{
    (void)state;
    for (int subsets = 1; subsets <= 3; subsets++) {
        struct random_stream stream = random_stream_at(8, subsets);
        struct day_span spans[MOST_PAIRS];
        const int pairs = random_network(&stream, 20, subsets, spans);
        double value[MOST_PAIRS], weight[MOST_PAIRS], unit[MOST_PAIRS], x[MOST_DATES], squares = 0., sum = 0.;
        struct network network;
        struct sbas_solution solution;

        assert_int_equal(network_make(spans, pairs, &network, NULL), SLIDE_OK);
        for (int i = 0; i < pairs; i++) {
            value[i] = random_normal(&stream);
            weight[i] = 0.5 + random_uniform(&stream);
        }
        for (int i = 0; i < pairs; i++) {
            memset(unit, 0, sizeof unit);
            unit[i] = 1.;
            squares += pow(solve(&network, unit, weight, x).coefficient[SBAS_VELOCITY], 2.) / weight[i];
        }
        solution = solve(&network, value, weight, x);
        for (int i = 0; i < pairs; i++)
            sum += weight[i] * pow(value[i] - x[network.pair[i].later] + x[network.pair[i].earlier], 2.);
        sum /= pairs - (network.dates - subsets);
        assert_true(fabs(solution.velocity_noise / sqrt(sum * squares) - 1.) < 1e-9);
        network_free(&network);
    }
}

static void what_the_cell_before_left_does_not_change_a_bit(void **state)
{
    struct random_stream stream = random_stream_at(9, 0);
    struct day_span spans[MOST_PAIRS];
    const int pairs = random_network(&stream, 18, 1, spans);
    double value[MOST_PAIRS], gaps[MOST_PAIRS], weight[MOST_PAIRS], term[2 * MOST_DATES], x[MOST_DATES],
        again[MOST_DATES];
    struct sbas_solution solution = {.displacement = x}, other = {.displacement = again};
    struct network network;
    struct sbas_problem problem;
    struct sbas *used, *fresh;

    (void)state;
    assert_int_equal(network_make(spans, pairs, &network, NULL), SLIDE_OK);
    problem = line_over(&network, term);
    used = sbas_new(&problem);
    for (int i = 0; i < pairs; i++) {
        value[i] = random_normal(&stream);
        gaps[i] = i % 3 ? value[i] : NAN;
        weight[i] = random_uniform(&stream);
    }
    for (int turn = 0; turn < 16; turn++) {
        const double *given = turn & 1 ? gaps : value, *weighs = turn & 2 ? weight : NULL;

        fresh = sbas_new(&problem);
        sbas_solve(used, given, weighs, &solution);
        sbas_solve(used, turn & 4 ? value : gaps, turn & 8 ? weight : NULL, &other);
        sbas_solve(used, given, weighs, &solution);
        sbas_solve(fresh, given, weighs, &other);
        assert_memory_equal(x, again, network.dates * sizeof *x);
        assert_true(solution.velocity_noise == other.velocity_noise);
        sbas_free(fresh);
    }
    sbas_free(used);
    network_free(&network);
}

static void cells_without_pairs_or_with_few_are_told_and_null(void **state)
{
    const struct day_span spans[3] = {{0, 12}, {12, 24}, {0, 24}};
    const double none[3] = {NAN, NAN, NAN}, one[3] = {1., NAN, NAN}, no_weight[3] = {0., NAN, 0.};
    double term[2 * MOST_DATES], x[3] = {0.};
    struct sbas_solution solution = {.displacement = x};
    struct network network;
    struct sbas_problem problem;
    struct sbas *sbas;

    (void)state;
    assert_int_equal(network_make(spans, 3, &network, NULL), SLIDE_OK);
    problem = line_over(&network, term);
    problem.min_pairs = 2;
    sbas = sbas_new(&problem);
    assert_int_equal(sbas_solve(sbas, none, NULL, &solution), SBAS_NO_PAIR);
    assert_int_equal(sbas_solve(sbas, one, no_weight, &solution), SBAS_NO_PAIR);
    assert_int_equal(sbas_solve(sbas, one, NULL, &solution), SBAS_FEW_PAIRS);
    assert_true(isnan(x[0]) && isnan(x[1]) && isnan(x[2]) && isnan(solution.coefficient[SBAS_VELOCITY]));
    assert_int_equal(solution.pairs, 1);
    sbas_free(sbas);
    network_free(&network);
}

static void a_date_without_pair_is_null_and_the_others_stay(void **state)
{
    const struct day_span spans[4] = {{0, 12}, {12, 24}, {0, 24}, {24, 48}};
    const double value[4] = {NAN, NAN, 6., 5.};
    struct network network;
    double x[4];

    (void)state;
    assert_int_equal(network_make(spans, 4, &network, NULL), SLIDE_OK);
    const struct sbas_solution solution = solve(&network, value, NULL, x);

    assert_int_equal(solution.subsets, 1);
    assert_int_equal(solution.dates, 3);
    assert_true(x[0] == 0. && isnan(x[1]) && fabs(x[2] - 6.) < 1e-12 && fabs(x[3] - 11.) < 1e-12);
    network_free(&network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_subsets_are_what_numpys_pinv_of_the_velocities_gives),
        cmocka_unit_test(random_networks_are_what_the_singular_value_decomposition_gives),
        cmocka_unit_test(noise_of_the_velocity_is_the_sum_of_its_squared_responses),
        cmocka_unit_test(what_the_cell_before_left_does_not_change_a_bit),
        cmocka_unit_test(cells_without_pairs_or_with_few_are_told_and_null),
        cmocka_unit_test(a_date_without_pair_is_null_and_the_others_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
