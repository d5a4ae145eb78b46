/** D8 directions, their stack order and what is summed along it. */
#include "terrain/flow.h"

#include <math.h>
#include <stdlib.h>

struct flow_graph flow_graph_of(const struct lattice *lattice, const uint8_t *direction)
{
    struct flow_graph graph = {.lattice = lattice, .direction = direction};

    for (int way = 1; way <= 8; way++)
        graph.offset[way] = (ptrdiff_t)step_south[way] * lattice->cols + step_east[way];
    return graph;
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

static enum slide_status fail_for_cycles(size_t undrained, size_t valid, struct slide_error *error)
{
    return slide_fail(error, SLIDE_BAD_INPUT, "Flow directions go round in circles: %zu of %zu cells never drain.",
                      undrained, valid);
}

enum slide_status flow_graph_build(const struct lattice *lattice, const uint8_t *direction, struct flow_graph *graph,
                                   struct slide_error *error)
{
    size_t valid;
    uint8_t *donors;

    *graph = flow_graph_of(lattice, direction);
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
    const size_t undrained = valid - graph->count;

    flow_graph_free(graph);
    return fail_for_cycles(undrained, valid, error);
}

void flow_graph_free(struct flow_graph *graph)
{
    free(graph->order);
    graph->order = NULL;
    graph->count = 0;
}

static void own_areas(const struct flow_graph *graph, const float *weight, double *area)
{
    const struct lattice *lattice = graph->lattice;

#pragma omp parallel for schedule(static)
    for (int row = 0; row < lattice->rows; row++)
        for (size_t cell = (size_t)row * lattice->cols; cell < (size_t)(row + 1) * lattice->cols; cell++) {
            area[cell] = graph->direction[cell] ? lattice->area[row] : NAN;
            if (weight)
                area[cell] *= isnan(weight[cell]) ? 0. : weight[cell];
        }
}

/* From each cell without donors downstream, as far as all donors of the next one have been added. Returns the cells
 * met. */
static size_t add_downstream(const struct flow_graph *graph, uint8_t *donors, double *area)
{
    const uint8_t taken = UINT8_MAX;
    const size_t cells = lattice_cells(graph->lattice);
    size_t met = 0;

    for (size_t first = 0; first < cells; first++) {
        size_t cell = first;

        while (donors[cell] == 0 && graph->direction[cell] != 0) {
            size_t next;

            met++;
            donors[cell] = taken;
            if (!flow_goes_on(graph, cell))
                break;
            next = flow_receiver(graph, cell);
            area[next] += area[cell];
            donors[next]--;
            cell = next;
        }
    }
    return met;
}

enum slide_status flow_area(const struct flow_graph *graph, const float *weight, double *area,
                            struct slide_error *error)
{
    size_t valid, met;
    uint8_t *donors = count_donors(graph, &valid);

    if (!donors)
        return slide_out_of_memory(error, (double)lattice_cells(graph->lattice), "drainage areas");
    own_areas(graph, weight, area);
    met = add_downstream(graph, donors, area);
    free(donors);
    return met == valid ? SLIDE_OK : fail_for_cycles(valid - met, valid, error);
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
