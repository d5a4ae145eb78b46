/**
 * What each cell of the region is to the sampler: read once from the label and the strata, one or two bytes a cell, and
 * four more where the label is a density.
 */
#ifndef SLIDE_TRAIN_LABEL_H
#define SLIDE_TRAIN_LABEL_H

#include "learn/sampling.h"
#include "sampling_options.h"
#include "terrain/lattice.h"

/** Free with label_grid_free. */
struct label_grid {
    int rows, cols;
    unsigned char *role;    /**< [rows * cols] enum sampling_role */
    unsigned char *stratum; /**< [rows * cols] from 0; NULL where there are none */
    float *density;         /**< [rows * cols] share of landslides, 0 to 1, NaN null; NULL where the label is none */
    char *name;             /**< name@mapset */
    uint64_t valid, positive;
    size_t strata; /**< 0 where none were asked for */
    int category[SAMPLING_MOST_STRATA];
    uint64_t
        negatives[SAMPLING_MOST_STRATA]; /**< that may be drawn, by stratum; all in the first where there is none */
};

/**
 * Reads the label at the current region under the mask, leaves out cells in no stratum and, of those without a
 * landslide, those outside the buffer. Ends the module, saying what is missing where, when a class is absent.
 */
void label_grid_read(const struct sampling_request *request, const struct lattice *lattice, struct label_grid *grid);

/** The share of landslides in a labelled cell: its density, else 0 or 1. */
float label_share(const struct label_grid *grid, size_t cell);

/** name@mapset of the label, raster or vector; ends the module when there is none. G_free it. */
char *label_full_name(const struct sampling_request *request);

void label_grid_free(struct label_grid *grid);

#endif
