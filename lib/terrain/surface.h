/** Spreads what is known on channels over the hillslopes that drain into them. */
#ifndef SLIDE_TERRAIN_SURFACE_H
#define SLIDE_TERRAIN_SURFACE_H

#include "terrain/flow.h"

/**
 * Gives every cell without a value that of the cell it drains into: hillslopes take the value of the first channel cell
 * on their way down.
 *
 * @param[in]     graph
 * @param[in,out] value [cells] in: NaN where unknown; out: NaN at null and where water leaves the map first
 */
void surface_from_downstream(const struct flow_graph *graph, float *value);

/**
 * Gives the cells that are still without a value that of the nearest cell that has one, counted in steps between
 * neighbours over valid cells (the straight neighbours first). For strips along the edge that drain off the map.
 *
 * @param[in]     graph
 * @param[in]     add_steps non-zero: each step adds its length in m, for values that are distances
 * @param[in,out] value     [cells] out: NaN at null and where no cell of the same landmass has a value
 * @param[out]    filled    number of cells that got a value
 * @param[out]    error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY; needs 4 bytes a cell without a value and 4 a cell beside one
 */
enum slide_status surface_from_neighbours(const struct flow_graph *graph, int add_steps, float *value, size_t *filled,
                                          struct slide_error *error);

#endif
