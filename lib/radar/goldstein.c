#include "radar/goldstein.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <fftw3.h>
#include <omp.h>

#include "radar/sharpen.h"

/* Columns that are transformed at a time */
enum { GROUP = 16 };

/* What a window must know of a column of the band */
struct column {
    double coherence; /* sum of the valid ones */
    size_t coherent;  /* how many they are */
    size_t valid;     /* cells with a signal */
};

/*
 * A window's transform is one down its columns, which neighbouring windows share, then one across them. So every column
 * is transformed once for all windows of a band; a window is transformed across, sharpened, transformed back across and
 * added, still a spectrum down its columns; and every column is transformed back once. The windows of a stripe, whose
 * number depends on the settings alone, are added one after another and the stripes too, whatever the threads.
 *
 * Columns are those of the map, `margin` more on either side, where windows hang over the edges, and some to fill a
 * group. Spectra lie column by column, so that a window of them is contiguous.
 */
struct goldstein_filter {
    struct goldstein settings;
    size_t map_cols, margin, cols;
    size_t windows;                      /* side by side */
    size_t stripe_windows, stripe_cells; /* windows that are added into one array, and its size */
    size_t stripes;
    size_t held;             /* rows in `signal` */
    size_t above;            /* rows of `sum` still to come that lie above the map */
    size_t next;             /* row of `sum` to take; from `step` on none before the next windows */
    float complex *signal;   /* [window * cols] exp(i phase), 0 where null */
    double complex *sum;     /* [window * cols] of weighted windows */
    float *coherence;        /* [window * cols] NaN is null; NULL unless by coherence */
    float *weight;           /* [window] along a side */
    struct column *column;   /* [cols] */
    float complex *spectrum; /* [cols * window] of the band's columns */
    float complex *stripe;   /* [stripes * stripe_cells] of filtered windows, likewise */
    float complex *window;   /* [threads * window * max(window, GROUP)] */
    float *scratch;          /* [threads * 2 * window * window] */
    int threads;
    fftwf_plan down, across, back_across, back_down;
};

static enum slide_status check(const struct goldstein *settings, struct slide_error *error)
{
    if (settings->window < 8 || settings->window > 512 || settings->window % 2 != 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "A filter window of %zu cells cannot be: it is even, from 8 to 512.",
                          settings->window);
    if (settings->step < 1 || settings->step > settings->window / 2)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "A step of %zu cells cannot be: it is from 1 to half the window, %zu, lest seams show.",
                          settings->step, settings->window / 2);
    if (!(settings->strength >= 0. && settings->strength <= 1.))
        return slide_fail(error, SLIDE_BAD_INPUT, "A filter strength of %g cannot be: it is from 0 to 1.",
                          settings->strength);
    return SLIDE_OK;
}

static bool allocate(struct goldstein_filter *filter)
{
    const size_t side = filter->settings.window, band = side * filter->cols, threads = (size_t)filter->threads;

    filter->signal = fftwf_alloc_complex(band);
    filter->sum = calloc(band, sizeof *filter->sum);
    filter->weight = malloc(side * sizeof *filter->weight);
    filter->column = malloc(filter->cols * sizeof *filter->column);
    filter->spectrum = fftwf_alloc_complex(band);
    filter->stripe = fftwf_alloc_complex(filter->stripes * filter->stripe_cells);
    filter->window = fftwf_alloc_complex(threads * side * (side > GROUP ? side : GROUP));
    filter->scratch = malloc(threads * 2 * side * side * sizeof *filter->scratch);
    if (filter->settings.by_coherence)
        filter->coherence = malloc(band * sizeof *filter->coherence);
    return filter->signal && filter->sum && filter->weight && filter->column && filter->spectrum && filter->stripe &&
           filter->window && filter->scratch && (filter->coherence || !filter->settings.by_coherence);
}

/* Estimated plans only: measured ones differ from run to run, and so do their roundings */
static bool plan(struct goldstein_filter *filter)
{
    const int side = (int)filter->settings.window, cols = (int)filter->cols;

    filter->down = fftwf_plan_many_dft(1, &side, GROUP, filter->signal, NULL, cols, 1, filter->spectrum, NULL, 1, side,
                                       FFTW_FORWARD, FFTW_ESTIMATE);
    filter->across = fftwf_plan_many_dft(1, &side, side, filter->spectrum, NULL, side, 1, filter->window, NULL, side, 1,
                                         FFTW_FORWARD, FFTW_ESTIMATE);
    filter->back_across = fftwf_plan_many_dft(1, &side, side, filter->window, NULL, side, 1, filter->window, NULL, side,
                                              1, FFTW_BACKWARD, FFTW_ESTIMATE);
    filter->back_down = fftwf_plan_many_dft(1, &side, GROUP, filter->spectrum, NULL, 1, side, filter->window, NULL,
                                            GROUP, 1, FFTW_BACKWARD, FFTW_ESTIMATE);
    return filter->down && filter->across && filter->back_across && filter->back_down;
}

