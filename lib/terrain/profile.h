/**
 * Channel profiles: elevation against chi along a chain of nodes, each the receiver of the one before it, and the
 * straight line through it, whose gradient is Ksn.
 */
#ifndef SLIDE_TERRAIN_PROFILE_H
#define SLIDE_TERRAIN_PROFILE_H

#include "terrain/channel.h"

/** The arrays belong to the caller. */
struct channel_profile {
    const struct channel_network *network;
    double theta;            /**< reference concavity, 0 < theta < 1 */
    const double *elevation; /**< [nodes] m, without NaN */
    const double *chi;       /**< [nodes] m, as channel_chi gives it with this theta and a reference area of 1 m2 */
};

/** Least squares of elevation on chi. */
struct line_fit {
    size_t points;
    double gradient;       /**< m^(2 theta): Ksn; NaN with fewer than two points */
    double standard_error; /**< of the gradient, from the residual variance; NaN with fewer than three points */
    double r2;             /**< share of the variance of elevation; NaN with fewer than three points or when flat */
};

/**
 * Fits elevation = a + Ksn chi by ordinary least squares (Perron and Royden 2013) to `points` nodes: `top` and those
 * downstream of it, which must be there. The standard error is that of independent residuals, s / sqrt(sum of squared
 * deviations of chi) with s2 the sum of squared residuals over points - 2. With two points the gradient is the one
 * between them. Means, deviations and residuals are summed in turn, so that nothing cancels.
 */
struct line_fit profile_fit(const struct channel_profile *profile, size_t top, size_t points);

/**
 * The way up the main stem: of the nodes that drain into one, that with the largest area, of equal ones the first.
 *
 * @param[out] donor [nodes] CHANNEL_END at sources
 */
void profile_main_donors(const struct channel_network *network, uint32_t *donor);

#endif
