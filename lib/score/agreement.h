/** How two quantities agree, gathered pair by pair: squared correlation, R2 and root mean square difference. */
#ifndef SLIDE_SCORE_AGREEMENT_H
#define SLIDE_SCORE_AGREEMENT_H

#include <stddef.h>

/** Means and sums of squares about them, updated pair by pair (Welford 1962). Begins as {0}. */
struct agreement {
    size_t count;
    double mean_predicted;
    double mean_observed;
    double squares_predicted;
    double squares_observed;
    double products;
    double squared_differences;
};

/** Adds one pair; both finite. */
void agreement_add(struct agreement *agreement, double predicted, double observed);

/** Adds what was gathered from other pairs (Chan, Golub and LeVeque 1983). */
void agreement_join(struct agreement *agreement, const struct agreement *other);

/** Squared Pearson correlation, 0 to 1, blind to bias and scale; NaN when one of the two is constant. */
double agreement_r_squared(const struct agreement *agreement);

/** 1 - sum of squared differences / sum of squares of the observed; 1 best, below 0 worse than the mean; NaN: constant.
 */
double agreement_explained(const struct agreement *agreement);

/** Root mean square difference, in the quantities' unit; NaN without pairs. */
double agreement_rms(const struct agreement *agreement);

#endif
