#include "radar/screen.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double ENDS_AT = 3.; /* standard deviations */

static double gauss(double distance, double deviation)
{
    const double share = distance / deviation;

    return exp(-0.5 * share * share);
}

enum slide_status screen_filter_make(struct screen_filter *filter, struct slide_error *error)
{
    const size_t dates = filter->dates;

    filter->weight = malloc(dates * dates * sizeof *filter->weight);
    if (!filter->weight)
        return slide_out_of_memory(error, 8. * (double)(dates * dates), "the filter's weights in time");
    for (size_t one = 0; one < dates; one++)
        for (size_t other = 0; other < dates; other++)
            filter->weight[one * dates + other] = gauss(filter->day[other] - filter->day[one], filter->days);
    return SLIDE_OK;
}

void screen_filter_free(struct screen_filter *filter)
{
    free(filter->weight);
    filter->weight = NULL;
}

void screen_highpass(const struct screen_filter *filter, const double *misfit, double *rough)
{
    for (int date = 0; date < filter->dates; date++) {
        double sum = 0., weights = 0.;

        for (int other = 0; other < filter->dates; other++) {
            const double weight = filter->weight[(size_t)date * filter->dates + other];

            if (isnan(misfit[other]))
                continue;
            sum += weight * misfit[other];
            weights += weight;
        }
        rough[date] = misfit[date] - sum / weights; /* NaN where the date has none */
    }
}

int screen_reach(double distance, double cell)
{
    return (int)floor(ENDS_AT * distance / cell);
}

int screen_halo(const struct screen_filter *filter, double north_south)
{
    return screen_reach(filter->distance, north_south);
}

/* What the filter works with: its weights in space, and the sums of one date over parts of rows. */
struct work {
    double *across;   /* [rows][cols] weight k cells away, by the row's own cells */
    int *reach;       /* [rows] of these */
    double *down;     /* [rows] */
    int reach_down;   /* of these */
    double *sum;      /* [rows][cols] */
    double *weighing; /* [rows][cols] sum of the weights of cells with a value */
};

static bool work_make(const struct screen_rows *rows, struct work *work)
{
    const size_t cells = (size_t)rows->rows * rows->cols;

    *work = (struct work){.across = malloc(cells * sizeof(double)),
                          .reach = malloc(rows->rows * sizeof(int)),
                          .down = malloc(rows->rows * sizeof(double)),
                          .sum = malloc(cells * sizeof(double)),
                          .weighing = malloc(cells * sizeof(double))};
    return work->across && work->reach && work->down && work->sum && work->weighing;
}

static void work_free(struct work *work)
{
    free(work->across);
    free(work->reach);
    free(work->down);
    free(work->sum);
    free(work->weighing);
}

/* Fills weight[k] for k cells away; returns the farthest k. */
static int make_weights(double distance, double cell, int most, double *weight)
{
    const int reach = screen_reach(distance, cell);

    for (int k = 0; k <= reach && k <= most; k++)
        weight[k] = gauss(k * cell, distance);
    return reach < most ? reach : most;
}

static void sum_row(const float *rough, int cols, const double *weight, int reach, double *sum, double *weighing)
{
    for (int col = 0; col < cols; col++) {
        const int first = col - reach > 0 ? col - reach : 0, last = col + reach < cols - 1 ? col + reach : cols - 1;

        sum[col] = weighing[col] = 0.;
        for (int other = first; other <= last; other++)
            if (!isnan(rough[other])) {
                const double w = weight[abs(other - col)];

                sum[col] += w * rough[other];
                weighing[col] += w;
            }
    }
}

/* One wanted row from the sums of those around it. */
static void sum_column(const struct screen_rows *rows, const struct work *work, int row, float *screen)
{
    const int cols = rows->cols, reach = work->reach_down, first = row - reach > 0 ? row - reach : 0;
    const int last = row + reach < rows->rows - 1 ? row + reach : rows->rows - 1;

    for (int col = 0; col < cols; col++) {
        double sum = 0., weighing = 0.;

        for (int other = first; other <= last; other++) {
            const double w = work->down[abs(other - row)];

            sum += w * work->sum[(size_t)other * cols + col];
            weighing += w * work->weighing[(size_t)other * cols + col];
        }
        screen[col] = weighing > 0. ? (float)(sum / weighing) : NAN;
    }
}

static void filter_date(const struct screen_rows *rows, size_t dates, int date, const struct work *work, float *screen)
{
    const size_t cols = rows->cols;

#pragma omp parallel for num_threads(rows->threads) schedule(static)
    for (int row = 0; row < rows->rows; row++)
        sum_row(rows->rough + (row * dates + date) * cols, rows->cols, work->across + row * cols, work->reach[row],
                work->sum + row * cols, work->weighing + row * cols);
#pragma omp parallel for num_threads(rows->threads) schedule(static)
    for (int row = 0; row < rows->count; row++)
        sum_column(rows, work, rows->first + row, screen + (row * dates + date) * cols);
}

enum slide_status screen_lowpass(const struct screen_filter *filter, const struct screen_rows *rows, float *screen,
                                 struct slide_error *error)
{
    struct work work;
    const bool made = work_make(rows, &work);

    if (made) {
        work.reach_down = make_weights(filter->distance, rows->north_south, rows->rows - 1, work.down);
        for (int row = 0; row < rows->rows; row++)
            work.reach[row] = make_weights(filter->distance, rows->east_west[row], rows->cols - 1,
                                           work.across + (size_t)row * rows->cols);
        for (int date = 0; date < filter->dates; date++)
            filter_date(rows, filter->dates, date, &work, screen);
    }
    work_free(&work);
    return made ? SLIDE_OK
                : slide_out_of_memory(error, 24. * rows->rows * (double)rows->cols, "the filter of one date");
}
