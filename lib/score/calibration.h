/** How far probabilities are from what happened: Brier score, its skill and parts, log loss, calibration error. */
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

struct log_loss {
    double score;   /**< mean of -ln(probability given to what happened), 0 (best) up; NaN: no cases */
    size_t clipped; /**< probabilities of 0 where it happened or 1 where it did not: taken as 2^-52 off */
};

/** Probabilities of one interval of equal width: ((k - 1) / bins, k / bins], the first with 0. */
struct probability_bin {
    size_t count;
    size_t positives;
    double sum; /**< of the probabilities */
};

/**
 * The Brier score taken apart: score = reliability - resolution + uncertainty + within_bins (Murphy 1973; the last
 * term, which is there because probabilities in a bin differ, Stephenson et al. 2008).
 */
struct calibration {
    double reliability;    /**< mean squared distance of the bins' mean probability and frequency; 0 best */
    double resolution;     /**< variance of the bins' frequencies; higher is better */
    double uncertainty;    /**< prevalence (1 - prevalence): the truth's own variance */
    double within_bins;    /**< what is left */
    double expected_error; /**< mean |frequency - mean probability| over the cells (Guo et al. 2017), 0 best */
    double largest_error;  /**< the largest of them over the bins */
};

/** NaN when the bins are empty. @param[in] brier  the score that is taken apart */
struct calibration calibration_of_bins(const struct probability_bin *bin, int bins, double brier);

/**
 * A probability learnt where the prevalence was `from`, as it would be where it is `to`:
 * odds * (to / (1 - to)) / (from / (1 - from)) (Elkan 2001). Both strictly between 0 and 1.
 */
double probability_at_prevalence(double probability, double from, double to);

#endif
