#include "reference.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "coherence_grid.h"
#include "grass/cell_size.h"
#include "grass/fatal.h"
#include "radar/reference.h"

static const double CELLS_TO_THE_RIM =
    5.25; /* of a disc that is searched without radius=; no cell's centre lies on such a rim */

int reference_is_auto(const struct options *options)
{
    const char *answer = option_answer(options, OPTION_REFERENCE);

    return answer && strcmp(answer, "auto") == 0;
}

/* Whether the text is zero or a positive number. */
static int scan_radius(const char *text, double *radius)
{
    char *rest;

    *radius = strtod(text, &rest);
    return rest != text && *rest == '\0' && *radius >= 0. && !isinf(*radius);
}

/* "east,north" or "east,north,radius", in latitude-longitude also as 86:30E,28N */
static void read_place(struct reference *reference, const char *answer)
{
    char **part = G_tokenize(answer, ",");
    const int parts = G_number_of_tokens(part);

    if (parts < 2 || parts > 3 || !G_scan_easting(part[0], &reference->east, G_projection()) ||
        !G_scan_northing(part[1], &reference->north, G_projection()) || !isfinite(reference->east) ||
        !isfinite(reference->north) || (parts == 3 && !scan_radius(part[2], &reference->radius)))
        G_fatal_error(_("reference=%s is no place: give east,north or east,north,radius (zero or a positive number of "
                        "metres) or auto"),
                      answer);
    if (parts == 3 && reference->radius_given)
        G_fatal_error(_("The radius is given twice, by reference= and by radius=: leave one out"));
    G_free_tokens(part);
}

struct reference reference_place_of(const struct options *options)
{
    const char *answer = option_answer(options, OPTION_REFERENCE), *radius = option_answer(options, OPTION_RADIUS);
    struct reference reference = {
        .given = answer != NULL, .automatic = reference_is_auto(options), .radius_given = radius != NULL};

    if (!answer && radius)
        G_fatal_error(_("radius= needs reference=: there is no place to measure it from"));
    if (radius && !scan_radius(radius, &reference.radius))
        G_fatal_error(_("radius=%s must be zero or a positive number of metres"), radius);
    if (answer && !reference.automatic)
        read_place(&reference, answer);
    return reference;
}

struct reference reference_of(const struct options *options)
{
    const int coherent = option_answer(options, OPTION_COHERENCE) != NULL, automatic = reference_is_auto(options);

    if (automatic && !coherent)
        G_fatal_error(_("reference=auto needs coherence=: the most coherent place is taken"));
    if (coherent && !automatic)
        G_fatal_error(_("coherence= is for reference=auto alone: leave it out, or give reference=auto"));
    return reference_place_of(options);
}

/* Coherence where a reference may lie: null elsewhere. */
static struct grid read_candidates(const char *name, const struct grid *displacement, const struct grid *exclude)
{
    struct grid coherence = coherence_grid_read(name);
    const size_t cells = grid_cells(&coherence);

    for (size_t i = 0; i < cells; i++)
        if (isnan(displacement->cell[i]) || (exclude->cell && !isnan(exclude->cell[i]) && exclude->cell[i] != 0.f))
            coherence.cell[i] = NAN;
    return coherence;
}

void reference_find(struct reference *reference, const struct options *options, const struct grid *displacement,
                    const struct grid *exclude)
{
    struct grid coherence = read_candidates(option_answer(options, OPTION_COHERENCE), displacement, exclude);

    reference_find_in(reference, &coherence);
    grid_free(&coherence);
}

