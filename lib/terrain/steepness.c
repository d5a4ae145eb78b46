/** Ksn at channel nodes, its segment means and its summary. */
#include "terrain/steepness.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"

void channel_steepness(const struct channel_network *network, const double *elevation, double theta, double *ksn)
{
    for (size_t node = 0; node < network->nodes; node++) {
        const uint32_t receiver = network->receiver[node];

        ksn[node] = NAN;
        if (receiver != CHANNEL_END)
            ksn[node] = (elevation[node] - elevation[receiver]) / network->step[node] * pow(network->area[node], theta);
    }
}

double mean_steepness(const struct channel_network *network, const double *ksn, size_t first, size_t end)
{
    double sum = 0., length = 0.;

    for (size_t node = first; node < end; node++)
        if (!isnan(ksn[node])) {
            sum += ksn[node] * network->step[node];
            length += network->step[node];
        }
    return length > 0. ? sum / length : NAN;
}

void segment_steepness(const struct channel_network *network, const double *ksn, double *mean)
{
    for (size_t s = 0; s < network->segments; s++) {
        const double value = mean_steepness(network, ksn, network->head[s], network->head[s + 1]);

        for (size_t node = network->head[s]; node < network->head[s + 1]; node++)
            mean[node] = value;
    }
}

enum slide_status steepness_summarize(const double *ksn, size_t nodes, struct steepness_summary *summary,
                                      struct slide_error *error)
{
    double sum = 0.;
    double *value = malloc((nodes + 1) * sizeof *value);

    *summary = (struct steepness_summary){0, NAN, NAN};
    if (!value)
        return slide_out_of_memory(error, (double)(nodes * sizeof *value), "the median of Ksn");
    for (size_t node = 0; node < nodes; node++)
        if (!isnan(ksn[node])) {
            value[summary->nodes++] = ksn[node];
            sum += ksn[node];
        }
    if (summary->nodes > 0) {
        sort_doubles(value, summary->nodes);
        summary->mean = sum / (double)summary->nodes;
        summary->median = 0.5 * (value[(summary->nodes - 1) / 2] + value[summary->nodes / 2]);
    }
    free(value);
    return SLIDE_OK;
}
