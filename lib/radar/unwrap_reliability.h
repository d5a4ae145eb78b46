/**
 * Phase unwrapping along the most reliable pairs of neighbours first (Herraez, Burton, Lalor and Gdeisat 2002): fast,
 * not optimal in any sense, and with no parameters.
 */
#ifndef SLIDE_RADAR_UNWRAP_RELIABILITY_H
#define SLIDE_RADAR_UNWRAP_RELIABILITY_H

#include <stdint.h>

#include "base/status.h"
#include "radar/residue.h"

/**
 * A cell is the less reliable the larger the sum of its four squared second differences is: of wrapped differences
 * along the row, the column and both diagonals. A pair is as unreliable as both its cells together. Cells without all
 * eight neighbours come last, and equals in the order of their numbers. Pairs join groups of cells, the smaller one
 * moving by whole cycles; so every part that hangs together over edges becomes one group.
 *
 * Besides phase and results 36 bytes a cell are needed for a while.
 *
 * @param[in]  phase   up to 2^31 - 2 cells
 * @param[out] cycles  [cells] to add to each cell; 0 in the first cell of each part, in reading order, and at nulls
 * @param[out] first   [cells] number of the first cell of the part; its own at nulls
 */
enum slide_status unwrap_reliability(const struct wrapped_phase *phase, int32_t *cycles, uint32_t *first,
                                     struct slide_error *error);

#endif
