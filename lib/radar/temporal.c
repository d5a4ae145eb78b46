#include "radar/temporal.h"

#include <math.h>
#include <stdlib.h>

enum { TILE = 16 }; /* cells gathered together: one cache line of every map */

static void swap(float *a, float *b)
{
    const float kept = *a;

    *a = *b;
    *b = kept;
}

/* The middle one of first, middle and last becomes the pivot, so that sorted values are no worst case. */
static float pivot_of(float *value, size_t low, size_t high)
{
    const size_t middle = low + (high - low) / 2;

    if (value[middle] < value[low])
        swap(&value[middle], &value[low]);
    if (value[high] < value[low])
        swap(&value[high], &value[low]);
    if (value[high] < value[middle])
        swap(&value[high], &value[middle]);
    return value[middle];
}

/* Afterwards value[rank] is what sorting would put there, nothing before it is larger, nothing after it smaller. */
static void select_rank(float *value, size_t count, size_t rank)
{
    size_t low = 0, high = count - 1;

    while (low < high) {
        const float pivot = pivot_of(value, low, high);
        size_t i = low, j = high;

        for (;;) {
            while (value[i] < pivot)
                i++;
            while (value[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap(&value[i++], &value[j--]);
        }
        if (i == j && rank == i)
            return; /* between the two parts: in its place */
        if (rank < i)
            high = i == j ? j - 1 : j;
        else
            low = i == j ? i + 1 : i;
    }
}

float temporal_median(float *value, size_t count)
{
    const size_t upper = count / 2;
    float below;

    if (count == 0)
        return NAN;
    select_rank(value, count, upper);
    if (count % 2 == 1)
        return value[upper];
    below = value[0];
    for (size_t i = 1; i < upper; i++)
        below = fmaxf(below, value[i]);
    return (float)(((double)below + value[upper]) / 2.);
}

/* One cell's valid values. */
struct sample {
    float *value;
    size_t count;
};

static void gather(const float *value, size_t maps, size_t n, size_t first, size_t cells, struct sample *sample)
{
    for (size_t cell = 0; cell < cells; cell++)
        sample[cell].count = 0;
    for (size_t map = 0; map < maps; map++) {
        const float *row = value + map * n + first;

        for (size_t cell = 0; cell < cells; cell++)
            if (!isnan(row[cell]))
                sample[cell].value[sample[cell].count++] = row[cell];
    }
}

static double mean_of(const struct sample *sample)
{
    double sum = 0.;

    for (size_t i = 0; i < sample->count; i++)
        sum += sample->value[i];
    return sum / (double)sample->count; /* none: 0 / 0 is NaN */
}

static double sd_of(const struct sample *sample, double mean)
{
    double squares = 0.;

    for (size_t i = 0; i < sample->count; i++)
        squares += (sample->value[i] - mean) * (sample->value[i] - mean);
    return sqrt(squares / (double)sample->count);
}

static void describe(const struct sample *sample, size_t cell, const struct temporal_result *result)
{
    const double mean = mean_of(sample);

    if (result->count)
        result->count[cell] = sample->count ? (float)sample->count : NAN;
    if (result->mean)
        result->mean[cell] = (float)mean;
    if (result->sd)
        result->sd[cell] = (float)sd_of(sample, mean);
    if (result->median)
        result->median[cell] = temporal_median(sample->value, sample->count);
}

enum slide_status temporal_statistics(const float *value, size_t maps, size_t n, const struct temporal_result *result,
                                      struct slide_error *error)
{
    struct sample sample[TILE];
    float *values = malloc((maps * TILE + 1) * sizeof *values);

    if (!values)
        return slide_out_of_memory(error, (double)maps * TILE * sizeof *values, "the values of a few cells");
    for (size_t cell = 0; cell < TILE; cell++)
        sample[cell].value = values + cell * maps;
    for (size_t first = 0; first < n; first += TILE) {
        const size_t cells = n - first < TILE ? n - first : TILE;

        gather(value, maps, n, first, cells, sample);
        for (size_t cell = 0; cell < cells; cell++)
            describe(&sample[cell], first + cell, result);
    }
    free(values);
    return SLIDE_OK;
}
