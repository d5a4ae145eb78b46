#include "base/gauss_legendre.h"

#include <math.h>

#define MOST_STEPS 100

/* Legendre polynomial of the degree and its derivative, by the three-term recurrence */
static double legendre(size_t degree, double x, double *slope)
{
    double before = 1., value = x;

    for (size_t k = 2; k <= degree; k++) {
        const double next = ((2. * (double)k - 1.) * x * value - ((double)k - 1.) * before) / (double)k;

        before = value;
        value = next;
    }
    *slope = (double)degree * (before - x * value) / (1. - x * x);
    return value;
}

void gauss_legendre(size_t count, double *point, double *weight)
{
    for (size_t i = 0; i < count; i++) {
        double x = -cos(M_PI * ((double)i + 0.75) / ((double)count + 0.5)), slope, change = 1.;

        for (int step = 0; step < MOST_STEPS && fabs(change) > 1e-15; step++) {
            change = legendre(count, x, &slope) / slope;
            x -= change;
        }
        (void)legendre(count, x, &slope);
        point[i] = (1. + x) / 2.;
        weight[i] = 1. / ((1. - x * x) * slope * slope);
    }
}
