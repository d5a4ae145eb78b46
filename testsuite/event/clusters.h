/**
 * Landslides as clusters of cells, and old ones like them: crowns are a Poisson process whose intensity follows the
 * event's law, each grows down the slope (slide_shape.h). So the chance that a cell is covered is known exactly: the
 * number of landslides over it is Poisson (a Boolean model: Chiu et al. 2013).
 */
#ifndef EVENT_CLUSTERS_H
#define EVENT_CLUSTERS_H

#include "event.h"

struct clusters {
    const struct event *event;
    int *number;        /**< [cells] of the landslide over a cell, from 1; 0: none; -1 on the region's edge */
    int *old;           /**< the same for landslides from before, drawn by the same law */
    float *probability; /**< [cells] that a landslide covers it, known the ground and the law; NaN on the edge */
    float *before;      /**< [cells] texture.h: before the earthquake, smeared over old landslides */
    float *after;       /**< and after it, over old and new ones */
    float *reader;      /**< [cells] the probability after a look at 7 x 7 cells of both; NaN on the edge */
    int slides, old_slides;
};

/**
 * @param[in]  event     after event_shake_down; must stay
 * @param[in]  share     of the cells inside the edge that landslides are expected to cover, above 0, below 0.5
 * @param[out] clusters  free with clusters_free, also after a failure
 * @return SLIDE_OUT_OF_MEMORY, or SLIDE_NO_DATA where no ground is steep enough for a crown
 */
enum slide_status clusters_make(const struct event *event, double share, struct clusters *clusters,
                                struct slide_error *error);

void clusters_free(struct clusters *clusters);

#endif
