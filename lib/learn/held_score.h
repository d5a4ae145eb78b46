/** The scores by which permuting a predictor, or leaving it out, is judged: a table of names, and arrays of values. */
#ifndef SLIDE_LEARN_HELD_SCORE_H
#define SLIDE_LEARN_HELD_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "learn/member.h"

enum held_score { HELD_AUC_PR, HELD_AUC_ROC, HELD_BRIER, HELD_SCORES };

/** Of learners of quantities, in the places of those of probabilities; see quantity.h. */
enum held_quantity_score { HELD_EXPLAINED, HELD_R2, HELD_MAE };

struct held_score_kind {
    const char *name;
    const char *title;
    bool lower_is_better;
};

/** [HELD_SCORES], in the order of the enumeration: those of probabilities, or of quantities. */
const struct held_score_kind *held_score_kinds(bool quantity);

/** @param[out] value  [HELD_SCORES] */
void held_scores_take(const struct member_scores *scores, double *value);

/** How much worse `after` is than `before`; above 0 where it is worse, whatever the score's direction. */
double held_score_loss(const struct held_score_kind *kind, double before, double after);

/**
 * Scores a member's estimates of some samples, both classes among them where they are probabilities.
 *
 * @param[in]  estimate  [subset->rows]
 * @param[out] value     [HELD_SCORES]
 */
enum slide_status held_scores_of(bool quantity, const struct sample_table *table, const struct subset *subset,
                                 const float *estimate, double *value, struct slide_error *error);

/** Mean, and standard deviation with n - 1, which is NaN for one value. */
struct held_spread {
    double mean;
    double sd;
};

/** Of every stride-th value but those that are NaN; NaN where none is left. */
struct held_spread held_spread_of(const double *value, size_t count, size_t stride);

#endif
