/**
 * Seeded random numbers, the same on every machine: xoshiro256++ (Blackman and Vigna 2021), seeded by splitmix64.
 * A stream is a value; no hidden state. For draws that must not depend on the order of work, make one stream per item
 * with random_stream_at(seed, item).
 */
#ifndef SLIDE_BASE_RANDOM_H
#define SLIDE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random_stream {
    uint64_t state[4];
};

/** A stream that depends on the seed and on the item's number alone. */
struct random_stream random_stream_at(uint64_t seed, uint64_t item);

/** 64 uniform bits. */
uint64_t random_bits(struct random_stream *stream);

/** Uniform in the open interval (0, 1): never 0, never 1, so logarithms are safe. */
double random_uniform(struct random_stream *stream);

/** Uniform integer in [0, count), without modulo bias; count > 0. */
size_t random_below(struct random_stream *stream, size_t count);

/** Standard normal (Box and Muller 1958; one of the pair is used, so that a stream has no memory of the other). */
double random_normal(struct random_stream *stream);

#endif
