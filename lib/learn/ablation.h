/**
 * What groups of predictors are worth: models without each, and models that get one after the other, all scored on the
 * same held-out samples.
 */
#ifndef SLIDE_LEARN_ABLATION_H
#define SLIDE_LEARN_ABLATION_H

#include <stddef.h>

#include "base/status.h"
#include "learn/held_score.h"
#include "learn/model.h"
#include "learn/predictor_groups.h"

enum ablation_kind {
    ABLATION_ALL,     /**< all predictors: the model itself */
    ABLATION_WITHOUT, /**< all but a group's */
    ABLATION_BASE,    /**< the predictors in no group; no such step where all are in one */
    ABLATION_WITH     /**< those, and the groups up to this one, in the order given */
};

struct ablation_step {
    enum ablation_kind kind;
    size_t group;        /**< of the groups; 0 where the kind has none */
    unsigned char *kept; /**< [predictors] */
    size_t predictors;   /**< kept */
    /** Mean over members, and the spread between them, NaN for one. */
    struct held_spread score[HELD_SCORES];
    /** How much worse than with all predictors, member by member, on the same held-out samples. */
    struct held_spread loss[HELD_SCORES];
};

/** Free with ablation_free. */
struct ablation {
    size_t steps;
    struct ablation_step *step; /**< [steps]: all, without each group, base, with one after the other */
};

/**
 * The steps that groups make, without scores.
 *
 * @param[out] ablation  the caller frees it
 *
 * Fails with SLIDE_BAD_INPUT where a step would have no predictors.
 */
enum slide_status ablation_plan(const struct predictor_groups *groups, size_t predictors, struct ablation *ablation,
                                struct slide_error *error);

/**
 * Fits and scores every step for every member as the member itself was, on its own split. Steps with the same
 * predictors are fitted once, and the one with all of them is the model itself.
 *
 * @param[in]     split     [model->members] whose held-out parts have both classes
 * @param[in,out] ablation  planned; gets its scores
 * @param[in]     progress  counts fits; may be NULL
 *
 * Fails with SLIDE_NO_DATA where a member has no held-out part.
 */
enum slide_status ablation_run(const struct model *model, const struct sample_table *table, const struct split *split,
                               void (*progress)(long done, long all, int step), struct ablation *ablation,
                               struct slide_error *error);

void ablation_free(struct ablation *ablation);

#endif
