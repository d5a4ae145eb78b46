/**
 * From elevation to the maps asked for, in memory.
 *
 * Bytes a cell: 9 and the flood's frontier while depressions and flats are treated; then elevation 4, directions 1, the
 * graph's order 4, areas 8, channels 2, Ksn 4: 23 for maps of channels and areas. Elevations and areas go before
 * hillslope maps are made, the order before maps of categories: 35 with every output.
 */
#include "run.h"

#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/cell_size.h"
#include "grass/fatal.h"
#include "grass/grid.h"
#include "terrain/chi.h"
#include "terrain/surface.h"

/* m2: with 1 the gradient of elevation against chi is Ksn */
static const double CHI_REFERENCE_AREA = 1.;

/* What passes from step to step. */
struct work {
    const struct settings *settings;
    struct cell_sizes sizes;
    struct lattice lattice;
    size_t cells;
    float *elevation;
    uint8_t *direction;
    struct flow_graph graph;
    double *area;
    struct channel_network network;
    double *ksn; /* [nodes] */
    struct slide_error error;
};

static void check(const struct work *work, enum slide_status status)
{
    fatal_unless_ok(status, &work->error);
}

static void read_inputs(struct work *work)
{
    const struct settings *settings = work->settings;
    struct grid elevation = grid_read(settings->elevation);

    if (grid_valid_cells(&elevation) == 0)
        G_fatal_error(_("Elevation map <%s> is null everywhere inside the current region and mask. "
                        "Check g.region and r.mask."),
                      settings->elevation);
    work->sizes = cell_sizes_of_region();
    work->lattice = (struct lattice){.rows = elevation.rows,
                                     .cols = elevation.cols,
                                     .east_west = work->sizes.east_west,
                                     .north_south = work->sizes.north_south,
                                     .diagonal = work->sizes.diagonal,
                                     .area = work->sizes.area,
                                     .wraps = work->sizes.wraps};
    work->cells = grid_cells(&elevation);
    work->elevation = elevation.cell;
    work->direction = G_calloc(work->cells, 1);
    if (!settings->sinks)
        return;

    struct grid sinks = grid_read(settings->sinks);

    for (size_t cell = 0; cell < work->cells; cell++)
        work->direction[cell] = !isnan(sinks.cell[cell]) && sinks.cell[cell] != 0.f;
    grid_free(&sinks);
}

static void route(struct work *work, struct summary *summary)
{
    G_message(_("Routing flow..."));
    check(work, flow_route(&work->lattice, work->settings->treatment, NULL, work->elevation, work->direction,
                           &summary->routing, &work->error));
    check(work, flow_graph_build(&work->lattice, work->direction, &work->graph, &work->error));
    work->area = G_malloc(work->cells * sizeof *work->area);
    check(work, flow_area(&work->graph, NULL, work->area, &work->error));
}

static void sum_up_drainage(const struct work *work, struct summary *summary)
{
    summary->valid_cells = work->graph.count;
    for (size_t cell = 0; cell < work->cells; cell++) {
        if (!work->direction[cell])
            continue;
        summary->largest_area = fmax(summary->largest_area, work->area[cell]);
        if (work->direction[cell] == FLOW_OUTLET) {
            summary->outlets++;
            summary->valid_area += work->area[cell];
        }
    }
}

static void find_channels(struct work *work, struct summary *summary)
{
    const double threshold = work->settings->threshold;

    G_message(_("Finding channels..."));
    check(work, channels_find(&work->graph, work->area, threshold, &work->network, &work->error));
    summary->channel_cells = work->network.nodes;
    summary->channel_segments = work->network.segments;
    summary->channel_length = work->network.length;
    summary->highest_order = work->network.highest_order;
    if (work->network.nodes == 0)
        G_warning(_("No channels: the largest drainage area is %g km2, the threshold %g km2. "
                    "Maps of channels and of what is taken from channels are null everywhere."),
                  summary->largest_area * 1e-6, threshold * 1e-6);
}

static void make_surface(struct work *work, struct result *result)
{
    float *surface = G_malloc(work->cells * sizeof *surface);

    segment_steepness(&work->network, work->ksn, work->ksn);
    channels_scatter(&work->network, work->ksn, work->cells, surface);
    surface_from_downstream(&work->graph, surface);
    check(work, surface_from_neighbours(&work->graph, 0, surface, &result->summary.surface_filled, &work->error));
    result->value[MAP_SURFACE] = surface;
}

static void make_distance(struct work *work, struct result *result)
{
    float *distance = G_malloc(work->cells * sizeof *distance);

    for (size_t cell = 0; cell < work->cells; cell++)
        distance[cell] = NAN;
    for (size_t node = 0; node < work->network.nodes; node++)
        distance[work->network.cell[node]] = 0.f;
    flow_distance(&work->graph, distance);
    check(work, surface_from_neighbours(&work->graph, 1, distance, &result->summary.surface_filled, &work->error));
    result->value[MAP_DISTANCE] = distance;
}

