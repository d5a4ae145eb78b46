/**
 * Minimum-cost flow on the residues of wrapped phase (Costantini 1998): the whole cycles to add to wrapped differences
 * so that they add up to zero around every loop, at the least total cost. The optimum is exact.
 */
#ifndef SLIDE_RADAR_UNWRAP_FLOW_H
#define SLIDE_RADAR_UNWRAP_FLOW_H

#include <stdint.h>

#include "base/status.h"
#include "radar/residue.h"

/** Highest cost of a cycle. */
#define UNWRAP_COST_MOST 1000

/**
 * Loops are nodes, and pairs of neighbours the arcs between the two loops on their sides. Nodes around a hole of null
 * cells (hanging together over edges or corners) are one node, so that flow crosses a hole for nothing and the hole
 * keeps its winding; nodes along the border of the map are the ground, which gives and takes any flow, together with
 * the nulls that reach it.
 *
 * Successive shortest paths (Ahuja, Magnanti and Orlin 1993, section 9.7) from residue to residue: Dijkstra's search
 * over reduced costs with Dial's buckets ends at the nearest node that lacks what the first has too much of, and only
 * the potentials of the nodes it met change. Besides phase, cost and flow 24 bytes a cell are needed.
 *
 * @param[in]  phase  up to 2^31 - 1 cells
 * @param[in]  cost   [2 * cells] for each cycle added to or taken from a pair's difference, 0 to UNWRAP_COST_MOST;
 *                    unused where pair_holds says no
 * @param[out] flow   [2 * cells] cycles to add to pair_jump; 0 where pair_holds says no
 * @param[out] total  sum of cost * |flow|; may be NULL
 */
enum slide_status unwrap_flow(const struct wrapped_phase *phase, const uint16_t *cost, int32_t *flow, double *total,
                              struct slide_error *error);

#endif
