#include "radar/coherence_bias.h"

#include <math.h>

/*
 * The squared sample coherence is a mixture of Beta(k + 1, L - 1), with k of a negative binomial distribution, which is
 * Touzi's density summed by powers of g^2. So E d = sum_k w_k m_k / sum_k w_k, with w_k the weights and m_k the mean
 * root of each Beta. Summed from the likeliest k outward: there nothing underflows.
 */
struct term {
    double k, weight, root;
};

static double weight_ratio(double k, double looks, double squared)
{
    return (looks + k) / (k + 1.) * squared;
}

static double root_ratio(double k, double looks)
{
    return (k + 1.5) * (k + looks) / ((k + 1.) * (k + looks + 0.5));
}

static const double NEGLIGIBLE = 1e-17;

double coherence_expected(double coherence, double looks)
{
    const double squared = coherence * coherence;
    double weights = 0., sum = 0.;

    if (looks <= 1. || squared >= 1.)
        return 1.;
    const double likeliest = floor(fmax(0., (looks - 1.) * squared / (1. - squared)));
    const struct term middle = {likeliest, 1.,
                                exp(lgamma(likeliest + 1.5) + lgamma(likeliest + looks) - lgamma(likeliest + 1.) -
                                    lgamma(likeliest + looks + 0.5))};

    for (struct term term = middle; term.weight > NEGLIGIBLE; term.k += 1.) {
        weights += term.weight;
        sum += term.weight * term.root;
        term.weight *= weight_ratio(term.k, looks, squared);
        term.root *= root_ratio(term.k, looks);
    }
    for (struct term term = middle; term.k > 0. && term.weight > NEGLIGIBLE;) {
        term.k -= 1.;
        term.weight /= weight_ratio(term.k, looks, squared);
        term.root /= root_ratio(term.k, looks);
        weights += term.weight;
        sum += term.weight * term.root;
    }
    return sum / weights;
}

void coherence_bias_table(double looks, struct coherence_bias *bias)
{
    for (int node = 0; node < COHERENCE_BIAS_NODES; node++)
        bias->expected[node] = coherence_expected((double)node / (COHERENCE_BIAS_NODES - 1), looks);
}

double coherence_without_bias(const struct coherence_bias *bias, double sample)
{
    int low = 0, high = COHERENCE_BIAS_NODES - 1;

    if (!(sample > bias->expected[low]))
        return isnan(sample) ? NAN : 0.;
    if (sample >= bias->expected[high])
        return 1.;
    while (high - low > 1) {
        const int middle = (low + high) / 2;

        if (bias->expected[middle] <= sample)
            low = middle;
        else
            high = middle;
    }
    return (low + (sample - bias->expected[low]) / (bias->expected[high] - bias->expected[low])) /
           (COHERENCE_BIAS_NODES - 1);
}
