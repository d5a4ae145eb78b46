#include "radar/ramp.h"

#include <math.h>
#include <stddef.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>

enum { CELLS_ACROSS = 200, TOO_FEW = 10, MOST_ROUNDS = 200 };

/* The cells that take part: every step-th in both directions. */
struct sample {
    const float *value;
    const float *exclude;
    int rows;
    int cols;
    int row_step;
    int col_step;
};

/* What the fit works on. */
struct system {
    gsl_matrix *terms;
    gsl_vector *values;
};

static struct sample sample_of(const float *value, const float *exclude, int rows, int cols)
{
    return (struct sample){value, exclude, rows, cols, 1 + (rows - 1) / CELLS_ACROSS, 1 + (cols - 1) / CELLS_ACROSS};
}

static int takes_part(const struct sample *sample, int row, int col)
{
    const size_t i = (size_t)row * sample->cols + col;
    const int excluded = sample->exclude && !isnan(sample->exclude[i]) && sample->exclude[i] != 0.f;

    return !isnan(sample->value[i]) && !excluded;
}

/* Middle and spread of the cells' places, so that terms are of one size; a spread of zero is left at one. */
static size_t measure_places(const struct sample *sample, struct ramp *ramp)
{
    double row_sum = 0., col_sum = 0., row_squares = 0., col_squares = 0.;
    size_t count = 0;

    for (int row = 0; row < sample->rows; row += sample->row_step)
        for (int col = 0; col < sample->cols; col += sample->col_step)
            if (takes_part(sample, row, col)) {
                row_sum += row;
                col_sum += col;
                row_squares += (double)row * row;
                col_squares += (double)col * col;
                count++;
            }
    if (count == 0)
        return 0;
    ramp->row_middle = row_sum / (double)count;
    ramp->col_middle = col_sum / (double)count;
    ramp->row_scale = sqrt(fmax(row_squares / (double)count - ramp->row_middle * ramp->row_middle, 0.));
    ramp->col_scale = sqrt(fmax(col_squares / (double)count - ramp->col_middle * ramp->col_middle, 0.));
    if (ramp->row_scale < 1e-3)
        ramp->row_scale = 1.;
    if (ramp->col_scale < 1e-3)
        ramp->col_scale = 1.;
    return count;
}

static void terms_at(const struct ramp *ramp, double row, double col, double *term)
{
    const double y = (row - ramp->row_middle) / ramp->row_scale, x = (col - ramp->col_middle) / ramp->col_scale;

    term[0] = 1.;
    term[1] = y;
    term[2] = x;
    term[3] = y * y;
    term[4] = x * y;
    term[5] = x * x;
}

static void system_fill(struct system *system, const struct sample *sample, const struct ramp *ramp)
{
    double term[RAMP_QUADRATIC];
    size_t i = 0;

    for (int row = 0; row < sample->rows; row += sample->row_step)
        for (int col = 0; col < sample->cols; col += sample->col_step) {
            if (!takes_part(sample, row, col))
                continue;
            terms_at(ramp, row, col, term);
            for (int k = 0; k < (int)ramp->shape; k++)
                gsl_matrix_set(system->terms, i, k, term[k]);
            gsl_vector_set(system->values, i++, sample->value[(size_t)row * sample->cols + col]);
        }
}

/* Smallest over largest eigenvalue of the normal matrix; zero when the cells do not tell the terms apart. */
static enum slide_status distinctness(const gsl_matrix *terms, double *ratio, struct slide_error *error)
{
    const size_t n = terms->size2;
    gsl_matrix *normal = gsl_matrix_alloc(n, n);
    gsl_vector *eigenvalue = gsl_vector_alloc(n);
    gsl_eigen_symm_workspace *work = gsl_eigen_symm_alloc(n);
    enum slide_status status = SLIDE_OK;

