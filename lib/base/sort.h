/** Sorting of large arrays of numbers in time proportional to their count. */
#ifndef SLIDE_BASE_SORT_H
#define SLIDE_BASE_SORT_H

#include <stddef.h>

/**
 * Sorts ascending, in place and with no memory of its own: most significant digit radix sort of the order-preserving
 * bits ("American flag sort", McIlroy, Bostic and McIlroy 1993).
 *
 * @param value  [count] -0 comes before +0, NaNs before or after everything by their sign bit
 */
void sort_doubles(double *value, size_t count);

/** The same by several threads, which share the stretches of equal leading digits. */
void sort_doubles_shared(double *value, size_t count, int threads);

/**
 * The same order for single precision, by a least significant digit radix sort (Knuth 1998, 5.2.5), of which each
 * thread deals out a slice.
 *
 * @param value    [count]
 * @param scratch  [count] overwritten
 */
void sort_floats_shared(float *value, float *scratch, size_t count, int threads);

#endif