static void lay_out(const struct goldstein *settings, size_t cols, struct goldstein_filter *filter)
{
    const size_t side = settings->window, step = settings->step, margin = side - step;

    filter->settings = *settings;
    filter->map_cols = cols;
    filter->margin = margin;
    filter->windows = (margin + cols - 1) / step + 1;
    filter->cols = ((filter->windows - 1) * step + side + GROUP - 1) / GROUP * GROUP;
    filter->stripe_windows = side / step;
    filter->stripe_cells = ((filter->stripe_windows - 1) * step + side) * side;
    filter->stripes = (filter->windows + filter->stripe_windows - 1) / filter->stripe_windows;
    filter->held = filter->above = margin;
    filter->next = step;
    filter->threads = omp_get_max_threads();
}

enum slide_status goldstein_new(const struct goldstein *settings, size_t cols, struct goldstein_filter **filter,
                                struct slide_error *error)
{
    const size_t side = settings->window;
    struct goldstein_filter *made;

    *filter = NULL;
    if (check(settings, error) != SLIDE_OK)
        return SLIDE_BAD_INPUT;
    made = calloc(1, sizeof *made);
    if (made)
        lay_out(settings, cols, made);
    if (!made || !allocate(made) || !plan(made)) {
        goldstein_free(made);
        return slide_out_of_memory(error, 52. * (double)(side * (cols + 2 * side)), "the filter's windows");
    }
    memset(made->signal, 0, side * made->cols * sizeof *made->signal);
    for (size_t i = 0; i < side; i++)
        made->weight[i] = 1.f - fabsf((float)(2 * i + 1) - (float)side) / (float)side;
    for (size_t i = 0; made->coherence && i < side * made->cols; i++)
        made->coherence[i] = NAN;
    *filter = made;
    return SLIDE_OK;
}

void goldstein_free(struct goldstein_filter *filter)
{
    if (!filter)
        return;
    fftwf_destroy_plan(filter->down);
    fftwf_destroy_plan(filter->across);
    fftwf_destroy_plan(filter->back_across);
    fftwf_destroy_plan(filter->back_down);
    fftwf_free(filter->signal);
    free(filter->sum);
    free(filter->coherence);
    free(filter->weight);
    free(filter->column);
    fftwf_free(filter->spectrum);
    fftwf_free(filter->stripe);
    fftwf_free(filter->window);
    free(filter->scratch);
    free(filter);
}

static void count_columns(struct goldstein_filter *filter, size_t first)
{
    struct column *column = filter->column + first;

    memset(column, 0, GROUP * sizeof *column);
    for (size_t row = 0; row < filter->settings.window; row++)
        for (size_t i = 0; i < GROUP; i++) {
            const size_t cell = row * filter->cols + first + i;
            const bool valid = filter->signal[cell] != 0.f;

            column[i].valid += valid;
            if (valid && filter->coherence && !isnan(filter->coherence[cell])) {
                column[i].coherence += filter->coherence[cell];
                column[i].coherent++;
            }
        }
}

static struct column sum_columns(const struct goldstein_filter *filter, size_t col)
{
    struct column sum = {0};

    for (size_t i = col; i < col + filter->settings.window; i++) {
        sum.coherence += filter->column[i].coherence;
        sum.coherent += filter->column[i].coherent;
        sum.valid += filter->column[i].valid;
    }
    return sum;
}

static float strength_of(const struct goldstein_filter *filter, const struct column *column)
{
    if (!filter->coherence)
        return (float)filter->settings.strength;
    return column->coherent > 0 ? (float)(1. - column->coherence / (double)column->coherent) : 0.f;
}

static void add_weighted(const struct goldstein_filter *filter, const float complex *window, float scale,
                         float complex *stripe)
{
    const size_t side = filter->settings.window;

    for (size_t col = 0; col < side; col++) {
        const float weight = scale * filter->weight[col];
        const float *restrict part = (const float *)(window + col * side);
        float *restrict sum = (float *)(stripe + col * side);

#pragma omp simd
        for (size_t i = 0; i < 2 * side; i++)
            sum[i] += weight * part[i];
    }
}

/* The window that begins at a column, added to its place in the stripe */
static void filter_window(const struct goldstein_filter *filter, size_t col, float complex *stripe)
{
    const size_t side = filter->settings.window, thread = (size_t)omp_get_thread_num();
    const struct column column = sum_columns(filter, col);
    const float strength = strength_of(filter, &column);
    float complex *spectrum = filter->spectrum + col * side;
    float complex *window = filter->window + thread * side * (side > GROUP ? side : GROUP);

    if (column.valid == 0)
        return;
    if (strength == 0.f) {
        add_weighted(filter, spectrum, 1.f / (float)side, stripe);
        return;
    }
    fftwf_execute_dft(filter->across, spectrum, window);
    sharpen_spectrum(side, strength, 1.f / (float)(side * side), window, filter->scratch + thread * 2 * side * side);
    fftwf_execute_dft(filter->back_across, window, window);
    add_weighted(filter, window, 1.f, stripe);
}

