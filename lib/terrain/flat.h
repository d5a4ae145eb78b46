/**
 * Drains flats: cells with no lower neighbour that are level with one that drains.
 *
 * Two gradients are laid over each flat, away from higher and towards lower terrain (Garbrecht and Martz 1997), in the
 * linear-time form of Barnes, Lehman and Mulla 2014b: 2 * (steps from the way out) + (steps away from higher ground,
 * turned over). The first outweighs the second, so each cell has a neighbour nearer the way out that is lower in their
 * sum: every flat cell drains, and no cycle can form. Elevations stay as they are.
 */
#ifndef SLIDE_TERRAIN_FLAT_H
#define SLIDE_TERRAIN_FLAT_H

#include "base/status.h"
#include "terrain/lattice.h"

/**
 * Gives a direction to every valid cell that has none. In a flat that no level neighbour drains, one cell becomes a pit
 * and the others drain towards it; so does a single cell without a lower or level neighbour. Needs 4 bytes a cell, and
 * up to 8 a cell of the largest flat.
 *
 * @param[in]     lattice
 * @param[in]     elevation [cells] m, NaN is null
 * @param[in,out] direction [cells] 0 at null and at cells to drain; any other value counts as draining already
 * @param[out]    drained   number of cells that got a direction across a flat
 * @param[out]    pits      number of cells that became FLOW_PIT
 * @param[out]    error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status flats_drain(const struct lattice *lattice, const float *elevation, uint8_t *direction,
                              size_t *drained, size_t *pits, struct slide_error *error);

#endif
