/** Makes elevations fall along directions that were not worked out from them, such as those of another program. */
#ifndef SLIDE_TERRAIN_IMPOSE_H
#define SLIDE_TERRAIN_IMPOSE_H

#include "terrain/depression.h"
#include "terrain/flow.h"

/**
 * Carve: each cell at most as high as the lowest one upstream; nothing is raised; needs 4 bytes a cell while it works.
 * Fill: each cell at least as high as the highest one downstream; nothing is lowered. Keep: nothing changes.
 *
 * @param[in]     graph     with its order
 * @param[in,out] elevation [cells] m; NaN is null and neither lowers nor raises what is beside it
 * @param[out]    summary   cells, volume and depth of the change; no depressions
 * @param[out]    error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status elevation_impose(const struct flow_graph *graph, enum depression_treatment treatment,
                                   float *elevation, struct depression_summary *summary, struct slide_error *error);

#endif
