/** Finds a model's predictors again among maps, and refuses maps that mean something else than at training. */
#ifndef SLIDE_PREDICT_MATCH_H
#define SLIDE_PREDICT_MATCH_H

#include <stdbool.h>

#include "grass/stack.h"
#include "learn/model.h"

/**
 * The maps of the model's predictors, in the model's order.
 *
 * Among `offered` by label, else as `pairs` say (which may call a map by a label given for it), else by the name the
 * map had at training. Without an offer: as `pairs` say, else in the search path the map of the recorded name if it
 * still has the label, else the one map that has it as semantic label. A semantic label, or one given, always outdoes a
 * pair: a pair that names another map than the label does, or a map that carries another predictor's label, is refused.
 * Ends the module, naming the predictor and the maps, where none or several are found, and, unless `trusted`, where
 * a map's type or units differ from training, or its whole range lies outside the range seen in training.
 *
 * @param offered  NULL: look in the search path
 * @param pairs    "predictor:map", ended by NULL, the predictor by its label or its map's name at training; or NULL
 */
struct stack match_predictors(const struct model *model, const struct stack *offered, char **pairs, bool trusted);

#endif
