/** A window's spectrum times a power of its own smoothed magnitude: the heart of the filter of Goldstein and Werner. */
#ifndef SLIDE_RADAR_SHARPEN_H
#define SLIDE_RADAR_SHARPEN_H

#include <complex.h>
#include <stddef.h>

/**
 * Multiplies every frequency by scale * (S / max S)^strength (Goldstein and Werner 1998, eq. 3), S the sum of the
 * magnitudes of its 3 x 3 neighbours, frequencies being cyclic. The power is right to some 1e-6 of itself.
 *
 * @param side      of the window, at least 3; rows and columns may be exchanged
 * @param strength  0 to 1
 * @param scale     of the transforms, one over the number of frequencies as a rule
 * @param spectrum  [side * side] in place; not all zero
 * @param scratch   [2 * side * side]
 */
void sharpen_spectrum(size_t side, float strength, float scale, float complex *spectrum, float *scratch);

#endif
