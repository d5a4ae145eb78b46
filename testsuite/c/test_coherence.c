/** Boxcar coherence against a plain loop over every window, and its mean over planted coherence against Touzi's. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_hyperg.h>
#include <omp.h>

#include "radar/coherence.h"
#include "radar/coherence_bias.h"
#include "radar_images.h"

static const double planted[] = {0.05, 0.3, 0.6, 0.9};
enum { PLANTED = sizeof planted / sizeof *planted };

static void draw_pair(float complex *first, float complex *second, size_t pixels, double coherence, double complex turn)
{
    for (size_t i = 0; i < pixels; i++) {
        struct random_stream stream = random_stream_at(5, i);
        const double complex before = radar_next(&stream, 0., 0.);

        first[i] = (float complex)before;
        second[i] = (float complex)(turn * radar_next(&stream, before, coherence));
    }
}

static int is_null(float complex z)
{
    return !(cabsf(z) > 0.f) || isinf(cabsf(z));
}

/* By the definition, pixel by pixel; sets the number of pixels */
static double complex plain_coherence(const struct image_pair *pair, const struct estimator *e, size_t row, size_t col,
                                      double *pixels)
{
    const size_t all_rows = pair->rows / e->look_rows * e->look_rows;
    const size_t all_cols = pair->cols / e->look_cols * e->look_cols;
    const long top = ((long)row - (long)e->window_rows / 2) * (long)e->look_rows;
    const long left = ((long)col - (long)e->window_cols / 2) * (long)e->look_cols;
    double complex product = 0.;
    double first = 0., second = 0.;

    *pixels = 0.;
    for (long i = top; i < top + (long)(e->window_rows * e->look_rows); i++)
        for (long j = left; j < left + (long)(e->window_cols * e->look_cols); j++) {
            if (i < 0 || j < 0 || i >= (long)all_rows || j >= (long)all_cols)
                continue;
            const double complex a = pair->first[i * pair->cols + j], b = pair->second[i * pair->cols + j];

            if (is_null((float complex)a) || is_null((float complex)b))
                continue;
            product += a * conj(b);
            first += creal(a * conj(a));
            second += creal(b * conj(b));
            (*pixels)++;
        }
    return product / sqrt(first * second);
}

static int has_valid_pixel(const struct image_pair *pair, const struct estimator *e, size_t row, size_t col)
{
    for (size_t i = row * e->look_rows; i < (row + 1) * e->look_rows; i++)
        for (size_t j = col * e->look_cols; j < (col + 1) * e->look_cols; j++)
            if (!is_null(pair->first[i * pair->cols + j]) && !is_null(pair->second[i * pair->cols + j]))
                return 1;
    return 0;
}

static void check_against_plain(const struct image_pair *pair, const struct estimator *estimator)
{
    const size_t rows = pair->rows / estimator->look_rows, cols = pair->cols / estimator->look_cols;
    float *coherence = malloc(rows * cols * sizeof *coherence), *phase = malloc(rows * cols * sizeof *phase);
    float *pixels = malloc(rows * cols * sizeof *pixels);
    const struct coherence_estimate estimate = {coherence, phase, pixels};

    assert_int_equal(coherence_boxcar(pair, estimator, 0, rows, &estimate, NULL), SLIDE_OK);
    for (size_t row = 0; row < rows; row++)
        for (size_t col = 0; col < cols; col++) {
            const size_t cell = row * cols + col;
            double used;
            const double complex expected = plain_coherence(pair, estimator, row, col, &used);

            assert_true(pixels[cell] == used);
            if (!has_valid_pixel(pair, estimator, row, col) || used < 0.25 * estimator_pixels(estimator)) {
                assert_true(isnan(coherence[cell]) && isnan(phase[cell]));
                continue;
            }
            assert_true(fabs(coherence[cell] - cabs(expected)) < 1e-6);
            assert_true(fabs(remainder(phase[cell] - carg(expected), 2. * M_PI)) < 1e-5);
        }
    free(coherence);
    free(phase);
    free(pixels);
}

