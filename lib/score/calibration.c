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

struct calibration calibration_of_bins(const struct probability_bin *bin, int bins, double brier)
{
    struct calibration parts = {0};
    double count = 0., positives = 0.;

    for (int k = 0; k < bins; k++) {
        count += (double)bin[k].count;
        positives += (double)bin[k].positives;
    }
    if (count == 0.)
        return (struct calibration){NAN, NAN, NAN, NAN, NAN, NAN};
    const double prevalence = positives / count;

    for (int k = 0; k < bins; k++) {
        if (bin[k].count == 0)
            continue;
        const double weight = (double)bin[k].count / count;
        const double frequency = (double)bin[k].positives / (double)bin[k].count;
        const double error = bin[k].sum / (double)bin[k].count - frequency;

        parts.reliability += weight * error * error;
        parts.resolution += weight * (frequency - prevalence) * (frequency - prevalence);
        parts.expected_error += weight * fabs(error);
        parts.largest_error = fmax(parts.largest_error, fabs(error));
    }
    parts.uncertainty = prevalence * ((count - positives) / count);
    parts.within_bins = brier - (parts.reliability - parts.resolution + parts.uncertainty);
    return parts;
}

double probability_at_prevalence(double probability, double from, double to)
{
    const double ratio = to / (1. - to) * ((1. - from) / from);

    return probability * ratio / (probability * ratio + (1. - probability));
}
