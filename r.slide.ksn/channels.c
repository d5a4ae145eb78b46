/** The channel network and what is worked out along it: theta, chi, Ksn, knickpoints. */
#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "terrain/chi.h"
#include "work.h"

/* m2: with 1 the gradient of elevation against chi is Ksn */
static const double CHI_REFERENCE_AREA = 1.;

/* theta when the user leaves it to a map that has none to find */
static const double CUSTOMARY_THETA = 0.45;

static void find_channels(struct work *work)
{
    const double threshold = work->settings->threshold;
    struct channel_network *network = &work->network;

    G_message(_("Finding channels..."));
    work_check(work, channels_find(&work->graph, work->area, threshold, network, &work->error));
    work->summary.channel_cells = network->nodes;
    work->summary.channel_segments = network->segments;
    work->summary.channel_length = network->length;
    work->summary.highest_order = network->highest_order;
    if (network->nodes == 0)
        G_warning(_("No channels: the largest drainage area is %g km2, the threshold %g km2. "
                    "Maps of channels and of what is taken from channels are null everywhere."),
                  work->summary.largest_area * 1e-6, threshold * 1e-6);
    work->channel_area = work_nodes(work);
    memcpy(work->channel_area, network->area, network->nodes * sizeof *network->area);
    for (size_t node = 0; node < network->nodes; node++)
        network->area[node] = work->flux[network->cell[node]];
    work->bed = work_nodes(work);
    channels_gather(network, work->elevation, work->bed);
}

static void report_theta(struct work *work, const struct concavity *found)
{
    const struct theta_estimate *best = concavity_best(&found->whole);

    work->summary.theta = CUSTOMARY_THETA;
    if (found->used == 0) {
        G_warning(_("No basin has the %zu channel cells and %g m of relief that theta wants: taking the customary "
                    "%g."),
                  CONCAVITY_RULES.nodes, CONCAVITY_RULES.relief, CUSTOMARY_THETA);
        return;
    }
    if (isnan(best->theta) || found->whole.verdict == CONCAVITY_AT_BOUND) {
        G_warning(_("No theta fits these channels (%s): taking the customary %g."),
                  concavity_reason(found->whole.verdict), CUSTOMARY_THETA);
        return;
    }
    work->summary.theta = best->theta;
    if (found->whole.verdict != CONCAVITY_FITS)
        G_warning(_("theta %.3f (%.3f to %.3f) is doubtful for these channels: %s. The table has each basin; "
                    "compare with theta=%g."),
                  best->theta, best->lower, best->upper, concavity_reason(found->whole.verdict), CUSTOMARY_THETA);
    else
        G_important_message(_("theta %.3f, between %.3f and %.3f with a confidence of %g %%."), best->theta,
                            best->lower, best->upper, 100. * CONCAVITY_RULES.confidence);
}

static void estimate_theta(struct work *work)
{
    struct concavity *found = &work->summary.concavity;
    struct channel_basins basins;

    G_message(_("Estimating theta..."));
    work_check(work, channel_basins_find(&work->network, &basins, &work->error));
    work_check(work, concavity_estimate(&work->network, &basins, work->bed, &CONCAVITY_RULES, found, &work->error));
    channel_basins_free(&basins);
    report_theta(work, found);
}

static void measure_steepness(struct work *work)
{
    const struct channel_profile profile = {&work->network, work->summary.theta, work->bed, work->chi};
    const struct gradient_options options = work_gradient_options(work, work->elevation);
    const struct channel_gradient gradient = {work->ksn, work->ksn_error};

    work_check(work, gradient_measure(work->settings->gradient, &profile, &options, &gradient, &work->error));
}

void channels_make(struct work *work)
{
    find_channels(work);
    work->summary.theta = work->settings->theta;
    if (isnan(work->summary.theta))
        estimate_theta(work);
    G_message(_("Computing channel steepness..."));
    work->chi = work_nodes(work);
    work->ksn = work_nodes(work);
    work->ksn_error = work_nodes(work);
    channel_chi(&work->network, work->summary.theta, CHI_REFERENCE_AREA, work->chi);
    measure_steepness(work);
    work_check(work, steepness_summarize(work->ksn, work->network.nodes, &work->summary.ksn, &work->error));
    work->summary.knickpoints = SIZE_MAX;
    if (!work->settings->vector[VECTOR_KNICKPOINTS] && !work->settings->cut_at_knickpoints)
        return;
    work_check(work, knickpoints_find(&work->network, work->bed, work->summary.theta, work->settings->tolerance,
                                      &work->knickpoints, &work->error));
    work->summary.knickpoints = work->knickpoints.count;
}
