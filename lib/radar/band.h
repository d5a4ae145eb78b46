/** Symmetric positive definite matrices whose elements lie in a band along the diagonal: Cholesky's factor, solutions.
 */
#ifndef SLIDE_RADAR_BAND_H
#define SLIDE_RADAR_BAND_H

#include <stdbool.h>

/** Lower half: element (i, i - k) is at [i * (width + 1) + k], 0 <= k <= width; those left of column 0 are zero. */
struct band {
    int size;
    int width; /**< number of diagonals below the main one */
    double *element;
};

/** Where element (row, col) is kept, row - width <= col <= row. */
static inline double *band_at(const struct band *band, int row, int col)
{
    return band->element + (long)row * (band->width + 1) + (row - col);
}

void band_clear(struct band *band);

/**
 * Replaces the matrix by Cholesky's factor L, A = L L' (Golub and Van Loan 2013, section 4.3), in size * width^2 steps.
 * On the diagonal the reciprocals of L's own elements are kept.
 *
 * @return false when the matrix is not positive definite to working precision
 */
bool band_factor(struct band *band);

/** Solves A x = b with the factor. @param[in,out] x  [size] b before, x after */
void band_solve(const struct band *factor, double *x);

/**
 * The elements of the inverse matrix that lie within the band, in size * width^2 steps (Takahashi et al. 1973).
 *
 * @param[out] inverse  its elements the caller's, as many as the factor's; size and width are set
 */
void band_inverse(const struct band *factor, struct band *inverse);

#endif
