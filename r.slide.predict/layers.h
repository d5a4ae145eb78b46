/** The maps of one run: names, types and texts, and the values of a block of cells before they are written. */
#ifndef SLIDE_PREDICT_LAYERS_H
#define SLIDE_PREDICT_LAYERS_H

#include <stddef.h>

#include "grass/row_maps.h"

struct layer {
    const char *name;
    enum map_type type;
    struct map_description description;
    float *value; /**< [cells of a block] of the valid cells, packed; NaN is null */
};

/** Begins as {0}. Free with layers_free. */
struct layers {
    int count;
    struct layer *layer;
    float *row; /* [columns] */
    struct row_maps files;
};

/**
 * Ends the module when two maps have one name, or a map of that name is there already and may not be overwritten.
 *
 * @param name  stays with the caller to the end, as do the description's texts; NULL: nothing is added
 * @return the index; -1 for none
 */
int layers_add(struct layers *layers, const char *name, enum map_type type, const struct map_description *description);

/** Opens the maps and gets memory for blocks. */
void layers_open(struct layers *layers, size_t cells);

/** A layer's values of the block; NULL for index -1. */
float *layers_values(const struct layers *layers, int index);

/**
 * Writes a block's rows; cells that `place` does not name are null.
 *
 * @param[in] place  [valid] of the packed cells in the block, ascending
 */
void layers_write(struct layers *layers, int rows, const size_t *place, size_t valid);

/** All maps appear, with this history; a failure takes them away until maps_kept(). */
void layers_finish(struct layers *layers, const char *history, const char *source);

void layers_free(struct layers *layers);

#endif
