/** Boxes and violins. */
#include "base/chart_spread.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"

static const struct canvas_colour dark = {60, 60, 60, 1.};

/* The values at one place, ready to be drawn around it. */
struct heap_of_values {
    const struct panel_plot *plot;
    const struct chart_series *series;
    const double *sorted;
    size_t count;
    double place, width; /**< axis units */
};

static double quantile(const double *sorted, size_t count, double share)
{
    const double at = share * (double)(count - 1);
    const size_t low = (size_t)at;

    return low + 1 < count ? sorted[low] + (at - (double)low) * (sorted[low + 1] - sorted[low]) : sorted[count - 1];
}

struct spread spread_of(const double *sorted, size_t count)
{
    struct spread spread = {quantile(sorted, count, 0.25), quantile(sorted, count, 0.5), quantile(sorted, count, 0.75),
                            0., 0.};
    const double reach = 1.5 * (spread.upper_quartile - spread.lower_quartile);
    size_t first = 0, last = count - 1;

    while (sorted[first] < spread.lower_quartile - reach)
        first++;
    while (sorted[last] > spread.upper_quartile + reach)
        last--;
    spread.lower_whisker = sorted[first];
    spread.upper_whisker = sorted[last];
    return spread;
}

/* Pixels of a point `across` axis units off the place, at a value. */
static void point_of(const struct heap_of_values *heap, double across, double value, double *x, double *y)
{
    const bool lies = heap->series->sideways;

    *x = axis_at(&heap->plot->x, lies ? value : heap->place + across);
    *y = axis_at(&heap->plot->y, lies ? heap->place + across : value);
}

static void draw_stroke(const struct heap_of_values *heap, double across1, double value1, double across2, double value2,
                        double width)
{
    const struct canvas_pen pen = {dark, width, false};
    double x[2], y[2];

    point_of(heap, across1, value1, &x[0], &y[0]);
    point_of(heap, across2, value2, &x[1], &y[1]);
    if (isfinite(x[0] + x[1] + y[0] + y[1]))
        canvas_line(x, y, 2, &pen);
}

static void draw_block(const struct heap_of_values *heap, double half, double low, double high,
                       struct canvas_colour colour)
{
    struct canvas_box box;

    point_of(heap, -half, low, &box.left, &box.bottom);
    point_of(heap, half, high, &box.right, &box.top);
    if (isfinite(box.left + box.right + box.bottom + box.top))
        canvas_fill_box(box, colour);
}

static void draw_box(const struct heap_of_values *heap)
{
    const struct spread spread = spread_of(heap->sorted, heap->count);
    const double half = heap->width / 2., cap = half / 2.;

    draw_stroke(heap, 0., spread.lower_whisker, 0., spread.lower_quartile, 1.2);
    draw_stroke(heap, 0., spread.upper_quartile, 0., spread.upper_whisker, 1.2);
    draw_stroke(heap, -cap, spread.lower_whisker, cap, spread.lower_whisker, 1.2);
    draw_stroke(heap, -cap, spread.upper_whisker, cap, spread.upper_whisker, 1.2);
    draw_block(heap, half, spread.lower_quartile, spread.upper_quartile, chart_colour_of(heap->series->colour));
    draw_stroke(heap, -half, spread.median, half, spread.median, 2.);
    for (size_t i = 0; i < heap->count; i++) {
        double x, y;

        if (heap->sorted[i] >= spread.lower_whisker && heap->sorted[i] <= spread.upper_whisker)
            continue;
        point_of(heap, 0., heap->sorted[i], &x, &y);
        if (isfinite(x + y))
            canvas_dot(x, y, 4., chart_colour_of(heap->series->colour));
    }
}

/* Silverman's (1986) eq. 3.31: 0.9 min(sd, IQR / 1.34) n^-0.2. */
static double bandwidth_of(const struct heap_of_values *heap, const struct spread *spread)
{
    const double n = (double)heap->count, range = spread->upper_quartile - spread->lower_quartile;
    double sum = 0., squares = 0., deviation;

    for (size_t i = 0; i < heap->count; i++)
        sum += heap->sorted[i];
    for (size_t i = 0; i < heap->count; i++)
        squares += (heap->sorted[i] - sum / n) * (heap->sorted[i] - sum / n);
    deviation = heap->count > 1 ? sqrt(squares / (n - 1.)) : 0.;
    return 0.9 * (range > 0. ? fmin(deviation, range / 1.34) : deviation) * pow(n, -0.2);
}

static double density_at(const struct heap_of_values *heap, double bandwidth, double value)
{
    double sum = 0.;

    for (size_t i = 0; i < heap->count; i++)
        sum += exp(-0.5 * pow((heap->sorted[i] - value) / bandwidth, 2.));
    return sum;
}

/* Cut off at the lowest and the highest value: a score never lies beyond 1. */
static void draw_violin(const struct heap_of_values *heap)
{
    enum { STEPS = 60 };
    const struct spread spread = spread_of(heap->sorted, heap->count);
    const double low = heap->sorted[0], high = heap->sorted[heap->count - 1], half = heap->width / 2.;
    const double bandwidth = bandwidth_of(heap, &spread);
    struct canvas_colour pale = chart_colour_of(heap->series->colour);
    double density[STEPS + 1], highest = 0., x[2 * STEPS + 2], y[2 * STEPS + 2];

    if (!(bandwidth > 0.)) {
        draw_stroke(heap, -half, spread.median, half, spread.median, 2.);
        return;
    }
    for (int i = 0; i <= STEPS; i++) {
        density[i] = density_at(heap, bandwidth, low + (high - low) * i / STEPS);
        highest = fmax(highest, density[i]);
    }
    for (int i = 0; i <= STEPS; i++) {
        const double value = low + (high - low) * i / STEPS, across = half * density[i] / highest;

        point_of(heap, -across, value, &x[i], &y[i]);
        point_of(heap, across, value, &x[2 * STEPS + 1 - i], &y[2 * STEPS + 1 - i]);
    }
    pale.opacity = 0.6;
    if (isfinite(x[0] + y[0]))
        canvas_fill(x, y, 2 * STEPS + 2, pale);
    draw_block(heap, half * 0.08, spread.lower_quartile, spread.upper_quartile, dark);
    draw_stroke(heap, -half * 0.5, spread.median, half * 0.5, spread.median, 2.);
}

/* The finite values at one place, ascending. @return how many */
static size_t values_at(const struct chart_series *series, double place, double *value)
{
    const double *places = series->sideways ? series->y : series->x;
    const double *values = series->sideways ? series->x : series->y;
    size_t count = 0;

    for (size_t i = 0; i < series->count; i++)
        if (places[i] == place && isfinite(values[i]))
            value[count++] = values[i];
    sort_doubles(value, count);
    return count;
}

static bool is_first_at_its_place(const double *place, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (place[k] == place[i])
            return false;
    return true;
}

void spread_draw(const struct panel_plot *plot, const struct chart_series *series, double shift, double width)
{
    const double *place = series->sideways ? series->y : series->x;
    double *value = malloc((series->count + 1) * sizeof *value);

    for (size_t i = 0; value && i < series->count; i++) {
        struct heap_of_values heap = {plot, series, value, 0, place[i] + shift, width};

        if (!isfinite(place[i]) || !is_first_at_its_place(place, i))
            continue;
        heap.count = values_at(series, place[i], value);
        if (heap.count == 0)
            continue;
        if (series->mark == CHART_BOX)
            draw_box(&heap);
        else
            draw_violin(&heap);
    }
    free(value);
}
