#include "label_vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/spawn.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/interrupt.h"
#include "grass/output.h"
#include "terrain/nearest.h"

#define MOST_ARGUMENTS 12
#define NEAR_ENOUGH 1e-6 /* of a distance: single precision */

/* v.to.rast into a map of this run alone */
static void rasterize(const struct sampling_request *request, const char *output)
{
    const char *argument[MOST_ARGUMENTS] = {"v.to.rast", "use=val", "value=1", "type=point,area", "--quiet"};
    char *made[4] = {NULL};
    int count = 5, makes = 0;

    G_asprintf(&made[makes++], "input=%s", request->label_vector);
    G_asprintf(&made[makes++], "output=%s", output);
    G_asprintf(&made[makes++], "layer=%s", request->layer);
    if (request->where)
        G_asprintf(&made[makes++], "where=%s", request->where);
    for (int i = 0; i < makes; i++)
        argument[count++] = made[i];
    map_guard(output);
    if (G_vspawn_ex(argument[0], argument) != 0)
        G_fatal_error(_("v.to.rast could not turn <%s>%s%s into cells: see its message above"), request->label_vector,
                      request->where ? " where " : "", request->where ? request->where : "");
    for (int i = 0; i < makes; i++)
        G_free(made[i]);
}

static void mark_cells(const char *map, enum sampling_role where_valid, struct label_grid *grid)
{
    const int file = Rast_open_old(map, G_mapset());
    CELL *cells = Rast_allocate_c_buf();

    for (int row = 0; row < grid->rows; row++) {
        unsigned char *const role = grid->role + (size_t)row * grid->cols;

        Rast_get_c_row(file, cells, row);
        for (int col = 0; col < grid->cols; col++)
            if (!Rast_is_c_null_value(&cells[col]))
                role[col] = where_valid;
    }
    Rast_close(file);
    G_free(cells);
}

float *label_distance(const struct label_grid *grid, const struct lattice *lattice)
{
    const size_t cells = lattice_cells(lattice);
    float *distance = G_malloc(cells * sizeof *distance);
    uint8_t *valid = G_malloc(cells);
    struct slide_error error;

    memset(valid, 1, cells);
    for (size_t cell = 0; cell < cells; cell++)
        distance[cell] = grid->role[cell] == SAMPLING_POSITIVE ? 0.f : NAN;
    fatal_unless_ok(nearest_distance(lattice, valid, distance, NULL, &error), &error);
    G_free(valid);
    return distance;
}

static void widen(double radius, const struct lattice *lattice, struct label_grid *grid)
{
    float *distance = label_distance(grid, lattice);

    for (size_t cell = 0; cell < lattice_cells(lattice); cell++)
        if (grid->role[cell] == SAMPLING_NEGATIVE && distance[cell] <= radius * (1. + NEAR_ENOUGH))
            grid->role[cell] = SAMPLING_POSITIVE;
    G_free(distance);
}

void label_from_vector(const struct sampling_request *request, const struct lattice *lattice, struct label_grid *grid)
{
    const bool masked = G_find_raster2("MASK", G_mapset()) != NULL;
    char output[64];

    snprintf(output, sizeof output, "tmp_slide_label_%ld", (long)getpid());
    interrupt_defer();
    rasterize(request, output);
    interrupt_check();
    memset(grid->role, masked ? SAMPLING_NO_LABEL : SAMPLING_NEGATIVE, lattice_cells(lattice));
    if (masked)
        mark_cells("MASK", SAMPLING_NEGATIVE, grid);
    mark_cells(output, SAMPLING_POSITIVE, grid);
    maps_remove();
    interrupt_check();
    interrupt_resume();
    if (request->radius > 0.)
        widen(request->radius, lattice, grid);
}