void reference_find_in(struct reference *reference, const struct grid *coherence)
{
    struct cell_sizes sizes = cell_sizes_of_region();
    const double north_south = sizes.north_south[sizes.rows / 2];
    struct slide_error error;
    struct Cell_head region;
    struct patch patch;

    if (!reference->radius_given)
        reference->radius = CELLS_TO_THE_RIM * fmax(north_south, sizes.east_west[sizes.rows / 2]);
    const struct patch_search search = {coherence->cell, coherence->rows, coherence->cols,
                                        sizes.east_west, north_south,     reference->radius};

    fatal_unless_ok(patch_most_coherent(&search, &patch, &error), &error);
    G_get_set_window(&region);
    reference->east = Rast_col_to_easting(patch.col + 0.5, &region);
    reference->north = Rast_row_to_northing(patch.row + 0.5, &region);
    G_important_message(_("Most coherent place: mean coherence %.6f of %zu cells, reference=%.15g,%.15g,%.15g"),
                        patch.mean, patch.cells, reference->east, reference->north, reference->radius);
    cell_sizes_free(&sizes);
}

struct mean {
    double sum;
    size_t count;
};

static void mean_add(struct mean *mean, const struct grid *grid, int row, int col)
{
    const float value = grid->cell[(size_t)row * grid->cols + col];

    if (isnan(value))
        return;
    mean->sum += value;
    mean->count++;
}

/* The row and column that hold the place; ends the module when it lies outside. */
static void cell_of(const struct reference *reference, const struct Cell_head *region, int *row, int *col)
{
    const double row_here = floor(Rast_northing_to_row(reference->north, region));
    const double col_here = floor(Rast_easting_to_col(reference->east, region));

    if (row_here < 0. || row_here >= region->rows || col_here < 0. || col_here >= region->cols)
        G_fatal_error(_("reference=%.12g,%.12g lies outside the current region"), reference->east, reference->north);
    *row = (int)row_here;
    *col = (int)col_here;
}

static int is_within(const struct reference *reference, const struct Cell_head *region, int row, int col)
{
    return G_distance(reference->east, reference->north, Rast_col_to_easting(col + 0.5, region),
                      Rast_row_to_northing(row + 0.5, region)) <= reference->radius;
}

struct reference_columns reference_columns_of(const struct reference *reference, int row)
{
    struct reference_columns columns;
    struct Cell_head region;
    int own_row, own_col;

    G_get_set_window(&region);
    G_begin_distance_calculations();
    cell_of(reference, &region, &own_row, &own_col);
    columns = (struct reference_columns){own_col, own_col - 1};
    if (row == own_row)
        columns.last = own_col;
    if (G_distance(reference->east, reference->north, reference->east, Rast_row_to_northing(row + 0.5, &region)) >
        reference->radius)
        return columns;
    while (columns.first > 0 && is_within(reference, &region, row, columns.first - 1))
        columns.first--;
    while (columns.last + 1 < region.cols && is_within(reference, &region, row, columns.last + 1))
        columns.last++;
    return columns;
}

/* Mean of the cells whose centres are within the radius of the place, and of the one that holds it. */
static struct mean mean_at(const struct reference *reference, const struct grid *grid)
{
    struct mean mean = {0., 0};

    for (int row = 0; row < grid->rows; row++) {
        const struct reference_columns columns = reference_columns_of(reference, row);

        for (int col = columns.first; col <= columns.last; col++)
            mean_add(&mean, grid, row, col);
    }
    return mean;
}

void reference_take(struct reference *reference, const struct options *options, struct grid *displacement,
                    const char *unit)
{
    const struct mean mean = mean_at(reference, displacement);
    const double level = mean.sum / (double)mean.count;

    if (mean.count == 0)
        G_fatal_error(_("No valid cell of <%s> within %g m of reference=%.12g,%.12g: give another place or a larger "
                        "radius="),
                      option_answer(options, OPTION_PHASE), reference->radius, reference->east, reference->north);
    reference->cells = mean.count;
    G_message(_("Taken away as reference: %.6g %s, mean of %zu cells"), level, unit, mean.count);
    for (size_t i = 0; i < grid_cells(displacement); i++)
        displacement->cell[i] = (float)(displacement->cell[i] - level);
}
