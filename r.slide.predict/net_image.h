/** Rows of the predictors' maps, and any window of them as a net sees it. */
#ifndef SLIDE_PREDICT_NET_IMAGE_H
#define SLIDE_PREDICT_NET_IMAGE_H

#include "learn/tiles.h"
#include "learn/transform.h"
#include "run.h"

/** Free with net_image_free. */
struct net_image {
    const struct stack *maps; /**< open */
    int first, count;         /**< rows that are held */
    int most;                 /**< that can be */
    int cols;
    float *value; /**< [most][cols][maps] */
};

void net_image_new(const struct stack *maps, int most, struct net_image *image);

/** Holds these rows from now on; reads those that it did not hold. @param count at most image->most */
void net_image_rows(struct net_image *image, int first, int count);

/** One of the rows held, [cols][maps]. */
const float *net_image_row(const struct net_image *image, int row);

/**
 * A window within the rows held.
 *
 * @param[out] bands  [transform->features][box->rows][box->cols], null as 0
 * @return cells that are null in some map
 */
size_t net_image_window(const struct net_image *image, const struct transform *transform, const struct tile_box *box,
                        float *bands);

void net_image_free(struct net_image *image);

#endif
