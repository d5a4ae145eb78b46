/** Successive shortest paths between residues, over the loops of a map as nodes. */
#include "radar/unwrap_flow.h"

#include <stdlib.h>
#include <string.h>

#include "radar/unwrap_network.h"

enum { BUCKETS = 2 * UNWRAP_COST_MOST + 1 };

#define NOBODY UINT32_MAX

/* A node that was reached, and the one reached before it at the same distance. */
struct arrival {
    uint32_t node;
    uint32_t before;
};

struct search {
    struct network *network;
    int sign;                 /* +1: a surplus looks for a lack; -1: the other way round */
    uint32_t bucket[BUCKETS]; /* last arrival at each distance, modulo BUCKETS */
    struct arrival *arrival;  /* [room] all of this search, in order */
    size_t arrivals;
    size_t room;
};

static int arrive(struct search *search, uint32_t node, uint32_t distance)
{
    uint32_t *bucket = &search->bucket[distance % BUCKETS];

    if (search->arrivals == search->room) {
        const size_t room = search->room ? 2 * search->room : 65536;
        struct arrival *grown = realloc(search->arrival, room * sizeof *grown);

        if (!grown)
            return 0;
        search->arrival = grown;
        search->room = room;
    }
    search->arrival[search->arrivals] = (struct arrival){node, *bucket};
    *bucket = (uint32_t)search->arrivals++;
    search->network->node[node].distance = distance;
    return 1;
}

/* From a node to its neighbours, over the arcs of one of its loops. Returns 0 when memory is short. */
static int look_around(struct search *search, uint32_t from, uint32_t loop)
{
    const struct network *network = search->network;
    const struct node *node = network->node, *here = &node[from];

    for (int side = 0; side < 4; side++) {
        const struct arc arc = network_arc(network, loop, side);
        const uint32_t to = node[arc.loop].self;
        int32_t length;
        uint32_t distance;

        if (to == from)
            continue;
        length = network_cost(network, arc.pair, search->sign * arc.turn) +
                 search->sign * (here->potential - node[to].potential);
        distance = here->distance + (uint32_t)length;
        if (distance >= node[to].distance)
            continue;
        if (!arrive(search, to, distance))
            return 0;
        network->node[to].parent = arc.pair;
    }
    return 1;
}

static int look_around_all(struct search *search, uint32_t node)
{
    for (uint32_t loop = node; loop != NO_LOOP; loop = search->network->node[loop].next)
        if (!look_around(search, node, loop))
            return 0;
    return 1;
}

static int is_target(const struct search *search, uint32_t node)
{
    return node == GROUND || search->sign * search->network->node[node].excess < 0;
}

/* The nearest target, NO_LOOP when memory is short. There always is one: the ground. */
static uint32_t find_target(struct search *search, uint32_t source)
{
    if (!arrive(search, source, 0))
        return NO_LOOP;
    for (uint32_t distance = 0;; distance++) {
        uint32_t *bucket = &search->bucket[distance % BUCKETS];

        while (*bucket != NOBODY) {
            const struct arrival arrival = search->arrival[*bucket];

            *bucket = arrival.before;
            if (search->network->node[arrival.node].distance != distance)
                continue; /* it was reached on a shorter way since */
            if (is_target(search, arrival.node))
                return arrival.node;
            if (!look_around_all(search, arrival.node))
                return NO_LOOP;
        }
    }
}

/* Raises the potentials of what lies nearer than the target, and forgets the search. */
static void settle(struct search *search, uint32_t farthest)
{
    struct node *node = search->network->node;

    for (size_t i = 0; i < search->arrivals; i++) {
        struct node *reached = &node[search->arrival[i].node];

        if (reached->distance < farthest)
            reached->potential -= search->sign * (int32_t)(farthest - reached->distance);
        reached->distance = NOT_REACHED;
    }
    search->arrivals = 0;
    memset(search->bucket, 0xff, sizeof search->bucket);
}

/* Sends one unit back along the parents. */
static void send_unit(const struct search *search, uint32_t source, uint32_t target)
{
    struct network *network = search->network;

    for (uint32_t node = target; node != source;) {
        const struct arc arc = network_arc_into(network, network->node[node].parent, node);

        network->flow[arc.pair] += search->sign * arc.turn;
        node = network->node[arc.loop].self;
    }
    network->node[source].excess -= search->sign;
    network->node[target].excess += search->sign;
}

static int discharge(struct search *search, uint32_t source)
{
    struct node *node = search->network->node;

    while (search->sign * node[source].excess > 0) {
        const uint32_t target = find_target(search, source);

        if (target == NO_LOOP)
            return 0;
        send_unit(search, source, target);
        settle(search, node[target].distance);
    }
    return 1;
}

static int discharge_all(struct search *search)
{
    const struct network *network = search->network;

    memset(search->bucket, 0xff, sizeof search->bucket);
    for (uint32_t loop = network->cols; loop < network->loops; loop++)
        if (!discharge(search, loop))
            return 0;
    return 1;
}

static double total_cost(const uint8_t *cost, const int32_t *flow, size_t pairs)
{
    double total = 0.;

    for (size_t pair = 0; pair < pairs; pair++)
        if (flow[pair] != 0)
            total += (double)cost[pair] * abs(flow[pair]);
    return total;
}

enum slide_status unwrap_flow(const struct wrapped_phase *phase, const struct pair_prior *prior, int32_t *flow,
                              double *total, struct slide_error *error)
{
    const size_t pairs = 2 * phase_cells(phase);
    struct network network;
    struct search search = {.network = &network, .sign = 1};
    enum slide_status status = network_open(&network, phase, prior, flow, error);

    if (status != SLIDE_OK)
        return status;
    if (!discharge_all(&search) || (search.sign = -1, !discharge_all(&search)))
        status = slide_out_of_memory(error, 2. * sizeof *search.arrival * (double)search.room, "unwrapping");
    free(search.arrival);
    network_close(&network);
    if (status == SLIDE_OK && total)
        *total = total_cost(prior->cost, flow, pairs);
    return status;
}
