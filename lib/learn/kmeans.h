/** Clusters of points by k-means: seeded, the same for any number of threads. */
#ifndef SLIDE_LEARN_KMEANS_H
#define SLIDE_LEARN_KMEANS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/place.h"

/**
 * Lloyd's iterations (1982) from centres drawn by k-means++ (Arthur and Vassilvitskii 2007, the greedy kind of their
 * section 7), the best of several starts.
 *
 * @param[in]  point     [points * PLACE_AXES]
 * @param[in]  clusters  at least 1
 * @param[in]  starts    at least 1
 * @param[out] cluster   [points] 0 to clusters - 1, none of them empty, numbered by each one's first point
 * @param[out] inertia   sum of squared distances to the centres; may be NULL
 *
 * Fails with SLIDE_BAD_INPUT when there are fewer distinct points than clusters.
 */
enum slide_status kmeans(const double *point, size_t points, size_t clusters, size_t starts, uint64_t seed,
                         int *cluster, double *inertia, struct slide_error *error);

#endif
