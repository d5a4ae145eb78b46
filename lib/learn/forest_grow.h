/**
 * Random forests (Breiman 2001): trees grown on bootstrap samples, some features tried at each split (CART, Breiman et
 * al. 1984). Grown here, not by a boosting library, for two reasons: splits by the mean absolute error with medians in
 * the leaves, and trees as deep as the samples ask for, in the memory of the samples.
 */
#ifndef SLIDE_LEARN_FOREST_GROW_H
#define SLIDE_LEARN_FOREST_GROW_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/learner.h"
#include "learn/trees.h"

struct forest_settings {
    size_t trees;
    size_t tried;             /**< features drawn at a split, 1 to all */
    size_t max_depth;         /**< levels below the root */
    size_t min_samples_split; /**< in a node that is split, drawn ones counted as often as drawn */
    size_t min_samples_leaf;
    size_t max_bin;
    bool bootstrap; /**< each tree sees as many draws with replacement as there are samples; else all samples */
    bool absolute;  /**< least absolute error and medians; else least squares (for two classes Gini) and means */
    uint64_t seed;
    int threads;
    void (*progress)(long done, long all, int step); /**< may be NULL */
};

/**
 * The margin is the mean of the trees' estimates, of shares without the weights unless data->keep_weighted; gain is by
 * how much a split lowers the sum of errors.
 *
 * @param[out] trees  the same bits with any number of threads; the caller frees them; empty on failure
 */
enum slide_status forest_grow(const struct learner_data *data, const struct forest_settings *settings,
                              struct trees *trees, struct slide_error *error);

#endif
