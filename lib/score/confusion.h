/** The confusion matrix of a score cut at a threshold, and the ratios read off it. */
#ifndef SLIDE_SCORE_CONFUSION_H
#define SLIDE_SCORE_CONFUSION_H

#include <stddef.h>

/** Counts; a score at or above the threshold is predicted positive. */
struct confusion {
    size_t true_positives;
    size_t false_negatives;
    size_t false_positives;
    size_t true_negatives;
};

/** Ratios from 0 to 1 unless said otherwise; NaN where the denominator is zero. */
struct confusion_ratios {
    double accuracy;                  /**< (TP + TN) / all */
    double balanced_accuracy;         /**< mean of recall and specificity */
    double precision;                 /**< TP / (TP + FP), also the first column normalised */
    double negative_predictive_value; /**< TN / (TN + FN), also the second column normalised */
    double recall;                    /**< TP / (TP + FN), also the matrix's first row normalised */
    double miss_rate;                 /**< FN / (TP + FN) */
    double false_alarm_rate;          /**< FP / (FP + TN) */
    double specificity;               /**< TN / (FP + TN), also the matrix's second row normalised */
    double f1;                        /**< 2 TP / (2 TP + FP + FN) */
    double critical_success; /**< CSI = TP / (TP + FP + FN), also called threat score (Gilbert 1884; Schaefer 1990) */
    double kappa;            /**< agreement beyond chance (Cohen 1960), -1 to 1 */
    double matthews;         /**< correlation of prediction and truth (Matthews 1975), -1 to 1 */
    double youden;           /**< recall + specificity - 1 (Youden 1950), -1 to 1 */
    double frequency_bias;   /**< (TP + FP) / (TP + FN): predicted over true area, 0 up */
};

/** What a confusion matrix is divided by. */
enum confusion_whole { WHOLE_ROW, WHOLE_COLUMN, WHOLE_ALL };

/** The matrix's shares of their rows (truth), columns (prediction) or of all cells; NaN where nothing is. */
struct confusion_shares {
    double true_positives;
    double false_negatives;
    double false_positives;
    double true_negatives;
};

/**
 * Counts two groups of scores against a threshold.
 *
 * @param[in] positive   [positives] scores of the positives, in any order
 * @param[in] negative   [negatives] scores of the negatives
 * @param[in] threshold  in the scores' unit
 */
struct confusion confusion_of_groups(const double *positive, size_t positives, const double *negative, size_t negatives,
                                     double threshold);

struct confusion_ratios confusion_ratios(const struct confusion *confusion);

struct confusion_shares confusion_shares(const struct confusion *confusion, enum confusion_whole whole);

#endif
