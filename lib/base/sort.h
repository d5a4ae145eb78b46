/** Sorting of large arrays of numbers in place, in time proportional to their count, with no memory of its own. */
#ifndef SLIDE_BASE_SORT_H
#define SLIDE_BASE_SORT_H

#include <stddef.h>

/**
 * Sorts ascending, in place: most significant digit radix sort of the order-preserving bits ("American flag sort",
 * McIlroy, Bostic and McIlroy 1993).
 *
 * @param value  [count] -0 comes before +0, NaNs before or after everything by their sign bit
 */
void sort_doubles(double *value, size_t count);

#endif
