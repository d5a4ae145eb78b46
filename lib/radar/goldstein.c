#include "radar/goldstein.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <fftw3.h>
#include <omp.h>

/* Windows that are filtered before they are added: 16 MB of them, so that threads seldom wait for each other */
enum { BATCH_CELLS = 1 << 21 };

/* Columns are those of the map and `margin` more on either side, where windows hang over the edges */
struct goldstein_filter {
    struct goldstein settings;
    size_t map_cols, margin, cols;
    size_t windows; /* side by side */
    size_t batch_windows;
    size_t held;           /* rows in `signal` */
    size_t above;          /* rows of `sum` still to come that lie above the map */
    size_t next;           /* row of `sum` to take; from `step` on none before the next windows */
    float complex *signal; /* [window * cols] exp(i phase), 0 where null */
    double complex *sum;   /* [window * cols] of weighted windows */
    float *coherence;      /* [window * cols] NaN is null; NULL unless by coherence */
    float *weight;         /* [window] along a side */
    float complex *batch;  /* [batch_windows * window * window] filtered windows */
    bool *empty;           /* [batch_windows] nothing to add */
    float *magnitude;      /* [threads * 2 * window * window] */
    int threads;
    fftwf_plan forward, backward;
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
    const size_t side = filter->settings.window, band = side * filter->cols;

    filter->signal = calloc(band, sizeof *filter->signal);
    filter->sum = calloc(band, sizeof *filter->sum);
    filter->weight = malloc(side * sizeof *filter->weight);
    filter->batch = fftwf_alloc_complex(filter->batch_windows * side * side);
    filter->empty = malloc(filter->batch_windows * sizeof *filter->empty);
    filter->magnitude = malloc(filter->threads * 2 * side * side * sizeof *filter->magnitude);
    if (filter->settings.by_coherence)
        filter->coherence = malloc(band * sizeof *filter->coherence);
    return filter->signal && filter->sum && filter->weight && filter->batch && filter->empty && filter->magnitude &&
           (filter->coherence || !filter->settings.by_coherence);
}

/* Estimated plans only: measured ones differ from run to run, and so do their roundings */
static bool plan(struct goldstein_filter *filter)
{
    const int side = (int)filter->settings.window;

    filter->forward = fftwf_plan_dft_2d(side, side, filter->batch, filter->batch, FFTW_FORWARD, FFTW_ESTIMATE);
    filter->backward = fftwf_plan_dft_2d(side, side, filter->batch, filter->batch, FFTW_BACKWARD, FFTW_ESTIMATE);
    return filter->forward && filter->backward;
}

enum slide_status goldstein_new(const struct goldstein *settings, size_t cols, struct goldstein_filter **filter,
                                struct slide_error *error)
{
    const size_t side = settings->window, margin = side - settings->step;
    struct goldstein_filter *made;

    *filter = NULL;
    if (check(settings, error) != SLIDE_OK)
        return SLIDE_BAD_INPUT;
    made = calloc(1, sizeof *made);
    if (made) {
        made->settings = *settings;
        made->map_cols = cols;
        made->margin = margin;
        made->windows = (margin + cols - 1) / settings->step + 1;
        made->cols = (made->windows - 1) * settings->step + side;
        made->held = made->above = margin;
        made->next = settings->step;
        made->batch_windows = BATCH_CELLS / (side * side);
        made->threads = omp_get_max_threads();
    }
    if (!made || !allocate(made) || !plan(made)) {
        goldstein_free(made);
        return slide_out_of_memory(error, 28. * (double)(side * (cols + 2 * side)) + 8. * BATCH_CELLS,
                                   "the filter's windows");
    }
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
    if (filter->forward)
        fftwf_destroy_plan(filter->forward);
    if (filter->backward)
        fftwf_destroy_plan(filter->backward);
    free(filter->signal);
    free(filter->sum);
    free(filter->coherence);
    free(filter->weight);
    fftwf_free(filter->batch);
    free(filter->empty);
    free(filter->magnitude);
    free(filter);
}

