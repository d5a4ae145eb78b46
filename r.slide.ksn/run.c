/**
 * The steps of a run and the memory they need.
 *
 * Bytes a cell: elevation 4, directions 1, areas 8 and, while flow is routed, catchments 4 in their stead or donors 1,
 * and 2 for what the passes of ground full of pits leave behind; what inputs and wishes add is summed up in
 * bytes_needed.
 */
#include "run.h"

#include <unistd.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/vectors.h"

/* What a run takes that has hardly any cells: libraries, GRASS's own buffers. */
static const double BYTES_AT_LEAST = 40e6;

/* Channel networks: bytes a node, and the share of cells that are channels at a usual threshold. */
static const double BYTES_A_CELL_FOR_CHANNELS = 100. * 0.02;

static int needs_order(const struct settings *settings)
{
    static const enum output_map along_flow[] = {MAP_FLOW_DISTANCE, MAP_HAND, MAP_BASINS, MAP_HALF_BASINS,
                                                 MAP_SLOPE_UNITS};

    for (size_t i = 0; i < sizeof along_flow / sizeof *along_flow; i++)
        if (settings->map[along_flow[i]])
            return 1;
    return settings->input_direction || (settings->map[MAP_SURFACE] && settings->surface != SURFACE_KERNEL);
}

static double bytes_needed(const struct settings *settings)
{
    const double cells = (double)Rast_window_rows() * Rast_window_cols();
    double bytes = 16. + BYTES_A_CELL_FOR_CHANNELS;
    int largest = 0;

    for (int map = 0; map < MAPS; map++)
        if (settings->map[map] && outputs[map].bytes > largest)
            largest = outputs[map].bytes;
    bytes += settings->sinks ? 1. : 0.;
    bytes += settings->weight ? 12. : 0.;
    bytes += needs_order(settings) ? 4. : 0.;
    if (settings->map[MAP_KSN_MEAN] || settings->map[MAP_KSN_SD])
        largest = 28 > largest ? 28 : largest;
    return cells * (bytes + largest) + BYTES_AT_LEAST;
}

static void refuse_too_large(const struct settings *settings)
{
    const double needed = bytes_needed(settings);
    const double machine = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);

    G_verbose_message(_("About %.0f MB of memory are needed."), needed / 1e6);
    if (settings->memory > 0. && needed > settings->memory)
        G_fatal_error(_("About %.0f MB of memory are needed for these maps of %d x %d cells, more than memory=%.0f. "
                        "Raise it, ask for fewer maps in one run, or use a smaller or coarser region."),
                      needed / 1e6, Rast_window_rows(), Rast_window_cols(), settings->memory / 1e6);
    if (needed > machine)
        G_warning(_("About %.0f MB of memory are needed for these maps of %d x %d cells, and this machine has %.0f."),
                  needed / 1e6, Rast_window_rows(), Rast_window_cols(), machine / 1e6);
}

static void describe_run(struct work *work)
{
    const struct settings *settings = work->settings;
    static const char *const treatment[] = {"carved", "filled", "kept"};

    G_asprintf(&work->ksn_unit, "m^%.10g", 2. * work->summary.theta);
    G_asprintf(&work->density_unit, "m^%.10g km/km2", 2. * work->summary.theta);
    G_asprintf(
        &work->history,
        "depressions %s%s%s; D8 %s%s; area in m2, the cell itself included%s%s\n"
        "channels: drainage area of at least %.10g km2\n"
        "Ksn = S A^%.10g by gradient=%s%s; window %.10g %s; radius %.10g m",
        treatment[settings->treatment], settings->sinks ? "; sinks kept: " : "", settings->sinks ? settings->sinks : "",
        settings->input_direction ? "directions given: " : "on true distances",
        settings->input_direction ? settings->input_direction : "", settings->weight ? ", weighted by " : "",
        settings->weight ? settings->weight : "", settings->threshold * 1e-6, work->summary.theta,
        settings->gradient->name, settings->as_angle ? ", S the angle in radians" : ", S the tangent of the slope",
        settings->window > 0. ? settings->window : settings->window_nodes, settings->window > 0. ? "m" : "nodes",
        settings->radius);
}

static void free_channels(struct work *work)
{
    channels_free(&work->network);
    knickpoints_free(&work->knickpoints);
    G_free(work->channel_area);
    G_free(work->bed);
    G_free(work->chi);
    G_free(work->ksn);
    G_free(work->ksn_error);
    G_free(work->ensemble_mean);
    G_free(work->ensemble_sd);
}

static void free_drainage(struct work *work)
{
    flow_graph_free(&work->graph);
    if (work->flux != work->area)
        G_free(work->flux);
    G_free(work->area);
    G_free(work->elevation);
    G_free(work->direction);
    G_free(work->sinks);
    G_free(work->weight);
    cell_sizes_free(&work->sizes);
}

void run(const struct settings *settings, struct summary *summary)
{
    struct work work = {.settings = settings};

    refuse_too_large(settings);
    drainage_make(&work);
    channels_make(&work);
    ensemble_make(&work);
    describe_run(&work);
    channel_maps_write(&work);
    hillslope_maps_write(&work);
    unit_maps_write(&work);
    drainage_maps_write(&work);
    vector_maps_write(&work);
    map_set_close(&work.maps);
    slope_unit_areas_write(&work);
    maps_kept();
    vectors_kept();
    *summary = work.summary;
    free_channels(&work);
    slope_units_free(&work.units);
    free_drainage(&work);
    G_free(work.history);
    G_free(work.ksn_unit);
    G_free(work.density_unit);
}
