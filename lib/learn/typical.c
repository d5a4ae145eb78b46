#include "learn/typical.h"

#include <math.h>
#include <stdlib.h>

#include "learn/transform.h"

/* A column of the training samples. */
struct column {
    const struct sample_table *table;
    const struct subset *train;
    size_t number;
};

static double at(const struct column *column, size_t i)
{
    return column->table->value[column->train->row[i] * column->table->predictors + column->number];
}

static double mean_of(const struct column *column, bool magnitude)
{
    double sum = 0.;

    for (size_t i = 0; i < column->train->rows; i++)
        sum += magnitude ? fabs(at(column, i)) : at(column, i);
    return sum / (double)column->train->rows;
}

/* Flat ground has no direction, and opposite ones no mean. */
static double direction_of(const struct column *column, bool zero_is_flat)
{
    const double degree = M_PI / 180.;
    double east = 0., north = 0., angle;

    for (size_t i = 0; i < column->train->rows; i++) {
        const double value = at(column, i);

        if (value == TRANSFORM_FLAT || (zero_is_flat && value == 0.))
            continue;
        east += sin(value * degree);
        north += cos(value * degree);
    }
    if (hypot(east, north) < 1e-9 * (double)column->train->rows)
        return TRANSFORM_FLAT;
    angle = atan2(east, north) / degree;
    return angle > 0. ? angle : angle + PREDICTOR_DEGREES;
}

static int ascending(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* @param[out] value  [rows] scratch */
static double most_frequent(const struct column *column, double *value)
{
    const size_t rows = column->train->rows;
    size_t most = 0, run = 0, best = 0;

    for (size_t i = 0; i < rows; i++)
        value[i] = at(column, i);
    qsort(value, rows, sizeof *value, ascending);
    for (size_t i = 0; i < rows; i++) {
        run = i > 0 && value[i] == value[i - 1] ? run + 1 : 1;
        if (run > most) {
            most = run;
            best = i;
        }
    }
    return value[best];
}

enum slide_status typical_describe(const struct sample_table *table, const struct subset *train,
                                   struct predictor *predictor, struct slide_error *error)
{
    double *value = malloc((train->rows + 1) * sizeof *value);

    if (!value)
        return slide_out_of_memory(error, (double)train->rows * sizeof *value, "the training samples' categories");
    for (size_t i = 0; i < table->predictors; i++) {
        const struct column column = {table, train, i};

        if (predictor[i].categorical)
            predictor[i].typical = most_frequent(&column, value);
        else if (predictor[i].circular)
            predictor[i].typical = direction_of(&column, predictor[i].zero_is_flat);
        else
            predictor[i].typical = mean_of(&column, predictor[i].absolute);
    }
    free(value);
    return SLIDE_OK;
}
