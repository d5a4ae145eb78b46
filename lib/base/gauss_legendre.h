/** Gauss-Legendre quadrature: the points and weights that integrate polynomials exactly. */
#ifndef SLIDE_BASE_GAUSS_LEGENDRE_H
#define SLIDE_BASE_GAUSS_LEGENDRE_H

#include <stddef.h>

/**
 * Integrals over 0 to 1, exact for polynomials up to degree 2 * count - 1: zeros of the Legendre polynomial by Newton's
 * method.
 *
 * @param[out] point   [count] ascending, inside (0, 1)
 * @param[out] weight  [count] > 0, sum 1
 */
void gauss_legendre(size_t count, double *point, double *weight);

#endif
