/** Normalized channel steepness (Ksn): at channel cells, and its mean over segments between confluences. */
#ifndef SLIDE_TERRAIN_STEEPNESS_H
#define SLIDE_TERRAIN_STEEPNESS_H

#include "terrain/channel.h"

/**
 * Normalized channel steepness along a drainage graph: ksn = S A^theta (Wobus et al. 2006, eq. 2), S the slope along
 * the flow as a tangent.
 *
 * @param[in]  graph
 * @param[in]  network
 * @param[in]  elevation [cells] m, non-increasing downstream; NaN is null
 * @param[in]  area      [cells] m2, the cell itself included
 * @param[in]  theta     reference concavity, 0 < theta < 1
 * @param[out] ksn       [cells] m^(2 theta); 0 where a channel is flat; NaN off the channels and at outlets
 */
void channel_steepness(const struct flow_graph *graph, const struct channel_network *network, const float *elevation,
                       const double *area, double theta, float *ksn);

/**
 * Mean Ksn of each segment, weighted by length along the flow, at every cell of the segment: the noise of single steps
 * (whole metres of elevation, carved stretches) evens out.
 *
 * @param[in]  ksn  [cells] from channel_steepness
 * @param[out] mean [cells] m^(2 theta); NaN off the channels and in a segment that is a lone outlet; must not be ksn
 */
void segment_steepness(const struct flow_graph *graph, const struct channel_network *network, const float *ksn,
                       float *mean);

/** Of the channel cells that have a value; NaN where there is none. */
struct steepness_summary {
    size_t cells;
    double mean;
    double median;
};

/** Needs 4 bytes a channel cell. Returns SLIDE_OUT_OF_MEMORY when they are not there. */
enum slide_status steepness_summarize(const float *ksn, size_t cells, struct steepness_summary *summary,
                                      struct slide_error *error);

#endif
