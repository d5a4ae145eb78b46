/** Least squares of elevation on chi over a basin, and its sandwich variance. */
#include "terrain/chi_linearity.h"

#include <math.h>

/* Least-squares line through values of mean 0; the predictor's mean is its own. */
struct line {
    double mean, spread, gradient;
};

static struct line fit_line(const double *x, const double *y, size_t count)
{
    struct line line = {0};
    double product = 0.;

    for (size_t i = 0; i < count; i++)
        line.mean += x[i];
    line.mean /= (double)count;
    for (size_t i = 0; i < count; i++) {
        const double centred = x[i] - line.mean;

        line.spread += centred * centred;
        product += centred * y[i];
    }
    line.gradient = line.spread > 0. ? product / line.spread : 0.;
    return line;
}

double chi_misfit(const struct basin_profile *profile, double theta, double *chi)
{
    const size_t nodes = profile->nodes;
    struct line line;
    double misfit = 0.;

    basin_chi(profile, theta, chi);
    line = fit_line(chi, profile->elevation, nodes);
    for (size_t i = 0; i < nodes; i++) {
        const double off = profile->elevation[i] - line.gradient * (chi[i] - line.mean);

        misfit += off * off;
    }
    return misfit;
}

double elevation_spread(const struct basin_profile *profile)
{
    double spread = 0.;

    for (size_t i = 0; i < profile->nodes; i++)
        spread += profile->elevation[i] * profile->elevation[i];
    return spread;
}

/* Derivative of chi by theta, less its own line on chi, as the line is fitted anew at every theta. */
static double set_change(const struct basin_profile *profile, double theta, const struct chi_scratch *scratch,
                         const struct line *line)
{
    double *change = scratch->change;
    double mean = 0., product = 0., spread = 0.;

    for (size_t i = profile->nodes; i-- > 0;) {
        change[i] = 0.;
        if (profile->receiver[i] != CHANNEL_END)
            change[i] = change[profile->receiver[i]] -
                        profile->log_area[i] * exp(-theta * profile->log_area[i]) * profile->step[i];
        mean += change[i] / (double)profile->nodes;
    }
    for (size_t i = 0; i < profile->nodes; i++)
        product += (scratch->chi[i] - line->mean) * change[i];
    for (size_t i = 0; i < profile->nodes; i++) {
        const double on_chi = line->spread > 0. ? product / line->spread * (scratch->chi[i] - line->mean) : 0.;

        change[i] = line->gradient * (change[i] - mean - on_chi);
        spread += change[i] * change[i];
    }
    return spread;
}

struct theta_scores chi_scores(const struct basin_profile *profile, double theta, const struct chi_scratch *scratch)
{
    struct theta_scores scores = {0};
    struct line line;
    double score = 0.;

    chi_misfit(profile, theta, scratch->chi);
    line = fit_line(scratch->chi, profile->elevation, profile->nodes);
    scores.information = set_change(profile, theta, scratch, &line);
    for (size_t i = 0; i < profile->nodes; i++)
        scratch->pull[i] = scratch->change[i];
    for (size_t i = 0; i < profile->nodes; i++) {
        const uint32_t receiver = profile->receiver[i];

        if (receiver != CHANNEL_END) {
            scratch->pull[receiver] += scratch->pull[i];
            score += scratch->pull[i] * (profile->elevation[i] - profile->elevation[receiver] -
                                         line.gradient * (scratch->chi[i] - scratch->chi[receiver]));
        }
        if (receiver == CHANNEL_END || profile->segment[receiver] != profile->segment[i]) {
            theta_scores_add(&scores, score);
            score = 0.;
        }
    }
    return scores;
}
