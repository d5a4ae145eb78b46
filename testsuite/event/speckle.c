#include "speckle.h"

#include <math.h>

/* Gamma(shape) for a whole shape: a sum of exponentials */
static double draw_gamma(struct random_stream *stream, int shape)
{
    double product = 1.;

    for (int i = 0; i < shape; i++)
        product *= random_uniform(stream);
    return -log(product);
}

double speckle_draw(struct random_stream *stream, double coherence)
{
    const double noise = 1. - coherence * coherence;
    const double first = draw_gamma(stream, SPECKLE_LOOKS);
    /* real and imaginary part of a complex normal have half its variance each */
    const double real = coherence * sqrt(first) + sqrt(noise / 2.) * random_normal(stream);
    const double imaginary = sqrt(noise / 2.) * random_normal(stream);
    const double along = real * real + imaginary * imaginary;
    const double across = noise * draw_gamma(stream, SPECKLE_LOOKS - 1);

    return sqrt(along / (along + across));
}

/* 2F1(L, L; 1; x) = (1 - x)^(1 - 2 L) sum_k C(L - 1, k)^2 x^k (Euler's transformation; the series ends) */
static double log_hypergeometric(double x)
{
    double term = 1., sum = 1.;

    for (int k = 1; k < SPECKLE_LOOKS; k++) {
        const double ratio = (double)(SPECKLE_LOOKS - k) / k;

        term *= ratio * ratio * x;
        sum += term;
    }
    return log(sum) + (1 - 2 * SPECKLE_LOOKS) * log1p(-x);
}

double speckle_log_likelihood(double drawn, double coherence)
{
    const double squared = coherence * coherence;

    return SPECKLE_LOOKS * log1p(-squared) + log_hypergeometric(squared * drawn * drawn);
}
