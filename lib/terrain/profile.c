/** Straight lines through pieces of channel profiles, by closed form. */
#include "terrain/profile.h"

#include <math.h>

/* Mean chi and elevation of a chain of nodes. */
struct centre {
    double chi, elevation;
};

static struct centre centre_of(const struct channel_profile *profile, size_t top, size_t points)
{
    struct centre sum = {0., 0.};
    size_t node = top;

    for (size_t i = 0; i < points; i++) {
        sum.chi += profile->chi[node];
        sum.elevation += profile->elevation[node];
        node = profile->network->receiver[node];
    }
    return (struct centre){sum.chi / (double)points, sum.elevation / (double)points};
}

static double squared_residuals(const struct channel_profile *profile, size_t top, size_t points, struct centre centre,
                                double gradient)
{
    double sum = 0.;
    size_t node = top;

    for (size_t i = 0; i < points; i++) {
        const double residual =
            profile->elevation[node] - centre.elevation - gradient * (profile->chi[node] - centre.chi);

        sum += residual * residual;
        node = profile->network->receiver[node];
    }
    return sum;
}

struct line_fit profile_fit(const struct channel_profile *profile, size_t top, size_t points)
{
    struct line_fit fit = {points, NAN, NAN, NAN};
    double chi_chi = 0., chi_elevation = 0., elevation_elevation = 0.;
    size_t node = top;

    if (points < 2)
        return fit;
    const struct centre centre = centre_of(profile, top, points);

    for (size_t i = 0; i < points; i++) {
        const double across = profile->chi[node] - centre.chi, up = profile->elevation[node] - centre.elevation;

        chi_chi += across * across;
        chi_elevation += across * up;
        elevation_elevation += up * up;
        node = profile->network->receiver[node];
    }
    fit.gradient = chi_elevation / chi_chi;
    if (points > 2) {
        const double squares = squared_residuals(profile, top, points, centre, fit.gradient);

        fit.standard_error = sqrt(squares / (double)(points - 2) / chi_chi);
        if (elevation_elevation > 0.)
            fit.r2 = 1. - squares / elevation_elevation;
    }
    return fit;
}

void profile_main_donors(const struct channel_network *network, uint32_t *donor)
{
    for (size_t node = 0; node < network->nodes; node++)
        donor[node] = CHANNEL_END;
    for (size_t node = 0; node < network->nodes; node++) {
        const uint32_t receiver = network->receiver[node];

        if (receiver == CHANNEL_END)
            continue;
        if (donor[receiver] == CHANNEL_END || network->area[node] > network->area[donor[receiver]])
            donor[receiver] = (uint32_t)node;
    }
}
