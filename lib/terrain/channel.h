/**
 * The channel network: cells above a drainage area as a list of nodes, each before the one it drains into, and their
 * segments between confluences. What is worked out along channels is an array with one entry a node.
 */
#ifndef SLIDE_TERRAIN_CHANNEL_H
#define SLIDE_TERRAIN_CHANNEL_H

#include "terrain/flow.h"

/** Receiver of a node where the channel leaves the map. */
#define CHANNEL_END UINT32_MAX

/**
 * Nodes are numbered upstream before downstream, and a segment's nodes follow one another: segment s is the nodes
 * head[s] to head[s + 1] - 1. 29 bytes a node, owned by the network.
 */
struct channel_network {
    size_t nodes;
    uint32_t *cell;     /**< [nodes] cell of the map */
    uint32_t *receiver; /**< [nodes] node downstream, always a higher number, or CHANNEL_END */
    uint32_t *segment;  /**< [nodes] number of the segment */
    uint8_t *order;     /**< [nodes] Strahler order (Strahler 1957), 1 at sources */
    double *step;       /**< [nodes] m, length to the receiver; 0 at CHANNEL_END */
    double *area;       /**< [nodes] m2, the cell itself included */
    size_t segments;
    uint32_t *head; /**< [segments + 1] first node of each: a source, or where two or more channels meet; then nodes */
    int highest_order;
    double length; /**< m along the flow, outlets' own step off the map not counted */
};

/**
 * Takes every cell with at least `threshold` of drainage area as channel. Needs a byte a cell while it works.
 *
 * @param[in]  graph     its order is not used
 * @param[in]  area      [cells] m2, the cell itself included, never less downstream; NaN at null
 * @param[in]  threshold m2
 * @param[out] network   free with channels_free
 * @param[out] error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY; no channel at all is no error
 */
enum slide_status channels_find(const struct flow_graph *graph, const double *area, double threshold,
                                struct channel_network *network, struct slide_error *error);

void channels_free(struct channel_network *network);

/** The last node of a segment: its receiver is the head of another segment, or CHANNEL_END. */
static inline size_t segment_last(const struct channel_network *network, size_t segment)
{
    return (size_t)network->head[segment + 1] - 1;
}

/**
 * Takes a map's values at the nodes.
 *
 * @param[in]  map  [cells]
 * @param[out] node [nodes]
 */
void channels_gather(const struct channel_network *network, const float *map, double *node);

/**
 * Lays values of the nodes out on a map.
 *
 * @param[in]  node  [nodes]
 * @param[in]  cells of the map
 * @param[out] map   [cells] NaN off the channels
 */
void channels_scatter(const struct channel_network *network, const double *node, size_t cells, float *map);

#endif
