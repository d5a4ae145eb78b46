/**
 * The bias of a sample coherence: over few looks it is too high, most of all where the scene has none. Its expectation
 * (Touzi et al. 1999) and that expectation inverted.
 */
#ifndef SLIDE_RADAR_COHERENCE_BIAS_H
#define SLIDE_RADAR_COHERENCE_BIAS_H

enum { COHERENCE_BIAS_NODES = 257 };

/** The expectation for one number of looks, tabled at evenly spaced coherences from 0 to 1. */
struct coherence_bias {
    double expected[COHERENCE_BIAS_NODES];
};

/**
 * Mean sample coherence of a homogeneous scene of circular complex Gaussian signals (Touzi et al. 1999):
 * E d = Gamma(L) Gamma(3/2) / Gamma(L + 1/2) 3F2(3/2, L, L; L + 1/2, 1; g^2) (1 - g^2)^L.
 *
 * @param coherence  of the scene, g, 0 to 1
 * @param looks      independent ones, L, 1 or more; need not be whole
 */
double coherence_expected(double coherence, double looks);

/** @param looks  more than 1: of a single look nothing can be told */
void coherence_bias_table(double looks, struct coherence_bias *bias);

/**
 * The coherence whose expectation is `sample`; 0 for less than any scene's expectation. Right for the mean of many
 * samples (Touzi et al. 1999); of a single sample, too, it takes most of the bias, but a scene without coherence keeps
 * some, for the samples below its expectation cannot go below 0.
 *
 * @param sample  0 to 1; NaN gives NaN
 */
double coherence_without_bias(const struct coherence_bias *bias, double sample);

#endif
