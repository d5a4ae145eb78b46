/** Straight distance over the ground to the nearest cell of a target, such as a channel. */
#ifndef SLIDE_TERRAIN_NEAREST_H
#define SLIDE_TERRAIN_NEAREST_H

#include "base/status.h"
#include "terrain/lattice.h"

/**
 * Finds the nearest target cell of every cell by a distance transform in linear time: the nearest target within each
 * row, then the lower envelope of the rows' distances down each column (Meijster, Roerdink and Hesselink 2000;
 * Felzenszwalb and Huttenlocher 2012). Distances are those of straight.h: exact on a plane; within 0.01 % of the
 * geodesic in latitude-longitude for 100 km at up to 70 degrees. There the envelope stays right although east-west
 * lengths change with the row: two targets' distances change places once down a column wherever those lengths are a
 * concave function of the way south, as they are on every ellipsoid. Null cells hide nothing: distance is straight over
 * them. Wraps where the lattice does. Same result for any number of threads.
 *
 * Needs no memory by the cell; 80 bytes per row and thread, 144 when `nearest` is asked for.
 *
 * @param[in]     lattice  up to 2^24 columns
 * @param[in]     valid    [cells] zero at null, such as directions of flow
 * @param[in,out] distance [cells] m; in: any number on the target, NaN elsewhere; out: 0 on the target; NaN at null,
 * and everywhere when there is no target
 * @param[out]    nearest  [cells] number of the nearest target cell, the northern, then the western one among equals;
 *                         UINT32_MAX where distance is NaN; may be NULL
 * @param[out]    error    may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status nearest_distance(const struct lattice *lattice, const uint8_t *valid, float *distance,
                                   uint32_t *nearest, struct slide_error *error);

#endif
