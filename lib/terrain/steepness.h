/** Normalized channel steepness (Ksn): at channel nodes, and its mean over segments between confluences. */
#ifndef SLIDE_TERRAIN_STEEPNESS_H
#define SLIDE_TERRAIN_STEEPNESS_H

#include "terrain/channel.h"

/**
 * Normalized channel steepness: ksn = S A^theta (Wobus et al. 2006, eq. 2), S the slope along the flow as a tangent.
 *
 * @param[in]  elevation [nodes] m, non-increasing downstream
 * @param[in]  theta     reference concavity, 0 < theta < 1
 * @param[out] ksn       [nodes] m^(2 theta); 0 where a channel is flat; NaN at outlets
 */
void channel_steepness(const struct channel_network *network, const double *elevation, double theta, double *ksn);

/**
 * Mean Ksn of the nodes `first` to `end` - 1, weighted by length along the flow; NaN is passed over, and returned where
 * there is nothing else.
 *
 * @param[in] ksn [nodes]
 */
double mean_steepness(const struct channel_network *network, const double *ksn, size_t first, size_t end);

/**
 * Mean Ksn of each segment, weighted by length along the flow, at every node of the segment: the noise of single steps
 * (whole metres of elevation, carved stretches) evens out.
 *
 * @param[in]  ksn  [nodes] NaN is passed over
 * @param[out] mean [nodes] m^(2 theta); NaN in a segment without a value; may be ksn
 */
void segment_steepness(const struct channel_network *network, const double *ksn, double *mean);

/** Of the channel nodes that have a value; NaN where there is none. */
struct steepness_summary {
    size_t nodes;
    double mean;
    double median;
};

/** Needs 8 bytes a node. Returns SLIDE_OUT_OF_MEMORY when they are not there. */
enum slide_status steepness_summarize(const double *ksn, size_t nodes, struct steepness_summary *summary,
                                      struct slide_error *error);

#endif
