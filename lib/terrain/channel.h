/** The channel network: cells above a drainage area, their Strahler order, and the segments between confluences. */
#ifndef SLIDE_TERRAIN_CHANNEL_H
#define SLIDE_TERRAIN_CHANNEL_H

#include "terrain/flow.h"

/** Two bytes a cell, owned by the network. */
struct channel_network {
    uint8_t *order; /**< [cells] Strahler order (Strahler 1957), 1 at sources; 0 off the channels */
    uint8_t *head;  /**< [cells] 1 at the first cell of a segment: a source, or where two or more channels meet */
    size_t cells;
    size_t segments;
    int highest_order;
    double length; /**< m along the flow, outlets' own step off the map not counted */
};

/**
 * Takes every cell with at least `threshold` of drainage area as channel.
 *
 * @param[in]  graph
 * @param[in]  area      [cells] m2, the cell itself included
 * @param[in]  threshold m2
 * @param[out] network   free with channels_free
 * @param[out] error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY; no channel at all is no error
 */
enum slide_status channels_find(const struct flow_graph *graph, const double *area, double threshold,
                                struct channel_network *network, struct slide_error *error);

void channels_free(struct channel_network *network);

/** Whether `cell`, a channel cell, is followed downstream by a cell of its own segment. */
static inline int segment_goes_on(const struct flow_graph *graph, const struct channel_network *network, size_t cell)
{
    return flow_goes_on(graph, cell) && !network->head[flow_receiver(graph, cell)];
}

#endif
