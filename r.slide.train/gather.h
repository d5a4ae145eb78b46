/** From maps to the table of samples, all draws in one pass over the rows. */
#ifndef SLIDE_TRAIN_GATHER_H
#define SLIDE_TRAIN_GATHER_H

#include "grass/cell_size.h"
#include "grass/stack.h"
#include "learn/model.h"
#include "sampling_options.h"
#include "terrain/lattice.h"

/**
 * Draws samples out of the cells that are null in no map, once for each repeat. Ends the module, saying what is missing
 * where, when a class is absent, no cell is valid, or there are fewer cells than asked for.
 *
 * @param[in]  predictors  described, not open
 * @param[in]  seed        of the first draw; those of the others follow from it
 * @param[out] table       the union of the draws
 * @param[out] draw        [request->repeats]
 */
void gather_samples(const struct sampling_request *request, struct stack *predictors, uint64_t seed,
                    struct sample_table *table, struct draw *draw);

/** The region as kernels see it; the arrays stay those of `sizes`. */
struct lattice gather_lattice(const struct cell_sizes *sizes);

/**
 * Ends a pass of the sampler with the draws of its plan; ends the module where one has no negatives.
 *
 * @param[out] draw  [plan->draws]
 */
void gather_draws(struct sampler *sampler, const struct sampling_plan *plan, struct sample_table *table,
                  struct draw *draw);

#endif
