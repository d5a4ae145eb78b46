#include "radar/phase_weight.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const double LEAST_COHERENCE = 0.001, MOST_COHERENCE = 0.999;

static double within(double coherence)
{
    return fmin(fmax(coherence, LEAST_COHERENCE), MOST_COHERENCE);
}

/*
 * Gauss's 2F1(looks, 1; 1/2; x) times (1 - g2)^looks, from looks 0 and 1 upwards by the contiguous relation in the
 * first argument (Abramowitz and Stegun 1972, 15.2.10); the factor keeps it within range.
 */
static double hypergeometric(int looks, double x, double g2)
{
    const double root = sqrt(x), rest = 1. - x, factor = 1. - g2;
    double before = 1., here = factor * (1. + root * asin(root) / sqrt(rest)) / rest;

    for (int a = 1; a < looks; a++) {
        const double next = factor * ((0.5 - a) * factor * before + (2. * a - 0.5 + (1. - a) * x) * here) / (a * rest);

        before = here;
        here = next;
    }
    return here;
}

/* Density at the phase `phi` from its mean. */
static double density(double coherence, int looks, double phi)
{
    const double g2 = coherence * coherence, beta = coherence * cos(phi), x = beta * beta;
    const double scale = exp(lgamma(looks + 0.5) - lgamma(looks) + looks * log1p(-g2) - (looks + 0.5) * log1p(-x));

    return scale * beta / (2. * sqrt(M_PI)) + hypergeometric(looks, x, g2) / (2. * M_PI);
}

double phase_variance(double coherence, int looks)
{
    const int steps = 720;
    const double gamma = within(coherence);
    double sum = 0., total = 0.;

    for (int i = 0; i < steps; i++) {
        /* one half of the symmetric density, finest near zero: phi = pi t^3, so that a sharp peak has points enough */
        const double t = (i + 0.5) / steps, phi = M_PI * t * t * t, width = 3. * t * t;
        const double mass = fmax(density(gamma, looks, phi), 0.) * width;

        sum += mass * phi * phi;
        total += mass;
    }
    return sum / total;
}

static double weight_by_coherence(double coherence, int looks)
{
    (void)looks;
    return within(coherence);
}

static double weight_by_variance(double coherence, int looks)
{
    return 1. / phase_variance(coherence, looks);
}

static double weight_by_fisher(double coherence, int looks)
{
    const double g2 = within(coherence) * within(coherence);

    return 2. * looks * g2 / (1. - g2);
}

const struct weight_method weight_methods[] = {
    {"none", "all pairs weigh the same", NULL},
    {"coherence", "the coherence itself", weight_by_coherence},
    {"variance", "reciprocal of the phase's variance (Tough et al. 1995)", weight_by_variance},
    {"fisher", "Fisher information 2 L g^2 / (1 - g^2) (Seymour and Cumming 1994)", weight_by_fisher},
    {NULL, NULL, NULL},
};

const struct weight_method *weight_method_find(const char *name)
{
    for (const struct weight_method *row = weight_methods; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

enum { STEPS = sizeof((struct weight_table *)0)->weight / sizeof(double) - 1 };

void weight_table_make(const struct weight_method *method, int looks, struct weight_table *table)
{
    for (int i = 0; i <= STEPS; i++)
        table->weight[i] = method->weight((double)i / STEPS, looks);
}

double weight_table_at(const struct weight_table *table, double coherence)
{
    const double place = fmin(fmax(coherence, 0.), 1.) * STEPS;
    const int step = place < STEPS ? (int)place : STEPS - 1;

    return table->weight[step] + (place - step) * (table->weight[step + 1] - table->weight[step]);
}
