#include "radar/slope_parallel.h"

#include <math.h>

double slope_sensitivity(const struct line_of_sight *sight, const double gradient[2])
{
    const double rise = hypot(gradient[0], gradient[1]), length = hypot(1., rise);

    if (!(rise > 0.))
        return NAN;
    return -(sight->east * gradient[0] + sight->north * gradient[1]) / (rise * length) - sight->up * rise / length;
}

double slope_parallel(double los, double sensitivity, double least)
{
    return fabs(sensitivity) >= least ? los / sensitivity : NAN;
}
