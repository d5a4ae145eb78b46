/** Half widths of intervals of theta. */
#include "terrain/theta_interval.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static double student(double confidence, double squares, double fourth, double most)
{
    return gsl_cdf_tdist_Pinv(0.5 + 0.5 * confidence, fmax(1., fmin(3. * squares * squares / fourth, most)));
}

double half_width_of_scores(const struct theta_scores *scores, size_t fitted, double confidence)
{
    const size_t clusters = scores->clusters;
    const double freedom = (double)clusters - (double)fitted;

    if (clusters <= fitted || scores->information <= 0.)
        return NAN;
    if (scores->fourth <= 0.)
        return 0.;
    return student(confidence, scores->scores, scores->fourth, freedom) *
           sqrt(scores->scores * (double)clusters / freedom) / scores->information;
}

double half_width_of_jackknife(double theta, const double *without, const size_t *members, size_t groups,
                               double confidence)
{
    double nodes = 0., centre = (double)groups * theta, squares = 0., fourth = 0.;

    if (groups < 3)
        return NAN;
    for (size_t g = 0; g < groups; g++)
        nodes += (double)members[g];
    for (size_t g = 0; g < groups; g++)
        centre -= (1. - (double)members[g] / nodes) * without[g];
    for (size_t g = 0; g < groups; g++) {
        const double share = nodes / (double)members[g];
        const double off = share * theta - (share - 1.) * without[g] - centre;
        const double square = off * off / (share - 1.);

        squares += square;
        fourth += square * square;
    }
    if (fourth <= 0.)
        return 0.;
    return student(confidence, squares, fourth, (double)(groups - 1)) * sqrt(squares / (double)groups);
}
