/**
 * Sibling coherence: averaged not over a small window but over those cells of a wide one whose amplitude history is
 * like that of the cell itself, after RapidSAR's idea (Spaans and Hooper 2016) as Burrows et al. (2019) use it for
 * landslides. Alike is what a two-sample test does not tell apart.
 */
#ifndef SLIDE_RADAR_SIBLING_H
#define SLIDE_RADAR_SIBLING_H

#include <stdbool.h>
#include <stddef.h>

#include "radar/coherence.h"

/** How two amplitude histories are compared. */
struct sibling_method {
    const char *name;
    const char *description;
    double (*weight)(double i, double images); /**< of the squared difference of ranks after i of 2 * images values */
    bool sums;                                 /**< the statistic is their sum; else the largest */
};

/** Ends with a row whose name is NULL. */
extern const struct sibling_method sibling_methods[];

/** NULL when there is no such name. */
const struct sibling_method *sibling_method_find(const char *name);

/** A test for so many images and one level. Free with sibling_test_free. */
struct sibling_test {
    size_t images;
    double *weight;  /**< [2 * images + 1] */
    double critical; /**< largest statistic that still counts as alike */
    bool sums;
};

/**
 * The critical value is the quantile of the statistic over 100 000 random orders of the values, which are all equally
 * likely when both histories are alike, whatever their distribution; the same for every run.
 *
 * @param images  of the history
 * @param level   share of alike cells that are refused, above 0 and below 1
 */
enum slide_status sibling_test_make(const struct sibling_method *method, size_t images, double level,
                                    struct sibling_test *test, struct slide_error *error);

void sibling_test_free(struct sibling_test *test);

/** The test's statistic; equal values enter together. @param a, b [images + 1] ascending, ended by infinity */
double sibling_statistic(const struct sibling_test *test, const float *a, const float *b);

/** Rows of cells, [rows * cols]. */
struct sibling_cells {
    size_t rows, cols;
    const struct product_sums *sum; /**< [cells] from coherence_products */
    const float *amplitude; /**< [cells][images + 1] ascending, any unit, ended by infinity; the first is NaN where an
                               image is null */
};

struct sibling_window {
    size_t rows, cols; /**< odd */
    size_t least;      /**< cells: an estimate over fewer siblings, the cell itself counted, is null */
};

/**
 * Estimates some rows of cells. Windows are cut at the edges of `cells`. A cell is null without a valid pixel or with a
 * null in its history. Bit-identical for any number of threads.
 *
 * @param cells     with as many rows above and below as the window reaches, except where the images end
 * @param first     row counted within `cells`
 * @param estimate  [rows * cells->cols]
 */
void sibling_coherence(const struct sibling_cells *cells, const struct sibling_test *test,
                       const struct sibling_window *window, size_t first, size_t rows,
                       const struct coherence_estimate *estimate);

#endif
