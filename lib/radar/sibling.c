#include "radar/sibling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/sort.h"

enum { ORDERS = 100000, SEED = 20110 };

/* After i values of 2 n, M of them from the first sample, the empirical distributions differ by (2 M - i) / n */

static double kolmogorov_smirnov_weight(double i, double images)
{
    (void)i;
    return 1. / (images * images);
}

static double anderson_darling_weight(double i, double images)
{
    return i < 2. * images ? 1. / (i * (2. * images - i)) : 0.;
}

const struct sibling_method sibling_methods[] = {
    {"ad", "two-sample Anderson-Darling test (Pettitt 1976), which weighs the tails", anderson_darling_weight, true},
    {"ks", "two-sample Kolmogorov-Smirnov test, as in Ferretti et al. (2011)", kolmogorov_smirnov_weight, false},
    {NULL, NULL, NULL, false},
};

const struct sibling_method *sibling_method_find(const char *name)
{
    for (const struct sibling_method *row = sibling_methods; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

static inline double gathered(const struct sibling_test *test, double statistic, double difference, size_t i)
{
    const double term = difference * difference * test->weight[i];

    if (test->sums)
        return statistic + term;
    return term > statistic ? term : statistic;
}

/* Without branches on the values, which nobody can foresee: each step takes the smaller of the two next ones */
double sibling_statistic(const struct sibling_test *test, const float *a, const float *b)
{
    size_t from_a = 0, from_b = 0;
    double statistic = 0.;

    for (size_t i = 1; i <= 2 * test->images; i++) {
        const float next_a = a[from_a], next_b = b[from_b];
        const bool is_a = next_a <= next_b;
        const float value = is_a ? next_a : next_b;

        from_a += is_a;
        from_b += !is_a;
        /* among equal values the distributions are compared after the last only */
        const bool last = a[from_a] != value && b[from_b] != value;
        const double difference = last ? (double)((ptrdiff_t)from_a - (ptrdiff_t)from_b) : 0.;

        statistic = gathered(test, statistic, difference, i);
    }
    return statistic;
}

/* One random order: of the values left, each is as likely to come next */
static double statistic_of_random_order(const struct sibling_test *test, size_t order)
{
    struct random_stream stream = random_stream_at(SEED, order);
    size_t left_a = test->images, left = 2 * test->images;
    double statistic = 0., difference = 0.;

    for (size_t i = 1; left > 0; i++, left--) {
        const bool is_a = random_below(&stream, left) < left_a;

        left_a -= is_a;
        difference += is_a ? 1. : -1.;
        statistic = gathered(test, statistic, difference, i);
    }
    return statistic;
}

/* Rounding differs between orders of one statistic */
static const double ROUNDING = 1e-9;

enum slide_status sibling_test_make(const struct sibling_method *method, size_t images, double level,
                                    struct sibling_test *test, struct slide_error *error)
{
    double *drawn = malloc(ORDERS * sizeof *drawn);

    *test = (struct sibling_test){images, malloc((2 * images + 1) * sizeof *test->weight), 0., method->sums};
    if (!drawn || !test->weight) {
        free(drawn);
        sibling_test_free(test);
        return slide_out_of_memory(error, ORDERS * sizeof *drawn, "the siblings' test");
    }
    for (size_t i = 1; i <= 2 * images; i++)
        test->weight[i] = method->weight((double)i, (double)images);
    for (size_t order = 0; order < ORDERS; order++)
        drawn[order] = statistic_of_random_order(test, order);
    sort_doubles(drawn, ORDERS);
    test->critical = drawn[(size_t)floor((1. - level) * (ORDERS - 1))] + ROUNDING;
    free(drawn);
    return SLIDE_OK;
}

void sibling_test_free(struct sibling_test *test)
{
    free(test->weight);
    test->weight = NULL;
}

/* The cells of a window, cut at the edges */
struct bounds {
    size_t top, bottom, left, right; /* bottom and right are the first outside */
};

static struct bounds bounds_of(const struct sibling_cells *cells, const struct sibling_window *window, size_t row,
                               size_t col)
{
    const size_t up = window->rows / 2, left = window->cols / 2;

    return (struct bounds){row > up ? row - up : 0, row + up < cells->rows ? row + up + 1 : cells->rows,
                           col > left ? col - left : 0, col + left < cells->cols ? col + left + 1 : cells->cols};
}

static bool usable(const struct sibling_cells *cells, const struct sibling_test *test, size_t cell)
{
    return cells->sum[cell].pixels > 0. && !isnan(cells->amplitude[cell * (test->images + 1)]);
}

/* How many siblings there are; their sums */
static size_t gather(const struct sibling_cells *cells, const struct sibling_test *test, size_t cell,
                     const struct bounds *bounds, struct product_sums *sum)
{
    const float *own = cells->amplitude + cell * (test->images + 1);
    size_t siblings = 0;

    for (size_t row = bounds->top; row < bounds->bottom; row++)
        for (size_t col = bounds->left; col < bounds->right; col++) {
            const size_t other = row * cells->cols + col;

            if (!usable(cells, test, other) ||
                sibling_statistic(test, own, cells->amplitude + other * (test->images + 1)) > test->critical)
                continue;
            *sum = product_sums_plus(*sum, cells->sum[other]);
            siblings++;
        }
    return siblings;
}

static void estimate_cell(const struct sibling_cells *cells, const struct sibling_test *test,
                          const struct sibling_window *window, size_t row, size_t col,
                          const struct coherence_estimate *estimate, size_t at)
{
    const size_t cell = row * cells->cols + col;
    const struct bounds bounds = bounds_of(cells, window, row, col);
    struct product_sums sum = {.pixels = 0.};
    size_t siblings = 0;

    if (usable(cells, test, cell))
        siblings = gather(cells, test, cell, &bounds, &sum);
    const bool enough = siblings > 0 && siblings >= window->least;

    if (estimate->coherence)
        estimate->coherence[at] = enough ? coherence_of_sums(&sum) : NAN;
    if (estimate->phase)
        estimate->phase[at] = enough ? coherence_phase_of_sums(&sum) : NAN;
    if (estimate->pixels)
        estimate->pixels[at] = (float)sum.pixels;
}

void sibling_coherence(const struct sibling_cells *cells, const struct sibling_test *test,
                       const struct sibling_window *window, size_t first, size_t rows,
                       const struct coherence_estimate *estimate)
{
#pragma omp parallel for schedule(dynamic)
    for (size_t row = 0; row < rows; row++)
        for (size_t col = 0; col < cells->cols; col++)
            estimate_cell(cells, test, window, first + row, col, estimate, row * cells->cols + col);
}
