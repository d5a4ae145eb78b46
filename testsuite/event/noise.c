#include "noise.h"

#include <math.h>

#include "base/random.h"

/* Uniform in [-1, 1) from the seed and the lattice node alone */
static double node_value(uint64_t seed, int64_t i, int64_t j)
{
    struct random_stream stream = random_stream_at(seed, (uint64_t)i * 0x9e3779b97f4a7c15ULL ^ (uint64_t)j);

    return 2. * random_uniform(&stream) - 1.;
}

static double ease(double t)
{
    return t * t * t * (t * (t * 6. - 15.) + 10.);
}

static double octave_at(uint64_t seed, double x, double y)
{
    const double x0 = floor(x), y0 = floor(y), u = ease(x - x0), v = ease(y - y0);
    const int64_t i = (int64_t)x0, j = (int64_t)y0;
    const double south = (1. - u) * node_value(seed, i, j) + u * node_value(seed, i + 1, j);
    const double north = (1. - u) * node_value(seed, i, j + 1) + u * node_value(seed, i + 1, j + 1);

    return (1. - v) * south + v * north;
}

double noise_at(const struct noise *noise, double x, double y)
{
    double sum = 0., power = 0., amplitude = 1., frequency = 1. / noise->wavelength;

    for (int octave = 0; octave < noise->octaves; octave++) {
        sum += amplitude * octave_at(noise->seed + (uint64_t)octave, x * frequency, y * frequency);
        power += amplitude * amplitude;
        amplitude *= 0.5;
        frequency *= 2.;
    }
    /* one octave of this kernel has variance 0.17 on average over a cell of its lattice */
    return sum / sqrt(0.17 * power);
}
