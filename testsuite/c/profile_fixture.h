/** A planted tree of channels for the tests of profiles: two unequal branches at every confluence, steps of two
 * lengths, areas that grow along the way, and profiles of known Ksn. */
#ifndef PROFILE_FIXTURE_H
#define PROFILE_FIXTURE_H

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "terrain/chi.h"
#include "terrain/profile.h"

static const double TREE_SOURCE = 1e6, TREE_GAIN = 2e4; /* m2 at a source, and more with every node */

struct tree {
    struct channel_network network;
    double *elevation, *chi;
    struct channel_profile profile;
};

static size_t tree_segments(int depth)
{
    return depth == 0 ? 1 : 1 + tree_segments(depth - 1) + tree_segments(depth > 1 ? depth - 2 : 0);
}

/* Branches of depth - 1 and depth - 2 and the segment below them; returns its last node. */
static size_t tree_grow(struct channel_network *network, int depth, size_t nodes, double cell)
{
    double area = TREE_SOURCE;
    int order = 1;

    if (depth > 0) {
        const size_t major = tree_grow(network, depth - 1, nodes, cell);
        const size_t minor = tree_grow(network, depth > 1 ? depth - 2 : 0, nodes, cell);
        const int left = network->order[major], right = network->order[minor];

        network->receiver[major] = network->receiver[minor] = (uint32_t)network->nodes;
        area = network->area[major] + network->area[minor] + 2. * TREE_GAIN;
        order = left == right ? left + 1 : left > right ? left : right;
    }
    network->head[network->segments] = (uint32_t)network->nodes;
    for (size_t i = 0; i < nodes; i++, area += TREE_GAIN) {
        const size_t node = network->nodes++;

        network->cell[node] = (uint32_t)node;
        network->receiver[node] = (uint32_t)node + 1;
        network->segment[node] = (uint32_t)network->segments;
        network->order[node] = (uint8_t)order;
        network->area[node] = area;
        network->step[node] = cell * (node % 3 == 0 ? sqrt(2.) : 1.);
        network->length += network->step[node];
    }
    network->segments++;
    return network->nodes - 1;
}

static struct tree tree_new(int depth, size_t nodes, double cell, double theta)
{
    const size_t all = tree_segments(depth) * nodes;
    struct channel_network network = {.cell = malloc(all * sizeof(uint32_t)),
                                      .receiver = malloc(all * sizeof(uint32_t)),
                                      .segment = malloc(all * sizeof(uint32_t)),
                                      .order = malloc(all),
                                      .step = malloc(all * sizeof(double)),
                                      .area = malloc(all * sizeof(double)),
                                      .head = malloc((tree_segments(depth) + 1) * sizeof(uint32_t))};
    struct tree tree = {.elevation = calloc(all, sizeof(double)), .chi = malloc(all * sizeof(double))};
    const size_t last = tree_grow(&network, depth, nodes, cell);

    network.receiver[last] = CHANNEL_END;
    network.length -= network.step[last];
    network.step[last] = 0.;
    network.head[network.segments] = (uint32_t)network.nodes;
    network.highest_order = network.order[last];
    tree.network = network;
    channel_chi(&tree.network, theta, 1., tree.chi);
    tree.profile = (struct channel_profile){NULL, theta, tree.elevation, tree.chi};
    return tree;
}

/* The tree may have been moved since it was made. */
static const struct channel_profile *profile_of(struct tree *tree)
{
    tree->profile.network = &tree->network;
    return &tree->profile;
}

static void tree_free(struct tree *tree)
{
    channels_free(&tree->network);
    free(tree->elevation);
    free(tree->chi);
}

/** A straight line against chi. */
static inline void plant_line(struct tree *tree, double ksn)
{
    for (size_t node = 0; node < tree->network.nodes; node++)
        tree->elevation[node] = 200. + ksn * tree->chi[node];
}

/** Steady state with area growing evenly along each step, dz = ksn integral of A^-theta dx: not the sum of steps. */
static inline void plant_steady_state(struct tree *tree, double ksn)
{
    const double left = 1. - tree->profile.theta;

    for (size_t node = tree->network.nodes; node-- > 0;) {
        const double area = tree->network.area[node], grown = area + TREE_GAIN;

        tree->elevation[node] = 200.;
        if (tree->network.receiver[node] != CHANNEL_END)
            tree->elevation[node] =
                tree->elevation[tree->network.receiver[node]] +
                ksn * tree->network.step[node] * (pow(grown, left) - pow(area, left)) / (left * TREE_GAIN);
    }
}

static inline void add_noise(struct tree *tree, double sd, uint64_t seed)
{
    struct random_stream stream = random_stream_at(seed, 0);

    for (size_t node = 0; node < tree->network.nodes; node++)
        tree->elevation[node] += sd * random_normal(&stream);
}

#endif
