/** Channel cells, segments and Strahler orders in walks from the sources down to the next unfinished confluence. */
#include "terrain/channel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Per cell: channels that flow into it, and those of them that no walk has come down yet. */
#define FLOWS_IN 0x10
#define TO_COME 0x0f

struct search {
    const struct flow_graph *graph;
    const double *area;
    double threshold;
    uint8_t *inflow; /* [cells] FLOWS_IN for each channel that flows in, and TO_COME */
    struct channel_network *network;
};

static int is_channel(const struct search *search, size_t cell)
{
    return search->area[cell] >= search->threshold;
}

static int is_head(const struct search *search, size_t cell)
{
    return search->inflow[cell] / FLOWS_IN != 1;
}

static void count_channels(const struct search *search)
{
    const struct flow_graph *graph = search->graph;
    const size_t cells = lattice_cells(graph->lattice);

    for (size_t cell = 0; cell < cells; cell++)
        if (is_channel(search, cell)) {
            search->network->nodes++;
            if (flow_goes_on(graph, cell))
                search->inflow[flow_receiver(graph, cell)] += FLOWS_IN + 1;
        }
    for (size_t cell = 0; cell < cells; cell++)
        search->network->segments += is_channel(search, cell) && is_head(search, cell);
}

static int allocate(struct channel_network *network)
{
    const size_t nodes = network->nodes + 1;

    network->cell = calloc(nodes, sizeof *network->cell);
    network->receiver = calloc(nodes, sizeof *network->receiver);
    network->segment = malloc(nodes * sizeof *network->segment);
    network->order = calloc(nodes, 1);
    network->step = malloc(nodes * sizeof *network->step);
    network->area = malloc(nodes * sizeof *network->area);
    network->head = calloc(network->segments + 1, sizeof *network->head);
    return network->cell && network->receiver && network->segment && network->order && network->step && network->area &&
           network->head;
}

/* From a source down as far as every channel above has been walked; receivers that are heads are still cells. */
static void walk_down(const struct search *search, size_t cell, size_t *nodes, size_t *segments)
{
    const struct flow_graph *graph = search->graph;
    struct channel_network *network = search->network;

    for (;;) {
        const size_t node = (*nodes)++;

        if (is_head(search, cell))
            network->head[(*segments)++] = (uint32_t)node;
        network->cell[node] = (uint32_t)cell;
        network->segment[node] = (uint32_t)(*segments - 1);
        network->area[node] = search->area[cell];
        network->step[node] = 0.;
        network->receiver[node] = CHANNEL_END;
        if (!flow_goes_on(graph, cell))
            return;
        network->step[node] = flow_step(graph, cell);
        network->length += network->step[node];
        cell = flow_receiver(graph, cell);
        network->receiver[node] = (uint32_t)cell;
        search->inflow[cell]--;
        if (search->inflow[cell] & TO_COME)
            return;
        if (!is_head(search, cell))
            network->receiver[node] = (uint32_t)node + 1;
    }
}

struct place {
    uint32_t cell, node;
};

static int by_cell(const void *left, const void *right)
{
    const uint32_t a = ((const struct place *)left)->cell, b = ((const struct place *)right)->cell;

    return (a > b) - (a < b);
}

/* The last nodes of segments learn the node of the cell they drain into: a segment's head. */
static int join_segments(struct channel_network *network)
{
    struct place *heads = malloc((network->segments + 1) * sizeof *heads);

    if (!heads)
        return 0;
    for (size_t s = 0; s < network->segments; s++)
        heads[s] = (struct place){network->cell[network->head[s]], network->head[s]};
    qsort(heads, network->segments, sizeof *heads, by_cell);
    for (size_t s = 0; s < network->segments; s++) {
        const size_t last = segment_last(network, s);
        const struct place wanted = {.cell = network->receiver[last]};

        if (network->receiver[last] == CHANNEL_END)
            continue;
        network->receiver[last] =
            ((const struct place *)bsearch(&wanted, heads, network->segments, sizeof *heads, by_cell))->node;
    }
    free(heads);
    return 1;
}

/* One more than the highest order that flows in where two channels share it, else the highest. */
static void set_orders(struct channel_network *network)
{
    const uint8_t shared = 0x80;

    for (size_t node = 0; node < network->nodes; node++) {
        const uint32_t receiver = network->receiver[node];

        if (network->order[node] & shared || network->order[node] == 0)
            network->order[node] = (uint8_t)((network->order[node] & ~shared) + 1);
        if (network->order[node] > network->highest_order)
            network->highest_order = network->order[node];
        if (receiver == CHANNEL_END)
            continue;
        if (network->order[node] > (network->order[receiver] & ~shared))
            network->order[receiver] = network->order[node];
        else if (network->order[node] == (network->order[receiver] & ~shared))
            network->order[receiver] |= shared;
    }
}

static int walk_all(const struct search *search)
{
    const size_t cells = lattice_cells(search->graph->lattice);
    size_t nodes = 0, segments = 0;

    for (size_t cell = 0; cell < cells; cell++)
        if (is_channel(search, cell) && search->inflow[cell] == 0)
            walk_down(search, cell, &nodes, &segments);
    search->network->head[segments] = (uint32_t)nodes;
    return join_segments(search->network);
}

enum slide_status channels_find(const struct flow_graph *graph, const double *area, double threshold,
                                struct channel_network *network, struct slide_error *error)
{
    const size_t cells = lattice_cells(graph->lattice);
    struct search search = {graph, area, threshold, calloc(cells, 1), NULL};
    int memory = search.inflow != NULL;

    *network = (struct channel_network){0};
    search.network = network;
    if (memory)
        count_channels(&search);
    memory = memory && allocate(network) && walk_all(&search);
    free(search.inflow);
    if (!memory) {
        const double bytes = (double)cells + 33. * (double)network->nodes;

        channels_free(network);
        return slide_out_of_memory(error, bytes, "the channel network");
    }
    set_orders(network);
    return SLIDE_OK;
}

void channels_free(struct channel_network *network)
{
    free(network->cell);
    free(network->receiver);
    free(network->segment);
    free(network->order);
    free(network->step);
    free(network->area);
    free(network->head);
    *network = (struct channel_network){0};
}

void channels_gather(const struct channel_network *network, const float *map, double *node)
{
    for (size_t i = 0; i < network->nodes; i++)
        node[i] = map[network->cell[i]];
}

void channels_scatter(const struct channel_network *network, const double *node, size_t cells, float *map)
{
    for (size_t cell = 0; cell < cells; cell++)
        map[cell] = NAN;
    for (size_t i = 0; i < network->nodes; i++)
        map[network->cell[i]] = (float)node[i];
}
