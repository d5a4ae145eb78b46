#include "score/agreement.h"

#include <math.h>

void agreement_add(struct agreement *agreement, double predicted, double observed)
{
    const double off_predicted = predicted - agreement->mean_predicted;
    const double off_observed = observed - agreement->mean_observed;
    const double weight = 1. / (double)++agreement->count;

    agreement->mean_predicted += off_predicted * weight;
    agreement->mean_observed += off_observed * weight;
    agreement->squares_predicted += off_predicted * (predicted - agreement->mean_predicted);
    agreement->squares_observed += off_observed * (observed - agreement->mean_observed);
    agreement->products += off_predicted * (observed - agreement->mean_observed);
    agreement->squared_differences += (predicted - observed) * (predicted - observed);
}

void agreement_join(struct agreement *agreement, const struct agreement *other)
{
    const double count = (double)(agreement->count + other->count);
    const double off_predicted = other->mean_predicted - agreement->mean_predicted;
    const double off_observed = other->mean_observed - agreement->mean_observed;
    double share, weight;

    if (other->count == 0)
        return;
    share = (double)other->count / count;
    weight = (double)agreement->count * share;
    agreement->mean_predicted += off_predicted * share;
    agreement->mean_observed += off_observed * share;
    agreement->squares_predicted += other->squares_predicted + off_predicted * off_predicted * weight;
    agreement->squares_observed += other->squares_observed + off_observed * off_observed * weight;
    agreement->products += other->products + off_predicted * off_observed * weight;
    agreement->squared_differences += other->squared_differences;
    agreement->count += other->count;
}

double agreement_r_squared(const struct agreement *agreement)
{
    const double squares = agreement->squares_predicted * agreement->squares_observed;

    return squares > 0. ? agreement->products * agreement->products / squares : NAN;
}

double agreement_explained(const struct agreement *agreement)
{
    if (agreement->squares_observed <= 0.)
        return NAN;
    return 1. - agreement->squared_differences / agreement->squares_observed;
}

double agreement_rms(const struct agreement *agreement)
{
    return agreement->count ? sqrt(agreement->squared_differences / (double)agreement->count) : NAN;
}
