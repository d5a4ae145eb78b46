/** operation=slope_parallel: line-of-sight velocity turned down the slope of the terrain, three rows at a time. */
#include "radar/slope_parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/cell_size.h"
#include "grass/row_maps.h"
#include "radar/geometry.h"
#include "terrain/aspect.h"
#include "convergence.h"
#include "look_direction.h"
#include "map_or_number.h"
#include "operations.h"

enum { BAND = 3, VELOCITY = 0, SENSITIVITY = 1, OUTPUTS = 2 };

struct slope_run {
    const struct options *options;
    int rows, cols;
    struct map_or_number los, incidence;
    int elevation; /* open map, read without the mask: the ground around goes on under it */
    float *band;   /* [BAND * cols] elevations from band_first on */
    int band_first, band_end;
    struct cell_sizes sizes;
    struct convergence convergence;
    double azimuth; /* of the look direction, degrees from true north */
    double least;   /* sensitivity */
    float *row[OUTPUTS];
    int map[OUTPUTS]; /* index in maps; -1: not wanted */
    struct row_maps maps;
    size_t known, blind, uphill, valid; /* cells with a velocity and a slope; of these ... */
};

static const enum option_key outputs[OUTPUTS] = {OPTION_OUTPUT, OPTION_SENSITIVITY};

static struct map_or_number open_velocity(const struct options *options)
{
    char **names = options->of[OPTION_INPUT]->answers;
    struct map_or_number los;

    if (names[1])
        G_fatal_error(_("input= of operation=slope_parallel is one map of line-of-sight velocity: run it for each"));
    los = map_or_number_open(options, OPTION_INPUT);
    if (!los.row)
        G_fatal_error(_("input=%s must be a map"), los.text);
    return los;
}

static void prepare(struct slope_run *run)
{
    const char *elevation = option_answer(run->options, OPTION_ELEVATION);
    struct value_range range;

    if (!G_find_raster2(elevation, ""))
        G_fatal_error(_("Raster map <%s> not found"), elevation);
    run->rows = Rast_window_rows();
    run->cols = Rast_window_cols();
    run->azimuth = look_azimuth_of(run->options);
    run->least = option_number(run->options, OPTION_LEAST_SENSITIVITY, 0.001, 1.);
    run->los = open_velocity(run->options);
    run->incidence = map_or_number_open(run->options, OPTION_INCIDENCE);
    range = map_or_number_range(&run->incidence);
    refuse_incidence(run->incidence.text, range.lowest, range.highest);
    run->elevation = Rast_open_old(elevation, "");
    run->band = G_malloc((size_t)BAND * run->cols * sizeof *run->band);
    run->sizes = cell_sizes_of_region();
    run->convergence = convergence_of_region();
    for (int i = 0; i < OUTPUTS; i++) {
        const char *name = option_answer(run->options, outputs[i]);

        run->row[i] = G_malloc(run->cols * sizeof *run->row[i]);
        run->map[i] = name ? row_maps_add(&run->maps, name, MAP_FLOATS) : -1;
    }
}

/* Holds the rows from the one above `row` to the one below it */
static void slide_band(struct slope_run *run, int row)
{
    const int first = row > 0 ? row - 1 : 0, end = row + 1 < run->rows ? row + 2 : run->rows;

    memmove(run->band, run->band + (size_t)(first - run->band_first) * run->cols,
            (size_t)(run->band_end - first) * run->cols * sizeof *run->band);
    run->band_first = first;
    for (; run->band_end < end; run->band_end++)
        Rast_get_f_row_nomask(run->elevation, run->band + (size_t)(run->band_end - first) * run->cols, run->band_end);
}

static struct lattice lattice_of_band(const struct slope_run *run)
{
    const struct cell_sizes *sizes = &run->sizes;
    const int first = run->band_first;

    return (struct lattice){run->band_end - first,
                            run->cols,
                            sizes->east_west + first,
                            sizes->north_south + first,
                            sizes->diagonal + first,
                            sizes->area + first,
                            sizes->wraps};
}

static double sensitivity_at(const struct slope_run *run, const struct lattice *lattice, int row, int col)
{
    static const struct azimuth_convention clockwise = {.turn = 1., .offset = 0.};
    const struct smooth_field field = {run->convergence.rows, run->convergence.cols, run->convergence.angle};
    const size_t cell = (size_t)(row - run->band_first) * run->cols + col;
    const double grid_north = smooth_field_at(&field, run->rows, run->cols, row, col) * 180. / M_PI;
    const struct line_of_sight sight =
        line_of_sight_of(map_or_number_at(&run->incidence, col), run->azimuth + grid_north, &clockwise);
    double gradient[2];

    if (!isfinite(run->band[cell]))
        return NAN;
    aspect_gradient(lattice, run->band, cell, row - run->band_first, col, gradient);
    return slope_sensitivity(&sight, gradient);
}

