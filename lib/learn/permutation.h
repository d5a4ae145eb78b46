/** Permutation importance: what scores lose when predictors' values are dealt out anew among the samples. */
#ifndef SLIDE_LEARN_PERMUTATION_H
#define SLIDE_LEARN_PERMUTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/exchange.h"

/** How predictors are permuted. */
struct permutation_plan {
    size_t repeats; /**< at least 1 */
    uint64_t seed;
    void (*progress)(long done, long all, int step); /**< counts permutations; may be NULL */
    bool apart; /**< each group has draws of its own; else one permutation serves all groups of a repeat */
    long done;  /**< permutations made before these, of `all`; for the progress alone, as all */
    long all;   /**< 0: those of this plan */
};

/**
 * The losses of every group, repeat by repeat (Breiman 2001; of any model: Fisher et al. 2019). A group's predictors
 * are dealt out by the same permutation. Predictors that go together share their importance: each of them alone can be
 * missed. The same seed gives the same bits, whatever the threads; a group that the estimator does not look at has 0
 * exactly.
 *
 * @param[out] loss  [plan->repeats * groups->count * HELD_SCORES] as exchange_permute
 */
enum slide_status permutation_losses(struct exchange *exchange, const struct predictor_groups *groups,
                                     const struct permutation_plan *plan, double *loss, struct slide_error *error);

#endif
