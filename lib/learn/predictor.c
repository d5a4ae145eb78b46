#include "learn/predictor.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

void predictor_describe(const struct sample_table *table, const struct subset *train, struct predictor *predictor)
{
    for (size_t column = 0; column < table->predictors; column++) {
        double low = DBL_MAX, high = -DBL_MAX, sum = 0.;

        for (size_t i = 0; i < train->rows; i++) {
            const double value = table->value[train->row[i] * table->predictors + column];

            low = fmin(low, value);
            high = fmax(high, value);
            sum += value;
        }
        predictor[column].min = low;
        predictor[column].max = high;
        predictor[column].mean = train->rows ? sum / (double)train->rows : 0.;
    }
}

void predictor_free(struct predictor *predictor)
{
    free(predictor->label);
    free(predictor->map);
    free(predictor->title);
    free(predictor->units);
    *predictor = (struct predictor){0};
}