static void filter_stripe(const struct goldstein_filter *filter, size_t index)
{
    const size_t step = filter->settings.step, first = index * filter->stripe_windows;
    float complex *stripe = filter->stripe + index * filter->stripe_cells;

    memset(stripe, 0, filter->stripe_cells * sizeof *stripe);
    for (size_t i = 0; i < filter->stripe_windows && first + i < filter->windows; i++)
        filter_window(filter, (first + i) * step, stripe + i * step * filter->settings.window);
}

/* The sum of all stripes that reach a column, from left to right */
static void gather_stripes(const struct goldstein_filter *filter, size_t col, float complex *spectrum)
{
    const size_t side = filter->settings.window, apart = filter->stripe_windows * filter->settings.step;
    const size_t reach = filter->stripe_cells / side, last = col / apart;

    memset(spectrum, 0, side * sizeof *spectrum);
    for (size_t i = col < reach ? 0 : (col - reach) / apart + 1; i <= last && i < filter->stripes; i++) {
        const float complex *stripe = filter->stripe + i * filter->stripe_cells + (col - i * apart) * side;

        for (size_t k = 0; k < side; k++)
            spectrum[k] += stripe[k];
    }
}

static void add_group(struct goldstein_filter *filter, size_t first)
{
    const size_t side = filter->settings.window;
    float complex *spectrum = filter->spectrum + first * side;
    float complex *rows = filter->window + (size_t)omp_get_thread_num() * side * (side > GROUP ? side : GROUP);

    for (size_t i = 0; i < GROUP; i++)
        gather_stripes(filter, first + i, spectrum + i * side);
    fftwf_execute_dft(filter->back_down, spectrum, rows);
    for (size_t row = 0; row < side; row++) {
        double complex *sum = filter->sum + row * filter->cols + first;

        for (size_t i = 0; i < GROUP; i++)
            sum[i] += (double)filter->weight[row] * rows[row * GROUP + i];
    }
}

static void filter_band(struct goldstein_filter *filter)
{
#pragma omp parallel num_threads(filter->threads)
    {
#pragma omp for
        for (size_t col = 0; col < filter->cols; col += GROUP) {
            count_columns(filter, col);
            fftwf_execute_dft(filter->down, filter->signal + col, filter->spectrum + col * filter->settings.window);
        }
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < filter->stripes; i++)
            filter_stripe(filter, i);
#pragma omp for
        for (size_t col = 0; col < filter->cols; col += GROUP)
            add_group(filter, col);
    }
    filter->next = filter->above < filter->settings.step ? filter->above : filter->settings.step;
    filter->above -= filter->next;
}

/* The rows that were taken leave at the top */
static void move_up(struct goldstein_filter *filter)
{
    const size_t gone = filter->settings.step * filter->cols;
    const size_t kept = (filter->settings.window - filter->settings.step) * filter->cols;

    memmove(filter->signal, filter->signal + gone, kept * sizeof *filter->signal);
    memmove(filter->sum, filter->sum + gone, kept * sizeof *filter->sum);
    memset(filter->sum + kept, 0, gone * sizeof *filter->sum);
    if (filter->coherence)
        memmove(filter->coherence, filter->coherence + gone, kept * sizeof *filter->coherence);
    filter->held -= filter->settings.step;
}

void goldstein_put(struct goldstein_filter *filter, const float *phase, const float *coherence)
{
    float complex *signal;

    if (filter->held == filter->settings.window)
        move_up(filter);
    signal = filter->signal + filter->held * filter->cols;
    memset(signal, 0, filter->cols * sizeof *signal);
    for (size_t i = 0; phase && i < filter->map_cols; i++)
        if (isfinite(phase[i]))
            signal[filter->margin + i] = cosf(phase[i]) + I * sinf(phase[i]);
    for (size_t i = 0; filter->coherence && i < filter->map_cols; i++)
        filter->coherence[filter->held * filter->cols + filter->margin + i] = phase && coherence ? coherence[i] : NAN;
    if (++filter->held == filter->settings.window)
        filter_band(filter);
}

bool goldstein_take(struct goldstein_filter *filter, float *phase)
{
    const size_t at = filter->next * filter->cols + filter->margin;

    if (filter->next >= filter->settings.step)
        return false;
    for (size_t i = 0; i < filter->map_cols; i++)
        phase[i] = filter->signal[at + i] != 0.f ? (float)carg(filter->sum[at + i]) : NAN;
    filter->next++;
    return true;
}
