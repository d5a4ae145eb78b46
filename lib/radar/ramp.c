#include "radar/ramp.h"

#include <math.h>
#include <stddef.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>

enum { CELLS_ACROSS = 200, TOO_FEW = 10, MOST_ROUNDS = 200, MOST_TERMS = RAMP_QUADRATIC + 1 };

/* The cells that take part: every step-th in both directions. */
struct sample {
    const struct ramp_cells *cells;
    int row_step;
    int col_step;
};

/* What the fit works on. */
struct system {
    gsl_matrix *terms;
    gsl_vector *values;
};

static struct sample sample_of(const struct ramp_cells *cells)
{
    return (struct sample){cells, 1 + (cells->rows - 1) / CELLS_ACROSS, 1 + (cells->cols - 1) / CELLS_ACROSS};
}

static int takes_part(const struct ramp_cells *cells, size_t i)
{
    const int excluded = cells->exclude && !isnan(cells->exclude[i]) && cells->exclude[i] != 0.f;

    return !isnan(cells->value[i]) && !excluded && !(cells->height && isnan(cells->height[i]));
}

/* Sums of a coordinate of the cells' places. */
struct extent {
    double sum, squares;
};

static void extent_add(struct extent *extent, double coordinate)
{
    extent->sum += coordinate;
    extent->squares += coordinate * coordinate;
}

static double extent_middle(const struct extent *extent, size_t count)
{
    return extent->sum / (double)count;
}

static double extent_spread(const struct extent *extent, size_t count)
{
    const double middle = extent_middle(extent, count);

    return sqrt(fmax(extent->squares / (double)count - middle * middle, 0.));
}

/* Middle and spread; a spread too small to divide by is left at one. */
static void extent_take(const struct extent *extent, size_t count, double *middle, double *scale)
{
    *middle = extent_middle(extent, count);
    *scale = extent_spread(extent, count);
    if (*scale < 1e-3)
        *scale = 1.;
}

