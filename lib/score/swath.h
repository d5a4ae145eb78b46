/** Swath profiles: which cells lie beside a line and how far along it, and statistics of their values by distance. */
#ifndef SLIDE_SCORE_SWATH_H
#define SLIDE_SCORE_SWATH_H

#include <stddef.h>
#include <stdint.h>

/** A polyline in plane coordinates. */
struct swath_line {
    const double *east;  /**< [count] */
    const double *north; /**< [count] */
    size_t count;        /**< 2 or more */
};

/** Cells row by row from the north-western corner, in the line's unit. */
struct swath_grid {
    size_t rows, cols;
    double north, west;
    double ns_res, ew_res;
};

double swath_length(const struct swath_line *line);

/** How many bins of `step` a line has: the last one may be shorter. */
size_t swath_bins(double length, double step);

/**
 * Each cell's bin: that of the nearest point of the line, where the cell's centre is no farther from it than
 * `half_width`, and -1 elsewhere; what lies beyond the line's two ends is outside.
 *
 * @param[out] off  [rows * cols] scratch
 * @param[out] bin  [rows * cols]
 */
void swath_place(const struct swath_line *line, double half_width, double step, const struct swath_grid *grid,
                 float *off, int32_t *bin);

/** Sorts the values. @param[in] share 0 to 1 @return the quantile between order statistics; NaN without values */
void swath_quantiles(double *value, size_t count, const double *share, size_t shares, double *quantile);

#endif
