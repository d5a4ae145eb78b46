/** What the maps are held against: a map of zeros and ones, polygons, or the landslides' share of each cell. */
#ifndef R_SLIDE_EVAL_TRUTH_H
#define R_SLIDE_EVAL_TRUTH_H

#include <stdbool.h>

struct truth {
    const char *name;   /**< as the user gave it */
    const char *raster; /**< the raster map to read: the same, or the polygons' */
    bool polygons;
    double threshold; /**< landslide above it; NaN: where not zero. In the raster map's precision */
};

/**
 * A raster map of that name, else a vector map, whose areas become ones in a raster map that goes when the module ends.
 *
 * @param threshold  NULL when not given
 */
struct truth truth_of(const char *name, const char *threshold);

/** A cell's observed value; NaN is null. Cells that no polygon holds are 0. */
double truth_observed(const struct truth *truth, double value);

bool truth_is_landslide(const struct truth *truth, double observed);

/**
 * A raster map of a vector map's areas: a cell takes the area that its centre lies in. It goes when the module fails.
 *
 * @param use  "val": every area is 1; "cat": its category
 */
const char *areas_as_raster(const char *name, const char *use);

void areas_raster_remove(const char *raster);

/** Removes what was made of polygons. */
void truth_close(struct truth *truth);

#endif