static double *node_values(const struct work *work)
{
    return G_malloc((work->network.nodes + 1) * sizeof(double));
}

static float *map_of_nodes(const struct work *work, const double *node)
{
    float *map = G_malloc(work->cells * sizeof *map);

    channels_scatter(&work->network, node, work->cells, map);
    return map;
}

static void make_chi(struct work *work, struct result *result)
{
    double *chi = node_values(work);

    channel_chi(&work->network, work->settings->theta, CHI_REFERENCE_AREA, chi);
    result->value[MAP_CHI] = map_of_nodes(work, chi);
    G_free(chi);
}

/* What needs elevations and areas. Ksn is made in any case: for the summary and the surface. */
static void make_maps_along_flow(struct work *work, struct result *result)
{
    double *elevation = node_values(work);

    G_message(_("Computing channel steepness..."));
    work->ksn = node_values(work);
    channels_gather(&work->network, work->elevation, elevation);
    channel_steepness(&work->network, elevation, work->settings->theta, work->ksn);
    G_free(elevation);
    check(work, steepness_summarize(work->ksn, work->network.nodes, &result->summary.ksn, &work->error));
    if (work->settings->map[MAP_KSN])
        result->value[MAP_KSN] = map_of_nodes(work, work->ksn);
    if (work->settings->map[MAP_CHI])
        make_chi(work, result);
    if (work->settings->map[MAP_LOG_SPI]) {
        result->value[MAP_LOG_SPI] = G_malloc(work->cells * sizeof(float));
        flow_log_stream_power(&work->graph, work->elevation, work->area, result->value[MAP_LOG_SPI]);
    }
}

/* What needs the graph and the channels only. */
static void make_hillslope_maps(struct work *work, struct result *result)
{
    if (work->settings->map[MAP_SURFACE])
        make_surface(work, result);
    if (work->settings->map[MAP_DISTANCE])
        make_distance(work, result);
    if (result->summary.surface_filled > 0)
        G_important_message(_("%zu cells whose water leaves the map before it meets a channel take the nearest "
                              "neighbours' values in hillslope maps."),
                            result->summary.surface_filled);
}

static void keep_area(struct work *work, struct result *result)
{
    float *area = G_malloc(work->cells * sizeof *area);

    for (size_t cell = 0; cell < work->cells; cell++)
        area[cell] = (float)work->area[cell];
    result->value[MAP_ACCUMULATION] = area;
}

/* Minus the direction in which water leaves the map, as r.watershed has it; 0 at a natural sink inside. */
static int way_off_the_map(const struct work *work, size_t cell)
{
    const int row = (int)(cell / work->lattice.cols), col = (int)(cell % work->lattice.cols);

    for (int i = 0; i < 8; i++) {
        const size_t next = lattice_neighbour(&work->lattice, cell, row, col, straight_first[i]);

        if (next == LATTICE_OUTSIDE || !work->direction[next])
            return -straight_first[i];
    }
    return 0;
}

static void make_category_maps(struct work *work, struct result *result)
{
    for (int i = MAP_CHANNELS; i < MAPS; i++)
        if (work->settings->map[i] && (i == MAP_CHANNELS || i == MAP_DIRECTION))
            result->category[i] = G_malloc(work->cells * sizeof(int));
    int *channels = result->category[MAP_CHANNELS], *direction = result->category[MAP_DIRECTION];

    if (channels)
        Rast_set_c_null_value(channels, (int)work->cells);
    for (size_t node = 0; channels && node < work->network.nodes; node++)
        channels[work->network.cell[node]] = work->network.order[node];
    for (size_t cell = 0; cell < work->cells; cell++) {
        if (direction) {
            direction[cell] = work->direction[cell];
            if (!direction[cell])
                Rast_set_c_null_value(&direction[cell], 1);
            else if (direction[cell] == FLOW_OUTLET)
                direction[cell] = way_off_the_map(work, cell);
        }
    }
}

void run(const struct settings *settings, struct result *result)
{
    struct work work = {.settings = settings};

    *result = (struct result){0};
    read_inputs(&work);
    route(&work, &result->summary);
    sum_up_drainage(&work, &result->summary);
    find_channels(&work, &result->summary);
    make_maps_along_flow(&work, result);
    G_free(work.elevation);
    if (settings->map[MAP_ACCUMULATION])
        keep_area(&work, result);
    G_free(work.area);
    make_hillslope_maps(&work, result);
    flow_graph_free(&work.graph);
    make_category_maps(&work, result);
    channels_free(&work.network);
    G_free(work.ksn);
    G_free(work.direction);
    cell_sizes_free(&work.sizes);
}

void result_free(struct result *result)
{
    for (int i = 0; i < MAPS; i++) {
        G_free(result->value[i]);
        G_free(result->category[i]);
    }
}
