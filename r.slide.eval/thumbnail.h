/** Small pictures of maps: each pixel stands for a square of cells. */
#ifndef R_SLIDE_EVAL_THUMBNAIL_H
#define R_SLIDE_EVAL_THUMBNAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "error_maps.h"

struct thumbnail {
    int step; /**< cells along a pixel's edge */
    size_t width, height;
    unsigned char *rgba; /**< [width * height * 4], transparent where nothing is known */
    double *mean;        /**< [width * height] of a map's cells, NaN where nothing is known; NULL of outcomes */
};

/** Cell means in the map's own colours, of the current region under the mask. */
struct thumbnail thumbnail_of_map(const char *name);

/** Whether nine tenths of the pixels lie within a fifth of the range, so that colours tell little of them. */
bool thumbnail_is_dull(const struct thumbnail *thumbnail, double low, double high);

/** The same map, each pixel in the colour of the place between low and high that its rank among the pixels has. */
struct thumbnail thumbnail_by_rank(const struct thumbnail *thumbnail, const char *name, double low, double high);

/**
 * Outcomes of the source's map: a pixel with landslide cells is a hit or a miss, whichever most of them are, so that
 * landslides are not averaged away; another one a false alarm or a rejection, whichever most of its cells are.
 */
struct thumbnail thumbnail_of_outcomes(const struct maps *maps, const struct cell_counts *counts, int map,
                                       double threshold);

void thumbnail_free(struct thumbnail *thumbnail);

#endif
