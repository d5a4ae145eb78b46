#include "base/sort.h"

#include <stdint.h>
#include <string.h>

enum {
    DIGITS = 256,
    DIGIT_BITS = 8,
    TOP_SHIFT = 56,
    FEW = 48,           /* below this an insertion sort is quicker than counting 256 digits */
    WORTH_A_TASK = 4096 /* below this a stretch is not worth handing to another thread */
};

static const uint64_t sign_bit = 1ULL << 63;

/* Larger doubles get larger keys: positive numbers have the sign bit set, negative ones have all bits turned round. */
static uint64_t key_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits & sign_bit ? ~bits : bits | sign_bit;
}

static unsigned digit_of(double value, int shift)
{
    return key_of(value) >> shift & (DIGITS - 1);
}

static void sort_few(double *value, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const double moving = value[i];
        const uint64_t key = key_of(moving);
        size_t to = i;

        for (; to > 0 && key_of(value[to - 1]) > key; to--)
            value[to] = value[to - 1];
        value[to] = moving;
    }
}

/* Brings every value into its digit's stretch by chains of swaps; start and end are the stretches' bounds. */
static void deal_out(double *value, int shift, const size_t *start, const size_t *end)
{
    size_t next[DIGITS];

    memcpy(next, start, sizeof next);
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        while (next[digit] < end[digit]) {
            double moving = value[next[digit]];
            unsigned home = digit_of(moving, shift);

            while (home != digit) {
                const double displaced = value[next[home]];

                value[next[home]++] = moving;
                moving = displaced;
                home = digit_of(moving, shift);
            }
            value[next[digit]++] = moving;
        }
    }
}

static void sort_from_digit(double *value, size_t count, int shift)
{
    size_t start[DIGITS], end[DIGITS] = {0}, total = 0;

    if (count < FEW) {
        sort_few(value, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        end[digit_of(value[i], shift)]++;
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        start[digit] = total;
        total += end[digit];
        end[digit] = total;
    }
    deal_out(value, shift, start, end);
    if (shift == 0)
        return;
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        double *stretch = value + start[digit];
        const size_t length = end[digit] - start[digit];

        if (length >= WORTH_A_TASK) {
#pragma omp task
            sort_from_digit(stretch, length, shift - DIGIT_BITS);
        } else if (length > 1) {
            sort_from_digit(stretch, length, shift - DIGIT_BITS);
        }
    }
}

void sort_doubles(double *value, size_t count)
{
    sort_from_digit(value, count, TOP_SHIFT);
}

void sort_doubles_shared(double *value, size_t count, int threads)
{
#pragma omp parallel num_threads(threads)
#pragma omp single
    sort_from_digit(value, count, TOP_SHIFT);
}
