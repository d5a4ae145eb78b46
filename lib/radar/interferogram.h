/** Interferograms of two co-registered complex images: z1 z2* summed over looks (Rosen et al. 2000), and its phase. */
#ifndef SLIDE_RADAR_INTERFEROGRAM_H
#define SLIDE_RADAR_INTERFEROGRAM_H

#include "radar/coherence.h"

/**
 * Takes a simulated phase, of flat earth or topography, out of z1 z2* before anything is summed: z2 becomes
 * z2 exp(i simulated).
 *
 * @param second     [pixels] pixels of the later image
 * @param simulated  [pixels] radians in the real part; where it is NaN the pixel becomes null
 */
void interferogram_flatten(float complex *second, const float complex *simulated, size_t pixels);

/**
 * Wrapped phase of some rows of cells, each over its own pixels alone. Bit-identical for any number of threads.
 *
 * @param pair       whole cells, as for coherence_boxcar
 * @param estimator  its looks; the window has no meaning here
 * @param first      row of cells, counted within the pair
 * @param[out] phase [rows * (pair->cols / look_cols)] radians, -pi to pi; NaN where no pixel is valid
 */
enum slide_status interferogram_phase(const struct image_pair *pair, const struct estimator *estimator, size_t first,
                                      size_t rows, float *phase, struct slide_error *error);

#endif
