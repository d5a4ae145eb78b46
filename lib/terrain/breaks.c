/** Class breaks: by dynamic programming over a histogram, by rank, by equal steps. */
#include "terrain/breaks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BINS 1024

struct range {
    size_t count;
    float least;
    float greatest;
};

static struct range range_of(const float *value, size_t cells)
{
    struct range range = {0, INFINITY, -INFINITY};

    for (size_t cell = 0; cell < cells; cell++)
        if (!isnan(value[cell])) {
            range.count++;
            range.least = fminf(range.least, value[cell]);
            range.greatest = fmaxf(range.greatest, value[cell]);
        }
    return range;
}

/* Running sums over the bins that are not empty, entry 0 being nothing: those of bins i to j - 1 are [j] - [i]. */
struct histogram {
    int bins;
    double count[BINS + 1];
    double sum[BINS + 1]; /* of values less the least, as are the squares */
    double square[BINS + 1];
    float greatest[BINS + 1]; /* of one bin: entry i + 1 is that of bin i */
};

static void count_bins(const float *value, size_t cells, struct range range, struct histogram *histogram)
{
    const double width = ((double)range.greatest - range.least) / BINS;

    for (int bin = 1; bin <= BINS; bin++)
        histogram->greatest[bin] = -INFINITY;
    for (size_t cell = 0; cell < cells; cell++) {
        const double above = (double)value[cell] - range.least;
        int bin;

        if (isnan(above))
            continue;
        bin = width > 0. ? 1 + (int)fmin(above / width, BINS - 1) : 1;
        histogram->count[bin]++;
        histogram->sum[bin] += above;
        histogram->square[bin] += above * above;
        histogram->greatest[bin] = fmaxf(histogram->greatest[bin], value[cell]);
    }
}

static void run_up_bins(struct histogram *histogram)
{
    for (int bin = 1; bin <= BINS; bin++) {
        const int last = histogram->bins, next = last + 1;

        if (histogram->count[bin] == 0.)
            continue;
        histogram->count[next] = histogram->count[last] + histogram->count[bin];
        histogram->sum[next] = histogram->sum[last] + histogram->sum[bin];
        histogram->square[next] = histogram->square[last] + histogram->square[bin];
        histogram->greatest[next] = histogram->greatest[bin];
        histogram->bins = next;
    }
}

/* Sum of squares about their mean of the values in bins `first` to `end` - 1. */
static double spread(const struct histogram *histogram, int first, int end)
{
    const double count = histogram->count[end] - histogram->count[first];
    const double sum = histogram->sum[end] - histogram->sum[first];

    return histogram->square[end] - histogram->square[first] - sum * sum / count;
}

/* Where classes begin when the bins up to an end are cut at best, and what that costs. */
struct cuts {
    double cost[BREAKS_CLASSES][BINS + 1];
    int first[BREAKS_CLASSES][BINS + 1]; /* of the highest class */
};

static void cut_at_best(const struct histogram *histogram, struct cuts *cuts, int classes)
{
    for (int end = 1; end <= histogram->bins; end++)
        cuts->cost[0][end] = spread(histogram, 0, end);
    for (int nth = 1; nth < classes; nth++)
        for (int end = nth + 1; end <= histogram->bins; end++) {
            cuts->cost[nth][end] = INFINITY;
            for (int first = nth; first < end; first++) {
                const double cost = cuts->cost[nth - 1][first] + spread(histogram, first, end);

                if (cost < cuts->cost[nth][end]) {
                    cuts->cost[nth][end] = cost;
                    cuts->first[nth][end] = first;
                }
            }
        }
}

static enum slide_status natural_breaks(const float *value, size_t cells, struct range range, double *breaks,
                                        struct slide_error *error)
{
    struct histogram *histogram = calloc(1, sizeof *histogram);
    struct cuts *cuts = calloc(1, sizeof *cuts);
    int classes, end;

