/** The inputs, flow directions and drainage areas; the maps of them. */
#include <math.h>
#include <omp.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/grid.h"
#include "terrain/impose.h"
#include "work.h"

static void read_elevation(struct work *work)
{
    struct grid elevation = grid_read(work->settings->elevation);

    if (grid_valid_cells(&elevation) == 0)
        G_fatal_error(_("Elevation map <%s> is null everywhere inside the current region and mask. "
                        "Check g.region and r.mask."),
                      work->settings->elevation);
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
    work->direction = G_malloc(work->cells);
    if (work_wants(work, MAP_KSN_MEAN, MAP_KSN_SD)) {
        work->raw = G_malloc(work->cells * sizeof *work->raw);
        memcpy(work->raw, work->elevation, work->cells * sizeof *work->raw);
    }
}

static void read_sinks(struct work *work)
{
    struct grid sinks;

    if (!work->settings->sinks)
        return;
    sinks = grid_read(work->settings->sinks);
    work->sinks = G_malloc(work->cells);
    for (size_t cell = 0; cell < work->cells; cell++)
        work->sinks[cell] = !isnan(sinks.cell[cell]) && sinks.cell[cell] != 0.f;
    grid_free(&sinks);
}

/* GRASS's direction of a cell as ours: what leads off the map, into null or nowhere is an outlet. */
static uint8_t direction_from(const struct work *work, size_t cell, float value)
{
    const int cols = work->lattice.cols, way = (int)value;
    size_t next;

    if (way != value || way > 8)
        G_fatal_error(_("Direction map <%s> holds %g: directions must be 1 to 8, counterclockwise from north-east as "
                        "r.watershed writes them, negative or 0 where water leaves the map."),
                      work->settings->input_direction, value);
    if (way <= 0)
        return FLOW_OUTLET;
    next = lattice_neighbour(&work->lattice, cell, (int)(cell / cols), (int)(cell % cols), way);
    return next == LATTICE_OUTSIDE || isnan(work->elevation[next]) ? FLOW_OUTLET : (uint8_t)way;
}

static void read_directions(struct work *work)
{
    struct grid given = grid_read(work->settings->input_direction);

    for (size_t cell = 0; cell < work->cells; cell++)
        if (isnan(given.cell[cell]))
            work->elevation[cell] = NAN;
    for (size_t cell = 0; cell < work->cells; cell++)
        work->direction[cell] = isnan(given.cell[cell]) ? 0 : direction_from(work, cell, given.cell[cell]);
    grid_free(&given);
    for (size_t cell = 0; cell < work->cells; cell++)
        if (isnan(work->elevation[cell]))
            work->direction[cell] = 0;
    work->graph = flow_graph_of(&work->lattice, work->direction);
    work_order(work);
    work_check(work, elevation_impose(&work->graph, work->settings->treatment, work->elevation,
                                      &work->summary.routing.depression, &work->error));
}

static void route(struct work *work)
{
    G_message(_("Routing flow..."));
    work_check(work, flow_route(&work->lattice, work->settings->treatment, work->sinks, work->elevation,
                                work->direction, &work->summary.routing, &work->error));
    work->graph = flow_graph_of(&work->lattice, work->direction);
}

static void weigh(struct work *work)
{
    struct grid weight = grid_read(work->settings->weight);
    size_t missing = 0;

    for (size_t cell = 0; cell < work->cells; cell++) {
        if (weight.cell[cell] < 0.f)
            G_fatal_error(_("Weight map <%s> holds %g: weights of drainage area must not be negative."),
                          work->settings->weight, weight.cell[cell]);
        missing += work->direction[cell] && isnan(weight.cell[cell]);
    }
    if (missing > 0)
        G_warning(_("Weight map <%s> is null at %zu cells that have an elevation: they add nothing to the "
                    "accumulation."),
                  work->settings->weight, missing);
    work->flux = G_malloc(work->cells * sizeof *work->flux);
    work_check(work, flow_area(&work->graph, weight.cell, work->flux, &work->error));
    work->weight = weight.cell;
}

static void sum_up(struct work *work)
{
    struct summary *summary = &work->summary;

    for (size_t cell = 0; cell < work->cells; cell++) {
        if (!work->direction[cell])
            continue;
        summary->valid_cells++;
        if (work->area[cell] > summary->largest_area)
            summary->largest_area = work->area[cell];
        if (work->direction[cell] == FLOW_OUTLET) {
            summary->outlets++;
            summary->valid_area += work->area[cell];
        }
    }
}

void drainage_make(struct work *work)
{
    double begin;

    read_elevation(work);
    read_sinks(work);
    work->area = G_malloc(work->cells * sizeof *work->area);
    begin = omp_get_wtime();
    if (work->settings->input_direction)
        read_directions(work);
    else
        route(work);
    work_check(work, flow_area(&work->graph, NULL, work->area, &work->error));
    G_verbose_message(_("Directions and areas of %zu cells took %.2f s."), work->cells, omp_get_wtime() - begin);
    work->flux = work->area;
    if (work->settings->weight)
        weigh(work);
    sum_up(work);
}

/* The direction off the map of an outlet as r.watershed has it, negative; 0 at a sink inside the map. */
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

static void row_of_directions(const void *source, int row, int cols, void *cells)
{
    const struct work *work = source;
    CELL *value = cells;

    for (int col = 0; col < cols; col++) {
        const size_t cell = (size_t)row * cols + col;

        if (!work->direction[cell])
            Rast_set_c_null_value(&value[col], 1);
        else
            value[col] = work->direction[cell] == FLOW_OUTLET ? way_off_the_map(work, cell) : work->direction[cell];
    }
}

static void row_of_flux(const void *source, int row, int cols, void *cells)
{
    const struct work *work = source;
    const double *flux = work->flux + (size_t)row * cols;
    FCELL *value = cells;

    for (int col = 0; col < cols; col++)
        if (isnan(flux[col]))
            Rast_set_f_null_value(&value[col], 1);
        else
            value[col] = (FCELL)flux[col];
}

void drainage_maps_write(struct work *work)
{
    const char *const *map = work->settings->map;
    struct map_description accumulation = work_describe(work, MAP_ACCUMULATION);
    const struct map_description direction = work_describe(work, MAP_DIRECTION);

    if (work->settings->weight) {
        accumulation.title = _("Drainage area times weight");
        accumulation.units = "m2 times the weight's unit";
        accumulation.semantic_label = "weighted_drainage_area";
    }
    if (map[MAP_ACCUMULATION])
        map_set_add(&work->maps, map[MAP_ACCUMULATION], MAP_FLOATS, row_of_flux, work, &accumulation);
    if (map[MAP_DIRECTION])
        map_set_add(&work->maps, map[MAP_DIRECTION], MAP_CATEGORIES, row_of_directions, work, &direction);
    work_write(work, MAP_CONDITIONED, work->elevation);
}
