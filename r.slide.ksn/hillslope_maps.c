/** Maps of what hillslopes take from channels and from the way to them. */
#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "score/breaks.h"
#include "terrain/density.h"
#include "terrain/height_above.h"
#include "terrain/nearest.h"
#include "terrain/surface.h"
#include "terrain/wetness.h"
#include "work.h"

static float *new_map(const struct work *work)
{
    return G_malloc(work->cells * sizeof(float));
}

static float *map_of_nodes(const struct work *work, const double *node)
{
    float *map = new_map(work);

    channels_scatter(&work->network, node, work->cells, map);
    return map;
}

/* 0 on channels, NaN elsewhere: what distances and heights start from. */
static float *zero_on_channels(const struct work *work)
{
    float *map = new_map(work);

    for (size_t cell = 0; cell < work->cells; cell++)
        map[cell] = NAN;
    for (size_t node = 0; node < work->network.nodes; node++)
        map[work->network.cell[node]] = 0.f;
    return map;
}

static void fill_from_neighbours(struct work *work, int add_steps, float *map)
{
    size_t filled;

    work_check(work, surface_from_neighbours(&work->graph, add_steps, map, &filled, &work->error));
    if (filled > work->summary.surface_filled)
        work->summary.surface_filled = filled;
}

static void write_surface_along_flow(struct work *work)
{
    double *value = work->ksn;
    float *surface;

    if (!work->settings->map[MAP_SURFACE])
        return;
    if (work->settings->surface == SURFACE_BASIN) {
        value = work_nodes(work);
        segment_steepness(&work->network, work->ksn, value);
    }
    surface = map_of_nodes(work, value);
    if (value != work->ksn)
        G_free(value);
    work_order(work);
    surface_from_downstream(&work->graph, surface);
    fill_from_neighbours(work, 0, surface);
    work_write(work, MAP_SURFACE, surface);
    G_free(surface);
}

static void write_surface_by_kernel(struct work *work)
{
    float *ksn = map_of_nodes(work, work->ksn);
    const struct kernel_statistics statistics = {.mean = work->settings->map[MAP_SURFACE] ? new_map(work) : NULL,
                                                 .deviation =
                                                     work->settings->map[MAP_SURFACE_SD] ? new_map(work) : NULL};

    work_check(work,
               channel_kernel(&work->lattice, work->direction, ksn, work->settings->radius, &statistics, &work->error));
    work_write(work, MAP_SURFACE, statistics.mean);
    work_write(work, MAP_SURFACE_SD, statistics.deviation);
    G_free(ksn);
    G_free(statistics.mean);
    G_free(statistics.deviation);
}

static void write_surfaces(struct work *work)
{
    if (!work_wants(work, MAP_SURFACE, MAP_SURFACE_SD))
        return;
    G_message(_("Spreading Ksn over hillslopes..."));
    if (work->settings->surface == SURFACE_KERNEL)
        write_surface_by_kernel(work);
    else
        write_surface_along_flow(work);
}

static void row_of_classes(const void *source, int row, int cols, void *cells)
{
    const uint8_t *number = (const uint8_t *)source + (size_t)row * cols;
    CELL *value = cells;

    for (int col = 0; col < cols; col++)
        if (number[col])
            value[col] = number[col];
        else
            Rast_set_c_null_value(&value[col], 1);
}

/* very low to very high, as in the names below */
enum { DENSITY_CLASSES = 5 };

static void write_density_classes(struct work *work, const float *density)
{
    static const char *const names[] = {"very low", "low", "medium", "high", "very high", NULL};
    struct map_description description = work_describe(work, MAP_DENSITY_CLASS);
    uint8_t *number = G_malloc(work->cells);

    work_check(work, breaks_find(density, work->cells, BREAKS_NATURAL, DENSITY_CLASSES, work->summary.density_break,
                                 &work->error));
    breaks_classify(density, work->cells, work->summary.density_break, DENSITY_CLASSES, number);
    description.labels = names;
    map_set_add(&work->maps, work->settings->map[MAP_DENSITY_CLASS], MAP_CATEGORIES, row_of_classes, number,
                &description);
    G_free(number);
}

static void write_densities(struct work *work)
{
    const int of_ksn = work_wants(work, MAP_DENSITY, MAP_DENSITY_CLASS);
    float *length, *ksn, *density;

    if (!of_ksn && !work->settings->map[MAP_DRAINAGE_DENSITY])
        return;
    G_message(_("Summing channels within the radius..."));
    length = map_of_nodes(work, work->network.step);
    density = new_map(work);
    if (work->settings->map[MAP_DRAINAGE_DENSITY]) {
        work_check(work, channel_density(&work->lattice, work->direction, length, NULL, work->settings->radius, density,
                                         &work->error));
        work_write(work, MAP_DRAINAGE_DENSITY, density);
    }
    if (of_ksn) {
        ksn = map_of_nodes(work, work->ksn);
        work_check(work, channel_density(&work->lattice, work->direction, length, ksn, work->settings->radius, density,
                                         &work->error));
        G_free(ksn);
        work_write(work, MAP_DENSITY, density);
        if (work->settings->map[MAP_DENSITY_CLASS])
            write_density_classes(work, density);
    }
    G_free(length);
    G_free(density);
}

static void write_distances(struct work *work)
{
    float *map;

    if (work->settings->map[MAP_DISTANCE]) {
        map = zero_on_channels(work);
        work_check(work, nearest_distance(&work->lattice, work->direction, map, NULL, &work->error));
        work_write(work, MAP_DISTANCE, map);
        G_free(map);
    }
    if (work->settings->map[MAP_FLOW_DISTANCE]) {
        map = zero_on_channels(work);
        work_order(work);
        flow_distance(&work->graph, map);
        fill_from_neighbours(work, 1, map);
        work_write(work, MAP_FLOW_DISTANCE, map);
        G_free(map);
    }
    if (work->settings->map[MAP_HAND]) {
        map = zero_on_channels(work);
        work_order(work);
        height_above_channel(&work->graph, work->elevation, map);
        fill_from_neighbours(work, 0, map);
        work_write(work, MAP_HAND, map);
        G_free(map);
    }
}

static void write_wetness(struct work *work)
{
    static const struct {
        enum output_map map;
        enum wetness_index index;
    } indices[] = {
        {MAP_SPI, WETNESS_POWER}, {MAP_LOG_SPI, WETNESS_LOG_POWER}, {MAP_TWI, WETNESS_TWI}, {MAP_SLOPE, WETNESS_SLOPE}};
    float *value = work_wants(work, MAP_SPI, MAP_SLOPE) ? new_map(work) : NULL;

    for (size_t i = 0; i < sizeof indices / sizeof *indices; i++) {
        if (!work->settings->map[indices[i].map])
            continue;
        wetness(&work->graph, work->elevation, work->area, indices[i].index, value);
        work_write(work, indices[i].map, value);
    }
    G_free(value);
}

void hillslope_maps_write(struct work *work)
{
    write_surfaces(work);
    write_densities(work);
    write_distances(work);
    write_wetness(work);
    if (work->summary.surface_filled > 0)
        G_important_message(_("%zu cells whose water leaves the map before it meets a channel take the nearest "
                              "neighbours' values in hillslope maps."),
                            work->summary.surface_filled);
}
