/** D8 directions, their stack order and what is summed along it. */
#include "terrain/flow.h"

#include <math.h>
#include <stdlib.h>

#include "terrain/flat.h"

/* The steepest of the lower neighbours, or 0. */
static int steepest_descent(const struct lattice *lattice, const float *elevation, size_t cell, int row, int col)
{
    double steepest = 0.;
    int best = 0;

    for (int i = 0; i < 8; i++) {
        const size_t next = lattice_neighbour(lattice, cell, row, col, straight_first[i]);
        double slope;

        if (next == LATTICE_OUTSIDE || !(elevation[next] < elevation[cell]))
            continue;
        slope = ((double)elevation[cell] - elevation[next]) / lattice_step(lattice, row, straight_first[i]);
        if (slope > steepest) {
            steepest = slope;
            best = straight_first[i];
        }
    }
    return best;
}

enum slide_status flow_directions(const struct lattice *lattice, const float *elevation, uint8_t *direction,
                                  size_t *flat, struct slide_error *error)
{
    size_t cell = 0;

    for (int row = 0; row < lattice->rows; row++)
        for (int col = 0; col < lattice->cols; col++, cell++) {
            const int may_leave = direction[cell] != 0;
            int way = 0;

            if (!isnan(elevation[cell])) {
                way = steepest_descent(lattice, elevation, cell, row, col);
                if (!way && may_leave)
                    way = FLOW_OUTLET;
            }
            direction[cell] = (uint8_t)way;
        }
    return flats_drain(lattice, elevation, direction, flat, error);
}

static uint8_t *count_donors(const struct flow_graph *graph, size_t *valid)
{
    const size_t cells = lattice_cells(graph->lattice);
    uint8_t *donors = calloc(cells, 1);

    *valid = 0;
    if (!donors)
        return NULL;
    for (size_t cell = 0; cell < cells; cell++) {
        *valid += graph->direction[cell] != 0;
        if (flow_goes_on(graph, cell))
            donors[flow_receiver(graph, cell)]++;
    }
    return donors;
}

/* From each cell without donors downstream, as far as all donors of the next one have been met. */
static void order_cells(struct flow_graph *graph, uint8_t *donors)
{
    const uint8_t taken = UINT8_MAX;
    const size_t cells = lattice_cells(graph->lattice);

    for (size_t first = 0; first < cells; first++) {
        size_t cell = first;

        while (donors[cell] == 0 && graph->direction[cell] != 0) {
            graph->order[graph->count++] = (uint32_t)cell;
            donors[cell] = taken;
            if (!flow_goes_on(graph, cell))
                break;
            cell = flow_receiver(graph, cell);
            donors[cell]--;
        }
    }
}

enum slide_status flow_graph_build(const struct lattice *lattice, const uint8_t *direction, struct flow_graph *graph,
                                   struct slide_error *error)
{
    size_t valid;
    uint8_t *donors;

    *graph = (struct flow_graph){.lattice = lattice, .direction = direction};
    for (int way = 1; way <= 8; way++)
        graph->offset[way] = (ptrdiff_t)step_south[way] * lattice->cols + step_east[way];
    donors = count_donors(graph, &valid);
    graph->order = malloc((valid ? valid : 1) * sizeof *graph->order);
    if (!donors || !graph->order) {
        free(donors);
        flow_graph_free(graph);
        return slide_out_of_memory(error, 5. * (double)lattice_cells(lattice), "the order of cells");
    }
    order_cells(graph, donors);
    free(donors);
    if (graph->count == valid)
        return SLIDE_OK;
    flow_graph_free(graph);
    return slide_fail(error, SLIDE_BAD_INPUT, "Flow directions go round in circles: %zu of %zu cells never drain.",
                      valid - graph->count, valid);
}

void flow_graph_free(struct flow_graph *graph)
{
    free(graph->order);
    graph->order = NULL;
    graph->count = 0;
}

void flow_area(const struct flow_graph *graph, double *area)
{
    size_t cell = 0;

    for (int row = 0; row < graph->lattice->rows; row++)
        for (int col = 0; col < graph->lattice->cols; col++, cell++)
            area[cell] = graph->direction[cell] ? graph->lattice->area[row] : NAN;
    for (size_t i = 0; i < graph->count; i++)
        if (flow_goes_on(graph, graph->order[i]))
            area[flow_receiver(graph, graph->order[i])] += area[graph->order[i]];
}

void flow_distance(const struct flow_graph *graph, float *distance)
{
    for (size_t i = graph->count; i-- > 0;) {
        const size_t cell = graph->order[i];

        if (isnan(distance[cell]) && flow_goes_on(graph, cell))
            distance[cell] = (float)(distance[flow_receiver(graph, cell)] + flow_step(graph, cell));
    }
}

void flow_log_stream_power(const struct flow_graph *graph, const float *elevation, const double *area, float *log_spi)
{
    const size_t cells = lattice_cells(graph->lattice);

    for (size_t cell = 0; cell < cells; cell++) {
        log_spi[cell] = NAN;
        if (flow_goes_on(graph, cell)) {
            const double width = sqrt(graph->lattice->area[cell / graph->lattice->cols]);
            const double slope = fmax(flow_slope(graph, elevation, cell), FLOW_SMALLEST_SLOPE);

            log_spi[cell] = (float)log(area[cell] / width * slope);
        }
    }
}