/* Middle and spread of the cells' places and heights, so that terms are of one size. */
static size_t measure_places(const struct sample *sample, struct ramp *ramp)
{
    const struct ramp_cells *cells = sample->cells;
    struct extent down = {0., 0.}, across = {0., 0.}, up = {0., 0.};
    size_t count = 0;

    for (int row = 0; row < cells->rows; row += sample->row_step)
        for (int col = 0; col < cells->cols; col += sample->col_step) {
            const size_t i = (size_t)row * cells->cols + col;

            if (!takes_part(cells, i))
                continue;
            extent_add(&down, row);
            extent_add(&across, col);
            extent_add(&up, cells->height ? cells->height[i] : 0.);
            count++;
        }
    if (count == 0)
        return 0;
    extent_take(&down, count, &ramp->row_middle, &ramp->row_scale);
    extent_take(&across, count, &ramp->col_middle, &ramp->col_scale);
    if (cells->height)
        extent_take(&up, count, &ramp->height_middle, &ramp->height_scale);
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
    const struct ramp_cells *cells = sample->cells;
    double term[RAMP_QUADRATIC];
    size_t k = 0;

    for (int row = 0; row < cells->rows; row += sample->row_step)
        for (int col = 0; col < cells->cols; col += sample->col_step) {
            const size_t i = (size_t)row * cells->cols + col;

            if (!takes_part(cells, i))
                continue;
            terms_at(ramp, row, col, term);
            for (int j = 0; j < (int)ramp->shape; j++)
                gsl_matrix_set(system->terms, k, j, term[j]);
            if (cells->height)
                gsl_matrix_set(system->terms, k, ramp->shape,
                               (cells->height[i] - ramp->height_middle) / ramp->height_scale);
            gsl_vector_set(system->values, k++, cells->value[i]);
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
    double solved[MOST_TERMS];
    gsl_vector_view coefficient = gsl_vector_view_array(solved, terms);
    gsl_matrix *covariance = gsl_matrix_alloc(terms, terms);
    enum slide_status status = SLIDE_OK;

    if (!work || !covariance) {
        status = slide_out_of_memory(error, 10. * sizeof(double) * (double)n, "the ramp's fit");
    } else {
        gsl_multifit_robust_maxiter(MOST_ROUNDS, work);
        if (gsl_multifit_robust(system->terms, system->values, &coefficient.vector, covariance, work) != GSL_SUCCESS)
            status = slide_fail(error, SLIDE_FAILED, "The ramp's fit does not settle. Leave out ramp=.");
        for (size_t i = 0; i < terms; i++)
            *(i < ramp->shape ? &ramp->coefficient[i] : &ramp->height_coefficient) = solved[i];
    }
    if (work)
        gsl_multifit_robust_free(work);
    gsl_matrix_free(covariance);
    return status;
}

/* Pearson's correlation of the last term, height, with the values without the surface. */
static double correlation(const struct system *system, const struct ramp *ramp)
{
    const size_t n = system->terms->size1;
    struct extent left = {0., 0.}, up = {0., 0.};
    double product = 0.;

    for (size_t i = 0; i < n; i++) {
        const double height = gsl_matrix_get(system->terms, i, ramp->shape);
        double value = gsl_vector_get(system->values, i);

        for (size_t j = 0; j < ramp->shape; j++)
            value -= ramp->coefficient[j] * gsl_matrix_get(system->terms, i, j);
        extent_add(&left, value);
        extent_add(&up, height);
        product += value * height;
    }
    return (product / (double)n - extent_middle(&left, n) * extent_middle(&up, n)) /
           (extent_spread(&left, n) * extent_spread(&up, n));
}

static enum slide_status refuse_like_terms(const struct system *system, const struct ramp *ramp,
                                           struct slide_error *error)
{
    if (system->terms->size2 > ramp->shape)
        return slide_fail(error, SLIDE_NO_DATA,
                          "The %zu valid cells do not tell the %d terms of the surface and height apart: they lie on a "
                          "line, or their heights are all the same or grow as the surface does. Leave out elevation=, "
                          "or ramp=.",
                          system->terms->size1, (int)ramp->shape);
    return slide_fail(error, SLIDE_NO_DATA,
                      "A ramp needs cells in two directions: all %zu valid cells lie on one line, or on lines that "
                      "do not tell its %d terms apart. Leave out ramp=, or take a plane instead of a quadratic.",
                      system->terms->size1, (int)ramp->shape);
}

static enum slide_status check_and_fit(const struct system *system, struct ramp *ramp, struct slide_error *error)
{
    const double rounding = 1e-10;
    double ratio;
    enum slide_status status = distinctness(system->terms, &ratio, error);

    if (status != SLIDE_OK)
        return status;
    if (!(ratio > rounding))
        return refuse_like_terms(system, ramp, error);
    status = fit(system, ramp, error);
    if (status == SLIDE_OK && system->terms->size2 > ramp->shape)
        ramp->height_correlation = correlation(system, ramp);
    return status;
}

enum slide_status ramp_fit_cells(const struct ramp_cells *cells, enum ramp_shape shape, struct ramp *ramp,
                                 struct slide_error *error)
{
    const struct sample sample = sample_of(cells);
    const size_t terms = (size_t)shape + (cells->height != NULL);
    gsl_error_handler_t *handler;
    struct system system;
    enum slide_status status;
    size_t count;

    *ramp = (struct ramp){.shape = shape, .height_scale = 1., .height_correlation = NAN};
    count = measure_places(&sample, ramp);
    if (count < TOO_FEW)
        return slide_fail(error, SLIDE_NO_DATA, "A ramp needs at least %d valid cells: there are %zu.", TOO_FEW, count);
    handler = gsl_set_error_handler_off(); /* GSL would end the program */
    system = (struct system){gsl_matrix_alloc(count, terms), gsl_vector_alloc(count)};
    if (!system.terms || !system.values) {
        status = slide_out_of_memory(error, ((double)terms + 1.) * sizeof(double) * (double)count, "the ramp's fit");
    } else {
        system_fill(&system, &sample, ramp);
        status = check_and_fit(&system, ramp, error);
    }
    gsl_matrix_free(system.terms);
    gsl_vector_free(system.values);
    gsl_set_error_handler(handler);
    return status;
}

enum slide_status ramp_fit(const float *value, const float *exclude, int rows, int cols, enum ramp_shape shape,
                           struct ramp *ramp, struct slide_error *error)
{
    const struct ramp_cells cells = {.value = value, .exclude = exclude, .rows = rows, .cols = cols};

    return ramp_fit_cells(&cells, shape, ramp, error);
}

double ramp_height_at(const struct ramp *ramp, double height)
{
    return ramp->height_coefficient * (height - ramp->height_middle) / ramp->height_scale;
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