/* More than one piece in both directions, holes, and sizes that no window divides */
static void every_window_and_number_of_looks_is_the_definition(void **state)
{
    static const struct estimator estimators[] = {{1, 1, 3, 3}, {1, 1, 1, 7},  {1, 1, 5, 1}, {2, 3, 3, 3},
                                                  {3, 2, 1, 1}, {1, 1, 31, 9}, {7, 2, 1, 3}};
    const struct image_pair pair = {malloc(151UL * 303 * sizeof(float complex)),
                                    malloc(151UL * 303 * sizeof(float complex)), 151, 303};
    float complex *first = (float complex *)pair.first, *second = (float complex *)pair.second;

    (void)state;
    draw_pair(first, second, pair.rows * pair.cols, 0.5, cexp(0.7 * I));
    for (size_t i = 0; i < 3000; i++)
        first[(i * 7919) % (pair.rows * pair.cols)] = 0.f;
    for (size_t i = 0; i < 12; i++)
        for (size_t j = 0; j < 12; j++)
            second[(40 + i) * pair.cols + 250 + j] = NAN;
    second[77] = INFINITY;
    for (size_t i = 0; i < sizeof estimators / sizeof *estimators; i++)
        check_against_plain(&pair, &estimators[i]);
    free(first);
    free(second);
}

static void bright_target_leaves_no_trace_outside_its_windows(void **state)
{
    enum { ROWS = 40, COLS = 50 };
    static float complex first[ROWS * COLS], second[ROWS * COLS];
    static float before[ROWS * COLS], after[ROWS * COLS];
    const struct image_pair pair = {first, second, ROWS, COLS};
    const struct estimator estimator = {1, 1, 5, 5};

    (void)state;
    draw_pair(first, second, ROWS * COLS, 0.3, 1.);
    coherence_boxcar(&pair, &estimator, 0, ROWS, &(struct coherence_estimate){before, NULL, NULL}, NULL);
    first[10 * COLS + 10] *= 1e8f;
    second[10 * COLS + 10] *= 1e8f;
    coherence_boxcar(&pair, &estimator, 0, ROWS, &(struct coherence_estimate){after, NULL, NULL}, NULL);
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < COLS; j++)
            if (abs(i - 10) > 2 || abs(j - 10) > 2)
                assert_true(before[i * COLS + j] == after[i * COLS + j]);
    assert_true(after[12 * COLS + 12] > 0.9999f);
}

static void same_bits_with_one_and_four_threads(void **state)
{
    enum { ROWS = 300, COLS = 700 };
    static float complex first[ROWS * COLS], second[ROWS * COLS];
    static float one[ROWS * COLS], four[ROWS * COLS];
    const struct image_pair pair = {first, second, ROWS, COLS};
    const struct estimator estimator = {1, 1, 7, 7};

    (void)state;
    draw_pair(first, second, (size_t)ROWS * COLS, 0.3, 1.);
    omp_set_num_threads(1);
    coherence_boxcar(&pair, &estimator, 0, ROWS, &(struct coherence_estimate){one, NULL, NULL}, NULL);
    omp_set_num_threads(4);
    coherence_boxcar(&pair, &estimator, 0, ROWS, &(struct coherence_estimate){four, NULL, NULL}, NULL);
    for (int i = 0; i < ROWS * COLS; i++)
        assert_true(one[i] == four[i]);
}

struct scene {
    double coherence, looks;
};

/* Touzi et al. (1999): p(d) = 2 (L - 1) (1 - g^2)^L d (1 - d^2)^(L - 2) 2F1(L, L; 1; g^2 d^2) */
static double moment_of_density(double d, void *scene)
{
    const struct scene *s = scene;
    const double squared = s->coherence * s->coherence;

    return d * 2. * (s->looks - 1.) * pow(1. - squared, s->looks) * d * pow(1. - d * d, s->looks - 2.) *
           gsl_sf_hyperg_2F1(s->looks, s->looks, 1., squared * d * d);
}

