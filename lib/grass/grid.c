#include "grass/grid.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

struct grid grid_new(void)
{
    struct grid grid = {.rows = Rast_window_rows(), .cols = Rast_window_cols(), .cell = NULL};
    const size_t cells = grid_cells(&grid);

    grid.cell = G_malloc(cells * sizeof *grid.cell);
    for (size_t i = 0; i < cells; i++)
        grid.cell[i] = NAN;
    return grid;
}

struct grid grid_read(const char *name)
{
    const char *mapset = G_find_raster2(name, "");
    struct grid grid;
    int map;

    if (!mapset)
        G_fatal_error(_("Raster map <%s> not found"), name);
    grid = grid_new();
    map = Rast_open_old(name, mapset);
    G_verbose_message(_("Reading raster map <%s>..."), name);
    for (int row = 0; row < grid.rows; row++) {
        float *cells = grid.cell + (size_t)row * grid.cols;

        G_percent(row, grid.rows, 10);
        Rast_get_f_row(map, cells, row);
        /* GRASS's null is a NaN already; infinities come from map algebra */
        for (int col = 0; col < grid.cols; col++)
            if (isinf(cells[col]))
                cells[col] = NAN;
    }
    G_percent(1, 1, 1);
    Rast_close(map);
    return grid;
}

size_t grid_cells(const struct grid *grid)
{
    return (size_t)grid->rows * grid->cols;
}

size_t grid_valid_cells(const struct grid *grid)
{
    const size_t cells = grid_cells(grid);
    size_t valid = 0;

    for (size_t i = 0; i < cells; i++)
        valid += !isnan(grid->cell[i]);
    return valid;
}

void grid_free(struct grid *grid)
{
    G_free(grid->cell);
    grid->cell = NULL;
}
