/** How much each predictor counts in a net: what its scores lose without it. */
#ifndef SLIDE_LEARN_NET_IMPORTANCE_H
#define SLIDE_LEARN_NET_IMPORTANCE_H

#include "learn/net_held.h"
#include "learn/predictor_groups.h"
#include "learn/transform.h"

/** How predictors are taken away. */
struct net_importance_plan {
    size_t repeats; /**< permutations of each group among the patches; 0: its bands become 0, once */
    uint64_t seed;
    void (*progress)(long done, long all, int step); /**< counts groups; may be NULL */
};

/**
 * Losses of scores (enum held_score) on the examiner's patches where the bands of a group's predictors are 0 (which
 * z-scores make the mean of the training cells), or are those of other patches, drawn by the seed; a patch keeps its
 * labels and its other bands. One permutation serves all groups of a repeat.
 *
 * @param[out] loss  [repeats, at least 1][groups->count][HELD_SCORES]
 *
 * Fails with SLIDE_NO_DATA where a class is absent.
 */
enum slide_status net_importance(const struct net_examiner *examiner, const struct transform *transform,
                                 const struct calibrator *calibrator, const struct predictor_groups *groups,
                                 const struct net_importance_plan *plan, double *loss, struct slide_error *error);

#endif
