/** Ksn at channel nodes by tangents, by regressions on chi, and on a smoothed profile. */
#include "terrain/gradient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "terrain/segment.h"
#include "terrain/smooth.h"
#include "terrain/steepness.h"

/* Standard error of a slope over `step` m, from that of the elevations at its ends; NaN when it is not known. */
static double slope_error(const struct elevation_error *error, double step)
{
    if (!(error->sd > 0.))
        return NAN;
    return error->sd * sqrt(2. * (1. - elevation_error_correlation(error, step))) / step;
}

static enum slide_status along_flow(const struct channel_profile *profile, const struct gradient_options *options,
                                    const struct channel_gradient *gradient, struct slide_error *error)
{
    const struct channel_network *network = profile->network;

    (void)error;
    channel_steepness(network, profile->elevation, profile->theta, gradient->ksn);
    for (size_t node = 0; node < network->nodes; node++) {
        gradient->standard_error[node] = NAN;
        if (network->receiver[node] != CHANNEL_END)
            gradient->standard_error[node] =
                slope_error(&options->error, network->step[node]) * pow(network->area[node], profile->theta);
    }
    return SLIDE_OK;
}

/* The steepest way down from a cell: a slope of 0 and a step of 0 where there is none. */
struct descent {
    double slope, step;
};

static struct descent descent_from(const struct lattice *lattice, const float *map, size_t cell)
{
    const int row = (int)(cell / lattice->cols), col = (int)(cell % lattice->cols);
    struct descent steepest = {0., 0.};

    for (int direction = 1; direction <= 8; direction++) {
        const size_t next = lattice_neighbour(lattice, cell, row, col, direction);

        if (next == LATTICE_OUTSIDE || !(map[next] < map[cell]))
            continue;
        const double step = lattice_step(lattice, row, direction), slope = ((double)map[cell] - map[next]) / step;

        if (slope > steepest.slope)
            steepest = (struct descent){slope, step};
    }
    return steepest;
}

static enum slide_status down_the_steepest(const struct channel_profile *profile,
                                           const struct gradient_options *options,
                                           const struct channel_gradient *gradient, struct slide_error *error)
{
    const struct channel_network *network = profile->network;

    (void)error;
    for (size_t node = 0; node < network->nodes; node++) {
        const struct descent descent = descent_from(options->lattice, options->map, network->cell[node]);
        const double power = pow(network->area[node], profile->theta);
        double slope = descent.slope, slope_sd = NAN;

        if (descent.step > 0.)
            slope_sd = slope_error(&options->error, descent.step);
        if (options->as_angle) {
            slope_sd /= 1. + slope * slope;
            slope = atan(slope);
        }
        gradient->ksn[node] = isnan(options->map[network->cell[node]]) ? NAN : slope * power;
        gradient->standard_error[node] = slope_sd * power;
    }
    return SLIDE_OK;
}

/* Nodes one after the other downstream. */
struct chain {
    size_t top, points;
};

/* Whether a window holds the node `nodes` steps and `length` m from its centre. */
static int holds(const struct gradient_options *options, int nodes, double length)
{
    return nodes <= 1 || (options->window > 0. ? 2. * length <= options->window : 2 * nodes < options->window_nodes);
}

static struct chain window_around(const struct channel_network *network, const uint32_t *donor,
                                  const struct gradient_options *options, size_t centre)
{
    struct chain chain = {centre, 1};
    double length = 0.;
    size_t low = centre;

    for (int nodes = 1; donor[chain.top] != CHANNEL_END; nodes++) {
        length += network->step[donor[chain.top]];
        if (!holds(options, nodes, length))
            break;
        chain.top = donor[chain.top];
        chain.points++;
    }
    length = 0.;
    for (int nodes = 1; network->receiver[low] != CHANNEL_END; nodes++) {
        length += network->step[low];
        if (!holds(options, nodes, length))
            break;
        low = network->receiver[low];
        chain.points++;
    }
    return chain;
}

