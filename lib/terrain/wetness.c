/** Indices of a cell's drainage area and its slope along the flow. */
#include "terrain/wetness.h"

#include <math.h>

static double index_of(enum wetness_index index, double slope, double specific_area)
{
    const double some_slope = fmax(slope, FLOW_SMALLEST_SLOPE);

    switch (index) {
    case WETNESS_POWER:
        return specific_area * some_slope;
    case WETNESS_LOG_POWER:
        return log(specific_area * some_slope);
    case WETNESS_TWI:
        return log(specific_area / some_slope);
    default:
        return slope;
    }
}

void wetness(const struct flow_graph *graph, const float *elevation, const double *area, enum wetness_index index,
             float *value)
{
    const struct lattice *lattice = graph->lattice;

#pragma omp parallel for
    for (int row = 0; row < lattice->rows; row++) {
        const double width = sqrt(lattice->area[row]);
        size_t cell = (size_t)row * lattice->cols;

        for (int col = 0; col < lattice->cols; col++, cell++)
            value[cell] = flow_goes_on(graph, cell) ? (float)index_of(index, flow_slope(graph, elevation, cell),
                                                                      area ? area[cell] / width : NAN)
                                                    : NAN;
    }
}
