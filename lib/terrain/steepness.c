/** Ksn at channel cells, its segment means and its summary. */
#include "terrain/steepness.h"

#include <math.h>
#include <stdlib.h>

void channel_steepness(const struct flow_graph *graph, const struct channel_network *network, const float *elevation,
                       const double *area, double theta, float *ksn)
{
    const size_t cells = lattice_cells(graph->lattice);

    for (size_t cell = 0; cell < cells; cell++) {
        ksn[cell] = NAN;
        if (network->order[cell] && flow_goes_on(graph, cell))
            ksn[cell] = (float)(flow_slope(graph, elevation, cell) * pow(area[cell], theta));
    }
}

static double mean_from_head(const struct flow_graph *graph, const struct channel_network *network, const float *ksn,
                             size_t head)
{
    double sum = 0., length = 0.;

    for (size_t cell = head;; cell = flow_receiver(graph, cell)) {
        if (flow_goes_on(graph, cell)) {
            sum += ksn[cell] * flow_step(graph, cell);
            length += flow_step(graph, cell);
        }
        if (!segment_goes_on(graph, network, cell))
            break;
    }
    return length > 0. ? sum / length : NAN;
}

void segment_steepness(const struct flow_graph *graph, const struct channel_network *network, const float *ksn,
                       float *mean)
{
    const size_t cells = lattice_cells(graph->lattice);

    for (size_t cell = 0; cell < cells; cell++)
        mean[cell] = NAN;
    for (size_t head = 0; head < cells; head++) {
        if (!network->head[head])
            continue;
        const float value = (float)mean_from_head(graph, network, ksn, head);

        mean[head] = value;
        for (size_t cell = head; segment_goes_on(graph, network, cell);) {
            cell = flow_receiver(graph, cell);
            mean[cell] = value;
        }
    }
}

static int ascending(const void *left, const void *right)
{
    const float a = *(const float *)left, b = *(const float *)right;

    return (a > b) - (a < b);
}

static double median_of_sorted(const float *value, size_t count)
{
    return 0.5 * ((double)value[(count - 1) / 2] + value[count / 2]);
}

enum slide_status steepness_summarize(const float *ksn, size_t cells, struct steepness_summary *summary,
                                      struct slide_error *error)
{
    double sum = 0.;
    size_t count = 0;
    float *value;

    *summary = (struct steepness_summary){0, NAN, NAN};
    for (size_t cell = 0; cell < cells; cell++)
        summary->cells += !isnan(ksn[cell]);
    if (summary->cells == 0)
        return SLIDE_OK;
    value = malloc(summary->cells * sizeof *value);
    if (!value)
        return slide_out_of_memory(error, (double)(summary->cells * sizeof *value), "the median of Ksn");
    for (size_t cell = 0; cell < cells; cell++)
        if (!isnan(ksn[cell])) {
            value[count++] = ksn[cell];
            sum += ksn[cell];
        }
    qsort(value, count, sizeof *value, ascending);
    summary->mean = sum / (double)count;
    summary->median = median_of_sorted(value, count);
    free(value);
    return SLIDE_OK;
}
