/** chi, summed up the channels in the order of the drainage graph. */
#include "terrain/chi.h"

#include <math.h>

void channel_chi(const struct flow_graph *graph, const struct channel_network *network, const double *area,
                 double theta, double reference_area, float *chi)
{
    const size_t cells = lattice_cells(graph->lattice);

    for (size_t cell = 0; cell < cells; cell++)
        chi[cell] = NAN;
    for (size_t i = graph->count; i-- > 0;) {
        const size_t cell = graph->order[i];

        if (!network->order[cell])
            continue;
        chi[cell] = 0.f;
        if (flow_goes_on(graph, cell))
            chi[cell] = (float)(chi[flow_receiver(graph, cell)] +
                                pow(reference_area / area[cell], theta) * flow_step(graph, cell));
    }
}
