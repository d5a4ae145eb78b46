/** Interferograms by hand: the product before the looks, its sign, the simulated phase taken out, nulls. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <omp.h>

#include "base/random.h"
#include "radar/interferogram.h"

enum { ROWS = 28, COLS = 33 };

static void draw(float complex *first, float complex *second)
{
    struct random_stream random = random_stream_at(3, 0);

    for (size_t i = 0; i < (size_t)ROWS * COLS; i++) {
        first[i] = (float)random_normal(&random) + I * (float)random_normal(&random);
        second[i] = (float)random_normal(&random) + I * (float)random_normal(&random);
    }
}

static void phase_is_that_of_products_summed_over_each_cell(void **state)
{
    const struct estimator looks = {2, 7, 5, 5};
    static float complex earlier[ROWS * COLS], later[ROWS * COLS];
    const struct image_pair pair = {earlier, later, ROWS, COLS};
    const size_t cols = COLS / 7, first = 3, rows = 9;
    float phase[9 * (COLS / 7)];

    (void)state;
    draw(earlier, later);
    assert_int_equal(interferogram_phase(&pair, &looks, first, rows, phase, NULL), SLIDE_OK);
    for (size_t row = 0; row < rows; row++)
        for (size_t col = 0; col < cols; col++) {
            double complex sum = 0.;

            for (size_t down = 0; down < 2; down++)
                for (size_t across = 0; across < 7; across++) {
                    const size_t pixel = (2 * (first + row) + down) * COLS + 7 * col + across;

                    sum += (double complex)pair.first[pixel] * conj(pair.second[pixel]);
                }
            assert_float_equal(phase[row * cols + col], carg(sum), 1e-6);
        }
}

/* Looks of opposite phase: averaging phases would give zero or pi / 2, the strong product decides */
static void strong_pixels_weigh_more_and_nulls_nothing(void **state)
{
    const struct estimator looks = {1, 3, 1, 1};
    const float complex first[] = {1.f, 10.f, 5.f, 0.f, NAN, 1.f, 0.f, 1.f, NAN};
    const float complex second[] = {1.f, -10.f * I, 0.f, 1.f, 1.f, I, 1.f, 0.f, 1.f};
    const struct image_pair pair = {first, second, 1, 9};
    float phase[3];

    (void)state;
    assert_int_equal(interferogram_phase(&pair, &looks, 0, 1, phase, NULL), SLIDE_OK);
    assert_float_equal(phase[0], atan2(100., 1.), 1e-6);
    assert_float_equal(phase[1], -M_PI_2, 1e-6);
    assert_true(isnan(phase[2]));
}

static void simulated_phase_goes_out_before_the_looks(void **state)
{
    const struct estimator looks = {1, 4, 1, 1};
    float complex first[8], second[8], simulated[8];
    const struct image_pair pair = {first, second, 1, 8};
    float phase[2];

    (void)state;
    for (size_t i = 0; i < 8; i++) { /* a fringe within the looks, whose sum would vanish */
        first[i] = cexpf(I * (float)(M_PI_2 * (double)i + 0.4));
        second[i] = 1.f;
        simulated[i] = (float)(M_PI_2 * (double)i);
    }
    interferogram_flatten(second, simulated, 8);
    assert_int_equal(interferogram_phase(&pair, &looks, 0, 1, phase, NULL), SLIDE_OK);
    assert_float_equal(phase[0], 0.4, 1e-6);
    assert_float_equal(phase[1], 0.4, 1e-6);
    simulated[0] = NAN;
    interferogram_flatten(second, simulated, 1);
    assert_true(isnan(crealf(second[0])));
}

static void same_bits_with_one_and_three_threads(void **state)
{
    const struct estimator looks = {1, 2, 1, 1};
    static float complex first[ROWS * COLS], second[ROWS * COLS];
    const struct image_pair pair = {first, second, ROWS, COLS};
    const int threads = omp_get_max_threads();
    float one[ROWS * (COLS / 2)], three[ROWS * (COLS / 2)];

    (void)state;
    draw(first, second);
    omp_set_num_threads(1);
    assert_int_equal(interferogram_phase(&pair, &looks, 0, ROWS, one, NULL), SLIDE_OK);
    omp_set_num_threads(3);
    assert_int_equal(interferogram_phase(&pair, &looks, 0, ROWS, three, NULL), SLIDE_OK);
    omp_set_num_threads(threads);
    assert_memory_equal(one, three, sizeof one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phase_is_that_of_products_summed_over_each_cell),
        cmocka_unit_test(strong_pixels_weigh_more_and_nulls_nothing),
        cmocka_unit_test(simulated_phase_goes_out_before_the_looks),
        cmocka_unit_test(same_bits_with_one_and_three_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
