/** Which statistics of which predictors a model on units takes. */
#ifndef SLIDE_TRAIN_UNIT_STATISTICS_H
#define SLIDE_TRAIN_UNIT_STATISTICS_H

#include "grass/stack.h"
#include "learn/recipe.h"

/**
 * Puts one predictor for each (map, statistic) in the place of the recipe's, which are those of the maps.
 *
 * @param[in] text  "slope:mean,sd,max aspect:circmean", entries parted by spaces or semicolons; an entry without a name
 *                  is for the predictors that have none of their own, but categories and directions; NULL for mean,
 * majority and circmean
 *
 * Ends the module where a name is none of the maps, is given twice, or a statistic makes no sense of it.
 */
void statistics_expand(const char *text, const struct stack *maps, struct recipe *recipe);

#endif
