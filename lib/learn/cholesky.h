/** Small symmetric systems of normal equations: triangular factors that tell what cannot be told apart. */
#ifndef SLIDE_LEARN_CHOLESKY_H
#define SLIDE_LEARN_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/**
 * A = L L' in place, lower triangle. A row whose pivot falls to `tolerance` of its diagonal or below is a sum of those
 * before it: it is left out (its L is 0).
 *
 * @param[in,out] a        [n * n] symmetric, row by row
 * @param[in,out] aliased  [n] rows that are true are left out from the beginning; others may become so
 * @return how many rows were newly left out
 */
size_t cholesky_factor(double *a, size_t n, double tolerance, bool *aliased);

/** Solves L L' x = b in place; 0 for rows left out. @param[in,out] b  [n] */
void cholesky_solve(const double *l, size_t n, const bool *aliased, double *b);

#endif
