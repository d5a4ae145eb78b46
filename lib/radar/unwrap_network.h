/**
 * The network that minimum-cost flow runs on: the loops of four cells are its nodes, the pairs of neighbours between
 * two loops its arcs; loops around one hole of null cells are one node, and all along the border are the ground.
 *
 * The loop that begins in the map's cell i is number i + cols; the first cols loops, and those of the last row and the
 * last column, lie on the border.
 */
#ifndef SLIDE_RADAR_UNWRAP_NETWORK_H
#define SLIDE_RADAR_UNWRAP_NETWORK_H

#include <stdint.h>

#include "base/status.h"
#include "radar/residue.h"
#include "radar/unwrap_cost.h"

#define GROUND 0
#define NO_LOOP UINT32_MAX
#define NOT_REACHED UINT32_MAX

/** The first loop of a node speaks for all; of the others only self and next are used. */
struct node {
    uint32_t self;  /**< the node that the loop belongs to, by the number of its first loop */
    uint32_t next;  /**< the node's next loop that has a neighbour outside, or NO_LOOP */
    int32_t excess; /**< cycles left around it, clockwise */
    int32_t potential;
    uint32_t distance; /**< from a search's source; NOT_REACHED between searches */
    uint32_t parent;   /**< the pair that it was reached over */
};

struct network {
    struct node *node; /**< [loops] */
    uint32_t loops;    /**< (rows + 1) * cols */
    uint32_t cols;
    const uint8_t *cost; /**< [2 * cells] of a cycle */
    int32_t *flow;       /**< [2 * cells] cycles added to a pair's difference */
};

/** A way from a loop to the next: the pair to cross, and the flow to add to it for each cycle carried over. */
struct arc {
    uint32_t pair;
    uint32_t loop;
    int turn;
};

/**
 * Joins loops around nulls and finds each node's excess. No flow yet.
 *
 * @param[out] network  to be closed with network_close when SLIDE_OK
 * @param[in]  prior    as in unwrap_flow
 * @param[out] flow     set to 0
 */
enum slide_status network_open(struct network *network, const struct wrapped_phase *phase,
                               const struct pair_prior *prior, int32_t *flow, struct slide_error *error);

void network_close(struct network *network);

/** The way north, west, south or east, for side 0 to 3; the loop must not be on the border. */
static inline struct arc network_arc(const struct network *network, uint32_t loop, int side)
{
    const uint32_t cols = network->cols, cell = loop - cols;

    switch (side) {
    case 0:
        return (struct arc){2 * cell, loop - cols, -1};
    case 1:
        return (struct arc){2 * cell + 1, loop - 1, 1};
    case 2:
        return (struct arc){2 * loop, loop + cols, 1};
    default:
        return (struct arc){2 * (cell + 1) + 1, loop + 1, -1};
    }
}

/** The way back over a pair into a node from the loop on its other side. */
static inline struct arc network_arc_into(const struct network *network, uint32_t pair, uint32_t node)
{
    const uint32_t own = pair / 2 + network->cols, other = own - (pair % 2 ? 1 : network->cols);
    const int into_own = pair % 2 ? -1 : 1;

    if (network->node[own].self == node)
        return (struct arc){pair, other, into_own};
    return (struct arc){pair, own, -into_own};
}

/** What one more cycle over a pair costs, negative where it takes flow back. */
static inline int32_t network_cost(const struct network *network, uint32_t pair, int turn)
{
    const int32_t cost = network->cost[pair], flow = network->flow[pair];

    return (flow < 0 && turn > 0) || (flow > 0 && turn < 0) ? -cost : cost;
}

#endif
