/** Steepest descent to one of eight neighbours: the first step of flow routing. */
#ifndef SLIDE_TERRAIN_DESCENT_H
#define SLIDE_TERRAIN_DESCENT_H

#include "terrain/lattice.h"

/**
 * D8 directions (O'Callaghan and Mark 1984) on true distances. Where neighbours tie, the straight ones come first, then
 * the first counterclockwise. Rows are shared among threads; the result does not depend on their number.
 *
 * @param[in]  elevation [cells] m; NaN is null
 * @param[out] direction [cells] 1..8; 0 at null and where no neighbour is lower
 */
void steepest_descent(const struct lattice *lattice, const float *elevation, uint8_t *direction);

#endif
