/**
 * A height map with bounds on what stands around every cell, by which a walk over it leaps where nothing can be in its
 * way (after the maximum mipmaps of Tevs et al. 2008).
 */
#ifndef SLIDE_RADAR_RELIEF_H
#define SLIDE_RADAR_RELIEF_H

#include <stddef.h>

#include "base/status.h"

enum { RELIEF_LEVELS = 15 };

/** Row 0 is the northernmost. Tables and map belong to the caller. */
struct height_map {
    int rows;
    int cols;
    const float *height;       /**< [rows * cols] m, NaN is null, nothing infinite */
    const double *east_west;   /**< [rows] m, between neighbours in a row */
    const double *north_south; /**< [rows] m, from a row to the next one south */
    int wraps;                 /**< the last column neighbours the first: a region all around the globe */
};

/** Blocks of cells, each with a bound on the heights in it and within one block's size of it. */
struct relief_level {
    int size; /**< cells along a block's side */
    int rows;
    int cols;
    float *bound; /**< [rows * cols] -infinity where all is null; belongs to the relief */
};

struct relief {
    const struct height_map *map;
    double sign;   /**< +1, or -1: the terrain upside down, where lowest is highest */
    double summit; /**< of it all; -infinity where all is null */
    float *bounds; /**< those of all levels */
    int levels;
    struct relief_level level[RELIEF_LEVELS];
};

/** A straight line of points that each lie on a row or a column of cells, one step of a cell or less apart. */
struct walk {
    int row, col; /**< where it begins */
    double south; /**< rows a step; the larger of both is 1 or -1 exactly */
    double east;  /**< columns a step */
    double step;  /**< m */
};

/**
 * Bounds take a tenth of the map's memory.
 *
 * @param      map     stays with the caller as long as the relief
 * @param      sign    +1 or -1: turned upside down
 * @param[out] relief  free with relief_free, also after a failure
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status relief_build(const struct height_map *map, double sign, struct relief *relief,
                               struct slide_error *error);

void relief_free(struct relief *relief);

/** The walk from a cell in a direction clockwise from the grid's north, in radians. */
struct walk walk_toward(const struct height_map *map, int row, int col, double azimuth);

/** The same line walked the other way. */
struct walk walk_back(const struct walk *walk);

/**
 * Whether any point of a walk, its first cell excepted, stands higher than the straight line that rises from that
 * cell's height (turned upside down with the relief). Heights between two cells are linear; where one of them is null
 * nothing stands. Exactly what a walk over every point answers, in far fewer steps.
 *
 * @param rise  m a m, positive
 */
int relief_stands_above(const struct relief *relief, const struct walk *walk, double rise);

#endif