static enum slide_status in_windows(const struct channel_profile *profile, const struct gradient_options *options,
                                    const struct channel_gradient *gradient, struct slide_error *error)
{
    const struct channel_network *network = profile->network;
    uint32_t *donor = malloc((network->nodes + 1) * sizeof *donor);

    if (!donor)
        return slide_out_of_memory(error, 4. * (double)network->nodes, "windows along channels");
    profile_main_donors(network, donor);
#pragma omp parallel for schedule(static)
    for (size_t node = 0; node < network->nodes; node++) {
        const struct chain chain = window_around(network, donor, options, node);
        const struct line_fit fit = profile_fit(profile, chain.top, chain.points);

        gradient->ksn[node] = fit.gradient;
        gradient->standard_error[node] = fit.standard_error;
    }
    free(donor);
    return SLIDE_OK;
}

/* The window in m, also when it is given in nodes. */
static double window_length(const struct channel_network *network, const struct gradient_options *options)
{
    size_t steps = 0;

    if (options->window > 0.)
        return options->window;
    for (size_t node = 0; node < network->nodes; node++)
        steps += network->receiver[node] != CHANNEL_END;
    return steps > 0 ? options->window_nodes * network->length / (double)steps : 0.;
}

static enum slide_status along_reaches(const struct channel_profile *profile, const struct gradient_options *options,
                                       const struct channel_gradient *gradient, struct slide_error *error)
{
    struct channel_runs runs;
    const enum slide_status status =
        runs_cut(profile->network, window_length(profile->network, options), NULL, &runs, error);

    if (status != SLIDE_OK)
        return status;
    for (size_t run = 0; run < runs.count; run++) {
        const struct line_fit fit = profile_fit(profile, runs.first[run], run_points(profile->network, &runs, run));

        for (size_t node = runs.first[run]; node < runs.first[run + 1]; node++) {
            gradient->ksn[node] = fit.gradient;
            gradient->standard_error[node] = fit.standard_error;
        }
    }
    runs_free(&runs);
    return SLIDE_OK;
}

static enum slide_status of_smoothed(const struct channel_profile *profile, const struct gradient_options *options,
                                     const struct channel_gradient *gradient, struct slide_error *error)
{
    const struct smoothing smoothing = {options->window, options->window_nodes, options->error.sd};
    double *smoothed = malloc((profile->network->nodes + 1) * sizeof *smoothed);
    enum slide_status status;

    if (!smoothed)
        return slide_out_of_memory(error, 8. * (double)profile->network->nodes, "the smoothed profiles");
    status = profile_smooth(profile, &smoothing, smoothed, gradient->ksn, gradient->standard_error, error);
    free(smoothed);
    return status;
}

const struct gradient_method gradient_methods[] = {
    {"flow", "tangent of the slope to the next cell downstream", 0, along_flow},
    {"steepest", "steepest descent to one of the eight neighbours", 0, down_the_steepest},
    {"chi", "regression of elevation on chi in a window along the channel", 1, in_windows},
    {"segment", "regression of elevation on chi along each reach between confluences", 1, along_reaches},
    {"smooth", "profile falling and smoothed by constrained regularization", 1, of_smoothed},
    {NULL, NULL, 0, NULL}};

const struct gradient_method *gradient_method_find(const char *name)
{
    for (const struct gradient_method *method = gradient_methods; method->name; method++)
        if (strcmp(method->name, name) == 0)
            return method;
    return NULL;
}

enum slide_status gradient_measure(const struct gradient_method *method, const struct channel_profile *profile,
                                   const struct gradient_options *options, const struct channel_gradient *gradient,
                                   struct slide_error *error)
{
    if (method->windowed && !(options->window > 0.) && (options->window_nodes < 3 || options->window_nodes % 2 == 0))
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "A window along channels of %g m or %d nodes: give a length above 0 m or an odd number of "
                          "nodes, 3 or more.",
                          options->window, options->window_nodes);
    return method->measure(profile, options, gradient, error);
}
