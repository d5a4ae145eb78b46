#include "radar/band.h"

#include <math.h>
#include <string.h>

void band_clear(struct band *band)
{
    memset(band->element, 0, (size_t)band->size * (band->width + 1) * sizeof *band->element);
}

/* What row i and row j of L, up to column j, have in common. */
static double dot(const struct band *band, int i, int j)
{
    const int first = i - band->width > 0 ? i - band->width : 0;
    double sum = 0.;

    for (int k = first; k < j; k++)
        sum += *band_at(band, i, k) * *band_at(band, j, k);
    return sum;
}

bool band_factor(struct band *band)
{
    const double smallest = 1e-14; /* of a diagonal element, that must be left of it */

    for (int i = 0; i < band->size; i++) {
        double *diagonal = band_at(band, i, i);
        double left;

        for (int j = i - band->width > 0 ? i - band->width : 0; j < i; j++) {
            double *element = band_at(band, i, j);

            *element = (*element - dot(band, i, j)) * *band_at(band, j, j);
        }
        left = *diagonal - dot(band, i, i);
        if (!(left > smallest * *diagonal))
            return false;
        *diagonal = 1. / sqrt(left);
    }
    return true;
}

void band_solve(const struct band *factor, double *x)
{
    const int width = factor->width;

    for (int i = 0; i < factor->size; i++) {
        const int first = i - width > 0 ? i - width : 0;
        double sum = x[i];

        for (int k = first; k < i; k++)
            sum -= *band_at(factor, i, k) * x[k];
        x[i] = sum * *band_at(factor, i, i);
    }
    for (int i = factor->size - 1; i >= 0; i--) {
        const int first = i - width > 0 ? i - width : 0;

        x[i] *= *band_at(factor, i, i);
        for (int k = first; k < i; k++)
            x[k] -= *band_at(factor, i, k) * x[i];
    }
}

/* Element (i, j) of the inverse, those of later columns being known: minus column j of L times row i over L_jj. */
static double inverse_element(const struct band *factor, const struct band *inverse, int i, int j)
{
    const int last = j + factor->width < factor->size - 1 ? j + factor->width : factor->size - 1;
    double sum = 0.;

    for (int k = j + 1; k <= last; k++)
        sum += *band_at(factor, k, j) * *(k > i ? band_at(inverse, k, i) : band_at(inverse, i, k));
    return -sum * *band_at(factor, j, j);
}

void band_inverse(const struct band *factor, struct band *inverse)
{
    inverse->size = factor->size;
    inverse->width = factor->width;
    for (int j = factor->size - 1; j >= 0; j--) {
        const double diagonal = *band_at(factor, j, j);
        const int last = j + factor->width < factor->size - 1 ? j + factor->width : factor->size - 1;

        for (int i = last; i > j; i--)
            *band_at(inverse, i, j) = inverse_element(factor, inverse, i, j);
        *band_at(inverse, j, j) = diagonal * diagonal + inverse_element(factor, inverse, j, j);
    }
}
