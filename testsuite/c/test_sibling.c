/** The siblings' tests against closed forms and counts, and the sibling estimate on planted ground. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <omp.h>

#include "base/sort.h"
#include "radar/sibling.h"
#include "radar_images.h"

static struct sibling_test test_of(const char *method, size_t images, double level)
{
    struct sibling_test test;

    assert_int_equal(sibling_test_make(sibling_method_find(method), images, level, &test, NULL), SLIDE_OK);
    return test;
}

/* Two samples of 3 told apart by hand: a a b b b a, differences of ranks 1 2 1 0 -1 0 */
static void statistics_are_those_worked_out_by_hand(void **state)
{
    static const float a[] = {1.f, 2.f, 6.f, INFINITY}, b[] = {3.f, 4.f, 5.f, INFINITY};
    struct sibling_test ks = test_of("ks", 3, 0.1), ad = test_of("ad", 3, 0.1);

    (void)state;
    assert_true(fabs(sibling_statistic(&ks, a, b) - 4. / 9.) < 1e-12);
    assert_true(fabs(sibling_statistic(&ad, a, b) - (1. / 5. + 4. / 8. + 1. / 9. + 0. + 1. / 5.)) < 1e-12);
    assert_true(sibling_statistic(&ad, b, a) == sibling_statistic(&ad, a, b));
    assert_true(sibling_statistic(&ks, a, a) == 0.);
    assert_true(sibling_statistic(&ad, b, b) == 0.);
    sibling_test_free(&ks);
    sibling_test_free(&ad);
}

/* For equal sizes P(D >= d / n) is 2 sum_k (-1)^(k - 1) C(2n, n - k d) / C(2n, n) (Gnedenko and Korolyuk 1951) */
static double share_of_ks_at_or_above(int n, int d)
{
    double share = 0.;

    for (int k = 1; k * d <= n; k++)
        share += (k % 2 ? 2. : -2.) * exp(2. * lgamma(n + 1.) - lgamma(n - k * d + 1.) - lgamma(n + k * d + 1.));
    return share;
}

static void critical_value_of_kolmogorov_smirnov_is_the_exact_one(void **state)
{
    (void)state;
    for (int n = 6; n <= 20; n += 7)
        for (int percent = 2; percent <= 20; percent += 6) {
            struct sibling_test test = test_of("ks", n, percent / 100.);
            const int largest = (int)rint(sqrt(test.critical) * n);

            /* one above is rarer than the level, this one is not: up to what 100000 draws can tell */
            assert_true(share_of_ks_at_or_above(n, largest + 1) < percent / 100. + 0.003);
            assert_true(share_of_ks_at_or_above(n, largest) > percent / 100. - 0.003);
            sibling_test_free(&test);
        }
}

static void draw_history(uint64_t item, size_t images, double mean, float *history)
{
    struct random_stream stream = random_stream_at(3, item);
    double power[64];

    for (size_t i = 0; i < images; i++)
        power[i] = -mean * log(random_uniform(&stream));
    sort_doubles(power, images);
    for (size_t i = 0; i < images; i++)
        history[i] = (float)power[i];
    history[images] = INFINITY;
}

static double share_refused(const char *method, size_t images, double ratio)
{
    enum { PAIRS = 20000 };
    struct sibling_test test = test_of(method, images, 0.05);
    size_t refused = 0;

    for (uint64_t i = 0; i < PAIRS; i++) {
        float a[65], b[65];

        draw_history(2 * i, images, 1., a);
        draw_history(2 * i + 1, images, ratio, b);
        refused += sibling_statistic(&test, a, b) > test.critical;
    }
    sibling_test_free(&test);
    return (double)refused / PAIRS;
}

static void alike_histories_are_refused_at_the_level_and_others_more_often(void **state)
{
    (void)state;
    assert_true(fabs(share_refused("ad", 8, 1.) - 0.05) < 0.01);
    assert_true(share_refused("ks", 8, 1.) < 0.06);
    assert_true(share_refused("ad", 8, 10.) > 0.8);
    assert_true(share_refused("ad", 20, 10.) > 0.99);
    assert_true(share_refused("ad", 8, 4.) > share_refused("ks", 8, 4.));
}

enum { ROWS = 24, COLS = 40, IMAGES_OF_GROUND = 16 };

struct ground_cells {
    float complex first[ROWS * COLS], second[ROWS * COLS];
    struct product_sums sum[ROWS * COLS];
    float amplitude[ROWS * COLS * (IMAGES_OF_GROUND + 1)];
};

/* The west is bright and coherent (0.9), the east 20 dB darker and less coherent (0.2) */
static void make_ground(struct ground_cells *ground)
{
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++) {
        const int east = i % COLS >= COLS / 2;
        struct random_stream stream = random_stream_at(9, i);
        const double complex before = radar_next(&stream, 0., 0.);

        ground->first[i] = (float complex)before;
        ground->second[i] = (float complex)radar_next(&stream, before, east ? 0.2 : 0.9);
        draw_history(i, IMAGES_OF_GROUND, east ? 0.01 : 1., ground->amplitude + i * (IMAGES_OF_GROUND + 1));
    }
    const struct image_pair pair = {ground->first, ground->second, ROWS, COLS};

    for (size_t row = 0; row < ROWS; row++)
        coherence_products(&pair, &(struct estimator){1, 1, 3, 3}, row, ground->sum + row * COLS);
}

