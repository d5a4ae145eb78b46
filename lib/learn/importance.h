/**
 * How much each predictor, or group of predictors, counts in a model: by permuting it in the held-out samples, by what
 * the learner says of itself, and by the coefficients of linear models.
 */
#ifndef SLIDE_LEARN_IMPORTANCE_H
#define SLIDE_LEARN_IMPORTANCE_H

#include <stddef.h>

#include "base/status.h"
#include "learn/held_score.h"
#include "learn/model.h"
#include "learn/permutation.h"
#include "learn/predictor_groups.h"

/**
 * A table of items by columns. Mean is over all members; the spread is that between members where there are several,
 * else between repeats, and NaN where there is but one of both. Free with importance_free.
 */
struct importance {
    size_t items;   /**< groups of predictors, or features */
    size_t columns; /**< scores, or 1 */
    size_t members;
    size_t repeats;
    struct held_spread *value; /**< [items * columns] */
};

/**
 * Permutation importance (Breiman 2001; Fisher et al. 2019): the loss of each score (held_score_kinds, the columns) on
 * the held-out samples when the values of a group's predictors are shuffled among them, all by the same permutation.
 * Whole predictors are shuffled, before their transform, so that the features made of one stay together. One
 * permutation serves all groups of a repeat. Depends on the seed, not on threads. A group that the model does not use
 * has 0 exactly.
 *
 * @param[in]  split   [model->members] whose held-out parts have both classes
 * @param[in]  groups  the items
 * @param[out] out     the caller frees it
 *
 * Fails with SLIDE_NO_DATA where a member has no held-out part.
 */
enum slide_status importance_by_permutation(const struct model *model, const struct sample_table *table,
                                            const struct split *split, const struct predictor_groups *groups,
                                            const struct permutation_plan *plan, struct importance *out,
                                            struct slide_error *error);

/**
 * The learner's own importance (learner->importance_name), summed over the features of each group; one column.
 *
 * Fails with SLIDE_BAD_INPUT where the learner has none.
 */
enum slide_status importance_of_learner(const struct model *model, const struct predictor_groups *groups,
                                        struct importance *out, struct slide_error *error);

enum coefficient_column {
    COEFFICIENT_ESTIMATE,
    COEFFICIENT_STANDARD_ERROR, /**< NaN where the learner has none, as z and p */
    COEFFICIENT_Z,
    COEFFICIENT_P,
    COEFFICIENT_COLUMNS
};

/**
 * Coefficients of a linear learner on the scale of its features. The items are the features of the marked member, and
 * the intercept at last; other members count where they have that feature, by its name.
 *
 * Fails with SLIDE_BAD_INPUT where the learner has none.
 */
enum slide_status importance_of_coefficients(const struct model *model, struct importance *out,
                                             struct slide_error *error);

/**
 * Room for a table.
 *
 * @param[out] out  the caller frees it
 */
enum slide_status importance_new(size_t items, size_t columns, const struct model *model, size_t repeats,
                                 struct importance *out, struct slide_error *error);

/** Fills the table in. @param[in] draw  [draws * items * columns], NaN where a draw lacks an item */
void importance_spread(const double *draw, size_t draws, struct importance *out);

void importance_free(struct importance *importance);

#endif
