/** The sampling scatter of a coherence estimate: exact draws, and how likely a drawn value is (Touzi et al. 1999). */
#ifndef EVENT_SPECKLE_H
#define EVENT_SPECKLE_H

#include "base/random.h"

#define SPECKLE_LOOKS 9 /* a 3 x 3 window */

/**
 * Draws the sample coherence of SPECKLE_LOOKS independent looks at two circular complex Gaussian signals.
 *
 * The first signal's energy is Gamma(L); the second one's part along the first is gamma times it plus a complex normal
 * of variance 1 - gamma^2, its part across it has the energy (1 - gamma^2) Gamma(L - 1). The estimate is the share of
 * the second signal along the first.
 *
 * @param coherence  of the scene, 0 <= gamma < 1
 * @return 0 to 1
 */
double speckle_draw(struct random_stream *stream, double coherence);

/**
 * ln p(d | gamma) without the terms in d alone, which cancel between two hypotheses about the same d:
 * L ln(1 - gamma^2) + ln 2F1(L, L; 1; gamma^2 d^2) (Touzi et al. 1999, eq. 12).
 */
double speckle_log_likelihood(double drawn, double coherence);

#endif
