/** From maps to the table of samples, all draws in one pass over the rows. */
#ifndef SLIDE_TRAIN_GATHER_H
#define SLIDE_TRAIN_GATHER_H

#include "grass/stack.h"
#include "learn/model.h"
#include "sampling_options.h"

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

#endif
