#include "radar/geometry.h"

#include <math.h>

static const double degree = 3.14159265358979323846 / 180.;

/* A cell's rise per metre on the ground. */
struct slope {
    double east;
    double north;
};

enum slide_status view_relief_build(const struct view *view, struct view_relief *relief, struct slide_error *error)
{
    enum slide_status status = relief_build(&view->terrain, 1., &relief->up, error);

    relief->down = (struct relief){.bounds = NULL};
    return status == SLIDE_OK ? relief_build(&view->terrain, -1., &relief->down, error) : status;
}

void view_relief_free(struct view_relief *relief)
{
    relief_free(&relief->up);
    relief_free(&relief->down);
}

static double between(const struct smooth_field *field, int row, double at_row, double at_col)
{
    const int col = at_col >= field->cols - 1. ? (field->cols > 1 ? field->cols - 2 : 0) : (int)at_col;
    const double *north = field->value + (size_t)row * field->cols + col;
    const double *south = north + (row + 1 < field->rows ? field->cols : 0);
    const int east = field->cols > 1;
    const double down = at_row - row, right = at_col - col;

    return (1. - down) * ((1. - right) * north[0] + right * north[east]) +
           down * ((1. - right) * south[0] + right * south[east]);
}

double smooth_field_at(const struct smooth_field *field, int rows, int cols, int row, int col)
{
    const double at_row = rows > 1 ? (double)row * (field->rows - 1) / (rows - 1) : 0.;
    const double at_col = cols > 1 ? (double)col * (field->cols - 1) / (cols - 1) : 0.;
    const int whole = at_row >= field->rows - 1. ? (field->rows > 1 ? field->rows - 2 : 0) : (int)at_row;

    return between(field, whole, at_row, at_col);
}

static float height_of(const struct height_map *map, int row, int col)
{
    if (row < 0 || row >= map->rows)
        return NAN;
    if (map->wraps)
        col = (col + map->cols) % map->cols;
    return col < 0 || col >= map->cols ? NAN : map->height[(size_t)row * map->cols + col];
}

/* Rise per metre from `before` over `here` to `after`, from whichever are there; NaN from none. */
static double rise(double before, double here, double after, double to_here, double to_after)
{
    if (isnan(before))
        return (after - here) / to_after;
    return isnan(after) ? (here - before) / to_here : (after - before) / (to_here + to_after);
}

static struct slope slope_of(const struct height_map *map, int row, int col)
{
    const double here = height_of(map, row, col), wide = map->east_west[row];
    const double to_north = map->north_south[row > 0 ? row - 1 : 0], to_south = map->north_south[row];

    return (struct slope){
        rise(height_of(map, row, col - 1), here, height_of(map, row, col + 1), wide, wide),
        rise(height_of(map, row + 1, col), here, height_of(map, row - 1, col), to_south, to_north),
    };
}

static unsigned slope_flags(const struct view *view, double rise_in_range, double incidence)
{
    unsigned flags = 0;

    if (rise_in_range >= tan(incidence))
        flags |= VIEW_STEEP_TOWARD;
    if (rise_in_range * tan(incidence) <= -1.)
        flags |= VIEW_STEEP_AWAY;
    if (rise_in_range > (1. - view->foreshortening) * tan(incidence))
        flags |= VIEW_FORESHORTENED;
    return flags;
}

static unsigned walk_flags(const struct view_relief *relief, const struct walk *away, double incidence)
{
    const struct walk toward = walk_back(away);
    unsigned flags = 0;

    if (relief_stands_above(&relief->up, &toward, 1. / tan(incidence)))
        flags |= VIEW_SHADOW;
    if (relief_stands_above(&relief->up, away, tan(incidence)) ||
        relief_stands_above(&relief->down, &toward, tan(incidence)))
        flags |= VIEW_LAYOVER;
    return flags;
}

/* degrees */
static double local_incidence_of(const struct slope *slope, double rise_in_range, double incidence)
{
    const double normal = sqrt(1. + slope->east * slope->east + slope->north * slope->north);
    const double cosine = (cos(incidence) + rise_in_range * sin(incidence)) / normal;

    return isnan(cosine) ? NAN : acos(fmax(-1., fmin(1., cosine))) / degree;
}

void view_row(const struct view *view, const struct view_relief *relief, int row, uint8_t *flags,
              float *local_incidence)
{
    const struct height_map *map = &view->terrain;
    const size_t first = (size_t)row * map->cols;

    for (int col = 0; col < map->cols; col++) {
        const double incidence =
            degree * (view->incidence_map ? (double)view->incidence_map[first + col] : view->incidence);
        const double azimuth = smooth_field_at(&view->azimuth, map->rows, map->cols, row, col);
        double rise_in_range;
        struct slope slope;
        struct walk away;

        flags[col] = VIEW_NULL;
        if (local_incidence)
            local_incidence[col] = NAN;
        if (isnan(map->height[first + col]) || isnan(incidence))
            continue;
        slope = slope_of(map, row, col);
        rise_in_range = slope.east * sin(azimuth) + slope.north * cos(azimuth);
        away = walk_toward(map, row, col, azimuth);
        flags[col] = slope_flags(view, rise_in_range, incidence) | walk_flags(relief, &away, incidence);
        if (local_incidence)
            local_incidence[col] = (float)local_incidence_of(&slope, rise_in_range, incidence);
    }
}
