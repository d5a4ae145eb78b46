/** The nearest of many points in a space of any dimension: a k-d tree (Friedman, Bentley and Finkel 1977). */
#ifndef SLIDE_LEARN_NEAREST_SAMPLE_H
#define SLIDE_LEARN_NEAREST_SAMPLE_H

#include <stddef.h>

#include "base/status.h"

/** Points, not copied, and the order that the tree has them in. Free with sample_tree_free. */
struct sample_tree {
    const float *point; /**< [points * dimensions], the caller's, to stay as it is */
    size_t points;
    size_t dimensions;
    size_t *order; /**< [points] halved again and again: the middle of each range parts it */
    int *axis;     /**< [points] that a range was parted along, at its middle */
};

/** Builds the tree in time points * log(points)^2. */
enum slide_status sample_tree_build(const float *point, size_t points, size_t dimensions, struct sample_tree *tree,
                                    struct slide_error *error);

/**
 * The squared distance from a place to the nearest point, exactly: bit by bit the least of sample_distance over all
 * points, whatever point the search begins with.
 *
 * @param[in]     place    [dimensions]
 * @param[in]     group    [points] points of group `own` are passed over; NULL to pass over none
 * @param[in,out] nearest  a point to begin with, such as the last place's nearest, and the one found; the number of
 *                         points for none
 * @return INFINITY when every point is passed over
 */
double sample_tree_nearest(const struct sample_tree *tree, const float *place, const int *group, int own,
                           size_t *nearest);

/** Squared Euclidean distance, summed in the order of the dimensions. */
double sample_distance(const float *one, const float *other, size_t dimensions);

void sample_tree_free(struct sample_tree *tree);

#endif
