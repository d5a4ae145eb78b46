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
 * Gives a direction to every valid cell that has none. Needs 4 bytes a cell, and up to 8 a cell of the largest flat.
 *
 * @param[in]     lattice
 * @param[in]     elevation [cells] m without pits (see depression.h), NaN is null
 * @param[in,out] direction [cells] 0 at null and at cells to drain; any other value counts as draining already
 * @param[out]    drained   number of cells that got a direction
 * @param[out]    error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY, or SLIDE_BAD_INPUT when a flat has no way out
 */
enum slide_status flats_drain(const struct lattice *lattice, const float *elevation, uint8_t *direction,
                              size_t *drained, struct slide_error *error);

#endif
