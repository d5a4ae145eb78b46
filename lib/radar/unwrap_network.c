/** Building the network: loops around null cells joined into one node, and the excess of every node. */
#include "radar/unwrap_network.h"

#include <stdlib.h>
#include <string.h>

static uint32_t find(struct node *node, uint32_t loop)
{
    while (node[loop].self != loop)
        loop = node[loop].self = node[node[loop].self].self;
    return loop;
}

/* The lower number speaks, so that the ground always does. */
static void join(struct node *node, uint32_t one, uint32_t other)
{
    const uint32_t first = find(node, one), second = find(node, other);

    if (first < second)
        node[second].self = first;
    else
        node[first].self = second;
}

/* Each loop a node of its own, but those on the border. */
static void part_loops(struct network *network, int rows)
{
    uint32_t loop = 0;

    for (int row = 0; row <= rows; row++)
        for (uint32_t col = 0; col < network->cols; col++, loop++) {
            const int on_border = row == 0 || row == rows || col + 1 == network->cols;

            network->node[loop] =
                (struct node){.self = on_border ? GROUND : loop, .next = NO_LOOP, .distance = NOT_REACHED};
        }
}

/* A null cell's four corners are one node. */
static void join_corners(struct network *network, uint32_t loop)
{
    join(network->node, loop, loop - 1);
    join(network->node, loop, loop - network->cols);
    if (loop > network->cols) /* the map's first corner is ground anyway */
        join(network->node, loop, loop - network->cols - 1);
}

static void join_loops(struct network *network, const struct wrapped_phase *phase)
{
    struct node *node = network->node;

    part_loops(network, phase->rows);
    for (uint32_t loop = network->cols; loop < network->loops; loop++)
        if (isnan(phase->value[loop - network->cols]))
            join_corners(network, loop);
    for (uint32_t loop = 0; loop < network->loops; loop++)
        node[loop].self = node[node[loop].self].self; /* the lower one is final already */
}

static int has_neighbour_outside(const struct network *network, uint32_t loop)
{
    for (int side = 0; side < 4; side++)
        if (network->node[network_arc(network, loop, side).loop].self != network->node[loop].self)
            return 1;
    return 0;
}

/* Lists the loops of every node but the ground, which no search goes beyond. */
static void list_loops(struct network *network)
{
    struct node *node = network->node;

    for (uint32_t loop = network->loops; loop-- > network->cols;) {
        const uint32_t self = node[loop].self;

        if (self == loop || self == GROUND || !has_neighbour_outside(network, loop))
            continue;
        node[loop].next = node[self].next;
        node[self].next = loop;
    }
}

/* Around nulls the sum over all loops of a hole is the hole's winding. */
static void find_excess(struct network *network, const int8_t *jump)
{
    struct node *node = network->node;

    for (uint32_t loop = network->cols; loop < network->loops; loop++)
        if (node[loop].self != GROUND) {
            const size_t cell = loop - network->cols;

            node[node[loop].self].excess +=
                loop_sum(jump[2 * cell], jump[2 * (cell + 1) + 1], jump[2 * (size_t)loop], jump[2 * cell + 1]);
        }
}

enum slide_status network_open(struct network *network, const struct wrapped_phase *phase,
                               const struct pair_prior *prior, int32_t *flow, struct slide_error *error)
{
    const size_t cells = phase_cells(phase), loops = cells + (size_t)phase->cols;

    if (phase->rows < 1 || phase->cols < 1)
        return slide_fail(error, SLIDE_NO_DATA, "There is no phase to unwrap: the region has no cells.");
    if (loops > INT32_MAX)
        return slide_fail(error, SLIDE_BAD_INPUT, "Minimum-cost flow unwraps at most %d cells: the region has %zu.",
                          INT32_MAX, cells);
    *network = (struct network){malloc(loops * sizeof(struct node)), (uint32_t)loops, (uint32_t)phase->cols,
                                prior->cost, flow};
    if (!network->node)
        return slide_out_of_memory(error, (double)loops * sizeof(struct node), "unwrapping");
    memset(flow, 0, 2 * cells * sizeof *flow);
    join_loops(network, phase);
    list_loops(network);
    find_excess(network, prior->jump);
    return SLIDE_OK;
}

void network_close(struct network *network)
{
    free(network->node);
}
