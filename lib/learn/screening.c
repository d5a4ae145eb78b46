#include "learn/screening.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gsl/gsl_eigen.h>

/* an eigenvalue below this share of the largest one is zero but for rounding */
#define SINGULAR 1e-12

static bool is_constant(const struct sample_table *table, const struct subset *train, size_t predictor)
{
    for (size_t i = 1; i < train->rows; i++)
        if (table->value[train->row[i] * table->predictors + predictor] !=
            table->value[train->row[0] * table->predictors + predictor])
            return false;
    return true;
}

static void choose(const struct sample_table *table, const struct subset *train, const struct predictor *predictor,
                   struct screening *screening)
{
    for (size_t i = 0; i < table->predictors; i++) {
        if (predictor[i].categorical)
            screening->state[i] = SCREENING_CATEGORICAL;
        else if (is_constant(table, train, i))
            screening->state[i] = SCREENING_CONSTANT;
        else
            screening->member[screening->count++] = i;
    }
}

static enum slide_status make_room(size_t predictors, struct screening *screening, struct slide_error *error)
{
    const size_t square = predictors * predictors + 1;

    *screening = (struct screening){
        .predictors = predictors,
        .state = calloc(predictors + 1, sizeof *screening->state),
        .member = calloc(predictors + 1, sizeof *screening->member),
        .correlation = calloc(square, sizeof *screening->correlation),
        .vif = calloc(predictors + 1, sizeof *screening->vif),
        .eigenvalue = calloc(predictors + 1, sizeof *screening->eigenvalue),
        .loading = calloc(square, sizeof *screening->loading),
    };
    if (screening->state && screening->member && screening->correlation && screening->vif && screening->eigenvalue &&
        screening->loading)
        return SLIDE_OK;
    screening_free(screening);
    return slide_out_of_memory(error, 2. * (double)square * sizeof(double), "the correlations");
}

/* mean and root of the sum of squares about it, both by two passes; [count] each */
static void standardize(const struct sample_table *table, const struct subset *train, const struct screening *screening,
                        double *mean, double *norm)
{
    for (size_t j = 0; j < screening->count; j++) {
        const float *value = table->value + screening->member[j];
        double sum = 0., squares = 0.;

        for (size_t i = 0; i < train->rows; i++)
            sum += value[train->row[i] * table->predictors];
        mean[j] = sum / (double)train->rows;
        for (size_t i = 0; i < train->rows; i++)
            squares += pow(value[train->row[i] * table->predictors] - mean[j], 2.);
        norm[j] = sqrt(squares);
    }
}

static void correlate(const struct sample_table *table, const struct subset *train, struct screening *screening,
                      const double *mean, const double *norm, double *row)
{
    const size_t n = screening->count;
    double *correlation = screening->correlation;

    for (size_t i = 0; i < train->rows; i++) {
        const float *value = table->value + train->row[i] * table->predictors;

        for (size_t j = 0; j < n; j++)
            row[j] = (value[screening->member[j]] - mean[j]) / norm[j];
        for (size_t j = 0; j < n; j++)
            for (size_t k = 0; k < j; k++)
                correlation[j * n + k] += row[j] * row[k];
    }
    for (size_t j = 0; j < n; j++) {
        correlation[j * n + j] = 1.;
        for (size_t k = 0; k < j; k++) {
            correlation[j * n + k] = fmax(-1., fmin(1., correlation[j * n + k]));
            correlation[k * n + j] = correlation[j * n + k];
        }
    }
}

/* the diagonal of the inverse, from eigenvalues and unit eigenvectors */
static void inflate(const gsl_vector *eigenvalue, const gsl_matrix *vector, struct screening *screening)
{
    const size_t n = screening->count;
    const double zero = SINGULAR * gsl_vector_get(eigenvalue, 0);

    for (size_t j = 0; j < n; j++) {
        screening->vif[j] = 0.;
        for (size_t k = 0; k < n; k++) {
            const double square = pow(gsl_matrix_get(vector, j, k), 2.), value = gsl_vector_get(eigenvalue, k);

            if (value > zero)
                screening->vif[j] += square / value;
            else if (square > SINGULAR)
                screening->vif[j] = INFINITY;
        }
    }
}

static void load(const gsl_vector *eigenvalue, const gsl_matrix *vector, struct screening *screening)
{
    const size_t n = screening->count;

    for (size_t k = 0; k < n; k++) {
        const double value = fmax(0., gsl_vector_get(eigenvalue, k));
        double largest = 0.;

        for (size_t j = 0; j < n; j++)
            if (fabs(gsl_matrix_get(vector, j, k)) > fabs(largest))
                largest = gsl_matrix_get(vector, j, k);
        screening->eigenvalue[k] = value;
        for (size_t j = 0; j < n; j++)
            screening->loading[j * n + k] = (largest < 0. ? -1. : 1.) * sqrt(value) * gsl_matrix_get(vector, j, k);
    }
}

static enum slide_status decompose(struct screening *screening, struct slide_error *error)
{
    const size_t n = screening->count;
    gsl_matrix *matrix = gsl_matrix_alloc(n, n), *vector = gsl_matrix_alloc(n, n);
    gsl_vector *value = gsl_vector_alloc(n);
    gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(n);
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < n * n; i++)
        gsl_matrix_set(matrix, i / n, i % n, screening->correlation[i]);
    if (gsl_eigen_symmv(matrix, value, vector, work) == 0) {
        gsl_eigen_symmv_sort(value, vector, GSL_EIGEN_SORT_VAL_DESC);
        inflate(value, vector, screening);
        load(value, vector, screening);
    } else
        status = slide_fail(error, SLIDE_FAILED, "The principal components of the predictors cannot be found.");
    gsl_eigen_symmv_free(work);
    gsl_vector_free(value);
    gsl_matrix_free(vector);
    gsl_matrix_free(matrix);
    return status;
}

enum slide_status screening_of(const struct sample_table *table, const struct subset *train,
                               const struct predictor *predictor, struct screening *screening,
                               struct slide_error *error)
{
    enum slide_status status = make_room(table->predictors, screening, error);
    double *scratch;

    if (status != SLIDE_OK)
        return status;
    screening->rows = train->rows;
    choose(table, train, predictor, screening);
    if (screening->count < 2)
        return slide_fail(error, SLIDE_NO_DATA,
                          "Screening compares predictors, but %zu of %zu are left that are numbers and not constant in "
                          "the %zu training samples: two are needed.",
                          screening->count, table->predictors, train->rows);
    scratch = malloc(3 * screening->count * sizeof *scratch);
    if (!scratch)
        return slide_out_of_memory(error, 3. * (double)screening->count * sizeof *scratch, "the correlations");
    standardize(table, train, screening, scratch, scratch + screening->count);
    correlate(table, train, screening, scratch, scratch + screening->count, scratch + 2 * screening->count);
    free(scratch);
    return decompose(screening, error);
}

void screening_free(struct screening *screening)
{
    free(screening->state);
    free(screening->member);
    free(screening->correlation);
    free(screening->vif);
    free(screening->eigenvalue);
    free(screening->loading);
    *screening = (struct screening){0};
}
