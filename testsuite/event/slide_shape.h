/**
 * The ground that a landslide takes when it starts at a crown: a straight tongue down the slope, wider toward its foot,
 * in one of few sizes, at rest where its angle of reach (drop by run, Corominas 1996) has fallen to 20 degrees. Sizes
 * are nested: a larger landslide from the same crown covers all that a smaller one does.
 */
#ifndef EVENT_SLIDE_SHAPE_H
#define EVENT_SLIDE_SHAPE_H

#include "event.h"

enum { SLIDE_SIZES = 4 };

struct slide_size {
    int length;    /**< cells, at most */
    double radius; /**< cells, half the width at the foot; at the crown it is half of that */
    double share;  /**< of all landslides */
};

extern const struct slide_size slide_sizes[SLIDE_SIZES];

/** Makes tongues; one at a time. */
struct slide_shaper {
    const struct event *event;
    unsigned *stamp; /**< [cells] number of the last tongue that met a cell */
    unsigned tongues;
    size_t count;      /**< of cells in the tongue, all inside the region's edge */
    size_t *cell;      /**< [count] */
    signed char *size; /**< [cells of the region] the smallest size that covers a cell of the tongue */
};

/** Free with slide_shaper_free, also after a failure. @return SLIDE_OUT_OF_MEMORY */
enum slide_status slide_shaper_make(struct slide_shaper *shaper, const struct event *event, struct slide_error *error);

/** The largest landslide from a crown, with the smallest size that covers each cell. */
void slide_shape(struct slide_shaper *shaper, size_t crown);

void slide_shaper_free(struct slide_shaper *shaper);

#endif