static double integrated_mean(double coherence, double looks)
{
    struct scene scene = {coherence, looks};
    const gsl_function integrand = {moment_of_density, &scene};
    gsl_integration_workspace *work = gsl_integration_workspace_alloc(1000);
    double result, error;

    gsl_integration_qag(&integrand, 0., 1., 1e-9, 1e-9, 1000, GSL_INTEG_GAUSS61, work, &result, &error);
    gsl_integration_workspace_free(work);
    return result;
}

static void expectation_is_the_integral_over_the_density(void **state)
{
    static const double looks[] = {2., 5.5, 9., 25.};

    (void)state;
    for (int s = 0; s < PLANTED; s++)
        for (int l = 0; l < 4; l++)
            assert_true(fabs(coherence_expected(planted[s], looks[l]) - integrated_mean(planted[s], looks[l])) < 1e-7);
    assert_true(coherence_expected(0.3, 1.) == 1.);
    assert_true(coherence_expected(1., 9.) == 1.);
}

static void bias_is_taken_back_from_one_look_and_a_half_to_ten_thousand(void **state)
{
    static const double looks[] = {1.5, 9., 225., 10000.};

    (void)state;
    for (int l = 0; l < 4; l++) {
        struct coherence_bias bias;

        coherence_bias_table(looks[l], &bias);
        for (int s = 1; s < 20; s++) {
            const double truth = s / 20.;

            assert_true(fabs(coherence_without_bias(&bias, coherence_expected(truth, looks[l])) - truth) < 1e-3);
        }
        assert_true(coherence_without_bias(&bias, 0.) == 0.);
        assert_true(coherence_without_bias(&bias, 1.) == 1.);
        assert_true(isnan(coherence_without_bias(&bias, NAN)));
    }
}

/* One estimate for each 3 x 3 pixels, so that all of them are independent */
static void mean_over_planted_coherence_is_expected_and_without_bias_within_a_hundredth_of_the_truth(void **state)
{
    enum { SIDE = 1500, CELLS = SIDE / 3 * (SIDE / 3) };
    const struct estimator estimator = {3, 3, 1, 1};
    float complex *first = malloc((size_t)SIDE * SIDE * sizeof *first);
    float complex *second = malloc((size_t)SIDE * SIDE * sizeof *second);
    float *coherence = calloc(CELLS, sizeof *coherence);
    const struct image_pair pair = {first, second, SIDE, SIDE};
    struct coherence_bias bias;

    (void)state;
    coherence_bias_table(9., &bias);
    for (int s = 0; s < PLANTED; s++) {
        double sum = 0., squares = 0.;

        draw_pair(first, second, (size_t)SIDE * SIDE, planted[s], cexp(2. * I));
        coherence_boxcar(&pair, &estimator, 0, SIDE / 3, &(struct coherence_estimate){coherence, NULL, NULL}, NULL);
        for (int i = 0; i < CELLS; i++) {
            sum += coherence[i];
            squares += coherence[i] * coherence[i];
        }
        const double mean = sum / CELLS, spread = sqrt((squares / CELLS - mean * mean) / CELLS);

        assert_true(fabs(mean - integrated_mean(planted[s], 9.)) < 4. * spread);
        assert_true(fabs(coherence_without_bias(&bias, mean) - planted[s]) < 0.01);
    }
    free(first);
    free(second);
    free(coherence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_window_and_number_of_looks_is_the_definition),
        cmocka_unit_test(bright_target_leaves_no_trace_outside_its_windows),
        cmocka_unit_test(same_bits_with_one_and_four_threads),
        cmocka_unit_test(expectation_is_the_integral_over_the_density),
        cmocka_unit_test(bias_is_taken_back_from_one_look_and_a_half_to_ten_thousand),
        cmocka_unit_test(mean_over_planted_coherence_is_expected_and_without_bias_within_a_hundredth_of_the_truth)};

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
