/** A spectrum's power of its own smoothed magnitude against the C library's pow in double precision. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/random.h"
#include "radar/sharpen.h"

enum { LARGEST_SIDE = 64 };

/* The definition, cell by cell */
static void expect(size_t side, double strength, const float complex *spectrum, double complex *expected)
{
    static double smooth[LARGEST_SIDE * LARGEST_SIDE];
    double largest = 0.;

    for (size_t i = 0; i < side * side; i++) {
        smooth[i] = 0.;
        for (size_t down = side - 1; down <= side + 1; down++)
            for (size_t across = side - 1; across <= side + 1; across++)
                smooth[i] += cabs((double complex)spectrum[(i / side + down) % side * side + (i + across) % side]);
        largest = fmax(largest, smooth[i]);
    }
    for (size_t i = 0; i < side * side; i++)
        expected[i] = spectrum[i] * pow(smooth[i] / largest, strength) / 3.;
}

/* Magnitudes over many powers of ten, a quarter of them zero */
static void plant(size_t side, float complex *spectrum)
{
    struct random_stream random = random_stream_at(3, side);

    for (size_t i = 0; i < side * side; i++) {
        const double size = pow(10., 6. * random_uniform(&random) - 3.), turn = 2. * M_PI * random_uniform(&random);

        spectrum[i] = i / side < side / 4 ? 0.f : (float complex)(size * cexp(I * turn));
    }
}

static void spectrum_is_that_of_the_definition_for_any_side_and_strength(void **state)
{
    static const size_t sides[] = {3, 8, 10, 33, LARGEST_SIDE};
    static const float strengths[] = {0.1f, 0.5f, 0.8f, 1.f};
    static float complex spectrum[LARGEST_SIDE * LARGEST_SIDE];
    static double complex expected[LARGEST_SIDE * LARGEST_SIDE];
    static float scratch[2 * LARGEST_SIDE * LARGEST_SIDE];

    (void)state;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        for (size_t j = 0; j < sizeof strengths / sizeof *strengths; j++) {
            plant(sides[i], spectrum);
            expect(sides[i], (double)strengths[j], spectrum, expected);
            sharpen_spectrum(sides[i], strengths[j], 1.f / 3.f, spectrum, scratch);
            for (size_t cell = 0; cell < sides[i] * sides[i]; cell++)
                assert_true(cabs(spectrum[cell] - expected[cell]) <= 3e-6 * cabs(expected[cell]));
        }
}

/* One frequency: its neighbours share its magnitude, all others have none to be raised to a power */
static void single_frequency_is_kept_and_nothing_becomes_nan(void **state)
{
    static float complex spectrum[64];
    static float scratch[128];

    (void)state;
    spectrum[27] = 2e9f - 1e9f * I;
    sharpen_spectrum(8, 1.f, 1.f, spectrum, scratch);
    for (size_t i = 0; i < 64; i++)
        assert_true(spectrum[i] == (i == 27 ? 2e9f - 1e9f * I : 0.f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spectrum_is_that_of_the_definition_for_any_side_and_strength),
        cmocka_unit_test(single_frequency_is_kept_and_nothing_becomes_nan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
