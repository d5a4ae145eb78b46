/** Aspect by Horn's gradient and its circular statistics. */
#include "terrain/aspect.h"

#include <math.h>

/* Puts missing neighbours on the straight line through the other side; `guess` is for where both are missing. */
static void complete(double rise[9], int direction, double guess)
{
    double *one = &rise[direction], *other = &rise[opposite_direction(direction)];

    if (isnan(*one))
        *one = isnan(*other) ? guess : -*other;
    if (isnan(*other))
        *other = -*one;
}

void aspect_gradient(const struct lattice *lattice, const float *elevation, size_t cell, int row, int col,
                     double gradient[2])
{
    const double here = elevation[cell];
    const double width = lattice->east_west[row], height = lattice->area[row] / width;
    double rise[9] = {0.};

    for (int direction = 1; direction <= 8; direction++) {
        const size_t next = lattice_neighbour(lattice, cell, row, col, direction);

        rise[direction] = next == LATTICE_OUTSIDE ? NAN : elevation[next] - here;
    }
    complete(rise, 2, 0.);
    complete(rise, 4, 0.);
    complete(rise, 1, rise[2] + rise[8]);
    complete(rise, 3, rise[2] + rise[4]);
    gradient[0] = (rise[1] + 2. * rise[8] + rise[7] - rise[3] - 2. * rise[4] - rise[5]) / width / 8.;
    gradient[1] = (rise[3] + 2. * rise[2] + rise[1] - rise[5] - 2. * rise[6] - rise[7]) / height / 8.;
}

int aspect_find(const struct lattice *lattice, const float *elevation, size_t cell, int row, int col, double aspect[2])
{
    double gradient[2], steepness;

    aspect_gradient(lattice, elevation, cell, row, col, gradient);
    steepness = sqrt(gradient[0] * gradient[0] + gradient[1] * gradient[1]);
    aspect[0] = steepness > 0. ? -gradient[0] / steepness : 0.;
    aspect[1] = steepness > 0. ? -gradient[1] / steepness : 0.;
    return steepness > 0.;
}

void aspect_add(struct aspect_sum *sum, const struct aspect_sum *piece)
{
    sum->area += piece->area;
    sum->east += piece->east;
    sum->north += piece->north;
    sum->cells += piece->cells;
    sum->sloping += piece->sloping;
}

double aspect_variance(const struct aspect_sum *sum)
{
    if (sum->sloping == 0)
        return 0.;
    return fmax(0., 1. - sqrt(sum->east * sum->east + sum->north * sum->north) / (double)sum->sloping);
}

double aspect_mean(const struct aspect_sum *sum)
{
    const double full_turn = 360., degrees = full_turn / (2. * M_PI);
    double mean;

    if (sum->east == 0. && sum->north == 0.)
        return NAN;
    mean = atan2(sum->north, sum->east) * degrees;
    if (mean < 0.)
        mean += full_turn;
    return mean < full_turn ? mean : 0.;
}
