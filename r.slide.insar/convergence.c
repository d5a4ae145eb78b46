#include "convergence.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/gprojects.h>
#include <grass/glocale.h>

enum { TIES = 33 }; /* along rows and columns: over 300 km of UTM bilinear to 1e-4 degrees */

struct projection {
    struct pj_info map;
    struct pj_info geographic;
    struct pj_info between;
};

static struct projection projection_of_location(void)
{
    struct Key_Value *info = G_get_projinfo(), *units = G_get_projunits();
    struct projection projection = {.geographic = {.pj = NULL}, .between = {.def = NULL}};

    if (!info || !units || pj_get_kv(&projection.map, info, units) < 0 ||
        GPJ_init_transform(&projection.map, &projection.geographic, &projection.between) < 0)
        G_fatal_error(_("The location's projection cannot be set up, so grid convergence is not known"));
    G_free_key_value(info);
    G_free_key_value(units);
    return projection;
}

/* Direction of a short step north along the meridian, on the grid; NaN outside the projection's domain. */
static double true_north(const struct projection *projection, double east, double north)
{
    const double degrees = 1e-4;
    double here[2] = {east, north}, ahead[2];

    if (GPJ_transform(&projection->map, &projection->geographic, &projection->between, PJ_FWD, &here[0], &here[1],
                      NULL) < 0)
        return NAN;
    ahead[0] = here[0];
    ahead[1] = here[1] + degrees;
    if (GPJ_transform(&projection->map, &projection->geographic, &projection->between, PJ_INV, &ahead[0], &ahead[1],
                      NULL) < 0)
        return NAN;
    return atan2(ahead[0] - east, ahead[1] - north);
}

static double tie_place(double first, double last, int tie, int ties)
{
    return ties > 1 ? first + (last - first) * tie / (ties - 1) : first;
}

static void fill_ties(struct convergence *convergence, const struct Cell_head *region)
{
    const struct projection projection = projection_of_location();
    const double half_east = region->ew_res / 2., half_north = region->ns_res / 2.;

    for (int row = 0; row < convergence->rows; row++)
        for (int col = 0; col < convergence->cols; col++) {
            const double east = tie_place(region->west + half_east, region->east - half_east, col, convergence->cols);
            const double north =
                tie_place(region->north - half_north, region->south + half_north, row, convergence->rows);
            const double angle = true_north(&projection, east, north);

            if (!isfinite(angle))
                G_fatal_error(
                    _("True north is not known at %.12g,%.12g: the region reaches beyond where its projection "
                      "holds. Set a smaller one with g.region."),
                    east, north);
            convergence->angle[(size_t)row * convergence->cols + col] = angle;
            convergence->lowest = fmin(convergence->lowest, angle);
            convergence->highest = fmax(convergence->highest, angle);
        }
}

struct convergence convergence_of_region(void)
{
    struct convergence convergence = {.rows = 1, .cols = 1};
    struct Cell_head region;

    G_get_set_window(&region);
    if (region.proj != PROJECTION_LL && region.proj != PROJECTION_XY) {
        convergence.rows = region.rows < TIES ? region.rows : TIES;
        convergence.cols = region.cols < TIES ? region.cols : TIES;
        convergence.lowest = INFINITY;
        convergence.highest = -INFINITY;
    }
    convergence.angle = G_calloc((size_t)convergence.rows * convergence.cols, sizeof(double));
    if (isinf(convergence.lowest))
        fill_ties(&convergence, &region);
    return convergence;
}

void convergence_free(struct convergence *convergence)
{
    G_free(convergence->angle);
    convergence->angle = NULL;
}
