#include "base/random.h"

#include <math.h>

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15ULL);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

struct random_stream random_stream_at(uint64_t seed, uint64_t item)
{
    struct random_stream stream;
    uint64_t mixed = seed;

    /* the item is added to the mixed, not to the raw seed: neighbouring seeds must not share streams */
    mixed = splitmix64(&mixed) + item;
    for (int i = 0; i < 4; i++)
        stream.state[i] = splitmix64(&mixed);
    return stream;
}

uint64_t random_bits(struct random_stream *stream)
{
    uint64_t *s = stream->state;
    const uint64_t result = rotate_left(s[0] + s[3], 23) + s[0];
    const uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double random_uniform(struct random_stream *stream)
{
    /* 52 bits and a half: the smallest is 2^-53, the largest 1 - 2^-53 */
    return ((double)(random_bits(stream) >> 12) + 0.5) * 0x1p-52;
}

size_t random_below(struct random_stream *stream, size_t count)
{
    const uint64_t range = (uint64_t)count;
    const uint64_t unbiased = UINT64_MAX - UINT64_MAX % range;
    uint64_t bits;

    do
        bits = random_bits(stream);
    while (bits >= unbiased);
    return (size_t)(bits % range);
}

double random_normal(struct random_stream *stream)
{
    const double radius = sqrt(-2.0 * log(random_uniform(stream)));

    return radius * cos(2.0 * M_PI * random_uniform(stream));
}
