/**
 * The atmosphere of each date in a displacement series: what is rough in time and smooth in space (Ferretti et al.
 * 2001; Berardino et al. 2002).
 */
#ifndef SLIDE_RADAR_SCREEN_H
#define SLIDE_RADAR_SCREEN_H

#include <stddef.h>

#include "base/status.h"

/** Both weights are Gaussian with these standard deviations; the spatial one ends at three of them. */
struct screen_filter {
    int dates;
    const int *day;  /**< [dates] ascending */
    double days;     /**< positive */
    double distance; /**< m, positive */
    double *weight;  /**< [dates][dates] in time: made by screen_filter_make */
};

/** Fills the table of weights; free with screen_filter_free. @return SLIDE_OUT_OF_MEMORY when memory is short */
enum slide_status screen_filter_make(struct screen_filter *filter, struct slide_error *error);

void screen_filter_free(struct screen_filter *filter);

/**
 * The temporal half: each date's value minus the weighted mean over all dates.
 *
 * @param[in]  misfit  [dates] of displacement minus a model of the motion; NaN is null
 * @param[out] rough   [dates] NaN where misfit is; may not be misfit
 */
void screen_highpass(const struct screen_filter *filter, const double *misfit, double *rough);

/** Rows on which the spatial half works. */
struct screen_rows {
    int rows, cols;          /**< with those on both sides that the filter reaches */
    const float *rough;      /**< [rows][dates][cols] NaN is null */
    const double *east_west; /**< [rows] m, from cell to cell */
    double north_south;      /**< m, from row to row */
    int first, count;        /**< the rows that are wanted */
    int threads;
};

/** Rows above and below that the spatial filter reaches. */
int screen_halo(const struct screen_filter *filter, double north_south);

/** Columns to either side that it reaches. */
int screen_reach(double distance, double cell);

/**
 * The spatial half: at each date the weighted mean of the cells around that have a value, rows first, then columns.
 * The bits do not depend on the number of threads, nor on how the rows are parted into blocks.
 *
 * @param[out] screen  [count][dates][cols] NaN where no cell within reach has a value
 */
enum slide_status screen_lowpass(const struct screen_filter *filter, const struct screen_rows *rows, float *screen,
                                 struct slide_error *error);

#endif
