/** Cutting channels into runs of nodes, and summing these up. */
#include "terrain/segment.h"

#include <math.h>
#include <stdlib.h>

#include "terrain/steepness.h"

/* Cuts one stretch of nodes evenly; writes the runs' first nodes where `first` is not NULL. Returns their number. */
static size_t cut_evenly(const struct channel_network *network, size_t from, size_t to, double length, uint32_t *first)
{
    double total = 0., walked = 0.;
    size_t runs = 0;

    for (size_t node = from; node < to; node++)
        total += network->step[node];
    const double pieces = length > 0. ? fmax(1., floor(total / length + 0.5)) : 1.;

    for (size_t node = from; node < to; node++) {
        if (runs == 0 || (network->step[node] > 0. && walked * pieces >= (double)runs * total * (1. - 1e-9))) {
            if (first)
                first[runs] = (uint32_t)node;
            runs++;
        }
        walked += network->step[node];
    }
    return runs;
}

static size_t cut_network(const struct channel_network *network, double length, const uint8_t *cut, uint32_t *first)
{
    size_t runs = 0;

    for (size_t s = 0; s < network->segments; s++) {
        size_t from = network->head[s];

        for (size_t node = from + 1; node <= network->head[s + 1]; node++)
            if (node == network->head[s + 1] || (cut && cut[node])) {
                runs += cut_evenly(network, from, node, length, first ? first + runs : NULL);
                from = node;
            }
    }
    return runs;
}

static int ascending(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* The receiver of a run's last node is always the first one of another. */
static void join_runs(const struct channel_network *network, struct channel_runs *runs)
{
    for (size_t run = 0; run < runs->count; run++) {
        const uint32_t below = network->receiver[runs->first[run + 1] - 1];

        runs->next[run] = RUN_END;
        if (below != CHANNEL_END) {
            const uint32_t *found = bsearch(&below, runs->first, runs->count, sizeof below, ascending);

            runs->next[run] = (uint32_t)(found - runs->first);
        }
    }
}

enum slide_status runs_cut(const struct channel_network *network, double length, const uint8_t *cut,
                           struct channel_runs *runs, struct slide_error *error)
{
    runs->count = cut_network(network, length, cut, NULL);
    runs->first = malloc((runs->count + 1) * sizeof *runs->first);
    runs->next = malloc((runs->count + 1) * sizeof *runs->next);
    if (!runs->first || !runs->next) {
        const double bytes = 8. * (double)runs->count;

        runs_free(runs);
        return slide_out_of_memory(error, bytes, "the channel segments");
    }
    cut_network(network, length, cut, runs->first);
    runs->first[runs->count] = (uint32_t)network->nodes;
    join_runs(network, runs);
    return SLIDE_OK;
}

void runs_free(struct channel_runs *runs)
{
    free(runs->first);
    free(runs->next);
    *runs = (struct channel_runs){0};
}

size_t run_points(const struct channel_network *network, const struct channel_runs *runs, size_t run)
{
    const size_t end = runs->first[run + 1];

    return end - runs->first[run] + (network->receiver[end - 1] != CHANNEL_END);
}

/* Lengths and ranges along the run's profile, the node below included. */
static void measure(const struct channel_profile *profile, size_t points, size_t top, struct run_summary *summary)
{
    const struct channel_network *network = profile->network;
    size_t node = top;

    for (size_t i = 0; i < points; i++) {
        summary->lowest = fmin(summary->lowest, profile->elevation[node]);
        summary->highest = fmax(summary->highest, profile->elevation[node]);
        if (i + 1 == points)
            break;
        summary->length += network->step[node];
        node = network->receiver[node];
    }
    summary->chi_most = profile->chi[top];
    summary->chi_least = profile->chi[node];
    if (summary->length > 0.)
        summary->slope = (profile->elevation[top] - profile->elevation[node]) / summary->length;
}

void runs_summarize(const struct channel_runs *runs, const struct channel_profile *profile, const double *ksn,
                    struct run_summary *summary)
{
    const struct channel_network *network = profile->network;

    for (size_t run = 0; run < runs->count; run++) {
        const size_t first = runs->first[run], end = runs->first[run + 1], points = run_points(network, runs, run);

        summary[run] = (struct run_summary){.next = runs->next[run],
                                            .order = network->order[first],
                                            .area = network->area[end - 1],
                                            .slope = NAN,
                                            .ksn = mean_steepness(network, ksn, first, end),
                                            .fit = profile_fit(profile, first, points),
                                            .lowest = INFINITY,
                                            .highest = -INFINITY};
        measure(profile, points, first, &summary[run]);
    }
}
