/**
 * Interferometric coherence of two co-registered complex images over a boxcar window, with its phase:
 * gamma = |<z1 z2*>| / sqrt(<|z1|^2> <|z2|^2>) (Touzi et al. 1999). The product is formed pixel by pixel, at full
 * resolution, before anything is averaged.
 */
#ifndef SLIDE_RADAR_COHERENCE_H
#define SLIDE_RADAR_COHERENCE_H

#include <complex.h>
#include <stddef.h>

#include "base/status.h"

/**
 * Rows of two images one above the other, [rows * cols] pixels. A pixel that is zero, NaN or infinite in either image
 * is null: it takes part in no sum.
 */
struct image_pair {
    const float complex *first;
    const float complex *second;
    size_t rows;
    size_t cols;
};

/** What is averaged. A cell of the estimate is look_rows * look_cols pixels; the window counts cells. */
struct estimator {
    size_t look_rows, look_cols;     /**< 1 or more */
    size_t window_rows, window_cols; /**< odd */
};

/** Sums over pixels. */
struct product_sums {
    double real, imaginary; /**< of z1 z2* */
    double first, second;   /**< of the powers */
    double pixels;          /**< how many are valid */
};

/** Spelled out, so that compilers keep the sums in registers. */
static inline struct product_sums product_sums_plus(struct product_sums a, struct product_sums b)
{
    return (struct product_sums){a.real + b.real, a.imaginary + b.imaginary, a.first + b.first, a.second + b.second,
                                 a.pixels + b.pixels};
}

/** An estimate, [rows * cols] each; NULL for what is not wanted. */
struct coherence_estimate {
    float *coherence; /**< 0 to 1; NaN is null */
    float *phase;     /**< radians, -pi to pi, of first times the conjugate of second; NaN where coherence is */
    float *pixels;    /**< valid pixels that took part, 0 and more; also where coherence is NaN */
};

/** Pixels in a window that lacks none. */
double estimator_pixels(const struct estimator *estimator);

/**
 * Products of one row of cells, summed over each cell's pixels.
 *
 * @param row   of cells, so that look_rows * (row + 1) <= pair->rows
 * @param sum   [cols / look_cols]
 */
void coherence_products(const struct image_pair *pair, const struct estimator *estimator, size_t row,
                        struct product_sums *sum);

/** Coherence out of sums; NaN without power in both images. */
float coherence_of_sums(const struct product_sums *sum);

/** Radians; NaN without power in both images. */
float coherence_phase_of_sums(const struct product_sums *sum);

/**
 * Estimates the coherence of some rows of cells. Windows are cut at the images' edges. A cell is null that has no valid
 * pixel of its own, or less than a quarter of the window's pixels.
 *
 * Sums run along rows, then down columns, in blocks as long as the window (van Herk 1992, Gil and Werman 1993, who took
 * extremes where sums are taken here): about two additions a cell and direction for any window, and never a difference,
 * so that a bright target leaves no trace outside its windows. Bit-identical for any number of threads.
 *
 * @param pair      whole cells: rows a multiple of look_rows, with as many rows of cells above and below those asked
 *                  for as the window reaches, except where the images end; columns left over are not used
 * @param first     row of cells, counted within the pair
 * @param rows      of cells
 * @param estimate  [rows * (pair->cols / look_cols)]
 */
enum slide_status coherence_boxcar(const struct image_pair *pair, const struct estimator *estimator, size_t first,
                                   size_t rows, const struct coherence_estimate *estimate, struct slide_error *error);

#endif
