/** Basins of the channel network: numbers handed up from the outlets, members by a counting sort. */
#include "terrain/channel_basin.h"

#include <math.h>
#include <stdlib.h>

static size_t number_basins(const struct channel_network *network, uint32_t *of)
{
    size_t count = 0;

    for (size_t node = 0; node < network->nodes; node++)
        if (network->receiver[node] == CHANNEL_END)
            of[node] = (uint32_t)count++;
    for (size_t node = network->nodes; node-- > 0;)
        if (network->receiver[node] != CHANNEL_END)
            of[node] = of[network->receiver[node]];
    return count;
}

static void list_members(const struct channel_network *network, struct channel_basins *basins)
{
    for (size_t node = 0; node < network->nodes; node++)
        basins->start[basins->of[node] + 1]++;
    for (size_t basin = 0; basin < basins->count; basin++)
        basins->start[basin + 1] += basins->start[basin];
    /* start[b] walks to the end of b as its members are put down, and is then the start of b + 1 */
    for (size_t node = 0; node < network->nodes; node++)
        basins->member[basins->start[basins->of[node]]++] = (uint32_t)node;
    for (size_t basin = basins->count; basin > 0; basin--)
        basins->start[basin] = basins->start[basin - 1];
    basins->start[0] = 0;
    for (size_t node = 0; node < network->nodes; node++)
        if (network->receiver[node] == CHANNEL_END)
            basins->outlet[basins->of[node]] = (uint32_t)node;
}

enum slide_status channel_basins_find(const struct channel_network *network, struct channel_basins *basins,
                                      struct slide_error *error)
{
    const size_t room = network->nodes + 1;

    *basins = (struct channel_basins){0};
    basins->of = malloc(room * sizeof *basins->of);
    basins->member = malloc(room * sizeof *basins->member);
    if (basins->of) {
        basins->count = number_basins(network, basins->of);
        basins->outlet = malloc((basins->count + 1) * sizeof *basins->outlet);
        basins->start = calloc(basins->count + 1, sizeof *basins->start);
    }
    if (!basins->of || !basins->member || !basins->outlet || !basins->start) {
        channel_basins_free(basins);
        return slide_out_of_memory(error, 16. * (double)room, "the basins of the channel network");
    }
    list_members(network, basins);
    return SLIDE_OK;
}

void channel_basins_free(struct channel_basins *basins)
{
    free(basins->outlet);
    free(basins->of);
    free(basins->start);
    free(basins->member);
    *basins = (struct channel_basins){0};
}

enum slide_status basin_profile_new(size_t nodes, struct basin_profile *profile, struct slide_error *error)
{
    const size_t room = nodes + 1;

    *profile = (struct basin_profile){0};
    profile->receiver = malloc(room * sizeof *profile->receiver);
    profile->segment = malloc(room * sizeof *profile->segment);
    profile->log_area = malloc(room * sizeof *profile->log_area);
    profile->step = malloc(room * sizeof *profile->step);
    profile->elevation = malloc(room * sizeof *profile->elevation);
    if (profile->receiver && profile->segment && profile->log_area && profile->step && profile->elevation)
        return SLIDE_OK;
    basin_profile_free(profile);
    return slide_out_of_memory(error, 32. * (double)room, "the river profiles of a basin");
}

void basin_profile_free(struct basin_profile *profile)
{
    free(profile->receiver);
    free(profile->segment);
    free(profile->log_area);
    free(profile->step);
    free(profile->elevation);
    *profile = (struct basin_profile){0};
}

static void lay_around_mean(struct basin_profile *profile)
{
    double sum = 0., lowest = INFINITY, highest = -INFINITY;

    for (size_t i = 0; i < profile->nodes; i++) {
        sum += profile->elevation[i];
        lowest = fmin(lowest, profile->elevation[i]);
        highest = fmax(highest, profile->elevation[i]);
    }
    profile->relief = highest - lowest;
    for (size_t i = 0; i < profile->nodes; i++)
        profile->elevation[i] -= sum / (double)profile->nodes;
}

/* A receiver is either the next member or, at the end of a segment, the head of one further down: looked up by halves,
 * as members rise. */
static uint32_t place_of(const uint32_t *member, size_t from, size_t count, uint32_t node)
{
    size_t low = from, high = count - 1;

    if (member[from] == node)
        return (uint32_t)from;
    while (low < high) {
        const size_t middle = (low + high) / 2;

        if (member[middle] < node)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

void basin_profile_fill(const struct channel_network *network, const struct channel_basins *basins, size_t basin,
                        const double *elevation, struct basin_profile *profile)
{
    const uint32_t *member = basins->member + basins->start[basin];
    const double outlet_area = network->area[basins->outlet[basin]];

    profile->nodes = basins->start[basin + 1] - basins->start[basin];
    for (size_t i = 0; i < profile->nodes; i++) {
        const uint32_t node = member[i], receiver = network->receiver[node];

        profile->receiver[i] = CHANNEL_END;
        if (receiver != CHANNEL_END)
            profile->receiver[i] = place_of(member, i + 1, profile->nodes, receiver);
        profile->segment[i] = network->segment[node];
        profile->log_area[i] = log(network->area[node] / outlet_area);
        profile->step[i] = network->step[node];
        profile->elevation[i] = elevation[node];
    }
    lay_around_mean(profile);
}

void basin_chi(const struct basin_profile *profile, double theta, double *chi)
{
    for (size_t i = profile->nodes; i-- > 0;) {
        chi[i] = 0.;
        if (profile->receiver[i] != CHANNEL_END)
            chi[i] = chi[profile->receiver[i]] + exp(-theta * profile->log_area[i]) * profile->step[i];
    }
}
