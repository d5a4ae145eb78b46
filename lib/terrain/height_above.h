/** Height of hillslopes above the channels that they drain into. */
#ifndef SLIDE_TERRAIN_HEIGHT_ABOVE_H
#define SLIDE_TERRAIN_HEIGHT_ABOVE_H

#include "terrain/flow.h"

/**
 * Height above the nearest drainage: a cell's elevation minus that of the first channel cell on its way down the flow
 * (Nobre et al. 2011). Never negative where elevation does not rise along the flow; with the raw elevation of a map
 * whose channels were carved it can be.
 *
 * @param[in]     graph
 * @param[in]     elevation [cells] m
 * @param[in,out] height    [cells] m; in: any number on the channels, NaN elsewhere; out: 0 on the channels; NaN at
 * null and where water leaves the map before it meets a channel
 */
void height_above_channel(const struct flow_graph *graph, const float *elevation, float *height);

#endif
