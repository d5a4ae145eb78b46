/** Labels from a vector map: its areas and points as cells of the region. */
#ifndef SLIDE_TRAIN_LABEL_VECTOR_H
#define SLIDE_TRAIN_LABEL_VECTOR_H

#include "label.h"

/**
 * Fills in the roles: the cells that v.to.rast gives to areas and points, with a radius also those around them, are
 * landslides, all others of the region and mask none.
 */
void label_from_vector(const struct sampling_request *request, const struct lattice *lattice, struct label_grid *grid);

/**
 * Distance in m of every cell to the nearest landslide cell, NaN where there is none. The caller frees it.
 */
float *label_distance(const struct label_grid *grid, const struct lattice *lattice);

#endif
