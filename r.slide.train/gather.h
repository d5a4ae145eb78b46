/** From maps to the table of samples, in one pass over the rows. */
#ifndef SLIDE_TRAIN_GATHER_H
#define SLIDE_TRAIN_GATHER_H

#include <stdint.h>

#include "grass/stack.h"
#include "learn/sampling.h"
#include "learn/table.h"

/**
 * All landslide cells and `negatives` others for each of them, out of the cells that are null in no map.
 * Ends the module, saying what is missing where, when a class is absent or no cell is valid.
 *
 * @param predictors  described, not open
 * @param label       0 none, other values landslides
 * @param negatives   per landslide cell; 0 for all
 */
void gather_samples(struct stack *predictors, struct stack *label, double negatives, uint64_t seed,
                    struct sample_table *table, struct sampling *sampling);

#endif
