/** How well scores rank positives above negatives: area under the ROC curve and average precision, ties honoured. */
#ifndef SLIDE_SCORE_RANKING_H
#define SLIDE_SCORE_RANKING_H

#include <stddef.h>

#include "base/status.h"
#include "score/sorted.h"

struct ranking {
    double auc_roc; /**< chance that a positive outranks a negative, a tie counting half; 0 to 1 */
    double
        average_precision; /**< area under the precision-recall steps, 0 to 1; a worthless score has the prevalence */
    double prevalence;     /**< positives / all */
    size_t positives;
    size_t negatives;
};

/**
 * Ranks two groups of scores against each other.
 * AUC = (pairs in right order + half of the ties) / all pairs (Hanley and McNeil 1982), counted exactly in integers;
 * AP = sum over distinct scores of (R_n - R_{n-1}) P_n, without interpolation, equal scores sharing one threshold.
 * Both are what scikit-learn's roc_auc_score and average_precision_score give.
 *
 * @param[in,out] positive  [positives] scores of the positives, any unit; sorted on return
 * @param[in,out] negative  [negatives] scores of the negatives; sorted on return
 * @param[out]    out       filled when SLIDE_OK
 * @return SLIDE_NO_DATA when one group is empty, SLIDE_BAD_INPUT for a NaN score
 */
enum slide_status ranking_of_groups(double *positive, size_t positives, double *negative, size_t negatives,
                                    struct ranking *out, struct slide_error *error);

/**
 * The same of groups that are sorted already, by several threads; the result does not depend on how many.
 *
 * @return SLIDE_NO_DATA when one group is empty, SLIDE_BAD_INPUT for a NaN score, SLIDE_OUT_OF_MEMORY
 */
enum slide_status ranking_of_sorted(const struct sorted_groups *groups, int threads, struct ranking *out,
                                    struct slide_error *error);

/**
 * The same from scores and labels side by side, which stay as they are. Allocates 8 bytes an entry.
 *
 * @param[in]  score  [n] any unit; NaN is refused
 * @param[in]  label  [n] non-zero is positive
 * @return SLIDE_NO_DATA when one class is absent, SLIDE_BAD_INPUT for a NaN score, SLIDE_OUT_OF_MEMORY
 */
enum slide_status ranking_of_scores(const float *score, const unsigned char *label, size_t n, struct ranking *out,
                                    struct slide_error *error);

#endif
