/** Channel profiles made to fall downstream and smoothed, all channels of a network at once. */
#ifndef SLIDE_TERRAIN_SMOOTH_H
#define SLIDE_TERRAIN_SMOOTH_H

#include "terrain/profile.h"

/** What is smoothed and how much. */
struct smoothing {
    double window; /**< m along the channel: waves of this length are halved, shorter ones vanish; 0: see nodes */
    double nodes;  /**< the same in nodes, where window is 0 */
    double sd;     /**< m, of the elevations' error, for the standard errors; 0: from the residuals */
};

/**
 * Constrained regularized smoothing (Schwanghart and Scherler 2017): the profile z that minimizes
 *     sum (z - elevation)^2 + sum w (difference of Ksn between a node and its receiver)^2
 * and nowhere rises downstream. In its least squares form, and with the curvature taken against chi, as in the linear
 * inversion of river profiles (Goren, Fox and Willett 2014), rather than against distance: a profile in steady state,
 * straight against chi, is left alone whatever its concavity and its confluences. w = (n / 2 pi)^4 h^2, n being the
 * window in steps and h the fall of chi over a step with the receiver's area: the weight at which a least squares
 * smoother by second differences halves a wave of n steps; a tributary is tied to a much larger river only loosely. The
 * exact minimum, by elimination down the tree and back, in time proportional to nodes, repeated until the set of steps
 * that are held flat is the right one (block principal pivoting: Judice and Pires 1994); after 60 rounds what still
 * rises is cut flat. Needs 81 bytes a node while it works.
 *
 * @param[in]  profile        its elevation need not fall
 * @param[in]  smoothing
 * @param[out] elevation      [nodes] m, non-increasing downstream
 * @param[out] ksn            [nodes] m^(2 theta), of the step below each node, at least 0; NaN at outlets
 * @param[out] standard_error [nodes] of ksn: the Bayesian one of a smoother (Wahba 1983), as without the constraint,
 *                            with errors of the elevations that are independent; NaN at outlets
 * @param[out] error          may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status profile_smooth(const struct channel_profile *profile, const struct smoothing *smoothing,
                                 double *elevation, double *ksn, double *standard_error, struct slide_error *error);

#endif
