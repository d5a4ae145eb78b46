/** The statistics that a model on units needs of its maps. */
#ifndef SLIDE_LEARN_UNIT_COLUMNS_H
#define SLIDE_LEARN_UNIT_COLUMNS_H

#include "base/zonal.h"
#include "learn/recipe.h"

/** Index of the map of a predictor among the recipe's maps, which are in the order in which predictors name them. */
size_t unit_columns_map(const struct recipe *recipe, size_t predictor);

/**
 * One column for each predictor, whose source is unit_columns_map.
 *
 * @return [predictors] free() it; NULL when memory is short
 */
struct zonal_column *unit_columns_of(const struct recipe *recipe);

#endif
