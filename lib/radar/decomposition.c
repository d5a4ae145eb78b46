#include "radar/decomposition.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const struct azimuth_convention azimuth_conventions[] = {
    {"look", "direction in which the radar looks, from satellite to ground, clockwise from north", 1., 0.},
    {"heading", "direction of flight of a right-looking radar, clockwise from north", 1., 90.},
    {"isce", "ISCE2 and MintPy: from ground to satellite, anticlockwise from north", -1., 180.},
    {"gamma", "GAMMA and HyP3 lv_phi in degrees: from ground to satellite, anticlockwise from east", -1., 270.},
    {NULL, NULL, 0., 0.},
};

const struct azimuth_convention *azimuth_convention_find(const char *name)
{
    for (const struct azimuth_convention *row = azimuth_conventions; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

struct line_of_sight line_of_sight_of(double incidence, double azimuth, const struct azimuth_convention *convention)
{
    const double degree = M_PI / 180.;
    const double look = (convention->turn * azimuth + convention->offset) * degree;
    const double aside = sin(incidence * degree);

    return (struct line_of_sight){-aside * sin(look), -aside * cos(look), cos(incidence * degree)};
}

/* Largest singular value squared over the determinant is the ratio of both. */
static double condition_of(const struct line_of_sight *a, const struct line_of_sight *b, double determinant)
{
    const double squares = a->east * a->east + a->up * a->up + b->east * b->east + b->up * b->up;
    const double gap = sqrt(fmax(squares * squares - 4. * determinant * determinant, 0.));

    return (squares + gap) / (2. * fabs(determinant));
}

struct motion motion_of_tracks(const struct track_motion *first, const struct track_motion *second)
{
    const struct line_of_sight *a = &first->sight, *b = &second->sight;
    const double determinant = a->east * b->up - b->east * a->up;
    const double east_of[2] = {b->up / determinant, -a->up / determinant};
    const double up_of[2] = {-b->east / determinant, a->east / determinant};

    return (struct motion){
        .east = east_of[0] * first->displacement + east_of[1] * second->displacement,
        .up = up_of[0] * first->displacement + up_of[1] * second->displacement,
        .east_sd = hypot(east_of[0] * first->sd, east_of[1] * second->sd),
        .up_sd = hypot(up_of[0] * first->sd, up_of[1] * second->sd),
        .condition = condition_of(a, b, determinant),
        .north_to_east = east_of[0] * a->north + east_of[1] * b->north,
        .north_to_up = up_of[0] * a->north + up_of[1] * b->north,
    };
}
