#include "grass/cell_size.h"

#include <grass/gis.h>

struct cell_sizes cell_sizes_of_region(void)
{
    struct Cell_head region;
    struct cell_sizes sizes;

    G_get_set_window(&region);
    /* G_distance and the areas come in metres whatever the location's unit; an XY location has none and counts as
     * metres */
    G_begin_cell_area_calculations();
    G_begin_distance_calculations();

    sizes.rows = region.rows;
    sizes.wraps = region.proj == PROJECTION_LL && region.cols * region.ew_res > 360. - 0.5 * region.ew_res;
    sizes.east_west = G_malloc(region.rows * sizeof(double));
    sizes.north_south = G_malloc(region.rows * sizeof(double));
    sizes.diagonal = G_malloc(region.rows * sizeof(double));
    sizes.area = G_malloc(region.rows * sizeof(double));
    for (int row = 0; row < region.rows; row++) {
        /* a step beyond the last row would leave the globe at a pole */
        const int from = row + 1 < region.rows || row == 0 ? row : row - 1;
        const double north = region.north - (from + 0.5) * region.ns_res;
        const double here = region.north - (row + 0.5) * region.ns_res;
        const double south = region.rows > 1 ? north - region.ns_res : north - region.ns_res / 2.;
        const double halves = region.rows > 1 ? 1. : 2.;
        const double west = region.west + 0.5 * region.ew_res;
        const double east = west + region.ew_res;

        sizes.east_west[row] = G_distance(west, here, east, here);
        sizes.north_south[row] = halves * G_distance(west, north, west, south);
        sizes.diagonal[row] = G_distance(west, north, east, south);
        sizes.area[row] = G_area_of_cell_at_row(row);
    }
    return sizes;
}

void cell_sizes_free(struct cell_sizes *sizes)
{
    G_free(sizes->east_west);
    G_free(sizes->north_south);
    G_free(sizes->diagonal);
    G_free(sizes->area);
}
