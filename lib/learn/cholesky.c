#include "learn/cholesky.h"

#include <math.h>

/* row i below the diagonal; returns what is left of the diagonal */
static double reduce_row(double *a, size_t n, size_t i, const bool *aliased)
{
    double pivot = a[i * n + i];

    for (size_t j = 0; j < i; j++) {
        double sum = a[i * n + j];

        for (size_t k = 0; k < j; k++)
            sum -= a[i * n + k] * a[j * n + k];
        a[i * n + j] = aliased[j] ? 0. : sum / a[j * n + j];
        pivot -= a[i * n + j] * a[i * n + j];
    }
    return pivot;
}

size_t cholesky_factor(double *a, size_t n, double tolerance, bool *aliased)
{
    size_t left_out = 0;

    for (size_t i = 0; i < n; i++) {
        const double diagonal = a[i * n + i], pivot = reduce_row(a, n, i, aliased);

        if (!aliased[i] && pivot > tolerance * diagonal) {
            a[i * n + i] = sqrt(pivot);
            continue;
        }
        left_out += !aliased[i];
        aliased[i] = true;
        for (size_t j = 0; j <= i; j++)
            a[i * n + j] = 0.;
    }
    return left_out;
}

void cholesky_solve(const double *l, size_t n, const bool *aliased, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++)
            b[i] -= l[i * n + j] * b[j];
        b[i] = aliased[i] ? 0. : b[i] / l[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++)
            b[i] -= l[j * n + i] * b[j];
        b[i] = aliased[i] ? 0. : b[i] / l[i * n + i];
    }
}