static double strength_of(const struct goldstein_filter *filter, size_t col)
{
    const size_t side = filter->settings.window;
    double sum = 0.;
    size_t count = 0;

    if (!filter->coherence)
        return filter->settings.strength;
    for (size_t i = 0; i < side; i++)
        for (size_t j = 0; j < side; j++) {
            const size_t cell = i * filter->cols + col + j;

            if (filter->signal[cell] != 0.f && !isnan(filter->coherence[cell])) {
                sum += filter->coherence[cell];
                count++;
            }
        }
    return count > 0 ? 1. - sum / (double)count : 0.;
}

/* Sums of three along rows; frequencies are cyclic */
static void sum_across(const float *value, size_t side, float *sum)
{
    sum[0] = value[side - 1] + value[0] + value[1];
    for (size_t i = 1; i + 1 < side; i++)
        sum[i] = value[i - 1] + value[i] + value[i + 1];
    sum[side - 1] = value[side - 2] + value[side - 1] + value[0];
}

/* S of all frequencies, not yet over the largest, which is returned */
static float smooth_magnitude(const float complex *spectrum, size_t side, float *across, float *smooth)
{
    float largest = 0.f;

    for (size_t i = 0; i < side * side; i++)
        smooth[i] = sqrtf(crealf(spectrum[i]) * crealf(spectrum[i]) + cimagf(spectrum[i]) * cimagf(spectrum[i]));
    for (size_t i = 0; i < side; i++)
        sum_across(smooth + i * side, side, across + i * side);
    for (size_t i = 0; i < side; i++) {
        const float *above = across + (i + side - 1) % side * side, *below = across + (i + 1) % side * side;

        for (size_t j = 0; j < side; j++) {
            smooth[i * side + j] = above[j] + across[i * side + j] + below[j];
            largest = fmaxf(largest, smooth[i * side + j]);
        }
    }
    return largest;
}

static void filter_window(const struct goldstein_filter *filter, size_t col, float complex *window, float *scratch)
{
    const size_t side = filter->settings.window, cells = side * side;
    const float strength = (float)strength_of(filter, col);
    float largest;

    for (size_t i = 0; i < side; i++)
        memcpy(window + i * side, filter->signal + i * filter->cols + col, side * sizeof *window);
    if (strength == 0.f)
        return;
    fftwf_execute_dft(filter->forward, window, window);
    largest = smooth_magnitude(window, side, scratch, scratch + cells);
    for (size_t i = 0; i < cells; i++)
        window[i] *= powf(scratch[cells + i] / largest, strength) / (float)cells;
    fftwf_execute_dft(filter->backward, window, window);
}

static bool is_empty(const struct goldstein_filter *filter, size_t col)
{
    for (size_t i = 0; i < filter->settings.window; i++)
        for (size_t j = 0; j < filter->settings.window; j++)
            if (filter->signal[i * filter->cols + col + j] != 0.f)
                return false;
    return true;
}

/* Each cell takes its windows from left to right, whatever the threads */
static void add_batch(struct goldstein_filter *filter, size_t first, size_t count)
{
    const size_t side = filter->settings.window, step = filter->settings.step;

#pragma omp parallel for num_threads(filter->threads)
    for (size_t row = 0; row < side; row++)
        for (size_t i = 0; i < count; i++) {
            const float complex *window = filter->batch + (i * side + row) * side;
            double complex *sum = filter->sum + row * filter->cols + (first + i) * step;

            for (size_t col = 0; !filter->empty[i] && col < side; col++)
                sum[col] += (double)(filter->weight[row] * filter->weight[col]) * window[col];
        }
}

static void filter_band(struct goldstein_filter *filter)
{
    const size_t cells = filter->settings.window * filter->settings.window;

    for (size_t first = 0; first < filter->windows; first += filter->batch_windows) {
        const size_t rest = filter->windows - first,
                     count = rest < filter->batch_windows ? rest : filter->batch_windows;

#pragma omp parallel for schedule(dynamic) num_threads(filter->threads)
        for (size_t i = 0; i < count; i++) {
            const size_t col = (first + i) * filter->settings.step;

            filter->empty[i] = is_empty(filter, col);
            if (!filter->empty[i])
                filter_window(filter, col, filter->batch + i * cells,
                              filter->magnitude + omp_get_thread_num() * 2 * cells);
        }
        add_batch(filter, first, count);
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
