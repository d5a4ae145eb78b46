#include "learn/predictor.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

double predictor_turn(const struct predictor *predictor)
{
    static const char *const radians[] = {"rad", "radian", "radians"};

    for (size_t i = 0; i < sizeof radians / sizeof *radians; i++)
        if (strcmp(predictor->units, radians[i]) == 0)
            return 2. * M_PI;
    return PREDICTOR_DEGREES;
}

void predictor_free(struct predictor *predictor)
{
    free(predictor->label);
    free(predictor->map);
    free(predictor->title);
    free(predictor->units);
    free(predictor->source);
    *predictor = (struct predictor){0};
}
