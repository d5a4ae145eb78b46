/** The threshold sweep as points few enough to draw: ROC, precision-recall and rate curves are all read off them. */
#ifndef SLIDE_SCORE_CURVE_H
#define SLIDE_SCORE_CURVE_H

#include "base/status.h"
#include "score/sweep.h"

struct curve_point {
    double threshold; /**< infinite at the first point, where nothing is predicted */
    struct confusion confusion;
};

/** Begins as {0}; free with curve_free. */
struct curve {
    struct curve_point *point;
    size_t count;
    size_t capacity;
};

/**
 * Points of the sweep from nothing predicted to everything: the first, the last, and each threshold before which recall
 * or false alarm rate would go on by more than 1 / resolution. Every point is one of the whole curve's.
 *
 * @param[in] resolution  at most 2 resolution + 3 points come out
 */
enum slide_status curve_of_groups(const struct sorted_groups *groups, size_t resolution, struct curve *curve,
                                  struct slide_error *error);

void curve_free(struct curve *curve);

/**
 * Area under the rate curve, share of positives against share of all that is predicted (Chung and Fabbri 2003):
 * auc (1 - prevalence) + prevalence / 2.
 */
double curve_rate_area(double auc_roc, double prevalence);

#endif
