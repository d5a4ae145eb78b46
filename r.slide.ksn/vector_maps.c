/** Vector maps: channel segments with their table, knickpoints, slope units. */
#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/vectors.h"
#include "terrain/segment.h"
#include "work.h"

static const struct vector_column channel_columns[] = {
    {"stream", 1},  {"next_cat", 1},  {"strahler", 1}, {"length_m", 0}, {"area_km2", 0}, {"slope", 0},   {"ksn", 0},
    {"ksn_fit", 0}, {"ksn_error", 0}, {"r2", 0},       {"z_min", 0},    {"z_max", 0},    {"chi_min", 0}, {"chi_max", 0},
};

static const struct vector_column knickpoint_columns[] = {
    {"drop_m", 0}, {"ksn_above", 0},  {"ksn_below", 0}, {"elevation", 0},
    {"chi", 0},    {"distance_m", 0}, {"area_km2", 0},  {"stream", 1},
};

static const struct vector_column unit_columns[] = {
    {"area_km2", 0},
    {"aspect", 0},
    {"aspect_variance", 0},
};

#define COUNT(columns) (sizeof(columns) / sizeof *(columns))

/* The centre of a cell in map coordinates. */
static void place_of(const struct Cell_head *region, size_t cell, double *east, double *north)
{
    const int row = (int)(cell / region->cols), col = (int)(cell % region->cols);

    *east = Rast_col_to_easting(col + 0.5, region);
    *north = Rast_row_to_northing(row + 0.5, region);
}

static void cut_runs(struct work *work, struct channel_runs *runs)
{
    uint8_t *cut = NULL;

    if (work->settings->cut_at_knickpoints) {
        cut = G_malloc(work->network.nodes + 1);
        knickpoints_mark(&work->knickpoints, work->network.nodes, cut);
    }
    work_check(work, runs_cut(&work->network, work->settings->segment_length, cut, runs, &work->error));
    G_free(cut);
}

/* The category of the line downstream; -1 where there is none, or only a lone outlet, which is no line. */
static double category_below(const struct work *work, const struct channel_runs *runs, uint32_t next)
{
    return next == RUN_END || run_points(&work->network, runs, next) < 2 ? -1. : next + 1.;
}

static void write_row(const struct work *work, struct vector_output *output, const struct channel_runs *runs,
                      const struct run_summary *run, size_t number)
{
    const size_t last = (size_t)runs->first[number + 1] - 1;
    const double value[COUNT(channel_columns)] = {
        work->network.segment[last] + 1.,
        category_below(work, runs, run->next),
        run->order,
        run->length,
        work->channel_area[last] * 1e-6,
        run->slope,
        run->ksn,
        run->fit.gradient,
        run->fit.standard_error,
        run->fit.r2,
        run->lowest,
        run->highest,
        run->chi_least,
        run->chi_most,
    };

    vector_add_row(output, (int)number + 1, value);
}

/* A run's nodes and the one it drains into; around the globe the line ends at the edge of the map. A lone outlet is no
   line. */
static void write_line(const struct work *work, const struct Cell_head *region, struct vector_output *output,
                       const struct channel_runs *runs, size_t number, double *east, double *north)
{
    const size_t points = run_points(&work->network, runs, number);
    size_t node = runs->first[number], count = 0;

    for (size_t i = 0; i < points; i++, node = work->network.receiver[node]) {
        place_of(region, work->network.cell[node], &east[count], &north[count]);
        if (count > 0 && fabs(east[count] - east[count - 1]) > 2. * region->ew_res) {
            if (count > 1)
                vector_add_line(output, (int)number + 1, east, north, count);
            east[0] = east[count];
            north[0] = north[count];
            count = 0;
        }
        count++;
    }
    if (count > 1)
        vector_add_line(output, (int)number + 1, east, north, count);
}

static void write_channels(struct work *work, const struct Cell_head *region)
{
    const struct channel_profile profile = {&work->network, work->summary.theta, work->bed, work->chi};
    struct channel_runs runs;
    struct run_summary *summary;
    struct vector_output *output;
    double *east = work_nodes(work), *north = work_nodes(work);

    cut_runs(work, &runs);
    summary = G_malloc((runs.count + 1) * sizeof *summary);
    runs_summarize(&runs, &profile, work->ksn, summary);
    G_verbose_message(_("Writing vector map <%s>..."), work->settings->vector[VECTOR_CHANNELS]);
    output = vector_begin(work->settings->vector[VECTOR_CHANNELS], channel_columns, COUNT(channel_columns));
    for (size_t number = 0; number < runs.count; number++) {
        G_percent(number, runs.count, 10);
        if (run_points(&work->network, &runs, number) < 2)
            continue;
        write_line(work, region, output, &runs, number, east, north);
        write_row(work, output, &runs, &summary[number], number);
        work->summary.channel_lines++;
    }
    G_percent(1, 1, 1);
    vector_finish(output, vector_outputs[VECTOR_CHANNELS].description.title);
    runs_free(&runs);
    G_free(summary);
    G_free(east);
    G_free(north);
}

static void write_knickpoints(struct work *work, const struct Cell_head *region)
{
    struct vector_output *output =
        vector_begin(work->settings->vector[VECTOR_KNICKPOINTS], knickpoint_columns, COUNT(knickpoint_columns));

    for (size_t i = 0; i < work->knickpoints.count; i++) {
        const struct knickpoint *point = &work->knickpoints.point[i];
        const double value[COUNT(knickpoint_columns)] = {
            point->drop,
            point->ksn_above,
            point->ksn_below,
            work->bed[point->node],
            point->chi,
            point->distance,
            work->channel_area[point->node] * 1e-6,
            work->network.segment[point->node] + 1.,
        };
        double east, north;

        place_of(region, work->network.cell[point->node], &east, &north);
        vector_add_point(output, (int)i + 1, east, north);
        vector_add_row(output, (int)i + 1, value);
    }
    vector_finish(output, vector_outputs[VECTOR_KNICKPOINTS].description.title);
}

/* Areas are drawn from the raster map of slope units, which must be closed. */
void slope_unit_areas_write(struct work *work)
{
    const struct patch_graph *unit = &work->units.unit;
    double *value;

    if (!work->settings->vector[VECTOR_SLOPE_UNITS])
        return;
    value = G_malloc((unit->count + 1) * sizeof unit_columns);
    for (size_t i = 0; i < unit->count; i++) {
        const struct aspect_sum *sum = &unit->sum[i + 1];
        double *row = value + i * COUNT(unit_columns);

        row[0] = sum->area * 1e-6;
        row[1] = aspect_mean(sum);
        row[2] = aspect_variance(sum);
    }
    vector_from_categories(work->settings->map[MAP_SLOPE_UNITS], work->settings->vector[VECTOR_SLOPE_UNITS],
                           vector_outputs[VECTOR_SLOPE_UNITS].description.title, unit_columns, COUNT(unit_columns),
                           value, unit->count);
    G_free(value);
}

void vector_maps_write(struct work *work)
{
    struct Cell_head region;

    G_get_set_window(&region);
    if (work->settings->vector[VECTOR_CHANNELS])
        write_channels(work, &region);
    if (work->settings->vector[VECTOR_KNICKPOINTS])
        write_knickpoints(work, &region);
}
