/**
 * How straight a basin's elevations lie against chi, trunk and tributaries together, and how surely that tells the
 * concavity (Perron and Royden 2013: the right theta makes all profiles of a steady basin one straight line).
 */
#ifndef SLIDE_TERRAIN_CHI_LINEARITY_H
#define SLIDE_TERRAIN_CHI_LINEARITY_H

#include "terrain/channel_basin.h"
#include "terrain/theta_interval.h"

/** Room for 3 values a node of the largest basin. */
struct chi_scratch {
    double *chi;
    double *change; /**< derivative of chi by theta */
    double *pull;   /**< summed over all that lies upstream */
};

/** Sum of squares in m2 of elevation about its least-squares line on chi at this theta, over all nodes. */
double chi_misfit(const struct basin_profile *profile, double theta, double *chi);

/** Sum of squares in m2 of elevation about its mean: the misfit of no theta at all. */
double elevation_spread(const struct basin_profile *profile);

/**
 * Scores of the segments at this theta: a segment's excess of rise over Ksn dchi, node by node, counted with all the
 * nodes it lifts (the derivative of their fitted elevation by theta, the line refitted, summed upstream).
 */
struct theta_scores chi_scores(const struct basin_profile *profile, double theta, const struct chi_scratch *scratch);

#endif
