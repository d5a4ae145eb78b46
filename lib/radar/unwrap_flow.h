/**
 * Minimum-cost flow on the residues of wrapped phase (Costantini 1998): the whole cycles to add to expected differences
 * so that they add up to zero around every loop, at the least total cost. The optimum is exact.
 */
#ifndef SLIDE_RADAR_UNWRAP_FLOW_H
#define SLIDE_RADAR_UNWRAP_FLOW_H

#include <stdint.h>

#include "base/status.h"
#include "radar/residue.h"
#include "radar/unwrap_cost.h"

/**
 * Loops are nodes, and pairs of neighbours the arcs between the two loops on their sides. Nodes around a hole of null
 * cells (hanging together over edges or corners) are one node: flow crosses a hole for nothing, and the hole keeps its
 * winding. Nodes along the border of the map are the ground, which gives and takes any flow, together with the holes
 * that reach it.
 *
 * Successive shortest paths (Ahuja, Magnanti and Orlin 1993, section 9.7) from residue to residue: Dijkstra's search
 * over reduced costs, with Dial's buckets, ends at the nearest node that lacks what the first has too much of, and only
 * the potentials of the nodes that it met change. Takes 24 bytes a cell for a while.
 *
 * @param[in]  phase  up to 2^31 - 1 cells and columns together; only its nulls matter
 * @param[out] flow   [2 * cells] cycles to add to the prior's jumps; 0 where pair_holds says no
 * @param[out] total  sum of cost * |flow|; may be NULL
 */
enum slide_status unwrap_flow(const struct wrapped_phase *phase, const struct pair_prior *prior, int32_t *flow,
                              double *total, struct slide_error *error);

#endif
