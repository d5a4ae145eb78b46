/** Maps of what is known at channel cells. */
#include <grass/gis.h>
#include <grass/raster.h>

#include "work.h"

static void write_nodes(struct work *work, enum output_map map, const double *value)
{
    float *cell;

    if (!work->settings->map[map])
        return;
    cell = G_malloc(work->cells * sizeof *cell);
    channels_scatter(&work->network, value, work->cells, cell);
    work_write(work, map, cell);
    G_free(cell);
}

/* Numbers of nodes from 1, as categories. */
static void write_numbers(struct work *work, enum output_map map, int (*number)(const struct channel_network *, size_t))
{
    const struct map_description description = work_describe(work, map);
    int *category;

    if (!work->settings->map[map])
        return;
    category = G_calloc(work->cells, sizeof *category);
    for (size_t node = 0; node < work->network.nodes; node++)
        category[work->network.cell[node]] = number(&work->network, node);
    map_set_add_numbers(&work->maps, work->settings->map[map], category, &description);
    G_free(category);
}

static int order_of(const struct channel_network *network, size_t node)
{
    return network->order[node];
}

static int segment_of(const struct channel_network *network, size_t node)
{
    return (int)network->segment[node] + 1;
}

void channel_maps_write(struct work *work)
{
    write_nodes(work, MAP_KSN, work->ksn);
    write_nodes(work, MAP_KSN_ERROR, work->ksn_error);
    write_nodes(work, MAP_KSN_MEAN, work->ensemble_mean);
    write_nodes(work, MAP_KSN_SD, work->ensemble_sd);
    write_nodes(work, MAP_CHI, work->chi);
    write_numbers(work, MAP_ORDER, order_of);
    write_numbers(work, MAP_STREAMS, segment_of);
}
