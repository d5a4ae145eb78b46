/** Elevations of channels carried up the flow and taken from those of the hillslopes. */
#include "terrain/height_above.h"

#include <math.h>

#include "terrain/surface.h"

void height_above_channel(const struct flow_graph *graph, const float *elevation, float *height)
{
    const size_t cells = lattice_cells(graph->lattice);

    for (size_t cell = 0; cell < cells; cell++)
        if (!isnan(height[cell]))
            height[cell] = elevation[cell];
    surface_from_downstream(graph, height);
    for (size_t cell = 0; cell < cells; cell++)
        height[cell] = elevation[cell] - height[cell];
}