    if (!histogram || !cuts) {
        free(histogram);
        free(cuts);
        return slide_out_of_memory(error, sizeof *histogram + sizeof *cuts, "natural breaks");
    }
    count_bins(value, cells, range, histogram);
    run_up_bins(histogram);
    classes = histogram->bins < BREAKS_CLASSES ? histogram->bins : BREAKS_CLASSES;
    cut_at_best(histogram, cuts, classes);
    end = histogram->bins;
    for (int nth = BREAKS_CLASSES - 1; nth > 0; nth--) {
        if (nth < classes)
            end = cuts->first[nth][end];
        breaks[nth - 1] = histogram->greatest[end];
    }
    free(histogram);
    free(cuts);
    return SLIDE_OK;
}

#define HALF_BITS 16
#define HALVES (1 << HALF_BITS)
#define SIGN_BIT 0x80000000u

/* A float as an unsigned integer that sorts as it does: the sign bit turned, all others too when it was set. */
static uint32_t sorting_bits(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits >> 31 ? ~bits : bits | SIGN_BIT;
}

static float from_sorting_bits(uint32_t sorting)
{
    const uint32_t bits = sorting >> 31 ? sorting ^ SIGN_BIT : ~sorting;
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Counts the upper halves of all values' bits, or the lower halves of those whose upper one is `upper`. */
static void count_halves(const float *value, size_t cells, int64_t upper, size_t *count)
{
    memset(count, 0, HALVES * sizeof *count);
    for (size_t cell = 0; cell < cells; cell++) {
        const uint32_t bits = sorting_bits(value[cell]);

        if (isnan(value[cell]))
            continue;
        if (upper < 0)
            count[bits >> HALF_BITS]++;
        else if (bits >> HALF_BITS == upper)
            count[bits & (HALVES - 1)]++;
    }
}

/* The half that the value of a rank has; the rank becomes that among the values with this half. */
static uint32_t half_of_rank(const size_t *count, size_t *rank)
{
    uint32_t half = 0;

    while (half < HALVES - 1 && count[half] < *rank)
        *rank -= count[half++];
    return half;
}

static enum slide_status quantiles(const float *value, size_t cells, struct range range, double *breaks,
                                   struct slide_error *error)
{
    size_t *count = malloc(HALVES * sizeof *count);

    if (!count)
        return slide_out_of_memory(error, HALVES * sizeof *count, "quantiles");
    for (size_t nth = 1; nth < BREAKS_CLASSES; nth++) {
        size_t rank = (range.count * nth + BREAKS_CLASSES - 1) / BREAKS_CLASSES;
        uint32_t upper;

        count_halves(value, cells, -1, count);
        upper = half_of_rank(count, &rank);
        count_halves(value, cells, upper, count);
        breaks[nth - 1] = from_sorting_bits(upper << HALF_BITS | half_of_rank(count, &rank));
    }
    free(count);
    return SLIDE_OK;
}

enum slide_status breaks_find(const float *value, size_t cells, enum breaks_method method,
                              double breaks[BREAKS_CLASSES - 1], struct slide_error *error)
{
    const struct range range = range_of(value, cells);

    if (range.count == 0)
        return slide_fail(error, SLIDE_NO_DATA, "There is nothing to classify: all %zu cells are null.", cells);
    if (method == BREAKS_NATURAL)
        return natural_breaks(value, cells, range, breaks, error);
    if (method == BREAKS_QUANTILE)
        return quantiles(value, cells, range, breaks, error);
    for (int nth = 1; nth < BREAKS_CLASSES; nth++)
        breaks[nth - 1] = range.least + ((double)range.greatest - range.least) * nth / BREAKS_CLASSES;
    return SLIDE_OK;
}

void breaks_classify(const float *value, size_t cells, const double breaks[BREAKS_CLASSES - 1], uint8_t *number)
{
    for (size_t cell = 0; cell < cells; cell++) {
        int nth = 1;

        for (int i = 0; i < BREAKS_CLASSES - 1; i++)
            nth += value[cell] > breaks[i];
        number[cell] = isnan(value[cell]) ? 0 : (uint8_t)nth;
    }
}