    if (!normal || !eigenvalue || !work) {
        status = slide_out_of_memory(error, (double)(n * n) * sizeof(double), "the ramp's terms");
    } else {
        gsl_blas_dgemm(CblasTrans, CblasNoTrans, 1., terms, terms, 0., normal);
        gsl_eigen_symm(normal, eigenvalue, work);
        *ratio = gsl_vector_min(eigenvalue) / gsl_vector_max(eigenvalue);
    }
    if (work)
        gsl_eigen_symm_free(work);
    gsl_vector_free(eigenvalue);
    gsl_matrix_free(normal);
    return status;
}

static enum slide_status fit(const struct system *system, struct ramp *ramp, struct slide_error *error)
{
    const size_t n = system->terms->size1, terms = system->terms->size2;
    gsl_multifit_robust_workspace *work = gsl_multifit_robust_alloc(gsl_multifit_robust_bisquare, n, terms);
    gsl_vector_view coefficient = gsl_vector_view_array(ramp->coefficient, terms);
    gsl_matrix *covariance = gsl_matrix_alloc(terms, terms);
    enum slide_status status = SLIDE_OK;

    if (!work || !covariance) {
        status = slide_out_of_memory(error, 10. * sizeof(double) * (double)n, "the ramp's fit");
    } else {
        gsl_multifit_robust_maxiter(MOST_ROUNDS, work);
        if (gsl_multifit_robust(system->terms, system->values, &coefficient.vector, covariance, work) != GSL_SUCCESS)
            status = slide_fail(error, SLIDE_FAILED, "The ramp's fit does not settle. Leave out ramp=.");
    }
    if (work)
        gsl_multifit_robust_free(work);
    gsl_matrix_free(covariance);
    return status;
}

static enum slide_status check_and_fit(const struct system *system, struct ramp *ramp, struct slide_error *error)
{
    const double rounding = 1e-10;
    double ratio;
    enum slide_status status = distinctness(system->terms, &ratio, error);

    if (status != SLIDE_OK)
        return status;
    if (!(ratio > rounding))
        return slide_fail(error, SLIDE_NO_DATA,
                          "A ramp needs cells in two directions: all %zu valid cells lie on one line, or on lines that "
                          "do not tell its %d terms apart. Leave out ramp=, or take a plane instead of a quadratic.",
                          system->terms->size1, (int)ramp->shape);
    return fit(system, ramp, error);
}

enum slide_status ramp_fit(const float *value, const float *exclude, int rows, int cols, enum ramp_shape shape,
                           struct ramp *ramp, struct slide_error *error)
{
    const struct sample sample = sample_of(value, exclude, rows, cols);
    gsl_error_handler_t *handler;
    struct system system;
    enum slide_status status;
    size_t count;

    *ramp = (struct ramp){.shape = shape};
    count = measure_places(&sample, ramp);
    if (count < TOO_FEW)
        return slide_fail(error, SLIDE_NO_DATA, "A ramp needs at least %d valid cells: there are %zu.", TOO_FEW, count);
    handler = gsl_set_error_handler_off(); /* GSL would end the program */
    system = (struct system){gsl_matrix_alloc(count, shape), gsl_vector_alloc(count)};
    if (!system.terms || !system.values) {
        status = slide_out_of_memory(error, ((double)shape + 1.) * sizeof(double) * (double)count, "the ramp's fit");
    } else {
        system_fill(&system, &sample, ramp);
        status = check_and_fit(&system, ramp, error);
    }
    gsl_matrix_free(system.terms);
    gsl_vector_free(system.values);
    gsl_set_error_handler(handler);
    return status;
}

double ramp_at(const struct ramp *ramp, double row, double col)
{
    double term[RAMP_QUADRATIC], sum = 0.;

    terms_at(ramp, row, col, term);
    for (int k = 0; k < (int)ramp->shape; k++)
        sum += ramp->coefficient[k] * term[k];
    return sum;
}

void ramp_remove(float *value, int rows, int cols, const struct ramp *ramp)
{
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++) {
            float *cell = &value[(size_t)row * cols + col];

            *cell = (float)(*cell - ramp_at(ramp, row, col));
        }
}
