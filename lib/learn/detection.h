/** Detections of a patch classifier: a window slid over the region, and the best of windows that overlap. */
#ifndef SLIDE_LEARN_DETECTION_H
#define SLIDE_LEARN_DETECTION_H

#include <stddef.h>

#include "base/status.h"

/**
 * How many windows cover a length: at multiples of the stride, and one more, moved back, where the last of these does
 * not reach the end; 0 where the length is shorter than a window.
 *
 * @param stride  at least 1, at most size
 */
int windows_along(int length, int size, int stride);

/** Where window number `index` begins. */
int window_start(int length, int size, int stride, int index);

/** A square of the region with a score. */
struct detection {
    int row, col; /**< of its north-western cell */
    double score;
};

/**
 * Non-maximum suppression (Neubeck and Van Gool 2006): in the order of falling scores, a detection stays unless it
 * overlaps one that stays by more than `overlap`, the area of both over the area of either. Equal scores: the northern
 * one first, then the western one.
 *
 * @param[in,out] detection  [count] those that stay move to the front, best first
 * @return how many stay
 */
size_t detections_suppress(struct detection *detection, size_t count, int size, double overlap);

#endif