/* Sample coherence of the window's cells in columns `from` to `to` */
static double coherence_of_columns(const struct ground_cells *ground, int row, int from, int to)
{
    double complex product = 0.;
    double first = 0., second = 0.;

    for (int i = row < 7 ? 0 : row - 7; i <= row + 7 && i < ROWS; i++)
        for (int j = from; j <= to; j++) {
            const double complex a = ground->first[i * COLS + j], b = ground->second[i * COLS + j];

            product += a * conj(b);
            first += creal(a * conj(a));
            second += creal(b * conj(b));
        }
    return cabs(product) / sqrt(first * second);
}

static void siblings_across_a_border_are_not_mixed(void **state)
{
    struct ground_cells *ground = malloc(sizeof *ground);
    const struct sibling_cells cells = {ROWS, COLS, ground->sum, ground->amplitude};
    const struct sibling_window window = {15, 15, 9};
    struct sibling_test test = test_of("ad", IMAGES_OF_GROUND, 0.05);
    float coherence[ROWS * COLS], pixels[ROWS * COLS];
    double west = 0., east = 0.; /* mean difference from the own side's sample coherence */

    (void)state;
    make_ground(ground);
    sibling_coherence(&cells, &test, &window, 0, ROWS, &(struct coherence_estimate){coherence, NULL, pixels});
    for (int row = 0; row < ROWS; row++) {
        /* the columns at the border itself: half of the window lies on the other side */
        const int border = COLS / 2;

        west += (coherence[row * COLS + border - 1] - coherence_of_columns(ground, row, border - 8, border - 1)) / ROWS;
        east += (coherence[row * COLS + border] - coherence_of_columns(ground, row, border, border + 7)) / ROWS;
    }
    assert_true(fabs(west) < 0.01);
    assert_true(fabs(east) < 0.03);
    assert_true(pixels[12 * COLS + COLS / 2] <= 15 * 8 + 1);
    sibling_test_free(&test);
    free(ground);
}

static void null_histories_and_lonely_cells_are_null(void **state)
{
    struct ground_cells *ground = malloc(sizeof *ground);
    const struct sibling_cells cells = {ROWS, COLS, ground->sum, ground->amplitude};
    const struct sibling_window window = {5, 5, 9};
    struct sibling_test test = test_of("ad", IMAGES_OF_GROUND, 0.05);
    float coherence[ROWS * COLS];
    const size_t hole = 10 * COLS + 5, alone = 10 * COLS + 10;

    (void)state;
    make_ground(ground);
    ground->amplitude[hole * (IMAGES_OF_GROUND + 1)] = NAN;
    draw_history(1, IMAGES_OF_GROUND, 1e6, ground->amplitude + alone * (IMAGES_OF_GROUND + 1));
    sibling_coherence(&cells, &test, &window, 0, ROWS, &(struct coherence_estimate){coherence, NULL, NULL});
    assert_true(isnan(coherence[hole]));
    assert_true(isnan(coherence[alone]));
    assert_false(isnan(coherence[hole + 1]));
    sibling_test_free(&test);
    free(ground);
}

static void part_of_the_rows_and_four_threads_give_the_same_bits(void **state)
{
    struct ground_cells *ground = malloc(sizeof *ground);
    const struct sibling_cells cells = {ROWS, COLS, ground->sum, ground->amplitude};
    const struct sibling_window window = {9, 9, 4};
    struct sibling_test test = test_of("ks", IMAGES_OF_GROUND, 0.05);
    float whole[ROWS * COLS], part[5 * COLS];

    (void)state;
    make_ground(ground);
    omp_set_num_threads(1);
    sibling_coherence(&cells, &test, &window, 0, ROWS, &(struct coherence_estimate){whole, NULL, NULL});
    omp_set_num_threads(4);
    sibling_coherence(&cells, &test, &window, 7, 5, &(struct coherence_estimate){part, NULL, NULL});
    assert_memory_equal(part, whole + 7 * COLS, sizeof part);
    sibling_test_free(&test);
    free(ground);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(statistics_are_those_worked_out_by_hand),
                                       cmocka_unit_test(critical_value_of_kolmogorov_smirnov_is_the_exact_one),
                                       cmocka_unit_test(alike_histories_are_refused_at_the_level_and_others_more_often),
                                       cmocka_unit_test(siblings_across_a_border_are_not_mixed),
                                       cmocka_unit_test(null_histories_and_lonely_cells_are_null),
                                       cmocka_unit_test(part_of_the_rows_and_four_threads_give_the_same_bits)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
