/**
 * The methods by which a channel's Ksn is measured: one row of a table each, which fills the option's choices, its help
 * and the dispatch.
 */
#ifndef SLIDE_TERRAIN_GRADIENT_H
#define SLIDE_TERRAIN_GRADIENT_H

#include "terrain/perturb.h"
#include "terrain/profile.h"

struct gradient_options {
    double window;                /**< m along the channel; 0: counted in nodes */
    int window_nodes;             /**< odd, 3 or more; where a length is needed, times the network's mean step */
    int as_angle;                 /**< steepest: slope as an angle in radians, not as a tangent */
    struct elevation_error error; /**< of elevations; its sd 0 when it is not known */
    const struct lattice *lattice;
    const float *map; /**< steepest: [cells] m; NaN is null */
};

/** What a method answers; the caller's arrays. */
struct channel_gradient {
    double *ksn;            /**< [nodes] m^(2 theta); NaN where there is none */
    double *standard_error; /**< [nodes] of ksn; NaN where it is not known */
};

/**
 * - flow: fall to the receiver over the step, as channel_steepness; NaN at outlets. Its standard error follows from
 *   that of elevations, sd sqrt(2 (1 - correlation over the step)) / step * A^theta; NaN when that is not known.
 * - steepest: the steepest fall to any of the eight neighbours on the map over the true distance, 0 where none is
 *   lower; as an angle, atan(slope) A^theta. The same standard error, along that fall; NaN where there is none.
 * - chi: the gradient of elevation against chi by least squares in a window along the channel, centred on the node (as
 *   in LSDTopoTools: Mudd et al. 2014): half of it up the main stem, half down, across confluences; at least one node
 *   to either side; shorter at sources and outlets. On two nodes, the gradient between them and no standard error; NaN
 *   for a channel of a single one.
 * - segment: the same regression, once for each reach of a segment between confluences, cut evenly, as many as make
 *   them come nearest to the window; every node of a reach takes its value.
 * - smooth: the gradient of the profile after profile_smooth; NaN at outlets.
 *
 * Regressions take the standard error of the line's gradient, residuals being independent (profile_fit). chi works in
 * parallel over nodes, the same bits for any number of threads. Time grows as nodes times nodes in a window for chi.
 */
struct gradient_method {
    const char *name;
    const char *description;
    int windowed; /**< takes a window */
    enum slide_status (*measure)(const struct channel_profile *profile, const struct gradient_options *options,
                                 const struct channel_gradient *gradient, struct slide_error *error);
};

/** Ends with a NULL name. */
extern const struct gradient_method gradient_methods[];

/** NULL when there is none of that name. */
const struct gradient_method *gradient_method_find(const char *name);

/**
 * Measures Ksn and its standard error.
 *
 * @param[in]  profile  elevation: for flow, non-increasing downstream
 * @param[in]  options
 * @param[out] gradient
 * @param[out] error    may be NULL
 * @return SLIDE_BAD_INPUT when the window is neither a length nor an odd number of nodes from 3; SLIDE_OUT_OF_MEMORY:
 *         chi needs 4 bytes a node, segment 8 a reach, smooth 89 a node
 */
enum slide_status gradient_measure(const struct gradient_method *method, const struct channel_profile *profile,
                                   const struct gradient_options *options, const struct channel_gradient *gradient,
                                   struct slide_error *error);

#endif
