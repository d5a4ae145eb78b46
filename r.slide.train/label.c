#include "label.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/stack.h"
#include "label_vector.h"

#define NEAR_ENOUGH 1e-6 /* of a distance: single precision */

static size_t cells_of(const struct label_grid *grid)
{
    return (size_t)grid->rows * grid->cols;
}

static void take_row(const float *cells, int row, struct label_grid *grid)
{
    unsigned char *const role = grid->role + (size_t)row * grid->cols;

    for (int col = 0; col < grid->cols; col++)
        role[col] = isnan(cells[col]) ? SAMPLING_NO_LABEL : cells[col] != 0.f ? SAMPLING_POSITIVE : SAMPLING_NEGATIVE;
}

static void take_densities(const float *cells, int row, struct label_grid *grid)
{
    for (int col = 0; col < grid->cols; col++)
        if (cells[col] < 0.f || cells[col] > 1.f)
            G_fatal_error(
                _("<%s> has the value %g in row %d, column %d: a floating-point label of areal densities goes "
                  "from 0 to 1. See r.mapcalc, with int() for a map of landslides and none."),
                grid->name, cells[col], row + 1, col + 1);
    memcpy(grid->density + (size_t)row * grid->cols, cells, grid->cols * sizeof *cells);
}

static bool is_share(float value)
{
    return value > 0.f && value < 1.f;
}

static void read_raster(const struct sampling_request *request, struct label_grid *grid)
{
    struct stack stack = {0, NULL};
    float *cells = G_malloc(grid->cols * sizeof *cells), share = 0.f;

    if (request->density)
        grid->density = G_malloc(cells_of(grid) * sizeof *grid->density);
    stack_add(&stack, stack_map_of(request->label));
    stack_open(&stack);
    for (int row = 0; row < grid->rows; row++) {
        stack_read_row(&stack, row, &cells);
        take_row(cells, row, grid);
        if (grid->density)
            take_densities(cells, row, grid);
        for (int col = 0; col < grid->cols && share == 0.f; col++)
            share = is_share(cells[col]) ? cells[col] : 0.f;
    }
    if (share > 0.f && !grid->density)
        G_warning(
            _("<%s> has shares of landslides, such as %g: each cell above 0 is taken as a landslide. Densities are "
              "learnt by method=forest_regression; see r.mapcalc for another limit."),
            grid->name, share);
    stack_close(&stack);
    stack_free(&stack);
    G_free(cells);
}

float label_share(const struct label_grid *grid, size_t cell)
{
    return grid->density ? grid->density[cell] : (float)(grid->role[cell] == SAMPLING_POSITIVE);
}

static void count_label(struct label_grid *grid)
{
    grid->valid = grid->positive = 0;
    for (size_t cell = 0; cell < cells_of(grid); cell++) {
        grid->valid += grid->role[cell] >= SAMPLING_NEGATIVE;
        grid->positive += grid->role[cell] == SAMPLING_POSITIVE;
    }
}

static void refuse_label(const struct label_grid *grid)
{
    const unsigned long long valid = grid->valid, positive = grid->positive;

    if (valid == 0)
        G_fatal_error(_("No valid cell in <%s> inside the current region and mask. Check g.region and r.mask."),
                      grid->name);
    if (positive == 0)
        G_fatal_error(_("No landslide cells in <%s> inside the current region and mask: 0 of %llu valid cells are "
                        "positive. Check g.region and r.mask."),
                      grid->name, valid);
    if (positive == valid)
        G_fatal_error(_("No cells without a landslide in <%s> inside the current region and mask: all %llu valid cells "
                        "are positive. Cells without a landslide must be 0, not null: see r.null null=0."),
                      grid->name, valid);
}

/* the place of a category in the order in which they came up; a new one is added */
static size_t place_of(struct label_grid *grid, int category, const char *name)
{
    size_t place = 0;

    while (place < grid->strata && grid->category[place] != category)
        place++;
    if (place == SAMPLING_MOST_STRATA)
        G_fatal_error(_("<%s> has more than %d strata inside the current region: reclassify it"), name,
                      SAMPLING_MOST_STRATA);
    if (place == grid->strata)
        grid->category[grid->strata++] = category;
    return place;
}

