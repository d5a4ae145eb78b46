/** The maps that a model's predictors come from: of cells one each; of units one for all statistics of a map. */
#ifndef SLIDE_PREDICT_SOURCES_H
#define SLIDE_PREDICT_SOURCES_H

#include <stdbool.h>

#include "grass/stack.h"
#include "learn/model.h"

/** match_predictors for the model's maps, in the order in which its predictors name them. */
struct stack sources_match(const struct model *model, const struct stack *offered, char **pairs, bool trusted);

/** The map of a predictor. @param maps  as sources_match gave them */
const struct stack_map *source_of(const struct model *model, const struct stack *maps, size_t predictor);

#endif
