#include "radar/sharpen.h"

#include <math.h>
#include <stdint.h>

/* Twice as many values at once where the processor can; every one has the same bits. Sanitizers know no such choice. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

union float_bits {
    float value;
    int32_t bits;
};

enum { MANTISSA_BITS = 23, ROOT_HALF_BITS = 0x3f3504f3, ONE_BITS = 0x3f800000 };

/*
 * Logarithm and power of two written out, since the library's are not done for many values at once. The mantissa is
 * taken between the roots of 1/2 and 2, where the series of the inverse hyperbolic tangent ends soon.
 */
static inline float logarithm(float value)
{
    union float_bits number = {.value = value};
    const int32_t exponent = (number.bits - ROOT_HALF_BITS) >> MANTISSA_BITS;
    float ratio, square;

    number.bits -= exponent * (1 << MANTISSA_BITS);
    ratio = (number.value - 1.f) / (number.value + 1.f);
    square = ratio * ratio;
    return (float)exponent +
           2.88539008f * ratio *
               (1.f + square * (1.f / 3.f + square * (1.f / 5.f + square * (1.f / 7.f + square * (1.f / 9.f)))));
}

/* For exponents from -150 to 0; below -126 next to nothing is left, nor need it be right */
static inline float power_of_two(float exponent)
{
    const int32_t nearest = (int32_t)(exponent - 0.5f), whole = nearest > -126 ? nearest : -126;
    const float rest = 0.693147181f * (exponent - (float)whole);
    const union float_bits scale = {.bits = ONE_BITS + whole * (1 << MANTISSA_BITS)};
    float sum = 1.f + rest * (1.f / 7.f);

    sum = 1.f + sum * rest * (1.f / 6.f);
    sum = 1.f + sum * rest * (1.f / 5.f);
    sum = 1.f + sum * rest * (1.f / 4.f);
    sum = 1.f + sum * rest * (1.f / 3.f);
    sum = 1.f + sum * rest * (1.f / 2.f);
    return scale.value * (1.f + sum * rest);
}

static inline void magnitude(size_t count, const float complex *spectrum, float *magnitude)
{
    const float *parts = (const float *)spectrum;

#pragma omp simd
    for (size_t i = 0; i < count; i++)
        magnitude[i] = sqrtf(parts[2 * i] * parts[2 * i] + parts[2 * i + 1] * parts[2 * i + 1]);
}

/* Sums of three along a row */
static inline void sum_along(size_t side, const float *restrict value, float *restrict sum)
{
    sum[0] = value[side - 1] + value[0] + value[1];
#pragma omp simd
    for (size_t i = 1; i < side - 1; i++)
        sum[i] = value[i - 1] + value[i] + value[i + 1];
    sum[side - 1] = value[side - 2] + value[side - 1] + value[0];
}

/* Sums of three rows, and the largest of them */
static inline float sum_rows(size_t side, const float *restrict along, float *restrict smooth)
{
    float largest = 0.f;

    for (size_t i = 0; i < side; i++) {
        const float *above = along + (i + side - 1) % side * side, *row = along + i * side;
        const float *below = along + (i + 1) % side * side;
        float *sum = smooth + i * side;

#pragma omp simd reduction(max : largest)
        for (size_t j = 0; j < side; j++) {
            sum[j] = above[j] + row[j] + below[j];
            largest = sum[j] > largest ? sum[j] : largest;
        }
    }
    return largest;
}

WIDE void sharpen_spectrum(size_t side, float strength, float scale, float complex *spectrum, float *scratch)
{
    const size_t cells = side * side;
    float *restrict smooth = scratch, *restrict along = scratch + cells, *restrict parts = (float *)spectrum;
    float highest;

    magnitude(cells, spectrum, smooth);
    for (size_t i = 0; i < side; i++)
        sum_along(side, smooth + i * side, along + i * side);
    highest = logarithm(sum_rows(side, along, smooth));
#pragma omp simd
    for (size_t i = 0; i < cells; i++) {
        const float gain = scale * power_of_two(strength * (logarithm(smooth[i]) - highest));

        parts[2 * i] *= gain;
        parts[2 * i + 1] *= gain;
    }
}
