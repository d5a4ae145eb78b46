/** What each cell of each band adds to what a net says: integrated gradients. */
#ifndef SLIDE_LEARN_ATTRIBUTION_H
#define SLIDE_LEARN_ATTRIBUTION_H

#include <stddef.h>

#include "base/status.h"
#include "learn/net.h"

/** Images of one size; the caller's arrays. */
struct attribution_images {
    const float *image;  /**< [count][bands][rows][cols] */
    const float *weight; /**< as the net's logits: the sum of logits times weights is what is explained */
    size_t count;
    int bands, rows, cols;
};

/**
 * Integrated gradients (Sundararajan, Taly and Yan 2017, eq. 3) along the straight line from an image of zeros, which
 * z-scores make the mean of the training cells, by the midpoint rule: band times the mean gradient. In the limit of
 * many steps all of them add up to the change in the weighted sum of logits between that image and this one.
 *
 * @param[in]  steps         at least 1
 * @param[out] contribution  [count][bands][rows][cols]
 */
enum slide_status integrated_gradients(const struct net_border *border, void *net,
                                       const struct attribution_images *images, size_t steps, float *contribution,
                                       struct slide_error *error);

#endif
