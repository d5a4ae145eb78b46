#include "score/swath.h"

#include <math.h>

#include "base/sort.h"

double swath_length(const struct swath_line *line)
{
    double length = 0.;

    for (size_t i = 1; i < line->count; i++)
        length += hypot(line->east[i] - line->east[i - 1], line->north[i] - line->north[i - 1]);
    return length;
}

size_t swath_bins(double length, double step)
{
    const double bins = ceil(length / step * (1. - 1e-12));

    return bins < 1. ? 1 : (size_t)bins;
}

/* A piece of the line between two of its points. */
struct piece {
    double east, north;       /* its beginning */
    double to_east, to_north; /* unit vector */
    double length;
    double before; /* length of the line up to it */
    int first, last;
};

/* The first row or column whose centre is at or after a distance from the edge, kept within 0 to count. */
static size_t first_after(double distance, double res, size_t count)
{
    const double place = ceil(distance / res - 0.5);

    return place <= 0. ? 0 : place >= (double)count ? count : (size_t)place;
}

/* The bin of a cell's foot on the piece, or -1; its distance from it in *distance. */
static int32_t foot_of(const struct piece *piece, double east, double north, double step, size_t bins, double *distance)
{
    const double off_east = east - piece->east, off_north = north - piece->north;
    const double along = off_east * piece->to_east + off_north * piece->to_north;
    const double kept = fmin(fmax(along, 0.), piece->length);

    *distance = hypot(off_east - kept * piece->to_east, off_north - kept * piece->to_north);
    if ((piece->first && along < 0.) || (piece->last && along > piece->length))
        return -1;
    return (int32_t)fmin(floor((piece->before + kept) / step), (double)bins - 1.);
}

static void place_beside(const struct piece *piece, double half_width, double step, size_t bins,
                         const struct swath_grid *grid, float *off, int32_t *bin)
{
    const double end_east = piece->east + piece->length * piece->to_east;
    const double end_north = piece->north + piece->length * piece->to_north;
    const size_t first_row =
        first_after(grid->north - fmax(piece->north, end_north) - half_width, grid->ns_res, grid->rows);
    const size_t first_col =
        first_after(fmin(piece->east, end_east) - half_width - grid->west, grid->ew_res, grid->cols);
    const double south = grid->north - fmin(piece->north, end_north) + half_width;
    const double far_east = fmax(piece->east, end_east) + half_width - grid->west;

    for (size_t row = first_row; row < grid->rows && (row + 0.5) * grid->ns_res <= south; row++)
        for (size_t col = first_col; col < grid->cols && (col + 0.5) * grid->ew_res <= far_east; col++) {
            const size_t cell = row * grid->cols + col;
            double distance;
            const int32_t own = foot_of(piece, grid->west + (col + 0.5) * grid->ew_res,
                                        grid->north - (row + 0.5) * grid->ns_res, step, bins, &distance);

            if (own < 0 || distance > half_width || (bin[cell] >= 0 && distance >= off[cell]))
                continue;
            bin[cell] = own;
            off[cell] = (float)distance;
        }
}

void swath_place(const struct swath_line *line, double half_width, double step, const struct swath_grid *grid,
                 float *off, int32_t *bin)
{
    const size_t bins = swath_bins(swath_length(line), step);
    double before = 0.;

    for (size_t cell = 0; cell < grid->rows * grid->cols; cell++)
        bin[cell] = -1;
    for (size_t i = 1; i < line->count; i++) {
        const double east = line->east[i] - line->east[i - 1], north = line->north[i] - line->north[i - 1];
        const double length = hypot(east, north);
        const struct piece piece = {
            line->east[i - 1],   line->north[i - 1], east / length, north / length, length, before, i == 1,
            i + 1 == line->count};

        if (length > 0.)
            place_beside(&piece, half_width, step, bins, grid, off, bin);
        before += length;
    }
}

void swath_quantiles(double *value, size_t count, const double *share, size_t shares, double *quantile)
{
    sort_doubles(value, count);
    for (size_t i = 0; i < shares; i++) {
        const double place = share[i] * ((double)count - 1.);
        const size_t below = count > 0 ? (size_t)place : 0;

        quantile[i] = NAN;
        if (count > 0)
            quantile[i] = value[below];
        if (below + 1 < count)
            quantile[i] += (place - (double)below) * (value[below + 1] - value[below]);
    }
}
