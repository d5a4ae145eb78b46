/** The standard error of a small-baseline velocity against the scatter of many inversions of planted noise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "radar/sbas.h"
#include "radar/sbas_error.h"

enum { DATES = 24, REACH = 3, MOST_PAIRS = DATES * REACH, TRIALS = 6000 };

/* Every date with the next ones of its subset, dates taking turns between the subsets. */
static int spans_of(int subsets, struct day_span *spans)
{
    int pairs = 0;

    for (int i = 0; i < DATES; i++)
        for (int step = subsets; step <= REACH * subsets && i + step < DATES; step += subsets)
            spans[pairs++] = (struct day_span){12 * i + 6 * (i > 8), 12 * (i + step) + 6 * (i + step > 8)};
    return pairs;
}

/* Sums over the trials. */
struct scatter {
    double squares;   /* of the velocity, the truth being zero */
    double variances; /* of velocity_sd */
};

struct noise {
    double of_dates, of_pairs;
};

static void draw(const struct network *network, struct random_stream *stream, struct noise noise, const double *weight,
                 double *value)
{
    double air[DATES];

    for (int i = 0; i < DATES; i++)
        air[i] = noise.of_dates * random_normal(stream);
    for (int i = 0; i < network->pairs; i++)
        value[i] = air[network->pair[i].later] - air[network->pair[i].earlier] +
                   noise.of_pairs * random_normal(stream) / sqrt(weight[i]);
}

/* Empirical over printed standard error. */
static double ratio_of(int subsets, bool weighted, struct noise noise)
{
    struct random_stream stream = random_stream_at(21, subsets);
    struct day_span spans[MOST_PAIRS];
    const int pairs = spans_of(subsets, spans);
    double term[2 * DATES], weight[MOST_PAIRS], value[MOST_PAIRS], x[DATES];
    struct scatter scatter = {0., 0.};
    struct network network;
    struct sbas_solution solution = {.displacement = x};
    struct sbas *sbas;

    assert_int_equal(network_make(spans, pairs, &network, NULL), SLIDE_OK);
    assert_int_equal(network.dates, DATES);
    for (int i = 0; i < DATES; i++) {
        term[i] = 1.;
        term[DATES + i] = network.day[i] / 365.25;
    }
    for (int i = 0; i < pairs; i++)
        weight[i] = weighted ? 0.2 + 2. * random_uniform(&stream) : 1.;
    const struct sbas_problem problem = {
        .network = &network, .min_pairs = 1, .per_radian = 1., .deviation = true, .terms = 2, .term = term};

    sbas = sbas_new(&problem);
    for (int trial = 0; trial < TRIALS; trial++) {
        draw(&network, &stream, noise, weight, value);
        assert_int_equal(sbas_solve(sbas, value, weighted ? weight : NULL, &solution), SBAS_SOLVED);
        assert_int_equal(solution.subsets, subsets);
        scatter.squares += pow(solution.coefficient[SBAS_VELOCITY], 2.);
        scatter.variances += pow(solution.velocity_sd, 2.);
    }
    sbas_free(sbas);
    network_free(&network);
    return sqrt(scatter.squares / scatter.variances);
}

static void printed_error_is_the_scatter_of_planted_noise(void **state)
{
    static const struct noise noises[] = {{3., 0.}, {3., 3.}, {2., 6.}, {0., 3.}};

    (void)state;
    for (int subsets = 1; subsets <= 3; subsets++)
        for (int weighted = 0; weighted < 2; weighted++)
            for (size_t i = 0; i < sizeof noises / sizeof *noises; i++) {
                const double ratio = ratio_of(subsets, weighted, noises[i]);

                printf("REPORT subsets %d, %s, noise of dates %g and pairs %g: empirical / printed standard error "
                       "%.3f\n",
                       subsets, weighted ? "weighted" : "unweighted", noises[i].of_dates, noises[i].of_pairs, ratio);
                assert_true(ratio > 0.94 && ratio < 1.04);
            }
}

static void inverse_within_the_band_is_that_of_unit_vectors(void **state)
{
    enum { SIZE = 15, WIDTH = 4 };
    double element[SIZE * (WIDTH + 1)], inverse_element[SIZE * (WIDTH + 1)], unit[SIZE];
    struct band band = {SIZE, WIDTH, element}, inverse = {.element = inverse_element};
    struct random_stream stream = random_stream_at(22, 0);

    (void)state;
    band_clear(&band);
    for (int i = 0; i < SIZE; i++)
        for (int j = i > WIDTH ? i - WIDTH : 0; j <= i; j++)
            *band_at(&band, i, j) = i == j ? 2. * WIDTH : random_uniform(&stream) - 0.5;
    assert_true(band_factor(&band));
    band_inverse(&band, &inverse);
    for (int j = 0; j < SIZE; j++) {
        memset(unit, 0, sizeof unit);
        unit[j] = 1.;
        band_solve(&band, unit);
        for (int i = j; i < SIZE && i <= j + WIDTH; i++)
            assert_true(fabs(*band_at(&inverse, i, j) - unit[i]) < 1e-12);
    }
}

static void without_redundant_pairs_all_scatter_is_the_dates(void **state)
{
    struct day_span spans[DATES - 1];
    double term[2 * DATES], value[DATES - 1], x[DATES] = {0.}, squares = 0., mean = 0., spread = 0.;
    struct random_stream stream = random_stream_at(23, 0);
    struct sbas_solution solution = {.displacement = x};
    struct network network;
    struct sbas *sbas;

    (void)state;
    for (int i = 0; i < DATES - 1; i++) {
        spans[i] = (struct day_span){12 * i, 12 * (i + 1)};
        value[i] = random_normal(&stream);
    }
    assert_int_equal(network_make(spans, DATES - 1, &network, NULL), SLIDE_OK);
    for (int i = 0; i < DATES; i++) {
        term[i] = 1.;
        term[DATES + i] = i - 0.5 * (DATES - 1);
    }
    const struct sbas_problem problem = {
        .network = &network, .min_pairs = 1, .per_radian = 1., .deviation = true, .terms = 2, .term = term};

    sbas = sbas_new(&problem);
    assert_int_equal(sbas_solve(sbas, value, NULL, &solution), SBAS_SOLVED);
    for (int i = 0; i < DATES; i++) {
        mean += x[i] / DATES;
        spread += pow(term[DATES + i], 2.);
    }
    for (int i = 0; i < DATES; i++)
        squares += pow(x[i] - mean - solution.coefficient[SBAS_VELOCITY] * term[DATES + i], 2.);
    assert_true(isnan(solution.velocity_noise));
    assert_true(fabs(solution.velocity_sd / sqrt(squares / (DATES - 2) / spread) - 1.) < 1e-9);
    sbas_free(sbas);
    network_free(&network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_error_is_the_scatter_of_planted_noise),
        cmocka_unit_test(inverse_within_the_band_is_that_of_unit_vectors),
        cmocka_unit_test(without_redundant_pairs_all_scatter_is_the_dates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
