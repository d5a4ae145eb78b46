/** Natural breaks of a histogram: the cuts with the least sum of squares within the classes. */
#ifndef SLIDE_SCORE_NATURAL_BREAKS_H
#define SLIDE_SCORE_NATURAL_BREAKS_H

#include <stddef.h>

#include "base/status.h"

#define NATURAL_BINS 65536

/** Bins of one width; entry i + 1 of an array is bin i until they are run up. */
struct natural_histogram {
    double least; /**< of all values */
    double width; /**< of a bin; 0 when all values are one */
    int bins;     /**< that are not empty, once run up */
    double count[NATURAL_BINS + 1];
    double sum[NATURAL_BINS + 1]; /**< of values less the least, as are the squares */
    double square[NATURAL_BINS + 1];
    float greatest[NATURAL_BINS + 1];
};

/** An empty histogram for values from `least` to `greatest`; free() it. NULL when memory is short. */
struct natural_histogram *natural_histogram_new(float least, float greatest);

/** @param[in] value  [count] NaN is passed over */
void natural_histogram_add(struct natural_histogram *histogram, const float *value, size_t count);

/**
 * The cuts of least cost, by dynamic programming (Fisher 1958). Where the highest class begins moves up with the end of
 * the values, so that the search for it halves and halves again: bins times logarithm of bins steps for each class.
 *
 * @param[in,out] histogram  filled; of no use afterwards
 * @param[out]    breaks     [classes - 1] the greatest values of the lower classes
 */
enum slide_status natural_breaks(struct natural_histogram *histogram, int classes, double *breaks,
                                 struct slide_error *error);

#endif
