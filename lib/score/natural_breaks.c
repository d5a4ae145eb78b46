#include "score/natural_breaks.h"

#include <math.h>
#include <stdlib.h>

struct natural_histogram *natural_histogram_new(float least, float greatest)
{
    struct natural_histogram *histogram = calloc(1, sizeof *histogram);

    if (!histogram)
        return NULL;
    histogram->least = least;
    histogram->width = ((double)greatest - least) / NATURAL_BINS;
    for (int bin = 1; bin <= NATURAL_BINS; bin++)
        histogram->greatest[bin] = -INFINITY;
    return histogram;
}

void natural_histogram_add(struct natural_histogram *histogram, const float *value, size_t count)
{
    const double width = histogram->width;

    for (size_t i = 0; i < count; i++) {
        const double above = (double)value[i] - histogram->least;
        int bin;

        if (isnan(above))
            continue;
        bin = width > 0. ? 1 + (int)fmin(above / width, NATURAL_BINS - 1) : 1;
        histogram->count[bin]++;
        histogram->sum[bin] += above;
        histogram->square[bin] += above * above;
        histogram->greatest[bin] = fmaxf(histogram->greatest[bin], value[i]);
    }
}

/* Running sums over the bins that are not empty, entry 0 being nothing: those of bins i to j - 1 are [j] - [i]. */
static void run_up(struct natural_histogram *histogram)
{
    histogram->bins = 0;
    for (int bin = 1; bin <= NATURAL_BINS; bin++) {
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
static double spread(const struct natural_histogram *histogram, int first, int end)
{
    const double count = histogram->count[end] - histogram->count[first];
    const double sum = histogram->sum[end] - histogram->sum[first];

    return histogram->square[end] - histogram->square[first] - sum * sum / count;
}

/* The cost of cutting the bins up to an end at best, with one class fewer and with the next. */
struct layer {
    const struct natural_histogram *histogram;
    const double *below;
    double *cost;
    int *first; /* bin that the highest class begins with */
};

/* Fills in ends `low` to `high`, whose highest classes begin between `least` and `most`. */
static void fill(const struct layer *layer, int low, int high, int least, int most)
{
    const int end = low + (high - low) / 2;
    const int last = most < end - 1 ? most : end - 1;

    if (low > high)
        return;
    layer->cost[end] = INFINITY;
    layer->first[end] = least;
    for (int first = least; first <= last; first++) {
        const double cost = layer->below[first] + spread(layer->histogram, first, end);

        if (cost < layer->cost[end]) {
            layer->cost[end] = cost;
            layer->first[end] = first;
        }
    }
    fill(layer, low, end - 1, least, layer->first[end]);
    fill(layer, end + 1, high, layer->first[end], most);
}

static void cut_at_best(const struct natural_histogram *histogram, int classes, double *cost, int *first)
{
    const size_t stride = (size_t)histogram->bins + 1;
    double *below = cost, *above = cost + stride;

    for (int end = 1; end <= histogram->bins; end++)
        below[end] = spread(histogram, 0, end);
    for (int nth = 1; nth < classes; nth++) {
        const struct layer layer = {histogram, below, above, first + (size_t)nth * stride};
        double *const spent = below;

        fill(&layer, nth + 1, histogram->bins, nth, histogram->bins - 1);
        below = above;
        above = spent;
    }
}

enum slide_status natural_breaks(struct natural_histogram *histogram, int classes, double *breaks,
                                 struct slide_error *error)
{
    size_t stride;
    double *cost;
    int *first, filled, end;

    run_up(histogram);
    stride = (size_t)histogram->bins + 1;
    filled = histogram->bins < classes ? histogram->bins : classes;
    cost = malloc(2 * stride * sizeof *cost);
    first = malloc(classes * stride * sizeof *first);
    if (!cost || !first) {
        free(cost);
        free(first);
        return slide_out_of_memory(error, (double)stride * (2 * sizeof *cost + classes * sizeof *first),
                                   "natural breaks");
    }
    cut_at_best(histogram, filled, cost, first);
    end = histogram->bins;
    for (int nth = classes - 1; nth > 0; nth--) {
        if (nth < filled)
            end = first[(size_t)nth * stride + (size_t)end];
        breaks[nth - 1] = histogram->greatest[end];
    }
    free(cost);
    free(first);
    return SLIDE_OK;
}
