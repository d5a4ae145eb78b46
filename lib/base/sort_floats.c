/** Least significant digit radix sort of single precision numbers, slice by slice in parallel. */
#include <stdint.h>
#include <string.h>

#include "base/sort.h"

enum { DIGITS = 256, BITS = 32, DIGIT_BITS = 8, MOST_SLICES = 16 };

static const uint32_t sign_bit = 1U << 31;

/* Larger numbers get larger keys: positive ones have the sign bit set, negative ones have all bits turned round. */
static unsigned digit_of(float value, int shift)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return (bits & sign_bit ? ~bits : bits | sign_bit) >> shift & (DIGITS - 1);
}

static void count_digits(const float *value, size_t count, int shift, size_t *counts)
{
    memset(counts, 0, DIGITS * sizeof *counts);
    for (size_t i = 0; i < count; i++)
        counts[digit_of(value[i], shift)]++;
}

/* Turns each slice's counts into the places where its values of each digit begin. */
static void counts_to_places(size_t (*place)[DIGITS], int slices)
{
    size_t total = 0;

    for (int digit = 0; digit < DIGITS; digit++)
        for (int slice = 0; slice < slices; slice++) {
            const size_t count = place[slice][digit];

            place[slice][digit] = total;
            total += count;
        }
}

static void deal_out(const float *from, size_t count, int shift, size_t *place, float *to)
{
    for (size_t i = 0; i < count; i++)
        to[place[digit_of(from[i], shift)]++] = from[i];
}

static void sort_by_digit(const float *from, float *to, size_t count, int shift, int slices)
{
    size_t place[MOST_SLICES][DIGITS];

#pragma omp parallel for num_threads(slices) schedule(static)
    for (int slice = 0; slice < slices; slice++) {
        const size_t first = count * slice / slices, end = count * (slice + 1) / slices;

        count_digits(from + first, end - first, shift, place[slice]);
    }
    counts_to_places(place, slices);
#pragma omp parallel for num_threads(slices) schedule(static)
    for (int slice = 0; slice < slices; slice++) {
        const size_t first = count * slice / slices, end = count * (slice + 1) / slices;

        deal_out(from + first, end - first, shift, place[slice], to);
    }
}

void sort_floats_shared(float *value, float *scratch, size_t count, int threads)
{
    int slices = threads > MOST_SLICES ? MOST_SLICES : threads;

    if (slices < 1 || count < DIGITS * MOST_SLICES)
        slices = 1;
    /* an even number of passes: what is dealt out to the scratch comes back */
    for (int shift = 0; shift < BITS; shift += 2 * DIGIT_BITS) {
        sort_by_digit(value, scratch, count, shift, slices);
        sort_by_digit(scratch, value, count, shift + DIGIT_BITS, slices);
    }
}