static void turn_row(struct slope_run *run, int row)
{
    const struct lattice lattice = lattice_of_band(run);

    for (int col = 0; col < run->cols; col++) {
        const double los = map_or_number_at(&run->los, col);
        const double sensitivity = isnan(los) ? NAN : sensitivity_at(run, &lattice, row, col);
        const double velocity = slope_parallel(los, sensitivity, run->least);

        run->row[VELOCITY][col] = (float)velocity;
        run->row[SENSITIVITY][col] = (float)sensitivity;
        run->known += !isnan(sensitivity);
        run->blind += fabs(sensitivity) < run->least;
        run->valid += !isnan(velocity);
        run->uphill += velocity < 0.;
    }
}

static void turn_rows(struct slope_run *run)
{
    for (int row = 0; row < run->rows; row++) {
        G_percent(row, run->rows, 5);
        map_or_number_read(&run->los, row);
        map_or_number_read(&run->incidence, row);
        slide_band(run, row);
        turn_row(run, row);
        for (int i = 0; i < OUTPUTS; i++)
            if (run->map[i] >= 0)
                row_maps_put(&run->maps, run->map[i], run->row[i]);
    }
    G_percent(1, 1, 1);
}

static void tell(const struct slope_run *run)
{
    if (run->known == 0)
        G_fatal_error(_("No cell is valid in all of input=, elevation= and incidence= and on a slope inside the "
                        "current region and mask. Check g.region and r.mask."));
    G_important_message(
        _("Velocity along the slope = line-of-sight velocity / C. %zu of %zu cells are null, where |C| is "
          "below %g: noise would grow more than %g times"),
        run->blind, run->known, run->least, 1. / run->least);
    if (run->uphill > 0)
        G_important_message(_("%zu of %zu cells move uphill: they do not slide along the slope, or not measurably"),
                            run->uphill, run->valid);
    if (run->valid == 0 && run->map[VELOCITY] >= 0)
        G_fatal_error(_("No cell of <%s> would be valid: lower least_sensitivity="),
                      option_answer(run->options, OPTION_OUTPUT));
}

static void close_maps(struct slope_run *run)
{
    const char *name = run->los.text;
    struct map_description description[OUTPUTS];
    char *history = NULL, *sources = NULL;
    const struct map_description velocity = {.title = _("Velocity along the slope, down it positive"),
                                             .units = Rast_read_units(name, G_find_raster2(name, "")),
                                             .semantic_label = "slope_parallel",
                                             .colors = "differences",
                                             .color_low = NAN,
                                             .color_high = NAN,
                                             .symmetric = 1};
    const struct map_description sensitivity = {.title =
                                                    _("Share of motion down the slope that the line of sight sees"),
                                                .units = "1",
                                                .semantic_label = "slope_sensitivity",
                                                .colors = "differences",
                                                .color_low = -1.,
                                                .color_high = 1.};
    int count = 0;

    G_asprintf(&history,
               "velocity = line of sight / C, C = unit vectors to the satellite and down the slope multiplied\n"
               "null where |C| < %g; look azimuth %.9g degrees from true north, incidence %s",
               run->least, run->azimuth, run->incidence.text);
    G_asprintf(&sources, "%s, %s", name, option_answer(run->options, OPTION_ELEVATION));
    if (run->map[VELOCITY] >= 0)
        description[count++] = velocity;
    if (run->map[SENSITIVITY] >= 0)
        description[count++] = sensitivity;
    for (int i = 0; i < count; i++) {
        description[i].history = history;
        description[i].source = sources;
        description[i].time = maps_time(&name, 1);
    }
    row_maps_close(&run->maps, description);
    G_free(history);
    G_free(sources);
}

void run_slope_parallel(const struct options *options)
{
    struct slope_run run = {.options = options};

    prepare(&run);
    turn_rows(&run);
    tell(&run);
    close_maps(&run);
    map_or_number_close(&run.los);
    map_or_number_close(&run.incidence);
    Rast_close(run.elevation);
    cell_sizes_free(&run.sizes);
    convergence_free(&run.convergence);
    for (int i = 0; i < OUTPUTS; i++)
        G_free(run.row[i]);
    G_free(run.band);
}
