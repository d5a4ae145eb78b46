/** One sweep down the flow, or up it. */
#include "terrain/impose.h"

#include <math.h>
#include <stdlib.h>

static void change(const struct lattice *lattice, float *elevation, size_t cell, float level,
                   struct depression_summary *summary)
{
    const double height = fabs((double)elevation[cell] - level);

    summary->cells_changed++;
    summary->volume += height * lattice->area[cell / lattice->cols];
    summary->deepest = fmax(summary->deepest, height);
    elevation[cell] = level;
}

/* lowest: of all cells upstream, known when a cell's turn comes. */
static void carve(const struct flow_graph *graph, float *elevation, float *lowest, struct depression_summary *summary)
{
    const size_t cells = lattice_cells(graph->lattice);

    for (size_t cell = 0; cell < cells; cell++)
        lowest[cell] = INFINITY;
    for (size_t i = 0; i < graph->count; i++) {
        const size_t cell = graph->order[i];

        if (lowest[cell] < elevation[cell])
            change(graph->lattice, elevation, cell, lowest[cell], summary);
        if (flow_goes_on(graph, cell)) {
            const size_t receiver = flow_receiver(graph, cell);

            lowest[receiver] = fminf(lowest[receiver], fminf(lowest[cell], elevation[cell]));
        }
    }
}

static void fill(const struct flow_graph *graph, float *elevation, struct depression_summary *summary)
{
    for (size_t i = graph->count; i-- > 0;) {
        const size_t cell = graph->order[i];

        if (flow_goes_on(graph, cell) && elevation[flow_receiver(graph, cell)] > elevation[cell])
            change(graph->lattice, elevation, cell, elevation[flow_receiver(graph, cell)], summary);
    }
}

enum slide_status elevation_impose(const struct flow_graph *graph, enum depression_treatment treatment,
                                   float *elevation, struct depression_summary *summary, struct slide_error *error)
{
    const size_t cells = lattice_cells(graph->lattice);

    *summary = (struct depression_summary){0};
    if (treatment == DEPRESSION_CARVE) {
        float *lowest = malloc(cells * sizeof *lowest);

        if (!lowest)
            return slide_out_of_memory(error, (double)cells * sizeof *lowest, "carving along the flow");
        carve(graph, elevation, lowest, summary);
        free(lowest);
    }
    if (treatment == DEPRESSION_FILL)
        fill(graph, elevation, summary);
    return SLIDE_OK;
}
