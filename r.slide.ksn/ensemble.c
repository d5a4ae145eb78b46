/** Ksn of elevation maps that differ by an error as theirs: everything is worked out anew for each of them. */
#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "terrain/chi.h"
#include "terrain/impose.h"
#include "work.h"

/* One member's maps, used again for the next one. */
struct member {
    const struct work *run; /* what all members share */
    float *elevation;
    uint8_t *direction;
    double *area;
    struct flow_graph graph;
    struct channel_network network;
};

static void member_begin(const struct work *work, struct member *member)
{
    *member = (struct member){.run = work};
    member->elevation = G_malloc(work->cells * sizeof *member->elevation);
    member->direction = G_malloc(work->cells);
    member->area = G_malloc(work->cells * sizeof *member->area);
}

static void member_end(struct member *member)
{
    G_free(member->elevation);
    G_free(member->direction);
    G_free(member->area);
}

/* Given directions stay as they are. */
static enum slide_status route(struct member *member, struct slide_error *error)
{
    const struct work *run = member->run;
    struct routing_summary routing;
    enum slide_status status;

    if (!run->settings->input_direction) {
        status = flow_route(&run->lattice, run->settings->treatment, run->sinks, member->elevation, member->direction,
                            &routing, error);
        member->graph = flow_graph_of(&run->lattice, member->direction);
    } else {
        status = elevation_impose(&run->graph, run->settings->treatment, member->elevation, &routing.depression, error);
        member->graph = run->graph;
    }
    if (status == SLIDE_OK)
        status = flow_area(&member->graph, NULL, member->area, error);
    if (status == SLIDE_OK)
        status = channels_find(&member->graph, member->area, run->settings->threshold, &member->network, error);
    if (status == SLIDE_OK && run->weight) {
        status = flow_area(&member->graph, run->weight, member->area, error);
        for (size_t node = 0; status == SLIDE_OK && node < member->network.nodes; node++)
            member->network.area[node] = member->area[member->network.cell[node]];
    }
    return status;
}

/* Ksn of the member's own channels, as a map. */
static enum slide_status measure(struct member *member, float *ksn_map, struct slide_error *error)
{
    const struct settings *settings = member->run->settings;
    const size_t bytes = (member->network.nodes + 1) * sizeof(double);
    double *bed = G_malloc(bytes), *chi = G_malloc(bytes), *ksn = G_malloc(bytes), *ignored = G_malloc(bytes);
    const struct channel_profile profile = {&member->network, member->run->summary.theta, bed, chi};
    const struct gradient_options options = work_gradient_options(member->run, member->elevation);
    const struct channel_gradient gradient = {ksn, ignored};
    enum slide_status status;

    channels_gather(&member->network, member->elevation, bed);
    channel_chi(&member->network, profile.theta, 1., chi);
    status = gradient_measure(settings->gradient, &profile, &options, &gradient, error);
    channels_scatter(&member->network, ksn, member->run->cells, ksn_map);
    G_free(bed);
    G_free(chi);
    G_free(ksn);
    G_free(ignored);
    channels_free(&member->network);
    return status;
}

static void run_members(struct work *work, struct ensemble *ensemble)
{
    float *ksn_map = G_malloc(work->cells * sizeof *ksn_map);
    struct member member;

    member_begin(work, &member);
    for (int number = 0; number < work->settings->members; number++) {
        G_percent(number, work->settings->members, 1);
        work_check(work, perturb_elevation(&work->lattice, work->raw, &work->settings->dem_error, work->settings->seed,
                                           (uint64_t)number, member.elevation, &work->error));
        work_check(work, route(&member, &work->error));
        work_check(work, measure(&member, ksn_map, &work->error));
        ensemble_add(ensemble, ksn_map);
    }
    G_percent(1, 1, 1);
    member_end(&member);
    G_free(ksn_map);
}

void ensemble_make(struct work *work)
{
    struct steepness_summary sd;
    struct ensemble ensemble;

    work->summary.ensemble_sd = NAN;
    if (!work->raw)
        return;
    G_message(_("Working out Ksn of %d elevation maps with error..."), work->settings->members);
    work_check(work, ensemble_begin(&work->network, &ensemble, &work->error));
    run_members(work, &ensemble);
    work->ensemble_mean = work_nodes(work);
    work->ensemble_sd = work_nodes(work);
    memcpy(work->ensemble_mean, ensemble.mean, work->network.nodes * sizeof *ensemble.mean);
    ensemble_sd(&ensemble, work->ensemble_sd);
    ensemble_free(&ensemble);
    work_check(work, steepness_summarize(work->ensemble_sd, work->network.nodes, &sd, &work->error));
    work->summary.ensemble_sd = sd.median;
    G_free(work->raw);
}
