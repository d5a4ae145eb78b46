/** Concavity from the scaling of slope with drainage area along channels, ln S = ln Ks - theta ln A (Flint 1974). */
#ifndef SLIDE_TERRAIN_SLOPE_AREA_H
#define SLIDE_TERRAIN_SLOPE_AREA_H

#include "terrain/channel_basin.h"
#include "terrain/theta_interval.h"

enum {
    SLOPE_AREA_TENFOLD = 10,                  /**< bins to a tenfold of area */
    SLOPE_AREA_BINS = 20 * SLOPE_AREA_TENFOLD /**< down from the outlet's area to 1e-20 of it */
};

/** Empty bins and those where the channels do not fall weigh 0. */
struct slope_area_bin {
    double length, fall; /**< m, of all channels in it */
    double log_area;     /**< mean of ln A along them, less the mean of the weighted bins */
    double log_slope;    /**< ln(fall / length), less the mean of the weighted bins */
    double weight;       /**< segments in it, counted by their length: squared sum over sum of squares */
};

/** A basin's bins, and the weighted sums of squares and products of ln A and ln S over them. */
struct slope_area {
    struct slope_area_bin bin[SLOPE_AREA_BINS];
    size_t count; /**< bins that weigh */
    double area, slope, product;
};

/**
 * In each bin the mean slope is total fall over total length, so that the single steps of whole metres even out and
 * flat steps count. The regression of ln S on ln A has theta = -product / area.
 */
void slope_area_fill(const struct basin_profile *profile, struct slope_area *bins);

/** How much each segment, through all bins it passes, adds to the slope of the misfit at this theta. */
struct theta_scores slope_area_scores(const struct basin_profile *profile, const struct slope_area *bins, double theta);

#endif
