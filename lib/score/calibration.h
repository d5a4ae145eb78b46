/** How far probabilities are from what happened: the Brier score and its skill. */
#ifndef SLIDE_SCORE_CALIBRATION_H
#define SLIDE_SCORE_CALIBRATION_H

#include <stddef.h>

struct brier {
    double score; /**< mean squared difference of probability and outcome (Brier 1950), 0 (best) to 1; NaN: no cases */
    /** 1 - score / score of always forecasting the prevalence (Murphy 1973); 1 best, 0 no skill; NaN: one class */
    double skill;
};

/**
 * @param[in] positive  [positives] probabilities, 0 to 1, where it happened, in any order
 * @param[in] negative  [negatives] probabilities where it did not
 */
struct brier brier_of_groups(const double *positive, size_t positives, const double *negative, size_t negatives);

#endif
