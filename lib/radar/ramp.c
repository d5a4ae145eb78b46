#include "radar/ramp.h"

#include <math.h>
#include <stddef.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>

enum { CELLS_ACROSS = 200, TOO_FEW = 10, COEFFICIENTS = 3, MOST_ROUNDS = 200 };

/* The cells that take part: every step-th in both directions. */
struct sample {
    const float *value;
    int rows;
    int cols;
    int row_step;
    int col_step;
};

static struct sample sample_of(const float *value, int rows, int cols)
{
    return (struct sample){value, rows, cols, 1 + (rows - 1) / CELLS_ACROSS, 1 + (cols - 1) / CELLS_ACROSS};
}

static size_t sample_count(const struct sample *sample)
{
    size_t count = 0;

    for (int row = 0; row < sample->rows; row += sample->row_step)
        for (int col = 0; col < sample->cols; col += sample->col_step)
            count += !isnan(sample->value[(size_t)row * sample->cols + col]);
    return count;
}

static void sample_fill(const struct sample *sample, gsl_matrix *position, gsl_vector *value)
{
    size_t i = 0;

    for (int row = 0; row < sample->rows; row += sample->row_step)
        for (int col = 0; col < sample->cols; col += sample->col_step) {
            const float cell = sample->value[(size_t)row * sample->cols + col];

            if (isnan(cell))
                continue;
            gsl_matrix_set(position, i, 0, 1.);
            gsl_matrix_set(position, i, 1, (double)row / sample->rows);
            gsl_matrix_set(position, i, 2, (double)col / sample->cols);
            gsl_vector_set(value, i++, cell);
        }
}

/* Without two directions there is no plane: the positions' covariance is singular. */
static int on_one_line(const gsl_matrix *position)
{
    const double n = (double)position->size1;
    double mean_row = 0., mean_col = 0., rr = 0., rc = 0., cc = 0.;

    for (size_t i = 0; i < position->size1; i++) {
        mean_row += gsl_matrix_get(position, i, 1) / n;
        mean_col += gsl_matrix_get(position, i, 2) / n;
    }
    for (size_t i = 0; i < position->size1; i++) {
        const double row = gsl_matrix_get(position, i, 1) - mean_row, col = gsl_matrix_get(position, i, 2) - mean_col;

        rr += row * row;
        rc += row * col;
        cc += col * col;
    }
    return rr * cc - rc * rc <= 1e-9 * rr * cc;
}

static enum slide_status fit(const gsl_matrix *position, const gsl_vector *value, const struct sample *sample,
                             struct plane *plane, struct slide_error *error)
{
    gsl_multifit_robust_workspace *work =
        gsl_multifit_robust_alloc(gsl_multifit_robust_bisquare, position->size1, COEFFICIENTS);
    gsl_vector *coefficient = gsl_vector_alloc(COEFFICIENTS);
    gsl_matrix *covariance = gsl_matrix_alloc(COEFFICIENTS, COEFFICIENTS);
    enum slide_status status = SLIDE_OK;

    if (!work || !coefficient || !covariance) {
        status = slide_out_of_memory(error, 10. * sizeof(double) * (double)position->size1, "the ramp's fit");
    } else {
        gsl_multifit_robust_maxiter(MOST_ROUNDS, work);
        if (gsl_multifit_robust(position, value, coefficient, covariance, work) != GSL_SUCCESS)
            status = slide_fail(error, SLIDE_FAILED, "The ramp's fit does not settle. Leave out ramp=plane.");
    }
    if (status == SLIDE_OK) {
        plane->level = gsl_vector_get(coefficient, 0);
        plane->per_row = gsl_vector_get(coefficient, 1) / sample->rows;
        plane->per_col = gsl_vector_get(coefficient, 2) / sample->cols;
    }
    if (work)
        gsl_multifit_robust_free(work);
    gsl_vector_free(coefficient);
    gsl_matrix_free(covariance);
    return status;
}

enum slide_status ramp_fit(const float *value, int rows, int cols, struct plane *plane, struct slide_error *error)
{
    const struct sample sample = sample_of(value, rows, cols);
    const size_t count = sample_count(&sample);
    gsl_error_handler_t *handler;
    gsl_matrix *position;
    gsl_vector *values;
    enum slide_status status;

    if (count < TOO_FEW)
        return slide_fail(error, SLIDE_NO_DATA, "A ramp needs at least %d valid cells: there are %zu.", TOO_FEW, count);
    handler = gsl_set_error_handler_off(); /* GSL would end the program */
    position = gsl_matrix_alloc(count, COEFFICIENTS);
    values = gsl_vector_alloc(count);
    if (!position || !values) {
        status = slide_out_of_memory(error, (COEFFICIENTS + 1.) * sizeof(double) * (double)count, "the ramp's fit");
    } else {
        sample_fill(&sample, position, values);
        if (on_one_line(position))
            status = slide_fail(error, SLIDE_NO_DATA,
                                "A ramp needs cells in two directions: all %zu valid cells lie on "
                                "one line. Leave out ramp=plane.",
                                count);
        else
            status = fit(position, values, &sample, plane, error);
    }
    gsl_matrix_free(position);
    gsl_vector_free(values);
    gsl_set_error_handler(handler);
    return status;
}

void ramp_remove(float *value, int rows, int cols, const struct plane *plane)
{
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++) {
            float *cell = &value[(size_t)row * cols + col];

            *cell = (float)(*cell - (plane->level + plane->per_row * row + plane->per_col * col));
        }
}
