/** Cross-validation: a recipe fitted to all folds but one, scored on that one, for every fold and repeat. */
#ifndef SLIDE_LEARN_VALIDATE_H
#define SLIDE_LEARN_VALIDATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/folds.h"
#include "learn/member.h"
#include "learn/metric.h"
#include "learn/recipe.h"

/** How, and who is told of it. */
struct validation_plan {
    struct split_plan split; /**< its seed is the first repeat's; the test share does not matter */
    size_t folds;            /**< at least 2, or FOLDS_ALL */
    size_t repeats;          /**< at least 1 */
    double threshold;        /**< of the confusion matrix */
    void (*progress)(long done, long all, int step); /**< counts fits; may be NULL */
    long before, all; /**< fits done before, and fits of the whole work, for progress; 0 and 0 for this one alone */
    /** Takes the estimates of a fold, [subset->rows]; repeat and fold from 0. May be NULL. */
    void (*keep)(void *context, size_t repeat, size_t fold, const struct subset *subset, const float *estimate);
    void *context;
};

struct fold_result {
    size_t repeat, fold; /**< from 0 */
    struct split_counts counts;
    double score[METRICS]; /**< NaN where not defined */
};

/** What a model keeps of it. Means and standard deviations are over all folds of all repeats; NaN where one is. */
struct validation_summary {
    size_t folds; /**< 0: there was none */
    size_t repeats;
    double threshold;
    double mean[METRICS];
    double sd[METRICS]; /**< of the sample, with n - 1 */
};

/** Free with validation_free. */
struct validation {
    size_t results;             /**< repeats * folds */
    struct fold_result *result; /**< [results] repeat by repeat */
    struct validation_summary summary;
};

/** The seed that a repeat's folds are drawn by; the first one's is `seed` itself. */
uint64_t validation_seed(uint64_t seed, size_t repeat);

/**
 * Learners that stop early do so by the fold that they are then scored on.
 *
 * @param[in]  subset  the samples; what is held out for the final score should not be among them
 * @param[out] out     the caller frees it
 */
enum slide_status validate(const struct recipe *recipe, const struct sample_table *table, const struct subset *subset,
                           const struct validation_plan *plan, struct validation *out, struct slide_error *error);

void validation_free(struct validation *validation);

#endif
