/** Channel cells, Strahler orders and segment heads in one walk down the drainage graph. */
#include "terrain/channel.h"

#include <stdlib.h>

/* While the walk goes on, a cell's order holds the highest order among its donors, and its head 0, 1 or more donors of
   any order, with TIE set when two of them share the highest */
#define DONORS 0x0f
#define TIE 0x10

static void pass_on(struct channel_network *network, uint8_t order, size_t receiver)
{
    network->head[receiver]++;
    if (order > network->order[receiver]) {
        network->order[receiver] = order;
        network->head[receiver] &= DONORS;
    } else if (order == network->order[receiver])
        network->head[receiver] |= TIE;
}

static void settle(struct channel_network *network, size_t cell)
{
    const int donors = network->head[cell] & DONORS;

    network->order[cell] += donors == 0 || network->head[cell] & TIE;
    network->head[cell] = donors != 1;
    network->segments += donors != 1;
    network->cells++;
    if (network->order[cell] > network->highest_order)
        network->highest_order = network->order[cell];
}

enum slide_status channels_find(const struct flow_graph *graph, const double *area, double threshold,
                                struct channel_network *network, struct slide_error *error)
{
    const size_t cells = lattice_cells(graph->lattice);

    *network = (struct channel_network){.order = calloc(cells, 1), .head = calloc(cells, 1)};
    if (!network->order || !network->head) {
        channels_free(network);
        return slide_out_of_memory(error, 2. * (double)cells, "the channel network");
    }
    for (size_t i = 0; i < graph->count; i++) {
        const size_t cell = graph->order[i];

        if (!(area[cell] >= threshold))
            continue;
        settle(network, cell);
        if (flow_goes_on(graph, cell)) {
            network->length += flow_step(graph, cell);
            pass_on(network, network->order[cell], flow_receiver(graph, cell));
        }
    }
    return SLIDE_OK;
}

void channels_free(struct channel_network *network)
{
    free(network->order);
    free(network->head);
    network->order = network->head = NULL;
}
