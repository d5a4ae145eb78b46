#include "score/calibration.h"

#include <math.h>

static double sum_of_squared_differences(const double *probability, size_t count, double outcome)
{
    double sum = 0.;

    for (size_t i = 0; i < count; i++)
        sum += (probability[i] - outcome) * (probability[i] - outcome);
    return sum;
}

struct brier brier_of_groups(const double *positive, size_t positives, const double *negative, size_t negatives)
{
    const double cases = (double)positives + (double)negatives;
    struct brier brier = {NAN, NAN};
    double variance;

    if (cases == 0.)
        return brier;
    brier.score =
        (sum_of_squared_differences(positive, positives, 1.) + sum_of_squared_differences(negative, negatives, 0.)) /
        cases;
    variance = (double)positives / cases * ((double)negatives / cases);
    if (variance > 0.)
        brier.skill = 1. - brier.score / variance;
    return brier;
}
