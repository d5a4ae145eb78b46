/** The maps of operation=coherence and operation=interferogram: written row by row at the region, under the mask, all
 * of them or none. */
#ifndef R_SLIDE_INSAR_COHERENCE_MAPS_H
#define R_SLIDE_INSAR_COHERENCE_MAPS_H

#include <stddef.h>

#include "options.h"

enum coherence_output { BOXCAR, PHASE, SIBLING, DIFFERENCE, INTERFEROGRAM, COHERENCE_OUTPUTS };

struct coherence_map {
    const char *name; /**< NULL: not wanted */
    int file;
    size_t valid;
};

struct coherence_maps {
    struct coherence_map map[COHERENCE_OUTPUTS];
    int rows, cols;
    unsigned char *masked; /**< [rows * cols] NULL without a mask */
    float *cells;          /**< [cols] */
};

/** Before any image is opened: the mask is read in the region's own window. */
struct coherence_maps coherence_maps_new(const struct options *options);

/** After the images are open. */
void coherence_maps_open(struct coherence_maps *maps);

/** @param value [cols] NaN is null */
void coherence_maps_write(struct coherence_maps *maps, enum coherence_output output, int row, const float *value);

/** Ends the module when a map has no valid cell; otherwise all appear, with their metadata. */
void coherence_maps_close(struct coherence_maps *maps, const char *sources, const char *const history[]);

#endif
