/** The prediction run of a model on units: statistics of the maps over units in, each unit's estimates painted back. */
#ifndef SLIDE_PREDICT_UNIT_RUN_H
#define SLIDE_PREDICT_UNIT_RUN_H

#include "options.h"
#include "run.h"

/** Before G_parser. */
void units_define(struct unit_options *options);

/**
 * After G_parser, once the model is known: ends the module where units= is missing or out of place, or the vector map
 * cannot take a column.
 */
void units_read(const struct unit_options *options, const struct model *model, struct unit_wishes *wishes);

/** As run_prediction; the outcome counts units. The vector column is written last. */
void run_unit_prediction(const struct request *request, struct outcome *outcome);

#endif
