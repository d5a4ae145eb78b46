#include "learn/bins.h"

#include <stdlib.h>

#include "base/sort.h"

/* bins of sorted values; returns how many */
static size_t cut(const double *sorted, size_t rows, size_t most, float *low, float *high)
{
    size_t distinct = rows > 0, bins = 0;

    for (size_t i = 1; i < rows; i++)
        distinct += sorted[i] != sorted[i - 1];
    for (size_t i = 0; i < rows; i++) {
        const int is_new = i == 0 || sorted[i] != sorted[i - 1];

        /* a bin is full once the bins so far hold their share of all rows */
        if (is_new && (i == 0 || distinct <= most || (double)i >= (double)bins * (double)rows / (double)most)) {
            low[bins++] = (float)sorted[i];
        }
        high[bins - 1] = (float)sorted[i];
    }
    return bins;
}

static void encode(const float *value, size_t rows, size_t features, const float *low, size_t count, uint16_t *code)
{
    for (size_t row = 0; row < rows; row++) {
        const float wanted = value[row * features];
        size_t at = 0, length = count;

        while (length > 1) {
            const size_t half = length / 2;

            at += low[at + half] <= wanted ? half : 0;
            length -= half;
        }
        code[row] = (uint16_t)at;
    }
}

static enum slide_status out_of_memory(struct bins *bins, struct slide_error *error)
{
    const double bytes = (double)bins->rows * (double)bins->features * sizeof *bins->code;

    bins_free(bins);
    return slide_out_of_memory(error, bytes, "the samples' bins");
}

enum slide_status bins_new(const float *value, size_t rows, size_t features, size_t most, struct bins *bins,
                           struct slide_error *error)
{
    const size_t room = rows < most ? rows : most;
    double *sorted = malloc((rows + 1) * sizeof *sorted);

    *bins = (struct bins){.rows = rows,
                          .features = features,
                          .code = malloc((rows * features + 1) * sizeof *bins->code),
                          .first = calloc(features + 1, sizeof *bins->first),
                          .low = malloc((room * features + 1) * sizeof *bins->low),
                          .high = malloc((room * features + 1) * sizeof *bins->high)};
    if (!sorted || !bins->code || !bins->first || !bins->low || !bins->high) {
        free(sorted);
        return out_of_memory(bins, error);
    }
    for (size_t feature = 0; feature < features; feature++) {
        float *low = bins->low + bins->first[feature];
        size_t count;

        for (size_t row = 0; row < rows; row++)
            sorted[row] = (double)value[row * features + feature] + 0.; /* -0 becomes 0 */
        sort_doubles(sorted, rows);
        count = cut(sorted, rows, most, low, bins->high + bins->first[feature]);
        bins->first[feature + 1] = bins->first[feature] + count;
        encode(value + feature, rows, features, low, count, bins->code + feature * rows);
    }
    free(sorted);
    return SLIDE_OK;
}

float bins_threshold(const struct bins *bins, size_t feature, size_t left, size_t right)
{
    const float below = bins->high[bins->first[feature] + left], above = bins->low[bins->first[feature] + right];
    const float middle = (float)(((double)below + above) / 2.);

    return middle > below ? middle : above;
}

void bins_free(struct bins *bins)
{
    free(bins->code);
    free(bins->first);
    free(bins->low);
    free(bins->high);
    *bins = (struct bins){0};
}
