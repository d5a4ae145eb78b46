/** Drawn coherences against the density that Touzi et al. (1999) give, integrated by GSL. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_hyperg.h>

#include "speckle.h"

enum { DRAWS = 40000 };
static const double scenes[] = {0.05, 0.3, 0.6, 0.8, 0.93};
enum { SCENES = sizeof scenes / sizeof *scenes };

/* p(d | gamma) = 2 (L - 1) (1 - gamma^2)^L d (1 - d^2)^(L - 2) 2F1(L, L; 1; gamma^2 d^2) */
static double density(double d, void *gamma)
{
    const double squared = *(double *)gamma * *(double *)gamma, looks = SPECKLE_LOOKS;

    return 2. * (looks - 1.) * pow(1. - squared, looks) * d * pow(1. - d * d, looks - 2.) *
           gsl_sf_hyperg_2F1(looks, looks, 1., squared * d * d);
}

static double first_moment(double d, void *gamma)
{
    return d * density(d, gamma);
}

static double integral(double (*function)(double, void *), double gamma, double to)
{
    const gsl_function integrand = {function, &gamma};
    double result, error;
    size_t evaluations;

    gsl_integration_qng(&integrand, 0., to, 1e-9, 1e-7, &result, &error, &evaluations);
    return result;
}

static void draw_many(double gamma, double *drawn)
{
    for (int i = 0; i < DRAWS; i++) {
        struct random_stream stream = random_stream_at(7, (uint64_t)i);

        drawn[i] = speckle_draw(&stream, gamma);
    }
}

static void mean_of_draws_is_that_of_the_density(void **state)
{
    double *drawn = malloc(DRAWS * sizeof *drawn);

    (void)state;
    for (int s = 0; s < SCENES; s++) {
        double sum = 0., squares = 0.;

        draw_many(scenes[s], drawn);
        for (int i = 0; i < DRAWS; i++) {
            sum += drawn[i];
            squares += drawn[i] * drawn[i];
        }
        const double mean = sum / DRAWS, spread = sqrt((squares / DRAWS - mean * mean) / DRAWS);

        assert_true(fabs(mean - integral(first_moment, scenes[s], 1.)) < 4. * spread);
    }
    free(drawn);
}

static void share_of_draws_below_a_value_is_that_of_the_density(void **state)
{
    double *drawn = malloc(DRAWS * sizeof *drawn);

    (void)state;
    for (int s = 0; s < SCENES; s++) {
        draw_many(scenes[s], drawn);
        for (int tenth = 1; tenth < 10; tenth++) {
            const double value = 0.1 * tenth;
            const double expected = integral(density, scenes[s], value);
            int below = 0;

            for (int i = 0; i < DRAWS; i++)
                below += drawn[i] < value;
            assert_true(fabs((double)below / DRAWS - expected) < 4. * sqrt(0.25 / DRAWS));
        }
    }
    free(drawn);
}

static void log_likelihood_ratio_is_that_of_the_density(void **state)
{
    (void)state;
    for (int tenth = 0; tenth < 9; tenth++) {
        const double d = 0.05 + 0.1 * tenth;
        double high = 0.8, low = 0.25;
        const double expected = log(density(d, &high) / density(d, &low));

        assert_true(fabs(speckle_log_likelihood(d, high) - speckle_log_likelihood(d, low) - expected) < 1e-8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(mean_of_draws_is_that_of_the_density),
                                       cmocka_unit_test(share_of_draws_below_a_value_is_that_of_the_density),
                                       cmocka_unit_test(log_likelihood_ratio_is_that_of_the_density)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
