/** What probabilities cost: Brier score, log loss and agreement of sorted groups, summed in stretches by threads. */
#ifndef SLIDE_SCORE_FORECAST_H
#define SLIDE_SCORE_FORECAST_H

#include "base/status.h"
#include "score/agreement.h"
#include "score/calibration.h"
#include "score/sorted.h"

struct forecast {
    struct brier brier;         /**< NaN unless the scores are probabilities, as the next one */
    struct log_loss log_loss;   /**< probabilities are kept between 2^-52 and 1 - 2^-52 */
    struct agreement agreement; /**< with 1 for the positives and 0 for the negatives */
};

/**
 * The result does not depend on the number of threads: stretches of a fixed length are added up in their order.
 *
 * @param[in] probability  whether the scores are probabilities, 0 to 1
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status forecast_of_sorted(const struct sorted_groups *groups, bool probability, int threads,
                                     struct forecast *out, struct slide_error *error);

/** Probabilities by interval. @param[out] bin [bins] */
void probability_bins_of_sorted(const struct sorted_groups *groups, struct probability_bin *bin, int bins);

#endif
