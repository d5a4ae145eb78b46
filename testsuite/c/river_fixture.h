/**
 * A random river network drawn without a map: a binary tree of segments whose drainage area grows along the way, as
 * channels_find would list it, and elevations integrated up it from a Ksn of each node.
 */
#ifndef RIVER_FIXTURE_H
#define RIVER_FIXTURE_H

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "terrain/channel.h"

static const double RIVER_STEP = 30.;

struct river {
    struct channel_network network;
    double *elevation; /**< [nodes] m */
    double *ksn;       /**< [nodes] of the step from the node to its receiver */
    size_t room;
    struct random_stream stream;
};

static struct river river_new(size_t room, uint64_t seed)
{
    struct river river = {.room = room, .stream = random_stream_at(seed, 0)};
    struct channel_network *network = &river.network;

    network->cell = malloc(room * sizeof *network->cell);
    network->receiver = malloc(room * sizeof *network->receiver);
    network->segment = malloc(room * sizeof *network->segment);
    network->order = calloc(room, 1);
    network->step = malloc(room * sizeof *network->step);
    network->area = malloc(room * sizeof *network->area);
    network->head = malloc((room + 1) * sizeof *network->head);
    river.elevation = calloc(room, sizeof *river.elevation);
    river.ksn = malloc(room * sizeof *river.ksn);
    return river;
}

static inline void river_free(struct river *river)
{
    channels_free(&river->network);
    free(river->elevation);
    free(river->ksn);
}

/** Adds a segment of so many nodes that starts with `area`, each node draining `gain` more; returns its last node. */
static uint32_t river_segment(struct river *river, size_t nodes, double area, double gain)
{
    struct channel_network *network = &river->network;

    if (network->nodes + nodes > river->room)
        abort();
    network->head[network->segments] = (uint32_t)network->nodes;
    for (size_t i = 0; i < nodes; i++) {
        const size_t node = network->nodes++;

        network->cell[node] = (uint32_t)(7 * node + 3);
        network->receiver[node] = (uint32_t)(node + 1);
        network->segment[node] = (uint32_t)network->segments;
        network->step[node] = RIVER_STEP;
        network->area[node] = area + gain * (double)i;
    }
    network->segments++;
    network->head[network->segments] = (uint32_t)network->nodes;
    return (uint32_t)(network->nodes - 1);
}

/** A tree with so many sources of about 1 km2, segments of 5 to 60 nodes; returns its last node. */
static inline uint32_t river_tree(struct river *river, size_t sources)
{
    const size_t nodes = 5 + random_below(&river->stream, 56);
    const double gain = 3e4 * (0.5 + random_uniform(&river->stream));
    uint32_t left, right, last;
    size_t part, head;

    if (sources <= 1)
        return river_segment(river, nodes, 1e6 * (1. + random_uniform(&river->stream)), gain);
    part = 1 + random_below(&river->stream, sources - 1);
    left = river_tree(river, part);
    right = river_tree(river, sources - part);
    head = river->network.nodes;
    last = river_segment(river, nodes, river->network.area[left] + river->network.area[right], gain);
    river->network.receiver[left] = river->network.receiver[right] = (uint32_t)head;
    return last;
}

/** The tree ends at `last`: one basin more. */
static inline void river_end(struct river *river, uint32_t last)
{
    river->network.receiver[last] = CHANNEL_END;
    river->network.step[last] = 0.;
}

static inline void river_ksn(struct river *river, double ksn)
{
    for (size_t node = 0; node < river->network.nodes; node++)
        river->ksn[node] = ksn;
}

/** Outlets lie at 100 m; every step rises by Ksn A^-theta dx. */
static inline void river_raise(struct river *river, double theta)
{
    const struct channel_network *network = &river->network;

    for (size_t node = network->nodes; node-- > 0;) {
        river->elevation[node] = 100.;
        if (network->receiver[node] != CHANNEL_END)
            river->elevation[node] = river->elevation[network->receiver[node]] +
                                     river->ksn[node] * pow(network->area[node], -theta) * network->step[node];
    }
}

/** Whole metres, as many DEMs have them; still never rising downstream. */
static inline void river_round(struct river *river)
{
    for (size_t node = 0; node < river->network.nodes; node++)
        river->elevation[node] = round(river->elevation[node]);
}

#endif
