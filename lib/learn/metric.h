/** The scores that folds and candidates are compared by: one table of names, one array of values. */
#ifndef SLIDE_LEARN_METRIC_H
#define SLIDE_LEARN_METRIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "learn/table.h"

enum metric {
    METRIC_AUC_ROC,
    METRIC_AUC_PR,
    METRIC_BRIER,
    METRIC_BRIER_SKILL,
    METRIC_LOG_LOSS,
    METRIC_ACCURACY,
    METRIC_BALANCED_ACCURACY,
    METRIC_PRECISION,
    METRIC_RECALL,
    METRIC_SPECIFICITY,
    METRIC_F1,
    METRIC_CSI,
    METRIC_KAPPA,
    METRIC_MCC,
    METRIC_R_SQUARED,
    METRIC_EXPLAINED,
    METRIC_RMSE,
    METRICS
};

struct metric_kind {
    const char *name;
    const char *description;
    bool lower_is_better;
    bool quantity; /**< for quantities, the others for probabilities */
};

/** [METRICS], in the order of the enumeration. */
extern const struct metric_kind metric_kinds[METRICS];

/** The metric of that name; SLIDE_BAD_INPUT, naming those there are, when there is none for such estimates. */
enum slide_status metric_find(const char *name, bool quantity, enum metric *metric, struct slide_error *error);

/** Whether `value` is better than `other`; a NaN is worse than any number. */
bool metric_is_better(enum metric metric, double value, double other);

/**
 * Scores estimates against the labels.
 *
 * @param[in]  estimate   [subset->rows] probabilities, or quantities
 * @param[in]  threshold  of the confusion matrix; an estimate at or above it is predicted a landslide
 * @param[out] value      [METRICS] NaN where not defined, as those for the other kind of estimates
 *
 * Fails with SLIDE_NO_DATA where probabilities are to be scored and a class is absent.
 */
enum slide_status metrics_of(const struct sample_table *table, const struct subset *subset, const float *estimate,
                             bool quantity, double threshold, double *value, struct slide_error *error);

#endif
