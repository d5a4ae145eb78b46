/** A coarse grid, then golden section. */
#include "terrain/theta_search.h"

#include <math.h>

enum { STEPS = 18 };

static double golden_section(theta_misfit *misfit, void *context, double low, double high)
{
    const double ratio = 0.5 * (sqrt(5.) - 1.);
    double left = high - ratio * (high - low), right = low + ratio * (high - low);
    double at_left = misfit(context, left), at_right = misfit(context, right);

    while (high - low > THETA_TOLERANCE) {
        if (at_left < at_right) {
            high = right;
            right = left;
            at_right = at_left;
            left = high - ratio * (high - low);
            at_left = misfit(context, left);
        } else {
            low = left;
            left = right;
            at_left = at_right;
            right = low + ratio * (high - low);
            at_right = misfit(context, right);
        }
    }
    return 0.5 * (low + high);
}

double theta_of_least(theta_misfit *misfit, void *context, double lowest, double highest)
{
    const double step = (highest - lowest) / STEPS;
    double least = INFINITY;
    int best = 0;

    for (int i = 0; i <= STEPS; i++) {
        const double here = misfit(context, lowest + i * step);

        if (here < least) {
            least = here;
            best = i;
        }
    }
    return golden_section(misfit, context, lowest + (best > 0 ? best - 1 : best) * step,
                          lowest + (best < STEPS ? best + 1 : best) * step);
}