static void read_strata_row(const CELL *cells, int row, const char *name, struct label_grid *grid)
{
    unsigned char *const role = grid->role + (size_t)row * grid->cols;
    unsigned char *const stratum = grid->stratum + (size_t)row * grid->cols;
    size_t place = 0;

    for (int col = 0; col < grid->cols; col++) {
        if (role[col] == SAMPLING_NO_LABEL)
            continue;
        if (Rast_is_c_null_value(&cells[col])) {
            role[col] = SAMPLING_NO_STRATUM;
            continue;
        }
        if (place >= grid->strata || grid->category[place] != cells[col])
            place = place_of(grid, cells[col], name);
        stratum[col] = (unsigned char)place;
    }
}

/* numbers the strata by ascending category */
static void sort_strata(struct label_grid *grid)
{
    unsigned char rank[SAMPLING_MOST_STRATA] = {0};
    int sorted[SAMPLING_MOST_STRATA] = {0};

    for (size_t i = 0; i < grid->strata; i++) {
        for (size_t j = 0; j < grid->strata; j++)
            rank[i] += grid->category[j] < grid->category[i];
        sorted[rank[i]] = grid->category[i];
    }
    memcpy(grid->category, sorted, grid->strata * sizeof *sorted);
    for (size_t cell = 0; cell < cells_of(grid); cell++)
        grid->stratum[cell] = rank[grid->stratum[cell]];
}

static void read_strata(const char *name, struct label_grid *grid)
{
    const struct stack_map map = stack_map_of(name);
    CELL *cells = Rast_allocate_c_buf();
    int file;

    if (!map.integer)
        G_fatal_error(_("<%s> is no map of strata: its values must be whole numbers (type CELL). See r.recode or "
                        "r.mapcalc's int()."),
                      map.full_name);
    grid->stratum = G_calloc(cells_of(grid), 1);
    file = Rast_open_old(map.name, map.mapset);
    for (int row = 0; row < grid->rows; row++) {
        Rast_get_c_row(file, cells, row);
        read_strata_row(cells, row, map.full_name, grid);
    }
    Rast_close(file);
    if (grid->strata == 0)
        G_fatal_error(_("<%s> is null wherever <%s> is not, inside the current region and mask: there are no strata"),
                      map.full_name, grid->name);
    sort_strata(grid);
    G_free(cells);
}

static void exclude_outside_buffer(const struct sampling *wanted, const struct lattice *lattice,
                                   struct label_grid *grid)
{
    float *distance = label_distance(grid, lattice);
    const double least = wanted->buffer_least * (1. - NEAR_ENOUGH);
    const double most = wanted->buffer_most > 0. ? wanted->buffer_most * (1. + NEAR_ENOUGH) : INFINITY;

    for (size_t cell = 0; cell < cells_of(grid); cell++)
        if (grid->role[cell] == SAMPLING_NEGATIVE && (distance[cell] < least || distance[cell] > most))
            grid->role[cell] = SAMPLING_EXCLUDED;
    G_free(distance);
}

static void count_negatives(struct label_grid *grid)
{
    for (size_t cell = 0; cell < cells_of(grid); cell++)
        if (grid->role[cell] == SAMPLING_NEGATIVE)
            grid->negatives[grid->stratum ? grid->stratum[cell] : 0]++;
}

char *label_full_name(const struct sampling_request *request)
{
    const char *name = request->label ? request->label : request->label_vector;
    const char *mapset = request->label ? G_find_raster2(name, "") : G_find_vector2(name, "");

    if (!mapset && request->label)
        G_fatal_error(_("Raster map <%s> not found"), name);
    if (!mapset)
        G_fatal_error(_("Vector map <%s> not found"), name);
    return G_fully_qualified_name(name, mapset);
}

void label_grid_read(const struct sampling_request *request, const struct lattice *lattice, struct label_grid *grid)
{
    *grid = (struct label_grid){.rows = lattice->rows, .cols = lattice->cols, .name = label_full_name(request)};
    grid->role = G_malloc(cells_of(grid));
    if (request->label)
        read_raster(request, grid);
    else
        label_from_vector(request, lattice, grid);
    count_label(grid);
    refuse_label(grid);
    if (request->wanted.buffer_least > 0. || request->wanted.buffer_most > 0.)
        exclude_outside_buffer(&request->wanted, lattice, grid);
    if (request->strata)
        read_strata(request->strata, grid);
    count_label(grid);
    count_negatives(grid);
}

void label_grid_free(struct label_grid *grid)
{
    G_free(grid->role);
    G_free(grid->stratum);
    G_free(grid->density);
    G_free(grid->name);
}
